//! Studies from files, with their scenarios and tables.

use std::collections::BTreeMap;
use std::path::Path;

use jakstat_model::{Diagnostic, Sources, Span};
use jakstat_study::sweep::{AxisSpec, Files, Loaded, ObservedFile, PlotKind, Study, Sweep};
use jakstat_study::validation::{Observation, read_observations};

use super::folder::folder_of;
use super::kind::FileKind;
use super::population::{LoadedPopulation, load_population};
use super::scenario::{LoadedScenario, load_scenario};
use super::texts::Texts;
use crate::codes;
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
    /// Populations by the path that the study has for them.
    pub populations: BTreeMap<String, LoadedPopulation>,
    /// What figures show beside the rows, by the path that the study has for it. It changes no row,
    /// so it does not count for the hash.
    pub observed: BTreeMap<String, Vec<Observation>>,
    /// Hash of all texts that the rows depend on.
    pub hash: String,
    /// The study's own text.
    pub sources: Sources,
}

impl LoadedStudy {
    /// Plans the rows, compiles every model that they need and enrols the patients.
    ///
    /// # Errors
    /// Everything that does not fit together, with places in the study's text.
    pub fn sweep(&self) -> Result<Sweep, Problems> {
        Sweep::new(&self.study, &self.files()).map_err(|found| {
            let diagnostics = found.into_iter().map(|problem| self.located(problem)).collect();
            Problems { diagnostics, sources: self.sources.clone() }
        })
    }

    /// Where the study names, in quotes, what a problem without place is about.
    fn located(&self, problem: Diagnostic) -> Diagnostic {
        let text = self.sources.0.first().map_or("", |source| source.text.as_str());
        let name = problem.message.split('`').nth(1).filter(|_| problem.place.is_none());
        let found = name.and_then(|name| {
            let quoted = ['"', '\''].map(|quote| format!("{quote}{name}{quote}"));
            quoted.iter().find_map(|q| text.find(q.as_str()).map(|at| Span::new(0, at, at + q.len())))
        });
        match found {
            Some(at) => problem.at(at),
            None => problem,
        }
    }

    /// What the study names, read.
    pub fn files(&self) -> Files {
        let populations = self.populations.iter().map(|(path, loaded)| (path.clone(), loaded.parts()));
        Files {
            scenarios: self.scenarios.iter().map(parts).collect(),
            tables: self.tables.clone(),
            populations: populations.collect(),
        }
    }
}

/// The parts of a scenario that a study needs.
pub(super) fn parts(loaded: &LoadedScenario) -> Loaded {
    Loaded {
        name: loaded.scenario.title.clone(),
        scenario: loaded.scenario.clone(),
        parts: loaded.parts.clone(),
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
    if let Ok(kind @ (FileKind::Model | FileKind::Scenario | FileKind::Compound)) = FileKind::of(path, &text)
    {
        let message = format!("`{name}` is a {} file, and a study is needed", kind.words());
        let help =
            if kind == FileKind::Compound { "name a study" } else { "use `jakstat run`, or name a study" };
        return Err(Diagnostic::error(&codes::BAD_ARGUMENT, message).help(help).into());
    }
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
    let (mut tables, mut populations) = (BTreeMap::new(), BTreeMap::new());
    for axis in &study.axes {
        match axis {
            AxisSpec::Table(table, at) => match texts.read(&folder.join(table)) {
                Ok(text) => {
                    tables.insert(table.clone(), text);
                }
                Err(problem) => problems.add(vec![problem.at(*at)], sources.clone()),
            },
            AxisSpec::Population(spec) => match load_population(&folder.join(&spec.path)) {
                Ok(loaded) => {
                    texts.insert(&format!("population {}", spec.path), &loaded.hash);
                    populations.insert(spec.path.clone(), loaded);
                }
                Err(found) => problems.add(found.diagnostics, found.sources),
            },
            _ => {}
        }
    }
    let observed = observations(path, &study, &sources, &mut problems);
    if problems.has_errors() {
        return Err(problems);
    }
    Ok(LoadedStudy { name, study, scenarios, tables, populations, observed, hash: texts.hash(), sources })
}

/// The tables of observations that the figures name. Their column `study` holds the name of the
/// study's file without ending.
fn observations(
    path: &Path,
    study: &Study,
    sources: &Sources,
    problems: &mut Problems,
) -> BTreeMap<String, Vec<Observation>> {
    let files = study.plots.iter().filter_map(|plot| match &plot.kind {
        PlotKind::Lines(lines) => lines.observed.as_ref(),
        _ => None,
    });
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut all = BTreeMap::new();
    for ObservedFile { path: file, at } in files {
        let place = folder_of(path).join(file);
        match Texts::default().read(&place) {
            Ok(text) => match read_observations(&text, &name) {
                Ok(found) => {
                    all.insert(file.clone(), found);
                }
                Err(found) => problems.add(found, Sources::single(place.display().to_string(), text)),
            },
            Err(problem) => problems.add(vec![problem.at(*at)], sources.clone()),
        }
    }
    all
}
