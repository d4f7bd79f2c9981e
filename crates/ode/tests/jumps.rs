//! Rates that jump where a state crosses a number, at tolerances that time can hardly resolve.

mod problems;

use jakstat_ode::{Definition, Failure, Method, Options, Run, System, solve};
use problems::expr::{Ex, compile, nodes, numbers, time, y};

const STIFF: [Method; 2] = [Method::Rodas5P, Method::Rodas4P2];

/// `x' = 1 - x` from 0 at time 1; each further state is made at rate 1 once x is above its threshold, and decays.
fn thresholds(at: &[f64]) -> System {
    compile(|| {
        let made = at.iter().enumerate().map(|(i, at)| y(0).ge(*at) - y(i + 1));
        Definition {
            initial: numbers(&vec![0.0; at.len() + 1]),
            rhs: nodes(std::iter::once(time().ge(1.0) - y(0)).chain(made)),
            ..Definition::default()
        }
    })
}

fn options(method: Method) -> Options {
    Options { method, rtol: 1e-10, atol: vec![1e-16], max_steps: 20_000, ..Options::default() }
}

#[test]
fn a_rate_may_jump_from_zero() {
    let at = [0.1, 0.5, 0.8, 0.95];
    for method in STIFF {
        let solution = solve(&thresholds(&at), &options(method), &[Run::new(vec![], 0.0, 10.0)]).remove(0);
        assert_eq!(solution.failure, None, "{}", method.name());
        for (value, at) in solution.states[1..].iter().zip(at) {
            // x reaches the threshold at 1 - ln(1 - at).
            let truth = 1.0 - (-9.0 - (1.0 - at).ln()).exp();
            assert!((value - truth).abs() < 1e-9, "{}: {value} for {truth}", method.name());
        }
    }
}

/// Where the jump lies among the numbers that time can tell makes no difference.
#[test]
fn jumps_anywhere() {
    for k in 0..200 {
        let at = [0.1, 0.5 + 1e-4 * f64::from(k), 0.8 - 3e-4 * f64::from(k)];
        for method in STIFF {
            let solution = solve(&thresholds(&at), &options(method), &[Run::new(vec![], 0.0, 6.0)]).remove(0);
            assert_eq!(solution.failure, None, "{} {k}", method.name());
        }
    }
}

/// What grows without bound or passes a pole is no jump.
#[test]
fn poles_are_not_stepped_over() {
    let pole = |rhs: fn() -> Ex| {
        compile(|| Definition { initial: numbers(&[1.0]), rhs: nodes([rhs()]), ..Definition::default() })
    };
    let pole_in_time = pole(|| 1.0 / (time() - 1.0));
    let square = pole(|| y(0) * y(0));
    let root = pole(|| -0.5 / y(0));
    for (name, system) in [("pole", &pole_in_time), ("square", &square), ("root", &root)] {
        for method in STIFF {
            for rtol in [1e-4, 1e-6, 1e-10] {
                let options = Options { method, rtol, ..Options::default() };
                let solution = solve(system, &options, &[Run::new(vec![], 0.0, 3.0)]).remove(0);
                let told = matches!(
                    solution.failure,
                    Some(
                        Failure::StepTooSmall { .. }
                            | Failure::Derivative { .. }
                            | Failure::TooManySteps { .. }
                    )
                );
                assert!(told, "{name} {} {rtol}: {:?}", method.name(), solution.states);
                assert!((solution.time - 1.0).abs() < 1e-2, "{name}: {}", solution.time);
            }
        }
    }
}
