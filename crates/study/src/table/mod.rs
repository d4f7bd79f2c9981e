//! Tables of runs: columns with units, a row for each run, CSV and Parquet.

mod cell;
mod csv;
mod error;
mod parquet;
mod preamble;
mod schema;

pub use self::csv::{CsvWriter, RunTable, read_csv};
pub use self::parquet::{METADATA_KEY, ParquetWriter, ROW_GROUP, UNIT_KEY};
pub use cell::{Cell, Row};
pub use error::TableError;
pub use schema::{Column, ColumnKind, FAILURE, Schema};
