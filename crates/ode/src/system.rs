//! A system of differential equations, compiled.

use std::collections::BTreeSet;
use std::fmt;

use crate::code::compile::Programs;
use crate::code::interpret::Registers;
use crate::equilibria::Equilibria;
use crate::extract::extract;
use crate::graph::{Binary, Dependence, Graph, Node, Term};
use crate::kernel::Kernel;
use crate::lag::LagPlan;
use crate::switchboard::Switches;

/// What an event or a stop may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A state variable.
    State(usize),
    /// A parameter.
    Param(usize),
}

impl Target {
    /// Whether a system of so many states and parameters has it.
    pub(crate) fn exists(self, states: usize, params: usize) -> bool {
        match self {
            Self::State(i) => i < states,
            Self::Param(i) => i < params,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State(i) => write!(f, "state {i}"),
            Self::Param(i) => write!(f, "parameter {i}"),
        }
    }
}

/// A discrete change when a condition turns from false to true, as SBML defines it.
#[derive(Debug, Clone)]
pub struct EventDefinition {
    /// The condition.
    pub trigger: Node,
    /// What the condition was just before the start.
    pub initial_value: bool,
    /// Whether it executes after its delay though the condition has turned false again.
    pub persistent: bool,
    /// Time from firing to execution.
    pub delay: Option<Node>,
    /// Of the events due at one time the highest goes first; none counts as lowest.
    pub priority: Option<Node>,
    /// Whether values are computed on firing and not on execution.
    pub from_trigger: bool,
    /// What it sets, all at once.
    pub assignments: Vec<(Target, Node)>,
    /// What the value for a target is multiplied with: computed on execution, whenever the value is.
    pub scales: Vec<(Target, Node)>,
}

/// A system of differential equations as nodes of one graph.
#[derive(Debug, Clone, Default)]
pub struct Definition {
    /// The graph that all nodes below belong to.
    pub graph: Graph,
    /// Number of parameters.
    pub params: usize,
    /// Value of each state at the start, from parameters and time.
    pub initial: Vec<Node>,
    /// Time derivative of each state.
    pub rhs: Vec<Node>,
    /// What can be saved and measured.
    pub outputs: Vec<Node>,
    /// Events.
    pub events: Vec<EventDefinition>,
}

/// A compiled system: immutable, shared by threads.
#[derive(Debug, Clone)]
pub struct System {
    pub(crate) states: usize,
    pub(crate) params: usize,
    pub(crate) outputs: usize,
    pub(crate) events: Vec<EventPlan>,
    /// Step functions of time in rates and triggers, as hidden parameters after the given ones.
    pub(crate) switches: Switches,
    /// What steps of all lanes are made of.
    pub(crate) kernel: Kernel,
    /// Comparisons of which triggers are made; the program [`TRIGGERS`] gives them behind the triggers.
    pub(crate) comparisons: usize,
    /// Programs for one run: [`INITIAL`], [`OUTPUTS`], [`TRIGGERS`], [`RHS`], then events.
    pub(crate) scalar: Programs,
    /// Parameters that something reads beside outputs: these must be finite.
    pub(crate) read_params: Vec<usize>,
    /// States whose derivative is an equation instead: it is 0. Rising.
    pub(crate) algebraic: Vec<usize>,
    /// States that fast processes move. Rising.
    pub(crate) fast: Vec<usize>,
    /// Both of these. Rising.
    pub(crate) implicit: Vec<usize>,
    /// Equations are to be solved that read the past: no method does.
    pub(crate) looks_back_from_equations: bool,
    /// Algebraic states with the states that hold their totals.
    pub(crate) totals: Vec<(usize, usize)>,
    /// States that outputs or triggers read.
    pub(crate) watched: Vec<u32>,
    /// States that each output reads.
    pub(crate) output_reads: Vec<Vec<u32>>,
    /// What formulas read of the past.
    pub(crate) lags: Option<LagPlan>,
    /// Where there are lags, the system in which they show what is now.
    at_rest: Option<Box<System>>,
    fingerprint: u64,
}

/// An event without its formulas, which are program [`FIRST_EVENT`]` + i`: delay, priority, values.
#[derive(Debug, Clone)]
pub(crate) struct EventPlan {
    pub initial_value: bool,
    pub persistent: bool,
    pub delayed: bool,
    pub prioritised: bool,
    pub from_trigger: bool,
    pub targets: Vec<Target>,
    /// Which of the targets have a scale.
    pub scaled: Vec<usize>,
    /// What the trigger reads.
    pub reads: Vec<Target>,
}

