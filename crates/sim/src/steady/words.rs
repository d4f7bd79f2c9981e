//! Why there is no steady state, in the model's own words.

use jakstat_ode::steady::Unsteady;

use crate::CompiledModel;

impl CompiledModel {
    /// Why no steady state was found: which id, when, and what may help.
    pub fn explain_unsteady(&self, why: &Unsteady) -> String {
        let state = |i: usize| self.state_ids().get(i).map_or("?", String::as_str);
        match why {
            Unsteady::Failed(failure) => self.explain(failure),
            Unsteady::Law { law } => {
                let sum = self.moieties().sums.get(*law).map_or_else(String::new, ToString::to_string);
                format!("the sum {sum} is not constant though no reaction changes it")
            }
            Unsteady::Changing { time, state: i, rate, out_of_steps } => {
                let (time, rate) = (number(*time), number(*rate));
                let limit = if *out_of_steps { "the limit of steps" } else { "the latest time" };
                format!(
                    "at time {time}, {limit}, `{}` still changes by {rate} per unit of time, the most for its size",
                    state(*i)
                )
            }
            Unsteady::Oscillating { time, state: i, period } => format!(
                "`{}` goes up and down without end, with a period of about {} at time {}",
                state(*i),
                number(*period),
                number(*time)
            ),
            Unsteady::TimeDependent { time, state: i } => format!(
                "the rate of `{}` depends on time itself, at time {} still; a steady state needs rates that do not",
                state(*i),
                number(*time)
            ),
            Unsteady::Due { time, next } => format!(
                "at time {}, where the search ended, something is still to happen at time {next}",
                number(*time)
            ),
            Unsteady::Firing { time, events } => {
                format!("events fire again and again, {events} of them until time {}", number(*time))
            }
            Unsteady::Trigger { time, event } => {
                let event = self.event_id(*event);
                format!("event `{event}` reads time and would fire after time {}", number(*time))
            }
        }
    }
}

/// A number as one would say it: five digits.
fn number(x: f64) -> String {
    let rounded: f64 = format!("{x:.4e}").parse().unwrap_or(x);
    if rounded == 0.0 || (1e-4..1e7).contains(&rounded.abs()) {
        rounded.to_string()
    } else {
        format!("{rounded:e}")
    }
}
