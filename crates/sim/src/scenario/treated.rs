//! The model of a scenario with its treatments laid over.

use std::collections::BTreeSet;

use jakstat_model::diagnostic::nearest;
use jakstat_model::{Diagnostic, Network, Span};

use super::codes;
use super::experiment::{Parts, Variation};
use super::given::Given;
use super::read::{Exposure, Scenario, Subject, Treatment};
use super::timing::Timing;
use crate::compile::{Output, Request};
use crate::fields::Problems;
use crate::pharmacology::inhibition::base_id;
use crate::pharmacology::{Compound, InhibitorInput, Regimen, with_constant_concentration, with_occupancy};

/// A dose on its way into the model.
pub(super) struct PlannedDose {
    pub time: f64,
    pub id: String,
    /// Amount in the model's unit, or rate.
    pub amount: f64,
    pub is_rate: bool,
}

/// A compound and what holds its free concentrations.
pub(super) struct Inhibitor<'p> {
    pub compound: &'p Compound,
    /// In plasma.
    pub free: String,
    /// In sites, by their ids.
    pub sites: Vec<(String, String)>,
}

/// The model with its treatments laid over.
pub(super) struct Treated<'p> {
    pub network: Network,
    pub parts: &'p Parts,
    pub doses: Vec<PlannedDose>,
    /// Species that hold a dosed compound, and the compound's largest single dose in the model's unit.
    pub loads: Vec<(String, f64)>,
    pub concentrations: Vec<(String, Given)>,
    pub inhibitors: Vec<Inhibitor<'p>>,
    /// Parameters that follow a kinase: their numbers are those of other parameters.
    modulated: BTreeSet<String>,
    pub warnings: Vec<Diagnostic>,
}

impl<'p> Treated<'p> {
    pub fn new(
        scenario: &Scenario,
        parts: &'p Parts,
        variation: &Variation,
        timing: &Timing,
        problems: &mut Problems,
    ) -> Self {
        let mut this = Self {
            network: parts.network.clone(),
            parts,
            doses: Vec::new(),
            loads: Vec::new(),
            concentrations: Vec::new(),
            inhibitors: Vec::new(),
            modulated: BTreeSet::new(),
            warnings: Vec::new(),
        };
        if scenario.treatments.is_empty() && (variation.compound.is_some() || variation.regimen.is_some()) {
            let message = "the study varies a treatment, and the scenario has none";
            problems.push(
                Diagnostic::error(&codes::INCOMPLETE, message).help("add a `[[treatment]]` to the scenario"),
            );
        }
        for (i, treatment) in scenario.treatments.iter().enumerate() {
            let mut treatment = treatment.clone();
            // A study varies the first treatment.
            if i == 0 {
                if let Some(compound) = &variation.compound {
                    treatment.subject = Subject::Compound(compound.clone());
                    treatment.subject_at = None;
                }
                if let Some(regimen) = &variation.regimen {
                    treatment.exposure = Exposure::Named(regimen.clone());
                    treatment.exposure_at = None;
                }
            }
            if let Err(found) = this.treat(&treatment, timing) {
                problems.extend(placed(found, treatment.at));
            }
        }
        if problems.is_empty() && !this.inhibitors.is_empty() {
            this.occupy(problems);
        }
        this.doses.sort_by(|a, b| a.time.total_cmp(&b.time));
        this
    }

    pub fn is_untreated(&self) -> bool {
        self.doses.is_empty() && self.concentrations.is_empty()
    }

    fn treat(&mut self, treatment: &Treatment, timing: &Timing) -> Result<(), Vec<Diagnostic>> {
        match (&treatment.subject, &treatment.exposure) {
            (Subject::Compound(id), Exposure::Concentration(given)) => {
                let compound = self.compound(id).map_err(|found| placed(found, treatment.subject_at))?;
                let (network, free) = with_constant_concentration(&self.network, compound)?;
                self.network = network;
                self.concentrations.push((free.clone(), *given));
                // As in a dish: the same everywhere.
                let sites = self.target_sites().map(|site| (site.to_owned(), free.clone())).collect();
                self.inhibitors.push(Inhibitor { compound, free, sites });
                Ok(())
            }
            (Subject::Compound(id), exposure) => {
                let compound = self.compound(id).map_err(|found| placed(found, treatment.subject_at))?;
                let regimen =
                    regimen_of(compound, exposure).map_err(|found| placed(found, treatment.exposure_at))?;
                self.dose_compound(compound, &regimen, timing)
            }
            (Subject::Species { id, .. }, Exposure::Concentration(given)) => {
                let held = self.network.species.iter().any(|s| s.id == *id && (s.boundary || s.constant));
                if !held {
                    let message =
                        format!("`{id}` cannot be held at a concentration: reactions may change it");
                    let help =
                        "write `$` before it where the model declares it, or give its start value in `[set]`";
                    return Err(vec![Diagnostic::error(&codes::CLASH, message).help(help)]);
                }
                self.concentrations.push((id.clone(), *given));
                Ok(())
            }
            (Subject::Species { id, molecular_weight }, exposure) => {
                let regimen = match exposure {
                    Exposure::Regimen(regimen) => regimen.clone(),
                    Exposure::Named(text) => {
                        Regimen::parse(text).map_err(|found| placed(found, treatment.exposure_at))?
                    }
                    Exposure::Concentration(_) => return Ok(()),
                };
                self.dose_species(id, *molecular_weight, &regimen, timing)
            }
        }
    }

