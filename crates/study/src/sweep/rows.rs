//! Computes rows of a study.

use std::collections::BTreeMap;
use std::ops::Range;

use jakstat_ode::{Run, Solution, solve};

use super::plan::{Cell as Variant, Role, Sweep};
use crate::design::{Point, Value};
use crate::table::{Cell, Row};

impl Sweep {
    /// The rows of a range of points, in order. A row depends on its number only.
    pub fn compute(&self, range: Range<u64>) -> Vec<Row> {
        let points: Vec<Point> = range.filter_map(|i| self.design.point(i)).collect();
        let mut groups: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (i, point) in points.iter().enumerate() {
            groups.entry(self.variant(point)).or_default().push(i);
        }
        let mut results: Vec<Results> = points.iter().map(|_| Results::default()).collect();
        for (key, members) in groups {
            for (scenario, variant) in self.names.iter().zip(self.variants.get(&key).into_iter().flatten()) {
                let members: Vec<(usize, &Point)> = members.iter().map(|i| (*i, &points[*i])).collect();
                self.scenario(scenario, variant, &members, &mut results);
            }
        }
        points.into_iter().zip(results).map(|(point, result)| result.row(point)).collect()
    }

    /// Runs one scenario for all points of one variant.
    fn scenario(&self, name: &str, variant: &Variant, members: &[(usize, &Point)], results: &mut [Results]) {
        let experiment = &variant.experiment;
        let values: Vec<Vec<f64>> = members.iter().map(|(_, p)| variant.values(p)).collect();
        let runs: Vec<Run> = members
            .iter()
            .zip(&values)
            .map(|((_, p), v)| experiment.run(self.dose_factor(p), v, false))
            .collect();
        let solutions = solve(experiment.model.system(), &experiment.options, &runs);
        let references = if experiment.compares() { Some(variant.references(&values)) } else { None };
        for (n, ((i, _), solution)) in members.iter().zip(&solutions).enumerate() {
            let reference = references.as_ref().map(|r| r.get(n));
            let failed = solution.failure.as_ref().or_else(|| reference.and_then(|r| r.failure.as_ref()));
            let result = &mut results[*i];
            result.steps += solution.stats.accepted + solution.stats.rejected;
            match failed {
                Some(failure) => {
                    result.fail(format!("{name}: {}", experiment.model.explain(failure)));
                    result.outcomes.extend(experiment.columns.iter().map(|_| f64::NAN));
                }
                None => result.outcomes.extend(experiment.outcomes(solution, reference)),
            }
        }
    }

    fn dose_factor(&self, point: &Point) -> f64 {
        let found = self.roles.iter().zip(&point.0).find(|(role, _)| **role == Role::DoseFactor);
        found.and_then(|(_, value)| number(value)).unwrap_or(1.0)
    }
}

impl Variant {
    /// Values of the ids that the study sets, in the model's units.
    fn values(&self, point: &Point) -> Vec<f64> {
        self.set
            .iter()
            .map(|(column, factor)| number(&point.0[*column]).map_or(f64::NAN, |x| x * factor))
            .collect()
    }

    /// Runs without treatment for each set of values; one for all where nothing is set.
    fn references(&self, values: &[Vec<f64>]) -> References<'_> {
        let experiment = &self.experiment;
        let system = experiment.model.system();
        if self.set.is_empty() {
            let one = self.untreated.get_or_init(|| {
                let run = experiment.untreated(&[]);
                solve(system, &experiment.options, std::slice::from_ref(&run)).remove(0)
            });
            return References::Same(one);
        }
        let runs: Vec<Run> = values.iter().map(|v| experiment.untreated(v)).collect();
        References::Each(solve(system, &experiment.options, &runs))
    }
}

enum References<'a> {
    Same(&'a Solution),
    Each(Vec<Solution>),
}

impl References<'_> {
    fn get(&self, i: usize) -> &Solution {
        match self {
            Self::Same(one) => one,
            Self::Each(list) => &list[i],
        }
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(x) => Some(*x),
        Value::Text(_) => None,
    }
}

/// What has come of a row so far.
#[derive(Debug, Default)]
struct Results {
    outcomes: Vec<f64>,
    steps: u64,
    failure: Option<String>,
}

impl Results {
    fn fail(&mut self, why: String) {
        self.failure = Some(match self.failure.take() {
            Some(before) => format!("{before}; {why}"),
            None => why,
        });
    }

    fn row(self, point: Point) -> Row {
        let steps = i64::try_from(self.steps).unwrap_or(i64::MAX);
        let mut cells: Vec<Cell> = point.0.into_iter().map(Cell::from).collect();
        // An outcome without a value, such as a crossing that never came, is missing.
        cells.extend(
            self.outcomes.into_iter().map(|x| if x.is_finite() { Cell::Number(x) } else { Cell::Missing }),
        );
        cells.push(Cell::Integer(steps));
        cells.push(self.failure.map_or(Cell::Missing, Cell::Text));
        Row(cells)
    }
}
