//! Accuracy against 104 bits, special values against `f64`, and lanes that keep to themselves.

mod long;

use super::{cos, exp, ln, pow, reciprocal_root, sin, tanh};
use long::{Long, Scaled};

/// Random numbers (Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014).
struct Random(u64);

impl Random {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * ((self.bits() >> 11) as f64 / (1u64 << 53) as f64)
    }

    /// A positive finite number, all exponents alike.
    fn positive(&mut self) -> f64 {
        f64::from_bits(1 + self.bits() % (f64::INFINITY.to_bits() - 1))
    }

    /// A number within 2^-14 of 1.
    fn about_one(&mut self) -> f64 {
        f64::from_bits(1f64.to_bits() - (1 << 38) + self.bits() % (1 << 39))
    }
}

/// The largest error of `function` over `points` arguments, in units in the last place.
fn worst(
    points: usize,
    mut argument: impl FnMut(&mut Random) -> f64,
    function: impl Fn([f64; 8]) -> [f64; 8],
    exact: impl Fn(f64) -> Scaled,
) -> f64 {
    let mut random = Random(1);
    let mut largest = 0.0f64;
    for _ in 0..points / 8 {
        let x: [f64; 8] = std::array::from_fn(|_| argument(&mut random));
        for (x, got) in x.into_iter().zip(function(x)) {
            let error = exact(x).error(got);
            assert!(error < 2.0, "{error} units off at {x:e}: {got:e}");
            largest = largest.max(error);
        }
    }
    largest
}

fn worst_exp(points: usize) -> f64 {
    let exact = |x: f64| Long::from(x).exp();
    [(-0.4, 0.4), (-50.0, 50.0), (-708.0, 709.9), (-746.0, -707.0), (709.7, 709.8)]
        .map(|(low, high)| worst(points / 5, |r| r.between(low, high), exp, exact))
        .into_iter()
        .fold(worst(points / 5, |r| f64::from_bits(r.bits() % 1f64.to_bits()), exp, exact), f64::max)
}

fn worst_ln(points: usize) -> f64 {
    let exact = |x: f64| Scaled::from(Long::ln(x));
    [(0.5, 2.0), (0.69, 0.73), (1.38, 1.44), (0.0, 10.0), (0.0, 1e-307)]
        .map(|(low, high)| worst(points / 7, |r| r.between(low, high), ln, exact))
        .into_iter()
        .chain([
            worst(points / 7, Random::positive, ln, exact),
            worst(points / 7, Random::about_one, ln, exact),
        ])
        .fold(0.0, f64::max)
}

/// The largest errors of powers with Hill-like arguments and with results up to both ends.
fn worst_pow(points: usize) -> [f64; 2] {
    let mut random = Random(2);
    let mut largest = [0.0f64; 2];
    for round in 0..points {
        let (x, y) = match round % 6 {
            0 | 1 => (10f64.powf(random.between(-12.0, 12.0)), random.between(-8.0, 8.0)),
            choice => {
                let x = match choice {
                    2 => random.between(0.5, 2.0),
                    3 => random.between(0.68, 0.75) * if random.bits() & 1 == 0 { 1.0 } else { 2.0 },
                    4 => random.positive(),
                    _ => random.about_one(),
                };
                (x, random.between(-745.0, 709.7) / if x == 1.0 { 1.0 } else { x.ln() })
            }
        };
        let [got] = pow([x], [y]);
        let error = Long::ln(x).mul(Long::from(y)).exp().error(got);
        assert!(error < 2.0, "{error} units off at {x:e}^{y:e}: {got:e}");
        let kind = usize::from(round % 6 > 1);
        largest[kind] = largest[kind].max(error);
    }
    largest
}

