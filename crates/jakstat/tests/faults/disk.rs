//! Disks that are full, folders that cannot be written.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::bench::{Bench, undisturbed};

/// A limit on the size of a file stands for a full disk: with the signal ignored a write fails in the
/// same place and way. `ulimit -f` counts in 512 bytes.
fn limited(blocks: u64, arguments: &str) -> String {
    format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$J\" {arguments}")
}

#[test]
fn a_disk_that_is_full_while_blocks_are_written() {
    let bench = Bench::new();
    // Enough for the manifest and too little for a block.
    let said = bench.shell(&limited(4, "study study.toml -o out -j 2"));
    said.refused(&["cannot write out/blocks/", "File too large", "--resume"]);
    assert!(!bench.path("out/runs.csv").exists());
    bench.recovers("out");
}

#[test]
fn a_disk_that_is_full_while_tables_are_written() {
    let bench = Bench::new();
    // Enough for each block and too little for a table.
    let blocks = undisturbed().0["runs.csv"].len() as u64 / 512 / 2;
    let said = bench.shell(&limited(blocks, "study study.toml -o out -j 2"));
    said.refused(&["cannot write out/runs.csv", "File too large", "--resume"]);
    let names: Vec<String> = bench.files("out").into_keys().filter(|name| !name.contains('/')).collect();
    assert_eq!(names, ["manifest.json", "run.lock"], "half a table was left");
    bench.recovers("out");
}

#[test]
fn a_process_that_the_full_disk_ends_is_resumed() {
    let bench = Bench::new();
    for blocks in [4, 100] {
        let folder = format!("out{blocks}");
        let line = format!("ulimit -f {blocks}; exec \"$J\" study study.toml -o {folder} -j 2");
        assert_eq!(bench.shell(&line).code, None, "a signal ends it");
        bench.recovers(&folder);
    }
}

#[test]
fn results_of_a_run_that_do_not_fit_leave_nothing_behind() {
    let bench = Bench::new();
    bench.shell(&limited(4, "run scenario.toml -o out")).refused(&["cannot be written", "File too large"]);
    assert!(!bench.path("out").exists(), "half of the results were left");
    bench.say("run scenario.toml -o out").fine();
    let before = bench.files("out");
    bench.shell(&limited(4, "run scenario.toml -o out")).refused(&["cannot be written", "File too large"]);
    assert!(bench.files("out") == before, "earlier results were lost");
    bench.say("run scenario.toml --csv rows.csv").fine();
    let rows = fs::read(bench.path("rows.csv")).unwrap();
    bench.shell(&limited(1, "run scenario.toml --csv rows.csv")).refused(&["`rows.csv` cannot be written"]);
    assert!(fs::read(bench.path("rows.csv")).unwrap() == rows);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_told() {
    let bench = Bench::new();
    for (line, words) in [
        ("\"$J\" run scenario.toml > /dev/full", "the output cannot be written: No space left on device"),
        ("\"$J\" run scenario.toml --csv - > /dev/full", "the output cannot be written: No space left"),
        (
            "\"$J\" run scenario.toml --csv /dev/full",
            "`/dev/full` cannot be written: No space left on device",
        ),
        ("\"$J\" convert model.ant -o /dev/full --to sbml", "`/dev/full` cannot be written: No space left"),
        ("\"$J\" list model.ant > /dev/full", "the output cannot be written: No space left on device"),
        ("\"$J\" check model.ant > /dev/full", "the output cannot be written: No space left on device"),
        ("\"$J\" explain > /dev/full", "the output cannot be written: No space left on device"),
    ] {
        bench.shell(line).refused(&[words, "help"]);
    }
    // Nobody who reads is no fault.
    bench.shell("\"$J\" explain | head -1").fine();
}

#[cfg(target_os = "linux")]
#[test]
fn a_place_where_nothing_can_be_made_is_named() {
    let bench = Bench::new();
    bench.say("study study.toml -o /proc/out").refused(&["cannot create /proc/out", "help"]);
    bench.say("run scenario.toml -o /proc/out").refused(&["`/proc/out` cannot be written", "help"]);
    bench.say("run scenario.toml --csv /proc/rows.csv").refused(&["`/proc/rows.csv` cannot be written"]);
    bench.say("convert model.ant -o nowhere/model.xml").refused(&["`nowhere/model.xml` cannot be written"]);
}

#[test]
fn a_folder_that_may_not_be_written_is_named() {
    let bench = Bench::new();
    let closed = bench.path("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(closed.join("probe"), "").is_ok() {
        println!("skipped: permission bits do not bind this user");
        return;
    }
    for folder in ["closed", "closed/out"] {
        bench.say(&format!("study study.toml -o {folder}")).refused(&["Permission denied", "help"]);
        bench.say(&format!("run scenario.toml -o {folder}")).refused(&["Permission denied", "help"]);
    }
    bench.half_done("out");
    let blocks = bench.path("out/blocks");
    fs::set_permissions(&blocks, fs::Permissions::from_mode(0o555)).unwrap();
    bench.say("study study.toml -o out --resume").refused(&["Permission denied", "help"]);
    fs::set_permissions(&blocks, fs::Permissions::from_mode(0o755)).unwrap();
    bench.recovers("out");
}
