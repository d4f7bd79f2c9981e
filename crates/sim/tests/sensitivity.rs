//! Sensitivities of models: a published network against finite differences, doses and changes of a
//! scenario, units, and what is refused.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;

use jakstat_model::{Diagnostic, Network, Unit, antimony, check};
use jakstat_ode::{Method, Options, Run, solve};
use jakstat_sim::{CompiledModel, Experiment, Output, Parts, Request, Scenario, Stepper, Variation};

fn network(text: &str) -> Network {
    let parsed = antimony::read("m", text, &|_| Err("no imports".into()));
    check(parsed).unwrap_or_else(|failed| panic!("{:?}", failed.diagnostics)).network
}

fn texts(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn request(outputs: &[&str], sensitivities: &[&str]) -> Request {
    let outputs = outputs.iter().map(|id| Output::Value((*id).to_owned())).collect();
    Request { outputs, sensitivities: texts(sensitivities), ..Request::default() }
}

/// Largest difference from the four-point central difference, as a part of the peak of its column.
///
/// Columns so flat that rounding decides over their difference count by the peak of the value.
fn worst(network: &Network, ids: &[&str], times: &[f64]) -> (f64, String) {
    const STEP: f64 = 2e-3;
    const FLAT: f64 = 1e-6;
    let plain = CompiledModel::new(network, &request(&[], &[])).unwrap();
    let states: Vec<&str> = plain.state_ids().iter().map(String::as_str).collect();
    let model = CompiledModel::new(network, &request(&states, ids)).unwrap();
    let plain = CompiledModel::new(network, &request(&states, &[])).unwrap();
    let end = times[times.len() - 1];
    let params = model.params();

    let options = Options { rtol: 1e-8, atol: vec![1e-12], ..Options::default() };
    let run = Run::new(params.clone(), 0.0, end).save_at(times);
    let exact = solve(model.system(), &options, &[run]).remove(0);
    assert_eq!(exact.failure, None);

    let tight = Options { method: Method::Rodas5P, rtol: 1e-12, atol: vec![1e-16], ..Options::default() };
    let slots: Vec<usize> = ids.iter().map(|id| model.param(id).unwrap()).collect();
    let runs: Vec<Run> = slots
        .iter()
        .flat_map(|slot| [-2.0, -1.0, 1.0, 2.0].map(|k| (*slot, 1.0 + k * STEP)))
        .map(|(slot, factor)| {
            let mut params = params.clone();
            params[slot] *= factor;
            Run::new(params, 0.0, end).save_at(times)
        })
        .collect();
    let solutions = solve(plain.system(), &tight, &runs);
    assert!(solutions.iter().all(|s| s.failure.is_none()));

    let (n, width) = (states.len(), model.system().outputs());
    let mut worst = (0.0, String::new());
    for (j, slot) in slots.iter().enumerate() {
        let at = |k: usize, place: usize| solutions[4 * j + k].values[place];
        for (i, state) in states.iter().enumerate() {
            let slope = |row: usize| {
                let place = row * n + i;
                let wide = at(3, place) - at(0, place);
                (8.0 * (at(2, place) - at(1, place)) - wide) / (12.0 * STEP * params[*slot])
            };
            let rows = 0..times.len();
            let value = rows.clone().map(|row| at(1, row * n + i).abs()).fold(0.0, f64::max);
            let peak = rows.clone().map(|row| slope(row).abs()).fold(FLAT * value / params[*slot], f64::max);
            for row in rows {
                let got = exact.values[row * width + model.sensitivity(i, j)];
                let difference = (got - slope(row)).abs();
                let part = if difference == 0.0 { 0.0 } else { difference / peak };
                if part > worst.0 || part.is_nan() {
                    worst = (
                        part,
                        format!("d({state})/d({}) at {}: {got} for {}", ids[j], times[row], slope(row)),
                    );
                }
            }
        }
    }
    worst
}

/// Bachmann 2011: 25 states, every kinetic parameter, total and stimulus.
#[test]
fn a_published_network() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/epo-stat5-bachmann2011/model.ant");
    let network = network(&std::fs::read_to_string(path).unwrap());
    let model = CompiledModel::new(&network, &request(&[], &[])).unwrap();
    let values: BTreeMap<&str, f64> = model.param_ids().zip(model.params()).collect();
    let ids: Vec<&str> = network
        .parameters
        .iter()
        .map(|p| p.id.as_str())
        .filter(|id| values.get(id).is_some_and(|v| *v != 0.0))
        .collect();
    assert!(ids.len() >= 27, "{ids:?}");
    let (part, place) = worst(&network, &ids, &[1.0, 5.0, 10.0, 30.0, 60.0, 120.0, 240.0, 500.0]);
    println!("{} parameters: {part:.1e} of the peak ({place})", ids.len());
    assert!(part < 1e-4, "{part:e}: {place}");
}

