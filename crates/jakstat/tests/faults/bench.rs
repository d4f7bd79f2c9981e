//! A folder with a small study, and the command in it.

// A test that cannot even set its scene may panic anywhere.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use tempfile::TempDir;

const MODEL: &str = "\
species A, B, C
J1: A -> B; k1*A
J2: B + B -> B + C; k2*B*B
J3: B + C -> A + C; k3*B*C
A = 1; B = 0; C = 0
k1 = 0.04; k2 = 3e7; k3 = 1e4
";

const SCENARIO: &str = "\
model = \"model.ant\"
time = { end = 4000 }
outcome = [
    { name = \"A_end\", of = \"A\", kind = \"value\", at = 4000 },
    { name = \"B_max\", of = \"B\", kind = \"max\" },
]
";

/// Some seconds of work; a table, a summary and a figure come of it.
pub const STUDY: &str = "\
title = \"to be killed\"
seed = 7
scenarios = [\"scenario.toml\"]

[[axis]]
name = \"k1\"
values = [0.02, 0.04]

[[axis]]
points = 1000
latin_hypercube = [
    { name = \"k2\", from = 1e7, to = 1e8, scale = \"log\" },
    { name = \"k3\", from = 1e3, to = 1e5, scale = \"log\" },
]

[[summary]]
name = \"mean\"
statistic = \"mean\"
of = \"A_end\"
by = [\"k1\"]

[[plot]]
name = \"means\"
kind = \"lines\"
x = \"k1\"
y = [\"mean\"]
";

/// A working folder of its own.
pub struct Bench(TempDir);

/// How a command ended.
#[derive(Debug, PartialEq)]
pub struct Said {
    /// Exit code; none where a signal ended it.
    pub code: Option<i32>,
    pub err: String,
}

impl Said {
    /// One plain error on standard error, with its code and these words, and the exit code 1 or 2.
    #[track_caller]
    pub fn refused(&self, words: &[&str]) {
        assert!(matches!(self.code, Some(1 | 2)), "{self:?}");
        assert_eq!(self.err.matches("error[").count(), 1, "{self:?}");
        assert!(!self.err.contains("panicked"), "{self:?}");
        words.iter().for_each(|word| assert!(self.err.contains(word), "no `{word}` in {self:?}"));
    }

    #[track_caller]
    pub fn fine(&self) {
        assert_eq!(self.code, Some(0), "{self:?}");
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self { code: output.status.code(), err: String::from_utf8(output.stderr).unwrap() }
    }
}

impl Bench {
    pub fn new() -> Self {
        let bench = Self(TempDir::new().unwrap());
        let files = [("model.ant", MODEL), ("scenario.toml", SCENARIO), ("study.toml", STUDY)];
        files.iter().for_each(|(name, text)| std::fs::write(bench.path(name), text).unwrap());
        bench
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// `jakstat` with these arguments, which have no blanks.
    pub fn start(&self, arguments: &str) -> Child {
        self.spawn(Command::new(program()).args(arguments.split_whitespace()))
    }

    /// A command in this folder.
    pub fn spawn(&self, command: &mut Command) -> Child {
        command.current_dir(self.0.path()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Runs `jakstat` to its end.
    pub fn say(&self, arguments: &str) -> Said {
        self.start(arguments).wait_with_output().unwrap().into()
    }

    /// Runs a line of shell, in which `$J` is the program.
    #[cfg(unix)]
    pub fn shell(&self, line: &str) -> Said {
        let mut command = Command::new("sh");
        self.spawn(command.args(["-c", line]).env("J", program())).wait_with_output().unwrap().into()
    }

    /// The study, killed when some blocks are done and others not.
    pub fn half_done(&self, folder: &str) {
        let mut child = self.start(&format!("study study.toml -o {folder} -j 2"));
        let begun = Instant::now();
        while self.blocks(folder) < 12 && begun.elapsed() < Duration::from_secs(120) {
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!self.path(folder).join("runs.csv").exists(), "it was over before it could be killed");
    }

    /// Number of finished blocks.
    pub fn blocks(&self, folder: &str) -> usize {
        let names = std::fs::read_dir(self.path(folder).join("blocks")).into_iter().flatten().flatten();
        names.filter(|e| e.file_name().to_string_lossy().ends_with(".block")).count()
    }

    /// Every file in a folder and below it with its bytes; the manifest only by name, since its
    /// provenance is not compared.
    pub fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        collect(&self.path(folder), "", &mut found);
        found
    }

    /// Resumes and expects the very files of a run that nothing disturbed.
    #[track_caller]
    pub fn recovers(&self, folder: &str) -> Said {
        let said = self.say(&format!("study study.toml -o {folder} --resume -j 2"));
        said.fine();
        self.is_whole(folder);
        said
    }

    /// The folder holds the files of a run that nothing disturbed, and no others.
    #[track_caller]
    pub fn is_whole(&self, folder: &str) {
        let (files, wanted) = (self.files(folder), &undisturbed().0);
        let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&files), names(wanted));
        for (name, bytes) in &files {
            assert!(bytes == &wanted[name], "{name} differs");
        }
    }
}

fn program() -> PathBuf {
    assert_cmd::cargo::cargo_bin("jakstat")
}

fn collect(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), found);
        } else {
            found.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
}

/// The files of the study when nothing disturbs it, and how long it takes.
pub fn undisturbed() -> &'static (BTreeMap<String, Vec<u8>>, Duration) {
    static FILES: OnceLock<(BTreeMap<String, Vec<u8>>, Duration)> = OnceLock::new();
    FILES.get_or_init(|| {
        let bench = Bench::new();
        let begun = Instant::now();
        bench.say("study study.toml -o out -j 2").fine();
        let took = begun.elapsed();
        let files = bench.files("out");
        for name in ["manifest.json", "runs.csv", "runs.parquet", "summary.csv", "figures/means.svg"] {
            assert!(files.contains_key(name), "no {name} among {:?}", files.keys());
        }
        (files, took)
    })
}
