//! A value in the graph, what computes it and what it can change with.

use crate::graph::operation::{Binary, Unary};

/// A value in a [`Graph`](super::Graph).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node(pub(super) u32);

impl Node {
    /// Position in the graph; operands come before what uses them.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a node computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Term {
    /// A number, by its bits.
    Const(u64),
    /// A state variable.
    State(u32),
    /// A parameter: constant between two stops.
    Param(u32),
    /// Time.
    Time,
    /// The value of a lag's formula, so long ago: see [`Graph::delayed`](super::Graph::delayed).
    Lagged(u32),
    /// How fast that formula changed with time then.
    LaggedSlope(u32),
    /// 1 from the start of a run on, 0 where a lag looks before it.
    Started,
    /// One operand.
    Unary(Unary, Node),
    /// Two operands.
    Binary(Binary, Node, Node),
    /// `if condition then a else b`.
    Select(Node, Node, Node),
}

/// What a value can change with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dependence {
    /// Never changes.
    Constant,
    /// Changes with parameters only.
    Static,
    /// Changes with time or states.
    Dynamic,
}

impl Term {
    /// Operands, in order.
    pub fn operands(self) -> impl Iterator<Item = Node> {
        let three = match self {
            Self::Unary(_, a) => [Some(a), None, None],
            Self::Binary(_, a, b) => [Some(a), Some(b), None],
            Self::Select(c, a, b) => [Some(c), Some(a), Some(b)],
            _ => [None; 3],
        };
        three.into_iter().flatten()
    }
}
