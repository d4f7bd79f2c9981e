//! Lags of all lengths: none, short, growing from nothing, negative.

use jakstat_ode::{Definition, Failure, Options, Run, solve};

use super::problems::expr::{compile, delayed, nodes, num, numbers, p, time, y};
use super::{fed_back, options, run, system, times};

#[test]
fn before_the_start() {
    let system = compile(|| Definition {
        params: 1,
        initial: numbers(&[2.0]),
        rhs: nodes([num(1.0)]),
        outputs: nodes([delayed(time(), 1.0), delayed(y(0), 1.0), delayed(p(0) * time(), 3.0)]),
        ..Definition::default()
    });
    let solution = run(&system, &options(1e-6), Run::new(vec![7.0], 0.0, 3.0).save_at([0.0, 0.5, 2.5]));
    let truth = [-1.0, 2.0, -21.0, -0.5, 2.0, -17.5, 1.5, 3.5, -3.5];
    for (x, truth) in solution.values.iter().zip(truth) {
        assert!((x - truth).abs() < 1e-12, "{:?}", solution.values);
    }
}

/// With a lag of 0 it is the plain equation, in its bits.
#[test]
fn no_lag() {
    let lagged = system(&[1.0], 1, || vec![-2.0 * delayed(y(0), p(0))]);
    let plain = system(&[1.0], 1, || vec![-2.0 * y(0)]);
    let asked = || Run::new(vec![0.0], 0.0, 3.0).save_at(times(3.0, 7));
    let (a, b) = (run(&lagged, &options(1e-7), asked()), run(&plain, &options(1e-7), asked()));
    assert_eq!((a.values, a.stats), (b.values, b.stats));
}

/// The tolerance would allow steps many times as long.
#[test]
fn a_short_lag() {
    let system = system(&[1.0], 0, || vec![-delayed(y(0), 0.01)]);
    let solution = run(&system, &options(1e-5), Run::new(vec![], 0.0, 1.0));
    let truth = fed_back(1.0, 0.01, 0.25);
    let early = run(&system, &options(1e-5), Run::new(vec![], 0.0, 0.25)).states[0];
    assert!((early - truth).abs() < 1e-5, "{early} for {truth}");
    assert!((100..130).contains(&solution.stats.accepted), "{:?}", solution.stats);
}

#[test]
fn a_lag_too_short_is_named() {
    let system = system(&[1.0, 1.0], 0, || vec![-delayed(y(1), 0.5), -delayed(y(0), 1e-9)]);
    let options = Options { max_steps: 500, ..options(1e-6) };
    let solution = solve(&system, &options, &[Run::new(vec![], 0.0, 1.0)]).remove(0);
    let Some(Failure::ShortLag { lag: 1, value: 1e-9, steps: 500, .. }) = solution.failure else {
        panic!("{:?}", solution.failure);
    };
}

/// `x' = -x(t / 2)`: the lag grows from 0.
#[test]
fn a_lag_that_grows_from_nothing() {
    let system = system(&[1.0], 0, || vec![-delayed(y(0), time() * 0.5)]);
    let solution = run(&system, &options(1e-9), Run::new(vec![], 0.0, 4.0).save_at(times(4.0, 20)));
    for (t, x) in solution.times.iter().zip(&solution.values) {
        let (mut sum, mut term) = (1.0, 1.0);
        for k in 1..30 {
            term *= -t / f64::from(k) * 0.5f64.powi(k - 1);
            sum += term;
        }
        assert!((x - sum).abs() < 1e-8, "{x} for {sum} at {t}");
    }
}

/// Only outputs read the lag: it does not bound the steps, and it looks into them.
#[test]
fn an_output_looks_into_the_step() {
    let system = compile(|| Definition {
        initial: numbers(&[1.0]),
        rhs: nodes([-y(0)]),
        outputs: nodes([delayed(y(0), time() * 0.5), delayed(y(0), 1e-3)]),
        ..Definition::default()
    });
    let solution = run(&system, &options(1e-8), Run::new(vec![], 0.0, 4.0).save_at(times(4.0, 100)));
    for (t, row) in solution.times.iter().zip(solution.values.chunks(2)) {
        let truth = [(-0.5 * t).exp(), (-(t - 1e-3)).exp().min(1.0)];
        assert!((row[0] - truth[0]).abs() < 1e-7 && (row[1] - truth[1]).abs() < 1e-7, "{row:?} at {t}");
    }
    assert!(solution.stats.accepted < 80, "{:?}", solution.stats);
}

#[test]
fn a_negative_lag_is_named() {
    let rates = system(&[1.0], 0, || vec![-delayed(y(0), 1.0 - time())]);
    let outputs = compile(|| Definition {
        initial: numbers(&[1.0]),
        rhs: nodes([-y(0)]),
        outputs: nodes([delayed(y(0), 1.0 - time())]),
        ..Definition::default()
    });
    for system in [rates, outputs] {
        let asked = Run::new(vec![], 0.0, 3.0).save_at([2.0]);
        let solution = solve(&system, &options(1e-6), &[asked]).remove(0);
        match solution.failure {
            Some(Failure::Lag { lag: 0, time, value }) => assert!(value < 0.0 && time > 1.0),
            other => panic!("{other:?}"),
        }
    }
    let constant = system(&[1.0], 0, || vec![-delayed(y(0), -1.0)]);
    let failure = solve(&constant, &options(1e-6), &[Run::new(vec![], 0.0, 3.0)]).remove(0).failure;
    assert_eq!(failure, Some(Failure::Lag { time: 0.0, lag: 0, value: -1.0 }));
}

/// What is looked at may be long gone; a long run with a short memory gives the same as one with a
/// lag that an event could lengthen, which must remember everything.
#[test]
fn what_is_forgotten_is_not_missed() {
    let bounded = system(&[1.0, 0.0], 1, || vec![-delayed(y(0), 0.5), delayed(delayed(y(0), 0.5), p(0))]);
    let remembers = compile(|| Definition {
        params: 1,
        initial: numbers(&[1.0, 0.0]),
        rhs: nodes([-delayed(y(0), 0.5), delayed(delayed(y(0), 0.5), p(0))]),
        outputs: nodes([y(0), y(1)]),
        events: vec![super::problems::expr::event(
            time().gt(1e9),
            [(jakstat_ode::Target::Param(0), num(3.0))],
        )],
        ..Definition::default()
    });
    let asked = || Run::new(vec![1.25], 0.0, 60.0);
    let (a, b) = (run(&bounded, &options(1e-6), asked()), run(&remembers, &options(1e-6), asked()));
    assert_eq!(a.states, b.states);
}
