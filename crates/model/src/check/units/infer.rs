//! The unit of a formula, from the units of what it reads.
//!
//! `None` is "any": a plain number, something without declared unit, or a product with such. One
//! exception: the 1 of `1/x` is a pure number.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::super::arity::name;
use super::super::model::Model;
use crate::network::Kind;
use crate::{Expr, Op, Unit};

/// Why a formula has no unit.
#[derive(Debug)]
pub(super) enum Clash {
    /// Two terms of a sum, a comparison or a choice.
    Terms(Op, Unit, Unit),
    /// An argument that must be a pure number.
    NotPure(Op, Unit),
    /// A delay that is not a time.
    NotTime(Unit, Unit),
}

impl Clash {
    /// The problem as the end of a sentence.
    pub(super) fn message(&self) -> String {
        match self {
            Self::Terms(op, a, b) => format!("terms of `{}` have units `{a}` and `{b}`", name(*op)),
            Self::NotPure(Op::Pow, unit) => {
                format!("an exponent has unit `{unit}`, but must be a pure number")
            }
            Self::NotPure(op, unit) => {
                format!("`{}` is taken of unit `{unit}`, but needs a pure number", name(*op))
            }
            Self::NotTime(unit, time) => format!("a delay has unit `{unit}`, but `{time}` is needed"),
        }
    }

    /// What to do about it.
    pub(super) fn help(&self) -> Option<String> {
        match self {
            Self::Terms(_, a, b) | Self::NotTime(a, b) => super::factor_help(a, b),
            Self::NotPure(..) => Some("divide by a reference value of the same unit".into()),
        }
    }
}

type Inferred = Result<Option<Unit>, Box<Clash>>;

/// What an argument of a function stands for while its body is looked at.
#[derive(Clone, Copy)]
struct Bound {
    unit: Option<Unit>,
    number: Option<f64>,
}

type Bindings<'a> = BTreeMap<&'a str, Bound>;

/// Infers units, with what all formulas of a model share.
pub(super) struct Inference<'a> {
    model: &'a Model<'a>,
    units: BTreeMap<&'a str, Unit>,
    /// Calls of functions still to be looked at; bounds the work where functions call functions.
    calls: Cell<u32>,
}

impl<'a> Inference<'a> {
    const MAX_CALLS: u32 = 10_000;
    const MAX_DEPTH: u32 = 40;

    pub(super) fn new(model: &'a Model<'a>) -> Self {
        let unit = |kind: &Kind| model.network.unit_of_kind(*kind);
        let units = model.kinds.iter().filter_map(|(id, kind)| unit(kind).map(|u| (*id, u))).collect();
        Self { model, units, calls: Cell::new(0) }
    }

    /// The unit of a formula outside of functions.
    pub(super) fn unit(&self, expr: &Expr) -> Inferred {
        self.calls.set(Self::MAX_CALLS);
        Walk { shared: self, bindings: None, depth: 0 }.unit(expr)
    }
}

struct Walk<'a> {
    shared: &'a Inference<'a>,
    /// Arguments, inside of a function.
    bindings: Option<&'a Bindings<'a>>,
    depth: u32,
}

