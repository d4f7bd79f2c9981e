//! Holds the document against the schema: unknown, missing and repeated things are errors.

use std::collections::BTreeSet;

use roxmltree::Node;

use super::codes;
use super::reader::Reader;
use super::schema::{COMMON, Element, ID, OPAQUE, WITHOUT_EFFECT, element, may_repeat};
use crate::Span;
use crate::diagnostic::nearest;

/// Namespace of MathML.
pub(super) const MATHML: &str = "http://www.w3.org/1998/Math/MathML";

impl Reader<'_> {
    /// Reports everything in `node` that SBML core does not know or misses.
    ///
    /// Only known elements are entered, so the depth is that of the schema, whatever the text.
    pub fn validate(&mut self, node: Node) {
        let Some(schema) = element(node.tag_name().name()) else { return };
        self.validate_attributes(node, schema);
        let mut seen = BTreeSet::new();
        for child in node.children() {
            let name = child.tag_name().name();
            if child.is_text() && child.text().is_some_and(|t| !t.trim().is_empty()) {
                let message = format!("text inside {}", self.describe(node));
                let at = self.span(child);
                self.error(&codes::ELEMENT, message, at, "remove the text, or put it into `<notes>`");
            } else if child.is_element() && self.is_expected(child, schema) {
                if !seen.insert(name) && !may_repeat(node.tag_name().name()) {
                    let message = format!("`{name}` occurs again in {}", self.describe(node));
                    let at = self.tag(child);
                    self.error(&codes::REPEATED, message, at, "remove one of them");
                }
                if name != "math" && !OPAQUE.contains(&name) {
                    self.validate(child);
                }
            }
        }
    }

    /// Whether the element may stand here; reports it if not.
    fn is_expected(&mut self, child: Node, parent: &Element) -> bool {
        let name = child.tag_name().name();
        let namespace = child.tag_name().namespace().unwrap_or("");
        let is_math = namespace == MATHML && name == "math";
        if (is_math || self.is_core(child) && name != "math") && parent.children.contains(&name) {
            if WITHOUT_EFFECT.contains(&name) {
                self.warn(
                    &codes::LIST_IGNORED,
                    format!("`{name}` is ignored"),
                    self.tag(child),
                    "it changes no result",
                );
            }
            return true;
        }
        if self.is_core(child) && OPAQUE.contains(&name) {
            return true;
        }
        if !self.is_core(child) && namespace != MATHML {
            self.foreign(namespace, name, self.tag(child));
            return false;
        }
        let parent = parent.names.first().copied().unwrap_or_default();
        let candidates = element(parent).map_or(&[] as &[&str], |e| e.children);
        let help = match nearest(name, candidates.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if candidates.is_empty() => format!("`{parent}` has no children"),
            None => format!("`{parent}` may hold {}", candidates.join(", ")),
        };
        self.error(&codes::ELEMENT, format!("`{name}` is unknown in `{parent}`"), self.tag(child), &help);
        false
    }

    fn validate_attributes(&mut self, node: Node, schema: &Element) {
        for attribute in node.attributes() {
            let name = attribute.name();
            if let Some(namespace) = attribute.namespace().filter(|n| *n != self.core) {
                let range = attribute.range_qname();
                self.foreign(namespace, name, Span::new(0, range.start, range.end));
                continue;
            }
            let known = || schema.attributes.iter().map(|(n, _)| *n).chain(COMMON);
            if known().any(|k| k == name) && attribute.namespace().is_none() {
                continue;
            }
            let help = match nearest(name, known()) {
                Some(near) if near != name => format!("did you mean `{near}`?"),
                Some(_) => "write it without a prefix".to_owned(),
                None => "remove it".to_owned(),
            };
            let message = format!("{} has an unknown attribute `{name}`", self.describe(node));
            let range = attribute.range_qname();
            let at = Span::new(0, range.start, range.end);
            self.error(&codes::ATTRIBUTE, message, at, &help);
        }
        for (name, need) in schema.attributes {
            let name = if *name == ID { self.attribute_name(ID) } else { name };
            if need.holds_at(self.level) && !node.has_attribute(name) {
                let message = format!("{} lacks the attribute `{name}`", self.describe(node));
                let help = format!("add `{name}=\"...\"`");
                self.error(&codes::MISSING_ATTRIBUTE, message, self.tag(node), &help);
            }
        }
    }
}
