//! Values as a user gives them: a number in the model's unit, or a number with a unit.

use jakstat_model::unit::parse_quantity;
use jakstat_model::{Diagnostic, Span, Unit};

use super::codes;
use crate::fields::{Fields, Problems, Value, number_in, place};
use crate::measure::{MILLIGRAM, MOLE, NANOMOLAR};

/// A value in a file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Given {
    /// The number as written.
    pub value: f64,
    /// The unit beside it; none means the model's own.
    pub unit: Option<Unit>,
    /// Where it stands, if it stands in a file.
    pub at: Option<Span>,
}

impl Given {
    /// Reads text such as `10 nM` or `10`.
    ///
    /// # Errors
    /// Text that is neither.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        if let Ok(value) = text.trim().parse::<f64>() {
            return Self { value, unit: None, at: None }.finite(text);
        }
        let help = "write a number, or a number with a unit such as `10 nM`";
        let (value, unit) = parse_quantity(text).map_err(|e| {
            // Without any digit there is no more to say about it.
            let why = if text.contains(|c: char| c.is_ascii_digit()) {
                format!(" cannot be read: {e}")
            } else {
                " is no number".into()
            };
            Diagnostic::error(&codes::BAD_VALUE, format!("`{text}`{why}")).help(help)
        })?;
        Self { value, unit: Some(unit), at: None }.finite(text)
    }

    fn finite(self, text: &str) -> Result<Self, Diagnostic> {
        if self.value.is_finite() {
            return Ok(self);
        }
        Err(Diagnostic::error(&codes::BAD_VALUE, format!("`{text}` is not a finite number")))
    }

    /// Reads a TOML number or text.
    pub fn from_toml(value: &Value<'_>, key: &str, problems: &mut Problems) -> Option<Self> {
        let at = place(value.span());
        let result = match (number_in(value.get_ref()), value.get_ref().as_str()) {
            (Some(number), _) => Self { value: number, unit: None, at: None }.finite(&number.to_string()),
            (None, Some(text)) => Self::parse(text),
            _ => {
                problems.push(crate::fields::wrong_type(value, key, "a number or a text such as \"10 nM\""));
                return None;
            }
        };
        match result {
            Ok(given) => Some(Self { at: Some(at), ..given }),
            Err(problem) => {
                problems.push(problem.at(at));
                None
            }
        }
    }

    /// Reads the value under `key`, if it is there.
    pub fn field(fields: &Fields<'_, '_>, key: &str, problems: &mut Problems) -> Option<Self> {
        Self::from_toml(fields.get(key)?, key, problems)
    }

    /// The number in `unit`, the model's own unit of `what`.
    ///
    /// # Errors
    /// Units of different kinds; a unit here and none in the model.
    pub fn in_unit(&self, unit: Option<Unit>, what: &str) -> Result<f64, Diagnostic> {
        let Some(own) = self.unit else { return Ok(self.value) };
        let Some(unit) = unit else {
            let message = format!("the model does not say the unit of {what}, and the value is in {own}");
            let help = "declare the unit in the model, or give a plain number in the model's own unit";
            return Err(Diagnostic::error(&codes::NO_UNIT, message).at(self.at).help(help));
        };
        match own.factor_to(&unit) {
            Some(factor) => Ok(self.value * factor),
            None => {
                let message = format!("{what} is in {unit}, and the value is in {own}");
                let (wanted, given) = (unit.to_string(), own.to_string());
                let amount = [MOLE, NANOMOLAR].iter().any(|u| unit.same_dimension(u));
                let help = if amount && own.same_dimension(&MILLIGRAM) {
                    "a mass becomes an amount through `molecular_weight = \"... g/mol\"` in a treatment"
                        .into()
                } else if wanted.eq_ignore_ascii_case(&given) {
                    format!("did you mean `{wanted}`? Units tell small letters from capitals")
                } else {
                    "give it in a unit of the same kind".into()
                };
                Err(Diagnostic::error(&codes::UNIT_CLASH, message).at(self.at).help(help))
            }
        }
    }
}
