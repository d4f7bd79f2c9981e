//! Every formula of a network, with what it is there for.

use crate::network::RuleKind;
use crate::{Expr, Network, Sources, Span};

/// What a formula is there for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Role<'a> {
    /// Rate of the reaction.
    Rate,
    /// Stoichiometry of a species in the reaction.
    Stoichiometry(&'a str),
    /// Assignment rule of the owner.
    Assignment,
    /// Rate rule of the owner.
    RateRule,
    /// Algebraic rule; the owner is empty.
    Algebraic,
    /// Initial assignment of the owner.
    Initial,
    /// Trigger of the event.
    Trigger,
    /// Delay of the event.
    Delay,
    /// Priority of the event.
    Priority,
    /// What the event sets the target to.
    EventAssignment(&'a str),
    /// Body of the function, with the names of its arguments.
    Body(&'a [String]),
}

/// A formula and its place in the network.
#[derive(Debug, Clone, Copy)]
pub(super) struct Formula<'a> {
    pub(super) role: Role<'a>,
    /// Id of the reaction, event or function, or the target of the rule.
    pub(super) owner: &'a str,
    pub(super) expr: &'a Expr,
    /// Place of the whole item.
    pub(super) at: Option<Span>,
}

impl Formula<'_> {
    /// Such as "the rate of reaction `R1`".
    pub(super) fn describe(&self) -> String {
        let owner = self.owner;
        match self.role {
            Role::Rate => format!("the rate of reaction `{owner}`"),
            Role::Stoichiometry(s) => format!("the stoichiometry of `{s}` in reaction `{owner}`"),
            Role::Assignment => format!("the assignment rule of `{owner}`"),
            Role::RateRule => format!("the rate rule of `{owner}`"),
            Role::Algebraic => "an algebraic rule".into(),
            Role::Initial => format!("the initial assignment of `{owner}`"),
            Role::Trigger => format!("the trigger of event `{owner}`"),
            Role::Delay => format!("the delay of event `{owner}`"),
            Role::Priority => format!("the priority of event `{owner}`"),
            Role::EventAssignment(target) => format!("the value of `{target}` in event `{owner}`"),
            Role::Body(_) => format!("function `{owner}`"),
        }
    }

    /// Place of `word` in the item.
    pub(super) fn place(&self, sources: &Sources, word: &str) -> Option<Span> {
        self.at.map(|at| sources.word_in(at, word))
    }

    /// Whether `name` is an argument of the function whose body this is.
    pub(super) fn binds(&self, name: &str) -> bool {
        matches!(self.role, Role::Body(args) if args.iter().any(|a| a == name))
    }

    /// Whether this is the body of a function.
    pub(super) fn is_body(&self) -> bool {
        matches!(self.role, Role::Body(_))
    }
}

/// Every formula of `network`, in the order of its lists.
pub(super) fn formulas(network: &Network) -> Vec<Formula<'_>> {
    let mut all = Vec::new();
    for f in &network.functions {
        all.push(Formula { role: Role::Body(&f.args), owner: &f.id, expr: &f.body, at: f.at });
    }
    for i in &network.initial_assignments {
        all.push(Formula { role: Role::Initial, owner: &i.target, expr: &i.value, at: i.at });
    }
    for r in &network.rules {
        let role = match r.kind {
            RuleKind::Assignment => Role::Assignment,
            RuleKind::Rate => Role::RateRule,
            RuleKind::Algebraic => Role::Algebraic,
        };
        all.push(Formula { role, owner: &r.target, expr: &r.value, at: r.at });
    }
    for r in &network.reactions {
        for s in r.reactants.iter().chain(&r.products) {
            let role = Role::Stoichiometry(&s.species);
            all.push(Formula { role, owner: &r.id, expr: &s.stoichiometry, at: r.at });
        }
        all.extend(r.rate.iter().map(|expr| Formula { role: Role::Rate, owner: &r.id, expr, at: r.at }));
    }
    for e in &network.events {
        let formula = |role, expr| Formula { role, owner: e.id.as_str(), expr, at: e.at };
        all.push(formula(Role::Trigger, &e.trigger));
        all.extend(e.delay.iter().map(|x| formula(Role::Delay, x)));
        all.extend(e.priority.iter().map(|x| formula(Role::Priority, x)));
        all.extend(e.assignments.iter().map(|(t, x)| formula(Role::EventAssignment(t), x)));
    }
    all
}
