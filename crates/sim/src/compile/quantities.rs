//! What each id of a network is while time runs.

use std::collections::{BTreeMap, BTreeSet};

use jakstat_model::network::{Initial, Kind, Rule, RuleKind};
use jakstat_model::{Expr, Network};

use super::Request;
use super::algebraic::{self, Block};

/// What gives an id its value while time runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Role {
    /// A parameter of the system, changed by stops and events at most.
    Param(usize),
    /// A state, in the terms that formulas mean.
    State(usize),
    /// A state that is the amount of a species that formulas read as a concentration.
    Amount(usize),
    /// An amount in a parameter, read as a concentration in a compartment that changes.
    ParamAmount(usize),
    /// The initial assignment to something that nothing changes.
    Fixed,
    /// An assignment rule.
    Rule,
    /// Algebraic rules: the number of their block.
    Solved(usize),
    /// A state, in the terms that formulas mean, whose algebraic rule is solved while time runs.
    Algebraic(usize),
    /// A reaction's rate.
    Rate,
}

/// Where the start value of an id comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Start {
    /// A parameter of the system, in the terms that formulas mean.
    Param(usize),
    /// A parameter of the system that holds an amount, for a species read as a concentration.
    ParamAmount(usize),
    /// A parameter of the system that holds a concentration, for a species read as an amount.
    ParamConcentration(usize),
    /// An initial assignment.
    Assigned,
    /// An assignment rule.
    Rule,
    /// Algebraic rules: the number of their block.
    Solved(usize),
    /// A rate.
    Rate,
}

/// What decides over start and role of an id beside its rules.
#[derive(Debug, Clone, Copy)]
struct Placing {
    /// Formulas read a concentration and the compartment's size changes.
    by_amount: bool,
    /// What the start value is, by the parameter that holds it.
    given: fn(usize) -> Start,
    /// Reactions change it.
    reacts: bool,
}

/// For what is no species.
const PLAIN: Placing = Placing { by_amount: false, given: Start::Param, reacts: false };

/// A network with the role of each id.
pub(super) struct Quantities<'n> {
    pub network: &'n Network,
    pub kinds: BTreeMap<&'n str, Kind>,
    pub roles: BTreeMap<&'n str, Role>,
    pub starts: BTreeMap<&'n str, Start>,
    /// Rules by target, initial assignments by target.
    pub rules: BTreeMap<&'n str, (RuleKind, &'n Expr)>,
    pub assigned: BTreeMap<&'n str, &'n Expr>,
    pub params: Vec<(String, f64)>,
    /// Parameters of the system that neither the model nor a run gives a value.
    pub missing: BTreeSet<u32>,
    pub states: Vec<&'n str>,
    /// Ids that events or stops change.
    pub jumps: BTreeSet<&'n str>,
    /// Algebraic rules, in an order in which each block needs earlier ones only.
    pub blocks: Vec<Block<'n>>,
    /// The block of each id that they determine.
    pub solved: BTreeMap<&'n str, usize>,
    /// Blocks that are solved while time runs.
    numeric: BTreeSet<usize>,
}

impl<'n> Quantities<'n> {
    /// The blocks whose numbers are in `numeric` are to be solved while time runs.
    pub fn new(
        network: &'n Network,
        request: &'n Request,
        blocks: Vec<Block<'n>>,
        numeric: BTreeSet<usize>,
    ) -> Self {
        let set: BTreeSet<&str> = request.set.iter().map(String::as_str).collect();
        let events = network.events.iter().flat_map(|e| e.assignments.iter().map(|(t, _)| t.as_str()));
        let stops = request.inputs.iter().chain(&request.dosed).map(String::as_str);
        let rules = network.rules.iter().filter(|r| r.kind != RuleKind::Algebraic);
        let assigned = network.initial_assignments.iter().filter(|a| !set.contains(a.target.as_str()));
        let mut this = Self {
            network,
            kinds: network.kinds(),
            roles: BTreeMap::new(),
            starts: BTreeMap::new(),
            rules: rules.map(|r| (r.target.as_str(), (r.kind, &r.value))).collect(),
            assigned: assigned.map(|a| (a.target.as_str(), &a.value)).collect(),
            params: Vec::new(),
            missing: BTreeSet::new(),
            states: Vec::new(),
            jumps: events.chain(stops).collect(),
            solved: algebraic::members(&blocks),
            blocks,
            numeric,
        };
        for compartment in &network.compartments {
            this.place(&compartment.id, compartment.size, PLAIN);
        }
        for parameter in &network.parameters {
            this.place(&parameter.id, parameter.value, PLAIN);
        }
        let reacting = reacting(network);
        for species in &network.species {
            let by_amount = !species.substance_only && this.size_changes(&species.compartment);
            // What a run gives is in the terms that formulas mean.
            let given: fn(usize) -> Start = match species.initial {
                _ if set.contains(species.id.as_str()) => Start::Param,
                Initial::Amount(_) if !species.substance_only => Start::ParamAmount,
                Initial::Concentration(_) if species.substance_only => Start::ParamConcentration,
                _ => Start::Param,
            };
            let value = match species.initial {
                Initial::Unset => None,
                Initial::Amount(x) | Initial::Concentration(x) => Some(x),
            };
            let reacts = reacting.contains(species.id.as_str());
            this.place(&species.id, value, Placing { by_amount, given, reacts });
        }
        let given = |slot: &u32| {
            let (id, _) = &this.params[*slot as usize];
            set.contains(id.as_str()) || request.inputs.contains(id)
        };
        let missing = this.missing.iter().copied().filter(|slot| !given(slot)).collect();
        this.missing = missing;
        for reaction in &network.reactions {
            this.roles.insert(&reaction.id, Role::Rate);
            this.starts.insert(&reaction.id, Start::Rate);
        }
        this
    }

