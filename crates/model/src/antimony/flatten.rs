//! A model with its submodels to one list of facts with global names.
//!
//! The part x of the submodel A is called `A__x`. Facts know how deep in the submodels they were
//! stated: what an outer model says of a thing counts more than what an inner one says.

use std::collections::{BTreeMap, BTreeSet};

use super::ast::{Argument, Class, Fact, Function, How, Module, Path, Stated, Submodel};
use super::builtin::DISTRIBUTIONS;
use super::codes;
use super::cursor::Cursor;
use super::flat::{Flat, Placed};
use super::load::Library;
use super::rename::{self, Rename};
use super::units::{self, BASE_NAMES, Scope};
use crate::diagnostic::nearest;
use crate::{Diagnostic, Expr, Span, Unit};

/// What may be said of `A.what` where A is no submodel, and is not supported.
const UNCERTAINTY: [&str; 18] = [
    "mean",
    "stdev",
    "standardDeviation",
    "coefficientOfVariation",
    "kurtosis",
    "median",
    "mode",
    "sampleSize",
    "skewness",
    "standardError",
    "variance",
    "confidenceInterval",
    "credibleInterval",
    "interquartileRange",
    "range",
    "distribution",
    "externalParameter",
    "uncertainty",
];

/// How many submodels a model may have in all: they can double with every level.
const MOST_SUBMODELS: usize = 10_000;

/// How deep submodels may be nested.
const DEEPEST: usize = 100;

/// The model `main` with its submodels.
pub(super) fn flatten(library: &Library, main: &Module) -> Flat {
    let mut flatten = Flatten {
        source: library,
        outlines: BTreeMap::new(),
        open: Vec::new(),
        instances: 0,
        flat: Flat::default(),
    };
    for module in library.modules.iter().chain([main]) {
        flatten.outlines.insert(module.name.name.clone(), Outline::of(module));
    }
    let scope = flatten.instance(main, "", &Scope::default());
    for function in &library.functions {
        flatten.function(function, &scope);
    }
    flatten.flat
}

/// What can be named in a model.
struct Outline {
    names: BTreeSet<String>,
    /// Submodels and their models.
    submodels: BTreeMap<String, String>,
}

impl Outline {
    fn of(module: &Module) -> Self {
        let formals = module.formals.iter().map(|f| f.name.clone());
        let used = module.facts.iter().flat_map(|s| rename::names(&s.fact, s.at));
        let names = formals.chain(used).filter(|n| !n.contains('.')).collect();
        let submodels = module.facts.iter().filter_map(|s| match &s.fact {
            Fact::Submodel(s) => Some((s.id.name.clone(), s.module.name.clone())),
            _ => None,
        });
        Self { names, submodels: submodels.collect() }
    }
}

struct Flatten<'l> {
    source: &'l Library,
    outlines: BTreeMap<String, Outline>,
    /// Models that the present instance lies in, itself last.
    open: Vec<String>,
    instances: usize,
    flat: Flat,
}

