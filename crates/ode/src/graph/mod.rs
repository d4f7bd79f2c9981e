//! The expression graph: every sub-expression exists once.

mod expression;
mod lag;
mod node;
mod operation;
mod simplify;

use std::collections::HashMap;

pub use lag::Lag;
pub use node::{Dependence, Node, Term};
pub use operation::{Binary, Unary};

/// An expression graph with hash-consing: equal expressions are one [`Node`], constants are folded
/// and neutral elements dropped on the way in.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    terms: Vec<Term>,
    dependence: Vec<Dependence>,
    known: HashMap<Term, Node>,
    pub(crate) lags: Vec<Lag>,
}

impl Graph {
    /// An empty graph.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// True where nothing was added.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// What the node computes.
    pub fn term(&self, node: Node) -> Term {
        self.terms[node.index()]
    }

    /// What the node can change with.
    pub fn dependence(&self, node: Node) -> Dependence {
        self.dependence[node.index()]
    }

    /// The number, if the node is one.
    pub fn as_const(&self, node: Node) -> Option<f64> {
        match self.term(node) {
            Term::Const(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    /// Nodes that `roots` need, operands first.
    pub fn reachable(&self, roots: &[Node]) -> Vec<Node> {
        let mut needed = vec![false; self.len()];
        for root in roots {
            needed[root.index()] = true;
        }
        let top = roots.iter().map(|r| r.index() + 1).max().unwrap_or(0);
        for i in (0..top).rev() {
            if needed[i] {
                for operand in self.terms[i].operands() {
                    needed[operand.index()] = true;
                }
            }
        }
        (0..top).filter(|i| needed[*i]).map(|i| Node(i as u32)).collect()
    }

    /// The same expressions with terms replaced by `f` where it answers, for all of `roots`.
    pub fn substitute(
        &mut self,
        roots: &[Node],
        f: &mut dyn FnMut(&mut Self, Node, Term) -> Option<Node>,
    ) -> Vec<Node> {
        let mut new: HashMap<Node, Node> = HashMap::new();
        for node in self.reachable(roots) {
            let term = self.term(node);
            let replaced = f(self, node, term).unwrap_or_else(|| match term {
                Term::Unary(op, a) => self.unary(op, new[&a]),
                Term::Binary(op, a, b) => self.binary(op, new[&a], new[&b]),
                Term::Select(c, a, b) => self.select(new[&c], new[&a], new[&b]),
                _ => node,
            });
            new.insert(node, replaced);
        }
        roots.iter().map(|r| new[r]).collect()
    }

    fn intern(&mut self, term: Term) -> Node {
        if let Some(node) = self.known.get(&term) {
            return *node;
        }
        let node = Node(self.terms.len() as u32);
        let dependence = match term {
            Term::Const(_) => Dependence::Constant,
            Term::Param(_) => Dependence::Static,
            Term::State(_) | Term::Time | Term::Lagged(_) | Term::LaggedSlope(_) | Term::Started => {
                Dependence::Dynamic
            }
            _ => term.operands().map(|o| self.dependence(o)).max().unwrap_or(Dependence::Constant),
        };
        self.terms.push(term);
        self.dependence.push(dependence);
        self.known.insert(term, node);
        node
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_expressions_are_one_node() {
        let mut g = Graph::new();
        let (a, b) = (g.state(0), g.param(0));
        let (ab, ba) = (g.mul(a, b), g.mul(b, a));
        assert_eq!(ab, ba);
        assert_eq!(g.dependence(b), Dependence::Static);
        assert_eq!(g.dependence(ab), Dependence::Dynamic);
    }
}
