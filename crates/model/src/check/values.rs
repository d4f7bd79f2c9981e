//! Whatever is used has a value at the start.

use std::collections::{BTreeMap, BTreeSet};

use super::codes::{NO_VALUE, UNUSED};
use super::formula::Role;
use super::model::{Model, near};
use crate::network::{Initial, RuleKind};
use crate::{Diagnostic, Expr, Span};

pub(super) fn problems(model: &Model<'_>) -> Vec<Diagnostic> {
    let used = used(model);
    let network = model.network;
    let compartments = network.compartments.iter().filter(|c| c.dimensions != 0.0);
    let compartments = compartments.map(|c| (c.id.as_str(), Item::Compartment, c.at));
    let species = network.species.iter().map(|s| (s.id.as_str(), Item::Species, s.at));
    let parameters = network.parameters.iter().map(|p| (p.id.as_str(), Item::Parameter, p.at));
    let mut seen = BTreeSet::new();
    let missing = compartments.chain(species).chain(parameters);
    let solved = in_algebraic_rules(model);
    let missing =
        missing.filter(|(id, _, _)| !model.has_value(id) && !solved.contains(id) && seen.insert(*id));
    let missing: Vec<_> = missing.collect();
    let others = (missing.len() <= GUESSED).then(|| Others::of(model));
    missing
        .iter()
        .map(|(id, item, at)| report(model, id, *item, *at, used.get(id), others.as_ref()))
        .collect()
}

/// Of so many names without value each may be misspelt; of more, hardly, and looking takes long.
const GUESSED: usize = 100;

/// What a name may be meant for.
struct Others<'a> {
    /// Names with a value.
    known: Vec<&'a str>,
    /// In how many formulas and reactions each name occurs.
    uses: BTreeMap<&'a str, usize>,
}

impl<'a> Others<'a> {
    fn of(model: &Model<'a>) -> Self {
        let known = model.kinds.keys().copied().filter(|id| model.has_value(id)).collect();
        let mut uses = BTreeMap::new();
        let formulas = model.formulas.iter().map(|f| f.expr.ids());
        let sides =
            model.network.reactions.iter().map(|r| {
                r.reactants.iter().chain(&r.products).map(|s| s.species.as_str()).collect::<Vec<_>>()
            });
        for ids in formulas.chain(sides) {
            for id in ids.into_iter().collect::<BTreeSet<_>>() {
                *uses.entry(id).or_default() += 1;
            }
        }
        Self { known, uses }
    }

    /// The name that was meant instead of `id`: what is named in several places is hardly misspelt.
    fn meant(&self, id: &str) -> Option<&'a str> {
        let once = self.uses.get(id).is_none_or(|uses| *uses < 2);
        if once { near(id, &self.known) } else { None }
    }
}

#[derive(Clone, Copy)]
enum Item {
    Compartment,
    Species,
    Parameter,
}

fn report(
    model: &Model<'_>,
    id: &str,
    item: Item,
    at: Option<Span>,
    used: Option<&Option<Span>>,
    others: Option<&Others<'_>>,
) -> Diagnostic {
    let place = |at: Option<Span>| model.place(at, id);
    let Some(user) = used else {
        let noun = match item {
            Item::Compartment => "compartment",
            Item::Species => "species",
            Item::Parameter => "parameter",
        };
        let message = format!("{noun} `{id}` has no value and is not used");
        return Diagnostic::warning(&UNUSED, message).at(place(at)).help("remove it, or give it a value");
    };
    let (message, example) = match item {
        Item::Compartment => (format!("compartment `{id}` is used but has no size"), format!("{id} = 1")),
        Item::Species => {
            (format!("species `{id}` is used but has no value at the start"), format!("{id} = 0"))
        }
        Item::Parameter => (format!("`{id}` is used but has no value"), format!("{id} = 1")),
    };
    let help = match others.and_then(|others| others.meant(id)) {
        Some(near) => format!("did you mean `{near}`? If not, give it a value, such as `{example}`"),
        None => format!("give it a value, such as `{example}`"),
    };
    Diagnostic::error(&NO_VALUE, message).at(place(at.or(*user))).help(help)
}

/// What algebraic rules may determine, where that cannot be told: it is said once, of the rules.
fn in_algebraic_rules<'a>(model: &Model<'a>) -> BTreeSet<&'a str> {
    if model.algebraic.is_ok() {
        return BTreeSet::new();
    }
    let algebraic = model.formulas.iter().filter(|f| f.role == Role::Algebraic);
    algebraic.flat_map(|f| f.expr.ids()).collect()
}

/// Everything whose value matters, with the place of its first use.
pub(super) fn used<'a>(model: &Model<'a>) -> BTreeMap<&'a str, Option<Span>> {
    let network = model.network;
    let mut used = BTreeMap::new();
    for formula in model.formulas.iter().filter(|f| !f.is_body()) {
        formula.expr.visit(&mut |part| {
            if let Expr::Id(id) = part {
                used.entry(id.as_str()).or_insert(formula.at);
            }
        });
    }
    for rule in network.rules.iter().filter(|r| r.kind == RuleKind::Rate) {
        used.entry(rule.target.as_str()).or_insert(rule.at);
    }
    for reaction in &network.reactions {
        for reference in reaction.reactants.iter().chain(&reaction.products) {
            // What reactions cannot change does not matter by taking part alone.
            if model.species(&reference.species).is_some_and(|s| !s.boundary && !s.constant) {
                used.entry(reference.species.as_str()).or_insert(reaction.at);
            }
        }
    }
    for species in &network.species {
        if !species.substance_only || matches!(species.initial, Initial::Concentration(_)) {
            used.entry(species.compartment.as_str()).or_insert(species.at);
        }
        if let Some(factor) = &species.conversion_factor {
            used.entry(factor.as_str()).or_insert(species.at);
        }
    }
    if let Some(factor) = &network.conversion_factor {
        used.entry(factor.as_str()).or_insert(None);
    }
    used
}