const DECAY: &str = "\
unit time_unit = second
unit substance = 1e-9 mole
unit volume = litre
unit nM = 1e-9 mole / litre
unit per_s = 1 / second
compartment cell = 2
species S1 in cell, S2 in cell
J: S1 -> S2; cell*k*S1
S1 = 10; S2 = 0
k = 0.1; k has per_s
";

fn experiment(text: &str, scenario: &str, sensitivities: &[&str]) -> Result<Experiment, Vec<Diagnostic>> {
    let mut scenario = Scenario::read(scenario).unwrap();
    scenario.sensitivities = texts(sensitivities);
    let parts = Parts {
        network: network(text),
        compounds: BTreeMap::new(),
        kinases: None,
        targets: None,
        parameters: Vec::new(),
    };
    Experiment::new(&scenario, &parts, &Variation::default())
}

/// Outputs of the last row.
fn last(experiment: &Experiment) -> Vec<f64> {
    let run = experiment.run(1.0, &[], true);
    let solution = solve(experiment.model.system(), &experiment.options, &[run]).remove(0);
    assert_eq!(solution.failure, None);
    solution.values[solution.values.len() - experiment.model.system().outputs()..].to_vec()
}

const DOSED: &str = r#"
title = "doses and changes"
model = "m"
save = ["S1"]
[time]
end = "20 s"
points = 2
[[treatment]]
species = "S1"
molecular_weight = "400 g/mol"
regimen = "2.4 mg once"
[[change]]
at = "5 s"
id = "S2"
value = 3
[[change]]
at = "8 s"
id = "S1"
value = 7
[solver]
rtol = 1e-10
"#;

#[test]
fn doses_and_changes_of_a_scenario() {
    let scenario = DOSED.replace("[\"S1\"]", "[\"S1\", \"S2\"]");
    let experiment = experiment(DECAY, &scenario, &["k"]).unwrap();
    let model = &experiment.model;
    let row = last(&experiment);
    // 2.4 mg of 400 g/mol are 6000 nmol, 3000 nM. S1 is 3010 exp(-k t), from 8 s on 7 exp(-k (t - 8)).
    let (k, e) = (0.1f64, |t: f64| (-0.1 * t).exp());
    let wanted = -7.0 * 12.0 * e(12.0);
    assert!((row[model.sensitivity(0, 0)] - wanted).abs() < 1e-7 * wanted.abs(), "{row:?}");
    // S2 is what has decayed since 5 s, and 3.
    let s2 = 3.0 + 3010.0 * (e(5.0) - e(8.0)) + 7.0 * (1.0 - e(12.0));
    let by_k = 3010.0 * (8.0 * e(8.0) - 5.0 * e(5.0)) - wanted;
    assert!((row[1] - s2).abs() < 1e-7 * s2 && k > 0.0, "{row:?}");
    assert!((row[model.sensitivity(1, 0)] - by_k).abs() < 1e-7 * by_k.abs(), "{row:?} and not {by_k}");
}

#[test]
fn a_dose_is_no_function_of_the_size_that_turns_it() {
    let problems = experiment(DECAY, DOSED, &["cell"]).unwrap_err();
    assert_eq!(problems[0].code.id, "C006");
    assert!(problems[0].message.contains("`S1`") && problems[0].message.contains("`cell`"), "{problems:?}");
    let changed = DOSED.replace("id = \"S2\"", "id = \"k\"");
    let problems = experiment(DECAY, &changed, &["k"]).unwrap_err();
    assert!(problems[0].message.contains("`k`: a dose, a change or a host"), "{problems:?}");
}

