//! Exact forward sensitivities: how states and outputs change with parameters.
//!
//! The derivatives `s = dy/dp` of the states by a parameter `p` follow `s' = (df/dy) s + df/dp` from
//! `s(0) = dy0/dp` (Dickinson & Gelinas 1976). They become further states of the same system, so
//! that every method, error control, stops and events are those of plain runs.
//!
//! # What is integrated
//! The *scaled* sensitivity `z = c s`, `c = |p|`, or 1 where `p` is 0: it has the unit of its state,
//! so that the state's absolute tolerance holds for it: a sensitivity that moves its state by less
//! than that, were the parameter to double, is not resolved. Outputs are the plain derivatives.
//!
//! # Stops and events
//! A state that is set to a number follows no parameter from then on, one that is added to as
//! before: [`Sensitivities::stops`]. An event at a time that follows no chosen parameter assigns
//! the derivatives of what it assigns. What would need more than that is refused, by name:
//! [`NoSensitivity`].

mod influence;
mod refusal;

use std::collections::BTreeMap;

use crate::derivative::{Variable, gradients};
use crate::graph::{Binary, Graph, Node, Unary};
use crate::options::Options;
use crate::run::{Action, Run, Stop};
use crate::system::{Definition, EventDefinition, Target};

use influence::{Slopes, dependent};
use refusal::Reads;
pub use refusal::{NoSensitivity, Part};

/// Where the sensitivities stand in an extended [`Definition`].
///
/// ```
/// use jakstat_ode::{Definition, Options, Run, Sensitivities, System, graph::Graph, solve};
///
/// // dy/dt = -k y, y(0) = 1: dy/dk = -t exp(-k t)
/// let mut graph = Graph::new();
/// let (k, y, one, zero) = (graph.param(0), graph.state(0), graph.constant(1.0), graph.constant(0.0));
/// let decay = graph.mul(k, y);
/// let rhs = vec![graph.sub(zero, decay)];
/// let plain = Definition { graph, params: 1, initial: vec![one], rhs, outputs: vec![y], events: vec![] };
///
/// let (extended, layout) = Sensitivities::of(plain, &[0]).unwrap();
/// let run = layout.run(&Run::new(vec![0.5], 0.0, 2.0).save_at([2.0])).unwrap();
/// let solution = &solve(&System::new(extended), &layout.options(&Options::default()), &[run])[0];
/// let slope = solution.values[layout.output(0, 0)];
/// assert!((slope + 2.0 * (-1.0f64).exp()).abs() < 1e-5);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sensitivities {
    states: usize,
    outputs: usize,
    params: Vec<usize>,
    /// For each parameter and state the extended state, where the one depends on the other.
    columns: Vec<Vec<Option<usize>>>,
}

/// The factors of the columns, and what they multiply.
struct Column<'a> {
    param: u32,
    /// `c` of the module.
    scale: Node,
    states: &'a [Option<usize>],
}

