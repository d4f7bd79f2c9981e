//! A reaction network with rules and events: SBML core as plain data.
//!
//! Submodels are flattened and local parameters are lifted (`REACTION__PARAMETER`), so every id is
//! global. What a formula may name is listed by [`Network::kind`].

use std::collections::BTreeMap;

use crate::{Expr, Span, Unit};

/// A reaction network. Ids are unique over all lists but `units` and `functions`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Network {
    /// The model's id.
    pub id: String,
    /// The model's name, for people.
    pub name: Option<String>,
    /// What the built-in quantities are counted in.
    pub base_units: BaseUnits,
    /// Units that the model defines, by id.
    pub units: BTreeMap<String, Unit>,
    /// Functions that the model defines.
    pub functions: Vec<Function>,
    /// Compartments.
    pub compartments: Vec<Compartment>,
    /// Species.
    pub species: Vec<Species>,
    /// Parameters, constant or not.
    pub parameters: Vec<Parameter>,
    /// Initial assignments.
    pub initial_assignments: Vec<InitialAssignment>,
    /// Assignment, rate and algebraic rules.
    pub rules: Vec<Rule>,
    /// Reactions.
    pub reactions: Vec<Reaction>,
    /// Events.
    pub events: Vec<Event>,
    /// Model-wide conversion factor (a parameter's id) from extent to substance.
    pub conversion_factor: Option<String>,
    /// Annotations by id (the model's own under its id): `(qualifier, resource)`.
    pub annotations: BTreeMap<String, Vec<(String, String)>>,
}

/// What amounts, volumes, time and reaction extents are counted in; `None` is "not said".
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BaseUnits {
    /// Amounts of species.
    pub substance: Option<Unit>,
    /// Sizes of three-dimensional compartments.
    pub volume: Option<Unit>,
    /// Sizes of two-dimensional compartments.
    pub area: Option<Unit>,
    /// Sizes of one-dimensional compartments.
    pub length: Option<Unit>,
    /// Time.
    pub time: Option<Unit>,
    /// Extent of reactions.
    pub extent: Option<Unit>,
}

/// What a model's function means: `id(args) = body`.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// Id.
    pub id: String,
    /// Names of the arguments, as used in `body`.
    pub args: Vec<String>,
    /// The body; it may call functions, itself not among them.
    pub body: Expr,
    /// Place of the definition.
    pub at: Option<Span>,
}

/// A compartment.
#[derive(Debug, Clone, PartialEq)]
pub struct Compartment {
    /// Id; in a formula, the size.
    pub id: String,
    /// Name, for people.
    pub name: Option<String>,
    /// Spatial dimensions: 3 unless said otherwise.
    pub dimensions: f64,
    /// Size at the start, if given as a number.
    pub size: Option<f64>,
    /// Unit of the size, an id of [`Network::units`] or a built-in unit.
    pub unit: Option<String>,
    /// Whether the size may not change.
    pub constant: bool,
    /// Place of the declaration.
    pub at: Option<Span>,
}

/// How much of a species there is at the start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Initial {
    /// Not given as a number.
    Unset,
    /// Amount.
    Amount(f64),
    /// Concentration: amount over the size of the compartment.
    Concentration(f64),
}

/// A species.
#[derive(Debug, Clone, PartialEq)]
pub struct Species {
    /// Id; in a formula, the concentration, or the amount where `substance_only`.
    pub id: String,
    /// Name, for people.
    pub name: Option<String>,
    /// Where it is.
    pub compartment: String,
    /// How much at the start.
    pub initial: Initial,
    /// `hasOnlySubstanceUnits`: formulas mean the amount.
    pub substance_only: bool,
    /// Reactions do not change it.
    pub boundary: bool,
    /// Nothing changes it.
    pub constant: bool,
    /// Unit of the amount, an id of [`Network::units`] or a built-in unit.
    pub unit: Option<String>,
    /// Parameter that turns extent into amount of this species.
    pub conversion_factor: Option<String>,
    /// Place of the declaration.
    pub at: Option<Span>,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Id.
    pub id: String,
    /// Name, for people.
    pub name: Option<String>,
    /// Value at the start, if given as a number.
    pub value: Option<f64>,
    /// Unit, an id of [`Network::units`] or a built-in unit.
    pub unit: Option<String>,
    /// Whether nothing may change it.
    pub constant: bool,
    /// Place of the declaration.
    pub at: Option<Span>,
}

