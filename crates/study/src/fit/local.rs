//! The method of Levenberg and Marquardt (Moré 1978, Lecture Notes in Mathematics 630:105), from the
//! crate `levenberg-marquardt`, with derivatives by finite differences.

use std::cell::RefCell;

use levenberg_marquardt::{LeastSquaresProblem, LevenbergMarquardt};
use nalgebra::{DMatrix, DVector, Dyn, storage::Owned};

use super::search::{Search, mirrored};

/// Residuals at a place of the unit cube; none where it cannot be used.
pub(super) type Residuals<'a> = dyn FnMut(&[f64]) -> Option<Vec<f64>> + 'a;

/// Looks for the least sum of squares downhill from `start`.
pub(super) fn downhill(
    start: &[f64],
    options: &Search,
    residuals: &mut Residuals<'_>,
    go_on: &dyn Fn() -> bool,
) {
    let problem = Problem {
        at: DVector::from_row_slice(start),
        step: options.spread,
        left: RefCell::new(options.evaluations),
        residuals: RefCell::new(residuals),
        known: RefCell::new(None),
        go_on,
    };
    // How it ends is seen from the trials: all of them are kept.
    let _ = LevenbergMarquardt::new().with_ftol(1e-3).with_xtol(1e-4).minimize(problem);
}

/// A place and the residuals there, where it can be used.
type Known = (DVector<f64>, Option<DVector<f64>>);

struct Problem<'a, 'r> {
    at: DVector<f64>,
    /// Step of the differences, as a share of each range. Counts of patients are steps themselves:
    /// too small a difference sees none of them, or one.
    step: f64,
    /// Evaluations that may still be made.
    left: RefCell<usize>,
    residuals: RefCell<&'a mut Residuals<'r>>,
    /// The last place and what came of it: the method asks for it twice.
    known: RefCell<Option<Known>>,
    go_on: &'a dyn Fn() -> bool,
}

impl Problem<'_, '_> {
    fn evaluate(&self, at: &DVector<f64>) -> Option<DVector<f64>> {
        let mut left = self.left.borrow_mut();
        if *left == 0 || !(self.go_on)() {
            return None;
        }
        *left -= 1;
        let place: Vec<f64> = at.iter().map(|x| mirrored(*x)).collect();
        (self.residuals.borrow_mut())(&place).map(DVector::from_vec)
    }
}

impl LeastSquaresProblem<f64, Dyn, Dyn> for Problem<'_, '_> {
    type ParameterStorage = Owned<f64, Dyn>;
    type ResidualStorage = Owned<f64, Dyn>;
    type JacobianStorage = Owned<f64, Dyn, Dyn>;

    fn set_params(&mut self, at: &DVector<f64>) {
        self.at.copy_from(at);
    }

    fn params(&self) -> DVector<f64> {
        self.at.clone()
    }

    fn residuals(&self) -> Option<DVector<f64>> {
        if let Some((at, found)) = &*self.known.borrow()
            && *at == self.at
        {
            return found.clone();
        }
        let found = self.evaluate(&self.at);
        *self.known.borrow_mut() = Some((self.at.clone(), found.clone()));
        found
    }

    fn jacobian(&self) -> Option<DMatrix<f64>> {
        let here = self.residuals()?;
        let mut matrix = DMatrix::zeros(here.len(), self.at.len());
        for column in 0..self.at.len() {
            let mut beside = self.at.clone();
            let step = difference(self.at[column], self.step);
            beside[column] += step;
            let there = self.evaluate(&beside)?;
            matrix.set_column(column, &((there - &here) / step));
        }
        Some(matrix)
    }
}

/// The step of a difference at `x`: inwards, so that a place at the edge is not mirrored onto where it
/// came from.
pub(super) fn difference(x: f64, size: f64) -> f64 {
    let step = if mirrored(x) > 0.5 { -size } else { size };
    if mirrored(x + 1e-9) < mirrored(x) { -step } else { step }
}
