//! The command on published JAK-STAT models: `check` accepts them, `run` gives the reference
//! trajectories of another tool.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use assert_cmd::Command;

const MODELS: [u32; 13] = [93, 94, 151, 313, 314, 347, 504, 543, 544, 591, 861, 867, 959];

/// Relative to the value, or to 1e-7 of the largest value of its species.
const TOLERANCE: f64 = 1e-4;

fn table(text: &str) -> (Vec<String>, Vec<Vec<f64>>) {
    let mut lines = text.lines();
    let names = lines.next().unwrap().split(',').map(str::to_owned).collect();
    let rows = lines.map(|l| l.split(',').map(|x| x.parse().unwrap()).collect()).collect();
    (names, rows)
}

fn said(arguments: &[&str]) -> String {
    let output = Command::cargo_bin("jakstat").unwrap().args(arguments).output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {complaint}");
    String::from_utf8(output.stdout).unwrap()
}

fn compare(model: &Path) {
    let path = model.to_str().unwrap();
    said(&["check", path]);
    let (names, expected) = table(&std::fs::read_to_string(model.with_extension("csv")).unwrap());
    let saved = names[1..].join(",");
    let last = expected.last().unwrap()[0].to_string();
    let run =
        ["run", path, "--from", "0", "--until", &last, "--points", "11", "--rtol", "1e-8", "--atol", "1e-12"];
    let (columns, got) = table(&said(&[&run[..], &["--save", &saved, "--csv", "-"]].concat()));
    assert_eq!((columns, got.len()), (names.clone(), expected.len()), "{path}");
    for (i, name) in names.iter().enumerate() {
        let peak = expected.iter().map(|row| row[i].abs()).fold(0.0, f64::max);
        for (row, reference) in got.iter().zip(&expected) {
            let scale = reference[i].abs().max(1e-7 * peak).max(1e-300);
            let difference = (row[i] - reference[i]).abs() / scale;
            assert!(difference <= TOLERANCE, "{path}, {name} at {}: {} for {}", row[0], row[i], reference[i]);
        }
    }
}

#[test]
fn jak_stat_models() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/biomodels");
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return;
    }
    for number in MODELS {
        compare(&folder.join(format!("BIOMD{number:010}.ant")));
    }
}