/// The largest error of sine, cosine and hyperbolic tangent.
fn worst_waves(points: usize) -> f64 {
    let sine = |x: f64| Scaled::from(Long::sin(x, 0));
    let cosine = |x: f64| Scaled::from(Long::sin(x, 1));
    let tangent = |x: f64| Scaled::from(Long::tanh(x));
    let of = |size: f64| move |r: &mut Random| r.between(-size, size);
    [
        worst(points / 8, of(1.0), sin, sine),
        worst(points / 8, of(50.0), sin, sine),
        worst(points / 8, of(1e6), sin, sine),
        worst(points / 8, of(1.0), cos, cosine),
        worst(points / 8, of(50.0), cos, cosine),
        worst(points / 8, of(1e6), cos, cosine),
        worst(points / 8, |r| r.between(1e-6, 0.4), tanh, tangent),
        worst(points / 8, |r| r.between(-30.0, -0.3), tanh, tangent),
    ]
    .into_iter()
    .fold(0.0, f64::max)
}

#[test]
fn errors_stay_below_one_unit_in_the_last_place() {
    assert!(worst_exp(30_000) < 0.8);
    assert!(worst_ln(30_000) < 0.9);
    assert!(worst_waves(30_000) < 1.0);
    let [hill, ends] = worst_pow(30_000);
    assert!(hill < 0.7 && ends < 0.85, "{hill} {ends}");
}

#[test]
#[ignore = "five minutes in a release build"]
fn errors_of_ten_million_points() {
    assert!(worst_waves(10_000_000) < 1.0);
    let (exp, ln, [hill, ends]) = (worst_exp(10_000_000), worst_ln(10_000_000), worst_pow(10_000_000));
    assert!(exp < 0.8 && ln < 0.9 && hill < 0.7 && ends < 0.85, "exp {exp} ln {ln} pow {hill} {ends}");
}

/// Both NaN, or the same number with the same sign.
fn same(got: f64, want: f64) -> bool {
    (got.is_nan() && want.is_nan()) || got.to_bits() == want.to_bits()
}

#[test]
fn special_values_of_exp_and_ln() {
    let inf = f64::INFINITY;
    let exps = [(inf, inf), (-inf, 0.0), (f64::NAN, f64::NAN), (0.0, 1.0), (-0.0, 1.0), (1e300, inf)];
    for (x, want) in exps.into_iter().chain([(-1e300, 0.0), (709.79, inf), (-745.2, 0.0), (-800.1, 0.0)]) {
        assert!(same(exp([x])[0], want), "exp {x}");
    }
    assert_eq!(exp([-745.1]), [f64::from_bits(1)]);
    assert!(exp([709.782712893384])[0].is_finite());
    let logs = [(inf, inf), (-inf, f64::NAN), (f64::NAN, f64::NAN), (0.0, -inf), (-0.0, -inf), (1.0, 0.0)];
    for (x, want) in logs.into_iter().chain([(-1.0, f64::NAN), (-f64::from_bits(1), f64::NAN)]) {
        assert!(same(ln([x])[0], want), "ln {x}");
    }
}

#[test]
fn special_values_of_waves() {
    let inf = f64::INFINITY;
    for x in [inf, -inf, f64::NAN] {
        assert!(sin([x])[0].is_nan() && cos([x])[0].is_nan());
    }
    for x in [0.0, -0.0, f64::from_bits(1), -1e-310, 1e-200] {
        assert!(same(sin([x])[0], x) && same(tanh([x])[0], x) && cos([x])[0] == 1.0, "{x:e}");
    }
    assert!(same(tanh([inf])[0], 1.0) && same(tanh([-inf])[0], -1.0) && tanh([f64::NAN])[0].is_nan());
    assert_eq!(tanh([19.1, -300.0, f64::MAX]), [1.0, -1.0, 1.0]);
}

#[test]
fn waves_far_from_zero_as_of_f64() {
    let mut random = Random(6);
    for _ in 0..20_000 {
        let x = f64::from_bits((0x42b << 52) + random.bits() % (0x354 << 52));
        let (s, c) = (sin([1.0, x, -x]), cos([1.0, x, -x]));
        assert!(s[1].to_bits().abs_diff(x.sin().to_bits()) <= 1 && s[2] == -s[1], "{x:e}");
        assert!(c[1].to_bits().abs_diff(x.cos().to_bits()) <= 1 && c[2] == c[1], "{x:e}");
        assert_eq!([s[0], c[0]], [sin([1.0])[0], cos([1.0])[0]]);
    }
}

