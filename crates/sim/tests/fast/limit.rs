//! A fast reaction is an ordinary one with rate constants that grow beyond all bounds.

use crate::{asked, compiled, network, options, run_of, solved, within};
use jakstat_model::Network;
use jakstat_ode::solve;

/// How much faster the ordinary reaction is made.
const LARGE: &str = "1e7";

/// With `K` for the speed of the reactions that are fast.
const MODELS: [(&str, &[&str], &[&str]); 5] = [
    (
        "compartment c = 1; species E in c = 1, S in c = 5, ES in c = 0, P in c = 0; K = 1
        J: E + S -> ES; K*(2*E*S - ES)
        R: ES -> E + P; 0.7*ES",
        &["J"],
        &["E", "S", "ES", "P"],
    ),
    (
        "compartment c = 2, d = 0.5; species A in c = 1, B in d = 3, C in d = 0, X in c = 1; K = 1
        J: A -> 2 B; K*(3*A - B*B)
        L: B + X -> C; K*(B*X - 0.2*C)
        S: C -> X; 0.5*C
        I: -> A; 0.4*sin(time)",
        &["J", "L"],
        &["A", "B", "C", "X"],
    ),
    (
        "compartment c = 1; species A in c = 2, B in c = 0.001, C in c = 0; K = 1
        J: A + B -> 2 B; K*(A*B - 0.1*B*B)
        L: B -> C; 0.3*B",
        &["J"],
        &["A", "B", "C"],
    ),
    (
        "compartment c = 1; species A in c = 4, B in c = 0, C in c = 0; K = 1; h := piecewise(1, C < 1, 3)
        J: A -> B; K*(A - h*B)
        L: B -> C; B/(1 + B)",
        &["J"],
        &["A", "B", "C"],
    ),
    (
        "compartment c = 1; species A in c = 1, B in c = 0, C in c = 2, D in c = 0; K = 1; x = 1; x' = -0.2*x
        0 = y^3 + y - A - 1; y = 1
        J: A -> B; K*(A*x - B*y)
        L: C -> D; K*(C - D*(1 + B))
        S: B + D -> ; 0.1*B*D",
        &["J", "L"],
        &["A", "B", "C", "D"],
    ),
];

/// Values at some times after the start.
fn saved(network: &Network, outputs: &[&str]) -> Vec<f64> {
    let model = compiled(network, outputs);
    asked(&model, outputs.len(), &solved(&model, &run_of(&model, Vec::new(), &[0.5, 1.0, 2.0, 5.0])))
}

#[test]
fn large_rate_constants_give_the_same() {
    for (text, fast, outputs) in MODELS {
        let found = saved(&network(text, fast), outputs);
        let limit = saved(&network(&text.replace("K = 1", &format!("K = {LARGE}")), &[]), outputs);
        within(&found, &limit, 1e-5);
    }
}

/// Numbers between 0 and 1 (a linear congruence: Knuth, MMIX).
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn one_of(&mut self, count: usize) -> usize {
        ((self.next() * count as f64) as usize).min(count - 1)
    }
}

/// Mass action among six species in two compartments, by two or three fast and some slow reactions.
fn drawn(draw: &mut Draw) -> (String, Vec<String>) {
    let species = ["A", "B", "C", "D", "E", "F"];
    let mut text = "compartment c = 1, d = 2.5; K = 1\n".to_owned();
    for (i, id) in species.iter().enumerate() {
        let home = if i % 2 == 0 { "c" } else { "d" };
        text += &format!("species {id} in {home} = {}\n", 0.2 + 3.0 * draw.next());
    }
    let mut reaction = |draw: &mut Draw, id: &str, speed: &str| {
        let left = draw.one_of(6);
        let right = (left + 1 + draw.one_of(5)) % 6;
        let more = (right + 1 + draw.one_of(5)) % 6;
        let (a, b, with) = (species[left], species[right], species[more]);
        let (forth, back) = (0.3 + 2.0 * draw.next(), 0.3 + 2.0 * draw.next());
        let (sides, forward) = match draw.one_of(3) {
            0 => (format!("{a} -> {b}"), a.to_owned()),
            1 => (format!("2 {a} -> {b}"), format!("{a}^2")),
            _ if more == left => (format!("{a} -> {b}"), a.to_owned()),
            _ => (format!("{a} + {with} -> {b}"), format!("{a}*{with}")),
        };
        text += &format!("{id}: {sides}; {speed}*({forth}*{forward} - {back}*{b})\n");
    };
    let fast: Vec<String> = (0..2 + draw.one_of(2)).map(|i| format!("J{i}")).collect();
    fast.iter().for_each(|id| reaction(draw, id, "K"));
    (0..3).for_each(|i| reaction(draw, &format!("R{i}"), "0.2"));
    (text, fast)
}

#[test]
fn random_networks_are_the_limit_too() {
    let mut draw = Draw(7);
    let outputs = ["A", "B", "C", "D", "E", "F"];
    for _ in 0..60 {
        let (text, fast) = drawn(&mut draw);
        let fast: Vec<&str> = fast.iter().map(String::as_str).collect();
        let found = saved(&network(&text, &fast), &outputs);
        let limit = saved(&network(&text.replace("K = 1", &format!("K = {LARGE}")), &[]), &outputs);
        within(&found, &limit, 1e-5);
    }
}

#[test]
fn lanes_give_the_bits_of_a_run_alone() {
    for (text, fast, outputs) in MODELS {
        let model = compiled(&network(text, fast), outputs);
        let run = |i: usize| {
            let mut run = run_of(&model, Vec::new(), &[0.5, 1.0, 3.0]);
            let start = model.param(outputs[0]).unwrap();
            run.params[start] *= 1.0 + 0.3 * i as f64;
            run
        };
        let runs: Vec<_> = (0..9).map(run).collect();
        let together = solve(model.system(), &options(), &runs);
        for (run, solution) in runs.iter().zip(together) {
            assert_eq!(solution.failure, None);
            let alone = solved(&model, run);
            assert_eq!((alone.values, alone.states), (solution.values, solution.states));
        }
    }
}
