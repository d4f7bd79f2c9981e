//! A run that its host moves along: as one run, whatever the pieces, and as it was after going back.

mod problems;

use std::sync::Arc;

use jakstat_ode::{
    Action, BadInput, Definition, EventDefinition, Failure, Method, Options, Run, Snapshot, Stepper, Stop,
    System, Target, solve,
};
use problems::eventful::{X, state, system};
use problems::expr::{all_states, compile, event, nodes, num, numbers, p, select, time, y};
use problems::{smooth, stiff};
use proptest::prelude::*;

const K: Target = Target::Param(0);

fn options() -> Options {
    Options { method: Method::Rodas5P, rtol: 1e-8, atol: vec![1e-12], ..Options::default() }
}

fn states(stepper: &Stepper<'_>, n: usize) -> Vec<f64> {
    (0..n).map(|i| stepper.state(i)).collect()
}

/// y0' = k - y0, y1' = y0 - y1 + (1 until t = 3), from 0 and 1.
fn driven() -> System {
    compile(|| Definition {
        params: 1,
        initial: numbers(&[0.0, 1.0]),
        rhs: nodes([p(0) - y(0), y(0) - y(1) + select(time().lt(3.0), 1.0, 0.0)]),
        outputs: nodes([y(0) + y(1), p(0) * y(1), time()]),
        ..Definition::default()
    })
}

/// Turns round once in 2π. Each rise of y0 above the parameter counts in y2, and in y3 ten later with
/// the time of the rise.
fn counting() -> System {
    compile(|| {
        let late = event(y(0).gt(p(0)), [(state(3), time())]);
        Definition {
            params: 1,
            initial: numbers(&[0.0, 1.0, 0.0, 0.0]),
            rhs: nodes([y(1), -y(0), num(0.0), num(0.0)]),
            outputs: all_states(4),
            events: vec![
                event(y(0).gt(p(0)), [(state(2), y(2) + 1.0)]),
                EventDefinition { delay: Some(num(10.0).0), ..late },
            ],
            ..Definition::default()
        }
    })
}

#[test]
fn one_advance_has_the_bits_of_a_run() {
    for problem in smooth::all().into_iter().chain(stiff::all()) {
        let options = problem.options(Method::Rodas5P, 1e-6);
        let run = Run::new(problem.params.clone(), problem.start, *problem.times.last().unwrap());
        let end = run.end;
        let truth = solve(&problem.system, &options, &[run]).remove(0);
        let mut stepper =
            Stepper::new(&problem.system, &options, problem.params.clone(), problem.start).unwrap();
        assert_eq!(stepper.advance_to(end).err(), truth.failure, "{}", problem.name);
        assert_eq!(states(&stepper, truth.states.len()), truth.states, "{}", problem.name);
        assert_eq!((stepper.time(), stepper.stats()), (truth.time, truth.stats), "{}", problem.name);
    }
}

#[test]
fn pieces_agree_with_the_whole() {
    let mut checked = 0;
    for problem in smooth::all().into_iter().chain(stiff::all()) {
        let (first, last) = (problem.start, *problem.times.last().unwrap());
        let options = problem.options(Method::Rodas5P, 1e-8);
        let mut stepper = Stepper::new(&problem.system, &options, problem.params.clone(), first).unwrap();
        let tight = problem.options(Method::Rodas5P, 1e-11);
        let run = Run::new(problem.params.clone(), first, last);
        let truth = solve(&problem.system, &Options { max_steps: 1_000_000, ..tight }, &[run]).remove(0);
        assert_eq!(truth.failure, None, "{}", problem.name);
        for i in 1..=100 {
            stepper.advance_to(first + (last - first) * f64::from(i) / 100.0).unwrap();
        }
        for (i, truth) in truth.states.iter().enumerate() {
            let floor = problem.floor[i % problem.floor.len()];
            let error = (stepper.state(i) - truth).abs() / (truth.abs() + floor);
            assert!(error < 1e-7 * problem.gain, "{} state {i}: {error:e}", problem.name);
            checked += 1;
        }
    }
    assert!(checked > 20, "{checked}");
}

