//! Steady states: where a run comes to rest.
//!
//! The run is integrated, with its stops and events, over intervals each four times as long as what
//! went before since anything last jumped. At the end of each the state is looked at in two ways.
//!
//! *Has it arrived?* Two conditions together, those that COPASI calls rate and distance: what each
//! state would move by in all the time since the last jump, at its present rate, is within
//! `atol + rtol |y|`; and so is the Newton step, which is the distance to the nearest zero of the
//! right-hand side and so sees a slow drift that the rate alone does not show. Where the Jacobian is
//! singular there is no such step; then the time must be ten times that of the slowest decay as well.
//!
//! *Is it on its way?* Newton's method on the right-hand side, with the conserved sums held, finds
//! where a run would end long before it does. Its point is taken only where the run is bound for it:
//! it is stable, the run is so near that it follows the linear system around it, the run came nearer
//! since the last look, which found the same point, no trigger turns between, and nothing that was
//! never negative is negative there. So a stable run past a saddle, or around an unstable point, is
//! never cut short.
//!
//! `|y|` is small where it is below `atol / rtol`, or below what the state was at most, if that is less.
//!
//! Where rates read the past, a steady state is one in which lags show what is now. The run, with its
//! lags, must come to rest there; Newton's method cuts nothing short, and stability is not told.
//!
//! A point is no steady state where the right-hand side, or a trigger, tells a later time from now.

mod look;
mod newton;
mod oscillation;
mod reduce;
mod search;
mod stability;

use std::fmt;

use crate::options::Options;
use crate::run::{Failure, Run, Stats};
use crate::system::System;

pub use stability::{Eigenvalue, Spectrum, Stability};

/// What to look for.
#[derive(Debug, Clone)]
pub struct Search {
    /// Start, stops, and as `end` the latest time to go to. What the run would save and measure is
    /// left out.
    pub run: Run,
    /// Sums of states that stay constant between jumps: for each the weight of every state. States
    /// whose derivative is always 0 need none.
    pub laws: Vec<Vec<f64>>,
    /// Whether Newton's method may cut the integration short.
    pub newton: bool,
}

impl Search {
    /// A search that may use Newton's method, without conserved sums.
    pub fn new(run: Run) -> Self {
        Self { run, laws: Vec::new(), newton: true }
    }
}

/// How a steady state was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The run came to rest.
    Integrated,
    /// Newton's method, from a state of the run.
    Newton {
        /// Steps of Newton's method.
        iterations: u32,
    },
}

/// A steady state.
#[derive(Debug, Clone)]
pub struct SteadyState {
    /// How it was reached.
    pub way: Way,
    /// The time integrated to.
    pub time: f64,
    /// States.
    pub states: Vec<f64>,
    /// Parameters, with all that stops and events set.
    pub params: Vec<f64>,
    /// Outputs.
    pub outputs: Vec<f64>,
    /// The largest rate of change, each divided by its state's size (`|y| + atol / rtol`, or what it was
    /// at most where that is less than the latter): 1 over the system's unit of time.
    pub residual: f64,
    /// Whether small pushes die out.
    pub spectrum: Spectrum,
    /// Work of the integration.
    pub stats: Stats,
}

/// Why there is no steady state to be had.
#[derive(Debug, Clone, PartialEq)]
pub enum Unsteady {
    /// The integration failed.
    Failed(Failure),
    /// There is no such conservation law: the sum changes.
    Law {
        /// Position in [`Search::laws`].
        law: usize,
    },
    /// At the latest time, or at the limit of steps, things still change.
    Changing {
        /// The time reached.
        time: f64,
        /// The state that changes most for its size.
        state: usize,
        /// Its rate.
        rate: f64,
        /// Whether the limit of steps ended the search, and not the time.
        out_of_steps: bool,
    },
    /// Things go up and down without end.
    Oscillating {
        /// The time reached.
        time: f64,
        /// The state that swings most for its size.
        state: usize,
        /// From one rise to the next, roughly.
        period: f64,
    },
    /// The right-hand side depends on time itself.
    TimeDependent {
        /// The time reached.
        time: f64,
        /// The state whose rate changes most with time.
        state: usize,
    },
    /// Something is still to come.
    Due {
        /// The time reached.
        time: f64,
        /// When a stop, an event, or a condition on time in a rate is due.
        next: f64,
    },
    /// Events fire again and again.
    Firing {
        /// The time reached.
        time: f64,
        /// How many were executed.
        events: u64,
    },
    /// A trigger reads time in a way that fires it later.
    Trigger {
        /// The time reached.
        time: f64,
        /// The event.
        event: usize,
    },
}

impl fmt::Display for Unsteady {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(failure) => failure.fmt(f),
            Self::Law { law } => write!(f, "the sum of conservation law {law} is not constant"),
            Self::Changing { time, state, rate, .. } => {
                write!(f, "state {state} still changes by {rate} per time at time {time}")
            }
            Self::Oscillating { time, state, period } => {
                write!(f, "state {state} oscillates at time {time}, with a period of about {period}")
            }
            Self::TimeDependent { time, state } => {
                write!(f, "the rate of state {state} depends on time itself, at time {time}")
            }
            Self::Due { time, next } => {
                write!(f, "at time {time} something is still to happen at time {next}")
            }
            Self::Firing { time, events } => {
                write!(f, "events fire again and again: {events} until time {time}")
            }
            Self::Trigger { time, event } => write!(f, "event {event} would fire later than time {time}"),
        }
    }
}

impl std::error::Error for Unsteady {}

/// Integrates a run until it comes to rest, or Newton's method shows where it will. The limit of
/// steps in `options` holds for the whole search.
///
/// ```
/// use jakstat_ode::steady::{Search, Stability, steady_state};
/// use jakstat_ode::{Definition, Options, Run, System, graph::Graph};
///
/// // dy/dt = 3 - p y, y(0) = 1
/// let mut graph = Graph::new();
/// let (p, y, one, three) = (graph.param(0), graph.state(0), graph.constant(1.0), graph.constant(3.0));
/// let loss = graph.mul(p, y);
/// let rhs = vec![graph.sub(three, loss)];
/// let system = System::new(Definition {
///     graph, params: 1, initial: vec![one], rhs, outputs: vec![y], events: vec![],
/// });
/// let search = Search::new(Run::new(vec![0.5], 0.0, 1e6));
/// let steady = steady_state(&system, &Options::default(), &search)?;
/// assert!((steady.outputs[0] - 6.0).abs() < 1e-9);
/// assert_eq!(steady.spectrum.stability, Stability::Stable);
/// assert!((steady.spectrum.eigenvalues[0].time() - 2.0).abs() < 1e-9);
/// # Ok::<(), jakstat_ode::steady::Unsteady>(())
/// ```
///
/// # Errors
/// No steady state, and why.
///
/// # Panics
/// Where a law has not as many weights as the system has states.
pub fn steady_state(system: &System, options: &Options, search: &Search) -> Result<SteadyState, Unsteady> {
    assert!(search.laws.iter().all(|law| law.len() == system.states), "a weight for each state");
    search::Seeker::begin(system, options, search)?.seek()
}
