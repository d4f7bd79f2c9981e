//! Each algebraic rule determines a value that nothing else determines.

use super::codes::{AMBIGUOUS_RULE, CHANGED_TWICE, CHOSEN_VALUE, OVERDETERMINED};
use super::model::Model;
use crate::algebraic::{Block, Conflict};
use crate::network::Kind;
use crate::{Diagnostic, Span};

pub(super) fn problems(model: &Model<'_>) -> Vec<Diagnostic> {
    match &model.algebraic {
        Ok(blocks) => blocks.iter().flat_map(|block| determined(model, block)).collect(),
        Err(conflicts) => conflicts.iter().map(|conflict| report(model, conflict)).collect(),
    }
}

/// What else is said of values that algebraic rules determine.
fn determined(model: &Model<'_>, block: &Block) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for (id, rule) in block.determines.iter().zip(&block.rules) {
        for event in &model.network.events {
            if event.assignments.iter().any(|(target, _)| target == id) {
                let message = format!(
                    "event `{}` sets `{id}`, which an algebraic rule determines at all times",
                    event.id
                );
                out.push(Diagnostic::error(&CHANGED_TWICE, message).at(model.place(event.at, id)));
            }
        }
        let boundary = |id: &str| model.species(id).is_some_and(|s| s.boundary);
        let rule = model.network.rules.get(*rule);
        let other = rule.and_then(|r| r.value.ids().into_iter().find(|o| o != id && is_held(model, o)));
        if let Some(other) = other.filter(|_| !boundary(id)) {
            let place = rule.and_then(|r| r.at);
            let message = format!(
                "an algebraic rule is taken to determine `{id}`, and not the boundary species `{other}`"
            );
            let help = format!("declare `{other}` as constant if that is meant, else `{id}`");
            out.push(Diagnostic::warning(&CHOSEN_VALUE, message).at(place).help(help));
        }
    }
    out
}

/// Whether `id` is a boundary species that nothing changes though it is not constant.
fn is_held(model: &Model<'_>, id: &str) -> bool {
    let free = model.species(id).is_some_and(|s| s.boundary && !s.constant);
    let set = |id: &str| model.network.events.iter().any(|e| e.assignments.iter().any(|(t, _)| t == id));
    free && model.rule(id).is_none() && !model.is_computed_at_start(id) && !set(id)
}

fn report(model: &Model<'_>, conflict: &Conflict) -> Diagnostic {
    let (rules, values) = match conflict {
        Conflict::Over { rules, values } | Conflict::Ambiguous { rules, values } => (rules, values),
    };
    let place = rules.first().and_then(|r| model.network.rules.get(*r)).and_then(|r| r.at);
    let listed = format!("`{}`", values.join("`, `"));
    let what = equations(model, rules);
    let problem = match conflict {
        Conflict::Over { .. } if values.is_empty() => Diagnostic::error(
            &OVERDETERMINED,
            format!("{what} determines nothing: what it reads is constant or determined otherwise"),
        )
        .help(help_free(model, rules)),
        Conflict::Over { .. } => {
            let message =
                format!("{what} are {} equations for {} only: {listed}", rules.len(), count(values.len()));
            Diagnostic::error(&OVERDETERMINED, message)
                .help("remove a rule, or declare one more value in them as not constant")
        }
        Conflict::Ambiguous { .. } => {
            let message = format!("it cannot be told which of {listed} {what} determine");
            let message = if rules.len() == 1 { format!("{message}s") } else { message };
            Diagnostic::error(&AMBIGUOUS_RULE, message)
                .help("declare those that keep their value as constant (in Antimony `const`)")
        }
    };
    problem.at(place)
}

fn count(values: usize) -> String {
    if values == 1 { "one value".into() } else { format!("{values} values") }
}

/// "the algebraic rule", with the text of each where there is one.
fn equations(model: &Model<'_>, rules: &[usize]) -> String {
    let places: Vec<Span> =
        rules.iter().filter_map(|r| model.network.rules.get(*r)).filter_map(|r| r.at).collect();
    let line = |at: &Span| model.sources.line_column(*at).0.to_string();
    let lines: Vec<String> = places.iter().map(line).collect();
    match (rules.len(), lines.is_empty()) {
        (1, _) => "the algebraic rule".into(),
        (_, true) => "the algebraic rules".into(),
        (_, false) => format!("the algebraic rules in lines {}", lines.join(", ")),
    }
}

/// Ids in the rules that could be made free.
fn help_free(model: &Model<'_>, rules: &[usize]) -> String {
    let formulas = rules.iter().filter_map(|r| model.network.rules.get(*r)).map(|r| &r.value);
    let mut ids: Vec<&str> = formulas
        .flat_map(|f| f.ids())
        .filter(|id| model.rule(id).is_none())
        .filter(|id| matches!(model.kinds.get(id), Some(Kind::Parameter(_) | Kind::Compartment(_))))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    match ids.as_slice() {
        [] => "remove it, or make a species in it a boundary species".into(),
        some => format!("declare one of `{}` as not constant (in Antimony `var`)", some.join("`, `")),
    }
}
