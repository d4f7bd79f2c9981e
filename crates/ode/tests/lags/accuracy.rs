//! Closed forms, references and orders.

use jakstat_ode::{Kind, Measure, Method, Options, Run, System};

use super::problems::expr::{Ex, delayed, num, p, select, time, y};
use super::{fed_back, options, run, system, times};

#[test]
fn feedback_is_piecewise_polynomial() {
    let system = system(&[1.0], 0, || vec![-delayed(y(0), 1.0)]);
    let solution = run(&system, &options(1e-9), Run::new(vec![], 0.0, 3.0).save_at(times(3.0, 60)));
    for (t, x) in solution.times.iter().zip(&solution.values) {
        assert!((x - fed_back(1.0, 1.0, *t)).abs() < 1e-8, "{x} at {t}");
    }
    assert_eq!(fed_back(1.0, 1.0, 2.0), -0.5);
}

#[test]
fn feedback_for_many_gains_and_lags() {
    let system = system(&[1.0], 2, || vec![-(p(0) * delayed(y(0), p(1)))]);
    for (a, tau) in [(0.5, 0.3), (2.0, 0.7), (1.0, 1.5), (3.0, 0.11)] {
        let solution = run(&system, &options(1e-9), Run::new(vec![a, tau], 0.0, 4.0).save_at(times(4.0, 37)));
        for (t, x) in solution.times.iter().zip(&solution.values) {
            let truth = fed_back(a, tau, *t);
            assert!((x - truth).abs() < 3e-8 * (1.0 + truth.abs()), "{a} {tau}: {x} for {truth} at {t}");
        }
    }
}

/// `x` is a ramp; each further state integrates the one before, so long ago.
#[test]
fn a_chain_of_lags() {
    let system = system(&[0.0; 4], 0, || {
        vec![num(1.0), delayed(y(0), 1.0), delayed(y(1), 1.0), delayed(delayed(y(1), 0.25), 0.5)]
    });
    let solution = run(&system, &options(1e-9), Run::new(vec![], 0.0, 5.0).save_at(times(5.0, 50)));
    for (t, row) in solution.times.iter().zip(solution.values.chunks(4)) {
        let power = |from: f64, n: i32, factorial: f64| (t - from).max(0.0).powi(n) / factorial;
        let truth = [*t, power(1.0, 2, 2.0), power(2.0, 3, 6.0), power(1.75, 3, 6.0)];
        for (x, truth) in row.iter().zip(truth) {
            assert!((x - truth).abs() < 1e-8, "{row:?} at {t}");
        }
    }
}

/// What was before 0 is written beside the lag, so that nothing ever breaks.
fn sine_before(lag: Ex, by: Ex) -> Ex {
    let then = time() - by;
    select(then.lt(0.0), then.sin(), lag)
}

/// `x = sin t`, which attracts with 10,000 per time.
fn stiff() -> System {
    system(&[0.0], 0, || {
        let lag = sine_before(delayed(y(0), 1.0), num(1.0));
        let pull = -1e4 * (y(0) - time().sin());
        vec![pull + time().cos() + 3.0 * (lag - (time() - 1.0).sin())]
    })
}

#[test]
fn stiff_and_lagged() {
    let solution = run(&stiff(), &options(1e-7), Run::new(vec![], 0.0, 10.0).save_at(times(10.0, 50)));
    for (t, x) in solution.times.iter().zip(&solution.values) {
        // Inside of stiff steps the interpolant has less than its order.
        assert!((x - t.sin()).abs() < 5e-6, "{x} at {t}");
    }
    assert!(solution.stats.accepted < 400, "{:?}", solution.stats);
}

/// Error at the end with steps of `h` that no tolerance offends.
fn error_with_steps(system: &System, method: Method, h: f64, truth: f64) -> f64 {
    let options = Options { method, rtol: 1e8, atol: vec![1e8], max_step: h, ..Options::default() };
    (run(system, &options, Run::new(vec![], 0.0, 4.0)).states[0] - truth).abs()
}

