//! Indented XML text.

/// The attributes of one element, in order.
#[derive(Debug, Default)]
pub(super) struct Attributes(Vec<(&'static str, String)>);

impl Attributes {
    /// No attributes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// An attribute with a text.
    pub fn text(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.push((name, value.into()));
        self
    }

    /// An attribute with a text, where there is one.
    pub fn maybe(self, name: &'static str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    /// A truth value.
    pub fn flag(self, name: &'static str, value: bool) -> Self {
        self.text(name, if value { "true" } else { "false" })
    }

    /// A number as XML Schema writes it.
    pub fn number(self, name: &'static str, value: f64) -> Self {
        self.text(name, schema_double(value))
    }
}

/// A number as XML Schema writes it.
fn schema_double(x: f64) -> String {
    match x {
        x if x.is_nan() => "NaN".into(),
        f64::INFINITY => "INF".into(),
        f64::NEG_INFINITY => "-INF".into(),
        x => crate::written::number::decimal(x),
    }
}

/// XML text under construction.
#[derive(Debug)]
pub(super) struct Xml {
    text: String,
    open: Vec<&'static str>,
    /// Texts with characters that XML cannot hold.
    pub unheld: Vec<String>,
}

impl Xml {
    /// A document without elements.
    pub fn new() -> Self {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
        Self { text, open: Vec::new(), unheld: Vec::new() }
    }

    /// Opens an element that holds others.
    pub fn open(&mut self, name: &'static str, attributes: Attributes) {
        self.tag(name, attributes, ">\n");
        self.open.push(name);
    }

    /// Closes the innermost open element.
    pub fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.indent();
            self.text.push_str(&format!("</{name}>\n"));
        }
    }

    /// An element without content.
    pub fn empty(&mut self, name: &'static str, attributes: Attributes) {
        self.tag(name, attributes, "/>\n");
    }

    /// An element with a text.
    pub fn leaf(&mut self, name: &'static str, attributes: Attributes, content: &str) {
        self.tag(name, attributes, ">");
        self.escape(content);
        self.text.push_str(&format!("</{name}>\n"));
    }

    /// Two texts with an empty element between them, as `<cn>` has.
    pub fn parted(
        &mut self,
        name: &'static str,
        attributes: Attributes,
        parts: (&str, &str),
        separator: &'static str,
    ) {
        self.tag(name, attributes, ">");
        self.escape(parts.0);
        self.text.push_str(&format!("<{separator}/>"));
        self.escape(parts.1);
        self.text.push_str(&format!("</{name}>\n"));
    }

    /// The whole text.
    pub fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.text
    }

    fn tag(&mut self, name: &str, attributes: Attributes, end: &str) {
        self.indent();
        self.text.push('<');
        self.text.push_str(name);
        for (attribute, value) in attributes.0 {
            self.text.push_str(&format!(" {attribute}=\""));
            self.escape(&value);
            self.text.push('"');
        }
        self.text.push_str(end);
    }

    fn indent(&mut self) {
        self.text.push_str(&"  ".repeat(self.open.len()));
    }

    fn escape(&mut self, content: &str) {
        if content.chars().any(|c| !is_held(c)) {
            self.unheld.push(content.to_owned());
        }
        for c in content.chars() {
            match c {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                // Readers would turn these into spaces.
                '\t' | '\n' | '\r' => self.text.push_str(&format!("&#{};", u32::from(c))),
                c => self.text.push(c),
            }
        }
    }
}

/// Whether XML 1.0 can hold the character.
fn is_held(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_comes_back() {
        let text = "a <b> & \"c\"\n\td \u{1f600}";
        let mut xml = Xml::new();
        xml.open("all", Attributes::new().text("said", text).number("x", f64::NEG_INFINITY));
        xml.leaf("p", Attributes::new(), text);
        let written = xml.finish();
        let document = roxmltree::Document::parse(&written).unwrap();
        let root = document.root_element();
        assert_eq!(root.attribute("said"), Some(text));
        assert_eq!(root.attribute("x"), Some("-INF"));
        assert_eq!(root.first_element_child().and_then(|p| p.text()), Some(text));
    }

    #[test]
    fn control_characters_are_told() {
        let mut xml = Xml::new();
        xml.leaf("p", Attributes::new(), "a\u{1}b");
        assert_eq!(xml.unheld, ["a\u{1}b"]);
    }
}
