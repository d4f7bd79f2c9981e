//! The part of a table that one figure shows.

use jakstat_study::sweep::PlotSpec;
use jakstat_study::table::{Cell, Row, RunTable};

use super::PlotError;
use crate::axis::Axis;
use crate::figure::Caption;

/// Rows that fit a plot, with access by name.
pub(super) struct Rows<'a> {
    pub plot: &'a PlotSpec,
    study: &'a str,
    table: &'a RunTable,
    rows: Vec<&'a Row>,
}

impl<'a> Rows<'a> {
    pub fn new(plot: &'a PlotSpec, study: &'a str, table: &'a RunTable) -> Result<Self, PlotError> {
        let mut this = Self { plot, study, table, rows: Vec::new() };
        let mut wanted = Vec::new();
        for (column, texts) in &plot.only {
            wanted.push((this.column(column)?, texts));
        }
        let fits = |row: &&Row| {
            !table.schema.is_failure(row)
                && wanted.iter().all(|(i, texts)| matches!(&row.0[*i], Cell::Text(t) if texts.contains(t)))
        };
        this.rows = table.rows.iter().filter(fits).collect();
        if this.rows.is_empty() { Err(PlotError::NoRows { plot: plot.name.clone() }) } else { Ok(this) }
    }

    fn column(&self, name: &str) -> Result<usize, PlotError> {
        let columns = self.table.schema.columns();
        columns.iter().position(|c| c.name == name).ok_or_else(|| PlotError::NoColumn {
            plot: self.plot.name.clone(),
            column: name.to_owned(),
            columns: columns.iter().map(|c| c.name.clone()).collect(),
        })
    }

    /// Whether the table has the column.
    pub fn has(&self, name: &str) -> bool {
        self.table.schema.columns().iter().any(|c| c.name == name)
    }

    /// Numbers of a column; `None` where a cell is missing.
    pub fn numbers(&self, name: &str) -> Result<Vec<Option<f64>>, PlotError> {
        let i = self.column(name)?;
        let number = |row: &&Row| match &row.0[i] {
            Cell::Number(x) if x.is_finite() => Ok(Some(*x)),
            Cell::Integer(x) => Ok(Some(*x as f64)),
            Cell::Number(_) | Cell::Missing => Ok(None),
            Cell::Text(_) => {
                Err(PlotError::NotNumbers { plot: self.plot.name.clone(), column: name.to_owned() })
            }
        };
        self.rows.iter().map(number).collect()
    }

    /// Cells of a column as text.
    pub fn texts(&self, name: &str) -> Result<Vec<String>, PlotError> {
        let i = self.column(name)?;
        let text = |row: &&Row| match &row.0[i] {
            Cell::Text(text) => text.clone(),
            Cell::Number(x) => format!("{x}"),
            Cell::Integer(x) => x.to_string(),
            Cell::Missing => String::new(),
        };
        Ok(self.rows.iter().map(text).collect())
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
        self.plot.by.as_deref().ok_or_else(|| PlotError::NoBy { plot: self.plot.name.clone() })
    }

    pub fn caption(&self) -> Caption {
        let title = self.plot.title.clone().unwrap_or_else(|| self.study.to_owned());
        Caption::new(title, self.plot.subtitle.clone().unwrap_or_default())
    }

    /// An axis for a column with the plot's label or its name.
    pub fn axis(&self, name: &str, label: Option<&String>, log: bool) -> Axis {
        let unit = self.table.schema.columns().iter().find(|c| c.name == name).and_then(|c| c.unit.clone());
        let label = label.cloned().unwrap_or_else(|| name.to_owned());
        let unit = unit.unwrap_or_default();
        if log { Axis::log(label, unit) } else { Axis::linear(label, unit) }
    }
}

/// Whether positive values spread over more than a decade and a half, as on a logarithmic grid.
pub(super) fn is_log(values: &[f64]) -> bool {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(0.0, f64::max);
    low > 0.0 && high / low > 30.0
}
