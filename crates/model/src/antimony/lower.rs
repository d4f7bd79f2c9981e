//! A flat model to a [`Network`].

use super::ast::{Class, Event, Function};
use super::codes;
use super::flat::Flat;
use super::quantity::{Start, Units};
use super::symbols::{Said, Symbol, Table};
use crate::network::{self, BaseUnits, Initial, InitialAssignment, RuleKind, SpeciesReference};
use crate::{Diagnostic, Expr, Network, Span};

/// The compartment of species that have none, as in libAntimony.
const DEFAULT_COMPARTMENT: &str = "default_compartment";

/// The network that `flat` describes, with the problems met.
pub(super) fn lower(id: &str, functions: &[Function], flat: Flat) -> (Network, Vec<Diagnostic>) {
    let table = Table::of(&flat);
    let network = Network { id: id.into(), base_units: base_units(&flat), ..Network::default() };
    let mut lower =
        Lower { table, network, units: Units::new(flat), problems: Vec::new(), has_default: false };
    lower.functions(functions);
    lower.symbols();
    lower.reactions();
    lower.events();
    lower.annotations();
    let Lower { table, mut network, units, mut problems, .. } = lower;
    network.units = units.flat.units;
    let mut all = units.flat.problems;
    all.extend(table.problems);
    all.append(&mut problems);
    (network, all)
}

fn base_units(flat: &Flat) -> BaseUnits {
    let base = |name: &str| flat.base.get(name).copied();
    BaseUnits {
        substance: base("substance"),
        volume: base("volume"),
        area: base("area"),
        length: base("length"),
        time: base("time_unit"),
        extent: base("extent"),
    }
}

struct Lower {
    table: Table,
    network: Network,
    units: Units,
    problems: Vec<Diagnostic>,
    /// The compartment of species without one is in the network.
    has_default: bool,
}

impl Lower {
    fn functions(&mut self, functions: &[Function]) {
        self.network.functions = functions
            .iter()
            .map(|f| network::Function {
                id: f.name.name.clone(),
                args: f.args.iter().map(|a| a.name.clone()).collect(),
                body: f.body.clone(),
                at: Some(f.at),
            })
            .collect();
    }

    fn symbols(&mut self) {
        let symbols = std::mem::take(&mut self.table.symbols);
        // Compartments first: the unit of a species depends on that of its compartment.
        for symbol in symbols.iter().filter(|s| s.class == Some(Class::Compartment)) {
            self.compartment(symbol);
        }
        self.has_default = self.network.compartments.iter().any(|c| c.id == DEFAULT_COMPARTMENT);
        for symbol in &symbols {
            match symbol.class {
                Some(Class::Species) => self.species(symbol),
                Some(Class::Parameter) | None => self.parameter(symbol),
                Some(Class::Reaction) => self.declared_reaction(symbol),
                Some(Class::Event) => self.valueless(symbol),
                Some(Class::Compartment) => {}
            }
        }
        self.table.symbols = symbols;
    }

    fn compartment(&mut self, symbol: &Symbol) {
        let (size, unit) = match self.start(symbol, None) {
            Start::Number(value, unit) => (Some(value), unit),
            _ => (None, None),
        };
        let constant = self.constant(symbol);
        self.rules(symbol);
        self.network.compartments.push(network::Compartment {
            id: symbol.id.clone(),
            name: symbol.name.as_ref().map(|n| n.value.clone()),
            dimensions: 3.0,
            size,
            unit: self.units.of(symbol, unit, &mut self.problems),
            constant,
            at: Some(symbol.at),
        });
    }

    fn parameter(&mut self, symbol: &Symbol) {
        let (value, unit) = match self.start(symbol, None) {
            Start::Number(value, unit) => (Some(value), unit),
            _ => (None, None),
        };
        let constant = self.constant(symbol);
        self.rules(symbol);
        self.network.parameters.push(network::Parameter {
            id: symbol.id.clone(),
            name: symbol.name.as_ref().map(|n| n.value.clone()),
            value,
            unit: self.units.of(symbol, unit, &mut self.problems),
            constant,
            at: Some(symbol.at),
        });
    }

    fn species(&mut self, symbol: &Symbol) {
        let compartment = self.place(symbol);
        let start = self.start(symbol, Some(&compartment));
        let (initial, unit, is_amount) = match start {
            Start::Number(value, unit) if symbol.substance_only => (Initial::Amount(value), unit, true),
            Start::Number(value, unit) => (Initial::Concentration(value), unit, false),
            Start::Amount(value, unit) => (Initial::Amount(value), unit, true),
            Start::Formula | Start::Nothing => (Initial::Unset, None, symbol.substance_only),
        };
        let unit =
            self.units.of_species(symbol, unit, is_amount, self.size_unit(&compartment), &mut self.problems);
        let has_rule = self.rules(symbol);
        self.network.species.push(network::Species {
            id: symbol.id.clone(),
            name: symbol.name.as_ref().map(|n| n.value.clone()),
            compartment,
            initial,
            substance_only: symbol.substance_only,
            // What follows a rule is not changed by reactions as well, unless it is declared `var`.
            boundary: symbol.constant.as_ref().map_or(has_rule, |c| c.value),
            constant: false,
            unit,
            conversion_factor: None,
            at: Some(symbol.at),
        });
    }

