//! A study with everything that its rows need, compiled before the first row.

use std::collections::{BTreeMap, BTreeSet};

use jakstat_model::Diagnostic;

use super::files::{Files, Loaded, LoadedPopulation};
use super::read::{AxisSpec, PopulationSpec, Study};
use super::role::Role;
use super::screening::Screening;
use super::treatments::treatments;
use super::variant::{Key, Variant};
use crate::codes;
use crate::design::{Block, Design, Point, Points, Value};
use crate::population::{Patients, Population};
use crate::table::{Column, ColumnKind, FAILURE, Schema};
use crate::{sensitivity, summary};

/// A study, ready to compute any of its rows.
#[derive(Debug)]
pub struct Sweep {
    pub(super) design: Design,
    schema: Schema,
    /// What each column of the design does.
    pub(super) roles: Vec<Role>,
    /// Names of the scenarios.
    pub(super) names: Vec<String>,
    /// Experiments by compound and regimen, one for each scenario.
    pub(super) variants: BTreeMap<Key, Vec<Variant>>,
    /// Population axes: where each is in the design, and how its patients are found.
    populations: Vec<PopulationAxis>,
    seed: u64,
    notices: Vec<Diagnostic>,
}

/// A population in the design.
#[derive(Debug)]
struct PopulationAxis {
    spec: PopulationSpec,
    /// The block of the design.
    block: usize,
    population: Population,
    screening: Option<Screening>,
    /// How the screening went.
    notice: Option<Diagnostic>,
}

