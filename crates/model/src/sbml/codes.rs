//! Kinds of problem that reading SBML can meet.

use crate::Code;

/// Declares the codes and the list of all of them, so that none can be left out of the list.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $title:literal, $explain:literal;)*) => {
        $($(#[$doc])* pub static $name: Code = Code { id: $id, title: $title, explain: $explain };)*
        /// Every code of this module, in order of id.
        pub static CODES: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    /// The text is not well-formed XML.
    NOT_XML = "S001", "not well-formed XML",
        "SBML is XML, and this text does not follow the rules of XML: a tag is not closed, an entity \
         is unknown, or the file was cut short. Nothing can be read before that is put right. A \
         document type declaration (`<!DOCTYPE ...>`) is refused too, because SBML has none and it \
         can be used to make a reader run out of memory: delete that line.";
    /// The root is not `<sbml>`, or it holds no model.
    NOT_SBML = "S002", "not an SBML document",
        "The outermost element must be `<sbml>` in an SBML namespace and hold one `<model>`. Other \
         XML formats (CellML, SED-ML, a saved web page) cannot be read as SBML. Example of a good \
         start: `<sbml xmlns=\"http://www.sbml.org/sbml/level3/version2/core\" level=\"3\" \
         version=\"2\">`.";
    /// A level or version that is not known.
    LEVEL = "S003", "unknown SBML level or version",
        "Levels 1 (versions 1, 2), 2 (versions 1 to 5) and 3 (versions 1, 2) are read. The namespace \
         of `<sbml>` decides, and its attributes `level` and `version` must say the same: the \
         defaults of missing attributes differ between levels, so guessing would change numbers.";
    /// A package that changes the mathematics.
    PACKAGE_REQUIRED = "S004", "package that the model needs is not supported",
        "The document says `required=\"true\"` for a Level 3 package: without understanding it the \
         model would be simulated wrongly. Of these packages only `comp` (submodels) is supported. \
         Convert the model to plain SBML core with a tool that knows the package.";
    /// A package or foreign namespace that is left out.
    PACKAGE_IGNORED = "S005", "package ignored",
        "The document uses a package (such as `layout` or `fbc`) that it marks as not needed to \
         understand the mathematics, declares a package without using it, or has elements of a \
         foreign namespace outside an annotation. They are left out. The network, its rates and its numbers are not affected.";
    /// An SBML element that is not known where it stands.
    ELEMENT = "S006", "unknown element",
        "SBML has no such element at this place, so its meaning cannot be known. Often this is a \
         misspelt name, or an element that was moved out of its list: a `<species>` belongs into \
         `<listOfSpecies>`. Correct or remove it.";
    /// An attribute that is not known.
    ATTRIBUTE = "S007", "unknown attribute",
        "SBML has no such attribute on this element. A misspelt attribute would silently fall back \
         to a default (for example `boundarycondition` in place of `boundaryCondition`), so it is \
         an error. Correct or remove it.";
    /// An attribute that the level asks for is missing.
    MISSING_ATTRIBUTE = "S008", "missing attribute",
        "The element lacks an attribute that this SBML level demands. Level 3 has no defaults: for \
         example each `<parameter>` must say `constant=\"true\"` or `constant=\"false\"`. Add it.";
    /// An attribute whose value cannot be understood.
    VALUE = "S009", "bad attribute value",
        "The value does not have the type that SBML gives this attribute: a number is written like \
         `0.1` or `1e-3` (also `INF`, `-INF`, `NaN`), a truth value is `true`, `false`, `1` or `0`.";
    /// An id that is not an SBML id.
    ID = "S010", "bad id",
        "An SBML id starts with a letter or an underscore and goes on with letters, digits and \
         underscores, all ASCII: `S_1`, not `S-1`. Use the attribute `name` for text that \
         people read.";
    /// Two things with one id.
    DUPLICATE_ID = "S011", "id used twice",
        "Compartments, species, parameters, reactions, functions and events share one set of ids, \
         because a formula names them by id alone. Rename one of the two and the formulas that \
         mean it. Unit definitions have a set of their own.";
    /// An element that may occur once occurs again.
    REPEATED = "S012", "repeated element",
        "This element may occur only once at this place (one `<math>` in a rule, one `<trigger>` in \
         an event, one `<model>` in a document). Which of the two is meant cannot be known: remove \
         one.";
    /// A formula is missing.
    MATH_MISSING = "S020", "missing formula",
        "The element must hold a `<math>` element with one formula in it. Before Level 3 Version 2 \
         it cannot be left out. Add the formula or remove the element around it.";
    /// Level 3 Version 2 leaves out a formula: the item has no effect.
    MATH_ABSENT = "S021", "formula left out",
        "Level 3 Version 2 allows a rule, an event or an assignment without a formula. Such an item \
         says nothing, so it is left out of the network. If it should have an effect, give it a \
         `<math>` element.";
    /// A MathML element that SBML does not use or that stands at a wrong place.
    MATH_ELEMENT = "S022", "unknown MathML element",
        "SBML uses a part of MathML: numbers, ids, calls, arithmetic, comparison, logic, piecewise \
         and common functions. Integrals, sums over an index, vectors and other operators have no \
         meaning here. Rewrite the formula with the operators of SBML.";
    /// An operator with a wrong number of operands.
    OPERANDS = "S023", "wrong number of operands",
        "The operator takes another number of operands: `<divide/>` takes two, `<not/>` takes one. \
         Often an inner `<apply>` was closed too early or too late.";
    /// A number that cannot be understood.
    NUMBER = "S024", "bad number",
        "The content of `<cn>` is not a number of the type it says: `<cn> 0.1 </cn>`, \
         `<cn type=\"integer\"> 2 </cn>`, `<cn type=\"e-notation\"> 1.5 <sep/> -3 </cn>` or \
         `<cn type=\"rational\"> 1 <sep/> 3 </cn>`. Only base 10 is allowed.";
    /// A symbol that SBML core does not define.
    SYMBOL = "S025", "unknown symbol",
        "SBML core defines the symbols `time`, `delay`, `avogadro` and `rateOf`, each by the \
         `definitionURL` of a `<csymbol>` such as `http://www.sbml.org/sbml/symbols/time`. Random \
         distributions and other package symbols are not supported.";
    /// A formula nested too deeply.
    DEPTH = "S026", "formula nested too deeply",
        "The formula has more levels of nesting than any model needs, so the file is most likely \
         damaged or made to crash a reader. Split the formula over several assignment rules, or \
         write long sums as one `<plus/>` with many operands.";
    /// A Level 1 formula string that cannot be understood.
    FORMULA = "S027", "bad formula",
        "Level 1 writes formulas as text, such as `k1 * S1 / (Km + S1)`. Allowed are numbers, ids, \
         `+ - * / ^`, parentheses and the functions abs, acos, asin, atan, ceil, cos, exp, floor, \
         log (natural), log10, pow, sqr, sqrt, sin and tan. The predefined rate laws of Level 1 \
         (`massr`, `uui`, ...) are not supported: write the rate out.";
    /// A unit with an offset.
    UNIT_OFFSET = "S031", "unit with an offset",
        "Celsius and units with an `offset` are not multiples of a base unit, so formulas with them \
         have no consistent meaning; later SBML versions removed them. Give the temperature in \
         kelvin.";
    /// A unit that nothing defines.
    UNIT = "S032", "unknown unit",
        "The name is neither a base unit of SBML (`mole`, `litre`, `second`, ...) nor a unit that \
         the model defines in `<listOfUnitDefinitions>`. Note that SBML writes `litre` and `metre`.";
    /// A unit of Levels 1 and 2 in a Level 3 document.
    UNIT_OF_LEVEL_2 = "S033", "unit that Level 3 does not predefine",
        "Levels 1 and 2 predefine the units `substance`, `volume`, `area`, `length` and `time`; \
         Level 3 does not, but this document uses one without defining it, as converters do. It is \
         read with its Level 2 meaning (mole, litre, square metre, metre, second). Define it in \
         `<listOfUnitDefinitions>` to be sure.";
    /// Units on an element that would change the meaning of a formula.
    LEGACY_UNITS = "S034", "units set on a single formula or species",
        "Early SBML versions allow a kinetic law, an event or a species to be counted in units of \
         its own (`timeUnits`, `substanceUnits`, `spatialSizeUnits`). Later versions removed this, \
         and no common simulator converts them. Remove the attribute, or rewrite the formula in the \
         units of the model.";
    /// A list without effect on results.
    LIST_IGNORED = "S035", "list ignored",
        "Constraints and the compartment and species types of Level 2 do not change the numbers \
         that a simulation gives, so they are left out. Constraints are not checked during a run: \
         if a limit matters to you, watch the value in the results.";
    /// Amount and concentration both given.
    TWO_INITIALS = "S036", "both initial amount and initial concentration",
        "A species can start with `initialAmount` or with `initialConcentration`, not both: with a \
         compartment of any size but 1 they contradict each other. Remove one.";
    /// A stoichiometry that nothing gives.
    STOICHIOMETRY = "S037", "stoichiometry without value",
        "Level 3 has no default stoichiometry. Give the `<speciesReference>` an attribute such as \
         `stoichiometry=\"1\"`, or give it an id and set it by a rule or an initial assignment.";
    /// A submodel with units of its own for time or extent.
    COMP_PACE = "S039", "submodel counts time or extent in other units",
        "The submodel says `timeUnits` (or `extentUnits`) of one size, the model around it of another, \
         and the submodel has no conversion factor. As the specification has it, numbers are then taken \
         as they are: a rate per second becomes a rate per hour. Give the submodel \
         `comp:timeConversionFactor=\"f\"` with a parameter f such as 3600, or make the units equal.";
    /// A reference to a model that is not there.
    COMP_MODEL = "S040", "unknown model for a submodel",
        "`modelRef` of a submodel or an external definition names a model by its id: the `<model>`, a \
         `<comp:modelDefinition>` or a `<comp:externalModelDefinition>` of the same document (of the \
         other document, for an external definition). Correct the id, or define the model.";
    /// An external model that cannot be used.
    COMP_EXTERNAL = "S041", "external model that cannot be read",
        "`source` of an external model definition is the relative path of an SBML Level 3 file, seen \
         from the folder of the file that says so: `comp:source=\"part.xml\"`. It may not leave the \
         folder of the main model, and addresses such as `http:` and `urn:` are not followed: save \
         the model as a file beside this one. A checksum (`md5`) is not compared.";
    /// A model that contains itself.
    COMP_CIRCLE = "S042", "model that contains itself",
        "The submodel is a copy of a model that it is itself a part of, directly or by way of others \
         (or external definitions that lead back to each other). That would never end. Look at the \
         chain of `modelRef` and let one of them name another model.";
    /// More submodels than can be made flat.
    COMP_SIZE = "S043", "too many or too deep submodels",
        "Each submodel is a full copy, and copies of copies multiply: twenty levels with two submodels \
         each make a million models. At most a million elements and a hundred levels are made flat. \
         The place is the first submodel that went beyond.";
    /// A reference to something that is not in the submodel.
    COMP_REFERENCE = "S044", "reference into a submodel that means nothing",
        "Deletions, ports and replacements refer to one thing: by one of `idRef`, `unitRef`, \
         `metaIdRef` and `portRef`, in the submodel that `submodelRef` names. Something in a submodel \
         of that submodel is reached by an inner `<comp:sBaseRef>`: `<comp:replacedElement \
         comp:submodelRef=\"A\" comp:idRef=\"B\"><comp:sBaseRef comp:idRef=\"x\"/>` means x in B in A. \
         Local parameters and rules have no id of this kind: give them a `metaid`.";
    /// A replacement by something else.
    COMP_KIND = "S045", "replacement by something of another kind",
        "A species can only be replaced by a species, a rule by a rule of the same kind, and so on: \
         else what refers to it would mean nothing. A parameter alone may be replaced by anything \
         that has a value (a compartment, species, species reference or reaction). Replacing whole \
         submodels is not supported: delete the one and give the other its ports.";
    /// Something that is deleted or replaced twice.
    COMP_TWICE = "S046", "deleted or replaced twice",
        "One thing can be deleted once or replaced once, in all models together, and not by itself. \
         If an inner model has replaced it already, refer to what replaced it; if two things of this \
         model shall replace it, let the one replace it and use that one for the other, too.";
    /// A reference to something that is deleted.
    COMP_GONE = "S047", "reference to something that is deleted",
        "A deletion (or the replacement of the element around it) took away something that the rest \
         of the model still needs, for example a parameter that a kinetic law reads. Delete what \
         refers to it as well, or replace it with `<comp:replacedElement>` in place of deleting it.";
    /// A conversion factor that is none.
    COMP_CONVERSION = "S048", "bad conversion factor",
        "`conversionFactor`, `timeConversionFactor` and `extentConversionFactor` name a constant \
         parameter of the model in which they are written. The replacement is the replaced thing times \
         its factor; time and extent outside are those of the submodel times theirs. A factor may not \
         lead back to what it converts.";
    /// An old construct in a model of submodels.
    COMP_LEGACY = "S049", "construct of Level 1 in a model of submodels",
        "Submodels are of Level 3, but this reads like Level 1: a formula as text, a `<parameterRule>`, \
         a `<specie>`. Its names could not be told apart between the copies of the model. Write it as \
         Level 3 does: `<math>`, `<assignmentRule variable=\"x\">`, `<species>`.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_rise_and_every_code_is_explained() {
        assert!(CODES.windows(2).all(|w| w[0].id < w[1].id));
        assert!(CODES.iter().all(|c| c.id.starts_with('S') && c.explain.len() > 80));
        assert!(CODES.iter().all(|c| !c.explain.contains("  ")), "line breaks must join with one space");
    }
}
