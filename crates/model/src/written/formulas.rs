//! All formulas of a network.

use crate::{Expr, Network};

/// Every formula of a network, function bodies included.
pub(crate) fn formulas(network: &Network) -> impl Iterator<Item = &Expr> {
    let functions = network.functions.iter().map(|f| &f.body);
    let initial = network.initial_assignments.iter().map(|a| &a.value);
    let rules = network.rules.iter().map(|r| &r.value);
    let rates = network.reactions.iter().filter_map(|r| r.rate.as_ref());
    let sides = network.reactions.iter().flat_map(|r| r.reactants.iter().chain(&r.products));
    let stoichiometries = sides.map(|s| &s.stoichiometry);
    let events = network.events.iter().flat_map(|e| {
        let options = e.delay.iter().chain(&e.priority);
        std::iter::once(&e.trigger).chain(options).chain(e.assignments.iter().map(|(_, value)| value))
    });
    functions.chain(initial).chain(rules).chain(rates).chain(stoichiometries).chain(events)
}
