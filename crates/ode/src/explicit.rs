//! Dormand and Prince's explicit methods of the `ode_solvers` crate, one run at a time.
//!
//! The crate's version 0.6.2 has faults (`tests/ode_solvers_faults.rs` pins them), so it is used in
//! one way only: a fresh solver for each stretch between two stops, on a clock that starts at 0, in
//! the mode that gives its accepted steps; never its dense output. A state inside a step comes from
//! one more integration, from the start of that step. Dop853 has a wrong stage time, so the clock is
//! one of its states.

use std::cell::{Cell, RefCell};

use nalgebra::DVector;
use ode_solvers::dop_shared::IntegrationError;
use ode_solvers::{Dop853, Dopri5, OutputType};

use crate::code::interpret::Registers;
use crate::course::{Course, Dense, Flow, Verdict, never_began};
use crate::options::{Method, Options};
use crate::run::{BadInput, Failure, Run, Solution};
use crate::system::{RHS, System};

/// Growth of a step that is tried after one that passed at once.
const GROWTH: f64 = 2.0;

/// Tries that reading a state inside a step may take; one is usual.
const REREAD_TRIES: u64 = 1000;

/// Integrates all `runs` one after the other.
pub(crate) fn solve(method: Method, system: &System, options: &Options, runs: &[Run]) -> Vec<Solution> {
    runs.iter().map(|run| solve_one(method, system, options, run)).collect()
}

fn solve_one(method: Method, system: &System, options: &Options, run: &Run) -> Solution {
    if let Err(what) = options.check(system.states) {
        return never_began(run, Failure::BadInput { what });
    }
    if !system.implicit.is_empty() {
        return never_began(run, Failure::BadInput { what: BadInput::Explicit(method) });
    }
    if system.lags.is_some() {
        return never_began(run, Failure::BadInput { what: BadInput::Lagged(method) });
    }
    let (mut course, mut y) = match Course::begin(system, options, run) {
        Ok(begun) => begun,
        Err(failure) => return never_began(run, failure),
    };
    let mut t = run.start;
    let mut registers = Registers::<f64>::new(&system.scalar);
    let mut step = 0.0;
    while t < run.end {
        registers.set_params(&system.scalar, &course.params);
        let stretch =
            Stretch { method, system, options, registers: RefCell::new(registers.clone()), origin: t };
        match stretch.advance(&mut course, &mut t, &mut y, &mut step) {
            Ok(Flow::Done) => break,
            Ok(_) => {}
            Err(failure) => return course.finish(t, y, Some(failure)),
        }
    }
    course.finish(t, y, None)
}

/// The system between two stops, with its clock at 0.
struct Stretch<'a> {
    method: Method,
    system: &'a System,
    options: &'a Options,
    registers: RefCell<Registers<f64>>,
    /// Time at which the clock is 0.
    origin: f64,
}

/// Accepted steps: clock and states.
struct Steps {
    clock: Vec<f64>,
    states: Vec<DVector<f64>>,
    /// Evaluations of the right-hand side.
    calls: u64,
    rejected: u64,
    error: Option<IntegrationError>,
}

