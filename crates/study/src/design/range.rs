//! One thing that is sampled between two ends.

use super::check::Checks;

/// A named interval of numbers, for a sampled block of a design.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    /// What is varied. Not empty, and once in a design.
    pub name: String,
    /// The unit of both ends, as the user wrote it.
    pub unit: Option<String>,
    /// Lower end.
    pub from: f64,
    /// Upper end, greater than the lower.
    pub to: f64,
    /// How the samples spread between the ends.
    pub scale: Scale,
}

/// How samples spread over a [`Range`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Every part of the same width is as likely.
    Linear,
    /// Every part of the same ratio is as likely; both ends are greater than 0.
    Log,
}

impl Range {
    /// The value at the share `unit` (0 to 1) of the way.
    pub fn at(&self, unit: f64) -> f64 {
        // A weighted mean, since `to - from` may overflow.
        let mean = |a: f64, b: f64| a * (1.0 - unit) + b * unit;
        let value = match self.scale {
            Scale::Linear => mean(self.from, self.to),
            Scale::Log => mean(self.from.ln(), self.to.ln()).exp(),
        };
        value.clamp(self.from, self.to)
    }

    /// The share of the way at which `value`, between the ends, lies.
    pub fn share(&self, value: f64) -> f64 {
        let share = match self.scale {
            Scale::Linear => (value - self.from) / (self.to - self.from),
            Scale::Log => (value / self.from).ln() / (self.to / self.from).ln(),
        };
        share.clamp(0.0, 1.0)
    }

    /// Adds everything that is wrong with it.
    pub(super) fn check(&self, checks: &mut Checks) {
        checks.name(&self.name);
        checks.ends(&self.name, self.from, self.to);
        if self.scale == Scale::Log {
            checks.positive(&self.name, self.from);
        }
    }
}
