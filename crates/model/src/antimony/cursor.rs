//! A place in the tokens of one text, with what all parsers need to move it.

use super::ast::Path;
use super::builtin;
use super::codes;
use super::lexer::{Lexeme, Token};
use crate::{Diagnostic, Span};

/// What a parser gives: the problem is boxed because it is large and rare.
pub(super) type Parse<T> = Result<T, Box<Diagnostic>>;

/// Words that cannot be names.
const RESERVED: [&str; 29] = [
    "DNA",
    "after",
    "at",
    "compartment",
    "const",
    "constraint",
    "delete",
    "end",
    "event",
    "ext",
    "formula",
    "function",
    "gene",
    "has",
    "import",
    "in",
    "is",
    "maximize",
    "minimize",
    "model",
    "module",
    "operator",
    "reaction",
    "species",
    "substanceOnly",
    "unit",
    "var",
    "true",
    "false",
];

/// Whether `word` is a reserved word, a built-in constant or `time`.
pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word) || builtin::constant(word).is_some() || word == "time"
}

/// Tokens of one text and how far they are read.
pub(super) struct Cursor<'a> {
    pub source: u32,
    text: &'a str,
    lexemes: &'a [Lexeme],
    at: usize,
    /// Open parentheses; inside them a line break is nothing but a space.
    open: usize,
    /// Problems that did not stop the parser.
    pub problems: Vec<Diagnostic>,
}

impl<'a> Cursor<'a> {
    pub fn new(source: u32, text: &'a str, lexemes: &'a [Lexeme]) -> Self {
        Self { source, text, lexemes, at: 0, open: 0, problems: Vec::new() }
    }

    /// Index of the next token; a key for [`Cursor::back_to`] and [`Cursor::recover`].
    pub fn position(&self) -> usize {
        self.at
    }

    /// Goes back to a position, outside of any parentheses.
    pub fn back_to(&mut self, position: usize) {
        self.at = position;
        self.open = 0;
    }

    fn lexeme(&self, index: usize) -> Lexeme {
        let end = self.text.len();
        self.lexemes.get(index).copied().unwrap_or(Lexeme { token: Token::End, start: end, end })
    }

    /// Index of the `n`th token from here.
    fn index(&self, n: usize) -> usize {
        let mut index = self.at;
        let mut left = n;
        loop {
            if self.open > 0 && self.lexeme(index).token == Token::Newline {
                index += 1;
            } else if left == 0 {
                return index;
            } else {
                left -= 1;
                index += 1;
            }
        }
    }

    /// The next token.
    pub fn peek(&self) -> Token {
        self.peek_at(0)
    }

    /// The token `n` tokens ahead.
    pub fn peek_at(&self, n: usize) -> Token {
        self.lexeme(self.index(n)).token
    }

