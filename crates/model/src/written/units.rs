//! Names of units in what is written, and units as products of named ones.

use std::collections::BTreeMap;

use super::{formulas, free_id};
use crate::unit::BASE;
use crate::{Expr, Network, Unit};

/// Names that both languages give the base dimensions, in the order of [`BASE`].
const BASE_NAMES: [&str; BASE.len()] =
    ["metre", "kilogram", "second", "ampere", "kelvin", "mole", "candela", "item"];

/// What a language has to say about names of units.
pub(crate) trait Language {
    /// The name that the language builds in for our built-in unit `id`.
    fn builtin(&self, id: &str) -> Option<&'static str>;
    /// Whether a model may define a unit of this name.
    fn may_define(&self, name: &str) -> bool;
}

/// What the units of a network are called in what is written.
#[derive(Debug, Default)]
pub(crate) struct UnitNames {
    names: BTreeMap<String, String>,
    /// Units to define, by the name in what is written.
    pub definitions: BTreeMap<String, Unit>,
}

impl UnitNames {
    /// Names for all units that the network defines or uses; `fixed` are defined as they are.
    pub fn new(network: &Network, language: &impl Language, fixed: &[(&str, Unit)]) -> Self {
        let mut this = Self::default();
        this.definitions.extend(fixed.iter().map(|(name, unit)| ((*name).to_owned(), *unit)));
        for id in used(network) {
            // A base quantity whose unit is not said stays unsaid.
            let Some(unit) = network.unit(id) else { continue };
            let name = match language.builtin(id).filter(|_| Unit::builtin(id) == Some(unit)) {
                Some(builtin) => builtin.to_owned(),
                None => this.define(id, unit, language),
            };
            this.names.insert(id.to_owned(), name);
        }
        this
    }

    /// What the unit called `id` in the network is called; `None` where the network does not say
    /// which unit that is.
    pub fn of(&self, id: &str) -> Option<&str> {
        self.names.get(id).map(String::as_str)
    }

    /// A name for `unit`: one that exists, or a new definition under `wish` or a name like it.
    pub fn name(&mut self, unit: Unit, wish: &str, language: &impl Language) -> String {
        if self.definitions.get(wish) == Some(&unit) {
            return wish.to_owned();
        }
        let builtin = ["mole", "item", "gram", "kilogram", "litre", "metre", "second", "dimensionless"];
        let mut builtin = builtin.into_iter().filter(|id| Unit::builtin(id) == Some(unit));
        if let Some(name) = builtin.find_map(|id| language.builtin(id)) {
            return name.to_owned();
        }
        match self.definitions.iter().find(|(_, known)| **known == unit) {
            Some((name, _)) => name.clone(),
            None => self.define(wish, unit, language),
        }
    }

    fn define(&mut self, wish: &str, unit: Unit, language: &impl Language) -> String {
        let is_other = |name: &str| match self.definitions.get(name) {
            Some(known) => *known != unit,
            None => !language.may_define(name),
        };
        let name = free_id(wish, is_other);
        self.definitions.insert(name.clone(), unit);
        name
    }
}

/// Ids of units that the network defines or uses; the defined ones first, since they keep their names.
fn used(network: &Network) -> Vec<&str> {
    let mut ids: Vec<&str> = network.units.keys().map(String::as_str).collect();
    ids.extend(network.compartments.iter().filter_map(|c| c.unit.as_deref()));
    ids.extend(network.species.iter().filter_map(|s| s.unit.as_deref()));
    ids.extend(network.parameters.iter().filter_map(|p| p.unit.as_deref()));
    for formula in formulas(network) {
        formula.visit(&mut |part| {
            if let Expr::Quantity(_, unit) = part {
                ids.push(unit);
            }
        });
    }
    ids
}

/// A unit as `(multiplier * first)^e * second^f ...`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Product {
    pub multiplier: f64,
    pub powers: Vec<(&'static str, f64)>,
}

impl Product {
    /// The product that `exactly` is the unit; of those the one that people find easiest.
    ///
    /// A product of base dimensions always is, for in those only the multiplier is not 1.
    pub fn of(unit: Unit, exactly: impl Fn(&Self) -> bool) -> Self {
        let base = Self::new(unit.factor, powers(unit));
        let usual = candidates(unit);
        let rounded = |p: &Self| Self { multiplier: short(p.multiplier), ..p.clone() };
        let few_digits = usual.iter().map(rounded).chain(by_base(unit)).chain([rounded(&base)]);
        few_digits.chain(usual.iter().cloned()).find(exactly).unwrap_or(base)
    }

    /// The product with the multiplier as a factor of the whole.
    fn new(multiplier: f64, mut powers: Vec<(&'static str, f64)>) -> Self {
        sort(&mut powers);
        let bears = powers.first().is_some_and(|(_, e)| *e == 1.0);
        if !bears && (multiplier != 1.0 || powers.is_empty()) {
            powers.insert(0, ("dimensionless", 1.0));
        }
        Self { multiplier, powers }
    }
}

/// What is above the line first, and of that what can bear a multiplier as it is.
fn sort(powers: &mut [(&str, f64)]) {
    powers.sort_by_key(|(_, e)| if *e == 1.0 { 0 } else { 1 + u8::from(*e < 0.0) });
}

fn powers(unit: Unit) -> Vec<(&'static str, f64)> {
    let all = BASE_NAMES.into_iter().zip(unit.exponents);
    all.filter(|(_, e)| *e != 0.0).collect()
}

/// Products with litres and grams where people would say so, the likeliest first.
fn candidates(unit: Unit) -> Vec<Product> {
    let litres = unit.exponents[0] / 3.0;
    let by_litre = litres != 0.0 && litres.fract() == 0.0;
    let by_gram = unit.exponents[1] == 1.0;
    let mut products = Vec::new();
    for (litre, gram) in [(true, true), (true, false), (false, true)] {
        if (litre && !by_litre) || (gram && !by_gram) {
            continue;
        }
        let (mut factor, mut powers) = (unit.factor, powers(unit));
        for (name, exponent) in &mut powers {
            match *name {
                "metre" if litre => {
                    (*name, *exponent, factor) = ("litre", litres, factor * 1000f64.powf(litres))
                }
                "kilogram" if gram => (*name, factor) = ("gram", factor * 1000.0),
                _ => {}
            }
        }
        // A kilogram is better than a thousand grams.
        if !gram || factor < 1000.0 {
            products.push(Product::new(factor, powers));
        }
    }
    products
}

/// `(1e-6 metre)^2` and `(3600 second)^-1`: the multiplier within the first power, where few digits
/// tell it.
fn by_base(unit: Unit) -> Option<Product> {
    let mut powers = powers(unit);
    sort(&mut powers);
    let (_, exponent) = powers.first()?;
    let multiplier = short(unit.factor.powf(1.0 / exponent));
    (*exponent != 1.0).then_some(Product { multiplier, powers })
}

/// The number with few digits.
fn short(x: f64) -> f64 {
    format!("{x:.13e}").parse().unwrap_or(x)
}
