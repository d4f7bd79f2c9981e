//! Ids and texts that SBML cannot hold.

use super::codes;
use crate::sbml::attributes::is_sid;
use crate::written;
use crate::{Diagnostic, Network};

/// Every id that SBML cannot hold.
pub(super) fn problems(network: &Network) -> Vec<Diagnostic> {
    let mut ids = written::ids(network);
    ids.extend(network.functions.iter().flat_map(|f| f.args.iter().cloned()));
    if !network.id.is_empty() {
        ids.insert(network.id.clone());
    }
    let bad = ids.into_iter().filter(|id| !is_sid(id));
    bad.map(|id| {
        let help = "use letters, digits and `_`, not starting with a digit";
        Diagnostic::error(&codes::ID, format!("`{id}` cannot be an id in SBML")).help(help)
    })
    .collect()
}

/// Every reaction that is fast.
pub(super) fn fast(network: &Network) -> Vec<Diagnostic> {
    let problem = |id: &String| {
        let message = format!("reaction `{id}` is fast, and SBML Level 3 Version 2 has no fast reactions");
        Diagnostic::error(&codes::FAST, message).help("give it large rate constants in place of that")
    };
    network.reactions.iter().filter(|r| r.fast).map(|r| problem(&r.id)).collect()
}

/// The model's id; changed where something in the model has it, since SBML counts both alike.
pub(super) fn model_id(network: &Network) -> String {
    if network.id.is_empty() {
        return String::new();
    }
    let ids = written::ids(network);
    if ids.contains(&network.id) {
        written::free_id(&format!("{}_model", network.id), |id| ids.contains(id))
    } else {
        network.id.clone()
    }
}

/// Problems for texts with characters that XML cannot hold.
pub(super) fn unheld(texts: &[String]) -> Vec<Diagnostic> {
    let problem = |text: &String| {
        let message = format!("the text {text:?} holds a character that XML cannot");
        Diagnostic::error(&codes::CHARACTER, message).help("remove the control character")
    };
    texts.iter().map(problem).collect()
}
