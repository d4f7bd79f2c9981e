//! How the values of one parameter are spread.

use statrs::function::erf::erfc;

/// A distribution, by the value that belongs to each normal score.
#[derive(Debug, Clone, PartialEq)]
pub enum Distribution {
    /// The logarithm is normal.
    LogNormal {
        /// Half of the values lie below; above 0.
        median: f64,
        /// Standard deviation of the natural logarithm, above 0.
        sd: f64,
    },
    /// The value is normal.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation, above 0.
        sd: f64,
    },
    /// The logit, `ln(x / (1 - x))`, is normal: values lie between 0 and 1.
    LogitNormal {
        /// Half of the values lie below; between 0 and 1.
        median: f64,
        /// Standard deviation of the logit, above 0.
        sd: f64,
    },
    /// Every value between two ends is as likely.
    Uniform {
        /// Lower end.
        from: f64,
        /// Upper end, greater than the lower.
        to: f64,
    },
    /// The inverse distribution function, linear between points. It takes any shape, mixtures
    /// included.
    Quantiles {
        /// Shares of the population, rising from 0 to 1.
        at: Vec<f64>,
        /// The values below which these shares lie; they never fall.
        values: Vec<f64>,
    },
}

/// The share of the standard normal distribution below `score`, to some 1e-11.
fn normal_share(score: f64) -> f64 {
    // What is off in the last digits must not lead out of the range of a distribution.
    (0.5 * erfc(-score / std::f64::consts::SQRT_2)).clamp(0.0, 1.0)
}

/// No normal score that is drawn lies further out: 2^-53 is 8.2 standard deviations away. The sum
/// of correlated scores may go beyond, so there is room.
const FARTHEST: f64 = 12.0;

impl Distribution {
    /// The value whose share of the population is that of the normal score `score`.
    pub fn at_score(&self, score: f64) -> f64 {
        match self {
            Self::LogNormal { median, sd } => median * (sd * score).exp(),
            Self::Normal { mean, sd } => mean + sd * score,
            Self::LogitNormal { median, sd } => {
                let odds = median / (1.0 - median) * (sd * score).exp();
                // The reciprocal keeps large odds from becoming infinity over infinity.
                1.0 / (1.0 + 1.0 / odds)
            }
            Self::Uniform { from, to } => {
                let share = normal_share(score);
                from * (1.0 - share) + to * share
            }
            Self::Quantiles { at, values } => quantile(at, values, normal_share(score)),
        }
    }

    /// Its numbers by name: `median`, `sd`, ..., `values.0`.
    pub(super) fn numbers(&mut self) -> Vec<(String, &mut f64)> {
        match self {
            Self::LogNormal { median, sd } | Self::LogitNormal { median, sd } => {
                vec![("median".into(), median), ("sd".into(), sd)]
            }
            Self::Normal { mean, sd } => vec![("mean".into(), mean), ("sd".into(), sd)],
            Self::Uniform { from, to } => vec![("from".into(), from), ("to".into(), to)],
            Self::Quantiles { at, values } => {
                let named = |name: &'static str| move |(i, x)| (format!("{name}.{i}"), x);
                let shares = at.iter_mut().enumerate().map(named("at"));
                shares.chain(values.iter_mut().enumerate().map(named("values"))).collect()
            }
        }
    }

