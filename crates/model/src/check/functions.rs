//! Functions that the model defines: calls fit them, and none calls itself.

use std::collections::{BTreeMap, BTreeSet};

use super::codes::{DUPLICATE_ID, RECURSIVE_FUNCTION, UNKNOWN_FUNCTION, WRONG_ARGUMENTS};
use super::cycles::{circles, join};
use super::formula::Formula;
use super::model::{Model, suggest};
use crate::diagnostic::nearest;
use crate::{Diagnostic, Expr};

/// Built-in functions that a misspelt name may mean.
const BUILT_IN: [&str; 18] = [
    "abs",
    "ceil",
    "cos",
    "exp",
    "factorial",
    "floor",
    "ln",
    "log",
    "log10",
    "max",
    "min",
    "piecewise",
    "pow",
    "root",
    "sin",
    "sqrt",
    "tan",
    "tanh",
];

pub(super) fn problems(model: &Model<'_>) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for function in &model.network.functions {
        let mut seen = BTreeSet::new();
        for arg in function.args.iter().filter(|a| !seen.insert(*a)) {
            let message = format!("function `{}` has two arguments `{arg}`", function.id);
            out.push(Diagnostic::error(&DUPLICATE_ID, message).at(model.place(function.at, arg)));
        }
    }
    for formula in &model.formulas {
        formula.expr.visit(&mut |part| {
            if let Expr::Call(name, args) = part {
                out.extend(call(model, formula, name, args.len()));
            }
        });
    }
    out.extend(recursions(model));
    out
}

fn call(model: &Model<'_>, formula: &Formula<'_>, name: &str, given: usize) -> Option<Diagnostic> {
    let place = formula.place(model.sources, name);
    let what = formula.describe();
    let Some(function) = model.network.function(name) else {
        let message = match model.noun(name) {
            Some(noun) => format!("{what} calls `{name}`, which is {noun} and not a function"),
            None => format!("{what} calls `{name}`, which does not exist"),
        };
        let known = model.network.functions.iter().map(|f| f.id.as_str());
        let error = Diagnostic::error(&UNKNOWN_FUNCTION, message).at(place);
        let built_in = || nearest(name, BUILT_IN).map(|near| format!("did you mean `{near}`?"));
        let help = suggest(name, "functions of the model", known).or_else(built_in);
        let define =
            || format!("no function of this name is built in: define it with {given} {}", arguments(given));
        return Some(error.help(help.unwrap_or_else(define)));
    };
    let takes = function.args.len();
    (given != takes).then(|| {
        let message = format!("{what} gives `{name}` {given} {}, but it takes {takes}", arguments(given));
        let help = format!("its arguments are `{name}({})`", function.args.join(", "));
        Diagnostic::error(&WRONG_ARGUMENTS, message).at(place).help(help)
    })
}

/// "argument" or "arguments".
pub(super) fn arguments(count: usize) -> &'static str {
    if count == 1 { "argument" } else { "arguments" }
}

/// Which functions each function calls.
fn recursions(model: &Model<'_>) -> Vec<Diagnostic> {
    let mut calls: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for function in &model.network.functions {
        let called = calls.entry(function.id.clone()).or_default();
        function.body.visit(&mut |part| {
            if let Expr::Call(name, _) = part {
                called.push(name.clone());
            }
        });
    }
    let report = |circle: Vec<String>| {
        let first = circle.first().cloned().unwrap_or_default();
        let at = model.network.function(&first).and_then(|f| f.at);
        let message = format!("function `{first}` calls itself: {}", join(&circle));
        Diagnostic::error(&RECURSIVE_FUNCTION, message)
            .at(model.place(at, &first))
            .help("write the formula out; functions cannot repeat")
    };
    circles(&calls).into_iter().map(report).collect()
}
