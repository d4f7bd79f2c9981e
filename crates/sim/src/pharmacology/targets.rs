//! Which reactions of a network each kinase catalyses.

use jakstat_model::{Diagnostic, Span};

use super::codes;
use crate::fields::{self, Fields, Problems, out_of_range, problem};
use crate::measure::Measure;

/// What the targets file beside a network says.
#[derive(Debug, Clone, PartialEq)]
pub struct Targets {
    /// Why these reactions.
    pub source: String,
    /// The targets; no reaction is listed twice for one kinase.
    pub targets: Vec<Target>,
}

/// Reactions whose rates are proportional to a power of a kinase's free fraction.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Id of the kinase.
    pub kinase: String,
    /// Ids of reactions of the network; at least one.
    pub reactions: Vec<String>,
    /// How many copies of the kinase act in the step, above 0; 1 unless given.
    pub exponent: f64,
    /// Remarks.
    pub note: Option<String>,
    /// Where it is in its file.
    pub at: Span,
}

impl Targets {
    /// Reads the targets file `text`.
    ///
    /// # Errors
    /// Every problem, in order of place. Places are in `text`.
    pub fn read(text: &str) -> Result<Self, Vec<Diagnostic>> {
        let document = fields::parse(text)?;
        let fields = Fields::root(document.get_ref(), "the targets file");
        let mut problems = Vec::new();
        let targets = read(&fields, &mut problems);
        fields::finish(targets, problems)
    }

    /// Ids of the targeted kinases, each once, in order of the file.
    pub fn kinases(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        for target in &self.targets {
            if !ids.contains(&target.kinase.as_str()) {
                ids.push(&target.kinase);
            }
        }
        ids
    }
}

fn read(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Targets> {
    fields.check_keys(&["source", "target", "note"], problems);
    let source = fields.require_text("source", "add `source = \"...\"`: why these reactions", problems);
    fields.require("target", "add `[[target]]` with `kinase` and `reactions`", problems);
    let tables = fields.tables("target", "a target", problems);
    let targets: Vec<Target> = tables.iter().filter_map(|f| target(f, problems)).collect();
    report_repeats(&targets, problems);
    Some(Targets { source: source?, targets })
}

fn target(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Target> {
    fields.check_keys(&["kinase", "reactions", "exponent", "note"], problems);
    let kinase = fields.require_text("kinase", "add `kinase = \"...\"`", problems);
    let help = "add `reactions = [\"...\"]`, the ids of reactions that the kinase catalyses";
    fields.require("reactions", help, problems);
    let reactions = fields.texts("reactions", problems);
    if fields.has("reactions") && reactions.is_empty() {
        let place = fields.place_of("reactions");
        problems.push(problem(&codes::OUT_OF_RANGE, place, "`reactions` is empty".into(), help));
    }
    let exponent = fields.number("exponent", problems).unwrap_or(1.0);
    if !Measure::INTERVAL.range.holds(exponent) {
        let problem = out_of_range("exponent", &exponent.to_string(), &Measure::INTERVAL);
        problems.push(problem.at(fields.place_of("exponent")));
    }
    let note = fields.text("note", problems);
    Some(Target { kinase: kinase?, reactions, exponent, note, at: fields.place })
}

fn report_repeats(targets: &[Target], problems: &mut Problems) {
    let mut seen = std::collections::BTreeSet::new();
    for target in targets {
        for reaction in &target.reactions {
            if !seen.insert((&target.kinase, reaction)) {
                let message = format!("reaction `{reaction}` is listed twice for kinase `{}`", target.kinase);
                let help = "where two copies of the kinase act, write `exponent = 2`";
                problems.push(problem(&codes::DUPLICATE, target.at, message, help));
            }
        }
    }
}
