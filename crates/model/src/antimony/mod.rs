//! Reads Antimony, the language for people.
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

pub use codes::CODES;

use crate::{Diagnostic, Network, Parsed};

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