impl EventPlan {
    fn words(&self) -> impl Iterator<Item = u64> + '_ {
        let flags = [self.initial_value, self.persistent, self.delayed, self.prioritised, self.from_trigger];
        let flags = flags.iter().fold(1, |bits, flag| bits << 1 | u64::from(*flag));
        let targets = self.targets.iter().map(|t| match t {
            Target::State(i) => 2 * *i as u64,
            Target::Param(i) => 2 * *i as u64 + 1,
        });
        let scaled = self.scaled.iter().map(|i| *i as u64);
        [flags, self.targets.len() as u64].into_iter().chain(targets).chain(scaled)
    }
}

pub(crate) const INITIAL: usize = 0;
pub(crate) const OUTPUTS: usize = 1;
pub(crate) const TRIGGERS: usize = 2;
pub(crate) const RHS: usize = 3;
pub(crate) const FIRST_EVENT: usize = 4;

impl System {
    /// Compiles a definition.
    ///
    /// # Panics
    /// Where `initial` and `rhs` differ in length, an initial value reads a state, or something reads
    /// or sets a state or parameter beyond the number of them, or scales what it does not set.
    pub fn new(definition: Definition) -> Self {
        Self::with_algebraic(definition, &[])
    }

    /// Compiles a definition in which some states are `algebraic`: they have no derivative, and what
    /// stands in [`Definition::rhs`] is 0 at all times. Their initial values are where the search for
    /// consistent ones begins.
    ///
    /// The equations must determine the algebraic states (index 1); each must read its own state. Such a
    /// system can be integrated by the implicit methods only, and where nothing reads the past.
    ///
    /// # Panics
    /// As [`System::new`], and where there is no such state.
    pub fn with_algebraic(definition: Definition, algebraic: &[usize]) -> Self {
        Self::with_equilibria(definition, algebraic, &Equilibria::default())
    }

    /// Compiles a definition in which what fast processes do stands in the rates already.
    pub(crate) fn compile(
        definition: Definition,
        algebraic: Vec<usize>,
        fast: Vec<usize>,
        totals: &[(usize, usize)],
    ) -> Self {
        let resting = |d| Box::new(Self::compile(d, algebraic.clone(), fast.clone(), totals));
        let at_rest = at_rest(&definition).map(resting);
        let Definition { mut graph, params, initial, rhs, outputs, events } = definition;
        let states = rhs.len();
        assert_eq!(initial.len(), states, "one initial value for each state");
        assert!(algebraic.iter().all(|i| *i < states), "algebraic states exist");
        let reads_state = |n: &Node| matches!(graph.term(*n), Term::State(_) | Term::Lagged(_));
        assert!(!graph.reachable(&initial).iter().any(reads_state), "initial values read no state");

        let triggers: Vec<Node> = events.iter().map(|e| e.trigger).collect();
        let event_values: Vec<Vec<Node>> = events.iter().map(|e| event_nodes(&mut graph, e)).collect();
        let lagged: Vec<Node> = graph.lags().iter().flat_map(|lag| [lag.of, lag.by]).collect();
        let parts = [&initial, &rhs, &triggers, &lagged];
        let course: Vec<Node> = parts.into_iter().chain(&event_values).flatten().copied().collect();
        let read: Vec<Node> = course.iter().chain(&outputs).copied().collect();
        assert!(all_exist(&graph, &read, states, params), "what is read exists");
        let mut set =
            events.iter().flat_map(|e| e.assignments.iter().chain(&e.scales)).map(|(target, _)| *target);
        assert!(set.all(|target| target.exists(states, params)), "what events set exists");

        let parts: Vec<Node> = rhs.iter().chain(&triggers).chain(&lagged).copied().collect();
        let (mut rhs, mut switches) = extract(&mut graph, &parts, params);
        let lagged = rhs.split_off(states + triggers.len());
        let mut switched_triggers = rhs.split_off(states);
        for (lag, ends) in graph.lags.iter_mut().zip(lagged.chunks_exact(2)) {
            (lag.of, lag.by) = (ends[0], ends[1]);
        }
        let comparisons = comparisons(&graph, &switched_triggers);
        switched_triggers.extend(&comparisons);
        let driving: Vec<Node> = rhs.iter().chain(&lagged).copied().collect();
        for node in graph.reachable(&driving) {
            if let Term::Param(i) = graph.term(node) {
                switches.drives(i as usize);
            }
        }
        let inputs = params + switches.len();
        let lags = (!lagged.is_empty()).then(|| LagPlan::new(&mut graph, inputs, &initial, &rhs));
        let kernel = Kernel::new(&mut graph, inputs, &rhs, &outputs, (&algebraic, &fast));
        let mut programs: Vec<&[Node]> = vec![&initial, &outputs, &switched_triggers, &rhs];
        programs.extend(event_values.iter().map(Vec::as_slice));
        let scalar = Programs::compile(&graph, states, inputs, &programs);
        let mut watched = states_read(&graph, outputs.iter().chain(&triggers));
        if let Some(lags) = &lags {
            watched = watched.into_iter().chain(lags.states.iter().copied()).collect();
        }
        let watched: Vec<u32> = watched.into_iter().collect();
        let output_reads = outputs.iter().map(|o| states_read(&graph, std::iter::once(o)));
        let mut this = Self {
            states,
            params,
            outputs: outputs.len(),
            events: events.iter().map(|e| plan(&graph, e)).collect(),
            switches,
            kernel,
            comparisons: comparisons.len(),
            scalar,
            read_params: params_read(&graph, &course),
            implicit: algebraic.iter().chain(&fast).copied().collect::<BTreeSet<_>>().into_iter().collect(),
            algebraic,
            fast,
            totals: totals.to_vec(),
            looks_back_from_equations: false,
            watched,
            output_reads: output_reads.map(|read| read.into_iter().collect()).collect(),
            lags,
            at_rest,
            fingerprint: 0,
        };
        this.fingerprint = this.compute_fingerprint();
        this
    }

