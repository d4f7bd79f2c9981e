//! A folder with files, and the command in it.

// A test that cannot even set its scene may panic anywhere.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

/// First-order decay in a compartment of 2 litres: amounts are twice the concentrations in nM.
pub const DECAY: &str = "\
unit time_unit = second
unit substance = 1e-9 mole
unit volume = litre
unit nM = 1e-9 mole / litre
unit per_s = 1 / second
compartment cell = 2
species S1 in cell, S2 in cell
J: S1 -> S2; cell*k*S1
S1 = 10; S2 = 0
k = 0.1; k has per_s
";

/// A working folder of its own.
pub struct Bench(TempDir);

/// What a command said.
#[derive(Debug, PartialEq)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Bench {
    /// A folder with these files; folders in their names are made.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let bench = Self(TempDir::new().unwrap());
        for (name, text) in files {
            let path = bench.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        bench
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Runs `jakstat` with these arguments, which have no blanks.
    pub fn say(&self, arguments: &str) -> Said {
        self.say_all(&arguments.split_whitespace().collect::<Vec<_>>())
    }

    /// Runs `jakstat` with these arguments.
    pub fn say_all(&self, arguments: &[&str]) -> Said {
        let output =
            Command::cargo_bin("jakstat").unwrap().args(arguments).current_dir(self.path()).output().unwrap();
        Said {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Text of a file.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// All names in a folder, in order.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.path().join(folder)).unwrap();
        let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// A CSV text as names and rows of numbers.
pub fn numbers(csv: &str) -> (Vec<String>, Vec<Vec<f64>>) {
    let mut lines = csv.lines();
    let names = lines.next().unwrap().split(',').map(str::to_owned).collect();
    (names, lines.map(|l| l.split(',').map(|cell| cell.parse().unwrap()).collect()).collect())
}
