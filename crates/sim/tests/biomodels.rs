//! Models in Antimony against reference trajectories of another tool: `ID.ant` and `ID.csv`.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use jakstat_model::network::RuleKind;
use jakstat_model::{Network, antimony, check};
use jakstat_ode::{Options, Run, solve};
use jakstat_sim::{CompiledModel, Output, Request};

/// Models of the JAK-STAT pathway: each must agree.
const JAK_STAT: [u32; 13] = [93, 94, 151, 313, 314, 347, 504, 543, 544, 591, 861, 867, 959];

/// Models that do not agree, and why.
const KNOWN: [(u32, &str); 14] = [
    (85, NOISE),
    (113, "the file gives a species no value"),
    (241, NOISE),
    (285, NOISE),
    (321, NOISE),
    (325, "the file gives a compartment no size"),
    (349, "the file gives a compartment no size"),
    (369, "the file gives a compartment no size"),
    (437, NOISE),
    (609, NOISE),
    (613, MISSED),
    (621, MISSED),
    (817, MISSED),
    (829, MISSED),
];

const NOISE: &str = "the reference: values below its absolute tolerance";
const MISSED: &str = "the reference: it misses events that are true at one time only, such as `time == 1`";

/// Largest accepted difference, relative to the value or to 1e-7 of the species' largest value.
const TOLERANCE: f64 = 1e-4;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/biomodels")
}

/// What the reference gives by the name `id`: for a boundary species with a rate rule the amount.
fn column(network: &Network, id: &str) -> Output {
    let ruled = |id: &str| network.rules.iter().any(|r| r.kind == RuleKind::Rate && r.target == id);
    match network.species.iter().find(|s| s.id == id) {
        Some(species) if species.boundary && ruled(id) => Output::Amount(id.to_owned()),
        _ => Output::Concentration(id.to_owned()),
    }
}

/// The largest relative difference and the column it is in.
fn compare(model: &Path) -> Result<(f64, String), String> {
    let text = std::fs::read_to_string(model).map_err(|e| e.to_string())?;
    let parsed = antimony::read("model", &text, &|_| Err("no imports".into()));
    let checked = check(parsed).map_err(|d| {
        d.diagnostics.iter().filter(|d| d.is_error()).map(|d| d.to_string()).collect::<Vec<_>>().join("; ")
    })?;
    let csv = std::fs::read_to_string(model.with_extension("csv")).map_err(|e| e.to_string())?;
    let mut lines = csv.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').skip(1).collect();
    let rows: Vec<Vec<f64>> =
        lines.map(|l| l.split(',').map(|x| x.parse().unwrap_or(f64::NAN)).collect()).collect();
    let outputs = header.iter().map(|id| column(&checked.network, id)).collect();
    let request = Request { outputs, ..Request::default() };
    let model = CompiledModel::new(&checked.network, &request)
        .map_err(|d| d.iter().map(|d| d.to_string()).collect::<Vec<_>>().join("; "))?;
    let times: Vec<f64> = rows.iter().map(|r| r[0]).collect();
    let options =
        Options { rtol: 1e-10, atol: model.tolerances(1e-16, 0.0, &model.params()), ..Options::default() };
    let run = Run::new(model.params(), 0.0, times[times.len() - 1]).save_at(times);
    let solution = solve(model.system(), &options, std::slice::from_ref(&run)).remove(0);
    if let Some(failure) = solution.failure {
        return Err(failure.to_string());
    }

    let mut worst = (0.0, String::new());
    for (column, id) in header.iter().enumerate() {
        let peak = rows.iter().map(|r| r[column + 1].abs()).fold(0.0, f64::max);
        for (i, row) in rows.iter().enumerate() {
            let (expected, got) = (row[column + 1], solution.values[i * model.system().outputs() + column]);
            let scale = expected.abs().max(1e-7 * peak).max(1e-300);
            let difference = (got - expected).abs() / scale;
            if difference > worst.0 || difference.is_nan() {
                worst = (difference, format!("{id} at {}: {got} for {expected}", row[0]));
            }
        }
    }

    Ok(worst)
}

#[test]
fn reference_trajectories() {
    let folder = folder();
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: {} is not there", folder.display());
        return;
    };
    let mut models: Vec<PathBuf> =
        entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "ant")).collect();
    models.sort();
    let (mut agreed, mut differ, mut wrong) = (Vec::new(), 0, Vec::new());
    for path in &models {
        let id = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        let number: u32 = id.trim_start_matches("BIOMD").parse().unwrap();
        let why = match compare(path) {
            Ok((difference, _)) if difference <= TOLERANCE => None,
            Ok((difference, place)) => Some(format!("differs by {difference:.1e} ({place})")),
            Err(why) => Some(why.chars().take(220).collect()),
        };
        let known = KNOWN.iter().find(|(n, _)| *n == number).map(|(_, reason)| *reason);
        match (why, known) {
            (None, None) => agreed.push(number),
            (None, Some(reason)) => wrong.push(format!("{id} agrees now; the table says: {reason}")),
            (Some(why), None) => wrong.push(format!("{id} {why}")),
            (Some(why), Some(reason)) => {
                differ += 1;
                println!("{id} {why}: {reason}");
            }
        }
    }
    println!("{} of {} models agree, {differ} do not for known reasons", agreed.len(), models.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
    let missing: Vec<&u32> = JAK_STAT.iter().filter(|n| !agreed.contains(n)).collect();
    assert!(missing.is_empty(), "{missing:?} were not compared");
}
