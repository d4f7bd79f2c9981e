//! Estimators of Sobol indices.
//!
//! Our own, since they are a few sums: the crate `salib` would bring 90 crates and an old `rand`.
//! First order: A. Saltelli et al., Comput. Phys. Commun. 181 (2010) 259-270, table 2 (b). Total:
//! M. J. W. Jansen, Comput. Phys. Commun. 117 (1999) 35-43.

/// Values that differ by less than this share of the greatest are equal but for rounding.
const ROUNDING: f64 = 16.0 * f64::EPSILON;

/// First-order and total index of one parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pair {
    pub first: f64,
    pub total: f64,
}

/// What each base row adds to the sums of the estimators, row after row.
#[derive(Debug, Clone)]
pub(super) struct Terms {
    terms: Vec<f64>,
    width: usize,
}

impl Terms {
    /// The terms of base rows of A, B, AB_1, AB_2, ..., all finite.
    ///
    /// # Errors
    /// Why there can be no indices: fewer than two base rows, or equal values.
    pub(super) fn new(bases: &[Vec<f64>]) -> Result<Self, String> {
        if bases.len() < 2 {
            return Err(format!("{} base rows are left, and indices need 2", bases.len()));
        }
        let all = || bases.iter().flatten().copied();
        // Squares of the greatest numbers would overflow.
        let scale = all().map(f64::abs).fold(0.0, f64::max);
        let both = || bases.iter().flat_map(|base| base.iter().take(2)).map(|x| x / scale);
        let (least, greatest) =
            both().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)));
        if scale == 0.0 || greatest - least <= ROUNDING {
            let one = bases.first().and_then(|base| base.first()).copied().unwrap_or(0.0);
            return Err(format!("the value is the same in all runs: {one}"));
        }
        // Saltelli's estimator is far less noisy about the mean.
        let mean = both().sum::<f64>() / (2 * bases.len()) as f64;
        let mut terms = Vec::new();
        for base in bases {
            let mut values = base.iter().map(|x| x / scale - mean);
            let [a, b] = [values.next(), values.next()].map(|x| x.unwrap_or(f64::NAN));
            terms.extend([a + b, a * a + b * b]);
            terms.extend(values.flat_map(|ab| [b * (ab - a), ab - a, (a - ab) * (a - ab)]));
        }
        Ok(Self { width: terms.len() / bases.len(), terms })
    }

    /// How many base rows there are.
    pub(super) fn len(&self) -> usize {
        self.terms.len() / self.width
    }

    /// The indices of each parameter from the base rows of these numbers, with repeats; none where
    /// their values do not vary.
    pub(super) fn pairs(&self, picks: impl Iterator<Item = usize>) -> Option<Vec<Pair>> {
        let mut sums = vec![0.0; self.width];
        let mut n = 0.0;
        for pick in picks {
            let terms = self.terms.iter().skip(pick * self.width);
            sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
            n += 1.0;
        }
        let (both, parameters) = sums.split_first_chunk::<2>()?;
        let [mean, square] = both.map(|sum| sum / (2.0 * n));
        let variance = square - mean * mean;
        // What rounding leaves of equal numbers.
        if variance.is_nan() || variance <= 1e-12 * square {
            return None;
        }
        let pair = |sums: &[f64; 3]| {
            let [product, difference, square] = sums.map(|sum| sum / n);
            Pair { first: (product - mean * difference) / variance, total: square / 2.0 / variance }
        };
        Some(parameters.as_chunks::<3>().0.iter().map(pair).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// f = x1 + 2 x2 on the corners of a square: shares 1/5 and 4/5, without interaction.
    fn corners() -> Vec<Vec<f64>> {
        let ends = [-1.0, 1.0];
        let mut bases = Vec::new();
        for (a1, a2) in ends.iter().flat_map(|x| ends.iter().map(move |y| (*x, *y))) {
            for (b1, b2) in ends.iter().flat_map(|x| ends.iter().map(move |y| (*x, *y))) {
                let f = |x1: f64, x2: f64| x1 + 2.0 * x2;
                bases.push(vec![f(a1, a2), f(b1, b2), f(b1, a2), f(a1, b2)]);
            }
        }
        bases
    }

    #[test]
    fn all_combinations_of_a_sum_give_exact_shares() {
        for (scale, shift) in [(1.0, 0.0), (1e300, 0.0), (1e-200, 0.0), (1.0, 1e6)] {
            let bases: Vec<Vec<f64>> =
                corners().iter().map(|base| base.iter().map(|x| x * scale + shift).collect()).collect();
            let terms = Terms::new(&bases).unwrap();
            let pairs = terms.pairs(0..terms.len()).unwrap();
            for (pair, share) in pairs.iter().zip([0.2, 0.8]) {
                assert!((pair.first - share).abs() < 1e-9, "{scale} {shift} {pair:?}");
                assert!((pair.total - share).abs() < 1e-9, "{scale} {shift} {pair:?}");
            }
        }
    }

    #[test]
    fn equal_values_have_no_indices() {
        let reason = |bases: &[Vec<f64>]| Terms::new(bases).unwrap_err();
        assert_eq!(reason(&[vec![3.5; 4], vec![3.5; 4]]), "the value is the same in all runs: 3.5");
        assert_eq!(reason(&[vec![0.0; 4], vec![0.0; 4]]), "the value is the same in all runs: 0");
        assert_eq!(reason(&corners()[..1]), "1 base rows are left, and indices need 2");
        let terms = Terms::new(&corners()).unwrap();
        // A equals B in the first of them, so nothing varies.
        assert_eq!(terms.pairs([0, 0, 0].into_iter()), None);
        assert_eq!(terms.pairs(std::iter::empty()), None);
    }
}
