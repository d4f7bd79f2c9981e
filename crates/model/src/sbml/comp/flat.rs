//! The flat text, with where each part of it came from.

use crate::Span;

/// A part of the flat text.
#[derive(Debug, Clone, Copy)]
struct Piece {
    start: usize,
    end: usize,
    origin: Span,
}

/// The flat text.
#[derive(Debug, Default)]
pub(super) struct Flat {
    text: String,
    pieces: Vec<Piece>,
}

impl Flat {
    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds text that no place ever points into.
    pub fn add(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Adds text that stands for the text at `origin`.
    pub fn put(&mut self, text: &str, origin: Span) {
        let start = self.text.len();
        self.text.push_str(text);
        self.pieces.push(Piece { start, end: self.text.len(), origin });
    }

    /// Adds text, with what XML gives a meaning to written as entities.
    pub fn put_escaped(&mut self, text: &str, origin: Span) {
        let start = self.text.len();
        self.add_escaped(text);
        self.pieces.push(Piece { start, end: self.text.len(), origin });
    }

    /// The same, for text that no place ever points into.
    pub fn add_escaped(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                // Else the parser turns them into spaces, where they stand in attributes.
                '\n' | '\r' | '\t' => self.text.push_str(&format!("&#{};", u32::from(c))),
                _ => self.text.push(c),
            }
        }
    }

    /// The place in the texts of the user that a place in the flat text stands for.
    pub fn origin(&self, place: Span) -> Span {
        let (start, end) = (place.start as usize, place.end as usize);
        let Some(first) = self.piece(start) else { return Span { source: 0, start: 0, end: 0 } };
        let from = first.at(start).unwrap_or(first.origin.start);
        let last = self.piece(end.saturating_sub(1).max(start)).unwrap_or(first);
        let to = last.at(end).unwrap_or(last.origin.end);
        if last.origin.source != first.origin.source || to < from {
            return first.origin;
        }
        Span { source: first.origin.source, start: from, end: to }
    }

    /// The piece that the byte is in, else the one before it.
    fn piece(&self, byte: usize) -> Option<Piece> {
        let next = self.pieces.partition_point(|p| p.start <= byte);
        self.pieces.get(next.saturating_sub(1)).copied()
    }
}

impl Piece {
    /// Where a byte came from, if the piece is a copy and holds the byte.
    fn at(&self, byte: usize) -> Option<u32> {
        let is_copy = self.end - self.start == (self.origin.end - self.origin.start) as usize;
        let is_inside = (self.start..=self.end).contains(&byte);
        (is_copy && is_inside).then(|| self.origin.start + (byte - self.start) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back_to_where_they_came_from() {
        let mut flat = Flat::default();
        flat.add("...");
        flat.put("<", Span::new(1, 10, 11));
        flat.put("species", Span::new(1, 11, 18));
        flat.put_escaped("a&b", Span::new(1, 20, 27));
        flat.put("sub__S", Span::new(1, 30, 31));
        flat.add("\"");
        flat.put(">", Span::new(1, 40, 41));
        assert_eq!(flat.text(), "...<speciesa&amp;bsub__S\">");
        assert_eq!(flat.origin(Span::new(0, 4, 11)), Span::new(1, 11, 18));
        assert_eq!(flat.origin(Span::new(0, 6, 8)), Span::new(1, 13, 15));
        assert_eq!(flat.origin(Span::new(0, 11, 18)), Span::new(1, 20, 27));
        assert_eq!(flat.origin(Span::new(0, 18, 24)), Span::new(1, 30, 31));
        assert_eq!(flat.origin(Span::new(0, 3, 26)), Span::new(1, 10, 41));
    }
}
