//! Scenarios from files, with everything that they name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jakstat_model::check::UnitPolicy;
use jakstat_model::{Diagnostic, Source, Sources};
use jakstat_sim::pharmacology::{Compound, Kinases, Targets};
use jakstat_sim::scenario::{ParameterFile, Subject};
use jakstat_sim::{Experiment, Parts, Scenario, Variation, compile};

use super::folder::{folder_of, nearest, toml_files};
use super::model::{LoadedModel, load_with_texts};
use super::texts::Texts;
use crate::codes;
use crate::problems::{Problems, shifted};

/// A scenario with all files that it needs.
#[derive(Debug, Clone)]
pub struct LoadedScenario {
    /// Its path; of a plain run the model's.
    pub name: String,
    /// The scenario.
    pub scenario: Scenario,
    /// What its files hold.
    pub parts: Parts,
    /// Hash of all texts that were read.
    pub hash: String,
    /// What the user should know of the model; places are in `sources`.
    pub warnings: Vec<Diagnostic>,
    /// The texts of scenario and model, then of parameter files and targets.
    pub sources: Sources,
    /// Position of the model's first text in `sources`.
    model_at: u32,
}

impl LoadedScenario {
    /// A run of a model on its own.
    pub fn plain(model: LoadedModel, scenario: Scenario) -> Self {
        let LoadedModel { name, network, warnings, sources, hash } = model;
        let parts = Parts {
            network,
            compounds: BTreeMap::new(),
            kinases: None,
            targets: None,
            parameters: Vec::new(),
        };
        Self { name, scenario, parts, hash, warnings, sources, model_at: 0 }
    }

    /// Lays the treatments over the model and compiles it.
    ///
    /// # Errors
    /// Everything that does not fit together, with places in the scenario or the model.
    pub fn experiment(&self, variation: &Variation) -> Result<Experiment, Problems> {
        Experiment::new(&self.scenario, &self.parts, variation).map_err(|found| self.placed(found))
    }

    /// Problems of an experiment with the texts that they are about.
    pub fn placed(&self, diagnostics: Vec<Diagnostic>) -> Problems {
        let place = |d: Diagnostic| match d.place {
            None => self.located(d),
            // Places of compiling are in the model; all others say their text themselves: the
            // scenario's is the first.
            Some(_) if is_of_compiling(&d) => shifted(d, self.model_at),
            Some(_) => d,
        };
        Problems { diagnostics: diagnostics.into_iter().map(place).collect(), sources: self.sources.clone() }
    }

    /// Where the scenario names the id that compiling complains of: an unknown one, mostly.
    fn located(&self, problem: Diagnostic) -> Diagnostic {
        let files = self.parts.parameters.iter().flat_map(|f| &f.parameters);
        let numbers = files.map(|p| (&p.id, Some(p.number.at)));
        let outcomes = self.scenario.outcomes.iter().map(|o| (&o.of, o.at));
        let settings = self.scenario.set.iter().map(|s| (&s.id, s.value.at));
        let changes = self.scenario.changes.iter().map(|c| (&c.id, c.value.at));
        let mut named = outcomes.chain(settings).chain(changes).chain(numbers);
        let found = named.find(|(id, _)| problem.message.starts_with(&format!("`{id}` ")));
        match found {
            Some((_, at)) if is_of_compiling(&problem) => problem.at(at),
            _ => problem,
        }
    }
}

fn is_of_compiling(problem: &Diagnostic) -> bool {
    compile::CODES.iter().any(|code| code.id == problem.code.id)
}

/// Reads a scenario and every file that it needs.
///
/// Paths in it count from its folder. The model may be a folder. `targets` is `targets.toml` beside
/// the model unless named. Where there are treatments, `kinases` is `kinases.toml` and `compounds`
/// the folder of that name in the scenario's folder or the nearest one above it, unless named; all
/// compounds of the folder are read. Parameter files are read in the order in which it names them.
///
/// # Errors
/// Every problem of all files, with places.
pub fn load_scenario(path: &Path) -> Result<LoadedScenario, Problems> {
    let mut reader = Reader::new(path);
    let text = reader.texts.read(path)?;
    let name = path.display().to_string();
    let own = Sources::single(&name, text.as_str());
    let scenario = match Scenario::read(&text) {
        Ok(scenario) => scenario,
        Err(diagnostics) => return Err(Problems { diagnostics, sources: own }),
    };
    let model = reader.model(&scenario);
    let targets = reader.targets(&scenario);
    let kinases = reader.kinases(&scenario);
    let compounds = reader.compounds(&scenario);
    let files = reader.parameters(&scenario);
    let (Some(model), false) = (model, reader.problems.has_errors()) else { return Err(reader.problems) };
    let mut warnings = Problems { diagnostics: Vec::new(), sources: own };
    warnings.add(model.warnings, model.sources);
    let sources = &mut warnings.sources;
    let parameters = files.into_iter().map(|(file, text)| file.in_source(added(sources, text))).collect();
    let targets = targets.map(|(targets, text)| targets.in_source(added(sources, text)));
    Ok(LoadedScenario {
        name,
        scenario,
        parts: Parts { network: model.network, compounds, kinases, targets, parameters },
        hash: reader.texts.hash(),
        warnings: warnings.diagnostics,
        sources: warnings.sources,
        model_at: 1,
    })
}

