//! Machine code, the interpreter and a run alone: the same bits for every network.

mod problems;

use jakstat_ode::{Definition, Kind, Measure, Options, Run, Solution, System, solve};
use problems::expr::{Ex, all_states, compile, nodes, num, p, select, time, y};

/// Random numbers that are the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn uniform(&mut self) -> f64 {
        self.below(1 << 20) as f64 / f64::from(1 << 20)
    }
}

/// A rate law: `k` may be any parameter, `a` and `b` any species.
fn rate(random: &mut Random, k: Ex, a: Ex, b: Ex) -> Ex {
    let hill = 1.0 + 3.0 * random.uniform();
    match random.below(14) {
        0 => k * a,
        1 => k * a * b,
        2 => k * a / (0.5 + a),
        3 => k * a / (1.0 + b * b * b),
        4 => k * a.abs().pow(num(hill)) / (0.3 + a.abs().pow(num(hill))),
        5 => k * a * (-b).exp(),
        6 => k * (1.0 + b.abs()).ln(),
        7 => k * a * (1.0 + time().sin()),
        8 => select(a.gt(b), k * a, 0.5 * (k * a)),
        9 => k * a.min(b),
        10 => k * a.max(b * 0.5),
        11 => k * a.tanh() - 0.1 * b,
        12 => k * (a * a + 0.01).sqrt() * select(time().lt(1.5).or(b.gt(0.2)), 1.0, 0.3),
        _ => k - 0.3 * a,
    }
}

fn network(random: &mut Random) -> System {
    let (species, params) = (1 + random.below(12), 1 + random.below(6));
    compile(|| {
        let mut rhs: Vec<Ex> = (0..species).map(|i| num(0.0) - 0.05 * y(i)).collect();
        for _ in 0..1 + random.below(2 * species) {
            let (from, to) = (random.below(species), random.below(species));
            let k = p(random.below(params));
            let (a, b) = (y(from), y(random.below(species)));
            let rate = rate(random, k, a, b);
            rhs[from] = rhs[from] - rate;
            rhs[to] = rhs[to] + rate;
        }
        let mut outputs = all_states(species);
        outputs.extend(nodes([p(0) * y(0) + time(), y(species - 1).exp()]));
        Definition {
            params,
            initial: nodes((0..species).map(|i| num(0.2 + 0.3 * i as f64))),
            rhs: nodes(rhs),
            outputs,
            ..Definition::default()
        }
    })
}

fn runs(random: &mut Random, system: &System) -> Vec<Run> {
    (0..11)
        .map(|_| {
            let params = (0..system.params()).map(|_| 2.0 * random.uniform()).collect();
            let mut run = Run::new(params, 0.0, 3.0);
            run.measures = [Kind::Integral, Kind::Max]
                .map(|kind| Measure { output: system.outputs() - 1, from: 0.5, to: 3.0, kind })
                .into();
            run.save_at([0.0, 0.1, 1.0, 1.1, 1.2, 2.9])
        })
        .collect()
}

/// The bits; those of not-a-number say nothing.
fn bits(solution: &Solution) -> Vec<u64> {
    let numbers = solution.states.iter().chain(&solution.values).chain(&solution.measured);
    numbers.map(|x| if x.is_nan() { 0 } else { x.to_bits() }).collect()
}

#[test]
fn a_thousand_random_networks() {
    let mut reached = 0;
    for seed in 0..1000 {
        let mut random = Random(seed);
        let system = network(&mut random);
        let runs = runs(&mut random, &system);
        let options = Options { max_steps: 2000, atol: vec![1e-9], ..Options::default() };
        let native = solve(&system, &options, &runs);
        let interpreted = solve(&system.clone().interpreted(), &options, &runs);
        reached += native.iter().filter(|s| s.failure.is_none()).count();
        for (i, (a, b)) in native.iter().zip(&interpreted).enumerate() {
            assert_eq!((bits(a), a.stats), (bits(b), b.stats), "network {seed} run {i}");
            assert_eq!(format!("{:?}", a.failure), format!("{:?}", b.failure), "network {seed} run {i}");
        }
        let alone = solve(&system, &options, &runs[3..4]);
        assert_eq!(bits(&alone[0]), bits(&native[3]), "network {seed} alone");
    }
    assert!(reached > 9_000, "most runs reach their end: {reached}");
}
