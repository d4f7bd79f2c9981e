//! Reads every SBML model of the PEtab benchmark collection.
//!
//! The collection is data beside the project; the test is skipped where it is absent.

#![allow(clippy::print_stderr)] // what was read or skipped is told to the one who runs the tests

use std::fs;
use std::path::{Path, PathBuf};

use jakstat_model::sbml;

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
