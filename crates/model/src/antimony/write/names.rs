//! What Antimony cannot say: ids, texts, conversion factors, areas, fast reactions, formulas that are too
//! deep.

use super::{codes, is_word};
use crate::antimony::builtin;
use crate::antimony::cursor::is_reserved;
use crate::antimony::formula::DEEPEST;
use crate::written;
use crate::{Diagnostic, Expr, Network};

/// Everything of the network that has no words in Antimony, texts and formulas aside.
pub(super) fn problems(network: &Network) -> Vec<Diagnostic> {
    let mut ids = written::ids(network);
    ids.extend(network.functions.iter().flat_map(|f| f.args.iter().cloned()));
    if !network.id.is_empty() {
        ids.insert(network.id.clone());
    }
    let bad = |id: &String| !is_word(id) || is_reserved(id) || builtin::is_function(id);
    let mut out: Vec<Diagnostic> = ids.into_iter().filter(bad).map(|id| reserved(&id)).collect();
    let volumes = network.compartments.iter().filter(|c| c.dimensions != 3.0);
    out.extend(volumes.map(|c| {
        let message = format!("compartment `{}` has {} dimensions", c.id, c.dimensions);
        Diagnostic::error(&codes::DIMENSIONS, message).help("write SBML")
    }));
    let own = network.species.iter().filter_map(|s| Some((s.id.as_str(), s.conversion_factor.as_deref()?)));
    let whole = network.conversion_factor.as_deref().map(|factor| ("the model", factor));
    out.extend(whole.into_iter().chain(own).map(|(what, factor)| {
        let message = format!("{what} has the conversion factor `{factor}`");
        Diagnostic::error(&codes::CONVERSION, message).help("write SBML")
    }));
    out.extend(network.reactions.iter().filter(|r| r.fast).map(|r| {
        let message = format!("reaction `{}` is fast", r.id);
        Diagnostic::error(&codes::FAST, message).help("give it large rate constants in place of that")
    }));
    out
}

fn reserved(id: &str) -> Diagnostic {
    let message = format!("`{id}` cannot be an id in Antimony");
    Diagnostic::error(&codes::RESERVED, message).help(format!("rename it, for example to `{id}_`"))
}

/// Reports a formula that is nested deeper than the reader follows.
pub(super) fn check_depth(formula: &Expr, problems: &mut Vec<Diagnostic>) {
    // The reader counts a level for an operation and one for the parentheses around it.
    if 2 * depth(formula) >= DEEPEST {
        let message = format!("a formula is nested {} levels deep", depth(formula));
        let problem = Diagnostic::error(&codes::TOO_DEEP, message);
        problems.push(problem.help("give a part of it a name by an assignment rule"));
    }
}

fn depth(formula: &Expr) -> usize {
    1 + formula.children().iter().map(depth).max().unwrap_or(0)
}

/// The text between quotation marks, or between backticks where it has such marks or line breaks.
pub(super) fn quoted(text: &str) -> Result<String, Box<Diagnostic>> {
    if !text.contains(['"', '\n', '\r']) {
        return Ok(format!("\"{text}\""));
    }
    if !text.contains("```") && !text.ends_with('`') {
        return Ok(format!("```{text}```"));
    }
    let message = format!("Antimony has no quotation marks for the text {text:?}");
    Err(Box::new(Diagnostic::error(&codes::TEXT, message).help("remove the backticks from it")))
}
