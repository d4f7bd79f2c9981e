//! What all figures have in common.

use crate::canvas::{Anchor, Canvas, Type, escape};
use crate::error::FigureError;
use crate::geometry::Point;
use crate::provenance::Provenance;
use crate::table::Table;

/// Width of every figure in pixels.
pub(crate) const WIDTH: f64 = 860.0;
/// Free space around a figure.
pub(crate) const MARGIN: f64 = 18.0;

/// Words above a figure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caption {
    /// The one message of the figure.
    pub title: String,
    /// What was done, how often, and what bands mean; empty for none.
    pub subtitle: String,
}

impl Caption {
    /// Title and subtitle; `""` for no subtitle.
    pub fn new(title: impl Into<String>, subtitle: impl Into<String>) -> Self {
        Self { title: title.into(), subtitle: subtitle.into() }
    }
}

/// A figure in all forms that a caller may write to files.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// The picture as SVG, with the provenance in its metadata.
    pub svg: String,
    /// The picture as PNG, with the provenance in a text chunk.
    pub png: Vec<u8>,
    /// The numbers that are shown.
    pub csv: String,
    /// The provenance, for a file beside the others.
    pub provenance_json: String,
}

/// A figure: plain data that can be drawn.
///
/// Drawing is a pure function of the data: the same figure gives the same bytes on every machine.
pub trait Figure {
    /// The figure as SVG, 860 pixels wide.
    ///
    /// # Errors
    /// All problems of the data at once.
    fn svg(&self) -> Result<String, FigureError>;

    /// The numbers that the figure shows, unrounded.
    ///
    /// # Errors
    /// As [`Figure::svg`].
    fn table(&self) -> Result<Table, FigureError>;

    /// Where the numbers come from.
    fn provenance(&self) -> &Provenance;

    /// The figure as PNG, `scale` times 860 pixels wide.
    ///
    /// # Errors
    /// As [`Figure::svg`], and [`Problem::BadScale`](crate::Problem::BadScale).
    fn png(&self, scale: f32) -> Result<Vec<u8>, FigureError> {
        crate::png::png(&self.svg()?, scale, &self.provenance().json())
    }

    /// All forms at once; `scale` is that of the PNG.
    ///
    /// # Errors
    /// As [`Figure::png`].
    fn render(&self, scale: f32) -> Result<Rendered, FigureError> {
        let svg = self.svg()?;
        let provenance_json = self.provenance().json();
        let png = crate::png::png(&svg, scale, &provenance_json)?;
        Ok(Rendered { svg, png, csv: self.table()?.csv(), provenance_json })
    }
}

/// Writes title and subtitle; gives the y below them.
pub(crate) fn open(canvas: &mut Canvas, caption: &Caption) -> f64 {
    let room = WIDTH - 2.0 * MARGIN;
    let mut y = MARGIN + 14.0;
    for (text, style) in [(&caption.title, Type::TITLE), (&caption.subtitle, Type::SUBTITLE)] {
        let lines = canvas.wrap(text, style, room);
        y = canvas.lines(&lines, [MARGIN, y], Anchor::Start, style);
    }
    y
}

/// Writes the provenance below `y` and sets the height of the canvas.
pub(crate) fn close(canvas: &mut Canvas, y: f64, provenance: &Provenance) {
    let lines = canvas.wrap(&provenance.line(), Type::FOOT, WIDTH - 2.0 * MARGIN);
    let at: Point = [MARGIN, y + 20.0];
    let end = canvas.lines(&lines, at, Anchor::Start, Type::FOOT);
    canvas.height = if lines.is_empty() { y + 10.0 } else { end };
    canvas.height = canvas.height.ceil();
}

/// Turns the canvas into SVG with title, description and metadata.
pub(crate) fn finish(
    canvas: &Canvas,
    caption: &Caption,
    description: &str,
    provenance: &Provenance,
) -> Result<String, FigureError> {
    let head = format!(
        "<title>{}</title>\n<desc>{}</desc>\n<metadata>{}</metadata>\n",
        escape(&caption.title),
        escape(description),
        escape(provenance.json().trim_end())
    );
    canvas.svg(&head)
}
