//! What all parts of the reader share: the network so far, the problems so far, places and ids.

use std::collections::BTreeSet;
use std::iter::successors;

use roxmltree::{Attribute, Node};

use super::codes;
use super::level::Level;
use super::schema::{ID, element};
use super::stoichiometry::NamedReference;
use crate::{Code, Diagnostic, Network, Span};

/// The state of reading one document.
pub(super) struct Reader<'t> {
    /// The whole text, into which spans point.
    pub text: &'t str,
    /// Level and version.
    pub level: Level,
    /// Namespace of the core elements.
    pub core: String,
    /// What was understood.
    pub network: Network,
    /// Problems, in the order in which they were met.
    pub diagnostics: Vec<Diagnostic>,
    /// Every id of the document, made-up ones included.
    pub ids: BTreeSet<String>,
    /// Ids of the things that were read, to find those used twice.
    declared: BTreeSet<String>,
    /// Level 3 species references that have an id.
    pub references: Vec<NamedReference>,
    /// Foreign namespaces that a problem was already reported for.
    pub foreign: BTreeSet<String>,
}

impl<'t> Reader<'t> {
    /// A reader for the document with this root.
    pub fn new(text: &'t str, root: Node, level: Level) -> Self {
        let core = root.tag_name().namespace().unwrap_or("").to_owned();
        let ids = root
            .descendants()
            .filter(|n| n.tag_name().namespace() == Some(&core))
            .filter_map(|n| n.attribute(level.id_attribute()))
            .map(str::to_owned)
            .collect();
        Self {
            text,
            level,
            core,
            network: Network::default(),
            diagnostics: Vec::new(),
            ids,
            declared: BTreeSet::new(),
            references: Vec::new(),
            foreign: BTreeSet::new(),
        }
    }

    /// Adds an error at a place.
    pub fn error(&mut self, code: &'static Code, message: impl Into<String>, at: Span, help: &str) {
        self.diagnostics.push(Diagnostic::error(code, message).at(at).help(help));
    }

    /// Adds a warning at a place.
    pub fn warn(&mut self, code: &'static Code, message: impl Into<String>, at: Span, help: &str) {
        self.diagnostics.push(Diagnostic::warning(code, message).at(at).help(help));
    }

    /// The place of a whole element.
    pub fn span(&self, node: Node) -> Span {
        Span::new(0, node.range().start, node.range().end)
    }

    /// The place of an element's name, for problems with the element as such.
    pub fn tag(&self, node: Node) -> Span {
        tag_span(self.text, node)
    }

    /// The place of an attribute's value.
    pub fn value_span(&self, attribute: Attribute) -> Span {
        Span::new(0, attribute.range_value().start, attribute.range_value().end)
    }

    /// Whether the element is of SBML core.
    pub fn is_core(&self, node: Node) -> bool {
        node.is_element() && node.tag_name().namespace() == Some(&self.core)
    }

    /// The first core child with this name.
    pub fn child<'a, 'i>(&self, node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
        node.children().find(|c| self.is_core(*c) && c.tag_name().name() == name)
    }

    /// The items of the list with this name: core elements that a list of its kind may hold.
    pub fn items<'a, 'i>(&self, node: Node<'a, 'i>, list: &str) -> Vec<Node<'a, 'i>> {
        let allowed = element(list).map_or(&[] as &[&str], |e| e.children);
        let is_item = |c: &Node| self.is_core(*c) && allowed.contains(&c.tag_name().name());
        self.child(node, list).map_or_else(Vec::new, |l| l.children().filter(is_item).collect())
    }

    /// An id that nothing else has: `wish`, or `wish_2`, `wish_3`, ...
    pub fn unique_id(&mut self, wish: &str) -> String {
        let numbered = successors(Some(2u64), |n| Some(n + 1)).map(|n| format!("{wish}_{n}"));
        let free = std::iter::once(wish.to_owned()).chain(numbered).find(|id| !self.ids.contains(id));
        let id = free.unwrap_or_default();
        self.ids.insert(id.clone());
        id
    }

    /// Takes `id` for the thing at `node`. False, with an error, where another thing has it.
    pub fn declare(&mut self, id: &str, node: Node) -> bool {
        let is_new = self.declared.insert(id.to_owned());
        if !is_new {
            let at = self.tag(node);
            self.error(
                &codes::DUPLICATE_ID,
                format!("the id `{id}` is used twice"),
                at,
                "rename one of the two",
            );
        }
        is_new
    }

    /// How problems call an element: with its id where it has one.
    pub fn describe(&self, node: Node) -> String {
        let name = node.tag_name().name();
        match node.attribute(self.attribute_name(ID)) {
            Some(id) => format!("`{name}` `{id}`"),
            None => format!("`{name}`"),
        }
    }

    /// How this level calls an attribute.
    pub fn attribute_name(&self, name: &'static str) -> &'static str {
        if name == ID { self.level.id_attribute() } else { name }
    }
}

/// The place of an element's name in its opening tag.
pub(super) fn tag_span(text: &str, node: Node) -> Span {
    let start = node.range().start + 1;
    let rest = text.get(start..node.range().end).unwrap_or("");
    let length = rest.find(|c: char| c.is_whitespace() || c == '/' || c == '>').unwrap_or(rest.len());
    Span::new(0, start, start + length)
}
