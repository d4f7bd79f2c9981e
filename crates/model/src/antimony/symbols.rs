//! All names of a flat model with everything that is said of each.

use std::collections::BTreeMap;

use super::ast::{Class, Event, Fact, How, Path, Reaction};
use super::codes;
use super::flat::{Flat, Placed};
use super::rename;
use crate::{Diagnostic, Expr, Span};

/// Something said, and how deep in the submodels: less deep counts more.
#[derive(Debug, Clone)]
pub(super) struct Said<T> {
    pub value: T,
    pub at: Span,
    pub depth: usize,
}

/// One name. A definition without formula clears what deeper ones say.
#[derive(Debug, Clone)]
pub(super) struct Symbol {
    pub id: String,
    pub at: Span,
    /// How much the statement at `at` tells, so that a declaration wins over a mention.
    weight: u8,
    pub class: Option<Class>,
    pub substance_only: bool,
    pub constant: Option<Said<bool>>,
    pub compartment: Option<Said<String>>,
    /// Compartment of the last reaction that has one and takes part in.
    pub reaction_compartment: Option<String>,
    pub unit: Option<Said<String>>,
    pub name: Option<Said<String>>,
    pub initial: Option<Said<Option<Expr>>>,
    pub assignment: Option<Said<Option<Expr>>>,
    pub rate: Option<Said<Option<Expr>>>,
    /// An event sets it.
    pub set_by_event: bool,
    /// An algebraic rule reads it, and may thereby determine it.
    pub in_algebraic_rule: bool,
}

/// Names in order of appearance, and what is not said of one name.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub symbols: Vec<Symbol>,
    index: BTreeMap<String, usize>,
    pub reactions: Vec<Said<Reaction>>,
    pub events: Vec<Said<Event>>,
    /// Where in these lists an id is.
    reaction_index: BTreeMap<String, usize>,
    event_index: BTreeMap<String, usize>,
    pub algebraic: Vec<Said<Expr>>,
    /// Species and the reaction they influence.
    pub interactions: Vec<Said<(Vec<Path>, Path)>>,
    /// Id, qualifier, text.
    pub annotations: Vec<(String, String, String)>,
    pub problems: Vec<Diagnostic>,
}

impl Table {
    /// Sorts what `flat` says by name.
    pub fn of(flat: &Flat) -> Self {
        let mut table = Self::default();
        for placed in &flat.facts {
            table.add(placed);
        }
        // Names are said of things; they make none.
        for Placed { fact, at, depth } in &flat.facts {
            if let Fact::DisplayName(path, text) = fact {
                let said = Said { value: text.clone(), at: *at, depth: *depth };
                match table.index.get(&path.name) {
                    Some(i) => prefer(&mut table.symbols[*i].name, said),
                    None => table.annotations.push((path.name.clone(), "name".into(), said.value)),
                }
            }
        }
        table
    }

    /// What is known of `id`.
    pub fn get(&self, id: &str) -> Option<&Symbol> {
        self.index.get(id).map(|i| &self.symbols[*i])
    }

    /// What `id` is, where it is known.
    pub fn class(&self, id: &str) -> Option<Class> {
        self.get(id).and_then(|s| s.class)
    }

    /// Whether a reaction is more than declared.
    pub fn defines_reaction(&self, id: &str) -> bool {
        self.reaction_index.contains_key(id)
    }

    fn symbol(&mut self, id: &str, at: Span, weight: u8) -> &mut Symbol {
        let index = *self.index.entry(id.into()).or_insert_with(|| {
            self.symbols.push(Symbol::new(id, at));
            self.symbols.len() - 1
        });
        let symbol = &mut self.symbols[index];
        if weight > symbol.weight {
            (symbol.weight, symbol.at) = (weight, at);
        }
        symbol
    }

    fn classify(&mut self, path: &Path, class: Class, at: Span, weight: u8) {
        let symbol = self.symbol(&path.name, at, weight);
        match symbol.class {
            None => symbol.class = Some(class),
            Some(other) if other != class => {
                let message =
                    format!("`{}` is a {} and cannot be a {} too", path.name, other.noun(), class.noun());
                let problem = Diagnostic::error(&codes::TWO_KINDS, message).at(path.at);
                self.problems.push(problem.help("rename one of them"));
            }
            Some(_) => {}
        }
    }

