//! Straight-line programs over lanes, made from the expression graph.
//!
//! A set of programs shares one register file: time, parameters, states, then *pinned* values
//! (numbers, and whatever depends on parameters only: computed by the prologue, once a run), then
//! temporaries, which are reused as soon as their value is dead.

use std::collections::HashMap;

use crate::graph::{Binary, Dependence, Graph, Node, Term, Unary};
use crate::simd::each;

/// One operation on registers. What models are made of has variants of its own, so that it takes
/// one jump to get to its loop.
#[derive(Debug, Clone, Copy)]
enum Instruction {
    Add { to: u32, a: u32, b: u32 },
    Sub { to: u32, a: u32, b: u32 },
    Mul { to: u32, a: u32, b: u32 },
    Div { to: u32, a: u32, b: u32 },
    Neg { to: u32, a: u32 },
    Unary { op: Unary, to: u32, a: u32 },
    Binary { op: Binary, to: u32, a: u32, b: u32 },
    Select { to: u32, condition: u32, a: u32, b: u32 },
}

/// Operations in order, and where their results stand.
#[derive(Debug, Clone, Default)]
struct Code {
    instructions: Vec<Instruction>,
    outputs: Vec<u32>,
}

/// Programs that share a register file.
#[derive(Debug, Clone)]
pub struct Programs {
    states: usize,
    params: usize,
    constants: Vec<(u32, f64)>,
    prologue: Code,
    codes: Vec<Code>,
    width: usize,
}

impl Instruction {
    fn words(&self) -> [u64; 5] {
        let slots = |kind: u64, op: u64, slots: [u32; 3]| {
            let [a, b, c] = slots.map(u64::from);
            [kind, op, a, b, c]
        };
        match *self {
            Self::Unary { op, to, a } => slots(1, op as u64, [to, a, 0]),
            Self::Binary { op, to, a, b } => slots(2, op as u64, [to, a, b]),
            Self::Select { to, condition, a, b } => slots(3, u64::from(condition), [to, a, b]),
            Self::Add { to, a, b } => slots(4, 0, [to, a, b]),
            Self::Sub { to, a, b } => slots(5, 0, [to, a, b]),
            Self::Mul { to, a, b } => slots(6, 0, [to, a, b]),
            Self::Div { to, a, b } => slots(7, 0, [to, a, b]),
            Self::Neg { to, a } => slots(8, 0, [to, a, 0]),
        }
    }
}

impl Code {
    fn words(&self) -> impl Iterator<Item = u64> + '_ {
        let sizes = [self.instructions.len() as u64, self.outputs.len() as u64];
        let instructions = self.instructions.iter().flat_map(Instruction::words);
        sizes.into_iter().chain(instructions).chain(self.outputs.iter().map(|o| u64::from(*o)))
    }
}

const TIME: u32 = 0;

impl Programs {
    /// Compiles each list of `roots` into one program. `states` and `params` count the inputs.
    pub fn compile(graph: &Graph, states: usize, params: usize, roots: &[&[Node]]) -> Self {
        let mut allocation = Allocation::new(graph, states, params);
        let orders: Vec<Vec<Node>> = roots.iter().map(|r| graph.reachable(r)).collect();
        for (order, roots) in orders.iter().zip(roots) {
            allocation.pin(order, roots);
        }
        let prologue = allocation.prologue();
        let codes = orders.iter().zip(roots).map(|(order, roots)| allocation.code(order, roots)).collect();
        Self {
            states,
            params,
            constants: allocation.constants,
            prologue,
            codes,
            width: allocation.width as usize,
        }
    }

    /// Number of operations of program `index`.
    pub fn operations(&self, index: usize) -> usize {
        self.codes[index].instructions.len()
    }

