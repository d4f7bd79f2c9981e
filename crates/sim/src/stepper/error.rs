//! What a stepper cannot do.

use std::fmt;

use jakstat_ode::Failure;

/// Names in a list of all that there are.
const MOST_NAMES: usize = 20;

/// What a stepper cannot do.
#[derive(Debug, Clone, PartialEq)]
pub enum StepperError {
    /// The model was compiled without this input.
    Input {
        /// What was asked for.
        id: String,
        /// The input with the nearest name.
        near: Option<String>,
        /// All inputs.
        inputs: Vec<String>,
        /// The model has the id, and it can be an input.
        settable: bool,
    },
    /// The model was compiled without an output that reads this id.
    Reading {
        /// What was asked for.
        id: String,
        /// The output with the nearest name.
        near: Option<String>,
        /// Ids of all outputs.
        outputs: Vec<String>,
    },
    /// An input was set to a number that is not finite.
    NotFinite {
        /// The input.
        id: String,
        /// The number.
        value: f64,
    },
    /// The input is one of another model.
    OtherModel,
    /// A time that is past or not finite.
    Time {
        /// The time.
        time: f64,
        /// Where the run is.
        now: f64,
    },
    /// The snapshot is damaged or of another model.
    Snapshot,
    /// The run could not begin or go on.
    Failed {
        /// Why, in the terms of the system.
        failure: Failure,
        /// Why, in the model's own words.
        message: String,
    },
}

impl fmt::Display for StepperError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input { id, settable: true, .. } => {
                write!(f, "`{id}` was not requested as an input; name it in `Request::inputs`")
            }
            Self::Input { id, near, inputs, .. } => {
                write!(f, "no input `{id}`{}", help(near.as_ref(), "inputs", inputs))
            }
            Self::Reading { id, near, outputs } => {
                write!(f, "no output reads `{id}`{}", help(near.as_ref(), "outputs", outputs))?;
                f.write_str("; what is read must be named in `Request::outputs`")
            }
            Self::NotFinite { id, value } => write!(f, "`{id}` cannot be set to {value}"),
            Self::OtherModel => f.write_str("the input is one of another model"),
            Self::Time { time, now } => {
                write!(f, "cannot advance to time {time}: the run is at {now} and goes forward only")
            }
            Self::Snapshot => f.write_str("the snapshot is damaged or of another model"),
            Self::Failed { message, .. } => f.write_str(message),
        }
    }
}

impl std::error::Error for StepperError {}

/// The nearest name, or all that there are.
fn help(near: Option<&String>, what: &str, all: &[String]) -> String {
    match near {
        Some(near) => format!("; did you mean `{near}`?"),
        None if all.is_empty() => format!("; the model has no {what}"),
        None if all.len() <= MOST_NAMES => format!("; {what} are {}", all.join(", ")),
        None => format!("; there are {} {what}, among them {}", all.len(), all[..MOST_NAMES].join(", ")),
    }
}
