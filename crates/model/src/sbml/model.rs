//! The document and its model.

use roxmltree::Node;

use super::codes;
use super::reader::Reader;

impl Reader<'_> {
    /// Reads the document with this root.
    pub fn document(&mut self, root: Node) {
        self.packages(root);
        self.validate(root);
        match self.child(root, "model") {
            Some(model) => self.model(model),
            None => {
                let at = self.tag(root);
                self.error(
                    &codes::NOT_SBML,
                    "the document holds no `model`",
                    at,
                    "add `<model>` inside `<sbml>`",
                );
            }
        }
    }

    /// Reads a model: units first, since others refer to them, named stoichiometries last.
    pub fn model(&mut self, model: Node) {
        self.network.id = self.id(model).unwrap_or_default();
        self.network.name = self.name(model);
        let id = self.network.id.clone();
        self.annotate(model, &id);
        self.units(model);
        self.network.conversion_factor = self.sid(model, "conversionFactor");
        self.functions(model);
        self.compartments(model);
        self.species(model);
        self.parameters(model);
        self.initial_assignments(model);
        self.rules(model);
        self.reactions(model);
        self.events(model);
        self.settle_references();
    }
}
