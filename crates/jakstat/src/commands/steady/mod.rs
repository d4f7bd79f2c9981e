//! `jakstat steady`.

mod view;

use std::path::PathBuf;

use jakstat::Problems;
use jakstat::codes;
use jakstat::load::LoadedScenario;
use jakstat::model::Diagnostic;
use jakstat::ode::{Options, Run};
use jakstat::sim::scenario::Given;
use jakstat::sim::{Experiment, Variation};

use super::console::Console;
use super::{Stop, model_warnings, run, write};

/// Steps of integration after which a model counts as one that does not come to rest: hundreds of
/// rounds of a usual limit cycle.
const MOST_STEPS: u64 = 200_000;

/// Arguments of `jakstat steady`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jakstat steady model.ant
  jakstat steady model.xml --set k1=0.3 --set \"S1=10 nM\" --save S1,S2 --csv -
  jakstat steady scenario.toml --at-most \"30 d\"

The model is integrated until it comes to rest, or until Newton's method shows for sure where it
will. A plain number counts in the model's own unit. Species are shown as concentrations unless named
in --amounts. Exit code 1: wrong input; 2: no steady state was found. Then nothing is written.")]
pub struct Args {
    /// A model: Antimony, SBML, or a folder with `model.ant`; or a scenario (.toml).
    target: PathBuf,
    /// Latest time to integrate to.
    #[arg(long, value_name = "TIME", default_value = "1e9", allow_hyphen_values = true)]
    at_most: String,
    /// Relative tolerance [default: 1e-6].
    #[arg(long, value_name = "X", allow_hyphen_values = true)]
    rtol: Option<f64>,
    /// Absolute tolerance [default: 1e-12].
    #[arg(long, value_name = "X", allow_hyphen_values = true)]
    atol: Option<f64>,
    /// Start value of an id; may be repeated.
    #[arg(long, value_name = "ID=VALUE")]
    set: Vec<String>,
    /// What to show: species, parameters, compartments, reactions (their rates).
    #[arg(long, value_name = "ID,...", value_delimiter = ',')]
    save: Vec<String>,
    /// Species to show as amounts.
    #[arg(long, value_name = "ID,...", value_delimiter = ',')]
    amounts: Vec<String>,
    /// Write the values to this file; `-` is standard output.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
}

/// Finds the steady state and shows or writes it.
pub fn command(args: &Args, console: &Console) -> Result<(), Stop> {
    let as_run = run::Args {
        target: args.target.clone(),
        rtol: args.rtol,
        atol: args.atol,
        set: args.set.clone(),
        save: args.save.clone(),
        amounts: args.amounts.clone(),
        ..run::Args::default()
    };
    let loaded = run::target::load(&as_run)?;
    let experiment = loaded.experiment(&Variation::default())?;
    run::target::check_amounts(&as_run, &experiment.network)?;
    let run = until_rest(args, &experiment)?;
    let options = Options { max_steps: MOST_STEPS, ..experiment.options.clone() };
    let found = experiment.model.steady_state(&options, &run);
    let steady = found.map_err(|why| {
        let why = experiment.model.explain_unsteady(&why);
        let message = format!("no steady state of `{}` was found: {why}", loaded.name);
        Stop::Failed(Diagnostic::error(&codes::NO_STEADY_STATE, message))
    })?;
    tell(&loaded, &experiment, console);
    let values = view::values(&experiment, &steady);
    match &args.csv {
        Some(path) if path.as_os_str() == "-" => Ok(console.print(&values.csv())?),
        Some(path) => {
            write::file(path, values.csv().as_bytes())?;
            console.note(&format!("wrote {}", path.display()));
            Ok(())
        }
        None => Ok(console.print(&view::text(&experiment, &values, &steady))?),
    }
}

/// The run, with the latest time as its end.
fn until_rest(args: &Args, experiment: &Experiment) -> Result<Run, Diagnostic> {
    let latest = Given::parse(&args.at_most)?.in_unit(experiment.network.base_units.time, "time")?;
    let run = experiment.run(1.0, &[], false);
    let last = run.stops.last().map_or(run.start, |stop| stop.time);
    if latest < last || latest <= run.start {
        let message = format!("`--at-most {}` is before time {last}, when things still happen", args.at_most);
        return Err(Diagnostic::error(&codes::BAD_ARGUMENT, message).help("give a later time"));
    }
    Ok(Run { end: latest, ..run })
}

fn tell(loaded: &LoadedScenario, experiment: &Experiment, console: &Console) {
    console.problems(&Problems { diagnostics: experiment.warnings.clone(), sources: Default::default() });
    console.note(&model_warnings(loaded.warnings.len()));
}
