//! Which elements and attributes SBML core has, and which attributes each level demands.
//!
//! One table for all levels: a construct of one level in a document of another is read with its
//! own meaning, so nothing is misread, while a word that no level knows is an error.

use super::level::Level;

/// When an attribute must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// It may be left out.
    Optional,
    /// At every level.
    Always,
    /// From Level 3 on.
    Level3,
    /// In Level 3 Version 1 only.
    Level3Version1,
}

impl Need {
    /// Whether a document of this level must have the attribute.
    pub fn holds_at(self, level: Level) -> bool {
        match self {
            Self::Optional => false,
            Self::Always => true,
            Self::Level3 => level.is_3(),
            Self::Level3Version1 => level == Level { level: 3, version: 1 },
        }
    }
}

use Need::{Always, Level3, Level3Version1, Optional};

/// An element: its names over the levels, attributes and children.
pub(super) struct Element {
    pub names: &'static [&'static str],
    pub attributes: &'static [(&'static str, Need)],
    pub children: &'static [&'static str],
}

/// Attributes that every element may have.
pub(super) const COMMON: [&str; 4] = ["id", "name", "metaid", "sboTerm"];

/// Elements whose content is for people or for other programs.
pub(super) const OPAQUE: [&str; 3] = ["notes", "annotation", "annotations"];

/// Lists that do not change results: read past with a warning.
pub(super) const WITHOUT_EFFECT: [&str; 3] =
    ["listOfConstraints", "listOfCompartmentTypes", "listOfSpeciesTypes"];

/// The stand-in for the id attribute, which Level 1 calls `name`.
pub(super) const ID: &str = "id";

/// The element with this name.
pub(super) fn element(name: &str) -> Option<&'static Element> {
    ELEMENTS.iter().find(|e| e.names.contains(&name))
}

macro_rules! elements {
    ($($($name:literal)|+ ($($attribute:literal $need:ident),*) [$($child:literal),*];)*) => {
        &[$(Element {
            names: &[$($name),+],
            attributes: &[$(($attribute, $need)),*],
            children: &[$($child),*],
        }),*]
    };
}

static ELEMENTS: &[Element] = elements! {
    "sbml"("level" Optional, "version" Optional)["model"];
    "model" | "modelDefinition"("substanceUnits" Optional, "timeUnits" Optional, "volumeUnits" Optional, "areaUnits" Optional,
        "lengthUnits" Optional, "extentUnits" Optional, "conversionFactor" Optional)
        ["listOfFunctionDefinitions", "listOfUnitDefinitions", "listOfCompartmentTypes", "listOfSpeciesTypes",
        "listOfCompartments", "listOfSpecies", "listOfParameters", "listOfInitialAssignments", "listOfRules",
        "listOfConstraints", "listOfReactions", "listOfEvents"];
    "listOfFunctionDefinitions"()["functionDefinition"];
    "functionDefinition"("id" Always)["math"];
    "listOfUnitDefinitions"()["unitDefinition"];
    "unitDefinition"("id" Always)["listOfUnits"];
    "listOfUnits"()["unit"];
    "unit"("kind" Always, "exponent" Level3, "scale" Level3, "multiplier" Level3, "offset" Optional)[];
    "listOfCompartments"()["compartment"];
    "compartment"("id" Always, "constant" Level3, "spatialDimensions" Optional, "size" Optional,
        "volume" Optional, "units" Optional, "outside" Optional, "compartmentType" Optional)[];
    "listOfSpecies"()["species", "specie"];
    "species" | "specie"("id" Always, "compartment" Always, "hasOnlySubstanceUnits" Level3,
        "boundaryCondition" Level3, "constant" Level3, "initialAmount" Optional,
        "initialConcentration" Optional, "substanceUnits" Optional, "units" Optional,
        "spatialSizeUnits" Optional, "speciesType" Optional, "charge" Optional,
        "conversionFactor" Optional)[];
    "listOfParameters"()["parameter"];
    "parameter"("id" Always, "constant" Level3, "value" Optional, "units" Optional)[];
    "listOfLocalParameters"()["localParameter"];
    "localParameter"("id" Always, "value" Optional, "units" Optional)[];
    "listOfInitialAssignments"()["initialAssignment"];
    "initialAssignment"("symbol" Always)["math"];
    "listOfRules"()["assignmentRule", "rateRule", "algebraicRule", "compartmentVolumeRule",
        "speciesConcentrationRule", "specieConcentrationRule", "parameterRule"];
    "assignmentRule" | "rateRule"("variable" Always)["math"];
    "algebraicRule"("formula" Optional)["math"];
    "compartmentVolumeRule"("compartment" Always, "formula" Always, "type" Optional)[];
    "speciesConcentrationRule"("species" Always, "formula" Always, "type" Optional)[];
    "specieConcentrationRule"("specie" Always, "formula" Always, "type" Optional)[];
    "parameterRule"("name" Always, "formula" Always, "type" Optional, "units" Optional)[];
    "listOfReactions"()["reaction"];
    "reaction"("id" Always, "reversible" Level3, "fast" Level3Version1, "compartment" Optional)
        ["listOfReactants", "listOfProducts", "listOfModifiers", "kineticLaw"];
    "listOfReactants" | "listOfProducts"()["speciesReference", "specieReference"];
    "listOfModifiers"()["modifierSpeciesReference"];
    "speciesReference"("species" Always, "constant" Level3, "stoichiometry" Optional,
        "denominator" Optional)["stoichiometryMath"];
    "specieReference"("specie" Always, "stoichiometry" Optional, "denominator" Optional)[];
    "modifierSpeciesReference"("species" Always)[];
    "stoichiometryMath"()["math"];
    "kineticLaw"("formula" Optional, "timeUnits" Optional, "substanceUnits" Optional)
        ["math", "listOfParameters", "listOfLocalParameters"];
    "listOfEvents"()["event"];
    "event"("useValuesFromTriggerTime" Level3, "timeUnits" Optional)
        ["trigger", "delay", "priority", "listOfEventAssignments"];
    "trigger"("initialValue" Level3, "persistent" Level3)["math"];
    "delay" | "priority"()["math"];
    "listOfEventAssignments"()["eventAssignment"];
    "eventAssignment"("variable" Always)["math"];
};

/// Elements that may stand several times under one parent.
pub(super) fn may_repeat(parent: &str) -> bool {
    parent.starts_with("listOf")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_child_is_an_element_or_known_otherwise() {
        for child in ELEMENTS.iter().flat_map(|e| e.children) {
            let known = element(child).is_some() || *child == "math" || WITHOUT_EFFECT.contains(child);
            assert!(known, "{child}");
        }
    }

    #[test]
    fn level_3_demands_more() {
        let constant = element("parameter").unwrap().attributes[1];
        assert_eq!(constant.0, "constant");
        assert!(constant.1.holds_at(Level { level: 3, version: 1 }));
        assert!(!constant.1.holds_at(Level { level: 2, version: 5 }));
    }
}
