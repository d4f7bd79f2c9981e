//! One outcome over two quantities, as colours.

mod draw;

use crate::axis::Axis;
use crate::check;
use crate::error::{FigureError, Problem};
use crate::figure::{Caption, Figure, finish};
use crate::palette::ColourScale;
use crate::provenance::Provenance;
use crate::table::{Cell, Heading, Table};

/// A grid of values, one cell for each pair of an x and a y value.
///
/// Cells meet half way between neighbouring values, along the axes as drawn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HeatMap {
    /// Words above the figure.
    pub caption: Caption,
    /// Horizontal axis; cells outside of its range are cut away.
    pub x: Axis,
    /// Vertical axis, upward.
    pub y: Axis,
    /// What the colours mean. With a range, values beyond it take the colour of its nearer end.
    pub value: Axis,
    /// Centres of the columns, rising.
    pub xs: Vec<f64>,
    /// Centres of the rows, rising.
    pub ys: Vec<f64>,
    /// `values[row][column]`; `None` where there is no result, which is hatched.
    pub values: Vec<Vec<Option<f64>>>,
    /// Why results are missing, for the legend, such as "run failed".
    pub missing: String,
    /// Values at which a line is drawn.
    pub contours: Vec<f64>,
    /// Colours of the values.
    pub colours: ColourScale,
    /// Where the numbers come from.
    pub provenance: Provenance,
}

impl Figure for HeatMap {
    fn svg(&self) -> Result<String, FigureError> {
        let canvas = self.draw()?;
        let description = format!(
            "{} over {} (across) and {} (upward), {} by {} cells, {} without result.",
            self.value.title(),
            self.x.title(),
            self.y.title(),
            self.xs.len(),
            self.ys.len(),
            self.missing_cells()
        );
        finish(&canvas, &self.caption, &description, &self.provenance)
    }

    fn table(&self) -> Result<Table, FigureError> {
        self.check()?;
        let heading = |a: &Axis| Heading::new(a.label.as_str(), a.unit.as_str());
        let mut table = Table::new(vec![heading(&self.x), heading(&self.y), heading(&self.value)]);
        for (y, row) in self.ys.iter().zip(&self.values) {
            for (x, value) in self.xs.iter().zip(row) {
                table.add([(*x).into(), (*y).into(), Cell::from(*value)]);
            }
        }
        Ok(table)
    }

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}

impl HeatMap {
    fn missing_cells(&self) -> usize {
        self.values.iter().flatten().filter(|v| v.is_none()).count()
    }

    fn check(&self) -> Result<(), FigureError> {
        let mut problems = Vec::new();
        for (axis, name, centres) in [(&self.x, "xs", &self.xs), (&self.y, "ys", &self.ys)] {
            axis.check(&mut problems);
            if centres.is_empty() {
                problems.push(Problem::NothingToDraw { what: name });
            }
            check::values(&mut problems, &axis.label, name, centres, axis);
            check::increasing(&mut problems, &axis.label, name, centres);
        }
        self.value.check(&mut problems);
        let rows = ("values", self.values.len());
        if rows.1 != self.ys.len() {
            check::lengths(&mut problems, &self.value.label, ("ys", self.ys.len()), rows);
        }
        for row in self.values.iter().filter(|r| r.len() != self.xs.len()) {
            let cells = ("cells of a row", row.len());
            check::lengths(&mut problems, &self.value.label, ("xs", self.xs.len()), cells);
        }
        for (number, row) in self.values.iter().enumerate() {
            self.check_row(&mut problems, number, row);
        }
        check::values(&mut problems, &self.value.label, "contours", &self.contours, &self.value);
        if self.values.iter().flatten().all(Option::is_none) {
            problems.push(Problem::NothingToDraw { what: "values" });
        }
        FigureError::check(problems)
    }

    fn check_row(&self, problems: &mut Vec<Problem>, number: usize, row: &[Option<f64>]) {
        let label = format!("{}, row {number}", self.value.label);
        for (index, value) in row.iter().enumerate() {
            let Some(value) = *value else { continue };
            let (label, list) = (label.clone(), "values");
            if !value.is_finite() {
                problems.push(Problem::NonFinite { label, list, index, value });
            } else if self.value.is_log() && value <= 0.0 {
                problems.push(Problem::NonPositiveOnLog { label, list, index, value });
            }
        }
    }
}
