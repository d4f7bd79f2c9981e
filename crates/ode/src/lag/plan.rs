//! The lags of a system, compiled.

use std::collections::BTreeSet;

use crate::code::compile::Programs;
use crate::derivative::{Variable, gradients};
use crate::graph::{Dependence, Graph, Node, Term};

/// Programs that look back, and what they need. States come with their slopes behind, all of them.
#[derive(Debug, Clone)]
pub(crate) struct LagPlan {
    /// Of each lag [`by`], then [`past`].
    pub programs: Programs,
    /// Every lag.
    pub all: Vec<usize>,
    /// Lags that rates read, and those that tell how far these go back.
    pub driving: Vec<usize>,
    /// Lags that the formula of each reads in its turn, where it is looked at.
    pub needs: Vec<Vec<usize>>,
    /// Whether rates, or another lag, feel a jump in each.
    pub feeds: Vec<bool>,
    /// Whether each goes back by what parameters alone decide.
    pub fixed: Vec<bool>,
    /// Parameters that decide how far lags go back.
    pub decisive: BTreeSet<usize>,
    /// States that are read, now or then.
    pub states: BTreeSet<u32>,
    /// How many lags look at each other in a row.
    pub depth: usize,
    /// The program of all start values and their slopes, where some follow time: before the start they
    /// do so too.
    pub before: Option<usize>,
    /// Formulas tell apart what is before the start, and may jump there.
    pub marks_start: bool,
}

/// The program that computes how far lag `lag` goes back.
pub(crate) fn by(lag: usize) -> usize {
    2 * lag
}

/// The program that computes the formula of lag `lag`, and its change with time.
pub(crate) fn past(lag: usize) -> usize {
    2 * lag + 1
}

impl LagPlan {
    /// Compiles the lags of `graph`; `inputs` counts parameters, hidden ones included.
    pub fn new(graph: &mut Graph, inputs: usize, initial: &[Node], rhs: &[Node]) -> Self {
        let lags = graph.lags().to_vec();
        let n = rhs.len();
        let mut roots: Vec<Vec<Node>> = Vec::new();
        for lag in &lags {
            roots.push(vec![lag.by]);
            roots.push(vec![lag.of, total_slope(graph, lag.of, n)]);
        }
        let reads = |graph: &Graph, roots: &[Node], term| {
            graph.reachable(roots).into_iter().any(|node| graph.term(node) == term)
        };
        let timed = reads(graph, initial, Term::Time);
        if timed {
            let slopes: Vec<Node> = initial.iter().map(|y| total_slope(graph, *y, n)).collect();
            roots.push([initial, &slopes].concat());
        }
        let roots: Vec<&[Node]> = roots.iter().map(Vec::as_slice).collect();
        let programs = Programs::compile(graph, 2 * n, inputs, &roots);
        let needs: Vec<Vec<usize>> = lags.iter().map(|lag| graph.lags_read(&[lag.of])).collect();
        let driving = graph.lags_read(rhs);
        let mut feeds = vec![false; lags.len()];
        let taken = driving.iter().chain(needs.iter().flatten());
        taken.for_each(|lag| feeds[*lag] = true);
        let mut depths = vec![1; lags.len()];
        for (lag, needs) in needs.iter().enumerate() {
            depths[lag] = 1 + needs.iter().map(|i| depths[*i]).max().unwrap_or(0);
        }
        let ends: Vec<Node> = lags.iter().flat_map(|lag| [lag.of, lag.by]).collect();
        let distances: Vec<Node> = lags.iter().map(|lag| lag.by).collect();
        let terms = |roots: &[Node]| graph.reachable(roots).into_iter().map(|n| graph.term(n));
        Self {
            before: timed.then_some(2 * lags.len()),
            marks_start: reads(graph, &ends, Term::Started),
            all: (0..lags.len()).collect(),
            fixed: lags.iter().map(|lag| graph.dependence(lag.by) != Dependence::Dynamic).collect(),
            decisive: terms(&distances).filter_map(param).collect(),
            states: terms(&ends).filter_map(state).collect(),
            depth: depths.into_iter().max().unwrap_or(1),
            programs,
            driving,
            needs,
            feeds,
        }
    }
}

fn param(term: Term) -> Option<usize> {
    if let Term::Param(i) = term { Some(i as usize) } else { None }
}

fn state(term: Term) -> Option<u32> {
    if let Term::State(i) = term { Some(i) } else { None }
}

/// Change of a formula with time, the slope of state `i` of `n` being state `n + i`.
fn total_slope(graph: &mut Graph, formula: Node, n: usize) -> Node {
    let slopes = gradients(graph, &[formula], &|v| !matches!(v, Variable::Param(_)));
    let mut sum = graph.constant(0.0);
    for (variable, partial) in &slopes[0] {
        let term = match variable {
            Variable::State(i) => {
                let slope = graph.state(n + *i as usize);
                graph.mul(*partial, slope)
            }
            _ => *partial,
        };
        sum = graph.add(sum, term);
    }
    sum
}
