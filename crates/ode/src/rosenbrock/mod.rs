//! Rosenbrock methods over lanes: several runs are integrated side by side, each with its own time,
//! step, stops and end. A lane whose run has ended takes the next one at once.
//!
//! A lane never reads another, so a run gives the same bits in any lane, in any company.

mod control;
mod dense;
mod lagged;
mod measured;
mod pivoting;
mod rows;
mod step;

use crate::code::interpret::Registers;
use crate::course::{Course, never_began};
use crate::options::Options;
use crate::rosenbrock::dense::Reading;
use crate::rosenbrock::measured::Measured;
use crate::rosenbrock::pivoting::Pivoted;
use crate::rosenbrock::rows::Due;
use crate::run::{Failure, Run, Solution};
use crate::system::System;
use crate::tableau::Tableau;
use crate::value::Value;

pub(crate) use dense::{between, slope_between};

/// Memory for [`Value::LANES`] runs side by side, made once for many runs.
#[derive(Debug, Clone)]
pub(crate) struct Lanes<'a, const S: usize, V> {
    tableau: &'static Tableau<S>,
    system: &'a System,
    options: Options,
    /// Absolute tolerance of each state.
    atol: Vec<f64>,
    registers: Registers<V>,
    y: Vec<V>,
    y1: Vec<V>,
    /// Where the step just tried began, kept where there are fast processes.
    before: Vec<V>,
    /// All stages of each state.
    k: Vec<[V; S]>,
    /// For each watched state the three sums of stages of the interpolant.
    dense: Vec<[V; 3]>,
    /// For which states `dense` is that of the step just tried.
    dense_ready: Reading,
    /// Rows that are due in the step just tried.
    due: Vec<Due>,
    /// Where they are computed.
    row_registers: Registers<V>,
    /// Rows on their way out: outputs of each lane, one lane after the other.
    rows: Vec<f64>,
    /// What the runs under way measure.
    measured: Measured,
    /// Measured outputs at the points where measures look into the step just tried.
    samples: Vec<[V; 5]>,
    /// Lanes whose linear systems are solved with row exchanges in the step under way.
    pivoted: Vec<Pivoted>,
    /// States of one lane on their way through an arrival.
    scratch: Vec<f64>,
}

/// Jumps of rates are at least so much of the time apart.
const JUMPS_APART: f64 = 1e-9;
/// Shortest steps that one jump may take.
const MOST_STEPS_ACROSS: u32 = 4;

/// One run in its lane.
#[derive(Debug, Clone)]
pub(crate) struct Lane<'a> {
    index: usize,
    pub course: Course<'a>,
    pub t: f64,
    /// The step that the control asks for.
    pub h: f64,
    /// The step is yet to be chosen from the state.
    pub fresh: bool,
    /// The last try was thrown away: do not grow.
    pub after_rejection: bool,
    /// The static order of pivots has failed here: exchange rows.
    cautious: bool,
    /// The step that was right just after the last stop of each kind, 0 where none is known.
    after_stop: Vec<f64>,
    /// The kind of stop that the step under way begins at, if nothing else was there.
    learning: Option<usize>,
    /// A rate jumps here, and the step is as short as time can tell: it stands whatever its error.
    crossing: bool,
    /// When that was last so, and how often in a row.
    pub crossed: (f64, u32),
}

impl<'a> Lane<'a> {
    /// A run at its start.
    pub fn new(index: usize, course: Course<'a>, t: f64) -> Self {
        Self {
            index,
            course,
            t,
            h: 0.0,
            fresh: true,
            after_rejection: false,
            cautious: false,
            after_stop: Vec::new(),
            learning: None,
            crossing: false,
            crossed: (f64::MIN, 0),
        }
    }

    /// Something jumped: what was learnt about the step no longer holds, but for what was learnt after
    /// a stop of the same kind. In a year of doses no first step but the first has to be guessed.
    pub fn restart(&mut self) {
        (self.fresh, self.after_rejection, self.cautious, self.crossing) = (true, false, false, false);
        self.learning = self.course.kind.take();
        let least = control::smallest_step(self.t);
        let known = self.learning.and_then(|kind| self.after_stop.get(kind)).filter(|h| **h > least);
        if let Some(h) = known {
            (self.h, self.fresh) = (*h, false);
        }
    }

    /// A step stands, and `next` is what the control would have it be.
    fn learn(&mut self, next: f64) {
        if let Some(kind) = self.learning.take() {
            if self.after_stop.len() <= kind {
                self.after_stop.resize(kind + 1, 0.0);
            }
            self.after_stop[kind] = next;
        }
    }