impl Flatten<'_> {
    /// Adds the facts of one instance of `module`; `prefix` is its dotted name with a dot behind.
    fn instance(&mut self, module: &Module, prefix: &str, outer: &Scope) -> Scope {
        self.open.push(module.name.name.clone());
        let scope = self.units(&module.facts, prefix, outer);
        let depth = self.open.len() - 1;
        let mut seen = BTreeSet::new();
        for Stated { fact, at } in &module.facts {
            let (fact, at) = (fact, *at);
            let fact = match fact {
                Fact::UnitDefinition(..) => continue,
                Fact::HasUnit(path, unit) => self.has_unit(path, unit, at, &scope),
                other => other.clone(),
            };
            let submodel_is_meant =
                matches!(fact, Fact::Delete(_) | Fact::Annotate(..) | Fact::DisplayName(..));
            let mut inside = Inside { flatten: self, module, prefix, scope: &scope, submodel_is_meant };
            if let Fact::Submodel(submodel) = &fact {
                inside.submodel_is_meant = true;
                let Fact::Submodel(flat) = rename::fact(&fact, at, &mut inside) else { continue };
                if !seen.insert(submodel.id.name.clone()) {
                    let message = format!("the submodel `{}` is defined twice", submodel.id.name);
                    self.report(Diagnostic::error(&codes::DEFINED_TWICE, message).at(submodel.id.at));
                    continue;
                }
                self.submodel(submodel, &flat, prefix, at, &scope);
                continue;
            }
            let fact = rename::fact(&fact, at, &mut inside);
            for formula in rename::formulas(&fact) {
                self.refuse_distributions(formula, at);
            }
            self.flat.facts.push(Placed { fact, at, depth });
        }
        self.open.pop();
        scope
    }

    /// Functions are global; units in them are those of the main model.
    fn function(&mut self, function: &Function, scope: &Scope) {
        self.refuse_distributions(&function.body, function.at);
        let body = function.body.replace(&mut |e| match e {
            Expr::Quantity(value, unit) => Some(Expr::Quantity(*value, self.unit(unit, function.at, scope))),
            _ => None,
        });
        self.flat.functions.push(Function { body, ..function.clone() });
    }

    /// Random numbers are not drawn, unless the model has a function of that name.
    fn refuse_distributions(&mut self, formula: &Expr, at: Span) {
        let mut found = Vec::new();
        formula.visit(&mut |e| match e {
            Expr::Call(name, _) if DISTRIBUTIONS.contains(&name.as_str()) => found.push(name.clone()),
            _ => {}
        });
        for name in found {
            if !self.source.functions.iter().any(|f| f.name.name == name) {
                let at = self.source.sources.word_in(at, &name);
                self.report(*Cursor::unsupported(&format!("the distribution `{name}` is"), at));
            }
        }
    }

    /// `original` with local names, `flat` the same with global ones.
    fn submodel(&mut self, original: &Submodel, flat: &Submodel, prefix: &str, at: Span, scope: &Scope) {
        let Some(module) = self.source.module(&original.module.name) else {
            return self.report(self.source.unknown_module(&original.module));
        };
        if let Some(first) = self.open.iter().position(|m| *m == module.name.name) {
            let circle = [&self.open[first..], std::slice::from_ref(&module.name.name)].concat().join(" -> ");
            let problem =
                Diagnostic::error(&codes::MODULE_CIRCLE, format!("a model contains itself: {circle}"));
            return self.report(problem.at(original.module.at));
        }
        if self.open.len() > DEEPEST {
            let message = format!("submodels are nested more than {DEEPEST} deep");
            return self.report(Diagnostic::error(&codes::TOO_MANY, message).at(original.module.at));
        }
        self.instances += 1;
        if self.instances > MOST_SUBMODELS {
            let message = format!("there are more than {MOST_SUBMODELS} submodels");
            return self.report(Diagnostic::error(&codes::TOO_MANY, message).at(original.module.at));
        }
        if original.arguments.len() > module.formals.len() {
            let (name, n) = (&module.name.name, module.formals.len());
            let message =
                format!("model `{name}` takes at most {n} arguments, not {}", original.arguments.len());
            self.report(Diagnostic::error(&codes::MODULE_ARGUMENTS, message).at(at));
        }
        let dotted = format!("{prefix}{}", original.id.name);
        if let Some(compartment) = &flat.compartment {
            let class = Fact::Class(compartment.clone(), Class::Compartment);
            self.flat.facts.push(Placed { fact: class, at, depth: self.open.len() - 1 });
            self.flat.places.insert(dotted.clone(), compartment.name.clone());
        }
        self.instance(module, &format!("{dotted}."), scope);
        let depth = self.open.len() - 1;
        for (formal, argument) in module.formals.iter().zip(&flat.arguments) {
            let name = self.global(&format!("{dotted}.{}", formal.name), at);
            let inner = Path { name, at };
            let fact = match argument {
                Argument::Name(outer) => Fact::Same(inner, outer.clone()),
                Argument::Number(value) => {
                    Fact::Define { target: inner, how: How::Initial, value: Some(Expr::Num(*value)) }
                }
            };
            self.flat.facts.push(Placed { fact, at, depth });
        }
    }

    /// The global form of a dotted name.
    fn global(&mut self, dotted: &str, at: Span) -> String {
        let flat = dotted.replace('.', "__");
        match self.flat.dotted.get(&flat) {
            Some(other) if other != dotted => {
                let message = format!("`{dotted}` and `{other}` are both called `{flat}` after flattening");
                self.report(Diagnostic::error(&codes::FLAT_CLASH, message).at(at).help("rename one of them"));
            }
            Some(_) => {}
            None => {
                self.flat.dotted.insert(flat.clone(), dotted.into());
            }
        }
        flat
    }

    fn report(&mut self, problem: Diagnostic) {
        if !self.flat.problems.contains(&problem) {
            self.flat.problems.push(problem);
        }
    }

    /// The units of an instance; they keep their names where no other unit has them.
    fn units(&mut self, facts: &[Stated], prefix: &str, outer: &Scope) -> Scope {
        let (defined, problems) = units::definitions(facts, outer);
        problems.into_iter().for_each(|p| self.report(p));
        let mut scope = outer.clone();
        for (name, unit) in defined {
            self.base_unit(&name, unit, facts);
            let flat = match self.flat.units.get(&name) {
                Some(other) if *other != unit => format!("{}{name}", prefix.replace('.', "__")),
                _ => name.clone(),
            };
            self.flat.units.insert(flat.clone(), unit);
            scope.insert(&name, flat, unit);
        }
        scope
    }

    fn base_unit(&mut self, name: &str, unit: Unit, facts: &[Stated]) {
        if !BASE_NAMES.contains(&name) {
            return;
        }
        match self.flat.base.get(name) {
            Some(other) if !units::same(other, &unit) => {
                let at =
                    facts.iter().find(|s| matches!(&s.fact, Fact::UnitDefinition(p, _) if p.name == name));
                let model = self.open.last().cloned().unwrap_or_default();
                let message =
                    format!("submodel `{model}` counts `{name}` in {unit}, the model around it in {other}");
                let help = "bring the submodel to the units of the model";
                self.report(Diagnostic::error(&codes::BASE_UNITS, message).at(at.map(|s| s.at)).help(help));
            }
            Some(_) => {}
            None => {
                self.flat.base.insert(name.into(), unit);
            }
        }
    }

    /// `x has unit` with the unit's global name; a formula of units becomes a unit of its own.
    fn has_unit(&mut self, path: &Path, unit: &Expr, at: Span, scope: &Scope) -> Fact {
        let named = |name: String| Fact::HasUnit(path.clone(), Expr::Id(name));
        if let Expr::Id(name) = unit {
            return named(self.unit(name, at, scope));
        }
        match scope.evaluate(unit) {
            Ok(value) => named(self.flat.new_unit(&units::label(unit), value)),
            Err(why) => {
                self.report(units::problem(&why, at, scope, std::iter::empty()));
                named("dimensionless".into())
            }
        }
    }

    /// The global name of the unit called `name`.
    fn unit(&mut self, name: &str, at: Span, scope: &Scope) -> String {
        let Some((flat, unit)) = scope.find(name) else {
            let why = units::NoUnit::Unknown(name.into());
            self.report(units::problem(&why, at, scope, std::iter::empty()));
            return name.into();
        };
        if Unit::builtin(&flat).is_none() {
            self.flat.units.entry(flat.clone()).or_insert(unit);
        }
        flat
    }

    /// Whether `parts` leads from `module` to something; else the problem.
    fn check_part(&self, module: &str, parts: &[&str], path: &str, at: Span) -> Result<(), Box<Diagnostic>> {
        let Some(outline) = self.outlines.get(module) else { return Ok(()) };
        let unknown = |message: String, near: Option<&str>| {
            let problem = Diagnostic::error(&codes::UNKNOWN_PART, message).at(at);
            Err(Box::new(match near {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem,
            }))
        };
        match parts {
            [] => Ok(()),
            [last] if outline.names.contains(*last) => Ok(()),
            [last] => {
                let near = nearest(last, outline.names.iter().map(String::as_str));
                unknown(format!("`{path}`: there is no `{last}` in model `{module}`"), near)
            }
            [first, rest @ ..] => match outline.submodels.get(*first) {
                Some(inner) => self.check_part(inner, rest, path, at),
                None if rest.iter().any(|r| UNCERTAINTY.contains(r)) => {
                    Err(Cursor::unsupported(&format!("uncertainty (`{path}`) is"), at))
                }
                None => {
                    let near = nearest(first, outline.submodels.keys().map(String::as_str));
                    unknown(format!("`{path}`: `{first}` is no submodel of model `{module}`"), near)
                }
            },
        }
    }
}

