//! Operations of formulas as operations of the expression graph.

use jakstat_model::{Diagnostic, Op};
use jakstat_ode::graph::{Binary, Graph, Node, Unary};

use super::codes;

/// The node of an operation of formulas on these values.
///
/// # Errors
/// One that no graph has, or with another number of values.
pub(super) fn operation(g: &mut Graph, op: Op, v: &[Node]) -> Result<Node, Diagnostic> {
    let one = g.constant(1.0);
    let unary = unary_of(op);
    Ok(match (op, v) {
        (Op::Add, _) => fold(g, Binary::Add, v, 0.0),
        (Op::Sub, [a, b]) => g.sub(*a, *b),
        (Op::Neg, [a]) | (Op::Sub, [a]) => g.unary(Unary::Neg, *a),
        (Op::Pow, [a, b]) => g.pow(*a, *b),
        (Op::Root, [n, x]) => {
            if g.as_const(*n) == Some(2.0) {
                g.unary(Unary::Sqrt, *x)
            } else {
                let exponent = g.div(one, *n);
                g.pow(*x, exponent)
            }
        }
        (Op::Log, [base, x]) => {
            let (x, base) = (g.unary(Unary::Ln, *x), g.unary(Unary::Ln, *base));
            g.div(x, base)
        }
        (Op::Min, [_, ..]) => g.reduce(Binary::Min, v),
        (Op::Max, [_, ..]) => g.reduce(Binary::Max, v),
        (Op::Quotient, [a, b]) => {
            let ratio = g.div(*a, *b);
            g.unary(Unary::Trunc, ratio)
        }
        (Op::Rem, [a, b]) => g.binary(Binary::Rem, *a, *b),
        (Op::Lt, [_, _, ..]) => chain(g, v, |g, a, b| g.binary(Binary::Lt, a, b)),
        (Op::Le, [_, _, ..]) => chain(g, v, |g, a, b| g.binary(Binary::Le, a, b)),
        (Op::Gt, [_, _, ..]) => chain(g, v, |g, a, b| g.binary(Binary::Lt, b, a)),
        (Op::Ge, [_, _, ..]) => chain(g, v, |g, a, b| g.binary(Binary::Le, b, a)),
        (Op::Eq, [_, _, ..]) => chain(g, v, |g, a, b| g.binary(Binary::Eq, a, b)),
        (Op::Ne, [a, b]) => {
            let same = g.binary(Binary::Eq, *a, *b);
            g.unary(Unary::Not, same)
        }
        (Op::And, _) => fold(g, Binary::And, v, 1.0),
        (Op::Or, _) => fold(g, Binary::Or, v, 0.0),
        (Op::Xor, _) => fold(g, Binary::Xor, v, 0.0),
        (Op::Implies, [a, b]) => {
            let not = g.unary(Unary::Not, *a);
            g.binary(Binary::Or, not, *b)
        }
        (Op::Piecewise, _) => piecewise(g, v),
        (_, [a]) if unary.is_some() => {
            let (pre, function, post) = unary.unwrap_or((false, Unary::Neg, false));
            let inner = if pre { g.div(one, *a) } else { *a };
            let value = g.unary(function, inner);
            if post { g.div(one, value) } else { value }
        }
        _ => {
            return Err(Diagnostic::error(
                &codes::UNSUPPORTED,
                format!("`{op:?}` with {} arguments is not supported", v.len()),
            ));
        }
    })
}

/// `(take 1/x first, function, take 1/result)`: the reciprocal functions come from the plain ones.
fn unary_of(op: Op) -> Option<(bool, Unary, bool)> {
    Some(match op {
        Op::Sqrt => (false, Unary::Sqrt, false),
        Op::Exp => (false, Unary::Exp, false),
        Op::Ln => (false, Unary::Ln, false),
        Op::Abs => (false, Unary::Abs, false),
        Op::Floor => (false, Unary::Floor, false),
        Op::Ceil => (false, Unary::Ceil, false),
        Op::Factorial => (false, Unary::Factorial, false),
        Op::Not => (false, Unary::Not, false),
        Op::Sin => (false, Unary::Sin, false),
        Op::Cos => (false, Unary::Cos, false),
        Op::Tan => (false, Unary::Tan, false),
        Op::Sinh => (false, Unary::Sinh, false),
        Op::Cosh => (false, Unary::Cosh, false),
        Op::Tanh => (false, Unary::Tanh, false),
        Op::Asin => (false, Unary::Asin, false),
        Op::Acos => (false, Unary::Acos, false),
        Op::Atan => (false, Unary::Atan, false),
        Op::Asinh => (false, Unary::Asinh, false),
        Op::Acosh => (false, Unary::Acosh, false),
        Op::Atanh => (false, Unary::Atanh, false),
        Op::Sec => (false, Unary::Cos, true),
        Op::Csc => (false, Unary::Sin, true),
        Op::Cot => (false, Unary::Tan, true),
        Op::Sech => (false, Unary::Cosh, true),
        Op::Csch => (false, Unary::Sinh, true),
        Op::Coth => (false, Unary::Tanh, true),
        Op::Asec => (true, Unary::Acos, false),
        Op::Acsc => (true, Unary::Asin, false),
        Op::Acot => (true, Unary::Atan, false),
        Op::Asech => (true, Unary::Acosh, false),
        Op::Acsch => (true, Unary::Asinh, false),
        Op::Acoth => (true, Unary::Atanh, false),
        _ => return None,
    })
}

fn fold(g: &mut Graph, op: Binary, v: &[Node], neutral: f64) -> Node {
    match v {
        [] => g.constant(neutral),
        // One truth value is still to be made 0 or 1.
        [a] if op != Binary::Add => {
            let neutral = g.constant(neutral);
            g.binary(op, *a, neutral)
        }
        _ => g.reduce(op, v),
    }
}

fn chain(g: &mut Graph, v: &[Node], compare: fn(&mut Graph, Node, Node) -> Node) -> Node {
    let links: Vec<Node> = v.windows(2).map(|w| compare(g, w[0], w[1])).collect();
    g.reduce(Binary::And, &links)
}

fn piecewise(g: &mut Graph, v: &[Node]) -> Node {
    let mut result = if v.len() % 2 == 1 { v[v.len() - 1] } else { g.constant(f64::NAN) };
    for piece in v.chunks_exact(2).rev() {
        result = g.select(piece[1], piece[0], result);
    }
    result
}
