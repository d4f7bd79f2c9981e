//! The part of a study's results that one figure shows.

use jakstat_study::summary::SummaryRow;
use jakstat_study::sweep::PlotSpec;
use jakstat_study::table::{Cell, Row};

use super::error::PlotFault;
use super::quantity::Quantity;
use super::{PlotError, StudyResults};
use crate::axis::Axis;
use crate::figure::Caption;

/// Rows that fit a plot, with access by name.
pub(super) struct Rows<'a> {
    pub plot: &'a PlotSpec,
    pub results: &'a StudyResults<'a>,
    rows: Vec<&'a Row>,
}

impl<'a> Rows<'a> {
    pub fn new(plot: &'a PlotSpec, results: &'a StudyResults<'a>) -> Result<Self, PlotError> {
        let mut this = Self { plot, results, rows: Vec::new() };
        let mut wanted = Vec::new();
        for (column, texts) in &plot.only {
            wanted.push((this.column(column)?, texts));
        }
        let fits = |row: &&Row| {
            !results.runs.schema.is_failure(row)
                && wanted.iter().all(|(i, texts)| row.0.get(*i).is_some_and(|c| texts.contains(&text(c))))
        };
        this.rows = results.runs.rows.iter().filter(fits).collect();
        if this.rows.is_empty() { Err(this.fault(PlotFault::NoRows)) } else { Ok(this) }
    }

    pub fn fault(&self, fault: PlotFault) -> PlotError {
        PlotError { plot: self.plot.name.clone(), fault }
    }

    fn column(&self, name: &str) -> Result<usize, PlotError> {
        let columns = self.results.runs.schema.columns();
        columns.iter().position(|c| c.name == name).ok_or_else(|| {
            let mut known: Vec<String> = columns.iter().map(|c| c.name.clone()).collect();
            for summary in self.results.summaries {
                if !known.contains(&summary.name) {
                    known.push(summary.name.clone());
                }
            }
            self.fault(PlotFault::NoColumn { column: name.to_owned(), columns: known })
        })
    }

    /// Whether the table has the column.
    pub fn has(&self, name: &str) -> bool {
        self.results.runs.schema.columns().iter().any(|c| c.name == name)
    }

    /// Whether the study has a summary of that name.
    pub fn has_summary(&self, name: &str) -> bool {
        self.results.summaries.iter().any(|s| s.name == name)
    }

    /// Values of a summary, or else of a column of the rows.
    pub fn quantity(&self, name: &'a str) -> Result<Quantity<'a>, PlotError> {
        let summaries: Vec<&SummaryRow> = self.results.summaries.iter().filter(|s| s.name == name).collect();
        if summaries.is_empty() {
            Quantity::of_column(self, name, self.results.runs.schema.columns(), &self.rows)
        } else {
            Quantity::of_summary(self, name, &summaries)
        }
    }

    /// Numbers of a column; `None` where a cell is missing.
    pub fn numbers(&self, name: &str) -> Result<Vec<Option<f64>>, PlotError> {
        let i = self.column(name)?;
        let wrong = || self.fault(PlotFault::NotNumbers { column: name.to_owned() });
        self.rows.iter().map(|row| row.0.get(i).map_or(Ok(None), |c| number(c).ok_or_else(wrong))).collect()
    }

    /// Cells of a column as text.
    pub fn texts(&self, name: &str) -> Result<Vec<String>, PlotError> {
        let i = self.column(name)?;
        Ok(self.rows.iter().map(|row| row.0.get(i).map_or(String::new(), text)).collect())
    }

    /// Rows in groups: by the cells of `by`, in order of first appearance.
    pub fn groups(&self, by: &str) -> Result<Vec<(String, Vec<usize>)>, PlotError> {
        let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
        for (i, text) in self.texts(by)?.into_iter().enumerate() {
            match groups.iter_mut().find(|(name, _)| *name == text) {
                Some((_, members)) => members.push(i),
                None => groups.push((text, vec![i])),
            }
        }
        Ok(groups)
    }

    /// The column that tells curves apart.
    pub fn by(&self) -> Result<&'a str, PlotError> {
        self.plot.by.as_deref().ok_or_else(|| self.fault(PlotFault::NoBy))
    }

    pub fn caption(&self) -> Caption {
        let title = self.plot.title.clone().unwrap_or_else(|| self.results.title.to_owned());
        Caption::new(title, self.plot.subtitle.clone().unwrap_or_default())
    }

    /// An axis for a column with the plot's label or its name.
    pub fn axis(&self, name: &str, label: Option<&String>, log: bool) -> Axis {
        let columns = self.results.runs.schema.columns();
        let unit = columns.iter().find(|c| c.name == name).and_then(|c| c.unit.clone());
        let label = label.cloned().unwrap_or_else(|| name.to_owned());
        let unit = unit.unwrap_or_default();
        if log { Axis::log(label, unit) } else { Axis::linear(label, unit) }
    }
}

/// The number of a cell, none where it is missing; `None` for texts.
pub(super) fn number(cell: &Cell) -> Option<Option<f64>> {
    match cell {
        Cell::Number(x) if x.is_finite() => Some(Some(*x)),
        Cell::Integer(x) => Some(Some(*x as f64)),
        Cell::Number(_) | Cell::Missing => Some(None),
        Cell::Text(_) => None,
    }
}

/// A cell as a reader sees it.
pub(super) fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(x) => x.to_string(),
        Cell::Integer(x) => x.to_string(),
        Cell::Missing => String::new(),
    }
}

/// Whether positive values spread over more than a decade and a half, as on a logarithmic grid.
pub(super) fn is_log(values: &[f64]) -> bool {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(0.0, f64::max);
    low > 0.0 && high / low > 30.0
}
