//! `delete A.x`: what goes, and what goes with it.

use std::collections::BTreeSet;

use super::ast::{Event, Fact, Reaction};
use super::codes;
use super::flatten::{Flat, Placed};
use crate::{Diagnostic, Expr};

/// Takes out what the model deletes and whatever cannot stay without it; the latter with a warning.
pub(super) fn delete(flat: &mut Flat) {
    let mut gone = Gone { names: BTreeSet::new(), warnings: Vec::new() };
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
        flat.facts = std::mem::take(&mut flat.facts).into_iter().filter_map(|p| gone.keep(p)).collect();
        if gone.names.len() == before {
            break;
        }
    }
    flat.problems.append(&mut gone.warnings);
}

struct Gone {
    names: BTreeSet<String>,
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
        if self.has(&r.id.name) {
            return None;
        }
        if r.left.iter().chain(&r.right).any(|(n, p)| self.has(&p.name) || self.reads(n)) {
            self.warn(&format!("the reaction `{}`", r.id.name), placed);
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
        let formulas = [Some(&e.trigger), e.delay.as_ref(), e.priority.as_ref()];
        if formulas.into_iter().flatten().any(|f| self.reads(f)) {
            self.warn(&format!("the event `{}`", e.id.name), placed);
            self.names.insert(e.id.name);
            return None;
        }
        let before = e.assignments.len();
        e.assignments.retain(|(target, value)| !self.has(&target.name) && !self.reads(value));
        if e.assignments.len() < before {
            self.warn(&format!("an assignment of the event `{}`", e.id.name), placed);
        }
        Some(e)
    }
}
