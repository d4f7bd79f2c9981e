//! The start, events and stops, as lags carry them on.

use std::sync::Arc;

use jakstat_ode::{Action, Definition, Run, Save, Stop, System, Target};

use super::problems::expr::{compile, delayed, event, nodes, num, numbers, p, time, y};
use super::{options, run};

/// `x` jumps from 1 to 3 at 1; `y` integrates what it was 0.7 ago, and that is kept too.
fn stepped() -> System {
    compile(|| Definition {
        initial: numbers(&[1.0, 0.0]),
        rhs: nodes([num(0.0), delayed(y(0), 0.7)]),
        outputs: nodes([y(1), delayed(y(0), 0.7)]),
        events: vec![event(time().ge(1.0), [(Target::State(0), num(3.0))])],
        ..Definition::default()
    })
}

#[test]
fn an_event_comes_back() {
    let at = [0.5, 1.0, 1.5, 1.7, 2.0, 4.0];
    let solution = run(&stepped(), &options(1e-9), Run::new(vec![], 0.0, 4.0).save_at(at));
    let truth = [[0.5, 1.0], [1.0, 1.0], [1.5, 1.0], [1.7, 3.0], [2.6, 3.0], [8.6, 3.0]];
    for (row, truth) in solution.values.chunks(2).zip(truth) {
        assert!((row[0] - truth[0]).abs() < 1e-12 && row[1] == truth[1], "{row:?} for {truth:?}");
    }
    assert!(solution.stats.accepted < 60, "{:?}", solution.stats);
}

#[test]
fn both_sides_of_what_a_lag_shows() {
    let save = Save { times: vec![1.7], both_sides: true };
    let asked = Run { save: Arc::new(save), ..Run::new(vec![], 0.0, 4.0) };
    let solution = run(&stepped(), &options(1e-9), asked);
    assert_eq!(solution.times, [1.7, 1.7]);
    assert_eq!([solution.values[1], solution.values[3]], [1.0, 3.0]);
}

/// An event inside the window of a lag whose own effect the lag brings in: `x' = -x(t - 1)`, and 1
/// is added at 0.4.
#[test]
fn an_event_inside_the_window() {
    let system = compile(|| Definition {
        initial: numbers(&[1.0]),
        rhs: nodes([-delayed(y(0), 1.0)]),
        outputs: nodes([y(0)]),
        events: vec![event(time().ge(0.4), [(Target::State(0), y(0) + 1.0)])],
        ..Definition::default()
    });
    let at: Vec<f64> = (0..=40).map(|i| 0.1 * f64::from(i)).collect();
    let solution = run(&system, &options(1e-9), Run::new(vec![], 0.0, 4.0).save_at(at));
    // The answer to a push of 1 at time 0.
    let push = |t: f64| if t < 0.0 { 0.0 } else { super::fed_back(1.0, 1.0, t - 1.0) };
    let push = |t: f64| if t < 1.0 { f64::from(u8::from(t >= 0.0)) } else { push(t) };
    for (t, x) in solution.times.iter().zip(&solution.values) {
        let truth = super::fed_back(1.0, 1.0, *t) + push(t - 0.4);
        assert!((x - truth).abs() < 1e-8, "{x} for {truth} at {t}");
    }
}

/// Parameters that stops change are remembered, as are jumps of time's own making.
#[test]
fn what_stops_and_switches_change_comes_back() {
    let system = compile(|| Definition {
        params: 1,
        initial: numbers(&[0.0, 0.0]),
        rhs: nodes([delayed(p(0), 0.5), delayed(time().ge(1.0), 0.5)]),
        outputs: nodes([y(0), y(1)]),
        ..Definition::default()
    });
    let stop = Stop { time: 2.0, actions: vec![Action::Set(Target::Param(0), 5.0)] };
    let asked = Run { stops: [stop].into(), ..Run::new(vec![1.0], 0.0, 4.0).save_at([2.5, 3.0, 4.0]) };
    let solution = run(&system, &options(1e-9), asked);
    let truth = [2.5, 1.0, 5.0, 1.5, 10.0, 2.5];
    for (x, truth) in solution.values.iter().zip(truth) {
        assert!((x - truth).abs() < 1e-12, "{:?}", solution.values);
    }
    assert!(solution.stats.rejected == 0, "breaks are known: {:?}", solution.stats);
}

/// A step function of time jumped before the start.
#[test]
fn a_jump_before_the_start() {
    let system = compile(|| Definition {
        params: 1,
        initial: numbers(&[0.0]),
        rhs: nodes([delayed(time().ge(-p(0)), 1.0)]),
        outputs: nodes([y(0)]),
        ..Definition::default()
    });
    let solution = run(&system, &options(1e-9), Run::new(vec![0.3], 0.0, 2.0).save_at([0.7, 2.0]));
    assert!(solution.values[0].abs() < 1e-12 && (solution.values[1] - 1.3).abs() < 1e-12, "{solution:?}");
    assert_eq!(solution.stats.rejected, 0);
}

/// A trigger that reads a lag: it rises when the jump comes back, exactly then.
#[test]
fn a_trigger_reads_a_lag() {
    let system = compile(|| Definition {
        initial: numbers(&[1.0, 0.0]),
        rhs: nodes([num(0.0), num(0.0)]),
        outputs: nodes([y(1)]),
        events: vec![
            event(time().ge(1.0), [(Target::State(0), num(3.0))]),
            event(delayed(y(0), 0.7).gt(2.0), [(Target::State(1), time())]),
        ],
        ..Definition::default()
    });
    let solution = run(&system, &options(1e-6), Run::new(vec![], 0.0, 4.0));
    assert_eq!(solution.states[1], 1.7);
}

/// A trigger that a smooth lag makes rise inside a step.
#[test]
fn a_trigger_rises_inside_a_step() {
    let system = compile(|| Definition {
        initial: numbers(&[0.0, 0.0]),
        rhs: nodes([num(1.0), num(0.0)]),
        outputs: nodes([y(1)]),
        events: vec![event(delayed(y(0), 1.0).gt(0.3), [(Target::State(1), delayed(y(0), 0.3))])],
        ..Definition::default()
    });
    let solution = run(&system, &options(1e-6), Run::new(vec![], 0.0, 4.0));
    assert!((solution.states[1] - 1.0).abs() < 1e-9, "{:?}", solution.states);
}

/// Rows never change the steps, with lags too.
#[test]
fn rows_change_nothing() {
    let bare = run(&stepped(), &options(1e-6), Run::new(vec![], 0.0, 4.0));
    let rows = super::times(4.0, 333);
    let saved = run(&stepped(), &options(1e-6), Run::new(vec![], 0.0, 4.0).save_at(rows));
    assert_eq!((bare.states, bare.stats), (saved.states, saved.stats));
}