    /// The unit of a compartment's size, if it is said.
    fn size_unit(&self, compartment: &str) -> Option<String> {
        self.network.compartments.iter().find(|c| c.id == compartment).and_then(|c| c.unit.clone())
    }

    /// The compartment of a species: its own, that of a reaction, of a submodel, or the default.
    fn place(&mut self, symbol: &Symbol) -> String {
        let own = symbol.compartment.as_ref().map(|c| c.value.clone());
        let given =
            own.or_else(|| symbol.reaction_compartment.clone()).or_else(|| self.units.flat.place(&symbol.id));
        if let Some(place) = given {
            return place;
        }
        if !self.has_default {
            self.has_default = true;
            self.network.compartments.push(network::Compartment {
                id: DEFAULT_COMPARTMENT.into(),
                name: None,
                dimensions: 3.0,
                size: Some(1.0),
                unit: None,
                constant: true,
                at: None,
            });
        }
        DEFAULT_COMPARTMENT.into()
    }

    /// What is said of the start; a formula becomes an initial assignment.
    fn start(&mut self, symbol: &Symbol, compartment: Option<&str>) -> Start {
        let Some(Said { value: Some(value), at, depth }) = &symbol.initial else { return Start::Nothing };
        if let Some(Said { value: Some(_), depth: rule_depth, .. }) = &symbol.assignment {
            if depth <= rule_depth {
                self.value_beside_rule(symbol, *at, depth < rule_depth);
            }
            return Start::Nothing;
        }
        let start = Start::of(value, compartment);
        match start {
            Start::Amount(amount, _) if symbol.substance_only => {
                self.amount_over_size(symbol, amount, compartment.unwrap_or_default(), *at);
            }
            Start::Formula => {}
            other => return other,
        }
        self.network.initial_assignments.push(InitialAssignment {
            target: symbol.id.clone(),
            value: value.clone(),
            at: Some(*at),
        });
        Start::Formula
    }

    fn value_beside_rule(&mut self, symbol: &Symbol, at: Span, outer: bool) {
        let id = &symbol.id;
        let message = format!("`{id}` follows an assignment rule, so this value has no effect");
        let problem = if outer {
            let help = "clear the rule of the submodel first, as in `A.x := ;`";
            Diagnostic::error(&codes::VALUE_AND_RULE, message).help(help)
        } else {
            Diagnostic::warning(&codes::VALUE_AND_RULE, message).help("remove the value or the rule")
        };
        self.problems.push(problem.at(at));
    }

    fn amount_over_size(&mut self, symbol: &Symbol, amount: f64, compartment: &str, at: Span) {
        let size = self.network.compartments.iter().find(|c| c.id == compartment).and_then(|c| c.size);
        if size != Some(1.0) && amount != 0.0 {
            let message =
                format!("`{}` is substanceOnly: this sets its amount to {amount:?}/{compartment}", symbol.id);
            let help = format!("if its amount is {amount:?}, write `{} = {amount:?}`", symbol.id);
            self.problems.push(Diagnostic::warning(&codes::AMOUNT_OVER_SIZE, message).at(at).help(help));
        }
    }

    fn constant(&mut self, symbol: &Symbol) -> bool {
        let ruled = [&symbol.assignment, &symbol.rate]
            .into_iter()
            .any(|r| r.as_ref().is_some_and(|r| r.value.is_some()));
        let changes = ruled || symbol.set_by_event;
        match &symbol.constant {
            Some(Said { value: true, at, .. }) if changes => {
                let message =
                    format!("`{}` is declared constant, but a rule or an event changes it", symbol.id);
                self.problems.push(Diagnostic::warning(&codes::CONST_CHANGED, message).at(*at));
                false
            }
            Some(said) => said.value,
            None => !changes && !symbol.in_algebraic_rule,
        }
    }

    /// Adds the rule for the symbol; true where there is one.
    fn rules(&mut self, symbol: &Symbol) -> bool {
        let mut add = |said: &Option<Said<Option<Expr>>>, kind| match said {
            Some(Said { value: Some(value), at, .. }) => {
                let rule =
                    network::Rule { kind, target: symbol.id.clone(), value: value.clone(), at: Some(*at) };
                self.network.rules.push(rule);
                Some(*at)
            }
            _ => None,
        };
        let (assignment, rate) =
            (add(&symbol.assignment, RuleKind::Assignment), add(&symbol.rate, RuleKind::Rate));
        if let (Some(a), Some(b)) = (assignment, rate) {
            let message = format!("`{}` has an assignment rule and a rate rule", symbol.id);
            let help = "keep one of them; in a submodel, clear the other with `A.x := ;`";
            self.problems.push(Diagnostic::error(&codes::TWO_RULES, message).at(a.max(b)).help(help));
        }
        assignment.or(rate).is_some()
    }

