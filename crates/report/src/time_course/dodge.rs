//! Points at the same place, side by side.

use super::{Mark, Panel, Series};
use crate::frame::Frame;

/// Pixels between neighbours, at most.
const STEP: f64 = 6.0;
/// Closer places than this are the same.
const SAME: f64 = 0.5;

/// Part of the x axis that is left free at both ends where points are moved.
const AIR: f64 = 0.028;

/// `domain` with room for points that are moved at its ends.
pub(super) fn with_air(panels: &[Panel], log: bool, [first, last]: [f64; 2]) -> [f64; 2] {
    if !panels.iter().any(meet) {
        [first, last]
    } else if log {
        let air = (last / first).powf(AIR);
        [first / air, last * air]
    } else {
        let air = AIR * (last - first);
        [first - air, last + air]
    }
}

/// Whether points of different labels have the same x.
fn meet(panel: &Panel) -> bool {
    let points: Vec<&Series> = panel.series.iter().filter(|s| s.mark == Mark::Points).collect();
    let same = |a: &Series, b: &Series| a.label != b.label && a.x.iter().any(|x| b.x.contains(x));
    points.iter().enumerate().any(|(i, a)| points[..i].iter().any(|b| same(a, b)))
}

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
    // What belongs to one place must stay clear of the next one.
    let gap = places.windows(2).map(|w| w[1].1 - w[0].1).filter(|d| *d >= SAME).fold(100.0, f64::min);
    let step = if meet(panel) { STEP.min(0.7 * gap / labels.len() as f64) } else { 0.0 };
    let middle = 0.5 * (labels.len().max(1) - 1) as f64;
    let shift =
        |label: &str| labels.iter().position(|l| *l == label).map_or(0.0, |i| (i as f64 - middle) * step);
    let of = |s: &Series| if s.mark == Mark::Points { shift(&s.label) } else { 0.0 };
    panel.series.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(label: &str, x: &[f64]) -> Series {
        let (x, y) = (x.to_vec(), vec![1.0; x.len()]);
        Series { label: label.into(), x, y, mark: Mark::Points, ..Series::default() }
    }

    fn panel(series: Vec<Series>) -> Panel {
        Panel { series, ..Panel::default() }
    }

    #[test]
    fn only_points_that_meet_get_air() {
        let meeting = [panel(vec![points("A", &[0.0, 4.0]), points("B", &[4.0])])];
        let [first, last] = with_air(&meeting, false, [0.0, 100.0]);
        assert!((first + 2.8).abs() < 1e-12 && (last - 102.8).abs() < 1e-12);
        let [first, last] = with_air(&meeting, true, [1.0, 100.0]);
        assert!((first.log10() + 0.056).abs() < 1e-12 && (last.log10() - 2.056).abs() < 1e-12);
        for apart in
            [vec![points("A", &[0.0]), points("B", &[4.0])], vec![points("A", &[0.0]), points("A", &[0.0])]]
        {
            assert_eq!(with_air(&[panel(apart)], false, [0.0, 100.0]), [0.0, 100.0]);
        }
    }
}
