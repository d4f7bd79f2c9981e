//! The operations on one value and on two.

use crate::value::Value;

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

    /// Whether the order of operands does not matter.
    pub(super) fn commutes(self) -> bool {
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
    fn a_missing_operand_stays_missing() {
        assert!(Binary::Min.eval(f64::NAN, 1.0).is_nan());
        assert!(Binary::Min.eval(1.0, f64::NAN).is_nan());
        assert!(Binary::Max.eval(f64::NAN, 1.0).is_nan());
    }
}
