//! The copies of models: the main one, its submodels, their submodels and so on.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::super::codes;
use super::item::{attribute, tag, value_span};
use super::library::{Library, Model};
use super::scope::Scope;
use crate::{Diagnostic, Span};

/// Elements and texts that the flat model may have, annotations included.
const MOST_ELEMENTS: usize = 1_000_000;

/// Bytes that the flat model may have, as far as they can be told beforehand.
const MOST_BYTES: usize = 200_000_000;

/// How deep submodels may be nested.
const DEEPEST: usize = 100;

/// One copy of a model.
#[derive(Debug)]
pub(super) struct Instance<'a> {
    /// What it is a copy of.
    pub model: Model<'a>,
    /// What its ids start with in the flat model.
    pub prefix: String,
    /// The copy around it and the `<submodel>` there; none for the main model.
    pub parent: Option<(usize, Node<'a, 'a>)>,
    /// Copies in it, by id of their submodel.
    pub children: BTreeMap<&'a str, usize>,
    scope: usize,
}

/// All copies. Each comes after the one around it.
pub(super) struct Tree<'l, 'a> {
    library: &'l Library<'a>,
    pub instances: Vec<Instance<'a>>,
    scopes: Vec<Scope<'a>>,
    /// Scopes by text and element of the model.
    known: BTreeMap<(usize, u32), usize>,
    elements: usize,
    bytes: usize,
    /// Too much was asked for, which has been said.
    pub is_full: bool,
    /// Models that are not there, contain themselves or are too large.
    pub problems: Vec<Diagnostic>,
}

impl<'l, 'a> Tree<'l, 'a> {
    /// Copies `main` and all that it holds.
    pub fn new(library: &'l Library<'a>, main: Model<'a>) -> Self {
        let mut tree = Self {
            library,
            instances: Vec::new(),
            scopes: Vec::new(),
            known: BTreeMap::new(),
            elements: 0,
            bytes: 0,
            is_full: false,
            problems: Vec::new(),
        };
        tree.copy(main, String::new(), None, &mut Vec::new());
        tree
    }

    /// The names in a copy.
    pub fn scope(&self, instance: usize) -> &Scope<'a> {
        &self.scopes[self.instances[instance].scope]
    }

    /// The text that a copy is a copy of.
    pub fn source(&self, instance: usize) -> usize {
        self.instances[instance].model.source
    }

    /// Copies one model; `around` are the models that it is in, from the main one on.
    fn copy(
        &mut self,
        model: Model<'a>,
        prefix: String,
        parent: Option<(usize, Node<'a, 'a>)>,
        around: &mut Vec<(usize, u32)>,
    ) -> usize {
        let key = (model.source, model.node.id().get());
        let scope = match self.known.get(&key) {
            Some(known) => *known,
            None => {
                self.scopes.push(Scope::of(model, &mut self.problems));
                self.known.insert(key, self.scopes.len() - 1);
                self.scopes.len() - 1
            }
        };
        let size = self.scopes[scope].size;
        self.elements += size;
        self.bytes += model.node.range().len() + size * prefix.len();
        let index = self.instances.len();
        self.instances.push(Instance { model, prefix, parent, children: BTreeMap::new(), scope });
        around.push(key);
        for submodel in self.scopes[scope].submodels.clone() {
            self.submodel(index, submodel, around);
        }
        around.pop();
        index
    }

    fn submodel(&mut self, instance: usize, submodel: Node<'a, 'a>, around: &mut Vec<(usize, u32)>) {
        let (Some(id), Some(reference)) = (attribute(submodel, "id"), attribute(submodel, "modelRef")) else {
            return;
        };
        let source = self.source(instance);
        let at = value_span(source, reference);
        let model = match self.library.find(source, reference.value(), at) {
            Ok(model) => model,
            Err(problem) => return self.problems.extend(problem),
        };
        if around.contains(&(model.source, model.node.id().get())) {
            let message = format!("the submodel `{}` is a copy of a model that it is in", id.value());
            let help = "no model can contain itself: refer to another model";
            self.problems.push(Diagnostic::error(&codes::COMP_CIRCLE, message).at(at).help(help));
        } else if self.has_room(around.len(), tag(source, submodel)) && self.is_new(instance, submodel) {
            let prefix = self.prefix(instance, id.value());
            let child = self.copy(model, prefix, Some((instance, submodel)), around);
            self.instances[instance].children.insert(id.value(), child);
        }
    }

    /// Whether one more copy is within the limits; says once that it is not.
    fn has_room(&mut self, depth: usize, at: Span) -> bool {
        let limit = if depth >= DEEPEST {
            format!("submodels are nested more than {DEEPEST} deep")
        } else if self.elements > MOST_ELEMENTS {
            format!("the flat model would have more than {MOST_ELEMENTS} elements")
        } else if self.bytes > MOST_BYTES {
            format!("the flat model would have more than {MOST_BYTES} bytes")
        } else {
            return true;
        };
        if !std::mem::replace(&mut self.is_full, true) {
            let help = "use fewer copies, or leave out what is not needed";
            self.problems.push(Diagnostic::error(&codes::COMP_SIZE, limit).at(at).help(help));
        }
        false
    }

    /// Whether it is this submodel that has its id: a second one was reported.
    fn is_new(&self, instance: usize, submodel: Node<'a, 'a>) -> bool {
        let id = attribute(submodel, "id").map_or("", |a| a.value());
        self.scope(instance).submodel(id) == Some(submodel)
    }

    /// What the ids of a submodel start with: such that no other id there starts with it.
    fn prefix(&self, instance: usize, id: &str) -> String {
        let ids = &self.scope(instance).ids;
        let is_taken =
            |prefix: &str| ids.range(prefix..).next().is_some_and(|(id, _)| id.starts_with(prefix));
        let numbered = (2u32..).map(|n| format!("{id}_{n}__"));
        let mut wishes = std::iter::once(format!("{id}__")).chain(numbered);
        let free = wishes.find(|prefix| !is_taken(prefix)).unwrap_or_default();
        format!("{}{free}", self.instances[instance].prefix)
    }
}
