//! A random permutation of `0..n` that needs no memory.

use super::seed::mix;

/// A permutation of `0..n`, one of many picked by its key.
///
/// Method: swap-or-not (Hoang, Morris and Rogaway, "An enciphering scheme based on a card
/// shuffle", CRYPTO 2012). In each round `x` and `k - x` modulo `n` are partners, and a hash of the
/// greater of both decides whether they change places. It works for every `n` without waste.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shuffle {
    n: u64,
    key: u64,
    rounds: u64,
}

impl Shuffle {
    /// A permutation of `0..n`, with `n` of 1 to 2^53.
    pub(super) fn new(n: u64, key: u64) -> Self {
        // The proof of the paper asks for a small multiple of log2 n; 24 more for small n.
        let rounds = 24 + 6 * u64::from(n.ilog2());
        Self { n, key, rounds }
    }

    /// Where `x < n` goes.
    pub(super) fn place(&self, x: u64) -> u64 {
        (0..self.rounds).fold(x, |x, round| {
            let round_key = mix(self.key.wrapping_add(round.wrapping_mul(STEP)));
            // The high half of a product: a number below n without a slow division.
            let k = ((u128::from(round_key) * u128::from(self.n)) >> 64) as u64;
            let partner = if k >= x { k - x } else { k + self.n - x };
            let greater = x.max(partner);
            if mix(round_key ^ greater.wrapping_mul(STEP)) >> 63 == 1 { partner } else { x }
        })
    }
}

/// Odd and without pattern: the golden ratio in 64 bits.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn it_is_a_permutation_for_every_n() {
        for n in (1..70).chain([255, 256, 257, 1000]) {
            let shuffle = Shuffle::new(n, n * 31);
            let mut hit: Vec<u64> = (0..n).map(|x| shuffle.place(x)).collect();
            hit.sort_unstable();
            assert_eq!(hit, (0..n).collect::<Vec<_>>(), "n = {n}");
        }
    }

    #[test]
    fn all_orders_of_four_are_as_likely() {
        let mut seen: BTreeMap<Vec<u64>, u32> = BTreeMap::new();
        for key in 0..24_000 {
            let shuffle = Shuffle::new(4, key);
            *seen.entry((0..4).map(|x| shuffle.place(x)).collect()).or_default() += 1;
        }
        assert_eq!(seen.len(), 24);
        // Chi-square with 23 degrees of freedom: 49.7 is passed once in a thousand.
        let chi: f64 = seen.values().map(|&c| (f64::from(c) - 1000.0).powi(2) / 1000.0).sum();
        assert!(chi < 49.7, "{chi}");
    }

    #[test]
    fn neighbours_land_far_apart() {
        let shuffle = Shuffle::new(10_000, 5);
        let mean =
            (0..9_999).map(|x| shuffle.place(x).abs_diff(shuffle.place(x + 1)) as f64).sum::<f64>() / 9_999.0;
        assert!((mean - 3333.0).abs() < 100.0, "{mean}");
    }
}
