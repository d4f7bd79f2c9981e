//! Formulas: precedence climbing over the tokens.
//!
//! Precedence is that of libAntimony: `^` (from the right), then unary `-` and `!`, then `* / %`,
//! `+ -`, comparisons, and last `&&` and `||`, which share one level.

use super::builtin;
use super::codes;
use super::cursor::{Cursor, Parse, is_reserved};
use super::lexer::Token;
use crate::{Diagnostic, Expr, Op, Span};

/// How deep formulas may be nested; later stages walk them recursively.
pub(super) const DEEPEST: usize = 200;

const LOGIC: u8 = 1;
const COMPARISON: u8 = 2;
const SUM: u8 = 3;
const PRODUCT: u8 = 4;
const PREFIX: u8 = 5;
const POWER: u8 = 6;

/// A formula with its height.
struct Node {
    expr: Expr,
    height: usize,
    /// It stands in parentheses, or is a single thing: no operator can take parts of it.
    closed: bool,
}

impl Node {
    fn leaf(expr: Expr) -> Self {
        Self { expr, height: 1, closed: true }
    }
}

/// A formula from here on, to the first token that cannot continue it.
pub(super) fn formula(cursor: &mut Cursor<'_>) -> Parse<Expr> {
    Ok(Climb { cursor, depth: 0 }.level(LOGIC)?.expr)
}

/// A formula, or nothing where the statement ends.
pub(super) fn maybe_formula(cursor: &mut Cursor<'_>) -> Parse<Option<Expr>> {
    if cursor.at_end_of_statement() { Ok(None) } else { formula(cursor).map(Some) }
}

struct Climb<'c, 'a> {
    cursor: &'c mut Cursor<'a>,
    depth: usize,
}

impl Climb<'_, '_> {
    /// A formula of operators that bind at least as tightly as `least`.
    fn level(&mut self, least: u8) -> Parse<Node> {
        if self.depth >= DEEPEST {
            return Err(too_deep(self.cursor.span()));
        }
        self.depth += 1;
        let start = self.cursor.span();
        let mut left = self.prefix()?;
        while let Some((op, level)) = binary(self.cursor.peek()).filter(|(_, level)| *level >= least) {
            let at = self.cursor.span();
            left = match level {
                POWER => self.power(left)?,
                COMPARISON => self.comparison(left)?,
                _ => {
                    self.cursor.take();
                    let right = self.level(level + 1)?;
                    self.warn_of_mixed_logic(op, &left, at);
                    join(op, left, right)
                }
            };
            if left.height > DEEPEST {
                return Err(too_deep(start.to(at)));
            }
        }
        self.depth -= 1;
        Ok(left)
    }

    fn prefix(&mut self) -> Parse<Node> {
        let op = match self.cursor.peek() {
            Token::Minus => Some(Op::Neg),
            Token::Not => Some(Op::Not),
            Token::Plus => None,
            _ => return self.atom(),
        };
        self.cursor.take();
        let inner = self.level(PREFIX)?;
        Ok(match op {
            Some(op) => Node { height: inner.height + 1, expr: Expr::unary(op, inner.expr), closed: true },
            None => inner,
        })
    }

    fn power(&mut self, base: Node) -> Parse<Node> {
        let at = self.cursor.span();
        self.cursor.take();
        if matches!(base.expr, Expr::Quantity(..)) && !base.closed {
            let message = "the power applies to the number as well as to its unit";
            let help = "write `(5 metre)^2`, or define `unit m2 = metre^2` and write `5 m2`";
            self.cursor.problems.push(Diagnostic::warning(&codes::UNIT_POWER, message).at(at).help(help));
        }
        // From the right: the exponent takes all further powers, and a sign of its own.
        let exponent = self.level(PREFIX)?;
        let height = base.height.max(exponent.height) + 1;
        Ok(Node { expr: Expr::binary(Op::Pow, base.expr, exponent.expr), height, closed: true })
    }