    fn add(&mut self, placed: &Placed) {
        let (at, depth) = (placed.at, placed.depth);
        match &placed.fact {
            Fact::Class(path, class) => self.classify(path, *class, at, 3),
            Fact::SubstanceOnly(path) => self.symbol(&path.name, at, 0).substance_only = true,
            Fact::Constant(path, value) => {
                prefer(&mut self.symbol(&path.name, at, 1).constant, Said { value: *value, at, depth });
            }
            Fact::In(path, place) => {
                self.classify(place, Class::Compartment, at, 0);
                let said = Said { value: place.name.clone(), at, depth };
                prefer(&mut self.symbol(&path.name, at, 1).compartment, said);
            }
            Fact::Define { target, how, value } => self.define(target, *how, value, at, depth),
            Fact::HasUnit(path, unit) => {
                if let Expr::Id(unit) = unit {
                    let said = Said { value: unit.clone(), at, depth };
                    prefer(&mut self.symbol(&path.name, at, 0).unit, said);
                }
            }
            Fact::Annotate(path, qualifier, texts) => {
                let each = texts.iter().map(|t| (path.name.clone(), qualifier.clone(), t.clone()));
                self.annotations.extend(each);
            }
            Fact::Reaction(reaction) => self.reaction(reaction, at, depth),
            Fact::Interaction { from, to } => {
                from.iter().for_each(|s| self.classify(s, Class::Species, at, 0));
                self.interactions.push(Said { value: (from.clone(), to.clone()), at, depth });
            }
            Fact::Event(event) => self.event(event, at, depth),
            Fact::Algebraic(value) => {
                for id in value.ids() {
                    self.symbol(id, at, 0).in_algebraic_rule = true;
                }
                self.algebraic.push(Said { value: value.clone(), at, depth });
            }
            Fact::DisplayName(..)
            | Fact::Same(..)
            | Fact::Submodel(_)
            | Fact::Delete(_)
            | Fact::UnitDefinition(..) => {}
        }
    }

    /// Makes a symbol of everything that the fact names.
    fn mention(&mut self, fact: &Fact, at: Span) {
        for name in rename::names(fact, at) {
            self.symbol(&name, at, 0);
        }
    }

    fn define(&mut self, target: &Path, how: How, value: &Option<Expr>, at: Span, depth: usize) {
        let symbol = self.symbol(&target.name, at, 2);
        let slot = match how {
            How::Initial => &mut symbol.initial,
            How::Assignment => &mut symbol.assignment,
            How::Rate => &mut symbol.rate,
        };
        let twice = slot.as_ref().is_some_and(|old| {
            old.depth == depth && old.value != *value && old.value.is_some() && value.is_some()
        });
        prefer(slot, Said { value: value.clone(), at, depth });
        if twice {
            let message = format!("`{}` is given a second time; the last counts", target.name);
            self.problems.push(Diagnostic::warning(&codes::SET_TWICE, message).at(at));
        }
        if let Some(value) = value {
            self.mention(&Fact::Algebraic(value.clone()), at);
        }
    }

    fn reaction(&mut self, reaction: &Reaction, at: Span, depth: usize) {
        self.classify(&reaction.id, Class::Reaction, at, 4);
        for (stoichiometry, species) in reaction.left.iter().chain(&reaction.right) {
            self.classify(species, Class::Species, at, 1);
            if let Expr::Id(id) = stoichiometry {
                self.classify(&Path { name: id.clone(), at: species.at }, Class::Parameter, at, 0);
            }
            if let Some(place) = &reaction.compartment {
                self.symbol(&species.name, at, 0).reaction_compartment = Some(place.name.clone());
            }
        }
        if let Some(place) = &reaction.compartment {
            self.classify(place, Class::Compartment, at, 0);
        }
        let said = Said { value: reaction.clone(), at, depth };
        let lists = (&mut self.reactions, &mut self.reaction_index);
        let kept = insert(lists, said, &reaction.id.name, "reaction", &mut self.problems);
        if let Some(rate) = reaction.rate.as_ref().filter(|_| kept) {
            self.define(&reaction.id, How::Initial, &Some(rate.clone()), at, depth);
        }
    }

    fn event(&mut self, event: &Event, at: Span, depth: usize) {
        self.classify(&event.id, Class::Event, at, 4);
        self.mention(&Fact::Event(event.clone()), at);
        for (target, _) in &event.assignments {
            self.symbol(&target.name, at, 0).set_by_event = true;
        }
        let said = Said { value: event.clone(), at, depth };
        let lists = (&mut self.events, &mut self.event_index);
        insert(lists, said, &event.id.name, "event", &mut self.problems);
    }
}

impl Symbol {
    fn new(id: &str, at: Span) -> Self {
        Self {
            id: id.into(),
            at,
            weight: 0,
            class: None,
            substance_only: false,
            constant: None,
            compartment: None,
            reaction_compartment: None,
            unit: None,
            name: None,
            initial: None,
            assignment: None,
            rate: None,
            set_by_event: false,
            in_algebraic_rule: false,
        }
    }
}

/// Keeps what is said less deep; of the same depth, what is said last.
fn prefer<T>(slot: &mut Option<Said<T>>, new: Said<T>) {
    if slot.as_ref().is_none_or(|old| new.depth <= old.depth) {
        *slot = Some(new);
    }
}

/// Adds a reaction or event; one that was defined in a submodel is replaced. False where the new
/// one does not count.
fn insert<T>(
    (list, index): (&mut Vec<Said<T>>, &mut BTreeMap<String, usize>),
    new: Said<T>,
    id: &str,
    noun: &str,
    problems: &mut Vec<Diagnostic>,
) -> bool {
    let Some(old) = index.get(id).and_then(|i| list.get_mut(*i)) else {
        index.insert(id.into(), list.len());
        list.push(new);
        return true;
    };
    if new.depth < old.depth {
        *old = new;
        return true;
    }
    if new.depth == old.depth {
        let message = format!("the {noun} `{id}` is defined twice");
        let problem = Diagnostic::error(&codes::DEFINED_TWICE, message).at(new.at);
        problems.push(problem.help("rename one of them"));
    }
    false
}
