//! Reads unit text such as `nM`, `mL/min/kg` or `1/(nM*s)`, and quantities such as `5 mg`.
//!
//! `*`, `.`, `·` and a space multiply, `/` divides what stands to its left, `^` and `**` raise. A
//! space after a division is refused: people mean different things by `1/nM s`.

use super::symbols::{Scaled, find};
use super::{Unit, UnitError, UnitErrorKind};

const MAX_DEPTH: usize = 32;

impl Unit {
    /// Reads unit text.
    ///
    /// # Errors
    /// The first thing that cannot be understood, with its place.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        parse_at(text, 0).map_err(|(at, kind)| UnitError { text: text.into(), at, kind })
    }
}

/// Reads a number with a unit after it: `5 mg`, `10nM`, `2/h`. A bare number is dimensionless.
///
/// # Errors
/// The first thing that cannot be understood, with its place. The number must be finite.
pub fn parse_quantity(text: &str) -> Result<(f64, Unit), UnitError> {
    quantity(text).map_err(|(at, kind)| UnitError { text: text.into(), at, kind })
}

type Failure = (usize, UnitErrorKind);

fn parse_at(text: &str, start: usize) -> Result<Unit, Failure> {
    let mut parser = Parser { text, pos: start, depth: 0 };
    let scaled = parser.product()?;
    if let Some(c) = parser.peek() {
        let kind = if c == ')' { UnitErrorKind::Parenthesis } else { UnitErrorKind::Unexpected(c) };
        return Err((parser.pos, kind));
    }
    in_range(scaled.unit(), start)
}

fn in_range(unit: Unit, at: usize) -> Result<Unit, Failure> {
    let exponents_finite = unit.exponents.iter().all(|e| e.is_finite());
    let fine = unit.factor.is_finite() && unit.factor > 0.0 && exponents_finite;
    if fine { Ok(unit) } else { Err((at, UnitErrorKind::OutOfRange)) }
}

fn quantity(text: &str) -> Result<(f64, Unit), Failure> {
    let start = text.len() - text.trim_start().len();
    let body = text.get(start..).unwrap_or_default();
    let signed = body.strip_prefix(['-', '+']).unwrap_or(body);
    let length = number_length(signed);
    let Some(value) = signed.get(..length).and_then(|n| n.parse::<f64>().ok()) else {
        return Err((start, UnitErrorKind::NoNumber(body.trim_end().into())));
    };
    if !value.is_finite() {
        return Err((start, UnitErrorKind::OutOfRange));
    }
    let value = if body.starts_with('-') { -value } else { value };
    let rest = signed.get(length..).unwrap_or_default();
    if is_raised(rest) {
        // `10^9/L`: the number belongs to the unit.
        return Ok((1.0, parse_at(text, start)?));
    }
    let unit_start = text.len() - rest.trim_start().len();
    Ok((value, unit_after_number(text, unit_start)?))
}

/// The unit in `text` from byte `start` on, with a number before it.
fn unit_after_number(text: &str, start: usize) -> Result<Unit, Failure> {
    let rest = text.get(start..).unwrap_or_default().trim_end();
    if rest.is_empty() {
        return Ok(Unit::DIMENSIONLESS);
    }
    if let Some(denominator) = rest.strip_prefix('/') {
        // `2/h` is two per hour: the unit is `1/h`.
        let unit = parse_at(&format!("1/{denominator}"), 0);
        return unit.map_err(|(at, kind)| (at.max(2) - 1 + start, kind));
    }
    let length = number_length(rest);
    let number = rest.get(..length).unwrap_or_default();
    let is_unit = is_raised(rest.get(length..).unwrap_or_default()) || rest.starts_with("1/");
    if !number.is_empty() && !is_unit {
        // `1 500 mg`: a separator of thousands or a slip, never 500 mg.
        return Err((start, UnitErrorKind::NoUnit(number.into())));
    }
    parse_at(text, start + usize::from(rest.starts_with('*')))
}

fn is_raised(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.starts_with('^') || rest.starts_with("**")
}

/// How many bytes at the start of `text` are an unsigned decimal number.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes.iter().skip(from).take_while(|b| b.is_ascii_digit()).count();
    let mut end = digits(0);
    if bytes.get(end) == Some(&b'.') && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
    }
    if end > 0 && matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent > 0 {
            end += 1 + sign + exponent;
        }
    }
    end
}

struct Parser<'a> {
    text: &'a str,
    pos: usize,
    depth: usize,
}

