//! Systems in which some states have an equation in place of a derivative.

mod problems;

use jakstat_ode::{
    Action, BadInput, Definition, EventDefinition, Failure, Method, Options, Run, Save, Solution, Stepper,
    Stop, System, Target, solve,
};
use problems::expr::{Ex, all_states, define, nodes, num, numbers, p, select, time, y};

const IMPLICIT: [Method; 2] = [Method::Rodas5P, Method::Rodas4P2];

fn system(initial: &[f64], params: usize, algebraic: &[usize], rhs: impl FnOnce() -> Vec<Ex>) -> System {
    let definition = define(|| Definition {
        params,
        initial: numbers(initial),
        rhs: nodes(rhs()),
        outputs: all_states(initial.len()),
        ..Definition::default()
    });
    System::with_algebraic(definition, algebraic)
}

fn options(method: Method, tolerance: f64) -> Options {
    Options { method, rtol: tolerance, atol: vec![tolerance], max_steps: 40_000, ..Options::default() }
}

fn run_to(params: &[f64], times: &[f64]) -> Run {
    Run::new(params.to_vec(), 0.0, times[times.len() - 1]).save_at(times)
}

fn one(system: &System, options: &Options, run: &Run) -> Solution {
    solve(system, options, std::slice::from_ref(run)).remove(0)
}

/// `y' = -z` with `z^3 + z = y^3 + y + sin t - s`, `s' = cos t`: `z = y = exp(-t)`. Time, states and
/// curvature all enter the equation.
fn curved() -> System {
    system(&[1.0, 0.3, 0.0], 0, &[1], || {
        let (a, z, s) = (y(0), y(1), y(2));
        vec![-z, z * z * z + z - a * a * a - a - time().sin() + s, time().cos()]
    })
}

#[test]
fn errors_follow_the_tolerance() {
    let times = [0.0, 0.5, 2.0, 5.0];
    for method in IMPLICIT {
        for tolerance in [1e-4, 1e-6, 1e-8, 1e-10] {
            let solution = one(&curved(), &options(method, tolerance), &run_to(&[], &times));
            assert_eq!(solution.failure, None);
            for (t, row) in times.iter().zip(solution.values.chunks(3)) {
                for value in &row[..2] {
                    let error = (value - (-t).exp()).abs() / tolerance;
                    assert!(error < 100.0, "{} at {tolerance:e}, {t}: {error} tolerances", method.name());
                }
            }
        }
    }
}

/// The order of convergence, from many runs with steps of one size.
#[test]
fn algebraic_states_converge_as_fast_as_the_others() {
    let error = |method: Method, step: f64| {
        let options = Options { max_step: step, ..options(method, 1e3) };
        let solution = one(&curved(), &options, &run_to(&[], &[2.0]));
        assert_eq!(solution.stats.rejected, 0);
        solution.values[..2].iter().map(|v| (v - (-2f64).exp()).abs()).fold(0.0, f64::max)
    };
    for (method, order) in [(Method::Rodas5P, 5.0), (Method::Rodas4P2, 4.0)] {
        let found = (error(method, 0.1) / error(method, 0.05)).log2();
        assert!(found > order - 0.4, "{} converges with order {found}", method.name());
    }
}

/// Robertson's problem with its conserved sum as an equation.
#[test]
fn a_stiff_problem_agrees_with_its_form_without_equations() {
    let rates = || {
        let (a, b, c) = (y(0), y(1), y(2));
        let (slow, fast) = (0.04 * a - 1e4 * (b * c), 3e7 * (b * b));
        vec![-slow, slow - fast, fast]
    };
    let plain = system(&[1.0, 0.0, 0.0], 0, &[], rates);
    let algebraic = system(&[1.0, 0.0, 0.5], 0, &[2], || {
        let mut rhs = rates();
        rhs[2] = y(0) + y(1) + y(2) - 1.0;
        rhs
    });
    let times = [0.4, 40.0, 4e4, 4e8];
    let tight = Options { atol: vec![1e-9, 1e-14, 1e-9], ..options(Method::Rodas5P, 1e-9) };
    let (a, b) = (one(&plain, &tight, &run_to(&[], &times)), one(&algebraic, &tight, &run_to(&[], &times)));
    assert_eq!((&a.failure, &b.failure), (&None, &None));
    for (a, b) in a.values.iter().zip(&b.values) {
        assert!((a - b).abs() <= 1e-6 * a.abs() + 1e-13, "{a} {b}");
    }
}

