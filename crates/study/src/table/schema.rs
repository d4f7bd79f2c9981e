//! The columns of a table.

use super::cell::Row;
use super::error::TableError;
use crate::codes;
use jakstat_model::Diagnostic;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The text column that says why a run failed. A row that holds a text in it is a failed run.
pub const FAILURE: &str = "failure";

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name. Not empty, and once in a table.
    pub name: String,
    /// The unit of its values, as the user wrote it.
    pub unit: Option<String>,
    /// What its cells hold.
    pub kind: ColumnKind,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnKind {
    /// Doubles.
    Number,
    /// Whole numbers of 64 bits.
    Integer,
    /// Texts.
    Text,
}

/// The columns of a table, in order: at least one, each with its own name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Column>", into = "Vec<Column>")]
pub struct Schema(Vec<Column>);

impl Schema {
    /// A schema of these columns.
    ///
    /// # Errors
    /// No column, a column without a name, or two of the same name: all of them at once.
    pub fn new(columns: Vec<Column>) -> Result<Self, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        if columns.is_empty() {
            problems.push(Diagnostic::error(&codes::BAD_COLUMNS, "a table without columns"));
        }
        let mut seen = BTreeSet::new();
        for (i, column) in columns.iter().enumerate() {
            if column.name.trim().is_empty() {
                let message = format!("column {} has no name", i + 1);
                problems.push(Diagnostic::error(&codes::BAD_COLUMNS, message));
            } else if !seen.insert(&column.name) {
                let message = format!("two columns are called `{}`", column.name);
                let help = "rename an axis or an outcome";
                problems.push(Diagnostic::error(&codes::BAD_COLUMNS, message).help(help));
            }
        }
        if problems.is_empty() { Ok(Self(columns)) } else { Err(problems) }
    }

    /// Its columns.
    pub fn columns(&self) -> &[Column] {
        &self.0
    }

    /// Whether `row` is that of a failed run: it has a text in the column [`FAILURE`].
    pub fn is_failure(&self, row: &Row) -> bool {
        let mut cells = self.0.iter().zip(&row.0);
        cells.any(|(column, cell)| {
            column.name == FAILURE && column.kind == ColumnKind::Text && !cell.is_missing()
        })
    }

    /// Whether `row`, the one of that number, has a fitting cell for each column.
    ///
    /// # Errors
    /// [`TableError::Width`] or [`TableError::Kind`] with the first cell that does not fit.
    pub fn check(&self, number: u64, row: &Row) -> Result<(), TableError> {
        if row.0.len() != self.0.len() {
            return Err(TableError::Width { row: number, cells: row.0.len(), columns: self.0.len() });
        }
        match self.0.iter().zip(&row.0).find(|(column, cell)| !cell.fits(column.kind)) {
            None => Ok(()),
            Some((column, cell)) => Err(TableError::Kind {
                row: number,
                column: column.name.clone(),
                wanted: column.kind,
                found: format!("{cell:?}"),
            }),
        }
    }
}

impl TryFrom<Vec<Column>> for Schema {
    type Error = String;

    fn try_from(columns: Vec<Column>) -> Result<Self, String> {
        Self::new(columns).map_err(|problems| {
            let messages: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
            messages.join("; ")
        })
    }
}

impl From<Schema> for Vec<Column> {
    fn from(schema: Schema) -> Self {
        schema.0
    }
}
