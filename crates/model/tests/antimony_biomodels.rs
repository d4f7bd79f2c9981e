//! Every curated model at hand is read without error, and what it holds is counted.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jakstat_model::{Network, Parsed, antimony};

fn read(text: &str) -> Parsed {
    antimony::read("model.ant", text, &|path| Err(format!("no file {path}")))
}

/// Name and text of every model; empty with a word where the folder is not there.
fn models() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/biomodels");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("skipped: there are no models in ../shared/biomodels");
        return BTreeMap::new();
    };
    let paths = entries.filter_map(|e| Some(e.ok()?.path()));
    let ant = paths.filter(|p| p.extension().is_some_and(|e| e == "ant"));
    ant.map(|p| (p.file_stem().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&p).unwrap())).collect()
}

fn counts(n: &Network) -> [usize; 6] {
    let parameters = n.parameters.len();
    [n.compartments.len(), n.species.len(), parameters, n.reactions.len(), n.rules.len(), n.events.len()]
}

#[test]
fn every_model_reads_without_error() {
    let mut wrong = Vec::new();
    for (id, text) in models() {
        let parsed = read(&text);
        for problem in parsed.diagnostics.iter().filter(|d| d.is_error()) {
            let (line, _) = problem.place.map_or((0, 0), |p| parsed.sources.line_column(p));
            wrong.push(format!("{id}:{line}: {problem}"));
        }
    }
    assert!(wrong.is_empty(), "{} errors:\n{}", wrong.len(), wrong.join("\n"));
}
