//! Events as SBML Level 3 Version 2 section 4.11 defines them, by every method.

mod problems;

use std::sync::Arc;

use jakstat_ode::{Definition, EventDefinition, Failure, Options, Run, Save, Target, solve};
use problems::METHODS;
use problems::eventful::{X, assert_near, counters, state, states_at, system, try_run};
use problems::expr::{Ex, compile, event, nodes, num, numbers, p, time, y};

/// `time >= 5` fires at 5.0 exactly; `time > 5` there as well, after what is saved at 5.
#[test]
fn triggers_on_time() {
    let system = counters(2, || {
        vec![event(time().ge(5.0), [(X, time())]), event(time().gt(5.0), [(state(1), time())])]
    });
    for method in METHODS {
        let run = Run::new(vec![], -1.0, 9.0).save_at([4.999, 5.0, 5.001]);
        let solution = try_run(&system, method, run);
        assert_eq!(solution.failure, None);
        assert_eq!(solution.states[0], 5.0, "{}", method.name());
        assert!(
            solution.states[1] >= 5.0 && solution.states[1] <= 5.0f64.next_up(),
            "{}",
            solution.states[1]
        );
        assert_eq!(solution.values[..2], [0.0, 0.0]);
        assert_eq!(solution.values[2..4], [5.0, 0.0]);
        assert_eq!(solution.values[4], 5.0);
    }
}

/// A trigger that is true for a moment only is seen though steps are much longer.
#[test]
fn a_short_pulse_is_seen() {
    let system = counters(1, || vec![event(time().ge(5.0).and(time().lt(5.0 + 1e-6)), [(X, y(0) + 1.0)])]);
    for method in METHODS {
        assert_eq!(states_at(&system, method, 1000.0), [1.0], "{}", method.name());
    }
}

/// An event sets the threshold of the next: every 2 from 1 on, exactly.
#[test]
fn a_clock_of_events() {
    let system = compile(|| Definition {
        params: 1,
        initial: numbers(&[0.0, 1.0]),
        rhs: nodes([num(0.0), -y(1)]),
        events: vec![event(time().ge(p(0)), [(Target::Param(0), p(0) + 2.0), (X, y(0) + 1.0)])],
        ..Definition::default()
    });
    for method in METHODS {
        let run = Run::new(vec![1.0], 0.0, 100.0);
        let solution = try_run(&system, method, run);
        assert_eq!((solution.failure, solution.states[0]), (None, 50.0), "{}", method.name());
        assert_eq!(solution.params, [101.0]);
    }
}

/// Trigger at 1, execution at 3; values from the one or from the other.
#[test]
fn delay_and_values() {
    let delayed = |from_trigger| {
        system(
            &[0.0, 0.0],
            || vec![num(0.0), num(1.0)],
            || {
                let base = event(time().ge(1.0), [(X, y(1))]);
                vec![EventDefinition { delay: Some(num(2.0).0), from_trigger, ..base }]
            },
        )
    };
    for method in METHODS {
        assert_eq!(states_at(&delayed(true), method, 2.9)[0], 0.0);
        assert_near(states_at(&delayed(true), method, 3.0)[0], 1.0, 1e-9, method);
        assert_near(states_at(&delayed(false), method, 3.1)[0], 3.0, 1e-9, method);
    }
}

/// A delay that is read on firing, and two firings that wait at the same time.
#[test]
fn overlapping_delays() {
    // y1 = sin(pi t) rises above 0.5 at 1/6, 13/6, 25/6, ...; each counts 3 later.
    let system = system(
        &[0.0, 0.0, 1.0],
        || vec![num(0.0), std::f64::consts::PI * y(2), -std::f64::consts::PI * y(1)],
        || {
            let base = event(y(1).gt(0.5), [(X, y(0) + 1.0)]);
            vec![EventDefinition { delay: Some(num(3.0).0), from_trigger: false, ..base }]
        },
    );
    for method in METHODS {
        for (end, count) in [(3.16, 0.0), (3.17, 1.0), (5.16, 1.0), (5.17, 2.0), (7.17, 3.0)] {
            assert_eq!(states_at(&system, method, end)[0], count, "{} at {end}", method.name());
        }
    }
}

