//! Places labels inside a plot so that they cover neither each other nor the data.

use crate::canvas::{Anchor, Canvas, Type};
use crate::font::CAP_HEIGHT;
use crate::geometry::{Point, Rect, distance, resample};
use crate::palette::Ink;

/// A label that wants to be near `at`.
pub(crate) struct Wish {
    pub(crate) text: String,
    pub(crate) style: Type,
    pub(crate) at: Point,
    /// Radius of the marker at `at`, to keep clear of.
    pub(crate) clear: f64,
    /// Where the label may be, best first.
    pub(crate) around: Around,
}

/// Directions that a label may take from its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Around {
    /// Any direction.
    Anywhere,
    /// Beside an upright line through the point, at any height of the plot.
    AlongUpright,
}

/// What labels must not cover.
#[derive(Default)]
pub(crate) struct Obstacles {
    boxes: Vec<Rect>,
    points: Vec<Point>,
}

impl Obstacles {
    pub(crate) fn add_box(&mut self, rect: Rect) {
        self.boxes.push(rect);
    }

    pub(crate) fn add_line(&mut self, points: &[Point]) {
        self.points.extend(resample(points, 3.0));
    }

    /// How many points of lines lie on the way from `a` to `b`.
    fn crossed(&self, a: Point, b: Point) -> f64 {
        let way = resample(&[a, b], 2.0);
        let near = |p: &&Point| way.iter().any(|w| distance(*w, **p) < 2.0);
        self.points.iter().filter(near).count() as f64
    }

    /// How much a label in `rect` would cover.
    pub(crate) fn cost(&self, rect: &Rect) -> f64 {
        let boxes: f64 = self.boxes.iter().map(|b| b.overlap(rect)).sum();
        let points = self.points.iter().filter(|p| rect.contains(**p)).count();
        2.0 * boxes + 25.0 * points as f64
    }
}

/// One place that a label may take, with the cost that does not depend on other labels.
struct Place {
    rect: Rect,
    cost: f64,
}

/// A label with its place.
pub(crate) struct Placed {
    pub(crate) rect: Rect,
    wish: usize,
}

/// Chooses a place for each wish within `bounds`.
///
/// Each label in turn takes its cheapest place given the others, until none moves: overlap with
/// another label costs most, then covered markers and lines, then distance. The order is fixed, so
/// the result is too.
pub(crate) fn place(canvas: &Canvas, wishes: &[Wish], obstacles: &Obstacles, bounds: &Rect) -> Vec<Placed> {
    let places: Vec<Vec<Place>> = wishes.iter().map(|w| candidates(canvas, w, obstacles, bounds)).collect();
    let mut chosen: Vec<usize> = places.iter().map(|p| cheapest(p, |_| 0.0)).collect();
    for _ in 0..30 {
        let before = chosen.clone();
        for i in 0..wishes.len() {
            let others: Vec<Rect> = (0..wishes.len())
                .filter(|j| *j != i)
                .filter_map(|j| places[j].get(chosen[j]).map(|p| p.rect.grow(2.0)))
                .collect();
            let clash = |r: &Rect| others.iter().map(|o| o.overlap(r)).sum::<f64>() * 12.0;
            chosen[i] = cheapest(&places[i], clash);
        }
        if chosen == before {
            break;
        }
    }
    let found = chosen
        .iter()
        .enumerate()
        .filter_map(|(i, c)| places[i].get(*c).map(|p| Placed { rect: p.rect, wish: i }));
    found.collect()
}

fn cheapest(places: &[Place], clash: impl Fn(&Rect) -> f64) -> usize {
    let costs = places.iter().map(|p| p.cost + clash(&p.rect)).enumerate();
    costs.min_by(|a, b| a.1.total_cmp(&b.1)).map_or(0, |(i, _)| i)
}

