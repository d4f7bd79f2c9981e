//! The functions and constants that Antimony builds in.

use super::codes;
use crate::{Diagnostic, Expr, Op};

/// Avogadro's number per mole, as in [`crate::Unit::builtin`].
const AVOGADRO: f64 = 6.022_140_76e23;

/// The value of a built-in constant.
pub(super) fn constant(name: &str) -> Option<f64> {
    Some(match name {
        "pi" => std::f64::consts::PI,
        "exponentiale" => std::f64::consts::E,
        "avogadro" => AVOGADRO,
        "infinity" | "inf" => f64::INFINITY,
        "nan" | "notanumber" => f64::NAN,
        "true" => 1.0,
        "false" => 0.0,
        _ => return None,
    })
}

/// Functions that draw from a distribution; a user's function may have such a name.
pub(super) const DISTRIBUTIONS: [&str; 12] = [
    "normal",
    "uniform",
    "bernoulli",
    "binomial",
    "cauchy",
    "chisquare",
    "exponential",
    "gamma",
    "laplace",
    "lognormal",
    "poisson",
    "rayleigh",
];

/// The operation of a function whose arguments are taken as they are, with how many it takes at
/// least and at most.
fn direct(name: &str) -> Option<(Op, usize, usize)> {
    const ANY: usize = usize::MAX;
    Some(match name {
        "sqrt" => (Op::Sqrt, 1, 1),
        "exp" => (Op::Exp, 1, 1),
        "ln" => (Op::Ln, 1, 1),
        "abs" => (Op::Abs, 1, 1),
        "floor" => (Op::Floor, 1, 1),
        "ceil" | "ceiling" => (Op::Ceil, 1, 1),
        "factorial" => (Op::Factorial, 1, 1),
        "not" => (Op::Not, 1, 1),
        "rateOf" => (Op::RateOf, 1, 1),
        "pow" | "power" => (Op::Pow, 2, 2),
        "divide" => (Op::Div, 2, 2),
        "quotient" => (Op::Quotient, 2, 2),
        "rem" => (Op::Rem, 2, 2),
        "implies" => (Op::Implies, 2, 2),
        "delay" => (Op::Delay, 2, 2),
        "neq" => (Op::Ne, 2, 2),
        "eq" => (Op::Eq, 2, ANY),
        "lt" => (Op::Lt, 2, ANY),
        "leq" => (Op::Le, 2, ANY),
        "gt" => (Op::Gt, 2, ANY),
        "geq" => (Op::Ge, 2, ANY),
        "min" => (Op::Min, 1, ANY),
        "max" => (Op::Max, 1, ANY),
        "piecewise" => (Op::Piecewise, 1, ANY),
        "plus" => (Op::Add, 0, ANY),
        "times" => (Op::Mul, 0, ANY),
        "and" => (Op::And, 0, ANY),
        "or" => (Op::Or, 0, ANY),
        "xor" => (Op::Xor, 0, ANY),
        _ => (trigonometric(name)?, 1, 1),
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
        "asin" | "arcsin" => Op::Asin,
        "acos" | "arccos" => Op::Acos,
        "atan" | "arctan" => Op::Atan,
        "asec" | "arcsec" => Op::Asec,
        "acsc" | "arccsc" => Op::Acsc,
        "acot" | "arccot" => Op::Acot,
        "asinh" | "arcsinh" => Op::Asinh,
        "acosh" | "arccosh" => Op::Acosh,
        "atanh" | "arctanh" => Op::Atanh,
        "asech" | "arcsech" => Op::Asech,
        "acsch" | "arccsch" => Op::Acsch,
        "acoth" | "arccoth" => Op::Acoth,
        _ => return None,
    })
}

/// Whether `name` is a built-in function.
pub(super) fn is_function(name: &str) -> bool {
    direct(name).is_some() || matches!(name, "log" | "log10" | "sqr" | "root" | "minus")
}

/// `name(args)` where `name` is built in. The problem has no place yet.
pub(super) fn call(name: &str, args: Vec<Expr>) -> Result<Expr, Diagnostic> {
    let (least, most) = match name {
        "log" | "root" | "minus" => (1, 2),
        "log10" | "sqr" => (1, 1),
        _ => direct(name).map_or((0, usize::MAX), |(_, least, most)| (least, most)),
    };
    if !(least..=most).contains(&args.len()) {
        return Err(miscount(name, least, most, args.len()));
    }
    Ok(build(name, args))
}

/// Puts the operation together; the count of arguments is right.
fn build(name: &str, mut args: Vec<Expr>) -> Expr {
    if let Some((op, ..)) = direct(name) {
        return Expr::Op(op, args);
    }
    let op = match (name, args.len()) {
        ("log", 1) => Op::Ln,
        ("log", _) => Op::Log,
        ("root", 1) => Op::Sqrt,
        ("root", _) => Op::Root,
        ("minus", 1) => Op::Neg,
        ("minus", _) => Op::Sub,
        ("log10", _) => {
            args.insert(0, Expr::Num(10.0));
            Op::Log
        }
        _ => {
            args.push(Expr::Num(2.0));
            Op::Pow
        }
    };
    Expr::Op(op, args)
}

fn miscount(name: &str, least: usize, most: usize, found: usize) -> Diagnostic {
    let wanted = match (least, most) {
        (1, 1) => "1 argument".into(),
        (a, b) if a == b => format!("{a} arguments"),
        (a, usize::MAX) => format!("at least {a}"),
        (a, b) => format!("{a} or {b} arguments"),
    };
    Diagnostic::error(&codes::ARGUMENTS, format!("`{name}` takes {wanted}, not {found}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_have_their_antimony_bases() {
        let x = || Expr::id("x");
        assert_eq!(call("log", vec![x()]), Ok(Expr::unary(Op::Ln, x())));
        assert_eq!(call("log10", vec![x()]), Ok(Expr::binary(Op::Log, 10.0.into(), x())));
        assert_eq!(call("log", vec![2.0.into(), x()]), Ok(Expr::binary(Op::Log, 2.0.into(), x())));
        assert_eq!(call("sqr", vec![x()]), Ok(Expr::binary(Op::Pow, x(), 2.0.into())));
        assert_eq!(call("root", vec![x()]), Ok(Expr::unary(Op::Sqrt, x())));
    }

    #[test]
    fn wrong_counts_say_what_is_wanted() {
        let message = |name: &str, n: usize| call(name, vec![Expr::Time; n]).unwrap_err().message;
        assert_eq!(message("exp", 2), "`exp` takes 1 argument, not 2");
        assert_eq!(message("root", 3), "`root` takes 1 or 2 arguments, not 3");
        assert_eq!(message("max", 0), "`max` takes at least 1, not 0");
        assert_eq!(message("delay", 1), "`delay` takes 2 arguments, not 1");
    }
}
