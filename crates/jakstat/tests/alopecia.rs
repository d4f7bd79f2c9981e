//! The shipped disease model: every file of it can be used, and what its documents say about health
//! and disease, about kinases and about the length of treatment is so.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use jakstat::load::{load_fit, load_scenario, load_study, load_validation, toml_files};
use jakstat::sim::Variation;
use jakstat::study::summary::summarise;
use jakstat::study::table::Cell;
use jakstat::study::validation::Predictions;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/alopecia")
}

/// What a study without virtual patients predicts, by its label column.
fn predictions(study: &str, label: &str) -> Predictions {
    let loaded = load_study(&folder().join("studies").join(study)).unwrap();
    let sweep = loaded.sweep().unwrap();
    let rows = sweep.rows_in_memory(None).unwrap();
    let summaries = summarise(&loaded.study, sweep.schema(), &rows).unwrap();
    Predictions::from_summaries(&summaries, label)
}

#[test]
fn every_file_can_be_used() {
    for path in toml_files(&folder().join("scenarios")) {
        load_scenario(&path).unwrap().experiment(&Variation::default()).unwrap();
    }
    for path in toml_files(&folder().join("studies")) {
        load_study(&path).unwrap();
    }
    for path in toml_files(&folder().join("fits")) {
        // The folder holds the studies of fits too.
        if std::fs::read_to_string(&path).unwrap().contains("[[topic]]") {
            load_fit(&path).unwrap().fit().check().unwrap();
        } else {
            load_study(&path).unwrap();
        }
    }
    load_validation(&folder()).unwrap();
}

#[test]
fn health_and_disease_are_both_stable() {
    let loaded = load_study(&folder().join("studies/hysteresis.toml")).unwrap();
    let sweep = loaded.sweep().unwrap();
    let column = |name: &str| sweep.schema().columns().iter().position(|c| c.name == name).unwrap();
    let (branch, kinase, rest) = (column("branch"), column("JAK1_skin"), column("SALT_rest"));
    let rows = sweep.rows_in_memory(None).unwrap();
    let at = |from: &str, activity: f64| {
        let row = rows
            .iter()
            .find(|row| row.0[branch] == Cell::Text(from.into()) && row.0[kinase] == Cell::Number(activity));
        match row.unwrap().0[rest] {
            Cell::Number(salt) => salt,
            ref other => panic!("{other:?}"),
        }
    };
    assert!(at("from health", 1.0) < 20.0);
    assert!(at("from active disease", 1.0) > 60.0);
    assert!(at("from active disease", 0.6) < 20.0, "a strong block cures");
}

#[test]
fn in_the_mouse_jak1_or_jak3_must_go_and_long_enough() {
    let found = predictions("mouse.toml", "arm");
    let regrown = |arm: &str, column: &str| found.get(arm, column).unwrap();
    assert!(regrown("JAK1-selective, 4 weeks", "regrown_wk4") > 80.0);
    assert!(regrown("JAK3-selective, 12 weeks", "regrown_wk12") > 80.0);
    assert!(regrown("JAK2-selective, 12 weeks", "regrown_wk12") < 20.0);
    assert!(regrown("topical, 12 weeks", "regrown_wk12") < 20.0);
    assert!(regrown("JAK1-selective, 4 weeks", "regrown_day364") < 50.0);
    assert!(regrown("JAK1-selective, 16 weeks", "regrown_day364") > 80.0);
}
