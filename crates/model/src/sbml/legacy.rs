//! Level 1 formulas: text such as `k1 * S1 / (Km + S1)`.
//!
//! Precedence is that of the Level 1 specification, which differs from common use: unary minus
//! binds tighter than `^`, and `^` groups from the left. So `-a^b^c` is `((-a)^b)^c`.

use roxmltree::Attribute;

use super::attributes::parse_decimal;
use super::codes;
use super::mathml::DEPTH_LIMIT;
use super::reader::Reader;
use crate::{Code, Expr, Op, Span};

impl Reader<'_> {
    /// The formula in a Level 1 attribute; not a number where it is bad (which is reported).
    pub fn infix(&mut self, attribute: Attribute) -> Expr {
        let text = attribute.value();
        match parse(text) {
            Ok(formula) => formula,
            Err(problem) => {
                let whole = self.value_span(attribute);
                // Character references shift the bytes; then the whole formula is the place.
                let raw = self.text.get(whole.start as usize..whole.end as usize);
                let start = whole.start as usize + problem.at;
                let at = if raw == Some(text) { Span::new(0, start, start + problem.length) } else { whole };
                self.error(problem.code, problem.message, at, problem.help);
                Expr::Num(f64::NAN)
            }
        }
    }
}

/// What is wrong with a formula, and where in its text.
#[derive(Debug)]
struct Problem {
    code: &'static Code,
    message: String,
    help: &'static str,
    at: usize,
    length: usize,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'s> {
    Number(f64),
    Name(&'s str),
    Sign(char),
    End,
}

/// A formula with its depth of nesting, kept to refuse what would overflow the stack later.
struct Deep(Expr, usize);

struct Parser<'s> {
    text: &'s str,
    at: usize,
}

fn parse(text: &str) -> Result<Expr, Problem> {
    let mut parser = Parser { text, at: 0 };
    let Deep(formula, _) = parser.sum(0)?;
    match parser.peek()? {
        (Token::End, _) => Ok(formula),
        (_, length) => Err(parser.problem("an operator is missing here", length)),
    }
}

impl<'s> Parser<'s> {
    fn problem(&self, message: impl Into<String>, length: usize) -> Problem {
        let help = "write a formula such as `k1 * S1 / (Km + S1)`";
        Problem { code: &codes::FORMULA, message: message.into(), help, at: self.at, length }
    }

    fn check_depth(&self, depth: usize) -> Result<(), Problem> {
        if depth <= DEPTH_LIMIT {
            return Ok(());
        }
        let message = format!("the formula is nested more than {DEPTH_LIMIT} levels deep");
        let help = "split it over several rules";
        Err(Problem { code: &codes::DEPTH, message, help, at: self.at, length: 0 })
    }

    /// The next token and its length; the position stays before it, after blanks.
    fn peek(&mut self) -> Result<(Token<'s>, usize), Problem> {
        let rest = self.text.get(self.at..).unwrap_or("");
        let rest_trimmed = rest.trim_start();
        self.at += rest.len() - rest_trimmed.len();
        let Some(first) = rest_trimmed.chars().next() else { return Ok((Token::End, 0)) };
        if first.is_ascii_alphabetic() || first == '_' {
            let is_end = |c: char| !c.is_ascii_alphanumeric() && c != '_';
            let name = rest_trimmed.split(is_end).next().unwrap_or("");
            return Ok((Token::Name(name), name.len()));
        }
        if first.is_ascii_digit() || first == '.' {
            let length = number_length(rest_trimmed);
            let number = rest_trimmed.get(..length).and_then(parse_decimal);
            return match number {
                Some(value) => Ok((Token::Number(value), length)),
                None => Err(self.problem("this is not a number", length)),
            };
        }
        if "+-*/^(),".contains(first) {
            return Ok((Token::Sign(first), 1));
        }
        Err(self.problem(format!("`{first}` has no meaning in a formula"), first.len_utf8()))
    }

    fn take(&mut self, sign: char) -> Result<bool, Problem> {
        let (token, length) = self.peek()?;
        let is_it = token == Token::Sign(sign);
        self.at += if is_it { length } else { 0 };
        Ok(is_it)
    }

    /// Sums, products and powers, all grouped from the left, by precedence climbing.
    fn sum(&mut self, depth: usize) -> Result<Deep, Problem> {
        self.binary(1, depth)
    }

    fn binary(&mut self, least: u8, depth: usize) -> Result<Deep, Problem> {
        let mut left = self.unary(depth)?;
        loop {
            let (token, length) = self.peek()?;
            let (op, power) = match token {
                Token::Sign('+') => (Op::Add, 1),
                Token::Sign('-') => (Op::Sub, 1),
                Token::Sign('*') => (Op::Mul, 2),
                Token::Sign('/') => (Op::Div, 2),
                Token::Sign('^') => (Op::Pow, 3),
                _ => return Ok(left),
            };
            if power < least {
                return Ok(left);
            }
            self.at += length;
            let right = self.binary(power + 1, depth)?;
            left = join(op, left, right);
            self.check_depth(left.1)?;
        }
    }

    fn unary(&mut self, depth: usize) -> Result<Deep, Problem> {
        self.check_depth(depth)?;
        let (token, length) = self.peek()?;
        self.at += length;
        match token {
            Token::Number(value) => Ok(Deep(Expr::Num(value), 1)),
            Token::Sign('-') => Ok(match self.unary(depth + 1)? {
                Deep(Expr::Num(value), inner) => Deep(Expr::Num(-value), inner),
                Deep(operand, inner) => Deep(Expr::unary(Op::Neg, operand), inner + 1),
            }),
            Token::Sign('(') => {
                let inner = self.sum(depth + 1)?;
                self.close()?;
                Ok(inner)
            }
            Token::Name(name) if self.take('(')? => self.call(name, depth + 1),
            Token::Name(name) => Ok(Deep(Expr::id(name), 1)),
            Token::End => Err(self.problem("the formula ends too early", 0)),
            Token::Sign(sign) => {
                self.at -= length;
                Err(self.problem(format!("a number or an id is expected here, not `{sign}`"), length))
            }
        }
    }

