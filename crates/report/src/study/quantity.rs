//! An outcome or a summary with the cells that say where each value belongs.

use jakstat_study::summary::SummaryRow;
use jakstat_study::table::{Cell, Column, Row};

use super::PlotError;
use super::error::PlotFault;
use super::rows::{Rows, number, text};

/// One value: a run's outcome, or a summary of one group.
pub(super) struct Value<'a> {
    /// None where a run has no such outcome or a group no value.
    pub value: Option<f64>,
    /// The 95 % interval of a summary.
    pub interval: Option<[f64; 2]>,
    cells: Vec<(&'a str, &'a Cell)>,
}

/// All values of one name that a plot shows.
pub(super) struct Quantity<'a> {
    pub name: &'a str,
    pub unit: Option<&'a str>,
    /// Columns that the values belong to.
    pub columns: Vec<&'a str>,
    pub values: Vec<Value<'a>>,
    is_summary: bool,
    plot: &'a str,
}

impl<'a> Quantity<'a> {
    /// Values of a column of numbers.
    pub fn of_column(
        rows: &Rows<'a>,
        name: &'a str,
        columns: &'a [Column],
        shown: &[&'a Row],
    ) -> Result<Self, PlotError> {
        let numbers = rows.numbers(name)?;
        let names: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
        let values = shown.iter().zip(numbers).map(|(row, value)| {
            let cells = names.iter().copied().zip(&row.0).collect();
            Value { value, interval: None, cells }
        });
        let unit = columns.iter().find(|c| c.name == name).and_then(|c| c.unit.as_deref());
        let plot = rows.plot.name.as_str();
        Ok(Self { name, unit, values: values.collect(), columns: names, is_summary: false, plot })
    }

    /// Groups of a summary that fit `only` of the plot.
    pub fn of_summary(rows: &Rows<'a>, name: &'a str, all: &[&'a SummaryRow]) -> Result<Self, PlotError> {
        let group = all.first().map_or(&[] as &[(String, Cell)], |row| row.group.as_slice());
        let columns = group.iter().map(|(column, _)| column.as_str()).collect();
        let unit = all.first().and_then(|row| row.unit.as_deref());
        let plot = rows.plot.name.as_str();
        let mut this = Self { name, unit, columns, values: Vec::new(), is_summary: true, plot };
        for (column, _) in &rows.plot.only {
            this.has(column)?;
        }
        for row in all {
            let cells: Vec<(&str, &Cell)> = row.group.iter().map(|(c, cell)| (c.as_str(), cell)).collect();
            let interval = row.low.zip(row.high).map(|(low, high)| [low, high]);
            let value = Value { value: row.value.filter(|x| x.is_finite()), interval, cells };
            let fits = |(column, texts): &(String, Vec<String>)| {
                value.text(column).is_some_and(|t| texts.contains(&t))
            };
            if rows.plot.only.iter().all(fits) {
                this.values.push(value);
            }
        }
        if this.values.is_empty() { Err(rows.fault(PlotFault::NoRows)) } else { Ok(this) }
    }

    /// Says that a column is missing, where it is.
    pub fn has(&self, column: &str) -> Result<(), PlotError> {
        if self.columns.contains(&column) {
            return Ok(());
        }
        let (column, columns) = (column.to_owned(), self.columns.iter().map(|c| (*c).to_owned()).collect());
        let fault = if self.is_summary {
            PlotFault::NotGrouped { summary: self.name.to_owned(), column, groups: columns }
        } else {
            PlotFault::NoColumn { column, columns }
        };
        Err(PlotError { plot: self.plot.to_owned(), fault })
    }

    /// The numbers of a column, one for each value.
    pub fn numbers(&self, column: &str) -> Result<Vec<Option<f64>>, PlotError> {
        self.has(column)?;
        let of = |value: &Value<'_>| match value.cell(column) {
            Some(cell) => number(cell).ok_or_else(|| PlotError {
                plot: self.plot.to_owned(),
                fault: PlotFault::NotNumbers { column: column.to_owned() },
            }),
            None => Ok(None),
        };
        self.values.iter().map(of).collect()
    }
}

impl Value<'_> {
    pub fn cell(&self, column: &str) -> Option<&Cell> {
        self.cells.iter().find(|(name, _)| *name == column).map(|(_, cell)| *cell)
    }

    /// The cell of a column as text.
    pub fn text(&self, column: &str) -> Option<String> {
        self.cell(column).map(text)
    }
}
