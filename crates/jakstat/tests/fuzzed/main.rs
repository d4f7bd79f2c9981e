//! The fuzz targets on their seeds and on seeded mutations of them: what a fuzzer once found stays
//! mended. The fuzzer itself is run from the folder `fuzz`.

#![allow(clippy::unwrap_used)]

mod mutate;
mod targets;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jakstat::study::store::Store;

use mutate::{Random, mutated};
use targets::{rows_of_seeds, run, run_of_seeds};

/// Longest time for one input on a slow and busy machine.
const LONGEST: Duration = Duration::from_secs(20);

fn seeds(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds").join(target);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let read = |path: PathBuf| (path.clone(), std::fs::read(path).unwrap());
    paths.into_iter().map(read).collect()
}

/// Runs one input; on a fault, says which.
fn tried(name: &str, bytes: &[u8], what: &str) {
    let start = Instant::now();
    let ended = std::panic::catch_unwind(|| run(name, bytes));
    assert!(ended.is_ok(), "{what}:\n{}", String::from_utf8_lossy(bytes));
    assert!(
        start.elapsed() < LONGEST,
        "{what} took {:?}:\n{}",
        start.elapsed(),
        String::from_utf8_lossy(bytes)
    );
}

/// Every seed, and `mutations` of them.
fn survives(name: &str, mutations: u64) {
    let seeds = seeds(name);
    assert!(seeds.len() >= 4, "too few seeds for {name}");
    for (path, bytes) in &seeds {
        tried(name, bytes, &path.display().to_string());
    }
    for i in 0..mutations {
        let mut random = Random(i);
        let (path, bytes) = &seeds[random.below(seeds.len())];
        let other = &seeds[random.below(seeds.len())].1;
        let damaged = mutated(bytes, other, &mut random);
        tried(name, &damaged, &format!("mutation {i} of {}", path.display()));
    }
}

#[test]
fn antimony() {
    survives("antimony", 1500);
}

#[test]
fn sbml() {
    survives("sbml", 1500);
}

#[test]
fn mathml() {
    survives("mathml", 1500);
}

#[test]
fn toml() {
    survives("toml", 1500);
}

#[test]
fn results() {
    survives("results", 400);
}

/// The seeds of a run folder are of today's format, so that mutations of them get further than the
/// first line.
#[test]
fn seeds_of_a_run_folder_are_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), run_of_seeds(), false).unwrap();
    store.write_block(0, &rows_of_seeds()).unwrap();
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/results");
    for (file, seed) in [("manifest.json", "manifest.json"), ("blocks/000000.block", "000000.block")] {
        let today = std::fs::read(folder.path().join(file)).unwrap();
        assert!(std::fs::read(seeds.join(seed)).unwrap() == today, "{seed} is of another format");
    }
}
