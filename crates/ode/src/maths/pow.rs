//! Powers.

use super::exp::{LN_2, LN_2_REST, exp, exp_of_sum};
use super::log::{Split, ln, split};
use super::{each, pick};

/// 2^53: a sum with it is rounded to an even integer.
const EVENS: f64 = 9007199254740992.0;

/// Powers of this size and above are 0, 1 or infinite, whatever the base, as the power of infinity.
const HUGE: f64 = 1e100;

/// 1/3 in two parts.
const THIRD: f64 = 1.0 / 3.0;
const THIRD_REST: f64 = 1.850371707708594e-17;

/// x^y, within 0.65 units in the last place where the result is between 1e-100 and 1e100, and 0.8
/// everywhere. Zero, negative and infinite numbers and NaN as `f64::powf` treats them.
#[inline(always)]
pub fn pow<const N: usize>(x: [f64; N], y: [f64; N]) -> [f64; N] {
    each(
        #[inline(always)]
        |l| pow_of(x[l], y[l]),
    )
}

/// x^(-1/order) of positive finite `x` and an order of at least 1, within 1e-13 of its size.
#[inline(always)]
pub fn reciprocal_root<const N: usize>(x: [f64; N], order: u32) -> [f64; N] {
    let power = -1.0 / f64::from(order);
    let logarithm = ln(x);
    exp(each(
        #[inline(always)]
        |l| logarithm[l] * power,
    ))
}

/// e^(y ln x) with the product as a sum of two numbers, within 2^-66 of its size.
///
/// ln x = exponent ln 2 + 2 s + 2 s v with 2 s + 2 s v = 2 atanh s as in the plain logarithm,
/// v = s^2 (1/3 + ...). What each product and sum loses on the way is exact with a fused
/// multiply-add or as the smaller term is added to the larger (Dekker 1971; Muller et al., Handbook
/// of Floating-Point Arithmetic, 2018) and is gathered in the rests.
#[inline(always)]
fn pow_of(x: f64, y: f64) -> f64 {
    let whole_y = y;
    let y = pick(y > HUGE, HUGE, y);
    let y = pick(y < -HUGE, -HUGE, y);
    let size = x.abs();
    let Split { mantissa, exponent } = split(size);
    let exponent = pick(size == 0.0, f64::NEG_INFINITY, exponent);
    let exponent = pick(size == f64::INFINITY, size, exponent);

    let f = mantissa - 1.0;
    let inverse = 1.0 / (mantissa + 1.0);
    let s = f * inverse;
    let double = s + s;
    // What s (2 + f) lacks to f; f - 2 s is exact, as the two are within a factor of two.
    let double_rest = 2.0 * f.mul_add(-s, f - double) * inverse;
    let z = s * s;
    let z_rest = s.mul_add(double_rest, s.mul_add(s, -z));

    let more = more_than_third(z);
    let third = z * THIRD;
    // The slope of v over z is 1/3 + 2 more, as `more` is almost proportional to z.
    let third_rest = z_rest.mul_add(more.mul_add(2.0, THIRD), z.mul_add(THIRD, -third));
    let v = z.mul_add(more, third);
    let v_rest = z.mul_add(more, third - v) + third_rest;

    let whole = exponent * LN_2;
    let sum = whole + double;
    let whole_rest = exponent.mul_add(LN_2_REST, exponent.mul_add(LN_2, -whole));
    let sum_rest = whole_rest + ((whole - sum) + double);
    let sum_rest = double_rest.mul_add(v, sum_rest + double_rest);

    let most = y * sum;
    let most_rest = y.mul_add(sum_rest, y.mul_add(sum, -most));
    let step = y * double;
    let step_rest = y.mul_add(double, -step);
    let power = step.mul_add(v, most);
    let rest = step_rest.mul_add(v, step.mul_add(v_rest, most_rest));
    let rest = step.mul_add(v, most - power) + rest;
    special(x, whole_y, exp_of_sum(power, rest))
}

/// x^y of all arguments from `power`, |x|^y where `x` is a number and the exponent not infinite.
#[inline(always)]
fn special(x: f64, y: f64, power: f64) -> f64 {
    // The distance of y from an even integer: 0 of an even and 1 of an odd integer. Where the sum
    // is beyond 2^54, y is even and the distance 0, at least 2, or NaN of infinity.
    let height = y.abs();
    let distance = (height - ((height + EVENS) - EVENS)).abs();
    let odd = distance == 1.0;
    let broken = (distance > 0.0) & (distance < 1.0);

    let power = pick(odd, power.copysign(x), power);
    let power = pick((x < 0.0) & (x > f64::NEG_INFINITY) & broken, f64::NAN, power);
    let power = pick(x.is_nan() | y.is_nan(), f64::NAN, power);
    pick((x == 1.0) | (y == 0.0), 1.0, power)
}

/// atanh s / (s z) - 1/3 of z = s^2 for |s| <= 0.1716, and the rest of the number 1/3. The error
/// relative to atanh is below 2^-73.4; the largest term goes into the last sum, which alone rounds
/// at its size.
#[inline(always)]
fn more_than_third(z: f64) -> f64 {
    let z2 = z * z;
    let low = z.mul_add(0.11111111108894807, 0.1428571428572192);
    let low = z2.mul_add(z.mul_add(0.07692279212526851, 0.09090909422013219), low);
    let high = z.mul_add(0.05837888184235935, 0.06668132337600657);
    let high = z2.mul_add(0.059908976439587765, high);
    let next = (z2 * z2).mul_add(high, low);
    z.mul_add(0.1999999999999999, z2.mul_add(next, THIRD_REST))
}
