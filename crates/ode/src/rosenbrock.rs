//! Rosenbrock methods over lanes: `L` runs are integrated side by side, each with its own time,
//! step, stops and end. A lane whose run has ended takes the next one at once.
//!
//! A lane never reads another, so a run gives the same bits in any lane, in any company.

use std::sync::Arc;

use crate::course::{Course, Dense, Flow, Verdict, never_began};
use crate::options::Options;
use crate::program::Registers;
use crate::run::{Failure, Run, Solution};
use crate::simd::each;
use crate::system::{JACOBIAN, RHS, System};
use crate::tableau::Tableau;

/// Safety factor of the step control, and the bounds of a change of the step.
const SAFETY: f64 = 0.9;
const SHRINK: f64 = 0.2;
const GROW: f64 = 6.0;

/// Memory for `L` runs side by side, made once for many runs.
#[derive(Debug, Clone)]
pub(crate) struct Lanes<'a, const S: usize, const L: usize> {
    tableau: &'static Tableau<S>,
    system: &'a System,
    options: Arc<Options>,
    registers: Registers<L>,
    y: Vec<[f64; L]>,
    y1: Vec<[f64; L]>,
    /// Stage by stage, `S` times the states.
    k: Vec<[f64; L]>,
    /// Right-hand side at the start of the step.
    f0: Vec<[f64; L]>,
    /// Time derivative of the right-hand side, by state.
    ft: Vec<[f64; L]>,
    w: Vec<[f64; L]>,
    /// For each watched state the three sums of stages of the interpolant.
    dense: Vec<[[f64; L]; 3]>,
    /// Whether `dense` is that of the step just tried.
    dense_ready: bool,
    /// States of one lane on their way through an arrival.
    scratch: Vec<f64>,
}

/// Steps that were tried, and their errors in units of the tolerance.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attempt<const L: usize> {
    h: [f64; L],
    error: [f64; L],
}

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
}

impl<'a> Lane<'a> {
    /// A run at its start.
    pub fn new(index: usize, course: Course<'a>, t: f64) -> Self {
        Self { index, course, t, h: 0.0, fresh: true, after_rejection: false }
    }
}

impl<'a, const S: usize, const L: usize> Lanes<'a, S, L> {
    /// Memory for `system`.
    pub fn new(tableau: &'static Tableau<S>, system: &'a System, options: &Options) -> Self {
        let n = system.states;
        let zero = [0.0; L];
        Self {
            tableau,
            system,
            options: Arc::new(options.clone()),
            registers: Registers::new(&system.kernel),
            y: vec![zero; n],
            y1: vec![zero; n],
            k: vec![zero; n * S],
            f0: vec![zero; n],
            ft: vec![zero; n],
            w: vec![zero; system.lu.entries()],
            dense: vec![[zero; 3]; system.watched.len()],
            dense_ready: false,
            scratch: vec![0.0; n],
        }
    }

