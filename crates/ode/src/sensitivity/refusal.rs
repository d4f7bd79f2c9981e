//! What has no exact sensitivity here, and how it is found.

use std::collections::BTreeSet;
use std::fmt;

use crate::graph::{Binary, Graph, Node, Term, Unary};
use crate::system::{Definition, Target};

/// A formula of a [`Definition`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Initial value of a state.
    Initial(usize),
    /// Time derivative of a state.
    Rhs(usize),
    /// An output.
    Output(usize),
    /// A value that an event assigns.
    Event(usize),
}

/// Why there is no sensitivity. Indices are those of the plain definition; `reads` is the chosen
/// parameter, or the state that depends on one, which stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoSensitivity {
    /// The definition has no such parameter.
    Unknown {
        /// Its index.
        param: usize,
    },
    /// A parameter is chosen twice.
    Twice {
        /// Which.
        param: usize,
    },
    /// A formula jumps where a value crosses a limit, and the time of that depends on what is
    /// chosen: a comparison, a condition, or a rounding. Conditions that read nothing but time and
    /// other parameters are fine, and so are `min`, `max` and `abs`, which do not jump; exactly at
    /// their kinks the slope of one side counts.
    Jump {
        /// The formula.
        part: Part,
        /// What the condition reads.
        reads: Target,
    },
    /// The second derivative of the factorial is not computed.
    Factorial {
        /// The formula.
        part: Part,
        /// What the factorial reads.
        reads: Target,
    },
    /// Trigger, delay or priority of an event depend on what is chosen: so does its time.
    EventTime {
        /// Event.
        event: usize,
        /// What they read.
        reads: Target,
    },
    /// An event assigns a chosen parameter.
    Assigned {
        /// Event.
        event: usize,
        /// Parameter.
        param: usize,
    },
    /// An event assigns to another parameter a value that depends on what is chosen.
    Carried {
        /// Event.
        event: usize,
        /// Parameter.
        param: usize,
        /// What the value reads.
        reads: Target,
    },
    /// An event sets a state to a value that is scaled on execution, and value or scale depend on what
    /// is chosen.
    Scaled {
        /// Event.
        event: usize,
        /// What value or scale read.
        reads: Target,
    },
    /// Something reads what was a while ago.
    Lag {
        /// The lag, in the definition's graph.
        lag: usize,
    },
    /// A stop changes a chosen parameter.
    Stopped {
        /// Parameter.
        param: usize,
    },
}

impl fmt::Display for NoSensitivity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { param } => write!(f, "there is no parameter {param}"),
            Self::Twice { param } => write!(f, "parameter {param} is chosen twice"),
            Self::Jump { part, reads } => write!(f, "{part} jumps at a limit that reads {reads}"),
            Self::Factorial { part, reads } => write!(f, "{part} has a factorial that reads {reads}"),
            Self::EventTime { event, reads } => write!(f, "the time of event {event} reads {reads}"),
            Self::Assigned { event, param } => {
                write!(f, "event {event} assigns the chosen parameter {param}")
            }
            Self::Carried { event, param, reads } => {
                write!(f, "event {event} assigns to parameter {param} a value that reads {reads}")
            }
            Self::Scaled { event, reads } => {
                write!(f, "event {event} assigns a value that is scaled on execution and reads {reads}")
            }
            Self::Lag { lag } => write!(f, "lag {lag} reads the past"),
            Self::Stopped { param } => write!(f, "a stop changes the chosen parameter {param}"),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Initial(i) => write!(f, "the initial value of state {i}"),
            Self::Rhs(i) => write!(f, "the derivative of state {i}"),
            Self::Output(i) => write!(f, "output {i}"),
            Self::Event(i) => write!(f, "a value that event {i} assigns"),
        }
    }
}

/// For each node the chosen parameter or dependent state that it reads, if any.
pub(super) struct Reads(Vec<Option<Target>>);

