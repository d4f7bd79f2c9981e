//! Formulas as Antimony text that is read with the same structure.

use std::f64::consts::{E, PI};

use crate::written::number::decimal;
use crate::{Expr, Op};

/// How tightly a text binds, as in the parser.
const LOGIC: u8 = 1;
const COMPARISON: u8 = 2;
const SUM: u8 = 3;
const PRODUCT: u8 = 4;
const PREFIX: u8 = 5;
const POWER: u8 = 6;
const ATOM: u8 = 7;

/// What units are called in the text; `None` where the network does not say which unit is meant.
pub(super) type UnitName<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// The formula as a number.
pub(super) fn number(formula: &Expr, unit: &UnitName<'_>) -> String {
    Printer { unit }.text(formula, LOGIC, false)
}

/// The formula as a condition: numbers that are truth values are `true` and `false`.
pub(super) fn condition(formula: &Expr, unit: &UnitName<'_>) -> String {
    Printer { unit }.text(formula, LOGIC, true)
}

/// A number, negative ones with their sign.
pub(super) fn literal(x: f64) -> String {
    match x {
        x if x.is_nan() => "notanumber".into(),
        f64::INFINITY => "infinity".into(),
        f64::NEG_INFINITY => "-infinity".into(),
        PI => "pi".into(),
        E => "exponentiale".into(),
        x => decimal(x),
    }
}

struct Printer<'a> {
    unit: &'a UnitName<'a>,
}

impl Printer<'_> {
    /// The text, in parentheses where it binds less tightly than `least`.
    fn text(&self, formula: &Expr, least: u8, is_condition: bool) -> String {
        let (text, level) = match formula {
            Expr::Num(x) if is_condition && *x == 1.0 => ("true".into(), ATOM),
            Expr::Num(x) if is_condition && *x == 0.0 => ("false".into(), ATOM),
            Expr::Num(x) => (literal(*x), if x.is_sign_negative() && !x.is_nan() { PREFIX } else { ATOM }),
            Expr::Quantity(x, unit) => match (self.unit)(unit) {
                Some(unit) => (format!("{} {unit}", literal(*x)), if *x < 0.0 { PREFIX } else { POWER }),
                None => return self.text(&Expr::Num(*x), least, is_condition),
            },
            Expr::Id(id) => (id.clone(), ATOM),
            Expr::Time => ("time".into(), ATOM),
            Expr::Call(function, args) => (self.call(function, args, false), ATOM),
            Expr::Op(op, args) => self.operation(*op, args),
        };
        if level < least { format!("({text})") } else { text }
    }

    /// The second and later operands of an operator: a sign at the start stands in parentheses.
    fn later(&self, formula: &Expr, least: u8) -> String {
        let text = self.text(formula, least, false);
        if text.starts_with('-') { format!("({text})") } else { text }
    }

    fn call(&self, name: &str, args: &[Expr], are_conditions: bool) -> String {
        let args: Vec<String> = args.iter().map(|a| self.text(a, LOGIC, are_conditions)).collect();
        format!("{name}({})", args.join(", "))
    }

    fn operation(&self, op: Op, args: &[Expr]) -> (String, u8) {
        match (op, args) {
            (Op::Neg, [a]) => (format!("-{}", self.text(a, POWER, false)), PREFIX),
            (Op::Not, [a]) => (format!("!{}", self.text(a, POWER, true)), PREFIX),
            (Op::Pow, [a, b]) => {
                (format!("{}^{}", self.text(a, ATOM, false), self.text(b, ATOM, false)), POWER)
            }
            (Op::Div, [a, b]) => {
                (format!("{}/{}", self.text(a, PRODUCT, false), self.later(b, PREFIX)), PRODUCT)
            }
            (Op::Mul, [first, rest @ ..]) if !rest.is_empty() => {
                let rest = rest.iter().map(|a| self.later(a, PREFIX));
                let all: Vec<String> = std::iter::once(self.first(first, op, PRODUCT)).chain(rest).collect();
                (all.join("*"), PRODUCT)
            }
            (Op::Sub, [a, b]) => (format!("{} - {}", self.first(a, op, SUM), self.later(b, PRODUCT)), SUM),
            (Op::Add, [first, rest @ ..]) if !rest.is_empty() => (self.sum(first, rest), SUM),
            (Op::And | Op::Or, [_, _, ..]) => {
                let sign = if op == Op::And { " && " } else { " || " };
                let all: Vec<String> = args.iter().map(|a| self.text(a, COMPARISON, true)).collect();
                (all.join(sign), LOGIC)
            }
            (_, [a, b]) if comparison(op).is_some() => {
                let sign = comparison(op).unwrap_or_default();
                let (a, b) = (self.text(a, SUM, false), self.text(b, SUM, false));
                (format!("{a} {sign} {b}"), COMPARISON)
            }
            (Op::Log, [Expr::Num(10.0), a]) => (self.call("log10", std::slice::from_ref(a), false), ATOM),
            (Op::Piecewise, _) => (self.piecewise(args), ATOM),
            _ => {
                let logic = matches!(op, Op::And | Op::Or | Op::Xor | Op::Not | Op::Implies);
                (self.call(name_of(op), args, logic), ATOM)
            }
        }
    }

    /// The first operand of a chain, which the reader would take for a part of the chain if it were
    /// one itself.
    fn first(&self, formula: &Expr, op: Op, level: u8) -> String {
        let is_chain = match formula {
            Expr::Op(inner, args) if args.len() > 1 => match op {
                Op::Mul => *inner == Op::Mul,
                _ => matches!(inner, Op::Add | Op::Sub),
            },
            _ => false,
        };
        self.text(formula, if is_chain { ATOM } else { level }, false)
    }

    /// Three and more terms are read with `a - b + c` for `a + (-b) + c`; two are not.
    fn sum(&self, first: &Expr, rest: &[Expr]) -> String {
        let mut text = self.first(first, Op::Add, SUM);
        for term in rest {
            match term {
                Expr::Op(Op::Neg, inner) if rest.len() > 1 && inner.len() == 1 => {
                    text.push_str(&format!(" - {}", self.later(&inner[0], PRODUCT)));
                }
                term => text.push_str(&format!(" + {}", self.later(term, PRODUCT))),
            }
        }
        text
    }

    fn piecewise(&self, args: &[Expr]) -> String {
        let each = args.iter().enumerate().map(|(i, a)| self.text(a, LOGIC, i % 2 == 1));
        format!("piecewise({})", each.collect::<Vec<_>>().join(", "))
    }
}

