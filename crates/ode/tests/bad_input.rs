//! What is refused, and what fails by name: nothing panics, nothing hangs, nothing is made up.

mod problems;

use std::sync::Arc;

use jakstat_ode::{
    Action, BadInput, Definition, Failure, Kind, Measure, Method, Options, Run, Save, Solution, Stop, System,
    Target, solve,
};
use problems::METHODS;
use problems::expr::{Ex, all_states, compile, event, nodes, num, numbers, p, select, time, y};

/// y0' = -p0 y0, y1' = p1.
fn two_states() -> System {
    compile(|| Definition {
        params: 2,
        initial: numbers(&[1.0, 2.0]),
        rhs: nodes([-p(0) * y(0), p(1)]),
        outputs: all_states(2),
        ..Definition::default()
    })
}

/// One state with parameter 0.
fn one_state(initial: f64, rhs: impl FnOnce() -> Ex) -> System {
    compile(|| Definition {
        params: 1,
        initial: numbers(&[initial]),
        rhs: nodes([rhs()]),
        outputs: all_states(1),
        ..Definition::default()
    })
}

fn good_run() -> Run {
    Run::new(vec![1.0, 1.0], 0.0, 10.0)
}

fn by(method: Method) -> Options {
    Options { method, ..Options::default() }
}

fn run(system: &System, options: &Options, run: Run) -> Solution {
    solve(system, options, &[run]).remove(0)
}

/// The refusal of a run, the same by every method; nothing was kept or measured.
#[track_caller]
fn refusal(broken: Run) -> BadInput {
    let mut refused = METHODS.map(|method| {
        let measures = broken.measures.len();
        let solution = run(&two_states(), &by(method), broken.clone());
        assert!(solution.values.is_empty() && solution.times.is_empty());
        assert!(solution.measured.len() == measures && solution.measured.iter().all(|m| m.is_nan()));
        match solution.failure {
            Some(Failure::BadInput { what }) => what,
            other => panic!("{}: {other:?}", method.name()),
        }
    });
    // Not-a-number is not equal to itself, but prints the same.
    assert!(refused.iter().all(|r| format!("{r:?}") == format!("{:?}", refused[0])));
    assert!(!refused[0].to_string().is_empty());
    std::mem::replace(&mut refused[0], BadInput::Length)
}

#[test]
fn intervals() {
    for (start, end) in [(1.0, 0.0), (f64::NAN, 1.0), (0.0, f64::INFINITY), (f64::NEG_INFINITY, 0.0)] {
        assert_eq!(refusal(Run { start, end, ..good_run() }), BadInput::Interval);
    }
}

#[test]
fn numbers_of_a_run() {
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(refusal(Run { params: vec![0.0, bad], ..good_run() }), BadInput::Param(1));
    }
    assert_eq!(refusal(Run { params: vec![1.0], ..good_run() }), BadInput::Length);
    assert_eq!(refusal(Run { params: vec![1.0; 3], ..good_run() }), BadInput::Length);
    assert_eq!(refusal(Run { states: Some(vec![1.0]), ..good_run() }), BadInput::Length);
}

#[test]
fn stops() {
    let stop = |time, x| Stop { time, actions: vec![Action::Add(Target::State(0), x)] };
    let refused = |stops: Vec<Stop>| refusal(Run { stops: stops.into(), ..good_run() });
    assert_eq!(refused(vec![stop(2.0, 1.0), stop(1.0, 1.0)]), BadInput::Stop(1.0), "out of order");
    assert_eq!(refused(vec![stop(-1.0, 1.0)]), BadInput::Stop(-1.0), "before the start");
    assert_eq!(refused(vec![stop(10.5, 1.0)]), BadInput::Stop(10.5), "after the end");
    assert_eq!(refused(vec![stop(1.0, f64::NAN)]), BadInput::Stop(1.0), "not a number");
    assert!(matches!(refused(vec![stop(f64::NAN, 1.0)]), BadInput::Stop(t) if t.is_nan()));
    for target in [Target::State(2), Target::Param(2)] {
        let missing = Stop { time: 1.0, actions: vec![Action::Set(target, 1.0)] };
        assert_eq!(refused(vec![missing]), BadInput::Target(target));
    }
}

#[test]
fn saves() {
    let refused = |times: &[f64]| refusal(good_run().save_at(times));
    assert_eq!(refused(&[1.0, 1.0]), BadInput::Save(1.0));
    assert_eq!(refused(&[2.0, 1.0]), BadInput::Save(1.0));
    assert_eq!(refused(&[-0.1]), BadInput::Save(-0.1));
    assert_eq!(refused(&[0.0, 10.1]), BadInput::Save(10.1));
    assert!(matches!(refused(&[1.0, f64::NAN]), BadInput::Save(t) if t.is_nan()));
}