    /// Integrates all `runs`; solutions come in their order.
    pub fn solve(&mut self, runs: &[Run]) -> Vec<Solution> {
        let mut solutions: Vec<Option<Solution>> = runs.iter().map(|_| None).collect();
        let mut lanes: [Option<Lane<'a>>; L] = std::array::from_fn(|_| None);
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
            let tried = self.attempt(&mut lanes);
            for l in 0..L {
                if let Some(lane) = &mut lanes[l]
                    && let Some(failure) = self.judge(l, lane, &tried)
                    && let Some(lane) = lanes[l].take()
                {
                    let states = self.y.iter().map(|y| y[l]).collect();
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
        let begun = self.options.check(self.system.states).map_err(|what| Failure::BadInput { what });
        match begun.and_then(|()| Course::begin(self.system, run)) {
            Err(failure) => {
                *solution = Some(never_began(run, failure));
                None
            }
            Ok((course, y)) if run.start == run.end => {
                *solution = Some(course.finish(run.end, y, None));
                None
            }
            Ok((course, y)) => {
                for (to, value) in self.y.iter_mut().zip(&y) {
                    to[l] = *value;
                }
                self.load_params(l, &course.params);
                Some(Lane::new(index, course, run.start))
            }
        }
    }

    /// Calls `f` with the states of the first lane.
    pub fn with_states<R>(&mut self, f: impl FnOnce(&[f64]) -> R) -> R {
        for (to, y) in self.scratch.iter_mut().zip(&self.y) {
            *to = y[0];
        }
        f(&self.scratch)
    }

    /// The system.
    pub fn system(&self) -> &'a System {
        self.system
    }

    /// State `i` of lane `l`.
    pub fn state(&self, i: usize, l: usize) -> f64 {
        self.y[i][l]
    }

    /// State `i` of lane `l`.
    pub fn state_mut(&mut self, i: usize, l: usize) -> &mut f64 {
        &mut self.y[i][l]
    }

    /// Shows changed parameters of a lane to the formulas.
    pub fn load_params(&mut self, l: usize, params: &[f64]) {
        for (to, value) in self.registers.params_mut().iter_mut().zip(params) {
            to[l] = *value;
        }
        self.registers.prologue(&self.system.kernel);
    }

    /// One step in every lane, from `y` to `y1`.
    pub fn attempt(&mut self, lanes: &mut [Option<Lane<'a>>; L]) -> Attempt<L> {
        crate::simd::widest(
            #[inline(always)]
            || self.attempt_in_place(lanes),
        )
    }

    #[inline(always)]
    fn attempt_in_place(&mut self, lanes: &mut [Option<Lane<'a>>; L]) -> Attempt<L> {
        let t: [f64; L] = std::array::from_fn(|l| lanes[l].as_ref().map_or(0.0, |lane| lane.t));
        self.linearise(t);
        let mut h = [1.0; L];
        for l in 0..L {
            if let Some(lane) = &mut lanes[l] {
                if lane.fresh {
                    lane.h = self.first_step(l, lane.course.target - lane.t);
                    lane.fresh = false;
                }
                h[l] = clip(lane.h.min(self.options.max_step), lane.course.target - lane.t);
            }
        }
        self.factor(h);
        self.stages(t, h);
        self.dense_ready = false;
        Attempt { h, error: self.errors() }
    }

    /// Right-hand side, its time derivative and the Jacobian (into the entries of `w`).
    #[inline(always)]
    fn linearise(&mut self, t: [f64; L]) {
        let system = self.system;
        self.registers.set_time(t);
        self.registers.states_mut().copy_from_slice(&self.y);
        self.registers.run(&system.kernel, JACOBIAN);
        self.w.fill([0.0; L]);
        let mut results = self.registers.results(&system.kernel, JACOBIAN);
        for (to, value) in self.f0.iter_mut().zip(&mut results) {
            *to = value;
        }
        for (state, value) in system.timed.iter().zip(&mut results) {
            self.ft[*state as usize] = each(|l| finite_or_zero(value[l]));
        }
        for (element, value) in results.enumerate() {
            self.w[system.lu.element(element)] = each(|l| -finite_or_zero(value[l]));
        }
    }

    /// `w = LU of I/(γ h) - J`.
    #[inline(always)]
    fn factor(&mut self, h: [f64; L]) {
        let diagonal: [f64; L] = each(|l| 1.0 / (self.tableau.gamma * h[l]));
        for i in 0..self.system.states {
            let entry = &mut self.w[self.system.lu.diagonal(i)];
            for l in 0..L {
                entry[l] += diagonal[l];
            }
        }
        self.system.lu.factor(&mut self.w);
    }

    #[inline(always)]
    fn stages(&mut self, t: [f64; L], h: [f64; L]) {
        let (n, tableau) = (self.system.states, self.tableau);
        for stage in 0..S {
            let (done, open) = self.k.split_at_mut(stage * n);
            let k = &mut open[..n];
            if stage == 0 {
                k.copy_from_slice(&self.f0);
            } else {
                let argument = self.registers.states_mut();
                combine(argument, &self.y, done, &tableau.a[stage]);
                self.y1.copy_from_slice(argument);
                self.registers.set_time(each(|l| t[l] + tableau.times[stage] * h[l]));
                self.registers.run(&self.system.kernel, RHS);
                for (to, value) in k.iter_mut().zip(self.registers.results(&self.system.kernel, RHS)) {
                    *to = value;
                }
                let over_h: [f64; L] = each(|l| 1.0 / h[l]);
                for (j, coefficient) in tableau.c[stage][..stage].iter().enumerate() {
                    if *coefficient != 0.0 {
                        let scale = each(|l| over_h[l] * coefficient);
                        add_scaled(k, &done[j * n..(j + 1) * n], scale);
                    }
                }
            }
            if !self.system.timed.is_empty() && tableau.d[stage] != 0.0 {
                add_scaled(k, &self.ft, each(|l| h[l] * tableau.d[stage]));
            }
            self.system.lu.solve(&self.w, k);
        }
        // Stiffly accurate: the last argument plus the last stage is the solution.
        let last = &self.k[(S - 1) * n..];
        for (y1, k) in self.y1.iter_mut().zip(last) {
            for l in 0..L {
                y1[l] += k[l];
            }
        }
    }

    /// Makes the interpolant of the step just tried, in all lanes at once: where one asks for it,
    /// mostly all do.
    fn prepare_dense(&mut self) {
        if !self.dense_ready {
            crate::simd::widest(
                #[inline(always)]
                || self.sum_dense(),
            );
            self.dense_ready = true;
        }
    }

    #[inline(always)]
    fn sum_dense(&mut self) {
        let n = self.system.states;
        for (sums, state) in self.dense.iter_mut().zip(&self.system.watched) {
            for (sum, row) in sums.iter_mut().zip(&self.tableau.dense) {
                *sum = [0.0; L];
                for (stage, coefficient) in row.iter().enumerate() {
                    let k = &self.k[stage * n + *state as usize];
                    for l in 0..L {
                        sum[l] += coefficient * k[l];
                    }
                }
            }
        }
    }

    /// Keeps or throws away the step of lane `l`; `Some` where its run has ended, with the reason.
    pub fn judge(&mut self, l: usize, lane: &mut Lane<'a>, tried: &Attempt<L>) -> Option<Option<Failure>> {
        let (h, error) = (tried.h[l], tried.error[l]);
        let stats = &mut lane.course.stats;
        stats.jacobians += 1;
        stats.rhs += S as u64;
        let order = f64::from(self.tableau.order);
        let factor = if error.is_finite() { SAFETY * error.powf(-1.0 / order) } else { SHRINK };
        // Not-a-number counts as rejected.
        if error > 1.0 || error.is_nan() {
            stats.rejected += 1;
            lane.h = h * factor.clamp(SHRINK, SAFETY);
            lane.after_rejection = true;
            return self.give_up(l, lane).map(Some);
        }
        let reaches = h >= lane.course.target - lane.t;
        let t1 = if reaches { lane.course.target } else { lane.t + h };
        if lane.course.wants(lane.t, t1) {
            self.prepare_dense();
            let mut dense = LaneDense { lanes: self, lane: l, t0: lane.t, t1 };
            if let Verdict::Cut(t) = lane.course.step(lane.t, t1, &mut dense) {
                return self.cut(l, lane, t);
            }
        }
        let stats = &mut lane.course.stats;
        stats.accepted += 1;
        let limit = if lane.after_rejection { 1.0 } else { GROW };
        let next = h * factor.clamp(SHRINK, limit);
        // A step cut short by a stop says nothing against the longer one.
        lane.h = if h < lane.h { next.max(lane.h) } else { next };
        lane.after_rejection = false;
        lane.t = t1;
        for (y, y1) in self.y.iter_mut().zip(&self.y1) {
            y[l] = y1[l];
        }
        if t1 >= lane.course.target { self.arrive(l, lane) } else { self.give_up(l, lane).map(Some) }
    }

    /// An event was located in the step: take it again up to there, or go there at once where it
    /// lies at its very start.
    fn cut(&mut self, l: usize, lane: &mut Lane<'a>, t: f64) -> Option<Option<Failure>> {
        lane.course.stats.rejected += 1;
        if t - lane.t > smallest_step(lane.t) {
            return self.give_up(l, lane).map(Some);
        }
        self.arrive(l, lane)
    }

    /// Does what is due where the lane is.
    pub fn arrive(&mut self, l: usize, lane: &mut Lane<'a>) -> Option<Option<Failure>> {
        for (to, y) in self.scratch.iter_mut().zip(&self.y) {
            *to = y[l];
        }
        let flow = lane.course.arrive(lane.t, &mut self.scratch);
        for (to, value) in self.y.iter_mut().zip(&self.scratch) {
            to[l] = *value;
        }
        match flow {
            Err(failure) => return Some(Some(failure)),
            Ok(Flow::Done) => return Some(None),
            Ok(Flow::Go) => {}
            Ok(Flow::Restart) => {
                lane.fresh = true;
                lane.after_rejection = false;
                self.load_params(l, &lane.course.params);
            }
        }
        self.give_up(l, lane).map(Some)
    }

    /// The reason to end a run here, if there is one.
    fn give_up(&self, l: usize, lane: &Lane<'a>) -> Option<Failure> {
        let stats = &lane.course.stats;
        if stats.accepted + stats.rejected >= self.options.max_steps {
            return Some(Failure::TooManySteps { time: lane.t, limit: self.options.max_steps });
        }
        if lane.fresh || lane.h > smallest_step(lane.t) {
            return None;
        }
        let bad = self.f0.iter().position(|f| !f[l].is_finite());
        Some(match bad {
            Some(state) => Failure::Derivative { time: lane.t, state, value: self.f0[state][l] },
            None => Failure::StepTooSmall { time: lane.t, state: self.worst(l) },
        })
    }

    /// Error of the step in each lane, in units of the tolerance: root mean square over states.
    #[inline(always)]
    fn errors(&self) -> [f64; L] {
        let n = self.system.states;
        let mut sum = [0.0; L];
        for i in 0..n {
            let scaled = self.scaled_errors(i);
            for l in 0..L {
                sum[l] += scaled[l] * scaled[l];
            }
        }
        // A perfect step must not ask for an infinite one. `f64::max` would hide not-a-number.
        each(|l| {
            let error = (sum[l] / n.max(1) as f64).sqrt();
            if error < 1e-10 { 1e-10 } else { error }
        })
    }

    #[inline(always)]
    fn scaled_errors(&self, i: usize) -> [f64; L] {
        let (y, y1, k) = (&self.y[i], &self.y1[i], &self.k[(S - 1) * self.system.states + i]);
        let atol = self.options.atol(i);
        each(|l| {
            let (y, y1) = (y[l].abs(), y1[l].abs());
            let size = if y1 > y || y1.is_nan() { y1 } else { y };
            // An infinite size must not make the error vanish.
            let size = if size.is_finite() { size } else { f64::NAN };
            k[l] / (atol + self.options.rtol * size)
        })
    }

    fn worst(&self, l: usize) -> usize {
        let key = |i: &usize| {
            let error = self.scaled_errors(*i)[l].abs();
            if error.is_nan() { f64::INFINITY } else { error }
        };
        (0..self.system.states).max_by(|a, b| key(a).total_cmp(&key(b))).unwrap_or(0)
    }

    /// A first step from the size of the state and of its derivative (Hairer, Nørsett & Wanner,
    /// Solving ODEs I, II.4, first guess).
    fn first_step(&self, l: usize, span: f64) -> f64 {
        let n = self.system.states.max(1) as f64;
        let (mut d0, mut d1) = (0.0, 0.0);
        for i in 0..self.system.states {
            let scale = self.options.atol(i) + self.options.rtol * self.y[i][l].abs();
            d0 += (self.y[i][l] / scale).powi(2);
            d1 += (self.f0[i][l] / scale).powi(2);
        }
        let (d0, d1) = ((d0 / n).sqrt(), (d1 / n).sqrt());
        let guess = if d0 < 1e-5 || d1 < 1e-5 || !d1.is_finite() { 1e-6 * span } else { 0.01 * d0 / d1 };
        guess.min(span)
    }
}

/// The step within what is left to the target: all of it where it fits, half of it where the rest
/// would be a scrap.
fn clip(h: f64, left: f64) -> f64 {
    if h >= left * (1.0 - 1e-10) {
        left
    } else if h > 0.5 * left {
        0.5 * left
    } else {
        h
    }
}

/// An infinite slope, as that of a square root at 0, would make a pivot infinite and a stage 0: the
/// state would stand still without an error. With 0 instead the error estimate does its work.
#[inline(always)]
fn finite_or_zero(x: f64) -> f64 {
    if x.is_finite() { x } else { 0.0 }
}

/// Below this a step is lost in the rounding of time.
fn smallest_step(t: f64) -> f64 {
    16.0 * f64::EPSILON * t.abs() + f64::MIN_POSITIVE
}

/// `to = y + Σ a_j k_j`.
#[inline(always)]
fn combine<const L: usize>(to: &mut [[f64; L]], y: &[[f64; L]], k: &[[f64; L]], a: &[f64]) {
    let n = y.len();
    for (i, to) in to.iter_mut().enumerate() {
        let mut sum = y[i];
        for (k, a) in k.chunks_exact(n.max(1)).zip(a) {
            for l in 0..L {
                sum[l] += a * k[i][l];
            }
        }
        *to = sum;
    }
}

/// `to += scale * x`.
#[inline(always)]
fn add_scaled<const L: usize>(to: &mut [[f64; L]], x: &[[f64; L]], scale: [f64; L]) {
    for (to, x) in to.iter_mut().zip(x) {
        for l in 0..L {
            to[l] += scale[l] * x[l];
        }
    }
}

/// The method's own interpolant of the step in one lane.
struct LaneDense<'b, 'a, const S: usize, const L: usize> {
    lanes: &'b Lanes<'a, S, L>,
    lane: usize,
    t0: f64,
    t1: f64,
}

impl<const S: usize, const L: usize> Dense for LaneDense<'_, '_, S, L> {
    fn fill(&mut self, t: f64, which: &[u32], y: &mut [f64]) {
        let x = if t >= self.t1 { 1.0 } else { (t - self.t0) / (self.t1 - self.t0) };
        let rest = 1.0 - x;
        // `which` is the system's list of watched states: sums stand in its order.
        for (i, sums) in which.iter().map(|i| *i as usize).zip(&self.lanes.dense) {
            let [a, b, c] = sums.map(|sum| sum[self.lane]);
            let (y0, y1) = (self.lanes.y[i][self.lane], self.lanes.y1[i][self.lane]);
            // From the nearer end, so that rounding never steps back over it.
            let (change, bend) = (y1 - y0, a + x * (b + x * c));
            y[i] = if x < 0.5 { y0 + x * (change + rest * bend) } else { y1 - rest * (change - x * bend) };
        }
    }
}