    /// What is wrong with its numbers, each with what to do.
    pub(super) fn faults(&self) -> Vec<(String, &'static str)> {
        let mut faults = Vec::new();
        let mut own = self.clone();
        for (name, number) in own.numbers() {
            if !number.is_finite() {
                faults.push((format!("`{name}` is {number}"), "give a finite number"));
            }
            if name == "sd" && *number <= 0.0 {
                let help = "`sd` is above 0; what is the same in all patients belongs in the scenario";
                faults.push((format!("`sd` is {number}"), help));
            }
        }
        if !faults.is_empty() {
            return faults;
        }
        match self {
            Self::LogNormal { median, .. } if *median <= 0.0 => {
                faults.push((format!("`median` is {median}"), "the median of a lognormal is above 0"));
            }
            Self::LogitNormal { median, .. } if *median <= 0.0 || *median >= 1.0 => {
                let help = "the median of a logit_normal lies between 0 and 1";
                faults.push((format!("`median` is {median}"), help));
            }
            Self::Uniform { from, to } if from >= to => {
                faults.push((format!("it goes from {from} to {to}"), "`from` must be less than `to`"));
            }
            Self::Quantiles { at, values } => faults.extend(quantile_faults(at, values)),
            _ => {}
        }
        let ends = [-FARTHEST, FARTHEST].map(|score| self.at_score(score));
        if faults.is_empty() && ends.iter().any(|end| !end.is_finite()) {
            faults.push((
                "its tail is beyond the largest number".into(),
                "give a smaller `sd`; that of a lognormal is in natural logarithms",
            ));
        }
        faults
    }
}

fn quantile(at: &[f64], values: &[f64], share: f64) -> f64 {
    let next = at.partition_point(|a| *a <= share).clamp(1, at.len() - 1);
    let part = (share - at[next - 1]) / (at[next] - at[next - 1]);
    values[next - 1] * (1.0 - part) + values[next] * part
}

fn quantile_faults(at: &[f64], values: &[f64]) -> Vec<(String, &'static str)> {
    let mut faults = Vec::new();
    if at.len() != values.len() {
        let help = "`at` and `values` belong together, pair by pair";
        faults.push((format!("`at` has {} numbers and `values` {}", at.len(), values.len()), help));
    }
    if at.len() < 2 || at.first() != Some(&0.0) || at.last() != Some(&1.0) {
        faults.push(("`at` does not go from 0 to 1".into(), "begin `at` with 0 and end it with 1"));
    }
    if let Some(pair) = at.windows(2).find(|w| w[0] >= w[1]) {
        let message = format!("`at` is not ascending: {} comes after {}", pair[1], pair[0]);
        faults.push((message, "write the shares from 0 to 1, each once"));
    }
    if let Some(pair) = values.windows(2).find(|w| w[0] > w[1]) {
        let message = format!("`values` are not ascending: {} comes after {}", pair[1], pair[0]);
        faults.push((message, "a greater share of patients lies below a greater value"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_at_scores_are_those_of_the_textbook() {
        let at = |d: Distribution, score: f64| d.at_score(score);
        assert!(
            (at(Distribution::LogNormal { median: 66.0, sd: 0.5 }, 1.0) - 66.0 * 0.5f64.exp()).abs() < 1e-12
        );
        assert_eq!(at(Distribution::Normal { mean: 3.0, sd: 2.0 }, -1.5), 0.0);
        assert!((at(Distribution::LogitNormal { median: 0.2, sd: 1.0 }, 0.0) - 0.2).abs() < 1e-15);
        // 97.5 % of a normal distribution lie below 1.959963984540054.
        let uniform = Distribution::Uniform { from: 10.0, to: 20.0 };
        assert!((at(uniform, 1.959_963_984_540_054) - 19.75).abs() < 1e-9);
        let bent = Distribution::Quantiles { at: vec![0.0, 0.5, 1.0], values: vec![0.5, 0.95, 1.0] };
        assert!((at(bent.clone(), 0.0) - 0.95).abs() < 1e-15);
        assert!((at(bent, 1.959_963_984_540_054) - 0.9975).abs() < 1e-9);
    }

    #[test]
    fn the_far_tails_stay_in_range() {
        let logit = Distribution::LogitNormal { median: 0.5, sd: 50.0 };
        assert_eq!((logit.at_score(12.0), logit.at_score(-12.0) >= 0.0), (1.0, true));
        assert!(logit.faults().is_empty());
        assert_eq!(Distribution::LogNormal { median: 1.0, sd: 60.0 }.faults().len(), 1);
        let bent = Distribution::Quantiles { at: vec![0.0, 1.0], values: vec![1.0, 2.0] };
        assert_eq!((bent.at_score(-40.0), bent.at_score(40.0)), (1.0, 2.0));
    }
}
