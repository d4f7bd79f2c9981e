//! What can go wrong while a table is written.

use super::schema::ColumnKind;
use std::fmt;
use std::io;

/// A table could not be written.
#[derive(Debug)]
pub enum TableError {
    /// A row has more or fewer cells than the schema has columns.
    Width {
        /// Number of the row, from 0.
        row: u64,
        /// Its cells.
        cells: usize,
        /// Columns of the schema.
        columns: usize,
    },
    /// A cell does not fit its column.
    Kind {
        /// Number of the row, from 0.
        row: u64,
        /// Name of the column.
        column: String,
        /// What the column holds.
        wanted: ColumnKind,
        /// The cell.
        found: String,
    },
    /// The system refused to write.
    Io(io::Error),
    /// The Parquet writer gave up; most often the system refused to write.
    Parquet(String),
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Width { row, cells, columns } => {
                write!(f, "row {row} has {cells} cells for {columns} columns")
            }
            Self::Kind { row, column, wanted, found } => {
                let kind = match wanted {
                    ColumnKind::Number => "numbers",
                    ColumnKind::Integer => "whole numbers",
                    ColumnKind::Text => "texts",
                };
                write!(f, "row {row} has {found} in the column `{column}` of {kind}")
            }
            Self::Io(source) => source.fmt(f),
            Self::Parquet(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for TableError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(source) => Some(source),
            _ => None,
        }
    }
}

impl From<io::Error> for TableError {
    fn from(source: io::Error) -> Self {
        Self::Io(source)
    }
}