    pub fn compound(&self, id: &str) -> Result<&'p Compound, Vec<Diagnostic>> {
        self.parts.compounds.get(id).ok_or_else(|| {
            let known: Vec<&str> = self.parts.compounds.keys().map(String::as_str).collect();
            let problem = Diagnostic::error(&codes::UNKNOWN_NAME, format!("there is no compound `{id}`"));
            vec![match nearest(id, known.iter().copied()) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help(format!("there are: {}", known.join(", "))),
            }]
        })
    }

    fn occupy(&mut self, problems: &mut Problems) {
        let (Some(targets), Some(kinases)) = (&self.parts.targets, &self.parts.kinases) else {
            let missing = if self.parts.targets.is_none() { "targets" } else { "kinases" };
            let message = format!("a treatment needs the {missing} of the model, which are not there");
            let help = "put `targets.toml` beside the model and name `kinases` in the scenario";
            problems.push(Diagnostic::error(&codes::INCOMPLETE, message).help(help));
            return;
        };
        let inputs: Vec<InhibitorInput<'_>> = self
            .inhibitors
            .iter()
            .map(|Inhibitor { compound, free, sites }| InhibitorInput { compound, free, sites })
            .collect();
        match with_occupancy(&self.network, targets, kinases, &inputs) {
            Ok((network, warnings)) => {
                self.network = network;
                self.warnings.extend(warnings);
                self.modulated = targets.targets.iter().flat_map(|t| t.parameters.iter().cloned()).collect();
            }
            Err(found) => problems.extend(found),
        }
    }

    /// The id that holds the number of `id`: another one for a parameter that follows a kinase.
    pub fn number_of(&self, id: &str) -> String {
        if self.modulated.contains(id) { base_id(id) } else { id.to_owned() }
    }

    pub fn request(&self, scenario: &Scenario, variation: &Variation, saved: &[Output]) -> Request {
        let outcomes = scenario.outcomes.iter().map(|o| Output::Value(o.of.clone()));
        let outputs = saved.iter().cloned().chain(outcomes).collect();
        let constant = self.concentrations.iter().map(|(id, _)| id.as_str());
        let files = self.parts.parameters.iter().flat_map(|f| f.parameters.iter().map(|p| p.id.as_str()));
        let known = files.filter(|id| self.network.kind(id).is_some());
        let own = scenario.set.iter().map(|s| s.id.as_str());
        let set = known.chain(own).chain(variation.set.iter().map(String::as_str)).chain(constant);
        let rates = self.doses.iter().filter(|d| d.is_rate).map(|d| d.id.as_str());
        let inputs = scenario.changes.iter().map(|c| c.id.as_str()).chain(rates);
        let dosed = self.doses.iter().filter(|d| !d.is_rate).map(|d| d.id.clone());
        Request {
            outputs,
            set: unique(set.map(|id| self.number_of(id))),
            inputs: unique(inputs.map(|id| self.number_of(id))),
            dosed: unique(dosed),
            sensitivities: scenario.sensitivities.iter().map(|id| self.number_of(id)).collect(),
        }
    }
}

fn unique(ids: impl Iterator<Item = String>) -> Vec<String> {
    let mut list: Vec<String> = ids.collect();
    list.sort();
    list.dedup();
    list
}

/// Problems without place are of this one.
fn placed(found: Vec<Diagnostic>, at: Option<Span>) -> Vec<Diagnostic> {
    found.into_iter().map(|p| if p.place.is_some() { p } else { p.at(at) }).collect()
}

/// One of the compound's own regimens by name, else a regimen in one line.
fn regimen_of(compound: &Compound, exposure: &Exposure) -> Result<Regimen, Vec<Diagnostic>> {
    match exposure {
        Exposure::Regimen(regimen) => Ok(regimen.clone()),
        Exposure::Named(text) => match compound.regimen(text) {
            Some(named) => Ok(named.regimen.clone()),
            None => Regimen::parse(text).map_err(|mut found| {
                let names: Vec<&str> = compound.regimens.iter().map(|r| r.name.as_str()).collect();
                if let (Some(first), false) = (found.first_mut(), names.is_empty()) {
                    let help = first.help.take().unwrap_or_default();
                    first.help = Some(format!("`{}` has: {}. {help}", compound.id, names.join("; ")));
                }
                found
            }),
        },
        Exposure::Concentration(_) => {
            Err(vec![Diagnostic::error(&codes::CLASH, "a concentration is no regimen")])
        }
    }
}

pub(super) fn negative(what: &str, given: &Given) -> Diagnostic {
    let written =
        given.unit.map_or_else(|| given.value.to_string(), |unit| format!("{} {unit}", given.value));
    let message = format!("{what} is set to {written}, and there is no negative concentration or amount");
    Diagnostic::error(&codes::BAD_VALUE, message).at(given.at).help("give 0 or more")
}
