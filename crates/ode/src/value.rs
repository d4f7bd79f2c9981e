//! What one operation works on: one number, or one number of each of eight runs side by side.

use std::fmt::Debug;

use crate::machine::{self, Permuted};
use crate::maths;

/// Runs side by side: eight doubles fill the widest vector.
pub const LANES: usize = 8;

/// One number of each of eight runs, aligned to the widest vector.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[repr(C, align(64))]
pub struct Pack(pub(crate) [f64; LANES]);

/// A number, or several of them in lanes that never see each other.
///
/// Every operation gives each lane the bits it would give a single number, so a program computes
/// the same for a run wherever it stands.
pub trait Value: Copy + Debug + Default + PartialEq + Send + Sync + 'static {
    /// How many numbers.
    const LANES: usize;

    /// `f` of each lane.
    fn from_fn(f: impl FnMut(usize) -> f64) -> Self;
    /// The number in lane `l`.
    fn lane(&self, l: usize) -> f64;
    /// The number in lane `l`, to be changed.
    fn lane_mut(&mut self, l: usize) -> &mut f64;
    /// `e^x`.
    fn exp(self) -> Self;
    /// Natural logarithm.
    fn ln(self) -> Self;
    /// Sine.
    fn sin(self) -> Self;
    /// Cosine.
    fn cos(self) -> Self;
    /// Hyperbolic tangent.
    fn tanh(self) -> Self;
    /// `x^y`.
    fn pow(self, y: Self) -> Self;
    /// `x^(-1/order)`, of a positive finite `x`.
    fn reciprocal_root(self, order: u32) -> Self;

    /// The values as packs, where they are packs: native code works on nothing else.
    #[inline(always)]
    fn packs(_: &mut [Self]) -> Option<&mut [Pack]> {
        None
    }

    /// Does `job` with lane `l` of what is permuted coming from lane `from[l]`.
    fn permuted(from: &[usize; LANES], job: impl Permuted<Self>);

    /// Brings the numbers of each lane at the `slots` of `values` together in `rows`, a `stride` apart.
    fn transpose(values: &[Self], slots: &[u32], rows: &mut [f64], stride: usize);

    /// The same number in all lanes.
    #[inline(always)]
    fn splat(x: f64) -> Self {
        Self::from_fn(|_| x)
    }

    /// `f` of the number in each lane.
    #[inline(always)]
    fn map(self, f: impl Fn(f64) -> f64) -> Self {
        Self::from_fn(|l| f(self.lane(l)))
    }

    /// `f` of the numbers in each lane.
    #[inline(always)]
    fn zip(self, b: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        Self::from_fn(|l| f(self.lane(l), b.lane(l)))
    }

    /// `self * b + c`, rounded once.
    #[inline(always)]
    fn mul_add(self, b: Self, c: Self) -> Self {
        Self::from_fn(|l| self.lane(l).mul_add(b.lane(l), c.lane(l)))
    }

    /// `a` where the lane is not 0, else `b`.
    #[inline(always)]
    fn select(self, a: Self, b: Self) -> Self {
        Self::from_fn(|l| if self.lane(l) != 0.0 { a.lane(l) } else { b.lane(l) })
    }
}

impl Value for f64 {
    const LANES: usize = 1;

    #[inline(always)]
    fn from_fn(mut f: impl FnMut(usize) -> f64) -> Self {
        f(0)
    }

    #[inline(always)]
    fn permuted(_: &[usize; LANES], job: impl Permuted<Self>) {
        job.run(|v| *v);
    }

    #[inline(always)]
    fn transpose(values: &[Self], slots: &[u32], rows: &mut [f64], _: usize) {
        for (row, slot) in rows.iter_mut().zip(slots) {
            *row = values[*slot as usize];
        }
    }

    #[inline(always)]
    fn lane(&self, _: usize) -> f64 {
        *self
    }

    #[inline(always)]
    fn lane_mut(&mut self, _: usize) -> &mut f64 {
        self
    }

    #[inline(always)]
    fn exp(self) -> Self {
        maths::exp([self])[0]
    }

    #[inline(always)]
    fn ln(self) -> Self {
        maths::ln([self])[0]
    }

    #[inline(always)]
    fn sin(self) -> Self {
        maths::sin([self])[0]
    }

    #[inline(always)]
    fn cos(self) -> Self {
        maths::cos([self])[0]
    }

    #[inline(always)]
    fn tanh(self) -> Self {
        maths::tanh([self])[0]
    }

    #[inline(always)]
    fn pow(self, y: Self) -> Self {
        maths::pow([self], [y])[0]
    }

    #[inline(always)]
    fn reciprocal_root(self, order: u32) -> Self {
        maths::reciprocal_root([self], order)[0]
    }
}

impl Value for Pack {
    const LANES: usize = LANES;

    #[inline(always)]
    fn packs(values: &mut [Self]) -> Option<&mut [Pack]> {
        Some(values)
    }

    #[inline(always)]
    fn from_fn(mut f: impl FnMut(usize) -> f64) -> Self {
        // A plain loop: the library's maps over arrays are calls, which leave the vectors behind.
        let mut lanes = [0.0; LANES];
        for (l, lane) in lanes.iter_mut().enumerate() {
            *lane = f(l);
        }
        Self(lanes)
    }

    #[inline(always)]
    fn permuted(from: &[usize; LANES], job: impl Permuted<Self>) {
        machine::permuted(from, job);
    }

    #[inline(always)]
    fn transpose(values: &[Self], slots: &[u32], rows: &mut [f64], stride: usize) {
        machine::transpose(values, slots, rows, stride);
    }

    #[inline(always)]
    fn lane(&self, l: usize) -> f64 {
        self.0[l]
    }

    #[inline(always)]
    fn lane_mut(&mut self, l: usize) -> &mut f64 {
        &mut self.0[l]
    }

    #[inline(always)]
    fn exp(self) -> Self {
        Self(maths::exp(self.0))
    }

    #[inline(always)]
    fn ln(self) -> Self {
        Self(maths::ln(self.0))
    }

    #[inline(always)]
    fn sin(self) -> Self {
        Self(maths::sin(self.0))
    }

    #[inline(always)]
    fn cos(self) -> Self {
        Self(maths::cos(self.0))
    }

    #[inline(always)]
    fn tanh(self) -> Self {
        Self(maths::tanh(self.0))
    }

    #[inline(always)]
    fn pow(self, y: Self) -> Self {
        Self(maths::pow(self.0, y.0))
    }

    #[inline(always)]
    fn reciprocal_root(self, order: u32) -> Self {
        Self(maths::reciprocal_root(self.0, order))
    }
}