fn comparison(op: Op) -> Option<&'static str> {
    Some(match op {
        Op::Lt => "<",
        Op::Le => "<=",
        Op::Gt => ">",
        Op::Ge => ">=",
        Op::Eq => "==",
        Op::Ne => "!=",
        _ => return None,
    })
}

/// The function that stands for an operation.
fn name_of(op: Op) -> &'static str {
    match op {
        Op::Add => "plus",
        Op::Sub | Op::Neg => "minus",
        Op::Mul => "times",
        Op::Div => "divide",
        Op::Pow => "pow",
        Op::Root => "root",
        Op::Sqrt => "sqrt",
        Op::Exp => "exp",
        Op::Ln => "ln",
        Op::Log => "log",
        Op::Abs => "abs",
        Op::Floor => "floor",
        Op::Ceil => "ceil",
        Op::Factorial => "factorial",
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
        Op::Not => "not",
        Op::Implies => "implies",
        Op::Piecewise => "piecewise",
        Op::RateOf => "rateOf",
        Op::Delay => "delay",
        _ => trigonometric(op),
    }
}

fn trigonometric(op: Op) -> &'static str {
    match op {
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
        _ => "arccoth",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::antimony::{cursor::Cursor, formula::formula, lexer::lex};

    fn read(text: &str) -> Expr {
        let (lexemes, problems) = lex(0, text);
        assert!(problems.is_empty(), "{problems:?}");
        formula(&mut Cursor::new(0, text, &lexemes)).unwrap()
    }

    #[test]
    fn text_is_read_with_the_same_structure() {
        for text in [
            "a - b",
            "(a - b) - c",
            "a - (b - c)",
            "a - b - c + d",
            "a + (-b)",
            "(a + b) + c",
            "a*b/c*d",
            "a*(b/c)",
            "(a*b)*c",
            "-a^b",
            "(-a)^(b^c)",
            "a^(-b)",
            "-(a*b)",
            "-a*b",
            "!(a && b) || (c && !d)",
            "a < b && c >= d + 1",
            "(a < b) == c",
            "lt(a, b, c)",
            "piecewise(1, a > 2 || true, 3)",
            "log10(a)/log(2, b) - root(3, c)",
            "rem(a, b)*quotient(a, b)",
            "3 mM/c + (2 mM)^2",
            "plus()*times(a) + and(a > 1)",
            "f(a, -b, time) + rateOf(a) + delay(a, 1e-9)",
        ] {
            let formula = read(text);
            let written = number(&formula, &|unit| Some(unit.to_owned()));
            assert_eq!(written, text);
            assert_eq!(read(&written), formula, "{text}");
        }
    }

    #[test]
    fn signs_of_numbers_are_kept_apart_from_operators() {
        let minus = |x: f64| Expr::Num(-x);
        let power = Expr::binary(Op::Pow, minus(2.0), minus(3.0));
        assert_eq!(number(&power, &|_| None), "(-2)^(-3)");
        let sum = Expr::Op(Op::Add, vec![minus(1.0), minus(2.0), Expr::unary(Op::Neg, minus(3.0))]);
        assert_eq!(number(&sum, &|_| None), "-1 + (-2) - (-3)");
        assert_eq!(number(&minus(f64::INFINITY), &|_| None), "-infinity");
    }
}
