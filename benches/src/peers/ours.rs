//! jakstat's turn.

use std::time::Instant;

use rayon::prelude::*;

use jakstat_ode::Options;

use super::job::Job;
use super::tool::{Turn, busy};
use super::{ATOL, POINTS, RTOL};
use crate::Outcome;
use crate::accuracy::Trajectories;
use crate::engine::{self, Engine};
use crate::sets::Sets;

/// jakstat on one model.
#[derive(Debug)]
pub(super) struct Ours<'j> {
    engine: Engine,
    options: Options,
    sets: &'j Sets,
}

impl<'j> Ours<'j> {
    pub fn new(job: &'j Job) -> Outcome<Self> {
        let network = engine::read(job.model())?;
        let engine = Engine::new(&network, Some(&job.states), &job.sets.ids, job.case.end, POINTS)?;
        Ok(Self { engine, options: engine::options(RTOL, ATOL), sets: &job.sets })
    }

    /// Simulates `count` parameter sets, in this thread or on all cores.
    pub fn run(&self, count: usize, all_cores: bool) -> Turn {
        let rows = self.sets.round(count);
        let place = "/proc/self/stat";
        let before = busy(place);
        let begun = Instant::now();
        // As the peers do: results of one pass over the table are in memory at a time.
        let pass = self.sets.rows.len() - 1;
        let failed: usize = if all_cores {
            let block = pass.div_ceil(rayon::current_num_threads()).next_multiple_of(8);
            rows.par_chunks(block).map(|block| self.failures(block)).sum()
        } else {
            rows.chunks(pass).map(|pass| self.failures(pass)).sum()
        };
        let seconds = begun.elapsed().as_secs_f64();
        let busy = busy(place).zip(before).map(|(after, before)| after - before).filter(|_| !all_cores);
        Turn { seconds, busy, failed }
    }

    fn failures(&self, rows: &[&[f64]]) -> usize {
        self.engine.solve(&self.options, rows).iter().filter(|s| s.failure.is_some()).count()
    }

    /// Trajectories of the first `count` sets.
    pub fn keep(&self, count: usize) -> Trajectories {
        let rows: Vec<&[f64]> = self.sets.rows.iter().take(count).map(Vec::as_slice).collect();
        let states = self.engine.model.outputs().len();
        let mut values = Vec::new();
        for solution in self.engine.solve(&self.options, &rows) {
            if solution.failure.is_none() {
                values.extend(solution.values);
            } else {
                values.extend(std::iter::repeat_n(f64::NAN, POINTS * states));
            }
        }
        Trajectories { points: POINTS, states, values }
    }
}