/// A trigger that falls before its delay is over: only a persistent event executes. A rise after the
/// fall starts anew.
#[test]
fn persistence() {
    let pulses = || {
        let first = time().ge(1.0).and(time().lt(2.0));
        let second = time().ge(2.5);
        num(1.0) - (1.0 - first) * (1.0 - second)
    };
    let delayed = |persistent| {
        counters(2, || {
            let base = event(pulses().gt(0.5), [(X, y(0) + 1.0), (state(1), time())]);
            vec![EventDefinition { delay: Some(num(2.0).0), persistent, from_trigger: false, ..base }]
        })
    };
    for method in METHODS {
        assert_eq!(states_at(&delayed(true), method, 10.0), [2.0, 4.5], "{}", method.name());
        assert_eq!(states_at(&delayed(true), method, 3.2), [1.0, 3.0], "{}", method.name());
        // The firing at 1 was called off at 2, though the trigger holds again at 3.
        assert_eq!(states_at(&delayed(false), method, 10.0), [1.0, 4.5], "{}", method.name());
    }
}

/// Of two at one time the higher priority goes first; the lower, not persistent, may lose its trigger.
#[test]
fn priority_and_persistence() {
    let race = |persistent| {
        counters(2, || {
            let priority = |p: f64| Some(num(p).0);
            let low = event(time().ge(1.0).and(y(1).lt(0.5)), [(X, 10.0 * y(0) + 1.0)]);
            let high = event(time().ge(1.0), [(X, 10.0 * y(0) + 2.0), (state(1), num(1.0))]);
            let late = |e| EventDefinition { from_trigger: false, persistent, ..e };
            vec![
                late(EventDefinition { priority: priority(1.0), ..low }),
                late(EventDefinition { priority: priority(2.0), ..high }),
            ]
        })
    };
    for method in METHODS {
        assert_eq!(states_at(&race(true), method, 2.0), [21.0, 1.0], "{}", method.name());
        assert_eq!(states_at(&race(false), method, 2.0), [2.0, 1.0], "{}", method.name());
    }
}

/// Priorities are read when it is time to choose; an event without one goes last.
#[test]
fn priorities_are_read_anew() {
    let system = counters(2, || {
        let digit = |d: f64| 10.0 * y(0) + d;
        let late = |e, priority: Option<Ex>| EventDefinition {
            priority: priority.map(|p| p.0),
            from_trigger: false,
            ..e
        };
        let at_one = || time().ge(1.0);
        vec![
            late(event(at_one(), [(X, digit(1.0))]), None),
            late(event(at_one(), [(X, digit(2.0))]), Some(-5.0 + 20.0 * y(1))),
            late(event(at_one(), [(X, digit(3.0))]), Some(num(0.0))),
            late(event(at_one(), [(X, digit(4.0)), (state(1), num(1.0))]), Some(num(100.0))),
        ]
    });
    for method in METHODS {
        // 4 first; it lifts 2 from -5 to 15, above 3; 1 has none.
        assert_eq!(states_at(&system, method, 2.0)[0], 4231.0, "{}", method.name());
    }
}

/// Values of the trigger time are computed before any simultaneous event executes: a swap.
#[test]
fn simultaneous_events_swap() {
    let one_by_one = system(
        &[1.0, 2.0],
        || vec![num(0.0); 2],
        || vec![event(time().ge(1.0), [(X, y(1))]), event(time().ge(1.0), [(state(1), y(0))])],
    );
    let at_once = system(
        &[1.0, 2.0],
        || vec![num(0.0); 2],
        || vec![event(time().ge(1.0), [(X, y(1)), (state(1), y(0))])],
    );
    for method in METHODS {
        assert_eq!(states_at(&one_by_one, method, 2.0), [2.0, 1.0], "{}", method.name());
        assert_eq!(states_at(&at_once, method, 2.0), [2.0, 1.0], "{}", method.name());
    }
}

#[test]
fn cascade() {
    // Each event triggers the next, at one time; the last takes the first one's cause away.
    let system = counters(4, || {
        vec![
            event(y(2).gt(0.5), [(state(3), y(3) + 1.0), (X, num(0.0))]),
            event(y(1).gt(0.5), [(state(2), num(1.0))]),
            event(y(0).gt(0.5), [(state(1), num(1.0))]),
            event(time().ge(1.0), [(X, num(1.0))]),
        ]
    });
    for method in METHODS {
        assert_eq!(states_at(&system, method, 3.0), [0.0, 1.0, 1.0, 1.0], "{}", method.name());
    }
}

#[test]
fn triggers_at_the_start() {
    let started = |initial_value| {
        counters(1, || vec![EventDefinition { initial_value, ..event(time().ge(0.0), [(X, y(0) + 1.0)]) }])
    };
    for method in METHODS {
        assert_eq!(states_at(&started(false), method, 1.0), [1.0], "{}", method.name());
        assert_eq!(states_at(&started(true), method, 1.0), [0.0], "{}", method.name());
        // At the start itself, and shown by a row there.
        let solution = try_run(&started(false), method, Run::new(vec![], 0.0, 1.0).save_at([0.0]));
        assert_eq!(solution.values, [1.0]);
    }
}

