//! Cells and rows.

use super::schema::ColumnKind;

/// One value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A number in the unit of its column. NaN means that there is none.
    Number(f64),
    /// A whole number.
    Integer(i64),
    /// A text. CSV cannot tell an empty one from [`Cell::Missing`].
    Text(String),
    /// No value: an empty field in CSV, null in Parquet.
    Missing,
}

/// One run: a cell for each column of the schema.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row(pub Vec<Cell>);

impl Cell {
    /// True for [`Cell::Missing`] and for NaN.
    pub fn is_missing(&self) -> bool {
        match self {
            Self::Missing => true,
            Self::Number(number) => number.is_nan(),
            Self::Integer(_) | Self::Text(_) => false,
        }
    }

    /// Whether it may stand in a column of this kind.
    pub(super) fn fits(&self, kind: ColumnKind) -> bool {
        matches!(
            (self, kind),
            (Self::Missing, _)
                | (Self::Number(_), ColumnKind::Number)
                | (Self::Integer(_), ColumnKind::Integer)
                | (Self::Text(_), ColumnKind::Text)
        )
    }
}
