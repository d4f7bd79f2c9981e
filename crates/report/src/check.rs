//! Checks that all figures share; each adds what it finds to a list.

use crate::axis::Axis;
use crate::error::Problem;

/// Values must be finite, and positive where `axis` is logarithmic.
pub(crate) fn values(
    problems: &mut Vec<Problem>,
    label: &str,
    list: &'static str,
    values: &[f64],
    axis: &Axis,
) {
    for (index, &value) in values.iter().enumerate() {
        let label = label.to_string();
        if !value.is_finite() {
            problems.push(Problem::NonFinite { label, list, index, value });
        } else if axis.is_log() && value <= 0.0 {
            problems.push(Problem::NonPositiveOnLog { label, list, index, value });
        }
    }
}

/// Two lists must have the same length, which must not be 0.
pub(crate) fn lengths(
    problems: &mut Vec<Problem>,
    label: &str,
    first: (&'static str, usize),
    second: (&'static str, usize),
) {
    let label = label.to_string();
    if first.1 != second.1 {
        problems.push(Problem::LengthMismatch { label, first, second });
    } else if first.1 == 0 {
        problems.push(Problem::EmptySeries { label });
    }
}

/// Values must rise strictly.
pub(crate) fn increasing(problems: &mut Vec<Problem>, label: &str, list: &'static str, values: &[f64]) {
    if let Some(i) = values.windows(2).position(|w| w[1] <= w[0]) {
        problems.push(Problem::NotIncreasing { label: label.into(), list, index: i + 1 });
    }
}

/// No label may come twice.
pub(crate) fn unique<'a>(problems: &mut Vec<Problem>, labels: impl IntoIterator<Item = &'a str>) {
    let mut seen: Vec<&str> = Vec::new();
    for label in labels {
        if seen.contains(&label) {
            problems.push(Problem::DuplicateLabel { label: label.into() });
        }
        seen.push(label);
    }
}
