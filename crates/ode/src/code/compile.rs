//! From the expression graph to programs that share one file of slots.
//!
//! The file holds time, three numbers, parameters, states, lags, *regions* that the caller asks for, then
//! *pinned* values (numbers, and whatever depends on parameters only: computed by the prologue, once
//! a run), then temporaries, which are reused as soon as their value is dead.

use crate::code::select::{Selected, select};
use crate::code::{Code, FIRST_PARAM, Instruction, ONE, Op, SIGN, TIME, ZERO};
use crate::graph::{Dependence, Graph, Node, Term};

/// Programs that share a file of slots.
#[derive(Debug, Clone)]
pub struct Programs {
    pub(crate) states: usize,
    pub(crate) params: usize,
    pub(crate) constants: Vec<(u32, f64)>,
    pub(crate) prologue: Code,
    pub(crate) codes: Vec<Code>,
    pub(crate) width: usize,
}

/// A value that a program is to compute, and the slot in which it must stand if that matters.
#[derive(Debug, Clone, Copy)]
pub struct Root {
    /// What.
    pub node: Node,
    /// Where.
    pub to: Option<u32>,
}

impl From<Node> for Root {
    fn from(node: Node) -> Self {
        Self { node, to: None }
    }
}

impl Programs {
    /// Compiles each list of `roots` into one program. `states` and `params` count the inputs.
    pub fn compile(graph: &Graph, states: usize, params: usize, roots: &[&[Node]]) -> Self {
        let mut builder = Builder::new(graph, states, params);
        for roots in roots {
            builder.program(roots.iter().copied().map(Root::from));
        }
        builder.finish()
    }

    /// Number of values that program `index` computes.
    pub fn outputs(&self, index: usize) -> usize {
        self.codes[index].results.len()
    }

    /// Slot of result `i` of program `index`.
    pub(crate) fn slot(&self, index: usize, i: usize) -> u32 {
        self.codes[index].results[i]
    }

    /// Everything here as plain numbers: equal where the same is computed in the same way.
    pub(crate) fn words(&self) -> impl Iterator<Item = u64> + '_ {
        let sizes = [self.states, self.params, self.constants.len(), self.codes.len()];
        let constants = self.constants.iter().flat_map(|(to, x)| [u64::from(*to), x.to_bits()]);
        let codes = std::iter::once(&self.prologue).chain(&self.codes);
        sizes.into_iter().map(|n| n as u64).chain(constants).chain(codes.flat_map(Code::words))
    }
}

/// Gives every value its slot.
#[derive(Debug)]
pub struct Builder<'g> {
    graph: &'g Graph,
    params: usize,
    states: usize,
    programs: Vec<Vec<Root>>,
    /// Slot of each pinned node, by its index.
    pinned: Vec<Option<u32>>,
    statics: Vec<Node>,
    constants: Vec<(u32, f64)>,
    next: u32,
    width: u32,
}

impl<'g> Builder<'g> {
    /// A file with room for so many states and parameters.
    pub fn new(graph: &'g Graph, states: usize, params: usize) -> Self {
        let first_lag = FIRST_PARAM + (params + states) as u32;
        let mut constants = vec![(ZERO, 0.0), (ONE, 1.0), (SIGN, -0.0)];
        let next = match graph.lags().len() {
            0 => first_lag,
            lags => {
                constants.push((first_lag, 1.0));
                first_lag + 1 + 2 * lags as u32
            }
        };
        Self {
            graph,
            params,
            states,
            programs: Vec::new(),
            pinned: vec![None; graph.len()],
            statics: Vec::new(),
            constants,
            next,
            width: next,
        }
    }

    /// Room for `length` values that no program uses for anything else; gives the first slot.
    pub fn region(&mut self, length: usize) -> u32 {
        let first = self.next;
        self.next += length as u32;
        first
    }

    /// First slot of the states.
    pub fn first_state(&self) -> u32 {
        FIRST_PARAM + self.params as u32
    }

    /// First slot of the lags: whether the run has started, then of each its value and its slope.
    pub fn first_lag(&self) -> u32 {
        self.first_state() + self.states as u32
    }

