//! The one trait of all methods.

use crate::options::{Method, Options};
use crate::rosenbrock::Lanes;
use crate::run::{Run, Solution};
use crate::system::System;
use crate::tableau::{RODAS4P2, RODAS5P};

/// Runs that are integrated side by side: eight fill the widest vector, and more cost more memory than
/// they save.
const LANES: usize = 8;

/// A method that integrates runs of a system.
pub trait Solver {
    /// Integrates all `runs`; solutions come in their order, each with the same bits as alone.
    fn solve(&self, system: &System, options: &Options, runs: &[Run]) -> Vec<Solution>;
}

impl Solver for Method {
    fn solve(&self, system: &System, options: &Options, runs: &[Run]) -> Vec<Solution> {
        match self {
            Self::Auto if options.rtol >= 1e-4 => Self::Rodas4P2.solve(system, options, runs),
            Self::Auto => Self::Rodas5P.solve(system, options, runs),
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
    // A single run would pay for lanes that nobody uses.
    if runs.len() == 1 {
        Lanes::<S, 1>::new(tableau, system, options).solve(runs)
    } else {
        Lanes::<S, LANES>::new(tableau, system, options).solve(runs)
    }
}

/// Integrates all `runs` with the method that `options` name.
pub fn solve(system: &System, options: &Options, runs: &[Run]) -> Vec<Solution> {
    options.method.solve(system, options, runs)
}
