//! Reactions.

use super::math::Meaning;
use super::stoichiometry::{Place, Reference};
use super::{Attributes, Writer};
use crate::Expr;
use crate::network::{Kind, Reaction, SpeciesReference};

impl Writer<'_> {
    /// Writes `<listOfReactions>`.
    pub fn reactions(&mut self) {
        let reactions: Vec<(usize, &Reaction)> = self.network.reactions.iter().enumerate().collect();
        self.list("listOfReactions", &reactions, |this, (index, reaction)| this.reaction(*index, reaction));
    }

    fn reaction(&mut self, index: usize, reaction: &Reaction) {
        let attributes = Attributes::new()
            .text("id", &reaction.id)
            .maybe("name", reaction.name.as_deref())
            .flag("reversible", reaction.reversible);
        self.open_annotated("reaction", &reaction.id, attributes);
        self.side("listOfReactants", &reaction.reactants, (index, true));
        self.side("listOfProducts", &reaction.products, (index, false));
        let modifiers = self.modifiers(reaction);
        self.list("listOfModifiers", &modifiers, |this, species| {
            this.xml.empty("modifierSpeciesReference", Attributes::new().text("species", species));
        });
        if let Some(rate) = &reaction.rate {
            self.xml.open("kineticLaw", Attributes::new());
            self.math(rate, Meaning::Number);
            self.xml.close();
        }
        self.xml.close();
    }

    /// The modifiers, and every other species that the rate reads: SBML wants them listed.
    fn modifiers(&self, reaction: &Reaction) -> Vec<String> {
        let mut modifiers = reaction.modifiers.clone();
        for id in reaction.rate.iter().flat_map(Expr::ids) {
            let takes_part = reaction.reactants.iter().chain(&reaction.products).any(|s| s.species == id);
            let is_species = || matches!(self.network.kind(id), Some(Kind::Species(_)));
            if !takes_part && !modifiers.iter().any(|m| m == id) && is_species() {
                modifiers.push(id.to_owned());
            }
        }
        modifiers
    }

    fn side(&mut self, list: &'static str, references: &[SpeciesReference], (index, left): (usize, bool)) {
        let places: Vec<(Place, &SpeciesReference)> =
            references.iter().enumerate().map(|(i, r)| ((index, left, i), r)).collect();
        self.list(list, &places, |this, (place, reference)| this.species_reference(*place, reference));
    }

    fn species_reference(&mut self, place: Place, reference: &SpeciesReference) {
        let written = self.references.get(place).cloned();
        let species = &reference.species;
        let plain = |id: Option<&str>| Attributes::new().maybe("id", id);
        match written {
            Some(Reference::Parameter(id)) => {
                let parameter = self.network.parameters.iter().find(|p| p.id == id);
                let mut attributes = plain(Some(&id))
                    .maybe("name", parameter.and_then(|p| p.name.as_deref()))
                    .text("species", species);
                if let Some(value) = parameter.and_then(|p| p.value) {
                    attributes = attributes.number("stoichiometry", value);
                }
                let constant = parameter.is_some_and(|p| p.constant);
                self.annotated("speciesReference", &id, attributes.flag("constant", constant));
            }
            Some(Reference::Formula(id, _)) => {
                let attributes = plain(Some(&id)).text("species", species).flag("constant", false);
                self.xml.empty("speciesReference", attributes);
            }
            Some(Reference::Number(number)) => {
                let attributes = plain(None).text("species", species).number("stoichiometry", number);
                self.xml.empty("speciesReference", attributes.flag("constant", true));
            }
            // Every place has been decided on.
            None => {}
        }
    }
}
