//! A small study whose rows are known.
#![allow(dead_code, reason = "each test file uses a part")]

use jakstat_study::design::row_seed;
use jakstat_study::table::{Cell, Column, ColumnKind, FAILURE, Row, Schema, read_csv};
use jakstat_study::{Finished, Manifest, Progress, Store, StudyError, run};
use std::fs;
use std::num::NonZeroU64;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Blocks of 16, so that small runs have many.
pub fn manifest(rows: u64) -> Manifest {
    let column =
        |name: &str, unit: Option<&str>, kind| Column { name: name.into(), unit: unit.map(Into::into), kind };
    Manifest {
        program: "test 1".into(),
        study: "0123".into(),
        schema: Schema::new(vec![
            column("run", None, ColumnKind::Integer),
            column("auc", Some("nM h"), ColumnKind::Number),
            column(FAILURE, None, ColumnKind::Text),
        ])
        .unwrap(),
        rows,
        block_rows: NonZeroU64::new(16).unwrap(),
        provenance: serde_json::json!({ "command": "first", "rtol": 2.225_073_858_507_201e-7 }),
    }
}

/// Row `i` from its stream; every 50th fails.
pub fn compute(rows: Range<u64>) -> Vec<Row> {
    rows.map(|i| {
        let number = row_seed(7, i) as f64 / 3.0;
        match i % 50 {
            49 => {
                Row(vec![Cell::Integer(i as i64), Cell::Missing, Cell::Text(format!("step at t = {number}"))])
            }
            _ => Row(vec![Cell::Integer(i as i64), Cell::Number(number), Cell::Missing]),
        }
    })
    .collect()
}

/// A whole run in a new folder.
pub fn start(dir: &Path, rows: u64, threads: Option<usize>) -> Result<Finished, StudyError> {
    let mut store = Store::open(dir, manifest(rows), false)?;
    run(&mut store, threads, &compute, &Quiet, &AtomicBool::new(false))
}

/// The rest of a run.
pub fn go_on(dir: &Path, rows: u64) -> Result<Finished, StudyError> {
    let mut store = Store::open(dir, manifest(rows), true)?;
    run(&mut store, Some(2), &compute, &Quiet, &AtomicBool::new(false))
}

/// Both tables.
pub fn outputs(dir: &Path) -> (Vec<u8>, Vec<u8>) {
    (fs::read(dir.join("runs.csv")).unwrap(), fs::read(dir.join("runs.parquet")).unwrap())
}

/// Names in a folder, sorted.
pub fn files(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap();
    let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The rows of a CSV table.
pub fn table_rows(csv: &[u8]) -> Vec<Row> {
    read_csv(std::str::from_utf8(csv).unwrap()).unwrap().rows
}

/// Says nothing.
pub struct Quiet;

impl Progress for Quiet {
    fn started(&self, _: u64, _: u64) {}
    fn advanced(&self, _: u64, _: u64) {}
    fn finished(&self) {}
}

/// Stops a run after some rows, and counts what it is told.
pub struct Stopper<'a> {
    after: u64,
    stop: &'a AtomicBool,
    already: AtomicU64,
    seen: AtomicU64,
    failed: AtomicU64,
}

impl<'a> Stopper<'a> {
    pub fn after(after: u64, stop: &'a AtomicBool) -> Self {
        Self { after, stop, already: AtomicU64::new(0), seen: AtomicU64::new(0), failed: AtomicU64::new(0) }
    }

    pub fn already_done(&self) -> u64 {
        self.already.load(Ordering::SeqCst)
    }

    pub fn seen(&self) -> u64 {
        self.seen.load(Ordering::SeqCst)
    }
}

impl Progress for Stopper<'_> {
    fn started(&self, _: u64, already_done: u64) {
        self.already.store(already_done, Ordering::SeqCst);
    }

    fn advanced(&self, rows: u64, failed: u64) {
        self.failed.fetch_add(failed, Ordering::SeqCst);
        if self.seen.fetch_add(rows, Ordering::SeqCst) + rows >= self.after {
            self.stop.store(true, Ordering::SeqCst);
        }
    }

    fn finished(&self) {
        // Failed runs are one in fifty, so they never outnumber the rows seen.
        assert!(self.failed.load(Ordering::SeqCst) <= self.seen() / 16);
    }
}
