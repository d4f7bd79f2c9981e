//! Small damage to texts and bytes, the same for the same seed.

/// SplitMix64.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `n`, which is above 0.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}

/// What often breaks readers.
const PIECES: [&str; 36] = [
    "0",
    "-1",
    "1e308",
    "1e-320",
    "1e400",
    "nan",
    "inf",
    "-inf",
    "9999999999999999999",
    "\"",
    "'",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    "&",
    ";",
    ",",
    "=",
    ":=",
    "->",
    "\n",
    "\r\n",
    "\0",
    "\u{feff}",
    "µ",
    "\u{1f600}",
    "time",
    "piecewise(",
    "</math>",
    "<!--",
    "[[axis]]\n",
];

/// `bytes` with one to four faults, some of them taken from `other`.
pub fn mutated(bytes: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..1 + random.below(4) {
        one(&mut bytes, other, random);
    }
    bytes
}

fn one(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    let end = (at + 1 + random.below(24)).min(bytes.len());
    match random.below(7) {
        0 => drop(bytes.drain(at..end)),
        1 => {
            let part = bytes[at..end].to_vec();
            let to = random.below(bytes.len() + 1);
            bytes.splice(to..to, part);
        }
        2 => drop(bytes.splice(at..at, PIECES[random.below(PIECES.len())].bytes())),
        3 => {
            let (from, to) = word(bytes, at);
            bytes.splice(from..to, PIECES[random.below(PIECES.len())].bytes());
        }
        4 => {
            let from = random.below(other.len() + 1);
            let to = (from + random.below(60)).min(other.len());
            bytes.splice(at..end, other[from..to].iter().copied());
        }
        5 => {
            // A word of its own text in another place: ids that clash and refer to themselves.
            let (from, to) = word(bytes, at);
            let start = random.below(bytes.len() + 1);
            let (first, last) = word(bytes, start);
            let other = bytes[first..last].to_vec();
            bytes.splice(from..to, other);
        }
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
    }
}

/// The word or number round a place.
fn word(bytes: &[u8], at: usize) -> (usize, usize) {
    let inside = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_' || *b == b'.';
    let from = bytes[..at].iter().rposition(|b| !inside(b)).map_or(0, |i| i + 1);
    let to = bytes[at..].iter().position(|b| !inside(b)).map_or(bytes.len(), |i| at + i);
    (from, to)
}
