//! The kinases that inhibitors compete for, and the ATP in a cell.

use jakstat_model::{Diagnostic, Span};

use super::codes;
use super::compound::report_repeats;
use super::sourced::{self, Sourced};
use crate::fields::{self, Fields, Problems, problem};
use crate::measure::Measure;

/// What the kinase file says.
#[derive(Debug, Clone, PartialEq)]
pub struct Kinases {
    /// ATP in a cell.
    pub cell_atp: Sourced,
    /// The kinases; ids are unique.
    pub kinases: Vec<Kinase>,
}

/// One kinase.
#[derive(Debug, Clone, PartialEq)]
pub struct Kinase {
    /// Letters, digits and `_`, not starting with a digit.
    pub id: String,
    /// Km for ATP of the kinase domain.
    pub atp_km: Sourced,
    /// Loss rate of the protein; needed for covalent inhibitors.
    pub turnover: Option<Sourced>,
    /// Remarks.
    pub note: Option<String>,
    /// Where it is in its file.
    pub at: Span,
}

impl Kinases {
    /// Reads the kinase file `text`.
    ///
    /// # Errors
    /// Every problem, in order of place. Places are in `text`.
    pub fn read(text: &str) -> Result<Self, Vec<Diagnostic>> {
        let document = fields::parse(text)?;
        let fields = Fields::root(document.get_ref(), "the kinase file");
        let mut problems = Vec::new();
        let kinases = read(&fields, &mut problems);
        fields::finish(kinases, problems)
    }

    /// The kinase with this id.
    pub fn get(&self, id: &str) -> Option<&Kinase> {
        self.kinases.iter().find(|k| k.id == id)
    }
}

fn read(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Kinases> {
    fields.check_keys(&["cell", "kinase"], problems);
    let help = "add `[cell]` with `atp = { value = ..., unit = \"mM\", ... }`";
    fields.require("cell", help, problems);
    let cell = fields.table("cell", "the cell", problems);
    let cell_atp = cell.and_then(|cell| {
        cell.check_keys(&["atp", "note"], problems);
        sourced::required(&cell, "atp", &Measure::CONCENTRATION, problems)
    });
    let tables = fields.tables("kinase", "a kinase", problems);
    let kinases: Vec<Kinase> = tables.iter().filter_map(|f| kinase(f, problems)).collect();
    report_repeats(kinases.iter().map(|k| (k.id.as_str(), k.at)), "the kinase", problems);
    Some(Kinases { cell_atp: cell_atp?, kinases })
}

fn kinase(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Kinase> {
    fields.check_keys(&["id", "atp_km", "turnover", "note"], problems);
    let id = fields.require_text("id", "add `id = \"...\"`", problems);
    if let Some(id) = id.as_deref().filter(|id| !is_model_id(id)) {
        let message = format!("the kinase's id `{id}` is not made of letters, digits and `_`");
        let help = "it becomes part of ids in the model, such as `ID_free`";
        problems.push(problem(&codes::BAD_ID, fields.place_of("id"), message, help));
    }
    let atp_km = sourced::required(fields, "atp_km", &Measure::CONCENTRATION, problems);
    let turnover = sourced::optional(fields, "turnover", &Measure::RATE, problems);
    let note = fields.text("note", problems);
    Some(Kinase { id: id?, atp_km: atp_km?, turnover, note, at: fields.place })
}

pub(super) fn is_model_id(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