    /// Everything here as plain numbers: equal where the same is computed in the same way.
    pub(crate) fn words(&self) -> impl Iterator<Item = u64> + '_ {
        let sizes = [self.states, self.params, self.constants.len(), self.codes.len()];
        let constants = self.constants.iter().flat_map(|(to, x)| [u64::from(*to), x.to_bits()]);
        let codes = std::iter::once(&self.prologue).chain(&self.codes);
        sizes.into_iter().map(|n| n as u64).chain(constants).chain(codes.flat_map(Code::words))
    }

    /// Number of values that program `index` computes.
    pub fn outputs(&self, index: usize) -> usize {
        self.codes[index].outputs.len()
    }
}

/// The memory that [`Programs`] run in, for `L` runs side by side.
#[derive(Debug, Clone)]
pub struct Registers<const L: usize> {
    values: Vec<[f64; L]>,
    params: usize,
    states: usize,
}

impl<const L: usize> Registers<L> {
    /// Memory for `programs`, with numbers in place and the rest zero.
    pub fn new(programs: &Programs) -> Self {
        let mut values = vec![[0.0; L]; programs.width];
        for (slot, value) in &programs.constants {
            values[*slot as usize] = [*value; L];
        }
        Self { values, params: programs.params, states: programs.states }
    }

    /// Sets time in all lanes.
    #[inline(always)]
    pub fn set_time(&mut self, t: [f64; L]) {
        self.values[TIME as usize] = t;
    }

    /// Parameters of all lanes; run [`Registers::prologue`] after changing them.
    #[inline(always)]
    pub fn params_mut(&mut self) -> &mut [[f64; L]] {
        &mut self.values[1..1 + self.params]
    }

    /// States of all lanes.
    #[inline(always)]
    pub fn states_mut(&mut self) -> &mut [[f64; L]] {
        let start = 1 + self.params;
        &mut self.values[start..start + self.states]
    }

    /// Computes what depends on parameters only.
    pub fn prologue(&mut self, programs: &Programs) {
        execute(&programs.prologue, &mut self.values);
    }

    /// Runs program `index`.
    #[inline(always)]
    pub fn run(&mut self, programs: &Programs, index: usize) {
        execute(&programs.codes[index], &mut self.values);
    }

    /// Result `i` of program `index`, in all lanes; valid until the next run of any program.
    #[inline(always)]
    pub fn lanes(&self, programs: &Programs, index: usize, i: usize) -> [f64; L] {
        self.values[programs.codes[index].outputs[i] as usize]
    }

    /// All results of program `index` in order.
    #[inline(always)]
    pub fn results<'a>(
        &'a self,
        programs: &'a Programs,
        index: usize,
    ) -> impl Iterator<Item = [f64; L]> + 'a {
        programs.codes[index].outputs.iter().map(|slot| self.values[*slot as usize])
    }
}

impl Registers<1> {
    /// Sets all states.
    pub fn set_states(&mut self, y: &[f64]) {
        for (to, value) in self.states_mut().iter_mut().zip(y) {
            *to = [*value];
        }
    }

    /// Sets all parameters and computes what depends on them only.
    pub fn set_params(&mut self, programs: &Programs, p: &[f64]) {
        for (to, value) in self.params_mut().iter_mut().zip(p) {
            *to = [*value];
        }
        self.prologue(programs);
    }

    /// Result `i` of program `index`.
    pub fn output(&self, programs: &Programs, index: usize, i: usize) -> f64 {
        self.lanes(programs, index, i)[0]
    }
}

#[inline(always)]
fn execute<const L: usize>(code: &Code, r: &mut [[f64; L]]) {
    for instruction in &code.instructions {
        match *instruction {
            Instruction::Add { to, a, b } => zip(r, to, a, b, |x, y| x + y),
            Instruction::Sub { to, a, b } => zip(r, to, a, b, |x, y| x - y),
            Instruction::Mul { to, a, b } => zip(r, to, a, b, |x, y| x * y),
            Instruction::Div { to, a, b } => zip(r, to, a, b, |x, y| x / y),
            Instruction::Neg { to, a } => map(r, to, a, |x| -x),
            Instruction::Unary { op, to, a } => map(r, to, a, |x| op.eval(x)),
            Instruction::Binary { op, to, a, b } => zip(r, to, a, b, |x, y| op.eval(x, y)),
            Instruction::Select { to, condition, a, b } => {
                let (c, x, y) = (r[condition as usize], r[a as usize], r[b as usize]);
                r[to as usize] = each(|l| if c[l] != 0.0 { x[l] } else { y[l] });
            }
        }
    }
}

