//! `jakstat fit`: choose parameters so that studies meet what was observed.

mod export;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use jakstat::Problems;
use jakstat::load::{LoadedFit, load_fit};
use jakstat::model::Diagnostic;
use jakstat::study::fit::{Fit, Search, Trial, neighbours, search};

use super::console::Console;
use super::{Stop, write};

/// Arguments of `jakstat fit`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jakstat fit models/alopecia/fits/hair.toml
  jakstat fit FIT.toml -o results/fit --evaluations 200

Writes best.toml (a parameter file for scenarios), trials.csv (every set that was tried), ensemble.csv (sets that fit
about equally well) and bands.csv (the range of their predictions). Ctrl-C ends the search and writes what was found.")]
pub struct Args {
    /// The fit file.
    fit: PathBuf,
    /// Folder for the results [default: results/fit-NAME].
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Try at most so many sets, in place of the file's number.
    #[arg(long, value_name = "N")]
    evaluations: Option<usize>,
}

/// Searches and writes what was found.
pub fn command(args: &Args, console: &Console) -> Result<(), Stop> {
    let loaded = load_fit(&args.fit)?;
    let folder = args.out.clone().unwrap_or_else(|| default_folder(&args.fit));
    write::check_folder(&folder, export::is_ours)?;
    let mut options = loaded.file.search.clone();
    options.evaluations = args.evaluations.unwrap_or(options.evaluations);
    let interrupted = watch(*console);
    let fit = loaded.fit();
    fit.check().map_err(|diagnostics| Problems { diagnostics, ..Problems::default() })?;
    let (trials, problems, unusable) = (Vec::new(), None, 0);
    let mut progress = Progress { fit: &fit, console, trials, problems, unusable, began: Instant::now() };
    let start: Vec<f64> = fit.parameters.iter().map(|p| p.start_share()).collect();
    // The start itself comes first: the search tries places around it only.
    progress.residuals(&start);
    let go_on = || !interrupted.load(Ordering::SeqCst);
    if progress.problems.is_none() {
        search(&start, &options, &mut |place| progress.residuals(place), &go_on).map_err(|why| {
            Diagnostic::error(&jakstat::study::codes::BAD_FIT, why).help("give it a free parameter")
        })?;
    }
    if loaded.file.samples > 0 && progress.problems.is_none() {
        progress.draw(loaded.file.samples, &options, &go_on);
    }
    let Progress { trials, problems, unusable, .. } = progress;
    if let Some(diagnostics) = problems {
        return Err(Stop::Input(Problems { diagnostics, ..Problems::default() }));
    }
    if unusable > 0 {
        console.note(&format!("{unusable} sets could not be used and are not in trials.csv"));
    }
    finish(&loaded, &fit, &trials, &folder, console)
}

fn finish(
    loaded: &LoadedFit,
    fit: &Fit,
    trials: &[Trial],
    folder: &Path,
    console: &Console,
) -> Result<(), Stop> {
    let files = export::files(loaded, fit, trials);
    write::folder(folder, &files, export::is_ours)?;
    console.print(&export::report(loaded, fit, trials, folder))?;
    Ok(())
}

/// The search so far.
struct Progress<'a> {
    fit: &'a Fit,
    console: &'a Console,
    trials: Vec<Trial>,
    /// Why the start could not be tried.
    problems: Option<Vec<Diagnostic>>,
    /// Sets whose studies could not be run: too few patients pass the screening, mostly.
    unusable: usize,
    began: Instant,
}

impl Progress<'_> {
    /// Tries sets around the best so far.
    fn draw(&mut self, samples: usize, options: &Search, go_on: &dyn Fn() -> bool) {
        let best = self.trials.iter().min_by(|a, b| a.cost.total_cmp(&b.cost));
        let Some(best) = best.map(|trial| trial.place.clone()) else { return };
        self.console.note(&format!("{samples} sets are drawn around the best"));
        neighbours(&best, samples, options, &mut |place| self.residuals(place), go_on);
    }

    /// Residuals at a place; none where they cannot be had.
    fn residuals(&mut self, place: &[f64]) -> Option<Vec<f64>> {
        if self.problems.is_some() {
            return None;
        }
        match self.fit.trial(place) {
            Ok(trial) => {
                if self.trials.is_empty() {
                    let diagnostics = trial.notices.clone();
                    self.console.problems(&Problems { diagnostics, ..Problems::default() });
                }
                let best = self.trials.iter().map(|t| t.cost).fold(f64::INFINITY, f64::min);
                let number = self.trials.len() + 1;
                if trial.cost < best || number.is_multiple_of(20) {
                    let seconds = self.began.elapsed().as_secs_f64();
                    self.console
                        .note(&format!("{number} sets, {seconds:.0} s: cost {:.2}", trial.cost.min(best)));
                }
                let residuals = self.fit.residuals(&trial.comparisons);
                self.trials.push(trial);
                residuals.iter().all(|r| r.is_finite()).then_some(residuals)
            }
            // What is wrong with the start is wrong with the files.
            Err(problems) if self.trials.is_empty() => {
                self.problems = Some(problems);
                None
            }
            Err(problems) => {
                self.unusable += 1;
                let why = problems.first().map(|p| p.message.clone()).unwrap_or_default();
                self.console.note(&format!("a set cannot be used: {why}"));
                None
            }
        }
    }
}

fn default_folder(fit: &Path) -> PathBuf {
    let stem = fit.file_stem().unwrap_or(fit.as_os_str()).to_string_lossy();
    Path::new("results").join(format!("fit-{stem}"))
}

/// The first Ctrl-C ends the search in order, the second at once.
fn watch(console: Console) -> Arc<AtomicBool> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&interrupted);
    let watching = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::SeqCst) {
            std::process::exit(2);
        }
        console.note("stopping after this generation; Ctrl-C again to leave at once");
    });
    if let Err(error) = watching {
        console.note(&format!("Ctrl-C ends the search at once, without results ({error})"));
    }
    interrupted
}
