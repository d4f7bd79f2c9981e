//! Run folders: damage is found, other folders are refused, nothing is ever half written.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{Quiet, compute, files, go_on, manifest, outputs, start};
use jakstat_study::codes;
use jakstat_study::store::block_rows;
use jakstat_study::{Finished, Store, StudyError, run};
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

const ROWS: u64 = 200;

fn code(error: &StudyError) -> &'static str {
    let diagnostic = error.diagnostic();
    assert!(diagnostic.help.is_some() && diagnostic.message == error.to_string());
    diagnostic.code.id
}

/// All blocks, no tables: a process that was killed just before the end.
fn all_blocks(dir: &Path) {
    let store = Store::open(dir, manifest(ROWS), false).unwrap();
    // Backwards, since order must not matter.
    for block in (0..store.blocks()).rev() {
        store.write_block(block, &compute(store.range(block).unwrap())).unwrap();
    }
}

fn reference() -> (Vec<u8>, Vec<u8>) {
    let dir = tempfile::tempdir().unwrap();
    start(dir.path(), ROWS, Some(1)).unwrap();
    outputs(dir.path())
}

#[test]
fn damaged_and_foreign_blocks_are_computed_again_with_a_notice() {
    let dir = tempfile::tempdir().unwrap();
    all_blocks(dir.path());
    let block = |name: &str| dir.path().join("blocks").join(name);
    let whole = fs::read(block("000003.block")).unwrap();
    fs::write(block("000003.block"), &whole[..whole.len() / 2]).unwrap();
    fs::copy(block("000005.block"), block("000006.block")).unwrap();
    fs::write(block("000007.block"), "").unwrap();
    fs::write(block("000008.block.tmp"), &whole[..40]).unwrap();
    fs::write(block("000999.block"), &whole).unwrap();
    fs::write(block("notes.txt"), "mine").unwrap();
    let store = Store::open(dir.path(), manifest(ROWS), true).unwrap();
    assert_eq!(store.missing_blocks().collect::<Vec<_>>(), [3, 6, 7]);
    assert_eq!(store.rows_done(), ROWS - 48);
    let notices: Vec<String> = store.notices().iter().map(ToString::to_string).collect();
    assert_eq!(
        notices,
        [
            "warning[Y060]: computed again: 000003.block (damaged), 000006.block (of another run), 000007.block (damaged)",
            "warning[Y062]: not part of this run and left alone: 000999.block, notes.txt",
        ]
    );
    assert!(!block("000008.block.tmp").exists());
    drop(store);
    go_on(dir.path(), ROWS).unwrap();
    assert!(outputs(dir.path()) == reference());
    assert_eq!(files(&dir.path().join("blocks")), ["000999.block", "notes.txt"]);
}

/// Every state that a kill during the writing of the tables can leave.
#[test]
fn a_kill_at_any_moment_of_the_end_is_survived() {
    let want = reference();
    let done = tempfile::tempdir().unwrap();
    start(done.path(), ROWS, None).unwrap();
    let states: [&[(&str, &str)]; 5] = [
        &[],
        &[("runs.csv", "runs.csv.tmp")],
        &[("runs.csv", "runs.csv"), ("runs.parquet", "runs.parquet.tmp")],
        &[("runs.csv", "runs.csv"), ("runs.parquet", "runs.parquet"), ("manifest.json", "manifest.json.tmp")],
        &[("runs.csv", "runs.csv"), ("runs.parquet", "runs.parquet"), ("manifest.json", "manifest.json")],
    ];
    for state in states {
        let dir = tempfile::tempdir().unwrap();
        all_blocks(dir.path());
        for (from, to) in state {
            fs::copy(done.path().join(from), dir.path().join(to)).unwrap();
        }
        assert_eq!(
            go_on(dir.path(), ROWS).unwrap(),
            Finished::Complete { rows: ROWS, failed: 4 },
            "{state:?}"
        );
        assert!(outputs(dir.path()) == want, "{state:?}");
        assert_eq!(files(dir.path()), ["manifest.json", "run.lock", "runs.csv", "runs.parquet"], "{state:?}");
    }
}

#[test]
fn a_kill_at_the_very_start_is_survived() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("run.lock"), "").unwrap();
    fs::write(dir.path().join("manifest.json.tmp"), "{\"form").unwrap();
    start(dir.path(), ROWS, None).unwrap();
    assert!(outputs(dir.path()) == reference());
    assert!(!dir.path().join("manifest.json.tmp").exists());
}

#[test]
fn without_resume_a_folder_with_a_run_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    drop(Store::open(dir.path(), manifest(ROWS), false).unwrap());
    let error = Store::open(dir.path(), manifest(ROWS), false).unwrap_err();
    assert!(matches!(error, StudyError::NeedsResume { finished: false, .. }));
    assert!(error.diagnostic().help.unwrap().contains("--resume"));
    go_on(dir.path(), ROWS).unwrap();
    let error = Store::open(dir.path(), manifest(ROWS), false).unwrap_err();
    assert!(matches!(error, StudyError::NeedsResume { finished: true, .. }));
}

#[test]
fn another_run_is_refused_and_the_differences_are_named() {
    let dir = tempfile::tempdir().unwrap();
    drop(Store::open(dir.path(), manifest(ROWS), false).unwrap());
    let mut other = manifest(ROWS + 1);
    other.study = "4567".into();
    let error = Store::open(dir.path(), other, true).unwrap_err();
    assert_eq!(code(&error), codes::DIFFERENT_RUN.id);
    let want = "holds another run: its study is 0123, not 4567; its number of runs is 200, not 201";
    assert!(error.to_string().ends_with(want), "{error}");
    let newer = fs::read_to_string(dir.path().join("manifest.json"))
        .unwrap()
        .replace("\"version\": 1", "\"version\": 2");
    fs::write(dir.path().join("manifest.json"), newer).unwrap();
    let error = Store::open(dir.path(), manifest(ROWS), true).unwrap_err();
    assert!(error.to_string().ends_with("its format version is 2, not 1"), "{error}");
}