impl Stretch<'_> {
    /// Integrates to the course's target, or to an event before it, and arrives there.
    fn advance(
        &self,
        course: &mut Course<'_>,
        t: &mut f64,
        y: &mut [f64],
        step: &mut f64,
    ) -> Result<Flow, Failure> {
        let target = course.target;
        // With events each step is taken alone, so that nothing beyond an event is computed.
        let single = !self.system.events.is_empty();
        let most = self.options.max_steps.saturating_sub(course.stats.accepted + course.stats.rejected);
        let steps = self.integrate(self.scale(y), 0.0, target - self.origin, *step, single, most);
        course.stats.rhs += steps.calls;
        course.stats.rejected += steps.rejected;
        for i in 1..steps.clock.len() {
            let last = i + 1 == steps.clock.len() && steps.error.is_none();
            let reached = self.origin + steps.clock[i];
            let end =
                if last && (!single || reached >= target * (1.0 - f64::EPSILON)) { target } else { reached };
            let start = *t;
            let mut dense =
                Reread::new(self, steps.clock[i - 1], &steps.states[i - 1], end, &steps.states[i]);
            if let Verdict::Cut(event) = course.step(start, end, &mut dense) {
                dense.read(event);
                y.copy_from_slice(&dense.state);
                // What lies before the event is kept and measured all the same.
                let (last, clock) = (self.scale(y), steps.clock[i - 1]);
                let mut part = Reread::new(self, clock, &steps.states[i - 1], event, &last);
                if event > start {
                    course.step(start, event, &mut part);
                }
                course.stats.accepted += 1;
                *t = event;
                *step = 0.0;
                let flow = course.arrive(event, y)?;
                return if flow == Flow::Done { Ok(flow) } else { self.go_on(course, *t, flow) };
            }
            course.stats.accepted += 1;
            // A step taken alone does not tell its successor's size: try more after an easy one.
            let growth = if single && steps.rejected == 0 { GROWTH } else { 1.0 };
            *step = growth * (end - start);
            *t = end;
            self.unscale(&steps.states[i], y);
        }
        if let Some(error) = steps.error {
            return Err(self.failure(error, *t, y));
        }
        if *t < target {
            return self.go_on(course, *t, Flow::Go);
        }
        let flow = course.arrive(*t, y)?;
        if flow == Flow::Restart {
            *step = 0.0;
        }
        if flow == Flow::Done { Ok(flow) } else { self.go_on(course, *t, flow) }
    }

    /// Goes on unless the run has used up its steps.
    fn go_on(&self, course: &Course<'_>, time: f64, flow: Flow) -> Result<Flow, Failure> {
        let limit = self.options.max_steps;
        let used = course.stats.accepted + course.stats.rejected;
        if used >= limit { Err(Failure::TooManySteps { time, limit }) } else { Ok(flow) }
    }

    /// Accepted steps from clock `from` to `to` in at most `most` tries, a `single` one if so asked;
    /// `first` is the first step, 0 for a guess.
    fn integrate(&self, z: DVector<f64>, from: f64, to: f64, first: f64, single: bool, most: u64) -> Steps {
        let (rtol, atol) = (self.options.rtol, self.first_atol());
        let (length, h_max) = (to - from, (to - from).min(self.options.max_step));
        // Dopri5 takes one try more than it is told.
        let n_max = most.saturating_sub(u64::from(self.method == Method::Dopri5));
        let n_max = u32::try_from(n_max).unwrap_or(u32::MAX);
        let first = first.min(length);
        // Without states the clock is all there is to integrate.
        let clock = self.method == Method::Dop853 || self.system.states == 0;
        let calls = Cell::new(0);
        let system = Rhs { stretch: self, offset: from, clock, single, calls: &calls };
        let z = if clock { z.push(0.0) } else { z };
        // Safety, beta and the bounds of a change of the step are the crate's own defaults.
        let (result, x, mut states) = if self.method == Method::Dop853 {
            let mut solver = Dop853::from_param(
                system,
                0.0,
                length,
                length,
                z,
                rtol,
                atol,
                0.9,
                0.0,
                0.333,
                6.0,
                h_max,
                first,
                n_max,
                1000,
                OutputType::Sparse,
            );
            let result = solver.integrate();
            (result, solver.x_out().clone(), solver.y_out().clone())
        } else {
            let mut solver = Dopri5::from_param(
                system,
                0.0,
                length,
                length,
                z,
                rtol,
                atol,
                0.9,
                0.04,
                0.2,
                10.0,
                h_max,
                first,
                n_max,
                1000,
                OutputType::Sparse,
            );
            let result = solver.integrate();
            (result, solver.x_out().clone(), solver.y_out().clone())
        };
        if clock {
            let n = self.system.states;
            states = states.into_iter().map(|s| s.rows(0, n).into_owned()).collect();
        }
        // The crate tells no work of a failed integration, nor what was rejected before the first step.
        let calls = calls.get();
        let before = if first == 0.0 { 3 } else { 1 };
        let accepted = x.len().saturating_sub(1) as u64;
        let [per_try, per_step] = if self.method == Method::Dop853 { [11, 1] } else { [6, 0] };
        let tries = calls.saturating_sub(before + accepted * per_step) / per_try;
        let rejected = tries.saturating_sub(accepted);
        Steps {
            clock: x.into_iter().map(|x| from + x).collect(),
            states,
            calls,
            rejected,
            error: result.err(),
        }
    }

    /// The crate knows one absolute tolerance, so each state is counted in units of its own.
    fn scale(&self, y: &[f64]) -> DVector<f64> {
        DVector::from_iterator(y.len(), y.iter().enumerate().map(|(i, y)| y / self.unit(i)))
    }

    fn unscale(&self, z: &DVector<f64>, y: &mut [f64]) {
        for (i, (y, z)) in y.iter_mut().zip(z.iter()).enumerate() {
            *y = z * self.unit(i);
        }
    }

    fn unit(&self, i: usize) -> f64 {
        self.options.atol(i) / self.first_atol()
    }

    fn first_atol(&self) -> f64 {
        self.options.atol.first().copied().unwrap_or(self.options.rtol)
    }

    fn derivative(&self, t: f64, z: &DVector<f64>, dz: &mut DVector<f64>) {
        let mut registers = self.registers.borrow_mut();
        registers.set_time(t);
        for (i, to) in registers.states_mut().iter_mut().enumerate() {
            *to = z[i] * self.unit(i);
        }
        registers.run(&self.system.scalar, RHS);
        for (i, f) in registers.results(&self.system.scalar, RHS).enumerate() {
            dz[i] = f / self.unit(i);
        }
    }

    fn failure(&self, error: IntegrationError, time: f64, y: &[f64]) -> Failure {
        match error {
            IntegrationError::MaxNumStepReached { .. } => {
                Failure::TooManySteps { time, limit: self.options.max_steps }
            }
            IntegrationError::StiffnessDetected { .. } => Failure::Stiff { time },
            IntegrationError::StepSizeUnderflow { .. } => {
                let z = self.scale(y);
                let mut dz = DVector::zeros(y.len());
                self.derivative(time, &z, &mut dz);
                let bad = dz.iter().position(|d| !d.is_finite());
                match bad {
                    Some(state) => Failure::Derivative { time, state, value: dz[state] },
                    None => Failure::StepTooSmall { time, state: if dz.is_empty() { 0 } else { dz.iamax() } },
                }
            }
        }
    }
}