    /// `a < b <= c` holds where each neighbouring pair does.
    fn comparison(&mut self, first: Node) -> Parse<Node> {
        let mut height = first.height;
        let mut operands = vec![first.expr];
        let mut ops = Vec::new();
        while let Some((op, COMPARISON)) = binary(self.cursor.peek()) {
            self.cursor.take();
            let next = self.level(COMPARISON + 1)?;
            height = height.max(next.height);
            operands.push(next.expr);
            ops.push(op);
        }
        let expr = match ops[..] {
            [op] => Expr::Op(op, operands),
            [op, ref rest @ ..] if op != Op::Ne && rest.iter().all(|o| *o == op) => Expr::Op(op, operands),
            _ => {
                let pairs = operands.windows(2).zip(&ops);
                Expr::Op(Op::And, pairs.map(|(pair, op)| Expr::Op(*op, pair.to_vec())).collect())
            }
        };
        Ok(Node { expr, height: height + 2, closed: true })
    }

    fn warn_of_mixed_logic(&mut self, op: Op, left: &Node, at: Span) {
        // The other order, `a && b || c`, means here what it means elsewhere.
        if op == Op::And && matches!(left.expr, Expr::Op(Op::Or, _)) && !left.closed {
            let message = "`&&` and `||` have equal precedence here and are read from left to right";
            let help = "write parentheses";
            self.cursor.problems.push(Diagnostic::warning(&codes::MIXED_LOGIC, message).at(at).help(help));
        }
    }

    fn atom(&mut self) -> Parse<Node> {
        match self.cursor.peek() {
            Token::Number => self.number(),
            Token::Open => {
                let open = self.cursor.span();
                self.cursor.take();
                let inner = self.level(LOGIC)?;
                self.cursor.close(open, "an operator or `)`")?;
                Ok(Node { closed: true, ..inner })
            }
            Token::Word => self.word(),
            Token::Ellipsis => {
                Err(Cursor::unsupported("`...` (the rate upstream on a DNA strand) is", self.cursor.span()))
            }
            Token::OpenBrace => Err(Cursor::unsupported("`{ }` (uncertainty) is", self.cursor.span())),
            _ => Err(self.cursor.unexpected("a formula")),
        }
    }

    fn number(&mut self) -> Parse<Node> {
        let value = number(self.cursor)?;
        // `avogadro` is a constant, but after a number it is the unit of that name.
        let word = self.cursor.text_at(0);
        // `x = 1 y = 2` lacks a `;`: y is no unit.
        let defined = matches!(self.cursor.peek_at(1), Token::Equal | Token::Becomes | Token::Prime);
        let is_unit =
            self.cursor.peek() == Token::Word && (word == "avogadro" || !is_reserved(word)) && !defined;
        if !is_unit {
            return Ok(Node::leaf(Expr::Num(value)));
        }
        let unit = self.cursor.take();
        Ok(Node { closed: false, ..Node::leaf(Expr::Quantity(value, unit.into())) })
    }

    fn word(&mut self) -> Parse<Node> {
        let word = self.cursor.text_at(0);
        if self.cursor.peek_at(1) == Token::Open {
            return self.call();
        }
        if let Some(value) = builtin::constant(word) {
            self.cursor.take();
            return Ok(Node::leaf(Expr::Num(value)));
        }
        if word == "time" {
            self.cursor.take();
            return Ok(Node::leaf(Expr::Time));
        }
        Ok(Node::leaf(Expr::Id(self.cursor.path("a formula")?.name)))
    }

    fn call(&mut self) -> Parse<Node> {
        let start = self.cursor.span();
        let name = self.cursor.name("a function")?.name;
        let open = self.cursor.span();
        self.cursor.take();
        let mut args = Vec::new();
        let mut height = 0;
        while self.cursor.peek() != Token::Close {
            let arg = self.level(LOGIC)?;
            height = height.max(arg.height);
            args.push(arg.expr);
            if !self.cursor.accept(Token::Comma) {
                break;
            }
        }
        let at = start.to(self.cursor.span());
        self.cursor.close(open, "an operator, `,` or `)`")?;
        if !builtin::is_function(&name) {
            return Ok(Node { expr: Expr::Call(name, args), height: height + 1, closed: true });
        }
        if name == "log" && args.len() == 1 {
            let message = "`log` is the natural logarithm in Antimony";
            let help = "write `ln` or `log10`";
            self.cursor.problems.push(Diagnostic::warning(&codes::NATURAL_LOG, message).at(at).help(help));
        }
        // A wrong count is no reason to lose the rest of the statement.
        let expr = builtin::call(&name, args).unwrap_or_else(|problem| {
            self.cursor.problems.push(problem.at(at));
            Expr::Num(f64::NAN)
        });
        Ok(Node { expr, height: height + 1, closed: true })
    }
}

