//! One patient of a population.

use jakstat::Problems;
use jakstat::codes;
use jakstat::load::{LoadedScenario, load_population};
use jakstat::model::{Diagnostic, Unit};
use jakstat::sim::scenario::{Given, Setting};
use jakstat::sim::{Experiment, Variation};
use jakstat::study::sweep::compound_ids;

use super::Args;

/// Who is run.
pub struct Patient {
    /// Number, file and seed in words.
    pub title: String,
    /// Seed of the study.
    pub seed: u64,
    /// Parameters in the order of the file.
    pub parameters: Vec<PatientParameter>,
}

/// A parameter of a patient.
pub struct PatientParameter {
    /// Its id.
    pub id: String,
    /// Its value, in `unit`.
    pub value: f64,
    /// The unit of the population; none means the model's own.
    pub unit: Option<String>,
    /// Whether the scenario has it.
    pub is_used: bool,
}

/// Gives the scenario the parameters of the patient that the arguments name, where they do. What
/// `--set` sets stays.
///
/// # Errors
/// A population that cannot be read or drawn, a unit that does not fit, a dose factor.
pub fn apply(args: &Args, loaded: &mut LoadedScenario) -> Result<Option<Patient>, Problems> {
    let (Some(path), Some(number)) = (&args.population, args.patient) else { return Ok(None) };
    let population = load_population(path)?.population;
    let seed = args.seed.unwrap_or(1);
    let candidates =
        population.candidates(seed).map_err(|diagnostics| Problems { diagnostics, ..Problems::default() })?;
    let values = candidates.values(number - 1);
    let parameters = population.parameters.iter().zip(values).map(|(p, value)| PatientParameter {
        id: p.id.clone(),
        value,
        unit: p.unit.clone(),
        is_used: false,
    });
    let mut patient = Patient {
        title: format!("patient {number} of {}, seed {seed}", path.display()),
        seed,
        parameters: parameters.collect(),
    };
    let typed: Vec<&str> =
        args.set.iter().filter_map(|t| t.split_once('=')).map(|(id, _)| id.trim()).collect();
    patient.set(loaded, &typed)?;
    patient.multiply(loaded)?;
    Ok(Some(patient))
}

impl Patient {
    /// Sets the ids that the model has.
    fn set(&mut self, loaded: &mut LoadedScenario, typed: &[&str]) -> Result<(), Problems> {
        let probe = loaded.experiment(&Variation::default())?;
        for parameter in &mut self.parameters {
            let id = &parameter.id;
            if id == "dose_factor" {
                let message =
                    "the population varies `dose_factor`, and a single run has the doses of its scenario";
                let help = "change the regimen in the scenario, or run a study of this population";
                return Err(Diagnostic::error(&codes::BAD_ARGUMENT, message).help(help).into());
            }
            parameter.is_used = !id.starts_with("compound.") && probe.settable(id);
            if !parameter.is_used || typed.contains(&id.as_str()) {
                continue;
            }
            let unit = parameter.unit.as_ref().map(|text| Unit::parse(text)).transpose().map_err(|e| {
                let message = format!("the unit of `{id}` in the population cannot be read: {e}");
                Diagnostic::error(&codes::BAD_ARGUMENT, message).help("correct it in the population")
            })?;
            set(loaded, id, Given { value: parameter.value, unit, at: None });
        }
        Ok(())
    }

    /// Multiplies parameters of the compounds that are given.
    fn multiply(&mut self, loaded: &mut LoadedScenario) -> Result<(), Problems> {
        let probe = loaded.experiment(&Variation::default())?;
        for parameter in &mut self.parameters {
            let Some(suffix) = parameter.id.strip_prefix("compound.") else { continue };
            let mut ids = compound_ids(&loaded.scenario, &loaded.parts, suffix);
            ids.retain(|id| probe.settable(id));
            parameter.is_used = !ids.is_empty();
            let experiment = loaded.experiment(&Variation { set: ids.clone(), ..Variation::default() })?;
            for id in ids {
                let value = start_value(&experiment, &id) * parameter.value;
                set(loaded, &id, Given { value, unit: None, at: None });
            }
        }
        Ok(())
    }
}

fn set(loaded: &mut LoadedScenario, id: &str, value: Given) {
    loaded.scenario.set.retain(|setting| setting.id != id);
    loaded.scenario.set.push(Setting { id: id.to_owned(), value });
}

/// The value of an id that runs can set, in the model's unit.
fn start_value(experiment: &Experiment, id: &str) -> f64 {
    let run = experiment.run(1.0, &[], false);
    experiment.model.param(id).and_then(|slot| run.params.get(slot)).copied().unwrap_or(f64::NAN)
}