#[test]
fn windows() {
    let refused = |output, from, to, kind| {
        refusal(Run { measures: Arc::new([Measure { output, from, to, kind }]), ..good_run() })
    };
    assert_eq!(refused(0, 3.0, 3.0, Kind::Max), BadInput::Window(3.0, 3.0));
    assert_eq!(refused(0, 3.0, 2.0, Kind::Integral), BadInput::Window(3.0, 2.0));
    assert_eq!(refused(0, -1.0, 2.0, Kind::Min), BadInput::Window(-1.0, 2.0));
    assert_eq!(refused(0, 1.0, 10.5, Kind::TimeAbove(1.0)), BadInput::Window(1.0, 10.5));
    assert_eq!(refused(2, 1.0, 2.0, Kind::Max), BadInput::Window(1.0, 2.0));
    assert_eq!(refused(0, 11.0, 11.0, Kind::Before), BadInput::Window(11.0, 11.0));
}

#[test]
fn options() {
    let cases = [
        Options { rtol: 0.0, ..Options::default() },
        Options { rtol: -1e-6, ..Options::default() },
        Options { rtol: f64::INFINITY, ..Options::default() },
        Options { atol: vec![0.0], ..Options::default() },
        Options { atol: vec![1e-9, -1.0], ..Options::default() },
        Options { max_step: 0.0, ..Options::default() },
        Options { max_step: -1.0, ..Options::default() },
    ];
    for method in METHODS {
        for case in &cases {
            let failure = run(&two_states(), &Options { method, ..case.clone() }, good_run()).failure;
            assert!(
                matches!(failure, Some(Failure::BadInput { what: BadInput::Tolerance(_) })),
                "{failure:?}"
            );
        }
        let nan = Options { method, rtol: f64::NAN, ..Options::default() };
        let failure = run(&two_states(), &nan, good_run()).failure;
        assert!(matches!(failure, Some(Failure::BadInput { what: BadInput::Tolerance(x) }) if x.is_nan()));
        for atol in [vec![], vec![1e-9; 3]] {
            let wrong = Options { method, atol, ..Options::default() };
            let failure = run(&two_states(), &wrong, good_run()).failure;
            assert_eq!(failure, Some(Failure::BadInput { what: BadInput::Length }));
        }
    }
}

#[test]
fn initial_values() {
    let system = compile(|| Definition {
        params: 1,
        initial: nodes([num(1.0), 1.0 / p(0)]),
        rhs: nodes([-y(0), -y(1)]),
        ..Definition::default()
    });
    for method in METHODS {
        let failure = run(&system, &by(method), Run::new(vec![0.0], 0.0, 1.0)).failure;
        assert_eq!(failure, Some(Failure::InitialValue { state: 1, value: f64::INFINITY }));
        let given = Run { states: Some(vec![f64::NAN, 1.0]), ..Run::new(vec![1.0], 0.0, 1.0) };
        let failure = run(&system, &by(method), given).failure;
        assert!(matches!(failure, Some(Failure::InitialValue { state: 0, value }) if value.is_nan()));
    }
}

/// A derivative without a value at the start names its state.
#[test]
fn division_by_zero_at_the_start() {
    let system = compile(|| Definition {
        initial: numbers(&[1.0, 0.0]),
        rhs: nodes([-y(0), 1.0 / y(1)]),
        outputs: all_states(2),
        ..Definition::default()
    });
    let undefined = one_state(-1.0, || y(0).ln());
    for method in METHODS {
        let solution = run(&system, &by(method), Run::new(vec![], 0.0, 1.0));
        let expected = Failure::Derivative { time: 0.0, state: 1, value: f64::INFINITY };
        assert_eq!((solution.failure, solution.time), (Some(expected), 0.0), "{}", method.name());
        let failure = run(&undefined, &by(method), Run::new(vec![0.0], 0.0, 1.0)).failure;
        let named =
            matches!(failure, Some(Failure::Derivative { time: 0.0, state: 0, value }) if value.is_nan());
        assert!(named, "{}: {failure:?}", method.name());
    }
}

