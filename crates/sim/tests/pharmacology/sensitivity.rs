//! Sensitivities through doses, occupancy and changes, against differences of whole runs.

use std::collections::BTreeMap;

use jakstat_ode::solve;
use jakstat_sim::{Experiment, Parts, Scenario, Variation};

use crate::fixtures::{compound, covalent, kinases, oral, reversible, small, sourced, targets};

const SCENARIO: &str = r#"
title = "doses"
model = "small"
save = ["A", "B", "c1_free"]
[time]
end = "120 h"
every = "7 h"
[[treatment]]
compound = "c1"
regimen = "40 mg BID x 4 then 25 mg over 2 h"
[[change]]
at = "70 h"
id = "B"
value = 0.2
[solver]
rtol = 1e-11
atol = 1e-15
"#;

const IDS: [&str; 7] = ["c1_ka", "c1_F", "c1_CL", "c1_V", "c1_fu", "k1", "A"];

fn experiment(potency: &str, sensitivities: &[&str], set: &[&str]) -> Experiment {
    let list = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
    let mut scenario = Scenario::read(SCENARIO).unwrap();
    scenario.sensitivities = list(sensitivities);
    let kinetics = oral(&format!("bioavailability = {}", sourced(0.6, "1")));
    let parts = Parts {
        network: small(),
        compounds: BTreeMap::from([("c1".to_owned(), compound("c1", &format!("{potency}\n{kinetics}")))]),
        kinases: Some(kinases()),
        targets: Some(targets("")),
        parameters: Vec::new(),
    };
    Experiment::new(&scenario, &parts, &Variation { set: list(set), ..Variation::default() }).unwrap()
}

/// The kept rows of a run.
fn rows(experiment: &Experiment, values: &[f64]) -> Vec<Vec<f64>> {
    let run = experiment.run(1.0, values, true);
    let solution = solve(experiment.model.system(), &experiment.options, &[run]).remove(0);
    assert_eq!(solution.failure, None);
    solution.values.chunks(experiment.model.system().outputs()).map(<[f64]>::to_vec).collect()
}

fn agree(potency: &str) {
    let extended = experiment(potency, &IDS, &[]);
    let exact = rows(&extended, &[]);
    for (j, id) in IDS.iter().enumerate() {
        let plain = experiment(potency, &[], &[id]);
        let value = plain.model.params()[plain.model.param(id).unwrap()];
        let at = |k: f64| rows(&plain, &[value * (1.0 + 1e-3 * k)]);
        let runs = [-2.0, -1.0, 1.0, 2.0].map(at);
        for i in 0..3 {
            let slope = |row: usize| {
                let [a, b, c, d] = [0, 1, 2, 3].map(|k: usize| runs[k][row][i]);
                (8.0 * (c - b) - (d - a)) / (12.0 * 1e-3 * value)
            };
            // A column that is zero has differences of rounding only.
            let largest = exact.iter().map(|row| row[i].abs()).fold(0.0, f64::max);
            let flat = 1e-4 * largest / value;
            let peak = (0..exact.len()).map(|row| slope(row).abs()).fold(flat, f64::max);
            for (row, values) in exact.iter().enumerate() {
                let (got, wanted) = (values[extended.model.sensitivity(i, j)], slope(row));
                let near = (got - wanted).abs() <= 1e-6 * peak;
                assert!(near, "{i} by {id} in row {row}: {got} and not {wanted}, peak {peak}");
            }
        }
    }
}

#[test]
fn doses_reach_a_reversible_inhibitor() {
    agree(&reversible("kinase1", 20.0, ""));
}

#[test]
fn doses_reach_a_covalent_inhibitor() {
    agree(&covalent("kinase1", 3.0, 50.0));
}