#[test]
fn folders_of_something_else_are_refused_and_left_as_they_are() {
    for (name, text) in [
        ("data.parquet", "PAR1"),
        ("manifest.json", "{\"name\": \"app\"}"),
        ("manifest.json", "[1"),
        ("runs.csv", "a\n1\n"),
    ] {
        for resume in [false, true] {
            let dir = tempfile::tempdir().unwrap();
            fs::write(dir.path().join(name), text).unwrap();
            let error = Store::open(dir.path(), manifest(ROWS), resume).unwrap_err();
            assert_eq!(code(&error), codes::NOT_OURS.id, "{name}");
            assert!(error.to_string().contains(name));
            assert_eq!(fs::read_to_string(dir.path().join(name)).unwrap(), text);
        }
    }
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("notes.txt"), "mine").unwrap();
    Store::open(dir.path(), manifest(ROWS), false).unwrap_err();
    assert_eq!(files(dir.path()), ["notes.txt"]);
}

#[test]
fn an_altered_or_lost_table_of_a_finished_run_is_found() {
    let dir = tempfile::tempdir().unwrap();
    start(dir.path(), ROWS, None).unwrap();
    let path = dir.path().join("runs.csv");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("49,,step", "48,,step", 1)).unwrap();
    let error = Store::open(dir.path(), manifest(ROWS), true).unwrap_err();
    assert!(code(&error) == codes::DAMAGED.id && error.to_string().contains("runs.csv is not as"), "{error}");
    fs::remove_file(&path).unwrap();
    let error = Store::open(dir.path(), manifest(ROWS), true).unwrap_err();
    assert!(error.to_string().contains("runs.csv is missing"), "{error}");
}

#[test]
fn a_foreign_table_is_never_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), manifest(ROWS), false).unwrap();
    drop(store);
    fs::write(dir.path().join("runs.csv"), "mine").unwrap();
    let error = Store::open(dir.path(), manifest(ROWS), true).unwrap_err();
    assert_eq!(code(&error), codes::IN_THE_WAY.id);
    fs::remove_file(dir.path().join("runs.csv")).unwrap();
    // The same, put there while the run goes on.
    let mut store = Store::open(dir.path(), manifest(ROWS), true).unwrap();
    fs::write(dir.path().join("runs.csv"), "mine").unwrap();
    let error = run(&mut store, None, &compute, &Quiet, &AtomicBool::new(false)).unwrap_err();
    assert_eq!(code(&error), codes::IN_THE_WAY.id);
    assert_eq!(fs::read_to_string(dir.path().join("runs.csv")).unwrap(), "mine");
    assert!(!dir.path().join("runs.parquet").exists() && !dir.path().join("runs.csv.tmp").exists());
}

#[test]
fn two_stores_never_share_a_folder() {
    let dir = tempfile::tempdir().unwrap();
    let first = Store::open(dir.path(), manifest(ROWS), false).unwrap();
    for resume in [false, true] {
        let error = Store::open(dir.path(), manifest(ROWS), resume).unwrap_err();
        assert_eq!(code(&error), codes::LOCKED.id);
    }
    drop(first);
    Store::open(dir.path(), manifest(ROWS), true).unwrap();
}

#[test]
fn tables_wait_for_all_blocks() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(dir.path(), manifest(ROWS), false).unwrap();
    store.write_block(2, &compute(32..48)).unwrap();
    assert!(matches!(store.finish(), Err(StudyError::Unfinished { missing: 12 })));
    assert!(matches!(store.write_block(13, &[]), Err(StudyError::NoSuchBlock { block: 13, blocks: 13 })));
    assert!(matches!(store.write_block(12, &compute(0..16)), Err(StudyError::WrongCount { wanted: 8, .. })));
}

#[test]
fn a_path_that_cannot_be_a_folder_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    for path in [file.clone(), file.join("run")] {
        let error = Store::open(&path, manifest(ROWS), false).unwrap_err();
        assert_eq!(code(&error), codes::IO.id);
        assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
    }
}

/// `/dev/full` takes no byte, as a full disk.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_names_the_file_and_leaves_the_run_resumable() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(dir.path(), manifest(ROWS), false).unwrap();
    let full = |name: &str| std::os::unix::fs::symlink("/dev/full", dir.path().join(name)).unwrap();
    for (temporary, name) in [
        ("blocks/000004.block.tmp", "000004.block"),
        ("runs.csv.tmp", "runs.csv"),
        ("runs.parquet.tmp", "runs.parquet"),
    ] {
        full(temporary);
        let error = run(&mut store, Some(2), &compute, &Quiet, &AtomicBool::new(false)).unwrap_err();
        assert_eq!(code(&error), codes::IO.id);
        let text = error.to_string();
        assert!(text.contains(name) && text.contains("No space left on device"), "{text}");
        assert!(!dir.path().join(temporary).is_symlink());
        assert!(!dir.path().join("runs.csv").exists() && !dir.path().join("runs.parquet").exists());
    }
    drop(store);
    go_on(dir.path(), ROWS).unwrap();
    assert!(outputs(dir.path()) == reference());
}

#[test]
fn blocks_suit_the_size_of_the_run() {
    let sizes = [0, 1, 100, 1000, 10_000, 1 << 40].map(|rows| block_rows(rows).get());
    assert_eq!(sizes, [8, 8, 8, 16, 160, 256]);
}
