//! Statistics of a list of numbers.

use super::interval;

/// What a summary takes of the rows of a group.
#[derive(Debug, Clone, PartialEq)]
pub enum Statistic {
    /// Percent of rows where a condition holds.
    Share,
    /// Mean.
    Mean,
    /// Median.
    Median,
    /// Standard deviation of a sample, from two rows on.
    Sd,
    /// Least value.
    Min,
    /// Greatest value.
    Max,
    /// The value below which this share of the rows lies, linear between rows (type 7 of Hyndman
    /// and Fan); 0 to 1.
    Quantile(f64),
    /// Number of rows that have a value.
    Count,
    /// Where a percentage that rises with the dose passes 50, by the column with the dose and the
    /// unit of the result.
    Ic50 {
        /// Column with the dose.
        along: String,
        /// Unit of the result; that of the column where none is given.
        unit: Option<String>,
    },
}

/// A value with its 95 % interval, where it has one.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Estimate {
    pub value: Option<f64>,
    pub interval: Option<(f64, f64)>,
}

impl Estimate {
    pub(super) fn plain(value: Option<f64>) -> Self {
        Self { value, interval: None }
    }
}

/// Percent of `n` rows, `hits` of which satisfy something: probabilities may add up to any number.
pub(super) fn share(hits: f64, n: u64) -> Estimate {
    let value = (n > 0).then(|| 100.0 * hits / n as f64);
    let interval = interval::wilson(hits, n).map(|(low, high)| (100.0 * low, 100.0 * high));
    Estimate { value, interval }
}

/// The statistic of `values`; of none it is missing, but for the count.
pub(super) fn of(statistic: &Statistic, values: &[f64]) -> Estimate {
    let n = values.len();
    match statistic {
        Statistic::Mean => {
            let value = mean(values);
            let interval = value.and_then(|mean| interval::of_mean(mean, sd(values), n as u64));
            Estimate { value, interval }
        }
        Statistic::Median => Estimate::plain(quantile(values, 0.5)),
        Statistic::Quantile(share) => Estimate::plain(quantile(values, *share)),
        Statistic::Sd => Estimate::plain(sd(values)),
        Statistic::Min => Estimate::plain(values.iter().copied().reduce(f64::min)),
        Statistic::Max => Estimate::plain(values.iter().copied().reduce(f64::max)),
        Statistic::Count => Estimate::plain(Some(n as f64)),
        // These need more than a list of numbers.
        Statistic::Share | Statistic::Ic50 { .. } => Estimate::default(),
    }
}

pub(super) fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn sd(values: &[f64]) -> Option<f64> {
    let mean = mean(values).filter(|_| values.len() > 1)?;
    let squares: f64 = values.iter().map(|x| (x - mean).powi(2)).sum();
    Some((squares / (values.len() - 1) as f64).sqrt())
}

/// The value below which `share` of the values lies; none of no values.
pub(crate) fn quantile(values: &[f64], share: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().checked_sub(1)?;
    let place = share * last as f64;
    let below = (place.floor() as usize).min(last);
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    let part = place - below as f64;
    // Equal neighbours give themselves, whatever the part.
    Some(if part > 0.0 { low * (1.0 - part) + high * part } else { low })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_of_a_short_list() {
        let list = [4.0, 1.0, 3.0, 2.0];
        let value = |statistic: Statistic| of(&statistic, &list).value;
        assert_eq!(value(Statistic::Mean), Some(2.5));
        assert_eq!(value(Statistic::Median), Some(2.5));
        assert_eq!(value(Statistic::Sd), Some((5.0f64 / 3.0).sqrt()));
        assert_eq!((value(Statistic::Min), value(Statistic::Max)), (Some(1.0), Some(4.0)));
        // R 4: quantile(1:4, 0.9), type 7.
        assert!((value(Statistic::Quantile(0.9)).unwrap() - 3.7).abs() < 1e-12);
        assert_eq!(value(Statistic::Quantile(1.0)), Some(4.0));
        assert_eq!(value(Statistic::Count), Some(4.0));
        assert_eq!(share(1.0, 4).value, Some(25.0));
    }

    #[test]
    fn nobody_gives_nothing_and_never_zero() {
        for statistic in [Statistic::Mean, Statistic::Median, Statistic::Sd, Statistic::Min, Statistic::Max] {
            assert_eq!(of(&statistic, &[]), Estimate::default());
        }
        assert_eq!(share(0.0, 0), Estimate::default());
        assert_eq!(of(&Statistic::Sd, &[1.0]).value, None);
        assert_eq!(of(&Statistic::Mean, &[1.0]).interval, None);
    }
}
