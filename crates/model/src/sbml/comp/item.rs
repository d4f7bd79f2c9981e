//! An element of one copy of a model, and how elements are asked for things of the package.

use roxmltree::{Attribute, Node};

use super::super::reader::tag_span;
use super::NAMESPACE;
use crate::Span;

/// An element of one copy of a model.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'a> {
    /// Index of the copy.
    pub instance: usize,
    /// The element, in the document of the model that is copied.
    pub node: Node<'a, 'a>,
}

/// What tells items apart: the copy and the number of the element in its document.
pub(super) type Key = (usize, u32);

impl Item<'_> {
    /// What tells it from all others.
    pub fn key(&self) -> Key {
        (self.instance, self.node.id().get())
    }
}

/// Whether the element is of the package, under this name.
pub(super) fn is_comp(node: Node, name: &str) -> bool {
    node.has_tag_name((NAMESPACE, name))
}

/// An attribute of an element of the package, with or without prefix.
pub(super) fn attribute<'a>(node: Node<'a, 'a>, name: &str) -> Option<Attribute<'a, 'a>> {
    node.attribute_node((NAMESPACE, name)).or_else(|| node.attribute_node(name))
}

/// The value of an attribute of an element of the package.
pub(super) fn value<'a>(node: Node<'a, 'a>, name: &str) -> Option<&'a str> {
    attribute(node, name).map(|a| a.value())
}

/// The elements of the package in a list of it.
pub(super) fn listed<'a>(node: Node<'a, 'a>, list: &'static str, name: &'static str) -> Vec<Node<'a, 'a>> {
    let lists = node.children().filter(move |c| is_comp(*c, list));
    lists.flat_map(|l| l.children()).filter(|c| is_comp(*c, name)).collect()
}

/// The place of an element's name in the text `source`.
pub(super) fn tag(source: usize, node: Node) -> Span {
    Span { source: source as u32, ..tag_span(node.document().input_text(), node) }
}

/// The place of an attribute's value in the text `source`.
pub(super) fn value_span(source: usize, attribute: Attribute) -> Span {
    Span::new(source as u32, attribute.range_value().start, attribute.range_value().end)
}

/// How problems call an element: kind and id.
pub(super) fn label(node: Node) -> String {
    let name = node.tag_name().name();
    match value(node, "id").or_else(|| value(node, "metaid")) {
        Some(id) => format!("`{name}` `{id}`"),
        None => format!("`{name}`"),
    }
}
