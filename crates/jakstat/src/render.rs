//! Problems as text for people and as JSON for programs.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use jakstat_model::{Diagnostic, Sources, Span};
use serde::Serialize;

use crate::problems::Problems;

/// The problems with the lines that they are about, one after the other.
///
/// With `colour`, terminal colours are used. The text ends with a line break unless it is empty.
pub fn text(problems: &Problems, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let one = |d: &Diagnostic| format!("{}\n\n", snippet(d, &problems.sources, &renderer));
    problems.diagnostics.iter().map(one).collect()
}

fn snippet(diagnostic: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let level = if diagnostic.is_error() { Level::ERROR } else { Level::WARNING };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.id);
    let help = diagnostic.help.as_deref();
    let place = diagnostic.place.and_then(|p| Some((p, sources.0.get(p.source as usize)?)));
    let Some((span, source)) = place else {
        // Without lines of text the help needs no frame.
        let head = renderer.render(&[Group::with_title(title)]);
        let help = help.map(|h| renderer.render(&[Group::with_title(Level::HELP.secondary_title(h))]));
        return help.map_or(head.clone(), |help| format!("{head}\n  {help}"));
    };
    let marked = AnnotationKind::Primary.span(visible(span, &source.text));
    let shown = Snippet::source(source.text.as_str()).path(source.name.as_str()).annotation(marked);
    let group = Group::with_title(title).element(shown);
    let group = help.into_iter().fold(group, |group, h| group.element(Level::HELP.message(h)));
    renderer.render(&[group])
}

/// The part of a place that is shown: on its first line, within the text, between characters.
fn visible(span: Span, text: &str) -> std::ops::Range<usize> {
    let inside = |at: u32| {
        let at = (at as usize).min(text.len());
        (0..=at).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
    };
    let (start, end) = (inside(span.start), inside(span.end.max(span.start)));
    let part = text.get(start..end).unwrap_or("");
    let first = part.find(['\n', '\r']).unwrap_or(part.len());
    start..start + first
}

/// A problem as JSON.
#[derive(Serialize)]
struct Line<'a> {
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    severity: &'static str,
    code: &'static str,
    title: &'static str,
    message: &'a str,
    help: Option<&'a str>,
}

/// The problems as JSON, one object a line. Lines and columns count from 1, columns in characters;
/// they are null where a problem has no place.
pub fn json_lines(problems: &Problems) -> String {
    let one = |d: &Diagnostic| {
        // Texts and integers have no way to fail.
        let mut line = serde_json::to_string(&line(d, &problems.sources)).unwrap_or_default();
        line.push('\n');
        line
    };
    problems.diagnostics.iter().map(one).collect()
}

fn line<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Line<'a> {
    let place = diagnostic.place;
    let start = place.map(|p| sources.line_column(p));
    let end = place.map(|p| sources.line_column(Span { start: p.end, ..p }));
    Line {
        file: place.and_then(|p| sources.0.get(p.source as usize)).map(|s| s.name.as_str()),
        line: start.map(|s| s.0),
        column: start.map(|s| s.1),
        end_line: end.map(|e| e.0),
        end_column: end.map(|e| e.1),
        severity: if diagnostic.is_error() { "error" } else { "warning" },
        code: diagnostic.code.id,
        title: diagnostic.code.title,
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_outside_of_the_text_do_not_panic() {
        let text = "µ = 1\nk = 2";
        assert_eq!(visible(Span::new(0, 0, 400), text), 0..6);
        assert_eq!(visible(Span::new(0, 1, 1), text), 0..0);
        assert_eq!(visible(Span::new(0, 900, 901), text), 12..12);
        assert_eq!(visible(Span::new(0, 6, 12), text), 6..6);
    }
}