#[test]
fn what_is_set_between_advances_is_a_stop() {
    let system = driven();
    let stops = [
        Stop { time: 1.0, actions: vec![Action::Set(K, 4.0)] },
        Stop { time: 2.5, actions: vec![Action::Set(X, 7.0), Action::Set(K, 0.5)] },
    ];
    let run = Run { stops: Arc::new(stops.clone()), ..Run::new(vec![2.0], -1.0, 6.0) };
    let truth = solve(&system, &options(), &[run]).remove(0);
    let mut stepper = Stepper::new(&system, &options(), vec![2.0], -1.0).unwrap();
    for stop in &stops {
        stepper.advance_to(stop.time).unwrap();
        for action in &stop.actions {
            let Action::Set(target, value) = *action else { continue };
            stepper.set(target, value).unwrap();
        }
    }
    stepper.advance_to(6.0).unwrap();
    assert_eq!(states(&stepper, 2), truth.states);
    assert_eq!(stepper.param(0), 0.5);
}

#[test]
fn outputs_are_of_now() {
    let system = driven();
    let mut stepper = Stepper::new(&system, &options(), vec![2.0], 0.0).unwrap();
    stepper.advance_to(0.75).unwrap();
    assert_eq!(stepper.output(0), stepper.state(0) + stepper.state(1));
    assert_eq!((stepper.output(1), stepper.output(2)), (2.0 * stepper.state(1), 0.75));
    stepper.set(K, 3.0).unwrap();
    stepper.set(state(1), 10.0).unwrap();
    assert_eq!(stepper.output(1), 30.0);
    // To look must change nothing.
    let mut blind = Stepper::new(&system, &options(), vec![2.0], 0.0).unwrap();
    blind.advance_to(0.75).unwrap();
    blind.set(K, 3.0).unwrap();
    blind.set(state(1), 10.0).unwrap();
    stepper.advance_to(2.0).unwrap();
    blind.advance_to(2.0).unwrap();
    assert_eq!(stepper.save(), blind.save());
}

/// One event for each rise, wherever the host stops: a trigger that holds does not fire again.
#[test]
fn events_fire_once_across_advances() {
    let system = counting();
    let run = Run::new(vec![0.5], 0.0, 30.0);
    let truth = solve(&system, &options(), &[run]).remove(0).states;
    assert_eq!(truth[2], 5.0);
    for pieces in [1, 7, 300, 3001] {
        let mut stepper = Stepper::new(&system, &options(), vec![0.5], 0.0).unwrap();
        let mut events = 0;
        for i in 1..=pieces {
            stepper.advance_to(30.0 * f64::from(i) / f64::from(pieces)).unwrap();
            events += stepper.stats().events;
        }
        assert_eq!(stepper.state(2), truth[2], "{pieces}");
        assert!((stepper.state(3) - truth[3]).abs() < 1e-6, "{} for {}", stepper.state(3), truth[3]);
        // Rises at 0.52, 6.8, 13.1, 19.4, 25.7; the last still waits.
        assert_eq!(events, 9, "{pieces}");
    }
}

/// The host stops where the trigger is just about true and sets something else there.
#[test]
fn an_event_at_the_end_of_an_advance_fires_once() {
    let system = counting();
    let mut scout = Stepper::new(&system, &options(), vec![0.5], 0.0).unwrap();
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        let mut probe = scout.clone();
        probe.advance_to(middle).unwrap();
        if probe.state(2) > 0.0 { high = middle } else { low = middle }
    }
    for end in [low.next_down(), low, low.next_up(), high, high.next_up()] {
        let mut stepper = Stepper::new(&system, &options(), vec![0.5], 0.0).unwrap();
        stepper.advance_to(end).unwrap();
        stepper.set(state(3), 1.0).unwrap();
        stepper.advance_to(end).unwrap();
        stepper.advance_to(1.0).unwrap();
        assert_eq!(stepper.state(2), 1.0, "stopped at {end}");
    }
    // What the trigger reads is another matter: it falls and rises at once.
    scout.advance_to(high).unwrap();
    for (threshold, count) in [(0.9, 1.0), (0.1, 2.0)] {
        scout.set(K, threshold).unwrap();
        scout.advance_to(high).unwrap();
        assert_eq!(scout.state(2), count);
    }
}

/// What a trigger reads decides at once on the next advance, even to the same time.
#[test]
fn what_is_set_can_fire() {
    let system = counting();
    let mut stepper = Stepper::new(&system, &options(), vec![2.0], 0.0).unwrap();
    stepper.advance_to(1.0).unwrap();
    assert_eq!(stepper.state(2), 0.0);
    stepper.set(K, 0.25).unwrap();
    assert_eq!(stepper.state(2), 0.0);
    stepper.advance_to(1.0).unwrap();
    assert_eq!((stepper.time(), stepper.state(2)), (1.0, 1.0));
    stepper.advance_to(10.9).unwrap();
    assert_eq!(stepper.state(3), 0.0);
    stepper.advance_to(11.0).unwrap();
    assert_eq!(stepper.state(3), 1.0);
}

