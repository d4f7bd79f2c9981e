//! A study with everything that its rows need, compiled before the first row.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use jakstat_model::{Diagnostic, Unit};
use jakstat_ode::Solution;
use jakstat_sim::{Experiment, Parts, Scenario, Variation};

use super::read::{AxisSpec, Study, Treatments};
use crate::codes;
use crate::design::{Block, Design, Point, Points, Value};
use crate::table::{Column, ColumnKind, FAILURE, Schema};

/// A scenario with the files that it names.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Its name for messages, mostly a path.
    pub name: String,
    /// The scenario.
    pub scenario: Scenario,
    /// Its files.
    pub parts: Parts,
}

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
    pub(super) variants: BTreeMap<(Option<String>, Option<String>), Vec<Cell>>,
    notices: Vec<Diagnostic>,
}

/// An experiment and its run without treatment, where that is the same for all rows.
#[derive(Debug)]
pub(super) struct Cell {
    pub experiment: Experiment,
    pub untreated: OnceLock<Solution>,
    /// For each id that the study sets: its column and the factor into the model's unit.
    pub set: Vec<(usize, f64)>,
}

/// What a column of the design does.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Role {
    Compound,
    Regimen,
    /// Multiplies all doses and constant concentrations.
    DoseFactor,
    /// Sets the start value of this id.
    Set(String),
}

