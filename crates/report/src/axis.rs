//! An axis: what it measures, in which unit, on which scale.

use crate::error::Problem;

/// How values are spread along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// Equal steps are equal distances.
    #[default]
    Linear,
    /// Equal factors are equal distances; values must be above 0.
    Log,
}

/// An axis of a figure, or the colour scale of a heat map.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Axis {
    /// What is measured, such as "time".
    pub label: String,
    /// The unit of all its values, such as "nM"; empty for a plain number.
    pub unit: String,
    /// Linear or logarithmic.
    pub scale: Scale,
    /// First and last value shown; `None` fits the data. What lies outside is not drawn, but
    /// stays in the data table.
    pub range: Option<[f64; 2]>,
}

impl Axis {
    /// A linear axis that fits the data.
    pub fn linear(label: impl Into<String>, unit: impl Into<String>) -> Self {
        Self { label: label.into(), unit: unit.into(), ..Self::default() }
    }

    /// A logarithmic axis that fits the data.
    pub fn log(label: impl Into<String>, unit: impl Into<String>) -> Self {
        Self { scale: Scale::Log, ..Self::linear(label, unit) }
    }

    /// The same axis, from `first` to `last`.
    pub fn with_range(mut self, first: f64, last: f64) -> Self {
        self.range = Some([first, last]);
        self
    }

    /// Label and unit as written beside the axis: `time (h)`.
    pub fn title(&self) -> String {
        match (self.label.as_str(), self.unit.as_str()) {
            (label, "") => label.into(),
            ("", unit) => unit.into(),
            (label, unit) => format!("{label} ({unit})"),
        }
    }

    pub(crate) fn is_log(&self) -> bool {
        self.scale == Scale::Log
    }

    /// Says what is wrong with the range that was asked for.
    pub(crate) fn check(&self, problems: &mut Vec<Problem>) {
        let Some([first, last]) = self.range else { return };
        let good = first.is_finite() && last.is_finite() && first < last && !(self.is_log() && first <= 0.0);
        if !good {
            problems.push(Problem::BadRange { label: self.label.clone(), range: [first, last] });
        }
    }

    /// What to show of `values` (all finite, positive on a log axis).
    ///
    /// # Errors
    /// [`Problem::NothingInRange`] where a range was asked for that holds no value.
    pub(crate) fn domain(&self, values: &[f64], fit: Fit) -> Result<[f64; 2], Problem> {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if let Some(range) = self.range {
            return if high < range[0] || low > range[1] {
                Err(Problem::NothingInRange { label: self.label.clone(), range })
            } else {
                Ok(range)
            };
        }
        if low > high {
            return Ok([0.1, 1.0]);
        }
        Ok(match (self.scale, fit) {
            (_, Fit::Tight) if low < high => [low, high],
            // Below lie numbers whose decade is no number.
            (Scale::Log, _) => {
                [one_two_five_below(low.max(1e-300)), one_two_five_above(high.clamp(1e-300, 1e300))]
            }
            (Scale::Linear, _) => loose(low, high),
        })
    }
}

/// How close the ends of an axis are to the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    /// From the first value to the last.
    Tight,
    /// With some air; from 0 where that is near.
    Loose,
}

fn loose(low: f64, high: f64) -> [f64; 2] {
    let from_zero = low >= 0.0 && low <= 0.5 * high;
    let span = if from_zero { high } else { high - low };
    // A flat line gets an axis that shows its size.
    let air = match (span > 0.0, high == 0.0) {
        (true, _) => 0.05 * span,
        (false, true) => 0.5,
        (false, false) => 0.5 * high.abs(),
    };
    let low = if from_zero && span > 0.0 { 0.0 } else { low - air };
    [low, high + air]
}

fn one_two_five_below(v: f64) -> f64 {
    let decade = 10f64.powf(v.log10().floor());
    let m = v / decade;
    // A value exactly on 1, 2 or 5 would lie on the frame.
    decade
        * if m > 5.05 {
            5.0
        } else if m > 2.02 {
            2.0
        } else if m > 1.01 {
            1.0
        } else {
            0.5
        }
}

fn one_two_five_above(v: f64) -> f64 {
    let decade = 10f64.powf(v.log10().floor());
    let m = v / decade;
    decade
        * if m < 1.98 {
            2.0
        } else if m < 4.95 {
            5.0
        } else if m < 9.9 {
            10.0
        } else {
            20.0
        }
}

/// Places values of one axis along a line of pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Span {
    domain: [f64; 2],
    log: bool,
    from: f64,
    to: f64,
}

impl Span {
    /// `domain[0]` lies at pixel `from`, `domain[1]` at `to`.
    pub(crate) fn new(axis: &Axis, domain: [f64; 2], from: f64, to: f64) -> Self {
        Self { domain, log: axis.is_log(), from, to }
    }

    /// Where `value` lies.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let place = self.from + (self.to - self.from) * fraction(self.domain, self.log, value);
        // Far outside of an asked range; infinite pixels could not be cut off.
        place.clamp(-1e7, 1e7)
    }
}

/// How far `value` is along `domain`, 0 to 1 within it.
pub(crate) fn fraction(domain: [f64; 2], log: bool, value: f64) -> f64 {
    let f = |v: f64| if log { v.log10() } else { v };
    (f(value) - f(domain[0])) / (f(domain[1]) - f(domain[0]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linear_axes_start_at_zero_where_near() {
        let axis = Axis::linear("y", "");
        assert_eq!(axis.domain(&[1.0, 10.0], Fit::Loose).unwrap(), [0.0, 10.5]);
        assert_eq!(axis.domain(&[90.0, 100.0], Fit::Loose).unwrap(), [89.5, 100.5]);
        assert_eq!(axis.domain(&[0.0, 0.0], Fit::Loose).unwrap(), [-0.5, 0.5]);
        assert_eq!(axis.domain(&[4.0], Fit::Tight).unwrap(), [2.0, 6.0]);
        assert_eq!(axis.domain(&[0.25], Fit::Loose).unwrap(), [0.125, 0.375]);
    }

    #[test]
    fn log_axes_end_on_round_numbers() {
        let [low, high] = Axis::log("y", "").domain(&[0.3, 700.0], Fit::Loose).unwrap();
        assert!((low - 0.2).abs() < 1e-12 && (high - 1000.0).abs() < 1e-9, "{low} {high}");
    }

    #[test]
    fn ranges_are_checked() {
        let bad = |axis: Axis| {
            let mut problems = Vec::new();
            axis.check(&mut problems);
            problems.len()
        };
        assert_eq!(bad(Axis::linear("x", "").with_range(0.0, 1.0)), 0);
        assert_eq!(bad(Axis::log("x", "").with_range(0.0, 1.0)), 1);
        assert_eq!(bad(Axis::linear("x", "").with_range(2.0, 1.0)), 1);
        let axis = Axis::linear("x", "").with_range(0.0, 1.0);
        assert!(matches!(axis.domain(&[5.0], Fit::Tight), Err(Problem::NothingInRange { .. })));
    }
}
