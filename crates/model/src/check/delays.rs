//! Values of the past that would be of the future.

use super::codes::FORWARD_DELAY;
use super::model::Model;
use crate::{Diagnostic, Expr, Op};

/// Each `delay(x, tau)` whose `tau` is a negative number; other formulas are looked at in a run.
pub(super) fn problems(model: &Model<'_>) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for formula in &model.formulas {
        let mut forward = None;
        formula.expr.visit(&mut |part| {
            if let Expr::Op(Op::Delay, args) = part
                && let [_, by] = args.as_slice()
            {
                forward = forward.or(number(by).filter(|x| *x < 0.0));
            }
        });
        if let Some(by) = forward {
            let message =
                format!("{} has a `delay` of {by}, which looks into the future", formula.describe());
            let help = "`delay(x, 2)` is the value that `x` had 2 units of time ago";
            let place = formula.place(model.sources, "delay");
            out.push(Diagnostic::error(&FORWARD_DELAY, message).at(place).help(help));
        }
    }
    out
}

/// The value of a formula that is a number with its sign.
fn number(formula: &Expr) -> Option<f64> {
    match formula {
        Expr::Num(x) | Expr::Quantity(x, _) => Some(*x),
        Expr::Op(Op::Neg, args) => args.first().and_then(number).map(|x| -x),
        _ => None,
    }
}