    /// Adds a program that computes `roots`.
    pub fn program(&mut self, roots: impl IntoIterator<Item = Root>) {
        self.programs.push(roots.into_iter().collect());
    }

    /// Compiles.
    pub fn finish(mut self) -> Programs {
        let programs = std::mem::take(&mut self.programs);
        let nodes = |roots: &[Root]| roots.iter().map(|r| r.node).collect::<Vec<_>>();
        let orders: Vec<Vec<Node>> = programs.iter().map(|r| self.graph.reachable(&nodes(r))).collect();
        for (order, roots) in orders.iter().zip(&programs) {
            self.pin(order, &nodes(roots));
        }
        let prologue = self.prologue();
        let dynamic = Dependence::Dynamic;
        let codes =
            orders.iter().zip(&programs).map(|(order, roots)| self.emit(order, roots, dynamic)).collect();
        Programs {
            states: self.states,
            params: self.params,
            constants: self.constants,
            prologue,
            codes,
            width: self.width as usize,
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
        let known = self.pinned[node.index()].is_some();
        if self.graph.dependence(node) == Dependence::Dynamic || is_input || known {
            return;
        }
        let slot = self.region(1);
        self.pinned[node.index()] = Some(slot);
        match self.graph.as_const(node) {
            Some(value) => self.constants.push((slot, value)),
            None => self.statics.push(node),
        }
    }

    /// The program that computes the pinned values from parameters.
    fn prologue(&mut self) -> Code {
        let order = self.graph.reachable(&self.statics);
        for node in &order {
            if self.graph.dependence(*node) == Dependence::Constant {
                self.pin_one(*node);
            }
        }
        let place = |n: &Node| Root { node: *n, to: self.pinned[n.index()] };
        let roots: Vec<Root> = self.statics.iter().map(place).collect();
        self.emit(&order, &roots, Dependence::Static)
    }

    /// The program that computes what changes with `section` in `order`; all else has its slot.
    fn emit(&mut self, order: &[Node], roots: &[Root], section: Dependence) -> Code {
        let computed = |n: Node| self.graph.dependence(n) == section && !is_input(self.graph.term(n));
        let nodes: Vec<Node> = roots.iter().map(|r| r.node).collect();
        let selected = select(self.graph, order, &nodes, &computed);
        let mut places = Places::new(self.graph.len(), self.next, &selected, roots);
        let mut instructions = Vec::with_capacity(selected.len());
        for (position, s) in selected.iter().enumerate() {
            let mut slots = [ZERO; 3];
            for (slot, operand) in slots.iter_mut().zip(s.operands()) {
                *slot = self.input(*operand, section).or(places.of(*operand)).unwrap_or(ZERO);
            }
            let to = places.put(s, position);
            instructions.push(Instruction::new(s.op, to, &slots[..s.op.arity()]));
        }
        let mut results = Vec::with_capacity(roots.len());
        for root in roots {
            let at = self.input(root.node, section).or(places.of(root.node)).unwrap_or(ZERO);
            let to = root.to.unwrap_or(at);
            if to != at {
                instructions.push(Instruction::new(Op::Copy, to, &[at]));
            }
            results.push(to);
        }
        self.width = self.width.max(places.next).max(self.next);
        Code { instructions, results }
    }

    /// The slot of an input, or of a pinned value that `section` does not compute.
    fn input(&self, node: Node, section: Dependence) -> Option<u32> {
        match self.graph.term(node) {
            Term::Time => Some(TIME),
            Term::Param(i) => Some(FIRST_PARAM + i),
            Term::State(i) => Some(self.first_state() + i),
            Term::Lagged(i) => Some(self.first_lag() + 1 + 2 * i),
            Term::LaggedSlope(i) => Some(self.first_lag() + 2 + 2 * i),
            Term::Started if self.graph.lags().is_empty() => Some(ONE),
            Term::Started => Some(self.first_lag()),
            _ if self.graph.dependence(node) == section => None,
            _ => self.pinned[node.index()],
        }
    }
}

fn is_input(term: Term) -> bool {
    use Term::{Lagged, LaggedSlope, Param, Started, State, Time};
    matches!(term, State(_) | Time | Param(_) | Lagged(_) | LaggedSlope(_) | Started)
}

/// Where the values of one program stand while it is written.
struct Places {
    /// Slot of each node that has one, by its index.
    slot: Vec<Option<u32>>,
    /// Slots that results must stand in.
    wanted: Vec<Option<u32>>,
    /// Position of the last instruction that reads each node.
    last_use: Vec<Option<usize>>,
    free: Vec<u32>,
    next: u32,
}

impl Places {
    fn new(nodes: usize, next: u32, selected: &[Selected], roots: &[Root]) -> Self {
        let mut last_use = vec![None; nodes];
        for (position, s) in selected.iter().enumerate() {
            for operand in s.operands() {
                last_use[operand.index()] = Some(position);
            }
        }
        let mut wanted = vec![None; nodes];
        for root in roots {
            // Results are read at the very end.
            last_use[root.node.index()] = Some(usize::MAX);
            wanted[root.node.index()] = wanted[root.node.index()].or(root.to);
        }
        Self { slot: vec![None; nodes], wanted, last_use, free: Vec::new(), next }
    }

