//! Layout and drawing of a [`TimeCourse`].

use super::dodge::{shifts, with_air};
use super::{Mark, Panel, Series, TimeCourse};
use crate::axis::Fit;
use crate::canvas::{Anchor, Canvas, Type, outline};
use crate::error::{FigureError, Problem};
use crate::figure::{MARGIN, WIDTH, close, open};
use crate::frame::{Frame, Side};
use crate::geometry::{Point, Rect, clip_area, clip_line};
use crate::margin::{Entry, LEADER, Margin, SAMPLE, Sample};
use crate::palette::{DASHES, Ink, Look, Shape, look};

const SHADE: Ink = Ink { rgb: [0x8A, 0x94, 0x9E], alpha: 0.16 };
const DOSE: Ink = Ink::hex(0x444B50);
/// Space between two panels.
const GAP: f64 = 18.0;
/// More doses than this get no line through the panels.
const MOST_DOSE_LINES: usize = 24;

struct Plot<'a> {
    panel: &'a Panel,
    rect: Rect,
    y: Side<'a>,
    margin: Margin,
}

struct Layout<'a> {
    figure: &'a TimeCourse,
    x: Side<'a>,
    plots: Vec<Plot<'a>>,
    /// Rows of dose marks below the last panel.
    rows: Vec<Rect>,
    direct: bool,
}

impl TimeCourse {
    pub(crate) fn draw(&self) -> Result<Canvas, FigureError> {
        self.check()?;
        let mut canvas = Canvas::new(WIDTH)?;
        let top = open(&mut canvas, &self.caption);
        let domain = self.x_domain()?;
        let layout = Layout::new(self, &canvas, domain, top)?;
        layout.windows(&mut canvas);
        layout.panels(&mut canvas);
        let bottom = layout.doses(&mut canvas);
        close(&mut canvas, bottom, &self.provenance);
        Ok(canvas)
    }

    fn x_domain(&self) -> Result<[f64; 2], Problem> {
        let mut values: Vec<f64> =
            self.panels.iter().flat_map(|p| &p.series).flat_map(|s| s.x.iter().copied()).collect();
        if self.x.range.is_none() {
            values.extend(self.doses.iter().flat_map(|d| &d.times));
        }
        let domain = self.x.domain(&values, Fit::Tight)?;
        let fits = self.x.range.is_none();
        Ok(if fits { with_air(&self.panels, self.x.is_log(), domain) } else { domain })
    }

    fn look_of(&self, label: &str, direct: bool) -> Look {
        let index = self.labels().iter().position(|l| *l == label).unwrap_or(0);
        let plain = look(index);
        // Without a label beside it, a line must be known by more than its colour.
        if direct { plain } else { Look { dash: DASHES[index % DASHES.len()], ..plain } }
    }
}

impl Panel {
    /// What to show of the values whose times are shown.
    fn y_domain(&self, x: [f64; 2]) -> Result<[f64; 2], Problem> {
        let mut values = Vec::new();
        for series in &self.series {
            let shown = |i: &usize| (x[0]..=x[1]).contains(&series.x[*i]);
            for i in (0..series.x.len()).filter(shown) {
                values.push(series.y[i]);
                values.extend(series.band.iter().flat_map(|b| [b.low[i], b.high[i]]));
            }
        }
        self.y.domain(&values, Fit::Loose)
    }
}

/// Labels for the margin, one for line and points of the same name.
fn margin<'a>(figure: &TimeCourse, series: impl Iterator<Item = &'a Series>, direct: bool) -> Margin {
    let mut entries: Vec<Entry> = Vec::new();
    for one in series {
        let sample = if one.mark == Mark::Line { Sample::Line } else { Sample::Marker };
        if let Some(entry) = entries.iter_mut().find(|e| e.label == one.label) {
            entry.sample = if entry.sample == sample { sample } else { Sample::Both };
        } else {
            let look = figure.look_of(&one.label, direct);
            entries.push(Entry { label: one.label.clone(), look, sample, end: None });
        }
    }
    Margin { entries }
}

