//! What a figure draws on: shapes and texts in pixels, written as SVG by `plotters`.
//!
//! The SVG backend of `plotters` takes whole pixels only, which makes stairs of slopes. Shapes are
//! therefore handed to it ten times as large and shown at a tenth of the size. Texts are written
//! here: a halo, any angle and letters that share the precision of the shapes are beyond it.

use std::fmt::Write as _;

use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::{RGBAColor, ShapeStyle};

use crate::error::{FigureError, Problem};
use crate::font::{CAP_HEIGHT, DESCENT, FAMILY, Ruler};
use crate::geometry::{Point, Rect, dashes};
use crate::palette::{Ink, Shape};

/// Units of the view box per pixel.
const FINE: f64 = 10.0;

/// Which end of a text its position means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Type {
    pub(crate) size: f64,
    pub(crate) bold: bool,
    pub(crate) ink: Ink,
    /// A white rim, for text over lines.
    pub(crate) halo: bool,
}

impl Type {
    pub(crate) const TITLE: Self = Self { size: 18.0, bold: true, ink: Ink::TEXT, halo: false };
    pub(crate) const SUBTITLE: Self = Self { size: 13.5, bold: false, ink: Ink::QUIET, halo: false };
    pub(crate) const AXIS: Self = Self { size: 13.0, bold: false, ink: Ink::TEXT, halo: false };
    pub(crate) const PANEL: Self = Self { size: 13.0, bold: true, ink: Ink::TEXT, halo: false };
    pub(crate) const TICK: Self = Self { size: 12.0, bold: false, ink: Ink::QUIET, halo: false };
    pub(crate) const LABEL: Self = Self { size: 12.5, bold: false, ink: Ink::TEXT, halo: false };
    pub(crate) const FOOT: Self = Self { size: 11.0, bold: false, ink: Ink::QUIET, halo: false };

    pub(crate) fn ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }

    pub(crate) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(crate) fn halo(self) -> Self {
        Self { halo: true, ..self }
    }

    /// Distance of two baselines.
    pub(crate) fn line_height(&self) -> f64 {
        (self.size * 1.25).round()
    }

    /// Baseline of a line whose capitals are centred on `y`.
    pub(crate) fn baseline(&self, y: f64) -> f64 {
        y + 0.5 * CAP_HEIGHT * self.size
    }
}

/// One line of text; `at` is on its baseline, `angle` in degrees clockwise.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) at: Point,
    pub(crate) anchor: Anchor,
    pub(crate) angle: f64,
    pub(crate) style: Type,
}

#[derive(Debug, Clone, PartialEq)]
enum Drawn {
    Line(Vec<Point>, Ink, f64),
    Area(Vec<Point>, Ink),
    Disc(Point, f64, Ink),
}

/// A figure while it is made.
pub(crate) struct Canvas {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) ruler: Ruler,
    shapes: Vec<Drawn>,
    texts: Vec<Text>,
}

impl Canvas {
    pub(crate) fn new(width: f64) -> Result<Self, FigureError> {
        let ruler = Ruler::new()?;
        Ok(Self { width, height: 0.0, ruler, shapes: Vec::new(), texts: Vec::new() })
    }

    pub(crate) fn line(&mut self, points: &[Point], ink: Ink, width: f64) {
        self.shapes.push(Drawn::Line(points.to_vec(), ink, width));
    }

    pub(crate) fn dashed(&mut self, points: &[Point], ink: Ink, width: f64, pattern: &[f64]) {
        for stroke in dashes(points, pattern) {
            self.line(&stroke, ink, width);
        }
    }

    pub(crate) fn area(&mut self, points: &[Point], ink: Ink) {
        self.shapes.push(Drawn::Area(points.to_vec(), ink));
    }

    pub(crate) fn rect(&mut self, rect: Rect, ink: Ink) {
        self.area(&rect.corners(), ink);
    }

    pub(crate) fn disc(&mut self, centre: Point, radius: f64, ink: Ink) {
        self.shapes.push(Drawn::Disc(centre, radius, ink));
    }

    /// A filled marker with a white rim, so that it stands out from lines and other markers.
    pub(crate) fn marker(&mut self, shape: Shape, at: Point, radius: f64, ink: Ink) {
        if shape == Shape::Circle {
            self.disc(at, radius + 1.3, Ink::WHITE);
            self.disc(at, radius, ink);
        } else {
            self.area(&outline(shape, at, radius + 1.8), Ink::WHITE);
            self.area(&outline(shape, at, radius), ink);
        }
    }

