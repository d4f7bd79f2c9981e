//! Tables for the terminal, for Markdown and as CSV.

use crate::number::{exact, significant};

/// Head of a column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heading {
    /// What the column holds.
    pub name: String,
    /// Unit of its numbers; empty where there is none.
    pub unit: String,
}

impl Heading {
    /// A column with a unit; `""` for none.
    pub fn new(name: impl Into<String>, unit: impl Into<String>) -> Self {
        Self { name: name.into(), unit: unit.into() }
    }

    fn title(&self) -> String {
        if self.unit.is_empty() { self.name.clone() } else { format!("{} ({})", self.name, self.unit) }
    }
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A measured number, shown to a few significant digits.
    Number(f64),
    /// A count, shown whole.
    Count(u64),
    /// Words.
    Text(String),
    /// Nothing is known: `–` for people, empty in CSV.
    Missing,
}

impl From<f64> for Cell {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Missing, Into::into)
    }
}

/// A row with the wrong number of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowError {
    /// Cells in the row.
    pub cells: usize,
    /// Columns of the table.
    pub columns: usize,
}

impl std::fmt::Display for RowError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a row of {} cells does not fit a table of {} columns", self.cells, self.columns)
    }
}

impl std::error::Error for RowError {}

/// Rows under headings; every row has a cell for each heading.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    headings: Vec<Heading>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table without rows.
    pub fn new(headings: Vec<Heading>) -> Self {
        Self { headings, rows: Vec::new() }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Where it has not one cell per column; the table is then unchanged.
    pub fn push(&mut self, row: Vec<Cell>) -> Result<(), RowError> {
        if row.len() != self.headings.len() {
            return Err(RowError { cells: row.len(), columns: self.headings.len() });
        }
        self.rows.push(row);
        Ok(())
    }

    /// The heads of the columns.
    pub fn headings(&self) -> &[Heading] {
        &self.headings
    }

    /// The rows, in the order in which they came.
    pub fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }

    /// Adds a row that is known to fit.
    pub(crate) fn add<const N: usize>(&mut self, row: [Cell; N]) {
        debug_assert_eq!(N, self.headings.len());
        self.rows.push(row.into());
    }

    /// Aligned columns for a terminal, numbers to `digits` significant digits. Units have their
    /// own line. Widths count characters, so scripts of double width are not aligned.
    pub fn plain(&self, digits: usize) -> String {
        let units = |h: &Heading| if h.unit.is_empty() { String::new() } else { format!("({})", h.unit) };
        let mut grid = vec![self.headings.iter().map(|h| h.name.clone()).collect::<Vec<_>>()];
        if self.headings.iter().any(|h| !h.unit.is_empty()) {
            grid.push(self.headings.iter().map(units).collect());
        }
        let head = grid.len();
        grid.extend(self.shown(digits, str::to_string));
        let widths = widths(&grid);
        let rule = widths.iter().map(|w| "─".repeat(*w)).collect::<Vec<_>>().join("  ");
        let mut text = String::new();
        for (i, row) in grid.iter().enumerate() {
            if i == head {
                text.push_str(&rule);
                text.push('\n');
            }
            text.push_str(self.padded(row, &widths).join("  ").trim_end());
            text.push('\n');
        }
        text
    }

    /// A Markdown table, numbers to `digits` significant digits, readable as plain text too.
    pub fn markdown(&self, digits: usize) -> String {
        let mut grid = vec![self.headings.iter().map(|h| escaped(&h.title())).collect::<Vec<_>>()];
        grid.extend(self.shown(digits, escaped));
        let widths: Vec<usize> = widths(&grid).into_iter().map(|w| w.max(3)).collect();
        let mut text = String::new();
        for (i, row) in grid.iter().enumerate() {
            text.push_str(&format!("| {} |\n", self.padded(row, &widths).join(" | ")));
            if i == 0 {
                let rule = |(c, w): (usize, &usize)| {
                    if self.is_numeric(c) { format!("{}:", "-".repeat(w - 1)) } else { "-".repeat(*w) }
                };
                let rules: Vec<String> = widths.iter().enumerate().map(rule).collect();
                text.push_str(&format!("| {} |\n", rules.join(" | ")));
            }
        }
        text
    }

    /// CSV after RFC 4180 but with `\n`; numbers are the shortest texts that read back exactly.
    pub fn csv(&self) -> String {
        let mut text = String::new();
        let head: Vec<String> = self.headings.iter().map(|h| quoted(&h.title())).collect();
        text.push_str(&head.join(","));
        text.push('\n');
        for row in &self.rows {
            let cells: Vec<String> = row
                .iter()
                .map(|cell| match cell {
                    Cell::Number(v) => exact(*v),
                    Cell::Count(n) => n.to_string(),
                    Cell::Text(t) => quoted(t),
                    Cell::Missing => String::new(),
                })
                .collect();
            text.push_str(&cells.join(","));
            text.push('\n');
        }
        text
    }

    fn shown(&self, digits: usize, words: impl Fn(&str) -> String) -> Vec<Vec<String>> {
        let show = |cell: &Cell| match cell {
            Cell::Number(v) => significant(*v, digits),
            Cell::Count(n) => n.to_string(),
            // A line break inside a cell would break the row.
            Cell::Text(t) => words(&t.replace(['\n', '\r'], " ")),
            Cell::Missing => "–".into(),
        };
        self.rows.iter().map(|row| row.iter().map(show).collect()).collect()
    }

    /// A column is numeric where it has a number and no words.
    fn is_numeric(&self, column: usize) -> bool {
        let cells = || self.rows.iter().map(|r| &r[column]);
        cells().any(|c| matches!(c, Cell::Number(_) | Cell::Count(_)))
            && !cells().any(|c| matches!(c, Cell::Text(_)))
    }

    fn padded(&self, row: &[String], widths: &[usize]) -> Vec<String> {
        row.iter()
            .zip(widths)
            .enumerate()
            .map(
                |(c, (cell, width))| {
                    if self.is_numeric(c) { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
                },
            )
            .collect()
    }
}

