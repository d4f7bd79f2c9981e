//! Linear systems of one lane solved with row exchanges, where the static order of pivots fails.

use nalgebra::{DMatrix, DVector, Dyn, LU};

use crate::code::interpret::Registers;
use crate::rosenbrock::step::finite_or_zero;
use crate::system::System;
use crate::value::Value;

/// The factored matrix of one lane, and its right side and solution.
#[derive(Debug, Clone)]
pub(super) struct Pivoted {
    lane: usize,
    factors: LU<f64, Dyn, Dyn>,
    /// Rows that are divided by a size of their own: those of fast processes are very much larger.
    sizes: Vec<(usize, f64)>,
    x: DVector<f64>,
}

impl Pivoted {
    /// Factors `J - D` of lane `lane`, with 0 for slopes that are infinite.
    pub fn new<V: Value>(system: &System, registers: &Registers<V>, lane: usize) -> Self {
        let (kernel, n) = (&system.kernel, system.states);
        let at = |slot: u32| registers.slots[slot as usize].lane(lane);
        let mut matrix = DMatrix::identity(n, n) * -at(kernel.diagonal);
        for i in &system.algebraic {
            matrix[(*i, *i)] = 0.0;
        }
        for ((row, column), slot) in kernel.elements.iter().zip(&kernel.element_slots) {
            matrix[(*row as usize, *column as usize)] += finite_or_zero(at(*slot));
        }
        let size = |i: &usize| (*i, matrix.row(*i).amax());
        let sizes: Vec<_> = system.fast.iter().map(size).filter(|(_, size)| *size > 0.0).collect();
        sizes.iter().for_each(|(i, size)| matrix.row_mut(*i).unscale_mut(*size));
        Self { lane, factors: matrix.lu(), sizes, x: DVector::zeros(n) }
    }

    /// Takes the right side and solves.
    pub fn read<V: Value>(&mut self, right: &[V]) {
        for (to, x) in self.x.iter_mut().zip(right) {
            *to = x.lane(self.lane);
        }
        for (i, size) in &self.sizes {
            self.x[*i] /= size;
        }
        if !self.factors.solve_mut(&mut self.x) {
            // Singular to the last bit: the step is thrown away and a shorter one is tried.
            self.x.fill(f64::NAN);
        }
    }

    /// Gives the solution.
    pub fn write<V: Value>(&self, solution: &mut [V]) {
        for (to, x) in solution.iter_mut().zip(self.x.iter()) {
            *to.lane_mut(self.lane) = *x;
        }
    }
}