    pub(crate) fn text(&mut self, text: impl Into<String>, at: Point, anchor: Anchor, style: Type) {
        self.turned(text, at, anchor, 0.0, style);
    }

    pub(crate) fn turned(
        &mut self,
        text: impl Into<String>,
        at: Point,
        anchor: Anchor,
        angle: f64,
        style: Type,
    ) {
        self.texts.push(Text { text: text.into(), at, anchor, angle, style });
    }

    /// Several lines below each other, the first at `at`; gives the baseline after the last.
    pub(crate) fn lines(&mut self, lines: &[String], at: Point, anchor: Anchor, style: Type) -> f64 {
        let mut y = at[1];
        for line in lines {
            self.text(line.as_str(), [at[0], y], anchor, style);
            y += style.line_height();
        }
        y
    }

    pub(crate) fn width_of(&self, text: &str, style: Type) -> f64 {
        self.ruler.width(text, style.size, style.bold)
    }

    pub(crate) fn wrap(&self, text: &str, style: Type, width: f64) -> Vec<String> {
        self.ruler.wrap(text, style.size, style.bold, width)
    }

    /// The corners of each text, with the text.
    pub(crate) fn text_boxes(&self) -> Vec<(&Text, [Point; 4])> {
        self.texts.iter().map(|t| (t, corners(t, self.width_of(&t.text, t.style)))).collect()
    }

    /// The SVG. `head` is put before the shapes: title, description and metadata.
    ///
    /// # Errors
    /// Characters that the font lacks, texts that leave the canvas, and failures of the backend.
    pub(crate) fn svg(&self, head: &str) -> Result<String, FigureError> {
        FigureError::check(self.text_problems())?;
        let size = ((self.width * FINE) as u32, (self.height * FINE) as u32);
        let mut drawn = String::new();
        {
            let mut backend = SVGBackend::with_string(&mut drawn, size);
            self.draw(&mut backend)
                .and_then(|()| backend.present().map_err(|e| e.to_string()))
                .map_err(|message| Problem::Drawing { message })?;
        }
        let shapes = drawn.split_once('\n').map_or("", |(_, rest)| rest).trim_end();
        let shapes = shapes.strip_suffix("</svg>").unwrap_or(shapes);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {} {}\" \
             role=\"img\" stroke-linejoin=\"round\" stroke-linecap=\"butt\">\n{head}\
             <rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>\n{shapes}\
             <g font-family=\"{FAMILY}, Arial, 'Liberation Sans', Helvetica, sans-serif\">\n",
            self.width, self.height, size.0, size.1
        );
        for text in &self.texts {
            write_text(&mut svg, text);
        }
        svg.push_str("</g>\n</svg>\n");
        Ok(svg)
    }

    fn draw(&self, backend: &mut SVGBackend) -> Result<(), String> {
        for shape in &self.shapes {
            match shape {
                Drawn::Line(points, ink, width) => {
                    backend.draw_path(points.iter().map(fine), &shape_style(*ink, *width))
                }
                Drawn::Area(points, ink) => {
                    backend.fill_polygon(points.iter().map(fine), &shape_style(*ink, 0.0))
                }
                Drawn::Disc(centre, radius, ink) => {
                    let radius = (radius * FINE).round() as u32;
                    backend.draw_circle(fine(centre), radius, &shape_style(*ink, 0.0), true)
                }
            }
            .map_err(|e| e.to_string())?;
        }
        Ok(())
    }

    fn text_problems(&self) -> Vec<Problem> {
        let paper = Rect::new(0.0, 0.0, self.width, self.height);
        let mut problems = Vec::new();
        for (text, corners) in self.text_boxes() {
            let name = text.text.clone();
            if let Some(character) = self.ruler.missing(&text.text) {
                problems.push(Problem::MissingGlyph { text: name, character });
            } else if !corners.iter().all(|c| paper.contains(*c)) {
                problems.push(Problem::TextTooLong { text: name });
            }
        }
        problems
    }
}

fn fine(p: &Point) -> (i32, i32) {
    ((p[0] * FINE).round() as i32, (p[1] * FINE).round() as i32)
}

fn shape_style(ink: Ink, width: f64) -> ShapeStyle {
    let [r, g, b] = ink.rgb;
    let stroke_width = (width * FINE).round() as u32;
    ShapeStyle { color: RGBAColor(r, g, b, ink.alpha), filled: true, stroke_width }
}

