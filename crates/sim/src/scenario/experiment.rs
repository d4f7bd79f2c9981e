//! A scenario, compiled: ready to be run for any values.

use std::collections::BTreeMap;
use std::sync::Arc;

use jakstat_model::diagnostic::nearest;
use jakstat_model::{Diagnostic, Network, Unit};
use jakstat_ode::{Action, Kind, Options, Run, Save, Solution, Stop, Target};

use super::codes;
use super::given::Given;
use super::outcome::{Measured, Outcome, Plan, Relative, unit_text};
use super::parameters::ParameterFile;
use super::read::Scenario;
use super::timing::Timing;
use super::treated::{Treated, negative};
use crate::compile::{CompiledModel, Output};
use crate::fields::Problems;
use crate::pharmacology::{Compound, Kinases, Targets};

/// What the files that a scenario names hold.
#[derive(Debug, Clone)]
pub struct Parts {
    /// The model.
    pub network: Network,
    /// Compounds by id, metabolites included.
    pub compounds: BTreeMap<String, Compound>,
    /// Kinases.
    pub kinases: Option<Kinases>,
    /// What the kinases catalyse in the model.
    pub targets: Option<Targets>,
    /// Numbers that take the place of the model's; later ones win.
    pub parameters: Vec<ParameterFile>,
}

/// What a study changes about a scenario.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Variation {
    /// Replaces the compound of the treatment.
    pub compound: Option<String>,
    /// Replaces the regimen of the treatment.
    pub regimen: Option<String>,
    /// Ids whose start value each run gives.
    pub set: Vec<String>,
}

/// A scenario, compiled; immutable, shared by threads.
#[derive(Debug, Clone)]
pub struct Experiment {
    /// The compiled model.
    pub model: CompiledModel,
    /// How to integrate.
    pub options: Options,
    /// Names of the outcomes, with their units.
    pub columns: Vec<(String, Option<String>)>,
    /// What the user should know.
    pub warnings: Vec<Diagnostic>,
    /// Times of doses in the model's unit, for figures.
    pub dose_times: Vec<f64>,
    /// The model with its treatments laid over.
    pub network: Network,
    params: Vec<f64>,
    start: f64,
    end: f64,
    saved: usize,
    save: Arc<Save>,
    plans: Vec<Plan>,
    doses: Vec<ModelDose>,
    changes: Vec<Stop>,
    /// Parameters that hold a constant concentration: 0 without treatment.
    concentrations: Vec<usize>,
    set: Vec<usize>,
    /// Parameters whose value the scenario gives.
    given: Vec<usize>,
}

/// A dose in the model's terms.
#[derive(Debug, Clone)]
struct ModelDose {
    time: f64,
    /// Species that it goes into; none for a rate of infusion.
    species: Option<String>,
    target: Target,
    amount: f64,
    /// What changes with a rate that is set.
    also: Vec<Action>,
}

impl Experiment {
    /// Lays treatments over the model and compiles it.
    ///
    /// # Errors
    /// Everything that does not fit together, all at once where one thing does not hide another.
    pub fn new(scenario: &Scenario, parts: &Parts, variation: &Variation) -> Result<Self, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let time_unit = parts.network.base_units.time;
        let timing = Timing::new(scenario, time_unit, &mut problems);
        let treated = Treated::new(scenario, parts, variation, &timing, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        let saved = saved_ids(scenario, &parts.network);
        check_parameters(&treated, &parts.parameters, &mut problems);
        let request = treated.request(scenario, variation, &saved);
        let model = match CompiledModel::new(&treated.network, &request) {
            Ok(model) if problems.is_empty() => model,
            Ok(_) => return Err(problems),
            Err(found) => return Err(problems.into_iter().chain(found).collect()),
        };
        let mut this = Self {
            params: model.params(),
            options: scenario.options.clone(),
            columns: Vec::new(),
            warnings: treated.warnings.clone(),
            dose_times: treated.doses.iter().map(|d| d.time).filter(|t| *t <= timing.end).collect(),
            network: treated.network.clone(),
            start: timing.start,
            end: timing.end,
            saved: saved.len(),
            save: Arc::new(Save { times: timing.save.clone(), both_sides: false }),
            plans: Vec::new(),
            doses: Vec::new(),
            changes: Vec::new(),
            concentrations: Vec::new(),
            set: Vec::new(),
            given: Vec::new(),
            model,
        };
        this.dose_times.dedup();
        this.settle(scenario, parts, &treated, variation, &timing, &mut problems);
        if problems.is_empty() { Ok(this) } else { Err(problems) }
    }

