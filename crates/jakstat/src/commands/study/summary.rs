//! Writes the summaries of a finished study.

use std::path::Path;

use jakstat::Problems;
use jakstat::codes;
use jakstat::model::Diagnostic;
use jakstat::study::summary::{summarise, summary_table};
use jakstat::study::sweep::Study;
use jakstat::study::table::{CsvWriter, Row, RunTable, Schema, TableError};

use super::super::write;

/// Name of the file in the run folder.
pub const FILE: &str = "summary.csv";

/// Sums up `runs`, writes the table with their provenance into the run folder, and gives it.
pub fn write(study: &Study, runs: &RunTable, folder: &Path) -> Result<(Schema, Vec<Row>), Problems> {
    let wrong = |diagnostics| Problems { diagnostics, ..Problems::default() };
    let summaries = summarise(study, &runs.schema, &runs.rows).map_err(wrong)?;
    let (schema, rows) = summary_table(&runs.schema, &summaries).map_err(wrong)?;
    put(FILE, &schema, &rows, runs, folder)?;
    Ok((schema, rows))
}

/// Writes a table that comes from `runs`, with their provenance, into the run folder.
pub fn put(
    file: &str,
    schema: &Schema,
    rows: &[Row],
    runs: &RunTable,
    folder: &Path,
) -> Result<(), Problems> {
    let bytes = bytes(schema, rows, runs).map_err(|error| {
        let message = format!("`{file}` cannot be written: {error}");
        Diagnostic::error(&codes::CANNOT_WRITE, message).help("check the disk, then run again with --resume")
    })?;
    Ok(write::file(&folder.join(file), &bytes)?)
}

fn bytes(schema: &Schema, rows: &[Row], runs: &RunTable) -> Result<Vec<u8>, TableError> {
    let mut writer = CsvWriter::new(Vec::new(), schema, &runs.provenance)?;
    writer.write(rows)?;
    writer.finish()
}
