//! jakstat as the benchmarks use it: a model from a file, compiled, run for rows of values.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use jakstat_model::{Network, antimony, check, sbml};

use jakstat_ode::{Options, Run, Save, Solution, solve};
use jakstat_sim::{CompiledModel, Output, Request};

use crate::Outcome;

/// A model that is ready to run.
#[derive(Debug)]
pub struct Engine {
    /// The compiled model; its outputs are the states that were asked for.
    pub model: CompiledModel,
    /// Positions of the varied parameters.
    slots: Vec<usize>,
    /// A run with the model's own values.
    plain: Run,
}

/// Reads and checks a model: SBML by its ending, else Antimony that imports nothing.
///
/// # Errors
/// A file that cannot be read, a model with problems.
pub fn read(path: &Path) -> Outcome<Network> {
    let text = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    read_text(&path.display().to_string(), &text)
}

/// [`read`] for a text that is there already.
///
/// # Errors
/// A model with problems.
pub fn read_text(name: &str, text: &str) -> Outcome<Network> {
    let refuse = |_: &str| Err("an imported file is not looked for".to_owned());
    let markup = name.ends_with(".xml") || name.ends_with(".sbml");
    let parsed = if markup { sbml::read(name, text) } else { antimony::read(name, text, &refuse) };
    Ok(check(parsed).map_err(|failed| failed.to_string())?.network)
}

/// Compiles a network with these outputs.
///
/// # Errors
/// What cannot be computed.
pub fn compile(network: &Network, outputs: Vec<Output>) -> Outcome<CompiledModel> {
    let request = Request { outputs, ..Request::default() };
    CompiledModel::new(network, &request)
        .map_err(|problems| problems.iter().map(|p| p.message.clone()).collect::<Vec<_>>().join("; ").into())
}

impl Engine {
    /// A model with all of `states` as outputs (all of its own where `None`) at evenly spaced times
    /// from 0 to `end`.
    ///
    /// # Errors
    /// A model that cannot be computed, a parameter that it does not have.
    pub fn new(
        network: &Network,
        states: Option<&[String]>,
        parameters: &[String],
        end: f64,
        points: usize,
    ) -> Outcome<Self> {
        let states = match states {
            Some(states) => states.to_vec(),
            None => compile(network, Vec::new())?.state_ids().to_vec(),
        };
        let model = compile(network, states.into_iter().map(Output::Value).collect())?;
        let slot = |id: &String| model.param(id).ok_or_else(|| format!("no parameter `{id}`"));
        let slots = parameters.iter().map(slot).collect::<Result<_, _>>()?;
        let times = (0..points).map(|i| end * i as f64 / (points - 1) as f64).collect();
        let mut plain = Run::new(model.params(), 0.0, end);
        plain.save = Arc::new(Save { times, both_sides: false });
        Ok(Self { model, slots, plain })
    }

    /// The run of one row of values.
    pub fn run(&self, row: &[f64]) -> Run {
        let mut run = self.plain.clone();
        for (slot, value) in self.slots.iter().zip(row) {
            run.params[*slot] = *value;
        }
        run
    }

    /// Solves these rows in this thread.
    pub fn solve(&self, options: &Options, rows: &[&[f64]]) -> Vec<Solution> {
        let runs: Vec<Run> = rows.iter().map(|row| self.run(row)).collect();
        solve(self.model.system(), options, &runs)
    }

    /// Solves these rows on all cores, in blocks.
    pub fn solve_on_all_cores(&self, options: &Options, rows: &[&[f64]]) -> Vec<Solution> {
        let blocks = 4 * rayon::current_num_threads();
        let size = rows.len().div_ceil(blocks).next_multiple_of(8);
        rows.par_chunks(size.max(8)).flat_map_iter(|block| self.solve(options, block)).collect()
    }
}

/// Options with these tolerances.
pub fn options(rtol: f64, atol: f64) -> Options {
    Options { rtol, atol: vec![atol], ..Options::default() }
}
