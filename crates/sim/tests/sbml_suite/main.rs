//! The SBML semantic test suite: every time course passes; flux balances are refused by name.
//!
//! The suite is data beside the project; the test is skipped where it is absent.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod case;
mod page;
mod tally;
mod verdict;

use std::fs;
use std::path::{Path, PathBuf};

use case::Case;
use tally::Tally;

/// At least so many cases pass in their newest level.
const PASS: usize = 1236;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/sbml-test-suite")
}

/// All cases, sorted; `None` where the suite is absent.
fn cases() -> Option<Vec<Case>> {
    let entries = fs::read_dir(folder()).ok()?;
    let mut folders: Vec<PathBuf> = entries.flatten().map(|e| e.path()).filter(|p| p.is_dir()).collect();
    folders.sort();
    Some(folders.iter().map(|f| Case::read(f).unwrap_or_else(|e| panic!("{}: {e}", f.display()))).collect())
}

#[test]
fn every_time_course_passes() {
    let Some(cases) = cases() else {
        println!("skipped: {} is not there", folder().display());
        return;
    };
    let (courses, fluxes): (Vec<&Case>, Vec<&Case>) = cases.iter().partition(|c| c.time_course);
    let newest: Vec<_> = courses.iter().filter_map(|c| Some((*c, c.models.first()?))).collect();
    let older: Vec<_> = courses.iter().flat_map(|c| c.models.iter().skip(1).map(move |m| (*c, m))).collect();
    let fluxes: Vec<_> = fluxes.iter().flat_map(|c| c.models.iter().map(move |m| (*c, m))).collect();
    let (newest, older, fluxes) = (Tally::of(&newest), Tally::of(&older), Tally::of(&fluxes));
    for (what, tally) in [("newest levels", &newest), ("older levels", &older), ("flux balances", &fluxes)] {
        println!("{what}: {} pass, {} refused, {} wrong", tally.pass, tally.refused, tally.faults.len());
        tally.constructs.iter().for_each(|((code, title), n)| println!("  {code} {title}: {n}"));
    }
    let faults: Vec<&String> = newest.faults.iter().chain(&older.faults).chain(&fluxes.faults).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(newest.pass >= PASS, "{} cases pass, {PASS} did", newest.pass);
    assert_eq!(fluxes.pass, 0, "a flux balance cannot be simulated");
    let constructs = newest.constructs.keys().chain(older.constructs.keys());
    let refused: Vec<_> = constructs.collect();
    assert!(refused.is_empty(), "{refused:?}");
    page::check(&newest, &older, &fluxes).unwrap_or_else(|message| panic!("{message}"));
}
