//! The estimated global error against the true one.

mod problems;

use jakstat_ode::{Options, Run, solve};
use problems::{METHODS, all, is_explicit};

/// Over all problems with a formula: the estimate is of the size of the true error.
#[test]
fn estimates_are_of_the_size_of_the_error() {
    let (mut compared, mut low, mut high) = (0, 0, 0);
    for problem in all() {
        for method in METHODS.into_iter().filter(|m| !(problem.stiff && is_explicit(*m))) {
            let options = Options { estimate_error: true, ..problem.options(method, 1e-5) };
            let solution = solve(&problem.system, &options, &[problem.run()]).remove(0);
            assert_eq!(solution.failure, None, "{} {}", problem.name, method.name());
            let error = solution.error.as_ref().expect("asked for");
            for (state, estimate) in error.outputs.iter().enumerate() {
                let row =
                    |i: usize| (solution.values[i * error.outputs.len() + state], problem.truth(i)[state]);
                let size = (0..problem.times.len()).map(|i| row(i).1.abs()).fold(0.0, f64::max);
                let differences = (0..problem.times.len()).map(|i| (row(i).0 - row(i).1).abs());
                let truth = differences.fold(0.0, f64::max);
                if truth > 1e-9 * size && truth > 0.0 {
                    compared += 1;
                    low += usize::from(*estimate < truth / 3.0);
                    high += usize::from(*estimate > truth * 3.0);
                }
            }
        }
    }
    assert!(compared > 40, "{compared}");
    assert!(20 * low <= compared && 20 * high <= compared, "{low} low, {high} high of {compared}");
}

#[test]
fn nothing_is_estimated_unasked() {
    let problem = all().remove(0);
    let run: Run = problem.run();
    let options = problem.options(METHODS[0], 1e-5);
    let plain = solve(&problem.system, &options, std::slice::from_ref(&run)).remove(0);
    assert_eq!(plain.error, None);
    let asked = Options { estimate_error: true, ..options };
    let estimated = solve(&problem.system, &asked, &[run]).remove(0);
    assert_eq!(
        (estimated.values, estimated.stats),
        (plain.values, plain.stats),
        "the run itself is the same"
    );
    let error = estimated.error.expect("asked for");
    assert_eq!(
        (error.outputs.len(), error.states.len()),
        (problem.system.outputs(), problem.system.states())
    );
}
