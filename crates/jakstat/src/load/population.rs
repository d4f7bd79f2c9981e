//! Populations from files, with the scenario of their screening.

use std::path::Path;

use jakstat_model::Sources;
use jakstat_study::population::Population;
use jakstat_study::sweep;

use super::folder::folder_of;
use super::scenario::{LoadedScenario, load_scenario};
use super::study::parts;
use super::texts::Texts;
use crate::problems::Problems;

/// A population with all files that it needs.
#[derive(Debug, Clone)]
pub struct LoadedPopulation {
    /// The population.
    pub population: Population,
    /// The scenario that screens it, where there is one.
    pub screening: Option<LoadedScenario>,
    /// Hash of all texts that were read.
    pub hash: String,
}

impl LoadedPopulation {
    /// The parts that a study needs.
    pub fn parts(&self) -> sweep::LoadedPopulation {
        let screening = self.screening.as_ref().map(parts);
        sweep::LoadedPopulation { population: self.population.clone(), screening }
    }
}

/// Reads a population and the scenario that screens it; its path counts from the population's
/// folder.
///
/// # Errors
/// Every problem of all files, with its place.
pub fn load_population(path: &Path) -> Result<LoadedPopulation, Problems> {
    let mut texts = Texts::default();
    let text = texts.read(path)?;
    let sources = Sources::single(path.display().to_string(), text.as_str());
    let population =
        Population::read(&text).map_err(|diagnostics| Problems { diagnostics, sources: sources.clone() })?;
    let mut screening = None;
    if let Some(screen) = &population.screen {
        let file = folder_of(path).join(&screen.scenario);
        // That it is not there is a fault of this file, at a place in it.
        if !file.is_file() {
            let missing = Texts::default().read(&file).err();
            let diagnostics = missing.into_iter().map(|p| p.at(screen.at)).collect();
            return Err(Problems { diagnostics, sources });
        }
        let loaded = load_scenario(&file)?;
        texts.insert(&format!("screening {}", screen.scenario), &loaded.hash);
        screening = Some(loaded);
    }
    Ok(LoadedPopulation { population, screening, hash: texts.hash() })
}
