//! The course of one run: stops, events, what is kept and what is measured.
//!
//! Every solver drives the same course. It asks [`Course::target`] how far a step may go, shows
//! each finished step to [`Course::step`] and calls [`Course::arrive`] on reaching the target.

use std::sync::Arc;

use crate::code::interpret::Registers;
use crate::consistent::Accuracy;
use crate::events::{Located, Queue, Values};
use crate::lag::{Jumps, Lags, Side};
use crate::measure::{Kind, Measure, crossing};
use crate::options::Options;
use crate::run::{Action, BadInput, Failure, Run, Save, Solution, Stats, Stop};
use crate::snapshot::{Reader, Words};
use crate::switchboard::Switchboard;
use crate::system::{INITIAL, OUTPUTS, RHS, System, Target};

/// How often the start of the first step after an event is looked at, each time four times as close.
const CLOSE_LOOKS: i32 = 24;

/// What part of the step in which a trigger was located it may take to become true for good. A step
/// from there may be shorter than that, where a host or a stop cuts it.
const SETTLE: f64 = 1e-4;

/// A step that ends short of an event goes on by so many roundings of time, then so much more each time.
const NUDGE: f64 = 64.0 * f64::EPSILON;
const NUDGE_GROWTH: f64 = 16.0;

/// The largest part of the step in which an event was located that nudges may take.
const NUDGED: f64 = 1e-2;

/// The part of that step in which the event is looked for once more.
const LOOK_AGAIN: f64 = 1e-3;

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

/// A step ended where these triggers were located, and none of them is true there: what is read
/// within a step is less exact than its end.
#[derive(Debug, Clone)]
struct Nudge {
    triggers: Vec<usize>,
    /// How often the step went on; 0 while events are still looked for in between.
    count: i32,
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

    /// Takes in a finished step that ended at `t1`, as one method at a time shows it.
    pub fn step(&mut self, t0: f64, t1: f64, dense: &mut dyn Dense) -> Verdict {
        let verdict = self.locate(t0, t1, dense);
        if verdict == Verdict::Keep {
            while let Some(&t) = self.due(t1).first() {
                self.read(t, dense);
                self.keep(t);
                self.next_save += 1;
            }
            self.measure(t0, t1, dense, None);
        }
        verdict
    }

    /// Looks for events in a finished step.
    pub fn locate(&mut self, t0: f64, t1: f64, dense: &mut dyn Dense) -> Verdict {
        self.step_end = t1;
        if self.has_triggers()
            && self.located.is_empty()
            && self.nudge.as_ref().is_none_or(|n| n.count == 0)
            && let Some(t) = self.first_rise(t0, t1, dense)
        {
            self.undisturbed = t < self.target;
            self.target = t;
            return Verdict::Cut(t);
        }
        self.just_fired = false;
        Verdict::Keep
    }

    /// The times of rows to keep in a step up to `t1`. A row at the target itself is kept on arrival.
    pub fn due(&self, t1: f64) -> &[f64] {
        let left = &self.save.times[self.next_save..];
        let count = left.iter().take_while(|t| **t < t1 || (**t == t1 && t1 < self.target)).count();
        &left[..count]
    }

    /// Keeps the next row that is due.
    #[inline(always)]
    pub fn keep_due(&mut self, t: f64, outputs: &[f64]) {
        self.times.push(t);
        self.values.extend_from_slice(outputs);
        self.next_save += 1;
    }

