//! A signal before and under an oral inhibitor: from a scenario file to numbers and a figure.
//!
//! `cargo run --release -p jakstat-examples --bin example-01-time-course-with-inhibitor [FOLDER]`
//!
//! The figure goes to FOLDER, `results/example-01` unless given.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jakstat::prelude::*;
use jakstat::report::{Axis, Caption, Doses, Panel, Series, TimeCourse};

fn main() -> ExitCode {
    let Err(problem) = example() else { return ExitCode::SUCCESS };
    eprintln!("{problem}"); // what is wrong, where, and what helps
    ExitCode::FAILURE
}

fn example() -> Result<(), Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("01_time_course_with_inhibitor");
    let out = std::env::args().nth(1).map_or_else(|| PathBuf::from("results/example-01"), PathBuf::from);

    // 1. Read. The scenario names a model, a compound and a regimen; all files are read and checked.
    let loaded = load_scenario(&here.join("scenario.toml"))?;

    // 2. Compile. The compound's pharmacokinetics and its binding to the kinases are laid over the
    //    model. A `Variation` would try another compound or regimen without editing the file.
    let experiment = loaded.experiment(&Variation::default())?;

    // 3. Run: once as written, and once without drug because outcomes compare with that.
    let run = simulate(&experiment)?;

    // 4. Outcomes are what one wanted to know. They are exact integrals, not sums over the rows.
    for outcome in &run.outcomes {
        println!("{:<24} {:6.1} {}", outcome.name, outcome.value, outcome.unit.as_deref().unwrap_or(""));
    }

    // 5. A figure is plain data. Rendering it gives texts and bytes; files are up to you.
    let rendered = figure(&run, &loaded)?.render(2.0)?;
    std::fs::create_dir_all(&out)?;
    std::fs::write(out.join("figure.png"), rendered.png)?;
    std::fs::write(out.join("figure.csv"), rendered.csv)?;
    println!("figure: {}", out.join("figure.png").display());
    Ok(())
}

/// Signal, free kinases and free drug over time, with the doses.
fn figure(run: &Trajectory, loaded: &LoadedScenario) -> Result<TimeCourse, Box<dyn Error>> {
    // Times are in the model's unit, here seconds.
    let days: Vec<f64> = run.times.iter().map(|seconds| seconds / 86_400.0).collect();
    let line = |label: &str, id: &str, factor: f64| -> Result<Series, String> {
        let column = run.position(id).ok_or_else(|| format!("`{id}` was not saved"))?;
        let y = run.column(column).iter().map(|value| factor * value).collect();
        Ok(Series { label: label.into(), x: days.clone(), y, ..Series::default() })
    };
    let panel = |label: &str, unit: &str, series: Vec<Series>| Panel {
        y: Axis::linear(label, unit),
        series,
        ..Panel::default()
    };
    Ok(TimeCourse {
        caption: Caption::new(
            "Baricitinib takes JAK1 and JAK2 alike, and most of the signal is back by the next dose",
            "Interferon-gamma from the start, 4 mg baricitinib a day from day 1 on",
        ),
        x: Axis::linear("time", "d"),
        panels: vec![
            panel("pSTAT1", "nM", vec![line("pSTAT1", "pSTAT1", 1.0)?]),
            panel(
                "free kinase",
                "%",
                vec![line("JAK1", "JAK1_free", 100.0)?, line("JAK2", "JAK2_free", 100.0)?],
            ),
            panel("free drug", "nM", vec![line("baricitinib", "baricitinib_free", 1.0)?]),
        ],
        doses: vec![Doses {
            label: "4 mg".into(),
            times: run.dose_times.iter().map(|seconds| seconds / 86_400.0).collect(),
        }],
        provenance: Provenance {
            version: concat!("jakstat ", env!("CARGO_PKG_VERSION")).into(),
            command: "example-01-time-course-with-inhibitor".into(),
            model_hash: loaded.hash.clone(),
            scenario: loaded.scenario.title.clone(),
            solver: loaded.scenario.options.method.name().into(),
            ..Provenance::default()
        },
        ..TimeCourse::default()
    })
}
