//! `x is y`: two names for one thing become one name.

use std::collections::BTreeMap;

use super::ast::Fact;
use super::flat::{Flat, Placed};
use super::rename::{self, Rename};
use crate::Span;

/// Gives all names of a thing the same name: the outermost one, or of several the right one.
pub(super) fn unite(flat: &mut Flat) {
    let mut classes = Classes::default();
    for Placed { fact, .. } in &flat.facts {
        if let Fact::Same(left, right) = fact {
            classes.unite(&left.name, &right.name, &flat.dotted);
        }
    }
    if classes.to.is_empty() {
        return;
    }
    flat.facts.retain(|p| !matches!(p.fact, Fact::Same(..)));
    for placed in &mut flat.facts {
        placed.fact = rename::fact(&placed.fact, placed.at, &mut classes);
    }
    for place in flat.places.values_mut() {
        *place = classes.representative(place);
    }
}

/// Union of names: each leads towards the name that stands for it.
#[derive(Default)]
struct Classes {
    to: BTreeMap<String, String>,
}

impl Classes {
    fn representative(&self, name: &str) -> String {
        let mut name = name;
        while let Some(next) = self.to.get(name) {
            name = next;
        }
        name.into()
    }

    fn unite(&mut self, left: &str, right: &str, dotted: &BTreeMap<String, String>) {
        let (left, right) = (self.representative(left), self.representative(right));
        if left == right {
            return;
        }
        let depth = |name: &str| dotted.get(name).map_or(0, |d| d.matches('.').count());
        let (loser, winner) = if depth(&left) < depth(&right) { (right, left) } else { (left, right) };
        self.to.insert(loser, winner);
    }
}

impl Rename for Classes {
    fn name(&mut self, name: &str, _: Span) -> String {
        self.representative(name)
    }

    fn unit(&mut self, unit: &str, _: Span) -> String {
        unit.into()
    }
}
