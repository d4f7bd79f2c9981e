//! Steps that end short of an event go on a little.

use crate::course::{Course, show};
use crate::lag::Side;

/// A step that ends short of an event goes on by so many roundings of time, then so much more each time.
const NUDGE: f64 = 64.0 * f64::EPSILON;
const NUDGE_GROWTH: f64 = 16.0;

/// The largest part of the step in which an event was located that nudges may take.
const NUDGED: f64 = 1e-2;

/// The part of that step in which the event is looked for once more.
const LOOK_AGAIN: f64 = 1e-3;

/// A step ended where these triggers were located, and none of them is true there: what is read
/// within a step is less exact than its end.
#[derive(Debug, Clone)]
pub(super) struct Nudge {
    triggers: Vec<usize>,
    /// How often the step went on; 0 while events are still looked for in between.
    pub(super) count: i32,
}

impl Course<'_> {
    /// Whether the step that ends at `t` is short of the event that was located there: it goes on a
    /// little, unless something else is due.
    pub(super) fn goes_on(&mut self, t: f64, y: &[f64]) -> bool {
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
}
