//! The shipped study from Rust: all rows into a run folder, a table of clinical doses, a figure.
//!
//! `cargo run --release -p jakstat-examples --bin example-03-jak1-against-jak2 [FOLDER]`
//!
//! Everything goes to FOLDER, `results/example-03` unless given. Stop it and start it again: it goes
//! on where it was.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use jakstat::load::{LoadedStudy, load_study};
use jakstat::prelude::*;
use jakstat::report::{self, Cell, Heading, StudyResults};
use jakstat::study::store::{Manifest, Store, block_rows};
use jakstat::study::table::{self, RunTable, read_csv};
use jakstat::study::{Progress, run};

fn main() -> ExitCode {
    let Err(problem) = example() else { return ExitCode::SUCCESS };
    eprintln!("{problem}"); // what is wrong, where, and what helps
    ExitCode::FAILURE
}

fn example() -> Result<(), Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = std::env::args().nth(1).map_or_else(|| PathBuf::from("results/example-03"), PathBuf::from);

    // 1. Read the study with its two scenarios, and compile every model that a row may need.
    let loaded = load_study(&here.join("../models/studies/jak1-vs-jak2.toml"))?;
    let sweep = loaded.sweep()?;

    // 2. Open the run folder. The manifest says what it is the folder of; another study is refused.
    let manifest = Manifest {
        program: VERSION.into(),
        study: loaded.hash.clone(),
        schema: sweep.schema().clone(),
        rows: sweep.rows(),
        block_rows: block_rows(sweep.rows()),
        provenance: Default::default(),
    };
    let mut store = Store::open(&out.join("runs"), manifest, true)?;

    // 3. Compute what is missing, on all cores. A row depends on its number only, so the table has
    //    the same bytes for every number of threads and after every stop.
    run(&mut store, None, &|rows| sweep.compute(rows), &Silent, &AtomicBool::new(false))?;

    // 4. The table is a plain CSV file with its origin in the first lines.
    let text = std::fs::read_to_string(out.join("runs/runs.csv"))?;
    let runs =
        read_csv(&text).map_err(|diagnostics| Problems { diagnostics, sources: Default::default() })?;
    print!("{}", clinical_doses(&runs)?.plain(2));

    // 5. Draw the study's first plot, with some of the compounds only.
    std::fs::write(out.join("figure.png"), figure(&loaded, &runs)?.png(2.0)?)?;
    println!("\nfigure: {}", out.join("figure.png").display());
    Ok(())
}

const VERSION: &str = concat!("jakstat ", env!("CARGO_PKG_VERSION"));

/// Rows at the clinical dose, the best first: much interferon-gamma blocked, little erythropoietin.
fn clinical_doses(runs: &RunTable) -> Result<Table, Box<dyn Error>> {
    let columns = runs.schema.columns();
    let at = |name: &str| {
        columns.iter().position(|c| c.name == name).ok_or_else(|| format!("there is no column `{name}`"))
    };
    let (compound, regimen, factor) = (at("compound")?, at("regimen")?, at("dose_factor")?);
    let (wanted, unwanted) = (at("pSTAT1_mean_inhibition")?, at("pSTAT5_mean_inhibition")?);
    let mut lines = Vec::new();
    for row in &runs.rows {
        let table::Cell::Number(1.0) = row.0[factor] else { continue };
        // A failed run has no numbers and is not listed; `failure` in the table says why it failed.
        let (table::Cell::Number(on), table::Cell::Number(off)) = (&row.0[wanted], &row.0[unwanted]) else {
            continue;
        };
        let (table::Cell::Text(name), table::Cell::Text(dose)) = (&row.0[compound], &row.0[regimen]) else {
            continue;
        };
        lines.push((on - off, vec![Cell::from(name.as_str()), dose.as_str().into()], [*on, *off]));
    }
    lines.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut table = Table::new(vec![
        Heading::new("compound", ""),
        Heading::new("regimen", ""),
        Heading::new("IFN-gamma blocked", "%"),
        Heading::new("EPO blocked", "%"),
        Heading::new("difference", "points"),
    ]);
    // Less than a hundredth of a percent is what the solver's tolerance leaves of a zero.
    let tidy = |x: f64| Cell::from(if x.abs() < 0.01 { 0.0 } else { x });
    for (window, mut cells, [on, off]) in lines {
        cells.extend([on, off, window].map(tidy));
        table.push(cells)?;
    }
    Ok(table)
}

fn figure(loaded: &LoadedStudy, runs: &RunTable) -> Result<Box<dyn Figure>, Box<dyn Error>> {
    // A plot is data too: take the study's and change what it shows.
    let mut plot = loaded.study.plots.first().ok_or("the study has no plot")?.clone();
    let shown = ["baricitinib", "upadacitinib", "abrocitinib", "fedratinib"];
    plot.only = vec![("compound".into(), shown.map(String::from).to_vec())];
    let provenance = Provenance {
        version: VERSION.into(),
        command: "example-03-jak1-against-jak2".into(),
        model_hash: loaded.hash.clone(),
        scenario: loaded.study.title.clone(),
        seed: Some(loaded.study.seed),
        ..Provenance::default()
    };
    let (title, observed) = (loaded.study.title.as_str(), &loaded.observed);
    Ok(report::figure(&plot, &StudyResults { title, runs, summaries: &[], observed }, &provenance)?)
}

/// Hears of each block that is done and says nothing.
struct Silent;

impl Progress for Silent {
    fn started(&self, _total: u64, _already_done: u64) {}
    fn advanced(&self, _rows: u64, _failed: u64) {}
    fn finished(&self) {}
}
