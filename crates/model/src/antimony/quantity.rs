//! Values with units: what a thing starts with and what it is measured in.

use super::codes;
use super::flat::Flat;
use super::symbols::{Said, Symbol};
use super::units::same;
use crate::{Diagnostic, Expr, Op, Unit};

/// What is said of a thing's value at the start.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Start {
    Nothing,
    /// A number and its unit.
    Number(f64, Option<String>),
    /// A number over the compartment of the species, which is how Antimony gives amounts.
    Amount(f64, Option<String>),
    /// Something to compute.
    Formula,
}

impl Start {
    /// What `value` says of a thing in `compartment`.
    pub fn of(value: &Expr, compartment: Option<&str>) -> Self {
        if let Some((number, unit)) = plain(value) {
            return Self::Number(number, unit);
        }
        match value {
            Expr::Op(Op::Div, args) => match (&args[..], compartment) {
                ([amount, Expr::Id(size)], Some(compartment)) if size == compartment => {
                    plain(amount).map_or(Self::Formula, |(number, unit)| Self::Amount(number, unit))
                }
                _ => Self::Formula,
            },
            _ => Self::Formula,
        }
    }
}

/// A number, possibly with sign and unit.
fn plain(value: &Expr) -> Option<(f64, Option<String>)> {
    match value {
        Expr::Num(x) => Some((*x, None)),
        Expr::Quantity(x, unit) => Some((*x, Some(unit.clone()))),
        Expr::Op(Op::Neg, args) => args.first().and_then(plain).map(|(x, unit)| (-x, unit)),
        _ => None,
    }
}

/// The units of a flat model.
pub(super) struct Units {
    pub flat: Flat,
}

impl Units {
    pub fn new(flat: Flat) -> Self {
        Self { flat }
    }

    fn unit(&self, name: &str) -> Option<Unit> {
        self.flat.units.get(name).copied().or_else(|| Unit::builtin(name))
    }

    /// The unit of a thing: that of its value, or the one it is said to have.
    pub fn of(
        &self,
        symbol: &Symbol,
        of_value: Option<String>,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<String> {
        let has = symbol.unit.as_ref().map(|u| u.value.clone());
        if let (Some(has), Some(value)) = (&has, &of_value)
            && let (Some(a), Some(b)) = (self.unit(has), self.unit(value))
            && !same(&a, &b)
        {
            let message =
                format!("`{}` has the unit `{has}`, but its value is given in `{value}`", symbol.id);
            let at = symbol.initial.as_ref().map_or(symbol.at, |Said { at, .. }| *at);
            let help = format!("give the value in `{has}`");
            problems.push(Diagnostic::error(&codes::UNIT_TWICE, message).at(at).help(help));
        }
        has.or(of_value)
    }

    /// The unit of the *amount* of a species. Where it is said as unit of the concentration, it is
    /// multiplied with the unit of the compartment's size.
    pub fn of_species(
        &mut self,
        symbol: &Symbol,
        of_value: Option<String>,
        is_amount: bool,
        size: Option<String>,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<String> {
        let name = if is_amount && !symbol.substance_only {
            // `S = 3 mole/c`: the value tells the amount's unit; what S has is a concentration's.
            match of_value {
                Some(unit) => return Some(unit),
                None => self.of(symbol, None, problems)?,
            }
        } else {
            self.of(symbol, of_value, problems)?
        };
        if symbol.substance_only {
            return Some(name);
        }
        let size_name = size
            .unwrap_or_else(|| if self.flat.base.contains_key("volume") { "volume" } else { "litre" }.into());
        let (Some(unit), Some(size)) = (self.unit(&name), self.unit(&size_name)) else { return Some(name) };
        let amount = unit.times(size);
        Some(
            self.known(&amount).unwrap_or_else(|| self.flat.new_unit(&format!("{name}_{size_name}"), amount)),
        )
    }

    /// The name of a unit that is `unit`, the unit of substance before others.
    fn known(&self, unit: &Unit) -> Option<String> {
        let substance = self.flat.units.get_key_value("substance");
        let defined = substance.into_iter().chain(&self.flat.units).find(|(_, u)| same(u, unit));
        let builtin = || {
            ["mole", "item", "gram", "kilogram", "dimensionless"]
                .into_iter()
                .find(|name| Unit::builtin(name).is_some_and(|u| same(&u, unit)))
        };
        defined.map(|(name, _)| name.clone()).or_else(|| builtin().map(String::from))
    }
}
