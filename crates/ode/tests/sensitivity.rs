//! Forward sensitivities: closed forms, finite differences, stops, events.

#![allow(clippy::unwrap_used)]

mod problems;

use std::sync::Arc;

use jakstat_ode::{
    Action, Definition, EventDefinition, Method, Options, Run, Save, Sensitivities, Solution, Stop, System,
    Target, solve,
};
use problems::METHODS;
use problems::expr::{Ex, all_states, define, event, nodes, num, numbers, p, select, time, y};

/// A system whose outputs are its states, with what it is run on.
struct Case {
    definition: Definition,
    params: Vec<f64>,
    start: f64,
    times: Vec<f64>,
    stops: Vec<Stop>,
}

impl Case {
    fn new(params: &[f64], times: &[f64], initial: fn() -> Vec<Ex>, rhs: fn() -> Vec<Ex>) -> Self {
        let definition = define(|| {
            let rhs = nodes(rhs());
            Definition {
                params: params.len(),
                initial: nodes(initial()),
                outputs: all_states(rhs.len()),
                rhs,
                ..Definition::default()
            }
        });
        Self { definition, params: params.to_vec(), start: 0.0, times: times.to_vec(), stops: Vec::new() }
    }

    fn all(&self) -> Vec<usize> {
        (0..self.params.len()).collect()
    }

    fn options(&self, method: Method, rtol: f64) -> Options {
        Options { method, rtol, atol: vec![rtol * 1e-3], max_steps: 200_000, ..Options::default() }
    }

    fn run(&self, params: &[f64]) -> Run {
        let end = self.times.last().copied().unwrap();
        let save = Save { times: self.times.clone(), both_sides: false };
        Run {
            stops: self.stops.clone().into(),
            save: Arc::new(save),
            ..Run::new(params.to_vec(), self.start, end)
        }
    }

    /// The derivative of each output by each parameter at each time: rows, columns, outputs.
    fn slopes(&self, method: Method, rtol: f64) -> Vec<Vec<Vec<f64>>> {
        let (extended, layout) = Sensitivities::of(self.definition.clone(), &self.all()).unwrap();
        let system = System::new(extended);
        let options = layout.options(&self.options(method, rtol));
        let run = layout.run(&self.run(&self.params)).unwrap();
        let solution = solve(&system, &options, &[run]).remove(0);
        assert_eq!(solution.failure, None, "{}", method.name());
        let states = self.definition.outputs.len();
        let pick = |row: &[f64], j: usize| (0..states).map(|i| row[layout.output(i, j)]).collect();
        let rows = solution.values.chunks(system.outputs());
        rows.map(|row| (0..self.params.len()).map(|j| pick(row, j)).collect()).collect()
    }

    /// Central differences of the plain system at a tight tolerance, in the same shape.
    fn differences(&self, method: Method, step: f64) -> Vec<Vec<Vec<f64>>> {
        let system = System::new(self.definition.clone());
        let options = self.options(method, 1e-11);
        let at = |j: usize, factor: f64| -> Solution {
            let mut params = self.params.clone();
            params[j] *= factor;
            let solution = solve(&system, &options, &[self.run(&params)]).remove(0);
            assert_eq!(solution.failure, None);
            solution
        };
        let n = system.outputs();
        let mut rows = vec![vec![vec![0.0; n]; self.params.len()]; self.times.len()];
        for j in 0..self.params.len() {
            let (up, down) = (at(j, 1.0 + step), at(j, 1.0 - step));
            for (row, slopes) in rows.iter_mut().enumerate() {
                for (i, slope) in slopes[j].iter_mut().enumerate() {
                    let difference = up.values[row * n + i] - down.values[row * n + i];
                    *slope = difference / (2.0 * step * self.params[j]);
                }
            }
        }
        rows
    }

    /// Each slope agrees with the truth, in units of tolerance of the largest of its column.
    #[track_caller]
    fn check(&self, gain: f64, truth: impl Fn(f64) -> Vec<Vec<f64>>) {
        for method in METHODS {
            for rtol in [1e-6, 1e-9] {
                let rows = self.slopes(method, rtol);
                let truths: Vec<_> = self.times.iter().map(|t| truth(*t)).collect();
                let worst = worst(&rows, &truths) / rtol;
                assert!(worst <= gain, "{} at {rtol:e}: {worst} tolerances", method.name());
            }
        }
    }
}

