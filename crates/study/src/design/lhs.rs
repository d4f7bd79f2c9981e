//! Latin hypercube sampling (McKay, Beckman and Conover 1979).

use super::range::Range;
use super::seed::hash;
use super::shuffle::Shuffle;

/// `n` points; along each range, each of `n` strata of the same share holds exactly one of them.
#[derive(Debug, Clone)]
pub(super) struct LatinHypercube {
    ranges: Vec<Range>,
    n: u64,
    seed: u64,
}

impl LatinHypercube {
    pub(super) fn new(ranges: Vec<Range>, n: u64, seed: u64) -> Self {
        Self { ranges, n, seed }
    }

    /// The values of point `i < n`. Nothing is kept between points.
    pub(super) fn values(&self, i: u64) -> impl Iterator<Item = f64> {
        (0u64..).zip(&self.ranges).map(move |(dimension, range)| {
            let key = hash(&[self.seed, dimension]);
            let stratum = Shuffle::new(self.n, key).place(i);
            range.at((stratum as f64 + within(key, i)) / self.n as f64)
        })
    }
}

/// A place inside a stratum. 32 bits only, so that the sum with the number of the stratum is exact
/// and never rounds up into the next one.
fn within(key: u64, i: u64) -> f64 {
    let bits = hash(&[key, 0x0006_a177, i]) >> 32;
    (bits as f64 + 0.5) / (1u64 << 32) as f64
}
