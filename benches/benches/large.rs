//! Networks with hundreds of states: making them ready, and one step of eight runs side by side.
//!
//! `ring`: little fills in, and the linear algebra is a program. `random`: every species meets four
//! others, much fills in, and the linear algebra is loops. A step is a right-hand side with its
//! Jacobian, a factorisation and eight stages; `interpreted` does without machine code.

use std::hint::black_box;
use std::time::Duration;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

use jakstat_ode::graph::{Graph, Node};
use jakstat_ode::{Definition, Method, Options, Run, System, solve};

/// Runs side by side: as many as the engine has lanes.
const RUNS: usize = 8;

/// Steps of a run that is timed.
const STEPS: u64 = 4;

/// Random numbers that are the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

/// What turns the species of a network into each other.
#[derive(Debug, Clone, Copy)]
enum Shape {
    /// Each into the next, every tenth inhibited from a tenth of the way ahead.
    Ring,
    /// Each into four others, with their help.
    Random,
}

impl Shape {
    fn name(self) -> &'static str {
        match self {
            Self::Ring => "ring",
            Self::Random => "random",
        }
    }

    fn network(self, n: usize) -> Definition {
        let (mut graph, mut random) = (Graph::new(), Random(12345));
        let (zero, half) = (graph.constant(0.0), graph.constant(0.5));
        let mut rhs = vec![zero; n];
        for from in 0..n {
            let y = graph.state(from);
            for partner in 0..self.partners() {
                let (to, helper) = match self {
                    Self::Ring => ((from + 1) % n, if from % 10 == 0 { (from + n / 10) % n } else { from }),
                    Self::Random => {
                        let other = random.below(n);
                        (other, other)
                    }
                };
                let (k, helper) = (graph.param((from + partner) % PARAMS), graph.state(helper));
                let rate = graph.mul(k, y);
                let saturation = graph.add(half, helper);
                let rate = graph.div(rate, saturation);
                rhs[from] = graph.sub(rhs[from], rate);
                rhs[to] = graph.add(rhs[to], rate);
            }
        }
        let initial: Vec<Node> = (0..n).map(|i| graph.constant(0.2 + 0.1 * (i % 7) as f64)).collect();
        let outputs = vec![graph.state(0)];
        Definition { graph, params: PARAMS, initial, rhs, outputs, events: Vec::new() }
    }

    fn partners(self) -> usize {
        match self {
            Self::Ring => 1,
            Self::Random => 4,
        }
    }
}

/// Rate constants that the species share.
const PARAMS: usize = 50;

fn compile(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("large/compile");
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3)).sample_size(10);
    for (shape, n) in [(Shape::Ring, 1000), (Shape::Ring, 2000), (Shape::Random, 300), (Shape::Random, 1000)]
    {
        let network = shape.network(n);
        group.bench_function(BenchmarkId::new(shape.name(), n), |b| {
            b.iter_batched(
                || network.clone(),
                |network| System::new(black_box(network)),
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

fn step(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("large/step");
    group.warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(5)).sample_size(10);
    group.throughput(Throughput::Elements(RUNS as u64 * STEPS));
    for (shape, n) in [(Shape::Ring, 1000), (Shape::Random, 100), (Shape::Random, 300), (Shape::Random, 1000)]
    {
        let system = System::new(shape.network(n));
        let interpreted = system.clone().interpreted();
        // All lanes take the same number of steps: the limit ends the runs.
        let options = Options { method: Method::Rodas5P, max_steps: STEPS, ..Options::default() };
        let runs: Vec<Run> = (1..=RUNS).map(|i| Run::new(vec![0.3 * i as f64; PARAMS], 0.0, 1e6)).collect();
        for (how, system) in [("machine code", &system), ("interpreted", &interpreted)] {
            group.bench_function(BenchmarkId::new(format!("{} {how}", shape.name()), n), |b| {
                b.iter(|| solve(system, &options, black_box(&runs)));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, compile, step);
criterion_main!(benches);