/// The largest difference, relative to the peak of its column over time.
fn worst(rows: &[Vec<Vec<f64>>], truths: &[Vec<Vec<f64>>]) -> f64 {
    let mut worst: f64 = 0.0;
    assert_eq!(rows.len(), truths.len());
    for j in 0..truths[0].len() {
        for i in 0..truths[0][j].len() {
            let peak = truths.iter().map(|t| t[j][i].abs()).fold(0.0, f64::max);
            for (row, truth) in rows.iter().zip(truths) {
                let difference = (row[j][i] - truth[j][i]).abs();
                let relative = if difference == 0.0 { 0.0 } else { difference / peak };
                assert!(!relative.is_nan());
                worst = worst.max(relative);
            }
        }
    }
    worst
}

/// y' = -k y, y(0) = a.
fn decay() -> Case {
    Case::new(&[0.7, 3.0], &[0.1, 1.0, 4.0, 12.0], || vec![p(1)], || vec![-(p(0) * y(0))])
}

#[test]
fn linear_decay() {
    decay().check(1.0, |t| {
        let e = (-0.7 * t).exp();
        vec![vec![-3.0 * t * e], vec![e]]
    });
}

/// a' = -k1 a, b' = k1 a - k2 b.
#[test]
fn chain() {
    let rhs = || {
        let flow = p(0) * y(0);
        vec![-flow, flow - p(1) * y(1)]
    };
    let case = Case::new(&[2.0, 0.3], &[0.2, 1.0, 5.0, 9.0], || vec![num(5.0), num(0.0)], rhs);
    case.check(1.0, |t| {
        let (k1, k2) = (2.0f64, 0.3f64);
        let (e1, e2, d) = ((-k1 * t).exp(), (-k2 * t).exp(), k2 - k1);
        // b = 5 k1 (e1 - e2) / d
        let by_k1 = 5.0 * ((e1 - e2) / d - k1 * t * e1 / d + k1 * (e1 - e2) / (d * d));
        let by_k2 = 5.0 * k1 * (t * e2 / d - (e1 - e2) / (d * d));
        vec![vec![-5.0 * t * e1, by_k1], vec![0.0, by_k2]]
    });
}

/// y' = r y (1 - y / m), y(0) = a.
#[test]
fn logistic() {
    let rhs = || vec![p(0) * y(0) * (1.0 - y(0) / p(1))];
    let case = Case::new(&[0.8, 40.0, 0.5], &[1.0, 4.0, 6.0, 30.0], || vec![p(2)], rhs);
    case.check(4.0, |t| {
        let (r, m, a) = (0.8f64, 40.0f64, 0.5f64);
        let e = (-r * t).exp();
        let below = a + (m - a) * e;
        let by_r = m * a * (m - a) * t * e / (below * below);
        let by_m = a / below - m * a * e / (below * below);
        let by_a = m / below - m * a * (1.0 - e) / (below * below);
        vec![vec![by_r], vec![by_m], vec![by_a]]
    });
}

/// What follows nothing has no sensitivity, and makes no state.
#[test]
fn what_does_not_depend_is_left_out() {
    let rhs = || vec![-y(0), y(0) - p(0) * y(1), p(1) * y(1)];
    let case = Case::new(&[1.0, 2.0], &[1.0], || vec![num(1.0); 3], rhs);
    let (extended, layout) = Sensitivities::of(case.definition, &[0, 1]).unwrap();
    assert_eq!(layout.further_states().collect::<Vec<_>>(), [(1, 0), (2, 0), (2, 1)]);
    assert_eq!((extended.rhs.len(), extended.initial.len(), extended.outputs.len()), (6, 6, 9));
    assert_eq!([layout.state(0, 0), layout.state(2, 1), layout.state(9, 0)], [None, Some(5), None]);
    let options = layout.options(&Options { atol: vec![1.0, 2.0, 3.0], ..Options::default() });
    assert_eq!(options.atol, [1.0, 2.0, 3.0, 2.0, 3.0, 3.0]);
}

