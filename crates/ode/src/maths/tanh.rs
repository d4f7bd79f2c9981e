//! The hyperbolic tangent.

use super::exp::{Parts, ROUND, parts};
use super::{each, pick};

/// From here on the hyperbolic tangent is 1 to the last place.
const FLAT: f64 = 22.0;

/// tanh x, within a unit in the last place.
#[inline(always)]
pub fn tanh<const N: usize>(x: [f64; N]) -> [f64; N] {
    each(
        #[inline(always)]
        |l| tanh_of(x[l]),
    )
}

/// With u = e^(-2|x|) - 1 as a sum of two numbers, tanh |x| = -u / (2 + u). The quotient is the product
/// with the inverse, put right by what it lacks times the inverse (Dekker 1971).
#[inline(always)]
fn tanh_of(x: f64) -> f64 {
    let size = x.abs();
    let size = pick(size > FLAT, FLAT, size);
    let Parts { sum, tail, shifted } = parts(-2.0 * size, 0.0);
    let scale = f64::from_bits(shifted.to_bits().wrapping_sub(ROUND.to_bits()).wrapping_add(1023) << 52);
    let most = sum.mul_add(scale, -1.0);
    let tail = tail.mul_add(scale, sum.mul_add(scale, -1.0 - most));
    let u = most + tail;
    let u_rest = (most - u) + tail;

    let below = 2.0 + u;
    let below_rest = ((2.0 - below) + u) + u_rest;
    let inverse = 1.0 / below;
    let quotient = u * inverse;
    let lack = quotient.mul_add(-below_rest, quotient.mul_add(-below, u) + u_rest);
    lack.mul_add(inverse, quotient).copysign(x)
}
