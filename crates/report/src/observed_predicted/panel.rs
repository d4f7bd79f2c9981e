//! One square: the rows of a topic that share a unit.

use super::{ObservedPredicted, PredictedRow, PredictedTopic};
use crate::axis::{Axis, Fit};
use crate::error::Problem;

/// What one square shows.
pub(super) struct Panel<'a> {
    pub(super) title: String,
    pub(super) fold: bool,
    pub(super) rows: Vec<&'a PredictedRow>,
    /// Rows that a logarithmic axis cannot show.
    pub(super) left_out: usize,
    pub(super) unit: &'a str,
}

impl ObservedPredicted {
    /// The squares: topics in their order, units in the order in which they first come.
    pub(super) fn panels(&self) -> Vec<Panel<'_>> {
        self.topics.iter().flat_map(panels_of).collect()
    }
}

fn panels_of(topic: &PredictedTopic) -> Vec<Panel<'_>> {
    let mut panels: Vec<Panel<'_>> = Vec::new();
    for row in &topic.rows {
        let i = panels.iter().position(|p| p.unit == row.unit).unwrap_or(panels.len());
        if i == panels.len() {
            let (title, fold, rows) = (topic.title.clone(), topic.fold, Vec::new());
            panels.push(Panel { title, fold, rows, left_out: 0, unit: &row.unit });
        }
        if topic.fold && (row.observed <= 0.0 || row.predicted <= 0.0) {
            panels[i].left_out += 1;
        } else {
            panels[i].rows.push(row);
        }
    }
    panels
}

impl Panel<'_> {
    /// An axis of the square, which both sides share but for their word.
    pub(super) fn axis(&self, word: &str) -> Axis {
        if self.fold { Axis::log(word, self.unit) } else { Axis::linear(word, self.unit) }
    }

    /// Range of both axes: all values and, as far as they are not far off, the ends of intervals.
    pub(super) fn domain(&self) -> Result<[f64; 2], Problem> {
        let values: Vec<f64> = self.rows.iter().flat_map(|r| [r.observed, r.predicted]).collect();
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let near = |x: &f64| {
            if self.fold {
                *x >= low / 3.0 && *x <= high * 3.0
            } else {
                (x - low).abs().max((x - high).abs()) <= 2.0 * (high - low)
            }
        };
        let ends = self.rows.iter().flat_map(|r| [r.low, r.high]).flatten().filter(near);
        let all: Vec<f64> = values.iter().copied().chain(ends).collect();
        self.axis("").domain(&all, Fit::Loose)
    }

    /// `12 of 15 inside` or, by ratio, how many are within 2-fold and 3-fold too.
    pub(super) fn counts(&self) -> Vec<String> {
        let judged: Vec<bool> = self.rows.iter().filter_map(|r| r.inside()).collect();
        let inside = judged.iter().filter(|inside| **inside).count();
        let mut parts = Vec::new();
        if !judged.is_empty() {
            parts.push(format!("{inside} of {} inside", judged.len()));
        }
        if self.fold {
            let ratio = |r: &&&PredictedRow| (r.predicted / r.observed).ln().abs();
            let within = |fold: f64| self.rows.iter().filter(|r| ratio(r) <= fold.ln() + 1e-12).count();
            parts.push(format!("{} within 2-fold, {} within 3-fold", within(2.0), within(3.0)));
        }
        let mut lines = vec![parts.join("; ")];
        if self.left_out > 0 {
            lines.push(format!("{} not above 0 are not shown", self.left_out));
        }
        lines.retain(|line| !line.is_empty());
        lines
    }

    /// Rows outside of their interval, furthest first, in widths of the interval or by ratio.
    pub(super) fn worst(&self, most: usize) -> Vec<&PredictedRow> {
        let distance = |r: &PredictedRow| {
            if self.fold {
                return (r.predicted / r.observed).ln().abs();
            }
            (r.predicted - r.observed).abs()
        };
        let mut outside: Vec<&PredictedRow> =
            self.rows.iter().copied().filter(|r| r.inside() == Some(false)).collect();
        outside.sort_by(|a, b| distance(b).total_cmp(&distance(a)));
        outside.truncate(most);
        outside
    }
}