/// Outputs that are no states, and a parameter that is zero.
#[test]
fn outputs_and_a_zero_parameter() {
    let mut case = Case::new(&[0.0, 2.0], &[0.5, 3.0], || vec![num(1.0)], || vec![p(1) - p(0) * y(0)]);
    case.definition = define(|| Definition {
        params: 2,
        initial: numbers(&[1.0]),
        rhs: nodes([p(1) - p(0) * y(0)]),
        outputs: nodes([p(1) * y(0) * y(0), p(0) * time()]),
        ..Definition::default()
    });
    // y = 1 + 2 t, dy/dp0 = -t - t^2, dy/dp1 = t
    case.check(1.0, |t| {
        let y = 1.0 + 2.0 * t;
        vec![vec![-4.0 * y * (t + t * t), t], vec![y * y + 4.0 * y * t, 0.0]]
    });
}

/// Robertson's kinetics, twelve decades stiff.
#[test]
fn robertson() {
    let rhs = || {
        let (slow, back, fast) = (p(0) * y(0), p(1) * y(1) * y(2), p(2) * y(1) * y(1));
        vec![back - slow, slow - back - fast, fast]
    };
    let initial = || numbers(&[1.0, 0.0, 0.0]).into_iter().map(Ex).collect();
    let case = Case::new(&[0.04, 1e4, 3e7], &[0.4, 40.0, 4e3, 4e5], initial, rhs);
    let truth = case.differences(Method::Rodas5P, 1e-4);
    for method in [Method::Rodas5P, Method::Rodas4P2] {
        let worst = worst(&case.slopes(method, 1e-9), &truth);
        assert!(worst < 3e-6, "{}: {worst}", method.name());
    }
}

fn stop(time: f64, action: Action) -> Stop {
    Stop { time, actions: vec![action] }
}

const X: Target = Target::State(0);

/// A dose leaves the sensitivity as it is; setting a state makes it zero.
#[test]
fn stops() {
    let mut case = decay();
    case.stops = vec![stop(2.0, Action::Add(X, 4.0)), stop(6.0, Action::Set(X, 1.5))];
    case.times = vec![1.0, 2.0, 3.0, 6.0, 10.0];
    case.check(1.0, |t| {
        let e = |from: f64| (-0.7 * (t - from)).exp();
        let by_k = match t {
            t if t >= 6.0 => -1.5 * (t - 6.0) * e(6.0),
            t if t >= 2.0 => -3.0 * t * e(0.0) - 4.0 * (t - 2.0) * e(2.0),
            t => -3.0 * t * e(0.0),
        };
        vec![vec![by_k], vec![if t >= 6.0 { 0.0 } else { e(0.0) }]]
    });
}

/// A start given as numbers does not follow a parameter.
#[test]
fn a_given_start_has_no_sensitivity() {
    let case = decay();
    let (extended, layout) = Sensitivities::of(case.definition.clone(), &[0, 1]).unwrap();
    let plain = Run { states: Some(vec![2.0]), ..case.run(&case.params) };
    let run = layout.run(&plain).unwrap();
    let solution = &solve(&System::new(extended), &Options::default(), &[run])[0];
    let last = &solution.values[solution.values.len() - 3..];
    let slope = -2.0 * 12.0 * (-0.7 * 12.0f64).exp();
    assert!((last[1] - slope).abs() < 1e-5 && last[2] == 0.0, "{last:?}");
}

fn with_events(case: Case, events: impl FnOnce() -> Vec<EventDefinition>) -> Case {
    // The same formulas again, in the graph of the events.
    let definition = define(|| Definition {
        params: 2,
        initial: nodes([p(1)]),
        rhs: nodes([-(p(0) * y(0))]),
        outputs: all_states(1),
        events: events(),
        ..Definition::default()
    });
    Case { definition, ..case }
}

/// An event at a fixed time assigns a function of state and parameter.
#[test]
fn events_at_fixed_times() {
    let assigned = || vec![event(time().ge(2.0), [(X, y(0) / 2.0 + 6.0 * p(0))])];
    let case = Case { times: vec![1.0, 2.0, 3.0, 8.0], ..with_events(decay(), assigned) };
    case.check(1.0, |t| {
        let e = |from: f64| (-0.7 * (t - from)).exp();
        if t < 2.0 {
            return vec![vec![-3.0 * t * e(0.0)], vec![e(0.0)]];
        }
        let jumped = 1.5 * (-1.4f64).exp() + 4.2;
        let by_k = (6.0 - 3.0 * (-1.4f64).exp() - (t - 2.0) * jumped) * e(2.0);
        vec![vec![by_k], vec![0.5 * e(0.0)]]
    });
}

