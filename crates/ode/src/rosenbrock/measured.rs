//! Measures: what they look at of every step that stands, computed for all lanes at once.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::kernel::LANE_OUTPUTS;
use crate::measure::POINTS;
use crate::rosenbrock::control::Fate;
use crate::rosenbrock::dense::{LaneDense, Reading, between};
use crate::rosenbrock::{Lane, Lanes};
use crate::run::Run;
use crate::system::System;
use crate::value::Value;

/// What some runs measure.
#[derive(Debug, Clone, Default)]
pub(super) struct Measured {
    /// Outputs.
    outputs: Vec<usize>,
    /// Place of each output in `outputs`.
    place: Vec<usize>,
    /// Places in the system's list of watched states of what these outputs read.
    watched: Vec<usize>,
}

impl Measured {
    /// What `runs` measure.
    pub fn new(system: &System, runs: &[Run]) -> Self {
        let mut outputs = BTreeSet::new();
        let mut last: Option<&Run> = None;
        for run in runs {
            // Most runs share their measures with the one before.
            if last.is_none_or(|last| !Arc::ptr_eq(&last.measures, &run.measures)) {
                outputs.extend(run.measures.iter().map(|m| m.output).filter(|o| *o < system.outputs));
            }
            last = Some(run);
        }
        let reads = outputs.iter().flat_map(|o| &system.output_reads[*o]).collect::<BTreeSet<_>>();
        let watched = reads.into_iter().filter_map(|state| system.watched.binary_search(state).ok());
        let mut place = vec![0; system.outputs];
        for (i, output) in outputs.iter().enumerate() {
            place[*output] = i;
        }
        Self { watched: watched.collect(), place, outputs: outputs.into_iter().collect() }
    }

    /// Places in the system's list of watched states.
    #[inline(always)]
    pub fn watched(&self) -> impl Iterator<Item = usize> + '_ {
        self.watched.iter().copied()
    }
}

impl<'a, const S: usize, V: Value> Lanes<'a, S, V> {
    /// Shows the steps that stand to the measures that look into them.
    pub(super) fn measure(&mut self, lanes: &mut [Option<Lane<'a>>], fates: &[Fate]) {
        if self.measured.outputs.is_empty() {
            return;
        }
        let (mut t0, mut t1) = (V::default(), V::default());
        let mut wanted = false;
        for (l, lane) in lanes.iter().enumerate() {
            if let (Some(lane), Fate::Kept(end)) = (lane, fates[l]) {
                (*t0.lane_mut(l), *t1.lane_mut(l)) = (lane.t, end);
                wanted |= lane.course.measures_in(lane.t, end);
            }
        }
        if !wanted {
            return;
        }
        // What a measure reads beside its own output may be of an earlier step.
        self.prepare_dense(Reading::Measured);
        self.sample(t0, t1);
        for (l, lane) in lanes.iter_mut().enumerate() {
            if let (Some(lane), Fate::Kept(t1)) = (lane, fates[l]) {
                let t0 = lane.t;
                let sampled = |output: usize| self.samples[self.measured.place[output]].map(|v| v.lane(l));
                let mut dense = LaneDense { lanes: self, lane: l, t0, t1 };
                lane.course.measure(t0, t1, &mut dense, Some(&sampled));
            }
        }
    }

    /// Computes the measured outputs at the points where measures look into a step from `t0` to `t1`.
    fn sample(&mut self, t0: V, t1: V) {
        self.samples.clear();
        self.samples.resize(self.measured.outputs.len(), [V::default(); 5]);
        crate::machine::widest(
            #[inline(always)]
            || {
                let (kernel, programs) = (&self.system.kernel, &self.system.kernel.programs);
                let length = t1.zip(t0, |t1, t0| t1 - t0);
                for (point, (x, _)) in POINTS.into_iter().enumerate() {
                    let x = V::splat(x);
                    for place in self.measured.watched() {
                        let i = self.system.watched[place] as usize;
                        let value = between(x, self.y[i], self.y1[i], &self.dense[place]);
                        self.registers.slots[kernel.y as usize + i] = value;
                    }
                    self.registers.set_time(x.mul_add(length, t0));
                    kernel.run(LANE_OUTPUTS, &mut self.registers);
                    for (to, output) in self.samples.iter_mut().zip(&self.measured.outputs) {
                        to[point] = self.registers.result(programs, LANE_OUTPUTS, *output);
                    }
                }
            },
        );
    }
}