#[inline(always)]
fn zip<const L: usize>(r: &mut [[f64; L]], to: u32, a: u32, b: u32, f: impl Fn(f64, f64) -> f64) {
    let (x, y) = (&r[a as usize], &r[b as usize]);
    let result = each(|l| f(x[l], y[l]));
    r[to as usize] = result;
}

#[inline(always)]
fn map<const L: usize>(r: &mut [[f64; L]], to: u32, a: u32, f: impl Fn(f64) -> f64) {
    let x = &r[a as usize];
    let result = each(|l| f(x[l]));
    r[to as usize] = result;
}

/// Gives every value its register.
struct Allocation<'g> {
    graph: &'g Graph,
    params: usize,
    pinned: HashMap<Node, u32>,
    statics: Vec<Node>,
    constants: Vec<(u32, f64)>,
    first_free: u32,
    width: u32,
}

impl<'g> Allocation<'g> {
    fn new(graph: &'g Graph, states: usize, params: usize) -> Self {
        let first_free = (1 + states + params) as u32;
        Self {
            graph,
            params,
            pinned: HashMap::new(),
            statics: Vec::new(),
            constants: Vec::new(),
            first_free,
            width: first_free,
        }
    }

    /// Pins what a dynamic operation or a result reads without being dynamic itself.
    fn pin(&mut self, order: &[Node], roots: &[Node]) {
        let read = order
            .iter()
            .filter(|n| self.graph.dependence(**n) == Dependence::Dynamic)
            .flat_map(|n| self.graph.term(*n).operands())
            .chain(roots.iter().copied());
        for node in read {
            self.pin_one(node);
        }
    }

    fn pin_one(&mut self, node: Node) {
        let is_input = matches!(self.graph.term(node), Term::Param(_));
        if self.graph.dependence(node) == Dependence::Dynamic || is_input || self.pinned.contains_key(&node) {
            return;
        }
        let slot = self.first_free;
        self.first_free += 1;
        self.width = self.width.max(self.first_free);
        self.pinned.insert(node, slot);
        match self.graph.as_const(node) {
            Some(value) => self.constants.push((slot, value)),
            None => self.statics.push(node),
        }
    }

    /// The program that computes the pinned values from parameters.
    fn prologue(&mut self) -> Code {
        let roots = self.statics.clone();
        let order = self.graph.reachable(&roots);
        for node in &order {
            if self.graph.dependence(*node) == Dependence::Constant {
                self.pin_one(*node);
            }
        }
        let temporaries = self.first_free;
        let mut code =
            self.emit(&order, &roots, temporaries, |a, n| a.graph.dependence(n) == Dependence::Static);
        code.outputs.clear();
        code
    }

    fn code(&mut self, order: &[Node], roots: &[Node]) -> Code {
        let temporaries = self.first_free;
        self.emit(order, roots, temporaries, |a, n| a.graph.dependence(n) == Dependence::Dynamic)
    }

