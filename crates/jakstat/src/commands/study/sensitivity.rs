//! Writes the sensitivities of a finished study.

use std::path::Path;

use jakstat::Problems;
use jakstat::study::sensitivity::{sensitivities, sensitivity_table};
use jakstat::study::sweep::Study;
use jakstat::study::table::{Row, RunTable, Schema};

use super::summary::put;

/// Name of the file in the run folder.
pub const FILE: &str = "sensitivity.csv";

/// Computes the indices from `runs`, writes the table with their provenance into the run folder, and
/// gives it. Uses the threads of the pool that calls it.
pub fn write(study: &Study, runs: &RunTable, folder: &Path) -> Result<(Schema, Vec<Row>), Problems> {
    let wrong = |diagnostics| Problems { diagnostics, ..Problems::default() };
    let found = sensitivities(study, &runs.schema, &runs.rows).map_err(wrong)?;
    let (schema, rows) = sensitivity_table(&runs.schema, &found).map_err(wrong)?;
    put(FILE, &schema, &rows, runs, folder)?;
    Ok((schema, rows))
}
