//! Sobol points with Owen's scrambling.

use super::joe_kuo::JOE_KUO;
use super::range::Range;
use super::seed::{hash, mix};

/// The most ranges of one Sobol block: as many as there are direction numbers.
pub const SOBOL_MAX_RANGES: usize = JOE_KUO.len() + 1;

/// Bits of an index; as many as [`MAX_RUNS`](super::MAX_RUNS) asks for.
const INDEX_BITS: usize = 54;

/// Bits of a coordinate: with the half added at the end they just fit a double.
const DIGITS: u32 = 52;

/// The first points of a scrambled Sobol sequence over some ranges.
///
/// The points come in plain binary order, so point `i` needs no other. Scrambling: nested uniform
/// (A. B. Owen 1995), each digit flipped by a hash of all digits before it, which keeps every
/// balance of the sequence and makes each point uniform on its own.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sobol {
    dimensions: Vec<(Range, Box<[u64; INDEX_BITS]>, u64)>,
}

impl Sobol {
    /// Takes at most [`SOBOL_MAX_RANGES`] ranges; more are cut off.
    pub(super) fn new(ranges: Vec<Range>, seed: u64) -> Self {
        let directions = std::iter::once(van_der_corput())
            .chain(JOE_KUO.iter().map(|(polynomial, start)| directions(*polynomial, start)));
        let keys = (0u64..).map(|dimension| hash(&[seed, dimension]));
        let dimensions =
            ranges.into_iter().zip(directions).zip(keys).map(|((r, d), k)| (r, Box::new(d), k)).collect();
        Self { dimensions }
    }

    /// The values of point `i`.
    pub(super) fn values(&self, i: u64) -> impl Iterator<Item = f64> {
        self.dimensions.iter().map(move |(range, directions, key)| {
            let digits = scramble(digits(directions, i), *key);
            // The middle of its cell: never 0 and never 1.
            range.at((2 * digits + 1) as f64 / (1u64 << (DIGITS + 1)) as f64)
        })
    }
}

fn van_der_corput() -> [u64; INDEX_BITS] {
    std::array::from_fn(|k| 1 << (63 - k))
}

/// Direction numbers from a primitive polynomial and the first `m`, binary point before bit 63.
fn directions(polynomial: u32, start: &[u32]) -> [u64; INDEX_BITS] {
    let degree = start.len();
    let mut v = [0u64; INDEX_BITS];
    for k in 0..INDEX_BITS {
        v[k] = match start.get(k) {
            Some(m) => u64::from(*m) << (63 - k),
            None => (1..degree)
                .filter(|j| (polynomial >> (degree - j)) & 1 == 1)
                .fold(v[k - degree] ^ (v[k - degree] >> degree), |sum, j| sum ^ v[k - j]),
        };
    }
    v
}

/// Point `i` before scrambling, binary point before bit 63.
fn digits(directions: &[u64; INDEX_BITS], i: u64) -> u64 {
    directions.iter().enumerate().filter(|(bit, _)| (i >> bit) & 1 == 1).fold(0, |sum, (_, v)| sum ^ v)
}

/// The first [`DIGITS`] digits, each flipped or not by a hash of those before it.
fn scramble(digits: u64, key: u64) -> u64 {
    (0..DIGITS).fold(0, |out, depth| {
        // A leading one tells prefixes of different lengths apart.
        let prefix = (1 << depth) | (digits >> 1 >> (63 - depth));
        let flip = mix(key ^ mix(prefix)) >> 63;
        let digit = (digits >> (63 - depth)) & 1;
        (out << 1) | (digit ^ flip)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Oracle: `scipy.stats.qmc.Sobol(128, scramble=False, bits=52)` of SciPy 1.17.1, which
    /// holds point `gray(n)` at place `n`; columns are dimensions 0, 1, 2, 6, 40, 99, 127.
    const SCIPY: [(u64, [f64; 7]); 7] = [
        (1, [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]),
        (2, [0.75, 0.25, 0.25, 0.25, 0.25, 0.75, 0.25]),
        (3, [0.25, 0.75, 0.75, 0.75, 0.75, 0.25, 0.75]),
        (7, [0.125, 0.625, 0.375, 0.625, 0.125, 0.625, 0.375]),
        (100, [0.4140625, 0.2578125, 0.7734375, 0.0234375, 0.7109375, 0.8828125, 0.4609375]),
        (
            1000,
            [
                0.2197265625,
                0.0966796875,
                0.5185546875,
                0.0458984375,
                0.9130859375,
                0.1865234375,
                0.5439453125,
            ],
        ),
        (
            4095,
            [
                0.000244140625,
                0.941162109375,
                0.334228515625,
                0.949462890625,
                0.200927734375,
                0.962646484375,
                0.261474609375,
            ],
        ),
    ];

    #[test]
    fn points_before_scrambling_are_those_of_scipy() {
        let all: Vec<_> = std::iter::once(van_der_corput())
            .chain(JOE_KUO.iter().map(|(polynomial, start)| directions(*polynomial, start)))
            .collect();
        for (n, want) in SCIPY {
            let got = [0, 1, 2, 6, 40, 99, 127].map(|d| digits(&all[d], n ^ (n >> 1)) as f64 / 2f64.powi(64));
            assert_eq!(got, want, "n = {n}");
        }
    }

    #[test]
    fn direction_numbers_are_odd_and_small() {
        for (polynomial, start) in JOE_KUO {
            assert_eq!(start.len() as u32, polynomial.ilog2());
            for (k, m) in start.iter().enumerate() {
                assert!(m % 2 == 1 && *m < 2 << k, "{polynomial}: {start:?}");
            }
        }
    }

    #[test]
    fn a_prefix_is_flipped_alike_whatever_follows() {
        for digit in 0..50 {
            let (a, b) = (0xdead_beef_1234_5678, 0xdead_beef_1234_5678 ^ (1u64 << (63 - digit)));
            let differ = scramble(a, 9) ^ scramble(b, 9);
            assert_eq!(differ.leading_zeros(), 64 - DIGITS + digit, "digit {digit}");
        }
    }
}
