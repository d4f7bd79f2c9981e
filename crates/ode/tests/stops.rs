//! Doses: what happens at stops, in the corners, against closed forms of one compartment.

mod problems;

use std::sync::Arc;

use jakstat_ode::{
    Action, Definition, Kind, Measure, Method, Options, Run, Save, Solution, Stop, System, Target, solve,
};
use problems::METHODS;
use problems::expr::{all_states, compile, nodes, num, p, y};

const K: f64 = 0.7;
const CENTRAL: Target = Target::State(0);
const RATE: Target = Target::Param(1);

/// y' = rate - K y from y(0) = 1; parameters: K, rate.
fn compartment() -> System {
    compile(|| Definition {
        params: 2,
        initial: nodes([num(1.0)]),
        rhs: nodes([p(1) - p(0) * y(0)]),
        outputs: all_states(1),
        ..Definition::default()
    })
}

fn add(time: f64, target: Target, amount: f64) -> Stop {
    Stop { time, actions: vec![Action::Add(target, amount)] }
}

fn run(end: f64, stops: Vec<Stop>) -> Run {
    Run { stops: stops.into(), ..Run::new(vec![K, 0.0], 0.0, end) }
}

/// The sum of what is left of the start, of boluses `(time, amount)` and of infusions
/// `(from, to, rate)`, each bolus counted at its own time.
fn closed_form(t: f64, boluses: &[(f64, f64)], infusions: &[(f64, f64, f64)]) -> f64 {
    let left = |since: f64| (-K * (t - since)).exp();
    let bolus = boluses.iter().filter(|b| b.0 <= t).map(|(at, amount)| amount * left(*at));
    let infusion = infusions.iter().filter(|i| i.0 <= t).map(|(from, to, rate)| {
        let until = to.min(t);
        rate / K * (left(until) - left(*from))
    });
    left(0.0) + bolus.sum::<f64>() + infusion.sum::<f64>()
}

fn solve_by(method: Method, run: Run) -> Solution {
    let options = Options { method, rtol: 1e-11, atol: vec![1e-14], ..Options::default() };
    let solution = solve(&compartment(), &options, &[run]).remove(0);
    assert_eq!(solution.failure, None, "{}", method.name());
    solution
}

#[track_caller]
fn assert_near(value: f64, truth: f64, tolerance: f64, case: &str) {
    assert!((value - truth).abs() <= tolerance * truth.abs().max(1.0), "{case}: {value} for {truth}");
}

#[test]
fn boluses_and_infusions() {
    let (boluses, infusions) = ([(1.0, 2.0), (3.5, 1.0)], [(0.5, 4.0, 3.0), (2.0, 2.25, 40.0)]);
    let mut stops: Vec<Stop> = boluses.iter().map(|(t, amount)| add(*t, CENTRAL, *amount)).collect();
    for (from, to, rate) in infusions {
        stops.extend([add(from, RATE, rate), add(to, RATE, -rate)]);
    }
    stops.sort_by(|a, b| a.time.total_cmp(&b.time));
    for method in METHODS {
        let times: Vec<f64> = (0..=60).map(|i| f64::from(i) * 0.1).collect();
        let solution = solve_by(method, run(6.0, stops.clone()).save_at(times));
        for (t, value) in solution.times.iter().zip(&solution.values) {
            let case = format!("{} at {t}", method.name());
            assert_near(*value, closed_form(*t, &boluses, &infusions), 1e-9, &case);
        }
        assert!(solution.params[1].abs() < 1e-12, "all infusions have ended");
    }
}

#[test]
fn both_sides_of_a_break() {
    let stops = vec![add(1.0, CENTRAL, 2.0), Stop { time: 2.0, actions: vec![] }, add(3.0, RATE, 1.0)];
    for method in METHODS {
        let mut run = run(4.0, stops.clone());
        run.save = Arc::new(Save { times: vec![0.5, 1.0, 2.0, 3.0, 4.0], both_sides: true });
        let solution = solve_by(method, run);
        // Nothing happens at 2, so there is one row; at 3 a rate changes and the state does not.
        assert_eq!(solution.times, [0.5, 1.0, 1.0, 2.0, 3.0, 3.0, 4.0], "{}", method.name());
        let before = (-K).exp();
        assert_near(solution.values[1], before, 1e-10, "before");
        assert_near(solution.values[2], before + 2.0, 1e-10, "after");
        assert_eq!(solution.values[2], solution.values[1] + 2.0);
        assert_eq!(solution.values[4], solution.values[5]);
    }
}

#[test]
fn doses_at_start_and_end() {
    for method in METHODS {
        let stops = vec![add(0.0, CENTRAL, 2.0), add(5.0, CENTRAL, 4.0)];
        let mut run = run(5.0, stops).save_at([0.0, 5.0]);
        let point = |from, kind| Measure { output: 0, from, to: from, kind };
        run.measures = Arc::new([
            point(0.0, Kind::Before),
            point(0.0, Kind::After),
            point(5.0, Kind::Before),
            point(5.0, Kind::After),
        ]);
        let solution = solve_by(method, run);
        let trough = 3.0 * (-5.0 * K).exp();
        assert_eq!(solution.values[0], 3.0);
        assert_near(solution.values[1], trough + 4.0, 1e-9, "a row at a dose is the state after it");
        assert_eq!(solution.states[0], solution.values[1]);
        assert_eq!(solution.measured[..2], [1.0, 3.0]);
        assert_near(solution.measured[2], trough, 1e-9, "before the end's dose");
        assert_eq!(solution.measured[3], solution.values[1]);
    }
}

