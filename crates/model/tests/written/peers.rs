//! What is written, judged by other tools; left out where those are not installed.
//!
//! The tools are looked for by the Python that the variable `JAKSTAT_PYTHON` names, else in the
//! environment that the benchmarks make, `target/peers/venv`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jakstat_model::{antimony, sbml};

use super::corpus::{self, Model};
use super::normal::{Format, normal};
use super::{difference, in_words};

/// The Python that has the tools, if there is one.
fn python() -> Option<PathBuf> {
    let named = std::env::var_os("JAKSTAT_PYTHON").map(PathBuf::from);
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/peers/venv/bin/python");
    named.or(Some(built)).filter(|python| python.is_file())
}

/// What a script says of a folder, in lines; `None`, and a line that says so, where its tool is absent.
fn lines(script: &str, folder: &Path) -> Option<Vec<String>> {
    let script_path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/written/peers").join(script);
    let Some(python) = python() else {
        println!("skipped: no Python with the tools; name one in JAKSTAT_PYTHON");
        return None;
    };
    let output = Command::new(python).arg(script_path).arg(folder).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.code() == Some(3) {
        println!("skipped: {}", said.trim());
        return None;
    }
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    Some(said.lines().map(str::to_owned).collect())
}

/// A new folder with one file for each model.
fn folder(name: &str, models: &[Model], write: impl Fn(&Model) -> (String, &'static str)) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("jakstat-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    for (i, model) in models.iter().enumerate() {
        let stem = Path::new(&model.name).file_stem().unwrap().to_string_lossy().into_owned();
        let (text, ending) = write(model);
        fs::write(folder.join(format!("{i:04}-{stem}.{ending}")), text).unwrap();
    }
    folder
}

/// Models that libAntimony does not give back, and why.
const KNOWN: [(&str, &str); 2] = [
    ("BIOMD0000000161", "it does not multiply units with factors of their own out"),
    ("01562-sbml-l2v5", "it writes 15 digits of a stoichiometry"),
];

/// Some cases of the suite beside all other models: the tools take their time.
fn all() -> Vec<Model> {
    let suite = corpus::suite().into_iter().step_by(12);
    corpus::shipped().into_iter().chain(corpus::curated()).chain(suite).collect()
}

#[test]
fn libsbml_finds_no_error() {
    let models: Vec<Model> = all().into_iter().filter(|m| sbml::write(&m.network).is_ok()).collect();
    let folder = folder("libsbml", &models, |model| (sbml::write(&model.network).unwrap(), "xml"));
    let said = lines("libsbml_check.py", &folder);
    fs::remove_dir_all(&folder).unwrap();
    let Some(said) = said else { return };
    let (last, problems) = said.split_last().unwrap();
    assert_eq!(*last, format!("checked {}", models.len()));
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn libantimony_reads_the_same_network() {
    let models: Vec<Model> = all().into_iter().filter(|m| antimony::write(&m.network).is_ok()).collect();
    let folder = folder("libantimony", &models, |model| (antimony::write(&model.network).unwrap(), "ant"));
    let said = lines("libantimony_read.py", &folder);
    let Some(mut said) = said else { return fs::remove_dir_all(&folder).unwrap() };
    assert_eq!(said.pop(), Some(format!("read {}", models.len())));
    for (i, model) in models.iter().enumerate() {
        let stem = Path::new(&model.name).file_stem().unwrap().to_string_lossy().into_owned();
        let Ok(text) = fs::read_to_string(folder.join(format!("{i:04}-{stem}.xml"))) else { continue };
        let parsed = sbml::read(&model.name, &text);
        if !parsed.is_ok() {
            said.push(format!("{stem} is not read:{}", in_words(&parsed.diagnostics)));
        }
        let [before, after] = [&model.network, &parsed.network].map(|n| normal(n, Format::LibAntimony));
        if before != after && !KNOWN.iter().any(|(known, _)| *known == stem) {
            said.push(format!("{stem} changes:{}", difference(&before, &after)));
        }
    }
    fs::remove_dir_all(&folder).unwrap();
    assert!(said.is_empty(), "{} of {}:\n{}", said.len(), models.len(), said.join("\n"));
}
