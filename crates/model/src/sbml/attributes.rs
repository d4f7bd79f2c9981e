//! Attributes as numbers, truth values and ids.

use roxmltree::Node;

use super::codes;
use super::reader::Reader;
use super::schema::ID;

impl Reader<'_> {
    /// The number in an attribute; `None` where it is missing or bad (which is reported).
    pub fn number(&mut self, node: Node, name: &str) -> Option<f64> {
        let attribute = node.attribute_node(name)?;
        let value = parse_double(attribute.value().trim());
        if value.is_none() {
            let message = format!("`{name}` of {} is not a number", self.describe(node));
            let at = self.value_span(attribute);
            self.error(&codes::VALUE, message, at, "write a number such as `0.1` or `1e-3`");
        }
        value
    }

    /// The truth value in an attribute, or `default` where it is missing or bad.
    ///
    /// Where the level demands the attribute, its absence has already been reported.
    pub fn flag(&mut self, node: Node, name: &str, default: bool) -> bool {
        let Some(attribute) = node.attribute_node(name) else { return default };
        match attribute.value().trim() {
            "true" | "1" => true,
            "false" | "0" => false,
            _ => {
                let message = format!("`{name}` of {} is neither true nor false", self.describe(node));
                let at = self.value_span(attribute);
                self.error(&codes::VALUE, message, at, "write `true` or `false`");
                default
            }
        }
    }

    /// The id in an attribute; `None` where it is missing. A bad one is reported and given.
    pub fn sid(&mut self, node: Node, name: &str) -> Option<String> {
        let attribute = node.attribute_node(name)?;
        let id = attribute.value();
        if !is_sid(id) {
            let message = format!("`{id}` is not an SBML id");
            let at = self.value_span(attribute);
            self.error(&codes::ID, message, at, "use letters, digits and `_`, not starting with a digit");
        }
        Some(id.to_owned())
    }

    /// The element's own id.
    pub fn id(&mut self, node: Node) -> Option<String> {
        self.sid(node, self.attribute_name(ID))
    }

    /// The element's name for people. Level 1 has none.
    pub fn name(&self, node: Node) -> Option<String> {
        if self.level.level == 1 { None } else { node.attribute("name").map(str::to_owned) }
    }
}

/// Whether the text is an SBML id.
pub(super) fn is_sid(id: &str) -> bool {
    let first_is_good = id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    first_is_good && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A number as XML Schema writes it.
fn parse_double(text: &str) -> Option<f64> {
    match text {
        "INF" => Some(f64::INFINITY),
        "-INF" => Some(f64::NEG_INFINITY),
        "NaN" => Some(f64::NAN),
        _ => parse_decimal(text),
    }
}

/// A plain number. Words that Rust understands, such as `infinity`, are none, nor is `1e400`: too large a
/// number is not the one that was meant.
pub(super) fn parse_decimal(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'+' | b'-' | b'e' | b'E'));
    if plain { text.parse().ok().filter(|x: &f64| x.is_finite()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_xml_schema() {
        assert_eq!(parse_double("1e-3"), Some(0.001));
        assert_eq!(parse_double("-INF"), Some(f64::NEG_INFINITY));
        assert_eq!(parse_double("inf"), None);
        assert_eq!(parse_double("0x10"), None);
        assert_eq!(parse_double(""), None);
        assert_eq!(parse_double("1e400"), None);
    }

    #[test]
    fn ids_are_ascii_words() {
        assert!(is_sid("_a1") && is_sid("time"));
        assert!(!is_sid("1a") && !is_sid("") && !is_sid("a-b") && !is_sid("é"));
    }
}
