//! What every tool is given: one SBML file, one table of parameters, one description of the task.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde::{Deserialize, Serialize};

use super::{ATOL, POINTS, RTOL, install};
use crate::Outcome;
use crate::cases::{Case, root};
use crate::sets::Sets;

/// The task as the scripts read it.
#[derive(Debug, Clone, Serialize)]
struct Told {
    name: String,
    model: PathBuf,
    sets: PathBuf,
    end: f64,
    points: usize,
    rtol: f64,
    atol: f64,
    states: Vec<String>,
    cache: PathBuf,
    tools: PathBuf,
}

/// What `prepare.py` found in the model.
#[derive(Debug, Deserialize)]
struct Facts {
    states: Vec<String>,
    constants: Vec<String>,
    values: Vec<f64>,
}

/// A model that is laid out for all tools.
#[derive(Debug)]
pub(super) struct Job {
    pub case: Case,
    pub folder: PathBuf,
    pub states: Vec<String>,
    pub sets: Sets,
    told: Told,
}

impl Job {
    /// Lays the condition over the model, draws the parameter sets and writes both.
    pub fn prepare(case: &Case, sets: usize, seed: u64) -> Outcome<Self> {
        let folder = install::folder().join("jobs").join(case.name);
        fs::create_dir_all(&folder)?;
        let folder = folder.canonicalize()?;
        let facts_file = folder.join("facts.json");
        let model = folder.join("model.xml");
        let prepared = Command::new(install::python()?)
            .arg(script("prepare"))
            .arg(case.file())
            .arg(&model)
            .arg(&facts_file)
            .args(case.condition.iter().map(|(id, value)| format!("{id}={value:e}")))
            .output()?;
        if !prepared.status.success() {
            return Err(String::from_utf8_lossy(&prepared.stderr).trim().into());
        }
        let facts: Facts = serde_json::from_str(&fs::read_to_string(facts_file)?)?;
        let drawn = Sets::draw(facts.constants, &facts.values, sets, seed);
        let sets_file = folder.join("sets.csv");
        drawn.write(&sets_file)?;
        let told = Told {
            name: case.name.into(),
            cache: folder.join(format!("compiled-{:016x}", fingerprint(&fs::read(&model)?))),
            model,
            sets: sets_file,
            end: case.end,
            points: POINTS,
            rtol: RTOL,
            atol: ATOL,
            states: facts.states.clone(),
            tools: install::folder().canonicalize()?,
        };
        Ok(Self { case: *case, folder, states: facts.states, sets: drawn, told })
    }

    /// Writes the task with these tolerances and gives the file.
    pub fn task(&self, name: &str, rtol: f64, atol: f64) -> Outcome<PathBuf> {
        let told = Told { rtol, atol, ..self.told.clone() };
        let file = self.folder.join(format!("{name}.json"));
        fs::write(&file, serde_json::to_string_pretty(&told)?)?;
        Ok(file)
    }

    /// The SBML file that all get.
    pub fn model(&self) -> &PathBuf {
        &self.told.model
    }

    /// Differs where model, parameter sets or times differ.
    pub fn fingerprint(&self) -> Outcome<u64> {
        let mut all = fs::read(&self.told.model)?;
        all.extend(fs::read(&self.told.sets)?);
        all.extend(self.case.end.to_le_bytes());
        Ok(fingerprint(&all))
    }
}

/// Path of a script.
pub(super) fn script(name: &str) -> PathBuf {
    root().join("benches/peers").join(format!("{name}.py"))
}

/// FNV-1a.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}
