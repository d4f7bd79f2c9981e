//! Fast reactions: in equilibrium at all times.

#![allow(clippy::unwrap_used, missing_docs)]

mod closed;
mod given;
mod limit;
mod refused;
mod rest;

use jakstat_model::{Network, antimony, check};
use jakstat_ode::{Method, Options, Run, Save, Solution, Stop, solve};
use jakstat_sim::{CompiledModel, Output, Request};

/// A model in which the reactions with these ids are fast.
pub fn network(text: &str, fast: &[&str]) -> Network {
    let parsed = antimony::read("model", text, &|_| Err("no imports".into()));
    let mut network = check(parsed).map_err(|failed| failed.to_string()).unwrap().network;
    for id in fast {
        network.reactions.iter_mut().find(|r| r.id == *id).unwrap().fast = true;
    }
    network
}

pub fn request(outputs: &[&str]) -> Request {
    Request { outputs: outputs.iter().map(|o| Output::Value((*o).into())).collect(), ..Request::default() }
}

pub fn compiled(network: &Network, outputs: &[&str]) -> CompiledModel {
    CompiledModel::new(network, &request(outputs)).unwrap()
}

pub fn options() -> Options {
    Options { rtol: 1e-9, atol: vec![1e-13], ..Options::default() }
}

/// The run to the last of these times, which are saved, both sides of them where something happens.
pub fn run_of(model: &CompiledModel, stops: Vec<Stop>, times: &[f64]) -> Run {
    let save = Save { times: times.to_vec(), both_sides: true };
    let end = times[times.len() - 1];
    Run { save: save.into(), stops: stops.into(), ..Run::new(model.params(), 0.0, end) }
}

pub fn solved(model: &CompiledModel, run: &Run) -> Solution {
    let solution = solve(model.system(), &options(), std::slice::from_ref(run)).remove(0);
    assert_eq!(solution.failure.as_ref().map(|f| model.explain(f)), None);
    solution
}

/// Values of the first outputs, row after row, alike by both implicit methods.
pub fn rows(network: &Network, outputs: &[&str], times: &[f64]) -> Vec<f64> {
    let model = compiled(network, outputs);
    let run = run_of(&model, Vec::new(), times);
    let found = asked(&model, outputs.len(), &solved(&model, &run));
    let other = Options { method: Method::Rodas4P2, ..options() };
    let other = solve(model.system(), &other, &[run]).remove(0);
    assert_eq!(other.failure.as_ref().map(|f| model.explain(f)), None);
    close(&asked(&model, outputs.len(), &other), &found);
    found
}

/// What was asked for of all outputs.
pub fn asked(model: &CompiledModel, count: usize, solution: &Solution) -> Vec<f64> {
    solution.values.chunks(model.system().outputs()).flat_map(|row| row[..count].to_vec()).collect()
}

#[track_caller]
pub fn close(found: &[f64], expected: &[f64]) {
    within(found, expected, 1e-7);
}

#[track_caller]
pub fn within(found: &[f64], expected: &[f64], tolerance: f64) {
    let same = |(a, b): (&f64, &f64)| (a - b).abs() <= tolerance * b.abs().max(1e-3);
    assert!(
        found.len() == expected.len() && found.iter().zip(expected).all(same),
        "{found:?}, not {expected:?}"
    );
}
