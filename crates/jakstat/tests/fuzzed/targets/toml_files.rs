//! TOML: every reader gets every text; what is a scenario, study or population goes on to a run.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use jakstat::load::{FileKind, read_model};
use jakstat::model::Diagnostic;
use jakstat::prelude::*;
use jakstat::sim::pharmacology::{Compound, Kinases, Regimen, Targets};
use jakstat::sim::scenario::{ParameterFile, Rows};
use jakstat::study::fit::FitFile;
use jakstat::study::population::Population;
use jakstat::study::summary::summarise;
use jakstat::study::sweep::{AxisSpec, Files, Loaded, LoadedPopulation, Study, Sweep};
use jakstat::study::validation::Validation;

use super::models::{STEPS, finite};
use super::{refused_in, text};

const MODEL: &str = "\
unit time_unit = hour\nunit hour = 3600 second\nunit substance = 1e-9 mole\nunit volume = litre\n\
unit nM = 1e-9 mole / litre\ncompartment cell = 1\nspecies A in cell, B in cell\n\
v1: A -> B; k1*A\nv2: B -> A; k2*B\nA = 1; B = 0; k1 = 0.3; k2 = 0.1\n";
const COMPOUND: &str = include_str!("../../../../../fuzz/seeds/toml/c1.toml");
const KINASES: &str = include_str!("../../../../../fuzz/seeds/toml/kinases.toml");
const TARGETS: &str = include_str!("../../../../../fuzz/seeds/toml/targets.toml");
const SCENARIO: &str = include_str!("../../../../../fuzz/seeds/toml/scenario.toml");

/// More rows or doses than this are planned, but not run.
const MOST: u64 = 2000;

/// Any TOML file.
pub fn toml(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let read = |problems: Option<Vec<Diagnostic>>| problems.into_iter().for_each(|p| refused_in(text, p));
    read(FileKind::of(Path::new("file.toml"), text).err());
    read(Compound::read("c1.toml", text).err());
    read(Kinases::read(text).err());
    read(Targets::read(text).err());
    read(ParameterFile::read("file.toml", text).err());
    read(Validation::read(text).err());
    read(FitFile::read(text).err());
    if let Err(problems) = Regimen::parse(text) {
        refused_in(text, problems);
    }
    match Scenario::read(text) {
        Ok(scenario) => read(run_scenario(scenario).err()),
        Err(problems) => refused_in(text, problems),
    }
    match Population::read(text) {
        Ok(population) => draw(&population),
        Err(problems) => refused_in(text, problems),
    }
    match Study::read(text) {
        Ok(study) => run_study(&study),
        Err(problems) => refused_in(text, problems),
    }
}

fn parts() -> &'static Parts {
    static PARTS: OnceLock<Parts> = OnceLock::new();
    PARTS.get_or_init(|| Parts {
        network: read_model("model.ant", MODEL).expect("the model is sound").network,
        compounds: BTreeMap::from([(
            "c1".to_owned(),
            Compound::read("c1.toml", COMPOUND).expect("the compound is sound"),
        )]),
        kinases: Some(Kinases::read(KINASES).expect("the kinases are sound")),
        targets: Some(Targets::read(TARGETS).expect("the targets are sound")),
        parameters: Vec::new(),
    })
}

/// Limits what a run may cost; what is refused is refused for other reasons.
fn run_scenario(mut scenario: Scenario) -> Result<(), Vec<Diagnostic>> {
    scenario.options.max_steps = scenario.options.max_steps.min(STEPS);
    if matches!(scenario.rows, Rows::Points(n) if n > MOST) {
        scenario.rows = Rows::Points(MOST);
    }
    let experiment = Experiment::new(&scenario, parts(), &Variation::default())?;
    if (experiment.dose_times.len() as u64) < MOST {
        finite(&experiment);
    }
    Ok(())
}

fn draw(population: &Population) {
    match population.candidates(1) {
        Ok(candidates) => {
            for patient in 0..16 {
                let values = candidates.values(patient);
                assert!(values.iter().all(|x| x.is_finite()), "{values:?}");
            }
        }
        Err(problems) => assert!(problems.iter().any(Diagnostic::is_error)),
    }
}

/// Everything that a study names is there: the same scenario and table under each name.
fn run_study(study: &Study) {
    let mut scenario = Scenario::read(SCENARIO).expect("the scenario is sound");
    scenario.options.max_steps = STEPS;
    let loaded =
        |name: &String| Loaded { name: name.clone(), scenario: scenario.clone(), parts: parts().clone() };
    let mut files = Files { scenarios: study.scenarios.iter().map(loaded).collect(), ..Files::default() };
    for axis in &study.axes {
        match axis {
            AxisSpec::Table(path, _) => {
                files.tables.insert(path.clone(), "arm,dose_factor\nlow,0\nhigh,1\n".to_owned());
            }
            AxisSpec::Population(spec) if spec.patients <= MOST => {
                let text = include_str!("../../../../../fuzz/seeds/toml/population.toml");
                let population = Population::read(text).expect("the population is sound");
                files.populations.insert(spec.path.clone(), LoadedPopulation { population, screening: None });
            }
            AxisSpec::Population(_) => return,
            _ => {}
        }
    }
    match Sweep::new(study, &files) {
        Err(problems) => assert!(problems.iter().any(Diagnostic::is_error), "refused without an error"),
        Ok(sweep) => {
            let rows = sweep.compute(0..sweep.rows().min(8));
            for (number, row) in (0..).zip(&rows) {
                sweep.schema().check(number, row).expect("a row fits its columns");
            }
            if sweep.rows() <= 8
                && let Err(problems) = summarise(study, sweep.schema(), &rows)
            {
                assert!(problems.iter().any(Diagnostic::is_error));
            }
        }
    }
}
