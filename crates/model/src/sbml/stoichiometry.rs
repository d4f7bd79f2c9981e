//! Stoichiometries: numbers, formulas, and the ones that have an id.
//!
//! In Level 3 a species reference may have an id that rules, events and formulas name like a
//! parameter. Such an id becomes a parameter of the network once it is known that something
//! names it; else the number stands alone.

use std::collections::BTreeSet;

use roxmltree::Node;

use super::codes;
use super::reader::Reader;
use crate::network::{Parameter, Reaction, SpeciesReference};
use crate::{Expr, Network, Span};

/// The side of a reaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Reactants,
    Products,
}

impl Side {
    /// The element that lists it.
    pub fn list(self) -> &'static str {
        match self {
            Self::Reactants => "listOfReactants",
            Self::Products => "listOfProducts",
        }
    }

    fn of(self, reaction: &mut Reaction) -> &mut [SpeciesReference] {
        match self {
            Self::Reactants => &mut reaction.reactants,
            Self::Products => &mut reaction.products,
        }
    }
}

/// A Level 3 species reference with an id.
#[derive(Debug)]
pub(super) struct NamedReference {
    /// Where it is in the network: reaction, side, position.
    place: (usize, Side, usize),
    /// What it would be as a parameter.
    parameter: Parameter,
    /// The place of its tag.
    at: Span,
}

impl Reader<'_> {
    /// The stoichiometry of a reference at `position` in the reaction that comes next.
    pub fn stoichiometry(&mut self, node: Node, side: Side, position: usize) -> Expr {
        if let Some(formula) = self.child(node, "stoichiometryMath") {
            return self.formula(formula).unwrap_or(Expr::Num(f64::NAN));
        }
        let value = self.stoichiometry_value(node);
        if self.level.is_3() && node.has_attribute("id") {
            if let Some(id) = self.declared_id(node) {
                let parameter = Parameter {
                    id,
                    name: self.name(node),
                    value,
                    unit: None,
                    constant: self.flag(node, "constant", true),
                    at: Some(self.span(node)),
                };
                let place = (self.network.reactions.len(), side, position);
                let at = self.tag(node);
                self.references.push(NamedReference { place, parameter, at });
            }
        } else if value.is_none() && self.level.is_3() {
            let at = self.tag(node);
            self.no_stoichiometry(at);
        }
        Expr::Num(value.unwrap_or(f64::NAN))
    }

    /// The number in the attributes; Levels 1 and 2 have a default, Level 1 a denominator.
    fn stoichiometry_value(&mut self, node: Node) -> Option<f64> {
        let value = self.number(node, "stoichiometry");
        if self.level.is_3() {
            return value;
        }
        let denominator = self.number(node, "denominator").unwrap_or(1.0);
        if denominator == 0.0 {
            let at = self.tag(node);
            self.error(
                &codes::VALUE,
                "the denominator of a stoichiometry is zero",
                at,
                "write 1 or leave it out",
            );
        }
        // A bad attribute was reported; the default stands in for it.
        Some(value.unwrap_or(1.0) / denominator)
    }

    fn no_stoichiometry(&mut self, at: Span) {
        self.error(
            &codes::STOICHIOMETRY,
            "the stoichiometry is not given",
            at,
            "add `stoichiometry=\"1\"` or another number",
        );
    }

    /// Turns the named references that something names into parameters. Comes last.
    pub fn settle_references(&mut self) {
        let references = std::mem::take(&mut self.references);
        if references.is_empty() {
            return;
        }
        let named = named(&self.network);
        let (used, unused): (Vec<_>, Vec<_>) =
            references.into_iter().partition(|r| named.contains(&r.parameter.id));
        for reference in unused.iter().filter(|r| r.parameter.value.is_none()) {
            self.no_stoichiometry(reference.at);
        }
        for NamedReference { place: (reaction, side, position), parameter, .. } in used {
            let found = self.network.reactions.get_mut(reaction).and_then(|r| side.of(r).get_mut(position));
            if let Some(found) = found {
                found.stoichiometry = Expr::id(&parameter.id);
            }
            self.network.parameters.push(parameter);
        }
    }
}

/// Every id that a formula of the network reads, or that something sets.
fn named(network: &Network) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let mut read = |formula: &Expr| ids.extend(formula.ids().into_iter().map(str::to_owned));
    network.initial_assignments.iter().for_each(|a| read(&a.value));
    network.rules.iter().for_each(|r| read(&r.value));
    for reaction in &network.reactions {
        reaction.rate.iter().for_each(&mut read);
        reaction.reactants.iter().chain(&reaction.products).for_each(|r| read(&r.stoichiometry));
    }
    for event in &network.events {
        read(&event.trigger);
        event.delay.iter().chain(&event.priority).for_each(&mut read);
        event.assignments.iter().for_each(|(_, value)| read(value));
    }
    ids.extend(network.initial_assignments.iter().map(|a| a.target.clone()));
    ids.extend(network.rules.iter().map(|r| r.target.clone()));
    ids.extend(network.events.iter().flat_map(|e| &e.assignments).map(|(target, _)| target.clone()));
    ids
}
