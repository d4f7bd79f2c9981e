//! Sine and cosine.

use super::{each, pick};

/// pi / 2 in three parts, each the nearest number to what the ones before leave.
const QUARTER: f64 = std::f64::consts::FRAC_PI_2;
const QUARTER_REST: f64 = 6.123233995736766e-17;
const QUARTER_THIRD: f64 = -1.4973849048591698e-33;

/// 1.5 * 2^52: a sum with it is rounded to an integer, which its low bits hold.
const ROUND: f64 = 6755399441055744.0;

/// 2^46: beyond this the number of quarter turns is not certain to the nearest.
const FAR: f64 = 70368744177664.0;

/// sin x, within 0.8 units in the last place; NaN of infinity.
///
/// Lanes beyond 7e13 take a long way for all lanes; the bits are the same on either.
#[inline(always)]
pub fn sin<const N: usize>(x: [f64; N]) -> [f64; N] {
    turned(x, 0)
}

/// cos x, within 0.8 units in the last place; NaN of infinity.
///
/// Lanes beyond 7e13 take a long way for all lanes; the bits are the same on either.
#[inline(always)]
pub fn cos<const N: usize>(x: [f64; N]) -> [f64; N] {
    turned(x, 1)
}

/// sin (x + quarters pi / 2).
#[inline(always)]
fn turned<const N: usize>(x: [f64; N], quarters: u64) -> [f64; N] {
    let near = each(
        #[inline(always)]
        |l| near(x[l], quarters),
    );
    if x.iter().fold(false, |any, x| any | (x.abs() > FAR)) { far(x, near, quarters) } else { near }
}

/// `near`, with the lanes put right whose `x` is far from zero.
#[cold]
#[inline(never)]
fn far<const N: usize>(x: [f64; N], near: [f64; N], quarters: u64) -> [f64; N] {
    each(
        #[inline(always)]
        |l| {
            if x[l].abs() > FAR && x[l].is_finite() {
                let (r, rest, turns) = reduced(x[l]);
                wave(r, rest, turns.wrapping_add(quarters))
            } else {
                near[l]
            }
        },
    )
}

/// The argument is reduced by the nearest multiple k of pi / 2 (Cody and Waite, Software Manual for
/// the Elementary Functions, 1980). x - k QUARTER is exact with a fused multiply-add, as both are
/// multiples of 2^-53 and the difference is below 1; the next part is taken off as a sum of two.
#[inline(always)]
fn near(x: f64, quarters: u64) -> f64 {
    let shifted = x.mul_add(std::f64::consts::FRAC_2_PI, ROUND);
    let k = shifted - ROUND;
    let exact = k.mul_add(-QUARTER, x);
    let part = k * QUARTER_REST;
    let part_rest = k.mul_add(QUARTER_THIRD, k.mul_add(QUARTER_REST, -part));
    let difference = exact - part;
    let taken = exact - difference;
    let lost = (exact - (difference + taken)) + (taken - part);
    let rest = lost - part_rest;
    let r = difference + rest;
    let rest = (difference - r) + rest;
    let value = wave(r, rest, shifted.to_bits().wrapping_add(quarters));
    // The sums above lose the sign of zero.
    pick((x == 0.0) & (quarters == 0), x, value)
}

/// sin (r + rest + quarters pi / 2) for |r| <= 0.795, by the low two bits of `quarters`. The errors of
/// the polynomials are below 2^-57.7 of the sine and 2^-63.9.
#[inline(always)]
fn wave(r: f64, rest: f64, quarters: u64) -> f64 {
    let z = r * r;
    let z2 = z * z;
    let half = 0.5 * z;

    let low = z.mul_add(0.008333333333321058, -0.16666666666666627);
    let mid = z.mul_add(2.7557313285161165e-06, -0.00019841269828675063);
    let high = z.mul_add(1.5892903391623148e-10, -2.5050692578611196e-08);
    let sixth = z2.mul_add(z2.mul_add(high, mid), low);
    let sine = r + (z * r).mul_add(sixth, rest.mul_add(-half, rest));

    let low = z.mul_add(-0.0013888888888872056, 0.04166666666666659);
    let mid = z.mul_add(-2.7557313954290214e-07, 2.480158728814472e-05);
    let high = z.mul_add(-1.1356710125241479e-11, 2.087566777088186e-09);
    let more = z2.mul_add(z2.mul_add(high, mid), low);
    let most = 1.0 - half;
    let cosine = most + z2.mul_add(more, r.mul_add(-rest, (1.0 - most) - half));

    let value = pick(quarters & 1 == 0, sine, cosine);
    f64::from_bits(value.to_bits() ^ ((quarters & 2) << 62))
}

/// The bits of 2 / pi after 64 zero bits.
const TURNS: [u64; 21] = [
    0x0000000000000000,
    0xa2f9836e4e441529,
    0xfc2757d1f534ddc0,
    0xdb6295993c439041,
    0xfe5163abdebbc561,
    0xb7246e3a424dd2e0,
    0x06492eea09d1921c,
    0xfe1deb1cb129a73e,
    0xe88235f52ebb4484,
    0xe99c7026b45f7e41,
    0x3991d639835339f4,
    0x9c845f8bbdf9283b,
    0x1ff897ffde05980f,
    0xef2f118b5a0a6d1f,
    0x6d367ecf27cb09b7,
    0x4f463f669e5fea2d,
    0x7527bac7ebe5f17b,
    0x3d0739f78a5292ea,
    0x6bfb5fb11f8d5d08,
    0x56033046fc7b6bab,
    0xf0cfbc209af4361d,
];

/// A finite `x` beyond 2^46 as r + rest + turns pi / 2 with |r| <= pi / 4.
///
/// Of x (2 / pi) only the bits modulo 4 and the 126 after the point are computed, with integers
/// (Payne and Hanek, Radian reduction for trigonometric functions, 1983).
fn reduced(x: f64) -> (f64, f64, u64) {
    let bits = x.abs().to_bits();
    let mantissa = u128::from((bits & ((1 << 52) - 1)) | (1 << 52));
    // x = mantissa 2^e, so the bits of 2 / pi of weight 2^(2 - e) and more add multiples of 4.
    let start = (bits >> 52) as usize + 64 - 2 - 1075;
    let window = |word: usize| {
        let both = (u128::from(TURNS[start / 64 + word]) << 64) | u128::from(TURNS[start / 64 + word + 1]);
        u128::from((both >> (64 - start % 64)) as u64)
    };
    let carried = ((mantissa * window(2)) >> 64) + mantissa * window(1);
    let turns = carried.wrapping_add((mantissa * window(0)) << 64);

    let nearest = (turns.wrapping_add(1 << 125) >> 126) as u64;
    let fraction = (turns << 2) as i128;
    let high = fraction as f64;
    let low = (fraction - high as i128) as f64;
    let unit = 2f64.powi(-128);
    let (high, low) = (high * unit, low * unit);
    let r = high * QUARTER;
    let rest = low.mul_add(QUARTER, high.mul_add(QUARTER_REST, high.mul_add(QUARTER, -r)));
    if x < 0.0 { (-r, -rest, nearest.wrapping_neg()) } else { (r, rest, nearest) }
}
