//! Looks back in time.

use crate::graph::{Binary, Dependence, Graph, Node, Term};

/// A look back in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lag {
    /// What is looked at.
    pub of: Node,
    /// How long ago.
    pub by: Node,
}

impl Graph {
    /// The value that `of` had `by` ago; before the start of a run its value with the states and
    /// parameters of the start, at that time. With a `by` of 0 it is `of`; a negative one fails a run.
    pub fn delayed(&mut self, of: Node, by: Node) -> Node {
        let zero = self.constant(0.0);
        if self.dependence(of) == Dependence::Constant || by == zero {
            return of;
        }
        let lag = Lag { of, by };
        let index = self.lags.iter().position(|known| *known == lag).unwrap_or_else(|| {
            self.lags.push(lag);
            self.lags.len() - 1
        });
        let lagged = self.intern(Term::Lagged(index as u32));
        let none = self.binary(Binary::Eq, by, zero);
        self.select(none, of, lagged)
    }

    /// 1 from the start of a run on, 0 where a lag looks before it.
    pub fn started(&mut self) -> Node {
        self.intern(Term::Started)
    }

    /// All lags, each after those that it reads.
    pub fn lags(&self) -> &[Lag] {
        &self.lags
    }

    /// How fast the formula of a lag changed then.
    pub(crate) fn lagged_slope(&mut self, lag: u32) -> Node {
        self.intern(Term::LaggedSlope(lag))
    }

    /// The lags that `roots` read, and those that these read now, in order.
    pub(crate) fn lags_read(&self, roots: &[Node]) -> Vec<usize> {
        if self.lags.is_empty() {
            return Vec::new();
        }
        let mut read = vec![false; self.lags.len()];
        let mark = |read: &mut Vec<bool>, roots: &[Node]| {
            for node in self.reachable(roots) {
                if let Term::Lagged(i) | Term::LaggedSlope(i) = self.term(node) {
                    read[i as usize] = true;
                }
            }
        };
        mark(&mut read, roots);
        for i in (0..read.len()).rev() {
            if read[i] {
                mark(&mut read, &[self.lags[i].by]);
            }
        }
        (0..read.len()).filter(|i| read[*i]).collect()
    }
}
