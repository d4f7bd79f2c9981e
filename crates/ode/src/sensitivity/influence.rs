//! Which states depend on which parameters.

use std::collections::BTreeMap;

use crate::derivative::{Variable, gradients};
use crate::graph::{Graph, Node};
use crate::system::{EventDefinition, Target};

type Slope = BTreeMap<Variable, Node>;

/// First derivatives by states and chosen parameters of everything that changes states.
pub(super) struct Slopes {
    /// Of initial values.
    pub initial: Vec<Slope>,
    /// Of time derivatives.
    pub rhs: Vec<Slope>,
    /// Of what each event assigns, in its order.
    pub events: Vec<Vec<Slope>>,
    /// State that an event assigns, with the slope of the value.
    assigned: Vec<(usize, Slope)>,
}

impl Slopes {
    pub fn new(
        graph: &mut Graph,
        initial: &[Node],
        rhs: &[Node],
        events: &[EventDefinition],
        params: &[usize],
    ) -> Self {
        let wanted = |v: Variable| match v {
            Variable::State(_) => true,
            Variable::Param(p) => params.contains(&(p as usize)),
            Variable::Time => false,
        };
        let mut of = |nodes: &[Node]| gradients(graph, nodes, &wanted);
        let events_slopes: Vec<Vec<Slope>> = events
            .iter()
            .map(|e| of(&e.assignments.iter().map(|(_, value)| *value).collect::<Vec<_>>()))
            .collect();
        let assigned = events.iter().zip(&events_slopes).flat_map(|(e, slopes)| {
            e.assignments.iter().zip(slopes).filter_map(|((target, _), slope)| match target {
                Target::State(i) => Some((*i, slope.clone())),
                Target::Param(_) => None,
            })
        });
        Self { initial: of(initial), rhs: of(rhs), assigned: assigned.collect(), events: events_slopes }
    }
}

/// Whether each state depends on `param`, at once or through others.
pub(super) fn dependent(slopes: &Slopes, param: usize) -> Vec<bool> {
    let mut depends = vec![false; slopes.rhs.len()];
    let starts = slopes.initial.iter().chain(&slopes.rhs);
    let all: Vec<(usize, &Slope)> = starts
        .enumerate()
        .map(|(i, slope)| (i % slopes.rhs.len(), slope))
        .chain(slopes.assigned.iter().map(|(i, slope)| (*i, slope)))
        .collect();
    loop {
        let mut grown = false;
        for (i, slope) in &all {
            let reached = |v: &Variable| match v {
                Variable::State(k) => depends[*k as usize],
                Variable::Param(p) => *p as usize == param,
                Variable::Time => false,
            };
            if !depends[*i] && slope.keys().any(reached) {
                depends[*i] = true;
                grown = true;
            }
        }
        if !grown {
            return depends;
        }
    }
}