/// Adds a text; gives its position.
fn added(sources: &mut Sources, text: Source) -> u32 {
    sources.0.push(text);
    sources.0.len() as u32 - 1
}

/// One loading under way.
struct Reader {
    /// The scenario's folder.
    folder: PathBuf,
    texts: Texts,
    problems: Problems,
}

impl Reader {
    fn new(scenario: &Path) -> Self {
        Self {
            folder: folder_of(scenario).to_path_buf(),
            texts: Texts::default(),
            problems: Problems::default(),
        }
    }

    fn model(&mut self, scenario: &Scenario) -> Option<LoadedModel> {
        match load_with_texts(&self.folder.join(&scenario.model), UnitPolicy::default()) {
            Ok((model, texts)) => {
                self.texts.extend(texts);
                Some(model)
            }
            Err(found) => {
                self.problems.add(found.diagnostics, found.sources);
                None
            }
        }
    }

    fn targets(&mut self, scenario: &Scenario) -> Option<(Targets, Source)> {
        let model = self.folder.join(&scenario.model);
        let beside = if model.is_dir() { model } else { folder_of(&model).to_path_buf() };
        let path = match &scenario.targets {
            Some(named) => self.folder.join(named),
            None => beside.join("targets.toml"),
        };
        if scenario.targets.is_none() && !path.is_file() {
            self.missing(scenario, "targets", "targets.toml", &format!("there is no `{}`", path.display()));
            return None;
        }
        self.read_kept(&path, Targets::read)
    }

    /// The parameter files, in the order of the scenario.
    fn parameters(&mut self, scenario: &Scenario) -> Vec<(ParameterFile, Source)> {
        let paths: Vec<PathBuf> = scenario.parameters.iter().map(|p| self.folder.join(p)).collect();
        let read = |path: &PathBuf| {
            let name = path.display().to_string();
            self.read_kept(path, |text| ParameterFile::read(&name, text))
        };
        paths.iter().filter_map(read).collect()
    }

    fn kinases(&mut self, scenario: &Scenario) -> Option<Kinases> {
        let path = self.find(scenario, scenario.kinases.as_deref(), "kinases", "kinases.toml")?;
        self.read(&path, Kinases::read)
    }

    fn compounds(&mut self, scenario: &Scenario) -> BTreeMap<String, Compound> {
        let named = scenario.compounds.as_deref();
        let Some(folder) = self.find(scenario, named, "compounds", "compounds") else {
            return BTreeMap::new();
        };
        if !folder.is_dir() {
            let message = format!("there is no folder `{}` of compounds", folder.display());
            let problem =
                Diagnostic::error(&codes::NO_FILE, message).help("correct `compounds` in the scenario");
            self.problems.add(vec![problem], Sources::default());
        }
        let mut compounds = BTreeMap::new();
        for path in toml_files(&folder) {
            let name = path.display().to_string();
            if let Some(compound) = self.read(&path, |text| Compound::read(&name, text)) {
                compounds.insert(compound.id.clone(), compound);
            }
        }
        compounds
    }

    /// Where something that treatments need is: where it is named, else `name` in the nearest folder.
    fn find(&mut self, scenario: &Scenario, named: Option<&str>, what: &str, name: &str) -> Option<PathBuf> {
        if let Some(path) = named {
            return Some(self.folder.join(path));
        }
        if scenario.treatments.is_empty() {
            return None;
        }
        let found = nearest(&self.folder, name);
        if found.is_none() {
            let here = self.folder.join(name);
            let looked = format!("there is no `{}`, and none in the folders above", here.display());
            self.missing(scenario, what, name, &looked);
        }
        found
    }

    /// Reports that a compound is given and something for it is not there.
    fn missing(&mut self, scenario: &Scenario, what: &str, name: &str, looked: &str) {
        let compound = scenario.treatments.iter().find_map(|t| match &t.subject {
            Subject::Compound(id) => Some(id),
            Subject::Species { .. } => None,
        });
        let Some(compound) = compound else { return };
        let message = format!("the treatment with `{compound}` needs the {what}, and {looked}");
        let help = format!("put `{name}` there, or name it in the scenario: `{what} = \"path/to/{name}\"`");
        let problem = Diagnostic::error(&codes::NOT_FOUND_NEAR, message).help(help);
        self.problems.add(vec![problem], Sources::default());
    }

    /// Reads and understands one file; problems are kept with its text.
    fn read<T>(
        &mut self,
        path: &Path,
        understand: impl FnOnce(&str) -> Result<T, Vec<Diagnostic>>,
    ) -> Option<T> {
        self.read_kept(path, understand).map(|(value, _)| value)
    }

    /// [`Reader::read`], with the text for problems that are found later.
    fn read_kept<T>(
        &mut self,
        path: &Path,
        understand: impl FnOnce(&str) -> Result<T, Vec<Diagnostic>>,
    ) -> Option<(T, Source)> {
        let text = self.texts.read(path).map_err(|p| self.problems.add(vec![p], Sources::default())).ok()?;
        let result = understand(&text);
        let source = Source { name: path.display().to_string(), text };
        match result {
            Ok(value) => Some((value, source)),
            Err(found) => {
                self.problems.add(found, Sources(vec![source]));
                None
            }
        }
    }
}
