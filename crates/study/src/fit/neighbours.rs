//! Sets around the best one that the data can hardly tell from it.

use nalgebra::{DMatrix, DVector};
use statrs::function::erf::erfc_inv;

use super::local::{Residuals, difference};
use super::search::{Search, mirrored};
use crate::design::Uniforms;

/// Precision of a number that may lie anywhere in its range: one over the variance of a uniform one.
const RANGE: f64 = 12.0;

/// Tries `samples` sets drawn from the normal approximation of the posterior around `best`: the
/// inverse of `JᵀJ` plus what the ranges say, with residuals in standard deviations and `J` their
/// derivatives by finite differences (Gelman et al., Bayesian Data Analysis, section 4.1). What comes
/// of them is seen by `residuals`; those that fit much worse are for the caller to leave out.
pub fn neighbours(
    best: &[f64],
    samples: usize,
    options: &Search,
    residuals: &mut Residuals<'_>,
    go_on: &dyn Fn() -> bool,
) {
    let n = best.len();
    let Some(here) = residuals(best).map(DVector::from_vec) else { return };
    let mut slopes = DMatrix::zeros(here.len(), n);
    for column in 0..n {
        let step = difference(best[column], options.spread);
        let mut beside = best.to_vec();
        beside[column] += step;
        let there = if go_on() { residuals(&beside) } else { return };
        // A set that cannot be used says nothing: the range alone bounds that number.
        if let Some(there) = there {
            slopes.set_column(column, &((DVector::from_vec(there) - &here) / step));
        }
    }
    let precision = slopes.tr_mul(&slopes) + DMatrix::identity(n, n) * RANGE;
    let Some(factor) = precision.cholesky().map(|c| c.l().transpose()) else { return };
    let uniforms = Uniforms::new(n, options.seed);
    for i in 0..samples as u64 {
        if !go_on() {
            return;
        }
        let normal = |u: &f64| -std::f64::consts::SQRT_2 * erfc_inv(2.0 * u);
        let scores = DVector::from_vec(uniforms.values(i).iter().map(normal).collect());
        if let Some(shift) = factor.solve_upper_triangular(&scores) {
            let place: Vec<f64> = best.iter().zip(&shift).map(|(x, dx)| mirrored(x + dx)).collect();
            residuals(&place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_spread_as_far_as_the_data_leave_open() {
        // The first number is known to 0.02 of its range, the sum of the others to 0.01.
        let model = |u: &[f64]| vec![(u[0] - 0.4) / 0.02, (u[1] + u[2] - 1.0) / 0.01];
        let mut tried = Vec::new();
        let mut residuals = |u: &[f64]| {
            tried.push(u.to_vec());
            Some(model(u))
        };
        let options = Search { spread: 1e-4, ..Search::default() };
        neighbours(&[0.4, 0.5, 0.5], 4000, &options, &mut residuals, &|| true);
        let drawn = &tried[4..];
        assert_eq!(drawn.len(), 4000);
        let sd = |of: &dyn Fn(&Vec<f64>) -> f64| {
            let mean = drawn.iter().map(of).sum::<f64>() / 4000.0;
            (drawn.iter().map(|u| (of(u) - mean).powi(2)).sum::<f64>() / 4000.0).sqrt()
        };
        assert!((sd(&|u| u[0]) - 0.02).abs() < 0.001, "{}", sd(&|u| u[0]));
        // Mirrored at the walls, a sum is kept only where both stay inside.
        assert!(sd(&|u| u[1]) > 0.15, "{}", sd(&|u| u[1]));
        let near = drawn.iter().filter(|u| (u[1] + u[2] - 1.0).abs() < 0.03).count();
        assert!(near > 3500, "{near}");
    }
}
