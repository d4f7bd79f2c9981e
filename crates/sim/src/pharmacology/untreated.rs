//! Initial assignments as they are without treatment.

use std::collections::{BTreeMap, BTreeSet};

use jakstat_model::algebraic::blocks;
use jakstat_model::network::RuleKind;
use jakstat_model::{Expr, Network};

use super::inhibition::base_id;

/// Makes initial assignments read the numbers that the parameters `ids` have without treatment.
///
/// What reads them through assignment rules or rates of reactions is written out, so that the rules
/// themselves can follow the treatment. What algebraic rules determine cannot be written out: gives
/// the values of these that initial assignments read though they follow the treatment.
pub(super) fn rest_starts(network: &mut Network, ids: &[&str]) -> BTreeSet<String> {
    let (known, follows) = (BTreeMap::new(), BTreeSet::new());
    let mut at_rest = AtRest { network, ids, known, follows, met: BTreeSet::new() };
    at_rest.find_following();
    let starts = &network.initial_assignments;
    let values: Vec<Expr> = starts.iter().map(|start| at_rest.formula(&start.value)).collect();
    let met = at_rest.met;
    for (start, value) in network.initial_assignments.iter_mut().zip(values) {
        start.value = value;
    }
    met
}

/// Formulas without treatment.
struct AtRest<'a> {
    network: &'a Network,
    ids: &'a [&'a str],
    /// For each id that was met what stands for it, where that is something else.
    known: BTreeMap<String, Option<Expr>>,
    /// Values that algebraic rules determine and that follow the treatment, and which of them were met.
    follows: BTreeSet<String>,
    met: BTreeSet<String>,
}

impl AtRest<'_> {
    /// Notes what algebraic rules determine from the treated parameters.
    fn find_following(&mut self) {
        // A network for which that cannot be told is refused when it is compiled.
        let network = self.network;
        for block in blocks(network).unwrap_or_default() {
            let mut rules = block.rules.iter().filter_map(|rule| network.rules.get(*rule));
            let changed = rules.any(|rule| self.formula(&rule.value) != rule.value);
            if changed || !self.met.is_empty() {
                self.follows.extend(block.determines);
            }
            self.met.clear();
            self.known.clear();
        }
    }

    fn formula(&mut self, formula: &Expr) -> Expr {
        formula.replace(&mut |part| match part {
            Expr::Id(id) => self.id(id),
            _ => None,
        })
    }

    fn id(&mut self, id: &str) -> Option<Expr> {
        if self.follows.contains(id) {
            self.met.insert(id.to_owned());
            return None;
        }
        if self.ids.contains(&id) {
            return Some(Expr::id(base_id(id)));
        }
        if let Some(known) = self.known.get(id) {
            return known.clone();
        }
        // Also ends a circle of rules, which compiling reports.
        self.known.insert(id.to_owned(), None);
        let own = self.definition(id)?.clone();
        let rest = self.formula(&own);
        let answer = (rest != own).then_some(rest);
        self.known.insert(id.to_owned(), answer.clone());
        answer
    }

    /// The formula that gives `id` its value at all times.
    fn definition(&self, id: &str) -> Option<&Expr> {
        let rule = self.network.rule(id).filter(|rule| rule.kind == RuleKind::Assignment);
        let rate = || self.network.reactions.iter().find(|r| r.id == id).and_then(|r| r.rate.as_ref());
        rule.map(|rule| &rule.value).or_else(rate)
    }
}
