//! What the files that a study names hold.

use std::collections::BTreeMap;

use jakstat_sim::{Parts, Scenario};

use crate::population::Population;

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

/// A population with the scenario of its screening.
#[derive(Debug, Clone)]
pub struct LoadedPopulation {
    /// The population.
    pub population: Population,
    /// The scenario that [`Screen`](crate::population::Screen) names, where there is one.
    pub screening: Option<Loaded>,
}

/// Everything that a study names.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// Its scenarios, in order.
    pub scenarios: Vec<Loaded>,
    /// CSV texts by the path that the study has for them.
    pub tables: BTreeMap<String, String>,
    /// Populations by the path that the study has for them.
    pub populations: BTreeMap<String, LoadedPopulation>,
}
