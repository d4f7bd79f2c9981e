//! Programs executed one instruction after the other: on every machine, and the measure of what
//! native code must give.

use crate::code::FIRST_PARAM;
use crate::code::compile::Programs;
use crate::code::{Code, Op, TIME};
use crate::graph::{Binary, Unary};
use crate::value::Value;

/// The file of slots that [`Programs`] run in.
#[derive(Debug, Clone)]
pub struct Registers<V> {
    pub(crate) slots: Vec<V>,
    params: usize,
    states: usize,
}

impl<V: Value> Registers<V> {
    /// A file for `programs`, with numbers in place and the rest zero.
    pub fn new(programs: &Programs) -> Self {
        let mut slots = vec![V::default(); programs.width];
        for (slot, value) in &programs.constants {
            slots[*slot as usize] = V::splat(*value);
        }
        Self { slots, params: programs.params, states: programs.states }
    }

    /// Sets time.
    #[inline(always)]
    pub fn set_time(&mut self, t: V) {
        self.slots[TIME as usize] = t;
    }

    /// Parameters; run [`Registers::prologue`] after changing them.
    #[inline(always)]
    pub fn params_mut(&mut self) -> &mut [V] {
        &mut self.slots[FIRST_PARAM as usize..][..self.params]
    }

    /// States.
    #[inline(always)]
    pub fn states_mut(&mut self) -> &mut [V] {
        &mut self.slots[FIRST_PARAM as usize + self.params..][..self.states]
    }

    /// Sets the value of lag `i`, and its slope.
    #[inline(always)]
    pub fn set_lag(&mut self, i: usize, value: V, slope: V) {
        let first = self.first_lag() + 1 + 2 * i;
        self.slots[first] = value;
        self.slots[first + 1] = slope;
    }

    /// Says whether the run has started; it has, unless said otherwise.
    pub fn set_started(&mut self, started: V) {
        let slot = self.first_lag();
        self.slots[slot] = started;
    }

    fn first_lag(&self) -> usize {
        FIRST_PARAM as usize + self.params + self.states
    }

    /// Computes what depends on parameters only.
    pub fn prologue(&mut self, programs: &Programs) {
        execute(&programs.prologue, &mut self.slots);
    }

    /// Runs program `index`.
    #[inline(always)]
    pub fn run(&mut self, programs: &Programs, index: usize) {
        execute(&programs.codes[index], &mut self.slots);
    }

    /// Result `i` of program `index`; valid until the next run of any program.
    #[inline(always)]
    pub fn result(&self, programs: &Programs, index: usize, i: usize) -> V {
        self.slots[programs.slot(index, i) as usize]
    }

    /// All results of program `index` in order.
    #[inline(always)]
    pub fn results<'a>(&'a self, programs: &'a Programs, index: usize) -> impl Iterator<Item = V> + 'a {
        programs.codes[index].results.iter().map(|slot| self.slots[*slot as usize])
    }
}

impl Registers<f64> {
    /// Sets all states.
    pub fn set_states(&mut self, y: &[f64]) {
        self.states_mut().copy_from_slice(y);
    }

    /// Sets all parameters and computes what depends on them only.
    pub fn set_params(&mut self, programs: &Programs, p: &[f64]) {
        self.params_mut().copy_from_slice(p);
        self.prologue(programs);
    }
}

/// Executes `code` on `slots`.
#[inline(always)]
pub(crate) fn execute<V: Value>(code: &Code, slots: &mut [V]) {
    for i in &code.instructions {
        let [a, b, c] = i.args;
        let at = |slot: u32| slots[slot as usize];
        let result = match i.op {
            Op::Copy => at(a),
            Op::MulAdd => at(a).mul_add(at(b), at(c)),
            Op::MulSub => at(a).mul_add(at(b), at(c).map(|x| -x)),
            Op::NegMulAdd => at(a).map(|x| -x).mul_add(at(b), at(c)),
            Op::Binary(Binary::Add) => at(a).zip(at(b), |x, y| x + y),
            Op::Binary(Binary::Sub) => at(a).zip(at(b), |x, y| x - y),
            Op::Binary(Binary::Mul) => at(a).zip(at(b), |x, y| x * y),
            Op::Binary(Binary::Div) => at(a).zip(at(b), |x, y| x / y),
            Op::Unary(op) => unary(op, at(a)),
            Op::Binary(op) => binary(op, at(a), at(b)),
            Op::Select => at(a).select(at(b), at(c)),
        };
        slots[i.to as usize] = result;
    }
}

/// One operation with one operand.
#[inline(always)]
pub(crate) fn unary<V: Value>(op: Unary, x: V) -> V {
    match op {
        Unary::Exp => x.exp(),
        Unary::Ln => x.ln(),
        Unary::Sin => x.sin(),
        Unary::Cos => x.cos(),
        Unary::Tanh => x.tanh(),
        op => x.map(|x| op.eval(x)),
    }
}

/// One operation with two operands.
#[inline(always)]
pub(crate) fn binary<V: Value>(op: Binary, x: V, y: V) -> V {
    match op {
        Binary::Pow => x.pow(y),
        op => x.zip(y, |x, y| op.eval(x, y)),
    }
}
