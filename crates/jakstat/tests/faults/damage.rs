//! Blocks that are cut, altered or of another study, and tables that were changed.

use std::fs;
use std::path::PathBuf;

use crate::bench::{Bench, STUDY};

/// The names of all blocks of a folder, in order.
fn blocks(bench: &Bench, folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(bench.path(folder).join("blocks")).unwrap().flatten();
    let mut paths: Vec<PathBuf> =
        entries.map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "block")).collect();
    paths.sort();
    paths
}

#[test]
fn damaged_blocks_are_computed_again() {
    let bench = Bench::new();
    bench.half_done("out");
    let found = blocks(&bench, "out");
    let [cut, flipped, emptied, ..] = &found[..] else { panic!("{found:?}") };
    let whole = fs::read(cut).unwrap();
    fs::write(cut, &whole[..whole.len() - 1]).unwrap();
    let mut bytes = fs::read(flipped).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(flipped, &bytes).unwrap();
    fs::write(emptied, "").unwrap();
    let said = bench.recovers("out");
    assert!(said.err.contains("warning[Y060]: computed again:"), "{said:?}");
    for path in [cut, flipped, emptied] {
        let name = path.file_name().unwrap().to_string_lossy();
        assert!(said.err.contains(&format!("{name} (damaged)")), "{said:?}");
    }
}

#[test]
fn a_block_of_another_study_is_computed_again() {
    let bench = Bench::new();
    bench.half_done("out");
    fs::write(bench.path("other.toml"), STUDY.replace("seed = 7", "seed = 8")).unwrap();
    fs::rename(bench.path("study.toml"), bench.path("kept.toml")).unwrap();
    fs::rename(bench.path("other.toml"), bench.path("study.toml")).unwrap();
    bench.half_done("foreign");
    fs::rename(bench.path("kept.toml"), bench.path("study.toml")).unwrap();
    let (own, foreign) = (blocks(&bench, "out"), blocks(&bench, "foreign"));
    fs::copy(&foreign[0], &own[0]).unwrap();
    let said = bench.recovers("out");
    assert!(said.err.contains("(of another run)"), "{said:?}");
}

#[test]
fn a_folder_of_another_study_is_refused_and_stays_as_it_is() {
    let bench = Bench::new();
    bench.half_done("out");
    let before = bench.files("out");
    fs::write(bench.path("study.toml"), STUDY.replace("seed = 7", "seed = 8")).unwrap();
    bench.say("study study.toml -o out --resume").refused(&["holds another run: its study is", "help"]);
    assert!(bench.files("out") == before);
    fs::write(bench.path("study.toml"), STUDY).unwrap();
    bench.recovers("out");
}

#[test]
fn a_damaged_manifest_is_refused() {
    let bench = Bench::new();
    bench.half_done("out");
    let path = bench.path("out/manifest.json");
    let text = fs::read_to_string(&path).unwrap();
    let cases = [
        (&text[..text.len() / 2], "holds files that are not of a run"),
        ("", "holds files that are not of a run"),
        (&text.replace("\"rows\": 2000", "\"rows\": -1"), "is altered"),
        (&text.replace("\"rows\": 2000", "\"rows\": 9000000000000000000"), "number of runs"),
    ];
    for (damaged, words) in cases {
        assert_ne!(damaged, text);
        fs::write(&path, damaged).unwrap();
        bench.say("study study.toml -o out --resume").refused(&[words]);
        assert_eq!(fs::read_to_string(&path).unwrap(), damaged, "it was overwritten");
    }
    fs::write(&path, text).unwrap();
    bench.recovers("out");
}

#[test]
fn a_changed_table_of_a_finished_run_is_never_taken_for_a_result() {
    let bench = Bench::new();
    bench.say("study study.toml -o out -j 2").fine();
    let path = bench.path("out/runs.csv");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("0.02", "0.03", 1)).unwrap();
    bench.say("study study.toml -o out --resume").refused(&["runs.csv is not as the run wrote it"]);
    fs::remove_file(&path).unwrap();
    bench.say("study study.toml -o out --resume").refused(&["runs.csv is missing from a finished run"]);
    bench.say("plot study.toml -o out").refused(&["runs.csv", "help"]);
    fs::write(&path, text).unwrap();
    bench.recovers("out");
}
