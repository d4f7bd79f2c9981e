//! How far off a run is as a whole.
//!
//! Tolerances bound the error of each step; what becomes of it until the end is the system's affair.
//! So the run is integrated once more with a tenth of the tolerances: what the two differ by is the
//! error of the first, less about a tenth of it.

use crate::options::Options;
use crate::run::{Run, Solution};
use crate::system::System;

/// By what factor the tolerances of the second integration are tighter.
const TIGHTER: f64 = 0.1;

/// Estimated error of a run; not a number where the second integration failed.
#[derive(Debug, Clone, PartialEq)]
pub struct GlobalError {
    /// Largest error of each output over all kept rows.
    pub outputs: Vec<f64>,
    /// Error of each measure.
    pub measured: Vec<f64>,
    /// Error of each state at the end.
    pub states: Vec<f64>,
}

/// Estimates the errors of all `solutions` that reached their end.
pub(crate) fn estimate(system: &System, options: &Options, runs: &[Run], solutions: &mut [Solution]) {
    let tight = Options {
        rtol: TIGHTER * options.rtol,
        atol: options.atol.iter().map(|atol| TIGHTER * atol).collect(),
        estimate_error: false,
        ..options.clone()
    };
    // The method of the first integration, also where the tolerance would choose another.
    let tight = Options { method: options.chosen(), ..tight };
    let references = crate::solver::solve(system, &tight, runs);
    for (solution, reference) in solutions.iter_mut().zip(&references) {
        if solution.failure.is_none() {
            solution.error = Some(compare(system.outputs(), solution, reference));
        }
    }
}

fn compare(outputs: usize, a: &Solution, b: &Solution) -> GlobalError {
    let differences = |a: &[f64], b: &[f64]| -> Vec<f64> {
        a.iter().enumerate().map(|(i, a)| b.get(i).map_or(f64::NAN, |b| difference(*a, *b))).collect()
    };
    let mut largest = vec![if b.failure.is_none() { 0.0 } else { f64::NAN }; outputs];
    for (i, difference) in differences(&a.values, &b.values).into_iter().enumerate() {
        let slot = &mut largest[i % outputs];
        if difference > *slot || difference.is_nan() {
            *slot = difference;
        }
    }
    let whole = |list: Vec<f64>| if b.failure.is_none() { list } else { vec![f64::NAN; list.len()] };
    GlobalError {
        outputs: largest,
        measured: whole(differences(&a.measured, &b.measured)),
        states: whole(differences(&a.states, &b.states)),
    }
}

/// Two that are both missing agree: a crossing that never came has no error.
fn difference(a: f64, b: f64) -> f64 {
    if a.is_nan() && b.is_nan() { 0.0 } else { (a - b).abs() }
}
