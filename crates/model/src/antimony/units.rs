//! Units: names and formulas to [`Unit`]s.

use std::collections::BTreeMap;

use super::ast::{Fact, Path, Stated};
use super::codes;
use crate::diagnostic::nearest;
use crate::{Diagnostic, Expr, Op, Span, Unit};

/// Names by which a model says what it counts in.
pub(super) const BASE_NAMES: [&str; 6] = ["substance", "volume", "area", "length", "time_unit", "extent"];

/// Why a formula is no unit.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum NoUnit {
    Unknown(String),
    Circle(String),
    Formula,
}

/// The units that a model and the models around it define, by the name used there.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    /// Name after flattening and meaning.
    known: BTreeMap<String, (String, Unit)>,
}

impl Scope {
    /// The unit called `name` here: its name after flattening and what it is.
    pub fn find(&self, name: &str) -> Option<(String, Unit)> {
        self.known.get(name).cloned().or_else(|| predefined(name))
    }

    /// What the formula `expr` means.
    pub fn evaluate(&self, expr: &Expr) -> Result<Unit, NoUnit> {
        evaluate(expr, &mut |name| {
            self.find(name).map(|(_, unit)| unit).ok_or_else(|| NoUnit::Unknown(name.into()))
        })
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.known.keys().map(String::as_str)
    }

    /// Adds `name`, called `flat` after flattening.
    pub fn insert(&mut self, name: &str, flat: String, unit: Unit) {
        self.known.insert(name.into(), (flat, unit));
    }
}

/// A unit that need not be defined: one that SBML builds in, also in the plural, or what SBML
/// Level 2 takes a base unit to be.
fn predefined(name: &str) -> Option<(String, Unit)> {
    let builtin = |name: &str| Unit::builtin(name).map(|unit| (name.to_string(), unit));
    let base = |unit: &str| Unit::builtin(unit).map(|unit| (name.to_string(), unit));
    builtin(name).or_else(|| builtin(name.strip_suffix('s')?)).or_else(|| match name {
        "substance" | "extent" => base("mole"),
        "volume" => base("litre"),
        "length" => base("metre"),
        "time_unit" => base("second"),
        "area" => base("metre").map(|(name, metre)| (name, metre.powf(2.0))),
        _ => None,
    })
}

/// What a formula of units means, where `find` knows the names.
fn evaluate(expr: &Expr, find: &mut dyn FnMut(&str) -> Result<Unit, NoUnit>) -> Result<Unit, NoUnit> {
    let unit = match expr {
        Expr::Num(x) => Unit::DIMENSIONLESS.scaled(*x),
        Expr::Quantity(x, name) => find(name)?.scaled(*x),
        Expr::Id(name) => find(name)?,
        Expr::Time => find("time_unit")?,
        Expr::Op(Op::Mul, args) => {
            let mut product = Unit::DIMENSIONLESS;
            for arg in args {
                product = product.times(evaluate(arg, find)?);
            }
            product
        }
        Expr::Op(Op::Div, args) => match &args[..] {
            [a, b] => evaluate(a, find)?.per(evaluate(b, find)?),
            _ => return Err(NoUnit::Formula),
        },
        Expr::Op(Op::Pow, args) => match &args[..] {
            [base, exponent] => evaluate(base, find)?.powf(constant(exponent).ok_or(NoUnit::Formula)?),
            _ => return Err(NoUnit::Formula),
        },
        Expr::Op(..) | Expr::Call(..) => return Err(NoUnit::Formula),
    };
    if unit.factor.is_finite() && unit.factor > 0.0 { Ok(unit) } else { Err(NoUnit::Formula) }
}

/// A number, possibly negative or a fraction.
pub(super) fn constant(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Num(x) => Some(*x),
        Expr::Op(Op::Neg, args) => constant(args.first()?).map(|x| -x),
        Expr::Op(Op::Div, args) => match &args[..] {
            [a, b] => Some(constant(a)? / constant(b)?),
            _ => None,
        },
        _ => None,
    }
}

/// The units that `facts` define, within `outer`, with the problems met.
pub(super) fn definitions(facts: &[Stated], outer: &Scope) -> (Vec<(String, Unit)>, Vec<Diagnostic>) {
    let mut defined: BTreeMap<&str, Vec<(&Expr, Span)>> = BTreeMap::new();
    for stated in facts {
        if let Fact::UnitDefinition(Path { name, .. }, Some(value)) = &stated.fact {
            defined.entry(name).or_default().push((value, stated.at));
        }
    }
    let mut resolver = Resolver { defined: &defined, outer, done: BTreeMap::new(), open: Vec::new() };
    let mut units = Vec::new();
    let mut problems = Vec::new();
    for (name, values) in &defined {
        let mut first: Option<Unit> = None;
        for (value, at) in values {
            match resolver.value(name, value) {
                Ok(unit) => match first {
                    Some(other) if !same(&other, &unit) => {
                        let message = format!("the unit `{name}` is defined twice with different meaning");
                        let problem = Diagnostic::error(&codes::UNIT_TWICE, message);
                        problems.push(problem.at(*at).help("rename one of them"));
                    }
                    _ => first = Some(unit),
                },
                Err(why) => problems.push(problem(&why, *at, outer, defined.keys().copied())),
            }
        }
        if let Some(unit) = first {
            units.push(((*name).to_string(), unit));
        }
    }
    (units, problems)
}

/// Equal but for rounding.
pub(super) fn same(a: &Unit, b: &Unit) -> bool {
    a.same_dimension(b) && (a.factor - b.factor).abs() <= 1e-9 * a.factor.abs()
}

