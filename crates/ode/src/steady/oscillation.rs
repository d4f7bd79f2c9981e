//! Whether a run that does not come to rest goes round and round.

use crate::stepper::Stepper;

/// Times at which the states are looked at, and the steps between two of them: many rounds of a
/// usual limit cycle.
const LOOKS: usize = 200;
const STEPS: f64 = 10.0;

/// Rises through the middle that make an oscillation.
const RISES: usize = 3;

/// The part of its swing that it must keep to the end.
const KEPT: f64 = 0.8;

/// A swing is at least this part of the size.
const SWING: f64 = 1e-3;

/// The state that swings most for its size, and its period. `step` is the mean step of late; below
/// its `floor` a state counts as nothing.
pub(super) fn find(mut stepper: Stepper<'_>, step: f64, floor: &[f64]) -> Option<(usize, f64)> {
    let start = stepper.time();
    let interval = STEPS * step;
    let mut rows = vec![stepper.states()];
    for k in 1..=LOOKS {
        let time = start + interval * k as f64;
        if time <= stepper.time() || stepper.advance_to(time).is_err() {
            return None;
        }
        rows.push(stepper.states());
    }
    let swings = (0..floor.len()).filter_map(|i| {
        let course: Vec<f64> = rows.iter().map(|row| row[i]).collect();
        let (swing, period) = swing(&course, floor[i])?;
        Some((i, swing, period * interval))
    });
    swings.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(i, _, period)| (i, period))
}

/// The swing of a course for its size, and the period in looks; none where it does not last.
fn swing(course: &[f64], floor: f64) -> Option<(f64, f64)> {
    let (early, late) = course.split_at(course.len() / 2);
    let (low, high) = range(course);
    let kept = range(late).1 - range(late).0;
    if kept < KEPT * (range(early).1 - range(early).0) {
        return None;
    }
    let middle = 0.5 * (low + high);
    let rises: Vec<usize> =
        (1..course.len()).filter(|k| course[k - 1] < middle && course[*k] >= middle).collect();
    let size = low.abs().max(high.abs()) + floor;
    match rises[..] {
        [first, .., last] if rises.len() >= RISES && high - low > SWING * size => {
            Some(((high - low) / size, (last - first) as f64 / (rises.len() - 1) as f64))
        }
        _ => None,
    }
}

fn range(course: &[f64]) -> (f64, f64) {
    course.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(*x), high.max(*x)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(f: impl Fn(f64) -> f64) -> Vec<f64> {
        (0..=LOOKS).map(|k| f(k as f64)).collect()
    }

    #[test]
    fn a_lasting_swing_is_told_from_one_that_dies() {
        let (size, period) = swing(&course(|k| 2.0 + (k / 5.0).sin()), 1e-6).unwrap();
        assert!((size - 2.0 / 3.0).abs() < 0.01 && (period - 31.4).abs() < 1.0, "{size} {period}");
        assert_eq!(swing(&course(|k| 2.0 + (-k / 50.0).exp() * (k / 5.0).sin()), 1e-6), None);
        assert_eq!(swing(&course(|k| k), 1e-6), None);
        assert_eq!(swing(&course(|k| 2.0 + 1e-7 * (k / 5.0).sin()), 1e-6), None);
    }
}
