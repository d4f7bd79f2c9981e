//! Rules and initial assignments.

use std::collections::BTreeSet;

use roxmltree::Node;

use super::codes;
use super::reader::Reader;
use crate::network::{InitialAssignment, Rule, RuleKind};

impl Reader<'_> {
    /// Reads `<listOfInitialAssignments>`.
    pub fn initial_assignments(&mut self, model: Node) {
        for node in self.items(model, "listOfInitialAssignments") {
            let Some(target) = self.sid(node, "symbol") else { continue };
            let Some(value) = self.formula(node) else { continue };
            let at = Some(self.span(node));
            self.network.initial_assignments.push(InitialAssignment { target, value, at });
        }
    }

    /// Reads `<listOfRules>`.
    pub fn rules(&mut self, model: Node) {
        for node in self.items(model, "listOfRules") {
            let (kind, target_attribute) = match node.tag_name().name() {
                "assignmentRule" => (RuleKind::Assignment, "variable"),
                "rateRule" => (RuleKind::Rate, "variable"),
                "compartmentVolumeRule" => (self.legacy_kind(node), "compartment"),
                "speciesConcentrationRule" => (self.legacy_kind(node), "species"),
                "specieConcentrationRule" => (self.legacy_kind(node), "specie"),
                "parameterRule" => (self.legacy_kind(node), "name"),
                _ => (RuleKind::Algebraic, ""),
            };
            let target = match kind {
                RuleKind::Algebraic => Some(String::new()),
                _ => self.sid(node, target_attribute),
            };
            let (Some(target), Some(value)) = (target, self.formula(node)) else { continue };
            let at = Some(self.span(node));
            self.network.rules.push(Rule { kind, target, value, at });
        }
        if self.level.level == 1 {
            self.free_targets(model);
        }
    }

    /// Level 1 rules say by `type` whether they give a value or a rate.
    fn legacy_kind(&mut self, node: Node) -> RuleKind {
        let Some(attribute) = node.attribute_node("type") else { return RuleKind::Assignment };
        match attribute.value().trim() {
            "scalar" => RuleKind::Assignment,
            "rate" => RuleKind::Rate,
            other => {
                let message = format!("a rule of type `{other}` is unknown");
                let at = self.value_span(attribute);
                self.error(&codes::VALUE, message, at, "write `scalar` or `rate`");
                RuleKind::Assignment
            }
        }
    }

    /// Level 1 has no attribute `constant`: what a rule sets may change, and what an algebraic rule reads
    /// and the model gives no number; the rest may not.
    fn free_targets(&mut self, model: Node) {
        let without = |list: &str, number: &str| -> BTreeSet<String> {
            let items = self.items(model, list).into_iter().filter(|n| !n.has_attribute(number));
            items.filter_map(|n| n.attribute(self.level.id_attribute()).map(str::to_owned)).collect()
        };
        let mut free = without("listOfParameters", "value");
        free.extend(without("listOfCompartments", "volume"));
        let network = &mut self.network;
        let algebraic = network.rules.iter().filter(|r| r.kind == RuleKind::Algebraic);
        let read: BTreeSet<&str> = algebraic.flat_map(|r| r.value.ids()).collect();
        free.retain(|id| read.contains(id.as_str()));
        free.extend(network.rules.iter().map(|r| r.target.clone()));
        for parameter in network.parameters.iter_mut().filter(|p| free.contains(&p.id)) {
            parameter.constant = false;
        }
        for compartment in network.compartments.iter_mut().filter(|c| free.contains(&c.id)) {
            compartment.constant = false;
        }
    }
}
