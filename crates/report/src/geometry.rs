//! Points and boxes in pixels, y downward, and cutting of lines and areas at a box.

/// A place on the canvas, in pixels from the upper left corner.
pub(crate) type Point = [f64; 2];

/// An upright box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rect {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Rect {
    pub(crate) fn new(left: f64, top: f64, right: f64, bottom: f64) -> Self {
        Self { left, top, right, bottom }
    }

    /// A box of half width and height `r` around `p`.
    pub(crate) fn around(p: Point, r: f64) -> Self {
        Self::new(p[0] - r, p[1] - r, p[0] + r, p[1] + r)
    }

    pub(crate) fn width(&self) -> f64 {
        self.right - self.left
    }

    pub(crate) fn height(&self) -> f64 {
        self.bottom - self.top
    }

    pub(crate) fn centre(&self) -> Point {
        [0.5 * (self.left + self.right), 0.5 * (self.top + self.bottom)]
    }

    pub(crate) fn grow(&self, by: f64) -> Self {
        Self::new(self.left - by, self.top - by, self.right + by, self.bottom + by)
    }

    pub(crate) fn contains(&self, p: Point) -> bool {
        (self.left..=self.right).contains(&p[0]) && (self.top..=self.bottom).contains(&p[1])
    }

    pub(crate) fn holds(&self, other: &Self) -> bool {
        self.left <= other.left
            && self.top <= other.top
            && self.right >= other.right
            && self.bottom >= other.bottom
    }

    /// Area that both boxes cover.
    pub(crate) fn overlap(&self, other: &Self) -> f64 {
        let w = self.right.min(other.right) - self.left.max(other.left);
        let h = self.bottom.min(other.bottom) - self.top.max(other.top);
        if w > 0.0 && h > 0.0 { w * h } else { 0.0 }
    }

    /// The four corners, clockwise.
    pub(crate) fn corners(&self) -> [Point; 4] {
        [[self.left, self.top], [self.right, self.top], [self.right, self.bottom], [self.left, self.bottom]]
    }

    /// The point of the box that is nearest to `p`.
    pub(crate) fn nearest(&self, p: Point) -> Point {
        [p[0].clamp(self.left, self.right), p[1].clamp(self.top, self.bottom)]
    }
}

/// The parts of a line within `rect`, in order.
pub(crate) fn clip_line(points: &[Point], rect: &Rect) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    for pair in points.windows(2) {
        let Some([a, b]) = clip_segment(pair[0], pair[1], rect) else { continue };
        match parts.last_mut() {
            Some(part) if part.last() == Some(&a) => part.push(b),
            _ => parts.push(vec![a, b]),
        }
    }
    parts
}

/// Liang and Barsky's cut of one segment.
fn clip_segment(a: Point, b: Point, rect: &Rect) -> Option<[Point; 2]> {
    let d = [b[0] - a[0], b[1] - a[1]];
    let (mut t0, mut t1) = (0.0f64, 1.0f64);
    let edges = [
        (-d[0], a[0] - rect.left),
        (d[0], rect.right - a[0]),
        (-d[1], a[1] - rect.top),
        (d[1], rect.bottom - a[1]),
    ];
    for (p, q) in edges {
        if p == 0.0 {
            if q < 0.0 {
                return None;
            }
        } else if p < 0.0 {
            t0 = t0.max(q / p);
        } else {
            t1 = t1.min(q / p);
        }
    }
    let at = |t: f64| [a[0] + t * d[0], a[1] + t * d[1]];
    // The ends themselves are kept exactly, so that parts can be joined.
    let start = if t0 == 0.0 { a } else { at(t0) };
    let end = if t1 == 1.0 { b } else { at(t1) };
    (t0 <= t1).then_some([start, end])
}

