//! Texts: models, functions, imports and the statements in and around them.

use super::ast::{Fact, File, Function, Module, Path, Stated};
use super::builtin;
use super::codes;
use super::cursor::{Cursor, Parse};
use super::formula::formula;
use super::lexer::{Lexeme, Token, unquote};
use super::statement::statement;
use crate::{Diagnostic, Span};

/// Parses the tokens of text number `source`; every statement that can be read is kept.
pub(super) fn parse(source: u32, text: &str, lexemes: &[Lexeme]) -> (File, Vec<Diagnostic>) {
    let mut parser = Parser { cursor: Cursor::new(source, text, lexemes), file: File::default() };
    while parser.cursor.peek() != Token::End {
        parser.item();
    }
    (parser.file, parser.cursor.problems)
}

struct Parser<'a> {
    cursor: Cursor<'a>,
    file: File,
}

impl Parser<'_> {
    /// One thing outside any model.
    fn item(&mut self) {
        if self.skip_separator() {
            return;
        }
        let start = self.cursor.position();
        let result = match self.word() {
            "model" | "module" => self.module(),
            "function" => self.function(),
            "import" => self.import(),
            "end" => {
                let at = self.cursor.span();
                self.cursor.take();
                let help = "remove it, or begin the model with `model NAME()`";
                let problem = Diagnostic::error(&codes::UNBALANCED_END, "`end` closes nothing");
                Err(Box::new(problem.at(at).help(help)))
            }
            _ => {
                let mut facts = std::mem::take(&mut self.file.bare);
                self.statement(&mut facts);
                self.file.bare = facts;
                return;
            }
        };
        self.settle(start, result);
    }

    fn word(&self) -> &str {
        if self.cursor.peek() == Token::Word { self.cursor.text_at(0) } else { "" }
    }

    fn skip_separator(&mut self) -> bool {
        self.cursor.accept(Token::Semicolon) || self.cursor.accept(Token::Newline)
    }

    /// Notes a problem and goes on with the next statement.
    fn settle(&mut self, start: usize, result: Parse<()>) {
        if let Err(problem) = result {
            self.cursor.problems.push(*problem);
            self.cursor.recover(start);
        }
    }

    /// One statement; facts that it stated before a problem are kept, so that its names are known.
    fn statement(&mut self, facts: &mut Vec<Stated>) {
        let start = self.cursor.position();
        let mut stated = Vec::new();
        let result = statement(&mut self.cursor, &mut stated).and_then(|()| {
            if self.cursor.at_end_of_statement() { Ok(()) } else { Err(self.trailing(&stated)) }
        });
        let at = self.cursor.span_from(start);
        facts.extend(stated.into_iter().map(|fact| Stated { fact, at }));
        self.settle(start, result);
        if self.cursor.position() == start {
            self.cursor.take();
        }
    }

    /// Something stands where the statement should end.
    fn trailing(&self, facts: &[Fact]) -> Box<Diagnostic> {
        let problem = self.cursor.unexpected("the end of the statement");
        let reaction = facts.iter().any(|f| matches!(f, Fact::Reaction(_)));
        Box::new(match self.cursor.peek() {
            Token::Equal | Token::Becomes | Token::Colon if reaction => {
                problem.help("a reaction without rate before another statement needs a second `;`")
            }
            Token::Equal => problem.help("to compare, write `==`"),
            Token::Word => {
                problem.help("write an operator such as `*`, or end the statement with `;` or a new line")
            }
            Token::Close => problem.help("there is one `)` too many"),
            _ => *problem,
        })
    }

    fn module(&mut self) -> Parse<()> {
        let start = self.cursor.span();
        self.cursor.take();
        let main = self.cursor.accept(Token::Star);
        let name = self.cursor.name("the name of the model")?;
        let formals = if self.cursor.peek() == Token::Open { self.names()? } else { Vec::new() };
        let mut module = Module { name, main, formals, facts: Vec::new() };
        loop {
            if self.skip_separator() {
                continue;
            }
            if self.cursor.accept_word("end") {
                break;
            }
            if self.cursor.peek() == Token::End || self.at_new_definition() {
                let message = format!("model `{}` has no `end`", module.name.name);
                let problem = Diagnostic::error(&codes::UNBALANCED_END, message);
                let at = start.to(module.name.at);
                self.cursor
                    .problems
                    .push(problem.at(at).help("models do not nest: put `end` before the next one"));
                break;
            }
            self.statement(&mut module.facts);
        }
        self.file.modules.push(module);
        Ok(())
    }

    /// Whether something begins that cannot stand in a model. `model` itself can: `model notes "..."`
    /// and `model.sboTerm = 1` speak of the model around them.
    fn at_new_definition(&self) -> bool {
        match self.word() {
            "function" | "import" => true,
            "model" | "module" => match self.cursor.peek_at(1) {
                Token::Dot => false,
                Token::Word => !matches!(self.cursor.peek_at(2), Token::Text | Token::Dot),
                _ => true,
            },
            _ => false,
        }
    }

    /// `(a, b, c)`
    fn names(&mut self) -> Parse<Vec<Path>> {
        self.cursor.expect(Token::Open, "`(`")?;
        let mut names = Vec::new();
        while self.cursor.peek() != Token::Close {
            self.cursor.accept(Token::Dollar);
            names.push(self.cursor.name("a name or `)`")?);
            if !self.cursor.accept(Token::Comma) {
                break;
            }
        }
        self.cursor.expect(Token::Close, "`,` or `)`")?;
        Ok(names)
    }

    fn function(&mut self) -> Parse<()> {
        let start = self.cursor.position();
        self.cursor.take();
        let name = self.cursor.name("the name of the function")?;
        if builtin::is_function(&name.name) {
            let message = format!("`{}` is a built-in function", name.name);
            let problem = Diagnostic::error(&codes::RESERVED, message).at(name.at);
            self.cursor.problems.push(problem.help("give your function another name"));
        }
        let args = self.names()?;
        self.skip_separators();
        let body = formula(&mut self.cursor)?;
        self.skip_separators();
        let at = self.cursor.span_from(start);
        if !self.cursor.accept_word("end") {
            return Err(self.open_function(&name, at));
        }
        self.file.functions.push(Function { name, args, body, at: self.cursor.span_from(start) });
        Ok(())
    }

    fn open_function(&self, name: &Path, at: Span) -> Box<Diagnostic> {
        let message = format!("function `{}` is not closed by `end` after its formula", name.name);
        let help = "a function is one formula: `function f(x) x^2 end`";
        Box::new(Diagnostic::error(&codes::UNBALANCED_END, message).at(at).help(help))
    }

    fn skip_separators(&mut self) {
        while self.skip_separator() {}
    }

    fn import(&mut self) -> Parse<()> {
        self.cursor.take();
        let at = self.cursor.span();
        if self.cursor.peek() != Token::Text {
            return Err(self.cursor.unexpected("the file to import, in quotation marks"));
        }
        let name = unquote(self.cursor.take()).to_string();
        self.file.imports.push(Path { name, at });
        if self.cursor.at_end_of_statement() { Ok(()) } else { Err(self.trailing(&[])) }
    }
}
