//! What a study prints when it is done.

use std::path::{Path, PathBuf};

use jakstat::report::{Cell, Heading, Table};
use jakstat::study::table::{self, ColumnKind, FAILURE, Row, RunTable, Schema};

use super::{sensitivity, summary};

/// Rows that are printed at most.
const MOST: usize = 40;

/// Rows of the table as text: those at the clinical dose where there is a `dose_factor`, else the
/// first ones.
pub fn table(title: &str, runs: &RunTable, failed: u64) -> String {
    let chosen = chosen(runs);
    let columns: Vec<usize> = shown_columns(runs, &chosen);
    let rows: Vec<&Row> = chosen.iter().take(MOST).map(|row| &runs.rows[*row]).collect();
    let mut text = head(title, runs, failed) + &plain(&runs.schema, &columns, &rows);
    if chosen.len() > MOST {
        text.push_str(&format!("... and {} more rows in runs.csv\n", chosen.len() - MOST));
    }
    text.push('\n');
    text
}

/// How many runs there are, and an empty line.
pub fn head(title: &str, runs: &RunTable, failed: u64) -> String {
    format!("{title}: {} runs, {failed} failed\n\n", runs.rows.len())
}

/// A table of summaries as text, without columns that say nothing: all missing, or no row left out.
pub fn summaries(schema: &Schema, rows: &[Row]) -> String {
    let says = |i: usize| {
        let is_empty = rows.iter().all(|row| row.0[i].is_missing());
        let left_out = matches!(schema.columns()[i].name.as_str(), "missing" | "failed" | "outside");
        let is_zero = left_out && rows.iter().all(|row| row.0[i] == table::Cell::Integer(0));
        !(is_empty || is_zero)
    };
    let columns: Vec<usize> = (0..schema.columns().len()).filter(|i| says(*i)).collect();
    plain(schema, &columns, &rows.iter().collect::<Vec<&Row>>()) + "\n"
}

/// A table of sensitivities as text, with what its numbers are.
pub fn sensitivities(schema: &Schema, rows: &[Row]) -> String {
    let head = "Sobol indices: shares of the variance of each outcome that a parameter explains alone (first) and\n\
                with all others (total), with 95 % bootstrap intervals. A base row with a run that failed or has\n\
                no value is left out and counted.\n\n";
    head.to_owned() + &summaries(schema, rows)
}

/// Some columns of rows as text.
fn plain(schema: &Schema, columns: &[usize], rows: &[&Row]) -> String {
    let headings = columns.iter().map(|i| {
        let column = &schema.columns()[*i];
        Heading::new(column.name.as_str(), column.unit.clone().unwrap_or_default())
    });
    let mut printed = Table::new(headings.collect());
    for row in rows {
        if let Err(error) = printed.push(columns.iter().map(|i| cell(&row.0[*i])).collect()) {
            return format!("{error}\n");
        }
    }
    printed.plain(3)
}

/// Says where everything is.
pub fn files(folder: &Path, figures: &[PathBuf]) -> String {
    let mut text = format!("Tables:  {0}/runs.csv\n         {0}/runs.parquet\n", folder.display());
    for file in [summary::FILE, sensitivity::FILE] {
        if folder.join(file).is_file() {
            text.push_str(&format!("         {}/{file}\n", folder.display()));
        }
    }
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
