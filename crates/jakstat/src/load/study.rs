//! Studies from files, with their scenarios and tables.

use std::collections::BTreeMap;
use std::path::Path;

use jakstat_model::Sources;
use jakstat_study::sweep::{AxisSpec, Loaded, Study, Sweep};

use super::folder::folder_of;
use super::scenario::{LoadedScenario, load_scenario};
use super::texts::Texts;
use crate::problems::Problems;

/// A study with all files that it needs.
#[derive(Debug, Clone)]
pub struct LoadedStudy {
    /// Its path.
    pub name: String,
    /// The study.
    pub study: Study,
    /// Its scenarios, with what they name.
    pub scenarios: Vec<LoadedScenario>,
    /// CSV tables by the path that the study has for them.
    pub tables: BTreeMap<String, String>,
    /// Hash of all texts that were read.
    pub hash: String,
    /// The study's own text.
    pub sources: Sources,
}

impl LoadedStudy {
    /// Plans the rows and compiles every model that they need.
    ///
    /// # Errors
    /// Everything that does not fit together, with places in the study's text.
    pub fn sweep(&self) -> Result<Sweep, Problems> {
        let scenarios: Vec<Loaded> = self
            .scenarios
            .iter()
            .map(|s| Loaded {
                name: s.scenario.title.clone(),
                scenario: s.scenario.clone(),
                parts: s.parts.clone(),
            })
            .collect();
        Sweep::new(&self.study, &scenarios, &self.tables)
            .map_err(|diagnostics| Problems { diagnostics, sources: self.sources.clone() })
    }
}

/// Reads a study and every file that it needs; paths in it count from its folder.
///
/// # Errors
/// Every problem of all files, with its place.
pub fn load_study(path: &Path) -> Result<LoadedStudy, Problems> {
    let mut texts = Texts::default();
    let text = texts.read(path)?;
    let name = path.display().to_string();
    let sources = Sources::single(name.clone(), text.clone());
    let study =
        Study::read(&text).map_err(|diagnostics| Problems { diagnostics, sources: sources.clone() })?;
    let folder = folder_of(path);
    let mut problems = Problems::default();
    let mut scenarios = Vec::new();
    for scenario in &study.scenarios {
        match load_scenario(&folder.join(scenario)) {
            Ok(loaded) => {
                texts.insert(&format!("scenario {scenario}"), &loaded.hash);
                scenarios.push(loaded);
            }
            Err(found) => problems.add(found.diagnostics, found.sources),
        }
    }
    let mut tables = BTreeMap::new();
    for axis in &study.axes {
        let AxisSpec::Table(table, at) = axis else { continue };
        match texts.read(&folder.join(table)) {
            Ok(text) => {
                tables.insert(table.clone(), text);
            }
            Err(problem) => problems.add(vec![problem.at(*at)], sources.clone()),
        }
    }
    if problems.has_errors() {
        return Err(problems);
    }
    Ok(LoadedStudy { name, study, scenarios, tables, hash: texts.hash(), sources })
}
