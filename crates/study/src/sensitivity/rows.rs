//! Computes sensitivities from rows.

use jakstat_model::{Diagnostic, Expr};

use super::base::{Bases, Place, gather, places};
use super::bootstrap::intervals;
use super::indices::Terms;
use super::read::{Sensitivity, check, parameters};
use crate::design::Range;
use crate::summary::groups;
use crate::sweep::Study;
use crate::table::{Cell, Row, Schema};

/// The indices of one parameter for one outcome of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct SensitivityRow {
    /// The outcome or formula, as the study has it.
    pub of: String,
    /// The condition that runs must satisfy, as the study has it.
    pub among: Option<String>,
    /// Columns that tell the groups apart, each with its value.
    pub group: Vec<(String, Cell)>,
    /// The parameter.
    pub parameter: String,
    /// The share of the variance that the parameter explains alone; none where the reason says why.
    /// Estimates may lie a little below 0 or above 1.
    pub first: Option<Index>,
    /// The share of the variance in which the parameter takes part.
    pub total: Option<Index>,
    /// Base rows that count.
    pub base_rows: u64,
    /// Base rows left out since one of their runs failed.
    pub failed: u64,
    /// Base rows left out since one of their runs has no value.
    pub missing: u64,
    /// Base rows left out since one of their runs does not satisfy the condition.
    pub outside: u64,
    /// Why there are no indices or no intervals.
    pub reason: Option<String>,
}

/// An index with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Index {
    /// The index, about 0 to 1.
    pub value: f64,
    /// Lower and upper end; none of very few base rows.
    pub interval: Option<(f64, f64)>,
}

/// The sensitivities of a study from its rows: outcome by outcome, group by group, the parameter
/// with the greatest total index first. Uses the threads of the rayon pool that calls it; the result
/// does not depend on them.
///
/// # Errors
/// A study without `sobol_indices`, a column that `schema` lacks or that is of the wrong kind, rows
/// that are not of this study.
pub fn sensitivities(
    study: &Study,
    schema: &Schema,
    rows: &[Row],
) -> Result<Vec<SensitivityRow>, Vec<Diagnostic>> {
    let problems = check(study, schema);
    if !problems.is_empty() {
        return Err(problems);
    }
    let Some(ranges) = parameters(study).filter(|_| !study.sensitivities.is_empty()) else {
        return Ok(Vec::new());
    };
    let places = places(schema, ranges, rows)?;
    let all = study.sensitivities.iter();
    Ok(all.flat_map(|sensitivity| sensitivity.of_rows(ranges, schema, rows, &places, study.seed)).collect())
}

impl Sensitivity {
    fn of_rows(
        &self,
        ranges: &[Range],
        schema: &Schema,
        rows: &[Row],
        places: &[Place],
        seed: u64,
    ) -> Vec<SensitivityRow> {
        let (columns, groups) = groups(&self.by, schema, rows);
        let condition = self.among.as_ref().map(|(_, condition)| condition);
        let mut found = Vec::new();
        for (text, formula) in &self.of {
            for group in &groups {
                let members: Vec<(&Row, Place)> =
                    group.iter().filter_map(|i| Some((rows.get(*i)?, *places.get(*i)?))).collect();
                let cell = |c: &usize| members.first().and_then(|(row, _)| row.0.get(*c)).cloned();
                let cells = columns.iter().map(|c| cell(c).unwrap_or(Cell::Missing));
                let group: Vec<(String, Cell)> = self.by.iter().cloned().zip(cells).collect();
                let bases = gather(formula, condition, ranges.len(), schema, &members);
                found.extend(self.of_group(text, &group, ranges, &bases, seed));
            }
        }
        found
    }

    fn of_group(
        &self,
        text: &str,
        group: &[(String, Cell)],
        ranges: &[Range],
        bases: &Bases,
        seed: u64,
    ) -> Vec<SensitivityRow> {
        let (indices, reason) = match indices(bases, seed) {
            Ok((indices, reason)) => (indices, reason),
            Err(reason) => (Vec::new(), Some(reason)),
        };
        let row = |(i, range): (usize, &Range)| SensitivityRow {
            of: text.to_owned(),
            among: self.among.as_ref().map(|(text, _): &(String, Expr)| text.clone()),
            group: group.to_vec(),
            parameter: range.name.clone(),
            first: indices.get(i).map(|[first, _]| *first),
            total: indices.get(i).map(|[_, total]| *total),
            base_rows: bases.complete.len() as u64,
            failed: bases.failed,
            missing: bases.missing,
            outside: bases.outside,
            reason: reason.clone(),
        };
        let mut rows: Vec<SensitivityRow> = ranges.iter().enumerate().map(row).collect();
        let total = |row: &SensitivityRow| row.total.map_or(f64::NEG_INFINITY, |index| index.value);
        rows.sort_by(|a, b| total(b).total_cmp(&total(a)));
        rows
    }
}

/// First-order and total index of each parameter, and why they have no intervals.
fn indices(bases: &Bases, seed: u64) -> Result<(Vec<[Index; 2]>, Option<String>), String> {
    if bases.ambiguous {
        return Err(
            "several runs count for one place of a base row: tell them apart by `by` or `among`".into()
        );
    }
    let terms = Terms::new(&bases.complete)?;
    let Some(pairs) = terms.pairs(0..terms.len()) else {
        return Err("the values hardly vary".into());
    };
    let intervals = intervals(&terms, seed);
    let reason = intervals.is_none().then(|| "no intervals: too few base rows differ".to_owned());
    let with = |(i, pair): (usize, &super::indices::Pair)| {
        let own = intervals.as_ref().and_then(|all| all.get(i));
        let index = |value: f64, which: usize| Index { value, interval: own.map(|both| both[which]) };
        [index(pair.first, 0), index(pair.total, 1)]
    };
    Ok((pairs.iter().enumerate().map(with).collect(), reason))
}
