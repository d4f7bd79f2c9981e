//! Compartments, species and parameters.

use roxmltree::Node;

use super::codes;
use super::reader::Reader;
use crate::network::{Compartment, Initial, Parameter, Species};

impl Reader<'_> {
    /// Reads `<listOfCompartments>`.
    pub fn compartments(&mut self, model: Node) {
        for node in self.items(model, "listOfCompartments") {
            let Some(id) = self.declared_id(node) else { continue };
            let size = match self.level.level {
                // Level 1 alone gives a compartment a size when it says none.
                1 => Some(self.number(node, "volume").unwrap_or(1.0)),
                _ => self.number(node, "size"),
            };
            let compartment = Compartment {
                id,
                name: self.name(node),
                dimensions: self.number(node, "spatialDimensions").unwrap_or(3.0),
                size,
                unit: self.unit_id(node, "units"),
                constant: self.flag(node, "constant", true),
                at: Some(self.span(node)),
            };
            self.network.compartments.push(compartment);
        }
    }

    /// Reads `<listOfSpecies>`; the compartments must have been read.
    pub fn species(&mut self, model: Node) {
        for node in self.items(model, "listOfSpecies") {
            let Some(id) = self.declared_id(node) else { continue };
            let Some(compartment) = self.sid(node, "compartment") else { continue };
            self.refuse_spatial_units(node, &compartment);
            let unit = if self.level.level == 1 { "units" } else { "substanceUnits" };
            let species = Species {
                initial: self.initial(node),
                substance_only: self.flag(node, "hasOnlySubstanceUnits", false)
                    || self.is_point(&compartment),
                id,
                name: self.name(node),
                compartment,
                boundary: self.flag(node, "boundaryCondition", false),
                constant: self.flag(node, "constant", false),
                unit: self.unit_id(node, unit),
                conversion_factor: self.sid(node, "conversionFactor"),
                at: Some(self.span(node)),
            };
            self.network.species.push(species);
        }
    }

    fn initial(&mut self, node: Node) -> Initial {
        match (self.number(node, "initialAmount"), self.number(node, "initialConcentration")) {
            (Some(_), Some(_)) => {
                let message = format!(
                    "{} has both an initial amount and an initial concentration",
                    self.describe(node)
                );
                let at = self.tag(node);
                self.error(&codes::TWO_INITIALS, message, at, "remove one of them");
                Initial::Unset
            }
            (Some(amount), None) => Initial::Amount(amount),
            (None, Some(concentration)) => Initial::Concentration(concentration),
            (None, None) => Initial::Unset,
        }
    }

    /// Level 2: in a compartment without extension, a species always means its amount.
    fn is_point(&self, compartment: &str) -> bool {
        let mut compartments = self.network.compartments.iter();
        !self.level.is_3() && compartments.any(|c| c.id == compartment && c.dimensions == 0.0)
    }

    /// Level 2 Versions 1 and 2 let a species be counted per another unit of size.
    fn refuse_spatial_units(&mut self, node: Node, compartment: &str) {
        let home = self.network.compartments.iter().find(|c| c.id == compartment);
        let by_dimension = match home.map_or(3.0, |c| c.dimensions) {
            1.0 => "length",
            2.0 => "area",
            _ => "volume",
        };
        let usual = home.and_then(|c| c.unit.clone()).unwrap_or_else(|| by_dimension.to_owned());
        self.refuse_own_units(node, "spatialSizeUnits", &[&usual]);
    }

    /// Reads `<listOfParameters>`.
    pub fn parameters(&mut self, model: Node) {
        for node in self.items(model, "listOfParameters") {
            let Some(id) = self.declared_id(node) else { continue };
            let parameter = self.parameter(node, id);
            self.network.parameters.push(parameter);
        }
    }

    /// A parameter, global or local, under the id `id`.
    pub fn parameter(&mut self, node: Node, id: String) -> Parameter {
        Parameter {
            id,
            name: self.name(node),
            value: self.number(node, "value"),
            unit: self.unit_id(node, "units"),
            constant: self.flag(node, "constant", true),
            at: Some(self.span(node)),
        }
    }

    /// The id of a new thing, with its annotations; `None` where it has none or another has it.
    pub fn declared_id(&mut self, node: Node) -> Option<String> {
        let id = self.id(node)?;
        if !self.declare(&id, node) {
            return None;
        }
        self.annotate(node, &id);
        Some(id)
    }
}
