//! Reads every document of the SBML semantic test suite and of the PEtab benchmark collection.
//!
//! Both are data beside the project; the tests are skipped where they are absent.

#![allow(clippy::print_stderr)] // what was read or skipped is told to the one who runs the tests

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jakstat_model::{Severity, sbml};

/// Codes of constructs that are refused by name; any other error is a fault of the reader.
const REFUSED: [&str; 2] = ["S004", "S030"];

fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(folder);
    if !path.is_dir() {
        eprintln!("skipped: {folder} is not beside the project");
        return None;
    }
    Some(path)
}

/// Files under `folder` whose name is accepted, sorted.
fn files(folder: &Path, accept: fn(&str) -> bool) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()) {
        if path.is_dir() {
            files.extend(self::files(&path, accept));
        } else if path.file_name().and_then(|n| n.to_str()).is_some_and(accept) {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn suite_is_read_or_refused_by_name() {
    let Some(root) = shared("sbml-test-suite") else { return };
    let files = files(&root, |name| name.contains("-sbml-l") && name.ends_with(".xml"));
    let (mut good, mut refused, mut faults) = (0, BTreeMap::<&str, usize>::new(), Vec::new());
    for file in &files {
        let folder = file.parent().unwrap();
        let import = |path: &str| fs::read_to_string(folder.join(path)).map_err(|e| e.to_string());
        let text = fs::read_to_string(file).unwrap();
        let parsed = sbml::read_with(&file.display().to_string(), &text, &import);
        let errors: Vec<_> = parsed.diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
        good += usize::from(errors.is_empty());
        for error in &errors {
            *refused.entry(error.code.id).or_default() += 1;
        }
        if errors.iter().any(|e| !REFUSED.contains(&e.code.id)) {
            let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
            faults.push(format!("{}: {}", file.display(), lines.join("; ")));
        }
    }
    eprintln!("{good} of {} read without error; refused by code: {refused:?}", files.len());
    assert!(files.len() > 1000, "the suite is there but hardly any file was found");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn benchmark_models_are_read() {
    let Some(root) = shared("petab-benchmark") else { return };
    let files = files(&root, |name| name.starts_with("model") && name.ends_with(".xml"));
    assert!(!files.is_empty(), "the collection is there but no model was found");
    for file in &files {
        let parsed = sbml::read(&file.display().to_string(), &fs::read_to_string(file).unwrap());
        let errors: Vec<String> =
            parsed.diagnostics.iter().filter(|d| d.is_error()).map(ToString::to_string).collect();
        assert!(errors.is_empty(), "{}: {}", file.display(), errors.join("; "));
        assert!(!parsed.network.species.is_empty() || !parsed.network.rules.is_empty(), "{}", file.display());
    }
    eprintln!("{} benchmark models read without error", files.len());
}
