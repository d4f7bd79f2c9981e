//! `peers`: jakstat and its peers on the same models, parameters, outputs and tolerances, in turns.

mod contest;
mod install;
mod job;
mod ours;
mod report;
mod tool;

use std::path::PathBuf;

use clap::Args;

use crate::Outcome;
use crate::cases::{CASES, Case, root};
use crate::machine::Machine;

/// What to compare.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Make the environment with all tools under `target/peers` first.
    #[arg(long)]
    install: bool,
    /// Models, separated by commas; all where nothing is said.
    #[arg(long, value_delimiter = ',')]
    models: Vec<String>,
    /// Tools, separated by commas; all where nothing is said. jakstat always takes part.
    #[arg(long, value_delimiter = ',')]
    tools: Vec<String>,
    /// Rounds in which each tool has its turn.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Seconds that a turn takes about; a tool that is slow for its model takes up to ten times that.
    #[arg(long, default_value_t = 1.0)]
    turn: f64,
    /// Seconds; a tool whose rounds of a single simulation would take longer is left out.
    #[arg(long, default_value_t = 120.0)]
    patience: f64,
    /// Parameter sets of each model, where not as many as the model's entry says.
    #[arg(long)]
    sets: Option<usize>,
    /// Seed of the parameter sets.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where to write the table as CSV; `benches/results/peers.csv` where nothing is said.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Relative tolerance of everybody.
const RTOL: f64 = 1e-6;
/// Absolute tolerance of everybody.
const ATOL: f64 = 1e-9;
/// Times at which all states are kept, the start among them.
const POINTS: usize = 101;
/// A tool whose trajectories are further off than this does not run the same model.
const SAME: f64 = 1e-2;

/// Scripts of the tools.
const TOOLS: [&str; 6] = ["roadrunner", "amici", "copasi", "numbalsoda", "cvode", "diffsol"];

/// Runs the comparison and prints its table.
///
/// # Errors
/// An unknown model or tool, an environment that is not there, results that cannot be written.
pub fn run(arguments: &Arguments) -> Outcome {
    let tools = pick(&arguments.tools, &TOOLS)?;
    let cases: Vec<Case> = if arguments.models.is_empty() {
        CASES.to_vec()
    } else {
        arguments.models.iter().map(|name| Case::find(name)).collect::<Result<_, _>>()?
    };
    if arguments.rounds == 0 {
        return Err("at least one round is needed".into());
    }
    if arguments.install {
        install::install()?;
    }
    install::python()?;
    let machine = Machine::here();
    println!("{}, {} cores, {}, revision {}", machine.cpu, machine.cores, machine.date, machine.revision);
    let mut rows = Vec::new();
    for case in cases {
        if !case.file().exists() {
            println!("{}: skipped, there is no {}", case.name, case.file().display());
            continue;
        }
        match contest::hold(&case, &tools, arguments) {
            Ok(found) => {
                report::print(&found);
                rows.extend(found);
            }
            Err(reason) => println!("{}: skipped, {reason}", case.name),
        }
    }
    let out = arguments.out.clone().unwrap_or_else(|| root().join("benches/results/peers.csv"));
    report::write(&out, &machine, &rows)
}

fn pick(wanted: &[String], known: &[&'static str]) -> Outcome<Vec<&'static str>> {
    if wanted.is_empty() {
        return Ok(known.to_vec());
    }
    let find = |name: &String| {
        let unknown = || format!("no tool `{name}`; there are {}", known.join(", "));
        known.iter().find(|k| *k == name).copied().ok_or_else(unknown)
    };
    Ok(wanted.iter().map(find).collect::<Result<_, _>>()?)
}
