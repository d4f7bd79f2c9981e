//! What forward sensitivities refuse rather than be wrong about.

#![allow(clippy::unwrap_used)]

mod problems;

use jakstat_ode::{Action, Definition, EventDefinition, NoSensitivity, Part, Sensitivities, Stop, Target};
use problems::expr::{Ex, all_states, define, event, nodes, num, p, select, time, y};

const X: Target = Target::State(0);

fn stop(time: f64, action: Action) -> Stop {
    Stop { time, actions: vec![action] }
}

/// y' = -k y, y(0) = a.
fn decay() -> Definition {
    plain(|| -(p(0) * y(0)), Vec::new)
}

fn refused(definition: Definition, params: &[usize]) -> Vec<NoSensitivity> {
    Sensitivities::of(definition, params).err().unwrap_or_default()
}

fn plain(rhs: impl FnOnce() -> Ex, events: impl FnOnce() -> Vec<EventDefinition>) -> Definition {
    define(|| Definition {
        params: 2,
        initial: nodes([p(1)]),
        rhs: nodes([rhs()]),
        outputs: all_states(1),
        events: events(),
        ..Definition::default()
    })
}

#[test]
fn refused_parameters() {
    let found = refused(decay(), &[0, 5, 1, 0]);
    assert_eq!(found, [NoSensitivity::Unknown { param: 5 }, NoSensitivity::Twice { param: 0 }]);
}

#[test]
fn refused_jumps() {
    let (part, state, param) = (Part::Rhs(0), X, Target::Param(0));
    let cases: Vec<(fn() -> Ex, NoSensitivity)> = vec![
        (|| select(y(0).lt(0.5), p(0), 1.0), NoSensitivity::Jump { part, reads: state }),
        (|| select(time().lt(p(0)), 1.0, 0.0), NoSensitivity::Jump { part, reads: param }),
        (|| p(0) * y(0).floor(), NoSensitivity::Jump { part, reads: state }),
        (|| p(0) * y(0).factorial(), NoSensitivity::Factorial { part, reads: state }),
    ];
    for (rhs, expected) in cases {
        let found = refused(plain(rhs, Vec::new), &[0]);
        assert!(found.contains(&expected), "{found:?}");
        assert!(found.iter().all(|f| matches!(
            f,
            NoSensitivity::Jump { part: Part::Rhs(0), .. } | NoSensitivity::Factorial { .. }
        )));
    }
    // The same conditions are fine where they do not follow what is chosen.
    let free = || plain(|| select(time().lt(p(0)), p(1), 0.0), Vec::new);
    assert_eq!(refused(free(), &[1]), []);
    assert_eq!(refused(plain(|| num(1.0) * y(0).floor(), Vec::new), &[0]), []);
    let output = define(|| Definition {
        params: 1,
        initial: nodes([p(0)]),
        rhs: nodes([-y(0)]),
        outputs: nodes([y(0), select(y(0).lt(1.0), y(0), 1.0)]),
        ..Definition::default()
    });
    let jump = NoSensitivity::Jump { part: Part::Output(1), reads: X };
    assert!(refused(output, &[0]).contains(&jump));
}

#[test]
fn refused_events() {
    let fall = || -(p(0) * y(0));
    let at = || time().ge(3.0);
    let trigger =
        |trigger: fn() -> Ex| refused(plain(fall, || vec![event(trigger(), [(X, num(1.0))])]), &[0]);
    let timed = |reads| vec![NoSensitivity::EventTime { event: 0, reads }];
    assert_eq!(trigger(|| y(0).lt(1.0)), timed(X));
    assert_eq!(trigger(|| time().ge(p(0))), timed(Target::Param(0)));
    assert_eq!(trigger(|| time().ge(p(1))), []);
    let delayed = || vec![EventDefinition { delay: Some(y(0).0), ..event(at(), [(X, num(1.0))]) }];
    assert_eq!(refused(plain(fall, delayed), &[0]), timed(X));
    let sorted = || vec![EventDefinition { priority: Some(p(0).0), ..event(at(), [(X, num(1.0))]) }];
    assert_eq!(refused(plain(fall, sorted), &[0]), timed(Target::Param(0)));

    let assigned = || vec![event(at(), [(Target::Param(0), num(1.0))])];
    assert_eq!(refused(plain(fall, assigned), &[0]), [NoSensitivity::Assigned { event: 0, param: 0 }]);
    let carried = || vec![event(at(), [(Target::Param(1), 2.0 * y(0))])];
    let expected = NoSensitivity::Carried { event: 0, param: 1, reads: X };
    assert_eq!(refused(plain(fall, carried), &[0]), [expected]);
}

#[test]
fn refused_stops() {
    let (_, layout) = Sensitivities::of(decay(), &[0]).unwrap();
    let on =
        |target| layout.stops(&[stop(1.0, Action::Add(target, 1.0)), stop(2.0, Action::Set(target, 1.0))]);
    assert_eq!(on(Target::Param(0)), Err(vec![NoSensitivity::Stopped { param: 0 }]));
    assert_eq!(on(Target::Param(1)).unwrap()[1].actions.len(), 1);
    assert_eq!(on(X).unwrap()[1].actions, [Action::Set(X, 1.0), Action::Set(Target::State(1), 0.0)]);
}
