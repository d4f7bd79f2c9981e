//! Whole runs with the linear algebra as a program and as loops: the same bits.

use crate::graph::{Graph, Node};
use crate::kernel::Kernel;
use crate::lu::{MOST_STRAIGHT, Pattern};
use crate::options::Options;
use crate::run::{Run, Solution};
use crate::solver::solve;
use crate::system::{Definition, System};

/// Random numbers that are the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

/// Species that turn into each other around a ring, and with the help of `partners` others.
fn network(n: usize, partners: usize, seed: u64) -> Definition {
    let mut random = Random(seed);
    let mut graph = Graph::new();
    let (zero, half) = (graph.constant(0.0), graph.constant(0.5));
    let mut rhs = vec![zero; n];
    for from in 0..n {
        for partner in 0..=partners {
            let to = if partner == 0 { (from + 1) % n } else { random.below(n) };
            let (k, y, helper) = (graph.param(partner), graph.state(from), graph.state(random.below(n)));
            let rate = graph.mul(k, y);
            let saturation = graph.add(half, helper);
            let rate = graph.div(rate, saturation);
            rhs[from] = graph.sub(rhs[from], rate);
            rhs[to] = graph.add(rhs[to], rate);
        }
    }
    let initial: Vec<Node> = (0..n).map(|i| graph.constant(0.2 + 0.1 * (i % 7) as f64)).collect();
    let outputs = (0..n).map(|i| graph.state(i)).collect();
    Definition { graph, params: partners + 1, initial, rhs, outputs, events: vec![] }
}

fn operations(system: &System) -> usize {
    Pattern::new(system.states, &system.kernel.elements).operations()
}

/// The same system with its linear algebra as loops or as a program.
fn with_limit(definition: &Definition, algebraic: &[usize], most_straight: usize) -> System {
    let mut system = System::with_algebraic(definition.clone(), algebraic);
    let Definition { mut graph, params, rhs, outputs, .. } = definition.clone();
    let implicit = (algebraic, [].as_slice());
    system.kernel = Kernel::with_limit(&mut graph, params, &rhs, &outputs, implicit, most_straight);
    assert_eq!(system.kernel.looped.is_some(), operations(&system) > most_straight);
    system
}

fn bits(solution: &Solution) -> Vec<u64> {
    assert_eq!(solution.failure, None);
    solution.states.iter().chain(&solution.values).map(|x| x.to_bits()).collect()
}

fn compare(definition: &Definition, algebraic: &[usize], end: f64) -> Vec<Solution> {
    let straight = with_limit(definition, algebraic, usize::MAX);
    let looped = with_limit(definition, algebraic, 0);
    let runs: Vec<Run> = (1..=9)
        .map(|i| Run::new(vec![0.3 * i as f64; definition.params], 0.0, end).save_at([0.4 * end, end]))
        .collect();
    let options = Options { atol: vec![1e-9], ..Options::default() };
    let expected = solve(&straight, &options, &runs);
    let found = solve(&looped, &options, &runs);
    let interpreted = solve(&looped.clone().interpreted(), &options, &runs);
    let alone = solve(&looped, &options, &runs[4..5]);
    for (i, (a, b)) in expected.iter().zip(&found).enumerate() {
        assert_eq!((bits(a), a.stats), (bits(b), b.stats), "{} states, run {i}", straight.states);
        assert_eq!(bits(a), bits(&interpreted[i]), "{} states, run {i}, interpreted", straight.states);
    }
    assert_eq!(bits(&alone[0]), bits(&expected[4]), "{} states, alone", straight.states);
    found
}

#[test]
fn small_networks_have_the_same_bits() {
    for n in 2..40 {
        compare(&network(n, n % 4, n as u64), &[], 3.0);
    }
}

#[test]
fn networks_around_the_switch_have_the_same_bits() {
    let sizes: Vec<usize> = [60, 80, 100, 120, 140].into();
    let counts: Vec<usize> = sizes
        .iter()
        .map(|n| {
            let definition = network(*n, 4, 1);
            compare(&definition, &[], 0.5);
            operations(&System::new(definition))
        })
        .collect();
    assert!(counts[0] < MOST_STRAIGHT && MOST_STRAIGHT < counts[4], "{counts:?}");
}

/// With a pivot of nearly nothing rows are exchanged, whatever solves the other lanes.
#[test]
fn rows_are_exchanged_behind_loops_too() {
    let mut definition = network(12, 2, 3);
    let graph = &mut definition.graph;
    let (a, b, tiny) = (graph.state(12), graph.state(13), graph.constant(1e-14));
    // b = y0 and a = y1, each as the equation of the other.
    for (own, other, is) in [(a, b, 0), (b, a, 1)] {
        let y = graph.state(is);
        let difference = graph.sub(other, y);
        let share = graph.mul(tiny, own);
        definition.rhs.push(graph.add(difference, share));
        definition.initial.push(graph.constant(0.2));
        definition.outputs.push(own);
    }
    for solution in compare(&definition, &[12, 13], 2.0) {
        let y = &solution.states;
        assert!((y[13] - y[0]).abs() < 1e-6 && (y[12] - y[1]).abs() < 1e-6, "{y:?}");
    }
}
