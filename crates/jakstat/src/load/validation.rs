//! Validation and fit files, with the studies and observations that they name.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jakstat_model::{Diagnostic, Sources};
use jakstat_study::fit::{Fit, FitFile, FitTopic};
use jakstat_study::validation::{Bands, Observation, Topic, Validation, read_observations};

use super::folder::folder_of;
use super::study::{LoadedStudy, load_study};
use super::texts::Texts;
use crate::problems::Problems;

/// A topic with its study and its observations.
#[derive(Debug, Clone)]
pub struct LoadedTopic {
    /// The topic.
    pub topic: Topic,
    /// Its study.
    pub study: LoadedStudy,
    /// What was observed.
    pub observations: Vec<Observation>,
    /// How far the predictions of a fit's ensemble reach.
    pub bands: Option<Bands>,
}

impl LoadedTopic {
    fn to_fit(&self) -> FitTopic {
        FitTopic {
            name: self.topic.study.clone(),
            study: self.study.study.clone(),
            files: self.study.files(),
            observations: self.observations.clone(),
            label: self.topic.label.clone(),
            fold: self.topic.fold,
            ids: OnceLock::new(),
        }
    }
}

/// A validation with everything that it needs.
#[derive(Debug, Clone)]
pub struct LoadedValidation {
    /// Its path.
    pub name: String,
    /// Title of the table.
    pub title: String,
    /// Its parts.
    pub topics: Vec<LoadedTopic>,
    /// Hash of all texts that were read.
    pub hash: String,
    /// The file's own text.
    pub sources: Sources,
}

impl LoadedValidation {
    /// The comparison without free parameters.
    pub fn fit(&self) -> Fit {
        Fit { parameters: Vec::new(), topics: self.topics.iter().map(LoadedTopic::to_fit).collect() }
    }
}

/// A fit with everything that it needs.
#[derive(Debug, Clone)]
pub struct LoadedFit {
    /// Its path.
    pub name: String,
    /// The file.
    pub file: FitFile,
    /// Its topics.
    pub topics: Vec<LoadedTopic>,
    /// Hash of all texts that were read.
    pub hash: String,
    /// The file's own text.
    pub sources: Sources,
}

impl LoadedFit {
    /// The cost with the free parameters of the file.
    pub fn fit(&self) -> Fit {
        let topics = self.topics.iter().map(LoadedTopic::to_fit).collect();
        Fit { parameters: self.file.parameters.clone(), topics }
    }
}

/// Reads a validation file, or `validation.toml` of a folder, and every file that it needs.
///
/// # Errors
/// Every problem of all files, with its place.
pub fn load_validation(path: &Path) -> Result<LoadedValidation, Problems> {
    let path: PathBuf = if path.is_dir() { path.join("validation.toml") } else { path.to_path_buf() };
    let mut files = Files::open(&path)?;
    let validation = Validation::read(&files.text).map_err(|found| files.here(found))?;
    let topics = files.topics(&validation.topics)?;
    let Files { texts, sources, name, .. } = files;
    Ok(LoadedValidation { name, title: validation.title, topics, hash: texts.hash(), sources })
}

/// Reads a fit file and every file that it needs.
///
/// # Errors
/// Every problem of all files, with its place.
pub fn load_fit(path: &Path) -> Result<LoadedFit, Problems> {
    let mut files = Files::open(path)?;
    let file = FitFile::read(&files.text).map_err(|found| files.here(found))?;
    let topics = files.topics(&file.topics)?;
    let Files { texts, sources, name, .. } = files;
    Ok(LoadedFit { name, file, topics, hash: texts.hash(), sources })
}

/// A file and what it names.
struct Files {
    name: String,
    folder: PathBuf,
    text: String,
    texts: Texts,
    sources: Sources,
}

impl Files {
    fn open(path: &Path) -> Result<Self, Problems> {
        let mut texts = Texts::default();
        let text = texts.read(path)?;
        let name = path.display().to_string();
        let sources = Sources::single(name.clone(), text.clone());
        Ok(Self { folder: folder_of(path).to_path_buf(), name, text, texts, sources })
    }

    fn here(&self, diagnostics: Vec<Diagnostic>) -> Problems {
        Problems { diagnostics, sources: self.sources.clone() }
    }

    fn topics(&mut self, topics: &[Topic]) -> Result<Vec<LoadedTopic>, Problems> {
        let mut problems = Problems::default();
        let mut loaded = Vec::new();
        for topic in topics {
            match self.topic(topic) {
                Ok(topic) => loaded.push(topic),
                Err(found) => problems.add(found.diagnostics, found.sources),
            }
        }
        if problems.has_errors() { Err(problems) } else { Ok(loaded) }
    }

    fn topic(&mut self, topic: &Topic) -> Result<LoadedTopic, Problems> {
        let path = self.folder.join(&topic.observed);
        let text = self.texts.read(&path).map_err(|problem| self.here(vec![problem.at(topic.at)]))?;
        let study = load_study(&self.folder.join(&topic.study))?;
        self.texts.insert(&format!("study {}", topic.study), &study.hash);
        let stem = Path::new(&topic.study).file_stem().unwrap_or_default().to_string_lossy();
        let of = |path: &Path, text: &str, diagnostics| Problems {
            diagnostics,
            sources: Sources::single(path.display().to_string(), text.to_owned()),
        };
        let observations = read_observations(&text, &stem).map_err(|found| of(&path, &text, found))?;
        let bands = topic.bands.as_ref().map(|bands| {
            let path = self.folder.join(bands);
            let text = self.texts.read(&path).map_err(|problem| self.here(vec![problem.at(topic.at)]))?;
            Bands::read(&text, &stem).map_err(|found| of(&path, &text, found))
        });
        Ok(LoadedTopic { topic: topic.clone(), study, observations, bands: bands.transpose()? })
    }
}
