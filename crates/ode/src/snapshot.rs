//! The exact state of a run under way, as plain words that a host can keep anywhere.

/// Everything that the rest of a run depends on. Equal snapshots go on with equal bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot(Vec<u64>);

impl Snapshot {
    /// The words, to be stored.
    pub fn words(&self) -> &[u64] {
        &self.0
    }

    /// A snapshot from stored words; whether they fit a system is found out on loading.
    pub fn from_words(words: Vec<u64>) -> Self {
        Self(words)
    }
}

impl From<Words> for Snapshot {
    fn from(words: Words) -> Self {
        Self(words.0)
    }
}

/// Words on their way out.
#[derive(Debug, Default)]
pub(crate) struct Words(Vec<u64>);

impl Words {
    pub fn push(&mut self, word: u64) {
        self.0.push(word);
    }

    pub fn float(&mut self, x: f64) {
        self.0.push(x.to_bits());
    }

    pub fn floats(&mut self, x: &[f64]) {
        self.0.extend(x.iter().map(|x| x.to_bits()));
    }

    pub fn extend(&mut self, words: impl Iterator<Item = u64>) {
        self.0.extend(words);
    }
}

/// Words on their way in; every read gives `None` where they end too early.
#[derive(Debug)]
pub(crate) struct Reader<'a>(std::slice::Iter<'a, u64>);

impl<'a> Reader<'a> {
    pub fn new(snapshot: &'a Snapshot) -> Self {
        Self(snapshot.0.iter())
    }

    pub fn next(&mut self) -> Option<u64> {
        self.0.next().copied()
    }

    pub fn float(&mut self) -> Option<f64> {
        self.next().map(f64::from_bits)
    }

    pub fn finite(&mut self) -> Option<f64> {
        self.float().filter(|x| x.is_finite())
    }

    pub fn flag(&mut self) -> Option<bool> {
        match self.next()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.len() == 0
    }
}
