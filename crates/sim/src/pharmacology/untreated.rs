//! Initial assignments as they are without treatment.

use std::collections::BTreeMap;

use jakstat_model::network::RuleKind;
use jakstat_model::{Expr, Network};

use super::inhibition::base_id;

/// Makes initial assignments read the numbers that the parameters `ids` have without treatment.
///
/// What reads them through assignment rules or rates of reactions is written out, so that the rules
/// themselves can follow the treatment.
pub(super) fn rest_starts(network: &mut Network, ids: &[&str]) {
    let mut at_rest = AtRest { network, ids, known: BTreeMap::new() };
    let starts = &network.initial_assignments;
    let values: Vec<Expr> = starts.iter().map(|start| at_rest.formula(&start.value)).collect();
    for (start, value) in network.initial_assignments.iter_mut().zip(values) {
        start.value = value;
    }
}

/// Formulas without treatment.
struct AtRest<'a> {
    network: &'a Network,
    ids: &'a [&'a str],
    /// For each id that was met what stands for it, where that is something else.
    known: BTreeMap<String, Option<Expr>>,
}

impl AtRest<'_> {
    fn formula(&mut self, formula: &Expr) -> Expr {
        formula.replace(&mut |part| match part {
            Expr::Id(id) => self.id(id),
            _ => None,
        })
    }

    fn id(&mut self, id: &str) -> Option<Expr> {
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
