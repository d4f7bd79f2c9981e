//! Reading the step just tried anywhere in between: in one lane, or in all at once.

use crate::course::Dense;
use crate::rosenbrock::Lanes;
use crate::value::Value;

/// Which states of the step just tried can be read in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reading {
    /// None.
    Nothing,
    /// Those that measured outputs read.
    Measured,
    /// All that are watched.
    Everything,
}

impl<'a, const S: usize, V: Value> Lanes<'a, S, V> {
    /// Makes the interpolant of the step just tried, in all lanes at once: where one asks for it,
    /// mostly all do.
    pub(super) fn prepare_dense(&mut self, reading: Reading) {
        if self.dense_ready >= reading {
            return;
        }
        self.dense_ready = reading;
        let rows = &self.tableau.dense;
        let (watched, k) = (&self.system.watched, &self.k);
        crate::machine::widest(
            #[inline(always)]
            || match reading {
                Reading::Nothing => {}
                Reading::Measured => {
                    for i in self.measured.watched() {
                        self.dense[i] = sums(&k[watched[i] as usize], rows);
                    }
                }
                Reading::Everything => {
                    for (to, state) in self.dense.iter_mut().zip(watched) {
                        *to = sums(&k[*state as usize], rows);
                    }
                }
            },
        );
    }
}

/// The sums of a state's stages for the interpolant.
#[inline(always)]
fn sums<const S: usize, V: Value>(k: &[V; S], rows: &[[f64; S]; 3]) -> [V; 3] {
    let mut sums = [V::default(); 3];
    for stage in 0..S {
        for (sum, row) in sums.iter_mut().zip(rows) {
            *sum = k[stage].mul_add(V::splat(row[stage]), *sum);
        }
    }
    sums
}

/// The interpolant `x` of the way from `y0` to `y1`: from the nearer end, so that rounding never
/// steps back over it.
#[inline(always)]
pub(crate) fn between<V: Value>(x: V, y0: V, y1: V, sums: &[V; 3]) -> V {
    let [a, b, c] = *sums;
    let rest = x.map(|x| 1.0 - x);
    let change = y1.zip(y0, |y1, y0| y1 - y0);
    let bend = x.mul_add(x.mul_add(c, b), a);
    let from_start = x.mul_add(rest.mul_add(bend, change), y0);
    let from_end = rest.mul_add(x.mul_add(bend, change.map(|c| -c)), y1);
    V::from_fn(|l| if x.lane(l) < 0.5 { from_start.lane(l) } else { from_end.lane(l) })
}

/// Slope of that interpolant, for a step of length 1 that changes by `change`.
pub(crate) fn slope_between(x: f64, change: f64, sums: &[f64; 3]) -> f64 {
    let [a, b, c] = *sums;
    change + (1.0 - 2.0 * x) * (a + x * (b + x * c)) + x * (1.0 - x) * (b + 2.0 * x * c)
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
