//! What an operation is without computing it: neutral elements, whole powers, fixed divisors.

use crate::graph::{Binary, Dependence, Graph, Node, Term, Unary};

impl Graph {
    /// Algebra that holds for every finite operand.
    pub(super) fn simplify(&mut self, op: Binary, a: Node, b: Node) -> Option<Node> {
        let (x, y) = (self.as_const(a), self.as_const(b));
        Some(match (op, x, y) {
            (Binary::Add, Some(0.0), _) => b,
            (Binary::Add | Binary::Sub, _, Some(0.0)) => a,
            (Binary::Sub, Some(0.0), _) => self.unary(Unary::Neg, b),
            (Binary::Mul, Some(0.0), _) => a,
            (Binary::Mul, _, Some(0.0)) => b,
            (Binary::Div, Some(0.0), _) => a,
            (Binary::Mul, Some(1.0), _) => b,
            (Binary::Mul | Binary::Div, _, Some(1.0)) => a,
            (Binary::Mul, Some(-1.0), _) => self.unary(Unary::Neg, b),
            (Binary::Mul, _, Some(-1.0)) => self.unary(Unary::Neg, a),
            (Binary::Sub, _, _) if a == b => self.constant(0.0),
            (Binary::Pow, _, Some(e)) if e.fract() == 0.0 && e.abs() <= 32.0 => {
                self.integer_power(a, e as i32)
            }
            (Binary::Pow, _, Some(0.5)) => self.unary(Unary::Sqrt, a),
            (Binary::Pow, Some(1.0), _) => a,
            (Binary::Div, _, Some(d)) => {
                // Exact for powers of two only; elsewhere the division stays.
                if d.abs().log2().fract() != 0.0 || !d.is_normal() {
                    return None;
                }
                let reciprocal = self.constant(1.0 / d);
                self.mul(a, reciprocal)
            }
            (Binary::Div, _, None)
                if self.dependence(b) == Dependence::Static && self.dependence(a) == Dependence::Dynamic =>
            {
                // A division by something that is fixed during a run becomes a product.
                let one = self.constant(1.0);
                let reciprocal = self.intern(Term::Binary(Binary::Div, one, b));
                self.mul(a, reciprocal)
            }
            _ => return None,
        })
    }

    fn integer_power(&mut self, base: Node, exponent: i32) -> Node {
        let mut result = None;
        let mut square = base;
        let mut left = exponent.unsigned_abs();
        while left > 0 {
            if left & 1 == 1 {
                result = Some(result.map_or(square, |r| self.mul(r, square)));
            }
            left >>= 1;
            if left > 0 {
                square = self.mul(square, square);
            }
        }
        let one = self.constant(1.0);
        match (result, exponent < 0) {
            (None, _) => one,
            (Some(power), false) => power,
            (Some(power), true) => self.div(one, power),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_powers_become_products() {
        let mut g = Graph::new();
        let x = g.state(0);
        let three = g.constant(3.0);
        let cube = g.pow(x, three);
        assert!(matches!(g.term(cube), Term::Binary(Binary::Mul, _, _)));
        let zero = g.constant(0.0);
        let power = g.pow(x, zero);
        assert_eq!(g.as_const(power), Some(1.0));
    }
}