/// The value of `target` at the start, before anything has happened.
#[derive(Debug, Clone, PartialEq)]
pub struct InitialAssignment {
    /// A species, compartment or parameter.
    pub target: String,
    /// Its value (for a species: as a formula would read it).
    pub value: Expr,
    /// Place.
    pub at: Option<Span>,
}

/// What a rule says of its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleKind {
    /// `target = formula` at all times.
    Assignment,
    /// `d target / dt = formula`.
    Rate,
    /// `0 = formula`; the target is empty.
    Algebraic,
}

/// A rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// What it says.
    pub kind: RuleKind,
    /// A species, compartment or parameter; empty for an algebraic rule.
    pub target: String,
    /// The formula.
    pub value: Expr,
    /// Place.
    pub at: Option<Span>,
}

/// A species with its stoichiometry in a reaction.
#[derive(Debug, Clone, PartialEq)]
pub struct SpeciesReference {
    /// The species.
    pub species: String,
    /// How many of it one unit of extent takes or gives: a number, or a formula where it varies.
    pub stoichiometry: Expr,
}

/// A reaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Reaction {
    /// Id; in a formula, the rate (extent per time).
    pub id: String,
    /// Name, for people.
    pub name: Option<String>,
    /// What it consumes.
    pub reactants: Vec<SpeciesReference>,
    /// What it makes.
    pub products: Vec<SpeciesReference>,
    /// What its rate reads without changing it.
    pub modifiers: Vec<String>,
    /// Rate in extent per time; `None` where the model gives none.
    pub rate: Option<Expr>,
    /// Whether it is said to run both ways; the rate decides.
    pub reversible: bool,
    /// Whether it is in equilibrium at all times (SBML before Level 3 Version 2).
    pub fast: bool,
    /// Place.
    pub at: Option<Span>,
}

/// A discrete change when a condition becomes true.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Id, possibly made up.
    pub id: String,
    /// Name, for people.
    pub name: Option<String>,
    /// Fires when this turns from false to true.
    pub trigger: Expr,
    /// Value of the trigger just before the start (`t0` in Antimony); SBML Level 2: true.
    pub initial_value: bool,
    /// Whether it still executes after a delay when the trigger has turned false again.
    pub persistent: bool,
    /// Time from firing to execution.
    pub delay: Option<Expr>,
    /// Among events that execute at one time, higher goes first.
    pub priority: Option<Expr>,
    /// Whether assigned values are computed on firing and not on execution (`fromTrigger`).
    pub from_trigger: bool,
    /// What it sets: `(target, value)`.
    pub assignments: Vec<(String, Expr)>,
    /// Place.
    pub at: Option<Span>,
}

/// What an id stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Index into [`Network::compartments`].
    Compartment(usize),
    /// Index into [`Network::species`].
    Species(usize),
    /// Index into [`Network::parameters`].
    Parameter(usize),
    /// Index into [`Network::reactions`].
    Reaction(usize),
}

impl Network {
    /// What `id` stands for in a formula.
    ///
    /// This looks through all lists; use [`Network::kinds`] for many ids.
    pub fn kind(&self, id: &str) -> Option<Kind> {
        let position = |found: Option<usize>, kind: fn(usize) -> Kind| found.map(kind);
        position(self.species.iter().position(|s| s.id == id), Kind::Species)
            .or_else(|| position(self.parameters.iter().position(|p| p.id == id), Kind::Parameter))
            .or_else(|| position(self.compartments.iter().position(|c| c.id == id), Kind::Compartment))
            .or_else(|| position(self.reactions.iter().position(|r| r.id == id), Kind::Reaction))
    }

    /// Every id that a formula may name, with what it stands for.
    pub fn kinds(&self) -> BTreeMap<&str, Kind> {
        let compartments =
            self.compartments.iter().enumerate().map(|(i, c)| (c.id.as_str(), Kind::Compartment(i)));
        let species = self.species.iter().enumerate().map(|(i, s)| (s.id.as_str(), Kind::Species(i)));
        let parameters = self.parameters.iter().enumerate().map(|(i, p)| (p.id.as_str(), Kind::Parameter(i)));
        let reactions = self.reactions.iter().enumerate().map(|(i, r)| (r.id.as_str(), Kind::Reaction(i)));
        compartments.chain(species).chain(parameters).chain(reactions).collect()
    }

    /// The rule for `target`, if there is one.
    pub fn rule(&self, target: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.target == target && r.kind != RuleKind::Algebraic)
    }

    /// The function with this id.
    pub fn function(&self, id: &str) -> Option<&Function> {
        self.functions.iter().find(|f| f.id == id)
    }
}
