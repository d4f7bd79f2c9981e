//! Hierarchical models of the SBML semantic test suite against its expected results.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jakstat_model::{check, sbml};
use jakstat_ode::{Options, Run, solve};
use jakstat_sim::{CompiledModel, Output, Request};

fn settings(path: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(path).unwrap();
    let pairs = text.lines().filter_map(|l| l.split_once(':'));
    pairs.map(|(k, v)| (k.trim().to_owned(), v.trim().to_owned())).collect()
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(|s| s.trim().to_owned()).filter(|s| !s.is_empty()).collect()
}

fn compare(folder: &Path, case: &str) -> Result<(), String> {
    let file = folder.join(format!("{case}-sbml-l3v2.xml"));
    let import = |path: &str| fs::read_to_string(folder.join(path)).map_err(|e| e.to_string());
    let parsed = sbml::read_with("model", &fs::read_to_string(file).unwrap(), &import);
    let checked = check(parsed).map_err(|d| {
        d.diagnostics.iter().filter(|d| d.is_error()).map(|d| d.to_string()).collect::<Vec<_>>().join("; ")
    })?;
    let settings = settings(&folder.join(format!("{case}-settings.txt")));
    let number = |key: &str| settings[key].parse::<f64>().unwrap();
    let amounts = list(&settings["amount"]);
    let concentrations = list(&settings["concentration"]);
    let outputs = list(&settings["variables"]).into_iter().map(|id| {
        if amounts.contains(&id) {
            Output::Amount(id)
        } else if concentrations.contains(&id) {
            Output::Concentration(id)
        } else {
            Output::Value(id)
        }
    });
    let request = Request { outputs: outputs.collect(), ..Request::default() };
    let model = CompiledModel::new(&checked.network, &request)
        .map_err(|d| d.iter().map(|d| d.to_string()).collect::<Vec<_>>().join("; "))?;
    let csv = fs::read_to_string(folder.join(format!("{case}-results.csv"))).unwrap();
    let rows: Vec<Vec<f64>> = csv
        .lines()
        .skip(1)
        .map(|l| l.split(',').map(|x| x.trim().parse().unwrap_or(f64::NAN)).collect())
        .collect();
    let times: Vec<f64> = rows.iter().map(|r| r[0]).collect();
    let options =
        Options { rtol: 1e-9, atol: model.tolerances(1e-12, 0.0, &model.params()), ..Options::default() };
    let run = Run::new(model.params(), 0.0, times[times.len() - 1]).save_at(times);
    let solution = solve(model.system(), &options, std::slice::from_ref(&run)).remove(0);
    if let Some(failure) = solution.failure {
        return Err(failure.to_string());
    }
    for (i, row) in rows.iter().enumerate() {
        for (column, expected) in row[1..].iter().enumerate() {
            let got = solution.values[i * model.system().outputs() + column];
            let limit = number("absolute") + number("relative") * expected.abs();
            if (got - expected).abs() > limit || got.is_nan() != expected.is_nan() {
                return Err(format!("column {column} at {}: {got} for {expected}", row[0]));
            }
        }
    }
    Ok(())
}

/// Whether the case needs what no part of the simulator does so far.
fn unsupported(tags: &str) -> bool {
    ["AlgebraicRule", "CSymbolDelay"].iter().any(|tag| tags.contains(tag))
}

#[test]
fn hierarchical_cases() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/sbml-test-suite");
    let Ok(entries) = fs::read_dir(&root) else {
        println!("skipped: {} is not there", root.display());
        return;
    };
    let mut folders: Vec<PathBuf> = entries.flatten().map(|e| e.path()).filter(|p| p.is_dir()).collect();
    folders.sort();
    let (mut passed, mut failed) = (0, Vec::new());
    for folder in folders {
        let case = folder.file_name().unwrap().to_string_lossy().into_owned();
        let Ok(about) = fs::read_to_string(folder.join(format!("{case}-model.m"))) else { continue };
        let tags = about.lines().find(|l| l.starts_with("componentTags")).unwrap_or("");
        if !tags.contains("comp:") {
            continue;
        }
        match compare(&folder, &case) {
            Ok(()) => passed += 1,
            Err(why) if unsupported(tags) => println!("{case} not run: {why}"),
            Err(why) => failed.push(format!("{case}: {why}")),
        }
    }
    println!("{passed} agree");
    assert!(failed.is_empty(), "{failed:#?}");
}
