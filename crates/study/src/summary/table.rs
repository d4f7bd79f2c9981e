//! Summaries as a table.

use std::collections::BTreeSet;

use jakstat_model::Diagnostic;

use super::rows::SummaryRow;
use crate::table::{Cell, Column, ColumnKind, Row, Schema};

/// Columns that every table of summaries has.
pub(super) const OWN: [&str; 8] = ["summary", "value", "low", "high", "unit", "n", "missing", "failed"];

/// Columns and rows of a table of summaries: `summary`, the columns of all groups, then `value`,
/// `low`, `high`, `unit`, `n`, `missing`, `failed`. `runs` are the columns of the rows that were
/// summed up.
///
/// # Errors
/// A group by a column that has the name of one of these.
pub fn summary_table(runs: &Schema, summaries: &[SummaryRow]) -> Result<(Schema, Vec<Row>), Vec<Diagnostic>> {
    let grouped: BTreeSet<&str> =
        summaries.iter().flat_map(|s| s.group.iter().map(|(name, _)| name.as_str())).collect();
    // In the order of the runs' own columns, whichever summary names them first.
    let groups: Vec<&Column> = runs.columns().iter().filter(|c| grouped.contains(c.name.as_str())).collect();
    let column = |name: &str, kind| Column { name: name.into(), unit: None, kind };
    let mut columns = vec![column("summary", ColumnKind::Text)];
    columns.extend(groups.iter().map(|c| (*c).clone()));
    columns.extend(["value", "low", "high"].map(|name| column(name, ColumnKind::Number)));
    columns.push(column("unit", ColumnKind::Text));
    columns.extend(["n", "missing", "failed"].map(|name| column(name, ColumnKind::Integer)));
    let rows = summaries.iter().map(|summary| row(summary, &groups)).collect();
    Ok((Schema::new(columns)?, rows))
}

fn row(summary: &SummaryRow, groups: &[&Column]) -> Row {
    let mut cells = vec![Cell::Text(summary.name.clone())];
    cells.extend(groups.iter().map(|column| {
        let found = summary.group.iter().find(|(name, _)| *name == column.name);
        found.map_or(Cell::Missing, |(_, cell)| cell.clone())
    }));
    let numbers = [summary.value, summary.low, summary.high];
    cells.extend(numbers.map(|number| number.map_or(Cell::Missing, Cell::Number)));
    cells.push(summary.unit.clone().map_or(Cell::Missing, Cell::Text));
    let counts = [summary.n, summary.missing, summary.failed];
    cells.extend(counts.map(|count| Cell::Integer(i64::try_from(count).unwrap_or(i64::MAX))));
    Row(cells)
}
