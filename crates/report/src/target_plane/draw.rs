//! Layout and drawing of a [`TargetPlane`].

use super::{Compound, TargetPlane};
use crate::canvas::{Anchor, Canvas, Type};
use crate::error::FigureError;
use crate::figure::{MARGIN, WIDTH, close, open};
use crate::frame::{Frame, Side};
use crate::geometry::{Point, Rect, clip_line, distance};
use crate::label::{Around, Obstacles, Wish, draw, place};
use crate::margin::{Entry, Margin, Sample};
use crate::palette::{Ink, look};

/// Longest side of the square plot.
const SIDE: f64 = 580.0;
const CORNER: Ink = Ink { rgb: [0x00, 0x9E, 0x73], alpha: 0.13 };
const CORNER_TEXT: Ink = Ink::hex(0x05694E);
const DIAGONAL: Ink = Ink::hex(0x7A8085);

impl TargetPlane {
    pub(crate) fn draw(&self) -> Result<Canvas, FigureError> {
        self.check()?;
        let mut canvas = Canvas::new(WIDTH)?;
        let top = open(&mut canvas, &self.caption) + 8.0;
        let domain = self.domain()?;
        let (x_axis, y_axis) = (self.axis(&self.on_target), self.axis(&self.off_target));
        let margin = self.margin();
        let y = Side::upright(&y_axis, domain, SIDE);
        let left = MARGIN + y.title_width(&canvas, SIDE) + y.label_width(&canvas);
        let side = SIDE.min(WIDTH - MARGIN - margin.width(&canvas) - left);
        let x = Side::across(&canvas, &x_axis, domain, side);
        let y = Side { ticks: x.ticks.clone(), ..y };
        let frame = Frame { rect: Rect::new(left, top, left + side, top + side), x: &x, y: &y };
        let mut obstacles = Obstacles::default();
        if let Some(rect) = self.corner_rect(&frame) {
            canvas.rect(rect, CORNER);
        }
        frame.grid(&mut canvas);
        let diagonal = [[left, top + side], [left + side, top]];
        canvas.dashed(&diagonal, DIAGONAL, 1.2, &[5.0, 4.0]);
        for (i, compound) in self.compounds.iter().enumerate() {
            trace(&mut canvas, &frame, compound, look(i).ink, &mut obstacles);
        }
        let wishes = self.clinical(&mut canvas, &frame, &mut obstacles);
        self.corner_label(&mut canvas, &frame, &mut obstacles);
        diagonal_label(&mut canvas, diagonal, &mut obstacles);
        obstacles.add_line(&diagonal);
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
        let entry = |(i, c): (usize, &Compound)| Entry {
            label: c.label.clone(),
            look: look(i),
            sample: if c.clinical.is_empty() { Sample::Line } else { Sample::Both },
            end: None,
        };
        Margin { entries: self.compounds.iter().enumerate().map(entry).collect() }
    }

    /// The shaded corner in pixels.
    fn corner_rect(&self, frame: &Frame) -> Option<Rect> {
        let corner = self.corner.as_ref()?;
        let left = frame.x_span().at(corner.on_from).clamp(frame.rect.left, frame.rect.right);
        let top = frame.y_span().at(corner.off_to).clamp(frame.rect.top, frame.rect.bottom);
        Some(Rect { left, top, ..frame.rect })
    }

    /// Writes into the shaded corner, at its upper or lower edge, where less is covered.
    fn corner_label(&self, canvas: &mut Canvas, frame: &Frame, obstacles: &mut Obstacles) {
        let (Some(corner), Some(rect)) = (&self.corner, self.corner_rect(frame)) else { return };
        let style = Type::TICK.ink(CORNER_TEXT).halo();
        let lines = canvas.wrap(&corner.label, style, rect.width() - 14.0);
        let width = lines.iter().map(|l| canvas.width_of(l, style)).fold(0.0, f64::max);
        let height = lines.len() as f64 * style.line_height();
        let boxes = [(rect.left, rect.top), (rect.right - width - 16.0, rect.top)]
            .into_iter()
            .chain([(rect.right - width - 16.0, rect.bottom - height - 10.0)])
            .map(|(x, y)| Rect::new(x, y, x + width + 16.0, y + height + 10.0));
        let best = boxes.min_by(|a, b| obstacles.cost(a).total_cmp(&obstacles.cost(b)));
        let Some(room) = best else { return };
        let at = [room.left + 8.0, room.top + 4.0 + style.size];
        canvas.lines(&lines, at, Anchor::Start, style);
        if !lines.is_empty() {
            obstacles.add_box(room.grow(-5.0));
        }
    }

