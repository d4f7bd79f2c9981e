//! Events found within steps: where their trigger is true, each time it is, and in which order.

mod problems;

use jakstat_ode::{Definition, EventDefinition, Failure, Options, Run, Target, solve};
use problems::METHODS;
use problems::eventful::{X, assert_near, options, state, states_at, system, try_run};
use problems::expr::{compile, event, nodes, num, numbers, p, time, y};

/// An event that sets what it reads to what that was does not fire again: it was not short of true.
#[test]
fn values_of_the_trigger_are_true() {
    // y1 rises to 1.5, and 2 later is set back to what it was when the event fired.
    let system = system(
        &[0.0, 0.0],
        || vec![num(0.0), 1.0 - 0.1 * y(1)],
        || {
            let base = event(y(1).ge(1.5), [(X, y(0) + 1.0), (state(1), y(1))]);
            vec![EventDefinition { delay: Some(num(2.0).0), ..base }]
        },
    );
    for method in METHODS {
        let states = states_at(&system, method, 10.0);
        assert_eq!(states[0], 1.0, "{}: {states:?}", method.name());
    }
}

/// At the crossing one side's event fires and the other side's does not.
#[test]
fn only_one_side_of_a_threshold_is_true() {
    let system = system(
        &[0.0, 0.0, 1.0],
        || vec![num(0.0), y(2), -y(1)],
        || vec![event(y(1).gt(0.5), [(X, 10.0 * y(0) + 1.0)]), event(y(1).le(0.5), [(X, 10.0 * y(0) + 2.0)])],
    );
    for method in METHODS {
        // Rises at pi / 6, falls at 5 pi / 6, rises at 13 pi / 6.
        assert_eq!(states_at(&system, method, 7.0)[0], 121.0, "{}", method.name());
    }
}

/// A trigger of two comparisons that holds for a small part of a long step.
#[test]
fn a_window_within_a_step_is_seen() {
    let system = system(
        &[0.0, 0.0],
        || vec![num(0.0), num(1.0)],
        || {
            let narrow = y(1).gt(500.0).and(y(1).lt(500.01));
            let bent = time().exp().gt(9.0).and(time().exp().lt(9.1));
            vec![event(narrow, [(X, y(0) + 1.0)]), event(bent, [(X, y(0) + 10.0)])]
        },
    );
    for method in METHODS {
        assert_eq!(states_at(&system, method, 700.0)[0], 11.0, "{}", method.name());
    }
}

/// Equal priorities: each event comes first about as often, and always the same one at the same time.
#[test]
fn equals_are_drawn_by_lot() {
    let race = || {
        let first = |i: usize| EventDefinition {
            priority: Some(num(1.0).0),
            persistent: false,
            from_trigger: false,
            ..event((time() - p(0)).ge(0.01), [(Target::Param(0), time()), (state(i), y(i) + 1.0)])
        };
        compile(|| Definition {
            params: 1,
            initial: numbers(&[0.0, 0.0]),
            rhs: nodes([num(0.0), num(0.0)]),
            events: vec![first(0), first(1)],
            ..Definition::default()
        })
    };
    for method in METHODS {
        let run = || try_run(&race(), method, Run::new(vec![0.0], 0.0, 10.005));
        let solution = run();
        let [a, b] = solution.states[..] else { panic!("two states") };
        assert!((a + b - 1000.0).abs() <= 1.0 && (400.0..600.0).contains(&a), "{}: {a} {b}", method.name());
        assert_eq!(run().states, solution.states);
    }
}

/// The scale is that of the execution, the value that of the trigger.
#[test]
fn scales_are_of_the_execution() {
    let system = system(
        &[0.0, 1.0],
        || vec![num(0.0), num(1.0)],
        || {
            let base = event(time().ge(2.0), [(X, y(1)), (state(1), num(100.0))]);
            let scales = vec![(X, y(1).0)];
            vec![EventDefinition { delay: Some(num(3.0).0), scales, ..base }]
        },
    );
    for method in METHODS {
        // y1 is 3 on firing and 6 just before the event.
        assert_near(states_at(&system, method, 6.0)[0], 18.0, 1e-7, method);
    }
}

/// A parameter that only outputs read may be missing; one that a rate reads may not.
#[test]
fn only_outputs_may_read_what_is_missing() {
    let decay = compile(|| Definition {
        params: 2,
        initial: numbers(&[1.0]),
        rhs: nodes([-p(0) * y(0)]),
        outputs: nodes([y(0), p(1)]),
        ..Definition::default()
    });
    for method in METHODS {
        let run =
            |params| solve(&decay, &options(method), &[Run::new(params, 0.0, 1.0).save_at([1.0])]).remove(0);
        let good = run(vec![0.0, f64::NAN]);
        assert!(good.failure.is_none() && good.values[0] == 1.0 && good.values[1].is_nan());
        assert!(matches!(run(vec![f64::NAN, 0.0]).failure, Some(Failure::BadInput { .. })));
    }
}

/// Ever shorter intervals that end by themselves: the last event leaves its trigger true for good.
#[test]
fn accumulating_events_may_end() {
    // y1 rises at 1 and is set back to 0 where it meets y2, which falls at 1 to 0 and beyond: the
    // distance halves from event to event, and at time 1 both part for good.
    let system = system(
        &[0.0, 0.0, 1.0],
        || vec![num(0.0), num(1.0), num(-1.0)],
        || vec![event(y(1).gt(y(2)), [(state(1), num(0.0)), (X, y(0) + 1.0)])],
    );
    for method in METHODS {
        let options = Options { max_steps: 10_000, ..options(method) };
        let solution = solve(&system, &options, &[Run::new(vec![], 0.0, 3.0)]).remove(0);
        assert_eq!(solution.failure, None, "{}", method.name());
        assert!(solution.states[0] > 30.0 && solution.states[0] < 60.0, "{:?}", solution.states);
        assert_near(solution.states[1], 2.0, 1e-9, method);
    }
}
