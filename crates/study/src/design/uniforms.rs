//! Uniform numbers of a point, one for each dimension.

use super::range::{Range, Scale};
use super::seed::hash;
use super::sobol::{SOBOL_MAX_RANGES, Sobol};

/// Numbers between 0 and 1, both excluded, that depend on the seed and the number of the point only.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Uniforms {
    /// Scrambled Sobol points.
    Sobol(Sobol),
    /// Hashes, where there are more dimensions than direction numbers.
    Hashed { dimensions: u64, key: u64 },
}

impl Uniforms {
    /// Sobol points up to [`SOBOL_MAX_RANGES`] dimensions, hashes beyond.
    pub(crate) fn new(dimensions: usize, seed: u64) -> Self {
        let key = hash(&[0x756e_6966, seed]);
        if dimensions > SOBOL_MAX_RANGES {
            return Self::Hashed { dimensions: dimensions as u64, key };
        }
        let unit = Range { name: String::new(), unit: None, from: 0.0, to: 1.0, scale: Scale::Linear };
        Self::Sobol(Sobol::new(vec![unit; dimensions], key))
    }

    /// The numbers of point `i`.
    pub(crate) fn values(&self, i: u64) -> Vec<f64> {
        match self {
            Self::Sobol(sobol) => sobol.values(i).collect(),
            Self::Hashed { dimensions, key } => (0..*dimensions).map(|d| unit(hash(&[*key, d, i]))).collect(),
        }
    }
}

/// The middle of one of 2^52 cells: never 0 and never 1.
fn unit(bits: u64) -> f64 {
    (2 * (bits >> 12) + 1) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_are_uniform_and_inside() {
        for dimensions in [3, SOBOL_MAX_RANGES + 1] {
            let uniforms = Uniforms::new(dimensions, 5);
            let points: Vec<Vec<f64>> = (0..2000).map(|i| uniforms.values(i)).collect();
            assert!(points.iter().flatten().all(|u| *u > 0.0 && *u < 1.0));
            for d in [0, dimensions - 1] {
                let mean = points.iter().map(|p| p[d]).sum::<f64>() / 2000.0;
                let square = points.iter().map(|p| p[d] * p[d]).sum::<f64>() / 2000.0;
                assert!((mean - 0.5).abs() < 0.02 && (square - 1.0 / 3.0).abs() < 0.02, "{mean} {square}");
            }
        }
        assert!(matches!(Uniforms::new(SOBOL_MAX_RANGES, 5), Uniforms::Sobol(_)));
        assert_eq!((unit(0) > 0.0, unit(u64::MAX) < 1.0), (true, true));
    }
}
