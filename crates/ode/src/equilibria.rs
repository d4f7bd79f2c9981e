//! States that fast processes keep in equilibrium.
//!
//! A fast process is one without end of speed: whatever moves a state, the process has it back at rest
//! before time goes on. A system says how each such state moves beside and along the process. The two
//! are added with so large a factor that what the process does is an equation for all numbers of finite
//! size, and where the process stands still, as with a rate constant of 0, the rest is a plain
//! derivative. Where an equilibrium draws its surroundings in, the equation is the limit of speeds that grow
//! beyond all bounds (Tikhonov's theorem; Kokotović, Khalil & O'Reilly, Singular Perturbation Methods in
//! Control, 1986).

use std::collections::BTreeSet;

use crate::graph::Node;
use crate::linearise::linearise;
use crate::system::{Definition, System};

/// How much faster fast processes are than all others: a power of two, so that it rounds nothing.
pub(crate) const SPEED: f64 = (1u128 << 120) as f64;

/// For so long fast processes go on by themselves where something was set: they move by [`SPEED`] times
/// this, and all else by nothing.
pub(crate) const WHILE: f64 = 1.0 / (1u64 << 60) as f64;

/// What fast processes move and what they keep.
#[derive(Debug, Clone, Default)]
pub struct Equilibria {
    /// States with a derivative that fast processes move, each with its derivative by these; that by all
    /// else stands in [`Definition::rhs`].
    pub fast: Vec<(usize, Node)>,
    /// Algebraic states, each with the state that holds a total which fast processes keep. The equation of
    /// the first must be linear in the second, which is computed from it at the start and where
    /// something was set.
    pub totals: Vec<(usize, usize)>,
}

impl Equilibria {
    /// Adds what is fast to the rates; which states that concerns.
    pub(crate) fn join(&self, definition: &mut Definition) -> Vec<usize> {
        let speed = definition.graph.constant(SPEED);
        for (state, rate) in &self.fast {
            let fast = definition.graph.mul(speed, *rate);
            let slow = definition.rhs[*state];
            definition.rhs[*state] = definition.graph.add(slow, fast);
        }
        let mut states: Vec<usize> = self.fast.iter().map(|(state, _)| *state).collect();
        states.sort_unstable();
        states
    }
}

impl System {
    /// [`System::with_algebraic`] with states that fast processes keep in equilibrium.
    ///
    /// # Panics
    /// As there, and where there is no such state.
    pub fn with_equilibria(mut definition: Definition, algebraic: &[usize], equilibria: &Equilibria) -> Self {
        let algebraic: BTreeSet<usize> = algebraic.iter().copied().collect();
        // A total's own equation reads what is now, so it may go along with formulas that look back.
        let held = |i: &usize| equilibria.totals.iter().any(|(state, _)| state == i);
        let is_equation = |i: &usize| !held(i) && !definition.graph.lags().is_empty();
        let fast_nodes: Vec<Node> = equilibria.fast.iter().map(|(_, rate)| *rate).collect();
        let looks_back =
            algebraic.iter().any(is_equation) || !definition.graph.lags_read(&fast_nodes).is_empty();
        let fast = equilibria.join(&mut definition);
        let mut this = Self::compile(definition, algebraic.into_iter().collect(), fast, &equilibria.totals);
        this.looks_back_from_equations = looks_back;
        this
    }

    /// Makes the totals those of the states that they are totals of.
    pub(crate) fn count_totals(&self, t: f64, y: &mut [f64], params: &[f64]) {
        if self.totals.is_empty() {
            return;
        }
        let at = linearise(self, t, y, params);
        for (state, total) in &self.totals {
            y[*total] -= at.f[*state] / at.jacobian[(*state, *total)];
        }
    }
}
