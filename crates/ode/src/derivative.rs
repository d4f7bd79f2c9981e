//! Exact derivatives, as new nodes of the same graph.

use std::collections::BTreeMap;

use crate::graph::{Binary, Graph, Node, Term, Unary};

/// What to derive by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variable {
    /// A state variable.
    State(u32),
    /// A parameter.
    Param(u32),
    /// Time, states held fixed.
    Time,
}

/// Sparse gradients of `roots`: for each root its non-zero derivatives by the variables that
/// `wanted` accepts.
///
/// Piecewise expressions are derived branch by branch: a jump has no derivative.
pub fn gradients(
    graph: &mut Graph,
    roots: &[Node],
    wanted: &dyn Fn(Variable) -> bool,
) -> Vec<BTreeMap<Variable, Node>> {
    let mut known: BTreeMap<Node, BTreeMap<Variable, Node>> = BTreeMap::new();
    // A lag changes with what it goes back by, so that comes first.
    let mut parts: Vec<Vec<Node>> =
        graph.lags_read(roots).into_iter().map(|i| vec![graph.lags()[i].by]).collect();
    parts.push(roots.to_vec());
    for part in parts {
        for node in graph.reachable(&part) {
            if known.contains_key(&node) {
                continue;
            }
            let gradient = gradient_of(graph, node, &known, wanted);
            if !gradient.is_empty() {
                known.insert(node, gradient);
            }
        }
    }
    roots.iter().map(|r| known.get(r).cloned().unwrap_or_default()).collect()
}

fn gradient_of(
    graph: &mut Graph,
    node: Node,
    known: &BTreeMap<Node, BTreeMap<Variable, Node>>,
    wanted: &dyn Fn(Variable) -> bool,
) -> BTreeMap<Variable, Node> {
    let term = graph.term(node);
    let variable = match term {
        Term::State(i) => Some(Variable::State(i)),
        Term::Param(i) => Some(Variable::Param(i)),
        Term::Time => Some(Variable::Time),
        _ => None,
    };
    if let Some(variable) = variable.filter(|v| wanted(*v)) {
        return BTreeMap::from([(variable, graph.constant(1.0))]);
    }
    if let Term::Lagged(lag) = term {
        return lag_gradient(graph, lag, known, wanted);
    }
    let operands: Vec<Node> = term.operands().filter(|o| known.contains_key(o)).collect();
    if operands.is_empty() {
        return BTreeMap::new();
    }
    if let Term::Select(condition, a, b) = term {
        return select_gradient(graph, condition, known.get(&a), known.get(&b));
    }
    let mut total: BTreeMap<Variable, Node> = BTreeMap::new();
    for (position, operand) in term.operands().enumerate() {
        let Some(inner) = known.get(&operand) else { continue };
        let Some(outer) = partial(graph, node, term, position) else { continue };
        for (&variable, &d) in inner {
            let chained = graph.mul(outer, d);
            let sum = match total.get(&variable) {
                Some(&so_far) => graph.add(so_far, chained),
                None => chained,
            };
            total.insert(variable, sum);
        }
    }
    total.retain(|_, d| graph.as_const(*d) != Some(0.0));
    total
}

/// `x(t - tau)` changes by `x'(t - tau) (dt - dtau)`.
fn lag_gradient(
    graph: &mut Graph,
    lag: u32,
    known: &BTreeMap<Node, BTreeMap<Variable, Node>>,
    wanted: &dyn Fn(Variable) -> bool,
) -> BTreeMap<Variable, Node> {
    let slope = graph.lagged_slope(lag);
    let by = graph.lags()[lag as usize].by;
    let mut moves: BTreeMap<Variable, Node> =
        known.get(&by).into_iter().flatten().map(|(v, d)| (*v, graph.unary(Unary::Neg, *d))).collect();
    if wanted(Variable::Time) {
        let one = graph.constant(1.0);
        let sum = moves.get(&Variable::Time).map_or(one, |d| graph.add(one, *d));
        moves.insert(Variable::Time, sum);
    }
    moves.retain(|_, d| graph.as_const(*d) != Some(0.0));
    moves.into_iter().map(|(v, d)| (v, graph.mul(slope, d))).collect()
}

fn select_gradient(
    graph: &mut Graph,
    condition: Node,
    a: Option<&BTreeMap<Variable, Node>>,
    b: Option<&BTreeMap<Variable, Node>>,
) -> BTreeMap<Variable, Node> {
    let zero = graph.constant(0.0);
    let variables: Vec<Variable> = a.into_iter().chain(b).flat_map(|g| g.keys().copied()).collect();
    variables
        .into_iter()
        .map(|v| {
            let pick =
                |g: Option<&BTreeMap<Variable, Node>>| g.and_then(|g| g.get(&v)).copied().unwrap_or(zero);
            (v, graph.select(condition, pick(a), pick(b)))
        })
        .collect()
}

/// Derivative of a term by its operand number `position`; `None` where it is zero.
fn partial(g: &mut Graph, node: Node, term: Term, position: usize) -> Option<Node> {
    match term {
        Term::Unary(op, a) => unary_partial(g, node, op, a),
        Term::Binary(op, a, b) => binary_partial(g, node, op, a, b, position),
        _ => None,
    }
}

