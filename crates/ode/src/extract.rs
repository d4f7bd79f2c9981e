//! Finds the step functions of time in formulas and puts hidden parameters in their place.

use std::collections::HashMap;

use crate::derivative::{Variable, gradients};
use crate::graph::{Binary, Dependence, Graph, Node, Term, Unary};
use crate::switch::Kind;
use crate::switchboard::{Formulas, Switches};

/// The roots with each step function of time replaced by a parameter numbered from `params` on.
pub(crate) fn extract(graph: &mut Graph, roots: &[Node], params: usize) -> (Vec<Node>, Switches) {
    // What a lag looks back at is in the roots as well.
    let order = graph.reachable(roots);
    let mut extraction = Extraction {
        graph,
        switches: Switches::new(params),
        found: HashMap::new(),
        new: HashMap::new(),
        straight: HashMap::new(),
    };
    for node in order {
        extraction.visit(node);
    }
    let new = roots.iter().map(|root| extraction.new[root]).collect();
    (new, extraction.switches)
}

struct Extraction<'g> {
    graph: &'g mut Graph,
    switches: Switches,
    /// The parameter of each step function.
    found: HashMap<(Kind, Node, Node), Node>,
    /// What each node becomes.
    new: HashMap<Node, Node>,
    /// What each node that reads no state becomes inside a step function: the same value but for
    /// rounding, and linear in time between two stops where it can be.
    straight: HashMap<Node, Node>,
}

impl Extraction<'_> {
    fn visit(&mut self, node: Node) {
        let term = self.graph.term(node);
        if self.graph.dependence(node) < Dependence::Dynamic {
            self.new.insert(node, node);
            self.straight.insert(node, node);
            return;
        }
        let reads_state = matches!(term, Term::State(_) | Term::Lagged(_) | Term::Started)
            || term.operands().any(|o| !self.straight.contains_key(&o));
        if reads_state {
            let new = rebuild(self.graph, node, &self.new);
            self.new.insert(node, new);
            return;
        }
        let [a, b, _] = operands(term, &self.straight);
        let plain = rebuild(self.graph, node, &self.straight);
        let (straight, new) = match term {
            Term::Unary(op @ (Unary::Floor | Unary::Ceil | Unary::Trunc), _) => {
                let (dividend, divisor) = self.fraction(a);
                let whole = self.whole(op, dividend, divisor).unwrap_or(plain);
                (whole, whole)
            }
            Term::Binary(op @ (Binary::Lt | Binary::Le | Binary::Eq), ..) => {
                let truth = self.truth(op, a, b).unwrap_or(plain);
                (truth, truth)
            }
            Term::Binary(Binary::Rem, ..) => self.remainder(a, b).unwrap_or((plain, plain)),
            _ => (self.bend(term, a, b).unwrap_or(plain), rebuild(self.graph, node, &self.new)),
        };
        self.straight.insert(node, straight);
        self.new.insert(node, new);
    }

    /// A function with a bend and no jump, as two straight pieces.
    fn bend(&mut self, term: Term, a: Node, b: Node) -> Option<Node> {
        let g = &mut *self.graph;
        let (low, high, then, otherwise) = match term {
            Term::Unary(Unary::Abs, _) => (a, g.constant(0.0), g.unary(Unary::Neg, a), a),
            Term::Binary(Binary::Min, ..) => (b, a, b, a),
            Term::Binary(Binary::Max, ..) => (a, b, b, a),
            _ => return None,
        };
        let condition = self.truth(Binary::Lt, low, high)?;
        Some(self.graph.select(condition, then, otherwise))
    }

    /// `a op b` where it can be told when that changes.
    fn truth(&mut self, op: Binary, a: Node, b: Node) -> Option<Node> {
        let (difference, one) = (self.graph.sub(a, b), self.graph.constant(1.0));
        if self.is_fixed(difference) {
            return Some(self.graph.binary(op, a, b));
        }
        self.switch(Kind::Compare(op), difference, one)
    }

    /// `op(a / b)` where it can be told when that changes.
    fn whole(&mut self, op: Unary, a: Node, b: Node) -> Option<Node> {
        if self.is_fixed(a) && self.is_fixed(b) {
            let ratio = self.graph.div(a, b);
            return Some(self.graph.unary(op, ratio));
        }
        self.switch(Kind::Whole(op), a, b)
    }

    /// What is left of `a` by whole `b`: straight, and within its bounds whatever rounding does, so that
    /// a root of it stays a number.
    fn remainder(&mut self, a: Node, b: Node) -> Option<(Node, Node)> {
        if self.is_fixed(a) && self.is_fixed(b) {
            let rest = self.graph.binary(Binary::Rem, a, b);
            return Some((rest, rest));
        }
        let count = self.whole(Unary::Trunc, a, b)?;
        let g = &mut *self.graph;
        let (zero, taken) = (g.constant(0.0), g.mul(b, count));
        let (straight, most) = (g.sub(a, taken), g.unary(Unary::Abs, b));
        let least = g.unary(Unary::Neg, most);
        let (above, below) = (g.binary(Binary::Max, straight, zero), g.binary(Binary::Min, straight, zero));
        let (above, below) = (g.binary(Binary::Min, above, most), g.binary(Binary::Max, below, least));
        let (up, none) = (g.binary(Binary::Lt, zero, taken), g.binary(Binary::Eq, taken, zero));
        let bounded = g.select(up, above, below);
        Some((straight, g.select(none, a, bounded)))
    }

    /// Dividend and divisor of a formula that is a division by something fixed.
    fn fraction(&mut self, node: Node) -> (Node, Node) {
        let one = self.graph.constant(1.0);
        match self.graph.term(node) {
            Term::Binary(Binary::Div, a, b) if self.is_fixed(b) => (a, b),
            // The graph makes a product of the division by a parameter, and rounding comes with it.
            Term::Binary(Binary::Mul, a, b) => match (self.graph.term(a), self.graph.term(b)) {
                (Term::Binary(Binary::Div, n, d), _) if n == one && self.is_fixed(d) => (b, d),
                (_, Term::Binary(Binary::Div, n, d)) if n == one && self.is_fixed(d) => (a, d),
                _ => (node, one),
            },
            _ => (node, one),
        }
    }

    fn is_fixed(&self, node: Node) -> bool {
        self.graph.dependence(node) < Dependence::Dynamic
    }

    /// The hidden parameter of a step function of `value / divisor`, if that is linear in time.
    fn switch(&mut self, kind: Kind, value: Node, divisor: Node) -> Option<Node> {
        if let Some(param) = self.found.get(&(kind, value, divisor)) {
            return Some(*param);
        }
        let slope = slope(self.graph, value).filter(|_| self.is_fixed(divisor))?;
        let magnitude = magnitude(self.graph, value);
        let formulas = Formulas { value, slope, magnitude, divisor };
        let index = self.switches.push(self.graph, kind, formulas);
        let param = self.graph.param(index);
        self.found.insert((kind, value, divisor), param);
        Some(param)
    }
}

