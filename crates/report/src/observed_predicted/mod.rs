//! What was observed against what a model predicts.

mod draw;
mod panel;

use jakstat_study::validation::{Comparison, Role};

use crate::error::{FigureError, Problem};
use crate::figure::{Caption, Figure, finish};
use crate::provenance::Provenance;
use crate::table::{Heading, Table};

/// Observations (upward) against predictions (to the right), a square for each topic and unit.
///
/// On the diagonal both are the same. Filled dots were used to choose parameters, open ones are
/// predictions; bars are the intervals of the observations, and what a bar does not reach is
/// orange. Topics that are compared by ratio have logarithmic axes and lines at 2-fold and 3-fold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ObservedPredicted {
    /// Words above the figure.
    pub caption: Caption,
    /// At least one.
    pub topics: Vec<PredictedTopic>,
    /// Where the numbers come from.
    pub provenance: Provenance,
}

/// Observations that belong together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PredictedTopic {
    /// Heading.
    pub title: String,
    /// Compare by ratio, on logarithmic axes; values must be above 0.
    pub fold: bool,
    /// At least one.
    pub rows: Vec<PredictedRow>,
}

/// One observation with its prediction.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PredictedRow {
    /// Name for the reader, such as "arm A, week 12".
    pub label: String,
    /// Unit of all its numbers; rows of different units are drawn in squares of their own.
    pub unit: String,
    /// What was observed.
    pub observed: f64,
    /// Lower end of the interval of the observation.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// What the model says.
    pub predicted: f64,
    /// Whether the observation was used to choose parameters.
    pub fitted: bool,
}

impl PredictedRow {
    /// The row of a comparison; none where nothing was predicted or only a bound was observed.
    pub fn of(comparison: &Comparison) -> Option<Self> {
        let seen = &comparison.observation;
        Some(Self {
            label: format!("{}, {}", seen.row, seen.column),
            unit: seen.unit.clone(),
            observed: seen.value?,
            low: seen.low,
            high: seen.high,
            predicted: comparison.predicted?,
            fitted: seen.role == Role::Fit,
        })
    }

    /// Whether the prediction lies in the interval; none where there is no interval.
    pub fn inside(&self) -> Option<bool> {
        self.low.or(self.high)?;
        let above = self.low.is_none_or(|low| self.predicted >= low);
        Some(above && self.high.is_none_or(|high| self.predicted <= high))
    }
}

/// The figure of a validation: observed against predicted, a square for each topic and unit.
///
/// ```
/// use jakstat_report::{Caption, Figure, PredictedRow, PredictedTopic, Provenance, observed_predicted};
///
/// let row = |label: &str, observed, predicted, fitted| PredictedRow {
///     label: label.into(),
///     unit: "nM".into(),
///     observed,
///     low: Some(observed / 2.0),
///     high: Some(observed * 2.0),
///     predicted,
///     fitted,
/// };
/// let topic = PredictedTopic {
///     title: "potency in cells".into(),
///     fold: true,
///     rows: vec![row("A, S1", 12.0, 15.0, true), row("B, S1", 80.0, 310.0, false)],
/// };
/// let figure = observed_predicted(
///     Caption::new("One of two is within its interval", ""),
///     vec![topic],
///     Provenance::default(),
/// );
/// assert!(figure.svg()?.contains("1 of 2 inside"));
/// assert_eq!(figure.table()?.rows().len(), 2);
/// # Ok::<(), jakstat_report::FigureError>(())
/// ```
pub fn observed_predicted(
    caption: Caption,
    topics: Vec<PredictedTopic>,
    provenance: Provenance,
) -> ObservedPredicted {
    ObservedPredicted { caption, topics, provenance }
}

impl Figure for ObservedPredicted {
    fn svg(&self) -> Result<String, FigureError> {
        let canvas = self.draw()?;
        let titles: Vec<&str> = self.topics.iter().map(|t| t.title.as_str()).collect();
        let description =
            format!("Observed (upward) against predicted (to the right): {}.", titles.join(", "));
        finish(&canvas, &self.caption, &description, &self.provenance)
    }

    fn table(&self) -> Result<Table, FigureError> {
        self.check()?;
        let names = ["topic", "label", "unit", "observed", "low", "high", "predicted", "role", "inside"];
        let mut table = Table::new(names.map(|name| Heading::new(name, "")).into());
        for topic in &self.topics {
            for row in &topic.rows {
                table.add([
                    topic.title.as_str().into(),
                    row.label.as_str().into(),
                    row.unit.as_str().into(),
                    row.observed.into(),
                    row.low.into(),
                    row.high.into(),
                    row.predicted.into(),
                    if row.fitted { "fitted" } else { "predicted" }.into(),
                    row.inside().map(|inside| if inside { "yes" } else { "no" }).into(),
                ]);
            }
        }
        Ok(table)
    }

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}

impl ObservedPredicted {
    fn check(&self) -> Result<(), FigureError> {
        let mut problems = Vec::new();
        if self.topics.is_empty() {
            problems.push(Problem::NothingToDraw { what: "topics" });
        }
        for topic in &self.topics {
            if topic.rows.is_empty() {
                problems.push(Problem::EmptySeries { label: topic.title.clone() });
            }
            for (index, row) in topic.rows.iter().enumerate() {
                let ends = [("low", row.low), ("high", row.high)];
                let known = [("observed", Some(row.observed)), ("predicted", Some(row.predicted))];
                for (list, value) in known.into_iter().chain(ends) {
                    let Some(value) = value.filter(|v| !v.is_finite()) else { continue };
                    problems.push(Problem::NonFinite { label: row.label.clone(), list, index, value });
                }
            }
        }
        FigureError::check(problems)
    }
}
