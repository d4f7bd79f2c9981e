//! Problems as plain data: a code, a place, one sentence and a help line.
//!
//! Rendering belongs to the program that shows them.

use std::fmt;

/// A place in one of the [`Sources`]: bytes `start..end` of the text `source`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Index into [`Sources`].
    pub source: u32,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The place `start..end` (bytes) of text number `source`.
    pub fn new(source: u32, start: usize, end: usize) -> Self {
        Self { source, start: start as u32, end: end as u32 }
    }

    /// The smallest place that holds both, in the text of `self`.
    pub fn to(self, other: Self) -> Self {
        Self { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// One text that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its name as the user knows it, mostly a path.
    pub name: String,
    /// The text itself.
    pub text: String,
}

/// All texts that one reading touched; [`Span::source`] is an index into it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources(pub Vec<Source>);

impl Sources {
    /// One text.
    pub fn single(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self(vec![Source { name: name.into(), text: text.into() }])
    }

    /// The text of a place; empty where the place is outside.
    pub fn text(&self, span: Span) -> &str {
        self.0
            .get(span.source as usize)
            .and_then(|s| s.text.get(span.start as usize..span.end as usize))
            .unwrap_or("")
    }

    /// Line and column of the start of a place, both from 1, columns in characters.
    pub fn line_column(&self, span: Span) -> (usize, usize) {
        let Some(source) = self.0.get(span.source as usize) else { return (1, 1) };
        let before = source.text.get(..span.start as usize).unwrap_or(&source.text);
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    /// Narrows `span` to the first whole word `word` in it, if there is one.
    ///
    /// Items of a network carry the place of the whole item; this finds the name within it that a
    /// problem is about.
    pub fn word_in(&self, span: Span, word: &str) -> Span {
        let text = self.text(span);
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let hit = text
            .match_indices(word)
            .find(|(i, w)| !text[..*i].ends_with(is_word) && !text[i + w.len()..].starts_with(is_word));
        match hit {
            Some((i, w)) => {
                let start = span.start as usize + i;
                Span::new(span.source, start, start + w.len())
            }
            None => span,
        }
    }
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The model can be used; the reader should know this.
    Warning,
    /// The model cannot be used.
    Error,
}

/// A kind of problem. Each is a `static`, so no diagnostic can carry a code without explanation.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Short and stable, such as `N003`.
    pub id: &'static str,
    /// A few words.
    pub title: &'static str,
    /// What it means, why it matters and what to do, for `explain`.
    pub explain: &'static str,
}

/// One problem.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// Its kind.
    pub code: &'static Code,
    /// How bad it is.
    pub severity: Severity,
    /// One terse sentence that names the thing.
    pub message: String,
    /// Where it is, where that is known.
    pub place: Option<Span>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A problem that stops the model from being used.
    pub fn error(code: &'static Code, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, message: message.into(), place: None, help: None }
    }

    /// A problem that the user should know of.
    pub fn warning(code: &'static Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Says where.
    pub fn at(mut self, place: impl Into<Option<Span>>) -> Self {
        self.place = place.into();
        self
    }

    /// Says what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// True for [`Severity::Error`].
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_error() { "error" } else { "warning" };
        write!(f, "{kind}[{}]: {}", self.code.id, self.message)
    }
}

/// The candidate nearest to a misspelt `name`, for "did you mean"; none where nothing is close.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|c| (edit_distance(name, c), c))
        .filter(|(d, _)| *d <= limit)
        .min()
        .map(|(_, c)| c)
}

/// Levenshtein distance without regard to case.
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.to_lowercase().chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let substitute = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = substitute.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_in_finds_whole_words_only() {
        let sources = Sources::single("m", "k10*S1 + k1*S2");
        let all = Span::new(0, 0, 14);
        let hit = sources.word_in(all, "k1");
        assert_eq!(hit, Span::new(0, 9, 11));
        assert_eq!(sources.line_column(hit), (1, 10));
    }

    #[test]
    fn nearest_ignores_far_names() {
        assert_eq!(nearest("Sig1", ["Sig5", "R", "sig1"]), Some("sig1"));
        assert_eq!(nearest("x", ["alpha", "beta"]), None);
    }
}
