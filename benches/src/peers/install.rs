//! The tools' environment: a virtual environment of Python under `target/peers`.

use std::path::PathBuf;
use std::process::Command;

use crate::Outcome;
use crate::cases::root;

/// Packages that all scripts need.
const BASE: [&str; 4] = ["numpy", "scipy", "sympy", "python-libsbml"];

/// Packages of one tool each; a tool whose package cannot be had is left out later.
const TOOLS: [&[&str]; 4] =
    [&["libroadrunner"], &["copasi-basico"], &["numba", "numbalsoda"], &["amici", "--no-binary", "amici"]];

/// Folder of everything that the comparison makes.
pub(super) fn folder() -> PathBuf {
    root().join("target/peers")
}

/// The environment's Python.
///
/// # Errors
/// It is not there yet.
pub(super) fn python() -> Outcome<PathBuf> {
    let python = folder().join("venv/bin/python");
    if python.exists() {
        Ok(python)
    } else {
        Err("the tools are not installed; say `peers --install` once (it takes some minutes)".into())
    }
}

/// Makes the environment and installs what can be installed.
///
/// # Errors
/// No Python, or one of the packages that all scripts need cannot be had.
pub(super) fn install() -> Outcome {
    std::fs::create_dir_all(folder())?;
    let venv = folder().join("venv");
    if !venv.exists() && !Command::new("python3").args(["-m", "venv"]).arg(&venv).status()?.success() {
        return Err("`python3 -m venv` failed: Python 3 with its venv module is needed".into());
    }
    if !pip(&BASE)? {
        return Err(format!("pip cannot install {}", BASE.join(" ")).into());
    }
    for packages in TOOLS {
        println!("installing {}", packages[0]);
        if !pip(packages)? {
            println!("{} cannot be installed; README.md says what its build needs", packages[0]);
        }
    }
    Ok(())
}

/// True where pip installed these. What it compiles is compiled for this machine.
fn pip(packages: &[&str]) -> Outcome<bool> {
    let flags = "-O3 -march=native";
    let status = Command::new(python()?)
        .args(["-m", "pip", "install", "--quiet", "--no-input"])
        .args(packages)
        .env("CFLAGS", flags)
        .env("CXXFLAGS", flags)
        .status()?;
    Ok(status.success())
}
