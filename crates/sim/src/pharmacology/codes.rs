//! Every kind of problem that this module reports.

use jakstat_model::Code;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $title:literal, $explain:literal;)*) => {
        $($(#[$doc])* pub static $name: Code = Code { id: $id, title: $title, explain: $explain };)*

        /// All codes of this module, in order of their ids.
        pub static CODES: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    /// The text is not TOML.
    SYNTAX = "P001", "not TOML",
        "Compound, kinase and target files are TOML. The text breaks its grammar at the place shown, so \
         nothing of it was used. The usual causes are a missing quote, a key written twice and a table \
         opened twice. Example: write `unit = \"nM\"`, not `unit = nM`.";
    /// A key that means nothing there.
    UNKNOWN_KEY = "P002", "unknown key",
        "A key that is not known would otherwise be ignored in silence, and a misspelt number would then not \
         be used. The help lists the keys that the table may hold. Example: write `ic50 = {...}`, not \
         `IC_50 = {...}`; remarks go into `note = \"...\"`.";
    /// A key that must be there is not.
    MISSING_KEY = "P003", "missing key",
        "The table needs this key and no default would be safe. Add it. Where the number is not known, say \
         so: a sourced value with `status = \"assumed\"` and the reason in `note` is accepted and stays \
         visible in every table of parameters.";
    /// A value of the wrong TOML type.
    WRONG_TYPE = "P004", "wrong type",
        "The key is known but its value has another type: text where a number belongs, a single table where \
         a list belongs. Example: `value = 5.9` is a number, `value = \"5.9\"` is text; potencies are opened \
         with `[[potency]]` (a list), not with `[potency]`.";
    /// A unit or quantity that cannot be read.
    BAD_UNIT = "P005", "unit not understood",
        "The text is no unit that is known. Units are written as in `nM`, `mg`, `1/h`, `L/h`, `g/mol`, with \
         `1` for a number without unit; a quantity is a number, a blank and a unit, as in `4 mg`.";
    /// A unit that measures something else.
    WRONG_DIMENSION = "P006", "unit measures something else",
        "The unit is well formed but measures another kind of thing than the key asks for, for instance a \
         clearance in `mg` and not in volume per time. Numbers are converted between units of one kind \
         (`mL/min` to `L/h`), never between kinds: give a mass concentration as a molar one by dividing by \
         the molecular weight and say so in `note`, with `status = \"derived\"`.";
    /// A number outside its range.
    OUT_OF_RANGE = "P007", "number out of range",
        "Volumes, clearances, rates and potencies are above zero, fractions are between 0 and 1, lags are not \
         negative, and all numbers are finite. A percentage is written as a fraction: 50 % is \
         `{ value = 0.5, unit = \"1\", ... }`.";
    /// A number without source.
    NO_SOURCE = "P008", "number without source",
        "Every number says where it comes from. Give `source = \"Author year journal\"` (and `doi`), or, for \
         `status = \"assumed\"` and `\"fitted\"`, the reason in `source` or `note`. An empty text is no source.";
    /// A word outside its list.
    UNKNOWN_WORD = "P009", "unknown word",
        "The key takes one word of a fixed list, which the help shows. Example: `status` is one of `read`, \
         `recalled`, `derived`, `assumed`, `fitted`; `route` is one of `oral`, `bolus`, `infusion`, `topical`.";
    /// Something is said twice.
    DUPLICATE = "P010", "said twice",
        "The same thing is said twice, and nothing tells which of the two counts: a kinase with two potencies, \
         or a reaction that is listed twice for one kinase. Keep the one that is meant; the other can be kept as text in `note`.";
    /// Keys that need or exclude each other.
    KEYS_CLASH = "P011", "keys that do not go together",
        "Some keys only make sense together and others exclude each other. \
         `intercompartmental_clearance` needs `peripheral_volume` and the other way round; `duration` belongs \
         to `route = \"infusion\"`; `count` and `stop` both end a course, so only one may be given.";
    /// An id that cannot be used.
    BAD_ID = "P012", "id cannot be used",
        "A compound's id is made of `a-z`, `0-9` and `-`, and is the name of its file without `.toml`. A \
         kinase's id is made of letters, digits and `_` and does not start with a digit, because it \
         becomes part of ids in the model (`ID_free`).";
    /// A regimen text that cannot be read.
    REGIMEN_TEXT = "P020", "regimen not understood",
        "A regimen in one line is a dose, a frequency and, where wanted, an end: `4 mg QD`, `5 mg BID`, \
         `10 mg q12h`, `200 mg QD x 28 then 50 mg QD`, `4 mg QD until 36 week then 2 mg QD from 52 week`, \
         `0.3 mg iv`, `20 mg q24h over 2 h`, `30 mg BID topical`. Anything else is written as a table with `courses`.";
    /// A regimen that cannot be carried out.
    REGIMEN_TIMES = "P021", "regimen cannot be carried out",
        "The times of the doses contradict each other or the run: a dose before the run starts, a course that \
         ends before it begins, a course that follows one without an end, an interval of zero. Courses are \
         given in order of time; an open course ends where the next one is to begin only if it says so with \
         `stop` (in one line: `until`).";
    /// A route that the compound's pharmacokinetics cannot serve.
    ROUTE = "P022", "route without the parameters for it",
        "An oral dose needs `absorption_rate`. A dose into the vein needs clearance and volume in absolute \
         terms: where `bioavailability` is not given, those of an oral compound are apparent (CL/F, V/F), and a \
         bolus would give too low a concentration. Give `bioavailability` with absolute values.";
    /// A topical dose without the numbers for it.
    TOPICAL = "P023", "topical dose without the numbers for it",
        "A dose on a tissue needs to know how fast it leaves the surface (`absorption_rate`), which part of it \
         enters (`fraction_absorbed`), into which `volume`, and how fast it goes on to the blood \
         (`equilibration_rate`). They stand in the compound's file: `[[pharmacokinetics.site]]` with `id`, \
         `partition`, `equilibration_rate` and `topical = { absorption_rate = {...}, fraction_absorbed = {...}, \
         volume = {...} }`, each with its source; `status = \"assumed\"` says that a number is a choice.";
    /// The plasma level after a topical dose has an unknown scale.
    TOPICAL_SCALE = "P024", "plasma level after topical use has an unknown scale",
        "Clearance and volumes of the compound are apparent: divided by a bioavailability by mouth that is not \
         known. What passes through a tissue into the blood is not subject to it, so the concentration in plasma \
         that follows from it is understated, by that factor. The concentration in the tissue is hardly affected. \
         Give `bioavailability`, with clearance and volumes in absolute terms.";
    /// A dose outside of what was studied.
    NOT_STUDIED = "P025", "dose outside of what was studied",
        "The compound's file says in `studied` which single doses its kinetics stand on, and this one is smaller \
         or larger. Absorption and clearance may not stay proportional to the dose there. The run is done all the \
         same. Take the result as an extrapolation, or extend `studied` where a source covers the dose.";
    /// The network does not say its units.
    NETWORK_UNITS = "P030", "the model does not say its units",
        "A compound's numbers come in hours, litres and nanomoles and are converted to the units that the \
         model counts in. Antimony and SBML Level 3 have no default units, so a model that says none cannot \
         be joined with a dose in milligrams. Add, for a model in minutes, litres and nanomoles: \
         `unit time_unit = 60 second; unit volume = litre; unit substance = 1e-9 mole;`.";
    /// An id is taken.
    ID_TAKEN = "P031", "id already in the model",
        "Pharmacology adds species, parameters and reactions whose ids start with the compound's id or the \
         kinase's id. One of them is already in the model. Rename that thing in the model, or do not lay \
         the same compound over a model twice.";
    /// Parent and metabolite do not fit.
    METABOLITE = "P032", "metabolite does not fit",
        "A compound whose pharmacokinetics name an active metabolite is used with that metabolite, because \
         its effect is part of the drug's. The compound file of the metabolite is needed for its molecular \
         weight, free fraction and potencies. To study the parent alone, use a copy of the compound file \
         without `[pharmacokinetics.metabolite]`.";
    /// The compound has no pharmacokinetics.
    NO_KINETICS = "P033", "no pharmacokinetics",
        "The compound's file has no `[pharmacokinetics]`, so a dose cannot be turned into a concentration. Add \
         the table, or run the compound at a constant concentration as in a dish.";
    /// The network counts reactions in another unit than substances.
    EXTENT = "P034", "reaction extents are counted in another unit",
        "The model counts the extent of reactions in another unit than the amount of substance, or has a \
         conversion factor for all species. Absorption and elimination would be converted with it, which is \
         not meant. Give the conversion factor to the species that need it, and count extents in the \
         substance unit.";
    /// The compound's free fraction is not known.
    NO_FRACTION = "P035", "free fraction is not known",
        "Only the compound that is not bound to plasma protein meets a kinase, and this compound's file has no \
         `fraction_unbound`, so a dose cannot be turned into a free concentration. Add \
         `fraction_unbound = { value = 0.5, unit = \"1\", ... }`, with `status = \"assumed\"` and the reason where \
         it is not measured, or run the compound at a constant free concentration.";
    /// The targets name an unknown kinase.
    UNKNOWN_KINASE = "P040", "kinase is not described",
        "A kinase that the targets name, or for which a potency is wanted, is not among the described \
         kinases. Add a `[[kinase]]` with `id` and `atp_km`, or correct the name.";
    /// The targets name an unknown reaction.
    UNKNOWN_REACTION = "P041", "reaction is not in the model",
        "The targets say which reactions a kinase catalyses, and one of them is not in the model. Names are \
         case-sensitive. The ids of the reactions are the labels in the Antimony text (`v1: A -> B; k1*A`).";
    /// A potency is not known.
    NO_POTENCY = "P042", "potency is not known",
        "The compound says nothing about a kinase that the targets name. That is not the same as inactive. Add \
         a `[[potency]]`; for a compound that was found inactive up to a concentration, give that \
         concentration as `ic50` with `relation = \">\"`.";
    /// A potency is only a bound.
    CENSORED = "P043", "potency is only a bound",
        "The IC50 lies above the highest concentration tested (`relation = \">\"`), so the compound was found \
         inactive there. It is taken not to bind this kinase at all. At concentrations near the bound the \
         true inhibition may be larger.";
    /// The assay's ATP is not known.
    ATP_UNKNOWN = "P044", "ATP of the assay is not known",
        "Inhibitors that compete with ATP look more potent in an assay with little ATP than in a cell. The \
         ATP concentration of this assay is not given, so the IC50 is used as it is, and the inhibition in \
         the cell may be overstated. Add `atp = { value = 1.0, unit = \"mM\", ... }` or `atp = \"Km\"`.";
    /// A covalent inhibitor needs the kinase's turnover.
    NO_TURNOVER = "P045", "turnover of the kinase is not known",
        "A covalent inhibitor removes the kinase until new protein is made. Without the loss rate of the \
         protein the inhibition would never end. Add `turnover = { value = 0.2, unit = \"1/h\", ... }` to the \
         kinase; it is ln 2 over the half-life.";
    /// A reaction has no rate.
    NO_RATE = "P046", "reaction has no rate",
        "The targets name a reaction for which the model gives no kinetic law, so there is nothing to inhibit. \
         Give the reaction a rate, or take it out of the targets.";
    /// The free concentration cannot be read from the network.
    NO_CONCENTRATION = "P047", "no free concentration",
        "The free concentration of an inhibitor is a parameter or a species that holds a concentration in the \
         units of the model. Lay the compound's pharmacokinetics or a constant concentration over the model first, \
         and pass the id that they give.";
    /// A compound's concentration in a site is not known.
    NO_SITE = "P048", "concentration in the tissue is not known",
        "The targets say that a kinase is in a tissue, and the compound's file does not say how the compound \
         gets there. Its free concentration in plasma is used for the tissue. Add `[[pharmacokinetics.site]]` with \
         `id` and `partition = { value = 1.0, unit = \"1\", ... }`, and `equilibration_rate` where the tissue lags.";
    /// The targets name an unknown parameter.
    UNKNOWN_PARAMETER = "P050", "parameter is not in the model",
        "The targets say which parameters state the activity of a kinase, and one of them is not a parameter \
         of the model. Names are case-sensitive. Write it into the model, as in `K1_activity = 1`, and multiply \
         with it what the kinase does.";
    /// A parameter cannot follow a kinase.
    NOT_AN_ACTIVITY = "P051", "parameter cannot follow a kinase",
        "A parameter that states the activity of a kinase is multiplied by the free fraction of the kinase \
         while a compound is there. So it has no unit, and no rule or event of the model sets it. Example: for \
         `k_eff := k*drive`, write `k_eff := k*drive*K1_activity` with `K1_activity = 1`, and list `K1_activity`.";
    /// A targeted reaction has no speed.
    NO_SPEED = "P052", "a fast reaction cannot be slowed",
        "The targets name a fast reaction: it has no finite speed, and the part of it that a compound leaves has \
         none either, so that inhibition would change nothing. Give the reaction a finite rate (`fast=\"false\"`), \
         or take it out of the targets and list a parameter that moves its equilibrium.";
}

#[cfg(test)]
mod tests {
    use super::CODES;

    #[test]
    fn ids_are_unique_sorted_and_explained() {
        assert!(CODES.windows(2).all(|pair| pair[0].id < pair[1].id));
        for code in CODES {
            assert!(
                code.explain.len() > 120 && code.explain.contains(". "),
                "{} needs an explanation",
                code.id
            );
        }
    }
}