/// The panels below each other, without left and right ends yet, and the y below the last.
fn stack<'a>(
    figure: &'a TimeCourse,
    canvas: &Canvas,
    domain: [f64; 2],
    top: f64,
    direct: bool,
) -> Result<(Vec<Plot<'a>>, f64), FigureError> {
    let height = [380.0, 230.0, 180.0][figure.panels.len().clamp(1, 3) - 1];
    let all = || figure.panels.iter().flat_map(|p| &p.series);
    // A legend stands once, beside all panels.
    let legend = margin(figure, all().filter(|_| !direct), direct).height(canvas);
    let mut plots: Vec<Plot> = Vec::new();
    let mut y = top + figure.window_height(canvas, domain) + 4.0;
    for panel in &figure.panels {
        let margin = match (direct, plots.is_empty()) {
            (true, _) => margin(figure, panel.series.iter(), direct),
            (false, true) => margin(figure, all(), direct),
            (false, false) => Margin { entries: Vec::new() },
        };
        let own = if direct { margin.height(canvas) } else { legend / figure.panels.len() as f64 };
        let height = f64::max(height, own);
        // The first title needs no row of its own: it stands in the row of the window labels.
        let no_row = panel.title.is_empty() || (plots.is_empty() && figure.has_window_labels());
        y += if no_row { 0.0 } else { 20.0 };
        let rect = Rect::new(0.0, y, 0.0, y + height);
        let side = Side::upright(&panel.y, panel.y_domain(domain)?, height);
        plots.push(Plot { panel, rect, y: side, margin });
        y += height + GAP;
    }
    Ok((plots, y - GAP))
}

impl<'a> Layout<'a> {
    fn new(figure: &'a TimeCourse, canvas: &Canvas, domain: [f64; 2], top: f64) -> Result<Self, FigureError> {
        let direct = Self::at(figure, canvas, domain, top, true)?;
        if direct.is_direct(canvas) { Ok(direct) } else { Self::at(figure, canvas, domain, top, false) }
    }

    fn at(
        figure: &'a TimeCourse,
        canvas: &Canvas,
        domain: [f64; 2],
        top: f64,
        direct: bool,
    ) -> Result<Self, FigureError> {
        let (mut plots, mut bottom) = stack(figure, canvas, domain, top, direct)?;
        let beside = |p: &Plot| p.y.title_width(canvas, p.rect.height()) + p.y.label_width(canvas);
        let left = MARGIN + plots.iter().map(beside).fold(0.0, f64::max);
        let labels = plots.iter().map(|p| p.margin.width(canvas)).fold(0.0, f64::max);
        let right = WIDTH - MARGIN - labels.max(figure.dose_width(canvas)).max(8.0);
        for plot in &mut plots {
            (plot.rect.left, plot.rect.right) = (left, right);
        }
        let mut rows = Vec::new();
        for _ in &figure.doses {
            rows.push(Rect::new(left, bottom, right, bottom + 18.0));
            bottom += 18.0;
        }
        let x = Side::across(canvas, &figure.x, domain, right - left);
        let mut layout = Self { figure, x, plots, rows, direct };
        layout.find_ends();
        Ok(layout)
    }

    /// Where each line meets the right edge.
    fn find_ends(&mut self) {
        let x = &self.x;
        for plot in &mut self.plots {
            let frame = Frame { rect: plot.rect, x, y: &plot.y };
            for entry in &mut plot.margin.entries {
                let mut same: Vec<&Series> =
                    plot.panel.series.iter().filter(|s| s.label == entry.label).collect();
                same.sort_by_key(|s| s.mark != Mark::Line);
                entry.end = same.first().and_then(|s| end_of(&frame, s));
            }
        }
    }

    fn is_direct(&self, canvas: &Canvas) -> bool {
        self.plots.iter().all(|p| p.margin.is_direct(canvas, &p.rect))
    }

    fn windows(&self, canvas: &mut Canvas) {
        let Some(first) = self.plots.first() else { return };
        for plot in &self.plots {
            self.shade(canvas, &plot.rect, &plot.y);
        }
        for row in &self.rows {
            self.shade(canvas, row, &first.y);
        }
        for row in self.figure.window_rows(canvas, self.x.domain, first.rect.left, first.rect.right) {
            let y = first.rect.top - 8.0 - row.row as f64 * 16.0;
            canvas.text(row.label, [row.centre, y], Anchor::Middle, Type::TICK);
        }
    }

