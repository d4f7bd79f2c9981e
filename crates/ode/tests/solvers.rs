//! Every method on every problem, through one helper.

mod problems;

use jakstat_ode::{Failure, Method, Run, solve};
use problems::{METHODS, Problem, all, is_explicit, smooth};

/// The global error at all output times stays within the problem's multiple of the tolerance. On a
/// stiff problem an explicit method may say that it is stiff, or run out of steps, but never be wrong.
/// Gives whether the end was reached.
fn check(problem: &Problem, method: Method, rtol: f64) -> bool {
    let solution = problem.solve(method, rtol);
    let case = format!("{} by {} at {rtol:e}", problem.name, method.name());
    if let Some(failure) = solution.failure.as_ref().filter(|_| problem.stiff && is_explicit(method)) {
        let told = matches!(failure, Failure::Stiff { .. } | Failure::TooManySteps { .. });
        assert!(told, "{case}: {failure}");
        return false;
    }
    assert_eq!(solution.failure, None, "{case}");
    assert_eq!(Some(&solution.time), problem.times.last(), "{case}");
    assert!(solution.values.ends_with(&solution.states), "{case}: the last row is the last state");
    let (error, place) = problem.worst_error(&solution, rtol);
    assert!(error <= problem.gain, "{case}: {error:.1} tolerances, {place}");
    true
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

#[test]
fn explicit_methods_refuse_stiff_problems() {
    for problem in problems::stiff::all() {
        for method in METHODS.into_iter().filter(|m| is_explicit(*m)) {
            assert!(!check(&problem, method, 1e-6), "{} by {}", problem.name, method.name());
        }
    }
}

/// The automatic choice is one of the others, bit for bit.
#[test]
fn auto_is_one_of_them() {
    let problem = smooth::brusselator();
    for (rtol, method) in [(1e-3, Method::Rodas4P2), (1e-4, Method::Rodas4P2), (1e-6, Method::Rodas5P)] {
        let (auto, chosen) = (problem.solve(Method::Auto, rtol), problem.solve(method, rtol));
        assert_eq!(auto.values, chosen.values);
        assert_eq!(auto.stats, chosen.stats);
    }
}

/// A tighter tolerance gives a smaller error, all the way: an error that stays is a wrong coefficient.
#[test]
fn errors_follow_the_tolerance() {
    for problem in [smooth::forced(), smooth::product(), smooth::brusselator()] {
        for method in METHODS {
            let error = |rtol: f64| problem.worst_error(&problem.solve(method, rtol), rtol).0 * rtol;
            let (loose, tight) = (error(1e-5), error(1e-10));
            assert!(tight < 1e-3 * loose, "{} by {}: {loose:e} {tight:e}", problem.name, method.name());
        }
    }
}

/// A forced problem from negative time through zero, judged at its last output point alone, with the
/// output times on a grid that no step knows.
#[test]
fn the_last_output_point_of_a_forced_problem() {
    let problem = smooth::forced();
    let mut times: Vec<f64> = (0..=1000).map(|i| -10.0 + f64::from(i) * 0.02).collect();
    times[1000] = 10.0;
    let run = Run::new(vec![], -10.0, 10.0).save_at(times);
    for method in METHODS {
        let solution = solve(&problem.system, &problem.options(method, 1e-8), &[run.clone()]).remove(0);
        assert_eq!(solution.failure, None, "{}", method.name());
        assert_eq!(solution.times.last(), Some(&10.0));
        let (last, truth) = (solution.values[1000], (200.0f64).sin());
        assert!((last - truth).abs() < 2e-8, "{}: {last} for {truth}", method.name());
        for (t, value) in solution.times.iter().zip(&solution.values) {
            assert!((value - (20.0 * t).sin()).abs() < 1e-7, "{} at {t}", method.name());
        }
    }
}
