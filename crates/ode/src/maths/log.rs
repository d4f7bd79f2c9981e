//! The natural logarithm.

use super::{each, pick};

/// ln 2 in two parts: the first has 42 bits, so its products with exponents are exact.
const LN_2: f64 = 0.6931471805598903;
const LN_2_REST: f64 = 5.497923018708371e-14;

/// 2^52: the low bits of a sum with it are an integer.
const INTEGER: u64 = 0x4330_0000_0000_0000;

/// A positive number as `mantissa * 2^exponent`, the mantissa between the roots of 1/2 and 2.
pub(super) struct Split {
    pub mantissa: f64,
    pub exponent: f64,
}

/// Splits `x`, positive and finite; other numbers give some numbers. Both parts are exact.
#[inline(always)]
pub(super) fn split(x: f64) -> Split {
    const ONE: u64 = 0x3ff0_0000_0000_0000;
    const ROOT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    const MANTISSA: u64 = (1 << 52) - 1;
    let subnormal = x < f64::MIN_POSITIVE;
    let scaled = pick(subnormal, x * 18014398509481984.0, x);
    let bias = pick(subnormal, 4503599627371573.0, 4503599627371519.0);
    let bits = scaled.to_bits().wrapping_add(ONE - ROOT_HALF);
    let exponent = f64::from_bits((bits >> 52) | INTEGER) - bias;
    let mantissa = f64::from_bits((bits & MANTISSA) + ROOT_HALF);
    Split { mantissa, exponent }
}

/// ln x, within 0.9 units in the last place; -inf of zero and NaN of negative numbers.
#[inline(always)]
pub fn ln<const N: usize>(x: [f64; N]) -> [f64; N] {
    each(
        #[inline(always)]
        |l| ln_of(x[l]),
    )
}

/// With s = f / (2 + f), ln(1 + f) = 2 atanh s = 2 s + s^3 (2/3 + ...), and 2 s = f - f^2/2 + s f^2/2,
/// of which f is exact (Tang, Table-driven implementation of the logarithm function, 1990; Muller,
/// Elementary Functions, 2016).
#[inline(always)]
fn ln_of(x: f64) -> f64 {
    let Split { mantissa, exponent } = split(x);
    let f = mantissa - 1.0;
    let s = f / (mantissa + 1.0);
    let half = 0.5 * f;
    let whole = exponent * LN_2;
    let sum = whole + f;
    let lost = exponent.mul_add(LN_2_REST, (whole - sum) + f);
    let z = s * s;
    let product = z.mul_add(two_thirds_and_more(z), half * f);
    let value = sum + s.mul_add(product, f.mul_add(-half, lost));
    let value = pick(x > 0.0, value, f64::NAN);
    let value = pick(x == 0.0, f64::NEG_INFINITY, value);
    pick(x == f64::INFINITY, x, value)
}

/// (2 atanh s - 2 s) / s^3 of z = s^2 for |s| <= 0.1716: the error relative to atanh is below
/// 2^-59.4.
#[inline(always)]
fn two_thirds_and_more(z: f64) -> f64 {
    let z2 = z * z;
    let low = z.mul_add(0.3999999999941654, 0.6666666666666734);
    let low = z2.mul_add(z.mul_add(0.22222198600852128, 0.2857142874206095), low);
    let high = z.mul_add(0.1531407724452759, 0.181835631097874);
    let high = z2.mul_add(0.14795718878003647, high);
    (z2 * z2).mul_add(high, low)
}
