//! The exponential function.

use super::{each, pick};

/// ln 2 in two parts: the nearest number and the rest.
pub(super) const LN_2: f64 = std::f64::consts::LN_2;
pub(super) const LN_2_REST: f64 = 2.3190468138462996e-17;

/// 1.5 * 2^52: a sum with it is rounded to an integer, which its low bits hold.
pub(super) const ROUND: f64 = 6755399441055744.0;

/// Beyond this both ways e^x has over- or underflowed; the sums with `ROUND` are right up to it.
const CUT: f64 = 800.0;

/// e^x, within 0.65 units in the last place, 0.8 of subnormal results.
///
/// Infinite above 709.78, gradually less precise below -708.4 and zero below -745.13, as IEEE 754
/// numbers are.
#[inline(always)]
pub fn exp<const N: usize>(x: [f64; N]) -> [f64; N] {
    each(
        #[inline(always)]
        |l| exp_of_sum(x[l], 0.0),
    )
}

/// e^(x + rest) of a `rest` of at most some units in the last place of `x`.
#[inline(always)]
pub(super) fn exp_of_sum(x: f64, rest: f64) -> f64 {
    let Parts { sum, tail, shifted } = parts(x, rest);
    // Times 2^k in two factors, so that neither overflows and only the last product of subnormal
    // results is rounded. Twice the exponent bias keeps k positive, and half of it is a biased exponent.
    let both = shifted.to_bits().wrapping_sub(ROUND.to_bits()).wrapping_add(2046);
    let first = both >> 1;
    let second = f64::from_bits(both.wrapping_sub(first) << 52);
    let first = f64::from_bits(first << 52);
    let value = tail.mul_add(first, sum * first) * second;
    let value = pick(x > CUT, f64::INFINITY, value);
    pick(x < -CUT, 0.0, value)
}

/// A value `(sum + tail) * 2^k` of the integer k = `shifted` - `ROUND`.
pub(super) struct Parts {
    pub sum: f64,
    pub tail: f64,
    pub shifted: f64,
}

/// e^(x + rest) for |x| <= 800.
///
/// The argument is reduced to |r| <= ln 2 / 2 (Cody and Waite, Software Manual for the Elementary
/// Functions, 1980): x - k ln 2 is exact with a fused multiply-add, as both terms are multiples of
/// 2^-54 and the difference is below 1/2. Then e^r = 1 + r + r^2 (1/2 + ...), a polynomial with an error
/// below 2^-57.3 of e^r. What the first sum loses, and the rest of the argument times the first terms
/// of e^r, go into the tail.
#[inline(always)]
pub(super) fn parts(x: f64, rest: f64) -> Parts {
    let shifted = x.mul_add(std::f64::consts::LOG2_E, ROUND);
    let k = shifted - ROUND;
    let r = k.mul_add(-LN_2, x);
    let rest = k.mul_add(-LN_2_REST, rest);
    let r2 = r * r;
    let r4 = r2 * r2;
    let low = r.mul_add(0.16666666666666433, 0.5);
    let low = r2.mul_add(r.mul_add(0.008333333333500429, 0.04166666666660392), low);
    let mid = r.mul_add(0.00019841269465529249, 0.0013888888926810036);
    let mid = r2.mul_add(r.mul_add(2.7557641364439218e-06, 2.480150866589395e-05), mid);
    let high = r.mul_add(2.4978254709278224e-08, 2.762519325641814e-07);
    let half_and_more = r4.mul_add(r4.mul_add(high, mid), low);
    let sum = 1.0 + r;
    let lost = (1.0 - sum) + r;
    let tail = r2.mul_add(half_and_more, rest.mul_add(r2.mul_add(low, sum), lost));
    Parts { sum, tail, shifted }
}
