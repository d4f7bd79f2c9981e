//! Who is enrolled.

use std::fmt;

use jakstat_model::Span;

/// The screening of a population.
#[derive(Debug, Clone, PartialEq)]
pub struct Screen {
    /// Path of the scenario that candidates run through, from the population's folder.
    pub scenario: String,
    /// What an enrolled patient satisfies, all of it.
    pub keep: Vec<Criterion>,
    /// Where it is in its file.
    pub at: Span,
}

/// One condition of enrolment: an outcome of the screening scenario within bounds, both included.
#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    /// The outcome.
    pub outcome: String,
    /// Least value, in the outcome's unit.
    pub at_least: Option<f64>,
    /// Greatest value, in the outcome's unit.
    pub at_most: Option<f64>,
    /// Where it is in its file.
    pub at: Span,
}

impl Criterion {
    /// Whether `value` satisfies it; an outcome without value (not a number) never does.
    pub fn holds(&self, value: f64) -> bool {
        !value.is_nan()
            && self.at_least.is_none_or(|least| value >= least)
            && self.at_most.is_none_or(|most| value <= most)
    }
}

impl fmt::Display for Criterion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.outcome)?;
        match (self.at_least, self.at_most) {
            (Some(least), Some(most)) => write!(f, " from {least} to {most}"),
            (Some(least), None) => write!(f, " at least {least}"),
            (None, Some(most)) => write!(f, " at most {most}"),
            (None, None) => Ok(()),
        }
    }
}