    /// Number of state variables.
    pub fn states(&self) -> usize {
        self.states
    }

    /// Number of parameters.
    pub fn params(&self) -> usize {
        self.params
    }

    /// Number of outputs.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// A number that two systems share where they compute the same in the same way.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    fn compute_fingerprint(&self) -> u64 {
        let lags = self.lags.iter().flat_map(|lags| lags.programs.words());
        let programs = self.kernel.words().chain(self.scalar.words()).chain(lags);
        let words =
            programs.chain(self.switches.words()).chain(self.events.iter().flat_map(EventPlan::words));
        let words = words.chain(self.algebraic.iter().map(|i| *i as u64));
        // Where nothing is fast the number stays what it was without these.
        let words = words.chain(self.fast.iter().map(|i| !(*i as u64)));
        // Each step can be undone, so no single difference is lost; the same on every machine.
        words.fold(0, |hash, word| {
            let mixed = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            mixed ^ (mixed >> 29)
        })
    }

    /// Whether fast processes move state `i`.
    pub(crate) fn is_fast(&self, i: usize) -> bool {
        self.fast.binary_search(&i).is_ok()
    }

    /// Row and column of each element of the Jacobian that is not always zero.
    pub fn jacobian_pattern(&self) -> &[(u32, u32)] {
        &self.kernel.elements
    }

    /// Values of all outputs for one state, lags showing what is now.
    pub fn evaluate(&self, t: f64, y: &[f64], params: &[f64]) -> Vec<f64> {
        if let Some(system) = &self.at_rest {
            return system.evaluate(t, y, params);
        }
        let mut registers = Registers::<f64>::new(&self.scalar);
        // Outputs read no hidden parameter.
        let hidden = std::iter::repeat_n(0.0, self.switches.len());
        let params: Vec<f64> = params[..self.params].iter().copied().chain(hidden).collect();
        registers.set_params(&self.scalar, &params);
        registers.set_states(y);
        registers.set_time(t);
        registers.run(&self.scalar, OUTPUTS);
        registers.results(&self.scalar, OUTPUTS).collect()
    }

    /// The system in which lags show what is now, as they do at rest; itself where it has none.
    pub(crate) fn resting(&self) -> &Self {
        self.at_rest.as_deref().unwrap_or(self)
    }

    /// The same system without machine code, for machines that forbid it and to compare with: every
    /// result has the same bits.
    pub fn interpreted(mut self) -> Self {
        self.kernel.interpret_only();
        self.at_rest = self.at_rest.map(|system| Box::new(system.interpreted()));
        self
    }
}

fn all_exist(graph: &Graph, read: &[Node], states: usize, params: usize) -> bool {
    graph.reachable(read).into_iter().all(|n| match graph.term(n) {
        Term::State(i) => (i as usize) < states,
        Term::Param(i) => (i as usize) < params,
        _ => true,
    })
}

