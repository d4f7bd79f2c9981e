//! Which elements and attributes the package has: unknown and missing ones are errors.

use roxmltree::Node;

use super::super::codes;
use super::super::schema::{COMMON, OPAQUE};
use super::super::validate::MATHML;
use super::NAMESPACE;
use super::item::{attribute, is_comp, tag};
use crate::diagnostic::nearest;
use crate::{Code, Diagnostic, Span};

/// An element of the package.
struct Element {
    name: &'static str,
    /// Attributes that it must have.
    needed: &'static [&'static str],
    /// Attributes that it may have, beside those that all elements may have.
    optional: &'static [&'static str],
    children: &'static [&'static str],
}

/// The attributes that say what a reference means; it has one of them.
const WAYS: [&str; 5] = ["portRef", "idRef", "unitRef", "metaIdRef", "deletion"];

const WAYS_IN: &[&str] = &["portRef", "idRef", "unitRef", "metaIdRef"];

#[rustfmt::skip]
const ELEMENTS: [Element; 13] = [
    Element { name: "listOfModelDefinitions", needed: &[], optional: &[], children: &["modelDefinition"] },
    Element { name: "listOfExternalModelDefinitions", needed: &[], optional: &[], children: &["externalModelDefinition"] },
    Element { name: "externalModelDefinition", needed: &["id", "source"], optional: &["modelRef", "md5"], children: &[] },
    Element { name: "listOfSubmodels", needed: &[], optional: &[], children: &["submodel"] },
    Element { name: "submodel", needed: &["id", "modelRef"], optional: &["timeConversionFactor", "extentConversionFactor"], children: &["listOfDeletions"] },
    Element { name: "listOfDeletions", needed: &[], optional: &[], children: &["deletion"] },
    Element { name: "deletion", needed: &[], optional: WAYS_IN, children: &["sBaseRef"] },
    Element { name: "listOfPorts", needed: &[], optional: &[], children: &["port"] },
    Element { name: "port", needed: &["id"], optional: &["idRef", "unitRef", "metaIdRef"], children: &["sBaseRef"] },
    Element { name: "listOfReplacedElements", needed: &[], optional: &[], children: &["replacedElement"] },
    Element { name: "replacedElement", needed: &["submodelRef"], optional: &["portRef", "idRef", "unitRef", "metaIdRef", "deletion", "conversionFactor"], children: &["sBaseRef"] },
    Element { name: "replacedBy", needed: &["submodelRef"], optional: WAYS_IN, children: &["sBaseRef"] },
    Element { name: "sBaseRef", needed: &[], optional: WAYS_IN, children: &["sBaseRef"] },
];

/// What every element but those of the package's own lists may hold.
const ANYWHERE: [&str; 2] = ["listOfReplacedElements", "replacedBy"];

/// Everything in the document that the package does not know or misses.
pub(super) fn check(source: usize, root: Node) -> Vec<Diagnostic> {
    let mut checker = Checker { source, problems: Vec::new() };
    // Not by recursion: unknown elements may be nested to any depth.
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        let from = open.len();
        for child in node.children().filter(Node::is_element) {
            let namespace = child.tag_name().namespace();
            let is_opaque = OPAQUE.contains(&child.tag_name().name()) && namespace != Some(NAMESPACE);
            if is_opaque || namespace == Some(MATHML) {
                continue;
            }
            checker.child(node, child);
            open.push(child);
        }
        open[from..].reverse();
    }
    checker.problems
}

struct Checker {
    source: usize,
    problems: Vec<Diagnostic>,
}

impl Checker {
    fn error(&mut self, code: &'static Code, message: String, at: Span, help: &str) {
        self.problems.push(Diagnostic::error(code, message).at(at).help(help));
    }

