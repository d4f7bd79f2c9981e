//! The expression graph: every sub-expression exists once.

use std::collections::HashMap;

use crate::value::Value;

/// A value in a [`Graph`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node(u32);

impl Node {
    /// Position in the graph; operands come before what uses them.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Operations on one value. Truth values are 1 and 0; anything but 0 counts as true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the usual names of mathematics
pub enum Unary {
    Neg,
    Not,
    Exp,
    Ln,
    Sqrt,
    Abs,
    Floor,
    Ceil,
    Trunc,
    Sin,
    Cos,
    Tan,
    Sinh,
    Cosh,
    Tanh,
    Asin,
    Acos,
    Atan,
    Asinh,
    Acosh,
    Atanh,
    /// `x!` for integers, continued by the gamma function.
    Factorial,
    /// Derivative of the logarithm of the gamma function, at `x + 1`.
    DigammaPlusOne,
}

/// Operations on two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Binary {
    Add,
    Sub,
    Mul,
    Div,
    Pow,
    Min,
    Max,
    /// Remainder of the quotient that is rounded towards zero.
    Rem,
    Lt,
    Le,
    Eq,
    And,
    Or,
    Xor,
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
    /// The value of a lag's formula, so long ago: see [`Graph::delayed`].
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

/// An expression graph with hash-consing: equal expressions are one [`Node`], constants are folded
/// and neutral elements dropped on the way in.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    terms: Vec<Term>,
    dependence: Vec<Dependence>,
    known: HashMap<Term, Node>,
    pub(crate) lags: Vec<Lag>,
}

/// A look back in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lag {
    /// What is looked at.
    pub of: Node,
    /// How long ago.
    pub by: Node,
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

    /// The value that `of` had `by` ago; before the start of a run its value with the states and
    /// parameters of the start, at that time. With a `by` of 0 it is `of`; a negative one fails a run.
    pub fn delayed(&mut self, of: Node, by: Node) -> Node {
        let zero = self.constant(0.0);
        if self.dependence(of) == Dependence::Constant || by == zero {
            return of;
        }
        let lag = Lag { of, by };
        let index = self.lags.iter().position(|known| *known == lag).unwrap_or_else(|| {
            self.lags.push(lag);
            self.lags.len() - 1
        });
        let lagged = self.intern(Term::Lagged(index as u32));
        let none = self.binary(Binary::Eq, by, zero);
        self.select(none, of, lagged)
    }

    /// 1 from the start of a run on, 0 where a lag looks before it.
    pub fn started(&mut self) -> Node {
        self.intern(Term::Started)
    }

    /// All lags, each after those that it reads.
    pub fn lags(&self) -> &[Lag] {
        &self.lags
    }

    /// How fast the formula of a lag changed then.
    pub(crate) fn lagged_slope(&mut self, lag: u32) -> Node {
        self.intern(Term::LaggedSlope(lag))
    }

    /// The lags that `roots` read, and those that these read now, in order.
    pub(crate) fn lags_read(&self, roots: &[Node]) -> Vec<usize> {
        if self.lags.is_empty() {
            return Vec::new();
        }
        let mut read = vec![false; self.lags.len()];
        let mark = |read: &mut Vec<bool>, roots: &[Node]| {
            for node in self.reachable(roots) {
                if let Term::Lagged(i) | Term::LaggedSlope(i) = self.term(node) {
                    read[i as usize] = true;
                }
            }
        };
        mark(&mut read, roots);
        for i in (0..read.len()).rev() {
            if read[i] {
                mark(&mut read, &[self.lags[i].by]);
            }
        }
        (0..read.len()).filter(|i| read[*i]).collect()
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

    /// Algebra that holds for every finite operand.
    fn simplify(&mut self, op: Binary, a: Node, b: Node) -> Option<Node> {
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

impl Unary {
    /// All of them, in the order of their declaration.
    pub(crate) const ALL: [Self; 23] = [
        Self::Neg,
        Self::Not,
        Self::Exp,
        Self::Ln,
        Self::Sqrt,
        Self::Abs,
        Self::Floor,
        Self::Ceil,
        Self::Trunc,
        Self::Sin,
        Self::Cos,
        Self::Tan,
        Self::Sinh,
        Self::Cosh,
        Self::Tanh,
        Self::Asin,
        Self::Acos,
        Self::Atan,
        Self::Asinh,
        Self::Acosh,
        Self::Atanh,
        Self::Factorial,
        Self::DigammaPlusOne,
    ];

    /// The operation on one number.
    #[inline(always)]
    pub fn eval(self, x: f64) -> f64 {
        match self {
            Self::Neg => -x,
            Self::Not => truth(x == 0.0),
            Self::Exp => Value::exp(x),
            Self::Ln => Value::ln(x),
            Self::Sqrt => x.sqrt(),
            Self::Abs => x.abs(),
            Self::Floor => x.floor(),
            Self::Ceil => x.ceil(),
            Self::Trunc => x.trunc(),
            Self::Sin => Value::sin(x),
            Self::Cos => Value::cos(x),
            Self::Tan => x.tan(),
            Self::Sinh => x.sinh(),
            Self::Cosh => x.cosh(),
            Self::Tanh => Value::tanh(x),
            Self::Asin => x.asin(),
            Self::Acos => x.acos(),
            Self::Atan => x.atan(),
            Self::Asinh => x.asinh(),
            Self::Acosh => x.acosh(),
            Self::Atanh => x.atanh(),
            Self::Factorial => crate::gamma::factorial(x),
            Self::DigammaPlusOne => crate::gamma::digamma(x + 1.0),
        }
    }
}

impl Binary {
    /// All of them, in the order of their declaration.
    pub(crate) const ALL: [Self; 14] = [
        Self::Add,
        Self::Sub,
        Self::Mul,
        Self::Div,
        Self::Pow,
        Self::Min,
        Self::Max,
        Self::Rem,
        Self::Lt,
        Self::Le,
        Self::Eq,
        Self::And,
        Self::Or,
        Self::Xor,
    ];

    /// The operation on two numbers.
    #[inline(always)]
    pub fn eval(self, x: f64, y: f64) -> f64 {
        match self {
            Self::Add => x + y,
            Self::Sub => x - y,
            Self::Mul => x * y,
            Self::Div => x / y,
            Self::Pow => Value::pow(x, y),
            // A missing operand must not vanish: `f64::min` would ignore it.
            Self::Min => {
                if y < x || y.is_nan() {
                    y
                } else {
                    x
                }
            }
            Self::Max => {
                if y > x || y.is_nan() {
                    y
                } else {
                    x
                }
            }
            Self::Rem => x % y,
            Self::Lt => truth(x < y),
            Self::Le => truth(x <= y),
            Self::Eq => truth(x == y),
            Self::And => truth(x != 0.0 && y != 0.0),
            Self::Or => truth(x != 0.0 || y != 0.0),
            Self::Xor => truth((x != 0.0) != (y != 0.0)),
        }
    }

    fn commutes(self) -> bool {
        matches!(self, Self::Add | Self::Mul | Self::Eq | Self::And | Self::Or | Self::Xor)
    }
}

#[inline(always)]
fn truth(b: bool) -> f64 {
    if b { 1.0 } else { 0.0 }
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

    #[test]
    fn a_missing_operand_stays_missing() {
        assert!(Binary::Min.eval(f64::NAN, 1.0).is_nan());
        assert!(Binary::Min.eval(1.0, f64::NAN).is_nan());
        assert!(Binary::Max.eval(f64::NAN, 1.0).is_nan());
    }
}
