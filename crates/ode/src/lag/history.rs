//! What a run was, step by step.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::rosenbrock::{between, slope_between};
use crate::snapshot::{Reader, Words};

/// Of one state in a step: its values at both ends and the sums of the method's interpolant.
pub(crate) type Ends = [f64; 5];

/// A step that stands.
#[derive(Debug, Clone)]
struct Piece {
    from: f64,
    to: f64,
    params: Arc<[f64]>,
    /// Of each state that is kept.
    ends: Vec<Ends>,
}

/// Where in a history a time lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Place {
    /// Before its start.
    Before,
    /// In a step, so far through it.
    Within(usize, f64),
    /// After its end.
    Ahead,
    /// In a part that was dropped.
    Forgotten,
}

/// The steps of a run, as far back as they are needed.
#[derive(Debug, Clone)]
pub(super) struct History {
    start: f64,
    /// States that are kept of each step.
    kept: Vec<u32>,
    pieces: VecDeque<Piece>,
    /// Parameters of the last step.
    params: Arc<[f64]>,
    /// Something was dropped.
    forgotten: bool,
}

/// How far two times may differ that mean the same.
pub(super) fn slack(t: f64) -> f64 {
    16.0 * f64::EPSILON * t.abs() + f64::MIN_POSITIVE
}

impl History {
    /// An empty one that will keep the states `kept`.
    pub fn new(start: f64, kept: Vec<u32>) -> Self {
        Self { start, kept, pieces: VecDeque::new(), params: Arc::from([]), forgotten: false }
    }

    /// Where `s` lies, and which side of a jump is meant there. `near` times count as the same.
    pub fn locate(&self, s: f64, after: bool, near: f64) -> Place {
        let end = self.pieces.back().map_or(self.start, |p| p.to);
        if s < self.start - near || (s <= self.start + near && (!after || self.pieces.is_empty())) {
            return Place::Before;
        }
        if s > end + near {
            return Place::Ahead;
        }
        if self.forgotten && self.pieces.front().is_some_and(|p| s < p.from - near) {
            return Place::Forgotten;
        }
        // The first step that ends at `s` or later; where the next one is meant, later only.
        let bound = if after { s + near } else { s - near };
        let i = self.pieces.partition_point(|p| if after { p.to <= bound } else { p.to < bound });
        let i = i.min(self.pieces.len() - 1);
        let piece = &self.pieces[i];
        let x = if s >= piece.to { 1.0 } else { (s - piece.from) / (piece.to - piece.from) };
        Place::Within(i, x.max(0.0))
    }

    /// Writes the states kept of step `i` at the part `x` of it, and their slopes, each by its index.
    pub fn read(&self, i: usize, x: f64, y: &mut [f64], slopes: &mut [f64]) {
        let piece = &self.pieces[i];
        let length = piece.to - piece.from;
        for (state, [y0, y1, a, b, c]) in self.kept.iter().zip(&piece.ends) {
            let (i, sums) = (*state as usize, [*a, *b, *c]);
            y[i] = between(x, *y0, *y1, &sums);
            slopes[i] = slope_between(x, y1 - y0, &sums) / length;
        }
    }

    /// Parameters during step `i`.
    pub fn params(&self, i: usize) -> &[f64] {
        &self.pieces[i].params
    }

    /// Adds a step.
    pub fn push(&mut self, from: f64, to: f64, params: &[f64], ends: Vec<Ends>) {
        if *self.params != *params {
            self.params = Arc::from(params);
        }
        self.pieces.push_back(Piece { from, to, params: Arc::clone(&self.params), ends });
    }

    /// The last step has other ends.
    pub fn replace(&mut self, to: Option<f64>, ends: Vec<Ends>) {
        if let Some(piece) = self.pieces.back_mut() {
            piece.to = to.unwrap_or(piece.to);
            piece.ends = ends;
        }
    }

    /// Whether nothing was kept so far.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Whether step `i` is the last.
    pub fn is_last(&self, i: usize) -> bool {
        i + 1 == self.pieces.len()
    }

    /// Takes the last step back.
    pub fn pop(&mut self) {
        self.pieces.pop_back();
    }

    /// Drops what lies before `t` but for the step that ends there.
    pub fn drop_before(&mut self, t: f64) {
        while self.pieces.get(1).is_some_and(|p| p.to < t) {
            self.pieces.pop_front();
            self.forgotten = true;
        }
    }

    /// Everything, for a snapshot.
    pub fn store(&self, words: &mut Words) {
        words.push(u64::from(self.forgotten));
        words.push(self.pieces.len() as u64);
        let mut last: &[f64] = &[];
        for piece in &self.pieces {
            words.floats(&[piece.from, piece.to]);
            let same = *piece.params == *last;
            words.push(u64::from(same));
            if !same {
                words.floats(&piece.params);
            }
            last = &piece.params;
            piece.ends.iter().for_each(|ends| words.floats(ends));
        }
    }

    /// Takes back what [`History::store`] wrote; `params` is the number of parameters.
    pub fn restore(&mut self, params: usize, words: &mut Reader<'_>) -> Option<()> {
        self.forgotten = words.flag()?;
        self.pieces.clear();
        self.params = Arc::from([]);
        for _ in 0..words.next()? {
            let (from, to) = (words.finite()?, words.finite()?);
            if !words.flag()? {
                self.params = (0..params).map(|_| words.float()).collect::<Option<_>>()?;
            }
            if self.params.len() != params {
                return None;
            }
            let mut ends = vec![[0.0; 5]; self.kept.len()];
            for x in ends.iter_mut().flatten() {
                *x = words.float()?;
            }
            self.pieces.push_back(Piece { from, to, params: Arc::clone(&self.params), ends });
        }
        Some(())
    }
}