/// A threshold in y' = y: each crossing at ln 2 after the last, once, with y halved.
#[test]
fn thresholds_fire_once_each() {
    let system = system(
        &[1.0, 0.0, 0.0],
        || vec![y(0), num(0.0), num(0.0)],
        || {
            vec![
                event(y(0).ge(2.0), [(X, 0.5 * y(0)), (state(1), y(1) + 1.0)]),
                event(y(0).ge(1.5), [(state(2), y(2) + 1.0)]),
            ]
        },
    );
    for method in METHODS {
        let solution = try_run(&system, method, Run::new(vec![], 0.0, 20.5 * 2.0f64.ln()));
        assert_eq!(solution.failure, None);
        assert_near(solution.states[0], 2.0f64.sqrt(), 1e-7, method);
        assert_eq!(solution.states[1..], [20.0, 20.0], "{}", method.name());
    }
}

/// A trigger whose event does not touch what it reads fires once, however the last digit falls.
#[test]
fn counting_does_not_fire_twice() {
    for level in (1..40).map(|i| 0.025 * f64::from(i)) {
        let system = system(
            &[0.0, 1.0, 0.0],
            || vec![y(1), -y(0), num(0.0)],
            || vec![event(y(0).ge(level), [(state(2), y(2) + 1.0)])],
        );
        for method in METHODS {
            assert_eq!(
                states_at(&system, method, 13.0)[2],
                2.0 + f64::from(u8::from(level < 0.42)),
                "{} {level}",
                method.name()
            );
        }
    }
}

/// A row at the time of an event is the state after it; both sides where asked for.
#[test]
fn rows_at_an_event() {
    let system = system(&[0.0], || vec![num(1.0)], || vec![event(time().ge(2.0), [(X, num(10.0))])]);
    for method in METHODS {
        let mut run = Run::new(vec![], 0.0, 3.0);
        run.save = Arc::new(Save { times: vec![1.0, 2.0, 3.0], both_sides: true });
        let solution = try_run(&system, method, run);
        assert_eq!(solution.times, [1.0, 2.0, 2.0, 3.0]);
        assert_near(solution.values[1], 2.0, 1e-10, method);
        assert_eq!(solution.values[2], 10.0);
        assert_near(solution.values[3], 11.0, 1e-10, method);
    }
}

#[test]
fn values_that_are_no_numbers() {
    let base = |e: fn() -> EventDefinition| counters(1, move || vec![e()]);
    let cases = [
        base(|| EventDefinition { delay: Some(num(-1.0).0), ..event(time().ge(1.0), []) }),
        base(|| EventDefinition { delay: Some((y(0) / y(0)).0), ..event(time().ge(1.0), []) }),
        base(|| event(time().ge(1.0), [(X, 1.0 / y(0))])),
        base(|| EventDefinition { priority: Some((y(0) / y(0)).0), ..event(time().ge(1.0), []) }),
    ];
    for method in METHODS {
        for (i, system) in cases.iter().enumerate() {
            let failure = try_run(system, method, Run::new(vec![], 0.0, 2.0)).failure;
            let named = matches!(failure, Some(Failure::EventValue { time: 1.0, event: 0, .. }));
            assert!(named, "case {i} by {}: {failure:?}", method.name());
        }
    }
}

/// Without states there are events all the same.
#[test]
fn events_only() {
    let system = compile(|| Definition {
        params: 1,
        outputs: nodes([p(0)]),
        events: vec![event(time().ge(2.0), [(Target::Param(0), num(7.0))])],
        ..Definition::default()
    });
    for method in METHODS {
        for atol in [vec![], vec![1e-9]] {
            let options = Options { method, atol, ..Options::default() };
            let run = Run::new(vec![3.0], 0.0, 4.0).save_at([1.0, 2.0, 3.0]);
            let solution = solve(&system, &options, &[run]).remove(0);
            assert_eq!((solution.failure, solution.values), (None, vec![3.0, 7.0, 7.0]), "{}", method.name());
        }
    }
}

/// Far fewer steps than one for every first guess: steps grow between events for every method.
#[test]
fn events_cost_few_steps() {
    let with =
        |n| system(&[1.0], || vec![-0.01 * y(0)], || (0..n).map(|_| event(y(0).le(0.5), [])).collect());
    for method in METHODS {
        let steps = |n| try_run(&with(n), method, Run::new(vec![], 0.0, 100.0)).stats.accepted;
        let (without, watched) = (steps(0), steps(1));
        assert!(watched <= 4 * without + 20, "{}: {watched} for {without}", method.name());
    }
}