    /// Everything that needs the compiled model.
    fn settle(
        &mut self,
        scenario: &Scenario,
        parts: &Parts,
        treated: &Treated<'_>,
        variation: &Variation,
        timing: &Timing,
        problems: &mut Problems,
    ) {
        for file in &parts.parameters {
            let mut found = Vec::new();
            for parameter in &file.parameters {
                let value = parameter.given(treated.network.unit_of(&parameter.id));
                self.set_value(&treated.number_of(&parameter.id), &value, &treated.network, &mut found);
            }
            let named = |p: Diagnostic| Diagnostic { message: format!("{} ({})", p.message, file.name), ..p };
            problems.extend(found.into_iter().map(named));
        }
        for setting in &scenario.set {
            self.set_value(&treated.number_of(&setting.id), &setting.value, &treated.network, problems);
        }
        for (id, concentration) in &treated.concentrations {
            if let Some(slot) = self.set_value(id, concentration, &treated.network, problems) {
                self.concentrations.push(slot);
                if self.params[slot] < 0.0 && !treated.network.species.iter().any(|s| s.id == *id) {
                    problems.push(negative(&format!("the concentration `{id}`"), concentration));
                }
            }
        }
        for change in &scenario.changes {
            let time = timing.within(&change.at, problems);
            let unit = treated.network.unit_of(&change.id);
            let value = change.value.in_unit(unit, &format!("`{}`", change.id));
            match (value, self.model.target(&treated.number_of(&change.id))) {
                (Ok(value), Some(target)) => {
                    if value < 0.0 && treated.network.species.iter().any(|s| s.id == change.id) {
                        problems.push(negative(&format!("species `{}`", change.id), &change.value));
                    }
                    if self.model.input_size(&change.id).is_some() {
                        let id = &change.id;
                        let message =
                            format!("a change of `{id}` is not supported: its compartment's size changes");
                        let help = "write it as an event of the model";
                        problems.push(Diagnostic::error(&codes::CLASH, message).at(change.at.at).help(help));
                    }
                    let mut actions = vec![Action::Set(target, value)];
                    actions.extend(self.zeroed_with(target));
                    self.changes.push(Stop { time, actions })
                }
                (Err(problem), _) => problems.push(problem),
                (Ok(_), None) => {}
            }
        }
        self.changes.sort_by(|a, b| a.time.total_cmp(&b.time));
        for dose in &treated.doses {
            if let Some(target) = self.model.target(&dose.id) {
                let species = (!dose.is_rate).then(|| dose.id.clone());
                let also = if dose.is_rate { self.zeroed_with(target).collect() } else { Vec::new() };
                self.doses.push(ModelDose { time: dose.time, species, target, amount: dose.amount, also });
            }
        }
        for (i, outcome) in scenario.outcomes.iter().enumerate() {
            self.plan(outcome, self.saved + i, treated, timing, problems);
        }
        self.set = variation.set.iter().filter_map(|id| self.model.param(&treated.number_of(id))).collect();
        let tolerance = self.options.atol[0];
        self.options.atol = self.model.tolerances(tolerance, self.start, &self.params);
        self.tolerate_drug(tolerance, &treated.loads);
    }

    /// Amounts of drug count in units of the largest dose: what is left of one before the next is lost
    /// in the noise long before it is gone.
    fn tolerate_drug(&mut self, tolerance: f64, loads: &[(String, f64)]) {
        for (id, load) in loads {
            if let Some(state) = self.model.state_ids().iter().position(|s| s == id) {
                if self.options.atol.len() == 1 {
                    self.options.atol.resize(self.model.state_ids().len(), tolerance);
                }
                self.options.atol[state] = tolerance * load;
            }
        }
    }

