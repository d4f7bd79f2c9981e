//! The main job on the shipped models: what its README says must be what comes out.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;

use jakstat::load::load_study;
use jakstat::study::sweep::Sweep;
use jakstat::study::table::{Cell, Row};

fn sweep() -> Sweep {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/studies/jak1-vs-jak2.toml");
    load_study(&path).and_then(|study| study.sweep()).unwrap_or_else(|problems| panic!("{problems}"))
}

fn column(sweep: &Sweep, name: &str) -> usize {
    sweep.schema().columns().iter().position(|c| c.name == name).unwrap()
}

fn number(row: &Row, i: usize) -> f64 {
    match row.0[i] {
        Cell::Number(x) => x,
        _ => panic!("{row:?}"),
    }
}

/// The rows at the clinical dose, by compound and regimen.
fn clinical(sweep: &Sweep) -> BTreeMap<(String, String), Row> {
    let factor = column(sweep, "dose_factor");
    let points = 13;
    let mut rows = BTreeMap::new();
    for i in (0..sweep.rows()).filter(|i| i % points == points / 2) {
        let row = sweep.compute(i..i + 1).remove(0);
        assert_eq!(number(&row, factor), 1.0);
        assert!(!sweep.schema().is_failure(&row), "{row:?}");
        let [Cell::Text(compound), Cell::Text(regimen)] = &row.0[..2] else { panic!("{row:?}") };
        rows.insert((compound.clone(), regimen.clone()), row);
    }
    rows
}

#[test]
fn clinical_doses() {
    let sweep = sweep();
    let rows = clinical(&sweep);
    let (on, off) = (column(&sweep, "pSTAT1_mean_inhibition"), column(&sweep, "pSTAT5_mean_inhibition"));
    let value = |compound: &str, regimen: &str, i: usize| {
        number(&rows[&(compound.to_owned(), regimen.to_owned())], i)
    };
    // As printed in models/studies/README.md.
    for (compound, regimen, expected_on, expected_off) in [
        ("abrocitinib", "200 mg QD", 31.5, 7.05),
        ("baricitinib", "4 mg QD", 46.2, 47.2),
        ("deuruxolitinib", "8 mg BID", 61.7, 63.6),
        ("filgotinib", "200 mg QD", 15.4, 5.34),
        ("ruxolitinib", "20 mg BID", 35.9, 38.9),
        ("tofacitinib", "5 mg BID", 18.3, 8.40),
        ("upadacitinib", "15 mg QD", 19.0, 12.6),
    ] {
        assert!((value(compound, regimen, on) - expected_on).abs() < 0.1, "{compound}");
        assert!((value(compound, regimen, off) - expected_off).abs() < 0.1, "{compound}");
    }
    // A compound that binds one kinase spares the receptor that does not use it.
    assert!(value("ideal-jak1", "4 mg QD", off).abs() < 1e-6);
    assert!(value("ritlecitinib", "50 mg QD", on).abs() < 1e-6);

    let (last, before) =
        (column(&sweep, "JAK1_mean_occupancy"), column(&sweep, "JAK1_mean_occupancy_week_before"));
    for ((compound, regimen), row) in rows.iter().filter(|((_, regimen), _)| !regimen.contains("then")) {
        let drift = number(row, last) - number(row, before);
        assert!(drift.abs() < 0.5, "{compound} {regimen} still moves by {drift}");
    }
}

#[test]
fn a_row_does_not_depend_on_its_company() {
    let sweep = sweep();
    let together = sweep.compute(40..66);
    for (i, row) in (40..66).zip(&together).step_by(5) {
        assert_eq!(&sweep.compute(i..i + 1)[0], row, "row {i}");
    }
}
