//! The same bits: whatever is saved, and in whatever company a run is integrated.

mod problems;

use std::sync::Arc;

use jakstat_ode::{
    Action, Definition, Failure, Kind, Measure, Method, Options, Run, Solution, Stop, System, Target, solve,
};
use problems::expr::{all_states, compile, event, nodes, num, numbers, p, select, time, y};
use problems::{METHODS, all, is_explicit};

/// Times at which outputs are kept never change a step: same work, same last bits.
#[test]
fn output_times_change_nothing() {
    for problem in all() {
        let end = problem.times[problem.times.len() - 1];
        let grid = |n: usize| -> Vec<f64> {
            (0..n).map(|i| problem.start + (end - problem.start) * i as f64 / n as f64).collect()
        };
        for method in METHODS.into_iter().filter(|m| !(problem.stiff && is_explicit(*m))) {
            let run = |n| Run::new(vec![], problem.start, end).save_at(grid(n));
            let solutions = [0, 3, 1000]
                .map(|n| solve(&problem.system, &problem.options(method, 1e-5), &[run(n)]).remove(0));
            for (n, s) in [0, 3, 1000].into_iter().zip(&solutions) {
                assert_eq!(s.times.len(), n);
                assert_eq!(bits(&s.states), bits(&solutions[0].states), "{} {}", problem.name, method.name());
                assert_eq!(s.stats, solutions[0].stats, "{} {}", problem.name, method.name());
            }
        }
    }
}

/// x' = p0 x² - p1 x + input while 1 < t < 2, and an event that takes half of x away above 3: blows up
/// for large p0.
fn mixed_system() -> System {
    compile(|| Definition {
        params: 3,
        initial: nodes([num(1.0), p(2)]),
        rhs: nodes([
            p(0) * y(0) * y(0) - p(1) * y(0) + select(time().gt(1.0).and(time().lt(2.0)), 2.0, 0.0),
            y(0) * (-y(1)).exp() - 0.3 * y(1),
        ]),
        outputs: all_states(2),
        events: vec![event(y(1).gt(1.2), [(Target::State(1), 0.5 * y(1))])],
        ..Definition::default()
    })
}

fn mixed_runs(n: usize) -> Vec<Run> {
    let stops: Arc<[Stop]> =
        [0.5, 2.5].map(|time| Stop { time, actions: vec![Action::Add(Target::State(0), 0.7)] }).into();
    let measures: Arc<[Measure]> =
        Arc::new([Kind::Integral, Kind::Max].map(|kind| Measure { output: 1, from: 0.0, to: 3.0, kind }));
    (0..n)
        .map(|i| {
            let x = (i * 37 % 101) as f64 / 101.0;
            let mut run = Run::new(vec![1.5 * x * x, 1.0 + x, 0.1 + x], 0.0, 2.0 + (i % 7) as f64);
            if i % 3 == 0 && run.end > 2.5 {
                (run.stops, run.measures) =
                    (stops.clone(), if run.end >= 3.0 { measures.clone() } else { run.measures });
            }
            run.save_at((0..=i % 5).map(|k| 0.4 * k as f64).collect::<Vec<_>>())
        })
        .collect()
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|v| v.to_bits()).collect()
}

fn assert_same(a: &Solution, b: &Solution, case: &str) {
    assert_eq!(bits(&a.states), bits(&b.states), "{case}");
    assert_eq!(bits(&a.values), bits(&b.values), "{case}");
    assert_eq!(bits(&a.measured), bits(&b.measured), "{case}");
    assert_eq!((a.time.to_bits(), &a.failure, a.stats), (b.time.to_bits(), &b.failure, b.stats), "{case}");
}

/// Alone or among 7, 8, 9 or 100, in any order, with neighbours that fail: the same bits.
#[test]
fn company_changes_nothing() {
    let system = mixed_system();
    for method in METHODS {
        let options = Options { method, rtol: 1e-5, max_steps: 3000, ..Options::default() };
        let runs = mixed_runs(100);
        let alone: Vec<Solution> =
            runs.iter().map(|r| solve(&system, &options, std::slice::from_ref(r)).remove(0)).collect();
        let failed = alone.iter().filter(|s| s.failure.is_some()).count();
        assert!((5..60).contains(&failed), "{failed} of 100 fail by {}", method.name());
        for size in [1, 7, 8, 9, 100] {
            let order: Vec<usize> = (0..size).map(|k| (k * 61 + 17) % 100).collect();
            let shuffled: Vec<Run> = order.iter().map(|i| runs[*i].clone()).collect();
            let together = solve(&system, &options, &shuffled);
            assert_eq!(together.len(), size);
            for (i, solution) in order.iter().zip(&together) {
                assert_same(solution, &alone[*i], &format!("run {i} among {size} by {}", method.name()));
            }
        }
    }
}

/// Runs that cannot begin, end at once or never end do not disturb those beside them.
#[test]
fn bad_neighbours() {
    let system = mixed_system();
    let good = Run::new(vec![0.1, 1.0, 0.2], 0.0, 5.0).save_at([1.0, 5.0]);
    let bad = [
        Run::new(vec![f64::NAN, 1.0, 0.2], 0.0, 5.0),
        Run::new(vec![0.1, 1.0, 0.2], 0.0, 0.0),
        Run::new(vec![0.1], 0.0, 5.0),
        Run::new(vec![0.1, 1.0, f64::MAX], 0.0, 5.0),
        Run::new(vec![1e300, -1e300, 0.2], 0.0, 5.0),
    ];
    for method in METHODS {
        let options = Options { method, max_steps: 2000, ..Options::default() };
        let alone = solve(&system, &options, std::slice::from_ref(&good)).remove(0);
        assert_eq!(alone.failure, None);
        let runs: Vec<Run> = bad.iter().flat_map(|b| [b.clone(), good.clone()]).cycle().take(40).collect();
        for (i, solution) in solve(&system, &options, &runs).iter().enumerate().filter(|(i, _)| i % 2 == 1) {
            assert_same(solution, &alone, &format!("run {i} by {}", method.name()));
        }
    }
}

#[test]
fn no_runs_no_solutions() {
    let system =
        compile(|| Definition { initial: numbers(&[1.0]), rhs: nodes([-y(0)]), ..Definition::default() });
    for method in [Method::Auto, Method::Rodas5P, Method::Dopri5] {
        let options = Options { method, ..Options::default() };
        assert!(solve(&system, &options, &[]).is_empty());
        let solution = solve(&system, &options, &[Run::new(vec![], 1.0, 1.0)]).remove(0);
        assert_eq!((solution.failure, solution.states, solution.time), (None::<Failure>, vec![1.0], 1.0));
    }
}

/// Asked for times and nothing else: the times are there.
#[test]
fn rows_without_outputs() {
    let system = compile(|| Definition {
        params: 1,
        initial: nodes([num(1.0)]),
        rhs: nodes([-(p(0) * y(0))]),
        ..Definition::default()
    });
    let run = Run::new(vec![0.3], 0.0, 10.0).save_at([0.0, 1.0, 1.5, 9.0]);
    for method in METHODS {
        for count in [1, 3] {
            let options = Options { method, ..Options::default() };
            for solution in solve(&system, &options, &vec![run.clone(); count]) {
                assert_eq!(solution.times, [0.0, 1.0, 1.5, 9.0], "{}", method.name());
                assert!(solution.values.is_empty());
            }
        }
    }
}
