//! Stoichiometries as numbers and names: Antimony has no other.

use std::collections::BTreeSet;

use crate::network::{Parameter, Rule, RuleKind};
use crate::written::{self, free_id};
use crate::{Expr, Network};

/// The network with a parameter in place of every stoichiometry that is neither a number without
/// sign nor an id.
pub(super) fn named(network: &Network) -> Network {
    let mut named = network.clone();
    let mut taken: BTreeSet<String> = written::ids(network);
    for reaction in &mut named.reactions {
        for reference in reaction.reactants.iter_mut().chain(&mut reaction.products) {
            let is_plain = match &reference.stoichiometry {
                Expr::Num(x) => x.is_finite() && x.is_sign_positive(),
                Expr::Id(_) => true,
                _ => false,
            };
            if is_plain {
                continue;
            }
            let wish = format!("{}__{}", reaction.id, reference.species);
            let id = free_id(&wish, |id| taken.contains(id));
            taken.insert(id.clone());
            let value = std::mem::replace(&mut reference.stoichiometry, Expr::id(&id));
            named.parameters.push(Parameter {
                id: id.clone(),
                name: None,
                value: None,
                unit: None,
                constant: false,
                at: None,
            });
            named.rules.push(Rule { kind: RuleKind::Assignment, target: id, value, at: None });
        }
    }
    named
}
