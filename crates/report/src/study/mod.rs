//! Figures of a study, from its table of runs, its summaries and what was observed.

mod dose_response;
mod error;
mod heat_map;
mod lines;
mod observed;
mod quantity;
mod rows;
mod target_plane;
mod trade_off;

use std::collections::BTreeMap;

use jakstat_study::summary::SummaryRow;
use jakstat_study::sweep::{PlotKind, PlotSpec};
use jakstat_study::table::RunTable;
use jakstat_study::validation::Observation;

use crate::figure::Figure;
use crate::provenance::Provenance;
pub use error::{PlotError, PlotFault};
use rows::Rows;

/// What the figures of a study are made from.
#[derive(Debug, Clone, Copy)]
pub struct StudyResults<'a> {
    /// Title of the study, for plots without their own.
    pub title: &'a str,
    /// Its rows.
    pub runs: &'a RunTable,
    /// What the rows come to.
    pub summaries: &'a [SummaryRow],
    /// Observations, by the path that the plots have for them.
    pub observed: &'a BTreeMap<String, Vec<Observation>>,
}

/// The figure that `plot` asks for, with the rows that did not fail.
///
/// # Errors
/// Columns and summaries that are missing or of the wrong kind, no rows, or lines that are too many
/// or have no single value.
pub fn figure(
    plot: &PlotSpec,
    results: &StudyResults<'_>,
    provenance: &Provenance,
) -> Result<Box<dyn Figure>, PlotError> {
    let rows = Rows::new(plot, results)?;
    Ok(match &plot.kind {
        PlotKind::DoseResponse(pair) => Box::new(dose_response::figure(&rows, pair, provenance)?),
        PlotKind::HeatMap(pair) => Box::new(heat_map::figure(&rows, pair, provenance)?),
        PlotKind::TargetPlane(pair) if rows.has_summary(&pair.x) || rows.has_summary(&pair.y) => {
            Box::new(trade_off::figure(&rows, pair, provenance)?)
        }
        PlotKind::TargetPlane(pair) => Box::new(target_plane::figure(&rows, pair, provenance)?),
        PlotKind::Lines(lines) => Box::new(lines::figure(&rows, lines, provenance)?),
    })
}
