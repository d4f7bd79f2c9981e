//! Steady states against closed forms, and runs that must not be said to have one.

mod problems;

use jakstat_ode::steady::{Search, Stability, SteadyState, Unsteady, Way, steady_state};
use jakstat_ode::{Action, BadInput, Definition, Failure, Method, Options, Run, Stop, System, Target, solve};
use problems::expr::{Ex, all_states, compile, event, nodes, num, numbers, p, select, time, y};

const LATEST: f64 = 1e6;

fn system(initial: &[f64], params: usize, rhs: impl FnOnce() -> Vec<Ex>) -> System {
    let n = initial.len();
    compile(|| Definition {
        params,
        initial: numbers(initial),
        rhs: nodes(rhs()),
        outputs: all_states(n),
        ..Definition::default()
    })
}

fn options() -> Options {
    Options { max_steps: 20_000, ..Options::default() }
}

fn search(params: &[f64], laws: &[&[f64]]) -> Search {
    let laws = laws.iter().map(|law| law.to_vec()).collect();
    Search { laws, ..Search::new(Run::new(params.to_vec(), 0.0, LATEST)) }
}

fn look(system: &System, search: &Search) -> Result<SteadyState, Unsteady> {
    steady_state(system, &options(), search)
}

#[track_caller]
fn found(system: &System, search: &Search) -> SteadyState {
    look(system, search).unwrap_or_else(|e| panic!("{e}"))
}

#[track_caller]
fn assert_near(got: &[f64], wanted: &[f64], tolerance: f64) {
    assert_eq!(got.len(), wanted.len());
    for (got, wanted) in got.iter().zip(wanted) {
        assert!((got - wanted).abs() <= tolerance * (1e-6 + wanted.abs()), "{got} for {wanted}");
    }
}

/// By Newton's method and without it.
#[track_caller]
fn both_ways(system: &System, search: &Search, wanted: &[f64]) -> SteadyState {
    let quick = found(system, search);
    let slow = found(system, &Search { newton: false, ..search.clone() });
    assert_eq!(slow.way, Way::Integrated);
    assert!(quick.time <= slow.time, "{} and {}", quick.time, slow.time);
    // Where a look falls into the end of the approach, the run has arrived before Newton's point is sure.
    let exact = matches!(quick.way, Way::Newton { .. });
    assert_near(&quick.states, wanted, if exact { 1e-9 } else { 1e-5 });
    assert_near(&slow.states, wanted, 1e-5);
    assert_eq!((quick.outputs.as_slice(), quick.spectrum.stability), (&*quick.states, Stability::Stable));
    assert!(quick.residual < 1e-3 && slow.residual < 1e-3, "{} {}", quick.residual, slow.residual);
    quick
}

#[test]
fn production_and_loss() {
    let system = system(&[0.0], 2, || vec![p(0) - p(1) * y(0)]);
    let steady = both_ways(&system, &search(&[3.0, 0.25], &[]), &[12.0]);
    let [eigenvalue] = steady.spectrum.eigenvalues[..] else { panic!("{:?}", steady.spectrum) };
    assert!((eigenvalue.real + 0.25).abs() < 1e-12 && eigenvalue.time() == 1.0 / eigenvalue.real.abs());
    assert!(matches!(steady.way, Way::Newton { .. }) && steady.residual < 1e-14, "{steady:?}");
    assert!(steady.time < 40.0, "long before rest: {}", steady.time);
}

#[test]
fn isomerisation_keeps_its_sum() {
    let system = system(&[7.0, 1.0], 2, || {
        let rate = p(0) * y(0) - p(1) * y(1);
        vec![-rate, rate]
    });
    let law: &[&[f64]] = &[&[1.0, 1.0]];
    let steady = both_ways(&system, &search(&[2.0, 6.0], law), &[6.0, 2.0]);
    assert!(matches!(steady.way, Way::Newton { .. }), "{steady:?}");
    assert_eq!(steady.spectrum.eigenvalues.len(), 1);
    assert!((steady.spectrum.eigenvalues[0].real + 8.0).abs() < 1e-9);
    assert!((steady.states[0] + steady.states[1] - 8.0).abs() < 1e-12);
    // Without the law the run comes to rest all the same; a direction is left that nothing drives.
    let plain = found(&system, &search(&[2.0, 6.0], &[]));
    assert_eq!((plain.way, plain.spectrum.stability), (Way::Integrated, Stability::Marginal));
    assert_near(&plain.states, &[6.0, 2.0], 1e-5);
}

/// Goldbeter and Koshland 1981: the modified fraction of a protein between two saturable enzymes.
fn goldbeter_koshland(v1: f64, v2: f64, j1: f64, j2: f64) -> f64 {
    let b = v2 - v1 + j1 * v2 + j2 * v1;
    2.0 * v1 * j2 / (b + (b * b - 4.0 * (v2 - v1) * v1 * j2).sqrt())
}

