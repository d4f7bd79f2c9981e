//! The box of a plot with its axes.

use crate::axis::{Axis, Span};
use crate::canvas::{Anchor, Canvas, Type};
use crate::font::CAP_HEIGHT;
use crate::geometry::{Point, Rect};
use crate::palette::Ink;
use crate::tick::{Room, Tick, ticks};

/// Length of a tick with a label; others are shorter.
const TICK: f64 = 5.0;

/// One axis with what it shows and where its ticks are.
pub(crate) struct Side<'a> {
    pub(crate) axis: &'a Axis,
    pub(crate) domain: [f64; 2],
    pub(crate) ticks: Vec<Tick>,
}

impl<'a> Side<'a> {
    /// An x axis of `length` pixels.
    pub(crate) fn across(canvas: &Canvas, axis: &'a Axis, domain: [f64; 2], length: f64) -> Self {
        let need = |label: &str| canvas.width_of(label, Type::TICK) + 26.0;
        Self { axis, domain, ticks: ticks(axis, domain, &Room { length, need: &need }) }
    }

    /// A y axis of `length` pixels.
    pub(crate) fn upright(axis: &'a Axis, domain: [f64; 2], length: f64) -> Self {
        // Few lines on tall plots, yet more than two labels on low ones.
        let need = |_: &str| f64::max(30.0, length / 9.0);
        Self { axis, domain, ticks: ticks(axis, domain, &Room { length, need: &need }) }
    }

    /// Pixels from the widest tick label to the axis line, for a y axis.
    pub(crate) fn label_width(&self, canvas: &Canvas) -> f64 {
        let labels = self.ticks.iter().filter_map(|t| t.label.as_ref());
        labels.map(|l| canvas.width_of(l, Type::TICK)).fold(0.0, f64::max) + TICK + 4.0
    }

    /// Pixels that the title beside a y axis of `length` pixels takes.
    pub(crate) fn title_width(&self, canvas: &Canvas, length: f64) -> f64 {
        let lines = self.title_lines(canvas, length).len();
        lines as f64 * Type::AXIS.line_height() + 6.0
    }

    /// The title in lines of at most `length` pixels; broken before the unit first.
    pub(crate) fn title_lines(&self, canvas: &Canvas, length: f64) -> Vec<String> {
        let whole = self.axis.title();
        if canvas.width_of(&whole, Type::AXIS) <= length || self.axis.unit.is_empty() {
            return canvas.wrap(&whole, Type::AXIS, length);
        }
        let mut lines = canvas.wrap(&self.axis.label, Type::AXIS, length);
        lines.extend(canvas.wrap(&format!("({})", self.axis.unit), Type::AXIS, length));
        lines
    }
}

/// Where values of two axes lie on the canvas.
pub(crate) struct Frame<'a> {
    pub(crate) rect: Rect,
    pub(crate) x: &'a Side<'a>,
    pub(crate) y: &'a Side<'a>,
}

impl Frame<'_> {
    pub(crate) fn x_span(&self) -> Span {
        Span::new(self.x.axis, self.x.domain, self.rect.left, self.rect.right)
    }

    pub(crate) fn y_span(&self) -> Span {
        Span::new(self.y.axis, self.y.domain, self.rect.bottom, self.rect.top)
    }

    /// Pixels of points given as two lists.
    pub(crate) fn path(&self, x: &[f64], y: &[f64]) -> Vec<Point> {
        let (xs, ys) = (self.x_span(), self.y_span());
        x.iter().zip(y).map(|(x, y)| [xs.at(*x), ys.at(*y)]).collect()
    }

    /// Thin lines behind the data, at the ticks with a label.
    pub(crate) fn grid(&self, canvas: &mut Canvas) {
        let (xs, ys) = (self.x_span(), self.y_span());
        for tick in self.x.ticks.iter().filter(|t| t.label.is_some()) {
            let x = xs.at(tick.value);
            canvas.line(&[[x, self.rect.top], [x, self.rect.bottom]], Ink::GRID, 0.8);
        }
        for tick in self.y.ticks.iter().filter(|t| t.label.is_some()) {
            let y = ys.at(tick.value);
            canvas.line(&[[self.rect.left, y], [self.rect.right, y]], Ink::GRID, 0.8);
        }
    }

    /// Line, ticks, labels and title of the y axis; `title_at` is the x of the title's first
    /// baseline.
    pub(crate) fn y_axis(&self, canvas: &mut Canvas, title_at: f64) {
        let Rect { left, top, bottom, .. } = self.rect;
        canvas.line(&[[left, top], [left, bottom]], Ink::AXIS, 1.0);
        let span = self.y_span();
        for tick in &self.y.ticks {
            let y = span.at(tick.value);
            let length = if tick.label.is_some() { TICK } else { 0.6 * TICK };
            canvas.line(&[[left - length, y], [left, y]], Ink::AXIS, 1.0);
            if let Some(label) = &tick.label {
                let at = [left - TICK - 4.0, Type::TICK.baseline(y)];
                canvas.text(label.as_str(), at, Anchor::End, Type::TICK);
            }
        }
        let middle = 0.5 * (top + bottom);
        let mut x = title_at;
        for line in self.y.title_lines(canvas, bottom - top) {
            canvas.turned(line, [x, middle], Anchor::Middle, -90.0, Type::AXIS);
            x += Type::AXIS.line_height();
        }
    }

    /// Line and ticks of the x axis, and with `words` its labels and title; gives the y below.
    pub(crate) fn x_axis(&self, canvas: &mut Canvas, words: bool) -> f64 {
        let Rect { left, right, bottom, .. } = self.rect;
        canvas.line(&[[left, bottom], [right, bottom]], Ink::AXIS, 1.0);
        let span = self.x_span();
        let baseline = bottom + TICK + 5.0 + CAP_HEIGHT * Type::TICK.size;
        for tick in &self.x.ticks {
            let x = span.at(tick.value);
            let length = if tick.label.is_some() { TICK } else { 0.6 * TICK };
            canvas.line(&[[x, bottom], [x, bottom + length]], Ink::AXIS, 1.0);
            if let (true, Some(label)) = (words, &tick.label) {
                canvas.text(label.as_str(), [x, baseline], Anchor::Middle, Type::TICK);
            }
        }
        if !words {
            return bottom;
        }
        let title = canvas.wrap(&self.x.axis.title(), Type::AXIS, right - left);
        let at = [0.5 * (left + right), baseline + 21.0];
        canvas.lines(&title, at, Anchor::Middle, Type::AXIS) - Type::AXIS.line_height() + 4.0
    }
}
