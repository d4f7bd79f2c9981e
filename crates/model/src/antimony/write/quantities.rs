//! Functions, compartments, species and parameters.

use super::Writer;
use super::formula::literal;
use crate::network::{Initial, RuleKind, Species};

impl Writer<'_> {
    /// Functions, each a text of its own before the model.
    pub fn functions(&mut self) -> Vec<String> {
        let functions = &self.network.functions;
        let text = |f: &crate::network::Function| {
            let body = self.number(&f.body);
            format!("function {}({})\n  {body};\nend\n\n", f.id, f.args.join(", "))
        };
        functions.iter().map(text).collect()
    }

    /// `const compartment c = 1`, with unit and name.
    pub fn compartments(&mut self) -> Vec<String> {
        let mut out = Vec::new();
        for c in &self.network.compartments {
            let value = c.size.filter(|_| !self.is_computed(&c.id));
            out.push(format!("{} compartment {}{}", fixed(c.constant), c.id, equals(value)));
            let unit = c.unit.as_deref().and_then(|u| self.units.name(u));
            self.describe(&c.id, unit, c.name.as_deref(), &mut out);
        }
        out
    }

    /// `species S in c`, its start, its unit and name.
    pub fn species(&mut self) -> Vec<String> {
        let mut out = Vec::new();
        for s in &self.network.species {
            let dollar = if s.boundary || s.constant { "$" } else { "" };
            let only = if s.substance_only { "substanceOnly " } else { "" };
            // A species with a rule is a boundary species unless it is said not to be.
            let ruled = self.network.rule(&s.id).is_some();
            let var = if ruled && dollar.is_empty() { "var " } else { "" };
            out.push(format!("{var}{only}species {dollar}{} in {}", s.id, s.compartment));
            if !self.is_computed(&s.id)
                && let Some(start) = start(s)
            {
                out.push(format!("{} = {start}", s.id));
            }
            let unit = self.units.of_species(self.network, s);
            self.describe(&s.id, unit, s.name.as_deref(), &mut out);
        }
        out
    }

    /// `const k = 0.1`, with unit and name.
    pub fn parameters(&mut self) -> Vec<String> {
        let mut out = Vec::new();
        for p in &self.network.parameters {
            let value = p.value.filter(|_| !self.is_computed(&p.id));
            out.push(format!("{} {}{}", fixed(p.constant), p.id, equals(value)));
            let unit = p.unit.as_deref().and_then(|u| self.units.name(u));
            self.describe(&p.id, unit, p.name.as_deref(), &mut out);
        }
        out
    }

    /// `x = formula`
    pub fn initial_assignments(&mut self) -> Vec<String> {
        let assignments = &self.network.initial_assignments;
        assignments.iter().map(|a| format!("{} = {}", a.target, self.number(&a.value))).collect()
    }

    /// Adds unit and name to the last statement's line.
    fn describe(&mut self, id: &str, unit: Option<String>, name: Option<&str>, out: &mut Vec<String>) {
        if let Some(unit) = unit {
            out.push(format!("{id} has {unit}"));
        }
        if let Some(name) = name {
            let quoted = self.quoted(name);
            out.push(format!("{id} is {quoted}"));
        }
    }

    /// Whether a formula gives the start value: a number beside it would be a second one.
    fn is_computed(&self, id: &str) -> bool {
        self.network.initial_assignments.iter().any(|a| a.target == id)
            || self.network.rule(id).is_some_and(|r| r.kind == RuleKind::Assignment)
    }
}

fn fixed(constant: bool) -> &'static str {
    if constant { "const" } else { "var" }
}

fn equals(value: Option<f64>) -> String {
    value.map(|x| format!(" = {}", literal(x))).unwrap_or_default()
}

/// The start of a species: what formulas mean by it, or its amount over the compartment.
fn start(species: &Species) -> Option<String> {
    let size = &species.compartment;
    Some(match (species.initial, species.substance_only) {
        (Initial::Unset, _) => return None,
        (Initial::Amount(x), true) | (Initial::Concentration(x), false) => literal(x),
        (Initial::Amount(x), false) => format!("{}/{size}", literal(x)),
        (Initial::Concentration(x), true) => format!("{}*{size}", literal(x)),
    })
}