/// A delayed event assigns what was so when it fired.
#[test]
fn events_with_a_delay() {
    let assigned = || {
        let base = event(time().ge(2.0), [(X, y(0) / 2.0 + 6.0 * p(0))]);
        vec![EventDefinition { delay: Some(num(1.0).0), ..base }]
    };
    let case = Case { times: vec![1.0, 2.5, 3.0, 8.0], ..with_events(decay(), assigned) };
    case.check(1.0, |t| {
        let e = |from: f64| (-0.7 * (t - from)).exp();
        if t < 3.0 {
            return vec![vec![-3.0 * t * e(0.0)], vec![e(0.0)]];
        }
        let jumped = 1.5 * (-1.4f64).exp() + 4.2;
        let by_k = (6.0 - 3.0 * (-1.4f64).exp() - (t - 3.0) * jumped) * e(3.0);
        vec![vec![by_k], vec![0.5 * (-1.4f64).exp() * e(3.0)]]
    });
}

/// A trigger on a state that follows no chosen parameter has a fixed time.
#[test]
fn events_on_a_clock() {
    let mut case = Case::new(&[0.7], &[1.0, 5.0], Vec::new, Vec::new);
    case.definition = define(|| Definition {
        params: 1,
        initial: numbers(&[3.0, 0.0]),
        rhs: nodes([-(p(0) * y(0)), num(1.0)]),
        outputs: all_states(1),
        events: vec![event(y(1).ge(2.0), [(X, p(0) * y(1))])],
        ..Definition::default()
    });
    // From 2 on: y = 2 k exp(-k (t - 2)).
    case.check(1.0, |t| {
        let slope = if t < 2.0 {
            -3.0 * t * (-0.7 * t).exp()
        } else {
            (2.0 - 1.4 * (t - 2.0)) * (-0.7 * (t - 2.0)).exp()
        };
        vec![vec![slope]]
    });
}

/// Conditions on time and forcing, from a negative time on.
#[test]
fn conditions_on_time() {
    let rhs = || vec![select(time().lt(2.0), p(1), 0.0) - p(0) * y(0) + p(2) * time().cos()];
    let mut case = Case::new(&[0.5, 3.0, 2.0], &[-2.0, 1.0, 2.0, 9.0], || vec![num(0.0)], rhs);
    case.start = -5.0;
    let truth = case.differences(Method::Dop853, 1e-4);
    for method in METHODS {
        let worst = worst(&case.slopes(method, 1e-9), &truth);
        assert!(worst < 1e-6, "{}: {worst}", method.name());
    }
}

/// `min` has a kink and no jump: the sensitivity is exact on both sides.
#[test]
fn kinks() {
    let case =
        Case::new(&[0.4], &[1.0, 4.0, 6.0], || vec![num(1.0), num(0.0)], || vec![p(0) * y(0), y(0).min(2.0)]);
    // y0 = exp(k t) passes 2 at T = ln 2 / k; y1 = (exp(k t) - 1) / k, then 1 / k + 2 (t - T).
    case.check(200.0, |t| {
        let k = 0.4f64;
        let reached = std::f64::consts::LN_2 / k;
        let by_k = if t < reached {
            (t * (k * t).exp() * k - (k * t).exp() + 1.0) / (k * k)
        } else {
            (2.0 * std::f64::consts::LN_2 - 1.0) / (k * k)
        };
        vec![vec![t * (k * t).exp(), by_k]]
    });
}

/// The same bits alone and among others.
#[test]
fn company_changes_nothing() {
    let case = decay();
    let (extended, layout) = Sensitivities::of(case.definition.clone(), &[0, 1]).unwrap();
    let system = System::new(extended);
    for method in METHODS {
        let runs: Vec<Run> =
            (1..=11).map(|i| layout.run(&case.run(&[0.1 * f64::from(i), 3.0])).unwrap()).collect();
        let options = case.options(method, 1e-7);
        for (run, solution) in runs.iter().zip(solve(&system, &options, &runs)) {
            let alone = solve(&system, &options, std::slice::from_ref(run)).remove(0);
            assert_eq!(alone.values, solution.values, "{}", method.name());
        }
    }
}
