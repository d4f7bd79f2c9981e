//! What a step of all lanes is made of: programs on one file of slots, and where things stand in it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::code::compile::{Builder, Programs, Root};
use crate::code::interpret::Registers;
use crate::code::{Code, SIGN};
use crate::derivative::{Variable, gradients};
use crate::graph::{Dependence, Graph, Node};
use crate::lu::{Looped, MOST_STRAIGHT, Pattern, Slots, Straight};
use crate::native::Native;
use crate::value::Value;

/// Right-hand side, its time derivative and the Jacobian `J` at the states in place.
pub(crate) const JACOBIAN: usize = 0;
/// The values of all outputs.
pub(crate) const LANE_OUTPUTS: usize = 1;
/// The right side of the linear system, less the right-hand side at the states in place.
pub(crate) const RIGHT_SIDE: usize = 2;
/// [`RIGHT_SIDE`], and the solution of `(J - D) x = ` that in its place.
pub(crate) const STAGE: usize = 3;
/// Both factors of `J - D`.
pub(crate) const FACTOR: usize = 4;
/// The solution of `(J - D) x = ` right side in its place.
pub(crate) const SOLVE: usize = 5;

/// The compiled right-hand side, its Jacobian and its linear algebra.
#[derive(Debug)]
pub(crate) struct Kernel {
    pub programs: Programs,
    /// The linear algebra where it is no program: it follows those that end with it.
    looped: Option<Looped>,
    native: OnceLock<Option<Native>>,
    /// Row and column of each Jacobian element.
    pub elements: Vec<(u32, u32)>,
    /// Slot of each.
    pub element_slots: Vec<u32>,
    /// States whose derivative reads time.
    pub timed: Vec<u32>,
    /// First slot of the time derivatives of these.
    pub ft: u32,
    /// First slot of the right-hand side at the start of the step.
    pub f0: u32,
    /// First slot of the right side and solution of the linear system.
    pub x: u32,
    /// First slot of the states.
    pub y: u32,
    /// Slot of `D`.
    pub diagonal: u32,
    /// Slot of the reciprocal pivot of each state.
    pub pivots: Vec<u32>,
    /// Algebraic states, with the slots of all slopes of their equations.
    pub algebraic: Vec<(usize, Vec<u32>)>,
    /// States that fast processes move, likewise.
    pub fast: Vec<(usize, Vec<u32>)>,
    /// What [`LANE_OUTPUTS`] reads of a run beside time and states.
    pub output_inputs: Vec<u32>,
}

impl Clone for Kernel {
    /// The clone makes its own machine code when it needs some, unless that was ruled out.
    fn clone(&self) -> Self {
        let ruled_out = matches!(self.native.get(), Some(None));
        Self {
            programs: self.programs.clone(),
            looped: self.looped.clone(),
            native: if ruled_out { OnceLock::from(None) } else { OnceLock::new() },
            elements: self.elements.clone(),
            element_slots: self.element_slots.clone(),
            timed: self.timed.clone(),
            pivots: self.pivots.clone(),
            algebraic: self.algebraic.clone(),
            fast: self.fast.clone(),
            output_inputs: self.output_inputs.clone(),
            ..*self
        }
    }
}

impl Kernel {
    /// Compiles. `params` counts parameters, hidden ones included; `implicit` has the algebraic states, whose
    /// rows have no `D` in the linear system, and those that fast processes move.
    pub fn new(
        graph: &mut Graph,
        params: usize,
        rhs: &[Node],
        outputs: &[Node],
        implicit: (&[usize], &[usize]),
    ) -> Self {
        Self::with_limit(graph, params, rhs, outputs, implicit, MOST_STRAIGHT)
    }

