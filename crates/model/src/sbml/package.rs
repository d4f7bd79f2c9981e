//! Level 3 packages and other foreign namespaces: refused where they matter, else left out.
//! Only `comp` is supported; a folder of its own does that.

use roxmltree::Node;

use super::level::SBML;
use super::reader::Reader;
use super::{codes, comp};
use crate::Span;

impl Reader<'_> {
    /// Judges the packages that the root element declares.
    pub fn packages(&mut self, root: Node) {
        for attribute in root.attributes().filter(|a| a.name() == "required") {
            let Some(namespace) = attribute.namespace() else { continue };
            let name = short_name(namespace);
            let range = attribute.range();
            let at = Span::new(0, range.start, range.end);
            self.foreign.insert(namespace.to_owned());
            if namespace == comp::NAMESPACE && self.level.is_3() && comp::is_used(root) {
                continue;
            }
            let is_required = !matches!(attribute.value().trim(), "false" | "0");
            if !is_required {
                let help = "the document says that the mathematics does not need it";
                self.warn(&codes::PACKAGE_IGNORED, format!("package `{name}` is ignored"), at, help);
            } else if is_used(root, namespace) {
                let message = format!("package `{name}` changes the mathematics and is not supported");
                let help = "flatten or convert the model to plain SBML core first";
                self.error(&codes::PACKAGE_REQUIRED, message, at, help);
            } else {
                // Flattening converters leave the declaration behind.
                let message = format!("package `{name}` is declared as required but not used");
                self.warn(&codes::PACKAGE_IGNORED, message, at, "remove its declaration from `<sbml>`");
            }
        }
    }

    /// Reports, once for each namespace, an element or attribute `name` that is left out.
    pub fn foreign(&mut self, namespace: &str, name: &str, at: Span) {
        if HARMLESS.contains(&namespace) || !self.foreign.insert(namespace.to_owned()) {
            return;
        }
        if namespace.is_empty() || namespace.starts_with(SBML) {
            // A package that was not declared, or another level: it could mean anything.
            let message =
                format!("`{name}` is of the namespace `{namespace}`, which the document does not declare");
            self.error(&codes::ELEMENT, message, at, "use one SBML level throughout, and declare packages");
        } else {
            let message = format!("`{name}` and all else of `{namespace}` is ignored");
            self.warn(
                &codes::PACKAGE_IGNORED,
                message,
                at,
                "data of other programs belongs into `<annotation>`",
            );
        }
    }
}

/// Namespaces of attributes that any XML may have.
const HARMLESS: [&str; 2] =
    ["http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2001/XMLSchema-instance"];

/// Whether any element or attribute but the declaration is of the package.
fn is_used(root: Node, namespace: &str) -> bool {
    root.descendants().any(|node| {
        let own = |a: &roxmltree::Attribute| a.namespace() == Some(namespace);
        node.tag_name().namespace() == Some(namespace)
            || node.attributes().filter(own).any(|a| node != root || a.name() != "required")
    })
}

/// The name of a package: `comp` for `http://www.sbml.org/sbml/level3/version1/comp/version1`.
fn short_name(namespace: &str) -> &str {
    namespace.strip_prefix(SBML).and_then(|rest| rest.split('/').nth(2)).unwrap_or(namespace)
}
