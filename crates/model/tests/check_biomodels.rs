//! Checks published models in Antimony: those that are simulated elsewhere have no errors.
//!
//! The models are data beside the project; the test is skipped where they are absent.

#![allow(clippy::print_stderr)] // a test says what it skipped

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jakstat_model::antimony;
use jakstat_model::check::{Checked, Failed, check};
use jakstat_model::{Diagnostic, Sources};

/// Models of one pathway that this project is about; they must be usable.
const NEEDED: [u32; 13] = [93, 94, 151, 313, 314, 347, 504, 543, 544, 591, 861, 867, 959];

/// Models with a species or compartment that is used and has no value in the file.
const WITHOUT_VALUE: [u32; 4] = [113, 325, 349, 369];

fn models() -> Option<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/biomodels");
    let files = fs::read_dir(folder).ok()?.flatten().map(|f| f.path());
    let mut models: Vec<PathBuf> = files.filter(|p| p.extension().is_some_and(|e| e == "ant")).collect();
    models.sort();
    Some(models)
}

fn no_import(name: &str) -> Result<String, String> {
    Err(format!("`{name}` cannot be imported here"))
}

fn problems(path: &Path) -> (Vec<Diagnostic>, Sources) {
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    let text = fs::read_to_string(path).expect("readable");
    match check(antimony::read(name, &text, &no_import)) {
        Ok(Checked { warnings, sources, .. }) => (warnings, sources),
        Err(Failed { diagnostics, sources }) => (diagnostics, sources),
    }
}

#[test]
fn models_that_others_simulate_have_no_errors() {
    let Some(models) = models() else {
        eprintln!("skipped: biomodels is not beside the project");
        return;
    };
    let (mut table, mut faults) = (BTreeMap::<&str, (usize, usize)>::new(), Vec::new());
    let (mut usable, mut needed) = (0, 0);
    for path in &models {
        let (problems, sources) = problems(path);
        let stem = path.file_stem().and_then(|n| n.to_str()).unwrap_or_default();
        let is_in = |list: &[u32]| list.iter().any(|n| stem == format!("BIOMD{n:010}"));
        let is_needed = is_in(&NEEDED);
        needed += usize::from(is_needed);
        usable += usize::from(!problems.iter().any(Diagnostic::is_error));
        let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
        problems.iter().for_each(|d| *codes.entry(d.code.id).or_default() += 1);
        for (code, count) in codes {
            let entry = table.entry(code).or_default();
            *entry = (entry.0 + 1, entry.1 + count);
        }
        for d in problems.iter().filter(|d| d.is_error()) {
            let line = d.place.map_or(0, |p| sources.line_column(p).0);
            eprintln!("{stem}:{line}: {d}");
            let is_true = d.code.id == "N007" && is_in(&WITHOUT_VALUE);
            if is_needed || (d.code.id.starts_with('N') && !is_true) {
                faults.push(format!("{stem}:{line}: {d}"));
            }
        }
    }
    eprintln!("{usable} of {} models have no error", models.len());
    for (code, (models, count)) in &table {
        eprintln!("{code}: {count} in {models} models");
    }
    assert_eq!(needed, NEEDED.len());
    assert_eq!(faults, Vec::<String>::new());
}