    fn child(&mut self, parent: Node, child: Node) {
        let name = child.tag_name().name();
        let holder = ELEMENTS.iter().find(|e| is_comp(parent, e.name));
        let allowed: &[&str] = match (holder, parent.tag_name().name()) {
            (Some(holder), _) => holder.children,
            (None, "sbml") => &["listOfModelDefinitions", "listOfExternalModelDefinitions"],
            (None, "model" | "modelDefinition") => &["listOfSubmodels", "listOfPorts"],
            _ => &[],
        };
        let is_comp_child = child.tag_name().namespace() == Some(NAMESPACE);
        if is_comp_child && (allowed.contains(&name) || ANYWHERE.contains(&name)) {
            self.repeats(parent, child);
            if let Some(element) = ELEMENTS.iter().find(|e| e.name == name) {
                self.attributes(child, element);
            }
        } else if is_comp_child || holder.is_some() {
            let message = format!("`{name}` is unknown in `{}`", parent.tag_name().name());
            let help = match nearest(name, allowed.iter().copied()) {
                Some(near) if near != name => format!("did you mean `{near}`?"),
                Some(_) => "give it the prefix of the package".to_owned(),
                None => "remove it, or move it to where it belongs".to_owned(),
            };
            self.error(&codes::ELEMENT, message, tag(self.source, child), &help);
        }
    }

    /// Only items of lists may stand several times under one parent.
    fn repeats(&mut self, parent: Node, child: Node) {
        let name = child.tag_name().name();
        let is_item =
            is_comp(parent, parent.tag_name().name()) && parent.tag_name().name().starts_with("listOf");
        let first = parent.children().find(|c| is_comp(*c, name));
        if !is_item && first != Some(child) {
            let message = format!("`{name}` occurs again in `{}`", parent.tag_name().name());
            self.error(&codes::REPEATED, message, tag(self.source, child), "remove one of them");
        }
    }

    fn attributes(&mut self, node: Node, element: &Element) {
        let known = || element.needed.iter().chain(element.optional).copied().chain(COMMON);
        for attribute in node.attributes().filter(|a| a.namespace().is_none_or(|n| n == NAMESPACE)) {
            let name = attribute.name();
            if !known().any(|k| k == name) {
                let help =
                    nearest(name, known()).map_or("remove it".to_owned(), |n| format!("did you mean `{n}`?"));
                let range = attribute.range_qname();
                let at = Span::new(self.source as u32, range.start, range.end);
                let message = format!("`{}` has an unknown attribute `{name}`", element.name);
                self.error(&codes::ATTRIBUTE, message, at, &help);
            }
        }
        for name in element.needed.iter().filter(|n| attribute(node, n).is_none()) {
            let message = format!("`{}` lacks the attribute `{name}`", element.name);
            let help = format!("add `comp:{name}=\"...\"`");
            self.error(&codes::MISSING_ATTRIBUTE, message, tag(self.source, node), &help);
        }
        if element.optional.contains(&"idRef") {
            self.one_way(node, element);
        }
        if attribute(node, "md5").is_some() {
            let message = "the checksum `md5` of the external model is not compared";
            let problem = Diagnostic::warning(&codes::COMP_EXTERNAL, message).at(tag(self.source, node));
            self.problems.push(problem.help("make sure that the file is the one that is meant"));
        }
    }

    /// A reference says in exactly one way what it means.
    fn one_way(&mut self, node: Node, element: &Element) {
        let given =
            WAYS.iter().filter(|way| element.optional.contains(way) && attribute(node, way).is_some());
        let given: Vec<&str> = given.copied().collect();
        if given.len() == 1 {
            return;
        }
        let message = match given.as_slice() {
            [] => format!("`{}` does not say what it refers to", element.name),
            several => format!("`{}` refers to several things: {}", element.name, several.join(", ")),
        };
        let ways = element.optional.iter().filter(|o| WAYS.contains(o)).map(|w| format!("`{w}`"));
        let help = format!("give one of {}", ways.collect::<Vec<_>>().join(", "));
        self.error(&codes::COMP_REFERENCE, message, tag(self.source, node), &help);
    }
}