#[test]
fn special_values_of_pow() {
    let odd = 9007199254740991.0;
    let sizes = [
        0.0,
        f64::from_bits(1),
        f64::MIN_POSITIVE,
        1e-9,
        0.5,
        1.0 - f64::EPSILON / 2.0,
        1.0,
        1.0 + f64::EPSILON,
        1.5,
        2.0,
        3.0,
        4.0,
        4503599627370495.5,
        4503599627370497.0,
        odd,
        odd + 1.0,
        odd + 3.0,
        1e100,
        1e300,
        f64::MAX,
        f64::INFINITY,
    ];
    let values: Vec<f64> = sizes.into_iter().flat_map(|v| [v, -v]).chain([f64::NAN]).collect();
    for &x in &values {
        for &y in &values {
            let (got, want) = (pow([x], [y])[0], x.powf(y));
            let near = want.is_normal() && ((got - want) / want).abs() <= 2.0 * f64::EPSILON;
            assert!(same(got, want) || near, "{x:e}^{y:e}: {got:e}, not {want:e}");
        }
    }
}

#[test]
fn powers_of_random_numbers_as_of_f64() {
    let mut random = Random(3);
    for _ in 0..100_000 {
        let any = (f64::from_bits(random.bits()), f64::from_bits(random.bits()));
        let whole = (random.between(-20.0, 20.0), random.between(-30.0, 30.0).round_ties_even());
        let hill = (10f64.powf(random.between(-12.0, 12.0)), random.between(-8.0, 8.0));
        for (x, y) in [any, whole, hill] {
            let (got, want) = (pow([x], [y])[0], x.powf(y));
            let units = got.to_bits().abs_diff(want.to_bits());
            assert!(same(got, want) || (!want.is_nan() && units <= 1), "{x:e}^{y:e}: {got:e}, not {want:e}");
        }
    }
}

#[test]
fn exact_powers_are_exact() {
    for n in -1074..1024 {
        let want = if n < -1022 { f64::from_bits(1 << (n + 1074)) } else { 2f64.powi(n) };
        assert_eq!(pow([2.0], [f64::from(n)]), [want], "2^{n}");
    }
    for n in 1..1000 {
        let x = f64::from(n);
        assert_eq!(pow([x, -x, x * x], [2.0, 3.0, 0.5]), [x * x, -(x * x * x), x]);
        assert_eq!(pow([x], [1.0]), [x]);
    }
}

#[test]
fn reciprocal_roots_are_near() {
    let mut random = Random(4);
    for order in 2..=8 {
        for _ in 0..1000 {
            let x = random.positive();
            let [got] = reciprocal_root([x], order);
            let want = Long::ln(x).mul(Long::from(-1.0)).div(Long::from(f64::from(order))).exp();
            assert!(want.error(got) < 1e-13 / f64::EPSILON, "{x:e} {order}");
        }
    }
}

#[test]
fn lanes_keep_to_themselves() {
    let mut random = Random(5);
    let odd = [f64::NAN, f64::INFINITY, -1.0, 0.0, f64::from_bits(1), 1e308, -1e308, -0.0];
    for round in 0..2000 {
        let mut x: [f64; 8] = std::array::from_fn(|_| random.between(0.0, 30.0));
        let mut y: [f64; 8] = std::array::from_fn(|_| random.between(-9.0, 9.0));
        x[round % 8] = odd[round / 8 % 8];
        y[round % 7] = odd[round / 64 % 8];
        for l in 0..8 {
            assert!(same(exp(x)[l], exp([x[l]])[0]));
            assert!(same(ln(x)[l], ln([x[l]])[0]));
            assert!(same(pow(x, y)[l], pow([x[l]], [y[l]])[0]));
            assert!(same(sin(x)[l], sin([x[l]])[0]));
            assert!(same(cos(x)[l], cos([x[l]])[0]));
            assert!(same(tanh(x)[l], tanh([x[l]])[0]));
        }
        let (four, more) = (&x.as_chunks::<4>().0[1], &y.as_chunks::<4>().0[1]);
        assert!((0..4).all(|l| same(pow(*four, *more)[l], pow(x, y)[4 + l])));
    }
}
