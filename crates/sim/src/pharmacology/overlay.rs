//! Adds things to a copy of a network: refuses ids that are taken, and names units.

use std::collections::BTreeSet;

use jakstat_model::network::{
    Compartment, Initial, InitialAssignment, Parameter, Reaction, Rule, RuleKind, Species, SpeciesReference,
};
use jakstat_model::{Diagnostic, Expr, Network, Op, Unit};

use super::codes;
use super::sourced::UnitMismatch;
use crate::fields::Problems;
use crate::measure::Measure;

/// What a network counts in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    /// Amounts.
    pub(crate) substance: Unit,
    /// Sizes of compartments.
    pub(crate) volume: Unit,
}

impl Scale {
    /// What `network` counts amounts and volumes in.
    ///
    /// # Errors
    /// Where it does not say, or counts something else than moles and volumes.
    pub(crate) fn of(network: &Network) -> Result<Self, Problems> {
        let base = &network.base_units;
        let substance =
            declared("substance", base.substance, &Measure::SUBSTANCE, "unit substance = 1e-9 mole");
        let volume = declared("volume", base.volume, &Measure::VOLUME, "unit volume = litre");
        match (substance, volume) {
            (Ok(substance), Ok(volume)) => Ok(Self { substance, volume }),
            (a, b) => Err(a.err().into_iter().chain(b.err()).collect()),
        }
    }

    /// Amount per volume.
    pub(crate) fn concentration(&self) -> Unit {
        self.substance.per(self.volume)
    }
}

/// What `network` counts time in.
///
/// # Errors
/// Where it does not say.
pub(crate) fn time_unit(network: &Network) -> Result<Unit, Diagnostic> {
    declared("time", network.base_units.time, &Measure::INTERVAL, "unit time_unit = 60 second")
}

fn declared(what: &str, unit: Option<Unit>, measure: &Measure, example: &str) -> Result<Unit, Diagnostic> {
    let help = format!("add `{example}` to the model, with the unit that its numbers are in");
    match unit {
        Some(unit) if unit.same_dimension(&measure.unit) => Ok(unit),
        Some(unit) => {
            let message = format!("the model's {what} unit `{unit}` is not {}", measure.what);
            Err(Diagnostic::error(&codes::NETWORK_UNITS, message).help(help))
        }
        None => {
            let message = format!("the model does not say its {what} unit");
            Err(Diagnostic::error(&codes::NETWORK_UNITS, message).help(help))
        }
    }
}

/// A copy of a network that grows.
pub(crate) struct Overlay {
    pub(crate) network: Network,
    taken: BTreeSet<String>,
    pub(crate) problems: Problems,
}

impl Overlay {
    pub(crate) fn new(network: &Network) -> Self {
        let functions = network.functions.iter().map(|f| f.id.as_str());
        let events = network.events.iter().map(|e| e.id.as_str());
        let taken = network.kinds().into_keys().chain(functions).chain(events).map(str::to_owned).collect();
        Self { network: network.clone(), taken, problems: Vec::new() }
    }

    /// The network, where nothing went wrong.
    pub(crate) fn finish(self) -> Result<Network, Problems> {
        if self.problems.is_empty() { Ok(self.network) } else { Err(self.problems) }
    }

    fn claim(&mut self, id: &str) {
        if !self.taken.insert(id.to_owned()) {
            self.problems.push(
                Diagnostic::error(&codes::ID_TAKEN, format!("the model already has `{id}`"))
                    .help("rename it in the model, or lay each compound over the model only once"),
            );
        }
    }

    /// The id of `unit` in the network; it is added, under `name` if that is free, where it has none.
    fn unit_id(&mut self, unit: Unit, name: &str) -> String {
        let builtin = ["dimensionless", "second", "litre", "mole"];
        let known = self.network.units.iter().find(|(_, u)| u.same_as(&unit)).map(|(id, _)| id.clone());
        let built = || builtin.iter().find(|id| Unit::builtin(id).is_some_and(|u| u.same_as(&unit)));
        if let Some(id) = known.or_else(|| built().map(|id| (*id).to_owned())) {
            return id;
        }
        let mut id = name.to_owned();
        while self.network.defines_unit(&id) || self.taken.contains(&id) {
            id.push('_');
        }
        self.network.units.insert(id.clone(), unit);
        id
    }

    /// A parameter with a value in `unit`; without one where the number could not be converted,
    /// which is a problem.
    ///
    /// The reader has checked the dimension of every number that came from a file, so a mismatch
    /// means that the number was made by hand.
    pub(crate) fn parameter(
        &mut self,
        id: &str,
        label: String,
        value: Result<f64, UnitMismatch>,
        unit: (Unit, &str),
    ) {
        let value = value.map_err(|error| self.mismatch(id, &error)).ok();
        self.add_parameter(id, label, value, unit, true);
    }

