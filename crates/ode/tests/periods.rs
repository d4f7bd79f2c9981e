//! Conditions on time that come again: jumps of `floor`, `ceil`, `trunc` and the remainder are
//! stops, in rates and in triggers.

mod problems;

use std::sync::Arc;

use jakstat_ode::{
    Action, Definition, EventDefinition, Method, Options, Run, Save, Solution, Stop, System, Target, solve,
};
use problems::eventful::X;
use problems::expr::{Ex, all_states, compile, event, nodes, num, p, select, time, y};
use problems::{METHODS, is_explicit};

/// Writes a formula.
type Form = fn() -> Ex;

/// y' = rate from 0, with two parameters.
fn integral(rate: impl FnOnce() -> Ex) -> System {
    compile(|| Definition {
        params: 2,
        initial: nodes([num(0.0)]),
        rhs: nodes([rate()]),
        outputs: all_states(1),
        ..Definition::default()
    })
}

/// Counts how often a condition comes true, with two parameters; `initially` it was so. A second
/// state moves, so that a method need not grope for its first step after each event.
fn counter(initially: bool, trigger: impl FnOnce() -> Ex) -> System {
    compile(|| Definition {
        params: 2,
        initial: nodes([num(0.0), num(1.0)]),
        rhs: nodes([num(0.0), num(1.0)]),
        outputs: nodes([y(0)]),
        events: vec![EventDefinition { initial_value: initially, ..event(trigger(), [(X, y(0) + 1.0)]) }],
        ..Definition::default()
    })
}

fn run(system: &System, method: Method, params: [f64; 2], start: f64, end: f64) -> Solution {
    let options =
        Options { method, rtol: 1e-10, atol: vec![1e-12], max_steps: 10_000_000, ..Options::default() };
    let solution = solve(system, &options, &[Run::new(params.to_vec(), start, end)]).remove(0);
    assert_eq!(solution.failure, None, "{}", method.name());
    solution
}

#[track_caller]
fn assert_end(system: &System, params: [f64; 2], start: f64, end: f64, truth: f64) {
    for method in METHODS {
        let value = run(system, method, params, start, end).states[0];
        let name = method.name();
        assert!((value - truth).abs() < 1e-9 * truth.abs().max(1.0), "{name}: {value} for {truth}");
    }
}

/// Rates that are constant or linear between jumps: every method is exact there, so any difference is
/// a jump in the wrong place.
#[test]
fn integrals_of_step_functions() {
    let on = |condition: Ex| select(condition, 1.0, 0.0);
    let cases: [(Form, f64, f64, f64); 12] = [
        (|| time().floor(), 0.0, 10.5, 45.0 + 5.0),
        (|| (0.5 * time() - 1.0).floor(), 0.0, 7.0, -2.0 + 0.0 + 2.0 + 2.0),
        (|| (-time()).floor(), 0.0, 3.5, -1.0 - 2.0 - 3.0 - 2.0),
        (|| time().ceil(), -2.5, 2.5, -1.0 - 1.0 + 0.0 + 1.0 + 2.0 + 1.5),
        (|| (-time()).ceil(), 0.0, 3.5, -1.0 - 2.0 - 1.5),
        (|| time().trunc(), -2.5, 2.5, 0.0),
        (|| (time() / 3.0).trunc(), -7.0, 10.0, -2.0 - 3.0 + 3.0 + 6.0 + 3.0),
        (|| time().rem(2.5), 0.0, 10.0, 4.0 * 0.5 * 2.5 * 2.5),
        (|| time().rem(2.5), -5.0, 2.5, -2.0 * 0.5 * 2.5 * 2.5 + 0.5 * 2.5 * 2.5),
        (|| time().rem(-2.5), 0.0, 5.0, 0.5 * 2.5 * 2.5 * 2.0),
        (|| (7.0 - time()).rem(2.0), 0.0, 7.0, 3.0 * 2.0 + 0.5),
        (|| time().rem(24.0).rem(7.0), 0.0, 48.0, 2.0 * (3.0 * 24.5 + 4.5)),
    ];
    for (rate, start, end, truth) in cases {
        assert_end(&integral(rate), [0.0; 2], start, end, truth);
    }
    let conditions: [(Form, f64, f64, f64); 9] = [
        (|| time().rem(24.0).lt(2.0), 0.0, 240.0, 20.0),
        (|| time().rem(24.0).gt(12.0), 0.0, 240.0, 120.0),
        (|| (time() - 24.0 * (time() / 24.0).floor()).lt(2.0), -48.0, 48.0, 8.0),
        (|| (time() / 24.0).floor().lt(3.0), 0.0, 240.0, 72.0),
        (|| (time() / 24.0).floor().eq(3.0), 0.0, 240.0, 24.0),
        (|| time().rem(24.0).eq(0.0), 0.0, 240.0, 0.0),
        (|| (time() * (time() / 10.0).floor()).lt(30.0), 0.0, 40.0, 15.0 + 5.0),
        (|| (time() - 12.0).abs().rem(5.0).lt(1.0), 0.0, 24.0, 6.0),
        (|| (time() - 12.0).max(0.0).lt(3.0), 0.0, 24.0, 15.0),
    ];
    for (condition, start, end, truth) in conditions {
        assert_end(&integral(|| on(condition())), [0.0; 2], start, end, truth);
    }
}

