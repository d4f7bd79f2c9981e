//! Formulas, as both languages give them.

/// A formula.
///
/// Truth values are numbers, as in SBML Level 3 Version 2: 1 is true, 0 is false.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A number without unit.
    Num(f64),
    /// A number with the unit that was written beside it.
    Quantity(f64, String),
    /// The value of the thing with this id.
    Id(String),
    /// Simulated time.
    Time,
    /// A built-in operation.
    Op(Op, Vec<Expr>),
    /// A call of a function that the model defines.
    Call(String, Vec<Expr>),
}

/// Built-in operations. Unless said otherwise they take one argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the names are those of mathematics; only what they do not tell is said
pub enum Op {
    /// Any number of arguments; the empty sum is 0.
    Add,
    /// Two arguments.
    Sub,
    /// Any number of arguments; the empty product is 1.
    Mul,
    /// Two arguments.
    Div,
    /// Two arguments: base, exponent.
    Pow,
    Neg,
    /// Two arguments: degree, radicand.
    Root,
    Sqrt,
    Exp,
    Ln,
    /// Two arguments: base, argument.
    Log,
    Abs,
    Floor,
    Ceil,
    Factorial,
    Sin,
    Cos,
    Tan,
    Sec,
    Csc,
    Cot,
    Sinh,
    Cosh,
    Tanh,
    Sech,
    Csch,
    Coth,
    Asin,
    Acos,
    Atan,
    Asec,
    Acsc,
    Acot,
    Asinh,
    Acosh,
    Atanh,
    Asech,
    Acsch,
    Acoth,
    /// One or more arguments.
    Min,
    /// One or more arguments.
    Max,
    /// Two arguments: integer part of the quotient, towards zero.
    Quotient,
    /// Two arguments: what [`Op::Quotient`] leaves, with the sign of the first.
    Rem,
    /// Two arguments; two or more where the language allows chains (`a < b < c`).
    Lt,
    Le,
    Gt,
    Ge,
    Eq,
    /// Two arguments.
    Ne,
    /// Any number of arguments; empty is true.
    And,
    /// Any number of arguments; empty is false.
    Or,
    /// Any number of arguments: true where an odd number is.
    Xor,
    Not,
    /// Two arguments.
    Implies,
    /// `value1, condition1, value2, condition2, ..., otherwise`; an even count has no `otherwise`
    /// and is not a number where no condition holds.
    Piecewise,
    /// Rate of change of the one id that it takes.
    RateOf,
    /// Two arguments: formula, how long ago.
    Delay,
}

impl Expr {
    /// The id `name`.
    pub fn id(name: impl Into<String>) -> Self {
        Self::Id(name.into())
    }

    /// `op(a)`.
    pub fn unary(op: Op, a: Self) -> Self {
        Self::Op(op, vec![a])
    }

    /// `op(a, b)`.
    pub fn binary(op: Op, a: Self, b: Self) -> Self {
        Self::Op(op, vec![a, b])
    }

    /// Direct parts of the formula.
    pub fn children(&self) -> &[Self] {
        match self {
            Self::Op(_, args) | Self::Call(_, args) => args,
            _ => &[],
        }
    }

    /// Calls `f` on this formula and every part of it, outside first.
    pub fn visit<'a>(&'a self, f: &mut impl FnMut(&'a Self)) {
        f(self);
        for child in self.children() {
            child.visit(f);
        }
    }

    /// Every id that the formula reads, in order, with repeats.
    pub fn ids(&self) -> Vec<&str> {
        let mut ids = Vec::new();
        self.visit(&mut |e| {
            if let Self::Id(id) = e {
                ids.push(id.as_str());
            }
        });
        ids
    }

    /// The formula with each part for which `f` answers replaced by the answer, outside first.
    pub fn replace(&self, f: &mut impl FnMut(&Self) -> Option<Self>) -> Self {
        if let Some(new) = f(self) {
            return new;
        }
        match self {
            Self::Op(op, args) => Self::Op(*op, args.iter().map(|a| a.replace(f)).collect()),
            Self::Call(name, args) => Self::Call(name.clone(), args.iter().map(|a| a.replace(f)).collect()),
            other => other.clone(),
        }
    }

    /// The formula with ids renamed by `f`, where it answers.
    pub fn rename(&self, f: &mut impl FnMut(&str) -> Option<String>) -> Self {
        self.replace(&mut |e| match e {
            Self::Id(id) => f(id).map(Self::Id),
            _ => None,
        })
    }
}

impl From<f64> for Expr {
    fn from(value: f64) -> Self {
        Self::Num(value)
    }
}
