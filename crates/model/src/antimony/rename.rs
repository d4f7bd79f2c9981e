//! Facts with other names in them.

use super::ast::{Argument, Event, Fact, Path, Reaction, Submodel};
use crate::{Expr, Span};

/// What to call names and units. The place is where the name stands, or its statement.
pub(super) trait Rename {
    fn name(&mut self, name: &str, at: Span) -> String;
    fn unit(&mut self, unit: &str, at: Span) -> String;
}

/// The formula `expr` of the statement at `at` with its names and units renamed.
pub(super) fn expr(expr: &Expr, at: Span, by: &mut impl Rename) -> Expr {
    expr.replace(&mut |e| match e {
        Expr::Id(id) => Some(Expr::Id(by.name(id, at))),
        Expr::Quantity(value, unit) => Some(Expr::Quantity(*value, by.unit(unit, at))),
        _ => None,
    })
}

fn path(path: &Path, by: &mut impl Rename) -> Path {
    Path { name: by.name(&path.name, path.at), at: path.at }
}

/// The fact of the statement at `at` with everything in it renamed. Formulas that define units are
/// left alone: their names are units.
pub(super) fn fact(fact: &Fact, at: Span, by: &mut impl Rename) -> Fact {
    match fact {
        Fact::Class(p, class) => Fact::Class(path(p, by), *class),
        Fact::SubstanceOnly(p) => Fact::SubstanceOnly(path(p, by)),
        Fact::Constant(p, constant) => Fact::Constant(path(p, by), *constant),
        Fact::In(p, place) => Fact::In(path(p, by), path(place, by)),
        Fact::Define { target, how, value } => {
            let target = path(target, by);
            Fact::Define { target, how: *how, value: value.as_ref().map(|v| expr(v, at, by)) }
        }
        Fact::HasUnit(p, unit) => Fact::HasUnit(path(p, by), unit.clone()),
        Fact::DisplayName(p, text) => Fact::DisplayName(path(p, by), text.clone()),
        Fact::Annotate(p, qualifier, texts) => Fact::Annotate(path(p, by), qualifier.clone(), texts.clone()),
        Fact::Same(a, b) => Fact::Same(path(a, by), path(b, by)),
        Fact::Reaction(r) => Fact::Reaction(reaction(r, at, by)),
        Fact::Interaction { from, to } => {
            let from = from.iter().map(|p| path(p, by)).collect();
            Fact::Interaction { from, to: path(to, by) }
        }
        Fact::Event(e) => Fact::Event(event(e, at, by)),
        Fact::Submodel(s) => Fact::Submodel(submodel(s, by)),
        Fact::Delete(p) => Fact::Delete(path(p, by)),
        Fact::Algebraic(value) => Fact::Algebraic(expr(value, at, by)),
        Fact::UnitDefinition(p, value) => Fact::UnitDefinition(p.clone(), value.clone()),
    }
}

fn reaction(r: &Reaction, at: Span, by: &mut impl Rename) -> Reaction {
    let mut side = |side: &[(Expr, Path)]| -> Vec<(Expr, Path)> {
        side.iter().map(|(n, p)| (expr(n, at, by), path(p, by))).collect()
    };
    let (left, right) = (side(&r.left), side(&r.right));
    Reaction {
        id: path(&r.id, by),
        compartment: r.compartment.as_ref().map(|c| path(c, by)),
        left,
        right,
        reversible: r.reversible,
        rate: r.rate.as_ref().map(|e| expr(e, at, by)),
    }
}

fn event(e: &Event, at: Span, by: &mut impl Rename) -> Event {
    Event {
        id: path(&e.id, by),
        trigger: expr(&e.trigger, at, by),
        delay: e.delay.as_ref().map(|d| expr(d, at, by)),
        priority: e.priority.as_ref().map(|p| expr(p, at, by)),
        assignments: e.assignments.iter().map(|(p, v)| (path(p, by), expr(v, at, by))).collect(),
        ..*e
    }
}

fn submodel(s: &Submodel, by: &mut impl Rename) -> Submodel {
    let argument = |a: &Argument, by: &mut _| match a {
        Argument::Name(p) => Argument::Name(path(p, by)),
        Argument::Number(n) => Argument::Number(*n),
    };
    Submodel {
        id: path(&s.id, by),
        module: s.module.clone(),
        arguments: s.arguments.iter().map(|a| argument(a, by)).collect(),
        compartment: s.compartment.as_ref().map(|c| path(c, by)),
    }
}

/// Every formula in the fact but those of units.
pub(super) fn formulas(of: &Fact) -> Vec<&Expr> {
    match of {
        Fact::Define { value, .. } => value.iter().collect(),
        Fact::Reaction(r) => r.left.iter().chain(&r.right).map(|(n, _)| n).chain(&r.rate).collect(),
        Fact::Event(e) => {
            let values = e.assignments.iter().map(|(_, value)| value);
            std::iter::once(&e.trigger).chain(&e.delay).chain(&e.priority).chain(values).collect()
        }
        Fact::Algebraic(value) => vec![value],
        _ => Vec::new(),
    }
}

/// Every name in the fact, in order, with repeats and without the empty one.
pub(super) fn names(of: &Fact, at: Span) -> Vec<String> {
    struct Collect(Vec<String>);
    impl Rename for Collect {
        fn name(&mut self, name: &str, _: Span) -> String {
            if !name.is_empty() {
                self.0.push(name.into());
            }
            String::new()
        }
        fn unit(&mut self, _: &str, _: Span) -> String {
            String::new()
        }
    }
    let mut collect = Collect(Vec::new());
    fact(of, at, &mut collect);
    collect.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_every_part() {
        let at = Span::new(0, 0, 0);
        let p = |name: &str| Path { name: name.into(), at };
        let event = Fact::Event(Event {
            id: p(""),
            trigger: Expr::id("a"),
            delay: Some(Expr::id("b")),
            priority: Some(Expr::id("c")),
            t0: true,
            persistent: true,
            from_trigger: true,
            assignments: vec![(p("d"), Expr::Quantity(1.0, "e".into()))],
        });
        assert_eq!(names(&event, at), ["a", "b", "c", "d"]);
        let reaction = Fact::Reaction(Reaction {
            id: p("J"),
            compartment: Some(p("c")),
            left: vec![(Expr::id("n"), p("A"))],
            right: vec![(Expr::Num(1.0), p("B"))],
            reversible: true,
            rate: Some(Expr::id("k")),
        });
        let mut found = names(&reaction, at);
        found.sort();
        assert_eq!(found, ["A", "B", "J", "c", "k", "n"]);
    }
}
