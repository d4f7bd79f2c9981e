//! A number with its unit and where it comes from.

use std::fmt;

use jakstat_model::{Span, Unit};

use super::codes;
use crate::fields::{self, Fields, Problems, Value, problem};
use crate::measure::Measure;

/// How a number got into a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Read in the named source.
    Read,
    /// Recalled from the named source; to be checked.
    Recalled,
    /// Computed from other sourced numbers.
    Derived,
    /// Assumed, for a stated reason.
    Assumed,
    /// Fitted to data.
    Fitted,
}

impl Status {
    const WORDS: [&'static str; 5] = ["read", "recalled", "derived", "assumed", "fitted"];
    const ALL: [Self; 5] = [Self::Read, Self::Recalled, Self::Derived, Self::Assumed, Self::Fitted];
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::WORDS[*self as usize])
    }
}

/// Whether a number is a value or only a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The value itself.
    Equal,
    /// The true value lies above (a censored measurement).
    Above,
}

/// A number with unit, status and source.
#[derive(Debug, Clone, PartialEq)]
pub struct Sourced {
    /// The number, in `unit`. Always finite.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
    /// The unit as it was written, for tables.
    pub unit_text: String,
    /// How it got here.
    pub status: Status,
    /// Publication, label or data set; for assumed and fitted numbers possibly empty (see `note`).
    pub source: String,
    /// Digital object identifier of the source.
    pub doi: Option<String>,
    /// Remarks, such as the arithmetic of a derived number.
    pub note: Option<String>,
    /// Value or bound.
    pub relation: Relation,
    /// Where it is in its file.
    pub at: Span,
}

/// A conversion between units that measure different things.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitMismatch {
    /// The unit of the number, as written.
    pub from: String,
    /// The unit that was asked for.
    pub to: Unit,
}

impl fmt::Display for UnitMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` cannot be converted to `{}`", self.from, self.to)
    }
}

impl std::error::Error for UnitMismatch {}

impl Sourced {
    /// The number in `unit`.
    ///
    /// # Errors
    /// Where `unit` measures something else.
    pub fn to(&self, unit: &Unit) -> Result<f64, UnitMismatch> {
        let mismatch = || UnitMismatch { from: self.unit_text.clone(), to: *unit };
        self.unit.factor_to(unit).map(|factor| self.value * factor).ok_or_else(mismatch)
    }

    /// Whether the number is only a bound.
    pub fn is_bound(&self) -> bool {
        self.relation == Relation::Above
    }
}

impl fmt::Display for Sourced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bound = if self.is_bound() { ">" } else { "" };
        write!(f, "{bound}{} {}", self.value, self.unit_text)
    }
}

const KEYS: &[&str] = &["value", "unit", "status", "source", "doi", "note", "relation"];

/// The sourced value under `key` of `fields`, if it is there.
pub(crate) fn optional(
    fields: &Fields<'_, '_>,
    key: &'static str,
    measure: &Measure,
    problems: &mut Problems,
) -> Option<Sourced> {
    let value = fields.get(key)?;
    let sourced = read(value, key, measure, problems)?;
    if sourced.is_bound() {
        let message = format!("`{key}` cannot be a bound");
        problems.push(problem(
            &codes::KEYS_CLASH,
            sourced.at,
            message,
            "only `ic50` may have `relation = \">\"`",
        ));
        return None;
    }
    Some(sourced)
}

/// The sourced value under `key` of `fields`, which must be there.
pub(crate) fn required(
    fields: &Fields<'_, '_>,
    key: &'static str,
    measure: &Measure,
    problems: &mut Problems,
) -> Option<Sourced> {
    fields.require(key, &example(key, measure), problems)?;
    optional(fields, key, measure, problems)
}

/// How one writes the value of `key`, for help.
pub(crate) fn example(key: &str, measure: &Measure) -> String {
    let unit = measure.example;
    format!("add `{key} = {{ value = ..., unit = \"{unit}\", status = \"read\", source = \"...\" }}`")
}