fn widths(grid: &[Vec<String>]) -> Vec<usize> {
    let columns = grid.first().map_or(0, Vec::len);
    (0..columns).map(|c| grid.iter().map(|row| row[c].chars().count()).max().unwrap_or(0)).collect()
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('|', "\\|")
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) || text.trim() != text {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Table {
        let headings = vec![Heading::new("case", ""), Heading::new("Cmax", "nM"), Heading::new("runs", "")];
        let mut table = Table::new(headings);
        table.push(vec!["A|1, \"x\"".into(), 123.456.into(), Cell::Count(8)]).unwrap();
        table.push(vec!["µ".into(), Cell::Missing, Cell::Count(1200)]).unwrap();
        table.push(vec!["C".into(), 1e-7.into(), Cell::Missing]).unwrap();
        table
    }

    #[test]
    fn plain_is_aligned() {
        let want = [
            "case       Cmax  runs",
            "           (nM)",
            "────────  ─────  ────",
            "A|1, \"x\"  123.5     8",
            "µ             –  1200",
            "C          1e-7     –",
        ];
        assert_eq!(sample().plain(4).lines().collect::<Vec<_>>(), want);
    }

    #[test]
    fn markdown_escapes_bars() {
        let text = sample().markdown(3);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "| case      | Cmax (nM) | runs |");
        assert_eq!(lines[1], "| --------- | --------: | ---: |");
        assert_eq!(lines[2], "| A\\|1, \"x\" |       123 |    8 |");
    }

    #[test]
    fn csv_reads_back_exactly() {
        let want = "case,Cmax (nM),runs\n\"A|1, \"\"x\"\"\",123.456,8\nµ,,1200\nC,1e-7,\n";
        assert_eq!(sample().csv(), want);
    }

    #[test]
    fn rows_must_fit() {
        let mut table = sample();
        assert_eq!(table.push(vec![Cell::Missing]), Err(RowError { cells: 1, columns: 3 }));
        assert_eq!(table.rows().len(), 3);
    }
}