fn event_nodes(graph: &mut Graph, event: &EventDefinition) -> Vec<Node> {
    let zero = graph.constant(0.0);
    let head = [event.delay.unwrap_or(zero), event.priority.unwrap_or(zero)];
    let body = event.assignments.iter().chain(&event.scales);
    head.into_iter().chain(body.map(|(_, value)| *value)).collect()
}

/// Positions among the assignments of the targets that have a scale.
///
/// # Panics
/// Where the event does not set such a target.
fn scaled(event: &EventDefinition) -> Vec<usize> {
    let place = |target: &Target| event.assignments.iter().position(|(t, _)| t == target);
    event
        .scales
        .iter()
        .map(|(t, _)| place(t).unwrap_or_else(|| panic!("{t} is scaled but not set")))
        .collect()
}

fn plan(graph: &Graph, event: &EventDefinition) -> EventPlan {
    // A lag moves at once with what says how far it goes back, not with what it shows.
    let distances = graph.lags_read(&[event.trigger]).into_iter().map(|i| graph.lags()[i].by);
    let roots: Vec<Node> = distances.chain([event.trigger]).collect();
    let reads = graph.reachable(&roots).into_iter().filter_map(|n| match graph.term(n) {
        Term::State(i) => Some(Target::State(i as usize)),
        Term::Param(i) => Some(Target::Param(i as usize)),
        _ => None,
    });
    EventPlan {
        initial_value: event.initial_value,
        persistent: event.persistent,
        delayed: event.delay.is_some(),
        prioritised: event.priority.is_some(),
        from_trigger: event.from_trigger,
        targets: event.assignments.iter().map(|(target, _)| *target).collect(),
        scaled: scaled(event),
        reads: reads.collect(),
    }
}

/// The comparisons in triggers that are made of several: such a trigger may hold for a part of a step
/// only, between two of them.
fn comparisons(graph: &Graph, triggers: &[Node]) -> Vec<Node> {
    let mut all = BTreeSet::new();
    for trigger in triggers {
        let is_comparison = |n: &Node| {
            graph.dependence(*n) == Dependence::Dynamic
                && matches!(graph.term(*n), Term::Binary(Binary::Lt | Binary::Le | Binary::Eq, ..))
        };
        let found: Vec<Node> = graph.reachable(&[*trigger]).into_iter().filter(is_comparison).collect();
        if found.len() > 1 {
            all.extend(found);
        }
    }
    all.into_iter().collect()
}

fn params_read(graph: &Graph, roots: &[Node]) -> Vec<usize> {
    let read = graph.reachable(roots).into_iter().filter_map(|n| match graph.term(n) {
        Term::Param(i) => Some(i as usize),
        _ => None,
    });
    read.collect::<BTreeSet<usize>>().into_iter().collect()
}

fn states_read<'a>(graph: &Graph, roots: impl Iterator<Item = &'a Node>) -> BTreeSet<u32> {
    let roots: Vec<Node> = roots.copied().filter(|n| graph.dependence(*n) == Dependence::Dynamic).collect();
    graph
        .reachable(&roots)
        .into_iter()
        .filter_map(|n| match graph.term(n) {
            Term::State(i) => Some(i),
            _ => None,
        })
        .collect()
}

/// The definition in which lags show what is now, where there are any.
fn at_rest(definition: &Definition) -> Option<Definition> {
    if definition.graph.lags().is_empty() {
        return None;
    }
    let mut resting = definition.clone();
    let graph = &mut resting.graph;
    let lags = std::mem::take(&mut graph.lags);
    let mut shown: Vec<Node> = Vec::new();
    for lag in lags {
        let now = rested(graph, &[lag.of], &shown);
        shown.extend(now);
    }
    let mut rest = |nodes: &mut [Node]| {
        let new = rested(graph, nodes, &shown);
        nodes.copy_from_slice(&new);
    };
    rest(&mut resting.rhs);
    rest(&mut resting.outputs);
    for event in &mut resting.events {
        rest(std::slice::from_mut(&mut event.trigger));
        rest(event.delay.as_mut_slice());
        rest(event.priority.as_mut_slice());
        let values = event.assignments.iter_mut().chain(&mut event.scales);
        values.for_each(|(_, value)| rest(std::slice::from_mut(value)));
    }
    Some(resting)
}

fn rested(graph: &mut Graph, nodes: &[Node], shown: &[Node]) -> Vec<Node> {
    graph.substitute(nodes, &mut |_, _, term| match term {
        Term::Lagged(i) => shown.get(i as usize).copied(),
        _ => None,
    })
}