    fn close(&mut self) -> Result<(), Problem> {
        if self.take(')')? { Ok(()) } else { Err(self.problem("`)` is missing here", 0)) }
    }

    /// The operands of a function, whose `(` has been read.
    fn call(&mut self, name: &str, depth: usize) -> Result<Deep, Problem> {
        let start = self.at;
        let (mut args, mut deepest) = (Vec::new(), 0);
        if !self.take(')')? {
            loop {
                let Deep(arg, inner) = self.sum(depth)?;
                deepest = deepest.max(inner);
                args.push(arg);
                if !self.take(',')? {
                    break;
                }
            }
            self.close()?;
        }
        match function(name, args) {
            Some(call) => Ok(Deep(call, deepest + 2)),
            None => {
                let end = self.at;
                self.at = start;
                let message = format!("`{name}` with these operands is no function of Level 1");
                Err(self.problem(message, end - start))
            }
        }
    }
}

/// `left op right`; sums and products run on, so that long ones stay flat.
fn join(op: Op, left: Deep, right: Deep) -> Deep {
    let depth = left.1.max(right.1) + 1;
    match left.0 {
        Expr::Op(same, mut args) if same == op && matches!(op, Op::Add | Op::Mul) => {
            args.push(right.0);
            Deep(Expr::Op(op, args), left.1.max(right.1 + 1))
        }
        first => Deep(Expr::binary(op, first, right.0), depth),
    }
}

/// A call of one of the functions that Level 1 has.
fn function(name: &str, mut args: Vec<Expr>) -> Option<Expr> {
    let last = args.pop()?;
    let first = args.pop();
    if !args.is_empty() {
        return None;
    }
    let op = match (name, first) {
        ("pow", Some(base)) => return Some(Expr::binary(Op::Pow, base, last)),
        (_, Some(_)) => return None,
        ("sqr", None) => return Some(Expr::binary(Op::Pow, last, Expr::Num(2.0))),
        ("log10", None) => return Some(Expr::binary(Op::Log, Expr::Num(10.0), last)),
        ("log", None) => Op::Ln,
        ("abs", None) => Op::Abs,
        ("acos", None) => Op::Acos,
        ("asin", None) => Op::Asin,
        ("atan", None) => Op::Atan,
        ("ceil", None) => Op::Ceil,
        ("cos", None) => Op::Cos,
        ("exp", None) => Op::Exp,
        ("floor", None) => Op::Floor,
        ("sin", None) => Op::Sin,
        ("sqrt", None) => Op::Sqrt,
        ("tan", None) => Op::Tan,
        _ => return None,
    };
    Some(Expr::unary(op, last))
}

/// Bytes of the number at the start of `text`, which starts with a digit or a point.
fn number_length(text: &str) -> usize {
    let digits = |from: usize| text.bytes().skip(from).take_while(u8::is_ascii_digit).count();
    let mut end = digits(0);
    if text.as_bytes().get(end) == Some(&b'.') {
        end += 1 + digits(end + 1);
    }
    if matches!(text.as_bytes().get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(text.as_bytes().get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        end += if exponent > 0 { 1 + sign + exponent } else { 0 };
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> Expr {
        Expr::id(name)
    }

    #[test]
    fn precedence_is_that_of_level_1() {
        let negated = Expr::unary(Op::Neg, id("a"));
        let powers = Expr::binary(Op::Pow, Expr::binary(Op::Pow, negated, id("b")), id("c"));
        assert_eq!(parse("-a^b^c").unwrap(), powers);
        let product = Expr::binary(Op::Mul, id("b"), id("c"));
        assert_eq!(parse("a - b * c").unwrap(), Expr::binary(Op::Sub, id("a"), product));
        let left = Expr::binary(Op::Sub, id("a"), id("b"));
        assert_eq!(parse("a-b-c").unwrap(), Expr::binary(Op::Sub, left, id("c")));
    }

    #[test]
    fn log_is_natural() {
        assert_eq!(parse("log(x)").unwrap(), Expr::unary(Op::Ln, id("x")));
        assert_eq!(parse("log10(x)").unwrap(), Expr::binary(Op::Log, Expr::Num(10.0), id("x")));
        assert_eq!(parse(" pow( x , 2e1 ) ").unwrap(), Expr::binary(Op::Pow, id("x"), Expr::Num(20.0)));
    }

    #[test]
    fn bad_formulas_are_reported_where_they_break() {
        for (text, at) in
            [("a +", 3), ("(a", 2), ("a b", 2), ("a $ b", 2), ("1e", 1), ("", 0), ("+a", 0), ("a,b", 1)]
        {
            assert_eq!(parse(text).unwrap_err().at, at, "{text}");
        }
        assert_eq!(parse("massr(a, b)").unwrap_err().code.id, "S027");
        assert_eq!(parse("sin()").unwrap_err().code.id, "S027");
    }

    #[test]
    fn long_sums_stay_flat_and_deep_nests_are_refused() {
        let long = vec!["a"; 5000].join(" + ");
        assert_eq!(parse(&long).unwrap().children().len(), 5000);
        for deep in
            ["(".repeat(100_000), "-".repeat(100_000) + "a", "sin(".repeat(9000), vec!["a"; 900].join("/")]
        {
            assert_eq!(parse(&deep).unwrap_err().code.id, "S026");
        }
    }
}