/// How the next factor is joined to what stands before it.
#[derive(PartialEq)]
enum Join {
    Times,
    Per,
    Beside,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.pos..).unwrap_or_default()
    }

    /// The next character that is not white space.
    fn peek(&mut self) -> Option<char> {
        let rest = self.rest();
        self.pos += rest.len() - rest.trim_start().len();
        self.rest().chars().next()
    }

    fn eat(&mut self, token: &str) -> bool {
        self.peek();
        let found = self.rest().starts_with(token);
        self.pos += if found { token.len() } else { 0 };
        found
    }

    fn product(&mut self) -> Result<Scaled, Failure> {
        let mut unit = self.power()?;
        let mut divided = false;
        while let Some(join) = self.join() {
            let at = self.pos;
            let next = self.power()?;
            match join {
                Join::Beside if divided => return Err((at, UnitErrorKind::Ambiguous)),
                Join::Per => unit = unit.times(next.power(-1.0)),
                Join::Times | Join::Beside => unit = unit.times(next),
            }
            divided |= join == Join::Per;
        }
        Ok(unit)
    }

    fn join(&mut self) -> Option<Join> {
        if self.eat("/") {
            return Some(Join::Per);
        }
        let is_decimal = self.rest().starts_with('.') && number_length(self.rest()) > 0;
        if !is_decimal && ["*", ".", "\u{b7}", "\u{d7}"].iter().any(|t| self.eat(t)) {
            return Some(Join::Times);
        }
        // A number beside a unit (`m 2`) is more likely a lost `^` than a product.
        self.peek().filter(|c| is_symbol_start(*c) || *c == '(').map(|_| Join::Beside)
    }

    fn power(&mut self) -> Result<Scaled, Failure> {
        let atom = self.atom()?;
        if !(self.eat("**") || self.eat("^")) {
            return Ok(atom);
        }
        let exponent = self.exponent()?;
        Ok(atom.power(exponent))
    }

    fn exponent(&mut self) -> Result<f64, Failure> {
        let at = self.pos;
        let wrapped = self.eat("(");
        let sign = if self.eat("-") { -1.0 } else { 1.0 };
        if sign > 0.0 {
            self.eat("+");
        }
        let length = number_length(self.rest());
        let number = self.rest().get(..length).and_then(|n| n.parse::<f64>().ok());
        let Some(value) = number else { return Err((at, UnitErrorKind::NoExponent)) };
        self.pos += length;
        if wrapped && !self.eat(")") {
            return Err((at, UnitErrorKind::Parenthesis));
        }
        Ok(sign * value)
    }

    fn atom(&mut self) -> Result<Scaled, Failure> {
        let Some(first) = self.peek() else { return Err((self.pos, UnitErrorKind::NoUnit(String::new()))) };
        let at = self.pos;
        if first == '(' {
            return self.group();
        }
        if first == '%' {
            self.pos += 1;
            return find("%").map_err(|kind| (at, kind));
        }
        let length = number_length(self.rest());
        if length > 0 {
            return self.number(length);
        }
        if is_symbol_start(first) {
            let is_part = |c: char| c.is_alphanumeric() || c == '_';
            let length = self.rest().find(|c| !is_part(c)).unwrap_or(self.rest().len());
            let symbol = &self.rest()[..length];
            self.pos += length;
            return find(symbol).map_err(|kind| (at, kind));
        }
        let kind = match first {
            '*' | '/' | '.' | '^' | ')' => UnitErrorKind::NoUnit(first.into()),
            c => UnitErrorKind::Unexpected(c),
        };
        Err((at, kind))
    }

    fn number(&mut self, length: usize) -> Result<Scaled, Failure> {
        let at = self.pos;
        let value = self.rest().get(..length).and_then(|n| n.parse::<f64>().ok());
        let value = value.filter(|v| v.is_finite() && *v > 0.0).ok_or((at, UnitErrorKind::OutOfRange))?;
        self.pos += length;
        Ok(Scaled::number(value))
    }

    fn group(&mut self) -> Result<Scaled, Failure> {
        let at = self.pos;
        if self.depth == MAX_DEPTH {
            return Err((at, UnitErrorKind::TooDeep));
        }
        self.pos += 1;
        self.depth += 1;
        let inside = self.product()?;
        self.depth -= 1;
        if self.eat(")") { Ok(inside) } else { Err((at, UnitErrorKind::Parenthesis)) }
    }
}

fn is_symbol_start(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == '%'
}

#[cfg(test)]
mod tests;