/// The start value of what is dosed: it counts until the species is set.
#[test]
fn a_start_value_under_doses() {
    let end_before = DOSED.replace("20 s", "6 s").replace("\"8 s\"", "\"6 s\"");
    for (scenario, wanted) in
        [(DOSED, 0.0), (&end_before.replace("id = \"S1\"", "id = \"S2\""), (-0.6f64).exp())]
    {
        let experiment = experiment(DECAY, scenario, &["S1"]).unwrap();
        let slope = last(&experiment)[experiment.model.sensitivity(0, 0)];
        assert!((slope - wanted).abs() < 1e-8, "{slope} and not {wanted}");
    }
}

/// Values at 2 s of outputs and derivatives, with units.
fn at_two(text: &str, request: &Request) -> (CompiledModel, Vec<f64>) {
    let model = CompiledModel::new(&network(text), request).unwrap();
    let options =
        Options { rtol: 1e-10, atol: model.tolerances(1e-14, 0.0, &model.params()), ..Options::default() };
    let run = Run::new(model.params(), 0.0, 2.0).save_at([2.0]);
    let solution = solve(model.system(), &options, &[run]).remove(0);
    assert_eq!(solution.failure, None);
    (model, solution.values)
}

#[test]
fn start_values_sizes_and_units() {
    let (model, values) = at_two(DECAY, &request(&["S1", "J"], &["S1", "k", "cell"]));
    let e = (-0.2f64).exp();
    // J = cell k S1
    let wanted = [[e, 0.2 * e], [-20.0 * e, 20.0 * e * 0.8], [0.0, e]];
    for (j, row) in wanted.iter().enumerate() {
        for (i, wanted) in row.iter().enumerate() {
            let got = values[model.sensitivity(i, j)];
            assert!((got - wanted).abs() < 1e-8, "output {i} by {j}: {got} and not {wanted}");
        }
    }
    let nanomolar = Unit::parse("nM").unwrap();
    let second = Unit::builtin("second").unwrap();
    let same = |i, j, unit: Unit| assert!(model.sensitivity_unit(i, j).unwrap().same_as(&unit));
    same(0, 0, Unit::DIMENSIONLESS);
    same(0, 1, nanomolar.times(second));
    assert_eq!(model.sensitivities(), ["S1", "k", "cell"]);
    assert!(model.state_ids().iter().any(|id| id == "d(S2)/d(k)"));
}

/// A start value given as an amount is derived by as an amount.
#[test]
fn start_amounts() {
    let text = "
unit time_unit = second
unit substance = 1e-9 mole
unit volume = litre
unit nmol = 1e-9 mole
compartment cell = 2
species S1 in cell
S1 = 6/cell; J: S1 -> ; cell*k*S1; k = 0.1";
    let (model, values) = at_two(text, &request(&["S1"], &["cell", "k", "S1"]));
    // S1 = 6/cell exp(-k t)
    let e = (-0.2f64).exp();
    assert!((values[model.sensitivity(0, 0)] + 1.5 * e).abs() < 1e-8, "{values:?}");
    assert!((values[model.sensitivity(0, 1)] + 6.0 * e).abs() < 1e-8, "{values:?}");
    assert!((values[model.sensitivity(0, 2)] - 0.5 * e).abs() < 1e-8, "{values:?}");
    let per_litre = Unit::builtin("litre").unwrap().powf(-1.0);
    assert!(model.sensitivity_unit(0, 2).unwrap().same_as(&per_litre));
}

#[test]
fn events_and_conditions_at_fixed_times() {
    let text = "S1 = 10; x = 0; k = 0.1; until = 1; S1' = -k*S1; x' = piecewise(k*S1, time < until, 0)
        at time >= 1.5: S1 = 2*S1 + x";
    let (model, values) = at_two(text, &request(&["S1", "x"], &["k"]));
    let e = |t: f64| (-0.1 * t).exp();
    // x(1) = 10 - 10 exp(-k); S1 = (20 exp(-1.5 k) + x) exp(-0.5 k)
    let x_by_k = 10.0 * e(1.0);
    let s1 = -30.0 * e(2.0) - 10.0 * e(2.0) - 0.5 * (10.0 - 10.0 * e(1.0)) * e(0.5) + x_by_k * e(0.5);
    assert!((values[model.sensitivity(0, 0)] - s1).abs() < 1e-7, "{values:?} {s1}");
    assert!((values[model.sensitivity(1, 0)] - x_by_k).abs() < 1e-7, "{values:?}");
}

