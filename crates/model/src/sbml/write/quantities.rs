//! Functions, compartments, species and parameters.

use super::math::Meaning;
use super::{Attributes, Writer};
use crate::network::Initial;

impl Writer<'_> {
    /// Writes `<listOfFunctionDefinitions>`.
    pub fn functions(&mut self) {
        let functions = &self.network.functions;
        self.list("listOfFunctionDefinitions", functions, |this, function| {
            let said = this.network.annotations.get(&function.id).into_iter().flatten();
            let name = said.rev().find(|(what, _)| what == "name").map(|(_, name)| name);
            let attributes = Attributes::new().text("id", &function.id).maybe("name", name);
            this.open_annotated("functionDefinition", &function.id, attributes);
            this.lambda(&function.args, &function.body);
            this.xml.close();
        });
    }

    /// Writes `<listOfCompartments>`.
    pub fn compartments(&mut self) {
        let compartments = &self.network.compartments;
        self.list("listOfCompartments", compartments, |this, compartment| {
            let mut attributes = Attributes::new()
                .text("id", &compartment.id)
                .maybe("name", compartment.name.as_deref())
                .number("spatialDimensions", compartment.dimensions);
            if let Some(size) = compartment.size {
                attributes = attributes.number("size", size);
            }
            attributes = attributes
                .maybe("units", this.unit(compartment.unit.as_deref()))
                .flag("constant", compartment.constant);
            this.annotated("compartment", &compartment.id, attributes);
        });
    }

    /// Writes `<listOfSpecies>`.
    pub fn species(&mut self) {
        let species = &self.network.species;
        self.list("listOfSpecies", species, |this, species| {
            let mut attributes = Attributes::new()
                .text("id", &species.id)
                .maybe("name", species.name.as_deref())
                .text("compartment", &species.compartment);
            attributes = match species.initial {
                Initial::Unset => attributes,
                Initial::Amount(amount) => attributes.number("initialAmount", amount),
                Initial::Concentration(c) => attributes.number("initialConcentration", c),
            };
            attributes = attributes
                .maybe("substanceUnits", this.unit(species.unit.as_deref()))
                .flag("hasOnlySubstanceUnits", species.substance_only)
                .flag("boundaryCondition", species.boundary)
                .flag("constant", species.constant)
                .maybe("conversionFactor", species.conversion_factor.as_deref());
            this.annotated("species", &species.id, attributes);
        });
    }

    /// Writes `<listOfParameters>`, those aside that are species references in SBML.
    pub fn parameters(&mut self) {
        let network = self.network;
        let own: Vec<_> = network.parameters.iter().filter(|p| !self.references.holds(&p.id)).collect();
        self.list("listOfParameters", &own, |this, parameter| {
            let mut attributes =
                Attributes::new().text("id", &parameter.id).maybe("name", parameter.name.as_deref());
            if let Some(value) = parameter.value {
                attributes = attributes.number("value", value);
            }
            attributes = attributes
                .maybe("units", this.unit(parameter.unit.as_deref()))
                .flag("constant", parameter.constant);
            this.annotated("parameter", &parameter.id, attributes);
        });
    }

    /// Writes `<listOfInitialAssignments>`.
    pub fn initial_assignments(&mut self) {
        let assignments = &self.network.initial_assignments;
        self.list("listOfInitialAssignments", assignments, |this, assignment| {
            this.xml.open("initialAssignment", Attributes::new().text("symbol", &assignment.target));
            this.math(&assignment.value, Meaning::Number);
            this.xml.close();
        });
    }

    /// The name of a unit in an attribute; none where the network does not say which unit that is.
    fn unit(&self, id: Option<&str>) -> Option<String> {
        id.and_then(|id| self.units.of(id)).map(str::to_owned)
    }
}
