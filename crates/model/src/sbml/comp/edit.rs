//! What is deleted and what replaces what.
//!
//! The inner copies come first: what they did to their own submodels holds for all that is outside.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Attribute, Node};

use super::super::codes;
use super::item::{Item, Key, attribute, is_comp, label, listed, tag, value, value_span};
use super::tree::Tree;
use super::{NAMESPACE, reference};
use crate::{Code, Diagnostic};

/// What stands in the place of something.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link<'a> {
    /// The replacement.
    pub to: Item<'a>,
    /// Replacement = factor * replaced: names a parameter of the copy that the replacement is in.
    pub factor: Option<Attribute<'a, 'a>>,
}

/// All deletions and replacements.
#[derive(Debug, Default)]
pub(super) struct Edits<'a> {
    dead: BTreeSet<Key>,
    links: BTreeMap<Key, Link<'a>>,
    names: BTreeMap<Key, String>,
    /// Those that cannot be carried out.
    pub problems: Vec<Diagnostic>,
}

impl<'a> Edits<'a> {
    /// Collects them over all copies.
    pub fn of(tree: &Tree<'_, 'a>) -> Self {
        let mut edits = Self::default();
        for instance in (0..tree.instances.len()).rev() {
            let scope = tree.scope(instance);
            for submodel in &scope.submodels {
                let submodel = Item { instance, node: *submodel };
                for deletion in listed(submodel.node, "listOfDeletions", "deletion") {
                    edits.report(|edits| edits.delete(tree, submodel, deletion));
                }
            }
            for node in &scope.replacements {
                edits.report(|edits| edits.replacement(tree, Item { instance, node: *node }));
            }
        }
        edits
    }

    /// What replaces the item, if anything does.
    pub fn link(&self, item: Item) -> Option<Link<'a>> {
        self.links.get(&item.key()).copied()
    }

    /// Whether the item itself is deleted or replaced.
    pub fn is_removed(&self, item: Item) -> bool {
        self.dead.contains(&item.key()) || self.links.contains_key(&item.key())
    }

    /// The id that an item takes over from something that it replaces.
    pub fn name(&self, item: Item) -> Option<&str> {
        self.names.get(&item.key()).map(String::as_str)
    }

    fn report(&mut self, edit: impl FnOnce(&mut Self) -> Result<(), Option<Diagnostic>>) {
        if let Err(problem) = edit(self) {
            self.problems.extend(problem);
        }
    }

    fn delete(
        &mut self,
        tree: &Tree<'_, 'a>,
        submodel: Item<'a>,
        deletion: Node<'a, 'a>,
    ) -> Result<(), Option<Diagnostic>> {
        let source = tree.source(submodel.instance);
        let found = reference::target(tree, source, submodel, deletion)?;
        self.untouched(found, Item { node: deletion, ..submodel }, source)?;
        self.dead.insert(found.key());
        Ok(())
    }

    /// Enters a `<replacedElement>` or `<replacedBy>`.
    fn replacement(&mut self, tree: &Tree<'_, 'a>, item: Item<'a>) -> Result<(), Option<Diagnostic>> {
        let source = tree.source(item.instance);
        let submodel = reference::submodel(tree, item.instance, item.node)?;
        let is_by = is_comp(item.node, "replacedBy");
        let parent =
            if is_by { item.node.parent() } else { item.node.parent().and_then(|list| list.parent()) };
        let Some(owner) = parent else { return Err(None) };
        let owner = Item { node: owner, ..item };
        if let Some(deletion) = attribute(item.node, "deletion").filter(|_| !is_by) {
            if tree.scope(item.instance).deletes(submodel.node, deletion.value()) {
                return Ok(());
            }
            let message = format!("{} has no deletion `{}`", label(submodel.node), deletion.value());
            let problem = Diagnostic::error(&codes::COMP_REFERENCE, message);
            let at = value_span(source, deletion);
            return Err(Some(problem.at(at).help("name a `<comp:deletion>` of that submodel by its id")));
        }
        let found = reference::target(tree, source, submodel, item.node)?;
        let (old, new) = if is_by { (owner, found) } else { (found, owner) };
        same_kind(old, new, item, source)?;
        self.untouched(found, item, source)?;
        if is_by {
            self.untouched(owner, item, source)?;
            self.stays(found, item, source)?;
        }
        self.no_circle(old, new, item, source)?;
        let factor = match attribute(item.node, "conversionFactor").filter(|_| !is_by) {
            Some(factor) => Some(parameter(tree, item.instance, factor)?),
            None => None,
        };
        self.links.insert(old.key(), Link { to: new, factor });
        if is_by && let Some(id) = value(old.node, "id") {
            // The copy outside comes later, so that its name stays.
            self.names.insert(new.key(), format!("{}{id}", tree.instances[old.instance].prefix));
        }
        Ok(())
    }

    /// Refuses to delete or replace what already is.
    fn untouched(&self, old: Item, by: Item, source: usize) -> Result<(), Option<Diagnostic>> {
        let already = match self.links.get(&old.key()) {
            Some(link) => format!("replaced by {}", label(link.to.node)),
            None if self.dead.contains(&old.key()) => "deleted".to_owned(),
            None => return Ok(()),
        };
        let message = format!("{} is already {already}", label(old.node));
        let help = "keep one of the two, or refer to what replaced it";
        Err(Some(problem(&codes::COMP_TWICE, message, by.node, source, help)))
    }

    /// What takes the place of something must not be gone with what is around it.
    fn stays(&self, new: Item<'a>, by: Item, source: usize) -> Result<(), Option<Diagnostic>> {
        let mut around = new.node.ancestors().skip(1);
        let Some(gone) = around.find(|node| self.is_removed(Item { node: *node, ..new })) else {
            return Ok(());
        };
        let message =
            format!("{} is gone with {}, which is deleted or replaced", label(new.node), label(gone));
        let help = "keep what is to take the place of this";
        Err(Some(problem(&codes::COMP_GONE, message, by.node, source, help)))
    }

    fn no_circle(&self, old: Item, new: Item, by: Item, source: usize) -> Result<(), Option<Diagnostic>> {
        let mut last = new;
        while last.key() != old.key() {
            match self.links.get(&last.key()) {
                Some(link) => last = link.to,
                None => return Ok(()),
            }
        }
        let message = format!("{} would be replaced by itself", label(old.node));
        let help = "remove one of the replacements: one thing has to stay";
        Err(Some(problem(&codes::COMP_TWICE, message, by.node, source, help)))
    }
}

