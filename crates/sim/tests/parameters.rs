//! Parameter files, and numbers of parameters that follow a kinase.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use jakstat_model::{Diagnostic, Network, Sources, antimony, check};
use jakstat_ode::solve;
use jakstat_sim::pharmacology::{Compound, Kinases, Targets};
use jakstat_sim::scenario::ParameterFile;
use jakstat_sim::{Experiment, Parts, Scenario, Variation};

const MODEL: &str = "
unit time_unit = 3600 second; unit volume = litre; unit substance = 1e-9 mole
unit per_h = 1 / time_unit
compartment cell = 1; species S in cell = 10
k = 0.5; k has per_h
plain = 2
act = 0.8; act has dimensionless
twice := 2*k
J: S -> ; cell*k*act*S
";

const SCENARIO: &str = r#"
title = "t"
model = "m"
save = ["S", "act"]
[time]
end = "2 h"
points = 2
"#;

const DISH: &str = "[[treatment]]\ncompound = \"c1\"\nconcentration = \"10 nM\"\n";

const COMPOUND: &str = r#"
id = "c1"
name = "c1"
molecular_weight = { value = 400, unit = "g/mol", status = "read", source = "x" }
[[potency]]
kinase = "kinase1"
ic50 = { value = 10, unit = "nM", status = "read", source = "x" }
atp = { value = 1, unit = "mM", status = "read", source = "x" }
"#;

const KINASES: &str = r#"
[cell]
atp = { value = 1, unit = "mM", status = "read", source = "x" }
[[kinase]]
id = "kinase1"
atp_km = { value = 20, unit = "uM", status = "read", source = "x" }
"#;

fn network() -> Network {
    let refuse = |_: &str| Err("no imports".to_owned());
    check(antimony::read("m", MODEL, &refuse)).unwrap().network
}

fn parts(files: &[&str]) -> Parts {
    let targets = "source = \"x\"\n[[target]]\nkinase = \"kinase1\"\nparameters = [\"act\"]\n";
    let file = |(i, text): (usize, &&str)| {
        ParameterFile::read(&format!("{i}.toml"), text).unwrap().in_source(7 + i as u32)
    };
    Parts {
        network: network(),
        compounds: BTreeMap::from([("c1".to_owned(), Compound::read("c1.toml", COMPOUND).unwrap())]),
        kinases: Some(Kinases::read(KINASES).unwrap()),
        targets: Some(Targets::read(targets).unwrap()),
        parameters: files.iter().enumerate().map(file).collect(),
    }
}

fn entry(id: &str, value: f64, unit: &str) -> String {
    format!(
        "[[parameter]]\nid = \"{id}\"\nvalue = {value:?}\nunit = \"{unit}\"\nstatus = \"read\"\nsource = \"x\"\n"
    )
}

fn experiment(scenario: &str, files: &[&str], set: &[&str]) -> Result<Experiment, Vec<Diagnostic>> {
    let set = set.iter().map(|id| (*id).to_owned()).collect();
    let variation = Variation { set, ..Variation::default() };
    Experiment::new(&Scenario::read(scenario).unwrap(), &parts(files), &variation)
}

/// `S` and `act` at 2 h.
fn end(experiment: &Experiment, values: &[f64]) -> [f64; 2] {
    let run = experiment.run(1.0, values, true);
    let solution = solve(experiment.model.system(), &experiment.options, &[run]).remove(0);
    assert_eq!(solution.failure, None);
    let width = experiment.model.system().outputs();
    let last = &solution.values[solution.values.len() - width..];
    [last[0], last[1]]
}

#[track_caller]
fn near(got: [f64; 2], start: f64, k: f64, act: f64) {
    assert!((got[1] - act).abs() < 1e-12, "act is {} and not {act}", got[1]);
    let wanted = start * (-2.0 * k * act).exp();
    assert!((got[0] / wanted - 1.0).abs() < 1e-4, "S is {} and not {wanted}", got[0]);
}

#[test]
fn files_override_the_model_later_ones_win_and_settings_win_over_all() {
    let first = entry("k", 24.0, "1/d") + &entry("S", 20.0, "nM") + &entry("act", 0.5, "1");
    let second = entry("act", 0.25, "1") + &entry("plain", 3.0, "1");
    let files = [first.as_str(), second.as_str()];
    near(end(&experiment(SCENARIO, &[], &[]).unwrap(), &[]), 10.0, 0.5, 0.8);
    near(end(&experiment(SCENARIO, &files, &[]).unwrap(), &[]), 20.0, 1.0, 0.25);
    let set = SCENARIO.replace("[time]", "[set]\nact = 0.75\n[time]");
    near(end(&experiment(&set, &files, &[]).unwrap(), &[]), 20.0, 1.0, 0.75);
}

