//! What came of one run: rows and outcomes.

use std::fmt;

use jakstat_model::{Diagnostic, Unit};
use jakstat_ode::{Failure, Stats, solve};
use jakstat_sim::{Experiment, Output, compile::derivative_name};

use crate::codes;

/// A column of a trajectory.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// What was read, and of which id.
    pub output: Output,
    /// The id by whose start value it is derived; else it is the value itself.
    pub by: Option<String>,
    /// Unit, where the model says it.
    pub unit: Option<Unit>,
}

impl Column {
    /// The id, or `d(ID)/d(PARAMETER)`.
    pub fn name(&self) -> String {
        let id = self.output.id();
        self.by.as_ref().map_or_else(|| id.to_owned(), |by| derivative_name(id, by))
    }
}

/// An outcome of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeValue {
    /// Name.
    pub name: String,
    /// Unit, where it has one.
    pub unit: Option<String>,
    /// Value; not a number where there is none, such as the time of a crossing that never came.
    pub value: f64,
}

/// Rows and outcomes of a run.
#[derive(Debug, Clone)]
pub struct Trajectory {
    /// Unit of time, where the model says it.
    pub time_unit: Option<Unit>,
    /// What each column holds.
    pub columns: Vec<Column>,
    /// Times of the rows.
    pub times: Vec<f64>,
    /// Outcomes, in the order of the scenario.
    pub outcomes: Vec<OutcomeValue>,
    /// Times of doses.
    pub dose_times: Vec<f64>,
    /// Work of the run and, where outcomes compare with it, of the run without treatment.
    pub stats: Stats,
    /// Estimated largest error of each column over all rows, where that was asked for.
    pub errors: Option<Vec<f64>>,
    /// Row after row.
    values: Vec<f64>,
}

impl Trajectory {
    /// The value in a row and column, both from 0.
    ///
    /// # Panics
    /// Where there is no such row or column.
    pub fn value(&self, row: usize, column: usize) -> f64 {
        assert!(column < self.columns.len(), "column {column} of {}", self.columns.len());
        self.values[row * self.columns.len() + column]
    }

    /// All values of a column; none where there is no such column.
    pub fn column(&self, column: usize) -> Vec<f64> {
        self.values.iter().skip(column).step_by(self.columns.len().max(1)).copied().collect()
    }

    /// The column that holds `id`.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.by.is_none() && c.output.id() == id)
    }
}

/// A run that did not reach its end.
#[derive(Debug, Clone, PartialEq)]
pub struct RunFailed {
    /// Why, in the terms of the system.
    pub failure: Failure,
    /// Why, in the model's own words.
    pub message: String,
    /// Whether it was the run without treatment, which outcomes compare with.
    pub untreated: bool,
}

impl RunFailed {
    /// The failure as a problem of the run called `name`.
    pub fn diagnostic(&self, name: &str) -> Diagnostic {
        let which = if self.untreated { "the run without treatment of" } else { "the run of" };
        Diagnostic::error(&codes::RUN_FAILED, format!("{which} `{name}` failed: {}", self.message))
    }
}

impl fmt::Display for RunFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.untreated { "the run without treatment failed: " } else { "the run failed: " })?;
        f.write_str(&self.message)
    }
}

impl std::error::Error for RunFailed {}

/// Runs an experiment once, and once more without treatment where outcomes compare with that.
///
/// # Errors
/// A run that did not reach its end.
pub fn simulate(experiment: &Experiment) -> Result<Trajectory, RunFailed> {
    let model = &experiment.model;
    let mut runs = vec![experiment.run(1.0, &[], true)];
    if experiment.compares() {
        runs.push(experiment.untreated(&[]));
    }
    let solutions = solve(model.system(), &experiment.options, &runs);
    for (i, solution) in solutions.iter().enumerate() {
        if let Some(failure) = &solution.failure {
            let message = model.explain(failure);
            return Err(RunFailed { failure: failure.clone(), message, untreated: i > 0 });
        }
    }
    let treated = &solutions[0];
    let rows = treated.values.chunks(model.system().outputs().max(1));
    let (places, columns): (Vec<usize>, Vec<Column>) = columns(experiment).into_iter().unzip();
    let values = experiment.outcomes(treated, solutions.get(1));
    Ok(Trajectory {
        time_unit: model.time_unit(),
        columns,
        times: treated.times.clone(),
        outcomes: experiment
            .columns
            .iter()
            .zip(values)
            .map(|((name, unit), value)| OutcomeValue { name: name.clone(), unit: unit.clone(), value })
            .collect(),
        dose_times: experiment.dose_times.clone(),
        stats: solutions.iter().fold(Stats::default(), |sum, s| sum + s.stats),
        errors: treated.error.as_ref().map(|e| places.iter().map(|place| e.outputs[*place]).collect()),
        // The system also computes what outcomes and doses need; rows hold what was asked for.
        values: rows.flat_map(|row| places.iter().map(|place| row[*place])).collect(),
    })
}

/// What is kept and, parameter by parameter, its derivatives: each with its place in a row.
fn columns(experiment: &Experiment) -> Vec<(usize, Column)> {
    let model = &experiment.model;
    let saved = || experiment.saved().iter().cloned().enumerate();
    let plain = saved().map(|(i, output)| (i, Column { output, by: None, unit: model.output_unit(i) }));
    let derived = model.sensitivities().iter().enumerate().flat_map(|(j, by)| {
        saved().map(move |(i, output)| {
            let unit = model.sensitivity_unit(i, j);
            (model.sensitivity(i, j), Column { output, by: Some(by.clone()), unit })
        })
    });
    plain.chain(derived).collect()
}
