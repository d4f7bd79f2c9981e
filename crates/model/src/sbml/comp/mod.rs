//! Hierarchical models: the Level 3 package `comp`, flattened before anything else is read.
//!
//! A model may hold submodels, which are copies of other models of the document or of other files.
//! What is in a copy is called `SUBMODEL__ID`; it can be deleted, or replaced by something of the
//! model around it (or replace it), with conversion factors between the two.
//!
//! Flattening works on the XML and not on the network, because references of the package may name
//! anything by its id, its unit id or its `metaid`: a rule, a kinetic law, one local parameter. A
//! network no longer knows these as things of their own. The way: texts (`texts`), models
//! (`library`, `schema`), one table of names for each model (`scope`), copies (`tree`), what is
//! deleted and replaced (`reference`, `edit`), what a reference means in the flat model (`names`,
//! `scale`, `pace`), the flat text (`emit`, `attributes`, `formula`). No element is copied before
//! the flat text is written: a copy is a number, and a thing is a pair of copy and element.
//!
//! The ordinary reader then reads the flat text. `flat` knows of every byte of it where it came
//! from, so that all places point into the files that the user wrote.

mod attributes;
mod edit;
mod emit;
mod flat;
mod formula;
mod item;
mod library;
mod names;
mod pace;
mod reference;
mod relocate;
mod scale;
mod schema;
mod scope;
mod texts;
mod tree;

use std::collections::BTreeSet;

use roxmltree::{Document, Node};

use super::level::Level;
use super::reader::Reader;
use crate::antimony::Import;
use crate::{Diagnostic, Network, Parsed};
use edit::Edits;
use flat::Flat;
use library::Library;
use names::Names;
use tree::Tree;

/// Namespace of the package.
pub(super) const NAMESPACE: &str = "http://www.sbml.org/sbml/level3/version1/comp/version1";

/// Whether the document holds any element of the package.
pub(super) fn is_used(root: Node) -> bool {
    root.descendants().any(|node| node.tag_name().namespace() == Some(NAMESPACE))
}

/// Reads a document of Level 3 that uses the package.
pub(super) fn read(name: &str, text: &str, import: &Import<'_>) -> Parsed {
    let mut texts = texts::gather(name, text, import);
    let mut diagnostics = std::mem::take(&mut texts.problems);
    let all = texts.sources.0.iter();
    let documents: Vec<Option<Document>> = all.map(|source| Document::parse(&source.text).ok()).collect();
    let (network, problems) = flatten(&Library::new(&texts, &documents));
    drop(documents);
    diagnostics.extend(problems);
    keep_first(&mut diagnostics);
    Parsed { network, diagnostics, sources: texts.sources }
}

/// The flat network, and every problem on the way to it.
fn flatten(library: &Library) -> (Network, Vec<Diagnostic>) {
    let mut problems = library.problems.clone();
    let Some(main) = library.main() else { return (Network::default(), problems) };
    let mut tree = Tree::new(library, main);
    problems.append(&mut tree.problems);
    if tree.is_full {
        return (Network::default(), problems);
    }
    let mut edits = Edits::of(&tree);
    problems.append(&mut edits.problems);
    let (names, more) = Names::new(&tree, &edits);
    problems.extend(more);
    let (flat, more) = emit::write(&names, library.level());
    problems.extend(more);
    let (network, more) = read_flat(&flat);
    problems.extend(more);
    problems.extend(pace::check(&names, &network.units));
    (network, problems)
}

/// Reads the flat text. It was checked against the schema before it was made flat.
fn read_flat(flat: &Flat) -> (Network, Vec<Diagnostic>) {
    let document = match Document::parse(flat.text()) {
        Ok(document) => document,
        Err(error) => {
            let mut problem = super::not_xml(flat.text(), &error);
            problem.place = problem.place.map(|at| flat.origin(at));
            return (Network::default(), vec![problem]);
        }
    };
    let root = document.root_element();
    let level = match Level::of(root) {
        Ok(level) => level,
        Err(problem) => return (Network::default(), vec![problem]),
    };
    let mut reader = Reader::new(flat.text(), root, level);
    if let Some(model) = reader.child(root, "model") {
        reader.model(model);
    }
    let (mut network, mut diagnostics) = (reader.network, reader.diagnostics);
    relocate::network(&mut network, flat);
    for problem in &mut diagnostics {
        problem.place = problem.place.map(|at| flat.origin(at));
    }
    (network, diagnostics)
}

/// A model that is copied twice has its problems twice: only the first is told.
fn keep_first(diagnostics: &mut Vec<Diagnostic>) {
    let mut seen = BTreeSet::new();
    diagnostics.retain(|d| d.place.is_none_or(|place| seen.insert((d.code.id, place))));
}
