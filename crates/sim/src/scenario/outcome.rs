//! Outcomes: numbers that say what came of a run.

use jakstat_model::{Span, Unit};
use jakstat_ode::{Kind, Measure};

use super::given::Given;

/// What is taken of a value over a window of time.
#[derive(Debug, Clone, PartialEq)]
pub enum Measured {
    /// The value at a time, before anything that jumps then.
    Value(Given),
    /// Mean over the window.
    Mean,
    /// Smallest value in the window.
    Min,
    /// Largest value in the window.
    Max,
    /// Area under the curve over the window: value times time.
    Auc,
    /// Time in the window above a level.
    TimeAbove(Given),
    /// Time in the window below a level.
    TimeBelow(Given),
    /// First time in the window above a level; missing where there is none.
    FirstAbove(Given),
    /// First time in the window below a level; missing where there is none.
    FirstBelow(Given),
}

impl Measured {
    /// The words for a file, in the order of the variants.
    pub const WORDS: [&'static str; 9] =
        ["value", "mean", "min", "max", "auc", "time_above", "time_below", "first_above", "first_below"];
}

/// What an outcome is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Relative {
    /// Nothing.
    #[default]
    Absolute,
    /// Percent inhibition: `100 (1 - x / x0)`, with `x0` from the same run without treatment.
    Inhibition,
    /// Percent of the same run without treatment: `100 x / x0`.
    Percent,
}

impl Relative {
    /// The words for a file, in the order of the variants.
    pub const WORDS: [&'static str; 3] = ["absolute", "inhibition", "percent"];

    /// The outcome from its value in the treated and the untreated run.
    pub fn of(self, treated: f64, untreated: f64) -> f64 {
        match self {
            Self::Absolute => treated,
            Self::Inhibition => 100.0 * (1.0 - treated / untreated),
            Self::Percent => 100.0 * (treated / untreated),
        }
    }
}

/// An outcome of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Name, a column of the table.
    pub name: String,
    /// The id that it is taken of.
    pub of: String,
    /// What is taken.
    pub measured: Measured,
    /// Start of the window; the start of the run unless given.
    pub from: Option<Given>,
    /// End of the window; the end of the run unless given.
    pub to: Option<Given>,
    /// What it is compared with.
    pub relative: Relative,
    /// Where the id is in the file.
    pub at: Option<Span>,
}

/// An outcome in the terms of a compiled model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Plan {
    pub measure: Measure,
    /// The result is `offset + scale * measure`.
    pub scale: f64,
    pub offset: f64,
    pub relative: Relative,
}

impl Plan {
    pub fn new(output: usize, window: (f64, f64), kind: Kind, relative: Relative) -> Self {
        let measure = Measure { output, from: window.0, to: window.1, kind };
        Self { measure, scale: 1.0, offset: 0.0, relative }
    }

    /// The outcome of a measure's result.
    pub fn value(&self, measured: f64) -> f64 {
        self.offset + self.scale * measured
    }
}

/// Unit of an outcome of something in `unit`, as text.
pub(crate) fn unit_text(
    measured: &Measured,
    relative: Relative,
    unit: Option<Unit>,
    time: Option<Unit>,
) -> Option<String> {
    if relative != Relative::Absolute {
        return Some("%".into());
    }
    let unit = match measured {
        Measured::Value(_) | Measured::Mean | Measured::Min | Measured::Max => unit,
        Measured::Auc => Some(unit?.times(time?)),
        _ => time,
    };
    unit.map(|u| u.to_string())
}
