//! What becomes of one model file: it passes, is refused by name, or is a fault.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jakstat_model::{Diagnostic, check, sbml};
use jakstat_ode::{Options, Run, solve};
use jakstat_sim::{CompiledModel, Output, Request};

use crate::case::Case;

/// The outcome of one model file.
pub enum Verdict {
    /// Every value is within the tolerances of the suite.
    Pass,
    /// Codes of the errors, with their titles.
    Refused(BTreeSet<(&'static str, &'static str)>),
    /// A value is wrong, or the run failed.
    Fault(String),
}

/// Runs the model in `file` with the tolerances that the program uses where nobody says others, and
/// compares.
pub fn judge(case: &Case, file: &Path) -> Verdict {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(e) => return Verdict::Fault(e.to_string()),
    };
    let beside = |path: &str| {
        let folder = file.parent().unwrap_or(Path::new(""));
        fs::read_to_string(folder.join(path)).map_err(|e| e.to_string())
    };
    let checked = match check(sbml::read_with(&crate::case::name(file), &text, &beside)) {
        Ok(checked) => checked,
        Err(failed) => return refused(&failed.diagnostics),
    };
    let output = |id: &String| match case.amounts.contains(id) {
        true => Output::Amount(id.clone()),
        false => Output::Concentration(id.clone()),
    };
    let request = Request { outputs: case.variables.iter().map(output).collect(), ..Request::default() };
    let model = match CompiledModel::new(&checked.network, &request) {
        Ok(model) => model,
        Err(problems) => return refused(&problems),
    };
    let end = case.times.last().copied().unwrap_or(0.0);
    let options = Options::default();
    let atol = model.tolerances(options.atol[0], 0.0, &model.params());
    let options = Options { atol, ..options };
    let run = Run::new(model.params(), 0.0, end).save_at(case.times.clone());
    let solution = solve(model.system(), &options, std::slice::from_ref(&run)).remove(0);
    if let Some(failure) = &solution.failure {
        return Verdict::Fault(format!("the run failed: {}", model.explain(failure)));
    }
    compare(case, &solution.values, model.system().outputs())
}

/// The codes of all errors. What a package that is refused would have defined is missing on top of it:
/// the package alone is named then.
fn refused(diagnostics: &[Diagnostic]) -> Verdict {
    let errors = diagnostics.iter().filter(|d| d.is_error());
    let mut codes: BTreeSet<_> = errors.map(|d| (d.code.id, d.code.title)).collect();
    if codes.iter().any(|(code, _)| *code == sbml::codes::PACKAGE_REQUIRED.id) {
        codes.retain(|(code, _)| *code == sbml::codes::PACKAGE_REQUIRED.id);
    }
    Verdict::Refused(codes)
}

/// The suite's rule, for each value.
fn compare(case: &Case, values: &[f64], width: usize) -> Verdict {
    let mut wrong = Vec::new();
    for (column, id) in case.variables.iter().enumerate() {
        for (row, (time, expected)) in case.times.iter().zip(&case.expected[column]).enumerate() {
            let got = values[row * width + column];
            if !agrees(got, *expected, case) {
                wrong.push(format!("{id} at {time}: {got} for {expected}"));
                break;
            }
        }
    }
    if wrong.is_empty() { Verdict::Pass } else { Verdict::Fault(wrong.join("; ")) }
}

fn agrees(got: f64, expected: f64, case: &Case) -> bool {
    if expected.is_finite() {
        (got - expected).abs() <= case.absolute + case.relative * expected.abs()
    } else {
        got == expected || (got.is_nan() && expected.is_nan())
    }
}