    fn shade(&self, canvas: &mut Canvas, rect: &Rect, y: &Side) {
        let xs = Frame { rect: *rect, x: &self.x, y }.x_span();
        for window in &self.figure.windows {
            let (a, b) = (xs.at(window.from).max(rect.left), xs.at(window.to).min(rect.right));
            if a < b {
                canvas.rect(Rect { left: a, right: b, ..*rect }, SHADE);
            }
        }
    }

    fn panels(&self, canvas: &mut Canvas) {
        let last = self.plots.len() - 1;
        for (i, plot) in self.plots.iter().enumerate() {
            let frame = Frame { rect: plot.rect, x: &self.x, y: &plot.y };
            frame.grid(canvas);
            self.dose_lines(canvas, plot);
            let shifts = shifts(&frame, plot.panel);
            let all = || plot.panel.series.iter().zip(&shifts);
            for (series, shift) in all() {
                band(canvas, &frame, series, *shift, self.figure.look_of(&series.label, self.direct));
            }
            for (series, shift) in all() {
                curve(canvas, &frame, series, *shift, self.figure.look_of(&series.label, self.direct));
            }
            frame.y_axis(canvas, MARGIN + 11.0);
            if i != last {
                frame.x_axis(canvas, false);
            }
            if !plot.panel.title.is_empty() {
                let at = [plot.rect.left, plot.rect.top - 8.0];
                canvas.text(plot.panel.title.as_str(), at, Anchor::Start, Type::PANEL);
            }
            if self.direct {
                plot.margin.draw_direct(canvas, &plot.rect);
            } else {
                plot.margin.draw_legend(canvas, &plot.rect);
            }
        }
    }

    fn dose_lines(&self, canvas: &mut Canvas, plot: &Plot) {
        let doses = &self.figure.doses;
        if doses.iter().map(|d| d.times.len()).sum::<usize>() > MOST_DOSE_LINES {
            return;
        }
        let xs = Frame { rect: plot.rect, x: &self.x, y: &plot.y }.x_span();
        for time in doses.iter().flat_map(|d| &d.times) {
            let x = xs.at(*time);
            if (plot.rect.left..=plot.rect.right).contains(&x) {
                let ends = [[x, plot.rect.top], [x, plot.rect.bottom]];
                canvas.dashed(&ends, DOSE.alpha(0.35), 0.9, &[2.0, 4.0]);
            }
        }
    }

    /// Rows of dose marks with their labels, and the time axis below them; gives the y below.
    fn doses(&self, canvas: &mut Canvas) -> f64 {
        let Some(last) = self.plots.last() else { return 0.0 };
        let mut rect = last.rect;
        for (row, doses) in self.rows.iter().zip(&self.figure.doses) {
            rect.bottom = row.bottom;
            let frame = Frame { rect: *row, x: &self.x, y: &last.y };
            let middle = row.centre()[1];
            let mut places: Vec<f64> = doses.times.iter().map(|t| frame.x_span().at(*t)).collect();
            places.sort_by(f64::total_cmp);
            places.retain(|x| (row.left - 0.5..=row.right + 0.5).contains(x));
            let closest = places.windows(2).map(|w| w[1] - w[0]).filter(|d| *d > 0.0).fold(20.0, f64::min);
            let half = (0.42 * closest).clamp(0.7, 4.5);
            for x in places {
                let foot = row.bottom - 3.5;
                canvas.area(&[[x - half, foot], [x, foot - 10.0], [x + half, foot]], DOSE);
            }
            let (mark, words) = if self.direct { (9.0, LEADER) } else { (30.0, SAMPLE) };
            canvas.area(&outline(Shape::Triangle, [row.right + mark, middle + 1.0], 4.2), DOSE);
            let at = [row.right + words, Type::LABEL.baseline(middle)];
            canvas.text(doses.label.as_str(), at, Anchor::Start, Type::LABEL);
        }
        canvas.line(&[[rect.left, last.rect.bottom], [rect.left, rect.bottom]], Ink::AXIS, 1.0);
        Frame { rect, x: &self.x, y: &last.y }.x_axis(canvas, true)
    }
}

/// Height of the line at the right edge, where it reaches it.
fn end_of(frame: &Frame, series: &Series) -> Option<f64> {
    let path = frame.path(&series.x, &series.y);
    let near = |p: &Point| p[0] >= frame.rect.right - 0.04 * frame.rect.width();
    let last = match series.mark {
        Mark::Line => clip_line(&path, &frame.rect).into_iter().flatten().last(),
        Mark::Points => path.into_iter().rfind(|p| frame.rect.grow(0.5).contains(*p)),
    };
    last.filter(near).map(|p| p[1])
}

