//! The SBML Test Suite holds valid models: reading and checking them finds only what they are meant to get. What running them gives is the business of `crates/sim/tests/sbml_suite`.
//!
//! The suite is data beside the project; the test is skipped where it is absent.

#![allow(clippy::print_stderr)] // a test says what it skipped

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use jakstat_model::{check, sbml};

fn models() -> Option<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/sbml-test-suite");
    let cases = fs::read_dir(folder).ok()?.flatten();
    let files = cases.filter_map(|case| fs::read_dir(case.path()).ok()).flatten().flatten();
    // Parts of models that lie beside them are read with the whole.
    let is_model = |p: &PathBuf| p.to_string_lossy().contains("-sbml-l");
    let mut models: Vec<PathBuf> = files.map(|f| f.path()).filter(is_model).collect();
    models.sort();
    Some(models)
}

/// Codes of errors that a model is meant to get.
fn meant(text: &str) -> &'static [&'static str] {
    // Flux balance models have no rates.
    if text.contains("fbc:") { &["N013"] } else { &[] }
}

#[test]
fn valid_models_have_no_errors_but_those_meant() {
    let Some(models) = models() else {
        eprintln!("skipped: sbml-test-suite is not beside the project");
        return;
    };
    let (mut checked, mut faults) = (0, Vec::new());
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for path in &models {
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let text = fs::read_to_string(path).expect("readable");
        let folder = path.parent().expect("a case has a folder");
        let beside = |file: &str| fs::read_to_string(folder.join(file)).map_err(|e| e.to_string());
        let parsed = sbml::read_with(name, &text, &beside);
        if !parsed.is_ok() {
            let errors = parsed.diagnostics.iter().filter(|d| d.is_error());
            faults.extend(errors.map(|d| format!("{name}: {d}")));
            continue;
        }
        checked += 1;
        let Err(failed) = check(parsed) else { continue };
        let errors: Vec<_> = failed.diagnostics.iter().filter(|d| d.is_error()).collect();
        let meant = meant(&text);
        let codes: BTreeSet<&str> = errors.iter().map(|d| d.code.id).collect();
        codes.iter().for_each(|c| *counts.entry(c).or_default() += 1);
        let wrong = errors.iter().filter(|d| !meant.contains(&d.code.id));
        faults.extend(wrong.map(|d| format!("{name}: {d}")));
    }
    eprintln!("{checked} models of {} checked; models with errors by code: {counts:?}", models.len());
    assert!(checked > 1000, "{checked}");
    assert_eq!(faults, Vec::<String>::new());
}
