//! Numbers that the model gives are in range.

use super::codes::{BAD_NUMBER, NEGATIVE};
use super::formula::Role;
use super::model::Model;
use super::values::used;
use crate::Diagnostic;
use crate::expr::{Expr, Op};
use crate::network::{Compartment, Initial, Species};

pub(super) fn problems(model: &Model<'_>) -> Vec<Diagnostic> {
    let network = model.network;
    let mut out: Vec<Diagnostic> = network.compartments.iter().filter_map(|c| size(model, c)).collect();
    out.extend(network.species.iter().filter_map(|s| start(model, s)));
    let used = used(model);
    for p in &network.parameters {
        // An infinite parameter is a usual way to say "never".
        if p.value.is_some_and(f64::is_nan) && !model.is_computed_at_start(&p.id) {
            let message = format!("the value of `{}` is not a number", p.id);
            let is_used = used.contains_key(p.id.as_str());
            let kind = if is_used { Diagnostic::error } else { Diagnostic::warning };
            out.push(kind(&BAD_NUMBER, message).at(model.place(p.at, &p.id)));
        }
    }
    out.extend(stoichiometries(model));
    out
}

fn size(model: &Model<'_>, compartment: &Compartment) -> Option<Diagnostic> {
    let id = &compartment.id;
    let size = compartment.size?;
    if compartment.dimensions == 0.0 || model.is_computed_at_start(id) || (size > 0.0 && size.is_finite()) {
        return None;
    }
    let message = format!("the size of compartment `{id}` is {size}; it must be above 0 and finite");
    Some(Diagnostic::error(&BAD_NUMBER, message).at(model.place(compartment.at, id)))
}

fn start(model: &Model<'_>, species: &Species) -> Option<Diagnostic> {
    let id = &species.id;
    let (Initial::Amount(value) | Initial::Concentration(value)) = species.initial else { return None };
    if model.is_computed_at_start(id) {
        return None;
    }
    let place = model.place(species.at, id);
    if !value.is_finite() {
        let message = format!("species `{id}` starts at {value}; it must start at a finite number");
        return Some(Diagnostic::error(&BAD_NUMBER, message).at(place));
    }
    (value < 0.0).then(|| {
        Diagnostic::warning(&NEGATIVE, format!("species `{id}` starts at {value}, which is below 0"))
            .at(place)
    })
}

fn stoichiometries(model: &Model<'_>) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for formula in &model.formulas {
        let Role::Stoichiometry(species) = formula.role else { continue };
        let place = formula.place(model.sources, species);
        let what = formula.describe();
        match literal(formula.expr) {
            Some(value) if !value.is_finite() => {
                let message = format!("{what} is {value}; it must be finite");
                out.push(Diagnostic::error(&BAD_NUMBER, message).at(place));
            }
            Some(value) if value < 0.0 => {
                let warning = Diagnostic::warning(&NEGATIVE, format!("{what} is {value}, which is below 0"));
                out.push(
                    warning.at(place).help(format!("put `{species}` on the other side of the reaction")),
                );
            }
            _ => {}
        }
    }
    out
}

fn literal(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Num(value) | Expr::Quantity(value, _) => Some(*value),
        Expr::Op(Op::Neg, args) => args.first().and_then(literal).map(|v| -v),
        _ => None,
    }
}
