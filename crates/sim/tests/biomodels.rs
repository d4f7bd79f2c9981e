//! Models in Antimony against reference trajectories of another tool: `ID.ant` and `ID.csv`.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use jakstat_model::{antimony, check};
use jakstat_ode::{Options, Run, solve};
use jakstat_sim::{CompiledModel, Output, Request};

/// Models of the JAK-STAT pathway: each must agree.
const JAK_STAT: [u32; 13] = [93, 94, 151, 313, 314, 347, 504, 543, 544, 591, 861, 867, 959];

/// Largest accepted difference, relative to the value or to 1e-7 of the species' largest value.
const TOLERANCE: f64 = 1e-4;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/biomodels")
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
    let outputs = header.iter().map(|id| Output::Concentration((*id).to_owned())).collect();
    let request = Request { outputs, ..Request::default() };
    let model = CompiledModel::new(&checked.network, &request)
        .map_err(|d| d.iter().map(|d| d.to_string()).collect::<Vec<_>>().join("; "))?;
    let times: Vec<f64> = rows.iter().map(|r| r[0]).collect();
    let options =
        Options { rtol: 1e-9, atol: model.tolerances(1e-14, 0.0, &model.params()), ..Options::default() };
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
    let (mut agree, mut missing) = (0, Vec::new());
    for path in &models {
        let id = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        match compare(path) {
            Ok((difference, _)) if difference <= TOLERANCE => agree += 1,
            Ok((difference, place)) => missing.push(format!("{id}: differs by {difference:.1e} ({place})")),
            Err(why) => missing.push(format!("{id}: {}", why.chars().take(220).collect::<String>())),
        }
    }
    println!("{agree} of {} models agree", models.len());
    for line in &missing {
        println!("{line}");
    }
    let required: Vec<&String> =
        missing.iter().filter(|l| JAK_STAT.iter().any(|n| l.starts_with(&format!("BIOMD{n:010}")))).collect();
    assert!(required.is_empty(), "{required:#?}");
}
