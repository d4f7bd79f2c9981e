//! Formulas over the columns of a table.

use jakstat_model::diagnostic::nearest;
use jakstat_model::{Code, Diagnostic, Expr, Op};

use crate::codes;
use crate::table::{Cell, ColumnKind, Row, Schema};

/// Whose formula it is, for messages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asker<'a> {
    /// What it is called: "summary `s`".
    pub name: &'a str,
    /// The code of what it cannot use.
    pub code: &'static Code,
}

/// What is wrong with a formula over the columns of `schema`.
pub(crate) fn faults(asker: Asker<'_>, formula: &Expr, schema: &Schema) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    formula.visit(&mut |part| {
        let fault = match part {
            Expr::Id(id) => unknown(asker, id, schema, Some(ColumnKind::Text)),
            Expr::Time => unknown(asker, "time", schema, Some(ColumnKind::Text)),
            Expr::Call(function, _) => {
                Some(unsupported(asker, &format!("there is no function `{function}`")))
            }
            Expr::Quantity(_, unit) => {
                let what = format!("a number has the unit `{unit}`; columns are compared in their own units");
                Some(unsupported(asker, &what))
            }
            Expr::Op(Op::RateOf | Op::Delay, _) => {
                Some(unsupported(asker, "a row has no course of time for `rateOf` or `delay`"))
            }
            Expr::Num(_) | Expr::Op(..) => None,
        };
        problems.extend(fault.filter(|fault| !problems.contains(fault)));
    });
    problems
}

fn unsupported(asker: Asker<'_>, what: &str) -> Diagnostic {
    Diagnostic::error(asker.code, format!("{}: {what}", asker.name))
        .help("use columns of the table, numbers and the built-in functions")
}

/// The problem that there is no column `column`, or that it is of a kind that is `refused`.
pub(crate) fn unknown(
    asker: Asker<'_>,
    column: &str,
    schema: &Schema,
    refused: Option<ColumnKind>,
) -> Option<Diagnostic> {
    let fits = |kind| refused.is_none_or(|refused| kind != refused);
    let found = schema.columns().iter().find(|c| c.name == column);
    if found.is_some_and(|c| fits(c.kind)) {
        return None;
    }
    let known: Vec<&str> =
        schema.columns().iter().filter(|c| fits(c.kind)).map(|c| c.name.as_str()).collect();
    let name = asker.name;
    let message = match found {
        Some(_) => format!("{name}: the column `{column}` holds texts, and a number is needed"),
        None => format!("{name}: the table has no column `{column}`"),
    };
    let list = format!("columns: {}", known.join(", "));
    let help = match nearest(column, known.iter().copied()).filter(|_| found.is_none()) {
        Some(near) => format!("did you mean `{near}`? {list}"),
        None => list,
    };
    Some(Diagnostic::error(&codes::NO_COLUMN, message).help(help))
}

/// The value of a formula on a row; NaN where it needs a missing number or has no finite value.
/// Truth is 1, falsehood 0.
pub(crate) fn value(formula: &Expr, schema: &Schema, row: &Row) -> f64 {
    let part = |e: &Expr| value(e, schema, row);
    let result = match formula {
        Expr::Num(number) => *number,
        Expr::Id(id) => number(id, schema, row),
        Expr::Time => number("time", schema, row),
        Expr::Op(Op::Piecewise, parts) => piecewise(parts, &part),
        Expr::Op(op, parts) => operation(*op, &parts.iter().map(part).collect::<Vec<f64>>()),
        // Refused by `faults`.
        Expr::Quantity(..) | Expr::Call(..) => f64::NAN,
    };
    if result.is_finite() { result } else { f64::NAN }
}

/// Whether a condition holds on a row; one that is missing does not.
pub(super) fn holds(condition: &Expr, schema: &Schema, row: &Row) -> bool {
    let truth = value(condition, schema, row);
    !truth.is_nan() && truth != 0.0
}

fn number(column: &str, schema: &Schema, row: &Row) -> f64 {
    let place = schema.columns().iter().position(|c| c.name == column);
    match place.and_then(|i| row.0.get(i)) {
        Some(Cell::Number(number)) => *number,
        Some(Cell::Integer(number)) => *number as f64,
        _ => f64::NAN,
    }
}

fn piecewise(parts: &[Expr], part: &impl Fn(&Expr) -> f64) -> f64 {
    for pair in parts.chunks(2) {
        let [value, condition] = pair else { return pair.first().map_or(f64::NAN, part) };
        match part(condition) {
            truth if truth.is_nan() => return f64::NAN,
            0.0 => {}
            _ => return part(value),
        }
    }
    f64::NAN
}

