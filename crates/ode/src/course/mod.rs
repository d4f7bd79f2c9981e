//! The course of one run: stops, events, what is kept and what is measured.
//!
//! Every solver drives the same course. It asks [`Course::target`] how far a step may go, shows
//! each finished step to [`Course::step`] and calls [`Course::arrive`] on reaching the target.

mod arrival;
mod check;
mod ending;
mod host;
mod measures;
mod nudge;
mod record;
mod rows;
mod search;

use std::sync::Arc;

use crate::code::interpret::Registers;
use crate::consistent::Accuracy;
use crate::course::check::check;
use crate::course::nudge::Nudge;
use crate::events::Queue;
use crate::lag::{Lags, Side};
use crate::measure::{Kind, Measure};
use crate::options::Options;
use crate::run::{BadInput, Failure, Run, Save, Stats, Stop};
use crate::switchboard::Switchboard;
use crate::system::{INITIAL, System};

pub(crate) use ending::never_began;

/// A finished step that can be read anywhere in between.
pub(crate) trait Dense {
    /// Writes the states `which` at time `t` into `y`, by their index.
    fn fill(&mut self, t: f64, which: &[u32], y: &mut [f64]);
}

/// What a course says of a finished step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Verdict {
    /// It stands.
    Keep,
    /// An event lies in it: end the step there and call [`Course::arrive`].
    Cut(f64),
}

/// What a course says on arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    /// Nothing changed.
    Go,
    /// States or parameters changed.
    Restart,
    /// The run has reached its end.
    Done,
}

/// One run under way.
#[derive(Debug, Clone)]
pub(crate) struct Course<'a> {
    system: &'a System,
    start: f64,
    end: f64,
    stops: Arc<[Stop]>,
    save: Arc<Save>,
    measures: Arc<[Measure]>,
    registers: Registers<f64>,
    /// Parameters with the hidden ones behind.
    pub params: Vec<f64>,
    /// Sets the hidden parameters.
    board: Switchboard<'a>,
    queue: Queue,
    /// What formulas read of the past.
    pub lags: Option<Box<Lags<'a>>>,
    /// Where the step under way ends.
    step_end: f64,
    next_stop: usize,
    next_save: usize,
    /// Where the run may go without calling [`Course::arrive`].
    pub target: f64,
    /// Triggers located at the current target.
    located: Vec<usize>,
    /// Length of the step in which they were located.
    stride: f64,
    /// Nothing else is due at the target.
    undisturbed: bool,
    /// How a step that ended short of an event goes on.
    nudge: Option<Nudge>,
    /// Events were executed where the step under way starts.
    just_fired: bool,
    /// How near algebraic states come to their equations.
    accuracy: Accuracy,
    /// Something was set from outside: algebraic states may not fit.
    unsettled: bool,
    /// What the last arrival changed.
    pub changed: bool,
    /// For each kind of stop met, the first of that kind: stops of a kind change the same things.
    kinds: Vec<usize>,
    /// The kind of stop that alone made the last arrival a restart.
    pub kind: Option<usize>,
    /// Scratch for states read from a step.
    buffer: Vec<f64>,
    times: Vec<f64>,
    values: Vec<f64>,
    measured: Vec<f64>,
    /// Work so far.
    pub stats: Stats,
}

impl<'a> Course<'a> {
    /// Sets out; gives the course and the states at the start.
    pub fn begin(system: &'a System, options: &Options, run: &Run) -> Result<(Self, Vec<f64>), Failure> {
        check(system, run).map_err(|what| Failure::BadInput { what })?;
        if system.looks_back_from_equations {
            return Err(Failure::BadInput { what: BadInput::LaggedEquations });
        }
        let mut params = run.params.clone();
        params.resize(system.params + system.switches.len(), 0.0);
        let mut course = Self {
            system,
            start: run.start,
            end: run.end,
            stops: Arc::clone(&run.stops),
            save: Arc::clone(&run.save),
            measures: Arc::clone(&run.measures),
            registers: Registers::new(&system.scalar),
            params,
            board: Switchboard::new(&system.switches),
            queue: Queue::new(system),
            lags: None,
            step_end: run.start,
            next_stop: 0,
            next_save: 0,
            target: run.start,
            located: Vec::new(),
            stride: 0.0,
            undisturbed: false,
            nudge: None,
            just_fired: false,
            accuracy: Accuracy::of(system, options),
            unsettled: false,
            changed: false,
            kinds: Vec::new(),
            kind: None,
            buffer: vec![0.0; system.states],
            times: Vec::with_capacity(run.save.times.len()),
            values: Vec::with_capacity(run.save.times.len() * system.outputs),
            measured: run.measures.iter().map(|m| m.start()).collect(),
            stats: Stats::default(),
        };
        let mut y = course.initial_states(run.states.as_deref())?;
        let before = y.clone();
        if !system.implicit.is_empty() {
            course.board.show_at(run.start, &mut course.params);
            course.settle(run.start, &mut y)?;
        }
        if let Some(plan) = &system.lags {
            course.lags = Some(Box::new(Lags::new(system, plan, run, &before, &course.params)));
        }
        course.measure_points(Kind::Before, run.start, &y);
        course.arrive(run.start, &mut y)?;
        Ok((course, y))
    }

    fn initial_states(&mut self, given: Option<&[f64]>) -> Result<Vec<f64>, Failure> {
        let programs = &self.system.scalar;
        self.registers.set_params(programs, &self.params);
        self.registers.set_time(self.start);
        self.registers.run(programs, INITIAL);
        let computed = self.registers.results(programs, INITIAL);
        let y = given.map_or_else(|| computed.collect(), <[f64]>::to_vec);
        match y.iter().position(|v| !v.is_finite()) {
            Some(state) => Err(Failure::InitialValue { state, value: y[state] }),
            None => Ok(y),
        }
    }

    /// Makes algebraic states fit the others, and shows them to the formulas.
    pub fn settle(&mut self, t: f64, y: &mut [f64]) -> Result<(), Failure> {
        if !self.system.implicit.is_empty() {
            self.accuracy.settle(self.system, t, y, &self.params)?;
            self.registers.set_states(y);
        }
        Ok(())
    }

    /// Has algebraic states made to fit on the next arrival.
    pub fn unsettle(&mut self) {
        self.unsettled = !self.system.implicit.is_empty();
    }

    /// Whether events must be looked for in every step.
    pub fn has_triggers(&self) -> bool {
        !self.system.events.is_empty()
    }

    /// Shows the states at `t` to the formulas.
    fn read(&mut self, t: f64, dense: &mut dyn Dense) {
        dense.fill(t, &self.system.watched, &mut self.buffer);
        self.registers.set_states(&self.buffer);
        self.registers.set_time(t);
        let side = inside(t, self.step_end);
        show(&mut self.lags, &mut self.registers, t, (&self.buffer, &self.params), side);
    }
}

/// Shows the formulas in `registers` what is past.
fn show(
    lags: &mut Option<Box<Lags<'_>>>,
    registers: &mut Registers<f64>,
    t: f64,
    at: (&[f64], &[f64]),
    side: Side,
) {
    if let Some(lags) = lags {
        lags.show(registers, t, at, side);
    }
}

/// The side of jumps that counts at `t` in a step up to `end`.
fn inside(t: f64, end: f64) -> Side {
    if t < end { Side::After } else { Side::Before }
}
