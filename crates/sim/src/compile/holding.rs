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
