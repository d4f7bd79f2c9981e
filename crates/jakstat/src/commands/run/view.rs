//! A run on the terminal.

use jakstat::Trajectory;
use jakstat::report::{Cell, Heading, Table, significant};

use super::export;
use super::patient::Patient;

/// Significant digits of numbers.
const DIGITS: usize = 5;
/// More columns than this are shown as lines.
const MOST_COLUMNS: usize = 7;
/// More rows than this are cut in the middle.
const MOST_ROWS: usize = 24;
/// Rows shown before and after a cut.
const ENDS: usize = 8;
/// Times shown where ids are lines.
const TIMES: usize = 6;

/// The rows: some in the middle are left out where there are many, and ids are lines where there
/// are too many for columns.
pub fn rows(run: &Trajectory) -> String {
    if run.columns.is_empty() || run.times.is_empty() {
        return String::new();
    }
    if run.columns.len() > MOST_COLUMNS { by_id(run) } else { by_time(run) }
}

/// The outcomes, after an empty line; nothing where there are none.
pub fn outcomes(run: &Trajectory) -> String {
    if run.outcomes.is_empty() { String::new() } else { format!("\n{}", export::outcomes(run).plain(DIGITS)) }
}

/// The estimated errors of all columns, after an empty line; nothing where none were asked for.
pub fn errors(run: &Trajectory) -> String {
    let Some(errors) = &run.errors else { return String::new() };
    let headings = ["id", "unit", "largest value", "largest error", "of the largest value"];
    let mut table = Table::new(headings.map(|h| Heading::new(h, "")).to_vec());
    for (i, (column, error)) in run.columns.iter().zip(errors).enumerate() {
        let unit = column.unit.map_or_else(String::new, |u| u.to_string());
        let peak = run.column(i).into_iter().fold(0.0, |peak: f64, v| peak.max(v.abs()));
        let share = if peak > 0.0 { error / peak } else { *error };
        let numbers = [peak, *error, share].map(Cell::Number);
        // One cell for each heading.
        let _ = table.push([Cell::from(column.name()), unit.into()].into_iter().chain(numbers).collect());
    }
    format!("\n{}", table.plain(DIGITS))
}

/// A patient's parameters, with an empty line after them.
pub fn patient(patient: &Patient) -> String {
    let mut table = Table::new(["parameter", "value", "unit", ""].map(|h| Heading::new(h, "")).to_vec());
    for parameter in &patient.parameters {
        let unit = parameter.unit.clone().unwrap_or_default();
        let remark = if parameter.is_used { "" } else { "not in this scenario" };
        let cells = [parameter.id.as_str().into(), Cell::Number(parameter.value), unit.into(), remark.into()];
        // One cell for each heading.
        let _ = table.push(cells.into());
    }
    format!("{}\n{}\n", patient.title, table.plain(DIGITS))
}

fn time_unit(run: &Trajectory) -> String {
    run.time_unit.map_or_else(String::new, |u| u.to_string())
}

fn by_time(run: &Trajectory) -> String {
    let heads = run
        .columns
        .iter()
        .map(|c| Heading::new(c.name(), c.unit.map_or_else(String::new, |u| u.to_string())));
    let headings: Vec<Heading> = std::iter::once(Heading::new("time", time_unit(run))).chain(heads).collect();
    let mut table = Table::new(headings);
    let count = run.times.len();
    let cut = count > MOST_ROWS;
    for row in (0..count).filter(|row| !cut || *row < ENDS || *row >= count - ENDS) {
        let values = (0..run.columns.len()).map(|column| run.value(row, column));
        // One cell for each heading.
        let _ = table.push(std::iter::once(run.times[row]).chain(values).map(Cell::Number).collect());
    }
    let text = table.plain(DIGITS);
    if !cut {
        return text;
    }
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let gap = lines.len() - ENDS;
    lines.insert(gap, format!("... {} rows, all with --csv FILE", count - 2 * ENDS));
    lines.join("\n") + "\n"
}

fn by_id(run: &Trajectory) -> String {
    let last = run.times.len() - 1;
    let mut rows: Vec<usize> = (0..TIMES).map(|i| last * i / (TIMES - 1)).collect();
    rows.dedup();
    let unit = time_unit(run);
    let at = |row: &usize| Heading::new(format!("t = {}", significant(run.times[*row], 4)), unit.as_str());
    let mut headings = vec![Heading::new("id", ""), Heading::new("unit", "")];
    headings.extend(rows.iter().map(at));
    let mut table = Table::new(headings);
    for (column, head) in run.columns.iter().enumerate() {
        let unit = head.unit.map_or_else(String::new, |u| u.to_string());
        let mut cells = vec![Cell::from(head.name()), unit.into()];
        cells.extend(rows.iter().map(|row| Cell::Number(run.value(*row, column))));
        // Two cells and one for each time, as the headings.
        let _ = table.push(cells);
    }
    table.plain(DIGITS)
}
