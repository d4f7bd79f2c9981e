//! Fast processes go on by themselves until they are at rest, while time stands still.
//!
//! Of several equilibria the one counts that the processes lead to from where they are, and not one that
//! Newton's method happens to find. So they are followed through a time of their own by the linearly
//! implicit Euler method, with its error estimated from two steps of half the length. The longer the
//! steps become the more it is Newton's method (pseudo-transient continuation: Kelley & Keyes, SIAM J
//! Numer Anal 1998;35:508).

use nalgebra::{DMatrix, DVector};

use crate::equilibria::WHILE;
use crate::linearise::linearise;
use crate::system::System;

/// Steps after which it is given up.
const MOST_STEPS: u32 = 2000;
/// Of the longest steps so many.
const MOST_LONG_STEPS: u32 = 100;
/// Accepted error of a step for the largest size of a state so far.
const TOLERANCE: f64 = 1e-3;
/// Bounds of a change of the step.
const SHRINK: f64 = 0.1;
const GROW: f64 = 100.0;
/// A state moves by at most this part of its size in the first step.
const FIRST: f64 = 1e-2;
/// Steps are no shorter.
const SHORTEST: f64 = 1e-80;
/// Sizes of states are taken to be at least this part of the largest.
const ROUNDING: f64 = 1e4 * f64::EPSILON;
/// A step below this part of its state is none.
const STILL: f64 = 1e-9;
/// Where steps shrink without end, one below this part of the tolerance of a run is none.
const CLOSE: f64 = 1e-3;
/// A rate that is no larger, and grows no faster with any state, is none of a fast process.
const SLOW: f64 = 1e12;

/// What fast processes move, and what follows them.
pub(crate) struct Relaxation<'a> {
    pub system: &'a System,
    pub t: f64,
    pub params: &'a [f64],
    pub rtol: f64,
    /// Absolute tolerance of each of [`System::implicit`].
    pub atol: &'a [f64],
}

impl Relaxation<'_> {
    /// Moves the fast states of `y`, and the algebraic ones with them, to where they rest.
    ///
    /// # Errors
    /// The state that finds no rest.
    pub fn run(&self, y: &mut [f64]) -> Result<(), usize> {
        let states = &self.system.implicit;
        // What is a difference of others is not known better.
        let least = ROUNDING * states.iter().map(|i| y[*i].abs()).fold(0.0, f64::max);
        let size = |(i, atol): (&usize, &f64)| y[*i].abs().max(*atol).max(least);
        let mut peak: Vec<f64> = states.iter().zip(self.atol).map(size).collect();
        let mut step = self.first_step(y, &peak);
        let mut long = 0;
        for _ in 0..MOST_STEPS {
            step = step.min(WHILE);
            let Some((next, error)) = self.attempt(y, step, &peak).filter(|(_, error)| *error <= 1.0) else {
                step *= SHRINK;
                if step < SHORTEST {
                    break;
                }
                continue;
            };
            let rests = step >= WHILE && self.rests(y, &next, long >= MOST_LONG_STEPS);
            y.copy_from_slice(&next);
            for (peak, i) in peak.iter_mut().zip(states) {
                *peak = peak.max(y[*i].abs());
            }
            if step >= WHILE {
                if rests {
                    return Ok(());
                }
                long += 1;
                if long > MOST_LONG_STEPS {
                    break;
                }
            }
            step *= (0.9 / error.sqrt()).clamp(SHRINK, GROW);
        }
        Err(self.worst(y))
    }

    /// A step in which nothing moves far for its size: a longer one would take an equilibrium next by for
    /// the one to go to, though the process leads away from it.
    fn first_step(&self, y: &[f64], peak: &[f64]) -> f64 {
        let mut step = WHILE;
        while step > SHORTEST {
            let far = |next: Vec<f64>| {
                let states = self.system.implicit.iter().zip(peak);
                states.map(|(i, peak)| (next[*i] - y[*i]).abs() / peak).fold(0.0, f64::max)
            };
            match self.step(y, step).map(far) {
                Some(far) if far <= FIRST => break,
                _ => step *= SHRINK,
            }
        }
        step
    }

    /// The fast state with the largest rate.
    fn worst(&self, y: &[f64]) -> usize {
        let f = linearise(self.system, self.t, y, self.params).f;
        let fast = self.system.fast.iter().copied();
        fast.max_by(|a, b| f[*a].abs().total_cmp(&f[*b].abs())).unwrap_or_default()
    }

    /// Where a step leads, as two of half the length, and how far one is from that in units of the
    /// tolerance.
    fn attempt(&self, y: &[f64], step: f64, peak: &[f64]) -> Option<(Vec<f64>, f64)> {
        let once = self.step(y, step)?;
        let half = self.step(y, 0.5 * step)?;
        let twice = self.step(&half, 0.5 * step)?;
        let error = self.system.implicit.iter().zip(peak).fold(1e-30f64, |worst, (i, peak)| {
            let error = (once[*i] - twice[*i]).abs() / (TOLERANCE * peak.max(twice[*i].abs()));
            // `f64::max` would hide not-a-number.
            if error > worst || error.is_nan() { error } else { worst }
        });
        Some((twice, error))
    }

    /// One step of the linearly implicit Euler method; none where its matrix is singular.
    fn step(&self, y: &[f64], step: f64) -> Option<Vec<f64>> {
        let (states, n) = (&self.system.implicit, self.system.implicit.len());
        let at = linearise(self.system, self.t, y, self.params);
        let mut matrix = DMatrix::from_fn(n, n, |row, column| at.jacobian[(states[row], states[column])]);
        let mut side = DVector::from_fn(n, |row, _| -at.f[states[row]]);
        for row in 0..n {
            if self.system.is_fast(states[row]) {
                matrix[(row, row)] -= 1.0 / step;
            }
            // Rows of very different size would mislead the choice of pivots.
            let size = matrix.row(row).amax();
            if size > 0.0 {
                matrix.row_mut(row).unscale_mut(size);
                side[row] /= size;
            }
        }
        let moved = matrix.lu().solve(&side).filter(|s| s.iter().all(|x| x.is_finite()))?;
        let mut next = y.to_vec();
        states.iter().zip(moved.iter()).for_each(|(i, by)| next[*i] += by);
        Some(next)
    }

    /// Whether a step has led nowhere, or no further than what is not fast would.
    fn rests(&self, y: &[f64], next: &[f64], late: bool) -> bool {
        let at = linearise(self.system, self.t, next, self.params);
        let states = self.system.implicit.iter().zip(self.atol);
        states.filter(|(i, _)| self.system.is_fast(**i)).all(|(i, atol)| {
            let size = next[*i].abs();
            let small = if late { CLOSE * (atol + self.rtol * size) } else { STILL * size };
            let slow = || at.f[*i].abs() <= SLOW && at.jacobian.row(*i).amax() <= SLOW;
            (next[*i] - y[*i]).abs() <= small || slow()
        })
    }
}
