//! Elementary functions of all lanes at once.
//!
//! Each is a fixed sequence of additions, products, quotients, fused multiply-adds, comparisons and
//! integer operations on the bits, without a branch, a table or a call (but for sines of huge
//! numbers): the compiler turns it into the widest vectors of the function that it is inlined into,
//! and every lane has the same bits whatever the number of lanes and whatever the machine. Special
//! values are those of IEEE 754 and of the methods of `f64`; a NaN stays in its lane.
//!
//! The polynomials are minimax approximations found by the Remez exchange in 60 digits, their
//! coefficients rounded one after another and the rest fitted anew after each; each comment names
//! the bound of the relative error that they leave.

mod circle;
mod exp;
mod log;
mod pow;
mod tanh;
#[cfg(test)]
mod tests;

pub use circle::{cos, sin};
pub use exp::exp;
pub use log::ln;
pub use pow::{pow, reciprocal_root};
pub use tanh::tanh;

/// `f` of each lane. A plain loop: the library's maps over long arrays are calls, which leave the
/// vectors behind. `f` must be `#[inline(always)]`: as a call of its own it is compiled for the
/// baseline, where a fused multiply-add is done in software.
#[inline(always)]
fn each<const N: usize>(f: impl Fn(usize) -> f64) -> [f64; N] {
    let mut lanes = [0.0; N];
    for (l, lane) in lanes.iter_mut().enumerate() {
        *lane = f(l);
    }
    lanes
}

/// `yes` or `no`, by a mask: of an `if` the compiler may make a branch for each lane.
#[inline(always)]
fn pick(condition: bool, yes: f64, no: f64) -> f64 {
    let mask = u64::from(condition).wrapping_neg();
    f64::from_bits((yes.to_bits() & mask) | (no.to_bits() & !mask))
}
