//! Infusions that begin, end or go on at the end of a run.

use std::collections::BTreeMap;

use jakstat_ode::solve;
use jakstat_sim::{Experiment, Parts, Scenario, Variation};

use super::evaluate::close;
use super::fixtures::{compound, kinases, oral, reversible, small, sourced, targets};

/// `c1` by a regimen for 48 hours.
fn experiment(regimen: &str) -> Experiment {
    let scenario = format!(
        "title = \"t\"\nmodel = \"m\"\nsave = [\"c1_plasma\"]\n[time]\nend = \"48 h\"\npoints = 2\n\
         [solver]\nrtol = 1e-10\natol = 1e-12\n[[treatment]]\ncompound = \"c1\"\nregimen = \"{regimen}\"\n"
    );
    let kinetics = oral(&format!("bioavailability = {}\n", sourced(0.5, "1")));
    let potency = reversible("kinase1", 10.0, "atp = \"Km\"");
    let parts = Parts {
        network: small(),
        compounds: BTreeMap::from([("c1".to_owned(), compound("c1", &format!("{potency}{kinetics}")))]),
        kinases: Some(kinases()),
        targets: Some(targets("")),
        parameters: Vec::new(),
    };
    Experiment::new(&Scenario::read(&scenario).unwrap(), &parts, &Variation::default()).unwrap()
}

/// Plasma concentration at the end, in nM.
fn at_end(experiment: &Experiment) -> f64 {
    let run = experiment.run(1.0, &[], true);
    let solution = solve(experiment.model.system(), &experiment.options, &[run]).remove(0);
    assert_eq!(solution.failure, None);
    solution.values[solution.values.len() - experiment.model.system().outputs()]
}

/// Concentration in nM after `hours` of an infusion of `mg_per_h` (400 g/mol, 6 L/h, 30 L).
fn plateau(mg_per_h: f64, hours: f64) -> f64 {
    mg_per_h * 1e6 / 400.0 / 6.0 * (1.0 - (-0.2 * hours).exp())
}

#[test]
fn an_infusion_that_outlasts_the_run_goes_on_to_its_end() {
    let long = experiment("72 mg over 72 h");
    close(at_end(&long), plateau(1.0, 48.0), 1e-8);
    assert_eq!(long.dose_times, [0.0], "its end is not a time of the run");
    // The second of a course begins within the run and ends after it.
    let second = experiment("24 mg every 36 h over 24 h");
    let first = plateau(1.0, 24.0) * (-0.2_f64 * 24.0).exp();
    close(at_end(&second), first + plateau(1.0, 12.0), 1e-8);
}

#[test]
fn an_infusion_that_ends_with_the_run_counts_whole() {
    close(at_end(&experiment("48 mg over 48 h")), plateau(1.0, 48.0), 1e-8);
}

#[test]
fn a_written_model_keeps_the_end_that_the_run_does_not_reach() {
    let network = experiment("72 mg over 72 h").as_network();
    assert_eq!(network.events.len(), 2, "begin and end, for tools that run it longer");
}
