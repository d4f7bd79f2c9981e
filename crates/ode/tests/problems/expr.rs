//! Writing nodes of a graph as formulas.
//!
//! The graph under construction is the thread's own, so that a formula is a plain number-like value.

use std::cell::RefCell;
use std::ops::{Add, Div, Mul, Neg, Sub};

use jakstat_ode::graph::{Binary, Graph, Node, Unary};
use jakstat_ode::{Definition, EventDefinition, System, Target};

thread_local! {
    static GRAPH: RefCell<Graph> = RefCell::new(Graph::new());
}

/// A formula in the graph under construction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ex(pub Node);

fn with(f: impl FnOnce(&mut Graph) -> Node) -> Ex {
    GRAPH.with_borrow_mut(|graph| Ex(f(graph)))
}

/// Compiles what `build` writes.
pub fn compile(build: impl FnOnce() -> Definition) -> System {
    System::new(define(build))
}

/// What `build` writes, with its graph.
pub fn define(build: impl FnOnce() -> Definition) -> Definition {
    GRAPH.set(Graph::new());
    let definition = build();
    Definition { graph: GRAPH.take(), ..definition }
}

/// State `i`.
pub fn y(i: usize) -> Ex {
    with(|g| g.state(i))
}

/// Parameter `i`.
pub fn p(i: usize) -> Ex {
    with(|g| g.param(i))
}

/// Time.
pub fn time() -> Ex {
    with(Graph::time)
}

/// A number.
pub fn num(x: f64) -> Ex {
    with(|g| g.constant(x))
}

/// `if condition then a else b`.
pub fn select(condition: Ex, a: impl Into<Ex>, b: impl Into<Ex>) -> Ex {
    let (a, b) = (a.into(), b.into());
    with(|g| g.select(condition.0, a.0, b.0))
}

/// What `of` was `by` ago.
pub fn delayed(of: Ex, by: impl Into<Ex>) -> Ex {
    let by = by.into();
    with(|g| g.delayed(of.0, by.0))
}

/// Nodes of the formulas.
pub fn nodes(formulas: impl IntoIterator<Item = Ex>) -> Vec<Node> {
    formulas.into_iter().map(|e| e.0).collect()
}

/// Nodes of all states, the usual outputs.
pub fn all_states(n: usize) -> Vec<Node> {
    nodes((0..n).map(y))
}

/// Nodes of numbers, the usual initial values.
pub fn numbers(values: &[f64]) -> Vec<Node> {
    nodes(values.iter().map(|v| num(*v)))
}

/// An event with SBML's usual attributes.
pub fn event(trigger: Ex, assignments: impl IntoIterator<Item = (Target, Ex)>) -> EventDefinition {
    EventDefinition {
        trigger: trigger.0,
        initial_value: true,
        persistent: true,
        delay: None,
        priority: None,
        from_trigger: true,
        assignments: assignments.into_iter().map(|(target, value)| (target, value.0)).collect(),
        scales: Vec::new(),
    }
}

impl From<f64> for Ex {
    fn from(x: f64) -> Self {
        num(x)
    }
}

macro_rules! operator {
    ($trait:ident, $method:ident) => {
        impl<T: Into<Ex>> $trait<T> for Ex {
            type Output = Ex;
            fn $method(self, other: T) -> Ex {
                let other = other.into();
                with(|g| g.$method(self.0, other.0))
            }
        }
        impl $trait<Ex> for f64 {
            type Output = Ex;
            fn $method(self, other: Ex) -> Ex {
                num(self).$method(other)
            }
        }
    };
}
operator!(Add, add);
operator!(Sub, sub);
operator!(Mul, mul);
operator!(Div, div);

impl Neg for Ex {
    type Output = Ex;
    fn neg(self) -> Ex {
        self.unary(Unary::Neg)
    }
}

impl Ex {
    fn unary(self, op: Unary) -> Self {
        with(|g| g.unary(op, self.0))
    }

    fn binary(self, op: Binary, other: Ex) -> Self {
        with(|g| g.binary(op, self.0, other.0))
    }

    pub fn sin(self) -> Self {
        self.unary(Unary::Sin)
    }

    pub fn cos(self) -> Self {
        self.unary(Unary::Cos)
    }

    pub fn exp(self) -> Self {
        self.unary(Unary::Exp)
    }

    pub fn ln(self) -> Self {
        self.unary(Unary::Ln)
    }

    pub fn sqrt(self) -> Self {
        self.unary(Unary::Sqrt)
    }

    pub fn pow(self, exponent: impl Into<Ex>) -> Self {
        let exponent = exponent.into();
        with(|g| g.pow(self.0, exponent.0))
    }

    pub fn floor(self) -> Self {
        self.unary(Unary::Floor)
    }

    pub fn ceil(self) -> Self {
        self.unary(Unary::Ceil)
    }

    pub fn trunc(self) -> Self {
        self.unary(Unary::Trunc)
    }

    pub fn abs(self) -> Self {
        self.unary(Unary::Abs)
    }

    pub fn rem(self, divisor: impl Into<Ex>) -> Self {
        self.binary(Binary::Rem, divisor.into())
    }

    pub fn max(self, other: impl Into<Ex>) -> Self {
        self.binary(Binary::Max, other.into())
    }

    pub fn eq(self, other: impl Into<Ex>) -> Self {
        self.binary(Binary::Eq, other.into())
    }

    pub fn lt(self, other: impl Into<Ex>) -> Self {
        self.binary(Binary::Lt, other.into())
    }

    pub fn le(self, other: impl Into<Ex>) -> Self {
        self.binary(Binary::Le, other.into())
    }

    pub fn gt(self, other: impl Into<Ex>) -> Self {
        other.into().lt(self)
    }

    pub fn ge(self, other: impl Into<Ex>) -> Self {
        other.into().le(self)
    }

    pub fn min(self, other: impl Into<Ex>) -> Self {
        self.binary(Binary::Min, other.into())
    }

    pub fn factorial(self) -> Self {
        self.unary(Unary::Factorial)
    }

    pub fn and(self, other: Ex) -> Self {
        self.binary(Binary::And, other)
    }

    pub fn or(self, other: Ex) -> Self {
        self.binary(Binary::Or, other)
    }

    pub fn tanh(self) -> Self {
        self.unary(Unary::Tanh)
    }
}
