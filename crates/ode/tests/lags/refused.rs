//! What does not go with lags says so.

use jakstat_ode::{BadInput, Definition, Failure, Method, NoSensitivity, Options, Run, Sensitivities, solve};

use super::problems::expr::{all_states, define, delayed, nodes, numbers, p, y};
use super::system;

#[test]
fn explicit_methods() {
    let system = system(&[1.0], 0, || vec![-delayed(y(0), 1.0)]);
    for method in [Method::Dopri5, Method::Dop853] {
        let options = Options { method, ..Options::default() };
        let failure = solve(&system, &options, &[Run::new(vec![], 0.0, 1.0)]).remove(0).failure;
        assert_eq!(failure, Some(Failure::BadInput { what: BadInput::Lagged(method) }));
    }
}

#[test]
fn sensitivities() {
    let definition = define(|| Definition {
        params: 1,
        initial: numbers(&[1.0]),
        rhs: nodes([-(p(0) * delayed(y(0), 1.0))]),
        outputs: all_states(1),
        ..Definition::default()
    });
    assert_eq!(Sensitivities::of(definition.clone(), &[0]).unwrap_err(), [NoSensitivity::Lag { lag: 0 }]);
    assert!(Sensitivities::of(definition, &[]).is_ok());
}
