//! Simulations per second of one core: a model, all parameters varied within a factor of 3 of their
//! values, all states at 101 times.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use crate::Outcome;
use crate::accuracy::median;
use crate::engine::{self, Engine};
use crate::sets::Sets;

/// What to measure.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Model: SBML (`.xml`, `.sbml`) or Antimony without imports.
    model: PathBuf,
    /// End of each simulation, in the model's unit of time.
    end: f64,
    /// Simulations in a round.
    #[arg(default_value_t = 1024)]
    runs: usize,
    /// Relative tolerance.
    #[arg(long, default_value_t = 1e-6)]
    rtol: f64,
    /// Absolute tolerance.
    #[arg(long, default_value_t = 1e-9)]
    atol: f64,
}

/// Prints what each of seven rounds took, and the median rate.
///
/// # Errors
/// A model that cannot be read or computed.
pub fn run(arguments: &Arguments) -> Outcome {
    let network = engine::read(&arguments.model)?;
    let begun = Instant::now();
    engine::compile(&network, Vec::new())?;
    let compile_time = begun.elapsed();
    let known = |p: &&jakstat_model::network::Parameter| p.value.is_some();
    let ids: Vec<String> = network.parameters.iter().filter(known).map(|p| p.id.clone()).collect();
    let probe = engine::compile(&network, Vec::new())?;
    let ids: Vec<String> = ids.into_iter().filter(|id| probe.param(id).is_some()).collect();
    let values = probe.params();
    let nominal: Vec<f64> = ids.iter().filter_map(|id| probe.param(id)).map(|slot| values[slot]).collect();
    let engine = Engine::new(&network, None, &ids, arguments.end, 101)?;
    let sets = Sets::draw(ids, &nominal, arguments.runs, 1);
    let rows = sets.round(arguments.runs);
    let options = engine::options(arguments.rtol, arguments.atol);
    let states = engine.model.system().states();
    println!("{states} states, compiled in {:.1} ms", compile_time.as_secs_f64() * 1e3);
    let rates: Vec<f64> = (0..7).map(|_| round(&engine, &options, &rows)).collect();
    println!("median {:.0} simulations/s on one core", median(&rates));
    Ok(())
}

fn round(engine: &Engine, options: &jakstat_ode::Options, rows: &[&[f64]]) -> f64 {
    let begun = Instant::now();
    let solutions = engine.solve(options, rows);
    let seconds = begun.elapsed().as_secs_f64();
    let steps: u64 = solutions.iter().map(|s| s.stats.accepted + s.stats.rejected).sum();
    let failed = solutions.iter().filter(|s| s.failure.is_some()).count();
    let runs = rows.len() as f64;
    println!(
        "{:.0} simulations/s, {:.1} steps each, {:.0} ns a step, {failed} failed",
        runs / seconds,
        steps as f64 / runs,
        seconds / steps as f64 * 1e9
    );
    runs / seconds
}