/// A number without sign.
pub(super) fn number(cursor: &mut Cursor<'_>) -> Parse<f64> {
    let at = cursor.span();
    match cursor.take().parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        _ => Err(Box::new(
            Diagnostic::error(&codes::NUMBER_RANGE, "this number is too large")
                .at(at)
                .help("check its exponent"),
        )),
    }
}

/// The operation and level of a binary operator.
fn binary(token: Token) -> Option<(Op, u8)> {
    Some(match token {
        Token::And => (Op::And, LOGIC),
        Token::Or => (Op::Or, LOGIC),
        Token::Less => (Op::Lt, COMPARISON),
        Token::LessEqual => (Op::Le, COMPARISON),
        Token::Greater => (Op::Gt, COMPARISON),
        Token::GreaterEqual => (Op::Ge, COMPARISON),
        Token::EqualEqual => (Op::Eq, COMPARISON),
        Token::NotEqual => (Op::Ne, COMPARISON),
        Token::Plus => (Op::Add, SUM),
        Token::Minus => (Op::Sub, SUM),
        Token::Star => (Op::Mul, PRODUCT),
        Token::Slash => (Op::Div, PRODUCT),
        Token::Percent => (Op::Rem, PRODUCT),
        Token::Caret => (Op::Pow, POWER),
        _ => return None,
    })
}

/// `left op right`. Long chains become one operation with many arguments, so that a sum of a
/// thousand terms is not a thousand levels deep; `a - b - c` becomes `a + (-b) + (-c)`.
fn join(op: Op, left: Node, right: Node) -> Node {
    let below = left.height.max(right.height);
    match (left.expr, op) {
        (Expr::Op(Op::Sub, mut args), Op::Add | Op::Sub) if !left.closed && args.len() == 2 => {
            args[1] = Expr::unary(Op::Neg, std::mem::replace(&mut args[1], Expr::Num(0.0)));
            args.push(signed(op, right.expr));
            Node { expr: Expr::Op(Op::Add, args), height: below + 2, closed: false }
        }
        (Expr::Op(Op::Add, mut args), Op::Sub) if !left.closed => {
            args.push(signed(op, right.expr));
            Node { expr: Expr::Op(Op::Add, args), height: left.height.max(right.height + 2), closed: false }
        }
        (Expr::Op(same, mut args), _)
            if !left.closed && same == op && matches!(op, Op::Add | Op::Mul | Op::And | Op::Or) =>
        {
            args.push(right.expr);
            Node { expr: Expr::Op(op, args), height: left.height.max(right.height + 1), closed: false }
        }
        (expr, _) => Node { expr: Expr::binary(op, expr, right.expr), height: below + 1, closed: false },
    }
}

fn signed(op: Op, expr: Expr) -> Expr {
    if op == Op::Sub { Expr::unary(Op::Neg, expr) } else { expr }
}

