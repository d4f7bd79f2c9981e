//! Layout and drawing of an [`ObservedPredicted`].

use super::panel::Panel;
use super::{ObservedPredicted, PredictedRow};
use crate::canvas::{Anchor, Canvas, Type};
use crate::error::FigureError;
use crate::figure::{MARGIN, WIDTH, close, open};
use crate::frame::{Frame, Side};
use crate::geometry::{Point, Rect, clip_line};
use crate::label::{Around, Obstacles, Wish, draw, place};
use crate::palette::Ink;

/// Squares beside each other.
const ACROSS: usize = 2;
/// Space between two squares with their axes.
const GAP: f64 = 26.0;
/// Side of a square that stands alone, at most.
const ALONE: f64 = 520.0;
/// Points with words in one square.
const MOST_LABELS: usize = 3;
const INSIDE: Ink = Ink::hex(0x0072B2);
const OUTSIDE: Ink = Ink::hex(0xD55E00);
const GUIDE: Ink = Ink::hex(0x7A8085);
/// Lines beside the diagonal: the factor and its dashes.
const FOLDS: [(f64, &[f64]); 2] = [(2.0, &[6.0, 4.0]), (3.0, &[1.5, 3.5])];

impl ObservedPredicted {
    pub(crate) fn draw(&self) -> Result<Canvas, FigureError> {
        self.check()?;
        let panels = self.panels();
        let mut canvas = Canvas::new(WIDTH)?;
        let top = open(&mut canvas, &self.caption) + 4.0;
        let mut y = key(&mut canvas, &panels, top) + 14.0;
        let across = panels.len().min(ACROSS) as f64;
        let width = (WIDTH - 2.0 * MARGIN - (across - 1.0) * GAP) / across;
        let inset = inset(&canvas, &panels, width)?;
        for row in panels.chunks(ACROSS) {
            let head = row.iter().map(|p| heading(&canvas, p, width).len()).max().unwrap_or(0);
            let plot_top = y + head as f64 * 17.0 + 4.0;
            let mut bottom = plot_top;
            for (i, panel) in row.iter().enumerate() {
                let left = MARGIN + i as f64 * (width + GAP);
                bottom = f64::max(bottom, square(&mut canvas, panel, [left, plot_top], [width, inset])?);
            }
            y = bottom + 22.0;
        }
        close(&mut canvas, y - 22.0, &self.provenance);
        Ok(canvas)
    }
}

/// Title and counts above a square, each line with its style.
fn heading(canvas: &Canvas, panel: &Panel<'_>, width: f64) -> Vec<(String, Type)> {
    let title = canvas.wrap(&panel.title, Type::PANEL, width - 60.0).into_iter().map(|l| (l, Type::PANEL));
    let counts = panel.counts().into_iter().flat_map(|l| canvas.wrap(&l, Type::TICK, width - 60.0));
    title.chain(counts.map(|l| (l, Type::TICK))).collect()
}