impl Walk<'_> {
    fn unit(&self, expr: &Expr) -> Inferred {
        match expr {
            Expr::Num(_) => Ok(None),
            Expr::Quantity(_, unit) => Ok(self.shared.model.network.unit(unit)),
            Expr::Id(id) => Ok(match self.bindings {
                Some(bound) => bound.get(id.as_str()).and_then(|b| b.unit),
                None => self.shared.units.get(id.as_str()).copied(),
            }),
            Expr::Time => Ok(self.shared.model.network.base_units.time),
            Expr::Call(name, args) => self.call(name, args),
            Expr::Op(op, args) => self.operation(*op, args),
        }
    }

    fn operation(&self, op: Op, args: &[Expr]) -> Inferred {
        match op {
            Op::Add | Op::Sub | Op::Min | Op::Max | Op::Rem => self.alike(op, args),
            Op::Neg | Op::Abs | Op::Floor | Op::Ceil => self.first(args),
            Op::Mul => args.iter().try_fold(Some(Unit::DIMENSIONLESS), |product, arg| {
                Ok(product.zip(self.unit(arg)?).map(|(a, b)| a.times(b)))
            }),
            Op::Div | Op::Quotient => self.quotient(args),
            Op::Pow => self.power(args),
            Op::Sqrt => Ok(self.first(args)?.map(|u| u.powf(0.5))),
            Op::Root => self.root(args),
            Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::Eq | Op::Ne => {
                self.alike(op, args)?;
                Ok(Some(Unit::DIMENSIONLESS))
            }
            Op::And | Op::Or | Op::Xor | Op::Not | Op::Implies => {
                args.iter().try_for_each(|a| self.unit(a).map(|_| ()))?;
                Ok(Some(Unit::DIMENSIONLESS))
            }
            Op::Piecewise => self.piecewise(args),
            Op::RateOf => {
                let of = self.first(args)?;
                Ok(of.zip(self.shared.model.network.base_units.time).map(|(u, t)| u.per(t)))
            }
            Op::Delay => self.delay(args),
            _ => self.pure(op, args),
        }
    }

    fn first(&self, args: &[Expr]) -> Inferred {
        args.first().map_or(Ok(None), |a| self.unit(a))
    }

    /// All arguments that have a unit have the same, which is that of the whole.
    fn alike<'e>(&self, op: Op, args: impl IntoIterator<Item = &'e Expr>) -> Inferred {
        let mut common: Option<Unit> = None;
        for arg in args {
            match (common, self.unit(arg)?) {
                (Some(a), Some(b)) if !a.same_as(&b) => return Err(Clash::Terms(op, a, b).into()),
                (None, found) => common = found,
                _ => {}
            }
        }
        Ok(common)
    }

    fn quotient(&self, args: &[Expr]) -> Inferred {
        let [above, below] = args else { return Ok(None) };
        let is_one = *above == Expr::Num(1.0);
        let above = if is_one { Some(Unit::DIMENSIONLESS) } else { self.unit(above)? };
        Ok(above.zip(self.unit(below)?).map(|(a, b)| a.per(b)))
    }

    fn power(&self, args: &[Expr]) -> Inferred {
        let [base, exponent] = args else { return Ok(None) };
        let unit = self.unit(base)?;
        self.pure(Op::Pow, std::slice::from_ref(exponent))?;
        Ok(unit.and_then(|u| self.raised(u, self.number(exponent))))
    }

    fn root(&self, args: &[Expr]) -> Inferred {
        let [degree, radicand] = args else { return Ok(None) };
        self.pure(Op::Root, std::slice::from_ref(degree))?;
        let exponent = self.number(degree).map(|d| 1.0 / d);
        Ok(self.unit(radicand)?.and_then(|u| self.raised(u, exponent)))
    }

    fn raised(&self, unit: Unit, exponent: Option<f64>) -> Option<Unit> {
        if unit.same_as(&Unit::DIMENSIONLESS) {
            return Some(unit);
        }
        exponent.filter(|e| e.is_finite()).map(|e| unit.powf(e))
    }

    /// The value of an exponent that cannot change.
    fn number(&self, expr: &Expr) -> Option<f64> {
        match expr {
            Expr::Num(value) | Expr::Quantity(value, _) => Some(*value),
            Expr::Id(id) => match self.bindings {
                Some(bound) => bound.get(id.as_str()).and_then(|b| b.number),
                None => self.parameter(id),
            },
            Expr::Op(Op::Neg, args) => args.first().and_then(|a| self.number(a)).map(|v| -v),
            Expr::Op(Op::Div, args) => match args.as_slice() {
                [a, b] => Some(self.number(a)? / self.number(b)?),
                _ => None,
            },
            Expr::Op(Op::Sub, args) => match args.as_slice() {
                [a, b] => Some(self.number(a)? - self.number(b)?),
                _ => None,
            },
            Expr::Op(Op::Add, args) => args.iter().map(|a| self.number(a)).sum(),
            _ => None,
        }
    }

    fn parameter(&self, id: &str) -> Option<f64> {
        let model = self.shared.model;
        let Some(Kind::Parameter(i)) = model.kinds.get(id) else { return None };
        let parameter = model.network.parameters.get(*i)?;
        let fixed = parameter.constant && !model.is_computed_at_start(id);
        if fixed { parameter.value } else { None }
    }

    fn piecewise(&self, args: &[Expr]) -> Inferred {
        let is_condition = |i: usize| i % 2 == 1;
        for (_, condition) in args.iter().enumerate().filter(|(i, _)| is_condition(*i)) {
            self.unit(condition)?;
        }
        let values = args.iter().enumerate().filter(|(i, _)| !is_condition(*i)).map(|(_, e)| e);
        self.alike(Op::Piecewise, values)
    }

    fn delay(&self, args: &[Expr]) -> Inferred {
        let time = self.shared.model.network.base_units.time;
        if let Some(ago) = args.get(1) {
            match self.unit(ago)?.zip(time) {
                Some((unit, time)) if !unit.same_as(&time) => return Err(Clash::NotTime(unit, time).into()),
                _ => {}
            }
        }
        self.first(args)
    }

    /// Functions of pure numbers.
    fn pure(&self, op: Op, args: &[Expr]) -> Inferred {
        for arg in args {
            match self.unit(arg)? {
                Some(unit) if !unit.same_as(&Unit::DIMENSIONLESS) => {
                    return Err(Clash::NotPure(op, unit).into());
                }
                _ => {}
            }
        }
        Ok(Some(Unit::DIMENSIONLESS))
    }

    fn call(&self, name: &str, args: &[Expr]) -> Inferred {
        let shared = self.shared;
        let mut bindings = Bindings::new();
        let function = shared.model.network.function(name);
        let names = function.map(|f| f.args.as_slice()).unwrap_or_default();
        for (i, arg) in args.iter().enumerate() {
            let bound = Bound { unit: self.unit(arg)?, number: self.number(arg) };
            if let Some(name) = names.get(i) {
                bindings.insert(name, bound);
            }
        }
        let left = shared.calls.get();
        let Some(function) = function.filter(|_| left > 0 && self.depth < Inference::MAX_DEPTH) else {
            return Ok(None);
        };
        shared.calls.set(left - 1);
        Walk { shared, bindings: Some(&bindings), depth: self.depth + 1 }.unit(&function.body)
    }
}
