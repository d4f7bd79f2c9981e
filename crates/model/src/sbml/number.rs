//! Numbers in MathML: `<cn>`.

use roxmltree::Node;

use super::attributes::parse_decimal;
use super::codes;
use super::reader::Reader;
use crate::Expr;

impl Reader<'_> {
    /// A `<cn>`; not a number where it is bad (which is reported).
    pub fn literal(&mut self, node: Node) -> Expr {
        let value = value(node);
        if value.is_none() {
            let at = self.span(node);
            let kind = node.attribute("type").unwrap_or("real");
            let message = format!("`<cn>` of type `{kind}` does not hold such a number");
            self.error(&codes::NUMBER, message, at, "write a number such as `<cn> 0.1 </cn>`");
        }
        let value = value.unwrap_or(f64::NAN);
        // Level 3 puts the attribute into its own namespace.
        match node.attributes().find(|a| a.name() == "units") {
            Some(units) => Expr::Quantity(value, units.value().trim().to_owned()),
            None => Expr::Num(value),
        }
    }
}

/// The number, if the content is one of the type that the element says.
fn value(node: Node) -> Option<f64> {
    if node.attribute("base").is_some_and(|b| b.trim() != "10") {
        return None;
    }
    let mut parts = vec![String::new()];
    for child in node.children() {
        if child.is_element() {
            if child.tag_name().name() != "sep" {
                return None;
            }
            parts.push(String::new());
        } else if let (Some(last), Some(text)) = (parts.last_mut(), child.text().filter(|_| child.is_text()))
        {
            last.push_str(text.trim());
        }
    }
    let parts: Vec<&str> = parts.iter().map(|p| p.trim()).collect();
    match (node.attribute("type").map_or("real", str::trim), parts.as_slice()) {
        ("real", [number]) => parse_decimal(number),
        ("integer", [number]) => parse_decimal(number).filter(|n| n.fract() == 0.0),
        // Joined as text, so that the nearest double comes out.
        ("e-notation", [mantissa, exponent]) => {
            exponent.parse::<i32>().ok()?;
            parse_decimal(&format!("{mantissa}e{}", exponent.trim_start_matches('+')))
        }
        ("rational", [over, under]) => {
            Some(parse_decimal(over)? / parse_decimal(under)?).filter(|x| x.is_finite())
        }
        _ => None,
    }
}
