//! Layout and drawing of a [`DoseResponse`].

use super::{Curve, DoseResponse};
use crate::axis::Fit;
use crate::canvas::{Canvas, Type};
use crate::error::FigureError;
use crate::figure::{MARGIN, WIDTH, close, open};
use crate::frame::{Frame, Side};
use crate::geometry::{Point, Rect, clip_line};
use crate::label::{Around, Obstacles, Wish, draw, place};
use crate::margin::{Entry, Margin, Sample};
use crate::number::pretty;
use crate::palette::{DASHES, Ink, Look, look};

const HEIGHT: f64 = 430.0;

impl DoseResponse {
    pub(crate) fn draw(&self) -> Result<Canvas, FigureError> {
        self.check()?;
        let mut canvas = Canvas::new(WIDTH)?;
        let top = open(&mut canvas, &self.caption) + 6.0;
        let (x, y) = self.domains()?;
        let margin = self.margin();
        let height = HEIGHT.max(margin.height(&canvas));
        let y = Side::upright(&self.y, y, height);
        let left = MARGIN + y.title_width(&canvas, height) + y.label_width(&canvas);
        let right = WIDTH - MARGIN - margin.width(&canvas);
        let x = Side::across(&canvas, &self.x, x, right - left);
        let frame = Frame { rect: Rect::new(left, top, right, top + height), x: &x, y: &y };
        frame.grid(&mut canvas);
        for (i, curve) in self.curves.iter().enumerate() {
            self.drop_line(&mut canvas, &frame, curve, self.look_of(i));
        }
        for (i, curve) in self.curves.iter().enumerate() {
            draw_curve(&mut canvas, &frame, curve, self.look_of(i));
        }
        frame.y_axis(&mut canvas, MARGIN + 11.0);
        let bottom = frame.x_axis(&mut canvas, true);
        margin.draw_legend(&mut canvas, &frame.rect);
        self.marks(&mut canvas, &frame);
        close(&mut canvas, bottom, &self.provenance);
        Ok(canvas)
    }

    fn look_of(&self, i: usize) -> Look {
        Look { dash: DASHES[i % DASHES.len()], ..look(i) }
    }

    fn domains(&self) -> Result<([f64; 2], [f64; 2]), FigureError> {
        let points = || {
            let lines = self.curves.iter().flat_map(|c| c.x.iter().copied().zip(c.y.iter().copied()));
            lines.chain(self.curves.iter().flat_map(|c| c.points.iter().map(|p| (p[0], p[1]))))
        };
        let x = self.x.domain(&points().map(|p| p.0).collect::<Vec<_>>(), Fit::Tight)?;
        let shown: Vec<f64> = points().filter(|p| (x[0]..=x[1]).contains(&p.0)).map(|p| p.1).collect();
        Ok((x, self.y.domain(&shown, Fit::Loose)?))
    }

    fn margin(&self) -> Margin {
        let entry = |(i, c): (usize, &Curve)| {
            let marked = !c.points.is_empty() || !c.clinical.is_empty();
            let sample = if marked { Sample::Both } else { Sample::Line };
            Entry { label: c.label.clone(), look: self.look_of(i), sample, end: None }
        };
        Margin { entries: self.curves.iter().enumerate().map(entry).collect() }
    }

    fn drop_line(&self, canvas: &mut Canvas, frame: &Frame, curve: &Curve, look: Look) {
        let Some(half) = &curve.half else { return };
        let at = self.on_curve(frame, curve, half.value);
        for part in clip_line(&[at, [at[0], frame.rect.bottom]], &frame.rect) {
            canvas.dashed(&part, look.ink, 1.2, &[4.0, 3.0]);
        }
        if frame.rect.contains(at) {
            canvas.disc(at, 3.4, look.ink);
            canvas.disc(at, 2.0, Ink::WHITE);
        }
    }

    fn on_curve(&self, frame: &Frame, curve: &Curve, x: f64) -> Point {
        [frame.x_span().at(x), frame.y_span().at(self.effect(curve, x))]
    }

    /// Clinical doses with their labels, and the labels of half-maximal points.
    fn marks(&self, canvas: &mut Canvas, frame: &Frame) {
        let mut obstacles = Obstacles::default();
        let mut wishes = Vec::new();
        for (i, curve) in self.curves.iter().enumerate() {
            let look = self.look_of(i);
            let ink = look.ink.for_text();
            for part in clip_line(&frame.path(&curve.x, &curve.y), &frame.rect) {
                obstacles.add_line(&part);
            }
            for p in &curve.points {
                obstacles.add_box(Rect::around([frame.x_span().at(p[0]), frame.y_span().at(p[1])], 4.0));
            }
            if let Some(half) = &curve.half {
                let at = self.on_curve(frame, curve, half.value);
                for part in clip_line(&[at, [at[0], frame.rect.bottom]], &frame.rect) {
                    obstacles.add_line(&part);
                }
                let unit = if self.x.unit.is_empty() { String::new() } else { format!(" {}", self.x.unit) };
                let text = format!("{} = {}{unit}", half.name, pretty(half.value, 3));
                let style = Type::LABEL.ink(ink);
                wishes.push(Wish { text, style, at, clear: 4.0, around: Around::AlongUpright });
            }
            for dose in &curve.clinical {
                let at = self.on_curve(frame, curve, dose.x);
                // What lies outside of an asked range is not drawn.
                if !frame.rect.grow(0.5).contains(at) {
                    continue;
                }
                canvas.marker(look.shape, at, 6.5, look.ink);
                obstacles.add_box(Rect::around(at, 8.0));
                let style = Type::LABEL.ink(ink).bold();
                wishes.push(Wish {
                    text: dose.label.clone(),
                    style,
                    at,
                    clear: 8.0,
                    around: Around::Anywhere,
                });
            }
        }
        let placed = place(canvas, &wishes, &obstacles, &frame.rect.grow(-2.0));
        draw(canvas, &wishes, &placed);
    }
}

fn draw_curve(canvas: &mut Canvas, frame: &Frame, curve: &Curve, look: Look) {
    let path = frame.path(&curve.x, &curve.y);
    if let [point] = path[..] {
        canvas.disc(point, 2.5, look.ink);
    }
    for part in clip_line(&path, &frame.rect.grow(0.5)) {
        canvas.dashed(&part, look.ink, 2.2, look.dash);
    }
    let (x, y): (Vec<f64>, Vec<f64>) = curve.points.iter().map(|p| (p[0], p[1])).unzip();
    for p in frame.path(&x, &y) {
        if frame.rect.grow(0.5).contains(p) {
            canvas.marker(look.shape, p, 3.6, look.ink);
        }
    }
}
