//! One model without submodels: facts with global names.

use std::collections::BTreeMap;

use super::ast::{Fact, Function};
use crate::{Diagnostic, Span, Unit};

/// A fact with global names.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    pub fact: Fact,
    pub at: Span,
    /// How many submodels lie around the statement.
    pub depth: usize,
}

/// One flat model.
#[derive(Debug, Clone, Default)]
pub(super) struct Flat {
    pub facts: Vec<Placed>,
    /// Defined units by global name.
    pub units: BTreeMap<String, Unit>,
    /// What the model counts in, by the names in [`BASE_NAMES`].
    pub base: BTreeMap<String, Unit>,
    /// Global names with their dotted form.
    pub dotted: BTreeMap<String, String>,
    /// Compartments of submodels, by dotted name.
    pub places: BTreeMap<String, String>,
    pub functions: Vec<Function>,
    pub problems: Vec<Diagnostic>,
}

impl Flat {
    /// The compartment of the innermost submodel around `id` that has one.
    pub fn place(&self, id: &str) -> Option<String> {
        let mut around = self.dotted.get(id)?.as_str();
        while let Some((outer, _)) = around.rsplit_once('.') {
            if let Some(place) = self.places.get(outer) {
                return Some(place.clone());
            }
            around = outer;
        }
        None
    }

    /// A name for `unit`: `label`, or with a number behind where that is another unit.
    pub fn new_unit(&mut self, label: &str, unit: Unit) -> String {
        let mut name = label.to_string();
        let mut n = 1;
        while self.units.get(&name).copied().or_else(|| Unit::builtin(&name)).is_some_and(|u| u != unit) {
            n += 1;
            name = format!("{label}_{n}");
        }
        if Unit::builtin(&name).is_none() {
            self.units.insert(name.clone(), unit);
        }
        name
    }
}
