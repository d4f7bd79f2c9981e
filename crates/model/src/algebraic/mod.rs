//! Which values the algebraic rules of a network determine.
//!
//! A rule `0 = formula` does not say what it is a rule for. As SBML has it (Level 3 Version 2, section
//! 4.11.5), it determines one of the values in its formula that nothing else does: not constant, no
//! rule of its own, no species that reactions change. With several rules this is a bipartite matching
//! of rules with such values.
//!
//! Where more values could be determined than there are rules, the ones that are least likely to be
//! given are taken: a value without number first, then others, then boundary species, then what events
//! set; of each kind what the formula names itself before what it reads through other rules. Where that
//! does not tell either, the network is refused.

mod matching;
mod reads;

use std::collections::BTreeSet;

use crate::Network;
use crate::network::{Initial, Kind, RuleKind};
use matching::{Candidate, Matching};
use reads::Reads;

/// Algebraic rules that must be solved together, and what they determine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Indices into [`Network::rules`].
    pub rules: Vec<usize>,
    /// For each of these rules one value: parameters, compartments and species, these as formulas read
    /// them.
    pub determines: Vec<String>,
}

/// Algebraic rules that do not determine each its own value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conflict {
    /// More rules than values that they could determine.
    Over {
        /// Indices into [`Network::rules`].
        rules: Vec<usize>,
        /// All values that they could determine.
        values: Vec<String>,
    },
    /// The rules could determine different values.
    Ambiguous {
        /// Indices into [`Network::rules`].
        rules: Vec<usize>,
        /// Values of which not all can be determined, and none is more likely than another.
        values: Vec<String>,
    },
}

/// What the algebraic rules determine, in an order in which each block reads only earlier ones.
///
/// # Errors
/// Every group of rules for which that cannot be told.
pub fn blocks(network: &Network) -> Result<Vec<Block>, Vec<Conflict>> {
    let rules: Vec<usize> = (0..network.rules.len())
        .filter(|i| network.rules.get(*i).is_some_and(|r| r.kind == RuleKind::Algebraic))
        .collect();
    if rules.is_empty() {
        return Ok(Vec::new());
    }
    let reads = Reads::new(network);
    let candidates = candidates(network, &reads, &rules);
    let matching = Matching::new(rules.len(), &candidates);
    let conflicts = matching.conflicts(&candidates, &rules);
    if !conflicts.is_empty() {
        return Err(conflicts);
    }
    let determined = matching.determined(&candidates);
    let needs: Vec<Vec<usize>> = rules
        .iter()
        .map(|rule| {
            let read = network.rules.get(*rule).map(|r| reads.all(&r.value)).unwrap_or_default();
            (0..rules.len()).filter(|other| read.contains(determined[*other])).collect()
        })
        .collect();
    let block = |members: Vec<usize>| Block {
        rules: members.iter().map(|m| rules[*m]).collect(),
        determines: members.iter().map(|m| determined[*m].to_owned()).collect(),
    };
    Ok(components(&needs).into_iter().map(block).collect())
}

/// Values that the rules could determine, each with the rules that read it.
fn candidates<'n>(network: &'n Network, reads: &Reads<'n>, rules: &[usize]) -> Vec<Candidate<'n>> {
    let formulas: Vec<_> = rules.iter().filter_map(|i| network.rules.get(*i)).map(|r| &r.value).collect();
    let named: BTreeSet<&str> = formulas.iter().flat_map(|f| f.ids()).collect();
    let read: Vec<BTreeSet<&str>> = formulas.iter().map(|f| reads.formulas(f)).collect();
    let set: BTreeSet<&str> =
        network.events.iter().flat_map(|e| &e.assignments).map(|(target, _)| target.as_str()).collect();
    let all: BTreeSet<&str> = read.iter().flatten().copied().collect();
    let mut found: Vec<Candidate<'n>> = Vec::new();
    for id in all.into_iter().filter(|id| is_free(network, reads, id)) {
        let rank = if set.contains(id) { 3 } else { rank(network, reads.kind(id), id) };
        let hidden = if named.contains(id) { 0 } else { 4 };
        let by = (0..read.len()).filter(|r| read[*r].contains(id)).collect();
        found.push(Candidate { id, rank: rank + hidden, rules: by });
    }
    found.sort_by_key(|c| (c.rank, c.id));
    found
}

/// Whether nothing but an algebraic rule (or an event) can give `id` another value.
fn is_free(network: &Network, reads: &Reads<'_>, id: &str) -> bool {
    if network.rule(id).is_some() {
        return false;
    }
    match reads.kind(id) {
        Some(Kind::Parameter(i)) => network.parameters.get(i).is_some_and(|p| !p.constant),
        Some(Kind::Compartment(i)) => {
            network.compartments.get(i).is_some_and(|c| !c.constant && c.dimensions != 0.0)
        }
        Some(Kind::Species(i)) => {
            network.species.get(i).is_some_and(|s| !s.constant && (s.boundary || !reads.reacts(id)))
        }
        Some(Kind::Reaction(_)) | None => false,
    }
}

/// The lower, the sooner it is determined.
fn rank(network: &Network, kind: Option<Kind>, id: &str) -> u8 {
    let (given, boundary) = match kind {
        Some(Kind::Parameter(i)) => (network.parameters.get(i).is_some_and(|p| p.value.is_some()), false),
        Some(Kind::Compartment(i)) => (network.compartments.get(i).is_some_and(|c| c.size.is_some()), false),
        Some(Kind::Species(i)) => {
            network.species.get(i).map_or((true, false), |s| (s.initial != Initial::Unset, s.boundary))
        }
        Some(Kind::Reaction(_)) | None => (true, false),
    };
    let given = given || network.initial_assignments.iter().any(|a| a.target == id);
    u8::from(given) + u8::from(given && boundary)
}

/// Groups of nodes that need each other, in an order in which each needs only earlier ones.
fn components(needs: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let reached: Vec<BTreeSet<usize>> = (0..needs.len())
        .map(|start| {
            let (mut seen, mut open) = (BTreeSet::from([start]), vec![start]);
            while let Some(node) = open.pop() {
                open.extend(needs[node].iter().copied().filter(|next| seen.insert(*next)));
            }
            seen
        })
        .collect();
    let mut order: Vec<usize> = (0..needs.len()).collect();
    // What needs another reaches all that the other reaches, and itself.
    order.sort_by_key(|node| reached[*node].len());
    let mut placed = BTreeSet::new();
    let mut groups = Vec::new();
    for node in order {
        if placed.contains(&node) {
            continue;
        }
        let group: Vec<usize> =
            reached[node].iter().copied().filter(|other| reached[*other].contains(&node)).collect();
        placed.extend(group.iter().copied());
        groups.push(group);
    }
    groups
}

#[cfg(test)]
mod tests;
