//! A log-log chart as SVG: one panel per model, one line per method.

use std::fmt::Write as _;

/// A point of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    /// Microseconds per simulation.
    pub x: f64,
    /// Error.
    pub y: f64,
    /// Relative tolerance that gave it.
    pub tolerance: f64,
}

/// A line.
#[derive(Debug, Clone)]
pub(super) struct Curve {
    pub name: String,
    pub points: Vec<Point>,
}

/// A panel.
#[derive(Debug, Clone)]
pub(super) struct Panel {
    pub title: String,
    pub curves: Vec<Curve>,
}

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 560.0;
const LEFT: f64 = 76.0;
const GAP: f64 = 36.0;
const TOP: f64 = 112.0;
const BOTTOM: f64 = 126.0;
const TEXT: &str = "#222222";
const QUIET: &str = "#5E6468";
const GRID: &str = "#E7E9EB";

/// Colours of Okabe and Ito, told apart without colour vision; shape and dash say the same again.
const STYLES: [(&str, &str, Marker); 5] = [
    ("#222222", "5 4", Marker::Ring),
    ("#0072B2", "", Marker::Circle),
    ("#D55E00", "", Marker::Square),
    ("#009E73", "2 3", Marker::Triangle),
    ("#CC79A7", "8 3 2 3", Marker::Diamond),
];

#[derive(Debug, Clone, Copy)]
enum Marker {
    Ring,
    Circle,
    Square,
    Triangle,
    Diamond,
}

/// Powers of ten that an axis goes over, mapped to pixels.
#[derive(Debug, Clone, Copy)]
struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// Covers `values` with whole thirds of a decade (1, 2, 5, 10).
    fn over(values: impl Iterator<Item = f64>, from: f64, to: f64) -> Self {
        let logs: Vec<f64> = values.map(f64::log10).collect();
        let low = logs.iter().copied().fold(f64::INFINITY, f64::min);
        let high = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if low > high {
            return Self { low: 0.0, high: 1.0, from, to };
        }
        Self { low: third(low, f64::floor), high: third(high, f64::ceil), from, to }
    }

    fn at(&self, value: f64) -> f64 {
        self.from + (self.to - self.from) * (value.log10() - self.low) / (self.high - self.low)
    }

    /// Powers of ten, and 2 and 5 times these where there are few.
    fn ticks(&self) -> Vec<f64> {
        let few = self.high - self.low < 2.5;
        let steps: &[f64] = if few { &[1.0, 2.0, 5.0] } else { &[1.0] };
        let decades = (self.low.floor() as i32)..=(self.high.ceil() as i32);
        let all = decades.flat_map(|d| steps.iter().map(move |s| s * 10_f64.powi(d)));
        let slack = 1e-6;
        all.filter(|t| (self.low - slack..=self.high + slack).contains(&t.log10())).collect()
    }
}

/// The 1, 2 or 5 of a decade next to a logarithm, below or above.
fn third(log: f64, round: fn(f64) -> f64) -> f64 {
    let base = log.floor();
    let steps = [0.0, 2_f64.log10(), 5_f64.log10(), 1.0];
    let part = log - base;
    let chosen = if round(0.5) == 0.0 {
        steps.iter().copied().filter(|s| *s <= part + 1e-9).fold(0.0, f64::max)
    } else {
        steps.iter().copied().filter(|s| *s >= part - 1e-9).fold(1.0, f64::min)
    };
    base + chosen
}

/// The chart.
pub(super) fn draw(title: &str, panels: &[Panel], foot: &[&str]) -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"Arimo, Arial, sans-serif\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    text(&mut svg, LEFT, 32.0, 18.0, TEXT, "start", true, title);
    legend(&mut svg, panels);
    let width = (WIDTH - LEFT - 24.0 - GAP * (panels.len() as f64 - 1.0)) / panels.len() as f64;
    let errors = panels.iter().flat_map(|p| &p.curves).flat_map(|c| &c.points).map(|p| p.y);
    // One scale of errors for all panels; each has its own scale of times.
    let y = Scale::over(errors, HEIGHT - BOTTOM, TOP);
    for (i, panel) in panels.iter().enumerate() {
        let left = LEFT + i as f64 * (width + GAP);
        draw_panel(&mut svg, panel, y, left, left + width, i == 0);
    }
    let (middle, bottom) = (0.5 * (HEIGHT - BOTTOM + TOP), HEIGHT - BOTTOM + 46.0);
    let _ = writeln!(svg, "<g transform=\"translate(20 {middle}) rotate(-90)\">");
    text(&mut svg, 0.0, 0.0, 13.0, TEXT, "middle", false, "relative error reached (no unit)");
    svg.push_str("</g>\n");
    text(
        &mut svg,
        0.5 * (LEFT + WIDTH - 24.0),
        bottom,
        13.0,
        TEXT,
        "middle",
        false,
        "time per simulation (µs)",
    );
    let lines = foot.iter().flat_map(|f| wrapped(f, 150));
    for (i, line) in lines.enumerate() {
        text(&mut svg, LEFT, bottom + 24.0 + 15.0 * i as f64, 11.0, QUIET, "start", false, &line);
    }
    svg + "</svg>\n"
}

