//! States that fast processes keep in equilibrium.

#![allow(clippy::unwrap_used)]

use jakstat_ode::graph::{Graph, Node};
use jakstat_ode::{
    Action, BadInput, Definition, Equilibria, Failure, Method, Options, Run, Solution, Stop, System, Target,
    solve,
};

/// `x` goes to `y` and back at `fast(x, y)`, `y` away at `0.3 y`; the states are `x`, `y` and `x + y`.
fn pair(fast: impl Fn(&mut Graph, Node, Node) -> Node) -> System {
    let mut graph = Graph::new();
    let (x, total) = (graph.state(0), graph.state(2));
    let left = graph.sub(total, x);
    let rate = fast(&mut graph, x, left);
    let (zero, back) = (graph.constant(0.0), graph.constant(-1.0));
    let rate = graph.mul(back, rate);
    let y = graph.state(1);
    let equation = graph.sub(left, y);
    let k = graph.constant(-0.3);
    let drain = graph.mul(k, y);
    let initial = [3.0, 1.0, 0.0].map(|v| graph.constant(v)).to_vec();
    let outputs = vec![x, y, total];
    let definition = Definition {
        graph,
        params: 1,
        initial,
        rhs: vec![zero, equation, drain],
        outputs,
        ..Definition::default()
    };
    System::with_equilibria(definition, &[1], &Equilibria { fast: vec![(0, rate)], totals: vec![(1, 2)] })
}

/// At `p x - y`.
fn linear() -> System {
    pair(|graph, x, y| {
        let p = graph.param(0);
        let forth = graph.mul(p, x);
        graph.sub(forth, y)
    })
}

fn options(method: Method) -> Options {
    Options { method, rtol: 1e-10, atol: vec![1e-13], ..Options::default() }
}

fn solved(system: &System, method: Method, run: &Run) -> Solution {
    let solution = solve(system, &options(method), std::slice::from_ref(run)).remove(0);
    assert_eq!(solution.failure, None);
    solution
}

#[track_caller]
fn close(found: &[f64], expected: &[f64]) {
    let same = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-8 * b.abs().max(1e-3);
    assert!(found.len() == expected.len() && found.iter().zip(expected).all(same), "{found:?}");
}

#[test]
fn the_total_moves_and_its_parts_follow() {
    let system = linear();
    let times = [0.0, 1.0, 5.0f64];
    let expected: Vec<f64> = times
        .iter()
        .flat_map(|t| {
            let total = 4.0 * (-0.3 * 0.8 * t).exp();
            [0.2 * total, 0.8 * total, total]
        })
        .collect();
    for method in [Method::Rodas5P, Method::Rodas4P2] {
        let run = Run::new(vec![4.0], 0.0, 5.0).save_at(times.to_vec());
        close(&solved(&system, method, &run).values, &expected);
    }
}

#[test]
fn few_steps_are_needed() {
    let run = Run::new(vec![4.0], 0.0, 5.0);
    let stats = solved(&linear(), Method::Rodas5P, &run).stats;
    assert!(stats.accepted + stats.rejected < 60, "{stats:?}");
}

#[test]
fn what_is_set_counts_for_the_total() {
    for (state, amount) in [(0, 2.0), (1, 2.0)] {
        let stop = Stop { time: 0.0, actions: vec![Action::Add(Target::State(state), amount)] };
        let run = Run { stops: vec![stop].into(), ..Run::new(vec![4.0], 0.0, 1.0).save_at(vec![0.0]) };
        close(&solved(&linear(), Method::Rodas5P, &run).values, &[1.2, 4.8, 6.0]);
    }
    // Also for states that a run is given, whatever they say of the total.
    let run = Run { states: Some(vec![1.0, 1.0, 7.0]), ..Run::new(vec![1.0], 0.0, 0.0) };
    close(&solved(&linear(), Method::Rodas5P, &run).states, &[1.0, 1.0, 2.0]);
}

#[test]
fn a_process_that_stands_still_keeps_nothing() {
    let system = pair(|graph, x, _| {
        let p = graph.param(0);
        graph.mul(p, x)
    });
    let stop = Stop { time: 1.0, actions: vec![Action::Set(Target::Param(0), 1.0)] };
    let times = vec![0.5, 2.0];
    let run = Run { stops: vec![stop].into(), ..Run::new(vec![0.0], 0.0, 2.0).save_at(times) };
    let y = |t: f64, y: f64| y * (-0.3 * t).exp();
    let (before, after) = (y(0.5, 1.0), y(1.0, 3.0 + y(1.0, 1.0)));
    let found = solved(&system, Method::Rodas5P, &run).values;
    close(&found, &[3.0, before, 3.0 + before, 0.0, after, after]);
}

#[test]
fn a_process_without_rest_is_a_failure() {
    let system = pair(|graph, x, _| {
        let minus = graph.constant(-1.0);
        graph.mul(minus, x)
    });
    let solution = solve(&system, &options(Method::Auto), &[Run::new(vec![0.0], 0.5, 1.0)]).remove(0);
    assert_eq!(solution.failure, Some(Failure::Restless { time: 0.5, state: 0 }));
}

#[test]
fn explicit_methods_say_that_they_cannot() {
    for method in [Method::Dopri5, Method::Dop853] {
        let run = Run::new(vec![4.0], 0.0, 1.0);
        let failure = solve(&linear(), &options(method), &[run]).remove(0).failure;
        assert_eq!(failure, Some(Failure::BadInput { what: BadInput::Explicit(method) }));
    }
}

#[test]
fn the_interpreter_gives_the_same_bits() {
    let runs: Vec<Run> = (1..6).map(|p| Run::new(vec![f64::from(p)], 0.0, 3.0)).collect();
    let system = linear();
    let fast = solve(&system, &options(Method::Auto), &runs);
    let slow = solve(&system.interpreted(), &options(Method::Auto), &runs);
    for (a, b) in fast.iter().zip(&slow) {
        assert_eq!((&a.failure, &a.states), (&None, &b.states));
    }
}