fn operation(op: Op, args: &[f64]) -> f64 {
    let truth = |holds: bool| f64::from(u8::from(holds));
    let missing = args.iter().any(|x| x.is_nan());
    let [a, b] = [args.first(), args.get(1)].map(|x| x.copied().unwrap_or(f64::NAN));
    let chain = |holds: fn(&f64, &f64) -> bool| truth(args.windows(2).all(|w| holds(&w[0], &w[1])));
    match op {
        // One part may settle these whatever a missing one would have been.
        Op::And if args.contains(&0.0) => 0.0,
        Op::Or if args.iter().any(|x| !x.is_nan() && *x != 0.0) => 1.0,
        Op::Implies if a == 0.0 || (!b.is_nan() && b != 0.0) => 1.0,
        _ if missing => f64::NAN,
        Op::And => 1.0,
        Op::Or | Op::Implies => 0.0,
        Op::Xor => truth(args.iter().filter(|x| **x != 0.0).count() % 2 == 1),
        Op::Not => truth(a == 0.0),
        Op::Lt => chain(|a, b| a < b),
        Op::Le => chain(|a, b| a <= b),
        Op::Gt => chain(|a, b| a > b),
        Op::Ge => chain(|a, b| a >= b),
        Op::Eq => chain(|a, b| a == b),
        Op::Ne => truth(a != b),
        Op::Add => args.iter().sum(),
        Op::Mul => args.iter().product(),
        Op::Sub => a - b,
        Op::Div => a / b,
        Op::Pow => a.powf(b),
        Op::Neg => -a,
        Op::Root => b.powf(1.0 / a),
        Op::Log => b.ln() / a.ln(),
        Op::Quotient => (a / b).trunc(),
        Op::Rem => a % b,
        Op::Min => args.iter().copied().fold(f64::INFINITY, f64::min),
        Op::Max => args.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        Op::Piecewise | Op::RateOf | Op::Delay => f64::NAN,
        _ => function(op, a),
    }
}

/// Functions of one number.
fn function(op: Op, x: f64) -> f64 {
    match op {
        Op::Sqrt => x.sqrt(),
        Op::Exp => x.exp(),
        Op::Ln => x.ln(),
        Op::Abs => x.abs(),
        Op::Floor => x.floor(),
        Op::Ceil => x.ceil(),
        Op::Factorial if x >= 0.0 && x.fract() == 0.0 => (1..=x.min(171.0) as u32).map(f64::from).product(),
        Op::Sin => x.sin(),
        Op::Cos => x.cos(),
        Op::Tan => x.tan(),
        Op::Sec => x.cos().recip(),
        Op::Csc => x.sin().recip(),
        Op::Cot => x.tan().recip(),
        Op::Sinh => x.sinh(),
        Op::Cosh => x.cosh(),
        Op::Tanh => x.tanh(),
        Op::Sech => x.cosh().recip(),
        Op::Csch => x.sinh().recip(),
        Op::Coth => x.tanh().recip(),
        Op::Asin => x.asin(),
        Op::Acos => x.acos(),
        Op::Atan => x.atan(),
        Op::Asec => x.recip().acos(),
        Op::Acsc => x.recip().asin(),
        Op::Acot => x.recip().atan(),
        Op::Asinh => x.asinh(),
        Op::Acosh => x.acosh(),
        Op::Atanh => x.atanh(),
        Op::Asech => x.recip().acosh(),
        Op::Acsch => x.recip().asinh(),
        Op::Acoth => x.recip().atanh(),
        _ => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Column;
    use jakstat_model::antimony::read_formula;

    fn of(text: &str) -> f64 {
        let column = |name: &str, kind| Column { name: name.into(), unit: None, kind };
        let schema = Schema::new(vec![
            column("a", ColumnKind::Number),
            column("n", ColumnKind::Integer),
            column("none", ColumnKind::Number),
        ])
        .unwrap();
        let row = Row(vec![Cell::Number(2.5), Cell::Integer(3), Cell::Missing]);
        value(&read_formula(text).unwrap(), &schema, &row)
    }

    #[test]
    fn formulas_have_the_value_that_one_expects() {
        for (text, expected) in [
            ("a*n + 1", 8.5),
            ("-a^2", -6.25),
            ("a - n - 1", -1.5),
            ("2 < a < n", 1.0),
            ("a == 2.5 && n != 3", 0.0),
            ("piecewise(1, a > 3, 2, n > 2, 3)", 2.0),
            ("max(a, n, 1) - min(a, n)", 0.5),
            ("log10(1000) + ln(exp(2))", 5.0),
            ("n % 2", 1.0),
        ] {
            assert!((of(text) - expected).abs() < 1e-12, "{text}: {}", of(text));
        }
    }

    #[test]
    fn what_is_missing_stays_missing_unless_the_rest_settles_it() {
        for text in ["none + 1", "none <= 20", "!(none <= 20)", "none <= 20 && a > 2", "1/(a - 2.5)"] {
            assert!(of(text).is_nan(), "{text}");
        }
        assert_eq!(of("none <= 20 && a > 3"), 0.0);
        assert_eq!(of("none <= 20 || a > 2"), 1.0);
        assert!(of("piecewise(1, none > 3, 2)").is_nan());
    }
}
