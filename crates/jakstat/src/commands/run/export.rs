//! The files of a run.

use std::collections::BTreeMap;

use jakstat::Trajectory;
use jakstat::codes;
use jakstat::model::Diagnostic;
use jakstat::report::{Cell, Figure, FigureError, Heading, Provenance, Table, TimeCourse};

/// Pixels of a PNG per pixel of the figure.
const SCALE: f32 = 2.0;

/// All rows: `time` and the ids, numbers that read back exactly.
pub fn rows(run: &Trajectory) -> Table {
    let ids = run.columns.iter().map(|c| Heading::new(c.name(), ""));
    let mut table = Table::new(std::iter::once(Heading::new("time", "")).chain(ids).collect());
    for (row, time) in run.times.iter().enumerate() {
        let values = (0..run.columns.len()).map(|column| run.value(row, column));
        // One cell for the time and one for each column, as the headings.
        let _ = table.push(std::iter::once(*time).chain(values).map(Cell::Number).collect());
    }
    table
}

/// The outcomes with their units; a value that is not a number is missing.
pub fn outcomes(run: &Trajectory) -> Table {
    let mut table = Table::new(["outcome", "value", "unit"].map(|n| Heading::new(n, "")).into());
    for outcome in &run.outcomes {
        let value = Some(outcome.value).filter(|v| !v.is_nan());
        let unit = outcome.unit.clone().unwrap_or_default();
        let _ = table.push(vec![outcome.name.as_str().into(), value.into(), unit.into()]);
    }
    table
}

/// Names that a run's files have: `time-course.svg`, `time-course-2.png`, `rows.csv`, ...
pub fn is_ours(name: &str) -> bool {
    let figure = |ending: &str| {
        let number = name.strip_prefix("time-course").and_then(|rest| rest.strip_suffix(ending));
        number.is_some_and(|n| n.is_empty() || n.strip_prefix('-').is_some_and(|n| n.parse::<u32>().is_ok()))
    };
    matches!(name, "rows.csv" | "outcomes.csv" | "provenance.json") || figure(".svg") || figure(".png")
}

/// Every file of a run by its name.
///
/// # Errors
/// A figure that cannot be drawn.
pub fn files(
    run: &Trajectory,
    figures: &[TimeCourse],
    provenance: &Provenance,
) -> Result<BTreeMap<String, Vec<u8>>, Diagnostic> {
    let mut files = BTreeMap::new();
    files.insert("rows.csv".to_owned(), rows(run).csv().into_bytes());
    if !run.outcomes.is_empty() {
        files.insert("outcomes.csv".to_owned(), outcomes(run).csv().into_bytes());
    }
    let notes = figures.first().map_or(provenance, |f| f.provenance());
    files.insert("provenance.json".to_owned(), notes.json().into_bytes());
    for (i, figure) in figures.iter().enumerate() {
        let number = if i == 0 { String::new() } else { format!("-{}", i + 1) };
        let rendered = figure.render(SCALE).map_err(|e| undrawn(&e))?;
        files.insert(format!("time-course{number}.svg"), rendered.svg.into_bytes());
        files.insert(format!("time-course{number}.png"), rendered.png);
    }
    Ok(files)
}

fn undrawn(error: &FigureError) -> Diagnostic {
    Diagnostic::error(&codes::NO_FIGURE, format!("the figure cannot be drawn: {error}"))
        .help("write the numbers only: `--csv FILE`")
}
