//! Straight-line programs over numbered slots: what a model computes, in the order of computation.
//!
//! A program is compiled from the expression graph ([`compile`]) or planned directly (the sparse
//! LU), and executed by the interpreter ([`interpret`]) or as native code. Both give the same bits:
//! each operation is rounded once, and what is fused is said here and not chosen later.

pub mod compile;
pub mod interpret;
mod select;

use std::collections::BTreeSet;

use crate::graph::{Binary, Unary};

/// What one instruction computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    /// `a`.
    Copy,
    /// One operand.
    Unary(Unary),
    /// Two operands.
    Binary(Binary),
    /// `a * b + c`, rounded once.
    MulAdd,
    /// `a * b - c`, rounded once.
    MulSub,
    /// `c - a * b`, rounded once.
    NegMulAdd,
    /// `if a then b else c`.
    Select,
}

/// One operation on slots. Operands beyond the operation's number of them repeat the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Instruction {
    pub op: Op,
    pub to: u32,
    pub args: [u32; 3],
}

/// Instructions in order, and the slots that hold results at the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Code {
    pub(crate) instructions: Vec<Instruction>,
    pub(crate) results: Vec<u32>,
}

/// Slots that every set of programs has.
pub(crate) const TIME: u32 = 0;
/// Holds 0.
pub(crate) const ZERO: u32 = 1;
/// Holds 1.
pub(crate) const ONE: u32 = 2;
/// Holds -0, which is a sign and nothing else.
pub(crate) const SIGN: u32 = 3;
/// Parameters begin here.
pub(crate) const FIRST_PARAM: u32 = 4;

impl Op {
    /// Number of operands.
    pub fn arity(self) -> usize {
        match self {
            Self::Copy | Self::Unary(_) => 1,
            Self::Binary(_) => 2,
            Self::MulAdd | Self::MulSub | Self::NegMulAdd | Self::Select => 3,
        }
    }

    fn words(self) -> [u64; 2] {
        match self {
            Self::Copy => [0, 0],
            Self::Unary(op) => [1, op as u64],
            Self::Binary(op) => [2, op as u64],
            Self::MulAdd => [3, 0],
            Self::MulSub => [4, 0],
            Self::NegMulAdd => [5, 0],
            Self::Select => [6, 0],
        }
    }
}

impl Instruction {
    /// An instruction with as many operands as the operation takes.
    pub fn new(op: Op, to: u32, operands: &[u32]) -> Self {
        let at = |i: usize| operands.get(i).or(operands.first()).copied().unwrap_or(ZERO);
        Self { op, to, args: [at(0), at(1), at(2)] }
    }

    /// The operands.
    pub fn operands(&self) -> &[u32] {
        &self.args[..self.op.arity()]
    }

    fn words(&self) -> impl Iterator<Item = u64> {
        let [a, b, c] = self.args.map(u64::from);
        self.op.words().into_iter().chain([u64::from(self.to), a, b, c])
    }
}

impl Code {
    /// Everything as plain numbers.
    pub(crate) fn words(&self) -> impl Iterator<Item = u64> + '_ {
        let sizes = [self.instructions.len() as u64, self.results.len() as u64];
        let instructions = self.instructions.iter().flat_map(Instruction::words);
        sizes.into_iter().chain(instructions).chain(self.results.iter().map(|o| u64::from(*o)))
    }

    /// The slots whose values at the start matter.
    pub(crate) fn reads(&self) -> Vec<u32> {
        let (mut written, mut reads) = (BTreeSet::new(), BTreeSet::new());
        for i in &self.instructions {
            reads.extend(i.operands().iter().filter(|slot| !written.contains(*slot)));
            written.insert(i.to);
        }
        reads.extend(self.results.iter().filter(|slot| !written.contains(*slot)));
        reads.into_iter().collect()
    }

    /// Goes on with the instructions of `next`, whose results take the place of these.
    pub(crate) fn then(mut self, next: Self) -> Self {
        self.instructions.extend(next.instructions);
        Self { instructions: self.instructions, results: next.results }
    }
}
