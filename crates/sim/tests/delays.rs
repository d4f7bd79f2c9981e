//! `delay(x, tau)` in formulas.

#![allow(clippy::unwrap_used)]

use jakstat_model::{Network, antimony, check};
use jakstat_ode::{Options, Run, Solution, solve};
use jakstat_sim::{CompiledModel, Output, Request};

fn words(diagnostics: &[jakstat_model::Diagnostic]) -> String {
    diagnostics.iter().filter(|d| d.is_error()).map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn network(text: &str) -> Network {
    let parsed = antimony::read("model", text, &|_| Err("no imports".into()));
    check(parsed).map_err(|failed| words(&failed.diagnostics)).unwrap().network
}

fn values(ids: &[&str]) -> Vec<Output> {
    ids.iter().map(|id| Output::Value((*id).to_owned())).collect()
}

fn compiled(text: &str, ids: &[&str]) -> CompiledModel {
    let request = Request { outputs: values(ids), ..Request::default() };
    CompiledModel::new(&network(text), &request).map_err(|d| words(&d)).unwrap()
}

fn run(model: &CompiledModel, end: f64, times: &[f64]) -> Solution {
    let options = Options { rtol: 1e-9, atol: vec![1e-12], ..Options::default() };
    let run = Run::new(model.params(), 0.0, end).save_at(times.to_vec());
    solve(model.system(), &options, &[run]).remove(0)
}

/// A molecule that goes into a nucleus, stays there for a while and comes out.
const CYCLE: &str = "
    J1: A -> B; k1*A
    J2: B -> C; k2*B
    J3: C -> A; k2*delay(B, tau)
    A = 1; B = 0; C = 0; k1 = 0.5; k2 = 0.3; tau = 6";

/// What went in a residence time ago and later is inside: `C(t)` is the integral of `k2 B` over it.
#[test]
fn a_residence_time() {
    let text = format!("{CYCLE}\n I' = k2*B; I = 0; inside := I - delay(I, tau); all := A + B + C");
    let model = compiled(&text, &["C", "inside", "all"]);
    let solution = run(&model, 60.0, &[3.0, 6.0, 20.0, 60.0]);
    assert_eq!(solution.failure, None);
    for row in solution.values.chunks(3) {
        assert!((row[0] - row[1]).abs() < 1e-8 && (row[2] - 1.0).abs() < 1e-8, "{row:?}");
        assert!(row[0] > 0.01);
    }
    assert!(solution.stats.accepted < 300, "{:?}", solution.stats);
}

/// What an initial assignment reads of the past is what was before the start.
#[test]
fn before_the_start() {
    let model = compiled(
        "x := 2*time + y; y' = 1; y = 5; a = delay(x, 3); b = delay(delay(time, 1), 2); \
         function last(u) delay(u, 1) end; c = last(time); d := last(x)",
        &["a", "b", "c", "d"],
    );
    let solution = run(&model, 2.0, &[0.0, 2.0]);
    for (x, truth) in solution.values.iter().zip([-1.0, -3.0, -1.0, 3.0, -1.0, -3.0, -1.0, 8.0]) {
        assert!((x - truth).abs() < 1e-12, "{:?}", solution.values);
    }
}

#[test]
fn failures_name_the_formula() {
    let negative = compiled("x' = -delay(x, tau); x = 1; tau = -2", &["x"]);
    let failure = run(&negative, 5.0, &[5.0]).failure.unwrap();
    assert_eq!(
        negative.explain(&failure),
        "`delay(x, tau)` goes back by -2 at time 0; how long ago it looks must be 0 or more"
    );
    let tiny = compiled("x' = -delay(x, tau/2); x = 1; tau = 1e-9", &["x"]);
    let options = Options { max_steps: 1000, ..Options::default() };
    let asked = Run::new(tiny.params(), 0.0, 1.0);
    let failure = solve(tiny.system(), &options, &[asked]).remove(0).failure.unwrap();
    let told = tiny.explain(&failure);
    assert!(told.starts_with("`delay(x, tau/2)` goes back by 0.0000000005 only"), "{told}");
}

#[test]
fn sensitivities_are_refused_by_name() {
    let request =
        Request { outputs: values(&["A"]), sensitivities: vec!["k1".to_owned()], ..Request::default() };
    let refused = CompiledModel::new(&network(CYCLE), &request).unwrap_err();
    assert_eq!(refused[0].code.id, "C006");
    assert!(refused[0].to_string().contains("`delay(B, tau)` reads the past"), "{}", refused[0]);
}

#[test]
fn algebraic_rules_that_need_the_past_of_what_they_determine() {
    let asked = |text: &str| {
        let request = Request { outputs: values(&["x"]), ..Request::default() };
        CompiledModel::new(&network(text), &request).unwrap_err().remove(0).to_string()
    };
    let linear = asked("var x; 0 = x - delay(x, 1) - 1");
    assert!(linear.contains("the algebraic rule for `x` reads it by way of `delay(x, 1)`"), "{linear}");
    let curved = asked("var x = 1; y' = -delay(y, 1); y = 1; 0 = x^3 + x - y");
    assert!(curved.contains("`delay(y, 1)` is not supported where an algebraic rule"), "{curved}");
}
