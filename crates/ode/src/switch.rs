//! Conditions on time alone, such as `time < 5`, taken out of the right-hand side.
//!
//! A step that sees both sides of a jump in its stages loses its order and, near the jump, ever
//! more of its size. Each such condition becomes a hidden parameter that keeps its value between
//! two stops, and the time at which it changes becomes a stop.

use crate::derivative::{Variable, gradients};
use crate::graph::{Binary, Dependence, Graph, Node, Term};

/// A condition `a op b` whose sides differ by `difference = a - b`, linear in time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Switch {
    pub op: Binary,
    pub difference: Node,
    /// Change of `difference` with time.
    pub slope: Node,
}

impl Switch {
    /// When the condition changes, seen from time `t`; not a number where it never does.
    pub fn time(t: f64, difference: f64, slope: f64) -> f64 {
        if slope == 0.0 { f64::NAN } else { t - difference / slope }
    }

    /// Whether it holds just after `t`, given when it changes.
    pub fn holds_after(&self, t: f64, changes: f64, difference: f64, slope: f64) -> bool {
        if changes.is_nan() {
            return self.op.eval(difference, 0.0) != 0.0;
        }
        let passed = t >= changes;
        match self.op {
            Binary::Eq => false,
            // Sides linear in time: a < b before the change where a rises against b, after it else.
            _ => passed != (slope > 0.0),
        }
    }
}

/// The roots with each condition on time replaced by a parameter numbered from `params` on.
pub(crate) fn extract(graph: &mut Graph, roots: &[Node], params: usize) -> (Vec<Node>, Vec<Switch>) {
    let mut found: Vec<(Node, Switch)> = Vec::new();
    for node in graph.reachable(roots) {
        if let Term::Binary(op @ (Binary::Lt | Binary::Le | Binary::Eq), a, b) = graph.term(node)
            && graph.dependence(node) == Dependence::Dynamic
            && reads_no_state(graph, node)
        {
            let difference = graph.sub(a, b);
            let gradient = gradients(graph, &[difference], &|v| v == Variable::Time);
            let slope = gradient[0].get(&Variable::Time).copied();
            if let Some(slope) = slope.filter(|s| graph.dependence(*s) <= Dependence::Static)
                && is_smooth(graph, difference)
            {
                found.push((node, Switch { op, difference, slope }));
            }
        }
    }
    let roots = graph.substitute(roots, &mut |graph, node, _| {
        found.iter().position(|(n, _)| *n == node).map(|i| graph.param(params + i))
    });
    (roots, found.into_iter().map(|(_, s)| s).collect())
}

fn reads_no_state(graph: &Graph, node: Node) -> bool {
    !graph.reachable(&[node]).into_iter().any(|n| matches!(graph.term(n), Term::State(_)))
}

/// Whether no jump hides in the expression: `floor(t)` has slope 0 and is not constant.
fn is_smooth(graph: &Graph, node: Node) -> bool {
    graph.reachable(&[node]).into_iter().filter(|n| graph.dependence(*n) == Dependence::Dynamic).all(|n| {
        matches!(
            graph.term(n),
            Term::Time
                | Term::Binary(Binary::Add | Binary::Sub | Binary::Mul | Binary::Div, ..)
                | Term::Unary(crate::graph::Unary::Neg, _)
        )
    })
}
