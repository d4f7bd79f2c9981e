//! What the things in a copy are in the flat model: an id, and how to get from its value to theirs.

use roxmltree::{Attribute, Node};

use super::super::codes;
use super::edit::{Edits, parameter};
use super::item::{Item, attribute, is_comp, tag};
use super::scale::Scale;
use super::tree::Tree;
use crate::{Diagnostic, Unit};

/// Replacements and conversion factors that one reference may lead over.
const LONGEST: usize = 1000;

/// What a reference means in the flat model.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// The id there.
    pub id: String,
    /// The value that the copy means is the value there times this.
    pub scale: Scale,
}

/// Why a reference means nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// What it means was deleted.
    Gone,
    /// The conversion factors on the way refer to each other.
    Endless,
}

/// All names of all copies.
pub(super) struct Names<'x, 'l, 'a> {
    pub tree: &'x Tree<'l, 'a>,
    pub edits: &'x Edits<'a>,
    /// By copy, whether it is left out with a submodel that is deleted.
    dropped: Vec<bool>,
    /// By copy, time of the flat model per time of the copy.
    time: Vec<Scale>,
    /// By copy, extent of the flat model per extent of the copy.
    extent: Vec<Scale>,
}

impl<'x, 'l, 'a> Names<'x, 'l, 'a> {
    /// The names, and the problems with the factors of submodels.
    pub fn new(tree: &'x Tree<'l, 'a>, edits: &'x Edits<'a>) -> (Self, Vec<Diagnostic>) {
        let mut names = Self { tree, edits, dropped: Vec::new(), time: Vec::new(), extent: Vec::new() };
        let mut problems = Vec::new();
        for copy in &tree.instances {
            let (mut dropped, mut time, mut extent) = (false, Scale::default(), Scale::default());
            if let Some((instance, node)) = copy.parent {
                dropped = names.is_gone(Item { instance, node });
                let mut factor = |name: &str, outer: &Scale| match names.factor(instance, node, name) {
                    Ok(factor) => outer.clone().times(&factor),
                    Err(problem) => {
                        problems.extend(problem);
                        outer.clone()
                    }
                };
                time = factor("timeConversionFactor", &names.time[instance]);
                extent = factor("extentConversionFactor", &names.extent[instance]);
            }
            names.dropped.push(dropped);
            names.time.push(time);
            names.extent.push(extent);
        }
        (names, problems)
    }

    /// Time of the flat model per time of the copy.
    pub fn time(&self, instance: usize) -> &Scale {
        &self.time[instance]
    }

    /// Extent of the flat model per extent of the copy.
    pub fn extent(&self, instance: usize) -> &Scale {
        &self.extent[instance]
    }

    /// Whether the copy is left out.
    pub fn is_dropped(&self, instance: usize) -> bool {
        self.dropped[instance]
    }

    /// The factor in an attribute of a submodel.
    fn factor(&self, instance: usize, node: Node<'a, 'a>, name: &str) -> Result<Scale, Option<Diagnostic>> {
        let Some(factor) = attribute(node, name) else { return Ok(Scale::default()) };
        let factor = parameter(self.tree, instance, factor)?;
        self.value(instance, factor, &mut LONGEST.clone()).map_err(|refusal| {
            let at = tag(self.tree.source(instance), node);
            Some(refusal.problem(factor.value()).at(at))
        })
    }

    /// The value of a factor of copy `instance`.
    fn value(&self, instance: usize, factor: Attribute, left: &mut usize) -> Result<Scale, Refusal> {
        let node = *self.tree.scope(instance).ids.get(factor.value()).ok_or(Refusal::Gone)?;
        let seen = self.follow(Item { instance, node }, left)?;
        Ok(Scale::of(seen.id).times(&seen.scale))
    }

    /// What an item is in the flat model.
    pub fn seen(&self, item: Item<'a>) -> Result<Seen, Refusal> {
        self.follow(item, &mut LONGEST.clone())
    }