fn draw_panel(svg: &mut String, panel: &Panel, y: Scale, left: f64, right: f64, labels: bool) {
    let xs = panel.curves.iter().flat_map(|c| &c.points).map(|p| p.x);
    // Air on the left for the labels of tolerances.
    let mut x = Scale::over(xs, left, right);
    x.from += 0.09 * (right - left);
    text(svg, left, TOP - 14.0, 13.0, TEXT, "start", true, &panel.title);
    for tick in y.ticks() {
        let at = y.at(tick);
        line(svg, (left, at), (right, at), GRID);
        if labels {
            power(svg, left - 8.0, at + 4.0, "end", tick);
        }
    }
    for tick in x.ticks() {
        let at = x.at(tick);
        line(svg, (at, TOP), (at, HEIGHT - BOTTOM), GRID);
        text(svg, at, HEIGHT - BOTTOM + 20.0, 12.0, QUIET, "middle", false, &plain(tick));
    }
    line(svg, (left, HEIGHT - BOTTOM), (right, HEIGHT - BOTTOM), "#6B7176");
    line(svg, (left, TOP), (left, HEIGHT - BOTTOM), "#6B7176");
    if panel.curves.iter().all(|c| c.points.is_empty()) {
        text(
            svg,
            0.5 * (left + right),
            0.5 * (TOP + y.from),
            13.0,
            QUIET,
            "middle",
            false,
            "no method solved all sets",
        );
        return;
    }
    let idle: Vec<&str> =
        panel.curves.iter().filter(|c| c.points.is_empty()).map(|c| c.name.as_str()).collect();
    if !idle.is_empty() {
        let words = format!("no line: {} (gave up at every tolerance)", idle.join(", "));
        text(svg, left + 10.0, HEIGHT - BOTTOM - 10.0, 12.0, QUIET, "start", false, &words);
    }
    // The first is drawn last: `auto` lies on top of the method that it chooses.
    for (i, curve) in panel.curves.iter().enumerate().rev() {
        draw_curve(svg, curve, i, x, y);
    }
    if let Some(curve) = panel.curves.iter().find(|c| c.points.len() > 5) {
        for point in curve.points.iter().filter(|p| [3.0, 6.0, 10.0].contains(&-p.tolerance.log10().round()))
        {
            let (px, py) = (x.at(point.x) - 9.0, y.at(point.y) + 15.0);
            power(svg, px, py, "end", point.tolerance);
        }
    }
}

fn draw_curve(svg: &mut String, curve: &Curve, style: usize, x: Scale, y: Scale) {
    let (colour, dash, marker) = STYLES[style % STYLES.len()];
    let points: Vec<(f64, f64)> = curve.points.iter().map(|p| (x.at(p.x), y.at(p.y))).collect();
    let path: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let _ = writeln!(
        svg,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.8\" \
         stroke-dasharray=\"{dash}\"/>",
        path.join(" ")
    );
    for at in points {
        mark(svg, at, colour, marker);
    }
}