#[test]
fn doses_at_one_time() {
    let twice = vec![add(1.0, CENTRAL, 2.0), add(1.0, CENTRAL, 3.0)];
    let ordered = vec![Stop {
        time: 1.0,
        actions: vec![Action::Add(CENTRAL, 9.0), Action::Set(CENTRAL, 2.0), Action::Add(CENTRAL, 3.0)],
    }];
    // An infusion of no length gives nothing.
    let nothing = vec![add(1.0, RATE, 1e6), add(1.0, RATE, -1e6)];
    for method in METHODS {
        let at = |stops: &[Stop]| solve_by(method, run(1.0, stops.to_vec())).states[0];
        assert_near(at(&twice), (-K).exp() + 5.0, 1e-10, "two doses");
        assert_eq!(at(&ordered), 5.0, "in order");
        assert_near(at(&nothing), (-K).exp(), 1e-10, "no length");
    }
}

/// Stops closer than time can resolve in steps, a millisecond's infusion, a run that is one instant.
#[test]
fn tiny_intervals() {
    let next = 1.0f64.next_up();
    for method in METHODS {
        let stops = vec![add(1.0, CENTRAL, 1.0), add(next, CENTRAL, 1.0), add(next.next_up(), CENTRAL, 1.0)];
        let solution = solve_by(method, run(2.0, stops).save_at([1.0, next, next.next_up(), 2.0]));
        let truth = closed_form(2.0, &[(1.0, 3.0)], &[]);
        assert_near(solution.values[3], truth, 1e-9, method.name());
        let rows = [0, 1, 2].map(|i| (-K).exp() + f64::from(i) + 1.0);
        for (value, row) in solution.values.iter().zip(rows) {
            assert_near(*value, row, 1e-9, method.name());
        }
        let flash = vec![add(1.0, RATE, 1e9), add(1.0 + 1e-9, RATE, -1e9)];
        let length = (1.0 + 1e-9) - 1.0;
        let given = closed_form(2.0, &[], &[(1.0, 1.0 + length, 1e9)]);
        assert_near(solve_by(method, run(2.0, flash)).states[0], given, 1e-7, "a flash");
        let instant = solve_by(method, run(0.0, vec![add(0.0, CENTRAL, 1.0)]).save_at([0.0]));
        assert_eq!((instant.values, instant.states), (vec![2.0], vec![2.0]));
    }
}

/// Two years of one dose a day.
#[test]
fn many_doses() {
    let boluses: Vec<(f64, f64)> = (0..730).map(|i| (f64::from(i), 1.0)).collect();
    let stops: Vec<Stop> = boluses.iter().map(|(t, amount)| add(*t, CENTRAL, *amount)).collect();
    for method in METHODS {
        let mut run = run(730.0, stops.clone());
        run.measures = Arc::new([Measure { output: 0, from: 729.0, to: 730.0, kind: Kind::Integral }]);
        let options = Options { method, rtol: 1e-8, ..Options::default() };
        let solution = solve(&compartment(), &options, &[run]).remove(0);
        assert_eq!(solution.failure, None);
        assert_near(solution.states[0], closed_form(730.0, &boluses, &[]), 1e-7, method.name());
        // At steady state one interval's exposure is dose / K.
        assert_near(solution.measured[0], 1.0 / K, 1e-7, method.name());
        assert!(solution.stats.accepted < 730 * 30, "{}: {:?}", method.name(), solution.stats);
    }
}

/// A stop where nothing happens changes the step there, and the answer by no more than the tolerance.
#[test]
fn empty_stops_and_setting() {
    for method in METHODS {
        let stops = vec![
            Stop { time: 1.0, actions: vec![] },
            Stop { time: 2.0, actions: vec![Action::Set(CENTRAL, 10.0), Action::Set(Target::Param(0), 0.0)] },
        ];
        let solution = solve_by(method, run(3.0, stops).save_at([1.0, 2.0, 3.0]));
        assert_near(solution.values[0], (-K).exp(), 1e-10, method.name());
        assert_eq!(solution.values[1], 10.0);
        assert_near(solution.values[2], 10.0, 1e-12, "no elimination any more");
        assert_eq!(solution.params, [0.0, 0.0]);
    }
}

