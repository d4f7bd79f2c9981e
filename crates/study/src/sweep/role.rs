//! What a column of the design does.

use jakstat_model::{Diagnostic, Unit};

use crate::codes;
use crate::population::PATIENT;
use crate::table::{Column, ColumnKind};

/// What a column of the design does.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Role {
    /// Replaces the compound of the treatment.
    Compound,
    /// Replaces the regimen of the treatment.
    Regimen,
    /// Multiplies all doses and constant concentrations.
    DoseFactor,
    /// Multiplies the parameter `X_SUFFIX` of every compound `X` of the treatments.
    CompoundFactor(String),
    /// Sets the start value of this id.
    Set(String),
    /// Sets nothing: a text, a number called `label.NAME`, or the number of a patient.
    Label,
    /// Says to which part of the design the run belongs; unlike a label it may have the name of an id.
    Mark,
}

impl Role {
    /// The role of a column, by its name and what it holds.
    ///
    /// # Errors
    /// Numbers for a compound or regimen, texts for a factor, a factor with a unit.
    pub(super) fn of(column: &Column) -> Result<Self, Diagnostic> {
        let Column { name, unit, kind } = column;
        let fail = |message: String, help: &str| Err(Diagnostic::error(&codes::BAD_AXIS, message).help(help));
        let is_text = *kind == ColumnKind::Text;
        if let Some(suffix) = name.strip_prefix("compound.") {
            let pure =
                |text: &str| Unit::parse(text).is_ok_and(|u| u.factor_to(&Unit::DIMENSIONLESS).is_some());
            if is_text {
                return fail(format!("`{name}` has texts, and it is a factor"), "give numbers");
            }
            if let Some(unit) = unit.as_ref().filter(|unit| !pure(unit)) {
                let message = format!("`{name}` has the unit `{unit}`, and it is a factor");
                return fail(message, "leave `unit` out: 1 is the value of the compound's file");
            }
            return Ok(Self::CompoundFactor(suffix.to_owned()));
        }
        match name.as_str() {
            "compound" | "regimen" if !is_text => {
                fail(format!("`{name}` has numbers, and it is a name"), "give the names as texts")
            }
            "compound" => Ok(Self::Compound),
            "regimen" => Ok(Self::Regimen),
            "dose_factor" if is_text => {
                fail("`dose_factor` has texts, and it is a factor".into(), "give numbers, 0 for a placebo")
            }
            "dose_factor" => Ok(Self::DoseFactor),
            PATIENT if *kind == ColumnKind::Integer => Ok(Self::Label),
            label if is_text || label.starts_with("label.") => Ok(Self::Label),
            id => Ok(Self::Set(id.to_owned())),
        }
    }
}
