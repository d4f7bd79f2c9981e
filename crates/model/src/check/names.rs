//! Names: each stands for one thing, and that thing is there and of the right kind.

use std::collections::{BTreeMap, BTreeSet};

use super::codes::{DUPLICATE_ID, UNKNOWN_NAME, WRONG_KIND};
use super::formula::Formula;
use super::model::{Model, suggest};
use crate::network::Kind;
use crate::{Diagnostic, Expr, Network, Span};

pub(super) fn problems(model: &Model<'_>) -> Vec<Diagnostic> {
    let mut out = duplicates(model);
    for formula in &model.formulas {
        unknown_in(model, formula, &mut out);
    }
    for species in &model.network.species {
        let id = &species.compartment;
        let owner = format!("species `{}`", species.id);
        need(model, id, Kind::is_compartment, "a compartment", &owner, species.at, &mut out);
    }
    for reaction in &model.network.reactions {
        let owner = format!("reaction `{}`", reaction.id);
        let sides = reaction.reactants.iter().chain(&reaction.products).map(|s| &s.species);
        let mut seen = BTreeSet::new();
        for id in sides.chain(&reaction.modifiers).filter(|id| seen.insert(*id)) {
            need(model, id, Kind::is_species, "a species", &owner, reaction.at, &mut out);
        }
    }
    conversion_factors(model, &mut out);
    out
}

impl Kind {
    fn is_compartment(&self) -> bool {
        matches!(self, Self::Compartment(_))
    }

    fn is_species(&self) -> bool {
        matches!(self, Self::Species(_))
    }
}

/// Id, noun and place of everything that shares the one set of names.
fn declared(network: &Network) -> impl Iterator<Item = (&str, &'static str, Option<Span>)> {
    let functions = network.functions.iter().map(|f| (f.id.as_str(), "function", f.at));
    let compartments = network.compartments.iter().map(|c| (c.id.as_str(), "compartment", c.at));
    let species = network.species.iter().map(|s| (s.id.as_str(), "species", s.at));
    let parameters = network.parameters.iter().map(|p| (p.id.as_str(), "parameter", p.at));
    let reactions = network.reactions.iter().map(|r| (r.id.as_str(), "reaction", r.at));
    let events = network.events.iter().map(|e| (e.id.as_str(), "event", e.at));
    functions.chain(compartments).chain(species).chain(parameters).chain(reactions).chain(events)
}

fn duplicates(model: &Model<'_>) -> Vec<Diagnostic> {
    let mut first = BTreeMap::new();
    let mut out = Vec::new();
    for (id, noun, at) in declared(model.network).filter(|(id, _, _)| !id.is_empty()) {
        let Some(other) = first.insert(id, noun) else { continue };
        let message = if other == noun {
            format!("`{id}` is declared twice as a {noun}")
        } else {
            format!("`{id}` is both a {other} and a {noun}")
        };
        let help = "rename one of the two and the formulas that mean it";
        out.push(Diagnostic::error(&DUPLICATE_ID, message).at(model.place(at, id)).help(help));
    }
    out
}

/// Reports each unknown name of a formula once.
fn unknown_in(model: &Model<'_>, formula: &Formula<'_>, out: &mut Vec<Diagnostic>) {
    let mut seen = BTreeSet::new();
    formula.expr.visit(&mut |part| match part {
        Expr::Id(id) if seen.insert(id.as_str()) => {
            let known =
                if formula.is_body() { formula.binds(id) } else { model.kinds.contains_key(id.as_str()) };
            if !known {
                out.push(unknown(model, formula, id));
            }
        }
        _ => {}
    });
}

fn unknown(model: &Model<'_>, formula: &Formula<'_>, id: &str) -> Diagnostic {
    let place = formula.place(model.sources, id);
    let what = formula.describe();
    if let super::formula::Role::Body(args) = formula.role {
        let message = format!("{what} reads `{id}`, which is not one of its arguments");
        let help = suggest(id, "its arguments are", args.iter().map(String::as_str));
        let hand_in = format!("a function sees its arguments only: hand in `{id}` as one more");
        let help = if model.noun(id).is_some() { hand_in } else { help.unwrap_or(hand_in) };
        return Diagnostic::error(&UNKNOWN_NAME, message).at(place).help(help);
    }
    if let Some(noun) = model.noun(id) {
        let message = format!("{what} reads `{id}`, which is {noun} and has no value");
        return Diagnostic::error(&WRONG_KIND, message).at(place).help(if noun == "a function" {
            format!("call it: `{id}(...)`")
        } else {
            "read something that the event sets".into()
        });
    }
    let error =
        Diagnostic::error(&UNKNOWN_NAME, format!("{what} reads `{id}`, which does not exist")).at(place);
    with_help(error, suggest(id, "names that exist", model.kinds.keys().copied()))
}

fn with_help(problem: Diagnostic, help: Option<String>) -> Diagnostic {
    match help {
        Some(help) => problem.help(help),
        None => problem,
    }
}

/// Reports `id` where it is not a thing that `fits`.
fn need(
    model: &Model<'_>,
    id: &str,
    fits: fn(&Kind) -> bool,
    noun: &str,
    owner: &str,
    at: Option<Span>,
    out: &mut Vec<Diagnostic>,
) {
    if model.kinds.get(id).is_some_and(fits) {
        return;
    }
    let place = model.place(at, id);
    out.push(match model.noun(id) {
        Some(is) => {
            let message = format!("{owner} names `{id}`, which is {is} and not {noun}");
            Diagnostic::error(&WRONG_KIND, message).at(place)
        }
        None => {
            let known = model.kinds.iter().filter(|(_, k)| fits(k)).map(|(id, _)| *id);
            let message = format!("{owner} names `{id}`, which does not exist");
            let help = suggest(id, "names that fit", known);
            with_help(Diagnostic::error(&UNKNOWN_NAME, message).at(place), help)
        }
    });
}

fn conversion_factors(model: &Model<'_>, out: &mut Vec<Diagnostic>) {
    let network = model.network;
    let of_model = network.conversion_factor.iter().map(|id| (id, "the model".to_string(), None));
    let of_species = network
        .species
        .iter()
        .filter_map(|s| s.conversion_factor.as_ref().map(|id| (id, format!("species `{}`", s.id), s.at)));
    for (id, owner, at) in of_model.chain(of_species) {
        match model.kinds.get(id.as_str()) {
            Some(Kind::Parameter(i)) if network.parameters.get(*i).is_some_and(|p| p.constant) => {}
            Some(Kind::Parameter(_)) => {
                let message = format!("the conversion factor `{id}` of {owner} is not constant");
                out.push(Diagnostic::error(&WRONG_KIND, message).at(model.place(at, id)));
            }
            _ => {
                let owner = format!("the conversion factor of {owner}");
                let fits = |k: &Kind| matches!(k, Kind::Parameter(_));
                need(model, id, fits, "a parameter", &owner, at, out);
            }
        }
    }
}
