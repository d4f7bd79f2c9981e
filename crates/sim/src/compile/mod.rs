//! Network to compiled system: what each id is while time runs.
//!
//! A species in a compartment of fixed size is integrated as what formulas mean by its id
//! (concentration, or amount where `substance_only`); in a compartment whose size changes, as its
//! amount. Values that only stops and events change are parameters of the system.

mod algebraic;
mod assemble;
mod codes;
mod fast;
mod holding;
mod lower;
mod operation;
mod order;
mod quantities;
mod sensitivity;

use std::collections::BTreeMap;

use jakstat_model::{Diagnostic, Network, Unit};
use jakstat_ode::{NoSensitivity, Sensitivities, Stop, System, Target};

use crate::moieties::{Moieties, Stoichiometry};

pub use codes::CODES;
pub(crate) use holding::{Holding, Kept, Size};

/// What a caller wants of a compiled model.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// What can be saved and measured, in this order.
    pub outputs: Vec<Output>,
    /// Ids whose start value runs will give; an initial assignment to them is dropped.
    pub set: Vec<String>,
    /// Ids that stops or a host change while time runs.
    pub inputs: Vec<String>,
    /// Species that doses go into.
    pub dosed: Vec<String>,
    /// Ids by whose start value all outputs are derived too: parameters and compartments that nothing
    /// changes while time runs, and species. The start value of a species counts as the model gives
    /// it: as an amount or as a concentration.
    pub sensitivities: Vec<String>,
}

/// What is read of an id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Output {
    /// What a formula means by it.
    Value(String),
    /// Concentration of a species, whatever formulas mean by it; for other ids the value.
    Concentration(String),
    /// Amount of a species.
    Amount(String),
}

impl Output {
    /// The id.
    pub fn id(&self) -> &str {
        match self {
            Self::Value(id) | Self::Concentration(id) | Self::Amount(id) => id,
        }
    }
}

/// A model that can be run: immutable, shared by threads.
#[derive(Debug, Clone)]
pub struct CompiledModel {
    system: System,
    /// Ids of the system's parameters, with their values in the model.
    params: Vec<(String, f64)>,
    param_index: BTreeMap<String, usize>,
    /// Id of each state.
    states: Vec<String>,
    /// What changes each id that something can change while time runs.
    targets: BTreeMap<String, Target>,
    /// For each dosed species the output that holds the size to divide a dose by, if any.
    dose_scales: BTreeMap<String, Option<usize>>,
    /// For states that count amounts, the output that holds the size of their compartment.
    sized: Vec<Option<usize>>,
    /// Ids that stops or a host change while time runs.
    inputs: Vec<String>,
    /// For inputs that count an amount where formulas read a concentration, the output that holds
    /// the present size of their compartment.
    input_sizes: BTreeMap<String, usize>,
    outputs: Vec<Output>,
    output_units: Vec<Option<Unit>>,
    /// Ids that outputs are derived by, with the units of their start values.
    sensitivities: Vec<String>,
    sensitivity_units: Vec<Option<Unit>>,
    layout: Sensitivities,
    events: Vec<String>,
    /// What formulas read of the past, as text.
    lags: Vec<String>,
    time_unit: Option<Unit>,
    /// What each state holds of a species.
    holdings: Vec<Holding>,
    stoichiometry: Stoichiometry,
    /// What fast reactions keep in equilibrium.
    kept: Kept,
}

impl CompiledModel {
    /// Compiles a checked network.
    ///
    /// # Errors
    /// Every id that is asked for and does not exist, and every construct that cannot be computed.
    pub fn new(network: &Network, request: &Request) -> Result<Self, Vec<Diagnostic>> {
        assemble::assemble(network, request)
    }

    /// The system of differential equations.
    pub fn system(&self) -> &System {
        &self.system
    }

    /// Values of all parameters in the model, in the system's order. A species or compartment is
    /// among them by its start value.
    pub fn params(&self) -> Vec<f64> {
        self.params.iter().map(|(_, value)| *value).collect()
    }

    /// Position of the parameter that holds the start value of `id`.
    pub fn param(&self, id: &str) -> Option<usize> {
        self.param_index.get(id).copied()
    }

    /// Ids of all parameters, in the system's order.
    pub fn param_ids(&self) -> impl Iterator<Item = &str> {
        self.params.iter().map(|(id, _)| id.as_str())
    }

    /// Id of each state variable; sensitivities of states have names such as `d(S1)/d(k1)`.
    pub fn state_ids(&self) -> &[String] {
        &self.states
    }

