//! Studies from the command line: the same bytes whatever happens on the way.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Three states with rates from slow to very fast, and one that grows without bound for large `g`.
const MODEL: &str = "\
species A, B, C, G
J1: A -> B; k1*A
J2: B + B -> B + C; k2*B*B
J3: B + C -> A + C; k3*B*C
G' = g*G*G
A = 1; B = 0; C = 0; G = 1
k1 = 0.04; k2 = 3e7; k3 = 1e4; g = 0
var G
";

const SCENARIO: &str = "\
model = \"model.ant\"
time = { end = 400 }
outcome = [
    { name = \"A_end\", of = \"A\", kind = \"value\", at = 400 },
    { name = \"B_max\", of = \"B\", kind = \"max\" },
    { name = \"C_area\", of = \"C\", kind = \"auc\" },
]
";

const STUDY: &str = "\
title = \"ten thousand\"
seed = 7
scenarios = [\"scenario.toml\"]

[[axis]]
points = 10000
latin_hypercube = [
    { name = \"k1\", from = 0.01, to = 0.1, scale = \"log\" },
    { name = \"k3\", from = 1e3, to = 1e5, scale = \"log\" },
    { name = \"g\", from = -0.01, to = 0.0026 },
]
";

struct Bench(TempDir);

impl Bench {
    fn new() -> Self {
        let bench = Self(TempDir::new().unwrap());
        // Global rate rules need a variable that is no species.
        let model = MODEL.replace("species A, B, C, G\n", "species A, B, C\n");
        for (name, text) in
            [("model.ant", model.as_str()), ("scenario.toml", SCENARIO), ("study.toml", STUDY)]
        {
            std::fs::write(bench.path(name), text).unwrap();
        }
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn start(&self, arguments: &[&str]) -> Child {
        Command::new(assert_cmd::cargo::cargo_bin("jakstat"))
            .args(arguments)
            .current_dir(self.0.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.start(arguments).wait_with_output().unwrap();
        let text =
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.code().unwrap(), text)
    }

    fn tables(&self, folder: &str) -> [Vec<u8>; 2] {
        ["runs.csv", "runs.parquet"].map(|name| std::fs::read(self.path(folder).join(name)).unwrap())
    }
}

fn blocks(folder: &Path) -> usize {
    std::fs::read_dir(folder.join("blocks")).map_or(0, |entries| entries.count())
}

#[test]
fn ten_thousand_runs_give_the_same_bytes() {
    let bench = Bench::new();
    let (code, said) = bench.run(&["study", "study.toml", "-o", "one", "-j", "1"]);
    assert_eq!(code, 0, "{said}");
    let (code, said) = bench.run(&["study", "study.toml", "-o", "two", "-j", "2"]);
    assert_eq!(code, 0, "{said}");
    let one = bench.tables("one");
    assert!(one == bench.tables("two"), "1 and 2 threads differ");

    // Some points have no solution: they are rows with their reason, and the rest is there.
    let text = String::from_utf8_lossy(&one[0]);
    let failed = text.lines().filter(|l| l.contains("may grow without bound")).count();
    assert!(failed > 10 && failed < 1000, "{failed} failed");
    assert_eq!(text.lines().filter(|l| !l.starts_with('#')).count(), 10_001);

    killed_and_resumed(&bench, &one);
}

/// Killed hard when about half of it is done, then resumed.
fn killed_and_resumed(bench: &Bench, expected: &[Vec<u8>; 2]) {
    let mut child = bench.start(&["study", "study.toml", "-o", "killed", "-j", "2"]);
    let folder = bench.path("killed");
    let begun = Instant::now();
    while blocks(&folder) < 30 && begun.elapsed() < Duration::from_secs(120) {
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!folder.join("runs.csv").exists(), "it was over before it could be killed");
    let (code, said) = bench.run(&["study", "study.toml", "-o", "killed"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("--resume"), "{said}");
    let (code, said) = bench.run(&["study", "study.toml", "-o", "killed", "--resume"]);
    assert_eq!(code, 0, "{said}");
    assert!(&bench.tables("killed") == expected, "a resumed run differs");
}

#[test]
fn resume_refuses_what_is_not_ours() {
    let bench = Bench::new();
    std::fs::create_dir(bench.path("foreign")).unwrap();
    std::fs::write(bench.path("foreign/runs.parquet"), "PAR1 of somebody else").unwrap();
    let (code, said) = bench.run(&["study", "study.toml", "-o", "foreign", "--resume"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("runs.parquet") && said.contains("help"), "{said}");
    assert_eq!(std::fs::read_dir(bench.path("foreign")).unwrap().count(), 1);
}

#[test]
fn wrong_studies_write_nothing() {
    let bench = Bench::new();
    let broken = STUDY.replace("name = \"k3\"", "name = \"k4\"").replace("seed", "sed");
    std::fs::write(bench.path("study.toml"), broken).unwrap();
    let (code, said) = bench.run(&["study", "study.toml", "-o", "out"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("`sed`") && said.contains("did you mean `seed`"), "{said}");
    let broken = STUDY.replace("name = \"k3\"", "name = \"k4\"");
    std::fs::write(bench.path("study.toml"), broken).unwrap();
    let (code, said) = bench.run(&["study", "study.toml", "-o", "out"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("no scenario has `k4`"), "{said}");
    assert!(!bench.path("out").exists());
}
