//! `jakstat validate`: what was observed beside what the studies predict.

mod view;

use std::collections::BTreeMap;
use std::path::PathBuf;

use jakstat::load::{LoadedValidation, load_validation};
use jakstat::model::Diagnostic;
use jakstat::report::{
    Caption, Figure, PredictedRow, PredictedTopic, Provenance, Rendered, observed_predicted,
};
use jakstat::study::fit::Compared;
use jakstat::study::validation::Comparison;
use jakstat::{Problems, codes};

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
    /// Folder for the table and the figure: `validation.csv`, `.md`, `.svg`, `.png`, `.json`.
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
}

const FILES: [&str; 5] =
    ["validation.csv", "validation.md", "validation.svg", "validation.png", "validation.json"];

/// Pixels of the PNG for each pixel of the design.
const SCALE: f32 = 2.0;

/// Runs the studies and prints the table.
pub fn command(args: &Args, console: &Console) -> Result<(), Stop> {
    let loaded = load_validation(&args.target)?;
    let is_ours = |name: &str| FILES.contains(&name);
    if let Some(folder) = &args.out {
        write::check_folder(folder, is_ours)?;
    }
    let failed = |diagnostics| Problems { diagnostics, sources: Default::default() };
    let Compared { topics: comparisons, notices } = loaded.fit().compare(&[]).map_err(failed)?;
    console.problems(&Problems { diagnostics: notices, ..Problems::default() });
    let text = if args.markdown {
        view::markdown(&loaded, &comparisons)
    } else {
        view::plain(&loaded, &comparisons)
    };
    console.print(&text)?;
    if let Some(folder) = &args.out {
        let figure = figure(&loaded, &comparisons)?;
        let contents = [
            view::csv(&loaded, &comparisons).into_bytes(),
            view::markdown(&loaded, &comparisons).into_bytes(),
            figure.svg.into_bytes(),
            figure.png,
            figure.provenance_json.into_bytes(),
        ];
        let files: BTreeMap<String, Vec<u8>> =
            FILES.iter().map(|name| (*name).to_owned()).zip(contents).collect();
        write::folder(folder, &files, is_ours)?;
        console.note(&format!("Files: {0}/validation.csv, .md, .svg, .png, .json", folder.display()));
    }
    Ok(())
}

/// Observed against predicted, a square for each topic.
fn figure(loaded: &LoadedValidation, comparisons: &[Vec<Comparison>]) -> Result<Rendered, Diagnostic> {
    let topics = loaded.topics.iter().zip(comparisons).map(|(topic, comparisons)| PredictedTopic {
        title: topic.topic.title.clone(),
        fold: topic.topic.fold,
        rows: comparisons.iter().filter_map(PredictedRow::of).collect(),
    });
    let topics = topics.filter(|topic| !topic.rows.is_empty()).collect();
    let provenance = Provenance {
        version: format!("jakstat {}", env!("CARGO_PKG_VERSION")),
        command: format!("jakstat validate {}", loaded.name),
        model_hash: loaded.hash.clone(),
        scenario: loaded.title.clone(),
        ..Provenance::default()
    };
    let caption = Caption::new(loaded.title.clone(), "Filled: used to choose parameters; open: predicted");
    observed_predicted(caption, topics, provenance).render(SCALE).map_err(|why| {
        let message = format!("the figure cannot be drawn: {why}");
        Diagnostic::error(&codes::NO_FIGURE, message).help("leave `-o` out to see the table alone")
    })
}
