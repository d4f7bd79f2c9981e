//! The files under `models/` are read, and what they name is there.

use std::fs;
use std::path::{Path, PathBuf};

use jakstat_model::Diagnostic;
use jakstat_sim::pharmacology::{Compound, Kinases, Targets};

fn models() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models")
}

/// Paths in `folder`, sorted; empty where there is no such folder.
fn listed(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// What was read, or a failure that shows every problem of the file.
fn must<T>(path: &Path, read: impl Fn(&str) -> Result<T, Vec<Diagnostic>>) -> T {
    let text = fs::read_to_string(path).unwrap();
    read(&text).unwrap_or_else(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}:\n{}", path.display(), lines.join("\n"))
    })
}

#[test]
fn compounds_kinases_and_targets_fit_together() {
    let kinases = must(&models().join("kinases.toml"), Kinases::read);
    let files = listed(&models().join("compounds"));
    let files: Vec<&PathBuf> = files.iter().filter(|p| p.extension().is_some_and(|e| e == "toml")).collect();
    let compounds: Vec<Compound> =
        files.iter().map(|path| must(path, |text| Compound::read(&path.to_string_lossy(), text))).collect();
    let known = |id: &str| compounds.iter().any(|c| c.id == id);
    for compound in &compounds {
        let id = &compound.id;
        for potency in &compound.potencies {
            assert!(
                kinases.get(&potency.kinase).is_some(),
                "{id}: kinase `{}` is not described",
                potency.kinase
            );
        }
        if let Some(metabolite) = compound.kinetics.as_ref().and_then(|k| k.metabolite.as_ref()) {
            assert!(known(&metabolite.compound), "{id}: metabolite `{}` has no file", metabolite.compound);
        }
        if let Some(surrogate) = &compound.surrogate {
            assert!(known(surrogate), "{id}: surrogate `{surrogate}` has no file");
        }
    }
    let mut read = 0;
    for path in listed(&models()).iter().map(|folder| folder.join("targets.toml")).filter(|p| p.exists()) {
        for kinase in must(&path, Targets::read).kinases() {
            assert!(kinases.get(kinase).is_some(), "{}: kinase `{kinase}` is not described", path.display());
        }
        read += 1;
    }
    assert!(read > 0, "no network has targets");
}
