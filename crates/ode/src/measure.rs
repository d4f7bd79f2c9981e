//! Numbers taken from a run while it goes on, on the solution's own interpolant.
//!
//! Nothing here depends on the times at which outputs are kept. Within each step the output is
//! sampled at the five Gauss-Lobatto points, whose quadrature is exact to degree 7 (Abramowitz &
//! Stegun 25.4.32); extremes are sharpened by golden section, crossings by bisection.

/// What to take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Value at `from`, before anything that jumps then.
    Before,
    /// Value at `from`, after everything that jumps then.
    After,
    /// Integral over the window.
    Integral,
    /// Smallest value.
    Min,
    /// Largest value.
    Max,
    /// Length of time above this value.
    TimeAbove(f64),
    /// First time at which the output is above this value.
    FirstAbove(f64),
    /// First time at which the output is below this value.
    FirstBelow(f64),
}

/// What to take of which output, and when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure {
    /// Index of the output.
    pub output: usize,
    /// Start of the window.
    pub from: f64,
    /// End of the window; not used by [`Kind::Before`] and [`Kind::After`].
    pub to: f64,
    /// What.
    pub kind: Kind,
}

/// Gauss-Lobatto points on [0, 1] and their weights.
pub(crate) const POINTS: [(f64, f64); 5] = [
    (0.0, 0.05),
    (0.172_673_164_646_011_43, 49.0 / 180.0),
    (0.5, 16.0 / 45.0),
    (0.827_326_835_353_988_6, 49.0 / 180.0),
    (1.0, 0.05),
];

impl Measure {
    /// Whether the measure is one value at one time.
    pub(crate) fn is_point(&self) -> bool {
        matches!(self.kind, Kind::Before | Kind::After)
    }

    /// Whether a step from `t0` to `t1` tells something.
    pub(crate) fn wants(&self, t0: f64, t1: f64) -> bool {
        match self.kind {
            Kind::Before => t0 < self.from && self.from <= t1,
            Kind::After => t0 <= self.from && self.from < t1,
            _ => t0 < self.to && self.from < t1,
        }
    }

    /// Whether the window covers a step from `t0` to `t1`.
    pub(crate) fn covers(&self, t0: f64, t1: f64) -> bool {
        !self.is_point() && self.from <= t0 && t1 <= self.to
    }

    /// The result before anything was seen.
    pub(crate) fn start(&self) -> f64 {
        match self.kind {
            Kind::Integral | Kind::TimeAbove(_) => 0.0,
            Kind::Min => f64::INFINITY,
            Kind::Max => f64::NEG_INFINITY,
            _ => f64::NAN,
        }
    }

    /// Takes in a step from `t0` to `t1`; `at` gives the output at a time in the step, `whole` gives it
    /// at the points of the whole step where that is known and the window covers the step.
    pub(crate) fn update(
        &self,
        result: &mut f64,
        t0: f64,
        t1: f64,
        whole: Option<&[f64; 5]>,
        at: &mut dyn FnMut(f64) -> f64,
    ) {
        if self.is_point() {
            *result = at(self.from);
            return;
        }
        let (a, b) = (t0.max(self.from), t1.min(self.to));
        if let (Kind::Integral, Some(values)) = (self.kind, whole) {
            *result += quadrature(values) * (b - a);
            return;
        }
        let times = POINTS.map(|(x, _)| if x == 1.0 { b } else { a + x * (b - a) });
        let values = whole.copied().unwrap_or_else(|| times.map(&mut *at));
        match self.kind {
            Kind::Integral => *result += quadrature(&values) * (b - a),
            Kind::Min => extreme(result, &times, &values, -1.0, at),
            Kind::Max => extreme(result, &times, &values, 1.0, at),
            Kind::TimeAbove(_) if values.iter().any(|v| v.is_nan()) => *result = f64::NAN,
            Kind::TimeAbove(level) => *result += time_above(&times, &values, level, at),
            Kind::FirstAbove(level) => first(result, &times, &values, at, |v| v > level),
            Kind::FirstBelow(level) => first(result, &times, &values, at, |v| v < level),
            Kind::Before | Kind::After => {}
        }
    }
}

/// The mean of a function with these values at the points.
fn quadrature(values: &[f64; 5]) -> f64 {
    POINTS.iter().zip(values).map(|((_, w), v)| w * v).sum()
}