/// The remainder in a rate stays within its bounds where rounding would put it a little below.
#[test]
fn roots_of_remainders() {
    let whole = |period: f64| period.powf(1.5) / 1.5;
    for period in [0.1, 0.3, 1.0 / 3.0, 7.0] {
        let rising = integral(|| time().rem(p(0)).sqrt());
        let falling = integral(|| (p(0) - time().rem(p(0))).sqrt());
        for method in METHODS {
            // The crate's explicit methods end where a step towards a stop becomes too short for them,
            // and the slope at the end of a falling root asks for such steps.
            let count = if is_explicit(method) { 1 } else { 2 };
            for system in [&rising, &falling].into_iter().take(count) {
                let value = run(system, method, [period, 0.0], 0.0, 20.0 * period).states[0];
                let error = (value / (20.0 * whole(period)) - 1.0).abs();
                assert!(error < 1e-5, "{} {period}: {error:e}", method.name());
            }
        }
    }
}

/// Triggers that are true at one time only, or change back and forth, fire each time and once.
#[test]
fn events_that_come_again() {
    let cases: [(Form, bool, f64, f64); 12] = [
        (|| time().rem(12.0).eq(0.0), true, 120.0, 10.0),
        (|| time().rem(12.0).eq(0.0), false, 120.0, 11.0),
        (|| time().rem(12.0).eq(5.0), true, 120.0, 10.0),
        (|| time().rem(0.1).eq(0.0), true, 100.0, 1000.0),
        (|| (time() - 0.1 * (time() / 0.1).floor()).eq(0.0), true, 100.0, 1000.0),
        (|| (time() / 7.0).eq((time() / 7.0).floor()), true, 700.0, 100.0),
        (|| time().rem(24.0).gt(12.0), true, 239.0, 10.0),
        (|| time().rem(24.0).lt(2.0), true, 241.0, 10.0),
        (|| time().rem(24.0).lt(2.0), false, 241.0, 11.0),
        (|| (time() / 24.0).floor().ge(3.0), true, 240.0, 1.0),
        (|| (time() / 24.0).floor().rem(2.0).eq(1.0), true, 240.0, 5.0),
        (|| (100.0 - time()).rem(10.0).eq(0.0), false, 99.0, 10.0),
    ];
    for (trigger, initially, end, count) in cases {
        assert_end(&counter(initially, trigger), [0.0; 2], 0.0, end, count);
    }
}

/// A hundred thousand periods of a length that no float holds, and fewer of others.
#[test]
fn many_periods() {
    let forms: [Form; 3] = [
        || time().rem(p(0)).eq(0.0),
        || (time() / p(0)).floor().rem(2.0).lt(1.0),
        || (time() / p(0) - (time() / p(0)).floor()).lt(0.5),
    ];
    for (form, count) in forms.into_iter().zip([1.0, 0.5, 1.0]) {
        let system = counter(true, form);
        for period in [0.1, 12.0, 1.0 / 3.0, 49.0] {
            assert_end(&system, [period, 0.0], 0.0, 1000.25 * period, 1000.0 * count);
        }
    }
    let system = counter(true, forms[0]);
    for method in METHODS {
        // Explicit methods read inside a step by integrating again, which takes its time.
        let periods = if is_explicit(method) { 5_000.0 } else { 100_000.0 };
        assert_eq!(run(&system, method, [0.1, 0.0], 0.0, 0.1 * periods + 0.025).states[0], periods);
    }
}