/// At 12 one event waits for its time; the other trigger holds.
#[test]
fn waiting_events_are_saved() {
    let system = counting();
    let mut stepper = Stepper::new(&system, &options(), vec![0.5], 0.0).unwrap();
    stepper.advance_to(8.0).unwrap();
    let words = stepper.save().words().to_vec();
    let mut fresh = Stepper::new(&system, &options(), vec![99.0], 5.0).unwrap();
    fresh.load(&Snapshot::from_words(words)).unwrap();
    assert_eq!(fresh.time(), 8.0);
    for end in [10.5, 16.7, 16.9, 30.0] {
        stepper.advance_to(end).unwrap();
        fresh.advance_to(end).unwrap();
        assert_eq!(stepper.save(), fresh.save(), "at {end}");
    }
    assert_eq!(fresh.state(2), 5.0);
    assert!((fresh.state(3) - 19.373_155).abs() < 1e-5, "{}", fresh.state(3));
}

/// A trigger reads a parameter of the snapshot, not the one that the fresh stepper set out with, though
/// nothing is due before it is looked at.
#[test]
fn triggers_see_loaded_parameters() {
    let system = system(&[0.0, 0.0], || vec![num(1.0), num(0.0)], Vec::new);
    assert_eq!(system.params(), 0);
    let system = compile(|| Definition {
        params: 1,
        initial: numbers(&[0.0, 0.0]),
        rhs: nodes([num(1.0), num(0.0)]),
        outputs: all_states(2),
        events: vec![event(y(0).ge(p(0)), [(state(1), time())])],
        ..Definition::default()
    });
    let mut stepper = Stepper::new(&system, &options(), vec![5.0], 0.0).unwrap();
    stepper.advance_to(1.0).unwrap();
    let mut fresh = Stepper::new(&system, &options(), vec![7.0], 0.0).unwrap();
    fresh.load(&stepper.save()).unwrap();
    fresh.advance_to(20.0).unwrap();
    assert!((fresh.state(1) - 5.0).abs() < 1e-9, "{}", fresh.state(1));
}

#[test]
fn going_back_has_the_same_bits() {
    let (driven, counting) = (driven(), counting());
    for (system, n) in [(&driven, 2), (&counting, 4)] {
        let mut stepper = Stepper::new(system, &options(), vec![0.5], 0.0).unwrap();
        for i in 1..40 {
            stepper.advance_to(0.7 * f64::from(i)).unwrap();
            if i % 3 == 0 {
                stepper.set(K, 0.1 + 0.02 * f64::from(i)).unwrap();
            }
            let saved = stepper.save();
            let mut fresh = Stepper::new(system, &options(), vec![0.0], -3.0).unwrap();
            fresh.load(&Snapshot::from_words(saved.words().to_vec())).unwrap();
            assert_eq!(fresh.save(), saved);
            let mut other = stepper.clone();
            for end in [0.0, 0.1, 4.0] {
                other.advance_to(stepper.time() + end).unwrap();
                fresh.advance_to(stepper.time() + end).unwrap();
                assert_eq!(fresh.save(), other.save(), "{i} {end}");
            }
            assert_eq!(states(&fresh, n), states(&other, n));
            fresh.load(&saved).unwrap();
            assert_eq!(fresh.save(), saved);
        }
    }
}

