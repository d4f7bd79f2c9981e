//! Built-in operations get as many arguments as they take.

use super::codes::WRONG_ARGUMENTS;
use super::formula::Formula;
use super::functions::arguments;
use super::model::Model;
use crate::{Diagnostic, Expr, Op};

pub(super) fn problems(model: &Model<'_>) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for formula in &model.formulas {
        formula.expr.visit(&mut |part| {
            if let Expr::Op(op, args) = part {
                out.extend(operation(model, formula, *op, args));
            }
        });
    }
    out
}

fn operation(model: &Model<'_>, formula: &Formula<'_>, op: Op, args: &[Expr]) -> Option<Diagnostic> {
    let (least, most) = takes(op);
    let given = args.len();
    let name = name(op);
    let place = formula.place(model.sources, &name);
    if given < least || most.is_some_and(|m| given > m) {
        let what = formula.describe();
        let message =
            format!("{what} gives `{name}` {given} {}, but it takes {}", arguments(given), count(op));
        return Some(Diagnostic::error(&WRONG_ARGUMENTS, message).at(place));
    }
    let wants_name = op == Op::RateOf && !matches!(args, [Expr::Id(_)]);
    wants_name.then(|| {
        let message = format!("{} gives `rateOf` a formula, but it takes one name", formula.describe());
        Diagnostic::error(&WRONG_ARGUMENTS, message)
            .at(place)
            .help("give the formula a name with an assignment rule, and take the rate of that")
    })
}

fn count(op: Op) -> String {
    match takes(op) {
        (least, None) => format!("{least} or more"),
        (least, Some(_)) => least.to_string(),
    }
}

/// The least and the greatest number of arguments.
fn takes(op: Op) -> (usize, Option<usize>) {
    match op {
        Op::Add | Op::Mul | Op::And | Op::Or | Op::Xor => (0, None),
        Op::Min | Op::Max | Op::Piecewise => (1, None),
        Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::Eq => (2, None),
        Op::Sub | Op::Div | Op::Pow | Op::Root | Op::Log => (2, Some(2)),
        Op::Quotient | Op::Rem | Op::Ne | Op::Implies | Op::Delay => (2, Some(2)),
        _ => (1, Some(1)),
    }
}

/// The operation as a formula names it.
pub(super) fn name(op: Op) -> String {
    match op {
        Op::Add => "+".into(),
        Op::Sub | Op::Neg => "-".into(),
        Op::Mul => "*".into(),
        Op::Div => "/".into(),
        Op::Pow => "^".into(),
        Op::Lt => "<".into(),
        Op::Le => "<=".into(),
        Op::Gt => ">".into(),
        Op::Ge => ">=".into(),
        Op::Eq => "==".into(),
        Op::Ne => "!=".into(),
        Op::RateOf => "rateOf".into(),
        other => format!("{other:?}").to_lowercase(),
    }
}