/// The node's operands by their replacements; itself-less places hold a number that is not read.
fn operands(term: Term, map: &HashMap<Node, Node>) -> [Node; 3] {
    let mut all = [Node::default(); 3];
    for (to, operand) in all.iter_mut().zip(term.operands()) {
        *to = map[&operand];
    }
    all
}

fn rebuild(graph: &mut Graph, node: Node, map: &HashMap<Node, Node>) -> Node {
    let term = graph.term(node);
    let [a, b, c] = operands(term, map);
    match term {
        Term::Unary(op, _) => graph.unary(op, a),
        Term::Binary(op, ..) => graph.binary(op, a, b),
        Term::Select(..) => graph.select(a, b, c),
        _ => node,
    }
}

/// Change with time of a formula that is linear in time as long as parameters stay.
fn slope(graph: &mut Graph, node: Node) -> Option<Node> {
    let is_plain = |n: &Node| match graph.term(*n) {
        Term::Time | Term::Unary(Unary::Neg, _) => true,
        Term::Binary(op, ..) => matches!(op, Binary::Add | Binary::Sub | Binary::Mul | Binary::Div),
        Term::Select(condition, ..) => graph.dependence(condition) < Dependence::Dynamic,
        _ => false,
    };
    let dynamic = |n: &Node| graph.dependence(*n) == Dependence::Dynamic;
    if !graph.reachable(&[node]).iter().filter(|n| dynamic(n)).all(is_plain) {
        return None;
    }
    let gradient = gradients(graph, &[node], &|v| v == Variable::Time);
    let slope = gradient[0].get(&Variable::Time).copied()?;
    (graph.dependence(slope) < Dependence::Dynamic).then_some(slope)
}

/// The formula with every sum's parts taken by their absolute value.
fn magnitude(graph: &mut Graph, root: Node) -> Node {
    let mut sizes: HashMap<Node, Node> = HashMap::new();
    for node in graph.reachable(&[root]) {
        let size = match graph.term(node) {
            Term::Unary(Unary::Neg, a) => sizes[&a],
            Term::Binary(Binary::Add | Binary::Sub, a, b) => graph.add(sizes[&a], sizes[&b]),
            Term::Binary(Binary::Mul, a, b) => graph.mul(sizes[&a], sizes[&b]),
            Term::Binary(Binary::Div, a, b) => {
                let divisor = graph.unary(Unary::Abs, b);
                graph.div(sizes[&a], divisor)
            }
            Term::Select(c, a, b) => graph.select(c, sizes[&a], sizes[&b]),
            _ => graph.unary(Unary::Abs, node),
        };
        sizes.insert(node, size);
    }
    sizes[&root]
}
