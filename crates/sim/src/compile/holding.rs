//! What a state holds of a species.

use jakstat_model::Unit;

/// What to multiply a state with to have an amount.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Size {
    /// It is an amount.
    One,
    /// A parameter of the system: the size of the compartment.
    Param(usize),
    /// An output of the system: the size of the compartment.
    Output(usize),
}

/// What a state holds of a species.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Holding {
    /// What turns it into an amount.
    pub size: Size,
    /// The compartment that it is a concentration in.
    pub compartment: Option<String>,
    /// Unit of the state, where the model says it.
    pub value_unit: Option<Unit>,
    /// Unit of the amount, where the model says it.
    pub amount_unit: Option<Unit>,
}

impl Holding {
    /// Of a total that no one can name.
    pub fn total() -> Self {
        Self { size: Size::One, compartment: None, value_unit: None, amount_unit: None }
    }
}

/// What fast reactions keep in equilibrium, by numbers of states.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    /// Species that follow from no total.
    pub leaders: Vec<usize>,
    /// Species with the total that they follow from, in units of their amount.
    pub followers: Vec<(usize, usize)>,
}
