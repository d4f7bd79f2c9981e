//! Writes Antimony, as this program and libAntimony read it.
//!
//! One line says one thing, in the network's order: units, compartments, species, parameters,
//! reactions, rules, events, annotations. Not written is a start value that an initial assignment
//! or an assignment rule replaces, and that a boundary species is `constant` beside: Antimony knows
//! neither.

mod annotation;
mod codes;
mod dynamics;
mod formula;
mod names;
mod quantities;
mod stoichiometry;
mod units;

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::written;
use crate::{Diagnostic, Expr, Network};

pub use codes::CODES;

use units::Units;

/// The name of a model that has none.
const UNNAMED: &str = "unnamed";

/// Writes a checked network as Antimony.
///
/// ```
/// use jakstat_model::{antimony, sbml};
///
/// let text = r#"<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2">
///   <model id="decay">
///     <listOfParameters><parameter id="k" value="0.1" constant="true"/></listOfParameters>
///   </model>
/// </sbml>"#;
/// let text = antimony::write(&sbml::read("decay.xml", text).network).unwrap();
/// assert_eq!(text, "model *decay()\n\n  // Parameters\n  const k = 0.1;\nend\n");
/// ```
///
/// # Errors
/// Everything that Antimony cannot say, by name: ids that are words of the language, conversion
/// factors, compartments that are no volumes, fast reactions, texts with both kinds of quotation marks.
pub fn write(network: &Network) -> Result<String, Vec<Diagnostic>> {
    let network = stoichiometry::named(network);
    let mut problems = names::problems(&network);
    let mut writer = Writer::new(&network);
    writer.model();
    problems.append(&mut writer.problems);
    problems.extend(writer.units.problems());
    if problems.is_empty() { Ok(writer.finish()) } else { Err(problems) }
}

/// A formula as text, units of its numbers left out.
///
/// ```
/// use jakstat_model::antimony::{read_formula, write_formula};
///
/// let formula = read_formula("delay(A + B, 2*tau)").unwrap();
/// assert_eq!(write_formula(&formula), "delay(A + B, 2*tau)");
/// ```
pub fn write_formula(formula: &Expr) -> String {
    formula::number(formula, &|_| None)
}

/// Whether the text is one word, as ids are.
fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The state of writing one network.
struct Writer<'n> {
    network: &'n Network,
    units: Units,
    /// Ids in use, those made up here included.
    ids: BTreeSet<String>,
    /// Headings with their statements.
    sections: Vec<(&'static str, Vec<String>)>,
    /// What is said of functions and of the model, after its end.
    after: Vec<String>,
    problems: Vec<Diagnostic>,
}

impl<'n> Writer<'n> {
    fn new(network: &'n Network) -> Self {
        Self {
            network,
            units: Units::of(network),
            ids: written::ids(network),
            sections: Vec::new(),
            after: Vec::new(),
            problems: Vec::new(),
        }
    }

    fn model(&mut self) {
        let statements = self.compartments();
        self.sections.push(("Compartments", statements));
        let statements = self.species();
        self.sections.push(("Species", statements));
        let statements = self.parameters();
        self.sections.push(("Parameters", statements));
        let statements = self.initial_assignments();
        self.sections.push(("Start values", statements));
        let statements = self.reactions();
        self.sections.push(("Reactions", statements));
        let statements = self.rules();
        self.sections.push(("Rules", statements));
        let statements = self.events();
        self.sections.push(("Events", statements));
        let statements = self.annotations();
        self.sections.push(("Annotations", statements));
        // Last, when all units have been asked for; first in the text.
        self.sections.insert(0, ("Units", self.units.definitions()));
    }

    fn finish(mut self) -> String {
        let mut text = String::new();
        for function in self.functions() {
            text.push_str(&function);
        }
        text.push_str(&format!("model *{}()\n", self.id()));
        for (heading, statements) in self.sections.iter().filter(|(_, s)| !s.is_empty()) {
            text.push_str(&format!("\n  // {heading}\n"));
            for statement in statements {
                text.push_str(&format!("  {statement};\n"));
            }
        }
        text.push_str("end\n");
        text.push_str(if self.after.is_empty() { "" } else { "\n" });
        for statement in &self.after {
            text.push_str(&format!("{statement}\n"));
        }
        text
    }

    /// The model's id in the text.
    fn id(&self) -> Cow<'n, str> {
        match self.network.id.as_str() {
            // The name that the reader gives to statements outside any model.
            "" | "__main" => UNNAMED.into(),
            id => id.into(),
        }
    }

    fn number(&mut self, value: &Expr) -> String {
        names::check_depth(value, &mut self.problems);
        formula::number(value, &|unit| self.units.name(unit))
    }

    fn condition(&mut self, value: &Expr) -> String {
        names::check_depth(value, &mut self.problems);
        formula::condition(value, &|unit| self.units.name(unit))
    }

    /// The text between quotation marks.
    fn quoted(&mut self, text: &str) -> String {
        match names::quoted(text) {
            Ok(quoted) => quoted,
            Err(problem) => {
                self.problems.push(*problem);
                String::new()
            }
        }
    }
}
