//! Candidates: patients before anyone is screened.

use jakstat_model::Diagnostic;
use statrs::function::erf::erfc_inv;

use super::{Distribution, Population, correlation};
use crate::codes;
use crate::design::Uniforms;

/// Any number of candidates of a population; each is computed when asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidates {
    uniforms: Uniforms,
    /// Rows of the lower Cholesky factor of the correlations.
    factor: Vec<Vec<f64>>,
    distributions: Vec<Distribution>,
}

impl Population {
    /// The candidates that `seed`, that of the study, gives.
    ///
    /// # Errors
    /// As [`Population::check`].
    pub fn candidates(&self, seed: u64) -> Result<Candidates, Vec<Diagnostic>> {
        self.check()?;
        let factor = correlation::factor(self).ok_or_else(|| {
            let message = "the correlations are too close to a contradiction to be drawn";
            vec![Diagnostic::error(&codes::BAD_CORRELATION, message).help("bring them a little nearer to 0")]
        })?;
        Ok(Candidates {
            uniforms: Uniforms::new(self.parameters.len(), seed),
            factor,
            distributions: self.parameters.iter().map(|p| p.distribution.clone()).collect(),
        })
    }
}

impl Candidates {
    /// Normal scores of candidate `i` (from 0), with the correlations of the population.
    pub fn scores(&self, i: u64) -> Vec<f64> {
        let plain: Vec<f64> = self.uniforms.values(i).into_iter().map(normal_score).collect();
        self.factor.iter().map(|row| row.iter().zip(&plain).map(|(a, b)| a * b).sum()).collect()
    }

    /// Values of candidate `i` (from 0), in the order and units of the parameters. They depend on
    /// the seed, the population and `i` only.
    pub fn values(&self, i: u64) -> Vec<f64> {
        self.distributions.iter().zip(self.scores(i)).map(|(d, score)| d.at_score(score)).collect()
    }
}

/// The score below which the share `u` (between 0 and 1) of the standard normal distribution lies.
fn normal_score(u: f64) -> f64 {
    -std::f64::consts::SQRT_2 * erfc_inv(2.0 * u)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_scores_are_those_of_the_tables() {
        for (u, score) in [
            (0.5, 0.0),
            (0.975, 1.959_963_984_540_054),
            (0.001, -3.090_232_306_167_813_5),
            (1e-12, -7.034_483_825_301_132),
        ] {
            assert!((normal_score(u) - score).abs() < 1e-9, "{u}: {}", normal_score(u));
        }
    }
}
