//! A bouncing ball, and events without end.

mod problems;

use std::sync::Arc;

use jakstat_ode::{EventDefinition, Failure, Kind, Measure, Options, Run, System, solve};
use problems::METHODS;
use problems::eventful::{X, assert_near, counters, state, states_at, system, try_run};
use problems::expr::{event, num, time, y};

/// A ball from height 1 that keeps `keep` of its speed; states: height, speed, bounces, last bounce.
fn ball(keep: f64) -> System {
    system(
        &[1.0, 0.0, 0.0, 0.0],
        || vec![y(1), num(-2.0), num(0.0), num(0.0)],
        || {
            vec![event(
                y(0).le(0.0),
                [(state(0), num(0.0)), (state(1), -keep * y(1)), (state(2), y(2) + 1.0), (state(3), time())],
            )]
        },
    )
}

/// Falls 1 at acceleration 2: hits the ground at 1 with speed 2, then 2 keep^n between bounces.
#[test]
fn bounces_at_closed_form_times() {
    let bounces: Vec<f64> = (0..5)
        .scan(1.0, |t, n| {
            let now = *t;
            *t += 2.0 * 0.8f64.powi(n + 1);
            Some(now)
        })
        .collect();
    for method in METHODS {
        for (n, bounce) in bounces.iter().enumerate() {
            let before = states_at(&ball(0.8), method, bounce - 1e-6);
            let after = states_at(&ball(0.8), method, bounce + 1e-6);
            assert_eq!((before[2], after[2]), (n as f64, n as f64 + 1.0), "{} bounce {n}", method.name());
            assert_near(after[3], *bounce, 1e-8, method);
        }
    }
}

/// What is saved and measured between events is as right as without them.
#[test]
fn rows_and_measures_around_events() {
    let height = |t: f64| {
        let (mut start, mut speed) = (1.0, 1.6);
        if t < 1.0 {
            return 1.0 - t * t;
        }
        while t > start + speed {
            start += speed;
            speed *= 0.8;
        }
        (t - start) * (speed - (t - start))
    };
    let times: Vec<f64> = (0..=200).map(|i| f64::from(i) * 0.025).collect();
    for method in METHODS {
        let mut run = Run::new(vec![], 0.0, 5.0).save_at(times.clone());
        // Under each arc between bounces lies speed³ / 6.
        let measure = |kind, from, to| Measure { output: 0, from, to, kind };
        run.measures = Arc::new([
            measure(Kind::Integral, 0.0, 2.6),
            measure(Kind::Max, 1.5, 5.0),
            measure(Kind::TimeAbove(0.0), 0.0, 5.0),
        ]);
        let solution = try_run(&ball(0.8), method, run);
        assert_eq!(solution.times, times, "{}", method.name());
        for (row, t) in solution.values.chunks(4).zip(&times) {
            assert_near(row[0], height(*t), 1e-8, method);
        }
        assert_near(solution.measured[0], 2.0 / 3.0 + 1.6f64.powi(3) / 6.0, 1e-8, method);
        assert_near(solution.measured[1], 0.64, 1e-8, method);
        assert_near(solution.measured[2], 5.0, 1e-6, method);
    }
}

/// The ball comes to rest in endless bounces: a named failure where it does, in bounded time, and not a
/// ball below the floor.
#[test]
fn endless_bounces_end() {
    for keep in [0.1, 0.5, 0.8, 0.95] {
        let rest = 1.0 + 2.0 * keep / (1.0 - keep);
        for method in METHODS {
            let options = Options { method, max_steps: 20_000, ..Options::default() };
            let solution = solve(&ball(keep), &options, &[Run::new(vec![], 0.0, 50.0)]).remove(0);
            let failure = solution.failure;
            let named = matches!(failure, Some(Failure::EndlessEvents { event: 0, .. }));
            assert!(named, "{} {keep}: {failure:?} {:?}", method.name(), solution.states);
            assert_near(solution.time, rest, 1e-6 * rest, method);
        }
    }
}

/// An event that makes its own trigger true again fires without time going on.
#[test]
fn endless_cascade_ends() {
    let flip_flop =
        counters(1, || vec![event(y(0).lt(0.5), [(X, num(1.0))]), event(y(0).gt(0.5), [(X, num(0.0))])]);
    for method in METHODS {
        let run = Run { states: Some(vec![0.2]), ..Run::new(vec![], 0.0, 1.0) };
        let mut fires = flip_flop.clone();
        assert_eq!(try_run(&fires, method, run.clone()).failure, None, "triggers start out true");
        fires = counters(1, || {
            let on = EventDefinition { initial_value: false, ..event(y(0).lt(0.5), [(X, num(1.0))]) };
            vec![on, event(y(0).gt(0.5), [(X, num(0.0))])]
        });
        let failure = try_run(&fires, method, run).failure;
        let endless = matches!(failure, Some(Failure::EndlessEvents { time, .. }) if time == 0.0);
        assert!(endless, "{}: {failure:?}", method.name());
    }
}

/// The same reached by a located trigger: y rises to 1, the event takes it to 0, another back to 1.
#[test]
fn endless_cascade_from_inside_a_step() {
    let system = system(
        &[0.5],
        || vec![num(1.0)],
        || vec![event(y(0).ge(1.0), [(X, num(0.0))]), event(y(0).lt(0.25), [(X, num(1.0))])],
    );
    for method in METHODS {
        let solution = try_run(&system, method, Run::new(vec![], 0.0, 2.0));
        let endless = matches!(solution.failure, Some(Failure::EndlessEvents { .. }));
        assert!(endless, "{}: {:?} {:?}", method.name(), solution.failure, solution.states);
        assert_near(solution.time, 0.5, 1e-9, method);
    }
}

/// Runs beside an endless one give the bits that they give alone.
#[test]
fn endless_neighbours() {
    let system = ball(0.5);
    let quiet = Run { states: Some(vec![50.0, 1.0, 0.0, 0.0]), ..Run::new(vec![], 0.0, 6.0) };
    for method in METHODS {
        let options = Options { method, max_steps: 5000, ..Options::default() };
        let alone = solve(&system, &options, std::slice::from_ref(&quiet)).remove(0);
        assert_eq!(alone.failure, None);
        let endless = Run::new(vec![], 0.0, 6.0);
        let runs: Vec<Run> =
            (0..16).map(|i| if i % 4 == 2 { quiet.clone() } else { endless.clone() }).collect();
        for solution in solve(&system, &options, &runs).iter().skip(2).step_by(4) {
            assert_eq!((&solution.states, solution.stats), (&alone.states, alone.stats), "{}", method.name());
        }
    }
}
