//! Reads SBML, Level 1 to Level 3 Version 2 core, and writes Level 3 Version 2 core.
//!
//! The XML is first held against a table of elements and attributes (`schema.rs`), so that nothing
//! unknown is passed over; then one file per kind of element turns it into the [`Network`].
//! Submodels (package `comp`) are made flat before (`comp`). Constructs that would change results but have
//! no counterpart in a network (required packages, units with an offset) are errors by name.
//!
//! ```
//! let text = r#"<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2">
//!   <model id="decay">
//!     <listOfParameters><parameter id="k" value="0.1" constant="true"/></listOfParameters>
//!   </model>
//! </sbml>"#;
//! let parsed = jakstat_model::sbml::read("decay.xml", text);
//! assert!(parsed.is_ok());
//! assert_eq!(parsed.network.parameters[0].value, Some(0.1));
//! ```

mod annotation;
mod attributes;
pub mod codes;
mod comp;
mod event;
mod function;
mod legacy;
mod level;
mod mathml;
mod model;
mod number;
mod operators;
mod package;
mod quantity;
mod reaction;
mod reader;
mod rule;
mod schema;
mod stoichiometry;
mod units;
mod validate;
mod write;

#[cfg(test)]
mod tests;

pub use write::{CODES as WRITE_CODES, write};

use roxmltree::{Document, Error, ParsingOptions};

use crate::antimony::Import;
use crate::{Diagnostic, Network, Parsed, Sources, Span};
use level::Level;
use reader::Reader;

/// Reads SBML Level 1 to Level 3 Version 2 core text.
///
/// `name` is what problems call the text, mostly its path. Reading never fails outright: the
/// network holds what was understood, and every problem is in the diagnostics. Where a formula
/// could not be understood, a not-a-number stands in its place, beside the error that says why.
///
/// Submodels are made flat: what is in one is called `SUBMODEL__ID`. Models in other files cannot be
/// read this way, which is an error; see [`read_with`].
pub fn read(name: &str, text: &str) -> Parsed {
    read_with(name, text, &|_| Err("a text on its own can read no other".to_owned()))
}

/// [`read`] for a text that may take submodels from other files.
///
/// `import` answers the path of an external model definition with the text of that file. The path
/// is relative, seen from the folder of the main text, and does not leave that folder.
///
/// ```
/// let text = r#"<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"
///     xmlns:comp="http://www.sbml.org/sbml/level3/version1/comp/version1" comp:required="true">
///   <model id="two">
///     <comp:listOfSubmodels><comp:submodel comp:id="A" comp:modelRef="part"/></comp:listOfSubmodels>
///   </model>
///   <comp:listOfExternalModelDefinitions>
///     <comp:externalModelDefinition comp:id="part" comp:source="part.xml"/>
///   </comp:listOfExternalModelDefinitions>
/// </sbml>"#;
/// let part = r#"<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"><model>
///   <listOfParameters><parameter id="k" value="0.1" constant="true"/></listOfParameters>
/// </model></sbml>"#;
/// let parsed = jakstat_model::sbml::read_with("two.xml", text, &|path| match path {
///     "part.xml" => Ok(part.to_owned()),
///     _ => Err("no such file".to_owned()),
/// });
/// assert!(parsed.is_ok());
/// assert_eq!(parsed.network.parameters[0].id, "A__k");
/// ```
pub fn read_with(name: &str, text: &str, import: &Import<'_>) -> Parsed {
    let (network, diagnostics) = match Document::parse_with_options(text, ParsingOptions::default()) {
        Ok(document) if is_composed(&document) => return comp::read(name, text, import),
        Ok(document) => read_document(text, &document),
        Err(error) => (Network::default(), vec![not_xml(text, &error)]),
    };
    Parsed { network, diagnostics, sources: Sources::single(name, text) }
}

/// Whether the document is of Level 3 and uses the package for submodels.
fn is_composed(document: &Document) -> bool {
    let root = document.root_element();
    Level::of(root).is_ok_and(Level::is_3) && comp::is_used(root)
}

fn read_document(text: &str, document: &Document) -> (Network, Vec<Diagnostic>) {
    let root = document.root_element();
    match Level::of(root) {
        Ok(level) => {
            let mut reader = Reader::new(text, root, level);
            reader.document(root);
            (reader.network, reader.diagnostics)
        }
        Err(problem) => (Network::default(), vec![problem.at(reader::tag_span(text, root))]),
    }
}

/// The diagnostic for text that is not XML.
fn not_xml(text: &str, error: &Error) -> Diagnostic {
    let help = match error {
        Error::DtdDetected => "delete the `<!DOCTYPE ...>` declaration: SBML has none",
        Error::UnclosedRootNode => "the text ends too early: was the file cut short?",
        _ => "correct the XML at this place, or save the file again from the tool that made it",
    };
    let at = offset(text, error.pos());
    Diagnostic::error(&codes::NOT_XML, format!("not well-formed XML: {error}"))
        .at(Span::new(0, at, at))
        .help(help)
}

/// The byte at a line and column, both from 1, columns in characters.
fn offset(text: &str, at: roxmltree::TextPos) -> usize {
    let line: usize =
        text.split_inclusive('\n').take((at.row as usize).saturating_sub(1)).map(str::len).sum();
    let rest = text.get(line..).unwrap_or("");
    let column = rest.char_indices().nth((at.col as usize).saturating_sub(1)).map_or(rest.len(), |(i, _)| i);
    line + column
}
