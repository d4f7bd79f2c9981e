//! Computes rows of a study.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use super::plan::Sweep;
use super::role::Role;
use super::variant::{Variant, number};
use crate::design::Point;
use crate::error::StudyError;
use crate::runner::on_threads;
use crate::store::block_rows;
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

    /// All rows, in order, without a run folder; for tables that fit into memory. The rows are the
    /// same for every number of `threads` (every core where none is given).
    ///
    /// # Errors
    /// Zero threads, or the system gives none.
    pub fn rows_in_memory(&self, threads: Option<usize>) -> Result<Vec<Row>, StudyError> {
        let step = block_rows(self.rows()).get();
        let starts: Vec<u64> = (0..self.rows().div_ceil(step)).map(|block| block * step).collect();
        on_threads(threads, || {
            let end = |start: u64| self.rows().min(start + step);
            let blocks: Vec<Vec<Row>> =
                starts.par_iter().map(|start| self.compute(*start..end(*start))).collect();
            blocks.into_iter().flatten().collect()
        })
    }

    /// Runs one scenario for all points of one variant.
    fn scenario(&self, name: &str, variant: &Variant, members: &[(usize, &Point)], results: &mut [Results]) {
        let points: Vec<(&Point, f64)> = members.iter().map(|(_, p)| (*p, self.dose_factor(p))).collect();
        for ((i, _), ran) in members.iter().zip(variant.run(&points)) {
            let result = &mut results[*i];
            result.steps += ran.steps;
            match ran.outcomes {
                Ok(outcomes) => result.outcomes.extend(outcomes),
                Err(why) => {
                    result.fail(format!("{name}: {why}"));
                    result.outcomes.extend(variant.experiment.columns.iter().map(|_| f64::NAN));
                }
            }
        }
    }

    fn dose_factor(&self, point: &Point) -> f64 {
        let found = self.roles.iter().zip(&point.0).find(|(role, _)| **role == Role::DoseFactor);
        found.and_then(|(_, value)| number(value)).unwrap_or(1.0)
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