/// Two equations, each in the row of the other's state: no pivot on the diagonal will do.
#[test]
fn rows_are_exchanged_where_an_equation_lacks_its_own_state() {
    let system = system(&[1.0, 0.0, 0.0], 0, &[1, 2], || {
        vec![-(y(1) * y(2)).sqrt(), y(2) * y(2) - y(0) * y(0), y(1) - 4.0 * y(0)]
    });
    // The root of z^2 = y^2 that lies above 0, as the search begins there.
    let solution = one(&system, &options(Method::Rodas5P, 1e-8), &run_to(&[], &[1.0]));
    assert!(
        matches!(solution.failure, Some(Failure::Inconsistent { time: 0.0, .. })),
        "{:?}",
        solution.failure
    );
    let system = {
        let definition = define(|| Definition {
            initial: numbers(&[1.0, 0.0, 0.5]),
            rhs: nodes([-(y(1) * y(2)).sqrt(), y(2) * y(2) - y(0) * y(0), y(1) - 4.0 * y(0)]),
            outputs: all_states(3),
            ..Definition::default()
        });
        System::with_algebraic(definition, &[1, 2])
    };
    let solution = one(&system, &options(Method::Rodas5P, 1e-8), &run_to(&[], &[1.0]));
    assert_eq!(solution.failure, None);
    let truth = (-2f64).exp();
    for (value, truth) in solution.values.iter().zip([truth, 4.0 * truth, truth]) {
        assert!((value - truth).abs() < 1e-7, "{:?}", solution.values);
    }
}

/// `z^2 = p`, `y' = z`: an event doubles `p` at 1, a stop sets it to 9 at 2.
fn with_event() -> System {
    let definition = define(|| {
        let trigger = nodes([time().lt(1.0)])[0];
        let not = num(1.0) - Ex(trigger);
        Definition {
            params: 1,
            initial: numbers(&[0.0, 5.0]),
            rhs: nodes([y(1), y(1) * y(1) - p(0)]),
            outputs: all_states(2),
            events: vec![
                EventDefinition {
                    trigger: not.0,
                    initial_value: false,
                    persistent: true,
                    delay: None,
                    priority: None,
                    from_trigger: false,
                    assignments: vec![(Target::Param(0), (4.0 * p(0)).0)],
                    scales: vec![],
                },
                // Sees the new value of z at once.
                EventDefinition {
                    trigger: (y(1) - 1.5).gt(0.0).0,
                    initial_value: false,
                    persistent: true,
                    delay: None,
                    priority: None,
                    from_trigger: false,
                    assignments: vec![(Target::State(0), num(100.0).0)],
                    scales: vec![],
                },
            ],
            ..Definition::default()
        }
    });
    System::with_algebraic(definition, &[1])
}

#[test]
fn equations_hold_before_and_after_events_and_stops() {
    let stop = Stop { time: 2.0, actions: vec![Action::Set(Target::Param(0), 9.0)] };
    let save = Save { times: vec![0.0, 0.5, 1.5, 2.0, 3.0], both_sides: true };
    let run = Run { stops: [stop].into(), save: save.into(), ..Run::new(vec![1.0], 0.0, 3.0) };
    for method in IMPLICIT {
        let solution = one(&with_event(), &options(method, 1e-9), &run);
        assert_eq!(solution.failure, None);
        let expected =
            [[0.0, 1.0], [0.5, 1.0], [101.0, 2.0], [102.0, 2.0], [102.0, 3.0], [105.0, 3.0]].concat();
        for (value, truth) in solution.values.iter().zip(&expected) {
            assert!((value - truth).abs() < 1e-6, "{:?}", solution.values);
        }
        assert_eq!(solution.values.len(), expected.len());
    }
}