#[test]
fn futile_cycle_has_the_goldbeter_koshland_fraction() {
    let system = system(&[1.0, 0.0], 2, || {
        let rate = p(0) * y(0) / (0.01 + y(0)) - p(1) * y(1) / (0.02 + y(1));
        vec![-rate, rate]
    });
    for (v1, v2) in [(0.5, 1.0), (0.99, 1.0), (1.0, 1.0), (1.02, 1.0), (3.0, 1.0)] {
        let modified = goldbeter_koshland(v1, v2, 0.01, 0.02);
        both_ways(&system, &search(&[v1, v2], &[&[1.0, 1.0]]), &[1.0 - modified, modified]);
    }
}

/// u' = 4 / (1 + v^2) - u and the same with u and v changed over: two stable points and a saddle at
/// u = v, the real root of u^3 + u = 4.
fn toggle() -> System {
    system(&[0.0, 0.0], 0, || {
        let made = |other: Ex| 4.0 / (1.0 + other * other);
        vec![made(y(1)) - y(0), made(y(0)) - y(1)]
    })
}

#[test]
fn a_toggle_rests_where_it_is_bound_for() {
    let system = toggle();
    let (high, low) = (2.0 + 3.0f64.sqrt(), 2.0 - 3.0f64.sqrt());
    let from = |u: f64, v: f64| {
        let run = Run { states: Some(vec![u, v]), ..Run::new(vec![], 0.0, LATEST) };
        Search::new(run)
    };
    both_ways(&system, &from(2.0, 0.1), &[high, low]);
    both_ways(&system, &from(0.1, 2.0), &[low, high]);
    // From beside the diagonal the run goes to the saddle first, and then away from it.
    for beside in [1e-3, 1e-6, 1e-9] {
        both_ways(&system, &from(3.0 + beside, 3.0), &[high, low]);
        both_ways(&system, &from(0.0, beside), &[low, high]);
    }
}

/// On the diagonal itself the saddle is where the run goes. It is no point to rest at.
#[test]
fn a_saddle_is_not_called_reached() {
    let saddle = 1.378_796_700_129_55_f64;
    assert!((saddle.powi(3) + saddle - 4.0).abs() < 1e-12);
    for start in [3.0, saddle] {
        let run = Run { states: Some(vec![start, start]), ..Run::new(vec![], 0.0, 1e4) };
        match look(&toggle(), &Search::new(run)) {
            // Rounding may drive it off the diagonal, or hold it there exactly.
            Ok(steady) if steady.spectrum.stability == Stability::Stable => {
                assert!((steady.states[0] - steady.states[1]).abs() > 3.0, "{:?}", steady.states);
            }
            Ok(steady) => {
                assert_eq!((steady.spectrum.stability, steady.residual), (Stability::Unstable, 0.0));
            }
            Err(e) => assert!(matches!(e, Unsteady::Changing { .. }), "{e}"),
        }
    }
}

fn brusselator(b: f64) -> System {
    system(&[1.0, 1.0], 0, || {
        let autocatalysis = y(0) * y(0) * y(1);
        vec![1.0 + autocatalysis - (b + 1.0) * y(0), b * y(0) - autocatalysis]
    })
}

/// The point (1, b) loses its stability at b = 2.
#[test]
fn brusselator_before_and_beyond_its_hopf_point() {
    let steady = both_ways(&brusselator(1.5), &search(&[], &[]), &[1.0, 1.5]);
    assert!((steady.spectrum.eigenvalues[0].real + 0.25).abs() < 1e-9);
    assert!(steady.spectrum.eigenvalues[0].imaginary != 0.0);
    for (b, wanted) in [(2.1, 6.3), (3.0, 7.16)] {
        match look(&brusselator(b), &search(&[], &[])) {
            Err(Unsteady::Oscillating { period, .. }) => {
                assert!((period / wanted - 1.0).abs() < 0.1, "{b}: {period}");
            }
            other => panic!("{b}: {other:?}"),
        }
    }
}

#[test]
fn an_unstable_point_is_steady_only_for_who_stands_on_it() {
    let at = |x: f64| Search::new(Run { states: Some(vec![x, 3.0]), ..Run::new(vec![], 0.0, LATEST) });
    let steady = found(&brusselator(3.0), &at(1.0));
    assert_eq!((steady.way, steady.time, steady.residual), (Way::Integrated, 0.0, 0.0));
    assert_eq!(steady.spectrum.stability, Stability::Unstable);
    let beside = look(&brusselator(3.0), &at(1.0 + 1e-9));
    assert!(matches!(beside, Err(Unsteady::Oscillating { .. })), "{beside:?}");
}

