//! Simulations per second of one core: a model, parameters varied within a factor of 3 of their
//! values, all states at 101 times.
//!
//! ```sh
//! cargo run --release -p jakstat-benches --bin throughput -- MODEL END [RUNS]
//! ```

use std::path::Path;
use std::time::Instant;

use jakstat::prelude::*;
use jakstat::study::design::row_seed;

/// A number in [0, 1) from row and column.
fn uniform(row: u64, column: u64) -> f64 {
    (row_seed(row_seed(1, row), column) >> 11) as f64 / (1u64 << 53) as f64
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, end, rest @ ..] = &arguments[..] else {
        return Err("give a model, the end time and perhaps the number of runs".into());
    };
    let end: f64 = end.parse()?;
    let runs: u64 = rest.first().map_or(Ok(1024), |n| n.parse())?;
    let loaded = load_model(Path::new(path))?;
    let begun = Instant::now();
    let compile = |outputs| {
        CompiledModel::new(&loaded.network, &Request { outputs, ..Request::default() })
            .map_err(|d| format!("{d:?}"))
    };
    let states = compile(Vec::new())?.state_ids().to_vec();
    let compile_time = begun.elapsed();
    let model = compile(states.into_iter().map(Output::Value).collect())?;
    let parameters: Vec<usize> =
        loaded.network.parameters.iter().filter_map(|p| model.param(&p.id)).collect();
    let times: Vec<f64> = (0..=100).map(|i| end * f64::from(i) / 100.0).collect();
    let batch: Vec<Run> = (0..runs)
        .map(|row| {
            let mut values = model.params();
            for (column, slot) in (0..).zip(&parameters) {
                values[*slot] *= 3f64.powf(2.0 * uniform(row, column) - 1.0);
            }
            Run::new(values, 0.0, end).save_at(times.clone())
        })
        .collect();
    let options = Options { rtol: 1e-6, atol: vec![1e-9], ..Options::default() };
    println!("{} states, compiled in {:.1} ms", model.system().states(), compile_time.as_secs_f64() * 1e3);
    let mut rates: Vec<f64> = (0..7)
        .map(|_| {
            let begun = Instant::now();
            let solutions = solve(model.system(), &options, &batch);
            let seconds = begun.elapsed().as_secs_f64();
            let steps: u64 = solutions.iter().map(|s| s.stats.accepted + s.stats.rejected).sum();
            let failed = solutions.iter().filter(|s| s.failure.is_some()).count();
            println!(
                "{:.0} simulations/s, {:.1} steps each, {:.0} ns a step, {failed} failed",
                runs as f64 / seconds,
                steps as f64 / runs as f64,
                seconds / steps as f64 * 1e9
            );
            runs as f64 / seconds
        })
        .collect();
    rates.sort_by(f64::total_cmp);
    println!("median {:.0} simulations/s on one core", rates[3]);
    Ok(())
}
