//! Building expressions: inputs, operations, products and sums.

use crate::graph::{Binary, Dependence, Graph, Node, Term, Unary};

impl Graph {
    /// A number.
    pub fn constant(&mut self, value: f64) -> Node {
        self.intern(Term::Const(value.to_bits()))
    }

    /// State variable `i`.
    pub fn state(&mut self, i: usize) -> Node {
        self.intern(Term::State(i as u32))
    }

    /// Parameter `i`.
    pub fn param(&mut self, i: usize) -> Node {
        self.intern(Term::Param(i as u32))
    }

    /// Time.
    pub fn time(&mut self) -> Node {
        self.intern(Term::Time)
    }

    /// `op(a)`.
    pub fn unary(&mut self, op: Unary, a: Node) -> Node {
        if let Some(x) = self.as_const(a) {
            return self.constant(op.eval(x));
        }
        if let (Unary::Neg, Term::Unary(Unary::Neg, inner)) = (op, self.term(a)) {
            return inner;
        }
        self.intern(Term::Unary(op, a))
    }

    /// `op(a, b)`.
    pub fn binary(&mut self, op: Binary, a: Node, b: Node) -> Node {
        if let (Some(x), Some(y)) = (self.as_const(a), self.as_const(b)) {
            return self.constant(op.eval(x, y));
        }
        if let Some(simple) = self.simplify(op, a, b) {
            return simple;
        }
        let (a, b) = if op.commutes() && b < a { (b, a) } else { (a, b) };
        self.intern(Term::Binary(op, a, b))
    }

    /// `if condition then a else b`.
    pub fn select(&mut self, condition: Node, a: Node, b: Node) -> Node {
        match self.as_const(condition) {
            Some(c) => {
                if c != 0.0 {
                    a
                } else {
                    b
                }
            }
            None if a == b => a,
            None => self.intern(Term::Select(condition, a, b)),
        }
    }

    /// `a + b`.
    pub fn add(&mut self, a: Node, b: Node) -> Node {
        self.binary(Binary::Add, a, b)
    }

    /// `a - b`.
    pub fn sub(&mut self, a: Node, b: Node) -> Node {
        self.binary(Binary::Sub, a, b)
    }

    /// `a * b`.
    pub fn mul(&mut self, a: Node, b: Node) -> Node {
        self.binary(Binary::Mul, a, b)
    }

    /// `a / b`.
    pub fn div(&mut self, a: Node, b: Node) -> Node {
        self.binary(Binary::Div, a, b)
    }

    /// `a ^ b`; whole exponents up to 32 become products.
    pub fn pow(&mut self, a: Node, b: Node) -> Node {
        self.binary(Binary::Pow, a, b)
    }

    /// The product of `factors` with those that do not change during a run gathered first, so that
    /// they are multiplied once and not in every step.
    pub fn product(&mut self, factors: &[Node]) -> Node {
        let mut product = self.constant(1.0);
        for kind in [Dependence::Constant, Dependence::Static, Dependence::Dynamic] {
            for &factor in factors {
                if self.dependence(factor) == kind {
                    product = self.mul(product, factor);
                }
            }
        }
        product
    }

    /// `a op b op c ...` from the left.
    ///
    /// # Panics
    /// Where there is no operand.
    pub fn reduce(&mut self, op: Binary, operands: &[Node]) -> Node {
        let mut result = operands[0];
        for operand in &operands[1..] {
            result = self.binary(op, result, *operand);
        }
        result
    }
}