/// Over steps that are short enough for the order and long enough for the rounding.
fn assert_order(system: &System, method: Method, truth: f64, order: f64) {
    let fifth = method == Method::Rodas5P;
    let (coarse, fine) = if fifth { (0.25, 1.0 / 32.0) } else { (1.0 / 32.0, 1.0 / 256.0) };
    let errors = [coarse, fine].map(|h| error_with_steps(system, method, h, truth));
    let measured = (errors[0] / errors[1]).ln() / 8f64.ln();
    let case = format!("{}: {measured:.2} of {errors:?}", method.name());
    assert!(measured > order - 0.4, "{case}");
}

/// `x' = x(t - tau)` and more, with `x = sin t`; lags that are fixed, that follow time, that follow `x`.
#[test]
fn orders() {
    let lags: [fn() -> Ex; 3] = [|| num(1.0), || 1.0 + 0.5 * time().sin(), || 0.8 + 0.3 * (y(0) * y(0))];
    for by in lags {
        let system = system(&[0.0], 0, || {
            let lag = sine_before(delayed(y(0) + y(0) * y(0), by()), by());
            let known = {
                let then = time() - by();
                select(then.lt(0.0), then.sin(), then.sin() + then.sin() * then.sin())
            };
            // The lag pulls as strongly as the state itself.
            vec![time().cos() - 2.0 * (y(0) - time().sin()) + (lag - known) * (2.0 + y(0))]
        });
        assert_order(&system, Method::Rodas5P, 4f64.sin(), 5.0);
        assert_order(&system, Method::Rodas4P2, 4f64.sin(), 4.0);
    }
}

/// Wright's equation, over breaks: errors fall with the order of the method.
#[test]
fn order_over_breaks() {
    let system = system(&[0.5], 0, || vec![-1.5 * delayed(y(0), 1.0) * (1.0 + y(0))]);
    let truth = run(&system, &options(1e-13), Run::new(vec![], 0.0, 4.0)).states[0];
    assert_order(&system, Method::Rodas5P, truth, 5.0);
    assert_order(&system, Method::Rodas4P2, truth, 4.0);
}

/// Two sound runs at different tolerances agree within the looser one.
#[test]
fn tolerances_hold() {
    let system = system(&[0.9, 0.1], 0, || {
        let grown = delayed(y(0), 2.0);
        let made = 0.5 * grown / (1.0 + grown.pow(10.0)) - 0.2 * y(0);
        vec![5.0 * made, delayed(y(0) * y(1), 0.5) - y(1)]
    });
    let truth = run(&system, &options(1e-12), Run::new(vec![], 0.0, 20.0)).states;
    for rtol in [1e-5, 1e-7, 1e-9] {
        let solution = run(&system, &options(rtol), Run::new(vec![], 0.0, 20.0));
        for (x, truth) in solution.states.iter().zip(&truth) {
            assert!((x - truth).abs() < 100.0 * rtol * truth.abs(), "{rtol:e}: {x} for {truth}");
        }
    }
}

#[test]
fn measures_see_lags() {
    let system = super::compile(|| super::Definition {
        initial: super::numbers(&[0.0]),
        rhs: super::nodes([num(1.0)]),
        outputs: super::nodes([delayed(y(0) * y(0), 1.0)]),
        ..Default::default()
    });
    let measure = |kind| Measure { output: 0, from: 0.0, to: 3.0, kind };
    let asked = Run {
        measures: [Kind::Integral, Kind::Max, Kind::FirstAbove(1.0)].map(measure).into(),
        ..Run::new(vec![], 0.0, 3.0)
    };
    let solution = run(&system, &options(1e-9), asked);
    for (value, truth) in solution.measured.iter().zip([8.0 / 3.0, 4.0, 2.0]) {
        assert!((value - truth).abs() < 1e-9, "{:?}", solution.measured);
    }
}
