//! What a host asks of a run that it drives itself.

use crate::course::{Course, show};
use crate::lag::Side;
use crate::run::Stats;
use crate::system::{OUTPUTS, RHS, Target};

impl Course<'_> {
    /// Lets the run go on from `t` to a later end.
    pub fn extend(&mut self, t: f64, end: f64) {
        self.end = end;
        self.stats = Stats::default();
        self.queue.executed = 0;
        if let Some(lags) = &mut self.lags {
            lags.count_anew();
        }
        // A failure may have left an event that was located and not reached.
        self.located.clear();
        self.nudge = None;
        self.aim(t);
    }

    /// A host sets something where the run is.
    pub fn set(&mut self, target: Target) {
        self.queue.unsettle(self.system, target);
    }

    /// Rates of change of the states `y` at `t`.
    pub fn rates(&mut self, t: f64, y: &[f64]) -> Vec<f64> {
        self.place(t, y);
        self.registers.run(&self.system.scalar, RHS);
        self.registers.results(&self.system.scalar, RHS).collect()
    }

    /// Shows all inputs to the formulas.
    fn place(&mut self, t: f64, y: &[f64]) {
        self.registers.set_time(t);
        self.registers.set_params(&self.system.scalar, &self.params);
        self.registers.set_states(y);
        show(&mut self.lags, &mut self.registers, t, (y, &self.params), Side::After);
    }

    /// Value of an output for the states `y` at `t`; where some were `set`, algebraic states are made to
    /// fit first. Not a number where they cannot.
    pub fn output(&mut self, t: f64, y: &[f64], output: usize, set: bool) -> f64 {
        self.place(t, y);
        if set && !self.system.implicit.is_empty() && self.settle(t, &mut y.to_vec()).is_err() {
            return f64::NAN;
        }
        self.registers.run(&self.system.scalar, OUTPUTS);
        self.registers.result(&self.system.scalar, OUTPUTS, output)
    }
}