impl Sweep {
    /// Plans the rows of `study` and compiles every model that they need.
    ///
    /// `scenarios` and `tables` (CSV texts by path) are the files that the study names.
    ///
    /// # Errors
    /// Everything that is wrong with axes, scenarios and their combinations.
    pub fn new(
        study: &Study,
        scenarios: &[Loaded],
        tables: &BTreeMap<String, String>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut notices = Vec::new();
        let mut problems = Vec::new();
        let mut blocks = Vec::new();
        for axis in &study.axes {
            match block(axis, scenarios, tables, &mut notices) {
                Ok(block) => blocks.push(block),
                Err(found) => problems.extend(found),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let design = Design::new(blocks, study.seed)?;
        let roles: Vec<Role> = design.columns().iter().map(|c| role(&c.name)).collect();
        let mut this = Self {
            schema: Schema::new(design.columns().to_vec())?,
            names: scenarios.iter().map(|s| s.name.clone()).collect(),
            design,
            roles,
            variants: BTreeMap::new(),
            notices,
        };
        this.compile(scenarios)?;
        this.schema = this.columns()?;
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

    /// What the user should know: compounds that were left out, potencies without effect.
    pub fn notices(&self) -> &[Diagnostic] {
        &self.notices
    }

    fn columns(&self) -> Result<Schema, Vec<Diagnostic>> {
        let mut columns = self.design.columns().to_vec();
        for cell in self.variants.values().next().into_iter().flatten() {
            columns.extend(cell.experiment.columns.iter().map(|(name, unit)| Column {
                name: name.clone(),
                unit: unit.clone(),
                kind: ColumnKind::Number,
            }));
        }
        columns.push(Column { name: "steps".into(), unit: None, kind: ColumnKind::Integer });
        columns.push(Column { name: FAILURE.into(), unit: None, kind: ColumnKind::Text });
        Schema::new(columns)
    }

    fn compile(&mut self, scenarios: &[Loaded]) -> Result<(), Vec<Diagnostic>> {
        let mut problems: Vec<Diagnostic> = Vec::new();
        let set: Vec<(usize, String)> = self.set_ids().map(|(i, id)| (i, id.to_owned())).collect();
        let mut used = BTreeSet::new();
        for key in self.combinations() {
            let mut cells = Vec::new();
            for loaded in scenarios {
                match self.cell(&key, loaded, &set, &mut used) {
                    Ok(cell) => {
                        let new = cell.experiment.warnings.iter().filter(|w| !self.notices.contains(w));
                        let new: Vec<Diagnostic> = new.cloned().collect();
                        self.notices.extend(new);
                        cells.push(cell);
                    }
                    Err(found) => problems
                        .extend(found.into_iter().filter(|p| !problems.contains(p)).collect::<Vec<_>>()),
                }
            }
            self.variants.insert(key, cells);
        }
        for (_, id) in set.iter().filter(|(_, id)| !used.contains(id)) {
            let help = "name an id of a model, `dose_factor`, `compound` or `regimen`";
            problems.push(
                Diagnostic::error(&codes::BAD_AXIS, format!("no scenario has `{id}`, which an axis varies"))
                    .help(help),
            );
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    fn cell(
        &self,
        key: &(Option<String>, Option<String>),
        loaded: &Loaded,
        set: &[(usize, String)],
        used: &mut BTreeSet<String>,
    ) -> Result<Cell, Vec<Diagnostic>> {
        let (compound, regimen) = key.clone();
        let plain = Variation { compound, regimen, set: Vec::new() };
        // Which ids exist is known once treatments are laid over: their parameters count too.
        let probe =
            Experiment::new(&loaded.scenario, &loaded.parts, &plain).map_err(|p| in_scenario(p, loaded))?;
        let here: Vec<(usize, String)> = set.iter().filter(|(_, id)| probe.settable(id)).cloned().collect();
        used.extend(here.iter().map(|(_, id)| id.clone()));
        let variation = Variation { set: here.iter().map(|(_, id)| id.clone()).collect(), ..plain };
        let experiment = if here.is_empty() {
            probe
        } else {
            Experiment::new(&loaded.scenario, &loaded.parts, &variation)
                .map_err(|p| in_scenario(p, loaded))?
        };
        let mut factors = Vec::new();
        for (column, id) in here {
            factors.push((column, self.factor(column, &id, experiment.unit_of(&id))?));
        }
        Ok(Cell { experiment, untreated: OnceLock::new(), set: factors })
    }

    /// From the unit of an axis to the model's unit of an id.
    fn factor(&self, column: usize, id: &str, own: Option<Unit>) -> Result<f64, Vec<Diagnostic>> {
        let Some(text) = &self.design.columns()[column].unit else { return Ok(1.0) };
        let fail = |message: String| {
            vec![
                Diagnostic::error(&codes::BAD_AXIS, message)
                    .help("leave `unit` out to count in the model's own unit"),
            ]
        };
        let unit =
            Unit::parse(text).map_err(|e| fail(format!("the unit of axis `{id}` cannot be read: {e}")))?;
        let Some(own) = own else { return Err(fail(format!("the model does not say the unit of `{id}`"))) };
        unit.factor_to(&own)
            .ok_or_else(|| fail(format!("axis `{id}` is in {unit}, and the model has it in {own}")))
    }

    fn set_ids(&self) -> impl Iterator<Item = (usize, &str)> {
        self.roles.iter().enumerate().filter_map(|(i, role)| match role {
            Role::Set(id) => Some((i, id.as_str())),
            _ => None,
        })
    }

    /// Every pair of compound and regimen that a row has.
    fn combinations(&self) -> BTreeSet<(Option<String>, Option<String>)> {
        let varies = self.roles.iter().any(|r| matches!(r, Role::Compound | Role::Regimen));
        if !varies {
            return BTreeSet::from([(None, None)]);
        }
        (0..self.design.len()).filter_map(|i| Some(self.variant(&self.design.point(i)?))).collect()
    }

    /// Compound and regimen of a point.
    pub(super) fn variant(&self, point: &Point) -> (Option<String>, Option<String>) {
        let text = |wanted: Role| {
            let found = self.roles.iter().zip(&point.0).find(|(role, _)| **role == wanted);
            found.and_then(|(_, value)| match value {
                Value::Text(text) => Some(text.clone()),
                Value::Number(_) => None,
            })
        };
        (text(Role::Compound), text(Role::Regimen))
    }
}

fn role(name: &str) -> Role {
    match name {
        "compound" => Role::Compound,
        "regimen" => Role::Regimen,
        "dose_factor" => Role::DoseFactor,
        id => Role::Set(id.to_owned()),
    }
}

/// Says in which scenario a problem is; its place belongs to another text than the study's.
fn in_scenario(problems: Vec<Diagnostic>, loaded: &Loaded) -> Vec<Diagnostic> {
    let name = &loaded.name;
    problems
        .into_iter()
        .map(|p| Diagnostic { message: format!("{}, in scenario `{name}`", p.message), place: None, ..p })
        .collect()
}

fn block(
    axis: &AxisSpec,
    scenarios: &[Loaded],
    tables: &BTreeMap<String, String>,
    notices: &mut Vec<Diagnostic>,
) -> Result<Block, Vec<Diagnostic>> {
    Ok(match axis {
        AxisSpec::Values(axis) => Block::Axis(axis.clone()),
        AxisSpec::LatinHypercube(ranges, n) => Block::LatinHypercube { ranges: ranges.clone(), n: *n },
        AxisSpec::Sobol(ranges, n) => Block::Sobol { ranges: ranges.clone(), n: *n },
        AxisSpec::Treatments(wanted) => Block::Points(treatments(wanted, scenarios, notices)?),
        AxisSpec::Table(path, at) => {
            let Some(text) = tables.get(path) else {
                let problem = Diagnostic::error(&codes::BAD_AXIS, format!("the table `{path}` was not read"));
                return Err(vec![problem.at(*at)]);
            };
            let in_table = |p: Diagnostic| Diagnostic {
                message: format!("{path}: {}", p.message),
                place: Some(*at),
                ..p
            };
            Block::Points(
                Points::from_csv(text).map_err(|p| p.into_iter().map(in_table).collect::<Vec<_>>())?,
            )
        }
    })
}

/// The table of compounds and their regimens.
fn treatments(
    wanted: &Treatments,
    scenarios: &[Loaded],
    notices: &mut Vec<Diagnostic>,
) -> Result<Points, Vec<Diagnostic>> {
    let known: BTreeMap<_, _> = scenarios.iter().flat_map(|s| &s.parts.compounds).collect();
    let names: Vec<String> = match &wanted.compounds {
        Some(names) => names.clone(),
        None => known.keys().map(|id| (*id).clone()).collect(),
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut problems = Vec::new();
    let mut write = |cells: [&str; 2]| writer.write_record(cells).is_ok();
    write(["compound", "regimen"]);
    for name in names {
        let Some(compound) = known.get(&name) else {
            let all: Vec<&str> = known.keys().map(|id| id.as_str()).collect();
            let problem = Diagnostic::error(&codes::BAD_AXIS, format!("there is no compound `{name}`"));
            problems.push(problem.at(wanted.at).help(format!("there are: {}", all.join(", "))));
            continue;
        };
        let lacks = match (&compound.kinetics, compound.regimens.is_empty(), &compound.fraction_unbound) {
            (None, ..) => Some("no pharmacokinetics"),
            (_, true, _) => Some("no regimen"),
            (_, _, None) => Some("no free fraction"),
            _ => None,
        };
        match (lacks, &wanted.compounds) {
            (None, _) => {
                let count = if wanted.first_only { 1 } else { usize::MAX };
                for regimen in compound.regimens.iter().take(count) {
                    write([&name, &regimen.name]);
                }
            }
            (Some(what), None) => {
                notices.push(Diagnostic::warning(
                    &codes::LEFT_OUT,
                    format!("compound `{name}` is left out: its file has {what}"),
                ));
            }
            (Some(what), Some(_)) => {
                let problem = Diagnostic::error(
                    &codes::LEFT_OUT,
                    format!("compound `{name}` cannot be dosed: its file has {what}"),
                );
                problems.push(problem.at(wanted.at).help("complete its file, or take it off the list"));
            }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    Points::from_csv(&String::from_utf8_lossy(&bytes))
}
