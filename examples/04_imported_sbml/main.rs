//! A JAK-STAT network from a database, in SBML, under two inhibitors.
//!
//! `cargo run --release -p jakstat-examples --bin example-04-imported-sbml [FOLDER]`
//!
//! The figure goes to FOLDER, `results/example-04` unless given.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jakstat::prelude::*;
use jakstat::report::{Axis, Caption, Panel, Series, TimeCourse};

fn main() -> ExitCode {
    let Err(problem) = example() else { return ExitCode::SUCCESS };
    eprintln!("{problem}"); // what is wrong, where, and what helps
    ExitCode::FAILURE
}

fn example() -> Result<(), Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("04_imported_sbml");
    let out = std::env::args().nth(1).map_or_else(|| PathBuf::from("results/example-04"), PathBuf::from);

    // 1. SBML is read like Antimony, and checked: names, rules, units.
    let model = load_model(&here.join("model.xml"))?;
    println!(
        "{}: {} species, {} reactions",
        model.network.name.as_deref().unwrap_or(&model.network.id),
        model.network.species.len(),
        model.network.reactions.len()
    );

    // 2. The network knows nothing of drugs. `targets.toml` beside it says which of its reactions the
    //    kinase catalyses; each of these rates is multiplied by the free fraction of the kinase.
    let mut runs = Vec::new();
    let mut hash = String::new();
    for (label, file) in
        [("baricitinib, 24 nM", "baricitinib.toml"), ("abrocitinib, 279 nM", "abrocitinib.toml")]
    {
        let loaded = load_scenario(&here.join(file))?;
        if runs.is_empty() {
            runs.push(("no inhibitor", simulate(&without_treatment(&loaded)?)?));
        }
        let run = simulate(&loaded.experiment(&Variation::default())?)?;
        for outcome in &run.outcomes {
            println!("{label:<20} {:<27} {:5.1} %", outcome.name, outcome.value);
        }
        runs.push((label, run));
        hash = loaded.hash;
    }

    let rendered = figure(&runs, hash)?.render(2.0)?;
    std::fs::create_dir_all(&out)?;
    std::fs::write(out.join("figure.png"), rendered.png)?;
    std::fs::write(out.join("figure.csv"), rendered.csv)?;
    println!("figure: {}", out.join("figure.png").display());
    Ok(())
}

/// The same scenario without drug: a scenario is plain data that can be changed.
fn without_treatment(loaded: &LoadedScenario) -> Result<Experiment, Problems> {
    let mut loaded = loaded.clone();
    loaded.scenario.treatments.clear();
    loaded.scenario.outcomes.clear(); // they compare with this very run
    loaded.experiment(&Variation::default())
}

/// A panel for each of three values, a line for each run.
fn figure(runs: &[(&str, Trajectory)], model_hash: String) -> Result<TimeCourse, Box<dyn Error>> {
    let mut panels = Vec::new();
    for (id, title) in [("pJAK2", "pJAK2"), ("pSTAT5", "pSTAT5"), ("SOCS3", "SOCS3 protein")] {
        let mut series = Vec::new();
        for (label, run) in runs {
            let column = run.position(id).ok_or_else(|| format!("`{id}` was not saved"))?;
            // The model's unit of time is the minute.
            let (x, y) = (run.times.clone(), run.column(column));
            series.push(Series { label: (*label).into(), x, y, ..Series::default() });
        }
        panels.push(Panel { title: title.into(), y: Axis::linear("published scale", ""), series });
    }
    Ok(TimeCourse {
        caption: Caption::new(
            "The signal of this model runs on JAK2: an inhibitor that prefers JAK1 hardly slows it",
            "20 ng/mL interleukin-13 on lymphoma cells; free concentrations as on average under 4 mg and 200 mg a day",
        ),
        x: Axis::linear("time", "min"),
        panels,
        provenance: Provenance {
            version: concat!("jakstat ", env!("CARGO_PKG_VERSION")).into(),
            command: "example-04-imported-sbml".into(),
            model_hash,
            scenario: "IL-13 -> pSTAT5".into(),
            ..Provenance::default()
        },
        ..TimeCourse::default()
    })
}
