//! Reading the step just tried anywhere in between: in one lane, or in all at once.

use crate::course::Dense;
use crate::kernel::LANE_OUTPUTS;
use crate::measure::POINTS;
use crate::rosenbrock::Lanes;
use crate::value::Value;

impl<'a, const S: usize, V: Value> Lanes<'a, S, V> {
    /// Makes the interpolant of the step just tried, in all lanes at once: where one asks for it,
    /// mostly all do.
    pub(super) fn prepare_dense(&mut self) {
        if self.dense_ready {
            return;
        }
        self.dense_ready = true;
        let n = self.y.len();
        crate::machine::widest(
            #[inline(always)]
            || {
                let rows = self.tableau.dense;
                for (sums, state) in self.dense.iter_mut().zip(&self.system.watched) {
                    let mut totals = [V::default(); 3];
                    for stage in 0..S {
                        let k = self.k[stage * n + *state as usize];
                        for (total, row) in totals.iter_mut().zip(&rows) {
                            *total = k.mul_add(V::splat(row[stage]), *total);
                        }
                    }
                    *sums = totals;
                }
            },
        );
    }

    /// Computes all outputs in every lane, `x` of the way through its step, at times `t`.
    fn outputs_at(&mut self, x: V, t: V) {
        self.prepare_dense();
        crate::machine::widest(
            #[inline(always)]
            || {
                let first = self.system.kernel.y as usize;
                for (state, sums) in self.system.watched.iter().zip(&self.dense) {
                    let i = *state as usize;
                    self.registers.slots[first + i] = between(x, self.y[i], self.y1[i], sums);
                }
                self.registers.set_time(t);
                self.system.kernel.run(LANE_OUTPUTS, &mut self.registers);
            },
        );
    }

    /// Computes all outputs at the points where measures look into a step from `t0` to `t1`.
    pub(super) fn sample(&mut self, t0: V, t1: V) {
        self.samples.clear();
        for (x, _) in POINTS {
            self.outputs_at(V::splat(x), V::splat(x).mul_add(t1.zip(t0, |t1, t0| t1 - t0), t0));
            let programs = &self.system.kernel.programs;
            self.samples.extend(self.registers.results(programs, LANE_OUTPUTS));
        }
    }

    /// What [`Lanes::sample`] found of an output in lane `l`.
    pub(super) fn sampled(&self, output: usize, l: usize) -> [f64; 5] {
        std::array::from_fn(|point| self.samples[point * self.system.outputs + output].lane(l))
    }
}

/// The interpolant `x` of the way from `y0` to `y1`: from the nearer end, so that rounding never
/// steps back over it.
#[inline(always)]
pub(super) fn between<V: Value>(x: V, y0: V, y1: V, sums: &[V; 3]) -> V {
    let [a, b, c] = *sums;
    let rest = x.map(|x| 1.0 - x);
    let change = y1.zip(y0, |y1, y0| y1 - y0);
    let bend = x.mul_add(x.mul_add(c, b), a);
    let from_start = x.mul_add(rest.mul_add(bend, change), y0);
    let from_end = rest.mul_add(x.mul_add(bend, change.map(|c| -c)), y1);
    V::from_fn(|l| if x.lane(l) < 0.5 { from_start.lane(l) } else { from_end.lane(l) })
}

/// How far through its step from `t0` to `t1` a time is.
#[inline(always)]
pub(super) fn fraction(t: f64, t0: f64, t1: f64) -> f64 {
    if t >= t1 { 1.0 } else { (t - t0) / (t1 - t0) }
}

/// The method's own interpolant of the step in one lane.
pub(super) struct LaneDense<'b, 'a, const S: usize, V> {
    pub lanes: &'b Lanes<'a, S, V>,
    pub lane: usize,
    pub t0: f64,
    pub t1: f64,
}

impl<const S: usize, V: Value> Dense for LaneDense<'_, '_, S, V> {
    fn fill(&mut self, t: f64, which: &[u32], y: &mut [f64]) {
        let (lanes, l) = (self.lanes, self.lane);
        let x = fraction(t, self.t0, self.t1);
        // `which` is the system's list of watched states: sums stand in its order.
        for (i, sums) in which.iter().map(|i| *i as usize).zip(&lanes.dense) {
            y[i] = between(x, lanes.y[i].lane(l), lanes.y1[i].lane(l), &sums.map(|sum| sum.lane(l)));
        }
    }
}