impl Sensitivities {
    /// Extends a definition by the sensitivities to `params`. Its own states and outputs keep their
    /// places, further ones come behind; parameters and the order of events stay.
    ///
    /// # Errors
    /// Everything that has no exact sensitivity here, all at once.
    ///
    /// # Panics
    /// Where [`crate::System::new`] would: something reads or sets a state beyond the number of them.
    pub fn of(definition: Definition, params: &[usize]) -> Result<(Definition, Self), Vec<NoSensitivity>> {
        let mut problems = Vec::new();
        for (i, &param) in params.iter().enumerate() {
            if param >= definition.params {
                problems.push(NoSensitivity::Unknown { param });
            } else if params[..i].contains(&param) {
                problems.push(NoSensitivity::Twice { param });
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        if params.is_empty() {
            // The very same system, with the same bits.
            let layout = Self::layout(&definition, params, &[]);
            return Ok((definition, layout));
        }
        if !definition.graph.lags().is_empty() {
            return Err((0..definition.graph.lags().len()).map(|lag| NoSensitivity::Lag { lag }).collect());
        }
        let Definition { mut graph, params: count, initial, rhs, outputs, events } = definition;
        let slopes = Slopes::new(&mut graph, &initial, &rhs, &events, params);
        let depends: Vec<Vec<bool>> = params.iter().map(|p| dependent(&slopes, *p)).collect();
        let definition = Definition { graph, params: count, initial, rhs, outputs, events };
        let counts = |target: Target| match target {
            Target::State(i) => depends.iter().any(|d| d[i]),
            Target::Param(i) => params.contains(&i),
        };
        let reads = Reads::new(&definition.graph, &all_nodes(&definition), &counts);
        let problems = refusal::find(&definition, params, &reads);
        if !problems.is_empty() {
            return Err(problems);
        }
        let layout = Self::layout(&definition, params, &depends);
        Ok((layout.extend(definition, &slopes), layout))
    }

    fn layout(definition: &Definition, params: &[usize], depends: &[Vec<bool>]) -> Self {
        let states = definition.rhs.len();
        let mut next = states;
        let mut number = |depends: &bool| {
            next += usize::from(*depends);
            depends.then(|| next - 1)
        };
        Self {
            states,
            outputs: definition.outputs.len(),
            params: params.to_vec(),
            columns: depends.iter().map(|column| column.iter().map(&mut number).collect()).collect(),
        }
    }

    fn extend(&self, definition: Definition, slopes: &Slopes) -> Definition {
        let Definition { mut graph, params, mut initial, mut rhs, mut outputs, mut events } = definition;
        let g = &mut graph;
        let by_output = gradients(g, &outputs, &|v| self.wants(v));
        for (column, states) in self.columns.iter().enumerate() {
            let param = self.params[column];
            let column = Column { param: param as u32, scale: scale(g, param), states };
            for i in (0..self.states).filter(|i| states[*i].is_some()) {
                initial.push(column.chain(g, &slopes.initial[i]));
                rhs.push(column.chain(g, &slopes.rhs[i]));
            }
            for slope in &by_output {
                let scaled = column.chain_states(g, slope);
                let through_states = g.div(scaled, column.scale);
                let direct = column.direct(g, slope);
                outputs.push(g.add(direct, through_states));
            }
            for (event, slopes) in events.iter_mut().zip(&slopes.events) {
                column.assign(g, event, slopes);
            }
        }
        Definition { graph, params, initial, rhs, outputs, events }
    }

    fn wants(&self, variable: Variable) -> bool {
        match variable {
            Variable::State(_) => true,
            Variable::Param(p) => self.params.contains(&(p as usize)),
            Variable::Time => false,
        }
    }

    /// The chosen parameters, by column.
    pub fn params(&self) -> &[usize] {
        &self.params
    }

    /// The further states in order: the plain state and the column that each belongs to.
    pub fn further_states(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let columns = self.columns.iter().enumerate();
        columns
            .flat_map(|(j, states)| (0..states.len()).filter(|i| states[*i].is_some()).map(move |i| (i, j)))
    }

    /// The extended state that holds the scaled sensitivity of a plain state; none where it is
    /// always zero, or where there is no such state or column.
    pub fn state(&self, state: usize, column: usize) -> Option<usize> {
        self.columns.get(column)?.get(state).copied().flatten()
    }

    /// The extended output that holds the derivative of a plain output by the parameter of a column.
    pub fn output(&self, output: usize, column: usize) -> usize {
        self.outputs * (column + 1) + output
    }

    /// Whether a state depends on a chosen parameter, or a parameter is one.
    pub fn depends(&self, target: Target) -> bool {
        match target {
            Target::State(i) => (0..self.params.len()).any(|j| self.state(i, j).is_some()),
            Target::Param(i) => self.params.contains(&i),
        }
    }

    /// The further states that become zero where `target` is set to a number; none for a parameter.
    pub fn zeroed_with(&self, target: Target) -> impl Iterator<Item = Target> + '_ {
        let state = if let Target::State(i) = target { Some(i) } else { None };
        (0..self.params.len()).filter_map(move |j| Some(Target::State(self.state(state?, j)?)))
    }

    /// The stops of a plain run for the extended system.
    ///
    /// # Errors
    /// A stop that changes a chosen parameter.
    pub fn stops(&self, stops: &[Stop]) -> Result<Vec<Stop>, Vec<NoSensitivity>> {
        let mut problems: Vec<NoSensitivity> = Vec::new();
        let mut mapped = Vec::with_capacity(stops.len());
        for stop in stops {
            let mut actions = Vec::with_capacity(stop.actions.len());
            for &action in &stop.actions {
                let (Action::Add(target, _) | Action::Set(target, _)) = action;
                match target {
                    Target::Param(param) if self.params.contains(&param) => {
                        problems.push(NoSensitivity::Stopped { param });
                    }
                    _ => {}
                }
                actions.push(action);
                if matches!(action, Action::Set(..)) {
                    actions.extend(self.zeroed_with(target).map(|z| Action::Set(z, 0.0)));
                }
            }
            mapped.push(Stop { time: stop.time, actions });
        }
        problems.sort_unstable();
        problems.dedup();
        if problems.is_empty() { Ok(mapped) } else { Err(problems) }
    }

    /// A plain run for the extended system. States that it gives to start from do not depend on
    /// parameters.
    ///
    /// # Errors
    /// A stop that changes a chosen parameter.
    pub fn run(&self, run: &Run) -> Result<Run, Vec<NoSensitivity>> {
        let stops = self.stops(&run.stops)?;
        let mut extended = Run { stops: stops.into(), ..run.clone() };
        if let Some(states) = extended.states.as_mut().filter(|s| s.len() == self.states) {
            states.resize(self.states + self.further_states().count(), 0.0);
        }
        Ok(extended)
    }

    /// Options for the extended system: the absolute tolerance of a state holds for its scaled
    /// sensitivities too.
    pub fn options(&self, options: &Options) -> Options {
        let mut atol = options.atol.clone();
        if atol.len() == self.states && atol.len() != 1 {
            atol.extend(self.further_states().map(|(i, _)| options.atol[i]));
        }
        Options { atol, ..options.clone() }
    }
}

impl Column<'_> {
    /// `c` times the derivative by the parameter with everything that follows it.
    fn chain(&self, g: &mut Graph, slope: &BTreeMap<Variable, Node>) -> Node {
        let direct = self.direct(g, slope);
        let scaled = g.mul(self.scale, direct);
        let through_states = self.chain_states(g, slope);
        g.add(scaled, through_states)
    }

