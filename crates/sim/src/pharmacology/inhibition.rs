//! Slows what kinases catalyse: the rates of reactions, and parameters that state an activity.
//!
//! With `f` for the product of the free fractions of the kinases that list it, each to its exponent:
//! ```text
//! reaction r:   rate := f * rate
//! parameter P:  P    := P_base * f       P_base holds the number that P had
//! ```
//! Initial assignments read `P_base` where they read `P`, also through assignment rules and rates:
//! what a model derives at the start, such as a production rate that balances a loss, is what it is
//! without treatment.

use jakstat_model::algebraic::blocks;
use jakstat_model::diagnostic::nearest;
use jakstat_model::network::Kind;
use jakstat_model::{Diagnostic, Expr, Network, Op, Unit};

use super::codes;
use super::overlay::{Overlay, times};
use super::targets::{Target, Targets};
use super::untreated;

/// Where the number of a parameter is kept that follows a kinase under treatment.
pub(crate) fn base_id(parameter: &str) -> String {
    format!("{parameter}_base")
}

/// Multiplies everything that `targets` list by free fractions, which the overlay holds already.
/// Parameters are checked, and left as they are unless `treated`.
pub(super) fn inhibit(overlay: &mut Overlay, targets: &Targets, treated: bool) {
    let mut parameters: Vec<(&str, Vec<Expr>)> = Vec::new();
    for target in &targets.targets {
        for id in &target.reactions {
            slow(overlay, target, id);
        }
        for id in &target.parameters {
            match parameters.iter_mut().find(|(known, _)| known == id) {
                Some((_, factors)) => factors.push(factor(target)),
                None => {
                    if check_parameter(overlay, target, id) {
                        parameters.push((id, vec![factor(target)]));
                    }
                }
            }
        }
    }
    if !treated || parameters.is_empty() {
        return;
    }
    let ids: Vec<&str> = parameters.iter().map(|(id, _)| *id).collect();
    for id in untreated::rest_starts(&mut overlay.network, &ids) {
        let message = format!(
            "an initial assignment reads `{id}`, which an algebraic rule determines from an activity"
        );
        let help = format!("solve the rule for `{id}` by hand and write an assignment rule");
        overlay.problems.push(Diagnostic::error(&codes::NOT_AN_ACTIVITY, message).help(help));
    }
    for (id, factors) in parameters {
        overlay.modulate(id, &base_id(id), factors);
    }
}

/// The free fraction of a target's kinase to its exponent.
fn factor(target: &Target) -> Expr {
    let free = Expr::id(target.free_id());
    match target.exponent {
        1.0 => free,
        exponent => Expr::binary(Op::Pow, free, Expr::Num(exponent)),
    }
}

/// Multiplies the rate of one reaction.
fn slow(overlay: &mut Overlay, target: &Target, id: &str) {
    let kinase = &target.kinase;
    match overlay.network.reactions.iter_mut().find(|r| r.id == id) {
        Some(reaction) if reaction.fast => {
            let message =
                format!("reaction `{id}`, a target of `{kinase}`, is fast: slowing it changes nothing");
            let problem = Diagnostic::error(&codes::NO_SPEED, message).at(target.at);
            overlay.problems.push(problem.help("give it a finite rate, or take it out of the targets"));
        }
        Some(reaction) if reaction.rate.is_some() => {
            let rate = reaction.rate.take();
            reaction.rate = rate.map(|rate| times(vec![factor(target), rate]));
        }
        Some(_) => {
            let message = format!("reaction `{id}`, a target of `{kinase}`, has no rate");
            let problem = Diagnostic::error(&codes::NO_RATE, message).at(target.at);
            overlay.problems.push(problem.help("give it a rate, or take it out of the targets"));
        }
        None => {
            let near = nearest(id, overlay.network.reactions.iter().map(|r| r.id.as_str()));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "the ids of reactions are their labels in the model's text".to_owned(),
            };
            let message = format!("the model has no reaction `{id}`, which the targets list for `{kinase}`");
            let problem = Diagnostic::error(&codes::UNKNOWN_REACTION, message).at(target.at);
            overlay.problems.push(problem.help(help));
        }
    }
}

/// Whether a parameter can follow a kinase; reports why not.
fn check_parameter(overlay: &mut Overlay, target: &Target, id: &str) -> bool {
    let (network, kinase) = (&overlay.network, &target.kinase);
    let problem = match network.kind(id) {
        Some(Kind::Parameter(_)) => match obstacle(network, id) {
            None => return true,
            Some((reason, help)) => {
                let message = format!("parameter `{id}`, a target of `{kinase}`, {reason}");
                Diagnostic::error(&codes::NOT_AN_ACTIVITY, message).help(help)
            }
        },
        Some(_) => {
            let message = format!("`{id}`, a target of `{kinase}`, is no parameter of the model");
            let help = "list reactions under `reactions`; species and compartments follow no kinase";
            Diagnostic::error(&codes::UNKNOWN_PARAMETER, message).help(help)
        }
        None => {
            let message = format!("the model has no parameter `{id}`, which the targets list for `{kinase}`");
            let help = match nearest(id, network.parameters.iter().map(|p| p.id.as_str())) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "add it to the model, such as `K1_activity = 1`, and use it in formulas".to_owned(),
            };
            Diagnostic::error(&codes::UNKNOWN_PARAMETER, message).help(help)
        }
    };
    overlay.problems.push(problem.at(target.at));
    false
}

/// Why a parameter cannot follow a kinase, and what to do about it.
fn obstacle(network: &Network, id: &str) -> Option<(String, &'static str)> {
    if let Some(unit) = network.unit_of(id).filter(|u| !u.same_as(&Unit::DIMENSIONLESS)) {
        let help = "an activity is a pure number, 1 without treatment; multiply the rate constant by it";
        return Some((format!("is in `{unit}` and not a pure number"), help));
    }
    let determined = blocks(network).unwrap_or_default();
    if network.rule(id).is_some() || determined.iter().any(|b| b.determines.iter().any(|d| d == id)) {
        let help = "list a parameter that the rule reads, or make the rule's result a parameter times it";
        return Some(("is set by a rule".into(), help));
    }
    let event = network.events.iter().find(|e| e.assignments.iter().any(|(t, _)| t == id))?;
    Some((
        format!("is set by the event `{}`", event.id),
        "list another parameter, and let the event set something that is multiplied with it",
    ))
}
