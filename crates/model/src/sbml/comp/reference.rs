//! What a reference of the package means.

use std::collections::BTreeMap;

use roxmltree::{Attribute, Node};

use super::super::codes;
use super::item::{Item, attribute, is_comp, label, tag, value, value_span};
use super::tree::Tree;
use crate::Diagnostic;
use crate::diagnostic::nearest;

/// The submodel that `submodelRef` of `node`, which stands in copy `instance`, means.
///
/// # Errors
/// There is none; `None` where that was already reported.
pub(super) fn submodel<'a>(
    tree: &Tree<'_, 'a>,
    instance: usize,
    node: Node<'a, 'a>,
) -> Result<Item<'a>, Option<Diagnostic>> {
    let Some(reference) = attribute(node, "submodelRef") else { return Err(None) };
    let scope = tree.scope(instance);
    if let Some(node) = scope.submodel(reference.value()) {
        return Ok(Item { instance, node });
    }
    let names = scope.submodels.iter().filter_map(|s| attribute(*s, "id")).map(|a| a.value());
    let place = value_span(tree.source(instance), reference);
    let problem = Diagnostic::error(
        &codes::COMP_REFERENCE,
        format!("the model has no submodel `{}`", reference.value()),
    );
    Err(Some(problem.at(place).help(match nearest(reference.value(), names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "name a submodel of the model that holds this".to_owned(),
    })))
}

/// The copy that a submodel makes; none where it could not be made, which was reported.
fn inside(tree: &Tree, submodel: Item) -> Option<usize> {
    let id = value(submodel.node, "id")?;
    tree.instances[submodel.instance].children.get(id).copied()
}

/// What `node`, a reference that is written in text `source`, means in the copy of `submodel`.
///
/// # Errors
/// There is no such thing; `None` where that was already reported.
pub(super) fn target<'a>(
    tree: &Tree<'_, 'a>,
    source: usize,
    submodel: Item<'a>,
    node: Node<'a, 'a>,
) -> Result<Item<'a>, Option<Diagnostic>> {
    let (mut submodel, mut node) = (submodel, node);
    // Each round goes into a copy inside the last one.
    loop {
        let Some(instance) = inside(tree, submodel) else { return Err(None) };
        let found = named(tree, source, instance, node)?;
        let Some(inner) = node.children().find(|c| is_comp(*c, "sBaseRef")) else { return Ok(found) };
        if !is_comp(found.node, "submodel") {
            let message = format!("{} is no submodel, so nothing in it can be meant", label(found.node));
            let problem = Diagnostic::error(&codes::COMP_REFERENCE, message).at(tag(source, inner));
            return Err(Some(problem.help("remove the inner `sBaseRef`, or refer to a submodel")));
        }
        (submodel, node) = (found, inner);
    }
}

/// What the attributes of a reference mean in a copy.
fn named<'a>(
    tree: &Tree<'_, 'a>,
    source: usize,
    instance: usize,
    node: Node<'a, 'a>,
) -> Result<Item<'a>, Option<Diagnostic>> {
    let scope = tree.scope(instance);
    let tables = [
        ("portRef", "port", &scope.ports),
        ("idRef", "id", &scope.ids),
        ("unitRef", "unit", &scope.units),
        ("metaIdRef", "metaid", &scope.metaids),
    ];
    let given = tables.iter().filter_map(|(way, noun, table)| Some((attribute(node, way)?, *noun, *table)));
    let given: Vec<_> = given.collect();
    // That there is none or that there are several was reported with the schema.
    let &[(reference, noun, table)] = given.as_slice() else { return Err(None) };
    let Some(found) = table.get(reference.value()) else {
        return Err(Some(dangling(reference, noun, table, source)));
    };
    if noun == "port" {
        return through_port(tree, instance, *found);
    }
    Ok(Item { instance, node: *found })
}

/// What a port of a copy stands for. A port cannot refer to a port, so this ends.
fn through_port<'a>(
    tree: &Tree<'_, 'a>,
    instance: usize,
    port: Node<'a, 'a>,
) -> Result<Item<'a>, Option<Diagnostic>> {
    let source = tree.source(instance);
    if attribute(port, "portRef").is_some() {
        return Err(None);
    }
    let found = named(tree, source, instance, port)?;
    match port.children().find(|c| is_comp(*c, "sBaseRef")) {
        Some(inner) => target(tree, source, found, inner),
        None => Ok(found),
    }
}

fn dangling(reference: Attribute, noun: &str, table: &BTreeMap<&str, Node>, source: usize) -> Diagnostic {
    let message = format!("the submodel has no {noun} `{}`", reference.value());
    let problem = Diagnostic::error(&codes::COMP_REFERENCE, message).at(value_span(source, reference));
    match nearest(reference.value(), table.keys().copied()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("name something of the model that the submodel is a copy of"),
    }
}
