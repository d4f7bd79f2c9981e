//! Constructs that can be read but not simulated.

use super::codes::DELAY;
use super::model::Model;
use crate::{Diagnostic, Expr, Op};

pub(super) fn problems(model: &Model<'_>) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for formula in &model.formulas {
        let mut delayed = false;
        formula.expr.visit(&mut |part| delayed |= matches!(part, Expr::Op(Op::Delay, _)));
        if delayed {
            let message = format!("{} uses `delay`, which is not supported", formula.describe());
            let help = "a chain of first-order steps is a common substitute";
            let place = formula.place(model.sources, "delay");
            out.push(Diagnostic::error(&DELAY, message).at(place).help(help));
        }
    }
    out
}
