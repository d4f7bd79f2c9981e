//! Figures of a study, from its table of runs.

mod dose_response;
mod heat_map;
mod rows;
mod target_plane;

use std::fmt;

use jakstat_study::sweep::{PlotKind, PlotSpec};
use jakstat_study::table::RunTable;

use crate::figure::Figure;
use crate::provenance::Provenance;
use rows::Rows;

/// Why a figure cannot be made from a table.
#[derive(Debug, Clone, PartialEq)]
pub enum PlotError {
    /// A plot names a column that the table does not have.
    NoColumn {
        /// Name of the plot.
        plot: String,
        /// The column.
        column: String,
        /// Columns that there are.
        columns: Vec<String>,
    },
    /// A column of texts where numbers are needed.
    NotNumbers {
        /// Name of the plot.
        plot: String,
        /// The column.
        column: String,
    },
    /// A plot needs a column to tell its curves or colours by.
    NoBy {
        /// Name of the plot.
        plot: String,
    },
    /// No row is left to show.
    NoRows {
        /// Name of the plot.
        plot: String,
    },
}

impl fmt::Display for PlotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoColumn { plot, column, columns } => {
                write!(f, "plot `{plot}`: there is no column `{column}`; there are: {}", columns.join(", "))
            }
            Self::NotNumbers { plot, column } => {
                write!(f, "plot `{plot}`: column `{column}` holds no numbers")
            }
            Self::NoBy { plot } => {
                write!(f, "plot `{plot}`: add `by`, the column that tells curves apart or gives the colours")
            }
            Self::NoRows { plot } => write!(f, "plot `{plot}`: no row without failure fits `only`"),
        }
    }
}

impl std::error::Error for PlotError {}

/// The figure that `plot` asks for, with the rows of `table` that did not fail.
///
/// # Errors
/// Columns that are missing or of the wrong kind, or no rows.
pub fn figure(
    plot: &PlotSpec,
    study: &str,
    table: &RunTable,
    provenance: &Provenance,
) -> Result<Box<dyn Figure>, PlotError> {
    let rows = Rows::new(plot, study, table)?;
    Ok(match plot.kind {
        PlotKind::DoseResponse => Box::new(dose_response::figure(&rows, provenance)?),
        PlotKind::HeatMap => Box::new(heat_map::figure(&rows, provenance)?),
        PlotKind::TargetPlane => Box::new(target_plane::figure(&rows, provenance)?),
    })
}