#[test]
fn a_host_that_sets_something_reads_what_follows_from_it() {
    let system = with_event();
    let mut stepper =
        Stepper::new(&system, &options(Method::Auto, 1e-9), vec![1.0], 0.0).expect("consistent");
    stepper.advance_to(0.5).expect("runs");
    stepper.set(Target::Param(0), 0.25).expect("exists");
    assert!((stepper.output(1) - 0.5).abs() < 1e-12);
    let saved = stepper.save();
    stepper.advance_to(0.75).expect("runs");
    assert!((stepper.output(0) - 0.625).abs() < 1e-8);
    let end: Vec<u64> = (0..2).map(|i| stepper.state(i).to_bits()).collect();
    stepper.load(&saved).expect("its own");
    stepper.advance_to(0.75).expect("runs");
    assert_eq!(end, (0..2).map(|i| stepper.state(i).to_bits()).collect::<Vec<_>>());
}

#[test]
fn equations_without_solution_end_the_run() {
    let never = system(&[0.0, 1.0], 0, &[1], || vec![y(1), y(1) * y(1) + 1.0]);
    let solution = one(&never, &options(Method::Auto, 1e-6), &run_to(&[], &[1.0]));
    assert_eq!(solution.failure, Some(Failure::Inconsistent { time: 0.0, state: 1 }));
    // The two roots of z^2 = 1 - t meet at 1; beyond there is none.
    let fold = system(&[0.0, 1.0], 0, &[1], || vec![num(1.0), y(1) * y(1) + y(0) - 1.0]);
    let solution = one(&fold, &options(Method::Auto, 1e-6), &run_to(&[], &[0.5, 2.0]));
    assert!(
        matches!(solution.failure, Some(Failure::StepTooSmall { state: 1, .. })),
        "{:?}",
        solution.failure
    );
    assert!((solution.time - 1.0).abs() < 1e-3 && solution.times == [0.5], "{}", solution.time);
}

#[test]
fn explicit_methods_say_that_they_cannot() {
    for method in [Method::Dopri5, Method::Dop853] {
        let solution = one(&curved(), &options(method, 1e-6), &run_to(&[], &[1.0]));
        assert_eq!(solution.failure, Some(Failure::BadInput { what: BadInput::Explicit(method) }));
    }
}

#[test]
fn lanes_and_back_ends_give_the_same_bits() {
    // z tanh-shaped in y and two parameters, with a switch in time.
    let make = || {
        system(&[1.0, 0.2, 0.0], 2, &[1, 2], || {
            let (a, z, w) = (y(0), y(1), y(2));
            let jump = select(time().lt(0.7), p(0), p(1));
            vec![-(z * a), z + 0.3 * z.tanh() - jump - 0.1 * w, w.exp() + w - a * z]
        })
    };
    let runs: Vec<Run> = (0..19)
        .map(|i| run_to(&[0.5 + 0.1 * f64::from(i), 2.0 - 0.05 * f64::from(i)], &[0.0, 0.3, 0.7, 0.9, 3.0]))
        .collect();
    let options = options(Method::Auto, 1e-6);
    let (native, plain) = (make(), make().interpreted());
    let bits = |s: &Solution| s.values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
    let together = solve(&native, &options, &runs);
    for ((run, one_of), other) in runs.iter().zip(&together).zip(solve(&plain, &options, &runs)) {
        assert_eq!(one_of.failure, None);
        assert_eq!(bits(one_of), bits(&other));
        assert_eq!(bits(one_of), bits(&one(&native, &options, run)));
        // The equations hold in every row.
        for (t, row) in run.save.times.iter().zip(one_of.values.chunks(3)) {
            let jump = if *t < 0.7 { run.params[0] } else { run.params[1] };
            let residual = row[1] + 0.3 * row[1].tanh() - jump - 0.1 * row[2];
            assert!(residual.abs() < 1e-4, "{residual} at {t}");
        }
    }
}
