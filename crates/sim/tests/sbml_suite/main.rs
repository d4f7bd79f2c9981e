//! The SBML semantic test suite: every time course passes, or is refused by name.
//!
//! The suite is data beside the project; the test is skipped where it is absent.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod case;
mod verdict;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use case::Case;
use verdict::{Verdict, judge};

/// At least so many cases pass in their newest level.
const PASS: usize = 1084;

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

/// How many files passed, which were refused by which codes, and what went wrong.
#[derive(Default)]
struct Tally {
    pass: usize,
    refused: BTreeMap<String, Vec<String>>,
    faults: Vec<String>,
}

impl Tally {
    fn of(files: &[(&Case, &PathBuf)]) -> Self {
        let verdicts: Vec<Verdict> = files.par_iter().map(|(case, file)| judge(case, file)).collect();
        let mut tally = Self::default();
        for ((case, file), verdict) in files.iter().zip(verdicts) {
            let name = case::name(file);
            match verdict {
                Verdict::Pass => tally.pass += 1,
                Verdict::Refused(codes, why) => {
                    let codes: Vec<&str> = codes.into_iter().collect();
                    let key = codes.join("+");
                    if std::env::var_os("JAKSTAT_SUITE_VERBOSE").is_some() {
                        println!("R {key} {name} [{}] {why}", case.tags.join(" "));
                    }
                    tally.refused.entry(key).or_default().push(name);
                }
                Verdict::Fault(why) => {
                    tally.faults.push(format!("{name} [{}] {why}", case.tags.join(" ")));
                }
            }
        }
        tally
    }

    fn print(&self, what: &str) {
        let refused: usize = self.refused.values().map(Vec::len).sum();
        println!("{what}: {} pass, {refused} refused, {} faults", self.pass, self.faults.len());
        for (codes, names) in &self.refused {
            println!("  refused {codes}: {}", names.len());
        }
    }
}

#[test]
fn every_time_course_passes_or_is_refused_by_name() {
    let Some(cases) = cases() else {
        println!("skipped: {} is not there", folder().display());
        return;
    };
    let courses: Vec<&Case> = cases.iter().filter(|c| c.time_course).collect();
    println!(
        "{} cases: {} time courses, {} flux balances",
        cases.len(),
        courses.len(),
        cases.len() - courses.len()
    );
    let newest: Vec<_> = courses.iter().filter_map(|c| Some((*c, c.models.first()?))).collect();
    let older: Vec<_> = courses.iter().flat_map(|c| c.models.iter().skip(1).map(move |m| (*c, m))).collect();
    let (newest, older) = (Tally::of(&newest), Tally::of(&older));
    newest.print("newest level");
    older.print("older levels");
    for fault in newest.faults.iter().chain(&older.faults) {
        println!("F {fault}");
    }
    assert!(newest.faults.is_empty() && older.faults.is_empty());
    assert!(newest.pass >= PASS, "{} cases pass, {PASS} did", newest.pass);
}
