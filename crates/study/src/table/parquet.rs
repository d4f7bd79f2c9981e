//! Parquet: for tables that are large or that go on into pandas, R, DuckDB or Polars.
//!
//! The unit of a column is in the metadata of its field under [`UNIT_KEY`]; provenance and columns
//! are in the metadata of the file under [`METADATA_KEY`]. The same rows give the same bytes: no
//! clock is read, and rows are grouped by number only.

use super::cell::{Cell, Row};
use super::error::TableError;
use super::schema::{Column, ColumnKind, Schema};
use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema as ArrowSchema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

/// Rows of a row group.
pub const ROW_GROUP: usize = 65_536;

/// Key of the JSON text with `provenance` and `columns` in the metadata of the file.
pub const METADATA_KEY: &str = "jakstat";

/// Key of the unit in the metadata of a field.
pub const UNIT_KEY: &str = "unit";

/// Stands where writers put their version, which would change the bytes with every release.
const CREATED_BY: &str = "jakstat table 1";

/// Writes a table in batches of rows.
pub struct ParquetWriter<W: Write + Send> {
    inner: ArrowWriter<W>,
    schema: Schema,
    arrow: SchemaRef,
    rows: u64,
}

impl<W: Write + Send> ParquetWriter<W> {
    /// Starts a file.
    ///
    /// # Errors
    /// What the system or the Parquet writer says.
    pub fn new(out: W, schema: &Schema, provenance: &Value) -> Result<Self, TableError> {
        let metadata = json!({ "columns": schema, "provenance": provenance }).to_string();
        let fields: Vec<Field> = schema.columns().iter().map(arrow_field).collect();
        // Twice: Arrow readers look into their own schema, all others into the file.
        let for_arrow = HashMap::from([(METADATA_KEY.to_string(), metadata.clone())]);
        let arrow = Arc::new(ArrowSchema::new_with_metadata(fields, for_arrow));
        let properties = WriterProperties::builder()
            .set_created_by(CREATED_BY.into())
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).map_err(parquet_error)?))
            .set_max_row_group_row_count(Some(ROW_GROUP))
            .set_key_value_metadata(Some(vec![KeyValue::new(METADATA_KEY.into(), metadata)]))
            .build();
        let inner = ArrowWriter::try_new(out, arrow.clone(), Some(properties)).map_err(parquet_error)?;
        Ok(Self { inner, schema: schema.clone(), arrow, rows: 0 })
    }

    /// Adds rows. The bytes may depend on how rows are cut into calls, so cut them by number.
    ///
    /// # Errors
    /// A row that does not fit the schema, or what the system or the Parquet writer says.
    pub fn write(&mut self, rows: &[Row]) -> Result<(), TableError> {
        for (number, row) in (self.rows..).zip(rows) {
            self.schema.check(number, row)?;
        }
        self.rows += rows.len() as u64;
        let columns = self.schema.columns().iter().enumerate();
        let arrays = columns.map(|(c, column)| array(rows, c, column.kind)).collect();
        let batch = RecordBatch::try_new(self.arrow.clone(), arrays)
            .map_err(|problem| TableError::Parquet(problem.to_string()))?;
        self.inner.write(&batch).map_err(parquet_error)
    }

    /// Writes what is left and gives the writer back.
    ///
    /// # Errors
    /// What the system or the Parquet writer says.
    pub fn finish(self) -> Result<W, TableError> {
        self.inner.into_inner().map_err(parquet_error)
    }
}

fn arrow_field(column: &Column) -> Field {
    let kind = match column.kind {
        ColumnKind::Number => DataType::Float64,
        ColumnKind::Integer => DataType::Int64,
        ColumnKind::Text => DataType::Utf8,
    };
    // One key only: a map of several has no order.
    let unit = column.unit.iter().map(|unit| (UNIT_KEY.to_string(), unit.clone()));
    Field::new(&column.name, kind, true).with_metadata(HashMap::from_iter(unit))
}

fn array(rows: &[Row], c: usize, kind: ColumnKind) -> ArrayRef {
    let cells = rows.iter().map(|row| row.0.get(c).filter(|cell| !cell.is_missing()));
    match kind {
        ColumnKind::Number => Arc::new(Float64Array::from_iter(cells.map(|cell| match cell {
            Some(Cell::Number(number)) => Some(*number),
            _ => None,
        }))),
        ColumnKind::Integer => Arc::new(Int64Array::from_iter(cells.map(|cell| match cell {
            Some(Cell::Integer(number)) => Some(*number),
            _ => None,
        }))),
        ColumnKind::Text => Arc::new(StringArray::from_iter(cells.map(|cell| match cell {
            Some(Cell::Text(text)) => Some(text.as_str()),
            _ => None,
        }))),
    }
}

fn parquet_error(problem: ParquetError) -> TableError {
    TableError::Parquet(problem.to_string())
}
