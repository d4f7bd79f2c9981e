//! Whether a run fits its system.

use crate::run::{Action, BadInput, Run};
use crate::system::System;

/// What is wrong with `run`, if something is.
pub(super) fn check(system: &System, run: &Run) -> Result<(), BadInput> {
    let within = |t: f64| run.start <= t && t <= run.end;
    if !(run.start.is_finite() && run.end.is_finite() && run.start <= run.end) {
        return Err(BadInput::Interval);
    }
    let right_states = run.states.as_ref().is_none_or(|s| s.len() == system.states);
    if run.params.len() != system.params || !right_states {
        return Err(BadInput::Length);
    }
    // What nothing but outputs reads may be missing: it changes nothing, and shows.
    if let Some(i) = system.read_params.iter().find(|i| !run.params[**i].is_finite()) {
        return Err(BadInput::Param(*i));
    }
    let mut last = run.start;
    for stop in run.stops.iter() {
        let mut targets = stop.actions.iter().map(Action::target);
        if let Some(target) = targets.find(|t| !t.exists(system.states, system.params)) {
            return Err(BadInput::Target(target));
        }
        let finite =
            stop.actions.iter().all(|a| matches!(a, Action::Add(_, x) | Action::Set(_, x) if x.is_finite()));
        if !(within(stop.time) && stop.time >= last && finite) {
            return Err(BadInput::Stop(stop.time));
        }
        last = stop.time;
    }
    let rising = run.save.times.windows(2).find(|w| w[0] >= w[1]).map(|w| w[1]);
    if let Some(t) = rising.or_else(|| run.save.times.iter().copied().find(|t| !within(*t))) {
        return Err(BadInput::Save(t));
    }
    for m in run.measures.iter() {
        let good =
            within(m.from) && (m.is_point() || (m.from < m.to && within(m.to))) && m.output < system.outputs;
        if !good {
            return Err(BadInput::Window(m.from, m.to));
        }
    }
    Ok(())
}
