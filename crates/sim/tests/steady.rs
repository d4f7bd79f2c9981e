//! Steady states and conserved sums of published models, against integration over a long time.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use jakstat_model::{Network, antimony, check};
use jakstat_ode::steady::{Stability, Unsteady, Way};
use jakstat_ode::{Options, Run, solve};
use jakstat_sim::{CompiledModel, Output, Request, Steady};

const LATEST: f64 = 1e9;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &Path) -> Result<Network, String> {
    let text = std::fs::read_to_string(path).map_err(|e| e.to_string())?;
    let parsed = antimony::read("model", &text, &|_| Err("no imports".into()));
    Ok(check(parsed).map_err(|_| "is not understood".to_owned())?.network)
}

fn compile(network: &Network) -> Result<CompiledModel, String> {
    CompiledModel::new(network, &Request::default()).map_err(|_| "cannot be computed".to_owned())
}

fn options(model: &CompiledModel, rtol: f64) -> Options {
    let atol = model.tolerances(1e-6 * rtol, 0.0, &model.params());
    Options { rtol, atol, max_steps: 20_000, ..Options::default() }
}

fn start(model: &CompiledModel) -> Run {
    Run::new(model.params(), 0.0, LATEST)
}

fn rest(model: &CompiledModel) -> Result<Steady, Unsteady> {
    model.steady_state(&options(model, 1e-6), &start(model))
}

/// The largest difference of the steady state to the state after a long time, for its size.
fn difference_to_integration(model: &CompiledModel, steady: &Steady) -> (f64, String) {
    let slowest = steady.state.spectrum.eigenvalues.first().map_or(0.0, |e| e.time());
    // What is much slower than all that happened until then is for rounding to tell.
    let end = steady.state.time + 25.0 * slowest.min(1e4 * steady.state.time);
    let run = Run::new(model.params(), 0.0, end);
    let long = solve(model.system(), &options(model, 1e-8), &[run]).remove(0);
    if let Some(failure) = long.failure {
        return (f64::INFINITY, model.explain(&failure));
    }
    let floor = model.tolerances(1e-6, 0.0, &model.params());
    let mut worst = (0.0, String::new());
    for (i, (a, b)) in steady.state.states.iter().zip(&long.states).enumerate() {
        let difference = (a - b).abs() / (b.abs() + floor[i % floor.len()]);
        if difference > worst.0 {
            worst = (difference, format!("`{}`: {a} for {b} at {end}", model.state_ids()[i]));
        }
    }
    worst
}

/// Of the models of at most 60 species each fifth is looked at.
#[test]
fn published_models_come_to_rest_where_long_integration_does() {
    let folder = root().join("../shared/biomodels");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: {} is not there", folder.display());
        return;
    };
    let mut paths: Vec<PathBuf> =
        entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "ant")).collect();
    paths.sort();
    let (mut newton, mut integrated, mut refused, mut marginal) = (0, 0, 0, 0);
    for path in paths.iter().step_by(5) {
        let Some(model) = read(path).ok().filter(|n| n.species.len() <= 60).and_then(|n| compile(&n).ok())
        else {
            continue;
        };
        let name = path.file_stem().unwrap().to_string_lossy();
        match rest(&model) {
            Ok(steady) => {
                let (difference, place) = difference_to_integration(&model, &steady);
                assert!(difference < 1e-4, "{name}: {difference:.1e}, {place}");
                match steady.state.way {
                    Way::Newton { .. } => newton += 1,
                    Way::Integrated => integrated += 1,
                }
                marginal += usize::from(steady.state.spectrum.stability == Stability::Marginal);
                assert_ne!(steady.state.spectrum.stability, Stability::Unstable, "{name}");
            }
            Err(why) => {
                refused += 1;
                println!("{name}: {}", model.explain_unsteady(&why));
            }
        }
    }
    println!("{newton} by Newton's method, {integrated} integrated ({marginal} marginal), {refused} none");
    assert!(newton >= 15 && newton + integrated >= 25, "{newton} {integrated} {refused}");
}

/// Cell cycles, circadian clocks and models driven by time: known for not coming to rest.
#[test]
fn models_without_rest_are_told_as_such() {
    let folder = root().join("../shared/biomodels");
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return;
    }
    let why = |number: u32| {
        let path = folder.join(format!("BIOMD{number:010}.ant"));
        rest(&compile(&read(&path).unwrap()).unwrap()).unwrap_err()
    };
    for (number, wanted) in [(5, 67.1), (21, 24.06), (73, 23.95)] {
        match why(number) {
            Unsteady::Oscillating { period, .. } => {
                assert!((period / wanted - 1.0).abs() < 0.02, "{number}: {period}");
            }
            other => panic!("{number}: {other}"),
        }
    }
    assert!(matches!(why(141), Unsteady::TimeDependent { .. }));
    assert!(matches!(why(297), Unsteady::Firing { .. }));
}

fn shipped() -> Vec<(Network, CompiledModel)> {
    let mut models = Vec::new();
    for entry in std::fs::read_dir(root().join("models")).unwrap().flatten() {
        let path = entry.path().join("model.ant");
        if path.is_file() {
            let network = read(&path).unwrap();
            let outputs = network.species.iter().map(|s| Output::Amount(s.id.clone())).collect();
            let model = CompiledModel::new(&network, &Request { outputs, ..Request::default() }).unwrap();
            models.push((network, model));
        }
    }
    assert!(models.len() >= 2);
    models
}

