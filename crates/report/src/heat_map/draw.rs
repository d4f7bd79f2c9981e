//! Layout and drawing of a [`HeatMap`].

use super::HeatMap;
use crate::axis::{Axis, Fit, fraction};
use crate::canvas::{Anchor, Canvas, Type};
use crate::contour::contour;
use crate::error::FigureError;
use crate::figure::{MARGIN, WIDTH, close, open};
use crate::frame::{Frame, Side};
use crate::geometry::{Point, Rect, clip_line, distance, resample};
use crate::number::pretty;
use crate::palette::Ink;

const HEIGHT: f64 = 440.0;
const BAR: f64 = 20.0;
const MISSING: Ink = Ink::hex(0xDDDFE1);
const HATCH: Ink = Ink::hex(0x8C9296);

impl HeatMap {
    pub(crate) fn draw(&self) -> Result<Canvas, FigureError> {
        self.check()?;
        let mut canvas = Canvas::new(WIDTH)?;
        let top = open(&mut canvas, &self.caption) + 8.0;
        let (columns, rows) = (edges(&self.x, &self.xs), edges(&self.y, &self.ys));
        let y = Side::upright(&self.y, self.y.domain(&rows, Fit::Tight)?, HEIGHT);
        let shown: Vec<f64> = self.values.iter().flatten().flatten().copied().collect();
        // Ends of the scale are data, not round numbers: all colours are used.
        let scale = match self.value.range {
            // Values beyond it have a colour too, so it need not hold any.
            Some(range) => range,
            None => self.value.domain(&shown, Fit::Tight)?,
        };
        let value = Side::upright(&self.value, scale, HEIGHT);
        let left = MARGIN + y.title_width(&canvas, HEIGHT) + y.label_width(&canvas);
        let bar_room = 22.0 + BAR + value.label_width(&canvas) + value.title_width(&canvas, HEIGHT) + 4.0;
        let right = WIDTH - MARGIN - bar_room;
        let x = Side::across(&canvas, &self.x, self.x.domain(&columns, Fit::Tight)?, right - left);
        let frame = Frame { rect: Rect::new(left, top, right, top + HEIGHT), x: &x, y: &y };
        self.cells(&mut canvas, &frame, &value, &columns, &rows);
        let marks = self.contour_lines(&mut canvas, &frame);
        frame.y_axis(&mut canvas, MARGIN + 11.0);
        let bottom = frame.x_axis(&mut canvas, true);
        let bar = Rect::new(right + 22.0, top, right + 22.0 + BAR, top + HEIGHT);
        self.colour_bar(&mut canvas, &bar, &value);
        for (text, at) in marks {
            canvas.text(text, [at[0], Type::TICK.baseline(at[1])], Anchor::Middle, CONTOUR);
        }
        let bottom = self.missing_key(&mut canvas, left, bottom);
        close(&mut canvas, bottom, &self.provenance);
        Ok(canvas)
    }

    fn cells(&self, canvas: &mut Canvas, frame: &Frame, value: &Side, columns: &[f64], rows: &[f64]) {
        let (xs, ys) = (frame.x_span(), frame.y_span());
        let inside = |r: Rect| {
            let rect = Rect::new(
                r.left.max(frame.rect.left),
                r.top.max(frame.rect.top),
                r.right.min(frame.rect.right),
                r.bottom.min(frame.rect.bottom),
            );
            (rect.width() > 0.0 && rect.height() > 0.0).then_some(rect)
        };
        let mut gaps = Vec::new();
        // From below upward, each a little larger to the right and upward: later cells cover the
        // surplus of earlier ones, so no white seams shine through.
        for (row, values) in self.values.iter().enumerate() {
            let (bottom, top) = (ys.at(rows[row]), ys.at(rows[row + 1]));
            for (column, cell) in values.iter().enumerate() {
                let (left, right) = (xs.at(columns[column]), xs.at(columns[column + 1]));
                let ink = cell.map_or(MISSING, |v| self.ink(value, v));
                if let Some(rect) = inside(Rect::new(left, top - 0.6, right + 0.6, bottom)) {
                    canvas.rect(rect, ink);
                }
                if cell.is_none() {
                    gaps.extend(inside(Rect::new(left, top, right, bottom)));
                }
            }
        }
        for gap in gaps {
            hatch(canvas, gap);
        }
    }

    fn ink(&self, value: &Side, v: f64) -> Ink {
        self.colours.at(fraction(value.domain, self.value.is_log(), v))
    }

    /// Draws the lines and gives the places of their labels.
    fn contour_lines(&self, canvas: &mut Canvas, frame: &Frame) -> Vec<(String, Point)> {
        let xs: Vec<f64> = self.xs.iter().map(|x| frame.x_span().at(*x)).collect();
        let ys: Vec<f64> = self.ys.iter().map(|y| frame.y_span().at(*y)).collect();
        let height = |v: f64| if self.value.is_log() { v.log10() } else { v };
        let values: Vec<Vec<Option<f64>>> =
            self.values.iter().map(|row| row.iter().map(|v| v.map(height)).collect()).collect();
        let mut labels: Vec<(String, Point)> = Vec::new();
        for level in &self.contours {
            let lines: Vec<Vec<Point>> = contour(&xs, &ys, &values, height(*level))
                .iter()
                .flat_map(|line| clip_line(line, &frame.rect))
                .collect();
            for (ink, width) in [(Ink::WHITE.alpha(0.75), 3.4), (Ink::hex(0x111111), 1.4)] {
                for line in &lines {
                    canvas.line(line, ink, width);
                }
            }
            let longest = lines.iter().max_by(|a, b| length(a).total_cmp(&length(b)));
            if let Some(at) = longest.and_then(|line| label_place(line, &frame.rect, &labels)) {
                labels.push((pretty(*level, 3), at));
            }
        }
        labels
    }

