//! Reactions, rules and events.

use super::Writer;
use crate::Expr;
use crate::network::{Event, Reaction, RuleKind, SpeciesReference};
use crate::written::free_id;
use crate::written::number::decimal;

impl Writer<'_> {
    /// `J: 2 A + B -> C; rate`, with names and what else influences the rate.
    pub fn reactions(&mut self) -> Vec<String> {
        let mut out = Vec::new();
        for reaction in &self.network.reactions {
            let arrow = if reaction.reversible { "->" } else { "=>" };
            let (left, right) = (side(&reaction.reactants), side(&reaction.products));
            let rate = reaction.rate.as_ref().map(|r| self.number(r)).unwrap_or_default();
            out.push(format!("{}: {left} {arrow} {right}; {rate}", reaction.id));
            if let Some(name) = &reaction.name {
                let quoted = self.quoted(name);
                out.push(format!("{} is {quoted}", reaction.id));
            }
            for species in silent_modifiers(reaction) {
                let wish = format!("{}__{species}", reaction.id);
                let label = free_id(&wish, |id| self.ids.contains(id));
                out.push(format!("{label}: {species} -( {}", reaction.id));
                self.ids.insert(label);
            }
        }
        out
    }

    /// `x := formula`, `x' = formula`, `0 = formula`
    pub fn rules(&mut self) -> Vec<String> {
        let mut out = Vec::new();
        for rule in &self.network.rules {
            let value = self.number(&rule.value);
            out.push(match rule.kind {
                RuleKind::Assignment => format!("{} := {value}", rule.target),
                RuleKind::Rate => format!("{}' = {value}", rule.target),
                RuleKind::Algebraic => format!("0 = {value}"),
            });
        }
        out
    }

    /// `E: at delay after trigger, options: x = formula`
    pub fn events(&mut self) -> Vec<String> {
        let mut out = Vec::new();
        for event in &self.network.events {
            out.push(self.event(event));
            if let Some(name) = &event.name {
                let quoted = self.quoted(name);
                out.push(format!("{} is {quoted}", event.id));
            }
        }
        out
    }

    fn event(&mut self, event: &Event) -> String {
        let delay = event.delay.as_ref().map(|d| format!("{} after ", self.number(d))).unwrap_or_default();
        let mut text = format!("{}: at {delay}{}", event.id, self.condition(&event.trigger));
        if let Some(priority) = &event.priority {
            text.push_str(&format!(", priority={}", self.number(priority)));
        }
        let flags = [
            ("t0", event.initial_value),
            ("persistent", event.persistent),
            ("fromTrigger", event.from_trigger),
        ];
        for (option, _) in flags.into_iter().filter(|(_, is_true)| !is_true) {
            text.push_str(&format!(", {option}=false"));
        }
        let each =
            event.assignments.iter().map(|(target, value)| format!("{target} = {}", self.number(value)));
        text.push_str(&format!(": {}", each.collect::<Vec<_>>().join(", ")));
        text
    }
}

/// Modifiers that the rate does not read: the others are known without a word.
fn silent_modifiers(reaction: &Reaction) -> Vec<&str> {
    let read: Vec<&str> = reaction.rate.iter().flat_map(Expr::ids).collect();
    let mut out: Vec<&str> = Vec::new();
    for modifier in &reaction.modifiers {
        let takes_part = reaction.reactants.iter().chain(&reaction.products).any(|s| s.species == *modifier);
        if !takes_part && !read.contains(&modifier.as_str()) && !out.contains(&modifier.as_str()) {
            out.push(modifier);
        }
    }
    out
}

fn side(references: &[SpeciesReference]) -> String {
    let each = references.iter().map(|reference| match &reference.stoichiometry {
        Expr::Num(1.0) => reference.species.clone(),
        Expr::Num(x) => format!("{} {}", decimal(*x), reference.species),
        Expr::Id(id) => format!("{id} {}", reference.species),
        // Formulas have been given names.
        _ => reference.species.clone(),
    });
    each.collect::<Vec<_>>().join(" + ")
}