    /// Emits the operations of `order` that `computed` accepts; everything else has a register.
    fn emit(
        &mut self,
        order: &[Node],
        roots: &[Node],
        first: u32,
        computed: fn(&Self, Node) -> bool,
    ) -> Code {
        let uses = self.last_uses(order, roots);
        let mut place: HashMap<Node, u32> = HashMap::new();
        let mut free: Vec<u32> = Vec::new();
        let mut next = first;
        let mut instructions = Vec::new();
        for (position, &node) in order.iter().enumerate() {
            let term = self.graph.term(node);
            if !computed(self, node) || matches!(term, Term::State(_) | Term::Time | Term::Param(_)) {
                continue;
            }
            let operand = |n: Node| self.input(n).or_else(|| place.get(&n).copied()).unwrap_or(TIME);
            let operands: Vec<u32> = term.operands().map(operand).collect();
            for dead in term.operands().filter(|o| uses.get(o) == Some(&position)) {
                if let Some(slot) = place.remove(&dead)
                    && !self.pinned.contains_key(&dead)
                {
                    free.push(slot);
                }
            }
            let to =
                self.pinned.get(&node).copied().filter(|_| self.graph.dependence(node) == Dependence::Static);
            let to = to.or_else(|| free.pop()).unwrap_or_else(|| {
                next += 1;
                next - 1
            });
            place.insert(node, to);
            instructions.push(instruction(term, to, &operands));
        }
        self.width = self.width.max(next);
        let outputs =
            roots.iter().map(|r| self.input(*r).or_else(|| place.get(r).copied()).unwrap_or(TIME)).collect();
        Code { instructions, outputs }
    }

    /// Position of the last operation that reads each value; results are read at the very end.
    fn last_uses(&self, order: &[Node], roots: &[Node]) -> HashMap<Node, usize> {
        let mut uses = HashMap::new();
        for (position, node) in order.iter().enumerate() {
            for operand in self.graph.term(*node).operands() {
                uses.insert(operand, position);
            }
        }
        uses.extend(roots.iter().map(|r| (*r, usize::MAX)));
        uses
    }

    /// The register of an input or of a pinned number.
    fn input(&self, node: Node) -> Option<u32> {
        match self.graph.term(node) {
            Term::Time => Some(TIME),
            Term::Param(i) => Some(1 + i),
            Term::State(i) => Some(1 + self.params as u32 + i),
            _ => self.pinned.get(&node).copied(),
        }
    }
}

fn instruction(term: Term, to: u32, operands: &[u32]) -> Instruction {
    match (term, operands) {
        (Term::Unary(Unary::Neg, _), [a]) => Instruction::Neg { to, a: *a },
        (Term::Unary(op, _), [a]) => Instruction::Unary { op, to, a: *a },
        (Term::Binary(op, ..), [a, b]) => {
            let (a, b) = (*a, *b);
            match op {
                Binary::Add => Instruction::Add { to, a, b },
                Binary::Sub => Instruction::Sub { to, a, b },
                Binary::Mul => Instruction::Mul { to, a, b },
                Binary::Div => Instruction::Div { to, a, b },
                op => Instruction::Binary { op, to, a, b },
            }
        }
        (_, [condition, a, b]) => Instruction::Select { to, condition: *condition, a: *a, b: *b },
        _ => unreachable!("inputs are not operations"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prologue_holds_what_parameters_decide() {
        let mut g = Graph::new();
        let (k, v, s) = (g.param(0), g.param(1), g.state(0));
        let kv = g.mul(k, v);
        let rate = g.mul(kv, s);
        let programs = Programs::compile(&g, 1, 2, &[&[rate, kv, k]]);
        assert_eq!(programs.operations(0), 1);
        let mut r = Registers::<2>::new(&programs);
        r.params_mut().copy_from_slice(&[[2.0, 3.0], [5.0, 7.0]]);
        r.states_mut()[0] = [1.0, 10.0];
        r.prologue(&programs);
        r.run(&programs, 0);
        assert_eq!(r.lanes(&programs, 0, 0), [10.0, 210.0]);
        assert_eq!(r.lanes(&programs, 0, 1), [10.0, 21.0]);
        assert_eq!(r.lanes(&programs, 0, 2), [2.0, 3.0]);
    }

    #[test]
    fn registers_are_reused() {
        let mut g = Graph::new();
        let mut x = g.state(0);
        for i in 0..100 {
            let k = g.constant(f64::from(i) + 2.0);
            x = g.mul(x, k);
            x = g.unary(Unary::Sin, x);
        }
        let programs = Programs::compile(&g, 1, 0, &[&[x]]);
        assert!(programs.width < 110, "{}", programs.width);
    }
}
