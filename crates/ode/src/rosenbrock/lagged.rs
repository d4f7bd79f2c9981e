//! What rates read of the past, lane by lane.

use crate::code::FIRST_PARAM;
use crate::lag::Ends;
use crate::rosenbrock::dense::Reading;
use crate::rosenbrock::{Lane, Lanes};
use crate::value::Value;

/// How often a step is tried that looks into itself.
const ROUNDS: usize = 12;

/// Two tries of a step agree where they differ by so much of the tolerance.
const AGREE: f64 = 1e-2;

/// Where in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// Where it starts.
    Start,
    /// In a stage.
    Stage,
}

impl<'a, const S: usize, V: Value> Lanes<'a, S, V> {
    /// All stages. Where lags are shorter than the step, it is repeated with what it gave until that
    /// no longer changes; where it does not settle it has no end.
    pub(super) fn stages_with_lags(&mut self, lanes: &mut [Option<Lane<'a>>], t: V, h: V) {
        for (l, lane) in lanes.iter_mut().enumerate() {
            if let Some(lane) = lane {
                let still = self.system.watched.iter().map(|i| self.y[*i as usize].lane(l));
                let ends = still.map(|y| [y, y, 0.0, 0.0, 0.0]).collect();
                lane.course.try_step((lane.t, lane.t + h.lane(l)), ends);
            }
        }
        let mut last = Vec::new();
        for _ in 0..ROUNDS {
            self.stages(lanes, t, h);
            self.dense_ready = Reading::Nothing;
            let mut again = false;
            for (l, lane) in lanes.iter_mut().enumerate() {
                if let Some(lane) = lane
                    && lane.course.looked_ahead()
                    && !self.agrees(l, &last)
                {
                    self.prepare_dense(Reading::Everything);
                    lane.course.retry_step(self.ends(l));
                    again = true;
                }
            }
            if !again {
                return;
            }
            last.clone_from(&self.y1);
        }
        self.y1.fill(V::splat(f64::NAN));
    }

    /// Whether the end of the step in lane `l` is that of the `last` try.
    fn agrees(&self, l: usize, last: &[V]) -> bool {
        let within = |(i, (y, last)): (usize, (&V, &V))| {
            let (y, last) = (y.lane(l), last.lane(l));
            (y - last).abs() <= AGREE * (self.atol[i] + self.options.rtol * y.abs())
        };
        last.len() == self.y1.len() && self.y1.iter().zip(last).enumerate().all(within)
    }

    /// Puts in place what lags show at `t`; the states of a stage are in place.
    pub(super) fn look_back(&mut self, lanes: &mut [Option<Lane<'a>>], t: V, moment: Moment) {
        let (kernel, n) = (&self.system.kernel, self.y.len());
        for (l, lane) in lanes.iter_mut().enumerate() {
            let Some(lane) = lane else { continue };
            let states = match moment {
                Moment::Start => &self.y[..],
                Moment::Stage => &self.registers.slots[kernel.y as usize..][..n],
            };
            for (to, y) in self.scratch.iter_mut().zip(states) {
                *to = y.lane(l);
            }
            let shown = match moment {
                Moment::Start => lane.course.step_start(t.lane(l), &self.scratch),
                Moment::Stage => lane.course.stage(t.lane(l), &self.scratch),
            };
            // Right sides stand behind the states, then a mark.
            let first = FIRST_PARAM as usize + kernel.programs.params + 2 * n + 1;
            for (slot, x) in self.registers.slots[first..].iter_mut().zip(shown.iter().flatten()) {
                *slot.lane_mut(l) = *x;
            }
        }
    }

    /// What lags may look at of the step just tried in lane `l`.
    pub(super) fn ends(&self, l: usize) -> Vec<Ends> {
        let watched = self.system.watched.iter().zip(&self.dense);
        watched
            .map(|(state, sums)| {
                let (i, [a, b, c]) = (*state as usize, sums.map(|sum| sum.lane(l)));
                [self.y[i].lane(l), self.y1[i].lane(l), a, b, c]
            })
            .collect()
    }
}