    /// The time at which the first trigger rises in a step, if one does.
    fn first_rise(&mut self, t0: f64, t1: f64, dense: &mut dyn Dense) -> Option<f64> {
        // A trigger that rises and falls within a quarter of a step is not seen. Just after an event
        // things may move much faster than the step shows, so look closely at its start.
        let close = if self.just_fired { CLOSE_LOOKS } else { 0 };
        let fractions = (1..=close).rev().map(|k| 0.25f64.powi(k + 1)).chain([0.25, 0.5, 0.75, 1.0]);
        let mut low = t0;
        for fraction in fractions {
            let high = if fraction == 1.0 { t1 } else { t0 + (t1 - t0) * fraction };
            if high <= low {
                continue;
            }
            for next in self.turns(low, high, dense).into_iter().chain([high]) {
                self.read(next, dense);
                if self.queue.rises(self.system, &mut self.registers) {
                    let queue = self.queue.clone();
                    let mut rises = |course: &mut Self| queue.rises(course.system, &mut course.registers);
                    let t = self.first(low, next, dense, &mut rises);
                    self.read(t, dense);
                    self.located = self.queue.rising(self.system, &mut self.registers);
                    self.stride = t1 - t0;
                    self.queue.settle_until(t + SETTLE * (t1 - t0));
                    return Some(t);
                }
                self.queue.release(self.system, &mut self.registers, next, fraction < 0.25);
                low = next;
            }
        }
        None
    }

    /// The times between `low` and `high` at which comparisons turn that triggers are made of.
    fn turns(&mut self, low: f64, high: f64, dense: &mut dyn Dense) -> Vec<f64> {
        let mut turns = Vec::new();
        for i in 0..self.system.comparisons {
            let holds = |course: &mut Self| course.queue.compares(course.system, &mut course.registers, i);
            self.read(low, dense);
            let before = holds(self);
            self.read(high, dense);
            if holds(self) != before {
                let t = self.first(low, high, dense, &mut |course| holds(course) != before);
                turns.push(t);
            }
        }
        turns.sort_by(f64::total_cmp);
        turns
    }

    /// The first time after `low` at which something holds that holds at `high` and not at `low`.
    fn first(
        &mut self,
        low: f64,
        high: f64,
        dense: &mut dyn Dense,
        holds: &mut dyn FnMut(&mut Self) -> bool,
    ) -> f64 {
        let mut at = |t: f64| {
            self.read(t, dense);
            f64::from(u8::from(holds(self)))
        };
        crossing(low, high, &mut at, |v| v != 0.0)
    }

    /// Shows the states at `t` to the formulas.
    fn read(&mut self, t: f64, dense: &mut dyn Dense) {
        dense.fill(t, &self.system.watched, &mut self.buffer);
        self.registers.set_states(&self.buffer);
        self.registers.set_time(t);
        let side = inside(t, self.step_end);
        show(&mut self.lags, &mut self.registers, t, (&self.buffer, &self.params), side);
    }

    /// Keeps the outputs of the state in the registers.
    fn keep(&mut self, t: f64) {
        self.registers.run(&self.system.scalar, OUTPUTS);
        self.times.push(t);
        self.values.extend(self.registers.results(&self.system.scalar, OUTPUTS));
    }

    /// Whether a measure looks into a step from `t0` to `t1`.
    pub fn measures_in(&self, t0: f64, t1: f64) -> bool {
        self.measures.iter().any(|m| m.wants(t0, t1))
    }

    /// Shows a finished step to the measures. `sampled` gives an output at the points where measures
    /// look into a whole step, if that was computed already.
    pub fn measure(
        &mut self,
        t0: f64,
        t1: f64,
        dense: &mut dyn Dense,
        sampled: Option<&dyn Fn(usize) -> [f64; 5]>,
    ) {
        let measures = Arc::clone(&self.measures);
        for (i, measure) in measures.iter().enumerate().filter(|(_, m)| m.wants(t0, t1)) {
            let (system, registers, buffer) = (self.system, &mut self.registers, &mut self.buffer);
            let (lags, params) = (&mut self.lags, &self.params);
            let mut at = |t: f64| {
                dense.fill(t, &system.watched, buffer);
                registers.set_states(buffer);
                registers.set_time(t);
                show(lags, registers, t, (buffer, params), inside(t, t1));
                registers.run(&system.scalar, OUTPUTS);
                registers.result(&system.scalar, OUTPUTS, measure.output)
            };
            let whole = sampled.filter(|_| measure.covers(t0, t1)).map(|sampled| sampled(measure.output));
            measure.update(&mut self.measured[i], t0, t1, whole.as_ref(), &mut at);
        }
    }