/// Largest of `sign * value`: where a parabola through the best point and its neighbours has its
/// top between them, the top is searched for. Not-a-number, once seen, stays.
fn extreme(result: &mut f64, t: &[f64; 5], v: &[f64; 5], sign: f64, at: &mut dyn FnMut(f64) -> f64) {
    if result.is_nan() || v.iter().any(|v| v.is_nan()) {
        *result = f64::NAN;
        return;
    }
    let mut best = 0;
    for i in 1..5 {
        if sign * v[i] > sign * v[best] {
            best = i;
        }
    }
    let middle = best.clamp(1, 3);
    let (low, high) = (t[middle - 1], t[middle + 1]);
    let (d0, d1) = (t[middle] - low, high - t[middle]);
    let (s0, s1) = ((v[middle] - v[middle - 1]) / d0, (v[middle + 1] - v[middle]) / d1);
    let curvature = (s1 - s0) / (d0 + d1);
    let top = t[middle] - (s0 + curvature * d0) / (2.0 * curvature);
    let mut candidate = sign * v[best];
    if top > low && top < high {
        candidate = candidate.max(highest(low, high, &mut |t| sign * at(t)));
    }
    if candidate > sign * *result {
        *result = sign * candidate;
    }
}

/// The highest value that a golden-section search meets between `low` and `high`.
fn highest(mut low: f64, mut high: f64, at: &mut dyn FnMut(f64) -> f64) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let mut left = high - GOLDEN * (high - low);
    let mut right = low + GOLDEN * (high - low);
    let (mut at_left, mut at_right) = (at(left), at(right));
    let mut highest = at_left.max(at_right);
    // The bracket shrinks to 1e-6 of itself: the value is then right to 1e-12 of its change.
    for _ in 0..29 {
        if at_left < at_right {
            low = left;
            (left, at_left) = (right, at_right);
            right = low + GOLDEN * (high - low);
            at_right = at(right);
        } else {
            high = right;
            (right, at_right) = (left, at_left);
            left = high - GOLDEN * (high - low);
            at_left = at(left);
        }
        highest = highest.max(at_left.max(at_right));
    }
    highest
}

fn time_above(t: &[f64; 5], v: &[f64; 5], level: f64, at: &mut dyn FnMut(f64) -> f64) -> f64 {
    let mut total = 0.0;
    for i in 0..4 {
        let (before, after) = (v[i] > level, v[i + 1] > level);
        total += match (before, after) {
            (true, true) => t[i + 1] - t[i],
            (false, false) => 0.0,
            _ => {
                let crossing = crossing(t[i], t[i + 1], at, |v| (v > level) == after);
                if after { t[i + 1] - crossing } else { crossing - t[i] }
            }
        };
    }
    total
}

fn first(
    result: &mut f64,
    t: &[f64; 5],
    v: &[f64; 5],
    at: &mut dyn FnMut(f64) -> f64,
    holds: impl Fn(f64) -> bool + Copy,
) {
    if !result.is_nan() {
        return;
    }
    if holds(v[0]) {
        *result = t[0];
    } else if let Some(i) = (1..5).find(|i| holds(v[*i])) {
        *result = crossing(t[i - 1], t[i], at, holds);
    }
}

/// The time between `low` (where `holds` is false) and `high` (true) at which it turns true.
pub(crate) fn crossing(
    mut low: f64,
    mut high: f64,
    at: &mut dyn FnMut(f64) -> f64,
    holds: impl Fn(f64) -> bool,
) -> f64 {
    for _ in 0..200 {
        let middle = low + 0.5 * (high - low);
        if middle <= low || middle >= high {
            break;
        }
        if holds(at(middle)) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(kind: Kind, f: fn(f64) -> f64) -> f64 {
        let m = Measure { output: 0, from: 0.5, to: 9.5, kind };
        let mut result = m.start();
        for step in 0..20 {
            let (t0, t1) = (f64::from(step) * 0.5, f64::from(step + 1) * 0.5);
            if m.wants(t0, t1) {
                m.update(&mut result, t0, t1, None, &mut |t| f(t));
            }
        }
        result
    }

    #[test]
    fn closed_forms() {
        let integral = 0.5f64.cos() - 9.5f64.cos();
        assert!((measure(Kind::Integral, f64::sin) - integral).abs() < 1e-10);
        assert!((measure(Kind::Max, f64::sin) - 1.0).abs() < 1e-6);
        assert!((measure(Kind::Min, f64::sin) + 1.0).abs() < 1e-6);
        let pi = std::f64::consts::PI;
        let above = (pi - 0.5) + pi;
        assert!((measure(Kind::TimeAbove(0.0), f64::sin) - above).abs() < 1e-9);
        assert!((measure(Kind::FirstBelow(0.0), f64::sin) - pi).abs() < 1e-12);
        assert_eq!(measure(Kind::FirstAbove(0.0), f64::sin), 0.5);
        assert!(measure(Kind::FirstAbove(2.0), f64::sin).is_nan());
        assert_eq!(measure(Kind::Before, f64::sin), 0.5f64.sin());
    }
}