    /// The text of the token `n` tokens ahead.
    pub fn text_at(&self, n: usize) -> &'a str {
        let lexeme = self.lexeme(self.index(n));
        &self.text[lexeme.start..lexeme.end]
    }

    /// Whether the next token is the word `word`.
    pub fn at_word(&self, word: &str) -> bool {
        self.peek() == Token::Word && self.text_at(0) == word
    }

    /// Whether the tokens `n` and `n + 1` ahead touch each other.
    pub fn touches(&self, n: usize) -> bool {
        self.lexeme(self.index(n)).end == self.lexeme(self.index(n + 1)).start
    }

    /// Place of the next token.
    pub fn span(&self) -> Span {
        let lexeme = self.lexeme(self.index(0));
        Span::new(self.source, lexeme.start, lexeme.end)
    }

    /// Place of everything from `start` (a position) to the last token taken.
    pub fn span_from(&self, start: usize) -> Span {
        let first = self.lexeme(start);
        let last = self.lexeme(self.at.saturating_sub(1).max(start));
        Span::new(self.source, first.start, last.end.max(first.start))
    }

    /// Takes the next token and gives its text.
    pub fn take(&mut self) -> &'a str {
        let index = self.index(0);
        let lexeme = self.lexeme(index);
        match lexeme.token {
            Token::Open | Token::OpenBrace => self.open += 1,
            Token::Close | Token::CloseBrace => self.open = self.open.saturating_sub(1),
            _ => {}
        }
        self.at = (index + 1).min(self.lexemes.len());
        &self.text[lexeme.start..lexeme.end]
    }

    /// Takes the next token where it is `token`.
    pub fn accept(&mut self, token: Token) -> bool {
        let hit = self.peek() == token;
        if hit {
            self.take();
        }
        hit
    }

    /// Takes the next token where it is the word `word`.
    pub fn accept_word(&mut self, word: &str) -> bool {
        let hit = self.at_word(word);
        if hit {
            self.take();
        }
        hit
    }

    /// Takes the next token, which must be `token`.
    pub fn expect(&mut self, token: Token, wanted: &str) -> Parse<()> {
        if self.accept(token) { Ok(()) } else { Err(self.unexpected(wanted)) }
    }

    /// Takes the `)` of the `(` at `open`, or says that it is missing: at `open` where the text has gone
    /// on to another line since, for there the parser has run on into the next statement.
    pub fn close(&mut self, open: Span, wanted: &str) -> Parse<()> {
        if self.accept(Token::Close) {
            return Ok(());
        }
        let found = self.unexpected(wanted);
        let between = self.text.get(open.end as usize..self.span().start as usize).unwrap_or("");
        if !between.contains('\n') && self.peek() != Token::End {
            return Err(Box::new(found.help("each `(` needs its `)`")));
        }
        let message = "this `(` is not closed";
        Err(Box::new(
            Diagnostic::error(&codes::SYNTAX, message).at(open).help("add the `)` that belongs to it"),
        ))
    }

    /// Skips line breaks, as after a comma.
    pub fn skip_newlines(&mut self) {
        while self.peek() == Token::Newline {
            self.take();
        }
    }

    /// Whether a statement can end here.
    pub fn at_end_of_statement(&self) -> bool {
        matches!(self.peek(), Token::Semicolon | Token::Newline | Token::End) || self.at_word("end")
    }

    /// The problem that something else than `wanted` stands here.
    pub fn unexpected(&self, wanted: &str) -> Box<Diagnostic> {
        let found = match self.peek() {
            Token::End => "the end of the text".into(),
            Token::Newline => "the end of the line".into(),
            Token::Text => "a text".into(),
            _ => format!("`{}`", self.text_at(0)),
        };
        // A line break has no width to mark: the end of the line before it is marked instead.
        let at = match self.peek() {
            Token::End | Token::Newline => {
                let end = self.lexeme(self.index(0).saturating_sub(1)).end.min(self.text.len());
                Span::new(self.source, end, end)
            }
            _ => self.span(),
        };
        Box::new(Diagnostic::error(&codes::SYNTAX, format!("expected {wanted}, found {found}")).at(at))
    }

    /// The problem that the construct `what` at `at` is not supported.
    pub fn unsupported(what: &str, at: Span) -> Box<Diagnostic> {
        let message = format!("{what} not supported");
        let help = "say it with reactions, rules and events, or remove it";
        Box::new(Diagnostic::error(&codes::UNSUPPORTED, message).at(at).help(help))
    }

    /// Takes a name without dots that is not reserved.
    pub fn name(&mut self, wanted: &str) -> Parse<Path> {
        if self.peek() != Token::Word {
            return Err(self.unexpected(wanted));
        }
        let at = self.span();
        let name = self.text_at(0);
        // A built-in function is one where it is called; a model may be called like one.
        let function = builtin::is_function(name) && self.peek_at(1) != Token::Open;
        if function || is_reserved(name) {
            let what = if function { "built-in function" } else { "reserved word" };
            let message = format!("`{name}` is a {what}, not a name");
            let help = format!("call it `{name}_`");
            return Err(Box::new(Diagnostic::error(&codes::RESERVED, message).at(at).help(help)));
        }
        self.take();
        Ok(Path { name: name.into(), at })
    }

    /// Takes a name, possibly with dots: `A.B.x`.
    pub fn path(&mut self, wanted: &str) -> Parse<Path> {
        let mut path = self.name(wanted)?;
        while self.peek() == Token::Dot && self.peek_at(1) == Token::Word {
            self.take();
            let part = self.name("a name after the dot")?;
            path = Path { name: format!("{}.{}", path.name, part.name), at: path.at.to(part.at) };
        }
        Ok(path)
    }

    /// After a problem in the statement that began at `start`: goes to where the next one may begin.
    pub fn recover(&mut self, start: usize) {
        let stuck = self.at;
        self.open = 0;
        self.at = self.line_with_statement(start, stuck).unwrap_or(stuck.max(start));
        let read = &self.lexemes[start.min(self.at)..self.at];
        let arrow = |l: &Lexeme| matches!(l.token, Token::Reversible | Token::Irreversible);
        let mut seen_arrow = read.iter().any(arrow) && read.iter().all(|l| l.token != Token::Semicolon);
        loop {
            match self.lexeme(self.at).token {
                Token::Newline | Token::End => return,
                // The `;` of a reaction separates its two halves: the rate goes with it.
                Token::Semicolon if !seen_arrow => return,
                Token::Semicolon => seen_arrow = false,
                Token::Reversible | Token::Irreversible => seen_arrow = true,
                _ => {}
            }
            self.at += 1;
        }
    }

    /// The first line break in `start..stuck` after which a statement seems to begin: with a
    /// parenthesis left open, the parser has run on into the lines below.
    fn line_with_statement(&self, start: usize, stuck: usize) -> Option<usize> {
        (start..stuck).find(|i| {
            let (first, second) = (self.lexeme(i + 1), self.lexeme(i + 2).token);
            let word = &self.text[first.start..first.end];
            let keyword =
                RESERVED.contains(&word) && !matches!(word, "in" | "is" | "has" | "after" | "true" | "false");
            let follows = matches!(
                second,
                Token::Equal
                    | Token::Becomes
                    | Token::Colon
                    | Token::Prime
                    | Token::Reversible
                    | Token::Irreversible
            );
            self.lexeme(*i).token == Token::Newline && first.token == Token::Word && (keyword || follows)
        })
    }
}
