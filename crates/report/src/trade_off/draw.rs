//! Layout and drawing of a [`TradeOff`].

use super::{Path, TradeOff};
use crate::axis::Fit;
use crate::canvas::{Anchor, Canvas, Type};
use crate::error::FigureError;
use crate::figure::{MARGIN, WIDTH, close, open};
use crate::frame::{Frame, Side};
use crate::geometry::{Rect, clip_line};
use crate::label::{Around, Obstacles, Wish, draw, place};
use crate::margin::{Entry, Margin, Sample};
use crate::palette::{Look, look};

const HEIGHT: f64 = 470.0;
/// With more points in all, only the ends of each path have words.
const MOST_LABELS: usize = 24;

impl TradeOff {
    pub(crate) fn draw(&self) -> Result<Canvas, FigureError> {
        self.check()?;
        let mut canvas = Canvas::new(WIDTH)?;
        let top = open(&mut canvas, &self.caption) + 6.0;
        let margin = self.margin();
        let all = |right: bool| self.paths.iter().flat_map(|p| p.along(right)).collect::<Vec<f64>>();
        let domains = (self.x.domain(&all(true), Fit::Loose)?, self.y.domain(&all(false), Fit::Loose)?);
        // The key stands below the legend.
        let height = HEIGHT.max(margin.height(&canvas) + 110.0);
        let y = Side::upright(&self.y, domains.1, height);
        let left = MARGIN + y.title_width(&canvas, height) + y.label_width(&canvas);
        let right = WIDTH - MARGIN - margin.width(&canvas).max(150.0);
        let x = Side::across(&canvas, &self.x, domains.0, right - left);
        let frame = Frame { rect: Rect::new(left, top, right, top + height), x: &x, y: &y };
        frame.grid(&mut canvas);
        let mut obstacles = Obstacles::default();
        for (i, path) in self.paths.iter().enumerate() {
            bars(&mut canvas, &frame, path, look(i), &mut obstacles);
        }
        for (i, path) in self.paths.iter().enumerate() {
            trace(&mut canvas, &frame, path, look(i), &mut obstacles);
        }
        let wishes = self.wishes(&frame);
        let placed = place(&canvas, &wishes, &obstacles, &frame.rect.grow(-3.0));
        draw(&mut canvas, &wishes, &placed);
        frame.y_axis(&mut canvas, MARGIN + 11.0);
        let bottom = frame.x_axis(&mut canvas, true);
        margin.draw_legend(&mut canvas, &frame.rect);
        let below = margin.height(&canvas);
        self.key(&mut canvas, &frame.rect, below);
        close(&mut canvas, bottom, &self.provenance);
        Ok(canvas)
    }

    fn margin(&self) -> Margin {
        let entry = |(i, p): (usize, &Path)| {
            let sample = if p.points.len() > 1 { Sample::Both } else { Sample::Marker };
            Entry { label: p.label.clone(), look: look(i), sample, end: None }
        };
        Margin { entries: self.paths.iter().enumerate().map(entry).collect() }
    }

    /// Words beside the points.
    fn wishes(&self, frame: &Frame) -> Vec<Wish> {
        let few = self.paths.iter().map(|p| p.points.len()).sum::<usize>() <= MOST_LABELS;
        let mut wishes = Vec::new();
        for (i, path) in self.paths.iter().enumerate() {
            let last = path.points.len() - 1;
            for (n, point) in path.points.iter().enumerate() {
                let at = [frame.x_span().at(point.x), frame.y_span().at(point.y)];
                let wanted = (few || n == 0 || n == last) && !point.label.is_empty();
                if wanted && frame.rect.grow(0.5).contains(at) {
                    let style = Type::TICK.ink(look(i).ink.for_text());
                    let text = point.label.clone();
                    wishes.push(Wish { text, style, at, clear: 6.0, around: Around::Anywhere });
                }
            }
        }
        wishes
    }

    /// Says what bars and words are, below the names of the paths.
    fn key(&self, canvas: &mut Canvas, plot: &Rect, below: f64) {
        let mut words = Vec::new();
        if !self.order.is_empty() {
            words.push(format!("beside the points: {}", self.order));
        }
        let has_bars = |p: &Path| p.points.iter().any(|o| o.x_interval.or(o.y_interval).is_some());
        if self.paths.iter().any(has_bars) {
            words.push("pale bars: 95 % intervals".to_owned());
        }
        let room = WIDTH - MARGIN - plot.right - 14.0;
        let mut y = plot.top + below + 26.0;
        for text in words {
            let lines = canvas.wrap(&text, Type::TICK, room);
            y = canvas.lines(&lines, [plot.right + 14.0, y], Anchor::Start, Type::TICK) + 2.0;
        }
    }
}

fn bars(canvas: &mut Canvas, frame: &Frame, path: &Path, look: Look, obstacles: &mut Obstacles) {
    let (xs, ys) = (frame.x_span(), frame.y_span());
    for point in &path.points {
        let across = point.x_interval.map(|[a, b]| [[xs.at(a), ys.at(point.y)], [xs.at(b), ys.at(point.y)]]);
        let upright = point.y_interval.map(|[a, b]| [[xs.at(point.x), ys.at(a)], [xs.at(point.x), ys.at(b)]]);
        for bar in [across, upright].into_iter().flatten() {
            for part in clip_line(&bar, &frame.rect) {
                canvas.line(&part, look.ink.alpha(0.35), 1.6);
                obstacles.add_line(&part);
            }
        }
    }
}

fn trace(canvas: &mut Canvas, frame: &Frame, path: &Path, look: Look, obstacles: &mut Obstacles) {
    let (x, y): (Vec<f64>, Vec<f64>) = path.points.iter().map(|p| (p.x, p.y)).unzip();
    let pixels = frame.path(&x, &y);
    for part in clip_line(&pixels, &frame.rect.grow(0.5)) {
        canvas.dashed(&part, look.ink, 1.8, look.dash);
        obstacles.add_line(&part);
    }
    for p in pixels.into_iter().filter(|p| frame.rect.grow(0.5).contains(*p)) {
        canvas.marker(look.shape, p, 4.2, look.ink);
        obstacles.add_box(Rect::around(p, 5.5));
    }
}