/// The part of a polygon within `rect` (Sutherland and Hodgman).
pub(crate) fn clip_area(points: &[Point], rect: &Rect) -> Vec<Point> {
    let sides: [(usize, f64, f64); 4] =
        [(0, rect.left, 1.0), (0, rect.right, -1.0), (1, rect.top, 1.0), (1, rect.bottom, -1.0)];
    let mut area = points.to_vec();
    for (axis, limit, sign) in sides {
        let inside = |p: &Point| sign * (p[axis] - limit) >= 0.0;
        let mut cut = Vec::with_capacity(area.len() + 4);
        for (i, b) in area.iter().enumerate() {
            let a = &area[(i + area.len() - 1) % area.len()];
            if inside(a) != inside(b) {
                let t = (limit - a[axis]) / (b[axis] - a[axis]);
                cut.push([a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]);
            }
            if inside(b) {
                cut.push(*b);
            }
        }
        area = cut;
    }
    area
}

/// The strokes of a dashed line: `pattern` holds lengths of stroke and gap in turn.
pub(crate) fn dashes(points: &[Point], pattern: &[f64]) -> Vec<Vec<Point>> {
    if pattern.is_empty() {
        return vec![points.to_vec()];
    }
    let mut strokes: Vec<Vec<Point>> = Vec::new();
    let (mut phase, mut left) = (0usize, pattern[0]);
    let mut stroke: Vec<Point> = points.first().copied().into_iter().collect();
    for pair in points.windows(2) {
        let (mut a, b) = (pair[0], pair[1]);
        let mut rest = distance(a, b);
        while rest > left {
            let t = left / rest;
            a = [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
            rest -= left;
            if phase % 2 == 0 {
                stroke.push(a);
                strokes.push(std::mem::take(&mut stroke));
            } else {
                stroke = vec![a];
            }
            phase += 1;
            left = pattern[phase % pattern.len()].max(0.1);
        }
        left -= rest;
        if phase % 2 == 0 {
            stroke.push(b);
        }
    }
    if stroke.len() > 1 {
        strokes.push(stroke);
    }
    strokes
}

pub(crate) fn distance(a: Point, b: Point) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// Points along a line at most `step` pixels apart.
pub(crate) fn resample(points: &[Point], step: f64) -> Vec<Point> {
    let mut dense: Vec<Point> = points.first().copied().into_iter().collect();
    for pair in points.windows(2) {
        let n = (distance(pair[0], pair[1]) / step).ceil().max(1.0) as usize;
        for i in 1..=n {
            let t = i as f64 / n as f64;
            dense.push([
                pair[0][0] + t * (pair[1][0] - pair[0][0]),
                pair[0][1] + t * (pair[1][1] - pair[0][1]),
            ]);
        }
    }
    dense
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: Rect = Rect { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 };

    #[test]
    fn lines_are_cut_into_parts() {
        let parts = clip_line(&[[-5.0, 5.0], [5.0, 5.0], [5.0, 15.0], [8.0, 15.0], [8.0, 5.0]], &BOX);
        assert_eq!(parts, [vec![[0.0, 5.0], [5.0, 5.0], [5.0, 10.0]], vec![[8.0, 10.0], [8.0, 5.0]]]);
        assert!(clip_line(&[[-5.0, -1.0], [15.0, -1.0]], &BOX).is_empty());
    }

    #[test]
    fn areas_are_cut() {
        let mut cut = clip_area(&[[-5.0, 2.0], [5.0, 2.0], [5.0, 4.0], [-5.0, 4.0]], &BOX);
        cut.sort_by(|a, b| a.partial_cmp(b).unwrap());
        assert_eq!(cut, [[0.0, 2.0], [0.0, 4.0], [5.0, 2.0], [5.0, 4.0]]);
    }

    #[test]
    fn dashes_have_the_lengths_asked_for() {
        let strokes = dashes(&[[0.0, 0.0], [10.0, 0.0]], &[3.0, 2.0]);
        assert_eq!(strokes, [vec![[0.0, 0.0], [3.0, 0.0]], vec![[5.0, 0.0], [8.0, 0.0]]]);
        assert_eq!(dashes(&[[0.0, 0.0], [2.0, 0.0]], &[3.0, 2.0]), [vec![[0.0, 0.0], [2.0, 0.0]]]);
    }
}