#[test]
fn growth_and_blow_up_are_told() {
    let line = system(&[0.0, 1.0], 0, || vec![num(2.0), -y(1)]);
    match look(&line, &search(&[], &[])) {
        Err(Unsteady::Changing { time, state: 0, rate, out_of_steps: false }) => {
            assert_eq!((time, rate), (LATEST, 2.0));
        }
        other => panic!("{other:?}"),
    }
    let blow_up = system(&[1.0], 0, || vec![y(0) * y(0)]);
    let failed = look(&blow_up, &search(&[], &[]));
    assert!(matches!(failed, Err(Unsteady::Failed(Failure::StepTooSmall { state: 0, .. }))), "{failed:?}");
    let growth = system(&[1.0], 0, || vec![y(0)]);
    assert!(look(&growth, &search(&[], &[])).is_err());
    // 1 / t: ever slower, and never there.
    let algebraic = system(&[1.0], 0, || vec![-(y(0) * y(0))]);
    let slow = look(&algebraic, &search(&[], &[]));
    assert!(matches!(slow, Err(Unsteady::Changing { .. })), "{slow:?}");
}

/// A slow drift after a fast approach is not taken for rest.
#[test]
fn a_slow_mode_is_waited_for() {
    let system = system(&[5.0, 1.0], 0, || vec![1e3 * (y(1) - y(0)), 1e-4 * (2.0 - y(1))]);
    let steady = both_ways(&system, &search(&[], &[]), &[2.0, 2.0]);
    assert!((steady.spectrum.eigenvalues[0].time() - 1e4).abs() < 1e-3, "{:?}", steady.spectrum);
}

#[test]
fn an_event_on_the_way_is_not_left_out() {
    // The production stops for good once y passes 5, on its way to 8.
    let rise = compile(|| Definition {
        params: 1,
        initial: numbers(&[0.0]),
        rhs: nodes([p(0) - 0.5 * y(0)]),
        outputs: all_states(1),
        events: vec![event(y(0).gt(5.0), [(Target::Param(0), num(1.0))])],
        ..Definition::default()
    });
    let steady = found(&rise, &search(&[4.0], &[]));
    assert_near(&steady.states, &[2.0], 1e-6);
    assert_eq!((steady.params.as_slice(), steady.stats.events), (&[1.0][..], 1));

    // One that has fired and waits for its time.
    let delayed = compile(|| Definition {
        params: 1,
        initial: numbers(&[0.0]),
        rhs: nodes([p(0) - 0.5 * y(0)]),
        outputs: all_states(1),
        events: vec![jakstat_ode::EventDefinition {
            delay: Some(num(1e4).0),
            ..event(y(0).gt(1.0), [(Target::Param(0), num(7.0))])
        }],
        ..Definition::default()
    });
    let steady = found(&delayed, &search(&[4.0], &[]));
    assert!(steady.time > 1e4, "{}", steady.time);
    assert_near(&steady.states, &[14.0], 1e-6);
}

#[test]
fn stops_come_before_rest() {
    let system = system(&[7.0, 1.0], 1, || {
        let rate = 2.0 * y(0) - p(0) * y(1);
        vec![-rate, rate]
    });
    let stop = |time: f64, actions: Vec<Action>| Stop { time, actions };
    let stops = [
        stop(500.0, vec![Action::Add(Target::State(0), 8.0)]),
        stop(2e5, vec![Action::Set(Target::Param(0), 2.0)]),
    ];
    let mut with_stops = search(&[6.0], &[&[1.0, 1.0]]);
    with_stops.run.stops = stops.into();
    let steady = found(&system, &with_stops);
    assert!(steady.time > 2e5);
    assert_near(&steady.states, &[8.0, 8.0], 1e-9);
    with_stops.run.end = 3e5;
    assert!(look(&system, &with_stops).is_ok());
}

#[test]
fn repeated_events_are_no_rest() {
    // A dose whenever little is left.
    let doses = compile(|| Definition {
        initial: numbers(&[1.0]),
        rhs: nodes([-y(0)]),
        outputs: all_states(1),
        events: vec![event(y(0).lt(0.1), [(Target::State(0), num(1.0))])],
        ..Definition::default()
    });
    let few = Options { max_steps: 2_000, ..Options::default() };
    let told = steady_state(&doses, &few, &search(&[], &[]));
    assert!(matches!(told, Err(Unsteady::Firing { events: 2.., .. })), "{told:?}");
    // An event that always has its next time.
    let clock = compile(|| Definition {
        params: 1,
        initial: numbers(&[1.0]),
        rhs: nodes([-y(0)]),
        outputs: all_states(1),
        events: vec![event(
            time().ge(p(0)),
            [(Target::Param(0), time() + 24.0), (Target::State(0), y(0) + 1.0)],
        )],
        ..Definition::default()
    });
    let told = steady_state(&clock, &few, &search(&[12.0], &[]));
    assert!(matches!(told, Err(Unsteady::Due { .. })), "{told:?}");
    // A condition on time that cannot be located is seen to be ahead.
    let remainder = compile(|| Definition {
        initial: numbers(&[1.0]),
        rhs: nodes([-y(0)]),
        outputs: all_states(1),
        events: vec![event((time() / 1e3).sin().gt(0.5), [(Target::State(0), num(1.0))])],
        ..Definition::default()
    });
    let told = steady_state(&remainder, &few, &search(&[], &[]));
    assert!(told.is_err(), "{told:?}");
}

