//! Formulas as MathML.

use std::f64::consts::{E, PI};

use super::codes;
use super::{Attributes, Writer};
use crate::sbml::operators::{Symbol, name_of};
use crate::sbml::validate::MATHML;
use crate::written::number::decimal;
use crate::{Diagnostic, Expr, Op};

/// What a formula is used as. In a network truth values are numbers; other tools want to see
/// `<true/>` where a condition stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Number,
    Condition,
}

impl Writer<'_> {
    /// Writes `<math>` with a formula.
    pub fn math(&mut self, formula: &Expr, meaning: Meaning) {
        self.open_math();
        self.expression(formula, meaning);
        self.xml.close();
    }

    /// Writes `<math>` with a function.
    pub fn lambda(&mut self, args: &[String], body: &Expr) {
        self.open_math();
        self.xml.open("lambda", Attributes::new());
        for arg in args {
            self.xml.open("bvar", Attributes::new());
            self.xml.leaf("ci", Attributes::new(), arg);
            self.xml.close();
        }
        self.expression(body, Meaning::Number);
        self.xml.close();
        self.xml.close();
    }

    fn open_math(&mut self) {
        let attributes = Attributes::new()
            .text("xmlns", MATHML)
            .text("xmlns:sbml", "http://www.sbml.org/sbml/level3/version2/core");
        self.xml.open("math", attributes);
    }

    fn expression(&mut self, formula: &Expr, meaning: Meaning) {
        match formula {
            Expr::Num(x) if meaning == Meaning::Condition && *x == 1.0 => self.constant("true"),
            Expr::Num(x) if meaning == Meaning::Condition && *x == 0.0 => self.constant("false"),
            Expr::Num(x) => self.number(*x, Attributes::new()),
            Expr::Quantity(x, unit) => self.quantity(*x, unit),
            Expr::Id(id) => self.xml.leaf("ci", Attributes::new(), id),
            Expr::Time => self.symbol(Symbol::Time),
            Expr::Call(function, args) => {
                self.xml.open("apply", Attributes::new());
                self.xml.leaf("ci", Attributes::new(), function);
                args.iter().for_each(|a| self.expression(a, Meaning::Number));
                self.xml.close();
            }
            Expr::Op(Op::Piecewise, args) => self.piecewise(args),
            Expr::Op(op, args) => self.apply(*op, args),
        }
    }

    fn apply(&mut self, op: Op, args: &[Expr]) {
        self.xml.open("apply", Attributes::new());
        let mut operands = args;
        match op {
            Op::RateOf => self.symbol(Symbol::RateOf),
            Op::Delay => self.symbol(Symbol::Delay),
            _ => self.constant(name_of(op)),
        }
        if let (Op::Root | Op::Log, [qualifier, rest @ ..]) = (op, args) {
            operands = rest;
            self.xml.open(if op == Op::Root { "degree" } else { "logbase" }, Attributes::new());
            self.expression(qualifier, Meaning::Number);
            self.xml.close();
        }
        let meaning = match op {
            Op::And | Op::Or | Op::Xor | Op::Not | Op::Implies => Meaning::Condition,
            _ => Meaning::Number,
        };
        operands.iter().for_each(|a| self.expression(a, meaning));
        self.xml.close();
    }

    fn piecewise(&mut self, args: &[Expr]) {
        self.xml.open("piecewise", Attributes::new());
        for part in args.chunks(2) {
            match part {
                [value, condition] => {
                    self.xml.open("piece", Attributes::new());
                    self.expression(value, Meaning::Number);
                    self.expression(condition, Meaning::Condition);
                }
                rest => {
                    self.xml.open("otherwise", Attributes::new());
                    rest.iter().for_each(|value| self.expression(value, Meaning::Number));
                }
            }
            self.xml.close();
        }
        self.xml.close();
    }

    fn symbol(&mut self, symbol: Symbol) {
        let attributes = Attributes::new().text("encoding", "text").text("definitionURL", symbol.url());
        self.xml.leaf("csymbol", attributes, symbol.name());
    }

    fn constant(&mut self, name: &'static str) {
        self.xml.empty(name, Attributes::new());
    }

    fn quantity(&mut self, x: f64, unit: &str) {
        let mut attributes = Attributes::new();
        if let Some(unit) = self.units.of(unit) {
            if !x.is_finite() {
                let message = format!("SBML cannot give {x} the unit `{unit}` in a formula");
                let problem = Diagnostic::error(&codes::NUMBER_WITH_UNIT, message);
                self.problems.push(problem.help("remove the unit of the number"));
            }
            attributes = attributes.text("sbml:units", unit);
        }
        self.number(x, attributes);
    }

    fn number(&mut self, x: f64, attributes: Attributes) {
        if x.is_nan() {
            return self.constant("notanumber");
        }
        if x.is_infinite() {
            if x > 0.0 {
                return self.constant("infinity");
            }
            self.xml.open("apply", Attributes::new());
            self.constant("minus");
            self.constant("infinity");
            return self.xml.close();
        }
        if attributes.is_empty() && (x == PI || x == E) {
            return self.constant(if x == PI { "pi" } else { "exponentiale" });
        }
        let text = decimal(x);
        match text.split_once('e') {
            Some(parts) => self.xml.parted("cn", attributes.text("type", "e-notation"), parts, "sep"),
            None => self.xml.leaf("cn", attributes, &text),
        }
    }
}
