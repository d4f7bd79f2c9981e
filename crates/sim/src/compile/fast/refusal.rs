//! What cannot be had of fast reactions.

use jakstat_model::network::Reaction;
use jakstat_model::{Diagnostic, Network};

use super::super::{Request, codes};

/// What a request cannot have.
pub(in super::super) fn problems(network: &Network, request: &Request) -> Vec<Diagnostic> {
    let Some(reaction) = network.reactions.iter().find(|r| r.fast) else { return Vec::new() };
    if request.sensitivities.is_empty() {
        return Vec::new();
    }
    let message = format!(
        "sensitivities cannot be computed: the fast reaction `{}` is in equilibrium at all times",
        reaction.id
    );
    let help = "compare two runs with slightly different values instead";
    vec![Diagnostic::error(&codes::NO_SENSITIVITY, message).at(reaction.at).help(help)]
}

/// The rate of a fast reaction is read.
pub(in super::super) fn rate_read(network: &Network, id: &str) -> Diagnostic {
    let at = network.reactions.iter().find(|r| r.id == id).and_then(|r| r.at);
    let message = format!("the rate of the fast reaction `{id}` cannot be read: it has no finite speed");
    Diagnostic::error(&codes::FAST, message).at(at).help("read the species that it changes")
}

/// The derivative of what fast reactions change is read.
pub(in super::super) fn derivative_read(id: &str) -> Diagnostic {
    let message = format!("`rateOf({id})` cannot be computed: fast reactions change `{id}`");
    Diagnostic::error(&codes::RATE_OF, message)
        .help("it is supported for what no fast reaction changes in a compartment of fixed size")
}

/// A stoichiometry that follows time or states.
pub(super) fn varying(reaction: &Reaction, species: &str) -> Diagnostic {
    let message =
        format!("the stoichiometry of `{species}` in the fast reaction `{}` changes with time", reaction.id);
    Diagnostic::error(&codes::FAST, message)
        .at(reaction.at)
        .help("make it a number, or a parameter that at most events set")
}

/// A rule changes what fast reactions change.
pub(super) fn has_rule(network: &Network, species: &str) -> Diagnostic {
    let at = network.rule(species).and_then(|r| r.at);
    let message = format!("a rule and a fast reaction change `{species}`");
    Diagnostic::error(&codes::FAST, message).at(at).help(format!("make `{species}` a boundary species"))
}

/// An equilibrium reads the past.
pub(super) fn looks_back(species: &str, lag: &str) -> Diagnostic {
    let message = format!("the rate of a fast reaction that changes `{species}` reads `{lag}`");
    Diagnostic::error(&codes::FAST, message)
        .help("set `fast=\"false\"` and give the reaction large rate constants")
}

/// There is no equilibrium without a rate.
pub(super) fn no_rate(reaction: &Reaction) -> Diagnostic {
    let message = format!("the fast reaction `{}` has no rate", reaction.id);
    Diagnostic::error(&codes::FAST, message)
        .at(reaction.at)
        .help("give it one that is 0 in equilibrium, such as `k1*A - k2*B`")
}
