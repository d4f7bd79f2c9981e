//! A scenario with one compound and regimen, compiled, with what the columns of the design set.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use jakstat_model::{Diagnostic, Unit};
use jakstat_ode::{Run, Solution, solve};
use jakstat_sim::scenario::Subject;
use jakstat_sim::{Experiment, Parts, Scenario, Variation};

use super::files::Loaded;
use super::role::Role;
use crate::codes;
use crate::design::{Point, Value};
use crate::table::{Column, ColumnKind};

/// The compound and the regimen of a row, where the study varies them.
pub(super) type Key = (Option<String>, Option<String>);

/// An experiment and its run without treatment, where that is the same for all rows.
#[derive(Debug)]
pub(super) struct Variant {
    pub experiment: Experiment,
    untreated: OnceLock<Solution>,
    /// One for each id that is set.
    settings: Vec<Setting>,
}

/// How the value of an id comes about.
#[derive(Debug, Default)]
struct Setting {
    /// The column that gives it and the factor into the model's unit; else it is `base`.
    column: Option<(usize, f64)>,
    /// The value in the scenario, in the model's unit.
    base: f64,
    /// Columns that multiply it.
    factors: Vec<usize>,
}

/// What came of one run: outcomes, or why it failed.
pub(super) struct Ran {
    pub outcomes: Result<Vec<f64>, String>,
    /// Steps, accepted and rejected.
    pub steps: u64,
}

impl Variant {
    /// Compiles a scenario for the `columns` whose roles are given; the positions of those that do
    /// something here are added to `used`.
    ///
    /// # Errors
    /// Everything that does not fit together.
    pub(super) fn new(
        loaded: &Loaded,
        key: &Key,
        columns: &[Column],
        roles: &[(usize, Role)],
        used: &mut BTreeSet<usize>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let (compound, regimen) = key.clone();
        let plain = Variation { compound, regimen, set: Vec::new() };
        // Which ids exist is known once treatments are laid over: their parameters count too.
        let new = |variation: &Variation| {
            Experiment::new(&loaded.scenario, &loaded.parts, variation).map_err(|p| in_scenario(p, loaded))
        };
        let probe = new(&plain)?;
        let settings = settings(&probe, loaded, key, columns, roles, used)
            .map_err(|problems| in_scenario(problems, loaded))?;
        let (ids, mut settings): (Vec<String>, Vec<Setting>) = settings.into_iter().unzip();
        if ids.is_empty() {
            return Ok(Self { experiment: probe, untreated: OnceLock::new(), settings });
        }
        let experiment = new(&Variation { set: ids.clone(), ..plain })?;
        let own = experiment.run(1.0, &[], false).params;
        for (id, setting) in ids.iter().zip(&mut settings) {
            let slot = experiment.model.param(id);
            setting.base = slot.and_then(|slot| own.get(slot)).copied().unwrap_or(f64::NAN);
        }
        Ok(Self { experiment, untreated: OnceLock::new(), settings })
    }

    /// Runs it for all `points`, side by side. What comes of one depends on that one only.
    pub(super) fn run(&self, points: &[(&Point, f64)]) -> Vec<Ran> {
        let experiment = &self.experiment;
        let values: Vec<Vec<f64>> = points.iter().map(|(point, _)| self.values(point)).collect();
        let runs: Vec<Run> = points
            .iter()
            .zip(&values)
            .map(|((_, dose_factor), values)| experiment.run(*dose_factor, values, false))
            .collect();
        let solutions = solve(experiment.model.system(), &experiment.options, &runs);
        let references = if experiment.compares() { Some(self.references(&values)) } else { None };
        let ran = |(n, solution): (usize, &Solution)| {
            let reference = references.as_ref().map(|r| r.get(n));
            let failed = solution.failure.as_ref().or_else(|| reference.and_then(|r| r.failure.as_ref()));
            Ran {
                steps: solution.stats.accepted + solution.stats.rejected,
                outcomes: match failed {
                    Some(failure) => Err(experiment.model.explain(failure)),
                    None => Ok(experiment.outcomes(solution, reference)),
                },
            }
        };
        solutions.iter().enumerate().map(ran).collect()
    }

    /// Values of the ids that are set, in the model's units.
    fn values(&self, point: &Point) -> Vec<f64> {
        let cell = |column: usize| point.0.get(column).and_then(number).unwrap_or(f64::NAN);
        let value = |setting: &Setting| {
            let own = setting.column.map_or(setting.base, |(column, factor)| cell(column) * factor);
            setting.factors.iter().fold(own, |product, column| product * cell(*column))
        };
        self.settings.iter().map(value).collect()
    }

    /// Runs without treatment for each set of values; one for all where nothing is set.
    fn references(&self, values: &[Vec<f64>]) -> References<'_> {
        let experiment = &self.experiment;
        let system = experiment.model.system();
        if self.settings.is_empty() {
            let one = self.untreated.get_or_init(|| {
                let run = experiment.untreated(&[]);
                solve(system, &experiment.options, std::slice::from_ref(&run)).remove(0)
            });
            return References::Same(one);
        }
        let runs: Vec<Run> = values.iter().map(|v| experiment.untreated(v)).collect();
        References::Each(solve(system, &experiment.options, &runs))
    }
}

