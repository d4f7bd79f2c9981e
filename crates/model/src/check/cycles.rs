//! No value is needed to compute itself.
//!
//! An edge goes from a value to what it is computed from. At the start these are assignment rules,
//! initial assignments, rates of reactions, and compartments of species given as amounts.

use std::collections::{BTreeMap, BTreeSet};

use super::codes::CIRCULAR;
use super::model::Model;
use crate::network::{Initial, RuleKind};
use crate::{Diagnostic, Expr, Op, Span};

pub(super) fn problems(model: &Model<'_>) -> Vec<Diagnostic> {
    let (graph, places) = dependencies(model);
    let report = |mut circle: Vec<String>| {
        // Begin with something that stands in the text.
        let start = circle.iter().position(|n| places.contains_key(n.as_str())).unwrap_or(0);
        circle.rotate_left(start);
        let first = circle.first().map_or("", String::as_str);
        let place = model.place(places.get(first).copied().flatten(), first);
        Diagnostic::error(&CIRCULAR, format!("`{first}` is defined by itself: {}", join(&circle)))
            .at(place)
            .help("break the circle, or make one of the values a state with a rate rule")
    };
    circles(&graph).into_iter().map(report).collect()
}

type Graph = BTreeMap<String, Vec<String>>;

fn dependencies<'a>(model: &Model<'a>) -> (Graph, BTreeMap<&'a str, Option<Span>>) {
    let network = model.network;
    let mut graph = Graph::new();
    let mut places = BTreeMap::new();
    let mut add = |id: &'a str, expr: &Expr, at: Option<Span>| {
        reads(expr, graph.entry(id.to_string()).or_default());
        places.entry(id).or_insert(at);
    };
    for rule in network.rules.iter().filter(|r| r.kind == RuleKind::Assignment) {
        add(&rule.target, &rule.value, rule.at);
    }
    for initial in &network.initial_assignments {
        add(&initial.target, &initial.value, initial.at);
    }
    for reaction in &network.reactions {
        if let Some(expr) = &reaction.rate {
            add(&reaction.id, expr, reaction.at);
        }
    }
    for species in network.species.iter().filter(|s| !s.substance_only) {
        let home = species.compartment.as_str();
        let from_amount = matches!(species.initial, Initial::Amount(_)) || model.is_assigned(home);
        if from_amount && !model.is_computed_at_start(&species.id) {
            graph.entry(species.id.clone()).or_default().push(home.to_string());
        }
    }
    rates_of(model, &mut graph);
    (graph, places)
}

/// Adds what the rate of change of each state is computed from.
fn rates_of(model: &Model<'_>, graph: &mut Graph) {
    for rule in model.network.rules.iter().filter(|r| r.kind == RuleKind::Rate) {
        reads(&rule.value, graph.entry(rate_of(&rule.target)).or_default());
    }
    for reaction in &model.network.reactions {
        let changed = |id: &str| model.species(id).is_some_and(|s| !s.boundary);
        let references = reaction.reactants.iter().chain(&reaction.products);
        for reference in references.filter(|r| changed(&r.species)) {
            graph.entry(rate_of(&reference.species)).or_default().push(reaction.id.clone());
        }
    }
}

fn rate_of(id: &str) -> String {
    format!("rateOf({id})")
}

/// What a formula reads, as names of nodes.
fn reads(expr: &Expr, out: &mut Vec<String>) {
    match expr {
        Expr::Id(id) => out.push(id.clone()),
        Expr::Op(Op::RateOf, args) => out.extend(args.iter().flat_map(Expr::ids).map(rate_of)),
        other => other.children().iter().for_each(|child| reads(child, out)),
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Open,
    Done,
}

/// Circles of the graph such that each node that lies on some circle through an unvisited edge is
/// met; a node is the start of at most one. A circle of one node is `[a]`.
pub(super) fn circles(graph: &Graph) -> Vec<Vec<String>> {
    let mut marks: BTreeMap<&str, Mark> = BTreeMap::new();
    let mut found = Vec::new();
    for start in graph.keys() {
        if marks.contains_key(start.as_str()) {
            continue;
        }
        // Own stack: a chain of definitions may be as long as the model.
        let mut path: Vec<(&str, usize)> = vec![(start, 0)];
        marks.insert(start, Mark::Open);
        while let Some((node, next)) = path.last_mut() {
            let Some(child) = graph.get(*node).and_then(|c| c.get(*next)) else {
                marks.insert(node, Mark::Done);
                path.pop();
                continue;
            };
            *next += 1;
            match marks.get(child.as_str()) {
                Some(Mark::Open) => {
                    let from = path.iter().position(|(n, _)| n == child).unwrap_or(0);
                    found.push(path.iter().skip(from).map(|(n, _)| (*n).to_string()).collect());
                }
                Some(Mark::Done) => {}
                None => {
                    marks.insert(child, Mark::Open);
                    path.push((child, 0));
                }
            }
        }
    }
    distinct(found)
}

/// Of circles through the same nodes, or through a node that an earlier one has, the first.
fn distinct(found: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut kept = Vec::new();
    for circle in found {
        if circle.iter().all(|node| !taken.contains(node)) {
            taken.extend(circle.iter().cloned());
            kept.push(circle);
        }
    }
    kept
}

/// `a -> b -> a`.
pub(super) fn join(circle: &[String]) -> String {
    let closing = circle.first().map(String::as_str);
    circle.iter().map(String::as_str).chain(closing).collect::<Vec<_>>().join(" -> ")
}
