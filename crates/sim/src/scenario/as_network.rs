//! A scenario as one network, for tools that know no scenarios.

use jakstat_model::network::{Event, Initial, Kind};
use jakstat_model::{Expr, Network, Op};
use jakstat_ode::{Action, Target};

use super::experiment::Experiment;

impl Experiment {
    /// The model with everything that the scenario says in it: treatments laid over, start values and
    /// constant concentrations as given, and an event for each time at which doses are given or
    /// values change.
    ///
    /// An event adds an amount (over the size of the compartment where formulas read a concentration)
    /// or sets a value, in the order in which a run does both. It fires at its very time, also where
    /// that is the first of the run. First and last time, rows, outcomes and tolerances are no part of
    /// a network.
    pub fn as_network(&self) -> Network {
        let mut network = self.network.clone();
        for (id, value) in self.given() {
            start_at(&mut network, id, value);
        }
        for (i, (time, changes)) in self.moments().into_iter().enumerate() {
            for (id, _) in &changes {
                free(&mut network, id);
            }
            let event = Event {
                id: free_id(&network, &format!("given_{}", i + 1)),
                name: None,
                trigger: Expr::binary(Op::Ge, Expr::Time, Expr::Num(time)),
                // False just before the start, so that it fires at the start as well.
                initial_value: false,
                persistent: true,
                delay: None,
                priority: None,
                from_trigger: true,
                assignments: changes,
                at: None,
            };
            network.events.push(event);
        }
        network
    }

    /// Ids and values of everything that doses and changes do, by time. What happens to one id at one
    /// time is one formula.
    fn moments(&self) -> Vec<(f64, Vec<(String, Expr)>)> {
        let changes = self.changes().iter().flat_map(|stop| {
            let sets = stop.actions.iter().filter_map(|action| match action {
                Action::Set(target, value) => Some((self.id_of(*target)?, Done::Set(*value))),
                Action::Add(..) => None,
            });
            sets.map(|(id, done)| (stop.time, id, done))
        });
        let doses = self.given_doses().filter_map(|(time, species, target, amount)| match species {
            Some(species) => Some((time, species.to_owned(), Done::Add(amount))),
            None => Some((time, self.id_of(target)?, Done::Set(amount))),
        });
        let mut all: Vec<(f64, String, Done)> = changes.chain(doses).collect();
        // Stable: changes come before doses of the same time, as in a run.
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        let at_once = all.chunk_by(|a, b| a.0 == b.0);
        at_once.filter_map(|group| Some((group.first()?.0, self.formulas(group)))).collect()
    }

    fn formulas(&self, group: &[(f64, String, Done)]) -> Vec<(String, Expr)> {
        let mut formulas: Vec<(String, Expr)> = Vec::new();
        for (_, id, done) in group {
            let earlier = formulas.iter().position(|(other, _)| other == id);
            let before = earlier.map_or_else(|| Expr::id(id), |i| formulas[i].1.clone());
            let after = match done {
                Done::Set(value) => Expr::Num(*value),
                Done::Add(amount) => Expr::binary(Op::Add, before, self.as_read(id, *amount)),
            };
            match earlier {
                Some(i) => formulas[i].1 = after,
                None => formulas.push((id.clone(), after)),
            }
        }
        formulas
    }

    /// An amount of a species in the terms that formulas mean.
    fn as_read(&self, id: &str, amount: f64) -> Expr {
        let species = self.network.species.iter().find(|s| s.id == id);
        let has_size = |id: &str| self.network.compartments.iter().any(|c| c.id == id && c.dimensions != 0.0);
        match species {
            Some(s) if !s.substance_only && has_size(&s.compartment) => {
                Expr::binary(Op::Div, amount.into(), Expr::id(&s.compartment))
            }
            _ => amount.into(),
        }
    }

    fn id_of(&self, target: Target) -> Option<String> {
        let mut ids = self.network.kinds().into_keys();
        ids.find(|id| self.model.target(id) == Some(target)).map(str::to_owned)
    }
}

/// What a dose or a change does.
#[derive(Debug, Clone, Copy)]
enum Done {
    Set(f64),
    Add(f64),
}

/// Gives `id` a start value in the terms that formulas mean.
fn start_at(network: &mut Network, id: &str, value: f64) {
    network.initial_assignments.retain(|a| a.target != id);
    match network.kind(id) {
        Some(Kind::Compartment(i)) => network.compartments[i].size = Some(value),
        Some(Kind::Parameter(i)) => network.parameters[i].value = Some(value),
        Some(Kind::Species(i)) => {
            let species = &mut network.species[i];
            let only = species.substance_only;
            species.initial = if only { Initial::Amount(value) } else { Initial::Concentration(value) };
        }
        Some(Kind::Reaction(_)) | None => {}
    }
}

/// Lets events change `id`.
fn free(network: &mut Network, id: &str) {
    match network.kind(id) {
        Some(Kind::Compartment(i)) => network.compartments[i].constant = false,
        Some(Kind::Parameter(i)) => network.parameters[i].constant = false,
        Some(Kind::Species(i)) => network.species[i].constant = false,
        Some(Kind::Reaction(_)) | None => {}
    }
}

fn free_id(network: &Network, wish: &str) -> String {
    let is_taken = |id: &str| {
        network.kind(id).is_some()
            || network.function(id).is_some()
            || network.events.iter().any(|e| e.id == id)
    };
    let mut id = wish.to_owned();
    while is_taken(&id) {
        id.push('_');
    }
    id
}
