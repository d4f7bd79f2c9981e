//! Unit definitions.

use super::codes;
use super::formula::number;
use crate::antimony::cursor::is_reserved;
use crate::antimony::units::{BASE_NAMES, Scope};
use crate::antimony::{builtin, write::is_word};
use crate::network::{Compartment, Species};
use crate::written;
use crate::written::units::{Language, Product, UnitNames};
use crate::{Diagnostic, Expr, Network, Op, Unit};

/// Names of units in Antimony.
struct Antimony {
    /// What else has a name in the model: one name for two things would confuse other tools.
    taken: std::collections::BTreeSet<String>,
}

impl Language for Antimony {
    fn builtin(&self, id: &str) -> Option<&'static str> {
        BUILTIN.into_iter().find(|name| *name == id).or(match id {
            "liter" => Some("litre"),
            "meter" => Some("metre"),
            _ => None,
        })
    }

    fn may_define(&self, name: &str) -> bool {
        is_word(name)
            && !is_reserved(name)
            && !builtin::is_function(name)
            && Unit::builtin(name).is_none()
            && !BASE_NAMES.contains(&name)
            && !self.taken.contains(name)
    }
}

const BUILTIN: [&str; 32] = [
    "ampere",
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

/// The units of a network under their names in the text.
pub(super) struct Units {
    language: Antimony,
    names: UnitNames,
}

impl Units {
    /// Names for all units of the network; what it counts in has the names that Antimony fixes.
    pub fn of(network: &Network) -> Self {
        let base = &network.base_units;
        let values = [base.substance, base.volume, base.area, base.length, base.time, base.extent];
        let fixed: Vec<(&str, Unit)> =
            BASE_NAMES.into_iter().zip(values).filter_map(|(name, unit)| Some((name, unit?))).collect();
        let language = Antimony { taken: written::ids(network) };
        let names = UnitNames::new(network, &language, &fixed);
        Self { language, names }
    }

    /// What the unit called `id` in the network is called.
    pub fn name(&self, id: &str) -> Option<String> {
        self.names.of(id).map(str::to_owned)
    }

    /// The unit that a species `has` in the text: of its amount where it is `substanceOnly`, else of
    /// its concentration.
    pub fn of_species(&mut self, network: &Network, species: &Species) -> Option<String> {
        let id = species.unit.as_deref()?;
        if species.substance_only {
            return self.name(id);
        }
        let amount = network.unit(id)?;
        let home = network.compartments.iter().find(|c| c.id == species.compartment);
        let unit = amount.per(size_unit(network, home)?);
        let wish = format!("{}_concentration", self.name(id)?);
        Some(self.names.name(unit, &wish, &self.language))
    }

    /// The definitions as statements, in order of name.
    pub fn definitions(&self) -> Vec<String> {
        let each = self.names.definitions.iter();
        each.map(|(name, unit)| format!("unit {name} = {}", definition(*unit))).collect()
    }

    /// Units that no definition can hold.
    pub fn problems(&self) -> Vec<Diagnostic> {
        let is_good =
            |u: &Unit| u.factor.is_finite() && u.factor > 0.0 && u.exponents.iter().all(|e| e.is_finite());
        let bad = self.names.definitions.iter().filter(|(_, unit)| !is_good(unit));
        bad.map(|(name, unit)| {
            let message = format!("the unit `{name}` has the factor {} and cannot be defined", unit.factor);
            Diagnostic::error(&codes::UNIT, message).help("define it from base units")
        })
        .collect()
    }
}

/// The unit of a size as the reader takes it where a species has a unit of concentration.
fn size_unit(network: &Network, home: Option<&Compartment>) -> Option<Unit> {
    match home.and_then(|c| c.unit.as_deref()) {
        Some(unit) => network.unit(unit),
        None => network.base_units.volume.or_else(|| Unit::builtin("litre")),
    }
}

fn definition(unit: Unit) -> String {
    let is_exact = |product: &Product| Scope::default().evaluate(&expression(product)) == Ok(unit);
    number(&expression(&Product::of(unit, is_exact)), &|name| Some(name.to_owned()))
}

/// `1e-9 mole/litre`, `1/second`, `metre^2`
fn expression(product: &Product) -> Expr {
    let mut powers = product.powers.iter();
    let power = |name: &str, e: f64| {
        let base = Expr::id(name);
        if e == 1.0 { base } else { Expr::binary(Op::Pow, base, Expr::Num(e)) }
    };
    let mut text = match powers.next() {
        None => Expr::Num(product.multiplier),
        Some((name, e)) => {
            let base = match product.multiplier {
                1.0 => Expr::id(*name),
                multiplier => Expr::Quantity(multiplier, (*name).to_owned()),
            };
            match *e {
                1.0 => base,
                -1.0 => Expr::binary(Op::Div, 1.0.into(), base),
                e if e < 0.0 => Expr::binary(Op::Div, 1.0.into(), Expr::binary(Op::Pow, base, (-e).into())),
                e => Expr::binary(Op::Pow, base, e.into()),
            }
        }
    };
    for (name, e) in powers {
        let (op, e) = if *e < 0.0 { (Op::Div, -e) } else { (Op::Mul, *e) };
        text = match (op, text) {
            (Op::Mul, Expr::Op(Op::Mul, mut args)) => {
                args.push(power(name, e));
                Expr::Op(Op::Mul, args)
            }
            (op, text) => Expr::binary(op, text, power(name, e)),
        };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Unit {
        let parsed = crate::antimony::read("m", &format!("unit u = {text}; x = 1"), &|_| Err(String::new()));
        parsed.network.units["u"]
    }

    #[test]
    fn units_are_defined_as_people_would() {
        for text in [
            "1e-9 mole/litre",
            "1/second",
            "60 second",
            "0.001 gram/litre",
            "(1e-6 metre)^2",
            "1/3600 second",
            "1/(60 second)^2",
            "1e-7 dimensionless*metre^2*candela^2",
            "metre^0.5",
            "litre*item/second",
        ] {
            assert_eq!(definition(read(text)), text);
        }
    }

    #[test]
    fn no_digit_of_a_unit_is_lost() {
        for text in ["nM", "1/(nM*s)", "mg/L", "1/h", "week", "10^9/L", "mm^2", "L/h/kg", "%"] {
            let unit = Unit::parse(text).unwrap();
            assert_eq!(read(&definition(unit)), unit, "{text}");
        }
    }
}
