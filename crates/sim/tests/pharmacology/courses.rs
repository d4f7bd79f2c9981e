//! Whole courses of doses, from a line of a scenario to plasma, against closed forms.
//!
//! A linear system answers to several doses with the sum of its answers to each (superposition).

use std::collections::BTreeMap;

use jakstat_ode::solve;
use jakstat_sim::{Experiment, Parts, Scenario, Variation};

use super::fixtures::{compound, kinases, oral, reversible, small, sourced, targets};

const KA: f64 = 1.2;
const KE: f64 = 6.0 / 30.0;

/// Plasma concentrations in nM at `hours` under a regimen; 400 g/mol, 6 L/h, 30 L, half of a dose by
/// mouth is absorbed, after a lag where one is given.
fn plasma(regimen: &str, lag: f64, hours: &[f64]) -> Vec<f64> {
    let times: Vec<String> = hours.iter().map(|h| format!("\"{h} h\"")).collect();
    let scenario = format!(
        "title = \"t\"\nmodel = \"m\"\nsave = [\"c1_plasma\"]\n[time]\nend = \"{} h\"\nat = [{}]\n\
         [solver]\nmethod = \"rodas5p\"\nrtol = 1e-12\natol = 1e-14\n[[treatment]]\ncompound = \"c1\"\nregimen = \"{regimen}\"\n",
        hours[hours.len() - 1],
        times.join(", ")
    );
    let lag = if lag > 0.0 { format!("absorption_lag = {}\n", sourced(lag, "h")) } else { String::new() };
    let kinetics = oral(&format!("bioavailability = {}\n{lag}", sourced(0.5, "1")));
    let potency = reversible("kinase1", 10.0, "atp = \"Km\"");
    let parts = Parts {
        network: small(),
        compounds: BTreeMap::from([("c1".to_owned(), compound("c1", &format!("{potency}{kinetics}")))]),
        kinases: Some(kinases()),
        targets: Some(targets("")),
        parameters: Vec::new(),
    };
    let scenario = Scenario::read(&scenario).unwrap_or_else(|e| panic!("{e:?}"));
    let experiment = Experiment::new(&scenario, &parts, &Variation::default()).unwrap();
    let run = experiment.run(1.0, &[], true);
    let solution = solve(experiment.model.system(), &experiment.options, &[run]).remove(0);
    assert_eq!(solution.failure, None);
    let width = experiment.model.system().outputs();
    (0..hours.len()).map(|row| solution.values[row * width]).collect()
}

/// In nM: a milligram in the volume.
fn level(mg: f64) -> f64 {
    mg * 1e6 / 400.0 / 30.0
}

fn by_mouth(mg: f64, hours: f64) -> f64 {
    let shape = KA / (KA - KE) * ((-KE * hours).exp() - (-KA * hours).exp());
    if hours > 0.0 { 0.5 * level(mg) * shape } else { 0.0 }
}

fn bolus(mg: f64, hours: f64) -> f64 {
    if hours >= 0.0 { level(mg) * (-KE * hours).exp() } else { 0.0 }
}

fn infusion(mg: f64, over: f64, hours: f64) -> f64 {
    let rise = |h: f64| if h > 0.0 { 1.0 - (-KE * h).exp() } else { 0.0 };
    level(mg) / over / KE * (rise(hours) - rise(hours - over))
}

/// Sum over doses at 0, `every`, 2 `every`, ...
fn repeated(every: f64, doses: usize, at: f64, one: impl Fn(f64) -> f64) -> f64 {
    (0..doses).map(|n| one(at - every * n as f64)).sum()
}

#[track_caller]
fn agree(regimen: &str, lag: f64, hours: &[f64], exact: impl Fn(f64) -> f64) {
    for (h, found) in hours.iter().zip(plasma(regimen, lag, hours)) {
        let expected = exact(*h);
        assert!((found - expected).abs() <= 1e-9 * expected, "{regimen} at {h} h: {found} for {expected}");
    }
}

#[test]
fn doses_by_mouth_add_up() {
    let hours = [5.0, 23.5, 30.0, 71.0, 75.5];
    agree("100 mg QD x 4", 0.0, &hours, |h| repeated(24.0, 4, h, |h| by_mouth(100.0, h)));
}

#[test]
fn a_lag_shifts_each_dose() {
    let hours = [5.0, 24.2, 30.0, 71.0, 75.5];
    agree("100 mg QD x 4", 0.75, &hours, |h| repeated(24.0, 4, h - 0.75, |h| by_mouth(100.0, h)));
}

#[test]
fn boluses_add_up() {
    agree("40 mg q12h x 5 iv", 0.0, &[1.0, 13.0, 36.5, 60.0], |h| repeated(12.0, 5, h, |h| bolus(40.0, h)));
}

#[test]
fn infusions_that_overlap_add_up() {
    // Eight hours each, every five: up to two at once.
    agree("60 mg every 5 h x 4 over 8 h", 0.0, &[2.0, 7.0, 9.0, 14.5, 22.0, 30.0], |h| {
        repeated(5.0, 4, h, |h| infusion(60.0, 8.0, h))
    });
}

#[test]
fn a_loading_dose_is_a_course_of_its_own() {
    agree("200 mg QD x 2 then 50 mg QD x 3", 0.0, &[20.0, 40.0, 50.0, 110.0], |h| {
        repeated(24.0, 2, h, |h| by_mouth(200.0, h)) + repeated(24.0, 3, h - 48.0, |h| by_mouth(50.0, h))
    });
}

#[test]
fn the_steady_state_is_the_sum_of_all_doses_before() {
    // After 30 days nothing of the first dose is left (e^-144): each day is as the one before.
    let hours = [720.0 + 0.5, 720.0 + 6.0, 720.0 + 23.0];
    let geometric = |k: f64, h: f64| (-k * h).exp() / (1.0 - (-k * 24.0).exp());
    let steady = |h: f64| 0.5 * level(100.0) * KA / (KA - KE) * (geometric(KE, h) - geometric(KA, h));
    agree("100 mg QD", 0.0, &hours, |h| steady(h - 720.0));
}
