//! The embedded font: its bytes, the size of a text in it, and breaking of lines.
//!
//! Arimo has the widths of Arial and Liberation Sans, so an SVG keeps its layout on machines that
//! have one of these instead.

use ab_glyph::{Font, FontRef};

use crate::error::{FigureError, Problem};

/// The regular face, TrueType (licence: `fonts/OFL.txt`).
pub(crate) const REGULAR: &[u8] = include_bytes!("../fonts/Arimo-Regular.ttf");
/// The bold face, TrueType (licence: `fonts/OFL.txt`).
pub(crate) const BOLD: &[u8] = include_bytes!("../fonts/Arimo-Bold.ttf");
/// Family name of both faces.
pub(crate) const FAMILY: &str = "Arimo";

/// Height of a capital letter, relative to the font size.
pub(crate) const CAP_HEIGHT: f64 = 0.716;
/// How far letters such as g reach below the baseline, relative to the font size.
pub(crate) const DESCENT: f64 = 0.212;

/// Measures text.
pub(crate) struct Ruler {
    regular: FontRef<'static>,
    bold: FontRef<'static>,
}

impl Ruler {
    /// # Errors
    /// [`Problem::Drawing`] where the embedded font cannot be read.
    pub(crate) fn new() -> Result<Self, FigureError> {
        let face = |bytes| {
            FontRef::try_from_slice(bytes)
                .map_err(|e| FigureError::from(Problem::Drawing { message: e.to_string() }))
        };
        Ok(Self { regular: face(REGULAR)?, bold: face(BOLD)? })
    }

    /// Width in pixels of one line at font size `size`, with kerning.
    pub(crate) fn width(&self, text: &str, size: f64, bold: bool) -> f64 {
        let face = if bold { &self.bold } else { &self.regular };
        let mut units = 0.0;
        let mut before = None;
        for c in text.chars() {
            let glyph = face.glyph_id(c);
            if let Some(before) = before {
                units += face.kern_unscaled(before, glyph);
            }
            units += face.h_advance_unscaled(glyph);
            before = Some(glyph);
        }
        f64::from(units) * size / f64::from(face.units_per_em().unwrap_or(2048.0))
    }

    /// The first character of `text` that the font cannot show.
    pub(crate) fn missing(&self, text: &str) -> Option<char> {
        text.chars().find(|c| self.regular.glyph_id(*c).0 == 0 || self.bold.glyph_id(*c).0 == 0)
    }

    /// Breaks `text` at spaces into lines of at most `width` pixels; a longer word stays whole,
    /// and a sign such as ≥ stays with its number.
    pub(crate) fn wrap(&self, text: &str, size: f64, bold: bool, width: f64) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in chunks(text) {
            match lines.last_mut() {
                Some(line) if self.width(&format!("{line} {word}"), size, bold) <= width => {
                    line.push(' ');
                    line.push_str(&word);
                }
                _ => lines.push(word),
            }
        }
        lines
    }
}

/// Words, each with the signs that belong to it.
fn chunks(text: &str) -> Vec<String> {
    let mut chunks: Vec<String> = Vec::new();
    let mut open = false;
    for word in text.split_whitespace() {
        match chunks.last_mut() {
            Some(chunk) if open || word == "%" => {
                chunk.push(' ');
                chunk.push_str(word);
            }
            _ => chunks.push(word.to_string()),
        }
        open = matches!(word, "≥" | "≤" | "=" | "<" | ">" | "±" | "×");
    }
    chunks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_has_every_sign_that_models_need() {
        let ruler = Ruler::new().unwrap();
        let signs = "µμαβγδκλΔΩ·≥≤–—−×±²³⁰⁴⁵⁶⁷⁸⁹⁻₀₁₂₉→←∞≈°…‰½′″“”‘’éüñßŁžБ\u{a0}\u{2009}";
        assert_eq!(ruler.missing(signs), None);
        assert_eq!(ruler.missing("a漢"), Some('漢'));
    }

    #[test]
    fn width_grows_with_size_and_weight() {
        let ruler = Ruler::new().unwrap();
        // Arimo digits are 1139 of 2048 units wide.
        assert!((ruler.width("00", 10.0, false) - 2.0 * 11.39 / 2.048).abs() < 1e-3);
        assert!(ruler.width("time", 10.0, true) > ruler.width("time", 10.0, false));
    }

    #[test]
    fn wrapping_keeps_every_word() {
        let ruler = Ruler::new().unwrap();
        let lines = ruler.wrap("one two three four", 12.0, false, 60.0);
        assert!(lines.len() > 1 && lines.join(" ") == "one two three four");
        assert!(lines.iter().all(|l| ruler.width(l, 12.0, false) <= 60.0));
        assert_eq!(ruler.wrap("on ≥ 80 % off", 12.0, false, 30.0), ["on", "≥ 80 %", "off"]);
    }
}
