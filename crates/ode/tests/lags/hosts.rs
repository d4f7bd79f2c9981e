//! Company, steppers, snapshots and rest.

use jakstat_ode::steady::{Search, steady_state};
use jakstat_ode::{Failure, Options, Run, Stepper, System, Target, solve};

use super::problems::expr::{delayed, p, y};
use super::{options, run, system, times};

fn loops() -> System {
    system(&[0.5, 0.2], 2, || {
        let seen = delayed(y(0), p(0));
        vec![p(1) / (1.0 + seen * seen) - y(0), delayed(y(0) * y(1), 0.3) - y(1)]
    })
}

#[test]
fn the_same_bits_in_any_company() {
    let system = loops();
    let asked = |i: u32| {
        let params = vec![0.4 + 0.2 * f64::from(i % 5), 1.0 + 0.1 * f64::from(i)];
        Run::new(params, 0.0, 10.0).save_at(times(10.0, 9))
    };
    let runs: Vec<Run> = (0..11).map(asked).collect();
    let together = solve(&system, &options(1e-6), &runs);
    let interpreted = solve(&system.clone().interpreted(), &options(1e-6), &runs);
    for (i, asked) in runs.into_iter().enumerate() {
        let alone = run(&system, &options(1e-6), asked);
        assert_eq!((&alone.values, alone.stats), (&together[i].values, together[i].stats));
        assert_eq!(alone.values, interpreted[i].values);
    }
}

#[test]
fn a_stepper_goes_the_way_of_a_run() {
    let system = loops();
    let options = options(1e-8);
    let params = vec![0.7, 2.0];
    let whole = run(&system, &options, Run::new(params.clone(), 0.0, 8.0));
    let mut stepper = Stepper::new(&system, &options, params, 0.0).unwrap();
    for i in 1..=16 {
        stepper.advance_to(0.5 * f64::from(i)).unwrap();
    }
    for i in 0..2 {
        assert!((stepper.state(i) - whole.states[i]).abs() < 1e-7);
    }
}

#[test]
fn a_snapshot_remembers() {
    let system = loops();
    let mut stepper = Stepper::new(&system, &Options::default(), vec![0.7, 2.0], 0.0).unwrap();
    stepper.advance_to(3.0).unwrap();
    stepper.set(Target::State(0), 1.5).unwrap();
    stepper.advance_to(3.2).unwrap();
    let saved = stepper.save();
    let mut other = Stepper::new(&system, &Options::default(), vec![0.1, 1.0], 0.0).unwrap();
    other.load(&saved).unwrap();
    for stepper in [&mut stepper, &mut other] {
        stepper.set(Target::Param(1), 2.5).unwrap();
        stepper.advance_to(9.0).unwrap();
    }
    assert_eq!(stepper.save(), other.save());
    assert_eq!([other.state(0), other.output(1)], [stepper.state(0), stepper.output(1)]);
}

/// A host that lengthens a lag beyond what was kept is told.
#[test]
fn a_lag_lengthened_by_the_host() {
    let system = loops();
    let mut stepper = Stepper::new(&system, &Options::default(), vec![0.4, 2.0], 0.0).unwrap();
    stepper.advance_to(50.0).unwrap();
    stepper.set(Target::Param(0), 20.0).unwrap();
    let failure = stepper.advance_to(51.0).unwrap_err();
    assert!(matches!(failure, Failure::Forgotten { lag: 0, value: 20.0, .. }), "{failure}");
}

#[test]
fn rest_knows_no_lag() {
    let system = system(&[0.5], 1, || vec![2.0 - delayed(y(0), p(0)) - y(0)]);
    let search = Search::new(Run::new(vec![0.7], 0.0, 1e4));
    let steady = steady_state(&system, &Options::default(), &search).unwrap();
    assert!((steady.states[0] - 1.0).abs() < 1e-6, "{steady:?}");
    assert_eq!(steady.outputs, steady.states);
}
