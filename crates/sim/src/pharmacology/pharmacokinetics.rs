//! Lays a compound's way through the body over a network, in the network's own units.
//!
//! With `X` for the compound's prefix and amounts in the network's unit of substance:
//! ```text
//! X_depot ->            X_absorption    X_F * X_ka * X_depot        (X_F only where it is given,
//!                       X_first_pass    (1 - X_F) * X_ka * X_depot   then the rest is lost)
//!   -> X_central        X_infusion      X_input
//! X_central -> X_peripheral   X_distribution     X_Q * X_plasma
//! X_peripheral -> X_central   X_redistribution   X_Q * X_peripheral / X_Vp
//! X_central ->          X_elimination   X_CL * X_plasma
//! X_central -> M_central   X_metabolism   X_fm * X_CL * X_plasma     (then elimination is (1 - X_fm) of it)
//! X_plasma := X_central / X_V
//! X_free   := X_fu * X_plasma
//! ```
//! These are the linear one- and two-compartment models of the textbooks (Gabrielsson & Weiner,
//! *Pharmacokinetic and Pharmacodynamic Data Analysis*). The free fraction is applied once, here:
//! `X_free` is what enzymes and cells in medium without protein would meet, `X_plasma` is what is
//! measured in blood plasma. Compare a potency with the one that its assay refers to. What is lost
//! before the circulation (`X_first_pass`) forms no metabolite.

use jakstat_model::{Diagnostic, Expr, Network, Unit};

use super::codes;
use super::compound::Compound;
use super::kinetics::{Kinetics, Metabolite};
use super::overlay::{Overlay, Scale, one_minus, product, quotient, time_unit, times};
use super::regimen::Regimen;
use super::sourced::Sourced;
use crate::fields::Problems;
use crate::measure::{GRAM_PER_MOLE, HOUR};

/// Where doses go in, and what comes out.
#[derive(Debug, Clone, PartialEq)]
pub struct PkSpecies {
    /// Id of the compound.
    pub compound: String,
    /// Species that takes oral doses, as an amount; `None` where the compound is not absorbed.
    pub depot: Option<String>,
    /// Species that takes a bolus, as an amount.
    pub central: String,
    /// Species of the second compartment, an amount.
    pub peripheral: Option<String>,
    /// Parameter that holds the rate of infusion, in substance per time, 0 at the start. It is
    /// switched where an infusion begins and ends; overlapping infusions add up.
    pub input: String,
    /// Parameters that hold total concentrations in plasma: the compound's, then its metabolite's.
    pub plasma: Vec<String>,
    /// Parameters that hold free concentrations: the compound's, then its metabolite's.
    pub free: Vec<String>,
    /// Grams per mole of what is dosed.
    pub molecular_weight: f64,
    /// Lag of absorption in hours.
    pub lag_h: f64,
    /// Clearance and volume are CL/F and V/F: only oral doses have a known scale.
    pub apparent: bool,
}