/// Makes the names of one instance global.
struct Inside<'x, 'l> {
    flatten: &'x mut Flatten<'l>,
    module: &'x Module,
    prefix: &'x str,
    scope: &'x Scope,
    /// The name of a submodel may stand here.
    submodel_is_meant: bool,
}

impl Rename for Inside<'_, '_> {
    fn name(&mut self, name: &str, at: Span) -> String {
        if name.is_empty() {
            return self.prefix.trim_end_matches('.').replace('.', "__");
        }
        let module = &self.module.name.name;
        if name.contains('.') {
            let parts: Vec<&str> = name.split('.').collect();
            let at = self.flatten.source.sources.word_in(at, name);
            if let Err(problem) = self.flatten.check_part(module, &parts, name, at) {
                self.flatten.report(*problem);
            }
        } else if !self.submodel_is_meant
            && self.flatten.outlines.get(module).is_some_and(|o| o.submodels.contains_key(name))
        {
            let message = format!("`{name}` is a submodel; it has no value of its own");
            let help = format!("name a part of it: `{name}.x`");
            self.flatten.report(Diagnostic::error(&codes::TWO_KINDS, message).at(at).help(help));
        }
        self.flatten.global(&format!("{}{name}", self.prefix), at)
    }

    fn unit(&mut self, unit: &str, at: Span) -> String {
        let at = self.flatten.source.sources.word_in(at, unit);
        self.flatten.unit(unit, at, self.scope)
    }
}
