//! Why a figure or table could not be made.

use std::fmt;

/// Every problem that was met while a figure was made; never empty.
///
/// All problems of the data are gathered before anything is drawn, so one call shows them all.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureError {
    /// The problems, in the order of the data.
    pub problems: Vec<Problem>,
}

/// One problem of a figure. `label` is the series, curve, compound or axis that it is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// The figure holds nothing to draw. `what` says which list is empty.
    NothingToDraw {
        /// The empty list, such as "panels".
        what: &'static str,
    },
    /// A series without a single point.
    EmptySeries {
        /// Its label.
        label: String,
    },
    /// Two lists that belong together differ in length.
    LengthMismatch {
        /// Whose lists.
        label: String,
        /// The first list and its length.
        first: (&'static str, usize),
        /// The second list and its length.
        second: (&'static str, usize),
    },
    /// A value that is not a finite number.
    NonFinite {
        /// Whose value.
        label: String,
        /// The list that holds it.
        list: &'static str,
        /// Where in the list, from 0.
        index: usize,
        /// The value.
        value: f64,
    },
    /// A value that has no logarithm, on a logarithmic axis.
    NonPositiveOnLog {
        /// Whose value.
        label: String,
        /// The list that holds it.
        list: &'static str,
        /// Where in the list, from 0.
        index: usize,
        /// The value.
        value: f64,
    },
    /// Values that must rise from one to the next do not.
    NotIncreasing {
        /// Whose values.
        label: String,
        /// The list that holds them.
        list: &'static str,
        /// The first index whose value is not above the one before.
        index: usize,
    },
    /// A range whose ends are not finite, not rising, or not positive on a logarithmic axis.
    BadRange {
        /// The axis.
        label: String,
        /// The range that was asked for.
        range: [f64; 2],
    },
    /// No value lies within the range that was asked for.
    NothingInRange {
        /// The axis.
        label: String,
        /// The range that was asked for.
        range: [f64; 2],
    },
    /// A mark that must lie on a curve lies left or right of it.
    OutsideCurve {
        /// The curve.
        label: String,
        /// The mark.
        mark: String,
        /// Where the mark is, in the unit of the x axis.
        x: f64,
        /// Where the curve starts and ends.
        curve: [f64; 2],
    },
    /// Two things that a reader tells apart by their label have the same one.
    DuplicateLabel {
        /// The label.
        label: String,
    },
    /// A character that the embedded font cannot show.
    MissingGlyph {
        /// The text that holds it.
        text: String,
        /// The character.
        character: char,
    },
    /// A text that does not fit on the figure, even when broken into lines.
    TextTooLong {
        /// The text.
        text: String,
    },
    /// A PNG scale that is not above 0, or gives a picture of more than 100 megapixels.
    BadScale {
        /// The scale that was asked for.
        scale: f32,
    },
    /// The drawing library failed.
    Drawing {
        /// What it said.
        message: String,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingToDraw { what } => write!(f, "the figure has no {what}"),
            Self::EmptySeries { label } => write!(f, "`{label}` has no points"),
            Self::LengthMismatch { label, first, second } => {
                write!(f, "`{label}` has {} values of {} but {} of {}", first.1, first.0, second.1, second.0)
            }
            Self::NonFinite { label, list, index, value } => {
                write!(f, "`{label}`: {list}[{index}] is {value}")
            }
            Self::NonPositiveOnLog { label, list, index, value } => {
                write!(f, "`{label}`: {list}[{index}] is {value}, which a logarithmic axis cannot show")
            }
            Self::NotIncreasing { label, list, index } => {
                write!(f, "`{label}`: {list}[{index}] is not above the value before it")
            }
            Self::BadRange { label, range } => {
                write!(f, "axis `{label}` cannot run from {} to {}", range[0], range[1])
            }
            Self::NothingInRange { label, range } => {
                write!(f, "axis `{label}` runs from {} to {}, where there is no value", range[0], range[1])
            }
            Self::OutsideCurve { label, mark, x, curve } => write!(
                f,
                "mark `{mark}` at {x} is not on curve `{label}`, which runs from {} to {}",
                curve[0], curve[1]
            ),
            Self::DuplicateLabel { label } => write!(f, "the label `{label}` is used twice"),
            Self::MissingGlyph { text, character } => {
                write!(f, "the figure font has no `{character}`, used in \"{text}\"")
            }
            Self::TextTooLong { text } => write!(f, "\"{text}\" does not fit on the figure"),
            Self::BadScale { scale } => write!(f, "cannot make a picture at scale {scale}"),
            Self::Drawing { message } => write!(f, "drawing failed: {message}"),
        }
    }
}

impl fmt::Display for FigureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.problems.iter().enumerate() {
            write!(f, "{}{problem}", if i == 0 { "" } else { "; " })?;
        }
        Ok(())
    }
}

impl std::error::Error for FigureError {}

impl From<Problem> for FigureError {
    fn from(problem: Problem) -> Self {
        Self { problems: vec![problem] }
    }
}

impl FigureError {
    /// `Ok` where the list of problems is empty.
    pub(crate) fn check(problems: Vec<Problem>) -> Result<(), Self> {
        if problems.is_empty() { Ok(()) } else { Err(Self { problems }) }
    }
}
