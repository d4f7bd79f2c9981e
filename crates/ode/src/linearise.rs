//! Right-hand side and Jacobian of one state as plain matrices.

use std::borrow::Cow;

use nalgebra::DMatrix;

use crate::code::interpret::Registers;
use crate::kernel::JACOBIAN;
use crate::switchboard::Switchboard;
use crate::system::{RHS, System, TRIGGERS};

/// A system near one point.
#[derive(Debug, Clone)]
pub(crate) struct Linearisation {
    /// Right-hand side.
    pub f: Vec<f64>,
    /// `jacobian[(i, j)]` is the change of `f[i]` with state `j`.
    pub jacobian: DMatrix<f64>,
}

/// The right-hand side and its derivatives at `y`. `params` are the given and the hidden ones.
pub(crate) fn linearise(system: &System, t: f64, y: &[f64], params: &[f64]) -> Linearisation {
    let (system, params) = resting(system, t, params);
    let (kernel, n) = (&system.kernel, system.states);
    let mut registers = Registers::<f64>::new(&kernel.programs);
    registers.set_params(&kernel.programs, &params);
    registers.states_mut()[..n].copy_from_slice(y);
    registers.set_time(t);
    registers.run(&kernel.programs, JACOBIAN);
    let mut results = registers.results(&kernel.programs, JACOBIAN);
    let f = results.by_ref().take(n).collect();
    let mut jacobian = DMatrix::zeros(n, n);
    // Slopes by time stand between.
    for (value, (row, column)) in results.skip(kernel.timed.len()).zip(&kernel.elements) {
        jacobian[(*row as usize, *column as usize)] = value;
    }
    Linearisation { f, jacobian }
}

/// The right-hand side at `y`. `params` are the given and the hidden ones.
pub(crate) fn slope(system: &System, t: f64, y: &[f64], params: &[f64]) -> Vec<f64> {
    evaluated(system, t, y, params, RHS)
}

/// Which triggers hold at `y`. `params` are the given and the hidden ones.
pub(crate) fn triggers(system: &System, t: f64, y: &[f64], params: &[f64]) -> Vec<bool> {
    evaluated(system, t, y, params, TRIGGERS).into_iter().map(|v| v != 0.0).collect()
}

/// The system in which lags show what is now, with its hidden parameters.
fn resting<'a>(system: &'a System, t: f64, params: &'a [f64]) -> (&'a System, Cow<'a, [f64]>) {
    if system.lags.is_none() {
        return (system, params.into());
    }
    let resting = system.resting();
    let mut all = params[..system.params].to_vec();
    all.resize(resting.params + resting.switches.len(), 0.0);
    Switchboard::new(&resting.switches).show_after(t, &mut all);
    (resting, all.into())
}

fn evaluated(system: &System, t: f64, y: &[f64], params: &[f64], program: usize) -> Vec<f64> {
    let (system, params) = resting(system, t, params);
    let mut registers = Registers::<f64>::new(&system.scalar);
    registers.set_params(&system.scalar, &params);
    registers.set_states(y);
    registers.set_time(t);
    registers.run(&system.scalar, program);
    registers.results(&system.scalar, program).collect()
}
