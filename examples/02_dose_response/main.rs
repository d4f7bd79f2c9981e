//! Dose-response curves in a dish, their IC50, and what cell assays measured.
//!
//! `cargo run --release -p jakstat-examples --bin example-02-dose-response [FOLDER]`
//!
//! The figures go to FOLDER, `results/example-02` unless given.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jakstat::load::load_study;
use jakstat::prelude::*;
use jakstat::report::{Axis, Caption, Curve, DoseResponse, Half};
use jakstat::sim::dose_response::half_effect;
use jakstat::study::sweep::Sweep;
use jakstat::study::table::{Cell, Row};

fn main() -> ExitCode {
    let Err(problem) = example() else { return ExitCode::SUCCESS };
    eprintln!("{problem}"); // what is wrong, where, and what helps
    ExitCode::FAILURE
}

fn example() -> Result<(), Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("02_dose_response");
    let out = std::env::args().nth(1).map_or_else(|| PathBuf::from("results/example-02"), PathBuf::from);
    std::fs::create_dir_all(&out)?;
    let assays = read_assays(&here.join("cell-assays.csv"))?;

    // 1. Read the study and compile its models once; every row is then an independent run.
    let study = load_study(&here.join("study.toml"))?;
    let sweep = study.sweep()?;

    // 2. Compute all rows. `jakstat study` does this in blocks, on all cores, and can be resumed.
    let rows = sweep.compute(0..sweep.rows());

    // 3. A curve for each compound, its IC50, and beside it what was measured.
    println!("{:<17} {:<13} {:>10}  measured, free (nM)", "signal", "compound", "IC50 (nM)");
    for (signal, outcome, title) in SIGNALS {
        let mut curves = curves(&sweep, &rows, outcome)?;
        for curve in &mut curves {
            let ic50 = curve.half.as_ref().map_or_else(|| "none".into(), |h| format!("{:.1}", h.value));
            let measured = assays.iter().filter(|a| a.signal == signal && a.compound == curve.label);
            let words: Vec<String> =
                measured.clone().map(|a| format!("{:.1} ({})", a.free, a.assay)).collect();
            println!("{signal:<17} {:<13} {ic50:>10}  {}", curve.label, words.join("; "));
            // At half effect, in the colour of the curve that should pass through it.
            curve.points = measured.map(|a| [a.free, 50.0]).collect();
        }
        let rendered = figure(title, outcome, curves, &study.hash).render(2.0)?;
        std::fs::write(out.join(format!("{signal}.png")), rendered.png)?;
        std::fs::write(out.join(format!("{signal}.csv")), rendered.csv)?;
    }
    println!("figures: {}", out.display());
    Ok(())
}

/// Name of a signal, its column in the table of runs, and the title of its figure.
const SIGNALS: [(&str, &str, &str); 2] = [
    (
        "interferon-gamma",
        "pSTAT1_inhibition",
        "Interferon-gamma needs JAK1 and JAK2: every compound blocks it",
    ),
    (
        "erythropoietin",
        "pSTAT5_inhibition",
        "Erythropoietin needs JAK2 alone: more is needed of compounds that prefer JAK1",
    ),
];

/// The curve of `outcome` for each compound, in the order of the study.
fn curves(sweep: &Sweep, rows: &[Row], outcome: &str) -> Result<Vec<Curve>, String> {
    let columns = sweep.schema().columns();
    let at = |name: &str| {
        columns.iter().position(|c| c.name == name).ok_or_else(|| format!("there is no column `{name}`"))
    };
    let (compound, dose, effect) = (at("compound")?, at("dose_factor")?, at(outcome)?);
    let mut curves: Vec<Curve> = Vec::new();
    for row in rows {
        // A failed run has no number; it must not look like a weak effect.
        let (Cell::Text(name), Cell::Number(x), Cell::Number(y)) =
            (&row.0[compound], &row.0[dose], &row.0[effect])
        else {
            return Err(format!("a run failed: {row:?}"));
        };
        if curves.last().is_none_or(|c| c.label != *name) {
            curves.push(Curve { label: name.clone(), ..Curve::default() });
        }
        if let Some(curve) = curves.last_mut() {
            curve.x.push(*x);
            curve.y.push(*y);
        }
    }
    for curve in &mut curves {
        // None where the curve never reaches half: nothing is extrapolated.
        curve.half = half_effect(&curve.x, &curve.y, 50.0).map(|value| Half { name: "IC50".into(), value });
    }
    Ok(curves)
}

fn figure(title: &str, outcome: &str, curves: Vec<Curve>, hash: &str) -> DoseResponse {
    let signal = outcome.trim_end_matches("_inhibition");
    DoseResponse {
        caption: Caption::new(
            title,
            "An hour after stimulation. Rings: IC50 of the model; filled points: IC50 measured in cells",
        ),
        x: Axis::log("free concentration", "nM"),
        y: Axis::linear(format!("inhibition of {signal}"), "%"),
        curves,
        provenance: Provenance {
            version: concat!("jakstat ", env!("CARGO_PKG_VERSION")).into(),
            command: "example-02-dose-response".into(),
            model_hash: hash.into(),
            scenario: "Dose response in a dish".into(),
            ..Provenance::default()
        },
    }
}

/// A measured IC50.
struct Assay {
    signal: String,
    compound: String,
    assay: String,
    /// Free concentration in nM: of a whole-blood assay times the fraction that is not bound.
    free: f64,
}

fn read_assays(path: &Path) -> Result<Vec<Assay>, Box<dyn Error>> {
    let mut assays = Vec::new();
    for line in std::fs::read_to_string(path)?.lines().skip(1) {
        let [signal, compound, assay, ic50, factor, ..] = line.split(',').collect::<Vec<_>>()[..] else {
            return Err(format!("`{}`: too few fields in `{line}`", path.display()).into());
        };
        let free = ic50.parse::<f64>()? * factor.parse::<f64>()?;
        let owned = |text: &str| text.to_owned();
        assays.push(Assay { signal: owned(signal), compound: owned(compound), assay: owned(assay), free });
    }
    Ok(assays)
}