/// The sourced value that `value` holds; it may be a bound.
pub(crate) fn read(
    value: &Value<'_>,
    key: &'static str,
    measure: &Measure,
    problems: &mut Problems,
) -> Option<Sourced> {
    let fields = Fields::open(value, key, problems)?;
    fields.check_keys(KEYS, problems);
    let sourced = content(&fields, key, Some(measure), problems);
    let relation = match fields.word("relation", &["=", ">"], problems) {
        Some(1) => Relation::Above,
        _ => Relation::Equal,
    };
    Some(Sourced { relation, ..sourced? })
}

/// The sourced value `key` whose own keys stand in `fields`, perhaps among others; no bound. Without
/// a `measure` it is any finite number in any unit.
pub(crate) fn content(
    fields: &Fields<'_, '_>,
    key: &str,
    measure: Option<&Measure>,
    problems: &mut Problems,
) -> Option<Sourced> {
    let help = match measure {
        Some(measure) => example(key, measure),
        None => "add `value = ...`, a number".to_owned(),
    };
    fields.require("value", &help, problems);
    let number = fields.number("value", problems);
    let unit = unit(fields, key, measure, problems);
    let status = status(fields, problems);
    let note = fields.text("note", problems).filter(|n| !n.trim().is_empty());
    let source = fields.text("source", problems).unwrap_or_default();
    if let Some(status) = status {
        check_source(fields, key, status, &source, note.as_deref(), problems);
    }
    let (value, (unit, unit_text)) = (number?, unit?);
    let place = fields.place_of("value");
    match measure {
        Some(measure) if !measure.range.holds(value) => {
            problems.push(fields::out_of_range(key, &value.to_string(), measure).at(place));
        }
        None if !value.is_finite() => {
            let message = format!("`{key}` is {value}, which is no finite number");
            problems.push(problem(&codes::OUT_OF_RANGE, place, message, "give a number"));
        }
        _ => {}
    }
    let (doi, relation) = (fields.text("doi", problems), Relation::Equal);
    Some(Sourced { value, unit, unit_text, status: status?, source, doi, note, relation, at: fields.place })
}

fn unit(
    f: &Fields<'_, '_>,
    key: &str,
    measure: Option<&Measure>,
    problems: &mut Problems,
) -> Option<(Unit, String)> {
    let example = measure.map_or("1", |m| m.example);
    let help = format!("`{key}` needs a unit, such as `unit = \"{example}\"`");
    let text = f.require_text("unit", &help, problems)?;
    let place = f.place_of("unit");
    match (Unit::parse(&text), measure) {
        (Ok(unit), Some(measure)) if !unit.same_dimension(&measure.unit) => {
            problems.push(fields::wrong_dimension(key, &text, measure).at(place));
            None
        }
        (Ok(unit), _) => Some((unit, text)),
        (Err(error), _) => {
            let message = format!("the unit of `{key}` cannot be read: {error}");
            problems.push(problem(&codes::BAD_UNIT, place, message, &help));
            None
        }
    }
}

fn status(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Status> {
    let help = format!("`status` is one of: {}", Status::WORDS.join(", "));
    fields.require("status", &help, problems)?;
    fields.word("status", &Status::WORDS, problems).map(|i| Status::ALL[i])
}

fn check_source(
    f: &Fields<'_, '_>,
    key: &str,
    status: Status,
    source: &str,
    note: Option<&str>,
    problems: &mut Problems,
) {
    let reasoned = matches!(status, Status::Assumed | Status::Fitted) && note.is_some();
    if !source.trim().is_empty() || reasoned {
        return;
    }
    let help = match status {
        Status::Assumed | Status::Fitted => "give the reason in `source` or `note`",
        _ => "give `source = \"Author year journal\"`",
    };
    let message = format!("`{key}` is {status} but names no source");
    problems.push(problem(&codes::NO_SOURCE, f.place, message, help));
}