#[test]
fn other_snapshots_are_refused() {
    let (system, same_size) = (counting(), {
        compile(|| Definition {
            params: 1,
            initial: numbers(&[0.0, 1.0, 0.0, 0.0]),
            rhs: nodes([y(1), -1.5 * y(0), num(0.0), num(0.0)]),
            outputs: all_states(4),
            events: vec![event(y(0).gt(p(0)), []), event(y(0).gt(p(0)), [])],
            ..Definition::default()
        })
    });
    let mut stepper = Stepper::new(&system, &options(), vec![0.5], 0.0).unwrap();
    stepper.advance_to(8.0).unwrap();
    let good = stepper.save();
    let mut bad: Vec<Vec<u64>> = (0..good.words().len()).map(|n| good.words()[..n].to_vec()).collect();
    bad.push(good.words().iter().copied().chain([0]).collect());
    bad.push(Stepper::new(&same_size, &options(), vec![0.5], 0.0).unwrap().save().words().to_vec());
    bad.push(Stepper::new(&driven(), &options(), vec![0.5], 0.0).unwrap().save().words().to_vec());
    // Marks, counts, time, step, last jump, flags, states and parameters; an absurd length at the end.
    for i in 0..18 {
        let mut words = good.words().to_vec();
        words[i] = f64::NAN.to_bits();
        bad.push(words);
    }
    // The last two words are what a waiting event will set, after how many there are.
    for i in [1, 2] {
        let mut words = good.words().to_vec();
        words[good.words().len() - 1 - i] = u64::MAX;
        bad.push(words);
    }
    stepper.advance_to(9.0).unwrap();
    let before = stepper.save();
    for words in bad {
        let refused = stepper.load(&Snapshot::from_words(words));
        assert_eq!(refused, Err(Failure::BadInput { what: BadInput::Snapshot }));
        assert_eq!(stepper.save(), before);
    }
    stepper.load(&good).unwrap();
    assert_eq!(stepper.time(), 8.0);
}

#[test]
fn bad_input_changes_nothing() {
    let system = driven();
    let new = |options: &Options, params: Vec<f64>, start: f64| {
        Stepper::new(&system, options, params, start).map(|_| ()).unwrap_err()
    };
    let bad = |what| Failure::BadInput { what };
    let dopri = Options { method: Method::Dopri5, ..options() };
    assert_eq!(new(&dopri, vec![1.0], 0.0), bad(BadInput::Method(Method::Dopri5)));
    assert_eq!(new(&Options { rtol: 0.0, ..options() }, vec![1.0], 0.0), bad(BadInput::Tolerance(0.0)));
    assert_eq!(new(&options(), vec![], 0.0), bad(BadInput::Length));
    assert_eq!(new(&options(), vec![f64::INFINITY], 0.0), bad(BadInput::Param(0)));
    assert_eq!(new(&options(), vec![1.0], f64::INFINITY), bad(BadInput::Interval));

    let mut stepper = Stepper::new(&system, &options(), vec![1.0], 0.0).unwrap();
    stepper.advance_to(2.0).unwrap();
    let before = stepper.save();
    for time in [1.0, 2.0f64.next_down(), f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(stepper.advance_to(time), Err(bad(BadInput::Interval)));
    }
    let (no_state, no_param) = (Target::State(2), Target::Param(1));
    assert_eq!(stepper.set(no_state, 1.0), Err(bad(BadInput::Target(no_state))));
    assert_eq!(stepper.set(no_param, 1.0), Err(bad(BadInput::Target(no_param))));
    assert_eq!(stepper.set(X, f64::NAN), Err(bad(BadInput::State(0))));
    assert_eq!(stepper.set(K, f64::NEG_INFINITY), Err(bad(BadInput::Param(0))));
    assert_eq!(stepper.save(), before);
    stepper.advance_to(2.0).unwrap();
    assert_eq!(stepper.save(), before, "no time and nothing set");
}

/// Out of steps, and on: as often as it takes, to the same end and with the same events, also where
/// the last step had found one.
#[test]
fn the_limit_of_steps_is_for_each_advance() {
    let system = counting();
    for limit in 5..40 {
        let few = Options { max_steps: limit, ..options() };
        let mut stepper = Stepper::new(&system, &few, vec![0.5], 0.0).unwrap();
        let mut failures = 0;
        while let Err(failure) = stepper.advance_to(30.0) {
            assert!(matches!(failure, Failure::TooManySteps { limit: l, .. } if l == limit), "{failure}");
            failures += 1;
            assert!(failures < 1000, "stuck at {}", stepper.time());
        }
        assert!(failures > 3);
        assert_eq!(stepper.state(2), 5.0, "{limit}");
        assert!((stepper.state(3) - 19.373_155).abs() < 1e-5, "{limit}: {}", stepper.state(3));
        assert!((stepper.state(0) - 30.0f64.sin()).abs() < 1e-6);
    }
}

