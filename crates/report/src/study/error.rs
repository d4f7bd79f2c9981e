//! Why a figure of a study cannot be made.

use std::fmt;

/// Why a figure cannot be made from a table; `plot` is its name.
#[derive(Debug, Clone, PartialEq)]
pub struct PlotError {
    /// Name of the plot.
    pub plot: String,
    /// What is wrong with it.
    pub fault: PlotFault,
}

/// What is wrong with a plot.
#[derive(Debug, Clone, PartialEq)]
pub enum PlotFault {
    /// A plot names a column that the table does not have.
    NoColumn {
        /// The column.
        column: String,
        /// Columns and summaries that there are.
        columns: Vec<String>,
    },
    /// A plot needs a column that is not among the groups of a summary.
    NotGrouped {
        /// The summary.
        summary: String,
        /// The column.
        column: String,
        /// Columns of its groups.
        groups: Vec<String>,
    },
    /// A column of texts where numbers are needed.
    NotNumbers {
        /// The column.
        column: String,
    },
    /// A plot needs a column to tell its curves or colours by.
    NoBy,
    /// No row is left to show.
    NoRows,
    /// Lines that would have two values at one place.
    SeveralAt {
        /// The line.
        line: String,
        /// Where on the horizontal axis.
        x: f64,
        /// How many values.
        values: usize,
    },
    /// More lines than can be told apart.
    TooManyLines {
        /// How many there are.
        lines: usize,
        /// How many may be.
        most: usize,
    },
    /// Values of different units on one axis.
    MixedUnits {
        /// The units.
        units: Vec<String>,
    },
    /// A summary against a column of the rows.
    NoSummary {
        /// The column that should be a summary.
        column: String,
    },
    /// Two summaries whose groups have different columns.
    OtherGroups {
        /// Columns of the groups of the horizontal axis.
        x: Vec<String>,
        /// Columns of the groups of the vertical axis.
        y: Vec<String>,
    },
    /// Groups by more columns than one beside `by`.
    NoOrder {
        /// The columns.
        columns: Vec<String>,
    },
    /// None of the observations belongs to a line.
    NothingObserved {
        /// The file.
        path: String,
    },
}

impl fmt::Display for PlotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "plot `{}`: {}", self.plot, self.fault)
    }
}

impl fmt::Display for PlotFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoColumn { column, columns } => {
                write!(f, "there is no column `{column}`; there are: {}", columns.join(", "))
            }
            Self::NotGrouped { summary, column, groups } => write!(
                f,
                "the summary `{summary}` has no groups by `{column}`; add it to its `by`, which is: {}",
                groups.join(", ")
            ),
            Self::NotNumbers { column } => write!(f, "column `{column}` holds no numbers"),
            Self::NoBy => write!(f, "add `by`, the column that tells curves apart or gives the colours"),
            Self::NoRows => write!(f, "no row without failure fits `only`"),
            Self::SeveralAt { line, x, values } => write!(
                f,
                "line `{line}` has {values} values at {x}; choose among them with `only`, or show a summary"
            ),
            Self::TooManyLines { lines, most } => {
                write!(
                    f,
                    "{lines} lines are more than the {most} that can be told apart; choose some with `only`"
                )
            }
            Self::MixedUnits { units } => {
                write!(f, "values in {} share one axis; draw a plot for each", units.join(" and "))
            }
            Self::NoSummary { column } => {
                write!(
                    f,
                    "`{column}` is no summary, and the other axis shows one; name two columns or two summaries"
                )
            }
            Self::OtherGroups { x, y } => write!(
                f,
                "the summaries have different groups: by {} and by {}; give both the same `by`",
                x.join(", "),
                y.join(", ")
            ),
            Self::NoOrder { columns } => write!(
                f,
                "the groups differ in {} beside `by`, and only one of these can order a line; fix the others with `only`",
                columns.join(", ")
            ),
            Self::NothingObserved { path } => write!(
                f,
                "no observation of `{path}` belongs to a line: its `row` is the text of `by`, its `column` is \
                 named in `points`"
            ),
        }
    }
}

impl std::error::Error for PlotError {}
