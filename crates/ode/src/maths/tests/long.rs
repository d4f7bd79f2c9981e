//! Numbers of about 104 bits as sums of two, to measure errors by.
//!
//! Sums and products after Dekker (1971) and Knuth; functions by plain Taylor series, which share
//! nothing with the ones under test.

/// `high + low`, the low part at most half a unit in the last place of the high one.
#[derive(Clone, Copy, Debug)]
pub struct Long {
    pub high: f64,
    pub low: f64,
}

/// `value * 2^exponent`.
#[derive(Clone, Copy, Debug)]
pub struct Scaled {
    pub value: Long,
    pub exponent: i32,
}

/// ln 2 to 160 bits.
const LN_2: [f64; 3] = [std::f64::consts::LN_2, 2.3190468138462996e-17, 5.707708438416212e-34];

/// pi / 2 to 200 bits.
const QUARTER: [f64; 4] =
    [std::f64::consts::FRAC_PI_2, 6.123233995736766e-17, -1.4973849048591698e-33, 5.562271104311117e-50];

impl From<f64> for Long {
    fn from(high: f64) -> Self {
        Self { high, low: 0.0 }
    }
}

impl Long {
    pub fn new(a: f64, b: f64) -> Self {
        let high = a + b;
        let part = high - a;
        Self { high, low: (a - (high - part)) + (b - part) }
    }

    pub fn add(self, other: Self) -> Self {
        let high = Self::new(self.high, other.high);
        let low = Self::new(self.low, other.low);
        let sum = Self::new(high.high, high.low + low.high);
        Self::new(sum.high, sum.low + low.low)
    }

    pub fn mul(self, other: Self) -> Self {
        let high = self.high * other.high;
        let low = self.high.mul_add(other.high, -high);
        Self::new(high, low + self.high.mul_add(other.low, self.low * other.high))
    }

    pub fn div(self, other: Self) -> Self {
        let first = self.high / other.high;
        let rest = self.add(other.mul(Self::from(-first)));
        let second = rest.high / other.high;
        let rest = rest.add(other.mul(Self::from(-second)));
        Self::new(first, second).add(Self::from(rest.high / other.high))
    }

    /// e^self for |self| up to 1500.
    pub fn exp(self) -> Scaled {
        let k = (self.high / LN_2[0]).round_ties_even();
        let r = self.add_times(-k, &LN_2).mul(Self::from(1.0 / 512.0));
        // e^r - 1, then (1 + t)^2 - 1 = t (2 + t) nine times.
        let mut t = Self::from(0.0);
        for n in (1..=12).rev() {
            t = r.mul(Self::from(1.0).add(t)).div(Self::from(f64::from(n)));
        }
        for _ in 0..9 {
            t = t.mul(t.add(Self::from(2.0)));
        }
        Scaled { value: t.add(Self::from(1.0)), exponent: k as i32 }
    }

    /// ln x of positive finite x.
    pub fn ln(x: f64) -> Self {
        let (x, shift) = if x < f64::MIN_POSITIVE { (x * 2f64.powi(64), 64) } else { (x, 0) };
        let mut exponent = ((x.to_bits() >> 52) as i32) - 1023;
        let mut mantissa = f64::from_bits((x.to_bits() & ((1 << 52) - 1)) | 1f64.to_bits());
        if mantissa > 1.4 {
            mantissa *= 0.5;
            exponent += 1;
        }
        let s = Self::from(mantissa - 1.0).div(Self::new(mantissa, 1.0));
        let z = s.mul(s);
        let mut sum = Self::from(0.0);
        for n in (0..24).rev() {
            sum = sum.mul(z).add(Self::from(1.0).div(Self::from(f64::from(2 * n + 1))));
        }
        s.mul(sum).mul(Self::from(2.0)).add_times(f64::from(exponent - shift), &LN_2)
    }

    /// sin x of |x| up to 1e6 for 0 `quarters`, and cos x for 1.
    pub fn sin(x: f64, quarters: i64) -> Self {
        let k = (x / QUARTER[0]).round_ties_even();
        let r = Self::from(x).add_times(-k, &QUARTER);
        let turns = k as i64 + quarters;
        let odd = turns.rem_euclid(2);
        let mut sum = Self::from(0.0);
        for n in (0..14).rev() {
            // 1 - z / (n' (n' - 1)) (1 - ...), times r of the sine.
            let step = 2 * n + 2 - odd + 1;
            let divisor = Self::from((step * (step - 1)) as f64);
            sum = Self::from(1.0).add(r.mul(r).mul(sum).div(divisor).mul(Self::from(-1.0)));
        }
        let sum = if odd == 0 { sum.mul(r) } else { sum };
        if turns.rem_euclid(4) > 1 { sum.mul(Self::from(-1.0)) } else { sum }
    }

    /// tanh x of |x| from 1e-6 to 100.
    pub fn tanh(x: f64) -> Self {
        let Scaled { value, exponent } = Self::from(-2.0 * x.abs()).exp();
        let power = value.mul(Self::from(2f64.powi(exponent)));
        let one = Self::from(x.signum());
        one.add(power.mul(Self::from(-x.signum()))).div(Self::from(1.0).add(power))
    }

    /// self + k * (sum of the parts).
    fn add_times(self, k: f64, parts: &[f64]) -> Self {
        parts.iter().fold(self, |sum, part| {
            let product = k * part;
            sum.add(Self { high: product, low: k.mul_add(*part, -product) })
        })
    }
}

impl Scaled {
    /// The distance of `got` in units in the last place of a number of this size, and of a subnormal
    /// one at least. Infinity stands for the number after the greatest and all beyond.
    pub fn error(self, got: f64) -> f64 {
        let size = self.value.high.abs();
        let place = ((size.to_bits() >> 52) as i32) - 1023;
        let unit = (place + self.exponent).max(-1022) - 52 - self.exponent;
        let infinite = got.is_infinite();
        let (got, exponent) =
            if infinite { (got.signum(), 1024 - self.exponent) } else { (got, -self.exponent) };
        // In two steps, each exact: subnormal numbers become large first.
        let half = exponent / 2;
        let got = got * 2f64.powi(half) * 2f64.powi(exponent - half);
        let lack = Long::from(got).add(self.value.mul(Long::from(-1.0)));
        let error = (lack.high + lack.low) * 2f64.powi(-unit);
        if infinite { (error * got.signum()).max(0.0) } else { error.abs() }
    }
}

impl From<Long> for Scaled {
    fn from(value: Long) -> Self {
        Self { value, exponent: 0 }
    }
}
