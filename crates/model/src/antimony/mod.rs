//! Reads and writes Antimony, the language for people.
//!
//! ```
//! use jakstat_model::antimony;
//!
//! let text = "J: S1 -> S2; k*S1\n S1 = 10\n S2 = 0\n k = 0.1";
//! let parsed = antimony::read("decay.ant", text, &|path| Err(format!("no file {path}")));
//! assert!(parsed.is_ok());
//! assert_eq!(parsed.network.reactions[0].id, "J");
//! ```
//!
//! The way: text, tokens (`lexer`), facts (`parser` and what it calls), one model without submodels
//! (`flatten`, `delete`, `synonym`), names with all that is said of them (`symbols`), network
//! (`lower`). Every stage goes on after a problem, so that all problems are told at once.
//!
//! What libAntimony reads is read with the same meaning. What is not supported is refused by name:
//! DNA strands, distributions and uncertainty, flux balance, constraints, conversion factors and
//! the import of SBML.

mod annotation;
mod ast;
mod builtin;
mod codes;
mod cursor;
mod delete;
mod event;
mod flat;
mod flatten;
mod formula;
mod lexer;
mod load;
mod lower;
mod parser;
mod quantity;
mod reaction;
mod rename;
mod statement;
mod symbols;
mod synonym;
mod units;
mod write;

pub use codes::CODES;
pub(crate) use load::join;
pub use write::{CODES as WRITE_CODES, write, write_formula};

use crate::{Diagnostic, Expr, Network, Parsed, Severity};

/// Answers an `import "path"` with the text, or with a sentence why not.
///
/// The path is as seen from the main text: that of an import in an imported file is joined to the
/// folder of that file. It may lead out of the folder; whether to allow that is the answerer's concern.
pub type Import<'a> = dyn Fn(&str) -> Result<String, String> + 'a;

/// Reads Antimony text.
///
/// The main model is the one marked `*`, else the statements outside any model, else the last one.
/// The name is used in messages and, as far as it is a path, nowhere else.
pub fn read(name: &str, text: &str, import: &Import<'_>) -> Parsed {
    let mut library = load::load(name, text, import);
    let mut diagnostics = std::mem::take(&mut library.problems);
    let Some(main) = library.main() else {
        if diagnostics.is_empty() {
            diagnostics.push(
                Diagnostic::error(&codes::NOTHING, format!("there is no model in {name}"))
                    .help("begin with a reaction: `J: A -> B; k*A`"),
            );
        }
        return Parsed { network: Network::default(), diagnostics, sources: library.sources };
    };
    let mut flat = flatten::flatten(&library, &main);
    delete::delete(&mut flat);
    synonym::unite(&mut flat);
    let functions = std::mem::take(&mut flat.functions);
    let (network, problems) = lower::lower(&main.name.name, &functions, flat);
    diagnostics.extend(problems);
    Parsed { network, diagnostics, sources: library.sources }
}

/// Reads a formula that stands alone, such as a condition on the columns of a table.
///
/// # Errors
/// Every problem, with its place in `text`; what a model is only warned of, such as `log` for the
/// natural logarithm, is an error here.
///
/// ```
/// use jakstat_model::antimony::read_formula;
///
/// assert_eq!(read_formula("a <= 20 && b > 0").unwrap().ids(), ["a", "b"]);
/// assert_eq!(read_formula("a <=").unwrap_err()[0].code.id, "A003");
/// ```
pub fn read_formula(text: &str) -> Result<Expr, Vec<Diagnostic>> {
    let (lexemes, mut problems) = lexer::lex(0, text);
    let mut cursor = cursor::Cursor::new(0, text, &lexemes);
    let whole = formula::formula(&mut cursor).and_then(|formula| match cursor.peek() {
        lexer::Token::End => Ok(formula),
        _ => Err(cursor.unexpected("the end of the formula")),
    });
    problems.append(&mut cursor.problems);
    match whole {
        Ok(formula) if problems.is_empty() => return Ok(formula),
        Ok(_) => {}
        Err(problem) => problems.push(*problem),
    }
    Err(problems.into_iter().map(|p| Diagnostic { severity: Severity::Error, ..p }).collect())
}