    /// Gives an id its start and its role.
    fn place(&mut self, id: &'n str, value: Option<f64>, how: Placing) {
        if let Some((RuleKind::Assignment, _)) = self.rules.get(id) {
            self.roles.insert(id, Role::Rule);
            self.starts.insert(id, Start::Rule);
            return;
        }
        let block = self.solved.get(id).copied();
        if let Some(block) = block.filter(|b| !self.numeric.contains(b)) {
            self.roles.insert(id, Role::Solved(block));
            self.starts.insert(id, Start::Solved(block));
            return;
        }
        let start = if self.assigned.contains_key(id) {
            Start::Assigned
        } else {
            let slot = self.params.len();
            if value.is_none() {
                self.missing.insert(slot as u32);
            }
            self.params.push((id.to_owned(), value.unwrap_or(f64::NAN)));
            (how.given)(slot)
        };
        self.starts.insert(id, start);
        if block.is_some() {
            self.roles.insert(id, Role::Algebraic(self.states.len()));
            self.states.push(id);
            return;
        }
        if how.reacts || self.rules.contains_key(id) {
            self.integrate(id, how.by_amount);
            return;
        }
        match start {
            // Nothing but stops and events changes it: start and present value share a parameter.
            Start::Param(slot) if !how.by_amount => {
                self.roles.insert(id, Role::Param(slot));
            }
            Start::ParamAmount(slot) if how.by_amount => {
                self.roles.insert(id, Role::ParamAmount(slot));
            }
            _ if how.by_amount || self.jumps.contains(id) => self.integrate(id, how.by_amount),
            _ => {
                self.roles.insert(id, Role::Fixed);
            }
        }
    }

    /// The algebraic rule of a value that is solved for while time runs.
    pub fn equation(&self, id: &str) -> Option<&'n Rule> {
        let block = self.blocks.get(*self.solved.get(id)?)?;
        let position = block.determines.iter().position(|d| *d == id)?;
        let rule =
            matches!(self.roles.get(id), Some(Role::Algebraic(_))).then(|| block.rules.get(position))??;
        self.network.rules.get(*rule)
    }

    fn integrate(&mut self, id: &'n str, by_amount: bool) {
        let state = self.states.len();
        self.states.push(id);
        self.roles.insert(id, if by_amount { Role::Amount(state) } else { Role::State(state) });
    }

    /// Makes a state of something fixed: its start value reads what stops or events change.
    pub fn freeze(&mut self, id: &'n str) {
        self.integrate(id, false);
    }

    /// Whether the size of a compartment can change while time runs.
    fn size_changes(&self, compartment: &str) -> bool {
        !matches!(self.roles.get(compartment), Some(Role::Param(_) | Role::Fixed))
            || self.jumps.contains(compartment)
    }

    /// Whether a species is in a compartment without extent, where only amounts make sense.
    pub fn has_size(&self, compartment: &str) -> bool {
        self.network.compartments.iter().any(|c| c.id == compartment && c.dimensions != 0.0)
    }
}

/// Species that reactions change.
fn reacting(network: &Network) -> BTreeSet<&str> {
    let sides = network.reactions.iter().flat_map(|r| r.reactants.iter().chain(&r.products));
    let changed: BTreeSet<&str> = sides.map(|s| s.species.as_str()).collect();
    let free = network.species.iter().filter(|s| !s.boundary && !s.constant);
    free.map(|s| s.id.as_str()).filter(|id| changed.contains(id)).collect()
}
