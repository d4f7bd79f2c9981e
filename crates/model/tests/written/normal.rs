//! Networks without what a format does not hold, so that they can be compared.
//!
//! Kept are all numbers to the bit, since the result is text with the shortest digits that tell a
//! number from all others, not-a-number included.

use std::collections::{BTreeMap, BTreeSet};

use jakstat_model::network::{Event, Initial, InitialAssignment, Kind, Reaction, RuleKind, SpeciesReference};
use jakstat_model::{Expr, Network, Op, Unit};

use super::qualifier;

/// What is not held.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Format {
    /// Spans, order, names of units, annotations without term.
    Sbml,
    /// Also start values that a formula replaces, `constant` of a species beside `boundary`, the
    /// last digits of units of species.
    Antimony,
    /// The same, and the last digits of all units, how chains are grouped, what
    /// is said twice, annotations, names that are ids.
    LibAntimony,
}

impl Format {
    fn is_antimony(self) -> bool {
        self != Self::Sbml
    }
}

/// The network in lines, each of one thing.
pub(super) fn normal(network: &Network, format: Format) -> Vec<String> {
    let mut network = network.clone();
    if matches!(network.id.as_str(), "__main" | "unnamed") {
        network.id.clear();
    }
    let ids = ids(&network);
    let annotations = annotations(&network, &ids);
    formulas(&mut network, format);
    if format == Format::LibAntimony {
        names(&mut network);
    }
    if format.is_antimony() {
        starts(&mut network);
    }
    inline_stoichiometries(&mut network, format);
    reactions(&mut network, format);
    name_units(&mut network, format);
    let mut lines = vec![
        format!("{:?} {:?} {:?}", network.id, network.name, network.conversion_factor),
        format!("{:?}", network.base_units),
    ];
    lines.extend(network.functions.iter().map(|f| format!("{} {:?} {:?}", f.id, f.args, f.body)));
    lines.extend(network.compartments.iter().map(|c| {
        format!("compartment {} {:?} {} {:?} {:?} {}", c.id, c.name, c.dimensions, c.size, c.unit, c.constant)
    }));
    lines.extend(network.species.iter().map(|s| {
        let flags = [s.substance_only, s.boundary, s.constant];
        let place = (&s.compartment, s.initial, &s.unit, &s.conversion_factor);
        format!("species {} {:?} {place:?} {flags:?}", s.id, s.name)
    }));
    let parameters = network.parameters.iter();
    lines.extend(
        parameters
            .map(|p| format!("parameter {} {:?} {:?} {:?} {}", p.id, p.name, p.value, p.unit, p.constant)),
    );
    lines.extend(network.initial_assignments.iter().map(|a| format!("start {} {:?}", a.target, a.value)));
    lines.extend(network.rules.iter().map(|r| format!("{:?} {} {:?}", r.kind, r.target, r.value)));
    lines.extend(network.reactions.iter().map(|r| format!("{:?}", Reaction { at: None, ..r.clone() })));
    lines.extend(network.events.iter().map(|e| format!("{:?}", Event { at: None, ..e.clone() })));
    lines.extend(annotations);
    lines.sort();
    if format == Format::LibAntimony {
        lines.dedup();
        // It drops some terms and adds others of its own.
        lines.retain(|line| !line.starts_with("annotation ") && !line.starts_with("term "));
    }
    lines
}

/// Everything that has an id.
fn ids(network: &Network) -> BTreeSet<String> {
    let kinds = network.kinds().into_keys().map(str::to_owned);
    let functions = network.functions.iter().map(|f| f.id.clone());
    kinds.chain(functions).chain(network.events.iter().map(|e| e.id.clone())).collect()
}

/// Terms of things that have an id, as SBML names them.
fn annotations(network: &Network, ids: &BTreeSet<String>) -> Vec<String> {
    let mut lines = Vec::new();
    for (id, said) in &network.annotations {
        if !ids.contains(id) && *id != network.id {
            continue;
        }
        for (name, text) in said {
            match qualifier::in_sbml(name).map(|q| q.replace("bqmodel:isDescribedBy", "bqbiol:isDescribedBy"))
            {
                Some(sbml) => lines.push(format!("annotation {id} {sbml} {text}")),
                None if name == "sboTerm" => {
                    lines.push(format!(
                        "term {id} {}",
                        text.trim_start_matches("SBO:").trim_start_matches('0')
                    ));
                }
                None => {}
            }
        }
    }
    lines
}

fn each_formula(network: &mut Network, mut f: impl FnMut(&mut Expr)) {
    network.functions.iter_mut().for_each(|x| f(&mut x.body));
    network.initial_assignments.iter_mut().for_each(|x| f(&mut x.value));
    network.rules.iter_mut().for_each(|x| f(&mut x.value));
    for reaction in &mut network.reactions {
        reaction.rate.iter_mut().for_each(&mut f);
        let sides = reaction.reactants.iter_mut().chain(&mut reaction.products);
        sides.for_each(|s| f(&mut s.stoichiometry));
    }
    for event in &mut network.events {
        f(&mut event.trigger);
        event.delay.iter_mut().chain(&mut event.priority).for_each(&mut f);
        event.assignments.iter_mut().for_each(|(_, value)| f(value));
    }
}

