//! A step function of time alone, such as `time < 5` or `floor(time / 24)`.
//!
//! A step that sees both sides of a jump in its stages loses its order and, near the jump, ever
//! more of its size; a trigger that is true at one time only is never seen. So each such function
//! is a hidden parameter that keeps its value between two stops, and the time at which it changes
//! is a stop. What it reads is linear in time between two stops.

use crate::graph::{Binary, Unary};

/// Rounding errors of a formula in units of its magnitude: more than its operations can make.
const ROUNDING: f64 = 16.0 * f64::EPSILON;

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// `value op 0`, where `op` is `Lt`, `Le` or `Eq`.
    Compare(Binary),
    /// `Floor`, `Ceil` or `Trunc` of `value / divisor`.
    Whole(Unary),
}

/// What a switch reads, at one time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    pub value: f64,
    /// Change of `value` with time.
    pub slope: f64,
    /// `value` with the absolute value of everything in it summed: the scale of its rounding errors.
    pub magnitude: f64,
    /// Fixed between stops; 1 for comparisons.
    pub divisor: f64,
}

/// What a switch shows, seen from one time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    /// Value at that very time.
    pub at: f64,
    /// Value just after it.
    pub after: f64,
    /// Where a change lies here: how far off rounding may have put it.
    pub here: Option<f64>,
    /// When it changes next; not a number where it never does.
    pub next: f64,
}

impl Kind {
    /// Looks from time `t`.
    pub fn look(self, t: f64, reading: Reading) -> Look {
        match self {
            Self::Compare(op) => compare(op, t, reading),
            Self::Whole(op) => whole(op, t, reading),
        }
    }
}

/// How far from `t` a change may be computed that lies at `t`.
fn slack(t: f64, magnitude: f64, slope: f64) -> f64 {
    ROUNDING * (t.abs() + magnitude / slope.abs())
}

fn steady(value: f64) -> Look {
    Look { at: value, after: value, here: None, next: f64::NAN }
}

fn compare(op: Binary, t: f64, Reading { value, slope, magnitude, .. }: Reading) -> Look {
    let change = t - value / slope;
    let slack = slack(t, magnitude, slope);
    if slope == 0.0 || !change.is_finite() {
        return steady(op.eval(value, 0.0));
    }
    if (change - t).abs() > slack {
        let next = if change > t { change } else { f64::NAN };
        return Look { next, ..steady(op.eval(value, 0.0)) };
    }
    let after = op != Binary::Eq && slope < 0.0;
    Look { at: op.eval(0.0, 0.0), after: f64::from(u8::from(after)), here: Some(slack), next: f64::NAN }
}

fn whole(op: Unary, t: f64, Reading { value, slope, magnitude, divisor }: Reading) -> Look {
    let (ratio, rate) = (value / divisor, slope / divisor);
    if rate == 0.0 || !rate.is_finite() || !ratio.is_finite() {
        return steady(op.eval(ratio));
    }
    // From the dividend, so that a multiple of the divisor is met as exactly as it can be written.
    let reaches = |level: f64| t + (level * divisor - value) / slope;
    let (rising, level) = (rate > 0.0, ratio.round());
    let slack = slack(t, magnitude + (level * divisor).abs(), slope);
    let here = (reaches(level) - t).abs() <= slack;
    let next = match (here, rising) {
        (true, true) => level + 1.0,
        (true, false) => level - 1.0,
        (false, true) => ratio.floor() + 1.0,
        (false, false) => ratio.ceil() - 1.0,
    };
    // Steps that time cannot resolve are not skipped: the run ends at its limit of steps.
    let next = reaches(next).max(t.next_up());
    if !here {
        return Look { next, ..steady(op.eval(ratio)) };
    }
    // Just beyond a whole number, on the side that the ratio goes to.
    let beyond = if rising { level + 0.5 } else { level - 0.5 };
    Look { at: level, after: op.eval(beyond), here: Some(slack), next }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(value: f64, slope: f64, divisor: f64) -> Reading {
        Reading { value, slope, magnitude: value.abs(), divisor }
    }

    #[test]
    fn comparisons() {
        for (op, slope, before, at, after) in [
            (Binary::Lt, 1.0, 1.0, 0.0, 0.0),
            (Binary::Le, 1.0, 1.0, 1.0, 0.0),
            (Binary::Lt, -1.0, 0.0, 0.0, 1.0),
            (Binary::Le, -1.0, 0.0, 1.0, 1.0),
            (Binary::Eq, 1.0, 0.0, 1.0, 0.0),
        ] {
            let look = Kind::Compare(op).look(3.0, line(-2.0 * slope, slope, 1.0));
            assert_eq!((look.at, look.after, look.next), (before, before, 5.0));
            let look = Kind::Compare(op).look(5.0, line(1e-16 * slope, slope, 1.0));
            assert_eq!((look.at, look.after, look.next.is_nan()), (at, after, true));
        }
        let still = Kind::Compare(Binary::Lt).look(5.0, line(-2.0, 0.0, 1.0));
        assert_eq!((still.at, still.after, still.next.is_nan()), (1.0, 1.0, true));
    }

    /// Value at a whole number and on both sides of it, rising and falling.
    #[test]
    fn wholes() {
        for op in [Unary::Floor, Unary::Ceil, Unary::Trunc] {
            for level in [-2.0, -1.0, 0.0, 1.0, 2.0] {
                for slope in [0.5, -0.5] {
                    let value = |t: f64| level * 3.0 + slope * (t - 7.0);
                    let here = Kind::Whole(op).look(7.0, line(value(7.0), slope, 3.0));
                    assert_eq!(here.at, level);
                    assert_eq!(here.after, op.eval(value(7.1) / 3.0), "{op:?} {level} {slope}");
                    assert_eq!(here.next, 13.0);
                    let before = Kind::Whole(op).look(6.0, line(value(6.0), slope, 3.0));
                    assert_eq!((before.at, before.next), (op.eval(value(6.0) / 3.0), 7.0));
                }
            }
        }
    }
}
