//! 95 % intervals from resamples of base rows.

use rayon::prelude::*;

use super::indices::{Pair, Terms};
use crate::design::hash;
use crate::summary::quantile;

/// How many resamples there are.
const RESAMPLES: u64 = 500;

/// The intervals of first-order and total index of one parameter.
pub(super) type Intervals = [(f64, f64); 2];

/// Percentile intervals for each parameter (B. Efron, Ann. Stat. 7 (1979) 1-26); none where the
/// values of a resample do not vary. They depend on `seed` and the terms only: every number drawn is
/// a hash of its place.
pub(super) fn intervals(terms: &Terms, seed: u64) -> Option<Vec<Intervals>> {
    let key = hash(&[0x626f_6f74, seed]);
    let resamples: Option<Vec<Vec<Pair>>> = (0..RESAMPLES)
        .into_par_iter()
        .map(|resample| terms.pairs(picks(key, resample, terms.len())))
        .collect();
    let resamples = resamples?;
    let parameters = resamples.first().map_or(0, Vec::len);
    let interval = |i: usize, index: fn(&Pair) -> f64| {
        let values: Vec<f64> = resamples.iter().filter_map(|pairs| pairs.get(i)).map(index).collect();
        Some((quantile(&values, 0.025)?, quantile(&values, 0.975)?))
    };
    (0..parameters).map(|i| Some([interval(i, |p| p.first)?, interval(i, |p| p.total)?])).collect()
}

/// As many numbers below `n` as there are.
fn picks(key: u64, resample: u64, n: usize) -> impl Iterator<Item = usize> {
    let at = move |place: u64| (u128::from(hash(&[key, resample, place])) * n as u128) >> 64;
    (0..n as u64).map(move |place| at(place) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resample_draws_from_all_rows_alike() {
        let mut counts = vec![0.0f64; 50];
        for resample in 0..RESAMPLES {
            picks(hash(&[1]), resample, 50).for_each(|pick| counts[pick] += 1.0);
        }
        // 500 hits each are expected; chi-square with 49 degrees of freedom is below 86 in 99.9 %.
        let square: f64 = counts.iter().map(|count| (count - 500.0).powi(2) / 500.0).sum();
        assert!(square < 86.0 && square > 23.0, "{square}");
    }
}
