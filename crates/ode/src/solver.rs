//! The one trait of all methods.

use crate::course::never_began;
use crate::options::{Method, Options};
use crate::rosenbrock::Lanes;
use crate::run::{Failure, Run, Solution};
use crate::system::System;
use crate::tableau::{RODAS4P2, RODAS5P};
use crate::value::Pack;

/// A method that integrates runs of a system.
pub trait Solver {
    /// Integrates all `runs`; solutions come in their order, each with the same bits as alone.
    fn solve(&self, system: &System, options: &Options, runs: &[Run]) -> Vec<Solution>;
}

impl Solver for Method {
    fn solve(&self, system: &System, options: &Options, runs: &[Run]) -> Vec<Solution> {
        match self {
            Self::Auto => options.chosen().solve(system, options, runs),
            Self::Rodas5P => rosenbrock(&RODAS5P, system, options, runs),
            Self::Rodas4P2 => rosenbrock(&RODAS4P2, system, options, runs),
            Self::Dopri5 | Self::Dop853 => crate::explicit::solve(*self, system, options, runs),
        }
    }
}

fn rosenbrock<const S: usize>(
    tableau: &'static crate::tableau::Tableau<S>,
    system: &System,
    options: &Options,
    runs: &[Run],
) -> Vec<Solution> {
    if let Err(what) = options.check(system.states) {
        return runs.iter().map(|run| never_began(run, Failure::BadInput { what })).collect();
    }
    // A single run would pay for lanes that nobody uses. Where lags vanish steps are repeated until
    // they agree, in one lane more often than in another.
    if runs.len() == 1 || system.lags.is_some() {
        Lanes::<S, f64>::new(tableau, system, options).solve(runs)
    } else {
        Lanes::<S, Pack>::new(tableau, system, options).solve(runs)
    }
}

/// Integrates all `runs` with the method that `options` name.
pub fn solve(system: &System, options: &Options, runs: &[Run]) -> Vec<Solution> {
    let mut solutions = options.chosen().solve(system, options, runs);
    if options.estimate_error {
        crate::error::estimate(system, options, runs, &mut solutions);
    }
    solutions
}
