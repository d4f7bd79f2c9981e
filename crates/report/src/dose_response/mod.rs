//! Effect against concentration or dose.

mod draw;

use crate::axis::Axis;
use crate::check;
use crate::error::{FigureError, Problem};
use crate::figure::{Caption, Figure, finish};
use crate::provenance::Provenance;
use crate::table::{Cell, Heading, Table};

/// Curves of effect over a concentration or dose, with half-maximal points and clinical doses.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DoseResponse {
    /// Words above the figure.
    pub caption: Caption,
    /// Concentration or dose; mostly logarithmic.
    pub x: Axis,
    /// Effect, mostly in %.
    pub y: Axis,
    /// At least one; labels differ.
    pub curves: Vec<Curve>,
    /// Where the numbers come from.
    pub provenance: Provenance,
}

/// One curve of a [`DoseResponse`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Curve {
    /// Name for the reader.
    pub label: String,
    /// Concentrations or doses of the line, rising, in the unit of the x axis.
    pub x: Vec<f64>,
    /// Effects of the line, in the unit of the y axis; as many as `x`.
    pub y: Vec<f64>,
    /// Single points shown as markers, such as simulated or measured doses: `[x, y]`.
    pub points: Vec<[f64; 2]>,
    /// Concentration or dose of half effect; marked with a dashed line down to the axis.
    pub half: Option<Half>,
    /// Clinical exposures, marked on the line at the effect that it has there.
    pub clinical: Vec<Exposure>,
}

/// Half-maximal concentration or dose of a [`Curve`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Half {
    /// What it is called, such as "IC50" or "EC50".
    pub name: String,
    /// Its value, in the unit of the x axis; must lie on the line.
    pub value: f64,
}

/// A clinical exposure on a [`Curve`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Exposure {
    /// Name for the reader, such as "5 mg".
    pub label: String,
    /// Its concentration or dose, in the unit of the x axis; must lie on the line.
    pub x: f64,
}

impl Figure for DoseResponse {
    fn svg(&self) -> Result<String, FigureError> {
        let canvas = self.draw()?;
        let labels: Vec<&str> = self.curves.iter().map(|c| c.label.as_str()).collect();
        let (x, y) = (self.x.title(), self.y.title());
        let description = format!("Curves of {y} over {x}: {}.", labels.join(", "));
        finish(&canvas, &self.caption, &description, &self.provenance)
    }

    fn table(&self) -> Result<Table, FigureError> {
        self.check()?;
        let mut table = Table::new(vec![
            Heading::new("curve", ""),
            Heading::new("kind", ""),
            Heading::new("label", ""),
            Heading::new(self.x.label.as_str(), self.x.unit.as_str()),
            Heading::new(self.y.label.as_str(), self.y.unit.as_str()),
        ]);
        for curve in &self.curves {
            let mut add = |kind: &str, label: Cell, x: f64, y: f64| {
                table.add([curve.label.as_str().into(), kind.into(), label, x.into(), y.into()]);
            };
            for (x, y) in curve.x.iter().zip(&curve.y) {
                add("line", Cell::Missing, *x, *y);
            }
            for [x, y] in &curve.points {
                add("point", Cell::Missing, *x, *y);
            }
            if let Some(half) = &curve.half {
                add("half", half.name.as_str().into(), half.value, self.effect(curve, half.value));
            }
            for dose in &curve.clinical {
                add("clinical", dose.label.as_str().into(), dose.x, self.effect(curve, dose.x));
            }
        }
        Ok(table)
    }

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}

impl DoseResponse {
    fn check(&self) -> Result<(), FigureError> {
        let mut problems = Vec::new();
        self.x.check(&mut problems);
        self.y.check(&mut problems);
        if self.curves.is_empty() {
            problems.push(Problem::NothingToDraw { what: "curves" });
        }
        check::unique(&mut problems, self.curves.iter().map(|c| c.label.as_str()));
        for curve in &self.curves {
            let label = curve.label.as_str();
            check::lengths(&mut problems, label, ("x", curve.x.len()), ("y", curve.y.len()));
            check::values(&mut problems, label, "x", &curve.x, &self.x);
            check::values(&mut problems, label, "y", &curve.y, &self.y);
            check::increasing(&mut problems, label, "x", &curve.x);
            let (px, py): (Vec<f64>, Vec<f64>) = curve.points.iter().map(|p| (p[0], p[1])).unzip();
            check::values(&mut problems, label, "points x", &px, &self.x);
            check::values(&mut problems, label, "points y", &py, &self.y);
            check_marks(&mut problems, curve);
        }
        FigureError::check(problems)
    }

    /// Effect of a curve at `x`, between its points linear along the axes as drawn.
    fn effect(&self, curve: &Curve, x: f64) -> f64 {
        let across = |v: f64| if self.x.is_log() { v.log10() } else { v };
        let right = curve.x.partition_point(|v| *v < x).clamp(1, curve.x.len().max(2) - 1);
        let (Some(x1), Some(y1)) = (curve.x.get(right), curve.y.get(right)) else {
            return curve.y.first().copied().unwrap_or(f64::NAN);
        };
        let (x0, y0) = (curve.x[right - 1], curve.y[right - 1]);
        let t = (across(x) - across(x0)) / (across(*x1) - across(x0));
        if self.y.is_log() { y0.powf(1.0 - t) * y1.powf(t) } else { y0 + t * (y1 - y0) }
    }
}

/// Half-maximal point and clinical doses must lie on the line.
fn check_marks(problems: &mut Vec<Problem>, curve: &Curve) {
    let (Some(first), Some(last)) = (curve.x.first(), curve.x.last()) else { return };
    let half = curve.half.iter().map(|h| (&h.name, h.value));
    for (mark, x) in half.chain(curve.clinical.iter().map(|c| (&c.label, c.x))) {
        if !(*first..=*last).contains(&x) {
            problems.push(Problem::OutsideCurve {
                label: curve.label.clone(),
                mark: mark.clone(),
                x,
                curve: [*first, *last],
            });
        }
    }
}