/// What each id is set to; the start values are yet to be filled in.
fn settings(
    probe: &Experiment,
    loaded: &Loaded,
    key: &Key,
    columns: &[Column],
    roles: &[(usize, Role)],
    used: &mut BTreeSet<usize>,
) -> Result<BTreeMap<String, Setting>, Vec<Diagnostic>> {
    let mut settings: BTreeMap<String, Setting> = BTreeMap::new();
    let mut problems = Vec::new();
    for (column, role) in roles {
        let name = &columns[*column].name;
        match role {
            Role::Set(id) if probe.settable(id) => {
                used.insert(*column);
                match factor(&columns[*column], probe.unit_of(id)) {
                    Ok(factor) => settings.entry(id.clone()).or_default().column = Some((*column, factor)),
                    Err(problem) => problems.push(problem),
                }
            }
            Role::CompoundFactor(suffix) => {
                let prefixes = prefixes(&loaded.scenario, &loaded.parts, key.0.as_ref());
                let ids = prefixes.into_iter().map(|x| format!("{x}_{suffix}"));
                for id in ids.filter(|id| probe.settable(id)) {
                    used.insert(*column);
                    settings.entry(id).or_default().factors.push(*column);
                }
            }
            Role::Label if columns[*column].kind == ColumnKind::Text && probe.settable(name) => {
                problems.push(text_for_id(name));
            }
            _ => {}
        }
    }
    if problems.is_empty() { Ok(settings) } else { Err(problems) }
}

enum References<'a> {
    Same(&'a Solution),
    Each(Vec<Solution>),
}

impl References<'_> {
    fn get(&self, i: usize) -> &Solution {
        match self {
            Self::Same(one) => one,
            Self::Each(list) => &list[i],
        }
    }
}

/// The number in a value, if it is one.
pub(super) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(x) => Some(*x),
        Value::Integer(_) | Value::Text(_) => None,
    }
}

/// The ids that a factor `compound.SUFFIX` multiplies where `scenario` is run as it stands. Whether
/// the model has them is yet to be seen: not every compound has every parameter.
pub fn compound_ids(scenario: &Scenario, parts: &Parts, suffix: &str) -> Vec<String> {
    prefixes(scenario, parts, None).into_iter().map(|x| format!("{x}_{suffix}")).collect()
}

/// Prefixes of the compounds that the treatments lay over the model, active metabolites included.
fn prefixes(scenario: &Scenario, parts: &Parts, varied: Option<&String>) -> BTreeSet<String> {
    let compounds = &parts.compounds;
    let mut prefixes = BTreeSet::new();
    for (i, treatment) in scenario.treatments.iter().enumerate() {
        let own = match &treatment.subject {
            Subject::Compound(id) => Some(id),
            Subject::Species { .. } => None,
        };
        // A study varies the first treatment.
        let id = if i == 0 { varied.or(own) } else { own };
        let Some(compound) = id.and_then(|id| compounds.get(id)) else { continue };
        prefixes.insert(compound.prefix());
        let metabolite = compound.kinetics.as_ref().and_then(|k| k.metabolite.as_ref());
        prefixes.extend(metabolite.and_then(|m| compounds.get(&m.compound)).map(|m| m.prefix()));
    }
    prefixes
}

/// From the unit of a column to the model's unit of the id that it sets.
fn factor(column: &Column, own: Option<Unit>) -> Result<f64, Diagnostic> {
    let id = &column.name;
    let Some(text) = &column.unit else { return Ok(1.0) };
    let fail = |message: String| {
        Diagnostic::error(&codes::BAD_AXIS, message).help("leave `unit` out to count in the model's own unit")
    };
    let unit = Unit::parse(text).map_err(|e| fail(format!("the unit of axis `{id}` cannot be read: {e}")))?;
    let Some(own) = own else { return Err(fail(format!("the model does not say the unit of `{id}`"))) };
    unit.factor_to(&own)
        .ok_or_else(|| fail(format!("axis `{id}` is in {unit}, and the model has it in {own}")))
}

fn text_for_id(name: &str) -> Diagnostic {
    let message = format!("axis `{name}` holds texts, and `{name}` is an id of the model");
    Diagnostic::error(&codes::BAD_AXIS, message).help("give numbers to set it, or rename the label")
}

/// Says in which scenario a problem is; its place belongs to another text than the study's.
fn in_scenario(problems: Vec<Diagnostic>, loaded: &Loaded) -> Vec<Diagnostic> {
    let name = &loaded.name;
    problems
        .into_iter()
        .map(|p| Diagnostic { message: format!("{}, in scenario `{name}`", p.message), place: None, ..p })
        .collect()
}
