//! Runs for Sobol indices: the matrices A, B and AB_i of Saltelli.

use super::check::Checks;
use super::point::Value;
use super::range::Range;
use super::sobol::{SOBOL_MAX_RANGES, Sobol};
use crate::codes;
use crate::table::{Column, ColumnKind};

/// The text column that says to which matrix a run belongs: `A`, `B` or `AB_` and a parameter.
pub const SAMPLE: &str = "sample";

/// The integer column with the number of the base row of a run, from 1.
pub const BASE: &str = "base";

/// Base rows of A, of B, and of A with each column in turn taken from B.
///
/// A and B are the two halves of scrambled Sobol points of twice the dimension. The runs of one base
/// row follow each other, so that a finished part of the runs is whole base rows.
///
/// Source: A. Saltelli et al., Comput. Phys. Commun. 181 (2010) 259-270.
#[derive(Debug, Clone)]
pub(super) struct Saltelli {
    points: Sobol,
    names: Vec<String>,
}

impl Saltelli {
    pub(super) fn new(ranges: Vec<Range>, seed: u64) -> Self {
        let names = ranges.iter().map(|range| range.name.clone()).collect();
        Self { points: Sobol::new([ranges.clone(), ranges].concat(), seed), names }
    }

    /// The values of run `i`, then its matrix and its base row.
    pub(super) fn values(&self, i: u64) -> Vec<Value> {
        let width = self.names.len();
        let runs = runs_of_base(width);
        let (base, run) = (i / runs, (i % runs) as usize);
        let mut values: Vec<f64> = self.points.values(base).collect();
        let b = values.split_off(width.min(values.len()));
        let sample = match run {
            0 => "A".to_owned(),
            _ if run > width => {
                values = b;
                "B".to_owned()
            }
            _ => {
                values[run - 1] = b[run - 1];
                sample_of(&self.names[run - 1])
            }
        };
        let mut values: Vec<Value> = values.into_iter().map(Value::Number).collect();
        values.push(Value::Text(sample));
        // A design has at most 2^53 runs.
        values.push(Value::Integer(i64::try_from(base + 1).unwrap_or(i64::MAX)));
        values
    }
}

/// What the column [`SAMPLE`] holds where parameter `name` is that of B and all others are those of A.
pub(crate) fn sample_of(name: &str) -> String {
    format!("AB_{name}")
}

/// Runs for each base row over so many parameters.
pub(super) fn runs_of_base(ranges: usize) -> u64 {
    ranges as u64 + 2
}

/// The two columns that follow those of the parameters.
pub(super) fn columns() -> [Column; 2] {
    [(SAMPLE, ColumnKind::Text), (BASE, ColumnKind::Integer)].map(|(name, kind)| Column {
        name: name.into(),
        unit: None,
        kind,
    })
}

/// Adds what is wrong with the block besides its ranges.
pub(super) fn check(ranges: &[Range], checks: &mut Checks) {
    checks.name(SAMPLE);
    checks.name(BASE);
    let most = SOBOL_MAX_RANGES / 2;
    if ranges.len() > most {
        let message = format!("Sobol indices of {} parameters; {most} is the most", ranges.len());
        let help = "fix the parameters that matter least: each takes two dimensions of the Sobol points";
        checks.add(&codes::TOO_MANY_RANGES, message, help);
    }
}