impl PkSpecies {
    /// Checks that `regimen` only uses routes for which the compound has parameters.
    ///
    /// # Errors
    /// An oral dose without absorption; a dose into the vein where clearance is apparent.
    pub fn check_routes(&self, regimen: &Regimen) -> Result<(), Vec<Diagnostic>> {
        let compound = &self.compound;
        let mut problems = Vec::new();
        if regimen.has_oral() && self.depot.is_none() {
            let message = format!("`{compound}` has an oral dose but no `absorption_rate`");
            problems.push(
                Diagnostic::error(&codes::ROUTE, message).help("add it, or choose a bolus or an infusion"),
            );
        }
        if regimen.has_intravenous() && self.apparent {
            let message =
                format!("`{compound}` has a dose into the vein, but its clearance and volume are apparent");
            let help = "add `bioavailability`, with clearance and volumes in absolute terms";
            problems.push(Diagnostic::error(&codes::ROUTE, message).help(help));
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

/// The network with the pharmacokinetics of `compound`, and where its doses go.
///
/// All numbers become parameters of the network in its own units, so that a run can set them:
/// `X_ka`, `X_F`, `X_CL`, `X_V`, `X_Q`, `X_Vp`, `X_fm`, `X_fu` (see the module). `metabolite` is the
/// file of the active metabolite that the compound names; its own `[pharmacokinetics]`, which would
/// describe it as a drug, is not used.
///
/// # Errors
/// A compound without pharmacokinetics or free fraction; a metabolite missing or not the one named; a network that
/// does not say its units of time, volume and substance; ids that are taken. All at once.
pub fn with_pharmacokinetics(
    network: &Network,
    compound: &Compound,
    metabolite: Option<&Compound>,
) -> Result<(Network, PkSpecies), Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let scale = Scale::of(network).map_err(|p| problems.extend(p)).ok();
    let time = time_unit(network).map_err(|p| problems.push(p)).ok();
    check_extent(network, &mut problems);
    if compound.kinetics.is_none() {
        let message = format!("compound `{}` has no pharmacokinetics", compound.id);
        let help = "add `[pharmacokinetics]`, or run it at a constant concentration";
        problems.push(Diagnostic::error(&codes::NO_KINETICS, message).help(help));
    }
    check_metabolite(compound, metabolite, &mut problems);
    check_fractions([Some(compound), metabolite].into_iter().flatten(), &mut problems);
    let (Some(scale), Some(time), Some(kinetics), true) =
        (scale, time, compound.kinetics.as_ref(), problems.is_empty())
    else {
        return Err(problems);
    };
    let mut layer = Layer { overlay: Overlay::new(network), x: compound.prefix(), scale, time };
    let mut pk = layer.parent(compound, kinetics);
    if let Some((parent_side, own)) = kinetics.metabolite.as_ref().zip(metabolite) {
        let (plasma, free) = layer.metabolite(parent_side, own);
        pk.plasma.push(plasma);
        pk.free.push(free);
    }
    Ok((layer.overlay.finish()?, pk))
}

/// The network with `compound` at a free concentration that is set from outside, as in a dish.
///
/// Gives the id of the parameter, `X_free`, which is 0 until it is set; its unit is that of a
/// concentration in the network. There is no binding to protein: what is set is free.
///
/// # Errors
/// A network that does not say its units of volume and substance; an id that is taken.
pub fn with_constant_concentration(
    network: &Network,
    compound: &Compound,
) -> Result<(Network, String), Vec<Diagnostic>> {
    let unit = (Scale::of(network)?.concentration(), "concentration");
    let mut overlay = Overlay::new(network);
    let id = format!("{}_free", compound.prefix());
    overlay.variable(&id, format!("free concentration of {}", compound.name), 0.0, unit);
    Ok((overlay.finish()?, id))
}

fn check_extent(network: &Network, problems: &mut Problems) {
    let base = &network.base_units;
    let differs = base.extent.zip(base.substance).is_some_and(|(e, s)| !e.same_as(&s));
    if differs || network.conversion_factor.is_some() {
        let message = "the model's reactions are not counted in its substance unit";
        let help = "give the conversion factor to single species, and use the substance unit for extents";
        problems.push(Diagnostic::error(&codes::EXTENT, message).help(help));
    }
}

fn check_fractions<'a>(compounds: impl Iterator<Item = &'a Compound>, problems: &mut Problems) {
    for compound in compounds.filter(|c| c.fraction_unbound.is_none()) {
        let message = format!("the free fraction of `{}` is not known", compound.id);
        let help = "add `fraction_unbound`, or run the compound at a constant free concentration";
        problems.push(Diagnostic::error(&codes::NO_FRACTION, message).help(help));
    }
}

fn check_metabolite(compound: &Compound, metabolite: Option<&Compound>, problems: &mut Problems) {
    let named = compound.kinetics.as_ref().and_then(|k| k.metabolite.as_ref()).map(|m| m.compound.as_str());
    let given = metabolite.map(|m| m.id.as_str());
    if named == given || compound.kinetics.is_none() {
        return;
    }
    let id = &compound.id;
    let (message, help) = match (named, given) {
        (Some(named), None) => (
            format!("`{id}` forms the active metabolite `{named}`, which is missing"),
            "load its compound file too",
        ),
        (Some(named), Some(given)) => (
            format!("`{id}` forms the metabolite `{named}`, not `{given}`"),
            "load the file of the one named",
        ),
        (None, given) => (
            format!("`{id}` names no metabolite, and `{}` was given as one", given.unwrap_or_default()),
            "add `[pharmacokinetics.metabolite]` to the compound",
        ),
    };
    problems.push(Diagnostic::error(&codes::METABOLITE, message).help(help));
}

/// A compound's part of the network in the making.
struct Layer {
    overlay: Overlay,
    /// Prefix of the compound.
    x: String,
    scale: Scale,
    time: Unit,
}

impl Layer {
    /// An id of the compound.
    fn id(&self, suffix: &str) -> String {
        format!("{}_{suffix}", self.x)
    }

