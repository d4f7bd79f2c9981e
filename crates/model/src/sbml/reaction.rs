//! Reactions and their local parameters.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::codes;
use super::reader::Reader;
use super::stoichiometry::Side;
use crate::Expr;
use crate::network::{Reaction, SpeciesReference};

impl Reader<'_> {
    /// Reads `<listOfReactions>`.
    pub fn reactions(&mut self, model: Node) {
        for node in self.items(model, "listOfReactions") {
            let Some(id) = self.declared_id(node) else { continue };
            let reaction = Reaction {
                name: self.name(node),
                reactants: self.species_references(node, Side::Reactants),
                products: self.species_references(node, Side::Products),
                modifiers: self.modifiers(node),
                rate: self.rate(node, &id),
                reversible: self.flag(node, "reversible", true),
                fast: self.flag(node, "fast", false),
                at: Some(self.span(node)),
                id,
            };
            self.network.reactions.push(reaction);
        }
    }

    /// Reactants or products of the reaction that is read next into the network.
    fn species_references(&mut self, reaction: Node, side: Side) -> Vec<SpeciesReference> {
        let mut references: Vec<SpeciesReference> = Vec::new();
        for node in self.items(reaction, side.list()) {
            let attribute = if node.has_attribute("specie") { "specie" } else { "species" };
            let Some(species) = self.sid(node, attribute) else { continue };
            let stoichiometry = self.stoichiometry(node, side, references.len());
            references.push(SpeciesReference { species, stoichiometry });
        }
        references
    }

    fn modifiers(&mut self, reaction: Node) -> Vec<String> {
        let nodes = self.items(reaction, "listOfModifiers");
        nodes.into_iter().filter_map(|node| self.sid(node, "species")).collect()
    }

    /// The rate, in which local parameters have the global ids that they were lifted to.
    fn rate(&mut self, reaction: Node, id: &str) -> Option<Expr> {
        let law = self.child(reaction, "kineticLaw")?;
        self.refuse_own_units(law, "timeUnits", &["time"]);
        self.refuse_own_units(law, "substanceUnits", &["substance"]);
        let lifted = self.local_parameters(law, id);
        let rate = self.formula(law)?;
        Some(rate.rename(&mut |name| lifted.get(name).cloned()))
    }

    /// Lifts local parameters to the network; their new ids by the old ones.
    fn local_parameters(&mut self, law: Node, reaction: &str) -> BTreeMap<String, String> {
        let mut lifted = BTreeMap::new();
        let mut nodes = self.items(law, "listOfParameters");
        nodes.extend(self.items(law, "listOfLocalParameters"));
        for node in nodes {
            let Some(local) = self.id(node) else { continue };
            if lifted.contains_key(&local) {
                let message = format!("the local parameter `{local}` is given twice in `{reaction}`");
                let at = self.tag(node);
                self.error(&codes::DUPLICATE_ID, message, at, "rename one of the two");
                continue;
            }
            let id = self.unique_id(&format!("{reaction}__{local}"));
            self.annotate(node, &id);
            let mut parameter = self.parameter(node, id.clone());
            // Nothing outside can name it, so nothing can change it, whatever Level 2 says.
            parameter.constant = true;
            self.network.parameters.push(parameter);
            lifted.insert(local, id);
        }
        lifted
    }
}