fn too_deep(at: Span) -> Box<Diagnostic> {
    let message = format!("the formula is nested more than {DEEPEST} levels deep");
    Box::new(
        Diagnostic::error(&codes::TOO_DEEP, message)
            .at(at)
            .help("give a part of it a name with `part := ...`"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::lexer::lex;
    use super::*;

    fn read(text: &str) -> (Parse<Expr>, Vec<Diagnostic>) {
        let (lexemes, problems) = lex(0, text);
        assert!(problems.is_empty(), "{problems:?}");
        let mut cursor = Cursor::new(0, text, &lexemes);
        let expr = formula(&mut cursor).and_then(|e| {
            if cursor.peek() == Token::End { Ok(e) } else { Err(cursor.unexpected("the end")) }
        });
        (expr, cursor.problems)
    }

    /// The formula in prefix form, to show its structure.
    fn shape(text: &str) -> String {
        fn write(e: &Expr) -> String {
            let list = |args: &[Expr]| args.iter().map(write).collect::<Vec<_>>().join(" ");
            match e {
                Expr::Num(x) => x.to_string(),
                Expr::Quantity(x, u) => format!("{x}{{{u}}}"),
                Expr::Id(id) => id.clone(),
                Expr::Time => "TIME".into(),
                Expr::Op(op, args) => format!("({op:?} {})", list(args)),
                Expr::Call(f, args) => format!("({f} {})", list(args)),
            }
        }
        write(&read(text).0.unwrap())
    }

    #[test]
    fn powers_bind_right_and_tighter_than_signs() {
        assert_eq!(shape("-2^2"), "(Neg (Pow 2 2))");
        assert_eq!(shape("2^3^2"), "(Pow 2 (Pow 3 2))");
        assert_eq!(shape("a^-b^c*d"), "(Mul (Pow a (Neg (Pow b c))) d)");
        assert_eq!(shape("-a*b"), "(Mul (Neg a) b)");
        assert_eq!(shape("!a == b"), "(Eq (Not a) b)");
        assert_eq!(shape("+a - -b"), "(Sub a (Neg b))");
    }

    #[test]
    fn sums_and_products_read_from_the_left() {
        assert_eq!(shape("a - b"), "(Sub a b)");
        assert_eq!(shape("a - b - c + d"), "(Add a (Neg b) (Neg c) d)");
        assert_eq!(shape("a - (b - c)"), "(Sub a (Sub b c))");
        assert_eq!(shape("(a - b) - c"), "(Sub (Sub a b) c)");
        assert_eq!(shape("a + b + c - d"), "(Add a b c (Neg d))");
        assert_eq!(shape("a*b*c/d*e"), "(Mul (Div (Mul a b c) d) e)");
        assert_eq!(shape("a/b/c"), "(Div (Div a b) c)");
        assert_eq!(shape("a % b * c"), "(Mul (Rem a b) c)");
    }

    #[test]
    fn comparisons_chain_and_logic_shares_one_level() {
        assert_eq!(shape("a < b < c"), "(Lt a b c)");
        assert_eq!(shape("a < b == c"), "(And (Lt a b) (Eq b c))");
        assert_eq!(shape("a != b != c"), "(And (Ne a b) (Ne b c))");
        assert_eq!(shape("a || b && c"), "(And (Or a b) c)");
        assert_eq!(read("a || b && c").1[0].code.id, "A010");
        assert!(read("(a || b) && c && d").1.is_empty());
        assert_eq!(shape("a+1 > b && !c"), "(And (Gt (Add a 1) b) (Not c))");
    }

    #[test]
    fn names_numbers_units_and_calls() {
        assert_eq!(shape("time*A.B.x + 3 mM/s"), "(Add (Mul TIME A.B.x) (Div 3{mM} s))");
        assert_eq!(shape("f(x, 2)^g()"), "(Pow (f x 2) (g ))");
        assert_eq!(shape("piecewise(1,\n a > 2,\n 3)"), "(Piecewise 1 (Gt a 2) 3)");
        assert_eq!(shape("log10(x) + true"), "(Add (Log 10 x) 1)");
        assert_eq!(read("5 metre^2").1[0].code.id, "A011");
        assert!(read("(5 metre)^2").1.is_empty());
        assert_eq!(read("log(x)").1[0].code.id, "A009");
    }

    #[test]
    fn faults_have_codes() {
        let code = |text: &str| match read(text) {
            (Err(problem), _) => problem.code.id,
            (Ok(_), problems) => problems[0].code.id,
        };
        assert_eq!(code("a +"), "A003");
        assert_eq!(code("(a"), "A003");
        assert_eq!(code("a = b"), "A003");
        assert_eq!(code("exp(a, b)"), "A008");
        assert_eq!(code("...*3"), "A005");
        assert_eq!(code("species + 1"), "A004");
        assert_eq!(code("1e999"), "A029");
    }

    #[test]
    fn deep_nesting_is_refused_and_long_chains_are_not() {
        let nested = |n: usize| format!("{}x{}", "(".repeat(n), ")".repeat(n));
        assert!(read(&nested(150)).0.is_ok());
        assert_eq!(read(&nested(10_000)).0.unwrap_err().code.id, "A007");
        assert_eq!(read(&"-".repeat(10_000)).0.unwrap_err().code.id, "A007");
        assert_eq!(read(&vec!["x"; 10_000].join("/")).0.unwrap_err().code.id, "A007");
        assert_eq!(read(&vec!["x"; 10_000].join("^")).0.unwrap_err().code.id, "A007");
        for op in ["+", "-", "*", " && "] {
            assert!(read(&vec!["x"; 10_000].join(op)).0.is_ok(), "chain of {op}");
        }
    }
}
