//! Formulas on time and parameters alone, worked through one after the other.
//!
//! Unlike the compiled programs a tape can stop in the middle, so that what one formula decides is
//! a parameter of the next.

use std::collections::HashMap;
use std::ops::Range;

use crate::graph::{Binary, Graph, Node, Term, Unary};

/// One value; operands are positions on the tape.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    Const(f64),
    Param(usize),
    Time,
    Unary(Unary, usize),
    Binary(Binary, usize, usize),
    Select(usize, usize, usize),
}

/// Values in order, operands first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tape {
    steps: Vec<Step>,
    known: HashMap<Node, usize>,
}

impl Tape {
    /// Number of values.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Writes a formula that reads no state; gives its position.
    pub fn write(&mut self, graph: &Graph, root: Node) -> usize {
        for node in graph.reachable(&[root]) {
            if !self.known.contains_key(&node) {
                let at = |n: Node| self.known[&n];
                let step = match graph.term(node) {
                    Term::Const(bits) => Step::Const(f64::from_bits(bits)),
                    Term::Param(i) => Step::Param(i as usize),
                    Term::Time => Step::Time,
                    Term::State(_) | Term::Lagged(_) | Term::LaggedSlope(_) | Term::Started => {
                        unreachable!("formulas on time read no state")
                    }
                    Term::Unary(op, a) => Step::Unary(op, at(a)),
                    Term::Binary(op, a, b) => Step::Binary(op, at(a), at(b)),
                    Term::Select(c, a, b) => Step::Select(at(c), at(a), at(b)),
                };
                self.known.insert(node, self.steps.len());
                self.steps.push(step);
            }
        }
        self.known[&root]
    }

    /// Computes a part of the tape into `values`, the parts before it being done.
    pub fn run(&self, part: Range<usize>, t: f64, params: &[f64], values: &mut [f64]) {
        for i in part {
            values[i] = match self.steps[i] {
                Step::Const(x) => x,
                Step::Param(p) => params[p],
                Step::Time => t,
                Step::Unary(op, a) => op.eval(values[a]),
                Step::Binary(op, a, b) => op.eval(values[a], values[b]),
                Step::Select(c, a, b) => values[if values[c] != 0.0 { a } else { b }],
            };
        }
    }

    /// The tape as plain numbers: equal where the same is computed.
    pub fn words(&self) -> impl Iterator<Item = u64> + '_ {
        self.steps.iter().flat_map(|step| match *step {
            Step::Const(x) => [0, x.to_bits(), 0, 0],
            Step::Param(p) => [1, p as u64, 0, 0],
            Step::Time => [2, 0, 0, 0],
            Step::Unary(op, a) => [3, op as u64, a as u64, 0],
            Step::Binary(op, a, b) => [4 + op as u64, a as u64, b as u64, 0],
            Step::Select(c, a, b) => [3, u64::MAX - c as u64, a as u64, b as u64],
        })
    }
}
