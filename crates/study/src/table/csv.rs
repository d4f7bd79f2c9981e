//! CSV: for people, spreadsheets and `read.csv`.
//!
//! Three comment lines come first, then a line of names, then the rows:
//!
//! ```text
//! # jakstat-table 1
//! # provenance: {"program":"..."}
//! # columns: [{"name":"dose","unit":"nM","kind":"number"}]
//! dose
//! 0.1
//! ```
//!
//! A number is the shortest text that reads back as the same double. A missing value is an empty
//! field. Read it in pandas by `read_csv(file, skiprows=3)`, in R by `read.csv(file, skip = 3)`.

use super::cell::{Cell, Row};
use super::error::TableError;
use super::preamble;
use super::schema::{Column, ColumnKind, Schema};
use crate::codes;
use jakstat_model::Diagnostic;
use serde_json::Value;
use std::io::{self, Write};

/// Writes a table row by row.
pub struct CsvWriter<W: Write> {
    inner: csv::Writer<W>,
    schema: Schema,
    rows: u64,
}

impl<W: Write> CsvWriter<W> {
    /// Writes the comment lines and the names.
    ///
    /// # Errors
    /// What the system says.
    pub fn new(mut out: W, schema: &Schema, provenance: &Value) -> Result<Self, TableError> {
        let preamble = preamble::text(schema, provenance).map_err(io::Error::from)?;
        out.write_all(preamble.as_bytes())?;
        let mut inner = csv::WriterBuilder::new().from_writer(out);
        inner.write_record(schema.columns().iter().map(|column| &column.name)).map_err(io_error)?;
        Ok(Self { inner, schema: schema.clone(), rows: 0 })
    }

    /// Adds rows.
    ///
    /// # Errors
    /// A row that does not fit the schema, or what the system says.
    pub fn write(&mut self, rows: &[Row]) -> Result<(), TableError> {
        for row in rows {
            self.schema.check(self.rows, row)?;
            self.inner.write_record(row.0.iter().map(field)).map_err(io_error)?;
            self.rows += 1;
        }
        Ok(())
    }

    /// Writes what is left and gives the writer back.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(self) -> Result<W, TableError> {
        self.inner.into_inner().map_err(|problem| TableError::Io(problem.into_error()))
    }
}

fn io_error(problem: csv::Error) -> TableError {
    TableError::Io(io::Error::from(problem))
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Number(number) if number.is_nan() => String::new(),
        // `{:?}` and not `{}`: it writes 1e300 and not 301 digits.
        Cell::Number(number) => format!("{number:?}"),
        Cell::Integer(number) => number.to_string(),
        Cell::Text(text) => text.clone(),
        Cell::Missing => String::new(),
    }
}

/// A table in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct RunTable {
    /// Its columns.
    pub schema: Schema,
    /// Where it comes from.
    pub provenance: Value,
    /// Its rows; an empty field of the text is [`Cell::Missing`].
    pub rows: Vec<Row>,
}

/// Reads a table that [`CsvWriter`] wrote.
///
/// # Errors
/// A text of another kind, and every line or field that cannot be read.
pub fn read_csv(text: &str) -> Result<RunTable, Vec<Diagnostic>> {
    let (schema, provenance, body) = preamble::split(text).map_err(|reason| {
        let help = "give a `runs.csv` of a run folder, with its comment lines";
        vec![Diagnostic::error(&codes::NOT_A_TABLE, format!("not a table of runs: {reason}")).help(help)]
    })?;
    let mut problems = Vec::new();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(body.as_bytes());
    let mut records = reader.records();
    let names = records.next().and_then(Result::ok).unwrap_or_default();
    if !names.iter().eq(schema.columns().iter().map(|column| column.name.as_str())) {
        let message = "line 4: the names differ from the list of columns in line 3";
        problems.push(Diagnostic::error(&codes::NOT_A_TABLE, message));
    }
    let mut rows = Vec::new();
    for record in records {
        match record {
            Ok(record) => rows.push(row(&record, &schema, &mut problems)),
            Err(problem) => problems.push(Diagnostic::error(&codes::BAD_CSV, problem.to_string())),
        }
    }
    if problems.is_empty() { Ok(RunTable { schema, provenance, rows }) } else { Err(problems) }
}

fn row(record: &csv::StringRecord, schema: &Schema, problems: &mut Vec<Diagnostic>) -> Row {
    let line = record.position().map_or(0, csv::Position::line) + 3;
    if record.len() != schema.columns().len() {
        let message = format!("line {line}: {} fields for {} columns", record.len(), schema.columns().len());
        problems.push(Diagnostic::error(&codes::RAGGED, message));
        return Row::default();
    }
    let cells = record.iter().zip(schema.columns());
    Row(cells
        .map(|(field, column)| {
            cell(field, column).unwrap_or_else(|wanted| {
                let message = format!("line {line}, column `{}`: `{field}` is no {wanted}", column.name);
                problems.push(Diagnostic::error(&codes::NOT_A_TABLE, message));
                Cell::Missing
            })
        })
        .collect())
}

fn cell(field: &str, column: &Column) -> Result<Cell, &'static str> {
    match column.kind {
        _ if field.is_empty() => Ok(Cell::Missing),
        ColumnKind::Number => field.parse().map(Cell::Number).map_err(|_| "number"),
        ColumnKind::Integer => field.parse().map(Cell::Integer).map_err(|_| "whole number"),
        ColumnKind::Text => Ok(Cell::Text(field.to_string())),
    }
}