    /// Reports that the number for `what` is in a unit of another kind.
    pub(crate) fn mismatch(&mut self, what: &str, error: &UnitMismatch) {
        let problem = Diagnostic::error(&codes::WRONG_DIMENSION, format!("`{what}`: {error}"));
        self.problems.push(problem.help("correct the unit of the number"));
    }

    /// A parameter with a value that may change while the model runs.
    pub(crate) fn variable(&mut self, id: &str, label: String, value: f64, unit: (Unit, &str)) {
        self.add_parameter(id, label, Some(value), unit, false);
    }

    /// A parameter that equals `formula` at all times.
    pub(crate) fn assigned(&mut self, id: &str, label: String, formula: Expr, unit: (Unit, &str)) {
        self.add_parameter(id, label, None, unit, false);
        self.rule(RuleKind::Assignment, id, formula);
    }

    /// A rule for a parameter that was added before.
    pub(crate) fn rule(&mut self, kind: RuleKind, target: &str, value: Expr) {
        self.network.rules.push(Rule { kind, target: target.to_owned(), value, at: None });
    }

    fn add_parameter(
        &mut self,
        id: &str,
        label: String,
        value: Option<f64>,
        unit: (Unit, &str),
        constant: bool,
    ) {
        self.claim(id);
        let unit = Some(self.unit_id(unit.0, unit.1));
        let (id, name) = (id.to_owned(), Some(label));
        self.network.parameters.push(Parameter { id, name, value, unit, constant, at: None });
    }

    /// Makes the parameter `id` its number times `factors` at all times; the number becomes that of
    /// the new parameter `base`, to which an initial assignment goes too.
    pub(crate) fn modulate(&mut self, id: &str, base: &str, factors: Vec<Expr>) {
        self.claim(base);
        let network = &mut self.network;
        let Some(own) = network.parameters.iter_mut().find(|p| p.id == id) else { return };
        let name = Some(format!("{id} without treatment"));
        let number = Parameter { id: base.to_owned(), name, ..own.clone() };
        (own.value, own.constant) = (None, false);
        network.parameters.push(number);
        for start in network.initial_assignments.iter_mut().filter(|a| a.target == id) {
            base.clone_into(&mut start.target);
        }
        let parts = std::iter::once(Expr::id(base)).chain(factors).collect();
        self.rule(RuleKind::Assignment, id, times(parts));
    }

    /// A compartment whose size at the start is that of the parameter `volume`.
    pub(crate) fn compartment(&mut self, id: &str, label: String, volume: &str) {
        self.claim(id);
        self.network.compartments.push(Compartment {
            id: id.to_owned(),
            name: Some(label),
            dimensions: 3.0,
            size: None,
            unit: None,
            constant: true,
            at: None,
        });
        let (target, value) = (id.to_owned(), Expr::id(volume));
        self.network.initial_assignments.push(InitialAssignment { target, value, at: None });
    }

    /// An amount in a compartment, zero at the start.
    pub(crate) fn amount(&mut self, id: &str, label: String, compartment: &str) {
        self.claim(id);
        self.network.species.push(Species {
            id: id.to_owned(),
            name: Some(label),
            compartment: compartment.to_owned(),
            initial: Initial::Amount(0.0),
            substance_only: true,
            boundary: false,
            constant: false,
            unit: None,
            conversion_factor: None,
            at: None,
        });
    }

    /// A flow of substance one way, from a species to a species; `None` is the world outside.
    pub(crate) fn flow(&mut self, id: &str, from: Option<&str>, to: Option<&str>, rate: Expr) {
        self.claim(id);
        let side = |species: Option<&str>| {
            let reference =
                |s: &str| SpeciesReference { species: s.to_owned(), stoichiometry: Expr::Num(1.0) };
            species.map(reference).into_iter().collect()
        };
        self.network.reactions.push(Reaction {
            id: id.to_owned(),
            name: None,
            reactants: side(from),
            products: side(to),
            modifiers: Vec::new(),
            rate: Some(rate),
            reversible: false,
            fast: false,
            at: None,
        });
    }
}

/// The product of ids.
pub(crate) fn product(ids: &[&str]) -> Expr {
    Expr::Op(Op::Mul, ids.iter().map(|id| Expr::id(*id)).collect())
}

/// `a / b` of ids.
pub(crate) fn quotient(a: &str, b: &str) -> Expr {
    Expr::binary(Op::Div, Expr::id(a), Expr::id(b))
}

/// `1 - id`.
pub(crate) fn one_minus(id: &str) -> Expr {
    Expr::binary(Op::Sub, Expr::Num(1.0), Expr::id(id))
}

/// A product of formulas.
pub(crate) fn times(parts: Vec<Expr>) -> Expr {
    Expr::Op(Op::Mul, parts)
}
