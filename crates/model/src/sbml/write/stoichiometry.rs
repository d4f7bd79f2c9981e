//! Stoichiometries that are no plain numbers, as species references with an id.
//!
//! A parameter that is one stoichiometry and nothing but a number elsewhere becomes the species
//! reference's own id, which is what the reader makes parameters of. Any other formula becomes an
//! assignment rule for a species reference with an id of its own.

use std::collections::{BTreeMap, BTreeSet};

use crate::network::{Parameter, Reaction};
use crate::written::{self, formulas, free_id};
use crate::{Expr, Network, Op};

/// Reaction, whether among its reactants, position.
pub(super) type Place = (usize, bool, usize);

/// How a stoichiometry is written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Reference {
    Number(f64),
    /// The parameter with this id.
    Parameter(String),
    /// A formula, under this new id.
    Formula(String, Expr),
}

/// All stoichiometries of a network, as they are written.
#[derive(Debug)]
pub(super) struct References {
    all: BTreeMap<Place, Reference>,
    parameters: BTreeSet<String>,
}

impl References {
    /// Decides on every stoichiometry of the network.
    pub fn of(network: &Network) -> Self {
        let uses = Uses::of(network);
        let mut taken = written::ids(network);
        taken.insert(network.id.clone());
        let mut this = Self { all: BTreeMap::new(), parameters: BTreeSet::new() };
        for (r, reaction) in network.reactions.iter().enumerate() {
            for (place, species, value) in places(r, reaction) {
                let reference = match value {
                    Expr::Id(id) if uses.may_be_reference(network, id) => {
                        this.parameters.insert(id.clone());
                        Reference::Parameter(id.clone())
                    }
                    value => match literal(value) {
                        Some(number) => Reference::Number(number),
                        None => {
                            let wish = format!("{}__{species}", reaction.id);
                            let id = free_id(&wish, |id| taken.contains(id));
                            taken.insert(id.clone());
                            Reference::Formula(id, value.clone())
                        }
                    },
                };
                this.all.insert(place, reference);
            }
        }
        this
    }

    /// How the stoichiometry at a place is written.
    pub fn get(&self, place: Place) -> Option<&Reference> {
        self.all.get(&place)
    }

    /// Whether the parameter `id` is written as a species reference.
    pub fn holds(&self, id: &str) -> bool {
        self.parameters.contains(id)
    }

    /// Rules for species references.
    pub fn rules(&self) -> impl Iterator<Item = (String, Expr)> {
        self.all.values().filter_map(|reference| match reference {
            Reference::Formula(id, value) => Some((id.clone(), value.clone())),
            _ => None,
        })
    }
}

fn places(r: usize, reaction: &Reaction) -> Vec<(Place, &str, &Expr)> {
    let sides = [(true, &reaction.reactants), (false, &reaction.products)];
    let all = sides.into_iter().flat_map(|(is_left, side)| {
        let each = side.iter().enumerate();
        each.map(move |(i, s)| ((r, is_left, i), s.species.as_str(), &s.stoichiometry))
    });
    all.collect()
}

/// A number, possibly with a sign before it.
fn literal(value: &Expr) -> Option<f64> {
    match value {
        Expr::Num(x) => Some(*x),
        Expr::Op(Op::Neg, args) => match &args[..] {
            [Expr::Num(x)] => Some(-x),
            _ => None,
        },
        _ => None,
    }
}

/// How often each id is used.
struct Uses<'n> {
    /// In formulas and as a target, stoichiometries included.
    all: BTreeMap<&'n str, usize>,
    /// As a whole stoichiometry.
    stoichiometries: BTreeMap<&'n str, usize>,
    factors: BTreeSet<&'n str>,
}

impl<'n> Uses<'n> {
    fn of(network: &'n Network) -> Self {
        let mut all: BTreeMap<&str, usize> = BTreeMap::new();
        for id in formulas(network).flat_map(Expr::ids).chain(targets(network)) {
            *all.entry(id).or_default() += 1;
        }
        let mut stoichiometries: BTreeMap<&str, usize> = BTreeMap::new();
        for (r, reaction) in network.reactions.iter().enumerate() {
            for (_, _, value) in places(r, reaction) {
                if let Expr::Id(id) = value {
                    *stoichiometries.entry(id).or_default() += 1;
                }
            }
        }
        let factors = network.species.iter().filter_map(|s| s.conversion_factor.as_deref());
        let factors = factors.chain(network.conversion_factor.as_deref()).collect();
        Self { all, stoichiometries, factors }
    }

    /// Whether the parameter `id` can be one species reference and nothing is lost.
    fn may_be_reference(&self, network: &Network, id: &str) -> bool {
        let is_plain = |p: &Parameter| p.id == id && p.unit.is_none();
        network.parameters.iter().any(is_plain)
            && self.stoichiometries.get(id) == Some(&1)
            && self.all.get(id).is_some_and(|n| *n > 1)
            && !self.factors.contains(id)
    }
}

/// Everything that initial assignments, rules and events set.
fn targets(network: &Network) -> impl Iterator<Item = &str> {
    let initial = network.initial_assignments.iter().map(|a| a.target.as_str());
    let rules = network.rules.iter().map(|r| r.target.as_str());
    let events = network.events.iter().flat_map(|e| e.assignments.iter().map(|(t, _)| t.as_str()));
    initial.chain(rules).chain(events)
}