    /// Adds a parameter with the value of `number` in the network's units; gives its id.
    fn number(&mut self, suffix: &str, label: &str, number: &Sourced, unit: (Unit, &str)) -> String {
        let id = self.id(suffix);
        self.overlay.parameter(&id, format!("{label} of {}", self.x), number.to(&unit.0), unit);
        id
    }

    /// A number that is not part of the network, in `unit`.
    fn outside(&mut self, what: &str, number: &Sourced, unit: &Unit) -> f64 {
        let id = self.id(what);
        number.to(unit).map_err(|error| self.overlay.mismatch(&id, &error)).unwrap_or(f64::NAN)
    }

    fn fraction(&mut self, suffix: &str, label: &str, number: &Sourced) -> String {
        self.number(suffix, label, number, (Unit::DIMENSIONLESS, "dimensionless"))
    }

    fn rate(&self) -> (Unit, &'static str) {
        (self.time.powf(-1.0), "per_time")
    }

    fn clearance(&self) -> (Unit, &'static str) {
        (self.scale.volume.per(self.time), "volume_per_time")
    }

    fn parent(&mut self, compound: &Compound, kinetics: &Kinetics) -> PkSpecies {
        let cl = self.number("CL", "clearance", &kinetics.clearance, self.clearance());
        let (central, plasma, free) = self.central("V", &kinetics.central_volume, compound);
        let input = self.input(&central);
        let depot = kinetics.absorption_rate.as_ref().map(|ka| self.absorption(ka, kinetics, &central));
        let peripheral = kinetics.peripheral.as_ref().map(|p| {
            let q = self.number("Q", "intercompartmental clearance", &p.clearance, self.clearance());
            self.peripheral(&q, &p.volume, &central)
        });
        if kinetics.metabolite.is_none() {
            let rate = product(&[&cl, &plasma]);
            self.overlay.flow(&self.id("elimination"), Some(&central), None, rate);
        }
        let lag = kinetics.absorption_lag.as_ref();
        let lag_h = lag.map_or(0.0, |lag| self.outside("absorption_lag", lag, &HOUR));
        let molecular_weight = self.outside("molecular_weight", &compound.molecular_weight, &GRAM_PER_MOLE);
        PkSpecies {
            compound: compound.id.clone(),
            depot,
            central,
            peripheral,
            input,
            plasma: vec![plasma],
            free: vec![free],
            molecular_weight,
            lag_h,
            apparent: kinetics.is_apparent(),
        }
    }

