//! Failures of a run in the model's own words.

use jakstat_ode::{BadInput, Failure};

use crate::CompiledModel;

impl CompiledModel {
    /// Why a run failed: which id, when, and what may help.
    pub fn explain(&self, failure: &Failure) -> String {
        let state = |i: &usize| self.state_ids().get(*i).map_or("?", String::as_str);
        match failure {
            Failure::BadInput { what: BadInput::Param(i) } => {
                let id = self.param_ids().nth(*i).unwrap_or("?");
                format!("`{id}` has no finite value; give it one")
            }
            Failure::BadInput { what } => what.to_string(),
            Failure::InitialValue { state: i, value } => {
                format!(
                    "`{}` starts at {value}; look for a division by zero in its initial assignment",
                    state(i)
                )
            }
            Failure::Derivative { time, state: i, value } => format!(
                "the derivative of `{}` is {value} at time {time}; look for a division by zero, or a root or logarithm of a negative number, in the rates that change it",
                state(i)
            ),
            Failure::StepTooSmall { time, state: i } => format!(
                "no step is small enough at time {time}, where `{}` has the largest error; it may grow without bound, or jump",
                state(i)
            ),
            Failure::TooManySteps { time, limit } => {
                format!(
                    "{limit} steps reached time {time} only; raise `max_steps`, or choose the method for stiff systems"
                )
            }
            Failure::EndlessEvents { time, event } => {
                format!("event `{}` fires without end at time {time}", self.event_id(*event))
            }
            Failure::EventValue { time, event, value } => {
                format!("event `{}` gives {value} at time {time}", self.event_id(*event))
            }
            Failure::Inconsistent { time, state: i } => format!(
                "no value of `{}` fulfils its algebraic rule at time {time}, or none near the one before; give it a value near the solution that is meant, and look whether there is one",
                state(i)
            ),
            Failure::Restless { time, state: i } => format!(
                "the fast reactions that change `{}` do not come to rest at time {time}; look whether their rates have a sign that drives them there",
                state(i)
            ),
            Failure::Lag { time, lag, value } => format!(
                "`{}` goes back by {value} at time {time}; how long ago it looks must be 0 or more",
                self.lag(*lag)
            ),
            Failure::ShortLag { time, lag, value, steps } => format!(
                "`{}` goes back by {value} only, and no step may be longer than that: {steps} steps reached time {time}; make it longer, or 0, or leave it out",
                self.lag(*lag)
            ),
            Failure::Forgotten { time, lag, value } => format!(
                "`{}` goes back by {value} at time {time}, further than what was kept of the run before that was changed; give it its longest value at the start",
                self.lag(*lag)
            ),
            Failure::Stiff { time } => {
                format!("the model is stiff at time {time}: use the method `auto` or `rodas5p`")
            }
        }
    }
}
