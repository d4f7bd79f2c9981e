//! What the checks share: the network with its names looked up.

use std::collections::{BTreeMap, BTreeSet};

use super::formula::{Formula, formulas};
use crate::algebraic::{Block, Conflict, blocks};
use crate::diagnostic::nearest;
use crate::network::{Initial, Kind, Rule, RuleKind, Species};
use crate::{Network, Sources, Span};

/// How many names a message lists at most.
const LISTED: usize = 8;

/// A network with its names looked up.
pub(super) struct Model<'a> {
    pub(super) network: &'a Network,
    pub(super) sources: &'a Sources,
    pub(super) kinds: BTreeMap<&'a str, Kind>,
    pub(super) formulas: Vec<Formula<'a>>,
    rules: BTreeMap<&'a str, &'a Rule>,
    initial: BTreeSet<&'a str>,
    /// What the algebraic rules determine, or why that cannot be told.
    pub(super) algebraic: Result<Vec<Block>, Vec<Conflict>>,
}

impl<'a> Model<'a> {
    pub(super) fn new(network: &'a Network, sources: &'a Sources) -> Self {
        let mut rules = BTreeMap::new();
        for rule in network.rules.iter().filter(|r| r.kind != RuleKind::Algebraic) {
            rules.entry(rule.target.as_str()).or_insert(rule);
        }
        let initial = network.initial_assignments.iter().map(|i| i.target.as_str()).collect();
        let (kinds, formulas, algebraic) = (kinds(network), formulas(network), blocks(network));
        Self { network, sources, kinds, formulas, rules, initial, algebraic }
    }

    /// The (first) assignment or rate rule for `target`.
    pub(super) fn rule(&self, target: &str) -> Option<&'a Rule> {
        self.rules.get(target).copied()
    }

    /// Whether an assignment rule sets `id` at all times.
    pub(super) fn is_assigned(&self, id: &str) -> bool {
        self.rule(id).is_some_and(|r| r.kind == RuleKind::Assignment)
    }

    /// Whether an algebraic rule determines `id`.
    pub(super) fn is_determined(&self, id: &str) -> bool {
        self.algebraic.iter().flatten().any(|block| block.determines.iter().any(|d| d == id))
    }

    /// Whether a formula tells the value of `id` at the start.
    pub(super) fn is_computed_at_start(&self, id: &str) -> bool {
        self.is_assigned(id) || self.initial.contains(id) || self.is_determined(id)
    }

    /// Whether `id` has a value at the start.
    pub(super) fn has_value(&self, id: &str) -> bool {
        let network = self.network;
        let number = match self.kinds.get(id) {
            Some(Kind::Compartment(i)) => network.compartments.get(*i).is_some_and(|c| c.size.is_some()),
            Some(Kind::Species(i)) => network.species.get(*i).is_some_and(|s| s.initial != Initial::Unset),
            Some(Kind::Parameter(i)) => network.parameters.get(*i).is_some_and(|p| p.value.is_some()),
            Some(Kind::Reaction(i)) => network.reactions.get(*i).is_some_and(|r| r.rate.is_some()),
            None => false,
        };
        number || self.is_computed_at_start(id)
    }

    /// The species with this id.
    pub(super) fn species(&self, id: &str) -> Option<&'a Species> {
        match self.kinds.get(id) {
            Some(Kind::Species(i)) => self.network.species.get(*i),
            _ => None,
        }
    }

    /// Place of `word` in an item.
    pub(super) fn place(&self, at: Option<Span>, word: &str) -> Option<Span> {
        at.map(|at| self.sources.word_in(at, word))
    }

    /// What `id` is, with an article, such as "a species".
    pub(super) fn noun(&self, id: &str) -> Option<&'static str> {
        Some(match self.kinds.get(id) {
            Some(Kind::Compartment(_)) => "a compartment",
            Some(Kind::Species(_)) => "a species",
            Some(Kind::Parameter(_)) => "a parameter",
            Some(Kind::Reaction(_)) => "a reaction",
            None if self.network.function(id).is_some() => "a function",
            None if self.network.events.iter().any(|e| e.id == id) => "an event",
            None => return None,
        })
    }
}

/// [`Network::kinds`], but with the first meaning of an id that has two, to report no more than that.
fn kinds(network: &Network) -> BTreeMap<&str, Kind> {
    let mut kinds = BTreeMap::new();
    let reactions = network.reactions.iter().enumerate().map(|(i, r)| (r.id.as_str(), Kind::Reaction(i)));
    let compartments = network.compartments.iter().enumerate();
    let compartments = compartments.map(|(i, c)| (c.id.as_str(), Kind::Compartment(i)));
    let parameters = network.parameters.iter().enumerate().map(|(i, p)| (p.id.as_str(), Kind::Parameter(i)));
    let species = network.species.iter().enumerate().map(|(i, s)| (s.id.as_str(), Kind::Species(i)));
    for (id, kind) in species.chain(parameters).chain(compartments).chain(reactions) {
        kinds.entry(id).or_insert(kind);
    }
    kinds
}

/// The name most likely meant by `name`: [`nearest`], first among those with the same first letter.
/// In names as short as `k2` another first letter makes another name.
pub(super) fn near<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let first = |s: &str| s.chars().next().map(|c| c.to_ascii_lowercase());
    let alike = known.iter().copied().filter(|k| first(k) == first(name));
    let is_short = name.chars().count() <= 3;
    nearest(name, alike).or_else(|| nearest(name, known.iter().copied().filter(|_| !is_short)))
}

/// "did you mean", or the list of names where it is short.
pub(super) fn suggest<'a>(name: &str, what: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let known: Vec<&str> = known.collect();
    if let Some(near) = near(name, &known) {
        return Some(format!("did you mean `{near}`?"));
    }
    (1..=LISTED).contains(&known.len()).then(|| format!("{what}: `{}`", known.join("`, `")))
}
