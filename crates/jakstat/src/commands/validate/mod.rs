//! `jakstat validate`: what was observed beside what the studies predict.

mod view;

use std::collections::BTreeMap;
use std::path::PathBuf;

use jakstat::Problems;
use jakstat::load::load_validation;

use super::console::Console;
use super::{Stop, write};

/// Arguments of `jakstat validate`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jakstat validate models/alopecia
  jakstat validate models/alopecia --markdown > table.md
  jakstat validate VALIDATION.toml -o results/validation

Every study of the file is run. A prediction is inside where it lies in the interval of the observation. Rows with
the role `fit` were used to choose parameters, rows with the role `test` were not.")]
pub struct Args {
    /// A validation file, or a folder with `validation.toml`.
    target: PathBuf,
    /// Print the table as Markdown.
    #[arg(long)]
    markdown: bool,
    /// Folder for the table as `validation.csv` and `validation.md`.
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
}

const FILES: [&str; 2] = ["validation.csv", "validation.md"];

/// Runs the studies and prints the table.
pub fn command(args: &Args, console: &Console) -> Result<(), Stop> {
    let loaded = load_validation(&args.target)?;
    let is_ours = |name: &str| FILES.contains(&name);
    if let Some(folder) = &args.out {
        write::check_folder(folder, is_ours)?;
    }
    let failed = |diagnostics| Problems { diagnostics, sources: Default::default() };
    let comparisons = loaded.fit().compare(&[]).map_err(failed)?;
    let text = if args.markdown { view::markdown(&loaded, &comparisons) } else { view::plain(&loaded, &comparisons) };
    console.print(&text)?;
    if let Some(folder) = &args.out {
        let files = BTreeMap::from([
            (FILES[0].to_owned(), view::csv(&loaded, &comparisons).into_bytes()),
            (FILES[1].to_owned(), view::markdown(&loaded, &comparisons).into_bytes()),
        ]);
        write::folder(folder, &files, is_ours)?;
        console.note(&format!("Table: {0}/validation.csv, {0}/validation.md", folder.display()));
    }
    Ok(())
}