    /// Volume, amount, total and free concentration: ids of the last three.
    fn central(&mut self, volume: &str, size: &Sourced, compound: &Compound) -> (String, String, String) {
        let v = self.number(volume, "central volume", size, (self.scale.volume, "volume_unit"));
        let fu = self.id("fu");
        if let Some(fraction) = &compound.fraction_unbound {
            self.fraction("fu", "fraction unbound", fraction);
        }
        let (body, central) = (self.id("body"), self.id("central"));
        let (plasma, free) = (self.id("plasma"), self.id("free"));
        let unit = (self.scale.concentration(), "concentration");
        let name = &compound.name;
        let overlay = &mut self.overlay;
        overlay.compartment(&body, format!("central compartment of {name}"), &v);
        overlay.amount(&central, format!("{name} in the central compartment"), &body);
        overlay.assigned(
            &plasma,
            format!("total plasma concentration of {name}"),
            quotient(&central, &v),
            unit,
        );
        overlay.assigned(&free, format!("free concentration of {name}"), product(&[&fu, &plasma]), unit);
        (central, plasma, free)
    }

    fn input(&mut self, central: &str) -> String {
        let (input, label) = (self.id("input"), format!("infusion rate of {}", self.x));
        let unit = (self.scale.substance.per(self.time), "substance_per_time");
        self.overlay.variable(&input, label, 0.0, unit);
        self.overlay.flow(&self.id("infusion"), None, Some(central), Expr::id(&input));
        input
    }

    fn absorption(&mut self, rate: &Sourced, kinetics: &Kinetics, central: &str) -> String {
        let ka = self.number("ka", "absorption rate", rate, self.rate());
        let (depot, body) = (self.id("depot"), self.id("body"));
        self.overlay.amount(&depot, format!("{} where it is absorbed", self.x), &body);
        let flow = product(&[&ka, &depot]);
        let absorbed = self.id("absorption");
        match &kinetics.bioavailability {
            None => self.overlay.flow(&absorbed, Some(&depot), Some(central), flow),
            Some(fraction) => {
                let f = self.fraction("F", "bioavailability", fraction);
                let lost = self.id("first_pass");
                let reaching = times(vec![Expr::id(&f), flow.clone()]);
                self.overlay.flow(&absorbed, Some(&depot), Some(central), reaching);
                self.overlay.flow(&lost, Some(&depot), None, times(vec![one_minus(&f), flow]));
            }
        }
        depot
    }

    fn peripheral(&mut self, q: &str, volume: &Sourced, central: &str) -> String {
        let vp = self.number("Vp", "peripheral volume", volume, (self.scale.volume, "volume_unit"));
        let (tissue, peripheral) = (self.id("tissue"), self.id("peripheral"));
        self.overlay.compartment(&tissue, format!("peripheral compartment of {}", self.x), &vp);
        self.overlay.amount(&peripheral, format!("{} in the peripheral compartment", self.x), &tissue);
        let there = product(&[q, &self.id("plasma")]);
        let back = times(vec![Expr::id(q), quotient(&peripheral, &vp)]);
        self.overlay.flow(&self.id("distribution"), Some(central), Some(&peripheral), there);
        self.overlay.flow(&self.id("redistribution"), Some(&peripheral), Some(central), back);
        peripheral
    }

    /// The metabolite, fed from the parent's clearance: ids of its total and free concentration.
    fn metabolite(&mut self, parent_side: &Metabolite, own: &Compound) -> (String, String) {
        let fm = self.fraction("fm", "metabolite formed for each mole cleared", &parent_side.fraction_formed);
        let (cl, plasma) = (self.id("CL"), self.id("plasma"));
        let (from, forms, leaves) = (self.id("central"), self.id("metabolism"), self.id("elimination"));
        self.x = own.prefix();
        let own_cl = self.number("CL", "clearance", &parent_side.clearance, self.clearance());
        let (central, own_plasma, free) = self.central("V", &parent_side.volume, own);
        let cleared = product(&[&cl, &plasma]);
        let formed = times(vec![Expr::id(&fm), cleared.clone()]);
        let rest = times(vec![one_minus(&fm), cleared]);
        self.overlay.flow(&forms, Some(&from), Some(&central), formed);
        self.overlay.flow(&leaves, Some(&from), None, rest);
        let own_rate = product(&[&own_cl, &own_plasma]);
        self.overlay.flow(&self.id("elimination"), Some(&central), None, own_rate);
        (own_plasma, free)
    }
}
