//! Rules, initial assignments and events set what may be set, and each value once.

use std::collections::{BTreeMap, BTreeSet};

use super::codes::{CHANGED_TWICE, CONSTANT_CHANGED, DEFINED_TWICE, IDLE_EVENT, UNKNOWN_NAME, WRONG_KIND};
use super::model::{Model, suggest};
use crate::network::{Event, Kind, RuleKind};
use crate::{Diagnostic, Span};

pub(super) fn problems(model: &Model<'_>) -> Vec<Diagnostic> {
    let mut out = twice(model);
    for i in &model.network.initial_assignments {
        out.extend(target(model, &i.target, "an initial assignment", i.at));
    }
    for rule in model.network.rules.iter().filter(|r| r.kind != RuleKind::Algebraic) {
        let what = kind_name(rule.kind);
        out.extend(target(model, &rule.target, what, rule.at));
        out.extend(constant(model, &rule.target, what, rule.at));
    }
    out.extend(rule_and_reactions(model));
    for event in &model.network.events {
        check_event(model, event, &mut out);
    }
    out
}

fn kind_name(kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Assignment => "an assignment rule",
        RuleKind::Rate => "a rate rule",
        RuleKind::Algebraic => "an algebraic rule",
    }
}

/// Two rules, two initial assignments, or an initial assignment beside an assignment rule.
fn twice(model: &Model<'_>) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    let mut report = |id: &str, message: String, at: Option<Span>| {
        let help = "remove all but one of the definitions";
        out.push(Diagnostic::error(&DEFINED_TWICE, message).at(model.place(at, id)).help(help));
    };
    let mut rules = BTreeMap::new();
    for rule in model.network.rules.iter().filter(|r| r.kind != RuleKind::Algebraic) {
        let id = rule.target.as_str();
        match rules.insert(id, rule.kind) {
            Some(first) if first == rule.kind => {
                report(id, format!("`{id}` has {} twice", kind_name(first)), rule.at);
            }
            Some(first) => {
                report(id, format!("`{id}` has {} and {}", kind_name(first), kind_name(rule.kind)), rule.at);
            }
            None => {}
        }
    }
    let mut seen = BTreeSet::new();
    for initial in &model.network.initial_assignments {
        let id = initial.target.as_str();
        if !seen.insert(id) {
            report(id, format!("`{id}` has an initial assignment twice"), initial.at);
        } else if model.is_assigned(id) {
            report(id, format!("`{id}` has an initial assignment and an assignment rule"), initial.at);
        }
    }
    out
}

/// Reports a target that is not a species, compartment or parameter.
fn target(model: &Model<'_>, id: &str, what: &str, at: Option<Span>) -> Option<Diagnostic> {
    let settable = |k: &Kind| !matches!(k, Kind::Reaction(_));
    if model.kinds.get(id).is_some_and(settable) {
        return None;
    }
    let place = model.place(at, id);
    if let Some(noun) = model.noun(id) {
        let message = format!("{what} sets `{id}`, which is {noun}");
        let help = "species, compartments and parameters can be set";
        return Some(Diagnostic::error(&WRONG_KIND, message).at(place).help(help));
    }
    let error =
        Diagnostic::error(&UNKNOWN_NAME, format!("{what} sets `{id}`, which does not exist")).at(place);
    let known = model.kinds.iter().filter(|(_, k)| settable(k)).map(|(id, _)| *id);
    Some(match suggest(id, "what can be set", known) {
        Some(help) => error.help(help),
        None => error,
    })
}

/// Reports a target that is declared constant.
fn constant(model: &Model<'_>, id: &str, what: &str, at: Option<Span>) -> Option<Diagnostic> {
    let network = model.network;
    let constant = match model.kinds.get(id)? {
        Kind::Compartment(i) => network.compartments.get(*i)?.constant,
        Kind::Species(i) => network.species.get(*i)?.constant,
        Kind::Parameter(i) => network.parameters.get(*i)?.constant,
        Kind::Reaction(_) => false,
    };
    constant.then(|| {
        Diagnostic::error(&CONSTANT_CHANGED, format!("{what} changes `{id}`, which is constant"))
            .at(model.place(at, id))
            .help(format!("declare `{id}` as not constant, or set something else"))
    })
}

fn rule_and_reactions(model: &Model<'_>) -> Vec<Diagnostic> {
    let mut changed = BTreeMap::new();
    for reaction in &model.network.reactions {
        for reference in reaction.reactants.iter().chain(&reaction.products) {
            changed.entry(reference.species.as_str()).or_insert(reaction.id.as_str());
        }
    }
    let mut out = Vec::new();
    let mut seen = BTreeSet::new();
    for rule in model.network.rules.iter().filter(|r| r.kind != RuleKind::Algebraic) {
        let id = rule.target.as_str();
        let Some(reaction) = changed.get(id).filter(|_| seen.insert(id)) else { continue };
        if model.species(id).is_none_or(|s| s.boundary) {
            continue;
        }
        let what = kind_name(rule.kind);
        let message = format!("species `{id}` is set by {what} and changed by reaction `{reaction}`");
        let help = format!("make it a boundary species (`${id}`) if the rule is meant");
        out.push(Diagnostic::error(&CHANGED_TWICE, message).at(model.place(rule.at, id)).help(help));
    }
    out
}

fn check_event(model: &Model<'_>, event: &Event, out: &mut Vec<Diagnostic>) {
    let name = &event.id;
    if event.assignments.is_empty() {
        let message = format!("event `{name}` sets nothing");
        out.push(Diagnostic::warning(&IDLE_EVENT, message).at(model.place(event.at, name)));
    }
    let what = format!("event `{name}`");
    let mut seen = BTreeSet::new();
    for (id, _) in &event.assignments {
        if !seen.insert(id) {
            let message = format!("{what} sets `{id}` twice");
            out.push(Diagnostic::error(&CHANGED_TWICE, message).at(model.place(event.at, id)));
            continue;
        }
        out.extend(target(model, id, &what, event.at));
        out.extend(constant(model, id, &what, event.at));
        if model.is_assigned(id) {
            let message = format!("{what} sets `{id}`, which an assignment rule sets at all times");
            out.push(Diagnostic::error(&CHANGED_TWICE, message).at(model.place(event.at, id)));
        }
    }
}
