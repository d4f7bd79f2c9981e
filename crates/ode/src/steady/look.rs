//! One look at a run: has it arrived, and is it bound for a point?

use crate::linearise::{Linearisation, triggers};

use super::newton::Problem;
use super::reduce::Factored;
use super::{Spectrum, Stability};

/// Without a Jacobian to solve with, rest means so many times the slowest decay.
const PATIENCE: f64 = 10.0;

/// How much of what Newton's method found a run's next step may owe to curvature.
const CURVED: f64 = 0.3;

/// Points between two states at which triggers are looked at.
const BETWEEN: usize = 8;

/// Where the run is at a look.
pub(super) struct Look<'a> {
    pub problem: Problem<'a>,
    pub at: &'a Linearisation,
    pub y: &'a [f64],
    pub elapsed: f64,
    /// The factored Jacobian and the Newton step, where there is one.
    pub step: Option<(Factored, Vec<f64>)>,
}

impl Look<'_> {
    /// The spectrum where the run is, if it has come to rest there.
    pub fn arrived(&self) -> Option<Spectrum> {
        let Self { problem, at, y, elapsed, step } = self;
        let spectrum = || Spectrum::of(problem.reduction.reduced(&at.jacobian));
        if at.f.iter().all(|f| *f == 0.0) {
            return Some(spectrum());
        }
        let moves: Vec<f64> = problem.rates(at).iter().map(|f| f * elapsed).collect();
        if !problem.is_small(&moves, y) {
            return None;
        }
        match step {
            // Near an unstable point a run may linger; it has not come to rest.
            Some((_, step)) if problem.is_small(step, y) => {
                Some(spectrum()).filter(|s| s.stability != Stability::Unstable)
            }
            Some(_) => None,
            None => Some(spectrum()).filter(|s| {
                *elapsed > PATIENCE * s.slowest() && *elapsed > 0.0 && s.stability != Stability::Unstable
            }),
        }
    }

    /// How far `root` is in units of the tolerance.
    pub fn distance(&self, root: &[f64]) -> f64 {
        self.problem.norm(&difference(root, self.y), &self.larger(root))
    }

    fn larger(&self, root: &[f64]) -> Vec<f64> {
        root.iter().zip(self.y).map(|(a, b)| a.abs().max(b.abs())).collect()
    }

    /// Whether the system between here and `root` is nearly the linear one around `root`.
    pub fn follows_linear(&self, root: &[f64], distance: f64) -> Option<bool> {
        let (factored, _) = self.problem.step(root)?;
        let linear = self.problem.simplified_step(&factored, self.problem.t, self.y)?;
        let curved = difference(&linear, &difference(root, self.y));
        Some(self.problem.norm(&curved, &self.larger(root)) <= (CURVED * distance).max(1.0))
    }

    /// Whether all triggers hold or do not hold on the straight way to `root` as they do here.
    pub fn no_trigger_turns(&self, root: &[f64]) -> bool {
        let Problem { system, t, params, .. } = self.problem;
        let held = triggers(system, t, self.y, params);
        (1..=BETWEEN).all(|k| {
            let part = k as f64 / BETWEEN as f64;
            let between: Vec<f64> = self.y.iter().zip(root).map(|(y, r)| y + part * (r - y)).collect();
            triggers(system, t, &between, params) == held
        })
    }
}

/// `a - b`, state by state.
pub(super) fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}
