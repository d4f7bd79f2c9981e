//! Writes the flat model: all copies, list by list, the main model first.

use roxmltree::Node;

use super::super::codes;
use super::super::level::Level;
use super::super::schema::{Element, WITHOUT_EFFECT, element};
use super::super::validate::MATHML;
use super::flat::Flat;
use super::item::{Item, tag};
use super::names::Names;
use crate::{Diagnostic, Span};

/// Namespace of what an annotation lists.
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// Bytes that the flat text may have. Long prefixes and factors can make it longer than the copies.
const MOST_BYTES: usize = 1_000_000_000;

/// Elements of Level 1 that name others in ways of their own.
const OLD: [&str; 6] = [
    "specie",
    "specieReference",
    "compartmentVolumeRule",
    "speciesConcentrationRule",
    "specieConcentrationRule",
    "parameterRule",
];

/// What writes the flat text.
pub(super) struct Emitter<'n, 'x, 'l, 'a> {
    pub names: &'n Names<'x, 'l, 'a>,
    pub out: Flat,
    /// References to what is gone, and what cannot be written flat.
    pub problems: Vec<Diagnostic>,
}

/// The flat text, in the version of `level`, and what cannot be written.
pub(super) fn write(names: &Names, level: Level) -> (Flat, Vec<Diagnostic>) {
    let mut emitter = Emitter { names, out: Flat::default(), problems: Vec::new() };
    let version = level.version;
    emitter.out.add(&format!(
        "<sbml xmlns=\"http://www.sbml.org/sbml/level3/version{version}/core\" level=\"3\" version=\"{version}\">"
    ));
    emitter.model();
    emitter.out.add("</sbml>");
    (emitter.out, emitter.problems)
}