impl Sweep {
    /// Plans the rows of `study`, compiles every model that they need and enrols its patients, on
    /// the threads of the rayon pool that calls it.
    ///
    /// # Errors
    /// Everything that is wrong with axes, populations, scenarios, summaries, sensitivities and their combinations.
    pub fn new(study: &Study, files: &Files) -> Result<Self, Vec<Diagnostic>> {
        let mut notices = Vec::new();
        let mut problems = Vec::new();
        let mut blocks = Vec::new();
        for axis in &study.axes {
            match block(axis, study.seed, files, &mut notices) {
                Ok(block) => blocks.push(block),
                Err(found) => problems.extend(found),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let design = Design::new(blocks, study.seed)?;
        let mut roles = Vec::new();
        let marks = design.marks();
        for (i, column) in design.columns().iter().enumerate() {
            match if marks.contains(&i) { Ok(Role::Mark) } else { Role::of(column) } {
                Ok(role) => roles.push(role),
                Err(problem) => problems.push(problem),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut this = Self {
            schema: Schema::new(design.columns().to_vec())?,
            names: files.scenarios.iter().map(|s| s.name.clone()).collect(),
            design,
            roles,
            variants: BTreeMap::new(),
            populations: Vec::new(),
            seed: study.seed,
            notices,
        };
        this.compile(study, files)?;
        this.schema = this.columns()?;
        let mut problems = summary::check(&study.summaries, &this.schema);
        problems.extend(sensitivity::check(study, &this.schema));
        problems.extend(sensitivity::check_groups(study, &this.design));
        if !problems.is_empty() {
            return Err(problems);
        }
        this.enrol_all()?;
        Ok(this)
    }

    /// Columns of the table: the axes, the outcomes of all scenarios, the work, the reason of failure.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Number of rows.
    pub fn rows(&self) -> u64 {
        self.design.len()
    }

    /// What the user should know: compounds that were left out, potencies without effect, how many
    /// candidates were enrolled.
    pub fn notices(&self) -> &[Diagnostic] {
        &self.notices
    }

    /// Replaces the population that the study has under `path`, keeping all compiled models, and
    /// enrols its patients. The parameters must be the same in id, unit and order; their
    /// distributions, the correlations and the bounds of criteria may differ. On an error the rows
    /// stay those of the population before.
    ///
    /// # Errors
    /// No such population, other parameters or criteria, numbers that do not fit together, or too
    /// few candidates that pass the screening.
    pub fn set_population(&mut self, path: &str, population: &Population) -> Result<(), Vec<Diagnostic>> {
        let Some(i) = self.populations.iter().position(|axis| axis.spec.path == path) else {
            let known: Vec<&str> = self.populations.iter().map(|axis| axis.spec.path.as_str()).collect();
            let message = format!("the study has no population `{path}`");
            let help = format!("it has: {}", known.join(", "));
            return Err(vec![Diagnostic::error(&codes::BAD_POPULATION, message).help(help)]);
        };
        let seed = self.seed;
        let axis = &mut self.populations[i];
        axis.replace(population, seed, &mut self.design)?;
        self.settle_notices();
        Ok(())
    }

    /// Ids that runs can be given a value of: parameters of all models with their treatments.
    pub(crate) fn ids(&self) -> BTreeSet<String> {
        let variants = self.variants.values().flatten();
        variants.flat_map(|v| v.experiment.model.param_ids()).map(str::to_owned).collect()
    }

    fn columns(&self) -> Result<Schema, Vec<Diagnostic>> {
        let mut columns = self.design.columns().to_vec();
        for variant in self.variants.values().next().into_iter().flatten() {
            columns.extend(variant.experiment.columns.iter().map(|(name, unit)| Column {
                name: name.clone(),
                unit: unit.clone(),
                kind: ColumnKind::Number,
            }));
        }
        columns.push(Column { name: "steps".into(), unit: None, kind: ColumnKind::Integer });
        columns.push(Column { name: FAILURE.into(), unit: None, kind: ColumnKind::Text });
        Schema::new(columns)
    }

    fn compile(&mut self, study: &Study, files: &Files) -> Result<(), Vec<Diagnostic>> {
        let mut problems: Vec<Diagnostic> = Vec::new();
        let roles: Vec<(usize, Role)> = self.roles.iter().cloned().enumerate().collect();
        let mut used = BTreeSet::new();
        for key in self.combinations() {
            let mut variants = Vec::new();
            for loaded in &files.scenarios {
                match Variant::new(loaded, &key, self.design.columns(), &roles, &mut used) {
                    Ok(variant) => {
                        let new = variant.experiment.warnings.iter().filter(|w| !self.notices.contains(w));
                        let new: Vec<Diagnostic> = new.cloned().collect();
                        self.notices.extend(new);
                        variants.push(variant);
                    }
                    Err(found) => add_new(&mut problems, found),
                }
            }
            self.variants.insert(key, variants);
        }
        for (block, axis) in study.axes.iter().enumerate() {
            let AxisSpec::Population(spec) = axis else { continue };
            let Some(loaded) = files.populations.get(&spec.path) else { continue };
            match Screening::new(loaded, &self.design, block, &self.roles, spec.at, &mut used) {
                Ok(screening) => self.populations.push(PopulationAxis {
                    spec: spec.clone(),
                    block,
                    population: loaded.population.clone(),
                    screening,
                    notice: None,
                }),
                Err(found) => add_new(&mut problems, found),
            }
        }
        // What a scenario that does not compile would have used is not known.
        if problems.is_empty() {
            problems = self.unused(&used, &files.scenarios);
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// Columns that no scenario knows.
    fn unused(&self, used: &BTreeSet<usize>, scenarios: &[Loaded]) -> Vec<Diagnostic> {
        let columns = self.roles.iter().enumerate().filter(|(i, _)| !used.contains(i));
        let problem = |(_, role): (usize, &Role)| match role {
            Role::Set(id) => {
                let help = "name an id of a model, `dose_factor`, `compound`, `regimen`, or a factor such as \
                            `compound.CL`; a label holds texts";
                let message = format!("no scenario has `{id}`, which an axis varies");
                Some(Diagnostic::error(&codes::BAD_AXIS, message).help(help))
            }
            Role::CompoundFactor(suffix) => {
                let message = if scenarios.iter().all(|s| s.scenario.treatments.is_empty()) {
                    format!(
                        "no scenario has a compound whose `{suffix}` the axis `compound.{suffix}` could multiply"
                    )
                } else {
                    format!(
                        "no compound of a scenario has the parameter `{suffix}`, which `compound.{suffix}` multiplies"
                    )
                };
                let help =
                    "dosed compounds have CL, V and fu, and where their file gives them ka, F, Q, Vp, fm";
                Some(Diagnostic::error(&codes::BAD_AXIS, message).help(help))
            }
            _ => None,
        };
        columns.filter_map(problem).collect()
    }

    fn enrol_all(&mut self) -> Result<(), Vec<Diagnostic>> {
        let mut problems = Vec::new();
        for axis in &mut self.populations {
            problems.extend(axis.enrol(&mut self.design).err());
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        self.settle_notices();
        Ok(())
    }

    fn settle_notices(&mut self) {
        self.notices.retain(|notice| notice.code.id != codes::ENROLLED.id);
        self.notices.extend(self.populations.iter().filter_map(|axis| axis.notice.clone()));
    }

    /// Every pair of compound and regimen that a row has.
    fn combinations(&self) -> BTreeSet<Key> {
        let marks: Vec<bool> =
            self.roles.iter().map(|r| matches!(r, Role::Compound | Role::Regimen)).collect();
        self.design.points_of(&marks).map(|point| self.variant(&point)).collect()
    }

    /// Compound and regimen of a point.
    pub(super) fn variant(&self, point: &Point) -> Key {
        let text = |wanted: Role| {
            let found = self.roles.iter().zip(&point.0).find(|(role, _)| **role == wanted);
            found.and_then(|(_, value)| match value {
                Value::Text(text) => Some(text.clone()),
                Value::Number(_) | Value::Integer(_) => None,
            })
        };
        (text(Role::Compound), text(Role::Regimen))
    }
}

impl PopulationAxis {
    fn enrol(&mut self, design: &mut Design) -> Result<(), Diagnostic> {
        let Some(screening) = &self.screening else { return Ok(()) };
        let Some(patients) = design.patients_mut(self.block) else { return Ok(()) };
        let enrolled = screening.enrol(patients, self.spec.patients, self.spec.at)?;
        let message = format!("{}: {}", self.spec.path, enrolled.words());
        self.notice = Some(Diagnostic::warning(&codes::ENROLLED, message));
        patients.enrol(enrolled.numbers);
        Ok(())
    }

    fn replace(
        &mut self,
        population: &Population,
        seed: u64,
        design: &mut Design,
    ) -> Result<(), Vec<Diagnostic>> {
        let ids = |p: &Population| -> Vec<(String, Option<String>)> {
            p.parameters.iter().map(|p| (p.id.clone(), p.unit.clone())).collect()
        };
        let fail = |what: &str| {
            let message = format!("the new population `{}` has other {what}", self.spec.path);
            let help = "change its numbers only, or plan the study anew";
            Err(vec![Diagnostic::error(&codes::BAD_POPULATION, message).at(self.spec.at).help(help)])
        };
        if ids(population) != ids(&self.population) {
            return fail("parameters");
        }
        let keep = population.screen.as_ref().map_or(&[][..], |screen| &screen.keep);
        if let Some(screening) = &mut self.screening {
            if !screening.set_bounds(keep) {
                return fail("criteria of screening");
            }
        } else if !keep.is_empty() {
            return fail("criteria of screening");
        }
        let candidates = population.candidates(seed)?;
        let new = Patients::first(population, candidates, self.spec.patients);
        let Some(patients) = design.patients_mut(self.block) else { return Ok(()) };
        let before = std::mem::replace(patients, new);
        if let Err(problem) = self.enrol(design) {
            if let Some(patients) = design.patients_mut(self.block) {
                *patients = before;
            }
            return Err(vec![problem]);
        }
        self.population = population.clone();
        Ok(())
    }
}

fn add_new(problems: &mut Vec<Diagnostic>, found: Vec<Diagnostic>) {
    for problem in found {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
}

fn block(
    axis: &AxisSpec,
    seed: u64,
    files: &Files,
    notices: &mut Vec<Diagnostic>,
) -> Result<Block, Vec<Diagnostic>> {
    let not_read = |what: &str, path: &str, at| {
        vec![Diagnostic::error(&codes::BAD_AXIS, format!("the {what} `{path}` was not read")).at(at)]
    };
    Ok(match axis {
        AxisSpec::Values(axis) => Block::Axis(axis.clone()),
        AxisSpec::LatinHypercube(ranges, n) => Block::LatinHypercube { ranges: ranges.clone(), n: *n },
        AxisSpec::Sobol(ranges, n) => Block::Sobol { ranges: ranges.clone(), n: *n },
        AxisSpec::SobolIndices(ranges, n) => Block::SobolIndices { ranges: ranges.clone(), n: *n },
        AxisSpec::Treatments(wanted) => Block::Points(treatments(wanted, &files.scenarios, notices)?),
        AxisSpec::Table(path, at) => {
            let text = files.tables.get(path).ok_or_else(|| not_read("table", path, *at))?;
            let in_table = |p: Diagnostic| Diagnostic {
                message: format!("{path}: {}", p.message),
                place: Some(*at),
                ..p
            };
            Block::Points(
                Points::from_csv(text).map_err(|p| p.into_iter().map(in_table).collect::<Vec<_>>())?,
            )
        }
        AxisSpec::Population(PopulationSpec { path, patients, at }) => {
            let loaded = files.populations.get(path).ok_or_else(|| not_read("population", path, *at))?;
            let LoadedPopulation { population, screening } = loaded;
            if population.screen.is_some() && screening.is_none() {
                return Err(not_read("screening scenario of", path, *at));
            }
            // The places of its problems are in another text.
            let here = |p: Diagnostic| p.at(*at);
            let candidates = population
                .candidates(seed)
                .map_err(|p| p.into_iter().map(here).collect::<Vec<Diagnostic>>())?;
            Block::Population(Patients::first(population, candidates, *patients))
        }
    })
}