/// One that loses its value on the way: y' = -1 and then sqrt(y) or ln(y) below 0.
#[test]
fn derivative_without_value_later() {
    let system = one_state(1.0, || -1.0 + 0.0 * time() + select(y(0).lt(0.5), (y(0) - 0.5).sqrt(), 0.0));
    for method in METHODS {
        let solution = run(&system, &by(method), Run::new(vec![0.0], 0.0, 1.0).save_at([0.25, 0.75]));
        assert_eq!(
            solution.times,
            [0.25],
            "rows before the failure are there, no others: {} {:?} {} {:?} {:?}",
            method.name(),
            solution.failure,
            solution.time,
            solution.values,
            solution.stats
        );
        assert!((solution.values[0] - 0.75).abs() < 1e-6);
        assert!((solution.time - 0.5).abs() < 1e-6, "{}", solution.time);
        let failure = solution.failure;
        let named = matches!(
            failure,
            Some(Failure::StepTooSmall { state: 0, .. } | Failure::Derivative { state: 0, .. })
        );
        assert!(named, "{}: {failure:?}", method.name());
    }
}

/// y' = y² has no solution at 1.
#[test]
fn blow_up() {
    let system = one_state(1.0, || y(0) * y(0));
    for method in METHODS {
        let mut broken = Run::new(vec![0.0], 0.0, 2.0).save_at([0.5, 1.5]);
        let measure = |kind, from, to| Measure { output: 0, from, to, kind };
        broken.measures = Arc::new([
            measure(Kind::Max, 0.0, 0.5),
            measure(Kind::Max, 0.0, 2.0),
            measure(Kind::Integral, 0.5, 1.5),
            measure(Kind::Before, 0.5, 0.5),
            measure(Kind::After, 1.5, 1.5),
        ]);
        let solution = run(&system, &by(method), broken);
        let failure = solution.failure;
        assert!(
            matches!(failure, Some(Failure::StepTooSmall { state: 0, .. })),
            "{}: {failure:?}",
            method.name()
        );
        assert!((solution.time - 1.0).abs() < 1e-4, "{}", solution.time);
        assert_eq!(solution.times, [0.5]);
        assert!((solution.measured[0] - 2.0).abs() < 1e-4 && (solution.measured[3] - 2.0).abs() < 1e-4);
        assert!(
            [1, 2, 4].iter().all(|i| solution.measured[*i].is_nan()),
            "a window that was not seen to its end"
        );
    }
}

/// Growth beyond all numbers is a failure, not infinity.
#[test]
fn overflow() {
    let exponential = one_state(1e300, || y(0));
    // No stage of a step sees this one overflow: its end alone does.
    let straight = one_state(1e308, || num(1e308));
    for method in METHODS {
        for system in [&exponential, &straight] {
            let solution = run(system, &by(method), Run::new(vec![0.0], 0.0, 1000.0));
            assert!(solution.failure.is_some(), "{}: {:?}", method.name(), solution.states);
            assert!(solution.states[0].is_finite() && solution.time < 20.0, "{}", solution.states[0]);
        }
    }
}

#[test]
fn step_limit() {
    let system = one_state(1.0, || -y(0) + (100.0 * time()).sin());
    for method in METHODS {
        let options = Options { max_steps: 50, ..by(method) };
        let solution = run(&system, &options, Run::new(vec![0.0], 0.0, 100.0));
        let told = matches!(solution.failure, Some(Failure::TooManySteps { limit: 50, time }) if time == solution.time);
        assert!(told, "{}: {:?}", method.name(), solution.failure);
        let steps = solution.stats.accepted + solution.stats.rejected;
        assert!((45..=55).contains(&steps), "{}: {:?}", method.name(), solution.stats);
        assert!(solution.time > 0.0 && solution.time < 100.0);
        // Just enough is enough.
        let free = run(&system, &by(method), Run::new(vec![0.0], 0.0, 1.0));
        let needed = free.stats.accepted + free.stats.rejected;
        let tight = Options { max_steps: needed, ..by(method) };
        assert_eq!(run(&system, &tight, Run::new(vec![0.0], 0.0, 1.0)).failure, None, "{}", method.name());
    }
}

#[test]
fn largest_step() {
    let system = one_state(1.0, || -1e-9 * y(0));
    for method in METHODS {
        let options = Options { max_step: 0.5, ..by(method) };
        let stats = run(&system, &options, Run::new(vec![0.0], 0.0, 100.0)).stats;
        // The explicit methods may stretch a last step by a hundredth.
        assert!((198..=230).contains(&stats.accepted), "{}: {stats:?}", method.name());
    }
}

