//! All texts of one reading: the main one and the files of its external model definitions.

use std::collections::BTreeMap;

use roxmltree::Document;

use super::super::{codes, not_xml};
use super::item::{attribute, listed, value_span};
use crate::antimony::{Import, join};
use crate::{Diagnostic, Source, Sources, Span};

/// Files that one model may lead to.
const MOST: usize = 1000;

/// The texts, and which of them each external definition means.
pub(super) struct Texts {
    /// The main text first, then the others in the order in which they were met.
    pub sources: Sources,
    /// By text and path as written there, the text that it means.
    pub targets: BTreeMap<(usize, String), usize>,
    /// What could not be read.
    pub problems: Vec<Diagnostic>,
}

/// Gathers the main text and all that it leads to.
pub(super) fn gather(name: &str, text: &str, import: &Import<'_>) -> Texts {
    let sources = Sources::single(name, text);
    let mut texts = Texts { sources, targets: BTreeMap::new(), problems: Vec::new() };
    let mut next = 0;
    while next < texts.sources.0.len() {
        texts.follow(next, import);
        next += 1;
    }
    texts
}

impl Texts {
    fn follow(&mut self, index: usize, import: &Import<'_>) {
        for (path, at) in self.paths(index) {
            if self.targets.contains_key(&(index, path.clone())) {
                continue;
            }
            match self.target(index, &path, import) {
                Ok(target) => {
                    self.targets.insert((index, path), target);
                }
                Err(why) => {
                    let message = format!("the external model `{path}` cannot be read: {why}");
                    let help = "give the path of an SBML file, seen from the folder of this one";
                    self.problems.push(Diagnostic::error(&codes::COMP_EXTERNAL, message).at(at).help(help));
                }
            }
        }
    }

    /// The paths in the external model definitions of a text, with their places.
    fn paths(&mut self, index: usize) -> Vec<(String, Span)> {
        let Some(source) = self.sources.0.get(index) else { return Vec::new() };
        let document = match Document::parse(&source.text) {
            Ok(document) => document,
            Err(error) => {
                let mut problem = not_xml(&source.text, &error);
                problem.place = problem.place.map(|at| Span { source: index as u32, ..at });
                self.problems.push(problem);
                return Vec::new();
            }
        };
        let list = "listOfExternalModelDefinitions";
        listed(document.root_element(), list, "externalModelDefinition")
            .into_iter()
            .filter_map(|node| attribute(node, "source"))
            .map(|a| (a.value().to_owned(), value_span(index, a)))
            .collect()
    }

    /// The text that `path` means in the text `from`, read now where it was not before.
    fn target(&mut self, from: usize, path: &str, import: &Import<'_>) -> Result<usize, String> {
        let folder = if from == 0 { "" } else { self.sources.0.get(from).map_or("", |s| s.name.as_str()) };
        let name = locate(folder, path)?;
        let mut others = self.sources.0.iter().skip(1);
        if let Some(known) = others.position(|s| s.name == name) {
            return Ok(known + 1);
        }
        if self.sources.0.len() >= MOST {
            return Err(format!("the model leads to more than {MOST} files"));
        }
        let text = import(&name)?;
        // The main text has a name of its own, so that only its content shows that it is meant.
        let is_main = !name.contains('/') && self.sources.0.first().is_some_and(|main| main.text == text);
        if is_main {
            return Ok(0);
        }
        self.sources.0.push(Source { name, text });
        Ok(self.sources.0.len() - 1)
    }
}

/// The path as seen from the main text.
///
/// # Errors
/// A sentence where it is no relative path or leaves the folder of the main text.
fn locate(from: &str, path: &str) -> Result<String, String> {
    let path = path.trim();
    if path.is_empty() {
        return Err("the path is empty".to_owned());
    }
    if let Some((scheme, _)) = path.split_once(':') {
        return Err(format!("only files are read, and `{scheme}:` is something else"));
    }
    if path.starts_with(['/', '\\']) {
        return Err("the path is absolute".to_owned());
    }
    let joined = join(from, path);
    match joined.split('/').next() {
        Some("..") => Err("the path leaves the folder of the model".to_owned()),
        _ => Ok(joined),
    }
}

#[cfg(test)]
mod tests {
    use super::locate;

    #[test]
    fn only_files_of_the_folder_are_read() {
        assert_eq!(locate("", "a.xml").as_deref(), Ok("a.xml"));
        assert_eq!(locate("b/c.xml", "./a.xml").as_deref(), Ok("b/a.xml"));
        assert_eq!(locate("b/c.xml", "../a.xml").as_deref(), Ok("a.xml"));
        for bad in ["", "../a.xml", "b/../../a.xml", "/a.xml", "\\a.xml", "file:///a.xml", "urn:miriam:x"] {
            assert!(locate("", bad).is_err(), "{bad}");
        }
    }
}
