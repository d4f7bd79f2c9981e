//! Parameter files: sourced numbers that take the place of the model's.

use jakstat_model::{Diagnostic, Span, Unit};

use super::given::Given;
use crate::fields::{self, Fields, Problems, problem};
use crate::pharmacology::{Sourced, codes, sourced};

/// What a parameter file says.
///
/// ```toml
/// title = "Human"
/// [[parameter]]
/// id = "k1"
/// value = 0.13
/// unit = "1/week"      # "1" for a pure number
/// status = "fitted"    # read | recalled | derived | fitted | assumed
/// source = "..."       # doi and note are optional
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterFile {
    /// Its path, as the user knows it.
    pub name: String,
    /// What the numbers describe, in words.
    pub title: Option<String>,
    /// The numbers; each id once.
    pub parameters: Vec<SourcedParameter>,
}

/// A number for something in the model.
#[derive(Debug, Clone, PartialEq)]
pub struct SourcedParameter {
    /// Id in the model, pharmacokinetics and occupancy included: a parameter, the size of a
    /// compartment or the start value of a species.
    pub id: String,
    /// Its number; `at` is its place.
    pub number: Sourced,
}

const KEYS: &[&str] = &["id", "value", "unit", "status", "source", "doi", "note"];

impl ParameterFile {
    /// Reads the parameter file `text`; `name` is its path, as the user knows it.
    ///
    /// # Errors
    /// Every problem, in order of place. Places are in `text`.
    pub fn read(name: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let document = fields::parse(text)?;
        let root = Fields::root(document.get_ref(), "the parameter file");
        let mut problems = Vec::new();
        root.check_keys(&["title", "note", "parameter"], &mut problems);
        root.require("parameter", "add `[[parameter]]` with `id`, `value`, `unit`, `status`", &mut problems);
        let tables = root.tables("parameter", "a parameter", &mut problems);
        let parameters: Vec<_> = tables.iter().filter_map(|f| parameter(f, &mut problems)).collect();
        report_repeats(&tables, &mut problems);
        root.text("note", &mut problems);
        let title = root.text("title", &mut problems);
        fields::finish(Some(Self { name: name.to_owned(), title, parameters }), problems)
    }

    /// The same numbers with their places in text number `source`, for a caller that shows several.
    #[must_use]
    pub fn in_source(mut self, source: u32) -> Self {
        for parameter in &mut self.parameters {
            parameter.number.at.source = source;
        }
        self
    }
}

impl SourcedParameter {
    /// The number as a value for something in `unit`. A pure number also fits what has no unit.
    pub(super) fn given(&self, unit: Option<Unit>) -> Given {
        let own = self.number.unit;
        let plain = unit.is_none() && own.same_as(&Unit::DIMENSIONLESS);
        let at: Span = self.number.at;
        Given { value: self.number.value, unit: (!plain).then_some(own), at: Some(at) }
    }
}

fn parameter(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<SourcedParameter> {
    fields.check_keys(KEYS, problems);
    let id = fields.require_text("id", "add `id = \"...\"`, an id of the model", problems);
    let number = sourced::content(fields, id.as_deref().unwrap_or("value"), None, problems);
    Some(SourcedParameter { id: id?, number: number? })
}

/// Reports every id that was there before, also where its number could not be read.
fn report_repeats(tables: &[Fields<'_, '_>], problems: &mut Problems) {
    let mut seen = std::collections::BTreeSet::new();
    for table in tables {
        let Some(id) = table.get("id").and_then(|v| v.get_ref().as_str()) else { continue };
        if !seen.insert(id.to_owned()) {
            let message = format!("the parameter `{id}` is given twice");
            problems.push(problem(&codes::DUPLICATE, table.place, message, "keep the one that is meant"));
        }
    }
}
