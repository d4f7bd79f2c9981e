//! MathML's operators and constants as operations.

use std::f64::consts;

use crate::{Expr, Op};

/// An operation with the number of operands that it takes.
pub(super) struct Operator {
    pub op: Op,
    pub least: usize,
    pub most: usize,
}

/// The operator with this MathML name.
///
/// `minus`, `root` and `log` take qualifiers or one operand less and are handled by the caller.
pub(super) fn operator(name: &str) -> Option<Operator> {
    let any = usize::MAX;
    let (op, least, most) = match name {
        "plus" => (Op::Add, 0, any),
        "times" => (Op::Mul, 0, any),
        "divide" => (Op::Div, 2, 2),
        "power" => (Op::Pow, 2, 2),
        "min" => (Op::Min, 1, any),
        "max" => (Op::Max, 1, any),
        "quotient" => (Op::Quotient, 2, 2),
        "rem" => (Op::Rem, 2, 2),
        "lt" => (Op::Lt, 2, any),
        "leq" => (Op::Le, 2, any),
        "gt" => (Op::Gt, 2, any),
        "geq" => (Op::Ge, 2, any),
        "eq" => (Op::Eq, 2, any),
        "neq" => (Op::Ne, 2, 2),
        "and" => (Op::And, 0, any),
        "or" => (Op::Or, 0, any),
        "xor" => (Op::Xor, 0, any),
        "implies" => (Op::Implies, 2, 2),
        _ => (unary(name)?, 1, 1),
    };
    Some(Operator { op, least, most })
}

fn unary(name: &str) -> Option<Op> {
    Some(match name {
        "not" => Op::Not,
        "exp" => Op::Exp,
        "ln" => Op::Ln,
        "abs" => Op::Abs,
        "floor" => Op::Floor,
        "ceiling" => Op::Ceil,
        "factorial" => Op::Factorial,
        _ => return trigonometric(name),
    })
}

fn trigonometric(name: &str) -> Option<Op> {
    Some(match name {
        "sin" => Op::Sin,
        "cos" => Op::Cos,
        "tan" => Op::Tan,
        "sec" => Op::Sec,
        "csc" => Op::Csc,
        "cot" => Op::Cot,
        "sinh" => Op::Sinh,
        "cosh" => Op::Cosh,
        "tanh" => Op::Tanh,
        "sech" => Op::Sech,
        "csch" => Op::Csch,
        "coth" => Op::Coth,
        "arcsin" => Op::Asin,
        "arccos" => Op::Acos,
        "arctan" => Op::Atan,
        "arcsec" => Op::Asec,
        "arccsc" => Op::Acsc,
        "arccot" => Op::Acot,
        "arcsinh" => Op::Asinh,
        "arccosh" => Op::Acosh,
        "arctanh" => Op::Atanh,
        "arcsech" => Op::Asech,
        "arccsch" => Op::Acsch,
        "arccoth" => Op::Acoth,
        _ => return None,
    })
}

/// The MathML name of an operation; `csymbol` for those that MathML itself has not.
pub(super) fn name_of(op: Op) -> &'static str {
    match op {
        Op::Add => "plus",
        Op::Mul => "times",
        Op::Div => "divide",
        Op::Pow => "power",
        Op::Min => "min",
        Op::Max => "max",
        Op::Quotient => "quotient",
        Op::Rem => "rem",
        Op::Lt => "lt",
        Op::Le => "leq",
        Op::Gt => "gt",
        Op::Ge => "geq",
        Op::Eq => "eq",
        Op::Ne => "neq",
        Op::And => "and",
        Op::Or => "or",
        Op::Xor => "xor",
        Op::Implies => "implies",
        Op::Not => "not",
        Op::Exp => "exp",
        Op::Ln => "ln",
        Op::Abs => "abs",
        Op::Floor => "floor",
        Op::Ceil => "ceiling",
        Op::Factorial => "factorial",
        Op::Sin => "sin",
        Op::Cos => "cos",
        Op::Tan => "tan",
        Op::Sec => "sec",
        Op::Csc => "csc",
        Op::Cot => "cot",
        Op::Sinh => "sinh",
        Op::Cosh => "cosh",
        Op::Tanh => "tanh",
        Op::Sech => "sech",
        Op::Csch => "csch",
        Op::Coth => "coth",
        Op::Asin => "arcsin",
        Op::Acos => "arccos",
        Op::Atan => "arctan",
        Op::Asec => "arcsec",
        Op::Acsc => "arccsc",
        Op::Acot => "arccot",
        Op::Asinh => "arcsinh",
        Op::Acosh => "arccosh",
        Op::Atanh => "arctanh",
        Op::Asech => "arcsech",
        Op::Acsch => "arccsch",
        Op::Acoth => "arccoth",
        Op::Sub | Op::Neg => "minus",
        Op::Root | Op::Sqrt => "root",
        Op::Log => "log",
        Op::Piecewise => "piecewise",
        Op::RateOf | Op::Delay => "csymbol",
    }
}

/// The value of a MathML constant.
pub(super) fn constant(name: &str) -> Option<f64> {
    Some(match name {
        "true" => 1.0,
        "false" => 0.0,
        "pi" => consts::PI,
        "exponentiale" => consts::E,
        "infinity" => f64::INFINITY,
        "notanumber" => f64::NAN,
        _ => return None,
    })
}

/// A symbol of SBML core.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Symbol {
    Time,
    Avogadro,
    Delay,
    RateOf,
}

/// What the `definitionURL` of each symbol starts with.
const URL: &str = "http://www.sbml.org/sbml/symbols/";

/// Avogadro's number with the value that SBML Level 3 fixes (CODATA 2006), not the later SI one.
const AVOGADRO: f64 = 6.022_141_79e23;

impl Symbol {
    /// What the symbol is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Avogadro => "avogadro",
            Self::Delay => "delay",
            Self::RateOf => "rateOf",
        }
    }

    /// Its `definitionURL`.
    pub fn url(self) -> String {
        format!("{URL}{}", self.name())
    }

    /// The symbol with this `definitionURL`.
    pub fn of(url: &str) -> Option<Self> {
        Some(match url.trim().strip_prefix(URL)? {
            "time" => Self::Time,
            "avogadro" => Self::Avogadro,
            "delay" => Self::Delay,
            "rateOf" => Self::RateOf,
            _ => return None,
        })
    }

    /// Its meaning as a value; the two others are functions.
    pub fn value(self) -> Option<Expr> {
        match self {
            Self::Time => Some(Expr::Time),
            Self::Avogadro => Some(Expr::Num(AVOGADRO)),
            Self::Delay | Self::RateOf => None,
        }
    }
}