    /// [`Kernel::new`] with another limit than [`MOST_STRAIGHT`].
    fn with_limit(
        graph: &mut Graph,
        params: usize,
        rhs: &[Node],
        outputs: &[Node],
        (algebraic, fast): (&[usize], &[usize]),
        most_straight: usize,
    ) -> Self {
        let n = rhs.len();
        let slopes = Slopes::new(graph, rhs);
        // The right sides come in as more states, so that a program can go on from them.
        let residuals: Vec<Node> = (0..n)
            .map(|i| {
                let right = graph.state(n + i);
                graph.sub(right, rhs[i])
            })
            .collect();
        let mut builder = Builder::new(graph, 2 * n, params);
        let y = builder.first_state();
        let x = y + n as u32;
        let f0 = builder.region(n);
        let ft = builder.region(slopes.timed.len());
        let diagonal = builder.region(1);
        let at = |first: u32, nodes: &[Node]| -> Vec<Root> {
            nodes.iter().zip(first..).map(|(node, to)| Root { node: *node, to: Some(to) }).collect()
        };
        // Elements that change within a run have slots of their own, which last as long as the factors.
        let mut places: BTreeMap<Node, u32> = BTreeMap::new();
        let mut elements = Vec::new();
        for node in &slopes.values {
            let dynamic = graph.dependence(*node) == Dependence::Dynamic;
            let to = dynamic.then(|| *places.entry(*node).or_insert_with(|| builder.region(1)));
            elements.push(Root { node: *node, to });
        }
        let mut jacobian = at(f0, rhs);
        jacobian.extend(at(ft, &slopes.time_slopes));
        jacobian.extend(elements);
        builder.program(jacobian);
        builder.program(outputs.iter().copied().map(Root::from));
        builder.program(at(x, &residuals));
        let pattern = Pattern::new(n, &slopes.elements);
        let straight = pattern.operations() <= most_straight;
        let within = straight.then(|| builder.region(pattern.entries()));
        let mut programs = builder.finish();
        // Behind all else, the factors are no part of what other programs work on.
        let entries = within.unwrap_or(programs.width as u32);
        let first = n + slopes.timed.len();
        let element_slots: Vec<u32> =
            (0..slopes.elements.len()).map(|i| programs.slot(JACOBIAN, first + i)).collect();
        let slots = Slots { elements: &element_slots, diagonal, entries, x, algebraic };
        let row = |state: &usize| {
            let own = slopes.elements.iter().zip(&element_slots).filter(|((r, _), _)| *r as usize == *state);
            (*state, own.map(|(_, slot)| *slot).collect())
        };
        let (algebraic, fast) = (algebraic.iter().map(row).collect(), fast.iter().map(row).collect());
        let same = |slot: u32| slot <= SIGN || programs.constants.iter().any(|(s, _)| *s == slot);
        let output_inputs: Vec<u32> = programs.codes[LANE_OUTPUTS].reads();
        let output_inputs =
            output_inputs.into_iter().filter(|s| !same(*s) && !(y..y + n as u32).contains(s)).collect();
        let right_side = programs.codes[RIGHT_SIDE].clone();
        let looped = if straight {
            let plan = Straight::new(&pattern, &slopes.elements, &slots);
            programs.codes.extend([right_side.then(plan.solve.clone()), plan.factor, plan.solve]);
            None
        } else {
            programs.codes.extend([right_side, Code::default(), Code::default()]);
            Some(Looped::new(&pattern, &slopes.elements, &slots))
        };
        Self {
            programs,
            looped,
            native: OnceLock::new(),
            elements: slopes.elements,
            element_slots,
            timed: slopes.timed,
            ft,
            f0,
            x,
            y,
            diagonal,
            pivots: pattern.pivots().map(|entry| entries + entry).collect(),
            algebraic,
            fast,
            output_inputs,
        }
    }

    /// A file of slots for all programs. Where none of the linear algebra is needed,
    /// [`Registers::new`] with the programs is enough.
    pub fn registers<V: Value>(&self) -> Registers<V> {
        let mut registers = Registers::new(&self.programs);
        let more = self.looped.as_ref().map_or(0, Looped::slots);
        registers.slots.resize(self.programs.width + more, V::default());
        registers
    }

    /// Everything that says what is computed, as plain numbers.
    pub fn words(&self) -> impl Iterator<Item = u64> + '_ {
        self.programs.words().chain(self.looped.iter().flat_map(Looped::words))
    }

    /// Never uses machine code.
    pub fn interpret_only(&mut self) {
        self.native = OnceLock::from(None);
    }

    fn native(&self) -> Option<&Native> {
        self.native.get_or_init(|| Native::compile(&self.programs)).as_ref()
    }

    /// Executes program `index`, as machine code where there is some.
    #[inline(always)]
    pub fn run<V: Value>(&self, index: usize, registers: &mut Registers<V>) {
        if V::LANES > 1
            && let Some(code) = self.native().and_then(|native| native.code(index))
            && let Some(slots) = V::packs(&mut registers.slots)
        {
            code.run(slots);
        } else {
            registers.run(&self.programs, index);
        }
        match (&self.looped, index) {
            (Some(looped), FACTOR) => looped.factor(&mut registers.slots),
            (Some(looped), STAGE | SOLVE) => looped.solve(&mut registers.slots),
            _ => {}
        }
    }

    /// Computes what depends on parameters only.
    pub fn prologue<V: Value>(&self, registers: &mut Registers<V>) {
        if V::LANES > 1
            && let Some(code) = self.native().and_then(Native::prologue)
            && let Some(slots) = V::packs(&mut registers.slots)
        {
            code.run(slots);
        } else {
            registers.prologue(&self.programs);
        }
    }
}

/// The derivatives of a right-hand side, where they are not zero.
struct Slopes {
    elements: Vec<(u32, u32)>,
    values: Vec<Node>,
    timed: Vec<u32>,
    time_slopes: Vec<Node>,
}

impl Slopes {
    fn new(graph: &mut Graph, rhs: &[Node]) -> Self {
        let mut this = Self { elements: vec![], values: vec![], timed: vec![], time_slopes: vec![] };
        let slopes = gradients(graph, rhs, &|v| !matches!(v, Variable::Param(_)));
        for (row, gradient) in slopes.iter().enumerate() {
            for (variable, node) in gradient {
                match variable {
                    Variable::State(column) => {
                        this.elements.push((row as u32, *column));
                        this.values.push(*node);
                    }
                    _ => {
                        this.timed.push(row as u32);
                        this.time_slopes.push(*node);
                    }
                }
            }
        }
        this
    }
}

#[cfg(test)]
mod tests;
