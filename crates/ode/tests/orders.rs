//! Orders as measured: error against step, at the end and inside of steps.

mod problems;

use jakstat_ode::{Method, Options, Run, solve};
use problems::{Problem, Truth, smooth, stiff};

/// The error at the end and the largest at 100 times in between, with steps no longer than `h` and a
/// tolerance that nothing offends.
fn errors(problem: &Problem, method: Method, h: f64) -> (f64, f64) {
    let Truth::Formula(truth) = problem.truth else { panic!("{} has no formula", problem.name) };
    let options = Options { method, rtol: 1e8, atol: vec![1e8], max_step: h, ..Options::default() };
    let times: Vec<f64> =
        (0..=100).map(|i| if i == 100 { 4.0 } else { 0.003 + 0.0397 * f64::from(i) }).collect();
    let run = Run::new(vec![], 0.0, 4.0).save_at(times);
    let solution = solve(&problem.system, &options, &[run]).remove(0);
    assert_eq!(solution.failure, None);
    let rows = solution.values.chunks(problem.system.states()).zip(&solution.times);
    let mut each: Vec<f64> = rows
        .map(|(row, t)| row.iter().zip(truth(*t)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max))
        .collect();
    let end = each.pop().unwrap_or(f64::NAN);
    (end, each.into_iter().fold(0.0, f64::max))
}

/// Slopes of both errors between a coarse and a fine step.
fn slopes(problem: &Problem, method: Method, coarse: f64, fine: f64) -> (f64, f64) {
    let ((end0, inside0), (end1, inside1)) = (errors(problem, method, coarse), errors(problem, method, fine));
    let step = (coarse / fine).ln();
    ((end0 / end1).ln() / step, (inside0 / inside1).ln() / step)
}

fn assert_order(problem: &Problem, method: Method, steps: (f64, f64), end: f64, inside: f64) {
    let measured = slopes(problem, method, steps.0, steps.1);
    let case = format!("{} by {}: {measured:.2?}", problem.name, method.name());
    assert!(measured.0 > end - 0.3 && measured.0 < end + 1.0, "{case}, {end} at the end");
    assert!(measured.1 > inside - 0.4 && measured.1 < inside + 1.0, "{case}, {inside} inside");
}

#[test]
fn smooth_problem() {
    let problem = smooth::product();
    assert_order(&problem, Method::Rodas5P, (1.0 / 16.0, 1.0 / 128.0), 5.0, 5.0);
    assert_order(&problem, Method::Rodas4P2, (1.0 / 16.0, 1.0 / 128.0), 4.0, 4.0);
    assert_order(&problem, Method::Dopri5, (1.0 / 8.0, 1.0 / 64.0), 5.0, 5.0);
    assert_order(&problem, Method::Dop853, (1.0, 1.0 / 4.0), 8.0, 7.5);
}

/// Very stiff and forced: the order that is left (4 of 5 and 4 of 4) where many methods fall to 1 or 2.
#[test]
fn prothero_robinson() {
    let problem = stiff::prothero_robinson();
    assert_order(&problem, Method::Rodas5P, (1.0 / 8.0, 1.0 / 128.0), 4.0, 4.0);
    assert_order(&problem, Method::Rodas4P2, (1.0 / 8.0, 1.0 / 128.0), 3.5, 4.0);
}