/// A sign before a number is the number's.
fn signed(formula: &Expr) -> Expr {
    match formula {
        Expr::Op(Op::Neg, args) => match (signed(&args[0]), args.len()) {
            (Expr::Num(x), 1) => Expr::Num(-x),
            (Expr::Quantity(x, unit), 1) => Expr::Quantity(-x, unit),
            (inner, _) => Expr::unary(Op::Neg, inner),
        },
        Expr::Op(op, args) => Expr::Op(*op, args.iter().map(signed).collect()),
        Expr::Call(name, args) => Expr::Call(name.clone(), args.iter().map(signed).collect()),
        other => other.clone(),
    }
}

fn formulas(network: &mut Network, format: Format) {
    each_formula(network, |formula| {
        *formula = signed(formula);
        if format == Format::LibAntimony {
            *formula = signed(&grouped(formula));
        }
    });
}

/// Names that say no more than the id.
fn names(network: &mut Network) {
    let plain = |id: &str, name: &mut Option<String>| *name = name.take().filter(|name| name != id);
    network.compartments.iter_mut().for_each(|c| plain(&c.id, &mut c.name));
    network.species.iter_mut().for_each(|s| plain(&s.id, &mut s.name));
    network.parameters.iter_mut().for_each(|p| plain(&p.id, &mut p.name));
    network.reactions.iter_mut().for_each(|r| plain(&r.id, &mut r.name));
    network.events.iter_mut().for_each(|e| plain(&e.id, &mut e.name));
}

/// Sums and products as one flat chain each; numbers that are a fraction, divided.
fn grouped(formula: &Expr) -> Expr {
    let (op, args) = match formula {
        Expr::Op(op, args) => (*op, args.iter().map(grouped).collect::<Vec<_>>()),
        Expr::Call(name, args) => return Expr::Call(name.clone(), args.iter().map(grouped).collect()),
        other => return other.clone(),
    };
    match (op, &args[..]) {
        (Op::Sub, [a, b]) => chain(Op::Add, vec![a.clone(), signed(&Expr::unary(Op::Neg, b.clone()))]),
        (Op::Div, [Expr::Num(a), Expr::Num(b)]) => Expr::Num(a / b),
        (Op::Add | Op::Mul | Op::And | Op::Or, _) => chain(op, args),
        (Op::Root, [Expr::Num(2.0), a]) => Expr::unary(Op::Sqrt, a.clone()),
        _ => Expr::Op(op, args),
    }
}

fn chain(op: Op, args: Vec<Expr>) -> Expr {
    let flat = args.into_iter().flat_map(|arg| match arg {
        Expr::Op(inner, args) if inner == op => args,
        other => vec![other],
    });
    Expr::Op(op, flat.collect())
}

/// Stoichiometries that an assignment rule or a constant gives and nothing else reads, in their place.
fn inline_stoichiometries(network: &mut Network, format: Format) {
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    each_formula(network, |formula| {
        formula.ids().iter().for_each(|id| *uses.entry((*id).to_owned()).or_default() += 1);
    });
    let mut gone = Vec::new();
    let (rules, parameters) = (network.rules.clone(), network.parameters.clone());
    let events = network.events.iter().flat_map(|e| e.assignments.iter().map(|(target, _)| target.clone()));
    let starts = network.initial_assignments.iter().map(|a| a.target.clone());
    let set: Vec<String> = rules.iter().map(|r| r.target.clone()).chain(starts).chain(events).collect();
    let mut inline = |reference: &mut SpeciesReference| {
        let Expr::Id(id) = reference.stoichiometry.clone() else { return };
        let rule = rules.iter().find(|r| r.kind == RuleKind::Assignment && r.target == id);
        let parameter = parameters.iter().find(|p| p.id == id && p.unit.is_none() && p.name.is_none());
        let (Some(parameter), Some(1)) = (parameter, uses.get(&id)) else { return };
        let number = parameter.value.filter(|_| format == Format::LibAntimony && !set.contains(&id));
        if let Some(value) = rule.map(|r| r.value.clone()).or(number.map(Expr::Num)) {
            reference.stoichiometry = value;
            gone.push(id);
        }
    };
    for reaction in &mut network.reactions {
        reaction.reactants.iter_mut().chain(&mut reaction.products).for_each(&mut inline);
    }
    network.rules.retain(|r| !gone.contains(&r.target));
    network.parameters.retain(|p| !gone.contains(&p.id));
}