/// The one problem of a request.
fn refusal(text: &str, request: &Request) -> Diagnostic {
    let mut problems = CompiledModel::new(&network(text), request).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems.remove(0)
}

#[track_caller]
fn refused(text: &str, by: &[&str], code: &str, words: &[&str]) {
    let problem = refusal(text, &request(&["S1"], by));
    assert_eq!(problem.code.id, code, "{problem}");
    for word in words {
        assert!(problem.message.contains(word), "{} lacks {word}", problem.message);
    }
    assert!(problem.help.is_some());
}

#[test]
fn refused_by_name() {
    let base = "S1 = 10; S1' = -k1*S1; k1 = 0.1; k2 = 3;";
    let with = |rest: &str| format!("{base} {rest}");
    let near = refusal(base, &request(&["S1"], &["k3"]));
    assert_eq!((near.code.id, near.help.as_deref()), ("C001", Some("did you mean `k1`?")));
    refused(base, &["k1", "k1"], "C006", &["`k1` is named twice"]);
    refused(&with("r := 2*k1"), &["r"], "C006", &["`r`", "an assignment rule"]);
    refused(&with("z = 2*k1"), &["z"], "C006", &["`z`", "an initial assignment"]);
    refused(&with("J: S2 -> ; k2*S2; S2 = 1"), &["J"], "C006", &["`J`", "a rate law"]);
    refused(&with("at time > 5: k1 = 0.2"), &["k1"], "C006", &["event", "changes `k1`"]);
    refused(&with("at S1 < 5: S1 = 10"), &["k1"], "C006", &["time of event", "reads `S1`"]);
    refused(&with("at time > k2: S1 = 10"), &["k2"], "C006", &["time of event", "reads `k2`"]);
    refused(&with("at time > 5: k2 = S1"), &["k1"], "C006", &["gives `k2` a value that reads `S1`"]);
    let jump = "S1 = 10; S1' = -piecewise(k1, S1 > 5, 0)*S1; k1 = 0.1; k2 = 3";
    refused(jump, &["k1"], "C006", &["rate of change of `S1`", "reads `S1`"]);
    let switch = "S1 = 10; S1' = -piecewise(k1, time > k2, 0)*S1; k1 = 0.1; k2 = 3";
    refused(switch, &["k2"], "C006", &["rate of change of `S1`", "reads `k2`"]);
    assert!(CompiledModel::new(&network(switch), &request(&["S1"], &["k1"])).is_ok());

    let host = Request { inputs: texts(&["k1"]), ..request(&["S1"], &["k1"]) };
    assert!(refusal(base, &host).message.contains("`k1`: a dose, a change or a host"));
}

/// The same system without sensitivities, bit for bit.
#[test]
fn a_request_without_sensitivities_changes_nothing() {
    let none = CompiledModel::new(&network(DECAY), &request(&["S1"], &[])).unwrap();
    let some = CompiledModel::new(&network(DECAY), &request(&["S1"], &["k"])).unwrap();
    assert_eq!((none.system().states(), some.system().states()), (2, 4));
    assert_eq!(none.system().outputs() * 2, some.system().outputs());
}

/// What a host sets has no sensitivity from then on.
#[test]
fn a_host_sets_a_state() {
    let request = Request { inputs: texts(&["S1"]), ..request(&["S1", "S2"], &["k"]) };
    let model = CompiledModel::new(&network(DECAY), &request).unwrap();
    let mut stepper = Stepper::new(&model, &Options::default(), 0.0).unwrap();
    let s1 = stepper.input("S1").unwrap();
    stepper.advance_to(3.0).unwrap();
    stepper.set(s1, 4.0).unwrap();
    stepper.advance_to(5.0).unwrap();
    let slope = stepper.read(stepper.reading("d(S1)/d(k)").unwrap());
    assert!((slope + 8.0 * (-0.2f64).exp()).abs() < 1e-4, "{slope}");
}