fn unary_partial(g: &mut Graph, node: Node, op: Unary, a: Node) -> Option<Node> {
    let one = g.constant(1.0);
    Some(match op {
        Unary::Neg => g.constant(-1.0),
        Unary::Exp => node,
        Unary::Ln => g.div(one, a),
        Unary::Sqrt => {
            let half = g.constant(0.5);
            g.div(half, node)
        }
        Unary::Abs => {
            let zero = g.constant(0.0);
            let negative = g.binary(Binary::Lt, a, zero);
            let minus = g.constant(-1.0);
            g.select(negative, minus, one)
        }
        Unary::Sin => g.unary(Unary::Cos, a),
        Unary::Cos => {
            let sin = g.unary(Unary::Sin, a);
            g.unary(Unary::Neg, sin)
        }
        Unary::Tan => {
            let square = g.mul(node, node);
            g.add(one, square)
        }
        Unary::Sinh => g.unary(Unary::Cosh, a),
        Unary::Cosh => g.unary(Unary::Sinh, a),
        Unary::Tanh => {
            let square = g.mul(node, node);
            g.sub(one, square)
        }
        Unary::Asin | Unary::Acos => {
            let square = g.mul(a, a);
            let inside = g.sub(one, square);
            let root = g.unary(Unary::Sqrt, inside);
            let sign = g.constant(if op == Unary::Asin { 1.0 } else { -1.0 });
            g.div(sign, root)
        }
        Unary::Atan | Unary::Atanh => {
            let square = g.mul(a, a);
            let inside = if op == Unary::Atan { g.add(one, square) } else { g.sub(one, square) };
            g.div(one, inside)
        }
        Unary::Asinh | Unary::Acosh => {
            let square = g.mul(a, a);
            let inside = if op == Unary::Asinh { g.add(square, one) } else { g.sub(square, one) };
            let root = g.unary(Unary::Sqrt, inside);
            g.div(one, root)
        }
        Unary::Factorial => {
            let digamma = g.unary(Unary::DigammaPlusOne, a);
            g.mul(node, digamma)
        }
        // Steps have no slope; the digamma function arises in derivatives only.
        Unary::Not | Unary::Floor | Unary::Ceil | Unary::Trunc | Unary::DigammaPlusOne => return None,
    })
}

fn binary_partial(g: &mut Graph, node: Node, op: Binary, a: Node, b: Node, position: usize) -> Option<Node> {
    let one = g.constant(1.0);
    let first = position == 0;
    Some(match op {
        Binary::Add => one,
        Binary::Sub => g.constant(if first { 1.0 } else { -1.0 }),
        Binary::Mul => {
            if first {
                b
            } else {
                a
            }
        }
        Binary::Div if first => g.div(one, b),
        Binary::Div => {
            let ratio = g.div(node, b);
            g.unary(Unary::Neg, ratio)
        }
        Binary::Pow if first => {
            let less = g.sub(b, one);
            let power = g.pow(a, less);
            g.mul(b, power)
        }
        Binary::Pow => {
            // 0^b stays 0 for every positive b, so its slope there is 0 and not 0 * ln 0.
            let zero = g.constant(0.0);
            let ln = g.unary(Unary::Ln, a);
            let slope = g.mul(node, ln);
            let at_zero = g.binary(Binary::Eq, a, zero);
            g.select(at_zero, zero, slope)
        }
        Binary::Min | Binary::Max => {
            let zero = g.constant(0.0);
            let second =
                if op == Binary::Min { g.binary(Binary::Lt, b, a) } else { g.binary(Binary::Lt, a, b) };
            if first { g.select(second, zero, one) } else { g.select(second, one, zero) }
        }
        Binary::Rem if first => one,
        Binary::Rem => {
            let ratio = g.div(a, b);
            let whole = g.unary(Unary::Trunc, ratio);
            g.unary(Unary::Neg, whole)
        }
        Binary::Lt | Binary::Le | Binary::Eq | Binary::And | Binary::Or | Binary::Xor => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::compile::Programs;
    use crate::code::interpret::Registers;

    fn value(g: &Graph, node: Node, y: &[f64]) -> f64 {
        let programs = Programs::compile(g, y.len(), 0, &[&[node]]);
        let mut registers = Registers::<f64>::new(&programs);
        registers.set_states(y);
        registers.run(&programs, 0);
        registers.result(&programs, 0, 0)
    }

    /// Every operation's derivative against a central difference.
    #[test]
    fn derivatives_match_differences() {
        let unary = [
            Unary::Neg,
            Unary::Exp,
            Unary::Ln,
            Unary::Sqrt,
            Unary::Abs,
            Unary::Sin,
            Unary::Cos,
            Unary::Tan,
            Unary::Sinh,
            Unary::Cosh,
            Unary::Tanh,
            Unary::Asin,
            Unary::Acos,
            Unary::Atan,
            Unary::Asinh,
            Unary::Atanh,
            Unary::Factorial,
        ];
        let binary = [
            Binary::Add,
            Binary::Sub,
            Binary::Mul,
            Binary::Div,
            Binary::Pow,
            Binary::Min,
            Binary::Max,
            Binary::Rem,
        ];
        let mut g = Graph::new();
        let (x, y) = (g.state(0), g.state(1));
        let mut nodes: Vec<Node> = unary.iter().map(|op| g.unary(*op, x)).collect();
        nodes.extend(binary.iter().map(|op| g.binary(*op, x, y)));
        nodes.push(g.unary(Unary::Acosh, y));
        let slopes = gradients(&mut g, &nodes, &|v| v != Variable::Time);
        let at = [0.7, 1.9];
        for (node, gradient) in nodes.iter().zip(slopes) {
            for i in 0..2 {
                let h = 1e-6;
                let (mut up, mut down) = (at, at);
                up[i] += h;
                down[i] -= h;
                let difference = (value(&g, *node, &up) - value(&g, *node, &down)) / (2.0 * h);
                let exact = gradient.get(&Variable::State(i as u32)).map_or(0.0, |d| value(&g, *d, &at));
                assert!(
                    (difference - exact).abs() < 1e-7,
                    "{:?} by {i}: {difference} {exact}",
                    g.term(*node)
                );
            }
        }
    }
}
