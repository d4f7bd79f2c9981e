//! Computes summaries from rows.

use std::collections::BTreeMap;

use jakstat_model::{Diagnostic, Expr};
use statrs::function::erf::erfc;

use super::evaluate::{holds, value};
use super::ic50::ic50;
use super::read::{Summary, check, sides, unit_factor};
use super::statistic::{Estimate, Statistic, of, share};
use crate::sweep::Study;
use crate::table::{Cell, Row, Schema};

/// One summary of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct SummaryRow {
    /// Name of the summary.
    pub name: String,
    /// Columns that tell the groups apart, each with its value.
    pub group: Vec<(String, Cell)>,
    /// The value; none where no row counts, or where a dose-response curve does not pass 50.
    pub value: Option<f64>,
    /// Lower end of the 95 % interval, for shares and means.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval, for shares and means.
    pub high: Option<f64>,
    /// Unit of the value, where it is known: `%` of a share.
    pub unit: Option<String>,
    /// Rows that count: not failed, in `among`, and with a value.
    pub n: u64,
    /// Rows that would count but have no value; of a share none, since what is missing counts as
    /// not satisfied.
    pub missing: u64,
    /// Rows of failed runs in the group, which are left out.
    pub failed: u64,
}

/// The summaries of a study from its rows, group by group in the order in which groups first come.
///
/// # Errors
/// A column that `schema` lacks, or that is of the wrong kind.
pub fn summarise(study: &Study, schema: &Schema, rows: &[Row]) -> Result<Vec<SummaryRow>, Vec<Diagnostic>> {
    let problems = check(&study.summaries, schema);
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(study.summaries.iter().flat_map(|summary| summary.of_rows(schema, rows)).collect())
}

/// The places of the columns `by`, and the numbers of the rows of each group in the order in which
/// groups first come; one group of all rows where there is no column.
pub(crate) fn groups(by: &[String], schema: &Schema, rows: &[Row]) -> (Vec<usize>, Vec<Vec<usize>>) {
    let places: Vec<usize> =
        by.iter().filter_map(|name| schema.columns().iter().position(|c| c.name == *name)).collect();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut known: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for (number, row) in rows.iter().enumerate() {
        // The shortest text of a number tells it from every other one.
        let key = places.iter().map(|i| format!("{:?}", row.0.get(*i))).collect();
        let group = *known.entry(key).or_insert(groups.len());
        if group == groups.len() {
            groups.push(Vec::new());
        }
        groups[group].push(number);
    }
    if places.is_empty() && groups.is_empty() {
        groups.push(Vec::new());
    }
    (places, groups)
}

impl Summary {
    fn of_rows(&self, schema: &Schema, rows: &[Row]) -> Vec<SummaryRow> {
        let (places, groups) = groups(&self.by, schema, rows);
        let of = |group: &Vec<usize>| {
            let rows: Vec<&Row> = group.iter().filter_map(|i| rows.get(*i)).collect();
            self.of_group(schema, &places, &rows)
        };
        groups.iter().map(of).collect()
    }

    fn of_group(&self, schema: &Schema, places: &[usize], rows: &[&Row]) -> SummaryRow {
        let failed = rows.iter().filter(|row| schema.is_failure(row)).count() as u64;
        let counts = |row: &&&Row| {
            !schema.is_failure(row) && self.among.as_ref().is_none_or(|among| holds(among, schema, row))
        };
        let used: Vec<&Row> = rows.iter().filter(counts).copied().collect();
        let (estimate, n) = self.estimate(schema, &used);
        let cell = |i: &usize| rows.first().and_then(|row| row.0.get(*i)).cloned().unwrap_or(Cell::Missing);
        SummaryRow {
            name: self.name.clone(),
            group: self.by.iter().cloned().zip(places.iter().map(cell)).collect(),
            value: estimate.value,
            low: estimate.interval.map(|(low, _)| low),
            high: estimate.interval.map(|(_, high)| high),
            unit: self.unit(schema),
            n,
            missing: used.len() as u64 - n,
            failed,
        }
    }

    /// The estimate, and how many rows it comes from.
    fn estimate(&self, schema: &Schema, rows: &[&Row]) -> (Estimate, u64) {
        let all = rows.len() as u64;
        let Some(formula) = &self.of else { return (Estimate::plain(Some(all as f64)), all) };
        match &self.statistic {
            Statistic::Share => {
                let hits = rows.iter().map(|row| self.seen(formula, schema, row)).sum();
                (share(hits, all), all)
            }
            Statistic::Ic50 { along, unit } => {
                let dose = Expr::id(along.as_str());
                let points: Vec<(f64, f64)> = rows
                    .iter()
                    .map(|row| (value(&dose, schema, row), value(formula, schema, row)))
                    .filter(|(dose, effect)| !dose.is_nan() && !effect.is_nan())
                    .collect();
                let factor = unit_factor(along, unit.as_deref(), schema).unwrap_or(f64::NAN);
                (Estimate::plain(ic50(&points).map(|dose| dose * factor)), points.len() as u64)
            }
            statistic => {
                let values: Vec<f64> = rows.iter().map(|row| value(formula, schema, row)).collect();
                let values: Vec<f64> = values.into_iter().filter(|x| !x.is_nan()).collect();
                (of(statistic, &values), values.len() as u64)
            }
        }
    }

    /// The probability that a row is seen to satisfy the condition; what is missing never is.
    fn seen(&self, condition: &Expr, schema: &Schema, row: &Row) -> f64 {
        match sides(condition).filter(|_| self.error > 0.0) {
            None => f64::from(u8::from(holds(condition, schema, row))),
            Some((above, below)) => {
                let margin = value(above, schema, row) - value(below, schema, row);
                let seen = 0.5 * erfc(-margin / (self.error * std::f64::consts::SQRT_2));
                if seen.is_nan() { 0.0 } else { seen }
            }
        }
    }

    fn unit(&self, schema: &Schema) -> Option<String> {
        let unit_of = |name: &str| schema.columns().iter().find(|c| c.name == name)?.unit.clone();
        match (&self.statistic, &self.of) {
            (Statistic::Share, _) => Some("%".into()),
            (Statistic::Count, _) => None,
            (Statistic::Ic50 { along, unit }, _) => unit.clone().or_else(|| unit_of(along)),
            (_, Some(Expr::Id(id))) => unit_of(id),
            _ => None,
        }
    }
}
