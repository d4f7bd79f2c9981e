//! Function definitions.

use roxmltree::Node;

use super::codes;
use super::reader::Reader;
use super::validate::MATHML;
use crate::network::Function;

impl Reader<'_> {
    /// Reads `<listOfFunctionDefinitions>`.
    pub fn functions(&mut self, model: Node) {
        for node in self.items(model, "listOfFunctionDefinitions") {
            let Some(id) = self.declared_id(node) else { continue };
            if let Some(function) = self.function(node, id) {
                self.network.functions.push(function);
            }
        }
    }

    fn function(&mut self, node: Node, id: String) -> Option<Function> {
        let root = self.math_root(node);
        if let Some(other) = root.filter(|r| !r.has_tag_name((MATHML, "lambda"))) {
            let message = format!("function `{id}` is not a `lambda`");
            let at = self.tag(other);
            self.error(
                &codes::MATH_ELEMENT,
                message,
                at,
                "wrap it: `<lambda> <bvar><ci>x</ci></bvar> ... </lambda>`",
            );
            return None;
        }
        let mut args = Vec::new();
        let mut body = None;
        let parts = root.map_or_else(Vec::new, |r| r.children().filter(Node::is_element).collect());
        for part in parts {
            if part.has_tag_name((MATHML, "bvar")) && body.is_none() {
                args.extend(part.first_element_child().and_then(|ci| self.text_of(ci)));
            } else if body.is_none() {
                body = Some(self.expression(part, 1));
            } else {
                let at = self.tag(part);
                self.error(
                    &codes::REPEATED,
                    "`lambda` has more than one body",
                    at,
                    "give it one formula after the `bvar`s",
                );
            }
        }
        if body.is_none() {
            let message = format!("function `{id}` has no body");
            let at = self.tag(node);
            if self.level.math_is_optional() {
                self.warn(&codes::MATH_ABSENT, message, at, "it cannot be called: is that meant?");
            } else {
                self.error(&codes::MATH_MISSING, message, at, "add a formula after the `bvar`s");
            }
        }
        Some(Function { id, args, body: body?, at: Some(self.span(node)) })
    }
}
