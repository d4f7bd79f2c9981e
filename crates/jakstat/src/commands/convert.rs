//! `jakstat convert`.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use jakstat::Problems;
use jakstat::codes;
use jakstat::load::{FileKind, Texts, load_model, load_scenario};
use jakstat::model::{Diagnostic, Network, Sources, antimony, sbml};
use jakstat::sim::Variation;

use super::console::Console;
use super::{Stop, run, write};

/// Arguments of `jakstat convert`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jakstat convert model.ant -o model.xml
  jakstat convert model.xml -o model.ant
  jakstat convert scenario.toml -o treated.xml
  jakstat convert scenario.toml --to antimony | less

A scenario is written as one model: its network with pharmacokinetics and occupancy, the start values
that it sets, and an event for each time of doses and changes. So the treated model runs in other
tools. The language follows the ending of the file (.xml, .sbml, .ant); to standard output it is SBML
unless --to says otherwise. Exit code 1: wrong input, or something that the language cannot say.")]
pub struct Args {
    /// A model (Antimony, SBML, or a folder with `model.ant`), or a scenario (.toml).
    input: PathBuf,
    /// File to write; standard output unless given.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Language to write, whatever the file's ending.
    #[arg(long, value_name = "LANGUAGE")]
    to: Option<Language>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Language {
    /// SBML Level 3 Version 2.
    Sbml,
    /// Antimony.
    Antimony,
}

/// What is converted.
struct Input {
    name: String,
    network: Network,
    hash: String,
    /// What the user should know.
    notes: Vec<String>,
}

/// Reads the input and writes it in the other language.
pub fn command(args: &Args, console: &Console) -> Result<(), Stop> {
    let language = language(args)?;
    let input = read(&args.input)?;
    let written = match language {
        Language::Sbml => sbml::write(&input.network),
        Language::Antimony => antimony::write(&input.network),
    };
    let text = written.map_err(|diagnostics| Problems { diagnostics, ..Problems::default() })?;
    let text = with_origin(&text, language, &input);
    input.notes.iter().for_each(|note| console.note(note));
    match args.output.as_ref().filter(|path| path.as_os_str() != "-") {
        Some(path) => {
            write::file(path, text.as_bytes())?;
            console.note(&format!("wrote {}", path.display()));
        }
        None => console.print(&text)?,
    }
    Ok(())
}

/// The language that is asked for, by name or by the ending of the file.
fn language(args: &Args) -> Result<Language, Diagnostic> {
    if let Some(language) = args.to {
        return Ok(language);
    }
    let Some(path) = args.output.as_ref().filter(|path| path.as_os_str() != "-") else {
        return Ok(Language::Sbml);
    };
    match path.extension().and_then(|e| e.to_str()) {
        Some("xml" | "sbml") => Ok(Language::Sbml),
        Some("ant") => Ok(Language::Antimony),
        _ => {
            let message = format!("the ending of `{}` does not tell the language", path.display());
            let help = "name the file `.xml` or `.ant`, or say `--to sbml` or `--to antimony`";
            Err(Diagnostic::error(&codes::BAD_ARGUMENT, message).help(help))
        }
    }
}

fn read(path: &Path) -> Result<Input, Problems> {
    let kind = if path.is_dir() {
        FileKind::Model
    } else {
        let text = Texts::default().read(path)?;
        let sources = Sources::single(path.display().to_string(), text.as_str());
        FileKind::of(path, &text).map_err(|diagnostics| Problems { diagnostics, sources })?
    };
    match kind {
        FileKind::Model => {
            let model = load_model(path)?;
            Ok(Input { name: model.name, network: model.network, hash: model.hash, notes: Vec::new() })
        }
        FileKind::Scenario => scenario(path),
        other => {
            let message = format!("`{}` is a {} file, which is no model", path.display(), other.words());
            let help = "name a model or a scenario";
            Err(Diagnostic::error(&codes::BAD_ARGUMENT, message).help(help).into())
        }
    }
}

/// A scenario as one model.
fn scenario(path: &Path) -> Result<Input, Problems> {
    let loaded = load_scenario(path)?;
    let experiment = loaded.experiment(&Variation::default())?;
    let mut notes: Vec<String> = experiment.warnings.iter().map(ToString::to_string).collect();
    let run = experiment.run(1.0, &[], false);
    if run.start != 0.0 {
        // No model can say when its time begins.
        notes.push(format!("begin the run of the written model at time {}, as the scenario does", run.start));
    }
    Ok(Input { name: loaded.name, network: experiment.as_network(), hash: loaded.hash, notes })
}

/// The text with a comment that says where it comes from.
fn with_origin(text: &str, language: Language, input: &Input) -> String {
    let lines = [
        concat!("Written by jakstat ", env!("CARGO_PKG_VERSION")).to_owned(),
        format!("from {} (hash of all its texts: {})", input.name, input.hash),
        format!("by the command {}", run::command_line()),
    ];
    let lines = lines.map(|line| line.replace(char::is_control, " "));
    match language {
        Language::Antimony => format!("// {}\n\n{text}", lines.join("\n// ")),
        Language::Sbml => {
            // Two dashes would end an XML comment.
            let mut said = lines.join("\n     ");
            while said.contains("--") {
                said = said.replace("--", "- -");
            }
            let (declaration, rest) = text.split_once('\n').unwrap_or(("", text));
            format!("{declaration}\n<!-- {said} -->\n{rest}")
        }
    }
}