    /// What to change in order to change `id` while time runs.
    pub fn target(&self, id: &str) -> Option<Target> {
        self.targets.get(id).copied()
    }

    /// Ids that were requested as inputs.
    pub fn inputs(&self) -> &[String] {
        &self.inputs
    }

    /// The output to multiply a value with before it is set, for an input that counts an amount where
    /// formulas read a concentration.
    pub(crate) fn input_size(&self, id: &str) -> Option<usize> {
        self.input_sizes.get(id).copied()
    }

    /// What is read, in the order of the request.
    pub fn outputs(&self) -> &[Output] {
        &self.outputs
    }

    /// Unit of output `i`, where the model says it.
    pub fn output_unit(&self, i: usize) -> Option<Unit> {
        self.output_units[i]
    }

    /// Ids of what is read, then of its derivatives such as `d(S1)/d(k1)`: one for each output of the
    /// system that was asked for.
    pub(crate) fn output_names(&self) -> Vec<String> {
        let ids = || self.outputs.iter().map(Output::id);
        let derivatives =
            self.sensitivities.iter().flat_map(|by| ids().map(move |of| derivative_name(of, by)));
        ids().map(str::to_owned).chain(derivatives).collect()
    }

    /// Ids that all outputs are derived by, in the order of the request.
    pub fn sensitivities(&self) -> &[String] {
        &self.sensitivities
    }

    /// The output of the system that holds the derivative of output `i` by sensitivity `by`.
    pub fn sensitivity(&self, i: usize, by: usize) -> usize {
        self.layout.output(i, by)
    }

    /// Unit of that derivative, where the model says it.
    pub fn sensitivity_unit(&self, i: usize, by: usize) -> Option<Unit> {
        Some(self.output_units[i]?.per(self.sensitivity_units[by]?))
    }

    /// Stops with what they change about sensitivities; the same where the request has none.
    ///
    /// # Errors
    /// A stop that changes what outputs are derived by.
    pub fn stops(&self, stops: &[Stop]) -> Result<Vec<Stop>, Vec<NoSensitivity>> {
        self.layout.stops(stops)
    }

    /// The sensitivities that become zero where `target` is set to a number.
    pub(crate) fn zeroed_with(&self, target: Target) -> impl Iterator<Item = Target> + '_ {
        self.layout.zeroed_with(target)
    }

    /// Unit of time, where the model says it.
    pub fn time_unit(&self) -> Option<Unit> {
        self.time_unit
    }

    /// Sums of amounts that reactions leave as they are. They are found anew on each call.
    pub fn moieties(&self) -> Moieties {
        Moieties::from_stoichiometry(&self.stoichiometry)
    }

    /// What each state holds of a species, in the order of the states.
    pub(crate) fn holdings(&self) -> &[Holding] {
        &self.holdings
    }

    /// What fast reactions keep in equilibrium.
    pub(crate) fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Id of event `i`.
    pub fn event_id(&self, i: usize) -> &str {
        &self.events[i]
    }

    /// Formula of lag `i`, such as `delay(S1, tau)`.
    pub(crate) fn lag(&self, i: usize) -> &str {
        self.lags.get(i).map_or("?", String::as_str)
    }

    /// What one unit of amount changes the state of a dosed species by: 1, or one over the size of
    /// its compartment at the start of the run.
    pub fn dose_scale(&self, species: &str, start: f64, params: &[f64]) -> f64 {
        match self.dose_scales.get(species).copied().flatten() {
            Some(output) => {
                let zeros = vec![0.0; self.system.states()];
                1.0 / self.system.evaluate(start, &zeros, params)[output]
            }
            None => 1.0,
        }
    }

    /// Absolute tolerance of each state for `atol` as a concentration (and as the value of anything
    /// that is no species): a state that counts an amount gets `atol` times its compartment's size.
    pub fn tolerances(&self, atol: f64, start: f64, params: &[f64]) -> Vec<f64> {
        if self.sized.iter().all(Option::is_none) {
            return vec![atol];
        }
        let zeros = vec![0.0; self.system.states()];
        let values = self.system.evaluate(start, &zeros, params);
        let size = |output: &Option<usize>| output.map_or(1.0, |o| values[o].abs());
        self.sized.iter().map(|s| atol * size(s)).map(|x| if x > 0.0 { x } else { atol }).collect()
    }
}

/// The name of a derivative: `d(S1)/d(k1)`.
pub fn derivative_name(of: &str, by: &str) -> String {
    format!("d({of})/d({by})")
}
