//! One observation against its prediction.

use super::observed::{NORMAL_95, Observation, Role};
use super::predictions::Predictions;

/// How a prediction stands to what was observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// In the interval.
    Inside,
    /// Outside it.
    Outside,
    /// There is no interval to judge by.
    NoInterval,
    /// The study has no such row or column, or no value there.
    NotPredicted,
}

impl Verdict {
    /// As tables have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Inside => "inside",
            Self::Outside => "OUTSIDE",
            Self::NoInterval => "no interval",
            Self::NotPredicted => "NOT PREDICTED",
        }
    }
}

/// An observation with its prediction.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// What was observed.
    pub observation: Observation,
    /// What the study says.
    pub predicted: Option<f64>,
    /// How the two stand.
    pub verdict: Verdict,
}

impl Comparison {
    /// Predicted over observed, where both are above 0.
    pub fn ratio(&self) -> Option<f64> {
        let (predicted, observed) = self.predicted.zip(self.observation.value)?;
        (predicted > 0.0 && observed > 0.0).then(|| predicted / observed)
    }

    /// Distance in standard deviations of the observation.
    pub fn residual(&self) -> Option<f64> {
        let (predicted, observed) = self.predicted.zip(self.observation.value)?;
        Some((predicted - observed) / self.observation.sd()?)
    }

    /// Distance of the logarithms in standard deviations of the observation's logarithm, whose
    /// interval is taken as a 95 % interval too.
    pub fn log_residual(&self) -> Option<f64> {
        let (low, high) = self.observation.low.zip(self.observation.high)?;
        let sd = (high / low).ln() / (2.0 * NORMAL_95);
        let distance = self.ratio()?.ln() / sd;
        distance.is_finite().then_some(distance)
    }
}

/// Sets every observation beside its prediction, in the order of the observations.
pub fn compare(observations: &[Observation], predictions: &Predictions) -> Vec<Comparison> {
    observations
        .iter()
        .map(|observation| {
            let predicted = predictions.get(&observation.row, &observation.column);
            let verdict = predicted.map_or(Verdict::NotPredicted, |x| judge(observation, x));
            Comparison { observation: observation.clone(), predicted, verdict }
        })
        .collect()
}

fn judge(observation: &Observation, predicted: f64) -> Verdict {
    let (low, high) = (observation.low, observation.high);
    if low.is_none() && high.is_none() {
        return Verdict::NoInterval;
    }
    let inside = low.is_none_or(|low| predicted >= low) && high.is_none_or(|high| predicted <= high);
    if inside { Verdict::Inside } else { Verdict::Outside }
}

/// How many comparisons came out how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// In their interval.
    pub inside: usize,
    /// Outside it.
    pub outside: usize,
    /// Without interval.
    pub no_interval: usize,
    /// Without prediction.
    pub not_predicted: usize,
}

/// Counts the comparisons of a role.
pub fn count(comparisons: &[Comparison], role: Role) -> Count {
    let mut count = Count::default();
    for comparison in comparisons.iter().filter(|c| c.observation.role == role) {
        match comparison.verdict {
            Verdict::Inside => count.inside += 1,
            Verdict::Outside => count.outside += 1,
            Verdict::NoInterval => count.no_interval += 1,
            Verdict::NotPredicted => count.not_predicted += 1,
        }
    }
    count
}
