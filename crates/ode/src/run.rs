//! What is asked of a run and what it gives.

use std::fmt;
use std::sync::Arc;

use crate::error::GlobalError;
use crate::measure::Measure;
use crate::options::Method;
use crate::system::Target;

/// A change at a stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Action {
    /// Adds to what is there: a bolus, the start of an infusion.
    Add(Target, f64),
    /// Replaces what is there.
    Set(Target, f64),
}

impl Action {
    /// What it changes.
    pub(crate) fn target(&self) -> Target {
        match self {
            Self::Add(target, _) | Self::Set(target, _) => *target,
        }
    }
}

/// A time at which the solver ends a step exactly, and what happens then.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    /// When.
    pub time: f64,
    /// What, in order.
    pub actions: Vec<Action>,
}

/// At which times outputs are kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Save {
    /// Times in rising order.
    pub times: Vec<f64>,
    /// Whether a time at which something jumps is kept twice: before and after.
    pub both_sides: bool,
}

/// One integration.
#[derive(Debug, Clone)]
pub struct Run {
    /// Value of each parameter at the start.
    pub params: Vec<f64>,
    /// The states to start from; else the system's initial values.
    pub states: Option<Vec<f64>>,
    /// First time.
    pub start: f64,
    /// Last time.
    pub end: f64,
    /// Stops in rising order of time.
    pub stops: Arc<[Stop]>,
    /// What to keep.
    pub save: Arc<Save>,
    /// What to measure on the way.
    pub measures: Arc<[Measure]>,
}

impl Run {
    /// A run from `start` to `end` without stops, keeping nothing.
    pub fn new(params: Vec<f64>, start: f64, end: f64) -> Self {
        Self {
            params,
            states: None,
            start,
            end,
            stops: Arc::new([]),
            save: Arc::new(Save::default()),
            measures: Arc::new([]),
        }
    }

    /// Keeps all outputs at `times`, which must rise.
    pub fn save_at(mut self, times: impl Into<Vec<f64>>) -> Self {
        self.save = Arc::new(Save { times: times.into(), both_sides: false });
        self
    }
}

/// How much work a run took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Steps that were kept.
    pub accepted: u64,
    /// Steps that were thrown away.
    pub rejected: u64,
    /// Evaluations of the right-hand side.
    pub rhs: u64,
    /// Jacobians, each with a factorisation.
    pub jacobians: u64,
    /// Events that were executed.
    pub events: u64,
}

impl std::ops::Add for Stats {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            accepted: self.accepted + other.accepted,
            rejected: self.rejected + other.rejected,
            rhs: self.rhs + other.rhs,
            jacobians: self.jacobians + other.jacobians,
            events: self.events + other.events,
        }
    }
}

/// Why a run did not reach its end. Times are in the system's unit; indices are those of states,
/// parameters, outputs and events of the system.
#[derive(Debug, Clone, PartialEq)]
pub enum Failure {
    /// A number given for the run is not finite, or times do not rise.
    BadInput {
        /// Which.
        what: BadInput,
    },
    /// A state has no finite value at the start.
    InitialValue {
        /// State.
        state: usize,
        /// Its value.
        value: f64,
    },
    /// A derivative is not finite at the start of a step.
    Derivative {
        /// When.
        time: f64,
        /// State.
        state: usize,
        /// The derivative.
        value: f64,
    },
    /// The step had to shrink below what the time can resolve.
    StepTooSmall {
        /// When.
        time: f64,
        /// The state with the largest error.
        state: usize,
    },
    /// The step limit was reached.
    TooManySteps {
        /// When.
        time: f64,
        /// The limit.
        limit: u64,
    },
    /// Events fire again and again without time going on.
    EndlessEvents {
        /// When.
        time: f64,
        /// The event that fired last.
        event: usize,
    },
    /// An event has a delay or a value that is not finite, or a negative delay.
    EventValue {
        /// When.
        time: f64,
        /// Event.
        event: usize,
        /// The value.
        value: f64,
    },
    /// A lag goes back by a number that is negative or not finite.
    Lag {
        /// When.
        time: f64,
        /// Lag.
        lag: usize,
        /// The number.
        value: f64,
    },
    /// Steps may not be longer than a lag goes back, and were too many for that.
    ShortLag {
        /// When.
        time: f64,
        /// Lag.
        lag: usize,
        /// How far it goes back.
        value: f64,
        /// Steps that were taken.
        steps: u64,
    },
    /// A host made a lag go back further than what was kept of the run.
    Forgotten {
        /// When.
        time: f64,
        /// Lag.
        lag: usize,
        /// How far it goes back.
        value: f64,
    },
    /// The method is for non-stiff systems and found this one stiff.
    Stiff {
        /// When.
        time: f64,
    },
    /// No values were found with which the algebraic equations hold.
    Inconsistent {
        /// When.
        time: f64,
        /// The algebraic state whose equation holds least.
        state: usize,
    },
    /// A fast process does not come to rest.
    Restless {
        /// When.
        time: f64,
        /// A state that it moves.
        state: usize,
    },
}