    fn follow(&self, item: Item<'a>, left: &mut usize) -> Result<Seen, Refusal> {
        let is_reaction = |item: &Item| item.node.tag_name().name() == "reaction";
        let mut scale = Scale::default();
        let mut last = item;
        let mut reaction = Some(item).filter(is_reaction);
        while let Some(link) = self.edits.link(last) {
            *left = left.checked_sub(1).ok_or(Refusal::Endless)?;
            if let Some(factor) = link.factor {
                scale = scale.over(&self.value(link.to.instance, factor, left)?);
            }
            last = link.to;
            reaction = reaction.or(Some(last).filter(is_reaction));
        }
        if self.is_gone(last) {
            return Err(Refusal::Gone);
        }
        // Rates are extent per time, both of the copy that first means the reaction.
        if let Some(Item { instance, .. }) = reaction {
            // Those of inner copies are not known while the factors of outer ones are settled.
            let factors = self.time.get(instance).zip(self.extent.get(instance));
            let (time, extent) = factors.ok_or(Refusal::Endless)?;
            scale = scale.times(time).over(extent);
        }
        Ok(Seen { id: self.own(last), scale })
    }

    /// The id of an item that stays.
    pub fn own(&self, item: Item) -> String {
        match self.edits.name(item) {
            Some(name) => name.to_owned(),
            None => self.prefixed(item.instance, item.node.attribute("id").unwrap_or("")),
        }
    }

    /// An id that only the copy knows.
    pub fn prefixed(&self, instance: usize, id: &str) -> String {
        format!("{}{id}", self.tree.instances[instance].prefix)
    }

    /// What an id in copy `instance` means. An unknown one gets the prefix of the copy all the
    /// same, so that it cannot mean a thing outside by accident.
    pub fn id(&self, instance: usize, id: &str) -> Result<Seen, Refusal> {
        match self.tree.scope(instance).ids.get(id) {
            Some(node) if !is_comp(*node, node.tag_name().name()) => {
                self.seen(Item { instance, node: *node })
            }
            _ => Ok(Seen { id: self.prefixed(instance, id), scale: Scale::default() }),
        }
    }

    /// What the id of a unit in copy `instance` means.
    pub fn unit(&self, instance: usize, id: &str) -> Result<String, Refusal> {
        match self.tree.scope(instance).units.get(id) {
            Some(node) => self.seen(Item { instance, node: *node }).map(|seen| seen.id),
            None if Unit::builtin(id).is_some() || PREDEFINED.contains(&id) => Ok(id.to_owned()),
            None => Ok(self.prefixed(instance, id)),
        }
    }

    /// Whether the item, something around it or its copy is deleted or replaced.
    pub fn is_gone(&self, item: Item<'a>) -> bool {
        let model = self.tree.instances[item.instance].model.node;
        let around = item.node.ancestors().take_while(|node| *node != model);
        self.dropped.get(item.instance).is_some_and(|dropped| *dropped)
            || around.into_iter().any(|node| self.edits.is_removed(Item { node, ..item }))
    }
}

/// Units that converters take from Level 2 without defining them; the reader says so.
const PREDEFINED: [&str; 5] = ["substance", "volume", "area", "length", "time"];

impl Refusal {
    /// The problem with a reference to `id`.
    pub fn problem(self, id: &str) -> Diagnostic {
        match self {
            Self::Gone => {
                let message =
                    format!("`{id}` is deleted, alone or with what it was in, but this refers to it");
                let help = "delete this as well, or replace what was deleted";
                Diagnostic::error(&codes::COMP_GONE, message).help(help)
            }
            Self::Endless => {
                let message = format!("the conversion factors of `{id}` refer to each other");
                let help = "let no factor be replaced by something that it converts";
                Diagnostic::error(&codes::COMP_CONVERSION, message).help(help)
            }
        }
    }
}
