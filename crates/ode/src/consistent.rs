//! Consistent values of algebraic states: those with which their equations hold.

use nalgebra::{DMatrix, DVector};

use crate::linearise::{Linearisation, linearise};
use crate::options::Options;
use crate::relax::Relaxation;
use crate::run::Failure;
use crate::system::System;

/// Steps after which Newton's method is given up.
const MOST_STEPS: u32 = 60;

/// The smallest part of a step that is tried.
const SMALLEST_DAMPING: f64 = 1e-6;

/// A residual is nothing but rounding where it is this small for its terms.
const ROUNDING: f64 = 4.0 * f64::EPSILON;

/// A step this small for its state is the last: the next would be its square.
const CONVERGED: f64 = 1e-14;

/// Where rounding keeps steps from shrinking further, this part of the tolerance is small enough.
const CLOSE: f64 = 1e-3;

/// How near to its equations each algebraic state must come.
#[derive(Debug, Clone)]
pub(crate) struct Accuracy {
    rtol: f64,
    /// For each algebraic state its absolute tolerance.
    atol: Vec<f64>,
    /// For each state that algebraic equations or fast processes determine.
    implicit: Vec<f64>,
}

impl Accuracy {
    /// That of `options`, for the algebraic states of `system`.
    pub fn of(system: &System, options: &Options) -> Self {
        let tolerances = |states: &[usize]| states.iter().map(|i| options.atol(*i)).collect();
        let (atol, implicit) = (tolerances(&system.algebraic), tolerances(&system.implicit));
        Self { rtol: options.rtol, atol, implicit }
    }

    /// Changes the algebraic states of `y` so that their equations hold, from where they are, with
    /// the others fixed; fast processes come to rest. `params` are the given and the hidden ones.
    ///
    /// Newton's method, damped by the natural monotonicity test (Deuflhard, Newton Methods for Nonlinear
    /// Problems, 3.3).
    ///
    /// # Errors
    /// No solution was found from there.
    pub fn settle(&self, system: &System, t: f64, y: &mut [f64], params: &[f64]) -> Result<(), Failure> {
        system.count_totals(t, y, params);
        self.solve(system, t, y, params)?;
        if system.fast.is_empty() {
            return Ok(());
        }
        let relaxation = Relaxation { system, t, params, rtol: self.rtol, atol: &self.implicit };
        relaxation.run(y).map_err(|state| Failure::Restless { time: t, state })?;
        self.solve(system, t, y, params)
    }

    fn solve(&self, system: &System, t: f64, y: &mut [f64], params: &[f64]) -> Result<(), Failure> {
        if system.algebraic.is_empty() {
            return Ok(());
        }
        let mut solver = Solver { accuracy: self, system, t, params, y };
        solver.solve().map_err(|row| Failure::Inconsistent {
            time: t,
            state: system.algebraic.get(row).copied().unwrap_or_default(),
        })
    }
}

/// The number of the equation that stands in the way.
type Row = usize;

struct Solver<'a> {
    accuracy: &'a Accuracy,
    system: &'a System,
    t: f64,
    params: &'a [f64],
    y: &'a mut [f64],
}

impl Solver<'_> {
    fn solve(&mut self) -> Result<(), Row> {
        for _ in 0..MOST_STEPS {
            let at = linearise(self.system, self.t, self.y, self.params);
            let residual = self.rows(&at.f);
            if let Some(row) = residual.iter().position(|r| !r.is_finite()) {
                return Err(row);
            }
            if self.holds(&at, &residual) {
                return Ok(());
            }
            let worst = residual.iamax();
            let factored = self.matrix(&at).lu();
            let step = factored.solve(&-residual).filter(|s| s.iter().all(|x| x.is_finite())).ok_or(worst)?;
            let start: Vec<f64> = self.unknowns().collect();
            let largest = start.iter().zip(step.iter()).map(|(y, s)| s.abs() / y.abs());
            if largest.clone().all(|x| x <= CONVERGED) {
                self.shift(&start, &step, 1.0);
                return Ok(());
            }
            let scale: Vec<f64> = start.iter().zip(step.iter()).map(|(y, s)| y.abs() + s.abs()).collect();
            let length = norm(&step, &scale);
            let mut damping = 1.0;
            loop {
                self.shift(&start, &step, damping);
                let next = linearise(self.system, self.t, self.y, self.params);
                let next = factored.solve(&-self.rows(&next.f)).map_or(f64::NAN, |next| norm(&next, &scale));
                if next <= (1.0 - damping / 4.0) * length {
                    break;
                }
                if self.is_close(&start, &step) {
                    self.shift(&start, &step, 0.0);
                    return Ok(());
                }
                damping *= 0.5;
                if damping < SMALLEST_DAMPING {
                    return Err(worst);
                }
            }
        }
        Err(0)
    }

    fn unknowns(&self) -> impl Iterator<Item = f64> {
        self.system.algebraic.iter().map(|i| self.y[*i])
    }

    fn shift(&mut self, start: &[f64], step: &DVector<f64>, damping: f64) {
        for ((i, start), step) in self.system.algebraic.iter().zip(start).zip(step.iter()) {
            self.y[*i] = start + damping * step;
        }
    }

    /// Of a value for each state those of the algebraic ones.
    fn rows(&self, all: &[f64]) -> DVector<f64> {
        DVector::from_iterator(self.system.algebraic.len(), self.system.algebraic.iter().map(|i| all[*i]))
    }

    /// The slopes of the equations by the algebraic states.
    fn matrix(&self, at: &Linearisation) -> DMatrix<f64> {
        let states = &self.system.algebraic;
        DMatrix::from_fn(states.len(), states.len(), |row, column| at.jacobian[(states[row], states[column])])
    }

    /// Whether each equation holds as well as its terms can be told.
    fn holds(&self, at: &Linearisation, residual: &DVector<f64>) -> bool {
        self.system.algebraic.iter().zip(residual.iter()).all(|(row, residual)| {
            let terms = self.y.iter().enumerate().map(|(i, y)| (at.jacobian[(*row, i)] * y).abs());
            *residual == 0.0 || residual.abs() <= ROUNDING * terms.sum::<f64>()
        })
    }

    /// Whether the whole step is within a small part of the tolerance.
    fn is_close(&self, start: &[f64], step: &DVector<f64>) -> bool {
        let Accuracy { rtol, atol, .. } = self.accuracy;
        let sizes = start.iter().zip(atol).map(|(y, atol)| CLOSE * (atol + rtol * y.abs()));
        step.iter().zip(sizes).all(|(step, size)| step.abs() <= size)
    }
}

/// The largest entry for its scale; not a number where one is.
fn norm(x: &DVector<f64>, scale: &[f64]) -> f64 {
    let scaled = x.iter().zip(scale).map(|(x, s)| if *x == 0.0 { 0.0 } else { x.abs() / s });
    // `f64::max` would hide not-a-number.
    scaled.fold(0.0, |worst, x| if x > worst || x.is_nan() { x } else { worst })
}