    fn of(&self, node: Node) -> Option<u32> {
        self.slot[node.index()]
    }

    /// The slot of the value that instruction `position` computes; what it reads last is free before.
    fn put(&mut self, s: &Selected, position: usize) -> u32 {
        for operand in s.operands() {
            let i = operand.index();
            if self.last_use[i] == Some(position)
                && let Some(slot) = self.slot[i].take()
                && self.wanted[i].is_none()
            {
                self.free.push(slot);
            }
        }
        let to = self.wanted[s.node.index()].or_else(|| self.free.pop()).unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        });
        self.slot[s.node.index()] = Some(to);
        to
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::interpret::Registers;
    use crate::graph::Unary;
    use crate::value::{Pack, Value};

    #[test]
    fn prologue_holds_what_parameters_decide() {
        let mut g = Graph::new();
        let (k, v, s) = (g.param(0), g.param(1), g.state(0));
        let kv = g.mul(k, v);
        let rate = g.mul(kv, s);
        let programs = Programs::compile(&g, 1, 2, &[&[rate, kv, k]]);
        assert_eq!(programs.codes[0].instructions.len(), 1);
        let mut r = Registers::<Pack>::new(&programs);
        let lanes = |a: f64, b: f64| Pack::from_fn(|l| if l == 0 { a } else { b });
        r.params_mut().copy_from_slice(&[lanes(2.0, 3.0), lanes(5.0, 7.0)]);
        r.states_mut()[0] = lanes(1.0, 10.0);
        r.prologue(&programs);
        r.run(&programs, 0);
        assert_eq!(r.result(&programs, 0, 0), lanes(10.0, 210.0));
        assert_eq!(r.result(&programs, 0, 1), lanes(10.0, 21.0));
        assert_eq!(r.result(&programs, 0, 2), lanes(2.0, 3.0));
    }

    #[test]
    fn slots_are_reused() {
        let mut g = Graph::new();
        let mut x = g.state(0);
        for i in 0..100 {
            let k = g.constant(f64::from(i) + 2.0);
            x = g.mul(x, k);
            x = g.unary(Unary::Sin, x);
        }
        let programs = Programs::compile(&g, 1, 0, &[&[x]]);
        assert!(programs.width < 115, "{}", programs.width);
    }

    #[test]
    fn a_product_that_feeds_one_sum_is_fused_with_it() {
        let mut g = Graph::new();
        let (a, b, c) = (g.state(0), g.state(1), g.state(2));
        let product = g.mul(a, b);
        let sum = g.add(product, c);
        let difference = g.sub(c, product);
        let one = Programs::compile(&g, 3, 0, &[&[sum]]);
        assert_eq!(one.codes[0].instructions[0].op, Op::MulAdd);
        // Computed once for two readers, it is rounded once for both.
        let two = Programs::compile(&g, 3, 0, &[&[sum, difference]]);
        assert_eq!(two.codes[0].instructions.len(), 3);
    }
}