/// y0' = root of (k - t): not a number from k on. A later k lets the run go on.
#[test]
fn a_failed_run_can_go_on() {
    let system = compile(|| Definition {
        params: 1,
        initial: numbers(&[0.0]),
        rhs: nodes([(p(0) - time()).pow(num(1.5))]),
        outputs: all_states(1),
        ..Definition::default()
    });
    let mut stepper = Stepper::new(&system, &options(), vec![1.0], 0.0).unwrap();
    stepper.advance_to(0.5).unwrap();
    let failure = stepper.advance_to(2.0).unwrap_err();
    assert!(matches!(failure, Failure::Derivative { .. } | Failure::StepTooSmall { .. }), "{failure}");
    let stuck = stepper.time();
    assert!((0.9..=1.001).contains(&stuck), "{stuck}");
    assert!((stepper.state(0) - 0.4).abs() < 1e-3, "{}", stepper.state(0));
    stepper.advance_to(2.0).unwrap_err();
    let before = stepper.state(0);
    stepper.set(K, 3.0).unwrap();
    let t = stepper.time();
    stepper.advance_to(2.0).unwrap();
    let truth = before + 0.4 * ((3.0 - t).powf(2.5) - 1.0);
    assert!((stepper.state(0) - truth).abs() < 1e-7, "{} for {truth}", stepper.state(0));
}

/// At 1 two events are due; the first divides by a parameter that is 0, and does nothing at all.
#[test]
fn an_event_that_fails_is_due_still() {
    let system = compile(|| {
        let first = event(time().ge(1.0), [(state(1), num(7.0)), (X, num(1.0) / p(0))]);
        Definition {
            params: 1,
            initial: numbers(&[0.0, 0.0, 0.0]),
            rhs: nodes([num(0.0), num(0.0), num(0.0)]),
            outputs: all_states(3),
            events: vec![
                EventDefinition { from_trigger: false, ..first },
                event(time().ge(1.0), [(state(2), y(2) + 1.0)]),
            ],
            ..Definition::default()
        }
    });
    let mut stepper = Stepper::new(&system, &options(), vec![0.0], 0.0).unwrap();
    for _ in 0..3 {
        let failure = stepper.advance_to(2.0).unwrap_err();
        assert_eq!(failure, Failure::EventValue { time: 1.0, event: 0, value: f64::INFINITY });
        assert_eq!((stepper.time(), states(&stepper, 3)), (1.0, vec![0.0, 0.0, 0.0]));
    }
    stepper.set(K, 4.0).unwrap();
    stepper.advance_to(2.0).unwrap();
    assert_eq!(states(&stepper, 3), [0.25, 7.0, 1.0]);
}

#[test]
fn clones_go_their_own_ways() {
    fn is_send<T: Send + Sync>(_: &T) {}
    let system = driven();
    let mut first = Stepper::new(&system, &options(), vec![1.0], 0.0).unwrap();
    is_send(&first);
    first.advance_to(1.0).unwrap();
    let alone = |k: f64| {
        let mut stepper = Stepper::new(&system, &options(), vec![1.0], 0.0).unwrap();
        stepper.advance_to(1.0).unwrap();
        stepper.set(K, k).unwrap();
        stepper.advance_to(2.0).unwrap();
        stepper.save()
    };
    let mut row: Vec<Stepper<'_>> = (0..5).map(|_| first.clone()).collect();
    for (i, stepper) in (0..).zip(&mut row) {
        stepper.set(K, f64::from(i)).unwrap();
    }
    row.iter_mut().rev().for_each(|stepper| stepper.advance_to(2.0).unwrap());
    for (i, stepper) in (0..).zip(&row) {
        assert_eq!(stepper.save(), alone(f64::from(i)), "{i}");
    }
    assert_eq!(first.time(), 1.0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// Whatever a host does, going through words and a fresh stepper on the way changes no bit.
    #[test]
    fn a_host_can_stop_anywhere(acts in prop::collection::vec((0.0..3.0f64, -1.0..1.0f64, 0..4u8), 1..12)) {
        let system = counting();
        let mut straight = Stepper::new(&system, &options(), vec![0.5], 0.0).unwrap();
        let mut broken = straight.clone();
        for (dt, value, what) in acts {
            let end = straight.time() + dt;
            for stepper in [&mut straight, &mut broken] {
                match what {
                    0 => stepper.set(K, value).unwrap(),
                    1 => stepper.set(X, value).unwrap(),
                    _ => {}
                }
            }
            let words = broken.save().words().to_vec();
            broken = Stepper::new(&system, &options(), vec![value], -1.0).unwrap();
            broken.load(&Snapshot::from_words(words)).unwrap();
            straight.advance_to(end).unwrap();
            broken.advance_to(end).unwrap();
            prop_assert_eq!(straight.save(), broken.save());
        }
    }
}
