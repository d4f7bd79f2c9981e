//! One thing that is varied, with the values that it takes one after the other.

use super::check::{Checks, count};
use super::point::Value;
use crate::codes;
use crate::table::ColumnKind;

/// A named list of values.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// What is varied. Not empty, and once in a design.
    pub name: String,
    /// The unit of its numbers, as the user wrote it.
    pub unit: Option<String>,
    /// Its values, in order.
    pub values: Values,
}

/// The values of an [`Axis`].
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// `n` numbers at equal distances, both ends included.
    Grid {
        /// First value.
        from: f64,
        /// Last value, greater than the first.
        to: f64,
        /// How many, 2 or more.
        n: u64,
    },
    /// `n` numbers at equal ratios, both ends included.
    LogGrid {
        /// First value, greater than 0.
        from: f64,
        /// Last value, greater than the first.
        to: f64,
        /// How many, 2 or more.
        n: u64,
    },
    /// Finite numbers as they stand; a number may come twice.
    Numbers(Vec<f64>),
    /// Names as they stand.
    Texts(Vec<String>),
}

impl Axis {
    /// How many values it has.
    pub(super) fn len(&self) -> u64 {
        match &self.values {
            Values::Grid { n, .. } | Values::LogGrid { n, .. } => *n,
            Values::Numbers(list) => count(list),
            Values::Texts(list) => count(list),
        }
    }

    /// Whether its values are numbers or names.
    pub(super) fn kind(&self) -> ColumnKind {
        match self.values {
            Values::Texts(_) => ColumnKind::Text,
            _ => ColumnKind::Number,
        }
    }

    /// Value number `i`; none where there are fewer.
    pub(super) fn value(&self, i: u64) -> Option<Value> {
        let at = usize::try_from(i).ok();
        match &self.values {
            Values::Grid { from, to, n } => (i < *n).then(|| Value::Number(grid(*from, *to, *n, i))),
            Values::LogGrid { from, to, n } => (i < *n).then(|| Value::Number(log_grid(*from, *to, *n, i))),
            Values::Numbers(list) => list.get(at?).map(|number| Value::Number(*number)),
            Values::Texts(list) => list.get(at?).map(|text| Value::Text(text.clone())),
        }
    }

    /// Adds everything that is wrong with it.
    pub(super) fn check(&self, checks: &mut Checks) {
        let name = &self.name;
        checks.name(name);
        match &self.values {
            Values::Grid { from, to, n } => {
                checks.ends(name, *from, *to);
                checks.grid_points(name, *n);
            }
            Values::LogGrid { from, to, n } => {
                checks.ends(name, *from, *to);
                checks.positive(name, *from);
                checks.grid_points(name, *n);
            }
            Values::Numbers(list) => {
                checks.not_empty(name, list.is_empty());
                for (i, number) in list.iter().enumerate().filter(|(_, number)| !number.is_finite()) {
                    checks.add(&codes::NOT_FINITE, format!("value {} of `{name}` is {number}", i + 1), "");
                }
            }
            Values::Texts(list) => {
                checks.not_empty(name, list.is_empty());
                for (i, _) in list.iter().enumerate().filter(|(_, text)| text.trim().is_empty()) {
                    checks.add(&codes::NO_NAME, format!("value {} of `{name}` is an empty text", i + 1), "");
                }
            }
        }
    }
}

/// A weighted mean of the ends, which gives 0.3 and not 0.30000000000000004 on a grid of tenths.
fn grid(from: f64, to: f64, n: u64, i: u64) -> f64 {
    let last = (n - 1) as f64;
    let (left, right) = ((n - 1 - i) as f64, i as f64);
    match i {
        0 => from,
        _ if i == n - 1 => to,
        _ => {
            let value = (from * left + to * right) / last;
            // The products overflow near the largest numbers; the quotients do not.
            if value.is_finite() { value } else { from * (left / last) + to * (right / last) }
        }
    }
}

fn log_grid(from: f64, to: f64, n: u64, i: u64) -> f64 {
    match i {
        0 => from,
        _ if i == n - 1 => to,
        _ => {
            let (low, high, last) = (from.log10(), to.log10(), (n - 1) as f64);
            let exponent = (low * (n - 1 - i) as f64 + high * i as f64) / last;
            10f64.powf(exponent).clamp(from, to)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(values: Values) -> Vec<f64> {
        let axis = Axis { name: "x".into(), unit: None, values };
        (0..axis.len())
            .map(|i| match axis.value(i) {
                Some(Value::Number(number)) => number,
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn a_grid_has_the_digits_that_one_expects() {
        let tenths = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0];
        assert_eq!(numbers(Values::Grid { from: 0.0, to: 1.0, n: 11 }), tenths);
        assert_eq!(numbers(Values::Grid { from: -1.0, to: 2.0, n: 4 }), [-1.0, 0.0, 1.0, 2.0]);
    }

    #[test]
    fn a_log_grid_has_the_decades() {
        let decades = [1e-3, 1e-2, 1e-1, 1.0, 10.0, 100.0, 1000.0];
        assert_eq!(numbers(Values::LogGrid { from: 1e-3, to: 1e3, n: 7 }), decades);
        let seven = numbers(Values::LogGrid { from: 0.7, to: 70.0, n: 9 });
        assert_eq!((seven[0], seven[8]), (0.7, 70.0));
        assert!((seven[4] - 7.0).abs() < 1e-14);
        assert!(seven.windows(2).all(|w| w[0] < w[1]));
    }

    #[test]
    fn a_grid_over_all_numbers_stays_finite() {
        let wide = numbers(Values::Grid { from: -f64::MAX, to: f64::MAX, n: 5 });
        assert_eq!(wide[2], 0.0);
        assert!(wide.windows(2).all(|w| w[0] < w[1]) && wide.iter().all(|x| x.is_finite()));
    }
}
