//! The invariants of `crates/README.md` that a test can hold.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
}

fn sources(crate_name: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(&root().join("crates").join(crate_name).join("src"), "rs", &mut found);
    found
}

const CRATES: [(&str, &[&str]); 6] = [
    ("model", &[]),
    ("ode", &[]),
    ("sim", &["model", "ode"]),
    ("study", &["model", "ode", "sim"]),
    ("report", &["model", "ode", "sim", "study"]),
    ("jakstat", &["model", "ode", "sim", "study", "report"]),
];

#[test]
fn arrows_go_one_way() {
    for (name, allowed) in CRATES {
        let manifest = std::fs::read_to_string(root().join("crates").join(name).join("Cargo.toml")).unwrap();
        let depends = manifest
            .lines()
            .filter_map(|l| l.strip_prefix("jakstat-"))
            .map(|l| l.split(['.', ' ', '=']).next().unwrap_or_default().to_owned());
        for other in depends {
            assert!(allowed.contains(&other.as_str()), "`{name}` depends on `{other}`");
        }
    }
}

#[test]
fn only_load_and_the_store_open_files() {
    let allowed = ["jakstat/src/load/", "jakstat/src/commands/", "study/src/store/"];
    for (name, _) in CRATES {
        for path in sources(name) {
            let shown = path.display().to_string();
            if allowed.iter().any(|a| shown.contains(a)) {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for word in ["std::fs", "File::open", "SystemTime", "env::var"] {
                let terminal = word == "env::var" && shown.contains("jakstat/src");
                assert!(terminal || !text.contains(word), "{shown} uses {word}");
            }
        }
    }
}

/// Names of compounds and kinases: whoever writes one into a crate has put knowledge in code.
fn biological_words() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut compounds = Vec::new();
    files(&root().join("models/compounds"), "toml", &mut compounds);
    for path in compounds {
        words.insert(path.file_stem().unwrap().to_string_lossy().to_lowercase());
    }
    let kinases = std::fs::read_to_string(root().join("models/kinases.toml")).unwrap();
    for line in kinases.lines().filter_map(|l| l.strip_prefix("id = \"")) {
        words.insert(line.trim_end_matches('"').to_lowercase());
    }
    words
        .extend(["alopecia", "interferon", "erythropoietin", "cytokine", "stat1", "stat5"].map(String::from));
    words
}

#[test]
fn crates_name_no_biology() {
    let words = biological_words();
    assert!(words.len() > 15, "{words:?}");
    for (name, _) in CRATES {
        for path in sources(name) {
            let text = std::fs::read_to_string(&path).unwrap();
            // Help texts of the command may show the shipped models as examples.
            let code = text.lines().filter(|l| !l.trim_start().starts_with("jakstat "));
            for line in code {
                let line = line.to_lowercase();
                for word in &words {
                    assert!(!line.contains(word.as_str()), "{} names `{word}`: {line}", path.display());
                }
            }
        }
    }
}
