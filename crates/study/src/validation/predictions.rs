//! What a study predicts, by row and column.

use std::collections::BTreeMap;

use crate::summary::SummaryRow;
use crate::table::{Cell, Row, Schema};

/// Numbers by the label of their row and the name of their column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Predictions(BTreeMap<(String, String), f64>);

impl Predictions {
    /// Summaries whose group has the column `label`; those without a value are left out.
    pub fn from_summaries(summaries: &[SummaryRow], label: &str) -> Self {
        let named = summaries.iter().filter_map(|summary| {
            let row = summary.group.iter().find(|(column, _)| column == label)?;
            Some(((text(&row.1)?, summary.name.clone()), summary.value?))
        });
        Self(named.collect())
    }

    /// Number columns of the rows themselves, by their text in the column `label`.
    pub fn from_rows(schema: &Schema, rows: &[Row], label: &str) -> Self {
        let columns = schema.columns();
        let Some(place) = columns.iter().position(|c| c.name == label) else { return Self::default() };
        let mut found = BTreeMap::new();
        for row in rows {
            let Some(name) = text(&row.0[place]) else { continue };
            for (column, cell) in columns.iter().zip(&row.0) {
                if let Cell::Number(value) = cell {
                    found.insert((name.clone(), column.name.clone()), *value);
                }
            }
        }
        Self(found)
    }

    /// The prediction, if there is one. The row `A minus B` is the difference of two rows.
    pub fn get(&self, row: &str, column: &str) -> Option<f64> {
        let one = |row: &str| self.0.get(&(row.to_owned(), column.to_owned())).copied();
        one(row).or_else(|| {
            let (first, second) = row.split_once(" minus ")?;
            Some(one(first)? - one(second)?)
        })
    }
}

/// The text of a label; compounds and numbers count as labels too.
fn text(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text.clone()),
        Cell::Number(x) => Some(x.to_string()),
        Cell::Integer(x) => Some(x.to_string()),
        Cell::Missing => None,
    }
}