fn candidates(canvas: &Canvas, wish: &Wish, obstacles: &Obstacles, bounds: &Rect) -> Vec<Place> {
    let half_w = 0.5 * canvas.width_of(&wish.text, wish.style) + 2.0;
    let half_h = 0.5 * wish.style.size;
    let mut places = Vec::new();
    let mut offer = |x: f64, y: f64, distance: f64| {
        let rect = Rect::new(x - half_w, y - half_h, x + half_w, y + half_h);
        if bounds.holds(&rect) {
            places.push(Place { rect, cost: distance + obstacles.cost(&rect) });
        }
    };
    match wish.around {
        Around::Anywhere => {
            for gap in [3.0, 8.0, 16.0, 26.0, 38.0, 54.0, 74.0, 100.0] {
                for turn in 0..16 {
                    let (sin, cos) = (f64::from(turn) * std::f64::consts::TAU / 16.0).sin_cos();
                    let reach = wish.clear + gap;
                    // The near side of the box, not its centre, keeps the distance.
                    let x = wish.at[0] + reach * cos + half_w * (cos * 1.6).clamp(-1.0, 1.0);
                    let y = wish.at[1] + reach * sin + half_h * (sin * 1.6).clamp(-1.0, 1.0);
                    let from = [wish.at[0] + wish.clear * cos, wish.at[1] + wish.clear * sin];
                    let crossed =
                        obstacles.crossed(from, [wish.at[0] + reach * cos, wish.at[1] + reach * sin]);
                    offer(x, y, gap * 1.5 + 0.2 * f64::from(turn.min(16 - turn)) + 20.0 * crossed);
                }
            }
        }
        Around::AlongUpright => {
            let steps = ((bounds.height() - 2.0 * half_h) / 4.0).max(0.0) as usize;
            for step in 0..=steps {
                let y = bounds.bottom - half_h - 4.0 - step as f64 * 4.0;
                let away = 0.1 * (bounds.bottom - y) + 0.4 * (wish.at[1] - y).max(0.0);
                offer(wish.at[0] + half_w + 3.0, y, away);
                offer(wish.at[0] - half_w - 3.0, y, away + 4.0);
            }
        }
    }
    places
}

/// Draws placed labels, with a thin line to those that are far from their point.
pub(crate) fn draw(canvas: &mut Canvas, wishes: &[Wish], placed: &[Placed]) {
    for label in placed {
        let wish = &wishes[label.wish];
        let near = label.rect.nearest(wish.at);
        let gap = distance(near, wish.at);
        if wish.around == Around::Anywhere && gap > wish.clear + 10.0 {
            let t = (wish.clear + 2.0) / gap;
            let from = [wish.at[0] + t * (near[0] - wish.at[0]), wish.at[1] + t * (near[1] - wish.at[1])];
            canvas.line(&[from, near], Ink::AXIS, 0.8);
        }
        let [x, y] = label.rect.centre();
        let baseline = y + 0.5 * CAP_HEIGHT * wish.style.size;
        canvas.text(wish.text.as_str(), [x, baseline], Anchor::Middle, wish.style.halo());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Rect = Rect { left: 0.0, top: 0.0, right: 400.0, bottom: 300.0 };

    fn wish(text: &str, at: Point) -> Wish {
        Wish { text: text.into(), style: Type::LABEL, at, clear: 6.0, around: Around::Anywhere }
    }

    #[test]
    fn crowded_labels_do_not_overlap() {
        let canvas = Canvas::new(400.0).unwrap();
        let wishes: Vec<Wish> = (0..12).map(|i| wish("label 12 mg", [200.0 + f64::from(i), 150.0])).collect();
        let placed = place(&canvas, &wishes, &Obstacles::default(), &BOUNDS);
        assert_eq!(placed.len(), 12);
        for (i, a) in placed.iter().enumerate() {
            assert!(BOUNDS.holds(&a.rect));
            assert!(placed[..i].iter().all(|b| a.rect.overlap(&b.rect) == 0.0));
        }
    }

    #[test]
    fn labels_avoid_lines() {
        let canvas = Canvas::new(400.0).unwrap();
        let mut obstacles = Obstacles::default();
        let line: Vec<Point> = vec![[100.0, 150.0], [400.0, 150.0]];
        obstacles.add_line(&line);
        let placed = place(&canvas, &[wish("right of it", [150.0, 150.0])], &obstacles, &BOUNDS);
        assert!(resample(&line, 1.0).iter().all(|p| !placed[0].rect.contains(*p)));
    }
}