/// Resolves definitions in any order.
struct Resolver<'d> {
    defined: &'d BTreeMap<&'d str, Vec<(&'d Expr, Span)>>,
    outer: &'d Scope,
    done: BTreeMap<String, Result<Unit, NoUnit>>,
    open: Vec<String>,
}

impl Resolver<'_> {
    fn value(&mut self, name: &str, value: &Expr) -> Result<Unit, NoUnit> {
        self.open.push(name.into());
        let unit = evaluate(value, &mut |used| self.find(used));
        self.open.pop();
        unit
    }

    fn find(&mut self, name: &str) -> Result<Unit, NoUnit> {
        let outside =
            || self.outer.find(name).map(|(_, unit)| unit).ok_or_else(|| NoUnit::Unknown(name.into()));
        let Some(values) = self.defined.get(name) else { return outside() };
        if let Some(done) = self.done.get(name) {
            return done.clone();
        }
        match self.open.iter().position(|open| open == name) {
            // `unit time_unit = time_unit`: whatever the name means without this model.
            Some(i) if i + 1 == self.open.len() => return outside(),
            Some(_) => return Err(NoUnit::Circle(name.into())),
            None => {}
        }
        let Some((value, _)) = values.first() else { return outside() };
        let unit = self.value(name, value);
        if self.open.is_empty() || unit.is_ok() {
            self.done.insert(name.into(), unit.clone());
        }
        unit
    }
}

/// The diagnostic for a formula at `at` that is no unit.
pub(super) fn problem<'a>(
    why: &NoUnit,
    at: Span,
    scope: &'a Scope,
    more: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    match why {
        NoUnit::Unknown(name) => {
            let problem =
                Diagnostic::error(&codes::UNKNOWN_UNIT, format!("there is no unit `{name}`")).at(at);
            match nearest(name, scope.names().chain(more).filter(|n| n != name)) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help(format!("define it, as in `unit {name} = 1e-9 mole / litre`")),
            }
        }
        NoUnit::Circle(name) => {
            Diagnostic::error(&codes::UNIT_FORMULA, format!("the unit `{name}` is defined by itself")).at(at)
        }
        NoUnit::Formula => {
            let problem = Diagnostic::error(&codes::UNIT_FORMULA, "this formula is no unit").at(at);
            problem.help("use numbers and units with `*`, `/` and `^`")
        }
    }
}

/// An id for the unit that `expr` describes: `mole / litre` becomes `mole_per_litre`.
pub(super) fn label(expr: &Expr) -> String {
    let number = |x: f64| format!("{x}").replace('-', "minus").replace('.', "_");
    let text = match expr {
        Expr::Num(x) => number(*x),
        Expr::Quantity(x, unit) => format!("{}_{unit}", number(*x)),
        Expr::Id(unit) => unit.clone(),
        Expr::Time => "time".into(),
        Expr::Op(op, args) => {
            let word = match op {
                Op::Div => "_per_",
                Op::Pow => "_to_",
                _ => "_",
            };
            args.iter().map(label).collect::<Vec<_>>().join(word)
        }
        Expr::Call(name, _) => name.clone(),
    };
    if text.starts_with(|c: char| c.is_ascii_digit()) { format!("_{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::super::lexer::lex;
    use super::super::parser::parse;
    use super::*;

    fn units(text: &str) -> (BTreeMap<String, Unit>, Vec<Diagnostic>) {
        let (lexemes, _) = lex(0, text);
        let (file, problems) = parse(0, text, &lexemes);
        assert!(problems.iter().all(|p| !p.is_error()), "{problems:?}");
        let (units, problems) = definitions(&file.bare, &Scope::default());
        (units.into_iter().collect(), problems)
    }

    #[test]
    fn formulas_of_units_are_resolved_in_any_order() {
        let (units, problems) = units(
            "unit rate = nM / second; unit nM = 1e-9 mole / litre; unit per_h = 1 / 3600 seconds\n\
             unit um2 = (1e-6 metre)^2; unit odd = item * avogadro / ((1e-6 dimensionless)^-0 * litre)\n\
             unit time_unit = time_unit; unit half = metre^(1/2)",
        );
        assert!(problems.is_empty(), "{problems:?}");
        let per = |a: &str, b: &str| Unit::builtin(a).unwrap().per(Unit::builtin(b).unwrap());
        assert!(same(&units["nM"], &per("mole", "litre").scaled(1e-9)));
        assert!(same(&units["rate"], &units["nM"].per(Unit::builtin("second").unwrap())));
        assert!(same(&units["per_h"], &per("dimensionless", "second").scaled(1.0 / 3600.0)));
        assert!(same(&units["um2"], &Unit::builtin("metre").unwrap().powf(2.0).scaled(1e-12)));
        assert!(same(&units["odd"], &per("item", "litre").scaled(6.022_140_76e23)));
        assert_eq!(units["time_unit"], Unit::builtin("second").unwrap());
        assert_eq!(units["half"].exponents[0], 0.5);
    }

    #[test]
    fn what_is_no_unit_is_told() {
        let codes = |text: &str| units(text).1.iter().map(|p| p.code.id).collect::<Vec<_>>();
        assert_eq!(codes("unit a = 3 foo"), ["A022"]);
        assert_eq!(codes("unit a = mole + litre"), ["A023"]);
        assert_eq!(codes("unit a = 0 mole"), ["A023"]);
        assert_eq!(codes("unit a = 2 b; unit b = 3 a"), ["A023", "A023"]);
        assert_eq!(codes("unit a = mole; unit a = litre"), ["A036"]);
        assert_eq!(codes("unit a = mole; unit a = 1 mole"), [""; 0]);
    }
}