/// A fault of the numbers that describe a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BadInput {
    /// `end` is before `start`, or either is not finite.
    Interval,
    /// Parameter `index` is not finite, though something beside outputs reads it.
    Param(usize),
    /// Not as many parameters or states as the system has.
    Length,
    /// A stop is before the start, after the end, out of order, or changes by a number that is not finite.
    Stop(f64),
    /// A stop changes a state or parameter that the system does not have.
    Target(Target),
    /// A time to save at is outside of the run or out of order.
    Save(f64),
    /// A measure's window is outside of the run or empty.
    Window(f64, f64),
    /// A tolerance is not positive.
    Tolerance(f64),
    /// A state is set to a number that is not finite.
    State(usize),
    /// A stepper has no such method.
    Method(Method),
    /// The method cannot integrate a system with algebraic equations.
    Explicit(Method),
    /// A method that computes no lags.
    Lagged(Method),
    /// A system with lags and algebraic equations, or with fast processes that read lags.
    LaggedEquations,
    /// A snapshot is damaged or of another system.
    Snapshot,
}

/// What a run gave.
#[derive(Debug, Clone)]
pub struct Solution {
    /// `None` where the run reached its end.
    pub failure: Option<Failure>,
    /// The time reached.
    pub time: f64,
    /// States at that time.
    pub states: Vec<f64>,
    /// Parameters at that time.
    pub params: Vec<f64>,
    /// Times of the kept rows, those of [`Save`] unless a run failed or both sides were asked for.
    pub times: Vec<f64>,
    /// Outputs at these times, row after row.
    pub values: Vec<f64>,
    /// Result of each measure; not a number where it has none (a crossing that never came).
    pub measured: Vec<f64>,
    /// Work.
    pub stats: Stats,
    /// How far off the run is, where that was asked for and it reached its end.
    pub error: Option<GlobalError>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadInput { what } => write!(f, "{what}"),
            Self::InitialValue { state, value } => write!(f, "state {state} starts at {value}"),
            Self::Derivative { time, state, value } => {
                write!(f, "the derivative of state {state} is {value} at time {time}")
            }
            Self::StepTooSmall { time, state } => {
                write!(f, "the step became too small at time {time}; state {state} has the largest error")
            }
            Self::TooManySteps { time, limit } => write!(f, "{limit} steps reached time {time} only"),
            Self::EndlessEvents { time, event } => {
                write!(f, "event {event} fires without end at time {time}")
            }
            Self::EventValue { time, event, value } => {
                write!(f, "event {event} gives {value} at time {time}")
            }
            Self::Lag { time, lag, value } => {
                write!(f, "lag {lag} goes back by {value} at time {time}, which must be 0 or more")
            }
            Self::ShortLag { time, lag, value, steps } => write!(
                f,
                "lag {lag} goes back by {value} only, and no step may be longer: {steps} reached time {time}"
            ),
            Self::Forgotten { time, lag, value } => {
                write!(f, "lag {lag} goes back by {value} at time {time}, further than what was kept")
            }
            Self::Stiff { time } => write!(f, "the system is stiff at time {time}"),
            Self::Inconsistent { time, state } => {
                write!(f, "no value of state {state} fulfils its equation at time {time}")
            }
            Self::Restless { time, state } => {
                write!(f, "the fast process that moves state {state} does not come to rest at time {time}")
            }
        }
    }
}

impl fmt::Display for BadInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interval => f.write_str("the end must be a finite time after the start"),
            Self::Param(i) => write!(f, "parameter {i} is not finite"),
            Self::Length => f.write_str("as many parameters and states as the system has are needed"),
            Self::Stop(t) => {
                write!(f, "the stop at time {t} is outside of the run, out of order or not finite")
            }
            Self::Target(Target::State(i)) => write!(f, "a stop changes state {i}, which does not exist"),
            Self::Target(Target::Param(i)) => write!(f, "a stop changes parameter {i}, which does not exist"),
            Self::Save(t) => write!(f, "time {t} to save at is outside of the run or out of order"),
            Self::Window(a, b) => write!(f, "the window from {a} to {b} is outside of the run or empty"),
            Self::State(i) => write!(f, "state {i} is set to a number that is not finite"),
            Self::Method(method) => {
                write!(f, "a stepper has no method `{}`; it has `auto` and `rodas5p`", method.name())
            }
            Self::Explicit(method) => write!(
                f,
                "the method `{}` cannot integrate a system with algebraic equations; `auto`, `rodas5p` and \
                 `rodas4p2` can",
                method.name()
            ),
            Self::LaggedEquations => {
                f.write_str("delays do not go with algebraic equations or in fast processes")
            }
            Self::Lagged(method) => {
                let name = method.name();
                write!(f, "the method `{name}` computes no delays; use `auto`, `rodas5p` or `rodas4p2`")
            }
            Self::Snapshot => f.write_str("the snapshot is damaged or of another system"),
            Self::Tolerance(x) => write!(f, "a tolerance of {x} is not positive"),
        }
    }
}