/// The system as the crate wants it.
struct Rhs<'a, 'b> {
    stretch: &'a Stretch<'b>,
    /// Clock of the stretch at the crate's 0.
    offset: f64,
    /// Whether the last state is the clock.
    clock: bool,
    single: bool,
    calls: &'a Cell<u64>,
}

impl ode_solvers::System<f64, DVector<f64>> for Rhs<'_, '_> {
    fn system(&self, x: f64, z: &DVector<f64>, dz: &mut DVector<f64>) {
        self.calls.set(self.calls.get() + 1);
        let n = self.stretch.system.states;
        if z.iter().any(|z| !z.is_finite()) {
            // A formula may turn such a state into a number, and the step would pass for a good one.
            dz.fill(f64::NAN);
            return;
        }
        let x = if self.clock { z[n] } else { x };
        self.stretch.derivative(self.stretch.origin + self.offset + x, z, dz);
        if self.clock {
            dz[n] = 1.0;
        }
    }

    fn solout(&mut self, _: f64, _: &DVector<f64>, _: &DVector<f64>) -> bool {
        self.single
    }
}

/// A step that is read by integrating again from its start.
struct Reread<'a, 'b> {
    stretch: &'a Stretch<'b>,
    clock: f64,
    from: &'a DVector<f64>,
    end: f64,
    last: &'a DVector<f64>,
    /// Time of `state`.
    at: f64,
    state: Vec<f64>,
}

impl<'a, 'b> Reread<'a, 'b> {
    fn new(
        stretch: &'a Stretch<'b>,
        clock: f64,
        from: &'a DVector<f64>,
        end: f64,
        last: &'a DVector<f64>,
    ) -> Self {
        Self { stretch, clock, from, end, last, at: f64::NAN, state: Vec::new() }
    }

    fn read(&mut self, t: f64) {
        if self.at == t {
            return;
        }
        let n = self.stretch.system.states;
        self.state.resize(n, 0.0);
        let to = t - self.stretch.origin;
        if t >= self.end {
            self.stretch.unscale(self.last, &mut self.state);
        } else if to <= self.clock {
            self.stretch.unscale(self.from, &mut self.state);
        } else {
            let steps = self.stretch.integrate(
                self.from.clone(),
                self.clock,
                to,
                to - self.clock,
                false,
                REREAD_TRIES,
            );
            match (steps.error, steps.states.last()) {
                (None, Some(z)) => self.stretch.unscale(z, &mut self.state),
                _ => self.state.fill(f64::NAN),
            }
        }
        self.at = t;
    }
}

impl Dense for Reread<'_, '_> {
    fn fill(&mut self, t: f64, which: &[u32], y: &mut [f64]) {
        self.read(t);
        for i in which {
            y[*i as usize] = self.state[*i as usize];
        }
    }
}
