//! Fast reactions: those that are in equilibrium at all times.
//!
//! They keep totals, as `A + B` of `A -> B`, which the other reactions change alone. Of the species that
//! they change as many lead as there are independent fast reactions; each of the others follows from
//! one total and the leaders. A leader has two rates of change, by what is fast and by all else; a
//! follower has an equation; totals are states of their own, computed anew where something is set. All
//! species stay states, so that events, doses and start values set them as they set others.

mod elimination;
mod refusal;

use std::collections::BTreeMap;

use jakstat_model::network::{Kind, Reaction};
use jakstat_model::{Diagnostic, Network};
use jakstat_ode::graph::{Dependence, Node, Term};

use super::lower::{Lowering, When};
use super::quantities::{Quantities, Role};
use elimination::{Stoichiometry, Total};

pub(super) use refusal::{derivative_read, problems, rate_read};

/// How fast reactions enter the system.
#[derive(Debug, Clone, Default)]
pub(super) struct Balance<'n> {
    /// States that lead, with how fast reactions change them.
    pub leaders: Vec<(usize, Node)>,
    /// Species that follow.
    pub followers: Vec<Follower<'n>>,
}

/// A species that follows from a total and the leaders.
#[derive(Debug, Clone)]
pub(super) struct Follower<'n> {
    /// The species.
    pub id: &'n str,
    /// Its state.
    pub state: usize,
    /// What is 0 at all times.
    pub equation: Node,
    /// How the others change the total, per time.
    pub rate: Node,
    /// The total's name.
    pub total: String,
}

/// Species that fast reactions change, in the order of the network.
pub(super) fn members(network: &Network) -> Vec<&str> {
    let fast = || network.reactions.iter().filter(|r| r.fast);
    let changes = |id: &str| fast().any(|r| r.reactants.iter().chain(&r.products).any(|s| s.species == id));
    let free = network.species.iter().filter(|s| !s.boundary && !s.constant);
    free.map(|s| s.id.as_str()).filter(|id| changes(id)).collect()
}