impl<'a> Emitter<'_, '_, '_, 'a> {
    /// Namespace of the core elements in the document of a copy.
    fn core(&self, instance: usize) -> Option<&'a str> {
        let model = self.names.tree.instances[instance].model.node;
        model.document().root_element().tag_name().namespace()
    }

    fn is_core(&self, instance: usize, node: Node) -> bool {
        node.is_element() && node.tag_name().namespace() == self.core(instance)
    }

    fn model(&mut self) {
        let Some(main) = self.names.tree.instances.first().map(|copy| copy.model.node) else { return };
        let item = Item { instance: 0, node: main };
        self.open(item, "model");
        self.attributes(item);
        self.out.add(">");
        self.annotation(item);
        let lists = element("model").map_or(&[] as &[&str], |e| e.children);
        for list in lists.iter().filter(|list| !WITHOUT_EFFECT.contains(list)) {
            self.list(list);
        }
        self.close(item, "model");
    }

    /// The items of one list over all copies.
    fn list(&mut self, list: &'static str) {
        let Some(schema) = element(list) else { return };
        self.out.add(&format!("<{list}>"));
        for instance in 0..self.names.tree.instances.len() {
            if self.names.is_dropped(instance) {
                continue;
            }
            let model = self.names.tree.instances[instance].model.node;
            let is_list = |c: &Node| self.is_core(instance, *c) && c.tag_name().name() == list;
            let lists: Vec<Node<'a, 'a>> = model.children().filter(is_list).collect();
            for node in lists {
                if !self.names.edits.is_removed(Item { instance, node }) {
                    self.children(Item { instance, node }, schema);
                }
            }
        }
        self.out.add(&format!("</{list}>"));
    }

    /// The children of an element that the schema knows. Others were reported.
    fn children(&mut self, parent: Item<'a>, schema: &Element) {
        for node in parent.node.children().filter(Node::is_element) {
            let item = Item { node, ..parent };
            let name = node.tag_name().name();
            if !schema.children.contains(&name) || self.names.edits.is_removed(item) {
                continue;
            }
            if node.has_tag_name((MATHML, "math")) {
                self.math(parent, node);
            } else if self.is_core(item.instance, node) {
                self.element(item);
            }
        }
    }

    fn element(&mut self, item: Item<'a>) {
        let name = item.node.tag_name().name();
        let Some(schema) = element(name) else { return };
        if OLD.contains(&name) {
            return self.refuse_old(item);
        }
        if self.is_full(item) {
            return;
        }
        self.open(item, name);
        self.attributes(item);
        self.out.add(">");
        self.annotation(item);
        self.children(item, schema);
        self.close(item, name);
    }

    /// Whether the text has become too long; says so once.
    fn is_full(&mut self, item: Item) -> bool {
        let is_full = self.out.text().len() > MOST_BYTES;
        if is_full && !self.problems.iter().any(|p| p.code == &codes::COMP_SIZE) {
            let message = format!("the flat model would have more than {MOST_BYTES} bytes");
            let problem = Diagnostic::error(&codes::COMP_SIZE, message).at(tag(self.source(item), item.node));
            self.problems.push(problem.help("use fewer copies, shorter ids or fewer conversion factors"));
        }
        is_full
    }

    /// The text that a copy is a copy of.
    pub fn source(&self, item: Item) -> usize {
        self.names.tree.source(item.instance)
    }

    /// Starts an opening tag.
    pub fn open(&mut self, item: Item, name: &str) {
        let (source, start) = (self.source(item), item.node.range().start);
        self.out.put("<", Span::new(source as u32, start, start + 1));
        self.out.put(name, tag(source, item.node));
    }

    /// Writes a closing tag.
    pub fn close(&mut self, item: Item, name: &str) {
        let (source, end) = (self.source(item), item.node.range().end);
        self.out.put(&format!("</{name}>"), Span::new(source as u32, end.saturating_sub(1), end));
    }

    /// The annotation of an item, if it lists terms: nothing else of it is ever read.
    fn annotation(&mut self, item: Item<'a>) {
        let is_annotation = |c: &Node| self.is_core(item.instance, *c) && c.tag_name().name() == "annotation";
        let Some(annotation) = item.node.children().find(is_annotation) else { return };
        if !annotation.descendants().any(|n| n.has_tag_name((RDF, "li"))) {
            return;
        }
        // Not by recursion: what is in an annotation may be nested to any depth.
        let mut next = Some((annotation, true));
        while let Some((node, is_entered)) = next {
            if is_entered {
                self.start_foreign(Item { node, ..item });
                if let Some(child) = node.first_element_child() {
                    next = Some((child, true));
                    continue;
                }
            }
            self.close(Item { node, ..item }, node.tag_name().name());
            if node == annotation {
                break;
            }
            next = match node.next_sibling_element() {
                Some(sibling) => Some((sibling, true)),
                None => node.parent().map(|parent| (parent, false)),
            };
        }
    }

    /// The opening tag of an element of any namespace.
    fn start_foreign(&mut self, item: Item<'a>) {
        let namespace = item.node.tag_name().namespace();
        let is_top = item.node.tag_name().name() == "annotation" && self.is_core(item.instance, item.node);
        self.open(item, item.node.tag_name().name());
        if !is_top {
            self.declare("xmlns", namespace.unwrap_or(""));
        }
        for (number, attribute) in item.node.attributes().enumerate() {
            let Some(space) = attribute.namespace() else { continue };
            if space == RDF {
                self.declare(&format!("xmlns:n{number}"), space);
                self.out.add(&format!(" n{number}:{}=\"", attribute.name()));
                let at = super::item::value_span(self.source(item), attribute);
                self.out.put_escaped(attribute.value(), at);
                self.out.add("\"");
            }
        }
        self.out.add(">");
    }

    /// Declares a namespace.
    pub fn declare(&mut self, prefix: &str, namespace: &str) {
        self.out.add(&format!(" {prefix}=\""));
        self.out.add_escaped(namespace);
        self.out.add("\"");
    }
}
