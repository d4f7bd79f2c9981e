//! Puts the runs of a table together to base rows.

use std::collections::BTreeMap;

use jakstat_model::{Diagnostic, Expr};

use crate::codes;
use crate::design::{BASE, Range, SAMPLE, sample_of};
use crate::summary::value;
use crate::table::{Cell, Row, Schema};

/// Where a run belongs: its base row and its place there (A, B, AB_1, AB_2, ...).
pub(super) type Place = (i64, usize);

/// The places of all rows.
///
/// # Errors
/// Rows whose columns [`SAMPLE`] and [`BASE`] are not those of a study over `ranges`.
pub(super) fn places(schema: &Schema, ranges: &[Range], rows: &[Row]) -> Result<Vec<Place>, Vec<Diagnostic>> {
    let names = ["A".to_owned(), "B".to_owned()].into_iter().chain(ranges.iter().map(|r| sample_of(&r.name)));
    let known: BTreeMap<String, usize> = names.zip(0..).collect();
    let column = |name: &str| schema.columns().iter().position(|c| c.name == name);
    let (sample, base) = (column(SAMPLE), column(BASE));
    let cell = |row: &Row, at: Option<usize>| at.and_then(|i| row.0.get(i)).cloned().unwrap_or(Cell::Missing);
    let mut problems = Vec::new();
    let mut found = Vec::with_capacity(rows.len());
    for (number, row) in (1u64..).zip(rows) {
        let known = match (cell(row, sample), cell(row, base)) {
            (Cell::Text(sample), Cell::Integer(base)) => known.get(&sample).map(|place| (base, *place)),
            _ => None,
        };
        match known {
            Some(place) => found.push(place),
            None => {
                let message = format!(
                    "row {number}: `{SAMPLE}` and `{BASE}` do not say to which base row of the study it belongs"
                );
                let help = "give the rows of this study as they were computed";
                problems.push(Diagnostic::error(&codes::BAD_SENSITIVITY, message).help(help));
            }
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

/// Base rows with all of their runs, and why others are left out.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Bases {
    /// Values of A, B, AB_1, AB_2, ...
    pub complete: Vec<Vec<f64>>,
    /// Base rows with a failed run.
    pub failed: u64,
    /// Base rows with a run that has no value.
    pub missing: u64,
    /// Base rows with a run that is not there or does not satisfy the condition.
    pub outside: u64,
    /// Whether a base row has two runs for one place.
    pub ambiguous: bool,
}

#[derive(Default)]
struct Base {
    /// NaN where a run has no value.
    values: Vec<Option<f64>>,
    failed: bool,
    twice: bool,
}

/// The values of `formula` on `rows`, base row by base row in their order.
pub(super) fn gather(
    formula: &Expr,
    among: Option<&Expr>,
    parameters: usize,
    schema: &Schema,
    rows: &[(&Row, Place)],
) -> Bases {
    let mut bases: BTreeMap<i64, Base> = BTreeMap::new();
    for (row, (number, place)) in rows {
        let base = bases.entry(*number).or_default();
        base.values.resize(parameters + 2, None);
        let truth = among.map_or(1.0, |among| value(among, schema, row));
        if schema.is_failure(row) {
            // Whether a condition on outcomes would have held is not known.
            base.failed |= truth != 0.0;
        } else if truth != 0.0 && !truth.is_nan() {
            let slot = &mut base.values[*place];
            base.twice |= slot.is_some();
            *slot = Some(value(formula, schema, row));
        }
    }
    let mut all = Bases::default();
    for base in bases.into_values() {
        all.ambiguous |= base.twice;
        match base.values.into_iter().collect::<Option<Vec<f64>>>() {
            _ if base.failed => all.failed += 1,
            None => all.outside += 1,
            Some(values) if values.iter().any(|x| x.is_nan()) => all.missing += 1,
            Some(values) => all.complete.push(values),
        }
    }
    all
}
