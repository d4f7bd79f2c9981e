//! How strongly a compound binds a kinase.

use jakstat_model::Span;

use super::codes;
use super::sourced::{self, Sourced};
use crate::fields::{Fields, Problems, problem, wrong_type};
use crate::measure::Measure;

/// Potency of a compound for one kinase.
#[derive(Debug, Clone, PartialEq)]
pub struct Potency {
    /// Id of the kinase.
    pub kinase: String,
    /// How it binds, and how strongly.
    pub binding: Binding,
    /// ATP in the assay; `None` where it is not known.
    pub atp: Option<AssayAtp>,
    /// Remarks.
    pub note: Option<String>,
    /// Where it is in its file.
    pub at: Span,
}

/// How a compound binds a kinase.
#[derive(Debug, Clone, PartialEq)]
pub enum Binding {
    /// Comes and goes, in competition with ATP.
    Reversible {
        /// Concentration that halves the activity in the assay; may be a bound.
        ic50: Sourced,
    },
    /// Binds reversibly first and then for good.
    Covalent {
        /// Rate at which the bound kinase is inactivated (`kinact`).
        inactivation_rate: Sourced,
        /// Concentration at which half of the remaining kinase is bound reversibly (`K_I`).
        inactivation_constant: Sourced,
    },
}

/// ATP in an assay.
#[derive(Debug, Clone, PartialEq)]
pub enum AssayAtp {
    /// As much as the kinase's Km for ATP.
    Km,
    /// This much.
    Concentration(Sourced),
}

const REVERSIBLE: &[&str] = &["kinase", "kind", "ic50", "atp", "note"];
const COVALENT: &[&str] = &["kinase", "kind", "inactivation_rate", "inactivation_constant", "atp", "note"];

impl Potency {
    pub(crate) fn from_fields(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Self> {
        let covalent = fields.word("kind", &["reversible", "covalent"], problems) == Some(1);
        fields.check_keys(if covalent { COVALENT } else { REVERSIBLE }, problems);
        let kinase = fields.require_text("kinase", "add `kinase = \"...\"`", problems);
        let binding = if covalent { covalent_in(fields, problems) } else { reversible_in(fields, problems) };
        let atp = atp_in(fields, problems);
        let note = fields.text("note", problems);
        Some(Self { kinase: kinase?, binding: binding?, atp, note, at: fields.place })
    }
}

fn reversible_in(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Binding> {
    let help = sourced::example("ic50", &Measure::CONCENTRATION);
    let value = fields.require("ic50", &help, problems)?;
    let ic50 = sourced::read(value, "ic50", &Measure::CONCENTRATION, problems)?;
    Some(Binding::Reversible { ic50 })
}

fn covalent_in(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Binding> {
    let rate = sourced::required(fields, "inactivation_rate", &Measure::RATE, problems);
    let constant = sourced::required(fields, "inactivation_constant", &Measure::CONCENTRATION, problems);
    Some(Binding::Covalent { inactivation_rate: rate?, inactivation_constant: constant? })
}

fn atp_in(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<AssayAtp> {
    let value = fields.get("atp")?;
    match value.get_ref().as_str() {
        Some("Km") => Some(AssayAtp::Km),
        Some(text) => {
            let message = format!("`atp` is `{text}`");
            let help = "write `atp = \"Km\"` or a concentration with unit and source";
            problems.push(problem(&codes::UNKNOWN_WORD, fields.place_of("atp"), message, help));
            None
        }
        None if value.get_ref().is_table() => {
            sourced::optional(fields, "atp", &Measure::CONCENTRATION, problems).map(AssayAtp::Concentration)
        }
        None => {
            problems.push(wrong_type(value, "atp", "a sourced value or \"Km\""));
            None
        }
    }
}
