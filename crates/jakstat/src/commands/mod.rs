//! What the command understands, and how it ends.

mod check;
mod completions;
mod console;
mod convert;
mod explain;
mod fit;
mod list;
mod run;
mod steady;
mod study;
mod validate;
mod write;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use jakstat::Problems;
use jakstat::codes;
use jakstat::model::Diagnostic;

use console::Console;

/// Simulates signalling networks under inhibitors: models, scenarios, studies.
#[derive(Debug, Parser)]
#[command(name = "jakstat", version, max_term_width = 100, after_help = EXAMPLES, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  jakstat check models/*/model.ant
  jakstat run model.ant --until 60 --save S1,S2
  jakstat run scenario.toml -o results
  jakstat steady model.ant --set k1=0.3
  jakstat study models/studies/jak1-vs-jak2.toml
  jakstat convert scenario.toml -o treated.xml
  jakstat validate models/alopecia
  jakstat list compounds
  jakstat explain N002

Exit codes: 0 fine, 1 wrong input, 2 a run failed or no steady state was found.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Check models, scenarios, studies, compounds, kinases and targets.
    Check(check::Args),
    /// Run a scenario, or a model for a quick look.
    Run(run::Args),
    /// Find the steady state of a model, its stability and its conserved sums.
    Steady(steady::Args),
    /// Run a study: many runs, with tables and figures.
    Study(study::Args),
    /// Draw the figures of a finished study again.
    Plot(study::PlotArgs),
    /// Write a model, or a scenario as one model, as SBML or Antimony.
    Convert(convert::Args),
    /// Compare what studies predict with what was observed.
    Validate(validate::Args),
    /// Choose parameters so that studies meet what was observed.
    Fit(fit::Args),
    /// List compounds, models, or the ids of a model.
    List(list::Args),
    /// Explain the code of a problem, or list all codes.
    Explain(explain::Args),
    /// Print completions for a shell.
    Completions(completions::Args),
}

/// Why a command ended early.
#[derive(Debug)]
pub enum Stop {
    /// Nobody reads the output any more (`| head`): no problem.
    Closed,
    /// Wrong input.
    Input(Problems),
    /// Wrong input, and all is said already.
    Told,
    /// A run did not reach its end.
    Failed(Diagnostic),
}

impl From<Problems> for Stop {
    fn from(problems: Problems) -> Self {
        Self::Input(problems)
    }
}

impl From<Diagnostic> for Stop {
    fn from(problem: Diagnostic) -> Self {
        Self::Input(Problems::single(problem))
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            return Self::Closed;
        }
        let message = format!("the output cannot be written: {error}");
        Diagnostic::error(&codes::CANNOT_WRITE, message).help("check the disk, or write elsewhere").into()
    }
}

/// Says in a line that a model has warnings; empty where it has none.
fn model_warnings(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "1 warning about the model; `jakstat check` shows it".into(),
        _ => format!("{count} warnings about the model; `jakstat check` shows them"),
    }
}

/// Understands the command line and does what it says.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(usage) => {
            // A closed pipe is no reason to complain about help that nobody reads.
            let _ = usage.print();
            return ExitCode::from(u8::from(usage.use_stderr()));
        }
    };
    let console = Console::new();
    let result = match cli.command {
        Command::Check(args) => check::command(&args, &console),
        Command::Run(args) => run::command(&args, &console),
        Command::Steady(args) => steady::command(&args, &console),
        Command::Study(args) => study::command(&args, &console),
        Command::Plot(args) => study::plot(&args, &console),
        Command::Convert(args) => convert::command(&args, &console),
        Command::Validate(args) => validate::command(&args, &console),
        Command::Fit(args) => fit::command(&args, &console),
        Command::List(args) => list::command(&args, &console),
        Command::Explain(args) => explain::command(&args, &console),
        Command::Completions(args) => completions::command(&args, Cli::command(), &console),
    };
    let code = match result {
        Ok(()) | Err(Stop::Closed) => 0,
        Err(Stop::Input(problems)) => {
            console.problems(&problems);
            1
        }
        Err(Stop::Told) => 1,
        Err(Stop::Failed(problem)) => {
            console.problems(&Problems::single(problem));
            2
        }
    };
    ExitCode::from(code)
}
