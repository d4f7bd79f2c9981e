//! What a study prints when it is done.

use std::path::{Path, PathBuf};

use jakstat::report::{Cell, Heading, Table};
use jakstat::study::table::{self, ColumnKind, FAILURE, RunTable};

/// Rows that are printed at most.
const MOST: usize = 40;

/// Rows of the table as text: those at the clinical dose where there is a `dose_factor`, else the
/// first ones.
pub fn table(title: &str, runs: &RunTable, failed: u64) -> String {
    let chosen = chosen(runs);
    let columns: Vec<usize> = shown_columns(runs, &chosen);
    let headings = columns.iter().map(|i| {
        let column = &runs.schema.columns()[*i];
        Heading::new(column.name.as_str(), column.unit.clone().unwrap_or_default())
    });
    let mut printed = Table::new(headings.collect());
    for row in chosen.iter().take(MOST) {
        let cells = columns.iter().map(|i| cell(&runs.rows[*row].0[*i])).collect();
        if let Err(error) = printed.push(cells) {
            return format!("{error}\n");
        }
    }
    let mut text = format!("{title}: {} runs, {failed} failed\n\n{}", runs.rows.len(), printed.plain(3));
    if chosen.len() > MOST {
        text.push_str(&format!("... and {} more rows in runs.csv\n", chosen.len() - MOST));
    }
    text.push('\n');
    text
}

/// Says where everything is.
pub fn files(folder: &Path, figures: &[PathBuf]) -> String {
    let mut text = format!("Tables:  {0}/runs.csv\n         {0}/runs.parquet\n", folder.display());
    for (i, figure) in figures.iter().enumerate() {
        let head = if i == 0 { "Figures:" } else { "        " };
        text.push_str(&format!("{head} {}.png\n", figure.display()));
    }
    if !figures.is_empty() {
        text.push_str("         each also as .svg, with its data in .csv and its origin in .json\n");
    }
    text
}

fn chosen(runs: &RunTable) -> Vec<usize> {
    let factor = runs.schema.columns().iter().position(|c| c.name == "dose_factor");
    let all = 0..runs.rows.len();
    match factor {
        Some(i) => all.filter(|row| matches!(runs.rows[*row].0[i], table::Cell::Number(1.0))).collect(),
        None => all.collect(),
    }
}

/// All columns but those that say nothing here: equal doses, no failures, the number of steps.
fn shown_columns(runs: &RunTable, chosen: &[usize]) -> Vec<usize> {
    let says = |i: usize| {
        let column = &runs.schema.columns()[i];
        let empty = chosen.iter().all(|row| runs.rows[*row].0[i].is_missing());
        let equal_dose = column.name == "dose_factor";
        !(equal_dose || column.kind == ColumnKind::Integer || (column.name == FAILURE && empty))
    };
    (0..runs.schema.columns().len()).filter(|i| says(*i)).collect()
}

fn cell(cell: &table::Cell) -> Cell {
    match cell {
        table::Cell::Number(x) if x.is_finite() => Cell::Number(*x),
        table::Cell::Integer(x) => Cell::Number(*x as f64),
        table::Cell::Text(text) => Cell::Text(text.clone()),
        table::Cell::Number(_) | table::Cell::Missing => Cell::Missing,
    }
}
