//! Delay differential equations.

#[path = "../problems/mod.rs"]
mod problems;

mod accuracy;
mod breaks;
mod hosts;
mod lengths;
mod refused;

use jakstat_ode::{Definition, Method, Options, Run, Solution, System, solve};

use problems::expr::{Ex, all_states, compile, nodes, numbers};

/// A system whose outputs are its states.
fn system(initial: &[f64], params: usize, rhs: impl FnOnce() -> Vec<Ex>) -> System {
    compile(|| Definition {
        params,
        initial: numbers(initial),
        rhs: nodes(rhs()),
        outputs: all_states(initial.len()),
        ..Definition::default()
    })
}

fn options(rtol: f64) -> Options {
    Options { rtol, atol: vec![1e-3 * rtol], method: Method::Rodas5P, ..Options::default() }
}

/// One run that must reach its end.
fn run(system: &System, options: &Options, run: Run) -> Solution {
    let solution = solve(system, options, &[run]).remove(0);
    assert_eq!(solution.failure, None, "{:?}", solution.failure.as_ref().map(ToString::to_string));
    solution
}

fn times(end: f64, count: u32) -> Vec<f64> {
    (0..=count).map(|i| end * f64::from(i) / f64::from(count)).collect()
}

/// The solution of `x' = -a x(t - tau)` with 1 before 0, by the method of steps.
fn fed_back(a: f64, tau: f64, t: f64) -> f64 {
    let (mut sum, mut factor, mut k) = (1.0, 1.0, 0.0);
    while t > k * tau {
        let span: f64 = t - k * tau;
        k += 1.0;
        factor *= -a / k;
        sum += factor * span.powf(k);
    }
    sum
}
