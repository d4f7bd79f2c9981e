//! Newton's method on the right-hand side with the conserved sums held.

use crate::equilibria::WHILE;
use crate::linearise::{Linearisation, linearise};
use crate::options::Options;
use crate::system::System;

use super::reduce::{Factored, Reduction};

/// Steps after which Newton's method is given up.
const MOST_STEPS: u32 = 30;

/// The smallest part of a step that is tried.
const SMALLEST_DAMPING: f64 = 1.0 / 128.0;

/// A step this small in units of the tolerance ends the search: the next would be its square.
const CONVERGED: f64 = 1e-3;

/// Where rounding keeps steps from shrinking further, this is small enough.
const CLOSE: f64 = 0.1;

/// The part of the usual size below which a state is nothing but rounding.
const SMALLEST: f64 = 1e-6;

/// What stays the same while a steady state is looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Problem<'a> {
    pub system: &'a System,
    pub options: &'a Options,
    pub t: f64,
    /// The given and the hidden parameters.
    pub params: &'a [f64],
    pub reduction: &'a Reduction,
    /// The state whose conserved sums are held.
    pub start: &'a [f64],
    /// The largest size of each state so far.
    pub peak: &'a [f64],
}

impl Problem<'_> {
    /// The size below which state `i` counts as nothing: where the absolute tolerance takes over. Of a
    /// state that was never that large, what it was at most: a model may be written in units in which
    /// all of it is below the absolute tolerance.
    pub fn floor(&self, i: usize) -> f64 {
        let usual = self.options.atol(i) / self.options.rtol;
        if self.peak[i] > 0.0 { self.peak[i].clamp(SMALLEST * usual, usual) } else { usual }
    }

    /// The size of each state that differences are compared with.
    pub fn scale(&self, y: &[f64]) -> Vec<f64> {
        y.iter().enumerate().map(|(i, y)| y.abs() + self.floor(i)).collect()
    }

    /// The right-hand side as rates of change: equations in its place are none, and what fast processes
    /// keep in equilibrium follows all else.
    pub fn rates(&self, at: &Linearisation) -> Vec<f64> {
        let mut rates = at.f.clone();
        self.system.algebraic.iter().for_each(|i| rates[*i] = 0.0);
        let kept = |i: &&usize| at.jacobian.row(**i).amax() > 1.0 / WHILE;
        self.system.fast.iter().filter(kept).for_each(|i| rates[*i] = 0.0);
        rates
    }

    /// The largest entry of `x` in units of the tolerance at `y`.
    pub fn norm(&self, x: &[f64], y: &[f64]) -> f64 {
        let scaled = x.iter().zip(self.scale(y)).map(|(x, s)| x.abs() / (self.options.rtol * s));
        // `f64::max` would hide not-a-number.
        scaled.fold(0.0, |worst, x| if x > worst || x.is_nan() { x } else { worst })
    }

    /// Whether `x` is within the tolerance at `y`; what is not a number is not.
    pub fn is_small(&self, x: &[f64], y: &[f64]) -> bool {
        self.norm(x, y) <= 1.0
    }

    /// The factored Jacobian and the Newton step at `y`; none where the matrix is singular.
    pub fn step(&self, y: &[f64]) -> Option<(Factored, Vec<f64>)> {
        let at = linearise(self.system, self.t, y, self.params);
        let factored = Factored::new(self.reduction.matrix(&at.jacobian), &self.scale(y))?;
        let step = factored.solve(&-self.reduction.residual(&at.f, y, self.start))?;
        Some((factored, step))
    }

    /// The step from `y` with a Jacobian that was factored elsewhere.
    pub fn simplified_step(&self, factored: &Factored, t: f64, y: &[f64]) -> Option<Vec<f64>> {
        let f = crate::linearise::slope(self.system, t, y, self.params);
        factored.solve(&-self.reduction.residual(&f, y, self.start))
    }
}

/// A zero of the right-hand side.
#[derive(Debug, Clone)]
pub(super) struct Root {
    pub y: Vec<f64>,
    pub iterations: u32,
}

/// Newton's method from `y`, damped so that the next step, as the present Jacobian sees it, is always
/// shorter (Deuflhard, Newton Methods for Nonlinear Problems, 3.3: the natural monotonicity test,
/// which does not depend on how the equations are scaled).
pub(super) fn solve(problem: &Problem<'_>, y: &[f64]) -> Option<Root> {
    let mut y = y.to_vec();
    for iterations in 1..=MOST_STEPS {
        let (factored, step) = problem.step(&y)?;
        let length = problem.norm(&step, &y);
        if length <= CONVERGED {
            return Some(Root { y: moved(&y, &step, 1.0), iterations });
        }
        let mut damping = 1.0;
        loop {
            let trial = moved(&y, &step, damping);
            let next = problem.simplified_step(&factored, problem.t, &trial);
            let next = next.map_or(f64::NAN, |next| problem.norm(&next, &y));
            if next <= (1.0 - damping / 4.0) * length {
                y = trial;
                break;
            }
            if length <= CLOSE {
                return Some(Root { y, iterations });
            }
            damping *= 0.5;
            if damping < SMALLEST_DAMPING {
                return None;
            }
        }
    }
    None
}

fn moved(y: &[f64], step: &[f64], damping: f64) -> Vec<f64> {
    y.iter().zip(step).map(|(y, s)| y + damping * s).collect()
}
