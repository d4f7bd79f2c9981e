//! What a formula reads, through other formulas.

use std::collections::{BTreeMap, BTreeSet};

use crate::network::{Kind, RuleKind};
use crate::{Expr, Network, Op};

/// A network with what its formulas read looked up.
pub(super) struct Reads<'n> {
    network: &'n Network,
    kinds: BTreeMap<&'n str, Kind>,
    /// Species that reactions change, with these reactions.
    changed_by: BTreeMap<&'n str, Vec<&'n str>>,
    /// Assignment and rate rules.
    rules: BTreeMap<&'n str, (RuleKind, &'n Expr)>,
}

impl<'n> Reads<'n> {
    pub fn new(network: &'n Network) -> Self {
        let mut changed_by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for reaction in network.reactions.iter().filter(|r| r.rate.is_some()) {
            for reference in reaction.reactants.iter().chain(&reaction.products) {
                changed_by.entry(&reference.species).or_default().push(&reaction.id);
            }
        }
        let rules = network.rules.iter().filter(|r| r.kind != RuleKind::Algebraic);
        let rules = rules.map(|r| (r.target.as_str(), (r.kind, &r.value))).collect();
        Self { network, kinds: network.kinds(), changed_by, rules }
    }

    /// What `id` stands for.
    pub fn kind(&self, id: &str) -> Option<Kind> {
        self.kinds.get(id).copied()
    }

    /// Whether reactions with a rate name the species as reactant or product.
    pub fn reacts(&self, id: &str) -> bool {
        self.changed_by.contains_key(id)
    }

    /// Ids that a formula reads: its own and those in the assignment rules and rates of these.
    pub fn formulas(&self, formula: &'n Expr) -> BTreeSet<&'n str> {
        self.closure(formula, false)
    }

    /// [`Reads::formulas`], with the compartments of species that are read as concentrations.
    pub fn all(&self, formula: &'n Expr) -> BTreeSet<&'n str> {
        self.closure(formula, true)
    }

    fn closure(&self, formula: &'n Expr, sizes: bool) -> BTreeSet<&'n str> {
        let mut seen = BTreeSet::new();
        let mut open = Vec::new();
        self.direct(formula, &mut open);
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            if let Some((RuleKind::Assignment, formula)) = self.rules.get(id) {
                self.direct(formula, &mut open);
            }
            match self.kind(id) {
                Some(Kind::Reaction(i)) => {
                    let rate = self.network.reactions.get(i).and_then(|r| r.rate.as_ref());
                    rate.into_iter().for_each(|rate| self.direct(rate, &mut open));
                }
                Some(Kind::Species(i)) if sizes => {
                    let species = self.network.species.get(i).filter(|s| !s.substance_only);
                    open.extend(species.map(|s| s.compartment.as_str()));
                }
                _ => {}
            }
        }
        seen
    }

    /// What the formula itself reads; of a rate of change what that is computed from.
    fn direct(&self, formula: &'n Expr, out: &mut Vec<&'n str>) {
        match formula {
            Expr::Id(id) => out.push(id),
            Expr::Op(Op::RateOf, args) => {
                for id in args.iter().flat_map(Expr::ids) {
                    match self.rules.get(id) {
                        Some((RuleKind::Rate, slope)) => self.direct(slope, out),
                        _ => out.extend(self.changed_by.get(id).into_iter().flatten()),
                    }
                }
            }
            other => other.children().iter().for_each(|child| self.direct(child, out)),
        }
    }
}
