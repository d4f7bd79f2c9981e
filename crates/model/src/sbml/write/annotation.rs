//! Annotations: terms of controlled vocabularies as RDF, all else as notes.

use super::{Attributes, Writer};
use crate::Network;
use crate::written::{self, free_id, qualifier};

const RDF: [(&str, &str); 3] = [
    ("xmlns:rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("xmlns:bqbiol", "http://biomodels.net/biology-qualifiers/"),
    ("xmlns:bqmodel", "http://biomodels.net/model-qualifiers/"),
];

/// Qualifiers of SBML with a name that is fixed in this program, since elements need one.
const ELEMENTS: [&str; 19] = [
    "bqbiol:encodes",
    "bqbiol:hasPart",
    "bqbiol:hasProperty",
    "bqbiol:hasTaxon",
    "bqbiol:hasVersion",
    "bqbiol:is",
    "bqbiol:isDescribedBy",
    "bqbiol:isEncodedBy",
    "bqbiol:isHomologTo",
    "bqbiol:isPartOf",
    "bqbiol:isPropertyOf",
    "bqbiol:isRelatedTo",
    "bqbiol:isVersionOf",
    "bqbiol:occursIn",
    "bqmodel:hasInstance",
    "bqmodel:is",
    "bqmodel:isDerivedFrom",
    "bqmodel:isDescribedBy",
    "bqmodel:isInstanceOf",
];

/// What is said of one thing.
#[derive(Debug, Default)]
struct Said {
    term: Option<String>,
    /// Qualifier and resource, in order.
    resources: Vec<(&'static str, String)>,
    notes: Vec<String>,
    /// Name of the element for its own annotations, where there are resources.
    metaid: Option<String>,
}

impl Writer<'_> {
    /// An element without other content, with the annotations of `id`.
    pub fn annotated(&mut self, name: &'static str, id: &str, attributes: Attributes) {
        let said = self.said(id);
        let attributes = marked(&said, attributes);
        if said.resources.is_empty() && said.notes.is_empty() {
            return self.xml.empty(name, attributes);
        }
        self.xml.open(name, attributes);
        self.say(&said);
        self.xml.close();
    }

    /// Opens an element, with the annotations of `id` in it.
    pub fn open_annotated(&mut self, name: &'static str, id: &str, attributes: Attributes) {
        let said = self.said(id);
        let attributes = marked(&said, attributes);
        self.xml.open(name, attributes);
        self.say(&said);
    }

    fn said(&mut self, id: &str) -> Said {
        let mut said = Said::default();
        let empty = Vec::new();
        for (name, text) in self.network.annotations.get(id).unwrap_or(&empty) {
            let in_sbml = qualifier::in_sbml(name);
            let element = ELEMENTS.into_iter().find(|e| in_sbml == Some(e));
            match (name.as_str(), element) {
                ("sboTerm", _) if said.term.is_none() && sbo(text).is_some() => said.term = sbo(text),
                // Functions bear no name of their own; it is written as an attribute.
                ("name", _) => {}
                ("notes", _) => said.notes.push(text.clone()),
                (_, Some(element)) => said.resources.push((element, text.clone())),
                (_, None) => said.notes.push(format!("{name}: {text}")),
            }
        }
        if id == self.network.id {
            // The model is written first: what else has an id of its own comes later.
            said.notes.append(&mut self.strays);
        }
        if !said.resources.is_empty() {
            let metaid = free_id(&format!("meta_{id}"), |wish| self.metaids.contains(wish));
            self.metaids.insert(metaid.clone());
            said.metaid = Some(metaid);
        }
        said
    }

    fn say(&mut self, said: &Said) {
        if !said.notes.is_empty() {
            self.xml.open("notes", Attributes::new());
            let html = "http://www.w3.org/1999/xhtml";
            for note in &said.notes {
                self.xml.leaf("p", Attributes::new().text("xmlns", html), note);
            }
            self.xml.close();
        }
        let Some(metaid) = &said.metaid else { return };
        self.xml.open("annotation", Attributes::new());
        let spaces = RDF.into_iter().fold(Attributes::new(), |all, (name, url)| all.text(name, url));
        self.xml.open("rdf:RDF", spaces);
        self.xml.open("rdf:Description", Attributes::new().text("rdf:about", format!("#{metaid}")));
        for group in said.resources.chunk_by(|a, b| a.0 == b.0) {
            let Some((qualifier, _)) = group.first() else { continue };
            self.xml.open(qualifier, Attributes::new());
            self.xml.open("rdf:Bag", Attributes::new());
            for (_, resource) in group {
                self.xml.empty("rdf:li", Attributes::new().text("rdf:resource", resource));
            }
            self.xml.close();
            self.xml.close();
        }
        (0..3).for_each(|_| self.xml.close());
    }
}

/// Annotations of what is no part of the network, such as a submodel, as notes.
pub(super) fn strays(network: &Network) -> Vec<String> {
    let ids = written::ids(network);
    let strays = network.annotations.iter().filter(|(id, _)| **id != network.id && !ids.contains(*id));
    let each =
        strays.flat_map(|(id, said)| said.iter().map(move |(name, text)| format!("{id} {name}: {text}")));
    each.collect()
}

/// The attributes by which annotations find their element.
fn marked(said: &Said, attributes: Attributes) -> Attributes {
    attributes.maybe("sboTerm", said.term.as_deref()).maybe("metaid", said.metaid.as_deref())
}

/// `SBO:0000247` from itself or `247`; `None` where it is no such term.
fn sbo(text: &str) -> Option<String> {
    let digits = text.trim().strip_prefix("SBO:").unwrap_or(text.trim());
    let number: u32 = digits.parse().ok()?;
    (number < 10_000_000).then(|| format!("SBO:{number:07}"))
}
