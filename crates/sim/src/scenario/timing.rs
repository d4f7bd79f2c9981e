//! Times of a scenario in the model's unit.

use jakstat_model::{Diagnostic, Unit};

use super::codes;
use super::given::Given;
use super::read::{Rows, Scenario};
use crate::fields::Problems;

/// More rows than this are taken for a slip.
const MOST_ROWS: u64 = 10_000_000;

/// Times in the model's unit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Timing {
    pub start: f64,
    pub end: f64,
    pub save: Vec<f64>,
    unit: Option<Unit>,
}

impl Timing {
    /// Converts the times of a scenario; problems are reported and leave a run of no length.
    pub fn new(scenario: &Scenario, unit: Option<Unit>, problems: &mut Problems) -> Self {
        let mut this = Self { start: 0.0, end: 0.0, save: Vec::new(), unit };
        this.start = this.convert(&scenario.start, problems);
        this.end = this.convert(&scenario.end, problems);
        if this.end < this.start {
            let message = format!("the run ends at {} before it starts at {}", this.end, this.start);
            problems.push(
                Diagnostic::error(&codes::TIMES, message).at(scenario.end.at).help("give a later `end`"),
            );
            this.end = this.start;
        }
        this.save = match &scenario.rows {
            Rows::Points(n) if *n > MOST_ROWS => {
                let message = format!("{n} rows are more than the {MOST_ROWS} that can be kept");
                problems.push(Diagnostic::error(&codes::TIMES, message).help("give fewer `points`"));
                Vec::new()
            }
            Rows::Points(n) => this.grid(*n),
            Rows::Every(step) => this.every(step, problems),
            Rows::At(times) => {
                let mut list: Vec<f64> = times.iter().map(|t| this.within(t, problems)).collect();
                list.sort_by(f64::total_cmp);
                list.dedup();
                list
            }
        };
        this
    }

    /// A time in the model's unit.
    pub fn convert(&self, given: &Given, problems: &mut Problems) -> f64 {
        given.in_unit(self.unit, "time").unwrap_or_else(|problem| {
            if !problems.contains(&problem) {
                problems.push(problem);
            }
            self.start
        })
    }

    /// A time that must lie in the run.
    pub fn within(&self, given: &Given, problems: &mut Problems) -> f64 {
        let t = self.convert(given, problems);
        if (self.start..=self.end).contains(&t)
            || problems.iter().any(|p| p.place == given.at && p.place.is_some())
        {
            return t;
        }
        let message =
            format!("time {t} is outside of the run, which goes from {} to {}", self.start, self.end);
        problems.push(
            Diagnostic::error(&codes::TIMES, message)
                .at(given.at)
                .help("times count in the model's unit from its zero"),
        );
        self.start
    }

    fn grid(&self, points: u64) -> Vec<f64> {
        if points < 2 || self.end == self.start {
            return vec![self.end];
        }
        let last = (points - 1) as f64;
        // Weighted means of the ends: no error builds up, and both ends are exact.
        (0..points).map(|i| (self.start * (last - i as f64) + self.end * i as f64) / last).collect()
    }

    fn every(&self, step: &Given, problems: &mut Problems) -> Vec<f64> {
        let width = self.convert(step, problems);
        let count = ((self.end - self.start) / width).floor();
        if !(width > 0.0 && count < MOST_ROWS as f64) {
            let message = format!("rows every {width} are not possible from {} to {}", self.start, self.end);
            problems.push(Diagnostic::error(&codes::TIMES, message).at(step.at).help("give a step above 0"));
            return Vec::new();
        }
        let mut times: Vec<f64> = (0..=count as u64).map(|i| self.start + width * i as f64).collect();
        if times.last().is_some_and(|t| *t < self.end) {
            times.push(self.end);
        }
        times
    }
}