/// An oral dose: absorption from a depot, Cmax and its surroundings in closed form.
#[test]
fn measures_of_an_oral_dose() {
    let (ka, ke, dose) = (1.3, 0.4, 10.0);
    let system = compile(|| Definition {
        params: 2,
        initial: nodes([num(0.0), num(0.0)]),
        rhs: nodes([-p(0) * y(0), p(0) * y(0) - p(1) * y(1)]),
        outputs: nodes([y(1), y(1) * y(1)]),
        ..Definition::default()
    });
    let c = |t: f64| dose * ka / (ka - ke) * ((-ke * t).exp() - (-ka * t).exp());
    let area = |t: f64| dose * ka / (ka - ke) * ((1.0 - (-ke * t).exp()) / ke - (1.0 - (-ka * t).exp()) / ka);
    let peak = (ka / ke).ln() / (ka - ke);
    // The times at which c is 3, by bisection of the closed form.
    let solve_for = |mut low: f64, mut high: f64| {
        for _ in 0..100 {
            let middle = 0.5 * (low + high);
            if (c(middle) > 3.0) == (c(high) > 3.0) { high = middle } else { low = middle }
        }
        high
    };
    let (up, down) = (solve_for(0.0, peak), solve_for(peak, 24.0));
    let kinds = [
        (Kind::Integral, 0.0, 24.0, area(24.0)),
        (Kind::Integral, 1.0, 2.5, area(2.5) - area(1.0)),
        (Kind::Max, 0.0, 24.0, c(peak)),
        (Kind::Max, 3.0, 5.0, c(3.0)),
        (Kind::Max, 0.1, 0.2, c(0.2)),
        (Kind::Min, 1.0, 24.0, c(24.0)),
        (Kind::TimeAbove(3.0), 0.0, 24.0, down - up),
        (Kind::TimeAbove(3.0), 2.0, 3.0, 3.0f64.min(down) - 2.0),
        (Kind::FirstAbove(3.0), 0.0, 24.0, up),
        (Kind::FirstBelow(3.0), 2.0, 24.0, down),
        (Kind::FirstBelow(3.0), 0.0, 24.0, 0.0),
        (Kind::Before, 2.0, 2.0, c(2.0)),
        (Kind::After, 2.0, 2.0, c(2.0)),
    ];
    let measures: Arc<[Measure]> = kinds
        .iter()
        .map(|(kind, from, to, _)| Measure { output: 0, from: *from, to: *to, kind: *kind })
        .collect();
    for method in METHODS {
        let options = Options { method, rtol: 1e-10, atol: vec![1e-13], ..Options::default() };
        let runs = [vec![], vec![1.0, 2.0, 3.3], (0..=240).map(|i| f64::from(i) * 0.1).collect()].map(
            |times: Vec<f64>| {
                let mut run = Run::new(vec![ka, ke], 0.0, 24.0).save_at(times);
                run.stops = Arc::new([add(0.0, Target::State(0), dose)]);
                run.measures = measures.clone();
                run
            },
        );
        let solutions = solve(&system, &options, &runs);
        for ((kind, from, _, truth), value) in kinds.iter().zip(&solutions[0].measured) {
            assert_near(*value, *truth, 1e-8, &format!("{kind:?} from {from} by {}", method.name()));
        }
        // What is saved has no say in what is measured.
        assert_eq!(solutions[0].measured, solutions[1].measured);
        assert_eq!(solutions[0].measured, solutions[2].measured);
    }
}

/// At everyday tolerances steps are long: the peak inside one is found all the same.
#[test]
fn a_peak_inside_a_long_step() {
    let system = compile(|| Definition {
        initial: nodes([num(0.0), num(1.0)]),
        rhs: nodes([y(1), -y(0)]),
        outputs: all_states(2),
        ..Definition::default()
    });
    let mut run = Run::new(vec![], 0.0, 6.0);
    run.measures = [Kind::Max, Kind::Min].map(|kind| Measure { output: 0, from: 0.0, to: 6.0, kind }).into();
    for method in METHODS {
        let options = Options { method, rtol: 1e-4, atol: vec![1e-6], ..Options::default() };
        let measured = solve(&system, &options, std::slice::from_ref(&run)).remove(0).measured;
        assert_near(measured[0], 1.0, 1e-3, method.name());
        assert_near(measured[1], -1.0, 1e-3, method.name());
    }
}

/// Before and after a dose, and a peak that is the dose itself.
#[test]
fn measures_at_a_dose() {
    for method in METHODS {
        let mut run = run(4.0, vec![add(1.0, CENTRAL, 2.0)]);
        let measure = |kind, from, to| Measure { output: 0, from, to, kind };
        run.measures = Arc::new([
            measure(Kind::Before, 1.0, 1.0),
            measure(Kind::After, 1.0, 1.0),
            measure(Kind::Max, 0.5, 4.0),
            measure(Kind::FirstAbove(1.5), 0.0, 4.0),
            measure(Kind::Max, 0.0, 1.0),
            measure(Kind::Min, 0.0, 2.0),
        ]);
        let m = solve_by(method, run).measured;
        let before = (-K).exp();
        assert_near(m[0], before, 1e-10, "before");
        assert_near(m[1], before + 2.0, 1e-10, "after");
        assert_eq!(m[2], m[1], "the peak is the state just after the dose");
        assert_eq!(m[3], 1.0, "it is above 1.5 from the dose on");
        assert_eq!(m[4], 1.0, "a window that ends at the dose does not see it");
        assert_near(m[5], before, 1e-10, "the trough is just before the dose");
    }
}
