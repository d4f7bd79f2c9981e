//! One outcome against another: what is gained beside what it costs.

mod draw;

use crate::axis::Axis;
use crate::check;
use crate::error::{FigureError, Problem};
use crate::figure::{Caption, Figure, finish};
use crate::provenance::Provenance;
use crate::table::{Cell, Heading, Table};

/// Paths over two outcomes, such as benefit and harm by rising dose.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TradeOff {
    /// Words above the figure.
    pub caption: Caption,
    /// Outcome to the right.
    pub x: Axis,
    /// Outcome upward.
    pub y: Axis,
    /// What rises along a path and stands beside its points, such as "dose (mg)"; empty for nothing.
    pub order: String,
    /// At least one; labels differ.
    pub paths: Vec<Path>,
    /// Where the numbers come from.
    pub provenance: Provenance,
}

/// One path of a [`TradeOff`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Path {
    /// Name for the reader.
    pub label: String,
    /// At least one, in the order of the path.
    pub points: Vec<Outcome>,
}

/// Both outcomes at one place of a [`Path`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// Words beside the point, such as its dose; empty for none.
    pub label: String,
    /// Outcome to the right, in the unit of the x axis.
    pub x: f64,
    /// Outcome upward, in the unit of the y axis.
    pub y: f64,
    /// Interval of `x`, lower end first.
    pub x_interval: Option<[f64; 2]>,
    /// Interval of `y`, lower end first.
    pub y_interval: Option<[f64; 2]>,
}

impl Figure for TradeOff {
    fn svg(&self) -> Result<String, FigureError> {
        let canvas = self.draw()?;
        let labels: Vec<&str> = self.paths.iter().map(|p| p.label.as_str()).collect();
        let (x, y) = (self.x.title(), self.y.title());
        let description = format!("{y} (upward) against {x} (to the right) of {}.", labels.join(", "));
        finish(&canvas, &self.caption, &description, &self.provenance)
    }

    fn table(&self) -> Result<Table, FigureError> {
        self.check()?;
        let order = if self.order.is_empty() { "point" } else { self.order.as_str() };
        let mut headings = vec![Heading::new("path", ""), Heading::new(order, "")];
        for axis in [&self.x, &self.y] {
            headings.push(Heading::new(axis.label.as_str(), axis.unit.as_str()));
            headings.extend(["low", "high"].map(|end| Heading::new(format!("{}, {end}", axis.label), "")));
        }
        let mut table = Table::new(headings);
        for path in &self.paths {
            for point in &path.points {
                let end = |interval: Option<[f64; 2]>, i: usize| Cell::from(interval.map(|ends| ends[i]));
                table.add([
                    path.label.as_str().into(),
                    point.label.as_str().into(),
                    point.x.into(),
                    end(point.x_interval, 0),
                    end(point.x_interval, 1),
                    point.y.into(),
                    end(point.y_interval, 0),
                    end(point.y_interval, 1),
                ]);
            }
        }
        Ok(table)
    }

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}

impl TradeOff {
    fn check(&self) -> Result<(), FigureError> {
        let mut problems = Vec::new();
        self.x.check(&mut problems);
        self.y.check(&mut problems);
        if self.paths.is_empty() {
            problems.push(Problem::NothingToDraw { what: "paths" });
        }
        check::unique(&mut problems, self.paths.iter().map(|p| p.label.as_str()));
        for path in &self.paths {
            if path.points.is_empty() {
                problems.push(Problem::EmptySeries { label: path.label.clone() });
            }
            for (list, axis, values) in [("x", &self.x, path.along(true)), ("y", &self.y, path.along(false))]
            {
                check::values(&mut problems, &path.label, list, &values, axis);
            }
        }
        FigureError::check(problems)
    }
}

impl Path {
    /// Values and ends of intervals to the right or upward.
    fn along(&self, right: bool) -> Vec<f64> {
        let one = |p: &Outcome| if right { (p.x, p.x_interval) } else { (p.y, p.y_interval) };
        self.points
            .iter()
            .map(one)
            .flat_map(|(v, ends)| std::iter::once(v).chain(ends.into_iter().flatten()))
            .collect()
    }
}