/// Room left of the squares that the widest labels need: all squares have the same size.
fn inset(canvas: &Canvas, panels: &[Panel<'_>], width: f64) -> Result<f64, FigureError> {
    let mut most = 0.0;
    for panel in panels {
        let axis = panel.axis("observed");
        let side = Side::upright(&axis, panel.domain()?, ALONE.min(width));
        most = f64::max(most, side.title_width(canvas, width) + side.label_width(canvas));
    }
    Ok(most)
}

/// One square whose outer box starts at `at`; gives the y below.
fn square(
    canvas: &mut Canvas,
    panel: &Panel<'_>,
    at: Point,
    [width, inset]: [f64; 2],
) -> Result<f64, FigureError> {
    let (x_axis, y_axis) = (panel.axis("predicted"), panel.axis("observed"));
    let domain = panel.domain()?;
    let y = Side::upright(&y_axis, domain, ALONE.min(width));
    let left = at[0] + inset;
    let side = ALONE.min(width - inset - 6.0);
    let x = Side::across(canvas, &x_axis, domain, side);
    // The same ticks on both sides, so that the diagonal is seen as one.
    let y = Side { ticks: x.ticks.clone(), ..y };
    let rect = Rect::new(left, at[1], left + side, at[1] + side);
    let frame = Frame { rect, x: &x, y: &y };
    let lines = heading(canvas, panel, width);
    let mut baseline = at[1] - 10.0 - (lines.len().max(1) - 1) as f64 * 17.0;
    for (text, style) in lines {
        canvas.text(text, [left, baseline], Anchor::Start, style);
        baseline += 17.0;
    }
    frame.grid(canvas);
    let mut obstacles = Obstacles::default();
    guides(canvas, &frame, panel, domain, &mut obstacles);
    for row in &panel.rows {
        bar(canvas, &frame, row);
    }
    for row in &panel.rows {
        dot(canvas, place_of(&frame, row), row);
        obstacles.add_box(Rect::around(place_of(&frame, row), 4.5));
    }
    labels(canvas, &frame, panel, &obstacles);
    frame.y_axis(canvas, at[0] + 11.0);
    Ok(frame.x_axis(canvas, true))
}

fn place_of(frame: &Frame, row: &PredictedRow) -> Point {
    [frame.x_span().at(row.predicted), frame.y_span().at(row.observed)]
}

/// The diagonal, and the lines of 2-fold and 3-fold where ratios count.
fn guides(
    canvas: &mut Canvas,
    frame: &Frame,
    panel: &Panel<'_>,
    [low, high]: [f64; 2],
    obstacles: &mut Obstacles,
) {
    let along = |factor: f64| frame.path(&[low, high], &[low * factor, high * factor]);
    canvas.line(&along(1.0), GUIDE, 1.2);
    obstacles.add_line(&along(1.0));
    if !panel.fold {
        return;
    }
    for (fold, pattern) in FOLDS {
        for factor in [fold, 1.0 / fold] {
            for part in clip_line(&along(factor), &frame.rect) {
                canvas.dashed(&part, GUIDE, 1.1, pattern);
            }
        }
    }
}

fn ink(row: &PredictedRow) -> Ink {
    if row.inside() == Some(false) { OUTSIDE } else { INSIDE }
}

/// The interval of the observation; an end that is not known, or has no logarithm, is the dot or the
/// edge.
fn bar(canvas: &mut Canvas, frame: &Frame, row: &PredictedRow) {
    if row.low.or(row.high).is_none() {
        return;
    }
    let [x, y] = place_of(frame, row);
    let end = |value: Option<f64>| match value {
        None => y,
        Some(v) if frame.y.axis.is_log() && v <= 0.0 => frame.rect.bottom,
        Some(v) => frame.y_span().at(v),
    };
    for part in clip_line(&[[x, end(row.low)], [x, end(row.high)]], &frame.rect) {
        canvas.line(&part, ink(row).alpha(0.4), 1.2);
    }
}

fn dot(canvas: &mut Canvas, at: Point, row: &PredictedRow) {
    canvas.disc(at, 4.6, Ink::WHITE);
    canvas.disc(at, 3.7, ink(row));
    if !row.fitted {
        canvas.disc(at, 2.3, Ink::WHITE);
    }
}

/// Names of the points that are furthest off.
fn labels(canvas: &mut Canvas, frame: &Frame, panel: &Panel<'_>, obstacles: &Obstacles) {
    let style = Type::FOOT.ink(OUTSIDE.for_text());
    let wish = |row: &PredictedRow| Wish {
        text: row.label.clone(),
        style,
        at: place_of(frame, row),
        clear: 5.0,
        around: Around::Anywhere,
    };
    let wishes: Vec<Wish> = panel.worst(MOST_LABELS).into_iter().map(wish).collect();
    let placed = place(canvas, &wishes, obstacles, &frame.rect.grow(-3.0));
    draw(canvas, &wishes, &placed);
}

/// What dots, bars and lines are, in rows from `top`; gives the y below.
fn key(canvas: &mut Canvas, panels: &[Panel<'_>], top: f64) -> f64 {
    let sample = |fitted| PredictedRow { fitted, ..PredictedRow::default() };
    let outside = PredictedRow { high: Some(-1.0), fitted: true, ..PredictedRow::default() };
    let mut items: Vec<(&str, Sign)> =
        vec![("fitted", Sign::Dot(sample(true))), ("predicted only", Sign::Dot(sample(false)))];
    if panels.iter().flat_map(|p| &p.rows).any(|r| r.inside() == Some(false)) {
        items.push(("outside its interval", Sign::Dot(outside)));
    }
    if panels.iter().flat_map(|p| &p.rows).any(|r| r.low.or(r.high).is_some()) {
        items.push(("interval of the observation", Sign::Bar));
    }
    items.push(("the same", Sign::Line(&[])));
    if panels.iter().any(|p| p.fold) {
        items.push(("2-fold", Sign::Line(FOLDS[0].1)));
        items.push(("3-fold", Sign::Line(FOLDS[1].1)));
    }
    let (mut x, mut y) = (MARGIN, top + 6.0);
    for (text, sign) in items {
        let (room, width) = (sign.width(), canvas.width_of(text, Type::TICK));
        if x + room + width > WIDTH - MARGIN {
            (x, y) = (MARGIN, y + 18.0);
        }
        sign.draw(canvas, [x, y]);
        canvas.text(text, [x + room, Type::TICK.baseline(y)], Anchor::Start, Type::TICK);
        x += room + width + 18.0;
    }
    y + 16.0
}

/// A sign of the key.
enum Sign {
    Dot(PredictedRow),
    Bar,
    Line(&'static [f64]),
}

impl Sign {
    /// Pixels from its left end to its word.
    fn width(&self) -> f64 {
        if matches!(self, Self::Line(_)) { 32.0 } else { 14.0 }
    }

    fn draw(&self, canvas: &mut Canvas, [x, y]: Point) {
        match self {
            Self::Dot(row) => dot(canvas, [x + 4.5, y], row),
            Self::Bar => canvas.line(&[[x + 4.5, y - 7.0], [x + 4.5, y + 7.0]], INSIDE.alpha(0.4), 1.2),
            Self::Line(pattern) => canvas.dashed(&[[x, y], [x + 26.0, y]], GUIDE, 1.2, pattern),
        }
    }
}