/// Corners of a marker whose area is near that of a circle of `radius`.
pub(crate) fn outline(shape: Shape, at: Point, radius: f64) -> Vec<Point> {
    let ring = |n: usize, r: f64, turn: f64| -> Vec<Point> {
        (0..n)
            .map(|i| {
                let a = (i as f64 / n as f64 + turn) * std::f64::consts::TAU;
                [at[0] + r * a.sin(), at[1] - r * a.cos()]
            })
            .collect()
    };
    match shape {
        Shape::Circle => ring(32, radius, 0.0),
        Shape::Square => ring(4, 1.25 * radius, 0.125),
        Shape::Triangle => ring(3, 1.4 * radius, 0.0),
        Shape::DownTriangle => ring(3, 1.4 * radius, 0.5),
        Shape::Diamond => ring(4, 1.35 * radius, 0.0),
        Shape::Pentagon => ring(5, 1.15 * radius, 0.0),
        Shape::Plus => {
            let (long, thin) = (1.15 * radius, 0.45 * radius);
            let quarter = [[-thin, -thin], [-thin, -long], [thin, -long]];
            let turns = [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]];
            let turned = |[c, s]: [f64; 2], [x, y]: Point| [at[0] + c * x - s * y, at[1] + s * x + c * y];
            turns.iter().flat_map(|t| quarter.map(|p| turned(*t, p))).collect()
        }
    }
}

/// Corners of the ink of a text of the given width.
fn corners(text: &Text, width: f64) -> [Point; 4] {
    let left = match text.anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => -0.5 * width,
        Anchor::End => -width,
    };
    let size = text.style.size;
    let (sin, cos) = text.angle.to_radians().sin_cos();
    Rect::new(left, -CAP_HEIGHT * size, left + width, DESCENT * size)
        .corners()
        .map(|[x, y]| [text.at[0] + cos * x - sin * y, text.at[1] + sin * x + cos * y])
}

fn write_text(svg: &mut String, text: &Text) {
    let tenth = |v: f64| (v * FINE).round() as i64;
    let (x, y) = (tenth(text.at[0]), tenth(text.at[1]));
    let anchor = match text.anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let style = text.style;
    let _ = write!(
        svg,
        "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" font-size=\"{}\" fill=\"{}\"",
        tenth(style.size),
        style.ink.css()
    );
    if style.bold {
        svg.push_str(" font-weight=\"bold\"");
    }
    if style.halo {
        svg.push_str(
            " stroke=\"#FFFFFF\" stroke-width=\"35\" stroke-opacity=\"0.85\" paint-order=\"stroke\"",
        );
    }
    if text.angle != 0.0 {
        let _ = write!(svg, " transform=\"rotate({} {x} {y})\"", text.angle);
    }
    let _ = writeln!(svg, ">{}</text>", escape(&text.text));
}

/// Text for use between XML tags.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn svg_is_xml_at_a_tenth_of_its_view_box() {
        let mut canvas = Canvas::new(200.0).unwrap();
        canvas.height = 100.0;
        canvas.line(&[[0.0, 0.04], [10.0, 20.0]], Ink::AXIS, 1.5);
        canvas.text("a < b & c", [10.0, 50.0], Anchor::Start, Type::AXIS);
        let svg = canvas.svg("<title>t</title>\n").unwrap();
        let document = roxmltree::Document::parse(&svg).unwrap();
        assert_eq!(document.root_element().attribute("viewBox"), Some("0 0 2000 1000"));
        assert!(svg.contains("points=\"0,0 100,200 \"") && svg.contains("stroke-width=\"15\""));
        assert!(document.descendants().any(|n| n.text() == Some("a < b & c")));
    }

    #[test]
    fn text_off_the_canvas_is_an_error() {
        let mut canvas = Canvas::new(50.0).unwrap();
        canvas.height = 20.0;
        canvas.text("far too long a text", [10.0, 15.0], Anchor::Start, Type::AXIS);
        canvas.text("漢", [10.0, 15.0], Anchor::Start, Type::AXIS);
        let problems = canvas.svg("").unwrap_err().problems;
        assert!(matches!(problems[0], Problem::TextTooLong { .. }));
        assert!(matches!(problems[1], Problem::MissingGlyph { character: '漢', .. }));
    }
}