#[test]
fn a_number_means_the_same_with_and_without_treatment() {
    let treated = format!("{SCENARIO}{DISH}");
    near(end(&experiment(&treated, &[], &[]).unwrap(), &[]), 10.0, 0.5, 0.4);
    // By a file, by a setting, by a study.
    let file = entry("act", 0.5, "1");
    near(end(&experiment(&treated, &[&file], &[]).unwrap(), &[]), 10.0, 0.5, 0.25);
    let set = treated.replace("[time]", "[set]\nact = 0.6\n[time]");
    near(end(&experiment(&set, &[&file], &[]).unwrap(), &[]), 10.0, 0.5, 0.3);
    let varied = experiment(&treated, &[], &["act"]).unwrap();
    assert!(varied.settable("act"));
    near(end(&varied, &[1.0]), 10.0, 0.5, 0.5);
    let run = varied.untreated(&[1.0]);
    let outputs = varied.model.system().evaluate(0.0, &[10.0], &run.params);
    assert_eq!(outputs[1], 1.0);
    // By a change while time runs: from 1 h on without activity.
    let changed = format!("{treated}[[change]]\nat = \"1 h\"\nid = \"act\"\nvalue = 0\n");
    let [s, act] = end(&experiment(&changed, &[], &[]).unwrap(), &[]);
    assert!((s / (10.0 * (-0.5_f64 * 0.4).exp()) - 1.0).abs() < 1e-4 && act == 0.0, "{s} {act}");
}

#[test]
fn sensitivity_by_an_activity_goes_to_its_number() {
    let mut scenario = Scenario::read(&format!("{SCENARIO}{DISH}")).unwrap();
    scenario.sensitivities = vec!["act".into()];
    let experiment = Experiment::new(&scenario, &parts(&[]), &Variation::default()).unwrap();
    let run = experiment.run(1.0, &[], true);
    let solution = solve(experiment.model.system(), &experiment.options, &[run]).remove(0);
    let width = experiment.model.system().outputs();
    let slope = solution.values[solution.values.len() - width + experiment.model.sensitivity(0, 0)];
    // S = 10 exp(-2 k act free) with free = 1/2.
    let wanted = -2.0 * 0.5 * 0.5 * 10.0 * (-2.0_f64 * 0.5 * 0.4).exp();
    assert!((slope / wanted - 1.0).abs() < 1e-3, "{slope} and not {wanted}");
}

#[test]
fn ids_and_units_that_do_not_fit_come_all_at_once_with_file_and_place() {
    let first = entry("kk", 1.0, "1") + &entry("c2_CL", 1.0, "L/h") + &entry("k", 1.0, "1/d");
    let second = entry("Act", 1.0, "1");
    let problems = experiment(SCENARIO, &[&first, &second], &[]).unwrap_err();
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "error[R008]: `kk`, which `0.toml` gives a number to, is not in the model",
            "error[R008]: `c2_CL`, which `0.toml` gives a number to, is not in the model",
            "error[R008]: `Act`, which `1.toml` gives a number to, is not in the model",
        ]
    );
    let sources: Vec<u32> = problems.iter().map(|p| p.place.unwrap().source).collect();
    assert_eq!(sources, [7, 7, 8]);
    let bad = entry("k", 1.0, "nM") + &entry("plain", 1.0, "1/h") + &entry("S", -1.0, "nM");
    let problems = experiment(SCENARIO, &[&bad], &[]).unwrap_err();
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "error[R002]: `k` is in 1/h, and the value is in nM (0.toml)",
            "error[R003]: the model does not say the unit of `plain`, and the value is in 1/h (0.toml)",
            "error[R001]: species `S` is set to -1 nM, and there is no negative concentration or amount (0.toml)",
        ]
    );
    assert!(problems.iter().all(|p| p.place.is_some_and(|at| at.source == 7)));
    let ruled = experiment(SCENARIO, &[&entry("twice", 1.0, "1/h")], &[]).unwrap_err();
    assert_eq!(ruled[0].code.id, "C002");
}

#[test]
fn every_problem_of_a_file_is_told_with_its_place() {
    let text = "titel = \"x\"\n[[parameter]]\nid = \"a\"\nvalue = \"1\"\nunit = \"1\"\nstatus = \"read\"\n\
                [[parameter]]\nid = \"a\"\nvalue = inf\nunit = \"1/wek\"\nsource = \"x\"\n\
                [[parameter]]\nid = \"b\"\nvalue = inf\nunit = \"1\"\nstatus = \"fitted\"\nsource = \"x\"\n";
    let sources = Sources::single("f", text);
    let problems = ParameterFile::read("f", text).unwrap_err();
    let line = |p: &Diagnostic| {
        let message = p.to_string();
        let (number, start) = (sources.line_column(p.place.unwrap()).0, message.split("; ").next());
        format!("{number}: {}", start.unwrap())
    };
    let lines: Vec<String> = problems.iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "1: error[P002]: unknown key `titel` in the parameter file",
            "2: error[P008]: `a` is read but names no source",
            "4: error[P004]: `value` must be a number, not text",
            "7: error[P003]: `status` is missing in a parameter",
            "7: error[P010]: the parameter `a` is given twice",
            "10: error[P005]: the unit of `a` cannot be read: unknown unit `wek` in `1/wek`",
            "14: error[P007]: `b` is inf, which is no finite number",
        ]
    );
    assert_eq!(ParameterFile::read("f", "title = \"x\"").unwrap_err()[0].code.id, "P003");
}
