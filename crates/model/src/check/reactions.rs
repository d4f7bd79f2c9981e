//! Reactions have rates, and change what may be changed.

use std::collections::BTreeSet;

use super::codes::{CONSTANT_CHANGED, NO_RATE};
use super::model::Model;
use crate::network::{Reaction, Species};
use crate::{Diagnostic, Expr};

pub(super) fn problems(model: &Model<'_>) -> Vec<Diagnostic> {
    let mut read = BTreeSet::new();
    for formula in model.formulas.iter().filter(|f| !f.is_body()) {
        formula.expr.visit(&mut |part| {
            if let Expr::Id(id) = part {
                read.insert(id.as_str());
            }
        });
    }
    let mut out = Vec::new();
    for reaction in &model.network.reactions {
        out.extend(rate(model, reaction, read.contains(reaction.id.as_str())));
        constants(model, reaction, &mut out);
    }
    out
}

/// The species of a reaction, as far as they exist, each once.
fn members<'a>(model: &Model<'a>, reaction: &'a Reaction) -> Vec<&'a Species> {
    let mut seen = BTreeSet::new();
    let references = reaction.reactants.iter().chain(&reaction.products);
    let ids = references.map(|r| r.species.as_str()).filter(|id| seen.insert(*id));
    ids.filter_map(|id| model.species(id)).collect()
}

fn rate(model: &Model<'_>, reaction: &Reaction, is_read: bool) -> Option<Diagnostic> {
    if reaction.rate.is_some() {
        return None;
    }
    let id = &reaction.id;
    let changed = members(model, reaction).into_iter().find(|s| !s.boundary);
    let message = match changed {
        Some(species) => format!("reaction `{id}` changes `{}` but has no rate", species.id),
        None if is_read => format!("reaction `{id}` is read by a formula but has no rate"),
        None => return None,
    };
    let help = format!("give it a rate, such as `{id}: A -> B; k*A`");
    Some(Diagnostic::error(&NO_RATE, message).at(model.place(reaction.at, id)).help(help))
}

fn constants(model: &Model<'_>, reaction: &Reaction, out: &mut Vec<Diagnostic>) {
    for species in members(model, reaction).into_iter().filter(|s| s.constant && !s.boundary) {
        let id = &species.id;
        let message = format!("reaction `{}` changes species `{id}`, which is constant", reaction.id);
        let help = format!("make `{id}` a boundary species, or declare it as not constant");
        out.push(Diagnostic::error(&CONSTANT_CHANGED, message).at(model.place(reaction.at, id)).help(help));
    }
}