fn problem(code: &'static Code, message: String, at: Node, source: usize, help: &str) -> Diagnostic {
    Diagnostic::error(code, message).at(tag(source, at)).help(help)
}

/// What may stand for a number in formulas, and so for a parameter.
const VALUES: [&str; 5] = ["parameter", "compartment", "species", "speciesReference", "reaction"];

/// Only things of one kind replace each other; for a parameter anything with a value does.
fn same_kind(old: Item, new: Item, by: Item, source: usize) -> Result<(), Option<Diagnostic>> {
    let (from, to) = (old.node.tag_name(), new.node.tag_name());
    let is_parameter = matches!(from.name(), "parameter" | "localParameter");
    if to.namespace() == Some(NAMESPACE) || from.namespace() == Some(NAMESPACE) {
        let message = format!("replacing a `{}` by a `{}` is not supported", from.name(), to.name());
        let help = "replace the elements in it one by one, or delete it";
        return Err(Some(problem(&codes::COMP_KIND, message, by.node, source, help)));
    }
    if from.name() == to.name() || is_parameter && VALUES.contains(&to.name()) {
        return Ok(());
    }
    let message = format!("{} is replaced by {}, which is of another kind", label(old.node), label(new.node));
    let help = "replace it by something of its own kind; only for a parameter anything with a value will do";
    Err(Some(problem(&codes::COMP_KIND, message, by.node, source, help)))
}

/// The factor, if it names a constant parameter of the copy.
///
/// # Errors
/// It does not.
pub(super) fn parameter<'a>(
    tree: &Tree<'_, 'a>,
    instance: usize,
    factor: Attribute<'a, 'a>,
) -> Result<Attribute<'a, 'a>, Option<Diagnostic>> {
    let found = tree.scope(instance).ids.get(factor.value());
    let is_parameter = found.is_some_and(|n| n.tag_name().name() == "parameter");
    let is_constant = found.is_some_and(|n| !matches!(n.attribute("constant"), Some("false" | "0")));
    if is_parameter && is_constant {
        return Ok(factor);
    }
    let message = match found {
        None => format!("there is no parameter `{}` here", factor.value()),
        Some(node) if is_parameter => format!("the conversion factor is not constant: {}", label(*node)),
        Some(node) => format!("the conversion factor is no parameter: {}", label(*node)),
    };
    let at = value_span(tree.source(instance), factor);
    let problem = Diagnostic::error(&codes::COMP_CONVERSION, message).at(at);
    Err(Some(problem.help("name a constant parameter of the model that holds this")))
}
