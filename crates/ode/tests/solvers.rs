//! Every method on every problem, through one helper.

mod problems;

use jakstat_ode::{Definition, Method, Options, Run, solve};
use problems::expr::{Ex, num, p, time, y};
use problems::{METHODS, all, check, expr, is_explicit, smooth};

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
        let solution =
            solve(&problem.system, &problem.options(method, 1e-8), std::slice::from_ref(&run)).remove(0);
        assert_eq!(solution.failure, None, "{}", method.name());
        assert_eq!(solution.times.last(), Some(&10.0));
        let (last, truth) = (solution.values[1000], (200.0f64).sin());
        assert!((last - truth).abs() < 2e-8, "{}: {last} for {truth}", method.name());
        for (t, value) in solution.times.iter().zip(&solution.values) {
            assert!((value - (20.0 * t).sin()).abs() < 1e-7, "{} at {t}", method.name());
        }
    }
}

/// A derivative that is finite with a slope that is not, as a square root's or a Hill term's at 0: a
/// Rosenbrock method must neither stand still nor give up there.
#[test]
fn infinite_slopes() {
    // y' = 1 - sqrt(y): with s = sqrt(y), t = -2 (s + ln(1 - s)). y' = 1 - y^0.5 the same by a power.
    // y' = sqrt(t): 2/3 t^1.5.
    let s = 0.8f64;
    let end = -2.0 * (s + (1.0 - s).ln());
    let cases: [(fn() -> Ex, f64); 4] = [
        (|| 1.0 - y(0).sqrt(), s * s),
        (|| 1.0 - y(0).pow(p(0)), s * s),
        (|| time().sqrt(), 2.0 / 3.0 * end.powf(1.5)),
        (|| time().pow(p(0)) + 0.0 * y(0), 2.0 / 3.0 * end.powf(1.5)),
    ];
    for (rhs, truth) in cases {
        let system = expr::compile(|| Definition {
            params: 1,
            initial: expr::nodes([num(0.0)]),
            rhs: expr::nodes([rhs()]),
            ..Definition::default()
        });
        for method in METHODS {
            let options = Options { method, rtol: 1e-7, atol: vec![1e-9], ..Options::default() };
            let solution = solve(&system, &options, &[Run::new(vec![0.5], 0.0, end)]).remove(0);
            assert_eq!(solution.failure, None, "{}", method.name());
            let value = solution.states[0];
            assert!((value - truth).abs() < 1e-6, "{}: {value} for {truth}", method.name());
        }
    }
}