    /// A number that a state is set to follows no parameter.
    fn zeroed_with(&self, target: Target) -> impl Iterator<Item = Action> + '_ {
        self.model.zeroed_with(target).map(|z| Action::Set(z, 0.0))
    }

    fn set_value(
        &mut self,
        id: &str,
        given: &Given,
        network: &Network,
        problems: &mut Problems,
    ) -> Option<usize> {
        let slot = self.model.param(id)?;
        match given.in_unit(network.unit_of(id), &format!("`{id}`")) {
            Ok(value) => {
                if value < 0.0 && network.species.iter().any(|s| s.id == id) {
                    problems.push(negative(&format!("species `{id}`"), given));
                }
                self.params[slot] = value;
                self.given.push(slot);
            }
            Err(problem) => problems.push(problem),
        }
        Some(slot)
    }

    fn plan(
        &mut self,
        outcome: &Outcome,
        output: usize,
        treated: &Treated<'_>,
        timing: &Timing,
        problems: &mut Problems,
    ) {
        let unit = self.model.output_unit(output);
        let mut window = (
            outcome.from.map_or(self.start, |t| timing.within(&t, problems)),
            outcome.to.map_or(self.end, |t| timing.within(&t, problems)),
        );
        if let Measured::Value(at) = &outcome.measured {
            let t = timing.within(at, problems);
            window = (t, t);
        } else if window.0 >= window.1 {
            let message = format!(
                "the window of outcome `{}` from {} to {} is empty",
                outcome.name, window.0, window.1
            );
            let at = outcome.to.and_then(|t| t.at).or(outcome.from.and_then(|t| t.at));
            problems.push(
                Diagnostic::error(&codes::TIMES, message).at(at).help("end it later, or begin it earlier"),
            );
        }
        let mut level = |given: &Given| {
            given.in_unit(unit, &format!("`{}`", outcome.of)).unwrap_or_else(|p| {
                problems.push(p);
                0.0
            })
        };
        let length = window.1 - window.0;
        let (kind, scale, offset) = match &outcome.measured {
            Measured::Value(_) => (Kind::Before, 1.0, 0.0),
            Measured::Mean => (Kind::Integral, 1.0 / length, 0.0),
            Measured::Min => (Kind::Min, 1.0, 0.0),
            Measured::Max => (Kind::Max, 1.0, 0.0),
            Measured::Auc => (Kind::Integral, 1.0, 0.0),
            Measured::TimeAbove(l) => (Kind::TimeAbove(level(l)), 1.0, 0.0),
            Measured::TimeBelow(l) => (Kind::TimeAbove(level(l)), -1.0, length),
            Measured::FirstAbove(l) => (Kind::FirstAbove(level(l)), 1.0, 0.0),
            Measured::FirstBelow(l) => (Kind::FirstBelow(level(l)), 1.0, 0.0),
        };
        if outcome.relative != Relative::Absolute && treated.is_untreated() {
            let message = format!(
                "outcome `{}` compares with the untreated run, and there is no treatment",
                outcome.name
            );
            problems.push(
                Diagnostic::error(&codes::INCOMPLETE, message)
                    .help("add a `[[treatment]]`, or remove `relative`"),
            );
        }
        let plan = Plan::new(output, window, kind, outcome.relative);
        self.plans.push(Plan { scale, offset, ..plan });
        let text = unit_text(&outcome.measured, outcome.relative, unit, self.model.time_unit());
        self.columns.push((outcome.name.clone(), text));
    }

    /// Whether runs can give the start value of `id`.
    pub fn settable(&self, id: &str) -> bool {
        self.network.kind(id).is_some()
    }

    /// Ids whose start value the scenario gives, with the values.
    pub(super) fn given(&self) -> impl Iterator<Item = (&str, f64)> {
        let ids: Vec<&str> = self.model.param_ids().collect();
        self.given.iter().filter_map(move |slot| Some((*ids.get(*slot)?, self.params[*slot])))
    }

    /// Changes while time runs, in order.
    pub(super) fn changes(&self) -> &[Stop] {
        &self.changes
    }

    /// Doses in order: time, the species that an amount is added to or none for a rate that is set,
    /// what is changed, and the amount or rate.
    pub(super) fn given_doses(&self) -> impl Iterator<Item = (f64, Option<&str>, Target, f64)> {
        self.doses.iter().map(|d| (d.time, d.species.as_deref(), d.target, d.amount))
    }

    /// Unit of `id`, where the model says it.
    pub fn unit_of(&self, id: &str) -> Option<Unit> {
        self.network.unit_of(id)
    }

    /// Whether some outcome needs the run without treatment.
    pub fn compares(&self) -> bool {
        self.plans.iter().any(|p| p.relative != Relative::Absolute)
    }

    /// The ids that are kept in rows, as outputs of the model: the first ones.
    pub fn saved(&self) -> &[Output] {
        &self.model.outputs()[..self.saved]
    }

    /// The run with all doses multiplied by `dose_factor` and `values` for the ids of
    /// [`Variation::set`], in their order. Rows are kept where `keep` is true.
    pub fn run(&self, dose_factor: f64, values: &[f64], keep: bool) -> Run {
        let params = self.params_with(values);
        let mut stops = self.changes.clone();
        // An infusion may outlast the run: it goes on to the end.
        for dose in self.doses.iter().filter(|dose| dose.time <= self.end) {
            let scale = dose.species.as_ref().map_or(1.0, |s| self.model.dose_scale(s, self.start, &params));
            let amount = dose.amount * scale * dose_factor;
            let action = if dose.species.is_some() {
                Action::Add(dose.target, amount)
            } else {
                Action::Set(dose.target, amount)
            };
            let actions = std::iter::once(action).chain(dose.also.iter().copied()).collect();
            stops.push(Stop { time: dose.time, actions });
        }
        // Stable: changes come before doses of the same time.
        stops.sort_by(|a, b| a.time.total_cmp(&b.time));
        let mut run = self.bare(params, stops, keep);
        for slot in &self.concentrations {
            run.params[*slot] *= dose_factor;
        }
        run
    }

    /// The same run without doses and without constant concentrations.
    pub fn untreated(&self, values: &[f64]) -> Run {
        let mut params = self.params_with(values);
        for slot in &self.concentrations {
            params[*slot] = 0.0;
        }
        self.bare(params, self.changes.clone(), false)
    }

    fn params_with(&self, values: &[f64]) -> Vec<f64> {
        let mut params = self.params.clone();
        for (slot, value) in self.set.iter().zip(values) {
            params[*slot] = *value;
        }
        params
    }

    fn bare(&self, params: Vec<f64>, stops: Vec<Stop>, keep: bool) -> Run {
        Run {
            stops: stops.into(),
            save: if keep { Arc::clone(&self.save) } else { Arc::new(Save::default()) },
            measures: self.plans.iter().map(|p| p.measure).collect(),
            ..Run::new(params, self.start, self.end)
        }
    }

    /// The outcomes of a run; `untreated` is needed where [`Experiment::compares`].
    pub fn outcomes(&self, treated: &Solution, untreated: Option<&Solution>) -> Vec<f64> {
        let value = |i: usize, solution: &Solution| self.plans[i].value(solution.measured[i]);
        (0..self.plans.len())
            .map(|i| {
                let reference = untreated.map_or(f64::NAN, |u| value(i, u));
                self.plans[i].relative.of(value(i, treated), reference)
            })
            .collect()
    }
}

/// Reports ids of parameter files that the treated model lacks.
fn check_parameters(treated: &Treated<'_>, files: &[ParameterFile], problems: &mut Problems) {
    for file in files {
        let unknown = file.parameters.iter().filter(|p| treated.network.kind(&p.id).is_none());
        for parameter in unknown {
            let id = &parameter.id;
            let message = format!("`{id}`, which `{}` gives a number to, is not in the model", file.name);
            let help = match nearest(id, treated.network.kinds().into_keys()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "correct the id or remove it".to_owned(),
            };
            let problem = Diagnostic::error(&codes::UNKNOWN_PARAMETER, message).at(parameter.number.at);
            problems.push(problem.help(help));
        }
    }
}

/// All species where nothing else is said.
fn saved_ids(scenario: &Scenario, network: &Network) -> Vec<Output> {
    if scenario.save.is_empty() && scenario.outcomes.is_empty() {
        network.species.iter().map(|s| Output::Value(s.id.clone())).collect()
    } else {
        scenario.save.clone()
    }
}
