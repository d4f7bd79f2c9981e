//! Text to tokens.

use logos::{FilterResult, Lexer, Logos};

use super::codes;
use crate::{Diagnostic, Span};

/// Why the lexer stopped at a place.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) enum Fault {
    #[default]
    Character,
    Comment,
    Text,
}

#[derive(Logos, Debug, Clone, Copy, PartialEq)]
#[logos(error = Fault)]
#[logos(skip r"[ \t\u{c}\u{feff}]+")]
#[logos(skip r"\\[ \t]*(\r\n|\n|\r)")]
#[logos(skip(r"(//|#)[^\r\n]*", allow_greedy = true))]
pub(super) enum Token {
    #[regex(r"\r\n|\n|\r")]
    Newline,
    #[token("/*", block_comment)]
    Comment,
    #[regex(r"[A-Za-z_][A-Za-z0-9_]*")]
    Word,
    #[regex(r"([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")]
    Number,
    #[token("\"", line_text)]
    #[token("`", block_text)]
    Text,
    #[token(";")]
    Semicolon,
    #[token(",")]
    Comma,
    #[token(":=")]
    Becomes,
    #[token(":")]
    Colon,
    #[token("==")]
    EqualEqual,
    #[token("=>")]
    Irreversible,
    #[token("->")]
    #[token("<=>")]
    Reversible,
    #[token("=")]
    Equal,
    #[token("'")]
    Prime,
    #[token("$")]
    Dollar,
    #[token("...")]
    Ellipsis,
    #[token(".")]
    Dot,
    #[token("(")]
    Open,
    #[token(")")]
    Close,
    #[token("{")]
    OpenBrace,
    #[token("}")]
    CloseBrace,
    #[token("+")]
    Plus,
    #[token("-")]
    Minus,
    #[token("*")]
    Star,
    #[token("/")]
    Slash,
    #[token("%")]
    Percent,
    #[token("^")]
    Caret,
    #[token("!")]
    Not,
    #[token("!=")]
    #[token("<>")]
    NotEqual,
    #[token("<")]
    Less,
    #[token("<=")]
    LessEqual,
    #[token(">")]
    Greater,
    #[token(">=")]
    GreaterEqual,
    #[token("&&")]
    And,
    #[token("||")]
    Or,
    #[token("|")]
    Bar,
    /// Past the last token; never made by the lexer.
    End,
}

/// Skips to the end of a `/* */` comment.
fn block_comment(lexer: &mut Lexer<'_, Token>) -> FilterResult<(), Fault> {
    match lexer.remainder().find("*/") {
        Some(end) => {
            lexer.bump(end + 2);
            FilterResult::Skip
        }
        None => {
            lexer.bump(lexer.remainder().len());
            FilterResult::Error(Fault::Comment)
        }
    }
}

/// Takes a text in double quotes, which ends on its line.
fn line_text(lexer: &mut Lexer<'_, Token>) -> Result<(), Fault> {
    let rest = lexer.remainder();
    let line = rest.find(['\n', '\r']).unwrap_or(rest.len());
    match rest[..line].find('"') {
        Some(end) => {
            lexer.bump(end + 1);
            Ok(())
        }
        None => {
            lexer.bump(line);
            Err(Fault::Text)
        }
    }
}

/// Takes a text between three backticks, or the empty text of two.
fn block_text(lexer: &mut Lexer<'_, Token>) -> Result<(), Fault> {
    let rest = lexer.remainder();
    if !rest.starts_with("``") {
        let empty = rest.starts_with('`');
        lexer.bump(usize::from(empty));
        return if empty { Ok(()) } else { Err(Fault::Character) };
    }
    match rest[2..].find("```") {
        Some(end) => {
            lexer.bump(end + 5);
            Ok(())
        }
        None => {
            lexer.bump(rest.len());
            Err(Fault::Text)
        }
    }
}

/// A token and its bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lexeme {
    pub token: Token,
    pub start: usize,
    pub end: usize,
}

/// The tokens of text number `source`, and what could not be read.
pub(super) fn lex(source: u32, text: &str) -> (Vec<Lexeme>, Vec<Diagnostic>) {
    let mut lexemes = Vec::new();
    let mut problems = Vec::new();
    for (token, bytes) in Token::lexer(text).spanned() {
        match token {
            Ok(token) => lexemes.push(Lexeme { token, start: bytes.start, end: bytes.end }),
            Err(fault) => {
                // A torn text still stands for a text, so that its statement is not blamed as well.
                if fault == Fault::Text {
                    lexemes.push(Lexeme { token: Token::Text, start: bytes.start, end: bytes.end });
                }
                problems.push(problem(fault, &text[bytes.clone()]).at(Span::new(
                    source,
                    bytes.start,
                    bytes.end,
                )));
            }
        }
    }
    (lexemes, problems)
}

fn problem(fault: Fault, text: &str) -> Diagnostic {
    match fault {
        Fault::Character => {
            Diagnostic::error(&codes::UNKNOWN_CHARACTER, format!("`{text}` means nothing here"))
                .help("ids are made of a-z, A-Z, 0-9 and `_`")
        }
        Fault::Comment => {
            Diagnostic::error(&codes::UNTERMINATED, "this comment has no end").help("end it with `*/`")
        }
        Fault::Text => Diagnostic::error(&codes::UNTERMINATED, "this text has no end")
            .help("end it with the quotation mark that it starts with"),
    }
}

/// The content of a text token.
pub(super) fn unquote(token: &str) -> &str {
    let mark = if token.starts_with("```") { "```" } else { &token[..token.len().min(1)] };
    let inner = token.strip_prefix(mark).unwrap_or(token);
    inner.strip_suffix(mark).unwrap_or(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<&str> {
        let (lexemes, problems) = lex(0, text);
        assert!(problems.is_empty(), "{problems:?}");
        lexemes.iter().map(|l| &text[l.start..l.end]).collect()
    }

    #[test]
    fn numbers_end_where_libantimony_ends_them() {
        assert_eq!(
            tokens("1e-3 .5 1. 2e3x 1e x 3.4.x"),
            ["1e-3", ".5", "1.", "2e3", "x", "1", "e", "x", "3.4", ".", "x"]
        );
    }

    #[test]
    fn arrows_and_assignments_are_single_tokens() {
        assert_eq!(
            tokens("A=>B->C:=D'=E<=F"),
            ["A", "=>", "B", "->", "C", ":=", "D", "'", "=", "E", "<=", "F"]
        );
    }

    #[test]
    fn comments_are_skipped_and_newlines_kept() {
        assert_eq!(tokens("a // b\n c # d\n/* e\n f */ g \\\n h"), ["a", "\n", "c", "\n", "g", "h"]);
        assert_eq!(tokens("a /**/ b /***/ c"), ["a", "b", "c"]);
    }

    #[test]
    fn texts_lose_their_marks() {
        assert_eq!(unquote("\"a b\""), "a b");
        assert_eq!(unquote("```a\n`b```"), "a\n`b");
        assert_eq!(unquote("``"), "");
        assert_eq!(unquote("\"torn"), "torn");
    }

    #[test]
    fn every_fault_is_reported_with_its_place() {
        let (lexemes, problems) = lex(0, "a § \"b\nc ? ```d");
        assert_eq!(lexemes.len(), 5);
        let places: Vec<_> = problems.iter().map(|p| (p.code.id, p.place.map(|s| s.start))).collect();
        assert_eq!(places, [("A001", Some(2)), ("A002", Some(5)), ("A001", Some(10)), ("A002", Some(12))]);
        assert_eq!(lex(0, "/* a").1.len(), 1);
    }
}
