//! What a model has names for. One table serves all copies of the model.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::super::codes;
use super::super::schema::OPAQUE;
use super::super::validate::MATHML;
use super::NAMESPACE;
use super::item::{attribute, value_span};
use super::item::{is_comp, value};
use super::library::Model;
use crate::Diagnostic;

/// The names in one model.
#[derive(Debug, Default)]
pub(super) struct Scope<'a> {
    /// What formulas and most references name; submodels and deletions too.
    pub ids: BTreeMap<&'a str, Node<'a, 'a>>,
    /// Unit definitions.
    pub units: BTreeMap<&'a str, Node<'a, 'a>>,
    /// Everything with a `metaid`.
    pub metaids: BTreeMap<&'a str, Node<'a, 'a>>,
    /// Ports.
    pub ports: BTreeMap<&'a str, Node<'a, 'a>>,
    /// Submodels, in order.
    pub submodels: Vec<Node<'a, 'a>>,
    /// `<replacedElement>` and `<replacedBy>`, in order.
    pub replacements: Vec<Node<'a, 'a>>,
    /// How many elements and texts it has.
    pub size: usize,
}

impl<'a> Scope<'a> {
    /// The names in `model`; names of the package that are used twice are reported.
    pub fn of(model: Model<'a>, problems: &mut Vec<Diagnostic>) -> Self {
        let mut scope = Self { size: model.node.descendants().count(), ..Self::default() };
        let mut open = vec![model.node];
        while let Some(node) = open.pop() {
            let from = open.len();
            for child in node.children().filter(Node::is_element) {
                let tag = child.tag_name();
                let is_opaque = OPAQUE.contains(&tag.name()) && tag.namespace() != Some(NAMESPACE);
                if is_opaque || tag.namespace() == Some(MATHML) {
                    continue;
                }
                scope.enter(model.source, child, problems);
                open.push(child);
            }
            open[from..].reverse();
        }
        scope
    }

    fn enter(&mut self, source: usize, node: Node<'a, 'a>, problems: &mut Vec<Diagnostic>) {
        if let Some(metaid) = node.attribute("metaid") {
            self.metaids.entry(metaid).or_insert(node);
        }
        if node.tag_name().namespace() == Some(NAMESPACE) {
            return self.enter_comp(source, node, problems);
        }
        let Some(id) = node.attribute("id") else { return };
        match node.tag_name().name() {
            "unitDefinition" => {
                self.units.entry(id).or_insert(node);
            }
            // Only the kinetic law around it knows it by its id.
            "localParameter" => {}
            "parameter" if is_local(node) => {}
            _ => {
                self.ids.entry(id).or_insert(node);
            }
        }
    }

    fn enter_comp(&mut self, source: usize, node: Node<'a, 'a>, problems: &mut Vec<Diagnostic>) {
        let name = node.tag_name().name();
        match name {
            "submodel" => self.submodels.push(node),
            "replacedElement" | "replacedBy" => self.replacements.push(node),
            "deletion" | "port" => {}
            _ => return,
        }
        let Some(id) = attribute(node, "id") else { return };
        let names = if is_comp(node, "port") { &mut self.ports } else { &mut self.ids };
        if names.contains_key(id.value()) && name != "replacedElement" && name != "replacedBy" {
            let problem =
                Diagnostic::error(&codes::DUPLICATE_ID, format!("the id `{}` is used twice", id.value()));
            problems.push(problem.at(value_span(source, id)).help("rename one of the two"));
        } else {
            names.insert(id.value(), node);
        }
    }

    /// The submodel with this id.
    pub fn submodel(&self, id: &str) -> Option<Node<'a, 'a>> {
        self.ids.get(id).copied().filter(|node| is_comp(*node, "submodel"))
    }

    /// Whether `submodel` lists a deletion with this id.
    pub fn deletes(&self, submodel: Node<'a, 'a>, id: &str) -> bool {
        super::item::listed(submodel, "listOfDeletions", "deletion")
            .iter()
            .any(|d| value(*d, "id") == Some(id))
    }
}

/// Whether a parameter belongs to a kinetic law, as Level 2 writes it.
fn is_local(node: Node) -> bool {
    node.parent().and_then(|list| list.parent()).is_some_and(|law| law.tag_name().name() == "kineticLaw")
}