    /// A reaction must have been defined, not only declared.
    fn declared_reaction(&mut self, symbol: &Symbol) {
        if !self.table.defines_reaction(&symbol.id) {
            let message = format!("the reaction `{}` is declared but not defined", symbol.id);
            let help = format!("write `{}: A -> B; rate`", symbol.id);
            self.problems.push(Diagnostic::error(&codes::NOT_DEFINED, message).at(symbol.at).help(help));
        }
        if let Some(said) = &symbol.rate {
            let message = format!("`{}` is a reaction and has no rate of change", symbol.id);
            let help = format!("give its rate with `{} = ...`", symbol.id);
            self.problems.push(Diagnostic::error(&codes::TWO_KINDS, message).at(said.at).help(help));
        }
    }

    /// An event has no value that could be given.
    fn valueless(&mut self, symbol: &Symbol) {
        if let Some(said) = symbol.initial.as_ref().or(symbol.assignment.as_ref()).or(symbol.rate.as_ref()) {
            let message = format!("`{}` is an event and has no value", symbol.id);
            let problem = Diagnostic::error(&codes::TWO_KINDS, message).at(said.at);
            self.problems.push(problem.help("rename the event or what is given here"));
        }
    }

    fn reactions(&mut self) {
        let reactions = std::mem::take(&mut self.table.reactions);
        for Said { value: r, at, .. } in &reactions {
            let references = |side: &[(Expr, super::ast::Path)]| -> Vec<SpeciesReference> {
                let reference = |(n, p): &(Expr, super::ast::Path)| SpeciesReference {
                    species: p.name.clone(),
                    stoichiometry: n.clone(),
                };
                side.iter().map(reference).collect()
            };
            let symbol = self.table.get(&r.id.name);
            let said = symbol.and_then(|s| s.assignment.as_ref().or(s.initial.as_ref()));
            let rate = said.and_then(|s| s.value.clone());
            let name = symbol.and_then(|s| s.name.as_ref()).map(|n| n.value.clone());
            let (reactants, products) = (references(&r.left), references(&r.right));
            let takes_part = |id: &str| reactants.iter().chain(&products).any(|p| p.species == id);
            let mut modifiers: Vec<String> = Vec::new();
            let influences = self.table.interactions.iter().filter(|i| i.value.1.name == r.id.name);
            let influencing = influences.flat_map(|i| i.value.0.iter().map(|p| p.name.as_str()));
            for id in rate.iter().flat_map(Expr::ids).chain(influencing) {
                let is_species = self.table.class(id) == Some(Class::Species);
                if is_species && !takes_part(id) && !modifiers.iter().any(|m| m == id) {
                    modifiers.push(id.into());
                }
            }
            let (id, reversible) = (r.id.name.clone(), r.reversible);
            let at = Some(*at);
            let reaction = network::Reaction {
                id,
                name,
                reactants,
                products,
                modifiers,
                rate,
                reversible,
                fast: false,
                at,
            };
            self.network.reactions.push(reaction);
        }
        self.table.reactions = reactions;
        for Said { value: (_, to), at, .. } in &self.table.interactions {
            if self.table.class(&to.name) != Some(Class::Reaction) {
                let message = format!("`{}` is not a reaction", to.name);
                let help = "write the label of a reaction on the right";
                self.problems.push(Diagnostic::error(&codes::INTERACTION, message).at(*at).help(help));
            }
        }
    }

    fn events(&mut self) {
        for Said { value: e, at, .. } in &self.table.events {
            let name = self.table.get(&e.id.name).and_then(|s| s.name.as_ref()).map(|n| n.value.clone());
            self.network.events.push(event(e, name, *at));
        }
        for Said { value, at, .. } in &self.table.algebraic {
            self.network.rules.push(network::Rule {
                kind: RuleKind::Algebraic,
                target: String::new(),
                value: value.clone(),
                at: Some(*at),
            });
        }
    }

    fn annotations(&mut self) {
        for (id, qualifier, text) in std::mem::take(&mut self.table.annotations) {
            let of_model = id.is_empty();
            if of_model && qualifier == "name" {
                self.network.name = Some(text);
                continue;
            }
            let id = if of_model { self.network.id.clone() } else { id };
            self.network.annotations.entry(id).or_default().push((qualifier, text));
        }
    }
}

fn event(e: &Event, name: Option<String>, at: Span) -> network::Event {
    network::Event {
        id: e.id.name.clone(),
        name,
        trigger: e.trigger.clone(),
        initial_value: e.t0,
        persistent: e.persistent,
        delay: e.delay.clone(),
        priority: e.priority.clone(),
        from_trigger: e.from_trigger,
        assignments: e.assignments.iter().map(|(p, value)| (p.name.clone(), value.clone())).collect(),
        at: Some(at),
    }
}
