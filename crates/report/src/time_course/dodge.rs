//! Points at the same place, side by side.

use super::{Mark, Panel};
use crate::frame::Frame;

/// Pixels between neighbours, at most.
const STEP: f64 = 6.0;
/// Closer places than this are the same.
const SAME: f64 = 0.5;

/// How far the points of each series are moved to the right, in pixels, so that those of several
/// labels at the same place do not hide each other. Lines, and points that meet no others, stay.
pub(super) fn shifts(frame: &Frame, panel: &Panel) -> Vec<f64> {
    let xs = frame.x_span();
    let mut labels: Vec<&str> = Vec::new();
    let mut places: Vec<(usize, f64)> = Vec::new();
    for series in panel.series.iter().filter(|s| s.mark == Mark::Points) {
        let i = labels.iter().position(|l| *l == series.label).unwrap_or(labels.len());
        if i == labels.len() {
            labels.push(&series.label);
        }
        places.extend(series.x.iter().map(|x| (i, xs.at(*x))));
    }
    places.sort_by(|a, b| a.1.total_cmp(&b.1));
    let meet = places.windows(2).any(|w| w[1].1 - w[0].1 < SAME && w[0].0 != w[1].0);
    // What belongs to one place must stay clear of the next one.
    let gap = places.windows(2).map(|w| w[1].1 - w[0].1).filter(|d| *d >= SAME).fold(100.0, f64::min);
    let step = if meet { STEP.min(0.7 * gap / labels.len() as f64) } else { 0.0 };
    let middle = 0.5 * (labels.len().max(1) - 1) as f64;
    let shift =
        |label: &str| labels.iter().position(|l| *l == label).map_or(0.0, |i| (i as f64 - middle) * step);
    let of = |s: &super::Series| if s.mark == Mark::Points { shift(&s.label) } else { 0.0 };
    panel.series.iter().map(of).collect()
}
