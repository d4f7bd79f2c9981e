//! `jakstat list`.

mod compounds;
mod ids;
mod models;

use std::path::{Path, PathBuf};

use jakstat::codes;
use jakstat::load::nearest;
use jakstat::model::Diagnostic;

use super::Stop;
use super::console::Console;

/// Arguments of `jakstat list`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jakstat list compounds
  jakstat list models --in path/to/models
  jakstat list model.ant --kind species")]
pub struct Args {
    /// `compounds`, `models`, or a model whose ids are listed.
    what: PathBuf,
    /// The folder of compounds or models, where the nearest one is not meant.
    #[arg(long = "in", value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Of a model, list this kind of ids only.
    #[arg(long)]
    kind: Option<ids::IdKind>,
}

/// Lists what is asked for.
pub fn command(args: &Args, console: &Console) -> Result<(), Stop> {
    let word = args.what.to_str().unwrap_or_default();
    let text = match word {
        "compounds" => compounds::list(&folder(args, &["compounds", "models/compounds"])?, console)?,
        "models" => models::list(&folder(args, &["models"])?, console)?,
        _ => ids::list(&args.what, args.kind)?,
    };
    Ok(console.print(&text)?)
}

fn folder(args: &Args, names: &[&str]) -> Result<PathBuf, Diagnostic> {
    if let Some(folder) = &args.folder {
        return if folder.is_dir() { Ok(folder.clone()) } else { Err(absent(&folder.display().to_string())) };
    }
    let found = names.iter().find_map(|name| nearest(Path::new(""), name).filter(|f| f.is_dir()));
    found.ok_or_else(|| absent(names[0]))
}

fn absent(name: &str) -> Diagnostic {
    Diagnostic::error(&codes::NOTHING_FOUND, format!("there is no folder `{name}` here or above"))
        .help("name it: `--in path/to/folder`")
}
