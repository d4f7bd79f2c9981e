//! Which instruction computes which node: products that only feed one sum are fused with it.

use crate::code::Op;
use crate::graph::{Binary, Graph, Node, Term};

/// A node, the operation that computes it and what that reads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Selected {
    pub node: Node,
    pub op: Op,
    operands: [Node; 3],
}

impl Selected {
    /// What the operation reads, in order.
    pub fn operands(&self) -> &[Node] {
        &self.operands[..self.op.arity()]
    }
}

/// How often each node of the graph is read by the nodes of `order` that are `computed`, or is a root.
fn uses(graph: &Graph, order: &[Node], roots: &[Node], computed: &dyn Fn(Node) -> bool) -> Vec<u32> {
    let mut uses = vec![0; graph.len()];
    for node in order.iter().filter(|n| computed(**n)) {
        for operand in graph.term(*node).operands() {
            uses[operand.index()] += 1;
        }
    }
    for root in roots {
        uses[root.index()] += 1;
    }
    uses
}

/// Operations for the nodes of `order` that are `computed`, operands first.
pub(crate) fn select(
    graph: &Graph,
    order: &[Node],
    roots: &[Node],
    computed: &dyn Fn(Node) -> bool,
) -> Vec<Selected> {
    let uses = uses(graph, order, roots, computed);
    let product = |n: Node| match graph.term(n) {
        Term::Binary(Binary::Mul, a, b) if uses[n.index()] == 1 && computed(n) => Some((a, b)),
        _ => None,
    };
    let mut absorbed = vec![false; graph.len()];
    let mut selected = Vec::new();
    // Backwards, so that a sum is seen before the product that it takes in.
    for &node in order.iter().rev().filter(|n| computed(**n)) {
        if absorbed[node.index()] {
            continue;
        }
        let (op, operands, taken) = match graph.term(node) {
            Term::Binary(op @ (Binary::Add | Binary::Sub), a, b) => match (op, product(a), product(b)) {
                (Binary::Add, _, Some((x, y))) => (Op::MulAdd, [x, y, a], Some(b)),
                (Binary::Add, Some((x, y)), None) => (Op::MulAdd, [x, y, b], Some(a)),
                (_, _, Some((x, y))) => (Op::NegMulAdd, [x, y, a], Some(b)),
                (_, Some((x, y)), None) => (Op::MulSub, [x, y, b], Some(a)),
                (op, None, None) => (Op::Binary(op), [a, b, a], None),
            },
            Term::Binary(op, a, b) => (Op::Binary(op), [a, b, a], None),
            Term::Unary(op, a) => (Op::Unary(op), [a; 3], None),
            Term::Select(c, a, b) => (Op::Select, [c, a, b], None),
            Term::Const(_) | Term::Param(_) | Term::State(_) | Term::Time => continue,
            Term::Lagged(_) | Term::LaggedSlope(_) | Term::Started => continue,
        };
        if let Some(taken) = taken {
            absorbed[taken.index()] = true;
        }
        selected.push(Selected { node, op, operands });
    }
    selected.reverse();
    selected
}
