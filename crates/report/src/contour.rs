//! Lines of equal value on a grid (marching squares).

use crate::geometry::Point;

/// Lines where the grid equals `level`. `values[row][column]` belongs to the place
/// `(xs[column], ys[row])`; squares with a missing corner are left out.
///
/// Within a square the value is linear along each side. A saddle is cut after the mean of its
/// corners.
pub(crate) fn contour(xs: &[f64], ys: &[f64], values: &[Vec<Option<f64>>], level: f64) -> Vec<Vec<Point>> {
    let mut segments = Vec::new();
    for row in 0..ys.len().saturating_sub(1) {
        for column in 0..xs.len().saturating_sub(1) {
            let corner = |r: usize, c: usize| Some(([xs[c], ys[r]], values[r][c]?));
            let corners = [
                corner(row, column),
                corner(row, column + 1),
                corner(row + 1, column + 1),
                corner(row + 1, column),
            ];
            if let [Some(a), Some(b), Some(c), Some(d)] = corners {
                square([a, b, c, d], level, &mut segments);
            }
        }
    }
    chain(segments)
}

fn square(corners: [(Point, f64); 4], level: f64, segments: &mut Vec<[Point; 2]>) {
    let above = corners.map(|(_, v)| v >= level);
    let mut cuts: Vec<(usize, Point)> = Vec::new();
    for side in 0..4 {
        let next = (side + 1) % 4;
        if above[side] != above[next] {
            cuts.push((side, cut(corners[side], corners[next], level)));
        }
    }
    match cuts[..] {
        [(_, a), (_, b)] => segments.push([a, b]),
        [(_, a), (_, b), (_, c), (_, d)] => {
            let mean = corners.iter().map(|(_, v)| v).sum::<f64>() / 4.0;
            // Corner 0 lies between the cuts on sides 3 and 0.
            if (mean >= level) == above[0] {
                segments.extend([[a, b], [c, d]]);
            } else {
                segments.extend([[d, a], [b, c]]);
            }
        }
        _ => {}
    }
}

/// Where a side reaches the level. The ends are put in a fixed order, so that two squares give
/// the same bits for the side that they share.
fn cut(a: (Point, f64), b: (Point, f64), level: f64) -> Point {
    let (low, high) = if a.1 < b.1 { (a, b) } else { (b, a) };
    let t = (level - low.1) / (high.1 - low.1);
    [low.0[0] + t * (high.0[0] - low.0[0]), low.0[1] + t * (high.0[1] - low.0[1])]
}

/// Joins segments that share an end into lines.
fn chain(mut segments: Vec<[Point; 2]>) -> Vec<Vec<Point>> {
    let mut lines = Vec::new();
    segments.retain(|[a, b]| a != b);
    while let Some([a, b]) = segments.pop() {
        let mut line = vec![a, b];
        extend(&mut line, &mut segments);
        line.reverse();
        extend(&mut line, &mut segments);
        lines.push(line);
    }
    lines
}

fn extend(line: &mut Vec<Point>, segments: &mut Vec<[Point; 2]>) {
    while let Some(end) = line.last().copied() {
        let Some(i) = segments.iter().position(|s| s.contains(&end)) else { return };
        let [a, b] = segments.swap_remove(i);
        line.push(if a == end { b } else { a });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(n: usize, f: impl Fn(f64, f64) -> f64) -> (Vec<f64>, Vec<Vec<Option<f64>>>) {
        let at: Vec<f64> = (0..n).map(|i| i as f64 / (n - 1) as f64 * 2.0 - 1.0).collect();
        let values = at.iter().map(|y| at.iter().map(|x| Some(f(*x, *y))).collect()).collect();
        (at, values)
    }

    #[test]
    fn a_circle_is_one_closed_line() {
        let (at, values) = grid(41, |x, y| x.hypot(y));
        let lines = contour(&at, &at, &values, 0.5);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].first(), lines[0].last());
        assert!(lines[0].iter().all(|p| (p[0].hypot(p[1]) - 0.5).abs() < 2e-3));
    }

    #[test]
    fn a_plane_gives_a_straight_line_and_gaps_cut_it() {
        let (at, mut values) = grid(11, |x, _| x);
        assert_eq!(contour(&at, &at, &values, 0.1).len(), 1);
        values[5][5] = None;
        let lines = contour(&at, &at, &values, 0.1);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().flatten().all(|p| (p[0] - 0.1).abs() < 1e-12));
    }

    #[test]
    fn a_saddle_is_cut_in_two() {
        let values = vec![vec![Some(1.0), Some(0.0)], vec![Some(0.0), Some(1.0)]];
        assert_eq!(contour(&[0.0, 1.0], &[0.0, 1.0], &values, 0.4).len(), 2);
    }
}
