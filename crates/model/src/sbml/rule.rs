//! Rules and initial assignments.

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
            self.free_targets();
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

    /// Level 1 has no attribute `constant`: what a rule sets may change, the rest may not.
    fn free_targets(&mut self) {
        let network = &mut self.network;
        for rule in &network.rules {
            for parameter in network.parameters.iter_mut().filter(|p| p.id == rule.target) {
                parameter.constant = false;
            }
            for compartment in network.compartments.iter_mut().filter(|c| c.id == rule.target) {
                compartment.constant = false;
            }
        }
    }
}
