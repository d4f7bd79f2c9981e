//! Where in a finished step an event lies.

use crate::course::{Course, Dense, Verdict};
use crate::measure::crossing;

/// How often the start of the first step after an event is looked at, each time four times as close.
const CLOSE_LOOKS: i32 = 24;

/// What part of the step in which a trigger was located it may take to become true for good. A step
/// from there may be shorter than that, where a host or a stop cuts it.
const SETTLE: f64 = 1e-4;

impl Course<'_> {
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
}
