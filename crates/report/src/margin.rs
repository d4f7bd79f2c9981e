//! Labels in the margin right of a plot: beside the ends of their lines where there is room,
//! otherwise as a legend.

use crate::canvas::{Anchor, Canvas, Type};
use crate::geometry::{Point, Rect};
use crate::palette::Look;

/// Widest line of a label before it is broken.
const WIDEST: f64 = 176.0;
/// From the plot to a label that is led to its line.
pub(crate) const LEADER: f64 = 18.0;
/// From the plot to a legend label, after its sample.
pub(crate) const SAMPLE: f64 = 54.0;
/// A label further than this from its line is no longer understood as its label.
const FAR: f64 = 26.0;
/// Lines that end closer than this cannot be told apart by their leaders.
const SAME: f64 = 3.0;

/// What a legend shows before a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sample {
    Line,
    Marker,
    Both,
}

/// One label of the margin.
pub(crate) struct Entry {
    pub(crate) label: String,
    pub(crate) look: Look,
    pub(crate) sample: Sample,
    /// Height at which the line reaches the margin; `None` where it ends before.
    pub(crate) end: Option<f64>,
}

/// The margin of one plot.
pub(crate) struct Margin {
    pub(crate) entries: Vec<Entry>,
}

impl Margin {
    /// Pixels that the labels need right of the plot.
    pub(crate) fn width(&self, canvas: &Canvas) -> f64 {
        let lines = self.entries.iter().flat_map(|e| canvas.wrap(&e.label, Type::LABEL, WIDEST));
        lines.map(|l| canvas.width_of(&l, Type::LABEL) + SAMPLE).fold(0.0, f64::max)
    }

    /// Pixels that the labels need from top to bottom.
    pub(crate) fn height(&self, canvas: &Canvas) -> f64 {
        self.entries.iter().map(|e| entry_height(canvas, e)).sum()
    }

    /// Whether each label can stand beside the end of its line.
    pub(crate) fn is_direct(&self, canvas: &Canvas, plot: &Rect) -> bool {
        let ends: Option<Vec<f64>> = self.entries.iter().map(|e| e.end).collect();
        ends.is_some_and(|ends| {
            let places = self.places(canvas, plot, &ends);
            let apart = |a: usize, b: usize| (ends[a] - ends[b]).abs() >= SAME;
            places.iter().zip(&ends).all(|(p, e)| (p - e).abs() <= FAR)
                && (0..ends.len()).all(|i| (0..i).all(|j| apart(i, j)))
        })
    }

    /// Draws labels beside the ends of lines, each with a thin leader.
    pub(crate) fn draw_direct(&self, canvas: &mut Canvas, plot: &Rect) {
        let ends: Vec<f64> = self.entries.iter().map(|e| e.end.unwrap_or(plot.top)).collect();
        let places = self.places(canvas, plot, &ends);
        for ((entry, place), end) in self.entries.iter().zip(places).zip(ends) {
            let from = [plot.right + 3.0, end];
            canvas.line(&[from, [plot.right + LEADER - 3.0, place]], entry.look.ink.alpha(0.7), 1.0);
            label(canvas, entry, [plot.right + LEADER, place], Type::LABEL.ink(entry.look.ink.for_text()));
        }
    }

    /// Draws the labels as a legend from the top of the plot, each with a sample of its line.
    pub(crate) fn draw_legend(&self, canvas: &mut Canvas, plot: &Rect) {
        let mut y = plot.top;
        for entry in &self.entries {
            let height = entry_height(canvas, entry);
            let middle = y + 0.5 * height;
            let first = y + 0.5 * (Type::LABEL.line_height() + 2.0);
            draw_sample(canvas, entry.sample, &entry.look, [plot.right + 14.0, first]);
            label(canvas, entry, [plot.right + SAMPLE, middle], Type::LABEL);
            y += height;
        }
    }

    fn places(&self, canvas: &Canvas, plot: &Rect, ends: &[f64]) -> Vec<f64> {
        let heights: Vec<f64> = self.entries.iter().map(|e| entry_height(canvas, e)).collect();
        spread(ends, &heights, plot.top - 4.0, plot.bottom + 4.0)
    }
}

/// A piece of line, a marker or both, from `at` 32 pixels to the right.
pub(crate) fn draw_sample(canvas: &mut Canvas, sample: Sample, look: &Look, at: Point) {
    if sample != Sample::Marker {
        canvas.dashed(&[at, [at[0] + 32.0, at[1]]], look.ink, 2.0, look.dash);
    }
    if sample != Sample::Line {
        canvas.marker(look.shape, [at[0] + 16.0, at[1]], 4.2, look.ink);
    }
}

fn entry_height(canvas: &Canvas, entry: &Entry) -> f64 {
    let lines = canvas.wrap(&entry.label, Type::LABEL, WIDEST).len().max(1);
    lines as f64 * (Type::LABEL.line_height() - 1.0) + 3.0
}

/// A label whose lines are centred on the height of `at`.
fn label(canvas: &mut Canvas, entry: &Entry, at: Point, style: Type) {
    let lines = canvas.wrap(&entry.label, style, WIDEST);
    let step = style.line_height() - 1.0;
    let mut y = style.baseline(at[1]) - 0.5 * step * (lines.len().max(1) - 1) as f64;
    for line in lines {
        canvas.text(line, [at[0], y], Anchor::Start, style);
        y += step;
    }
}

/// Centres as near to `wishes` as they can be without overlap, between `top` and `bottom`.
///
/// The least-squares answer: neighbours that would overlap are merged into blocks around the mean
/// of their wishes (pool adjacent violators).
pub(crate) fn spread(wishes: &[f64], heights: &[f64], top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by(|a, b| wishes[*a].total_cmp(&wishes[*b]));
    // With the heights of those above taken off, "no overlap" means "not falling".
    let mut above = 0.0;
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    let mut offsets = vec![0.0; wishes.len()];
    for &i in &order {
        offsets[i] = above + 0.5 * heights[i];
        above += heights[i];
        let mut block = (wishes[i] - offsets[i], 1);
        while let Some(last) = blocks.last().copied().filter(|b| b.0 > block.0) {
            let n = last.1 + block.1;
            block = ((last.0 * last.1 as f64 + block.0 * block.1 as f64) / n as f64, n);
            blocks.pop();
        }
        blocks.push(block);
    }
    let levels = blocks.iter().flat_map(|(level, n)| std::iter::repeat_n(*level, *n));
    let mut places = vec![0.0; wishes.len()];
    for (&i, level) in order.iter().zip(levels) {
        places[i] = level.min(bottom - above).max(top) + offsets[i];
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_their_place_where_there_is_room() {
        assert_eq!(spread(&[50.0, 10.0], &[10.0, 10.0], 0.0, 100.0), [50.0, 10.0]);
    }

    #[test]
    fn crowded_labels_share_the_way() {
        let places = spread(&[50.0, 50.0, 52.0, 90.0], &[10.0; 4], 0.0, 100.0);
        let expect = [40.666, 50.666, 60.666, 90.0];
        assert!(places.iter().zip(expect).all(|(p, e)| (p - e).abs() < 1e-2), "{places:?}");
    }

    #[test]
    fn labels_stay_between_top_and_bottom() {
        let places = spread(&[99.0, 99.0, 1.0], &[10.0; 3], 0.0, 100.0);
        assert_eq!(places, [85.0, 95.0, 5.0]);
    }
}
