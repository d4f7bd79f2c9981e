//! Events.

use roxmltree::Node;

use super::codes;
use super::reader::Reader;
use crate::Expr;
use crate::network::Event;

impl Reader<'_> {
    /// Reads `<listOfEvents>`.
    pub fn events(&mut self, model: Node) {
        for (index, node) in self.items(model, "listOfEvents").into_iter().enumerate() {
            self.refuse_own_units(node, "timeUnits", &["time"]);
            let id = match node.has_attribute(self.level.id_attribute()) {
                true => self.declared_id(node),
                false => Some(self.unique_id(&format!("event_{}", index + 1))),
            };
            if let Some(event) = id.and_then(|id| self.event(node, id)) {
                self.network.events.push(event);
            }
        }
    }

    /// An event; `None` where nothing can make it fire, which is reported.
    fn event(&mut self, node: Node, id: String) -> Option<Event> {
        let Some(trigger) = self.child(node, "trigger") else {
            let message = format!("event `{id}` has no trigger");
            let at = self.tag(node);
            if self.level.math_is_optional() {
                self.warn(&codes::MATH_ABSENT, message, at, "it never fires: is that meant?");
            } else {
                self.error(&codes::MATH_MISSING, message, at, "add `<trigger>` with a formula");
            }
            return None;
        };
        let condition = self.formula(trigger)?;
        let assignments = self.event_assignments(node);
        Some(Event {
            id,
            name: self.name(node),
            trigger: condition,
            initial_value: self.flag(trigger, "initialValue", true),
            persistent: self.flag(trigger, "persistent", true),
            delay: self.child(node, "delay").and_then(|d| self.formula(d)),
            priority: self.child(node, "priority").and_then(|p| self.formula(p)),
            from_trigger: self.flag(node, "useValuesFromTriggerTime", true),
            assignments,
            at: Some(self.span(node)),
        })
    }

    fn event_assignments(&mut self, event: Node) -> Vec<(String, Expr)> {
        let mut assignments = Vec::new();
        for node in self.items(event, "listOfEventAssignments") {
            let Some(target) = self.sid(node, "variable") else { continue };
            let Some(value) = self.formula(node) else { continue };
            assignments.push((target, value));
        }
        assignments
    }
}
