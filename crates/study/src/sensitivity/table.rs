//! Sensitivities as a table.

use std::collections::BTreeSet;

use jakstat_model::Diagnostic;

use super::rows::{Index, SensitivityRow};
use crate::table::{Cell, Column, ColumnKind, Row, Schema};

const NUMBERS: [&str; 6] = ["first", "first_low", "first_high", "total", "total_low", "total_high"];
const COUNTS: [&str; 4] = ["base_rows", "failed", "missing", "outside"];

/// Columns that every table of sensitivities has.
pub(super) const OWN: [&str; 14] = [
    "of",
    "among",
    "parameter",
    NUMBERS[0],
    NUMBERS[1],
    NUMBERS[2],
    NUMBERS[3],
    NUMBERS[4],
    NUMBERS[5],
    COUNTS[0],
    COUNTS[1],
    COUNTS[2],
    COUNTS[3],
    "reason",
];

/// Columns and rows of a table of sensitivities: `of`, `among`, the columns of all groups,
/// `parameter`, `first` and `total` each with `_low` and `_high` (shares of the variance, 1 is all of
/// it), then `base_rows`, `failed`, `missing`, `outside` and `reason`. `runs` are the columns of the
/// rows that the indices come from.
///
/// # Errors
/// A group by a column that has the name of one of these.
pub fn sensitivity_table(
    runs: &Schema,
    sensitivities: &[SensitivityRow],
) -> Result<(Schema, Vec<Row>), Vec<Diagnostic>> {
    let grouped: BTreeSet<&str> =
        sensitivities.iter().flat_map(|s| s.group.iter().map(|(name, _)| name.as_str())).collect();
    let groups: Vec<&Column> = runs.columns().iter().filter(|c| grouped.contains(c.name.as_str())).collect();
    let column = |name: &str, kind| Column { name: name.into(), unit: None, kind };
    let mut columns = vec![column("of", ColumnKind::Text), column("among", ColumnKind::Text)];
    columns.extend(groups.iter().map(|c| (*c).clone()));
    columns.push(column("parameter", ColumnKind::Text));
    columns.extend(NUMBERS.map(|name| column(name, ColumnKind::Number)));
    columns.extend(COUNTS.map(|name| column(name, ColumnKind::Integer)));
    columns.push(column("reason", ColumnKind::Text));
    let rows = sensitivities.iter().map(|one| row(one, &groups)).collect();
    Ok((Schema::new(columns)?, rows))
}

fn row(one: &SensitivityRow, groups: &[&Column]) -> Row {
    let text = |text: &Option<String>| text.clone().map_or(Cell::Missing, Cell::Text);
    let mut cells = vec![Cell::Text(one.of.clone()), text(&one.among)];
    cells.extend(groups.iter().map(|column| {
        let found = one.group.iter().find(|(name, _)| *name == column.name);
        found.map_or(Cell::Missing, |(_, cell)| cell.clone())
    }));
    cells.push(Cell::Text(one.parameter.clone()));
    cells.extend(numbers(one.first));
    cells.extend(numbers(one.total));
    let counts = [one.base_rows, one.failed, one.missing, one.outside];
    cells.extend(counts.map(|count| Cell::Integer(i64::try_from(count).unwrap_or(i64::MAX))));
    cells.push(text(&one.reason));
    Row(cells)
}

fn numbers(index: Option<Index>) -> [Cell; 3] {
    let number = |x: Option<f64>| x.map_or(Cell::Missing, Cell::Number);
    let interval = index.and_then(|index| index.interval);
    [
        number(index.map(|index| index.value)),
        number(interval.map(|(low, _)| low)),
        number(interval.map(|(_, high)| high)),
    ]
}