    /// The derivative by the parameter with all states held.
    fn direct(&self, g: &mut Graph, slope: &BTreeMap<Variable, Node>) -> Node {
        slope.get(&Variable::Param(self.param)).copied().unwrap_or_else(|| g.constant(0.0))
    }

    /// `c` times what comes through the states.
    fn chain_states(&self, g: &mut Graph, slope: &BTreeMap<Variable, Node>) -> Node {
        let mut sum = g.constant(0.0);
        for (variable, &partial) in slope {
            if let Variable::State(k) = variable
                && let Some(z) = self.states[*k as usize]
            {
                let z = g.state(z);
                let term = g.mul(partial, z);
                sum = g.add(sum, term);
            }
        }
        sum
    }

    /// What an event assigns to a state is a function of the parameter too.
    fn assign(&self, g: &mut Graph, event: &mut EventDefinition, slopes: &[BTreeMap<Variable, Node>]) {
        let further: Vec<(Target, Node)> = slopes
            .iter()
            .zip(&event.assignments)
            .filter_map(|(slope, (target, _))| match target {
                Target::State(i) => Some((Target::State(self.states[*i]?), self.chain(g, slope))),
                Target::Param(_) => None,
            })
            .collect();
        event.assignments.extend(further);
    }
}

/// `|p|`, or 1 where `p` is 0.
fn scale(g: &mut Graph, param: usize) -> Node {
    let (p, zero, one) = (g.param(param), g.constant(0.0), g.constant(1.0));
    let is_zero = g.binary(Binary::Eq, p, zero);
    let size = g.unary(Unary::Abs, p);
    g.select(is_zero, one, size)
}

fn all_nodes(definition: &Definition) -> Vec<Node> {
    let Definition { initial, rhs, outputs, events, .. } = definition;
    let mut nodes = [&initial[..], rhs, outputs].concat();
    for event in events {
        nodes.extend([Some(event.trigger), event.delay, event.priority].into_iter().flatten());
        nodes.extend(event.assignments.iter().chain(&event.scales).map(|(_, value)| *value));
    }
    nodes
}
