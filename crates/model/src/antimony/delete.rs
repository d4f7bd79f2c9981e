//! `delete A.x`: what goes, and what goes with it.

use std::collections::BTreeSet;

use super::ast::{Class, Event, Fact, Reaction};
use super::codes;
use super::flat::{Flat, Placed};
use crate::{Diagnostic, Expr};

/// Takes out what the model deletes and whatever cannot stay without it; the latter with a warning.
pub(super) fn delete(flat: &mut Flat) {
    let mut gone = Gone { names: BTreeSet::new(), left_over: Vec::new(), warnings: Vec::new() };
    for Placed { fact, .. } in &flat.facts {
        if let Fact::Delete(path) = fact {
            let dotted = flat.dotted.get(&path.name).map_or(path.name.as_str(), String::as_str);
            let within = format!("{dotted}.");
            let parts = flat.dotted.iter().filter(|(_, d)| d.starts_with(&within));
            gone.names.extend(parts.map(|(name, _)| name.clone()));
            gone.names.insert(path.name.clone());
        }
    }
    if gone.names.is_empty() {
        return;
    }
    // A reaction that goes takes along what reads its rate, and so on.
    loop {
        let before = gone.names.len();
        let facts = std::mem::take(&mut flat.facts);
        for placed in facts {
            flat.facts.extend(gone.keep(placed));
            flat.facts.append(&mut gone.left_over);
        }
        if gone.names.len() == before {
            break;
        }
    }
    flat.problems.append(&mut gone.warnings);
}

struct Gone {
    names: BTreeSet<String>,
    /// What a removed reaction said of its other participants: that they are species.
    left_over: Vec<Placed>,
    warnings: Vec<Diagnostic>,
}

impl Gone {
    fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    fn reads(&self, expr: &Expr) -> bool {
        expr.ids().into_iter().any(|id| self.has(id))
    }

    fn warn(&mut self, what: &str, placed: &Placed) {
        let message = format!("{what} goes with what is deleted");
        self.warnings.push(Diagnostic::warning(&codes::DELETED_USE, message).at(placed.at));
    }

    /// The fact without what is gone; nothing where it has no sense any more.
    fn keep(&mut self, mut placed: Placed) -> Option<Placed> {
        let fact = match placed.fact.clone() {
            Fact::Delete(_) => return None,
            Fact::Reaction(r) => Fact::Reaction(self.reaction(r, &placed)?),
            Fact::Event(e) => Fact::Event(self.event(e, &placed)?),
            Fact::Define { target, value: Some(value), .. }
                if !self.has(&target.name) && self.reads(&value) =>
            {
                self.warn(&format!("the formula of `{}`", target.name), &placed);
                return None;
            }
            Fact::Algebraic(value) if self.reads(&value) => {
                self.warn("this algebraic rule", &placed);
                return None;
            }
            Fact::In(path, place) if !self.has(&path.name) && self.has(&place.name) => {
                self.warn(&format!("the compartment of `{}`", path.name), &placed);
                return None;
            }
            Fact::Class(p, _)
            | Fact::SubstanceOnly(p)
            | Fact::Constant(p, _)
            | Fact::In(p, _)
            | Fact::Define { target: p, .. }
            | Fact::HasUnit(p, _)
            | Fact::DisplayName(p, _)
            | Fact::Annotate(p, ..)
            | Fact::Interaction { to: p, .. }
                if self.has(&p.name) =>
            {
                return None;
            }
            Fact::Same(a, b) if self.has(&a.name) || self.has(&b.name) => return None,
            Fact::Interaction { mut from, to } => {
                from.retain(|p| !self.has(&p.name));
                Fact::Interaction { from, to }
            }
            other => other,
        };
        placed.fact = fact;
        Some(placed)
    }

    fn reaction(&mut self, mut r: Reaction, placed: &Placed) -> Option<Reaction> {
        let by_name = self.has(&r.id.name);
        if by_name || r.left.iter().chain(&r.right).any(|(n, p)| self.has(&p.name) || self.reads(n)) {
            if !by_name {
                self.warn(&format!("the reaction `{}`", r.id.name), placed);
            }
            let stay =
                r.left.into_iter().chain(r.right).map(|(_, p)| p).filter(|p| !self.names.contains(&p.name));
            let fact = |p| Placed { fact: Fact::Class(p, Class::Species), ..placed.clone() };
            self.left_over.extend(stay.map(fact));
            self.names.insert(r.id.name);
            return None;
        }
        if r.rate.as_ref().is_some_and(|rate| self.reads(rate)) {
            self.warn(&format!("the rate of `{}`", r.id.name), placed);
            r.rate = None;
        }
        Some(r)
    }

    fn event(&mut self, mut e: Event, placed: &Placed) -> Option<Event> {
        if self.has(&e.id.name) {
            return None;
        }
        if self.reads(&e.trigger) {
            self.warn(&format!("the event `{}`", e.id.name), placed);
            self.names.insert(e.id.name);
            return None;
        }
        for (what, formula) in [("delay", &mut e.delay), ("priority", &mut e.priority)] {
            if formula.as_ref().is_some_and(|f| self.reads(f)) {
                *formula = None;
                self.warn(&format!("the {what} of the event `{}`", e.id.name), placed);
            }
        }
        let before = e.assignments.len();
        e.assignments.retain(|(target, value)| !self.has(&target.name) && !self.reads(value));
        if e.assignments.len() < before {
            self.warn(&format!("an assignment of the event `{}`", e.id.name), placed);
        }
        Some(e)
    }
}
