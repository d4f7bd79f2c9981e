//! Writes SBML Level 3 Version 2 core.
//!
//! Numbers are written so that they come back with the same bits. What the network's text had and
//! the [`Network`] has not (comments, layout, order of the lists among each other) is not written.
//! Stoichiometries that are formulas become assignment rules of species references; annotations
//! that SBML has no term for become notes.

mod annotation;
mod codes;
mod dynamics;
mod math;
mod names;
mod quantities;
mod reactions;
mod stoichiometry;
mod units;
mod xml;

use std::collections::BTreeSet;

use crate::written::units::UnitNames;
use crate::{Diagnostic, Network};

pub use codes::CODES;

use stoichiometry::References;
use units::Sbml;
use xml::{Attributes, Xml};

/// Writes a checked network as SBML Level 3 Version 2 core.
///
/// ```
/// use jakstat_model::{antimony, sbml};
///
/// let parsed = antimony::read("decay.ant", "J: S -> ; k*S \n S = 10; k = 0.1", &|_| Err("none".into()));
/// let text = sbml::write(&parsed.network).unwrap();
/// assert_eq!(sbml::read("decay.xml", &text).network.parameters[0].value, Some(0.1));
/// ```
///
/// # Errors
/// Everything that SBML cannot hold, by name: ids, characters, units, fast reactions.
pub fn write(network: &Network) -> Result<String, Vec<Diagnostic>> {
    let mut problems = names::problems(network);
    problems.extend(names::fast(network));
    problems.extend(units::problems(network));
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut writer = Writer::new(network);
    writer.document();
    let Writer { xml, mut problems, .. } = writer;
    problems.extend(names::unheld(&xml.unheld));
    if problems.is_empty() { Ok(xml.finish()) } else { Err(problems) }
}

/// The state of writing one network.
struct Writer<'n> {
    network: &'n Network,
    xml: Xml,
    units: UnitNames,
    /// Stoichiometries that are no plain numbers.
    references: References,
    /// Ids for annotations to point to.
    metaids: BTreeSet<String>,
    /// Annotations that no element can bear.
    strays: Vec<String>,
    problems: Vec<Diagnostic>,
}

impl<'n> Writer<'n> {
    fn new(network: &'n Network) -> Self {
        Self {
            network,
            xml: Xml::new(),
            units: UnitNames::new(network, &Sbml, &[]),
            references: References::of(network),
            metaids: BTreeSet::new(),
            strays: annotation::strays(network),
            problems: Vec::new(),
        }
    }

    fn document(&mut self) {
        let attributes = Attributes::new()
            .text("xmlns", "http://www.sbml.org/sbml/level3/version2/core")
            .text("level", "3")
            .text("version", "2");
        self.xml.open("sbml", attributes);
        self.model();
        self.xml.close();
    }

    fn model(&mut self) {
        let network = self.network;
        let mut attributes = Attributes::new();
        let id = names::model_id(network);
        if !id.is_empty() {
            attributes = attributes.text("id", id);
        }
        attributes = attributes.maybe("name", network.name.as_deref());
        let base = self.base_units();
        for (attribute, unit) in base {
            attributes = attributes.maybe(attribute, unit);
        }
        attributes = attributes.maybe("conversionFactor", network.conversion_factor.as_deref());
        self.open_annotated("model", &network.id, attributes);
        self.functions();
        self.unit_definitions();
        self.compartments();
        self.species();
        self.parameters();
        self.initial_assignments();
        self.rules();
        self.reactions();
        self.events();
        self.xml.close();
    }

    /// Writes a list; SBML wants none where it is empty.
    fn list<T>(&mut self, name: &'static str, items: &[T], mut item: impl FnMut(&mut Self, &T)) {
        if items.is_empty() {
            return;
        }
        self.xml.open(name, Attributes::new());
        for one in items {
            item(self, one);
        }
        self.xml.close();
    }
}
