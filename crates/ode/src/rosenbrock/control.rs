//! What becomes of the steps just tried: kept, cut at an event or thrown away; and what is kept and
//! measured of them.

use crate::course::{Flow, Verdict};
use crate::rosenbrock::dense::{LaneDense, Reading};
use crate::rosenbrock::step::Attempt;
use crate::rosenbrock::{End, Lane, Lanes};
use crate::run::Failure;
use crate::value::{LANES, Value};

/// Bounds of a change of the step.
const SHRINK: f64 = 0.2;
const GROW: f64 = 6.0;
/// A step thrown away is tried again at most this much of it.
const RETRY: f64 = 0.9;

/// Times that a state may change over at the rate just before a jump.
const TAME: f64 = 1e9;

/// What became of the step in a lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Fate {
    /// The lane is empty.
    Idle,
    Rejected,
    /// An event lies there.
    Cut(f64),
    /// It stands, up to there.
    Kept(f64),
}

impl<'a, const S: usize, V: Value> Lanes<'a, S, V> {
    /// Takes one step in every lane; says which runs have ended.
    pub fn advance(&mut self, lanes: &mut [Option<Lane<'a>>]) -> [Option<End>; LANES] {
        let tried = self.attempt(lanes);
        let mut fates = [Fate::Idle; LANES];
        for (l, lane) in lanes.iter_mut().enumerate() {
            if let Some(lane) = lane {
                fates[l] = self.judge(l, lane, &tried);
            }
        }
        if self.system.lags.is_none() {
            self.save(lanes, &fates);
            self.measure(lanes, &fates);
        }
        if !self.system.fast.is_empty() {
            self.before.clone_from(&self.y);
        }
        self.accept(&fates);
        let mut ends = [const { None }; LANES];
        for (l, lane) in lanes.iter_mut().enumerate() {
            if let Some(lane) = lane {
                ends[l] = self.go_on(l, lane, fates[l], &tried);
            }
        }
        ends
    }

    /// Decides about the step of lane `l`.
    fn judge(&mut self, l: usize, lane: &mut Lane<'a>, tried: &Attempt<V>) -> Fate {
        let (h, error) = (tried.h.lane(l), tried.error.lane(l));
        let stats = &mut lane.course.stats;
        stats.jacobians += 1;
        stats.rhs += S as u64;
        // Not-a-number counts as rejected.
        if (error > 1.0 && !lane.crossing) || error.is_nan() {
            return Fate::Rejected;
        }
        let reaches = h >= lane.course.target - lane.t;
        let t1 = if reaches { lane.course.target } else { lane.t + h };
        if self.system.lags.is_some() {
            self.prepare_dense(Reading::Everything);
            let ends = self.ends(l);
            let mut dense = LaneDense { lanes: self, lane: l, t0: lane.t, t1 };
            if let Verdict::Cut(t) = lane.course.step_with_lags(lane.t, t1, ends, &mut dense) {
                return Fate::Cut(t);
            }
        } else if lane.course.has_triggers() {
            self.prepare_dense(Reading::Everything);
            let mut dense = LaneDense { lanes: self, lane: l, t0: lane.t, t1 };
            if let Verdict::Cut(t) = lane.course.locate(lane.t, t1, &mut dense) {
                return Fate::Cut(t);
            }
        }
        Fate::Kept(t1)
    }

    /// Moves on to the ends of the steps that stand.
    fn accept(&mut self, fates: &[Fate]) {
        crate::machine::widest(
            #[inline(always)]
            || {
                let kept = V::from_fn(|l| f64::from(u8::from(matches!(fates[l], Fate::Kept(_)))));
                for (y, y1) in self.y.iter_mut().zip(&self.y1) {
                    *y = kept.select(*y1, *y);
                }
            },
        );
    }

    /// Draws the consequences in lane `l`; `Some` where its run has ended.
    fn go_on(&mut self, l: usize, lane: &mut Lane<'a>, fate: Fate, tried: &Attempt<V>) -> Option<End> {
        let (h, factor) = (tried.h.lane(l), tried.factor.lane(l));
        if matches!(fate, Fate::Rejected | Fate::Cut(_)) {
            lane.course.forget_step();
        }
        match fate {
            Fate::Idle => None,
            Fate::Rejected => {
                lane.course.stats.rejected += 1;
                if tried.error.lane(l).is_nan() && !lane.cautious && !lane.course.looked_ahead() {
                    // The pivots may be at fault: the same step once more, with row exchanges.
                    lane.cautious = true;
                    lane.h = h;
                } else {
                    let factor = if factor.is_finite() { factor } else { SHRINK };
                    lane.h = h * factor.clamp(SHRINK, RETRY);
                    self.cross(l, lane, h, tried.error.lane(l));
                }
                lane.after_rejection = true;
                self.give_up(l, lane).map(Some)
            }
            Fate::Cut(t) => {
                lane.course.stats.rejected += 1;
                // Take the step again up to there, or go there at once where it lies at the very start.
                if t - lane.t > smallest_step(lane.t) {
                    return self.give_up(l, lane).map(Some);
                }
                self.arrive(l, lane)
            }
            Fate::Kept(t1) => {
                lane.course.stats.accepted += 1;
                let limit = if lane.after_rejection { 1.0 } else { GROW };
                let next = h * factor.clamp(SHRINK, limit);
                // A step cut short by a stop says nothing against the longer one.
                lane.h = if h < lane.h { next.max(lane.h) } else { next };
                lane.learn(lane.h);
                // A step that stands is no reason to give up.
                lane.h = lane.h.max(2.0 * smallest_step(t1));
                (lane.after_rejection, lane.cautious) = (false, false);
                lane.t = t1;
                if lane.crossing {
                    lane.note_crossing();
                    lane.restart();
                    if let Some(failure) = self.relax(l, lane) {
                        return Some(Some(failure));
                    }
                }
                if t1 >= lane.course.target { self.arrive(l, lane) } else { self.give_up(l, lane).map(Some) }
            }
        }
    }

    /// Where the step is about to be lost in the time because a rate jumps from one value to another,
    /// the step that saw the jump is taken: an error of the rate times some roundings of time is none.
    fn cross(&self, l: usize, lane: &mut Lane<'a>, h: f64, error: f64) {
        if lane.h > smallest_step(lane.t) || !error.is_finite() || !lane.may_cross() {
            return;
        }
        if self.is_tame(l, lane.t) || self.equilibrium_jumps(l) {
            lane.h = h.max(2.0 * smallest_step(lane.t));
            lane.crossing = true;
        }
    }

    /// Whether nothing but an equilibrium of fast processes stands in the way: it is found anew behind.
    fn equilibrium_jumps(&self, l: usize) -> bool {
        !self.system.fast.is_empty() && self.system.implicit.contains(&self.worst(l))
    }

    /// Whether no rate is on its way to infinity: none would have changed its state this often over
    /// since time 0.
    fn is_tame(&self, l: usize, t: f64) -> bool {
        let states = self.f0().iter().zip(&self.y).zip(&self.atol);
        states.enumerate().all(|(i, ((f, y), atol))| {
            self.system.is_fast(i) || f.lane(l).abs() * t.abs() <= TAME * (y.lane(l).abs() + atol)
        })
    }

    /// Has fast processes come to rest anew just behind a jump, from where they were just before it.
    fn relax(&mut self, l: usize, lane: &mut Lane<'a>) -> Option<Failure> {
        if self.system.fast.is_empty() {
            return None;
        }
        self.unload_states(l);
        for i in &self.system.implicit {
            self.scratch[*i] = self.before[*i].lane(l);
        }
        let settled = lane.course.settle(lane.t, &mut self.scratch);
        for (to, value) in self.y.iter_mut().zip(&self.scratch) {
            *to.lane_mut(l) = *value;
        }
        settled.err()
    }

    /// Does what is due where the lane is.
    pub fn arrive(&mut self, l: usize, lane: &mut Lane<'a>) -> Option<End> {
        self.unload_states(l);
        let flow = lane.course.arrive(lane.t, &mut self.scratch);
        for (to, value) in self.y.iter_mut().zip(&self.scratch) {
            *to.lane_mut(l) = *value;
        }
        match flow {
            Err(failure) => return Some(Some(failure)),
            Ok(Flow::Done) => return Some(None),
            Ok(Flow::Go) => {}
            Ok(Flow::Restart) => {
                lane.restart();
                self.load_params(l, &lane.course.params);
            }
        }
        self.give_up(l, lane).map(Some)
    }

    /// The reason to end a run here, if there is one.
    fn give_up(&self, l: usize, lane: &mut Lane<'a>) -> Option<Failure> {
        let stats = &lane.course.stats;
        let out_of_steps = stats.accepted + stats.rejected >= self.options.max_steps;
        let lost = out_of_steps || lane.course.longest_step() <= smallest_step(lane.t);
        let small = !lane.fresh && lane.h <= smallest_step(lane.t);
        if let Some(failure) = lane.course.lag_failure(lane.t, lost, small) {
            return Some(failure);
        }
        if out_of_steps {
            return Some(Failure::TooManySteps { time: lane.t, limit: self.options.max_steps });
        }
        if !small {
            return None;
        }
        let bad = self.f0().iter().position(|f| !f.lane(l).is_finite());
        Some(match bad {
            Some(state) => Failure::Derivative { time: lane.t, state, value: self.f0()[state].lane(l) },
            None => Failure::StepTooSmall { time: lane.t, state: self.worst(l) },
        })
    }
}

/// Below this a step is lost in the rounding of time.
pub(super) fn smallest_step(t: f64) -> f64 {
    16.0 * f64::EPSILON * t.abs() + f64::MIN_POSITIVE
}
