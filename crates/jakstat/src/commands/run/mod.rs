//! `jakstat run`.

mod export;
mod patient;
pub(super) mod target;
mod view;

use std::path::PathBuf;

use jakstat::ode::Method;
use jakstat::report::{Caption, Provenance};
use jakstat::sim::Variation;
use jakstat::{Problems, Trajectory, figure, simulate};

use super::console::Console;
use super::{Stop, model_warnings, write};
use patient::Patient;

/// Arguments of `jakstat run`.
#[derive(Debug, Default, clap::Args)]
#[command(after_help = "\
Examples:
  jakstat run model.ant --until 60 --points 7
  jakstat run model.xml --set k1=0.3 --set \"S1=10 nM\" --save S1,S2 --csv -
  jakstat run model.ant --sensitivity k1,k2 --csv -
  jakstat run scenario.toml -o results
  jakstat run scenario.toml --until \"56 d\" --rtol 1e-9
  jakstat run scenario.toml --population population.toml --patient 17

A plain number counts in the model's own unit. Species are shown as concentrations unless named in
--amounts; ids that a scenario itself saves are shown as formulas read them. Without --csv and -o a
table is printed. Exit code 1: wrong input; 2: the run failed. Then nothing is written.")]
pub struct Args {
    /// A scenario (.toml), or a model: Antimony, SBML, or a folder with `model.ant`.
    pub(super) target: PathBuf,
    /// First time; of a model 0 unless given.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(super) from: Option<String>,
    /// Last time; of a model 100 unless given.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(super) until: Option<String>,
    /// Number of rows, at equal distances; of a model 101 unless given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub(super) points: Option<u64>,
    /// Relative tolerance [default: 1e-6].
    #[arg(long, value_name = "X", allow_hyphen_values = true)]
    pub(super) rtol: Option<f64>,
    /// Absolute tolerance [default: 1e-12].
    #[arg(long, value_name = "X", allow_hyphen_values = true)]
    pub(super) atol: Option<f64>,
    /// Integrate once more with a tenth of the tolerances and tell how far off the rows are.
    #[arg(long)]
    pub(super) estimate_error: bool,
    /// Method of integration.
    #[arg(long, value_parser = methods())]
    pub(super) method: Option<String>,
    /// Start value of an id; may be repeated.
    #[arg(long, value_name = "ID=VALUE")]
    pub(super) set: Vec<String>,
    /// What to keep: species, parameters, compartments, reactions (their rates).
    #[arg(long, value_name = "ID,...", value_delimiter = ',')]
    pub(super) save: Vec<String>,
    /// Species to keep as amounts.
    #[arg(long, value_name = "ID,...", value_delimiter = ',')]
    pub(super) amounts: Vec<String>,
    /// Add the exact derivative of everything that is kept by the start values of these ids:
    /// parameters, compartments, species. Columns are called `d(S1)/d(k1)`.
    #[arg(long, value_name = "ID,...", value_delimiter = ',')]
    pub(super) sensitivity: Vec<String>,
    /// Give the model the parameters of one patient of this population.
    #[arg(long, value_name = "FILE", requires = "patient")]
    pub(super) population: Option<PathBuf>,
    /// Number of the patient, as in the column `patient` of a study, from 1.
    #[arg(long, value_name = "N", requires = "population", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) patient: Option<u64>,
    /// Seed of the study that the patient belongs to [default: 1].
    #[arg(long, value_name = "N", requires = "population")]
    pub(super) seed: Option<u64>,
    /// Write all rows to this file; `-` is standard output.
    #[arg(long, value_name = "FILE")]
    pub(super) csv: Option<PathBuf>,
    /// Write figures, tables and provenance to this folder.
    #[arg(short, long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
}

fn methods() -> clap::builder::PossibleValuesParser {
    Method::NAMES.iter().map(|(name, _)| *name).collect::<Vec<_>>().into()
}

/// Runs the target and shows or writes what came of it.
pub fn command(args: &Args, console: &Console) -> Result<(), Stop> {
    if let Some(folder) = &args.output {
        // A long run is not started for results that cannot be written.
        write::check_folder(folder, export::is_ours)?;
    }
    let mut loaded = target::load(args)?;
    let patient = patient::apply(args, &mut loaded)?;
    let experiment = loaded.experiment(&Variation::default())?;
    target::check_amounts(args, &experiment.network)?;
    let run = simulate(&experiment).map_err(|failed| Stop::Failed(failed.diagnostic(&loaded.name)))?;

    console.problems(&Problems { diagnostics: experiment.warnings.clone(), sources: Default::default() });
    console.note(&model_warnings(loaded.warnings.len()));
    let options = &loaded.scenario.options;
    let mut notes: Vec<String> = experiment.warnings.iter().map(ToString::to_string).collect();
    if let Some(patient) = &patient {
        notes.push(patient.title.clone());
        show_patient(args, patient, console)?;
    }
    let provenance = Provenance {
        version: concat!("jakstat ", env!("CARGO_PKG_VERSION")).into(),
        command: command_line(),
        model_hash: loaded.hash.clone(),
        scenario: loaded.name.clone(),
        seed: patient.as_ref().map(|p| p.seed),
        solver: format!(
            "{}, rtol {:e}, atol {:e}",
            options.method.name(),
            options.rtol,
            options.atol.first().copied().unwrap_or_default()
        ),
        notes,
    };
    let title = &loaded.scenario.title;
    deliver(args, &run, title, &provenance, console)
}

/// Prints who is run; beside the rows where these go to standard output.
fn show_patient(args: &Args, patient: &Patient, console: &Console) -> Result<(), Stop> {
    let text = view::patient(patient);
    if args.csv.as_ref().is_some_and(|path| path.as_os_str() == "-") {
        console.note(&text);
        return Ok(());
    }
    Ok(console.print(&text)?)
}

fn deliver(
    args: &Args,
    run: &Trajectory,
    title: &str,
    provenance: &Provenance,
    console: &Console,
) -> Result<(), Stop> {
    // Everything is made before anything is written.
    let files = match &args.output {
        Some(_) => {
            let caption = Caption::new(title, "");
            let figures = figure::time_courses(run, &caption, provenance);
            Some(export::files(run, &figures, provenance)?)
        }
        None => None,
    };
    let to_stdout = args.csv.as_ref().is_some_and(|path| path.as_os_str() == "-");
    if let (Some(path), false) = (&args.csv, to_stdout) {
        write::file(path, export::rows(run).csv().as_bytes())?;
        console.note(&format!("wrote {}", path.display()));
    }
    if let (Some(folder), Some(files)) = (&args.output, &files) {
        write::folder(folder, files, export::is_ours)?;
        console.note(&format!("wrote {} files to {}", files.len(), folder.display()));
    }
    if to_stdout {
        console.print(&export::rows(run).csv())?;
        return Ok(());
    }
    if args.csv.is_none() && args.output.is_none() {
        console.print(&view::rows(run))?;
    }
    console.print(&view::errors(run))?;
    Ok(console.print(&view::outcomes(run))?)
}

/// The command line as one would type it again.
pub(super) fn command_line() -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=,+:@%".contains(c);
    let quoted = |word: String| {
        if !word.is_empty() && word.chars().all(plain) {
            word
        } else {
            format!("'{}'", word.replace('\'', "'\\''"))
        }
    };
    let words = std::env::args_os().skip(1).map(|word| quoted(word.to_string_lossy().into_owned()));
    std::iter::once("jakstat".to_owned()).chain(words).collect::<Vec<_>>().join(" ")
}
