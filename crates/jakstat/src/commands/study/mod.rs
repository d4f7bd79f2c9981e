//! `jakstat study`: many runs into a folder, with tables and figures.

mod figures;
mod progress;
mod sensitivity;
mod show;
mod summary;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jakstat::Problems;
use jakstat::codes;
use jakstat::load::{LoadedStudy, load_study};
use jakstat::model::Diagnostic;
use jakstat::ode::Options;
use jakstat::report::Provenance;
use jakstat::study::store::{Manifest, Store, block_rows};
use jakstat::study::sweep::{Study, Sweep};
use jakstat::study::table::RunTable;
use jakstat::study::{Finished, StudyError, on_threads, run};

use super::Stop;
use super::console::Console;

const EXAMPLES: &str = "\
Examples:
  jakstat study models/studies/jak1-vs-jak2.toml
  jakstat study STUDY.toml -o results/first --threads 4
  jakstat study STUDY.toml -o results/first --resume     go on after Ctrl-C, a crash or a reboot
  jakstat plot STUDY.toml -o results/first               figures and summaries again";

/// Arguments of `jakstat study`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The study file.
    study: PathBuf,
    /// Folder for tables and figures [default: results/NAME].
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Go on with the run that the folder holds.
    #[arg(long)]
    resume: bool,
    /// Threads [default: every core]; the results do not depend on it.
    #[arg(short = 'j', long, value_name = "N")]
    threads: Option<usize>,
}

/// Arguments of `jakstat plot`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct PlotArgs {
    /// The study file.
    study: PathBuf,
    /// Folder with the finished run [default: results/NAME].
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Runs a study.
pub fn command(args: &Args, console: &Console) -> Result<(), Stop> {
    let loaded = load_study(&args.study)?;
    // Patients are screened on the same threads.
    let sweep = on_threads(args.threads, || loaded.sweep()).map_err(stopped)??;
    let folder = folder(args.out.as_deref(), &args.study);
    let mut store = Store::open(&folder, manifest(&loaded, &sweep), args.resume).map_err(stopped)?;
    let mut notices = sweep.notices().to_vec();
    notices.extend(store.notices().iter().cloned());
    console.problems(&Problems { diagnostics: notices, ..Problems::default() });
    let interrupted = Arc::new(AtomicBool::new(false));
    watch_interrupts(&interrupted, *console);
    let progress = progress::Shown::new(*console);
    let finished = run(&mut store, args.threads, &|range| sweep.compute(range), &progress, &interrupted);
    match finished.map_err(stopped)? {
        Finished::Stopped { done, total } => {
            let again = format!("jakstat study {} -o {} --resume", args.study.display(), folder.display());
            let message = format!("stopped after {done} of {total} runs, all of which are kept");
            Err(Stop::Failed(
                Diagnostic::error(&codes::INTERRUPTED, message).help(format!("go on with: {again}")),
            ))
        }
        Finished::Complete { rows, failed } => {
            let drawn = figures::draw(&loaded, &folder)?;
            let runs = figures::table(&folder)?;
            let title = &loaded.study.title;
            if loaded.study.summaries.is_empty() && loaded.study.sensitivities.is_empty() {
                console.print(&show::table(title, &runs, failed))?;
            } else {
                console.print(&show::head(title, &runs, failed))?;
                sum_up(&loaded.study, &runs, &folder, args.threads, console)?;
            }
            console.print(&show::files(&folder, &drawn))?;
            if failed < rows {
                return Ok(());
            }
            let help = "the column `failure` of runs.csv says why";
            Err(Stop::Failed(Diagnostic::error(&codes::RUN_FAILED, "every run failed").help(help)))
        }
    }
}

/// Draws the figures of a finished study again, and sums its rows up again.
pub fn plot(args: &PlotArgs, console: &Console) -> Result<(), Stop> {
    let loaded = load_study(&args.study)?;
    let folder = folder(args.out.as_deref(), &args.study);
    let drawn = figures::draw(&loaded, &folder)?;
    if !(loaded.study.summaries.is_empty() && loaded.study.sensitivities.is_empty()) {
        sum_up(&loaded.study, &figures::table(&folder)?, &folder, None, console)?;
    }
    console.print(&show::files(&folder, &drawn))?;
    Ok(())
}

/// Writes and prints what the rows of a finished study come to.
fn sum_up(
    study: &Study,
    runs: &RunTable,
    folder: &Path,
    threads: Option<usize>,
    console: &Console,
) -> Result<(), Stop> {
    if !study.summaries.is_empty() {
        let (schema, rows) = summary::write(study, runs, folder)?;
        console.print(&show::summaries(&schema, &rows))?;
    }
    if !study.sensitivities.is_empty() {
        let written = on_threads(threads, || sensitivity::write(study, runs, folder));
        let (schema, rows) = written.map_err(stopped)??;
        console.print(&show::sensitivities(&schema, &rows))?;
    }
    Ok(())
}

fn stopped(error: StudyError) -> Stop {
    error.diagnostic().into()
}

/// `results/NAME` in the working folder unless said otherwise.
fn folder(given: Option<&Path>, study: &Path) -> PathBuf {
    match given {
        Some(folder) => folder.to_path_buf(),
        None => Path::new("results").join(study.file_stem().unwrap_or(study.as_os_str())),
    }
}

fn manifest(loaded: &LoadedStudy, sweep: &Sweep) -> Manifest {
    Manifest {
        program: program(),
        study: loaded.hash.clone(),
        schema: sweep.schema().clone(),
        rows: sweep.rows(),
        block_rows: block_rows(sweep.rows()),
        provenance: serde_json::to_value(provenance(loaded)).unwrap_or_default(),
    }
}

fn program() -> String {
    format!("jakstat {}", env!("CARGO_PKG_VERSION"))
}

/// Where results come from. Threads and folders are not part of it: they change no bit.
fn provenance(loaded: &LoadedStudy) -> Provenance {
    let mut solvers: Vec<String> = loaded.scenarios.iter().map(|s| solver(&s.scenario.options)).collect();
    solvers.dedup();
    Provenance {
        version: program(),
        command: format!("jakstat study {}", loaded.name),
        model_hash: loaded.hash.clone(),
        scenario: loaded.study.title.clone(),
        seed: Some(loaded.study.seed),
        solver: solvers.join("; "),
        notes: Vec::new(),
    }
}

fn solver(options: &Options) -> String {
    format!("{}, rtol {:e}, atol {:e}", options.method.name(), options.rtol, options.atol[0])
}

/// The first Ctrl-C ends the run in order, the second at once.
fn watch_interrupts(interrupted: &Arc<AtomicBool>, console: Console) {
    let flag = Arc::clone(interrupted);
    let watching = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::SeqCst) {
            std::process::exit(2);
        }
        console.note("stopping once the blocks in work are done; Ctrl-C again to leave at once");
    });
    if let Err(error) = watching {
        console.note(&format!("Ctrl-C ends the run at once ({error}); what is stored is kept"));
    }
}