    fn measure_points(&mut self, kind: Kind, t: f64, y: &[f64]) {
        let measures = Arc::clone(&self.measures);
        for (i, measure) in measures.iter().enumerate() {
            if measure.kind == kind && measure.from == t {
                self.registers.set_params(&self.system.scalar, &self.params);
                self.registers.set_states(y);
                self.registers.set_time(t);
                let side = if kind == Kind::Before { Side::Before } else { Side::After };
                show(&mut self.lags, &mut self.registers, t, (y, &self.params), side);
                self.registers.run(&self.system.scalar, OUTPUTS);
                self.measured[i] = self.registers.result(&self.system.scalar, OUTPUTS, measure.output);
            }
        }
    }

    /// Does what is due at the target.
    pub fn arrive(&mut self, t: f64, y: &mut [f64]) -> Result<Flow, Failure> {
        if std::mem::take(&mut self.unsettled) {
            self.board.show_at(t, &mut self.params);
            self.settle(t, y)?;
        }
        if self.goes_on(t, y) {
            return Ok(Flow::Go);
        }
        self.registers.set_time(t);
        self.load(t, y, Side::Before);
        let mut located = Located { triggers: std::mem::take(&mut self.located), ..Located::default() };
        located.triggers.extend(self.queue.settling(t));
        if !located.triggers.is_empty() {
            located.states = y.to_vec();
            located.params.clone_from(&self.params);
        }
        let saving = self.save.times.get(self.next_save) == Some(&t);
        let rows = self.times.len();
        if saving && self.save.both_sides && t > self.start {
            self.keep(t);
        }
        let jumps = self.lags.as_mut().map_or(Jumps::default(), |lags| lags.reach(t));
        self.look_back(t, y)?;
        let first_stop = self.next_stop;
        let stopped = self.stop(t, y)?;
        let (params, board, lags) = (&mut self.params, &mut self.board, &mut self.lags);
        let mut values = Values { states: y, params, board, accuracy: &self.accuracy, lags };
        let fired = !self.system.events.is_empty()
            && self.queue.execute(self.system, t, &mut self.registers, &mut values, &located)?;
        self.just_fired = fired;
        let switched = self.switch(t);
        if switched {
            self.settle(t, y)?;
        }
        let jumped = stopped || fired || switched;
        self.look_back(t, y)?;
        if let Some(lags) = &mut self.lags {
            lags.set_out(t, jumped);
        }
        let changed = jumped || jumps.rates;
        self.changed = changed;
        let stop_alone = stopped && self.next_stop == first_stop + 1 && !fired && !switched;
        self.kind = stop_alone.then(|| self.kind_of(first_stop));
        if saving {
            if !changed && !jumps.shown {
                self.times.truncate(rows);
                self.values.truncate(rows * self.system.outputs);
            }
            self.keep(t);
            self.next_save += 1;
        }
        self.stats.events = self.queue.executed;
        if t >= self.end {
            self.measure_points(Kind::After, t, y);
            return Ok(Flow::Done);
        }
        self.aim(t);
        Ok(if changed { Flow::Restart } else { Flow::Go })
    }