impl Reads {
    /// `counts` says whether a state or parameter depends on what is chosen.
    pub fn new(graph: &Graph, roots: &[Node], counts: &dyn Fn(Target) -> bool) -> Self {
        let mut reads: Vec<Option<Target>> = vec![None; graph.len()];
        for node in graph.reachable(roots) {
            let term = graph.term(node);
            reads[node.index()] = match term {
                Term::State(i) => Some(Target::State(i as usize)).filter(|t| counts(*t)),
                Term::Param(i) => Some(Target::Param(i as usize)).filter(|t| counts(*t)),
                _ => term.operands().find_map(|o| reads[o.index()]),
            };
        }
        Self(reads)
    }

    fn of(&self, node: Node) -> Option<Target> {
        self.0[node.index()]
    }
}

/// Everything in a definition that stands in the way; `chosen` are the parameters.
pub(super) fn find(definition: &Definition, chosen: &[usize], reads: &Reads) -> Vec<NoSensitivity> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let parts = |nodes: &[Node], part: fn(usize) -> Part| -> Vec<(Part, Node)> {
        nodes.iter().enumerate().map(|(i, node)| (part(i), *node)).collect()
    };
    let mut formulas = parts(&definition.initial, Part::Initial);
    formulas.extend(parts(&definition.rhs, Part::Rhs));
    formulas.extend(parts(&definition.outputs, Part::Output));
    for (event, e) in definition.events.iter().enumerate() {
        formulas.extend(e.assignments.iter().map(|(_, value)| (Part::Event(event), *value)));
    }
    for (part, root) in formulas {
        if reads.of(root).is_none() {
            continue;
        }
        for node in definition.graph.reachable(&[root]) {
            // A condition that many formulas share is told of once, and so is one of many parts.
            if let Some(problem) = obstacle(&definition.graph, node, part, reads)
                && seen.insert(node)
                && !found.contains(&problem)
            {
                found.push(problem);
            }
        }
    }
    for event in 0..definition.events.len() {
        event_problems(definition, event, chosen, reads, &mut found);
    }
    found
}

/// What is wrong with one node of a formula.
fn obstacle(graph: &Graph, node: Node, part: Part, reads: &Reads) -> Option<NoSensitivity> {
    let limit = match graph.term(node) {
        Term::Select(condition, _, _) => reads.of(condition),
        Term::Unary(Unary::Not | Unary::Floor | Unary::Ceil | Unary::Trunc, a) => reads.of(a),
        Term::Unary(Unary::Factorial, a) => {
            return reads.of(a).map(|reads| NoSensitivity::Factorial { part, reads });
        }
        Term::Binary(op, a, b) => match op {
            Binary::Rem | Binary::Lt | Binary::Le | Binary::Eq => reads.of(a).or(reads.of(b)),
            Binary::And | Binary::Or | Binary::Xor => reads.of(a).or(reads.of(b)),
            Binary::Add | Binary::Sub | Binary::Mul | Binary::Div | Binary::Pow => None,
            Binary::Min | Binary::Max => None,
        },
        _ => None,
    };
    limit.map(|reads| NoSensitivity::Jump { part, reads })
}

fn event_problems(
    definition: &Definition,
    event: usize,
    chosen: &[usize],
    reads: &Reads,
    found: &mut Vec<NoSensitivity>,
) {
    let e = &definition.events[event];
    let when = [Some(e.trigger), e.delay, e.priority];
    if let Some(reads) = when.into_iter().flatten().find_map(|node| reads.of(node)) {
        found.push(NoSensitivity::EventTime { event, reads });
    }
    for (target, scale) in &e.scales {
        let value = e.assignments.iter().find(|(t, _)| t == target).map(|(_, value)| *value);
        if let Some(reads) = [Some(*scale), value].into_iter().flatten().find_map(|n| reads.of(n)) {
            found.push(NoSensitivity::Scaled { event, reads });
        }
    }
    for (target, value) in &e.assignments {
        let Target::Param(param) = *target else { continue };
        if chosen.contains(&param) {
            found.push(NoSensitivity::Assigned { event, param });
        } else if let Some(reads) = reads.of(*value) {
            found.push(NoSensitivity::Carried { event, param, reads });
        }
    }
}
