//! What a compound does to the wanted target against what it does to an unwanted one.

mod draw;

use crate::axis::Axis;
use crate::check;
use crate::error::{FigureError, Problem};
use crate::figure::{Caption, Figure, finish};
use crate::provenance::Provenance;
use crate::table::{Cell, Heading, Table};

/// Inhibition of an off-target (upward) against that of the target (to the right), in %.
///
/// Each compound is a line over its doses. Below the diagonal it is selective. Both axes have the
/// same range, so that the diagonal is one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TargetPlane {
    /// Words above the figure.
    pub caption: Caption,
    /// What is inhibited on the x axis, such as "on-target inhibition".
    pub on_target: String,
    /// What is inhibited on the y axis.
    pub off_target: String,
    /// First and last % of both axes; `None` is 0 to 100, or more where the data reach further.
    pub range: Option<[f64; 2]>,
    /// At least one; labels differ.
    pub compounds: Vec<Compound>,
    /// The corner that a good compound reaches.
    pub corner: Option<Corner>,
    /// Where the numbers come from.
    pub provenance: Provenance,
}

/// One compound of a [`TargetPlane`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Compound {
    /// Name for the reader.
    pub label: String,
    /// Inhibition of target and off-target at each dose, by rising dose: `[on, off]` in %.
    pub trace: Vec<[f64; 2]>,
    /// Doses in clinical use.
    pub clinical: Vec<ClinicalDose>,
}

/// A dose in clinical use on a [`TargetPlane`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ClinicalDose {
    /// Name for the reader, such as "5 mg"; where it is empty the marker stands without words.
    pub label: String,
    /// Inhibition of the target, in %.
    pub on: f64,
    /// Inhibition of the off-target, in %.
    pub off: f64,
}

/// The shaded corner of a [`TargetPlane`]: strong on the target, weak on the off-target.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Corner {
    /// Words within it; empty for none.
    pub label: String,
    /// Least inhibition of the target, in %.
    pub on_from: f64,
    /// Most inhibition of the off-target, in %.
    pub off_to: f64,
}

impl Figure for TargetPlane {
    fn svg(&self) -> Result<String, FigureError> {
        let canvas = self.draw()?;
        let labels: Vec<&str> = self.compounds.iter().map(|c| c.label.as_str()).collect();
        let description = format!(
            "{} (upward) against {} (to the right), both in %, of {}.",
            self.off_target,
            self.on_target,
            labels.join(", ")
        );
        finish(&canvas, &self.caption, &description, &self.provenance)
    }

    fn table(&self) -> Result<Table, FigureError> {
        self.check()?;
        let mut table = Table::new(vec![
            Heading::new("compound", ""),
            Heading::new("kind", ""),
            Heading::new("dose", ""),
            Heading::new(self.on_target.as_str(), "%"),
            Heading::new(self.off_target.as_str(), "%"),
        ]);
        for compound in &self.compounds {
            let mut add = |kind: &str, dose: Cell, on: f64, off: f64| {
                table.add([compound.label.as_str().into(), kind.into(), dose, on.into(), off.into()]);
            };
            for [on, off] in &compound.trace {
                add("trace", Cell::Missing, *on, *off);
            }
            for dose in &compound.clinical {
                add("clinical", dose.label.as_str().into(), dose.on, dose.off);
            }
        }
        Ok(table)
    }

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}

impl TargetPlane {
    fn axis(&self, label: &str) -> Axis {
        Axis { range: self.range, ..Axis::linear(label, "%") }
    }

    fn check(&self) -> Result<(), FigureError> {
        let mut problems = Vec::new();
        let axis = self.axis(&self.on_target);
        axis.check(&mut problems);
        if self.compounds.is_empty() {
            problems.push(Problem::NothingToDraw { what: "compounds" });
        }
        check::unique(&mut problems, self.compounds.iter().map(|c| c.label.as_str()));
        for compound in &self.compounds {
            let label = compound.label.as_str();
            if compound.trace.is_empty() && compound.clinical.is_empty() {
                problems.push(Problem::EmptySeries { label: label.into() });
            }
            let (on, off): (Vec<f64>, Vec<f64>) = compound.trace.iter().map(|p| (p[0], p[1])).unzip();
            check::values(&mut problems, label, "trace on", &on, &axis);
            check::values(&mut problems, label, "trace off", &off, &axis);
            for dose in &compound.clinical {
                let name = format!("{label}, {}", dose.label);
                check::values(&mut problems, &name, "on, off", &[dose.on, dose.off], &axis);
            }
        }
        if let Some(corner) = &self.corner {
            check::values(&mut problems, "corner", "on, off", &[corner.on_from, corner.off_to], &axis);
        }
        FigureError::check(problems)
    }

    /// Range of both axes.
    fn domain(&self) -> Result<[f64; 2], Problem> {
        let traces = self.compounds.iter().flat_map(|c| &c.trace).flatten().copied();
        let doses = self.compounds.iter().flat_map(|c| &c.clinical).flat_map(|d| [d.on, d.off]);
        let values: Vec<f64> = traces.chain(doses).collect();
        if self.range.is_some() {
            return self.axis(&self.on_target).domain(&values, crate::axis::Fit::Tight);
        }
        let low = values.iter().copied().fold(0.0, f64::min);
        let high = values.iter().copied().fold(100.0, f64::max);
        // To the next ten, so that data beyond 0 to 100 do not lie on the frame.
        Ok([(low / 10.0).floor() * 10.0, (high / 10.0).ceil() * 10.0])
    }
}