/// One way to say a start value.
fn starts(network: &mut Network) {
    let mut assigned: Vec<InitialAssignment> = Vec::new();
    let ruled: Vec<String> =
        network.rules.iter().filter(|r| r.kind == RuleKind::Assignment).map(|r| r.target.clone()).collect();
    let given = std::mem::take(&mut network.initial_assignments);
    let is_free = |id: &str| !ruled.iter().any(|r| r == id) && !given.iter().any(|a| a.target == id);
    network.compartments.iter_mut().filter(|c| !is_free(&c.id)).for_each(|c| c.size = None);
    network.parameters.iter_mut().filter(|p| !is_free(&p.id)).for_each(|p| p.value = None);
    for species in &mut network.species {
        species.boundary |= species.constant;
        species.constant = false;
        match species.initial {
            _ if !is_free(&species.id) => species.initial = Initial::Unset,
            Initial::Concentration(x) if species.substance_only => {
                let value = Expr::binary(Op::Mul, x.into(), Expr::id(&species.compartment));
                assigned.push(InitialAssignment { target: species.id.clone(), value, at: None });
                species.initial = Initial::Unset;
            }
            _ => {}
        }
    }
    for assignment in given {
        let kind = network.kind(&assignment.target);
        match (plain(&assignment.value), kind) {
            (Some(x), Some(Kind::Compartment(i))) => network.compartments[i].size = Some(x),
            (Some(x), Some(Kind::Parameter(i))) => network.parameters[i].value = Some(x),
            (Some(x), Some(Kind::Species(i))) if network.species[i].substance_only => {
                network.species[i].initial = Initial::Amount(x);
            }
            (Some(x), Some(Kind::Species(i))) => network.species[i].initial = Initial::Concentration(x),
            (None, Some(Kind::Species(i))) if !network.species[i].substance_only => {
                match over_size(&assignment.value, &network.species[i].compartment) {
                    Some(x) => network.species[i].initial = Initial::Amount(x),
                    None => assigned.push(assignment),
                }
            }
            _ => assigned.push(assignment),
        }
    }
    network.initial_assignments = assigned;
}

fn plain(value: &Expr) -> Option<f64> {
    match value {
        Expr::Num(x) | Expr::Quantity(x, _) => Some(*x),
        _ => None,
    }
}

fn over_size(value: &Expr, compartment: &str) -> Option<f64> {
    match value {
        Expr::Op(Op::Div, args) if args[1] == Expr::id(compartment) => plain(&args[0]),
        _ => None,
    }
}

/// Modifiers: all that the rate reads, in order of id; in Antimony no more than once in a reaction.
fn reactions(network: &mut Network, format: Format) {
    let species: Vec<String> = network.species.iter().map(|s| s.id.clone()).collect();
    for reaction in &mut network.reactions {
        let sides: Vec<&str> =
            reaction.reactants.iter().chain(&reaction.products).map(|s| s.species.as_str()).collect();
        let mut modifiers = reaction.modifiers.clone();
        for id in reaction.rate.iter().flat_map(Expr::ids) {
            if species.iter().any(|s| s == id) && !sides.contains(&id) {
                modifiers.push(id.to_owned());
            }
        }
        if format.is_antimony() {
            modifiers.retain(|m| !sides.contains(&m.as_str()));
        }
        modifiers.sort();
        modifiers.dedup();
        reaction.modifiers = modifiers;
    }
}

/// Units by what they are.
fn name_units(network: &mut Network, format: Format) {
    let original = network.clone();
    let meaning = |unit: Unit| {
        let exponents = unit.exponents.map(|e| e + 0.0);
        format!("{:?} {exponents:?}", unit.factor)
    };
    let name = |id: &Option<String>| id.as_deref().and_then(|id| original.unit(id)).map(meaning);
    let rough = |id: &Option<String>| {
        let unit = id.as_deref().and_then(|id| original.unit(id));
        unit.map(rounded).map(meaning)
    };
    let all = |id: &Option<String>| if format == Format::LibAntimony { rough(id) } else { name(id) };
    network.compartments.iter_mut().for_each(|c| c.unit = all(&c.unit));
    network.parameters.iter_mut().for_each(|p| p.unit = all(&p.unit));
    for species in &mut network.species {
        if format == Format::LibAntimony && species.unit.is_none() && original.base_units.substance.is_some()
        {
            species.unit = Some("substance".into());
        }
        species.unit = if format.is_antimony() { rough(&species.unit) } else { name(&species.unit) };
    }
    let base = &mut network.base_units;
    let units = [&mut base.substance, &mut base.volume, &mut base.area, &mut base.length, &mut base.time];
    if format == Format::LibAntimony {
        units.into_iter().chain([&mut base.extent]).for_each(|u| *u = u.map(rounded));
    }
    each_formula(network, |formula| {
        *formula = formula.replace(&mut |part| match part {
            Expr::Quantity(x, unit) => {
                Some(all(&Some(unit.clone())).map_or(Expr::Num(*x), |unit| Expr::Quantity(*x, unit)))
            }
            _ => None,
        });
    });
}

fn rounded(unit: Unit) -> Unit {
    Unit { factor: format!("{:.7e}", unit.factor).parse().unwrap(), ..unit }
}