fn band(canvas: &mut Canvas, frame: &Frame, series: &Series, shift: f64, look: Look) {
    let Some(band) = &series.band else { return };
    let (low, high) = (frame.path(&series.x, &band.low), frame.path(&series.x, &band.high));
    match series.mark {
        Mark::Line => {
            let outline: Vec<Point> = high.into_iter().chain(low.into_iter().rev()).collect();
            canvas.area(&clip_area(&outline, &frame.rect), look.ink.alpha(0.2));
        }
        Mark::Points => {
            for (a, b) in low.into_iter().zip(high) {
                // Points at the ends of the axis may be moved beyond it.
                let bounds =
                    Rect { left: frame.rect.left - 20.0, right: frame.rect.right + 20.0, ..frame.rect };
                for bar in clip_line(&[[a[0] + shift, a[1]], [b[0] + shift, b[1]]], &bounds) {
                    canvas.line(&bar, look.ink, 1.3);
                }
            }
        }
    }
}

fn curve(canvas: &mut Canvas, frame: &Frame, series: &Series, shift: f64, look: Look) {
    let path = frame.path(&series.x, &series.y);
    match series.mark {
        Mark::Line => {
            if let [point] = path[..] {
                canvas.disc(point, 2.5, look.ink);
            }
            // Half a stroke of air: a line along the edge keeps its width.
            for part in clip_line(&path, &frame.rect.grow(0.5)) {
                canvas.dashed(&part, look.ink, 2.0, look.dash);
            }
        }
        Mark::Points => {
            for p in path.into_iter().filter(|p| frame.rect.grow(0.5).contains(*p)) {
                canvas.marker(look.shape, [p[0] + shift, p[1]], 3.8, look.ink);
            }
        }
    }
}

struct WindowLabel {
    label: String,
    centre: f64,
    row: usize,
}

impl TimeCourse {
    /// Places of the words above shaded spans, in as few rows as do not overlap.
    fn window_rows(&self, canvas: &Canvas, domain: [f64; 2], left: f64, right: f64) -> Vec<WindowLabel> {
        let xs = crate::axis::Span::new(&self.x, domain, left, right);
        let title = self.panels.first().map(|p| p.title.as_str()).filter(|t| !t.is_empty());
        // The title of the first panel stands in the lowest row.
        let title = title.map(|t| left + canvas.width_of(t, Type::PANEL) + 8.0);
        let mut ends: Vec<f64> = title.into_iter().collect();
        let mut rows = Vec::new();
        let mut sorted: Vec<_> = self.windows.iter().collect();
        sorted.sort_by(|a, b| a.from.total_cmp(&b.from));
        for window in sorted {
            let (a, b) = (xs.at(window.from).max(left), xs.at(window.to).min(right));
            if a >= b || window.label.is_empty() {
                continue;
            }
            let half = 0.5 * canvas.width_of(&window.label, Type::TICK);
            let centre = (0.5 * (a + b)).min(right - half).max(left + half);
            let free = ends.iter().position(|end| *end + 10.0 <= centre - half);
            let row = free.unwrap_or(ends.len());
            if free.is_none() {
                ends.push(0.0);
            }
            ends[row] = centre + half;
            rows.push(WindowLabel { label: window.label.clone(), centre, row });
        }
        rows
    }

    fn has_window_labels(&self) -> bool {
        self.windows.iter().any(|w| !w.label.is_empty())
    }

    /// Height of those rows, on a plot of the least width there can be.
    fn window_height(&self, canvas: &Canvas, domain: [f64; 2]) -> f64 {
        let rows = self.window_rows(canvas, domain, 120.0, 600.0);
        let count = rows.iter().map(|r| r.row + 1).max().unwrap_or(0);
        let least = usize::from(self.has_window_labels());
        count.max(least) as f64 * 16.0 + 4.0
    }

    fn dose_width(&self, canvas: &Canvas) -> f64 {
        self.doses.iter().map(|d| canvas.width_of(&d.label, Type::LABEL) + SAMPLE).fold(0.0, f64::max)
    }
}
