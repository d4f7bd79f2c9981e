//! The cost of a set of parameters.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use jakstat_model::Diagnostic;

use super::file::FreeParameter;
use crate::codes;
use crate::design::{Axis, Values};
use crate::summary::summarise;
use crate::sweep::{AxisSpec, Files, Study, Sweep};
use crate::validation::{Comparison, Observation, Predictions, Role, compare};

/// A part of the cost with everything that it needs.
#[derive(Debug, Clone)]
pub struct FitTopic {
    /// Which study; topics of the same name share its runs.
    pub name: String,
    /// The study.
    pub study: Study,
    /// What it names.
    pub files: Files,
    /// What is compared.
    pub observations: Vec<Observation>,
    /// Column of the study that holds what observations call `row`.
    pub label: String,
    /// Residuals are of logarithms: predictions are right or wrong by a factor.
    pub fold: bool,
    /// What its runs can be given a value of, once that was asked for.
    pub ids: OnceLock<BTreeSet<String>>,
}

/// Everything that the cost depends on.
#[derive(Debug, Clone)]
pub struct Fit {
    /// What is free.
    pub parameters: Vec<FreeParameter>,
    /// Parts of the cost.
    pub topics: Vec<FitTopic>,
}

/// A set of parameters that was tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// Place in the unit cube of all ranges.
    pub place: Vec<f64>,
    /// Values of the free parameters, in the units of their ranges.
    pub values: Vec<f64>,
    /// Sum of squared residuals of the observations for `fit`; infinite where one has no prediction.
    pub cost: f64,
    /// All observations, those for `test` too, beside their predictions, topic by topic.
    pub comparisons: Vec<Vec<Comparison>>,
    /// What one should know of the studies.
    pub notices: Vec<Diagnostic>,
}

/// Observations beside what the studies predict.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Compared {
    /// Topic by topic.
    pub topics: Vec<Vec<Comparison>>,
    /// What one should know of the studies, once each: compounds without a potency, doses beyond what
    /// was studied, how many candidates were enrolled.
    pub notices: Vec<Diagnostic>,
}

impl Fit {
    /// Tries the set at a place in the unit cube.
    ///
    /// # Errors
    /// Studies that cannot be planned with these values.
    pub fn trial(&self, place: &[f64]) -> Result<Trial, Vec<Diagnostic>> {
        let values: Vec<f64> = self.parameters.iter().zip(place).map(|(p, u)| p.range.at(*u)).collect();
        let Compared { topics: comparisons, notices } = self.compare(&values)?;
        let residuals = self.residuals(&comparisons);
        let cost = residuals.iter().map(|r| r * r).sum();
        Ok(Trial { place: place.to_vec(), values, cost, comparisons, notices })
    }

    /// Residuals of the observations for `fit`, topic by topic; infinite where one has no prediction.
    pub fn residuals(&self, comparisons: &[Vec<Comparison>]) -> Vec<f64> {
        self.topics.iter().zip(comparisons).flat_map(|(topic, found)| topic.residuals(found)).collect()
    }

    /// What would make the cost meaningless.
    ///
    /// # Errors
    /// Free parameters that no study has; observations to be fitted without value or interval.
    pub fn check(&self) -> Result<(), Vec<Diagnostic>> {
        let names = self.parameters.iter().map(|p| &p.range.name);
        let unknown = names.filter(|name| !self.topics.iter().any(|t| t.has(name)));
        let mut problems: Vec<Diagnostic> = unknown
            .map(|name| {
                let message = format!("no study of the fit has `{name}`, which is to be free");
                Diagnostic::error(&codes::BAD_FIT, message)
                    .help("name an id of a model, or of what a compound brings")
            })
            .collect();
        let fitted = self.topics.iter().flat_map(|t| &t.observations).filter(|o| o.role == Role::Fit);
        problems.extend(fitted.filter(|o| o.value.is_none() || o.sd().is_none()).map(|o| {
            let message =
                format!("`{}`, `{}` is to be fitted and has no value with an interval", o.row, o.column);
            let help =
                "give `observed`, `low` and `high`, whose width says how much it counts, or make it `test`";
            Diagnostic::error(&codes::BAD_OBSERVATION, message).help(help)
        }));
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// The observations beside what the studies predict with these values.
    ///
    /// # Errors
    /// Studies that cannot be planned with these values.
    pub fn compare(&self, values: &[f64]) -> Result<Compared, Vec<Diagnostic>> {
        let mut known: BTreeMap<(&str, &str), Predictions> = BTreeMap::new();
        let mut all = Compared::default();
        for topic in &self.topics {
            let key = (topic.name.as_str(), topic.label.as_str());
            let predictions = match known.entry(key) {
                Entry::Occupied(found) => found.into_mut(),
                Entry::Vacant(place) => {
                    let (predictions, notices) = topic.predict(&self.parameters, values)?;
                    all.notices.extend(notices);
                    place.insert(predictions)
                }
            };
            all.topics.push(compare(&topic.observations, predictions));
        }
        let found = std::mem::take(&mut all.notices);
        for notice in found {
            if !all.notices.contains(&notice) {
                all.notices.push(notice);
            }
        }
        Ok(all)
    }
}

impl FitTopic {
    /// What the study predicts with `values` for those of `parameters` that it has, and what one should
    /// know of it.
    ///
    /// # Errors
    /// A study that cannot be planned.
    pub fn predict(
        &self,
        parameters: &[FreeParameter],
        values: &[f64],
    ) -> Result<(Predictions, Vec<Diagnostic>), Vec<Diagnostic>> {
        let mut study = self.study.clone();
        let here = parameters.iter().zip(values).filter(|(p, _)| self.has(&p.range.name));
        study.axes.extend(here.map(|(parameter, value)| {
            let (name, unit) = (parameter.range.name.clone(), parameter.range.unit.clone());
            AxisSpec::Values(Axis { name, unit, values: Values::Numbers(vec![*value]) })
        }));
        let sweep = Sweep::new(&study, &self.files)?;
        let rows = sweep.rows_in_memory(None).map_err(|error| vec![error.diagnostic()])?;
        let predictions = if study.summaries.is_empty() {
            Predictions::from_rows(sweep.schema(), &rows, &self.label)
        } else {
            Predictions::from_summaries(&summarise(&study, sweep.schema(), &rows)?, &self.label)
        };
        Ok((predictions, sweep.notices().to_vec()))
    }

    /// Whether a scenario has `id`, be it of the model or of what a compound of the study brings. A
    /// study that cannot be planned has the former only: why it cannot is said when it is run.
    fn has(&self, id: &str) -> bool {
        let of_model = self.files.scenarios.iter().any(|s| s.parts.network.kind(id).is_some());
        let planned = || Sweep::new(&self.study, &self.files).map(|sweep| sweep.ids()).unwrap_or_default();
        of_model || self.ids.get_or_init(planned).contains(id)
    }

    fn residuals<'a>(&'a self, comparisons: &'a [Comparison]) -> impl Iterator<Item = f64> + 'a {
        let fitted = comparisons.iter().filter(|c| c.observation.role == Role::Fit);
        let residual = |c: &Comparison| if self.fold { c.log_residual() } else { c.residual() };
        fitted.map(move |c| residual(c).unwrap_or(f64::INFINITY))
    }
}
