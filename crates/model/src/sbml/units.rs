//! Unit definitions, and what the built-in quantities are counted in.

use roxmltree::Node;

use super::codes;
use super::reader::Reader;
use crate::{Span, Unit};

/// Quantities that Levels 1 and 2 predefine, with their units.
const PREDEFINED: [(&str, &str, f64); 5] = [
    ("substance", "mole", 1.0),
    ("volume", "litre", 1.0),
    ("area", "metre", 2.0),
    ("length", "metre", 1.0),
    ("time", "second", 1.0),
];

impl Reader<'_> {
    /// Reads `<listOfUnitDefinitions>` and settles the base units of the model.
    pub fn units(&mut self, model: Node) {
        for definition in self.items(model, "listOfUnitDefinitions") {
            let Some(id) = self.id(definition) else { continue };
            let mut unit = Unit::DIMENSIONLESS;
            for part in self.items(definition, "listOfUnits") {
                unit = unit.times(self.unit(part));
            }
            if self.network.units.insert(id.clone(), unit).is_some() {
                let at = self.tag(definition);
                self.error(
                    &codes::DUPLICATE_ID,
                    format!("unit `{id}` is defined twice"),
                    at,
                    "rename one of the two",
                );
            }
        }
        if self.level.is_3() { self.base_units_of_model(model) } else { self.predefined_units() }
    }

    /// One `<unit>`: `(multiplier * 10^scale * kind)^exponent`.
    fn unit(&mut self, node: Node) -> Unit {
        let exponent = self.number(node, "exponent").unwrap_or(1.0);
        let scale = self.number(node, "scale").unwrap_or(0.0);
        let multiplier = self.number(node, "multiplier").unwrap_or(1.0);
        if self.number(node, "offset").is_some_and(|o| o != 0.0) {
            self.error(&codes::UNIT_OFFSET, "the unit has an offset", self.tag(node), "use kelvin");
        }
        let Some(kind) = node.attribute_node("kind") else { return Unit::DIMENSIONLESS };
        let at = self.value_span(kind);
        let base = match Unit::builtin(kind.value()) {
            Some(unit) => unit,
            None if kind.value() == "Celsius" => {
                self.error(&codes::UNIT_OFFSET, "the unit is Celsius", at, "use kelvin");
                Unit::DIMENSIONLESS
            }
            None => {
                let message = format!("`{}` is not a base unit of SBML", kind.value());
                self.error(&codes::UNIT, message, at, "use a unit such as mole, litre, second or item");
                Unit::DIMENSIONLESS
            }
        };
        base.scaled(multiplier * 10f64.powf(scale)).powf(exponent)
    }

    /// Level 3: the model's attributes name the units; what is not said stays open.
    fn base_units_of_model(&mut self, model: Node) {
        let mut unit = |name: &str| {
            let attribute = model.attribute_node(name)?;
            let at = self.value_span(attribute);
            self.known_unit(attribute.value(), at)
        };
        self.network.base_units = crate::network::BaseUnits {
            substance: unit("substanceUnits"),
            volume: unit("volumeUnits"),
            area: unit("areaUnits"),
            length: unit("lengthUnits"),
            time: unit("timeUnits"),
            extent: unit("extentUnits"),
        };
    }

    /// Levels 1 and 2: predefined ids, which the model may redefine.
    fn predefined_units(&mut self) {
        let unit = |name: &str| self.network.units.get(name).copied().or_else(|| predefined(name));
        let substance = unit("substance");
        self.network.base_units = crate::network::BaseUnits {
            substance,
            volume: unit("volume"),
            area: unit("area"),
            length: unit("length"),
            time: unit("time"),
            extent: substance,
        };
    }

    /// The unit with this id, reported where there is none.
    fn known_unit(&mut self, id: &str, at: Span) -> Option<Unit> {
        self.enter_predefined(id, at);
        let unit = self.network.units.get(id).copied().or_else(|| Unit::builtin(id));
        if unit.is_none() {
            let message = format!("unit `{id}` is not defined");
            self.error(&codes::UNIT, message, at, "define it in `<listOfUnitDefinitions>`");
        }
        unit
    }

    /// The id of a unit in an attribute. Whether it is defined is left to the later checks.
    pub fn unit_id(&mut self, node: Node, name: &str) -> Option<String> {
        let attribute = node.attribute_node(name)?;
        let id = self.sid(node, name)?;
        let at = self.value_span(attribute);
        self.enter_predefined(&id, at);
        Some(id)
    }

    /// Puts a unit that Levels 1 and 2 predefine into the network's table when it is first used.
    fn enter_predefined(&mut self, id: &str, at: Span) {
        let Some(unit) = predefined(id).filter(|_| !self.network.units.contains_key(id)) else { return };
        self.network.units.insert(id.to_owned(), unit);
        if self.level.is_3() {
            let message = format!("unit `{id}` is not defined; its Level 2 meaning is taken");
            self.warn(&codes::UNIT_OF_LEVEL_2, message, at, "define it in `<listOfUnitDefinitions>`");
        }
    }

    /// Refuses a unit attribute that would give one formula units of its own, unless it repeats
    /// what holds anyway.
    pub fn refuse_own_units(&mut self, node: Node, name: &str, usual: &[&str]) {
        let Some(attribute) = node.attribute_node(name) else { return };
        let text = attribute.value();
        let unit = |id: &str| {
            self.network.units.get(id).copied().or_else(|| predefined(id)).or_else(|| Unit::builtin(id))
        };
        let is_same = |id: &&str| *id == text || unit(id).is_some_and(|u| unit(text) == Some(u));
        if !usual.iter().any(is_same) {
            let message = format!("{} has `{name}` of its own, `{text}`", self.describe(node));
            let at = self.value_span(attribute);
            self.error(&codes::LEGACY_UNITS, message, at, "use the model's units and remove the attribute");
        }
    }
}

/// The unit that Levels 1 and 2 give a predefined id.
fn predefined(id: &str) -> Option<Unit> {
    let (_, kind, exponent) = PREDEFINED.iter().find(|(name, ..)| *name == id)?;
    Unit::builtin(kind).map(|u| u.powf(*exponent))
}
