//! Rules and events.

use super::math::Meaning;
use super::{Attributes, Writer};
use crate::Expr;
use crate::network::{Event, RuleKind};

impl Writer<'_> {
    /// Writes `<listOfRules>`, with those that give stoichiometries.
    pub fn rules(&mut self) {
        let rules = self.network.rules.iter().map(|r| (r.kind, r.target.clone(), r.value.clone()));
        let own = self.references.rules().map(|(id, value)| (RuleKind::Assignment, id, value));
        let all: Vec<(RuleKind, String, Expr)> = rules.chain(own).collect();
        self.list("listOfRules", &all, |this, (kind, target, value)| {
            let (name, attributes) = match kind {
                RuleKind::Assignment => ("assignmentRule", Attributes::new().text("variable", target)),
                RuleKind::Rate => ("rateRule", Attributes::new().text("variable", target)),
                RuleKind::Algebraic => ("algebraicRule", Attributes::new()),
            };
            this.xml.open(name, attributes);
            this.math(value, Meaning::Number);
            this.xml.close();
        });
    }

    /// Writes `<listOfEvents>`.
    pub fn events(&mut self) {
        let events = &self.network.events;
        self.list("listOfEvents", events, |this, event| this.event(event));
    }

    fn event(&mut self, event: &Event) {
        let attributes = Attributes::new()
            .text("id", &event.id)
            .maybe("name", event.name.as_deref())
            .flag("useValuesFromTriggerTime", event.from_trigger);
        self.open_annotated("event", &event.id, attributes);
        let attributes =
            Attributes::new().flag("initialValue", event.initial_value).flag("persistent", event.persistent);
        self.xml.open("trigger", attributes);
        self.math(&event.trigger, Meaning::Condition);
        self.xml.close();
        for (name, formula) in [("priority", &event.priority), ("delay", &event.delay)] {
            if let Some(formula) = formula {
                self.xml.open(name, Attributes::new());
                self.math(formula, Meaning::Number);
                self.xml.close();
            }
        }
        self.list("listOfEventAssignments", &event.assignments, |this, (target, value)| {
            this.xml.open("eventAssignment", Attributes::new().text("variable", target));
            this.math(value, Meaning::Number);
            this.xml.close();
        });
        self.xml.close();
    }
}