/// Daily infusions of two hours for a year by a condition, and the same regimen as stops.
#[test]
fn a_year_of_infusions() {
    let rates = |input: Ex| nodes([input - 0.3 * y(0), 0.3 * y(0) - 0.05 * y(1)]);
    let definition = |input: fn() -> Ex| {
        compile(|| Definition {
            params: 2,
            initial: nodes([num(0.0), num(0.0)]),
            rhs: rates(input()),
            outputs: all_states(2),
            ..Definition::default()
        })
    };
    let by_condition = definition(|| select(time().rem(24.0).lt(2.0), 5.0, 0.0));
    let by_stops = definition(|| p(0));
    let stops: Vec<Stop> = (0..365)
        .flat_map(|day| [(24.0 * f64::from(day), 5.0), (24.0 * f64::from(day) + 2.0, 0.0)])
        .map(|(time, rate)| Stop { time, actions: vec![Action::Set(Target::Param(0), rate)] })
        .collect();
    let hours: Vec<f64> = (0..=8760).step_by(5).map(f64::from).collect();
    for method in METHODS {
        let options = Options { method, rtol: 1e-10, atol: vec![1e-12], ..Options::default() };
        let base = Run::new(vec![0.0, 0.0], 0.0, 8760.0).save_at(hours.clone());
        let dosed = Run { stops: stops.clone().into(), ..base.clone() };
        let (left, right) = (
            solve(&by_condition, &options, &[base]).remove(0),
            solve(&by_stops, &options, &[dosed]).remove(0),
        );
        assert_eq!((&left.failure, &right.failure), (&None, &None));
        for (l, r) in left.values.iter().zip(&right.values) {
            assert!((l - r).abs() <= 1e-8 * r.abs().max(1e-3), "{}: {l} {r}", method.name());
        }
    }
}

/// Periods that parameters decide: each run has its own, and a stop may change it on the way.
#[test]
fn periods_follow_parameters() {
    let system = counter(true, || (time() - p(1)).rem(p(0)).eq(0.0));
    for method in METHODS {
        let options = Options { method, ..Options::default() };
        let runs: Vec<Run> = (1..=9).map(|i| Run::new(vec![f64::from(i), 0.5], 0.0, 100.0)).collect();
        for (i, solution) in (1..).zip(solve(&system, &options, &runs)) {
            assert_eq!(solution.states[0], f64::from(1 + 99 / i), "{} {i}", method.name());
        }
        let mut moved = runs[4].clone();
        moved.stops = Arc::new([Stop { time: 50.0, actions: vec![Action::Set(Target::Param(0), 2.0)] }]);
        // 0.5, 5.5, ..., 45.5, then 50.5, 52.5, ..., 98.5.
        assert_eq!(solve(&system, &options, &[moved]).remove(0).states[0], 10.0 + 25.0);
    }
}

/// A jump and a stop that rounding puts a little apart are one.
#[test]
fn stops_beside_jumps() {
    let system = counter(true, || time().rem(p(0)).eq(0.0));
    for method in METHODS {
        let options = Options { method, ..Options::default() };
        for nudge in [f64::next_down, |x| x, f64::next_up] {
            let times = (1..=300).map(|i| nudge(0.1 * f64::from(i)));
            let stops: Vec<Stop> = times.map(|time| Stop { time, actions: vec![] }).collect();
            let run = Run { stops: stops.into(), ..Run::new(vec![0.1, 0.0], 0.0, 30.05) };
            let solution = solve(&system, &options, &[run]).remove(0);
            assert_eq!(solution.failure, None);
            assert_eq!(solution.states[0], 300.0, "{} {}", method.name(), nudge(1.0) - 1.0);
        }
    }
}

/// What is kept at a jump is what was there before it, or both where both are asked for; an event at
/// the jump shows.
#[test]
fn rows_at_a_jump() {
    let system = integral(|| time().floor());
    let counts = counter(true, || time().rem(2.0).eq(0.0));
    for method in METHODS {
        let options = Options { method, ..Options::default() };
        let mut run = Run::new(vec![0.0, 0.0], 0.0, 4.0);
        run.save = Arc::new(Save { times: vec![2.0, 2.5], both_sides: true });
        let solution = solve(&system, &options, std::slice::from_ref(&run)).remove(0);
        assert_eq!(solution.times, [2.0, 2.0, 2.5], "{}", method.name());
        assert!((solution.values[0] - 1.0).abs() < 1e-9 && solution.values[0] == solution.values[1]);
        assert!((solution.values[2] - 2.0).abs() < 1e-9);
        let counted = solve(&counts, &options, &[run]).remove(0);
        assert_eq!(counted.values, [0.0, 1.0, 1.0], "{}", method.name());
    }
}

/// A period that time cannot resolve ends the run by name.
#[test]
fn too_short_a_period() {
    let system = integral(|| (time() / p(0)).floor().rem(2.0));
    for method in METHODS {
        let options = Options { method, max_steps: 1000, ..Options::default() };
        for period in [1e-18, 0.0] {
            let run = Run::new(vec![period, 0.0], 1.0, 2.0);
            assert!(solve(&system, &options, &[run]).remove(0).failure.is_some(), "{}", method.name());
        }
    }
}
