//! Scenarios of the project, exported as SBML and run in libRoadRunner, against our own runs.
//!
//! libRoadRunner is looked for by the Python that the variable `JAKSTAT_PYTHON` names, else in the
//! environment that the benchmarks make, `target/peers/venv`; the test is left out where it is absent.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::{Path, PathBuf};
use std::process::Command;

use jakstat::load::load_scenario;
use jakstat::model::{Network, sbml};
use jakstat::prelude::simulate;
use jakstat::sim::scenario::{Given, Rows};
use jakstat::sim::{Experiment, Output, Variation};
use jakstat::{Problems, Trajectory};

/// Scenarios below `models`, with the last time: as many doses as make a difference, not more.
const SCENARIOS: [(&str, &str); 4] = [
    ("ifng-stat1-yamada2003/oral-inhibitor.toml", "5 d"),
    ("epo-stat5-bachmann2011/oral-inhibitor.toml", "5 d"),
    ("alopecia/scenarios/oral-drug.toml", "5 d"),
    ("alopecia/scenarios/blood.toml", "5 d"),
];

/// Largest accepted difference, relative to the value or to [`FLOOR`] of the largest value of its id.
const TOLERANCE: f64 = 1e-5;
const FLOOR: f64 = 1e-6;

/// Rows of a run, none of them at the time of a dose.
const ROWS: usize = 97;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn python() -> Option<PathBuf> {
    let named = std::env::var_os("JAKSTAT_PYTHON").map(PathBuf::from);
    named.or(Some(root().join("target/peers/venv/bin/python"))).filter(|python| python.is_file())
}

/// Everything that changes while time runs: species as concentrations, what rules compute.
fn everything(network: &Network) -> Vec<Output> {
    let species = network.species.iter().map(|s| Output::Concentration(s.id.clone()));
    let varying = network.parameters.iter().filter(|p| !p.constant).map(|p| Output::Value(p.id.clone()));
    species.chain(varying).collect()
}

/// The scenario to a nearer end, with all that varies kept.
fn experiment(path: &Path, end: &str) -> Result<Experiment, Problems> {
    let mut loaded = load_scenario(path)?;
    let scenario = &mut loaded.scenario;
    scenario.outcomes.clear();
    scenario.end = Given::parse(end)?;
    scenario.rows = Rows::Points(2);
    scenario.options.rtol = 1e-9;
    scenario.options.atol = vec![1e-14];
    let first = loaded.experiment(&Variation::default())?;
    let run = first.run(1.0, &[], true);
    // What comes before the first dose is run too, and is no place to compare doses at.
    let from = run.start.max(0.0);
    let time = |i: usize| from + (run.end - from) * (i as f64 + 0.37) / ROWS as f64;
    let given = |i| Given { value: time(i), unit: None, at: None };
    let scenario = &mut loaded.scenario;
    scenario.rows = Rows::At((0..ROWS).map(given).collect());
    scenario.save = everything(&first.network);
    loaded.experiment(&Variation::default())
}

/// What libRoadRunner finds at the times of `ours`; `None`, and a line that says so, where it is absent.
fn theirs(experiment: &Experiment, ours: &Trajectory) -> Option<Vec<Vec<f64>>> {
    let Some(python) = python() else {
        println!("skipped: no Python with libRoadRunner; name one in JAKSTAT_PYTHON");
        return None;
    };
    let folder = tempfile::tempdir().unwrap();
    let (model, request) = (folder.path().join("model.xml"), folder.path().join("request.txt"));
    std::fs::write(&model, sbml::write(&experiment.as_network()).unwrap()).unwrap();
    let columns = experiment.saved().iter().map(|output| match output {
        Output::Concentration(id) => format!("[{id}]"),
        other => other.id().to_owned(),
    });
    let columns: Vec<String> = columns.collect();
    let start = experiment.run(1.0, &[], false).start;
    let times: Vec<String> =
        std::iter::once(start).chain(ours.times.iter().copied()).map(|t| format!("{t:?}")).collect();
    std::fs::write(&request, format!("{}\n{}\n", columns.join(" "), times.join(" "))).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/roadrunner/simulate.py");
    let output = Command::new(python).arg(script).arg(&model).arg(&request).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.code() == Some(3) {
        println!("skipped: {}", said.trim());
        return None;
    }
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let row = |line: &str| line.split(',').map(|x| x.parse().unwrap()).collect();
    Some(said.lines().skip(1).map(row).collect())
}

/// The largest difference, with the id and the time that it is at.
fn difference(experiment: &Experiment, ours: &Trajectory, theirs: &[Vec<f64>]) -> (f64, String) {
    assert_eq!(theirs.len(), ours.times.len());
    let mut worst = (0.0, String::new());
    for (column, output) in experiment.saved().iter().enumerate() {
        let largest = (0..theirs.len()).map(|row| ours.value(row, column).abs()).fold(0.0, f64::max);
        for (row, values) in theirs.iter().enumerate() {
            assert_eq!(values[0], ours.times[row]);
            let (a, b) = (ours.value(row, column), values[column + 1]);
            let scale = a.abs().max(FLOOR * largest);
            let error = if a == b { 0.0 } else { (a - b).abs() / scale };
            if error.is_nan() || error > worst.0 {
                worst = (error, format!("{} at {}: {a} and {b}", output.id(), values[0]));
            }
        }
    }
    worst
}

#[test]
fn treated_models_run_alike_in_libroadrunner() {
    for (name, end) in SCENARIOS {
        let path = root().join("models").join(name);
        let experiment = experiment(&path, end).unwrap_or_else(|problems| panic!("{name}: {problems}"));
        let ours = simulate(&experiment).unwrap_or_else(|failed| panic!("{name}: {failed:?}"));
        let Some(theirs) = theirs(&experiment, &ours) else { return };
        let (error, place) = difference(&experiment, &ours, &theirs);
        let columns = experiment.saved().len();
        println!("{name}: {columns} ids at {ROWS} times until {end}: {error:.1e} ({place})");
        assert!(error <= TOLERANCE, "{name}: {place}");
    }
}
