//! Annotations: controlled vocabulary terms as `(qualifier, resource)`.

use roxmltree::Node;

use super::reader::Reader;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// Namespaces of the MIRIAM qualifiers, with the prefix that the community uses.
const QUALIFIERS: [(&str, &str); 2] = [
    ("http://biomodels.net/biology-qualifiers/", "bqbiol"),
    ("http://biomodels.net/model-qualifiers/", "bqmodel"),
];

impl Reader<'_> {
    /// Keeps the terms of an element under `id`: `("bqbiol:is", "urn:...")`, `("sboTerm", "SBO:...")`.
    pub fn annotate(&mut self, node: Node, id: &str) {
        let mut terms = Vec::new();
        if let Some(term) = node.attribute("sboTerm") {
            terms.push(("sboTerm".to_owned(), term.to_owned()));
        }
        let annotation = self.child(node, "annotation");
        for item in annotation.iter().flat_map(|a| a.descendants()).filter(|n| n.has_tag_name((RDF, "li"))) {
            let qualifier = item.ancestors().take(ANCESTORS).find_map(qualifier);
            if let (Some(qualifier), Some(resource)) = (qualifier, item.attribute((RDF, "resource"))) {
                terms.push((qualifier, resource.to_owned()));
            }
        }
        if !terms.is_empty() {
            self.network.annotations.entry(id.to_owned()).or_default().extend(terms);
        }
    }
}

/// How far up from an item its qualifier may be: item, bag, qualifier, with room to spare. Bounded
/// so that a deeply nested annotation costs linear time.
const ANCESTORS: usize = 8;

/// The qualifier that this element is, if it is one.
fn qualifier(node: Node) -> Option<String> {
    let namespace = node.tag_name().namespace()?;
    let (_, prefix) = QUALIFIERS.iter().find(|(n, _)| *n == namespace)?;
    Some(format!("{prefix}:{}", node.tag_name().name()))
}
