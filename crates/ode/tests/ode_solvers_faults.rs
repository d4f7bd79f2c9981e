//! Faults of `ode_solvers` 0.6.2, each pinned: when one of these tests fails, the fault is gone and
//! the work-around of it in `src/explicit.rs` can go.

use std::cell::Cell;
use std::panic::catch_unwind;
use std::rc::Rc;

use ode_solvers::continuous_output_model::ContinuousOutputModel;
use ode_solvers::dop_shared::IntegrationError;
use ode_solvers::{DVector, Dop853, Dopri5, OutputType, System};

type Vector = DVector<f64>;

/// y' = 20 cos 20 t, so y = sin 20 t; `calls` is shared with who made it.
struct Forced;

impl System<f64, Vector> for Forced {
    fn system(&self, t: f64, _: &Vector, dy: &mut Vector) {
        dy[0] = 20.0 * (20.0 * t).cos();
    }
}

/// y' = -y, and every call of `solout`.
struct Decay {
    /// Largest difference between a `y` that was shown and the truth at the time shown with it.
    shown_off: Rc<Cell<f64>>,
}

impl System<f64, Vector> for Decay {
    fn system(&self, _: f64, y: &Vector, dy: &mut Vector) {
        dy[0] = -y[0];
    }

    fn solout(&mut self, t: f64, y: &Vector, _: &Vector) -> bool {
        self.shown_off.set(self.shown_off.get().max((y[0] - (-t).exp()).abs()));
        false
    }
}

fn decay() -> Decay {
    Decay { shown_off: Rc::default() }
}

fn at(y: f64) -> Vector {
    Vector::from_element(1, y)
}

/// All of `from_param` but what differs between tests, with the crate's defaults.
fn dopri5<S: System<f64, Vector>>(
    system: S,
    span: (f64, f64),
    y: f64,
    out: OutputType,
) -> Dopri5<f64, Vector, S> {
    let (length, dx) = (span.1 - span.0, 1.0);
    Dopri5::from_param(
        system,
        span.0,
        span.1,
        dx,
        at(y),
        1e-8,
        1e-8,
        0.9,
        0.04,
        0.2,
        10.0,
        length,
        0.0,
        100_000,
        1000,
        out,
    )
}

fn dop853<S: System<f64, Vector>>(
    system: S,
    span: (f64, f64),
    y: f64,
    out: OutputType,
) -> Dop853<f64, Vector, S> {
    let (length, dx) = (span.1 - span.0, 1.0);
    Dop853::from_param(
        system,
        span.0,
        span.1,
        dx,
        at(y),
        1e-8,
        1e-8,
        0.9,
        0.0,
        0.333,
        6.0,
        length,
        0.0,
        100_000,
        1000,
        out,
    )
}

/// Fault 1: The last point of dense output is extrapolated from a step long past.
#[test]
fn last_dense_point_is_wrong() {
    let mut solver = dopri5(Forced, (0.0, 10.0), 0.0, OutputType::Dense);
    solver.integrate().expect("integrates");
    let error = |i: usize| (solver.y_out()[i][0] - (20.0 * solver.x_out()[i]).sin()).abs();
    assert!((0..=9).all(|i| error(i) < 1e-6), "points before the last are right");
    assert_eq!(solver.x_out()[10], 10.0);
    assert!(error(10) > 1000.0, "fault 1 is gone: {}", error(10));
}

/// Fault 2: Dense output compares absolute values of times: with negative ones it panics ...
#[test]
fn negative_time_panics() {
    let outcome = catch_unwind(|| {
        let mut solver = dopri5(Forced, (-10.0, 10.0), (-200.0f64).sin(), OutputType::Dense);
        solver.integrate().map(|_| solver.x_out().len())
    });
    let fine = outcome.is_ok_and(|result| result.is_ok_and(|points| points == 21));
    assert!(!fine, "fault 2 (dense) is gone");
}