#[test]
fn sums_of_shipped_models_hold_on_the_way() {
    for (network, model) in shipped() {
        let moieties = model.moieties();
        assert!(!moieties.incomplete && moieties.left_out.is_empty());
        assert!(moieties.sums.len() >= 3, "{}: {:?}", network.id, moieties.sums);
        assert_eq!(moieties, jakstat_sim::moieties::Moieties::of(&network));
        let run = Run::new(model.params(), 0.0, 3600.0).save_at([0.0, 60.0, 600.0, 3600.0]);
        let solution = solve(model.system(), &options(&model, 1e-6), &[run]).remove(0);
        assert_eq!(solution.failure, None);
        let rows: Vec<&[f64]> = solution.values.chunks(model.system().outputs()).collect();
        for sum in &moieties.sums {
            assert!(sum.members.iter().all(|(_, weight)| *weight > 0), "{sum}");
            let total = |row: &[f64]| -> f64 {
                let amount = |id: &str| row[network.species.iter().position(|s| s.id == id).unwrap()];
                sum.members.iter().map(|(id, weight)| *weight as f64 * amount(id)).sum()
            };
            for row in &rows {
                let (now, first) = (total(row), total(rows[0]));
                assert!((now - first).abs() <= 1e-11 * first.abs(), "{sum}: {now} for {first}");
            }
        }
        println!("{}: {} sums", network.id, moieties.sums.len());
    }
}

#[test]
fn shipped_models_come_to_rest() {
    for (network, model) in shipped() {
        let steady =
            rest(&model).unwrap_or_else(|why| panic!("{}: {}", network.id, model.explain_unsteady(&why)));
        let (difference, place) = difference_to_integration(&model, &steady);
        assert!(difference < 1e-4, "{}: {difference:.1e}, {place}", network.id);
        let by_hand = model.integrate_to_rest(&options(&model, 1e-6), &start(&model)).unwrap();
        for (a, b) in steady.state.states.iter().zip(&by_hand.state.states) {
            assert!((a - b).abs() <= 1e-4 * b.abs() + 1e-9, "{}: {a} for {b}", network.id);
        }
        assert_eq!(steady.conserved.len(), model.moieties().sums.len());
    }
}

fn small(text: &str) -> CompiledModel {
    let parsed = antimony::read("m", text, &|_| Err("no imports".into()));
    compile(&check(parsed).unwrap_or_else(|failed| panic!("{:?}", failed.diagnostics)).network).unwrap()
}

/// A species that moves between compartments of sizes 2 and 3: amounts are conserved, and
/// concentrations are what the rates balance.
#[test]
fn sizes_of_compartments_count() {
    let rates = "J: A -> B; k*(A - B) \n A = 10; B = 0; k = 1";
    let fixed = format!("compartment V = 2, W = 3; species A in V, B in W; {rates}");
    let computed = format!("compartment V, W; V = 2*u; W = 3*u; u = 1; species A in V, B in W; {rates}");
    let amounts = "compartment V = 2, W = 3; substanceOnly species A in V, B in W; \
                   J: A -> B; k*(A/V - B/W) \n A = 20; B = 0; k = 1";
    let growing = format!("compartment V = 1, W = 3; V' = 2 - V; species A in V, B in W; {rates}");
    let cases =
        [(fixed.as_str(), 20.0, [4.0, 4.0]), (&computed, 20.0, [4.0, 4.0]), (amounts, 20.0, [8.0, 12.0])];
    for (text, total, wanted) in cases {
        let model = small(text);
        let steady = rest(&model).unwrap();
        let [sum] = &steady.conserved[..] else { panic!("{:?}", steady.conserved) };
        assert_eq!(sum.moiety.to_string(), "A + B");
        assert!((sum.total - total).abs() < 1e-9, "{text}: {}", sum.total);
        for (id, wanted) in ["A", "B"].iter().zip(wanted) {
            let state = model.state_ids().iter().position(|s| s == id).unwrap();
            let got = steady.state.states[state];
            assert!((got - wanted).abs() < 1e-6, "{text}: {id} = {got}");
        }
    }
    // In a compartment that grows from 1 to 2 the states are amounts: 10 of A in all.
    let model = small(&growing);
    let steady = rest(&model).unwrap();
    assert!((steady.conserved[0].total - 10.0).abs() < 1e-9);
    let amount = |id: &str| steady.state.states[model.state_ids().iter().position(|s| s == id).unwrap()];
    assert!((amount("A") - 4.0).abs() < 1e-6, "{:?} {:?}", model.state_ids(), steady.state.states);
}

/// Within one compartment totals are what the concentrations sum up to.
#[test]
fn totals_are_read_as_the_species_are() {
    let model = small("compartment V = 4; species A in V = 3, B in V = 0; J: A -> B; V*(A - 2*B)");
    let steady = rest(&model).unwrap();
    assert!((steady.conserved[0].total - 3.0).abs() < 1e-12);
    assert!((steady.state.states[0] - 2.0).abs() < 1e-9);
}

#[test]
fn refusals_are_in_the_words_of_the_model() {
    let told = |text: &str| {
        let model = small(text);
        model.explain_unsteady(&rest(&model).unwrap_err())
    };
    let driven = told("J: -> S1; 1 + sin(time); K: S1 -> ; S1; S1 = 0");
    assert!(driven.starts_with("the rate of `S1` depends on time itself"), "{driven}");
    let grows = told("J: -> S1; 2; S1 = 0");
    assert!(grows.contains("the latest time, `S1` still changes by 2 per unit of time"), "{grows}");
    let doses = told("J: S1 -> ; S1; S1 = 1; E: at S1 < 0.1: S1 = 1");
    assert!(doses.starts_with("events fire again and again"), "{doses}");
    let later = told("J: S1 -> ; S1; S1 = 1; E: at time > 2e9: S1 = 1");
    assert!(later.contains("something is still to happen at time 2000000000"), "{later}");
}