#[test]
fn time_in_a_rate_is_refused_until_it_is_gone() {
    let forced = system(&[1.0], 0, || vec![1.0 + 0.5 * time().sin() - y(0)]);
    let told = look(&forced, &search(&[], &[]));
    assert!(matches!(told, Err(Unsteady::TimeDependent { state: 0, .. })), "{told:?}");

    // A pulse that is over.
    let pulse = system(&[1.0], 0, || {
        let input = select(time().lt(300.0), 5.0 + time().sin(), 2.0);
        vec![input - y(0)]
    });
    let steady = found(&pulse, &search(&[], &[]));
    assert!(steady.time > 300.0, "{}", steady.time);
    assert_near(&steady.states, &[2.0], 1e-6);

    // A pulse still to come, though all is at rest.
    let later = system(&[2.0], 0, || vec![select(time().lt(3e3), 2.0, 5.0) - y(0)]);
    assert_near(&found(&later, &search(&[], &[])).states, &[5.0], 1e-6);
    let early = Search::new(Run::new(vec![], 0.0, 1e3));
    assert_eq!(look(&later, &early).unwrap_err(), Unsteady::Due { time: 1e3, next: 3e3 });

    // An input that decays.
    let decaying = system(&[1.0], 0, || vec![1.0 + 3.0 * (-0.01 * time()).exp() - y(0)]);
    let steady = found(&decaying, &search(&[], &[]));
    assert_near(&steady.states, &[1.0], 1e-5);
    assert!(steady.time > 1e3, "{}", steady.time);
}

#[test]
fn irreversible_loss_ends_at_nothing() {
    let system = system(&[3.0, 0.0, 0.5], 0, || {
        let rate = 0.2 * y(0) * y(2);
        vec![-rate, rate, -(0.1 * y(2))]
    });
    // The enzyme is lost before its substrate is used up.
    let steady = found(&system, &search(&[], &[&[1.0, 1.0, 0.0]]));
    let left = 3.0 * (-0.2f64 * 0.5 / 0.1).exp();
    assert_near(&steady.states, &[left, 3.0 - left, 0.0], 1e-4);
    assert!(steady.states.iter().all(|y| *y >= 0.0), "{:?}", steady.states);
}

#[test]
fn input_that_makes_no_sense_is_refused() {
    let system = system(&[1.0, 1.0], 1, || vec![p(0) - y(0), y(0) - y(1)]);
    let told = look(&system, &search(&[1.0], &[&[1.0, 1.0]]));
    assert_eq!(told.unwrap_err(), Unsteady::Law { law: 0 });
    let told = look(&system, &search(&[f64::NAN], &[]));
    assert_eq!(told.unwrap_err(), Unsteady::Failed(Failure::BadInput { what: BadInput::Param(0) }));
    let dopri = Options { method: Method::Dopri5, ..Options::default() };
    let told = steady_state(&system, &dopri, &search(&[1.0], &[]));
    assert!(matches!(told, Err(Unsteady::Failed(Failure::BadInput { what: BadInput::Method(_) }))));
}

/// States that only events change hold still, and others that read them rest.
#[test]
fn still_states_need_no_law() {
    let system = system(&[4.0, 0.0], 0, || vec![num(0.0), y(0) - y(1)]);
    both_ways(&system, &search(&[], &[]), &[4.0, 4.0]);
    let nothing = compile(Definition::default);
    assert_eq!(found(&nothing, &search(&[], &[])).way, Way::Integrated);
}

/// A cascade of 30 steps with feedback: the same point as long integration.
#[test]
fn long_integration_agrees() {
    let n = 30;
    let system = system(&vec![0.5; n], 0, || {
        let feedback = 2.0 / (1.0 + y(n - 1) * y(n - 1));
        (0..n)
            .map(|i| if i == 0 { feedback - y(0) } else { y(i - 1) - (1.0 + 0.02 * i as f64) * y(i) })
            .collect()
    });
    let steady = found(&system, &search(&[], &[]));
    let exact = Options { rtol: 1e-10, ..Options::default() };
    let long = solve(&system, &exact, &[Run::new(vec![], 0.0, 2e3)]).remove(0);
    assert_near(&steady.states, &long.states, 1e-8);
}
