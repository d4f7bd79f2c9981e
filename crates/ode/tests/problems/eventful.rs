//! Systems with events, and runs of them.

use jakstat_ode::{Definition, EventDefinition, Method, Options, Run, Solution, System, Target, solve};

use super::expr::{Ex, all_states, compile, nodes, num, numbers};

pub const X: Target = Target::State(0);

pub fn state(i: usize) -> Target {
    Target::State(i)
}

/// States with the given derivatives from the given values, and events.
pub fn system(
    initial: &[f64],
    rhs: impl FnOnce() -> Vec<Ex>,
    events: impl FnOnce() -> Vec<EventDefinition>,
) -> System {
    compile(|| Definition {
        initial: numbers(initial),
        rhs: nodes(rhs()),
        outputs: all_states(initial.len()),
        events: events(),
        ..Definition::default()
    })
}

/// States that only events change.
pub fn counters(n: usize, events: impl FnOnce() -> Vec<EventDefinition>) -> System {
    system(&vec![0.0; n], || vec![num(0.0); n], events)
}

pub fn options(method: Method) -> Options {
    Options { method, rtol: 1e-10, atol: vec![1e-12], max_steps: 100_000, ..Options::default() }
}

pub fn try_run(system: &System, method: Method, run: Run) -> Solution {
    solve(system, &options(method), &[run]).remove(0)
}

/// The states at `end`.
#[track_caller]
pub fn states_at(system: &System, method: Method, end: f64) -> Vec<f64> {
    let solution = try_run(system, method, Run::new(vec![], 0.0, end));
    assert_eq!(solution.failure, None, "{}", method.name());
    solution.states
}

#[track_caller]
pub fn assert_near(value: f64, truth: f64, tolerance: f64, method: Method) {
    assert!((value - truth).abs() <= tolerance, "{}: {value} for {truth}", method.name());
}