    /// Whether a rate may jump here: it did not just now. A stage may see a jump that the end of its
    /// step does not reach, so a few steps are allowed for one.
    fn may_cross(&self) -> bool {
        let (last, count) = self.crossed;
        count < MOST_STEPS_ACROSS || self.t - last > JUMPS_APART * self.t.abs()
    }

    /// Notes a step across a jump that ends here.
    fn note_crossing(&mut self) {
        let (last, count) = self.crossed;
        let again = self.t - last <= JUMPS_APART * self.t.abs();
        self.crossed = (self.t, if again { count + 1 } else { 1 });
    }
}

/// How a run ended: with a failure or without.
pub(crate) type End = Option<Failure>;

impl<'a, const S: usize, V: Value> Lanes<'a, S, V> {
    /// Memory for `system`.
    pub fn new(tableau: &'static Tableau<S>, system: &'a System, options: &Options) -> Self {
        let n = system.states;
        let zero = V::default();
        Self {
            tableau,
            system,
            options: options.clone(),
            atol: (0..n).map(|i| options.atol(i)).collect(),
            registers: system.kernel.registers(),
            y: vec![zero; n],
            y1: vec![zero; n],
            before: Vec::new(),
            k: vec![[zero; S]; n],
            dense: vec![[zero; 3]; system.watched.len()],
            dense_ready: Reading::Nothing,
            due: Vec::new(),
            row_registers: Registers::new(&system.kernel.programs),
            rows: vec![0.0; V::LANES * system.outputs.next_multiple_of(V::LANES)],
            measured: Measured::default(),
            samples: Vec::new(),
            pivoted: Vec::new(),
            scratch: vec![0.0; n],
        }
    }

    /// Integrates all `runs`; solutions come in their order.
    pub fn solve(&mut self, runs: &[Run]) -> Vec<Solution> {
        self.measured = Measured::new(self.system, runs);
        let mut solutions: Vec<Option<Solution>> = runs.iter().map(|_| None).collect();
        let mut lanes: Vec<Option<Lane<'a>>> = (0..V::LANES).map(|_| None).collect();
        let mut waiting = runs.iter().enumerate();
        loop {
            for (l, lane) in lanes.iter_mut().enumerate() {
                while lane.is_none()
                    && let Some((index, run)) = waiting.next()
                {
                    *lane = self.begin(l, index, run, &mut solutions[index]);
                }
            }
            if lanes.iter().all(Option::is_none) {
                break;
            }
            for (l, end) in self.advance(&mut lanes).into_iter().enumerate() {
                if let Some(failure) = end
                    && let Some(lane) = lanes[l].take()
                {
                    self.unload_states(l);
                    let states = self.scratch.clone();
                    solutions[lane.index] = Some(lane.course.finish(lane.t, states, failure));
                }
            }
        }
        solutions.into_iter().flatten().collect()
    }

    /// Puts a run into lane `l`; a run that fails or ends at its start is solved at once.
    fn begin(
        &mut self,
        l: usize,
        index: usize,
        run: &Run,
        solution: &mut Option<Solution>,
    ) -> Option<Lane<'a>> {
        match Course::begin(self.system, &self.options, run) {
            Err(failure) => {
                *solution = Some(never_began(run, failure));
                None
            }
            Ok((course, y)) if run.start == run.end => {
                *solution = Some(course.finish(run.end, y, None));
                None
            }
            Ok((course, y)) => {
                self.load_states(l, &y);
                self.load_params(l, &course.params);
                Some(Lane::new(index, course, run.start))
            }
        }
    }

    /// Calls `f` with the states of the first lane.
    pub fn with_states<R>(&mut self, f: impl FnOnce(&[f64]) -> R) -> R {
        self.unload_states(0);
        f(&self.scratch)
    }

    /// The system.
    pub fn system(&self) -> &'a System {
        self.system
    }

    /// State `i` of lane `l`.
    pub fn state(&self, i: usize, l: usize) -> f64 {
        self.y[i].lane(l)
    }

    /// State `i` of lane `l`.
    pub fn state_mut(&mut self, i: usize, l: usize) -> &mut f64 {
        self.y[i].lane_mut(l)
    }

    fn load_states(&mut self, l: usize, y: &[f64]) {
        for (to, value) in self.y.iter_mut().zip(y) {
            *to.lane_mut(l) = *value;
        }
    }

    /// Brings the states of lane `l` into `scratch`.
    fn unload_states(&mut self, l: usize) {
        for (to, y) in self.scratch.iter_mut().zip(&self.y) {
            *to = y.lane(l);
        }
    }

    /// Shows changed parameters of a lane to the formulas.
    pub fn load_params(&mut self, l: usize, params: &[f64]) {
        for (to, value) in self.registers.params_mut().iter_mut().zip(params) {
            *to.lane_mut(l) = *value;
        }
        self.system.kernel.prologue(&mut self.registers);
    }
}