/// The same problem in units from very small to very large gives the same answer.
#[test]
fn scales() {
    for scale in [1e-100, 1e-30, 1e-9, 1.0, 1e9, 1e30, 1e100] {
        let amount = one_state(scale, || -y(0));
        let clock = one_state(1.0, || -y(0) / p(0));
        for method in METHODS {
            let options = Options { rtol: 1e-8, atol: vec![scale * 1e-10], ..by(method) };
            let solution = run(&amount, &options, Run::new(vec![0.0], 0.0, 3.0));
            assert_eq!(solution.failure, None, "amounts of {scale:e} by {}", method.name());
            assert!(
                (solution.states[0] / scale - (-3.0f64).exp()).abs() < 1e-7,
                "{scale:e} {}",
                method.name()
            );
            let options = Options { rtol: 1e-8, atol: vec![1e-10], ..by(method) };
            let solution = run(&clock, &options, Run::new(vec![scale], 0.0, 3.0 * scale));
            assert_eq!(solution.failure, None, "times of {scale:e} by {}", method.name());
            assert!((solution.states[0] - (-3.0f64).exp()).abs() < 1e-7, "{scale:e} {}", method.name());
        }
    }
}

/// Each state's own absolute tolerance is heeded, by methods whose crate knows one only as well.
#[test]
fn tolerance_by_state() {
    let system = compile(|| Definition {
        initial: numbers(&[1e-9, 1e9]),
        rhs: nodes([1e-9 * (3.0 * time()).cos(), -y(1)]),
        ..Definition::default()
    });
    for method in METHODS {
        let options = Options { rtol: 1e-9, atol: vec![1e-18, 1.0], ..by(method) };
        let states = run(&system, &options, Run::new(vec![], 0.0, 10.0)).states;
        let truth = [1e-9 * (1.0 + (30.0f64).sin() / 3.0), 1e9 * (-10.0f64).exp()];
        assert!((states[0] - truth[0]).abs() < 1e-16, "{}: {}", method.name(), states[0]);
        assert!((states[1] - truth[1]).abs() < 10.0, "{}: {}", method.name(), states[1]);
    }
}

/// A constant, a state that is zero for ever, a system without any states.
#[test]
fn nothing_moves() {
    let still = compile(|| Definition {
        initial: numbers(&[0.0, 5.0]),
        rhs: nodes([-y(0), num(0.0)]),
        outputs: all_states(2),
        ..Definition::default()
    });
    let empty = compile(Definition::default);
    for method in METHODS {
        let solution = run(&still, &by(method), Run::new(vec![], 0.0, 1e6).save_at([1.0, 1e6]));
        assert_eq!(
            (solution.failure, solution.values),
            (None, vec![0.0, 5.0, 0.0, 5.0]),
            "{}",
            method.name()
        );
        let solution = run(&empty, &by(method), Run::new(vec![], 0.0, 1e6));
        assert_eq!((solution.failure, solution.time), (None, 1e6), "{}", method.name());
    }
}

/// A value that is none in an output stays one in what is measured of it.
#[test]
fn outputs_without_value() {
    let system = compile(|| Definition {
        initial: numbers(&[0.0]),
        rhs: nodes([num(1.0)]),
        outputs: nodes([y(0) / y(0)]),
        ..Definition::default()
    });
    let kinds = [Kind::Integral, Kind::Min, Kind::Max, Kind::TimeAbove(0.5)];
    for method in METHODS {
        let mut broken = Run::new(vec![], 0.0, 1.0);
        broken.save = Arc::new(Save { times: vec![0.0, 1.0], both_sides: false });
        broken.measures = kinds.map(|kind| Measure { output: 0, from: 0.0, to: 1.0, kind }).into();
        let solution = run(&system, &by(method), broken);
        assert!(solution.values[0].is_nan() && solution.values[1] == 1.0);
        assert!(solution.measured.iter().all(|m| m.is_nan()), "{}: {:?}", method.name(), solution.measured);
    }
}

/// A definition that reads or sets what does not exist is a mistake of the program.
#[test]
fn definitions_that_read_beyond_the_end() {
    fn refused(build: fn() -> Definition) -> bool {
        std::panic::catch_unwind(move || compile(build)).is_err()
    }
    assert!(refused(|| Definition { initial: numbers(&[1.0]), rhs: nodes([y(1)]), ..Definition::default() }));
    assert!(refused(|| Definition { initial: numbers(&[1.0]), rhs: nodes([p(0)]), ..Definition::default() }));
    assert!(refused(|| Definition { initial: nodes([y(0)]), rhs: nodes([y(0)]), ..Definition::default() }));
    assert!(refused(|| Definition { rhs: nodes([num(0.0)]), ..Definition::default() }));
    assert!(refused(|| Definition {
        initial: numbers(&[1.0]),
        rhs: nodes([num(0.0)]),
        events: vec![event(time().ge(1.0), [(Target::State(1), num(1.0))])],
        ..Definition::default()
    }));
    assert!(!refused(|| Definition {
        initial: numbers(&[1.0]),
        rhs: nodes([-y(0)]),
        ..Definition::default()
    }));
}