    /// Whether the step that ends at `t` is short of the event that was located there: it goes on a
    /// little, unless something else is due.
    fn goes_on(&mut self, t: f64, y: &[f64]) -> bool {
        let last = self.nudge.take();
        if let Some(nudge) = last.as_ref().filter(|n| n.count > 0) {
            self.located.clone_from(&nudge.triggers);
        }
        if self.located.is_empty() || !self.undisturbed {
            return false;
        }
        self.registers.set_params(&self.system.scalar, &self.params);
        self.registers.set_states(y);
        self.registers.set_time(t);
        show(&mut self.lags, &mut self.registers, t, (y, &self.params), Side::Before);
        if self.queue.any_holds(self.system, &mut self.registers, &self.located) {
            return false;
        }
        // Look again in a short step, where what is read in between is exact; then go on by what is
        // about a rounding of time.
        let count = last.map_or(0, |n| n.count + 1);
        let further = match count {
            0 => LOOK_AGAIN * self.stride,
            _ => NUDGE * t.abs().max(self.stride) * NUDGE_GROWTH.powi(count - 1),
        };
        if further > NUDGED * self.stride {
            return false;
        }
        if self.save.times.get(self.next_save) == Some(&t) {
            self.keep(t);
            self.next_save += 1;
        }
        self.nudge = Some(Nudge { triggers: std::mem::take(&mut self.located), count });
        self.aim(t);
        self.undisturbed = t + further < self.target;
        self.target = self.target.min(t + further);
        true
    }

    /// Shows the formulas the states `y` at `t`, and on this side of a jump what is past.
    fn load(&mut self, t: f64, y: &mut [f64], side: Side) {
        let (params, board, lags) = (&mut self.params, &mut self.board, &mut self.lags);
        let mut values = Values { states: y, params, board, accuracy: &self.accuracy, lags };
        values.load(self.system, t, &mut self.registers, side);
    }

    /// Shows the formulas what is past after what jumps at `t`.
    fn look_back(&mut self, t: f64, y: &[f64]) -> Result<(), Failure> {
        show(&mut self.lags, &mut self.registers, t, (y, &self.params), Side::After);
        self.lags.as_mut().and_then(|lags| lags.take_failure()).map_or(Ok(()), Err)
    }

    /// Applies the stops at `t`.
    fn stop(&mut self, t: f64, y: &mut [f64]) -> Result<bool, Failure> {
        let stops = Arc::clone(&self.stops);
        let (params, board, lags) = (&mut self.params, &mut self.board, &mut self.lags);
        let mut values = Values { states: y, params, board, accuracy: &self.accuracy, lags };
        let mut changed = false;
        while let Some(stop) = stops.get(self.next_stop).filter(|s| s.time <= t) {
            for action in &stop.actions {
                match *action {
                    Action::Add(target, amount) => *values.slot(target) += amount,
                    Action::Set(target, value) => *values.slot(target) = value,
                }
            }
            changed |= !stop.actions.is_empty();
            self.next_stop += 1;
        }
        if changed {
            values.load(self.system, t, &mut self.registers, Side::After);
            values.settle(self.system, t, &mut self.registers)?;
        }
        Ok(changed)
    }

    /// The kind of stop `index`: the place of its first like in a list of kinds.
    fn kind_of(&mut self, index: usize) -> usize {
        let changes = |stop: usize| self.stops[stop].actions.iter().map(Action::target);
        let known = self.kinds.iter().position(|like| changes(*like).eq(changes(index)));
        known.unwrap_or_else(|| {
            self.kinds.push(index);
            self.kinds.len() - 1
        })
    }

    /// Sets the hidden parameters to what holds just after `t`; gives whether rates change by it.
    fn switch(&mut self, t: f64) -> bool {
        if self.board.len() == 0 {
            return false;
        }
        let turned = self.board.show_after(t, &mut self.params);
        self.registers.set_params(&self.system.scalar, &self.params);
        turned
    }

    fn aim(&mut self, t: f64) {
        let stop = self.stops.get(self.next_stop).map(|s| s.time);
        let due = [stop, self.board.next(t), self.queue.next()];
        self.target = due.into_iter().flatten().fold(self.end, f64::min);
        if let Some(next) = self.lags.as_ref().and_then(|lags| lags.next_break()) {
            // Of two that mean the same time the other one is exact.
            if next < self.target * (1.0 - f64::EPSILON) {
                self.target = next;
            }
        }
    }

