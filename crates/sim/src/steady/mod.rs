//! Steady states of a model, with its conserved sums held.

mod words;

use jakstat_model::Unit;
use jakstat_ode::steady::{Search, SteadyState, Unsteady, steady_state};
use jakstat_ode::{Options, Run, solve};

use crate::CompiledModel;
use crate::compile::Size;
use crate::moieties::{LeftOut, Moiety};

/// A sum of species that stays constant, and what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Conserved {
    /// The sum.
    pub moiety: Moiety,
    /// Its value: of concentrations where all its species are read as such in one compartment, else
    /// of amounts.
    pub total: f64,
    /// Unit of the total, where the model says it.
    pub unit: Option<Unit>,
}

/// A steady state of a model.
#[derive(Debug, Clone)]
pub struct Steady {
    /// The state, in the terms of the system.
    pub state: SteadyState,
    /// Sums that stay constant, with their values there.
    pub conserved: Vec<Conserved>,
    /// Species that reactions change and that no sum was looked for with.
    pub left_out: Vec<(String, LeftOut)>,
}

impl CompiledModel {
    /// Integrates `run` until it comes to rest, at the latest to its end, or Newton's method shows
    /// where it will: see [`jakstat_ode::steady`]. What the run would save and measure is left out.
    ///
    /// # Errors
    /// No steady state, and why: [`CompiledModel::explain_unsteady`] says it in the model's words.
    pub fn steady_state(&self, options: &Options, run: &Run) -> Result<Steady, Unsteady> {
        self.search(options, run, true)
    }

    /// [`CompiledModel::steady_state`] by integration alone.
    ///
    /// # Errors
    /// As there.
    pub fn integrate_to_rest(&self, options: &Options, run: &Run) -> Result<Steady, Unsteady> {
        self.search(options, run, false)
    }

    fn search(&self, options: &Options, run: &Run, newton: bool) -> Result<Steady, Unsteady> {
        let moieties = self.moieties();
        let sizes = self.sizes(options, run)?;
        let laws = moieties.sums.iter().map(|sum| self.weights(sum, &sizes)).collect();
        let search = Search { run: run.clone(), laws, newton };
        let state = steady_state(self.system(), options, &search)?;
        let conserved = moieties.sums.into_iter().map(|sum| self.conserved(sum, &sizes, &state)).collect();
        Ok(Steady { state, conserved, left_out: moieties.left_out })
    }

    /// What turns each state into an amount.
    fn sizes(&self, options: &Options, run: &Run) -> Result<Vec<f64>, Unsteady> {
        let reads = |size: &Size| matches!(size, Size::Output(_));
        let outputs = if self.holdings().iter().any(|h| reads(&h.size)) {
            let start =
                Run { states: run.states.clone(), ..Run::new(run.params.clone(), run.start, run.start) };
            let solution = solve(self.system(), options, &[start]).remove(0);
            if let Some(failure) = solution.failure {
                return Err(Unsteady::Failed(failure));
            }
            self.system().evaluate(run.start, &solution.states, &solution.params)
        } else {
            Vec::new()
        };
        let sizes = self.holdings().iter().map(|holding| match holding.size {
            Size::One => 1.0,
            Size::Param(slot) => run.params.get(slot).copied().unwrap_or(f64::NAN),
            Size::Output(output) => outputs[output],
        });
        Ok(sizes.collect())
    }

    /// The sum as weights of all states.
    fn weights(&self, moiety: &Moiety, sizes: &[f64]) -> Vec<f64> {
        let mut weights = vec![0.0; self.state_ids().len()];
        for (i, weight) in self.members(moiety) {
            weights[i] = weight * sizes[i];
        }
        // What fast reactions keep in equilibrium is summed in their totals.
        let kept = self.kept();
        for (follower, total) in &kept.followers {
            weights[*total] = weights[*follower] / sizes[*follower];
            weights[*follower] = 0.0;
        }
        kept.leaders.iter().for_each(|i| weights[*i] = 0.0);
        weights
    }

    /// States of a sum's species with their weights.
    fn members<'a>(&'a self, moiety: &'a Moiety) -> impl Iterator<Item = (usize, f64)> + 'a {
        moiety.members.iter().filter_map(|(id, weight)| {
            let state = self.state_ids().iter().position(|s| s == id)?;
            Some((state, *weight as f64))
        })
    }

    fn conserved(&self, moiety: Moiety, sizes: &[f64], state: &SteadyState) -> Conserved {
        let members: Vec<(usize, f64)> = self.members(&moiety).collect();
        let holdings = self.holdings();
        let first = members.first().map(|(i, _)| &holdings[*i]);
        let home = first.and_then(|h| h.compartment.as_ref());
        let together =
            home.is_some() && members.iter().all(|(i, _)| holdings[*i].compartment.as_ref() == home);
        let size = |i: usize| if together { 1.0 } else { sizes[i] };
        let total = members.iter().map(|(i, weight)| weight * size(*i) * state.states[*i]).sum();
        let unit = first.and_then(|h| if together { h.value_unit } else { h.amount_unit });
        Conserved { moiety, total, unit }
    }
}