fn mark(svg: &mut String, (x, y): (f64, f64), colour: &str, marker: Marker) {
    let shape = match marker {
        Marker::Ring => {
            format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"6.5\" fill=\"none\" stroke=\"{colour}\"/>")
        }
        Marker::Circle => format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.8\" fill=\"{colour}\"/>"),
        Marker::Square => format!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"7\" height=\"7\" fill=\"{colour}\"/>",
            x - 3.5,
            y - 3.5
        ),
        Marker::Triangle => {
            let (a, b, c) = (y - 4.6, y + 3.4, x);
            format!(
                "<path d=\"M{c:.1} {a:.1} L{:.1} {b:.1} L{:.1} {b:.1} Z\" fill=\"{colour}\"/>",
                c + 4.6,
                c - 4.6
            )
        }
        Marker::Diamond => format!(
            "<path d=\"M{x:.1} {:.1} L{:.1} {y:.1} L{x:.1} {:.1} L{:.1} {y:.1} Z\" fill=\"{colour}\"/>",
            y - 5.0,
            x + 5.0,
            y + 5.0,
            x - 5.0
        ),
    };
    svg.push_str(&shape);
    svg.push('\n');
}

fn legend(svg: &mut String, panels: &[Panel]) {
    let Some(panel) = panels.first() else { return };
    let mut at = LEFT;
    for (i, curve) in panel.curves.iter().enumerate() {
        if panels.iter().all(|p| p.curves[i].points.is_empty()) {
            continue;
        }
        let (colour, dash, marker) = STYLES[i % STYLES.len()];
        let _ = writeln!(
            svg,
            "<line x1=\"{at}\" y1=\"62\" x2=\"{}\" y2=\"62\" stroke=\"{colour}\" stroke-width=\"1.8\" \
             stroke-dasharray=\"{dash}\"/>",
            at + 34.0
        );
        mark(svg, (at + 17.0, 62.0), colour, marker);
        text(svg, at + 41.0, 66.5, 13.0, TEXT, "start", false, &curve.name);
        at += 41.0 + 8.0 * curve.name.len() as f64 + 26.0;
    }
    text(svg, at, 66.5, 12.0, QUIET, "start", false, "numbers in the panels: relative tolerance asked for");
}

fn line(svg: &mut String, from: (f64, f64), to: (f64, f64), colour: &str) {
    let _ = writeln!(
        svg,
        "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{colour}\"/>",
        from.0, from.1, to.0, to.1
    );
}

#[expect(clippy::too_many_arguments, reason = "a text has that many properties")]
fn text(svg: &mut String, x: f64, y: f64, size: f64, ink: &str, anchor: &str, bold: bool, words: &str) {
    let weight = if bold { " font-weight=\"bold\"" } else { "" };
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    let _ = writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" fill=\"{ink}\" text-anchor=\"{anchor}\"{weight}>{words}</text>"
    );
}

/// A power of ten, with a raised exponent.
fn power(svg: &mut String, x: f64, y: f64, anchor: &str, value: f64) {
    let exponent = value.log10().floor();
    let factor = (value / 10_f64.powf(exponent)).round();
    let base = if factor == 1.0 { "10".to_owned() } else { format!("{factor}·10") };
    let exponent = format!("{exponent}").replace('-', "\u{2212}");
    let _ = writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"12\" fill=\"{QUIET}\" text-anchor=\"{anchor}\" \
         paint-order=\"stroke\" stroke=\"white\" stroke-width=\"4\">{base}\
         <tspan dy=\"-5\" font-size=\"9\">{exponent}</tspan></text>"
    );
}

/// A tick of time, thousands apart.
fn plain(value: f64) -> String {
    let text = if value >= 1.0 { format!("{value:.0}") } else { format!("{value}") };
    match text.len() {
        5.. if value >= 1e4 => format!("{}\u{202f}{}", &text[..text.len() - 3], &text[text.len() - 3..]),
        _ => text,
    }
}

/// Lines of at most `most` characters.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.len() - 1;
        if lines[last].len() + word.len() + 1 > most && !lines[last].is_empty() {
            lines.push(word.to_owned());
        } else {
            if !lines[last].is_empty() {
                lines[last].push(' ');
            }
            lines[last].push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_ends_at_one_two_or_five() {
        let scale = Scale::over([3.0, 40.0].into_iter(), 0.0, 100.0);
        assert!((scale.low - 2_f64.log10()).abs() < 1e-9 && (scale.high - 50_f64.log10()).abs() < 1e-9);
        assert_eq!(scale.ticks(), [2.0, 5.0, 10.0, 20.0, 50.0]);
        assert!((scale.at(2.0)).abs() < 1e-9 && (scale.at(50.0) - 100.0).abs() < 1e-9);
    }

    #[test]
    fn long_lines_are_broken_at_spaces() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
    }
}
