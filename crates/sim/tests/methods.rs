//! Published signalling models by every method, through the one helper of the engine's tests.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "../../ode/tests/problems/mod.rs"]
mod problems;

use std::path::Path;

use jakstat_model::{antimony, check as check_model};
use jakstat_ode::{Method, Options, Run, solve};
use jakstat_sim::{CompiledModel, Output, Request};
use problems::{METHODS, Problem, Truth, check, is_explicit};

const TOLERANCES: [f64; 3] = [1e-4, 1e-6, 1e-8];

/// A model with some values replaced, as a problem whose truth is a much tighter run of Rodas5P.
fn problem(name: &'static str, path: &Path, values: &[(&str, f64)], times: &[f64]) -> Option<Problem> {
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: {} is not there", path.display());
        return None;
    };
    let parsed = antimony::read(name, &text, &|_| Err("no imports".into()));
    let network = check_model(parsed).unwrap_or_else(|f| panic!("{f}")).network;
    let compile = |outputs: Vec<Output>| {
        CompiledModel::new(&network, &Request { outputs, ..Request::default() })
            .unwrap_or_else(|d| panic!("{d:?}"))
    };
    let states = compile(Vec::new()).state_ids().to_vec();
    let model = compile(states.into_iter().map(Output::Value).collect());
    let mut params = model.params();
    for (id, value) in values {
        params[model.param(id).unwrap()] = *value;
    }
    let mut run = Run::new(params.clone(), 0.0, times[times.len() - 1]);
    run = run.save_at(times);
    let n = model.system().states();
    let tight = Options { method: Method::Rodas5P, rtol: 1e-11, atol: vec![1e-15], ..Options::default() };
    let reference = solve(model.system(), &tight, std::slice::from_ref(&run)).remove(0);
    assert_eq!(reference.failure, None, "{name}");
    let rows: Vec<&'static [f64]> =
        reference.values.chunks(n).map(|row| &*Box::leak(row.to_vec().into_boxed_slice())).collect();
    let floor = (0..n).map(|i| rows.iter().map(|r| r[i].abs()).fold(1e-6, f64::max) * 1e-3).collect();
    Some(Problem {
        name,
        system: model.system().clone(),
        start: 0.0,
        times: times.to_vec(),
        truth: Truth::Table(Box::leak(rows.into_boxed_slice())),
        floor,
        stiff: true,
        gain: 60.0,
        params,
    })
}

/// All methods where the model is not stiff; where it is, the explicit ones refuse by name.
fn all_agree(published: Option<Problem>, slower: Option<Problem>) {
    for problem in published.iter().chain(&slower) {
        for method in METHODS {
            for rtol in TOLERANCES {
                let reached = check(problem, method, rtol);
                assert!(reached || is_explicit(method), "{} by {}", problem.name, method.name());
            }
        }
    }
    // The same network without its fastest turnovers: nobody may refuse.
    if let Some(problem) = &slower {
        for method in METHODS {
            assert!(check(problem, method, 1e-6), "{} by {}", problem.name, method.name());
        }
    }
}

const MINUTES: [f64; 7] = [1.0, 5.0, 15.0, 30.0, 60.0, 120.0, 240.0];

#[test]
fn erythropoietin_model() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/epo-stat5-bachmann2011/model.ant");
    let slow = [("SOCS3Turn", 1.0), ("CISRNATurn", 1.0), ("JAK2EpoRDeaSHP1", 1.0), ("STAT5ActEpoR", 1.0)];
    all_agree(
        problem("Bachmann 2011", &path, &[], &MINUTES),
        problem("Bachmann 2011, slower turnover", &path, &slow, &MINUTES),
    );
}

#[test]
fn dimer_model() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/biomodels/BIOMD0000000591.ant");
    all_agree(
        problem("Boehm 2014", &path, &[], &MINUTES),
        problem("Boehm 2014, slower import", &path, &[("k_imp_homo", 1.0)], &MINUTES),
    );
}
