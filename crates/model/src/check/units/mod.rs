//! Units: each is defined, and each formula has the unit that its place needs.
//!
//! What has no unit, a plain number first of all, fits everywhere; a model that declares no units
//! gets no word from this check.

mod infer;

use std::collections::BTreeSet;

use super::UnitPolicy;
use super::codes::{UNDEFINED_UNIT, UNIT_CLASH};
use super::formula::{Formula, Role};
use super::model::{Model, suggest};
use crate::network::Kind;
use crate::{Diagnostic, Expr, Severity, Span, Unit};
use infer::Inference;

pub(super) fn problems(model: &Model<'_>, policy: UnitPolicy) -> Vec<Diagnostic> {
    let mut out = undefined(model);
    let severity = match policy {
        UnitPolicy::Ignore => return out,
        UnitPolicy::Warn => Severity::Warning,
        UnitPolicy::Error => Severity::Error,
    };
    let inference = Inference::new(model);
    for formula in model.formulas.iter().filter(|f| !f.is_body()) {
        out.extend(clash(model, &inference, formula).map(|d| Diagnostic { severity, ..d }));
    }
    out
}

fn undefined(model: &Model<'_>) -> Vec<Diagnostic> {
    let network = model.network;
    let mut out = Vec::new();
    let mut report = |unit: &str, what: String, at: Option<Span>| {
        if !network.defines_unit(unit) {
            let message = format!("the unit `{unit}` of {what} is not defined");
            out.push(
                Diagnostic::error(&UNDEFINED_UNIT, message)
                    .at(model.place(at, unit))
                    .help(define(model, unit)),
            );
        }
    };
    for c in &network.compartments {
        c.unit.iter().for_each(|u| report(u, format!("compartment `{}`", c.id), c.at));
    }
    for s in &network.species {
        s.unit.iter().for_each(|u| report(u, format!("species `{}`", s.id), s.at));
    }
    for p in &network.parameters {
        p.unit.iter().for_each(|u| report(u, format!("parameter `{}`", p.id), p.at));
    }
    for formula in &model.formulas {
        let mut seen = BTreeSet::new();
        formula.expr.visit(&mut |part| match part {
            Expr::Quantity(value, unit) if seen.insert(unit.as_str()) => {
                report(unit, format!("`{value}` in {}", formula.describe()), formula.at);
            }
            _ => {}
        });
    }
    out
}

fn define(model: &Model<'_>, unit: &str) -> String {
    if let Ok(known) = Unit::parse(unit) {
        return format!("define it: `unit {unit} = {}`", definition(&known));
    }
    let known = model.network.units.keys().map(String::as_str);
    suggest(unit, "units of the model", known).unwrap_or_else(|| format!("define it: `unit {unit} = ...`"))
}

/// A unit in the words that Antimony builds in.
fn definition(unit: &Unit) -> String {
    const WORDS: [&str; 8] = ["metre", "kilogram", "second", "ampere", "kelvin", "mole", "candela", "item"];
    let powers = WORDS.iter().zip(unit.exponents).filter(|(_, e)| *e != 0.0);
    let powers: Vec<String> =
        powers.map(|(w, e)| if e == 1.0 { w.to_string() } else { format!("{w}^{e}") }).collect();
    let factor = format!("{:?}", unit.factor);
    let factor = factor.trim_end_matches(".0");
    if powers.is_empty() {
        format!("{factor} dimensionless")
    } else {
        format!("{factor} {}", powers.join(" * "))
    }
}

/// The first problem with the units of a formula.
fn clash(model: &Model<'_>, inference: &Inference<'_>, formula: &Formula<'_>) -> Option<Diagnostic> {
    let what = formula.describe();
    let place = formula.at;
    let found = match inference.unit(formula.expr) {
        Ok(found) => found?,
        Err(clash) => {
            let warning =
                Diagnostic::warning(&UNIT_CLASH, format!("in {what}, {}", clash.message())).at(place);
            return Some(match clash.help() {
                Some(help) => warning.help(help),
                None => warning,
            });
        }
    };
    let wanted = wanted(model, formula)?;
    if found.same_as(&wanted) {
        return None;
    }
    let message = format!("{what} has unit `{found}`, but `{wanted}` is needed");
    let warning = Diagnostic::warning(&UNIT_CLASH, message).at(place);
    let help = compartment_help(model, formula, &wanted.per(found)).or_else(|| factor_help(&found, &wanted));
    let correct = || "correct the unit of something in it, or the formula".into();
    Some(warning.help(help.unwrap_or_else(correct)))
}

/// The unit that the place of a formula needs.
fn wanted(model: &Model<'_>, formula: &Formula<'_>) -> Option<Unit> {
    let network = model.network;
    match formula.role {
        Role::Rate => network.rate_unit(),
        Role::Assignment | Role::Initial => network.unit_of(formula.owner),
        Role::RateRule => Some(network.unit_of(formula.owner)?.per(network.base_units.time?)),
        Role::EventAssignment(target) => network.unit_of(target),
        Role::Delay => network.base_units.time,
        Role::Stoichiometry(_) | Role::Trigger | Role::Priority | Role::Algebraic | Role::Body(_) => None,
    }
}

/// The usual slip in a rate: concentration per time where amount per time is meant.
fn compartment_help(model: &Model<'_>, formula: &Formula<'_>, missing: &Unit) -> Option<String> {
    if formula.role != Role::Rate {
        return None;
    }
    let Some(Kind::Reaction(i)) = model.kinds.get(formula.owner) else { return None };
    let reaction = model.network.reactions.get(*i)?;
    let members = reaction.reactants.iter().chain(&reaction.products);
    let mut homes = members.filter_map(|r| model.species(&r.species)).map(|s| s.compartment.as_str());
    let fits = |id: &&str| model.network.unit_of(id).is_some_and(|u| u.same_as(missing));
    let home = homes.find(fits)?;
    Some(format!("a rate is extent per time: multiply by the compartment `{home}`"))
}

/// What to multiply with where only the factor is wrong.
fn factor_help(found: &Unit, wanted: &Unit) -> Option<String> {
    let factor = found.factor_to(wanted)?;
    Some(format!("1 `{found}` is {} `{wanted}`; nothing is converted by itself", rounded(factor)))
}

/// A factor as people read it.
fn rounded(factor: f64) -> f64 {
    format!("{factor:.5e}").parse().unwrap_or(factor)
}