/// ... or gives wrong numbers.
#[test]
fn continuous_output_in_negative_time_is_wrong() {
    let mut solver = dopri5(decay(), (-10.0, 10.0), 10.0f64.exp(), OutputType::Sparse);
    let mut model = ContinuousOutputModel::default();
    solver.integrate_with_continuous_output_model(&mut model).expect("integrates");
    let error = |t: f64| model.evaluate(t).map_or(f64::INFINITY, |y| (y[0] - (-t).exp()).abs());
    let worst = [-5.0, -1.0, 1.0, 5.0].map(error).into_iter().fold(0.0, f64::max);
    assert!(worst > 1.0, "fault 2 (continuous) is gone: {worst}");
}

/// What the engine relies on: the mode that gives every step is right there.
#[test]
fn sparse_output_is_right() {
    let mut solver = dopri5(Forced, (-10.0, 10.0), (-200.0f64).sin(), OutputType::Sparse);
    solver.integrate().expect("integrates");
    for (t, y) in solver.x_out().iter().zip(solver.y_out()) {
        assert!((y[0] - (20.0 * t).sin()).abs() < 1e-6);
    }
}

/// Fault 3: Dop853's last stage is evaluated at the start of the step and not at its end (c12 is 0).
#[test]
fn dop853_reads_time_wrongly() {
    let mut solver = dop853(Forced, (0.0, 10.0), 0.0, OutputType::Sparse);
    let failed = solver.integrate().is_err();
    let wrong = solver.y_out().last().is_none_or(|y| (y[0] - 200.0f64.sin()).abs() > 1e-6);
    let wasteful = solver.y_out().len() > 10_000;
    assert!(failed || wrong || wasteful, "fault 3 is gone");
}

/// Fault 4: With dense output `solout` is shown a time that its state does not belong to.
#[test]
fn solout_is_shown_the_wrong_time() {
    let shown = |out| {
        let system = decay();
        let off = system.shown_off.clone();
        dopri5(system, (0.0, 10.0), 1.0, out).integrate().expect("integrates");
        off.get()
    };
    assert!(shown(OutputType::Sparse) < 1e-6);
    assert!(shown(OutputType::Dense) > 0.1, "fault 4 is gone");
}

/// Fault 5: An interval of length zero is an error ...
#[test]
fn zero_length_fails() {
    let result = dopri5(decay(), (1.0, 1.0), 1.0, OutputType::Sparse).integrate();
    assert!(matches!(result, Err(IntegrationError::StepSizeUnderflow { .. })), "fault 5 is gone");
}

/// ... and a second call runs on past the end.
#[test]
fn a_second_call_runs_away() {
    let mut solver = dopri5(decay(), (0.0, 1.0), 1.0, OutputType::Sparse);
    solver.integrate().expect("integrates");
    let again = solver.integrate();
    let end = solver.x_out().last().copied().unwrap_or(f64::NAN);
    assert!(again.is_err() || (end - 1.0).abs() > 1e-6, "fault 5 (second call) is gone");
}

/// Fault 6: An error tells neither the states reached nor the work done; there is one absolute tolerance for
/// all states. The type of `atol` pins the latter: a `DVector` there would not compile.
#[test]
fn an_error_keeps_the_work_to_itself() {
    struct BlowUp;
    impl System<f64, Vector> for BlowUp {
        fn system(&self, _: f64, y: &Vector, dy: &mut Vector) {
            dy[0] = y[0] * y[0];
        }
    }
    let mut solver = dopri5(BlowUp, (0.0, 2.0), 1.0, OutputType::Sparse);
    let error = solver.integrate().expect_err("blows up");
    assert!(matches!(error, IntegrationError::StepSizeUnderflow { x } if (x - 1.0).abs() < 1e-3), "{error}");
    // Only the rows stored on the way say how far it came.
    assert!(solver.x_out().len() > 10);
}
