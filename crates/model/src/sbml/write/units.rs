//! Unit definitions, and what the base quantities are counted in.

use super::codes;
use super::{Attributes, Writer};
use crate::sbml::attributes::is_sid;
use crate::written::units::{Language, Product};
use crate::{Diagnostic, Network, Unit};

/// The base units of SBML Level 3.
const BASE: [&str; 33] = [
    "ampere",
    "avogadro",
    "becquerel",
    "candela",
    "coulomb",
    "dimensionless",
    "farad",
    "gram",
    "gray",
    "henry",
    "hertz",
    "item",
    "joule",
    "katal",
    "kelvin",
    "kilogram",
    "litre",
    "lumen",
    "lux",
    "metre",
    "mole",
    "newton",
    "ohm",
    "pascal",
    "radian",
    "second",
    "siemens",
    "sievert",
    "steradian",
    "tesla",
    "volt",
    "watt",
    "weber",
];

/// Names of units in SBML.
pub(super) struct Sbml;

impl Language for Sbml {
    fn builtin(&self, id: &str) -> Option<&'static str> {
        let id = match id {
            "liter" => "litre",
            "meter" => "metre",
            other => other,
        };
        BASE.into_iter().find(|name| *name == id)
    }

    fn may_define(&self, name: &str) -> bool {
        is_sid(name) && !BASE.contains(&name)
    }
}

/// Units that no definition can hold.
pub(super) fn problems(network: &Network) -> Vec<Diagnostic> {
    let base = &network.base_units;
    let named = network.units.iter().map(|(id, unit)| (id.as_str(), *unit));
    let quantities = [
        ("substance", base.substance),
        ("volume", base.volume),
        ("area", base.area),
        ("length", base.length),
        ("time", base.time),
        ("extent", base.extent),
    ];
    let all = named.chain(quantities.into_iter().filter_map(|(name, unit)| Some((name, unit?))));
    let is_bad = |unit: &Unit| {
        !(unit.factor.is_finite() && unit.factor > 0.0) || unit.exponents.iter().any(|e| !e.is_finite())
    };
    all.filter(|(_, unit)| is_bad(unit))
        .map(|(id, unit)| {
            let message = format!("the unit `{id}` has the factor {} and is no unit in SBML", unit.factor);
            Diagnostic::error(&codes::DIMENSION, message).help("define it from base units")
        })
        .collect()
}

/// Whether SBML reads the product as exactly this unit.
fn is_exact(product: &Product, unit: Unit) -> bool {
    let mut multiplier = product.multiplier;
    let parts = product.powers.iter().map(|(name, exponent)| {
        let part = Unit::builtin(name).unwrap_or(Unit::DIMENSIONLESS);
        part.scaled(std::mem::replace(&mut multiplier, 1.0)).powf(*exponent)
    });
    parts.fold(Unit::DIMENSIONLESS, Unit::times) == unit
}

impl Writer<'_> {
    /// Attributes of the model that name its base units; definitions are added where needed.
    pub fn base_units(&mut self) -> [(&'static str, Option<String>); 6] {
        let base = self.network.base_units.clone();
        let units = &mut self.units;
        let mut name = |unit: Option<Unit>, wish: &str| unit.map(|u| units.name(u, wish, &Sbml));
        [
            ("substanceUnits", name(base.substance, "substance")),
            ("timeUnits", name(base.time, "time_unit")),
            ("volumeUnits", name(base.volume, "volume")),
            ("areaUnits", name(base.area, "area")),
            ("lengthUnits", name(base.length, "length")),
            ("extentUnits", name(base.extent, "extent")),
        ]
    }

    /// Writes `<listOfUnitDefinitions>`; all names must have been asked for.
    pub fn unit_definitions(&mut self) {
        let definitions: Vec<(String, Unit)> = self.units.definitions.clone().into_iter().collect();
        self.list("listOfUnitDefinitions", &definitions, |this, (id, unit)| {
            this.xml.open("unitDefinition", Attributes::new().text("id", id));
            let product = Product::of(*unit, |product| is_exact(product, *unit));
            let mut multiplier = product.multiplier;
            this.list("listOfUnits", &product.powers, |this, (kind, exponent)| {
                let attributes = Attributes::new()
                    .text("kind", *kind)
                    .number("exponent", *exponent)
                    .text("scale", "0")
                    .number("multiplier", std::mem::replace(&mut multiplier, 1.0));
                this.xml.empty("unit", attributes);
            });
            this.xml.close();
        });
    }
}