    /// Draws the markers of clinical doses; gives the labels that they want.
    fn clinical(&self, canvas: &mut Canvas, frame: &Frame, obstacles: &mut Obstacles) -> Vec<Wish> {
        let mut wishes = Vec::new();
        for (i, compound) in self.compounds.iter().enumerate() {
            let look = look(i);
            for dose in &compound.clinical {
                let at = [frame.x_span().at(dose.on), frame.y_span().at(dose.off)];
                if !frame.rect.grow(0.5).contains(at) {
                    continue;
                }
                canvas.marker(look.shape, at, 7.0, look.ink);
                obstacles.add_box(Rect::around(at, 8.5));
                if dose.label.is_empty() {
                    continue;
                }
                let text = format!("{} {}", compound.label, dose.label);
                let style = Type::LABEL.ink(look.ink.for_text());
                wishes.push(Wish { text, style, at, clear: 8.5, around: Around::Anywhere });
            }
        }
        wishes
    }

    /// Says what line and markers are, below the names of the compounds.
    fn key(&self, canvas: &mut Canvas, plot: &Rect, below: f64) {
        let mut words = vec!["line: dose rises along it"];
        if self.compounds.iter().any(|c| !c.clinical.is_empty()) {
            words.push("large marker: clinical dose");
        }
        let mut y = plot.top + below + 26.0;
        let room = WIDTH - MARGIN - plot.right - 14.0;
        for text in words {
            let lines = canvas.wrap(text, Type::TICK, room);
            y = canvas.lines(&lines, [plot.right + 14.0, y], Anchor::Start, Type::TICK) + 2.0;
        }
    }
}

fn trace(canvas: &mut Canvas, frame: &Frame, compound: &Compound, ink: Ink, obstacles: &mut Obstacles) {
    let (on, off): (Vec<f64>, Vec<f64>) = compound.trace.iter().map(|p| (p[0], p[1])).unzip();
    let path = frame.path(&on, &off);
    for part in clip_line(&path, &frame.rect.grow(0.5)) {
        canvas.line(&part, ink, 1.6);
        obstacles.add_line(&part);
    }
    for p in path.into_iter().filter(|p| frame.rect.grow(0.5).contains(*p)) {
        canvas.disc(p, 2.2, ink);
    }
}

/// Writes along the diagonal, where least is drawn.
fn diagonal_label(canvas: &mut Canvas, [from, to]: [Point; 2], obstacles: &mut Obstacles) {
    let style = Type::TICK.ink(Ink::QUIET).halo();
    let words = "no selectivity";
    let (half, total) = (0.5 * canvas.width_of(words, style), distance(from, to));
    let along = |d: f64| {
        let t = d / total;
        [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])]
    };
    // Boxes that follow the slanted words, above the line (`side` 1) or below it.
    let shifted = |[x, y]: Point, by: f64| {
        let by = by * std::f64::consts::FRAC_1_SQRT_2;
        [x - by, y - by]
    };
    let boxes = |(middle, side): (f64, f64)| -> Vec<Rect> {
        let steps = (2.0 * half / 8.0).ceil() as i32;
        let centre = |i: i32| shifted(along(middle - half + f64::from(i) * 8.0), 10.0 * side);
        (0..=steps).map(centre).map(|c| Rect::around(c, 7.0)).collect()
    };
    let cost = |at: (f64, f64)| boxes(at).iter().map(|b| obstacles.cost(b)).sum::<f64>();
    // High up first: there the distance to the corner is easiest to see.
    let places = (5..=35).rev().flat_map(|i| [1.0, -1.0].map(|side| (total * f64::from(i) / 40.0, side)));
    let Some(best) = places.min_by(|a, b| cost(*a).total_cmp(&cost(*b))) else { return };
    // The baseline is half a capital further from the middle of the words.
    let at = shifted(along(best.0), 10.0 * best.1 - 4.3);
    canvas.turned(words, at, Anchor::Middle, -45.0, style);
    for rect in boxes(best) {
        obstacles.add_box(rect);
    }
}