    fn colour_bar(&self, canvas: &mut Canvas, bar: &Rect, value: &Side) {
        let steps = 128;
        for i in 0..steps {
            let at = |i: usize| bar.bottom - bar.height() * i as f64 / steps as f64;
            let ink = self.colours.at((i as f64 + 0.5) / steps as f64);
            let top = (at(i + 1) - 0.6).max(bar.top);
            canvas.rect(Rect::new(bar.left, top, bar.right, at(i)), ink);
        }
        self.bar_ends(canvas, bar, value);
        let place = |v: f64| bar.bottom - bar.height() * fraction(value.domain, self.value.is_log(), v);
        for tick in &value.ticks {
            let y = place(tick.value);
            let length = if tick.label.is_some() { 5.0 } else { 3.0 };
            canvas.line(&[[bar.right, y], [bar.right + length, y]], Ink::AXIS, 1.0);
            if let Some(label) = &tick.label {
                let at = [bar.right + 9.0, Type::TICK.baseline(y)];
                canvas.text(label.as_str(), at, Anchor::Start, Type::TICK);
            }
        }
        for level in self.contours.iter().map(|l| place(*l)) {
            if (bar.top..=bar.bottom).contains(&level) {
                canvas.line(&[[bar.left, level], [bar.right, level]], Ink::WHITE.alpha(0.75), 3.4);
                canvas.line(&[[bar.left, level], [bar.right, level]], Ink::hex(0x111111), 1.4);
            }
        }
        let mut x = bar.right + value.label_width(canvas) + 8.0 + Type::AXIS.size;
        for line in canvas.wrap(&self.value.title(), Type::AXIS, bar.height()) {
            canvas.turned(line, [x, bar.centre()[1]], Anchor::Middle, -90.0, Type::AXIS);
            x += Type::AXIS.line_height();
        }
    }

    /// Arrow heads where values lie beyond the scale.
    fn bar_ends(&self, canvas: &mut Canvas, bar: &Rect, value: &Side) {
        let any = |f: &dyn Fn(f64) -> bool| self.values.iter().flatten().flatten().any(|v| f(*v));
        let middle = bar.centre()[0];
        if any(&|v| v > value.domain[1]) {
            let base = bar.top - 1.5;
            let head = [[bar.left, base], [middle, base - 8.0], [bar.right, base]];
            canvas.area(&head, self.colours.at(1.0));
        }
        if any(&|v| v < value.domain[0]) {
            let base = bar.bottom + 1.5;
            let head = [[bar.left, base], [middle, base + 8.0], [bar.right, base]];
            canvas.area(&head, self.colours.at(0.0));
        }
    }

    /// Says what hatched cells are; gives the y below.
    fn missing_key(&self, canvas: &mut Canvas, left: f64, y: f64) -> f64 {
        let (missing, all) = (self.missing_cells(), self.xs.len() * self.ys.len());
        if missing == 0 {
            return y;
        }
        let sample = Rect::new(left, y + 12.0, left + 24.0, y + 26.0);
        canvas.rect(sample, MISSING);
        hatch(canvas, sample);
        let reason = if self.missing.is_empty() { "no result" } else { &self.missing };
        let words = format!("{reason} ({missing} of {all})");
        let at = [sample.right + 8.0, Type::LABEL.baseline(sample.centre()[1])];
        canvas.text(words, at, Anchor::Start, Type::LABEL);
        sample.bottom
    }
}

const CONTOUR: Type = Type { size: 12.0, bold: true, ink: Ink::hex(0x111111), halo: true };

/// Edges of cells around `centres`, half way between neighbours on the scale of the axis.
fn edges(axis: &Axis, centres: &[f64]) -> Vec<f64> {
    let log = axis.is_log();
    let c: Vec<f64> = centres.iter().map(|v| if log { v.log10() } else { *v }).collect();
    let n = c.len();
    // A single cell has no neighbour to tell its width.
    let (first, last) = if n > 1 { (c[1] - c[0], c[n - 1] - c[n - 2]) } else { (1.0, 1.0) };
    let mut edges = vec![c[0] - 0.5 * first];
    edges.extend(c.windows(2).map(|w| 0.5 * (w[0] + w[1])));
    edges.push(c[n - 1] + 0.5 * last);
    edges.into_iter().map(|e| if log { 10f64.powf(e) } else { e }).collect()
}

/// Slanted lines within `rect`, in step with those of every other box.
fn hatch(canvas: &mut Canvas, rect: Rect) {
    let step = 6.0;
    let mut sum = ((rect.left + rect.top) / step).ceil() * step;
    while sum < rect.right + rect.bottom {
        let line = [[sum - rect.bottom, rect.bottom], [sum - rect.top, rect.top]];
        for part in clip_line(&line, &rect) {
            canvas.line(&part, HATCH, 1.0);
        }
        sum += step;
    }
}

fn length(line: &[Point]) -> f64 {
    line.windows(2).map(|w| distance(w[0], w[1])).sum()
}

/// The point of a line that is nearest to its middle and far from the frame and other labels.
fn label_place(line: &[Point], rect: &Rect, others: &[(String, Point)]) -> Option<Point> {
    let inner = rect.grow(-18.0);
    let free = |p: &Point| inner.contains(*p) && others.iter().all(|(_, o)| distance(*p, *o) > 32.0);
    let dense = resample(line, 4.0);
    let from_middle = |i: usize| (i as f64 - 0.5 * dense.len() as f64).abs();
    let places = dense.iter().enumerate().filter(|(_, p)| free(p));
    places.min_by(|a, b| from_middle(a.0).total_cmp(&from_middle(b.0))).map(|(_, p)| *p)
}
