//! Runs: the same bytes whatever happens on the way.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{Quiet, Stopper, compute, files, go_on, manifest, outputs, start, table_rows};
use jakstat_study::table::{Cell, Row};
use jakstat_study::{Finished, Store, StudyError, run};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::{env, fs, process};

const ROWS: u64 = 1000;

/// The tables of an undisturbed run on one thread.
fn reference() -> (Vec<u8>, Vec<u8>) {
    let dir = tempfile::tempdir().unwrap();
    start(dir.path(), ROWS, Some(1)).unwrap();
    outputs(dir.path())
}

#[test]
fn the_bytes_do_not_depend_on_threads() {
    let want = reference();
    assert_eq!(table_rows(&want.0), compute(0..ROWS));
    for threads in [Some(2), Some(7), None] {
        let dir = tempfile::tempdir().unwrap();
        let end = start(dir.path(), ROWS, threads).unwrap();
        assert_eq!(end, Finished::Complete { rows: ROWS, failed: 20 });
        assert!(outputs(dir.path()) == want, "{threads:?} threads");
        assert_eq!(files(dir.path()), ["manifest.json", "run.lock", "runs.csv", "runs.parquet"]);
    }
}

#[test]
fn a_stopped_run_goes_on_with_other_threads_and_gives_the_same_bytes() {
    let want = reference();
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(dir.path(), manifest(ROWS), false).unwrap();
    let mut done_before = 0;
    for (round, threads) in [2, 7, 1, 3].into_iter().enumerate() {
        let stop = AtomicBool::new(false);
        let stopper = Stopper::after(100, &stop);
        let end = run(&mut store, Some(threads), &compute, &stopper, &stop).unwrap();
        let Finished::Stopped { done, total } = end else { panic!("{end:?}") };
        assert_eq!((total, stopper.already_done()), (ROWS, done_before));
        assert!(done >= done_before + 100 && done < ROWS, "{done}");
        assert_eq!((stopper.seen(), done), (done - done_before, store.rows_done()));
        assert!(!dir.path().join("runs.csv").exists());
        done_before = done;
        drop(store);
        let mut other = manifest(ROWS);
        other.provenance = serde_json::json!({ "command": format!("resumed {round}") });
        store = Store::open(dir.path(), other, true).unwrap();
    }
    let end = run(&mut store, Some(2), &compute, &Quiet, &AtomicBool::new(false)).unwrap();
    assert_eq!(end, Finished::Complete { rows: ROWS, failed: 20 });
    assert!(outputs(dir.path()) == want);
}

#[test]
fn a_complete_run_is_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    start(dir.path(), ROWS, None).unwrap();
    let stamps = || {
        ["runs.csv", "runs.parquet", "manifest.json"]
            .map(|f| fs::metadata(dir.path().join(f)).unwrap().modified().unwrap())
    };
    let before = stamps();
    let mut store = Store::open(dir.path(), manifest(ROWS), true).unwrap();
    assert!(store.is_complete() && store.missing_blocks().next().is_none());
    let never = |_| -> Vec<Row> { panic!("nothing is left to compute") };
    let end = run(&mut store, None, &never, &Quiet, &AtomicBool::new(false)).unwrap();
    assert_eq!(end, Finished::Complete { rows: ROWS, failed: 20 });
    assert_eq!(stamps(), before);
}

#[test]
fn few_and_no_rows_work() {
    for rows in [0, 1, 15, 16, 17] {
        let dir = tempfile::tempdir().unwrap();
        let end = start(dir.path(), rows, None).unwrap();
        assert!(matches!(end, Finished::Complete { rows: found, .. } if found == rows));
        assert_eq!(table_rows(&outputs(dir.path()).0), compute(0..rows));
    }
}

/// Not a test of its own: the process that the next test starts, and that dies in the middle.
#[test]
#[ignore = "started by a_killed_process_leaves_a_folder_that_goes_on"]
fn dying_process() {
    let Some(dir) = env::var_os("JAKSTAT_TEST_DYING_DIR") else { return };
    let mut store = Store::open(dir.as_ref(), manifest(ROWS), false).unwrap();
    let started = AtomicU64::new(0);
    let dying = |range: std::ops::Range<u64>| {
        if started.fetch_add(1, Ordering::Relaxed) == 20 {
            process::abort();
        }
        compute(range)
    };
    run(&mut store, Some(2), &dying, &Quiet, &AtomicBool::new(false)).unwrap();
}

#[test]
fn a_killed_process_leaves_a_folder_that_goes_on() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("run");
    let status = process::Command::new(env::current_exe().unwrap())
        .args(["--exact", "dying_process", "--ignored"])
        .env("JAKSTAT_TEST_DYING_DIR", &dir)
        .stdout(process::Stdio::null())
        .stderr(process::Stdio::null())
        .status()
        .unwrap();
    assert!(!status.success());
    let store = Store::open(&dir, manifest(ROWS), true).unwrap();
    assert!(store.rows_done() > 0 && store.rows_done() < ROWS);
    drop(store);
    go_on(&dir, ROWS).unwrap();
    assert!(outputs(&dir) == reference());
}

#[test]
fn compute_may_use_the_pool_itself() {
    use rayon::prelude::*;
    let nested = |range: std::ops::Range<u64>| -> Vec<Row> {
        range.into_par_iter().flat_map_iter(|i| compute(i..i + 1)).collect()
    };
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(dir.path(), manifest(ROWS), false).unwrap();
    run(&mut store, Some(3), &nested, &Quiet, &AtomicBool::new(false)).unwrap();
    assert!(outputs(dir.path()) == reference());
}

#[test]
fn rows_that_do_not_fit_stop_the_run_and_name_the_lowest_block() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(dir.path(), manifest(ROWS), false).unwrap();
    let short = |range: std::ops::Range<u64>| compute(range.start..range.end - 1);
    match run(&mut store, Some(1), &short, &Quiet, &AtomicBool::new(false)) {
        Err(StudyError::WrongCount { block: 0, found: 15, wanted: 16 }) => {}
        other => panic!("{other:?}"),
    }
    let odd = |range: std::ops::Range<u64>| range.map(|_| Row(vec![Cell::Missing])).collect();
    let error = run(&mut store, Some(1), &odd, &Quiet, &AtomicBool::new(false)).unwrap_err();
    assert_eq!(error.to_string(), "row 0 has 1 cells for 3 columns");
    assert!(matches!(
        run(&mut store, Some(0), &odd, &Quiet, &AtomicBool::new(false)),
        Err(StudyError::NoThreads { .. })
    ));
    drop(store);
    go_on(dir.path(), ROWS).unwrap();
    assert!(outputs(dir.path()) == reference());
}

#[test]
fn a_panic_ends_the_run_early_and_leaves_it_resumable() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(dir.path(), manifest(ROWS), false).unwrap();
    let blocks = Mutex::new(Vec::new());
    let broken = |range: std::ops::Range<u64>| {
        if range.start == 64 {
            panic!("as the test wants");
        }
        blocks.lock().unwrap().push(range.start);
        compute(range)
    };
    let run = || run(&mut store, Some(1), &broken, &Quiet, &AtomicBool::new(false));
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).is_err());
    assert_eq!(*blocks.lock().unwrap(), [0, 16, 32, 48]);
    drop(store);
    go_on(dir.path(), ROWS).unwrap();
    assert!(outputs(dir.path()) == reference());
}
