//! Patients: the candidates that are enrolled.

use super::{Candidates, Population};
use crate::design::Value;
use crate::table::{Column, ColumnKind};

/// The column that numbers the patients: a candidate's number from 1.
pub const PATIENT: &str = "patient";

/// Patients of a study: a block of its design.
#[derive(Debug, Clone, PartialEq)]
pub struct Patients {
    candidates: Candidates,
    columns: Vec<Column>,
    enrolled: Enrolled,
}

#[derive(Debug, Clone, PartialEq)]
enum Enrolled {
    /// The first so many candidates.
    First(u64),
    /// These.
    Listed(Vec<u64>),
}

impl Patients {
    /// The first `count` candidates, all of them enrolled. `candidates` are those of `population`.
    pub(crate) fn first(population: &Population, candidates: Candidates, count: u64) -> Self {
        let mut columns = vec![Column { name: PATIENT.into(), unit: None, kind: ColumnKind::Integer }];
        columns.extend(population.parameters.iter().map(|p| Column {
            name: p.id.clone(),
            unit: p.unit.clone(),
            kind: ColumnKind::Number,
        }));
        Self { candidates, columns, enrolled: Enrolled::First(count) }
    }

    /// Takes these candidates (from 0) instead of the first ones.
    pub(crate) fn enrol(&mut self, numbers: Vec<u64>) {
        self.enrolled = Enrolled::Listed(numbers);
    }

    /// How many.
    pub(crate) fn len(&self) -> u64 {
        match &self.enrolled {
            Enrolled::First(count) => *count,
            Enrolled::Listed(numbers) => numbers.len() as u64,
        }
    }

    /// `patient`, then the parameters.
    pub(crate) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Number and values of patient `i`; none where there are fewer.
    pub(crate) fn values(&self, i: u64) -> Option<Vec<Value>> {
        let candidate = match &self.enrolled {
            Enrolled::First(count) => (i < *count).then_some(i)?,
            Enrolled::Listed(numbers) => *numbers.get(usize::try_from(i).ok()?)?,
        };
        Some(self.candidate(candidate))
    }

    /// Number and values of a candidate (from 0), enrolled or not.
    pub(crate) fn candidate(&self, i: u64) -> Vec<Value> {
        let number = Value::Integer(i64::try_from(i).unwrap_or(i64::MAX).saturating_add(1));
        let values = self.candidates.values(i).into_iter().map(Value::Number);
        std::iter::once(number).chain(values).collect()
    }
}