    /// Lets the run go on from `t` to a later end.
    pub fn extend(&mut self, t: f64, end: f64) {
        self.end = end;
        self.stats = Stats::default();
        self.queue.executed = 0;
        if let Some(lags) = &mut self.lags {
            lags.count_anew();
        }
        // A failure may have left an event that was located and not reached.
        self.located.clear();
        self.nudge = None;
        self.aim(t);
    }

    /// A host sets something where the run is.
    pub fn set(&mut self, target: Target) {
        self.queue.unsettle(self.system, target);
    }

    /// Rates of change of the states `y` at `t`.
    pub fn rates(&mut self, t: f64, y: &[f64]) -> Vec<f64> {
        self.place(t, y);
        self.registers.run(&self.system.scalar, RHS);
        self.registers.results(&self.system.scalar, RHS).collect()
    }

    /// Shows all inputs to the formulas.
    fn place(&mut self, t: f64, y: &[f64]) {
        self.registers.set_time(t);
        self.registers.set_params(&self.system.scalar, &self.params);
        self.registers.set_states(y);
        show(&mut self.lags, &mut self.registers, t, (y, &self.params), Side::After);
    }

    /// Value of an output for the states `y` at `t`; where some were `set`, algebraic states are made to
    /// fit first. Not a number where they cannot.
    pub fn output(&mut self, t: f64, y: &[f64], output: usize, set: bool) -> f64 {
        self.place(t, y);
        if set && !self.system.implicit.is_empty() && self.settle(t, &mut y.to_vec()).is_err() {
            return f64::NAN;
        }
        self.registers.run(&self.system.scalar, OUTPUTS);
        self.registers.result(&self.system.scalar, OUTPUTS, output)
    }

    /// Everything that the rest of the run depends on beside time and states.
    pub fn store(&self, words: &mut Words) {
        words.floats(&self.params);
        self.board.store(words);
        words.push(u64::from(self.just_fired));
        self.queue.store(words);
        if let Some(lags) = &self.lags {
            lags.store(words);
        }
    }

    /// Takes back what [`Course::store`] wrote.
    pub fn restore(&mut self, words: &mut Reader<'_>) -> Option<()> {
        let (given, hidden) = self.params.split_at_mut(self.system.params);
        for param in given {
            *param = words.finite()?;
        }
        for param in hidden {
            *param = words.float()?;
        }
        self.board.restore(words)?;
        self.just_fired = words.flag()?;
        self.queue.restore(self.system, words)?;
        if let Some(lags) = &mut self.lags {
            lags.restore(words)?;
        }
        self.changed = false;
        // Triggers may be looked at before anything is due, and read parameters.
        self.registers.set_params(&self.system.scalar, &self.params);
        Some(())
    }

    /// Ends the run.
    pub fn finish(mut self, time: f64, states: Vec<f64>, failure: Option<Failure>) -> Solution {
        self.params.truncate(self.system.params);
        if failure.is_some() {
            // A measure that saw a part of its window only must not look like a result.
            for (measure, value) in self.measures.iter().zip(&mut self.measured) {
                let seen = if measure.is_point() { measure.from } else { measure.to };
                if seen >= time {
                    *value = f64::NAN;
                }
            }
        }
        Solution {
            failure,
            time,
            states,
            params: self.params,
            times: self.times,
            values: self.values,
            measured: self.measured,
            stats: self.stats,
            error: None,
        }
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

/// The solution of a run that could not begin.
pub(crate) fn never_began(run: &Run, failure: Failure) -> Solution {
    Solution {
        failure: Some(failure),
        time: run.start,
        states: Vec::new(),
        params: run.params.clone(),
        times: Vec::new(),
        values: Vec::new(),
        measured: vec![f64::NAN; run.measures.len()],
        stats: Stats::default(),
        error: None,
    }
}

fn check(system: &System, run: &Run) -> Result<(), BadInput> {
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