impl<'n> Lowering<'_, 'n> {
    /// What fast reactions make of the system, whose own states come first and then the totals in the
    /// order of the followers.
    pub(super) fn balance(&mut self) -> Result<Balance<'n>, Diagnostic> {
        let network = self.quantities.network;
        let reactions: Vec<&'n Reaction> = network.reactions.iter().filter(|r| r.fast).collect();
        if reactions.is_empty() {
            return Ok(Balance::default());
        }
        let species = members(network);
        let states = species.iter().map(|id| state(self.quantities, id)).collect::<Result<Vec<_>, _>>()?;
        let rows = self.changes(&species, &reactions)?;
        let preferences = reactions.iter().map(|r| preferred(r, &species)).collect();
        let (leaders, totals) = Stoichiometry { rows: rows.clone(), preferences }.eliminate(&mut self.graph);
        let (leaders, rows): (Vec<usize>, Vec<Vec<Node>>) =
            leaders.into_iter().map(|i| (i, rows[i].clone())).unzip();

        let first = self.quantities.states.len();
        let mut values = Vec::new();
        for (i, total) in totals.iter().enumerate() {
            let sum = self.graph.state(first + i);
            values.push(self.following(&species, total, sum)?);
        }
        let follows = totals.iter().map(|t| species[t.follower]);
        let known: BTreeMap<_, _> =
            follows.zip(&values).map(|(id, (_, value))| ((When::Now, id), *value)).collect();
        let known = std::mem::replace(&mut self.known, known);
        let rates = reactions.iter().map(|r| self.speed(r)).collect::<Result<Vec<_>, _>>();
        self.known = known;

        let mut balance = Balance::default();
        let rates = rates?;
        for (leader, row) in leaders.into_iter().zip(rows) {
            let rate = self.moved(species[leader], &row, &rates)?;
            self.looks_at_now(species[leader], rate)?;
            balance.leaders.push((states[leader], rate));
        }
        for (total, (amount, _)) in totals.iter().zip(values) {
            let (id, state) = (species[total.follower], states[total.follower]);
            let now = self.graph.state(state);
            let equation = self.graph.sub(amount, now);
            let rate = self.total_rate(&species, total)?;
            let mut names = vec![id];
            names.extend(total.leaders.iter().map(|(i, _)| species[*i]));
            let total = format!("total({})", names.join(", "));
            balance.followers.push(Follower { id, state, equation, rate, total });
        }
        Ok(balance)
    }

    /// By how much each reaction changes each species, in units of its extent.
    fn changes(
        &mut self,
        species: &[&'n str],
        reactions: &[&'n Reaction],
    ) -> Result<Vec<Vec<Node>>, Diagnostic> {
        let mut rows = Vec::new();
        for id in species {
            let mut row = Vec::new();
            for reaction in reactions {
                let mut sum = self.graph.constant(0.0);
                for (side, is_made) in [(&reaction.reactants, false), (&reaction.products, true)] {
                    for reference in side.iter().filter(|r| r.species == *id) {
                        let count = self.formula(&reference.stoichiometry, When::Now)?;
                        if self.graph.dependence(count) == Dependence::Dynamic {
                            return Err(refusal::varying(reaction, id));
                        }
                        sum = if is_made { self.graph.add(sum, count) } else { self.graph.sub(sum, count) };
                    }
                }
                row.push(sum);
            }
            rows.push(row);
        }
        Ok(rows)
    }

    /// A follower as its state has it and as formulas read it, for a total.
    fn following(
        &mut self,
        species: &[&'n str],
        total: &Total,
        sum: Node,
    ) -> Result<(Node, Node), Diagnostic> {
        let id = species[total.follower];
        let mut amount = sum;
        for (leader, weight) in &total.leaders {
            let other = species[*leader];
            let held = self.held(other)?;
            let weight = self.in_factors_of(id, other, *weight)?;
            let part = self.graph.mul(weight, held);
            amount = self.graph.sub(amount, part);
        }
        if matches!(self.quantities.roles.get(id), Some(Role::Amount(_))) {
            return Ok((amount, self.over_size(id, amount, When::Now)?));
        }
        let value = self.per_size(id, amount)?;
        Ok((value, value))
    }

    /// The amount that the state of a species holds.
    fn held(&mut self, id: &'n str) -> Result<Node, Diagnostic> {
        let state = self.graph.state(state(self.quantities, id)?);
        match self.size_of(id, When::Now)? {
            Some(size) if self.is_concentration(id) => Ok(self.graph.mul(state, size)),
            _ => Ok(state),
        }
    }

    /// An amount, or its change, as the state of a species has it.
    fn per_size(&mut self, id: &'n str, amount: Node) -> Result<Node, Diagnostic> {
        if self.is_concentration(id) { self.over_size(id, amount, When::Now) } else { Ok(amount) }
    }

    fn is_concentration(&self, id: &str) -> bool {
        let by_amount = matches!(self.quantities.roles.get(id), Some(Role::Amount(_)));
        !by_amount && self.quantities.network.species.iter().any(|s| s.id == id && !s.substance_only)
    }

    /// A weight of the extents of two species as one of their amounts.
    fn in_factors_of(&mut self, id: &'n str, other: &'n str, weight: Node) -> Result<Node, Diagnostic> {
        let (own, others) = (self.factor_of(id), self.factor_of(other));
        if own == others {
            return Ok(weight);
        }
        let own = self.times_factor(own, weight)?;
        match others {
            Some(factor) => {
                let factor = self.value(factor, When::Now)?;
                Ok(self.graph.div(own, factor))
            }
            None => Ok(own),
        }
    }

    /// The rate of a fast reaction.
    fn speed(&mut self, reaction: &'n Reaction) -> Result<Node, Diagnostic> {
        match &reaction.rate {
            Some(rate) => self.formula(rate, When::Now),
            None => Err(refusal::no_rate(reaction)),
        }
    }

    /// How fast reactions of these rates change a species, as its state has it.
    fn moved(&mut self, id: &'n str, changes: &[Node], rates: &[Node]) -> Result<Node, Diagnostic> {
        let mut sum = self.graph.constant(0.0);
        for (change, rate) in changes.iter().zip(rates) {
            let part = self.graph.mul(*change, *rate);
            sum = self.graph.add(sum, part);
        }
        let amount = self.times_factor(self.factor_of(id), sum)?;
        self.per_size(id, amount)
    }

    /// No equilibrium may follow the past: where that jumps, the equilibrium would jump with it.
    fn looks_at_now(&self, id: &str, rate: Node) -> Result<(), Diagnostic> {
        let lag = self.graph.reachable(&[rate]).into_iter().find_map(|n| match self.graph.term(n) {
            Term::Lagged(i) | Term::LaggedSlope(i) => Some(i as usize),
            _ => None,
        });
        match lag {
            Some(lag) => Err(refusal::looks_back(id, self.lags.get(lag).map_or("delay", String::as_str))),
            None => Ok(()),
        }
    }

    /// How all but fast reactions change a total.
    fn total_rate(&mut self, species: &[&'n str], total: &Total) -> Result<Node, Diagnostic> {
        let id = species[total.follower];
        let mut sum = self.made(id, When::Now)?;
        for (leader, weight) in &total.leaders {
            let made = self.made(species[*leader], When::Now)?;
            let part = self.graph.mul(*weight, made);
            sum = self.graph.add(sum, part);
        }
        self.times_factor(self.factor_of(id), sum)
    }
}

/// The state of a species that fast reactions change.
fn state(quantities: &Quantities<'_>, id: &str) -> Result<usize, Diagnostic> {
    match quantities.roles.get(id) {
        Some(Role::State(i) | Role::Amount(i)) if !quantities.rules.contains_key(id) => Ok(*i),
        _ => Err(refusal::has_rule(quantities.network, id)),
    }
}

/// The species of a fast reaction in the order in which they are to lead: what its rate reads first, and
/// of these what it consumes. They may be used up, so that they are not to be differences of others.
fn preferred(reaction: &Reaction, species: &[&str]) -> Vec<usize> {
    let read: Vec<&str> = reaction.rate.iter().flat_map(jakstat_model::Expr::ids).collect();
    let rank = |id: &str| {
        let is_reactant = reaction.reactants.iter().any(|r| r.species == id);
        (!read.contains(&id), !is_reactant)
    };
    let mut order: Vec<usize> = (0..species.len()).collect();
    order.sort_by_key(|i| rank(species[*i]));
    order
}

/// Whether the id is that of a fast reaction.
pub(super) fn is_fast(quantities: &Quantities<'_>, id: &str) -> bool {
    match quantities.kinds.get(id) {
        Some(Kind::Reaction(i)) => quantities.network.reactions[*i].fast,
        _ => false,
    }
}
