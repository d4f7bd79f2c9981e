//! Formulas in the flat model: ids are renamed, and values converted between the copies.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::super::codes;
use super::super::mathml::DEPTH_LIMIT;
use super::super::operators::Symbol;
use super::super::validate::MATHML;
use super::emit::Emitter;
use super::item::{Item, tag};
use super::names::Seen;
use super::scale::Scale;
use crate::{Diagnostic, Span};

/// What holds for one formula.
struct Context<'a> {
    instance: usize,
    /// Names that hold only in this formula, and what replaces them where something does.
    locals: BTreeMap<String, Option<Item<'a>>>,
}

impl<'a> Emitter<'_, '_, '_, 'a> {
    /// Writes the `<math>` of an item.
    pub fn math(&mut self, owner: Item<'a>, math: Node<'a, 'a>) {
        let context = Context { instance: owner.instance, locals: self.locals(owner) };
        let scale = self.converted(owner);
        let item = Item { node: math, ..owner };
        self.open(item, "math");
        self.declare("xmlns", MATHML);
        self.out.add(">");
        let mut inner: Vec<Node<'a, 'a>> = math.children().collect();
        // An empty or doubled formula stays as it is, for the reader to find.
        let elements = inner.iter().filter(|n| n.is_element()).count();
        inner.retain(|n| n.is_element() || n.is_text());
        let scale = if elements == 1 { scale } else { Scale::default() };
        self.scaled(&scale, |emitter| inner.iter().for_each(|n| emitter.node(&context, *n, 1)));
        self.close(item, "math");
    }

    /// From what the formula of an element gives in its copy to what it gives in the flat model.
    fn converted(&mut self, owner: Item<'a>) -> Scale {
        let names = self.names;
        let target = |attribute: &str| {
            let id = owner.node.attribute(attribute).unwrap_or("");
            // A bad reference is reported where the attribute is written.
            names.id(owner.instance, id).map_or(Scale::default(), |seen| seen.scale.inverse())
        };
        let time = names.time(owner.instance);
        match owner.node.tag_name().name() {
            "assignmentRule" | "eventAssignment" => target("variable"),
            "initialAssignment" => target("symbol"),
            "rateRule" => target("variable").over(time),
            "kineticLaw" => names.extent(owner.instance).clone().over(time),
            "delay" => time.clone(),
            _ => Scale::default(),
        }
    }

    /// The names that a kinetic law has for itself.
    fn locals(&self, owner: Item<'a>) -> BTreeMap<String, Option<Item<'a>>> {
        let mut locals = BTreeMap::new();
        let lists = owner.node.children().filter(|c| c.tag_name().name().starts_with("listOf"));
        for node in lists.flat_map(|list| list.children()) {
            let item = Item { node, ..owner };
            let Some(id) = node.attribute("id") else { continue };
            if self.names.edits.link(item).is_some() {
                locals.insert(id.to_owned(), Some(item));
            } else if !self.names.is_gone(item) {
                locals.insert(id.to_owned(), None);
            }
        }
        locals
    }

    /// Writes what `inner` writes, multiplied and divided.
    fn scaled(&mut self, scale: &Scale, inner: impl FnOnce(&mut Self)) {
        if !scale.over.is_empty() {
            self.out.add("<apply><divide/>");
        }
        if !scale.times.is_empty() {
            self.out.add("<apply><times/>");
        }
        inner(self);
        if !scale.times.is_empty() {
            self.factors(&scale.times);
            self.out.add("</apply>");
        }
        if scale.over.len() > 1 {
            self.out.add("<apply><times/>");
            self.factors(&scale.over);
            self.out.add("</apply>");
        } else {
            self.factors(&scale.over);
        }
        if !scale.over.is_empty() {
            self.out.add("</apply>");
        }
    }

    fn factors(&mut self, ids: &[String]) {
        for id in ids {
            self.out.add("<ci>");
            self.out.add_escaped(id);
            self.out.add("</ci>");
        }
    }

    /// Writes an element or a text of a formula.
    fn node(&mut self, context: &Context<'a>, node: Node<'a, 'a>, depth: usize) {
        let source = self.names.tree.source(context.instance);
        if let Some(text) = node.text().filter(|_| node.is_text()) {
            let range = node.range();
            return self.out.put_escaped(text, Span::new(source as u32, range.start, range.end));
        }
        if !node.is_element() {
            return;
        }
        if depth > DEPTH_LIMIT {
            let message = format!("the formula is nested more than {DEPTH_LIMIT} levels deep");
            let problem = Diagnostic::error(&codes::DEPTH, message).at(tag(source, node));
            return self.problems.push(problem.help("split it over several assignment rules"));
        }
        let is_mathml = node.tag_name().namespace() == Some(MATHML);
        match node.tag_name().name() {
            "ci" if is_mathml => self.id(context, node, depth, true),
            "csymbol" if is_mathml && symbol(node) == Some(Symbol::Time) => {
                let scale = self.names.time(context.instance).inverse();
                self.scaled(&scale, |emitter| emitter.copy(context, node, depth));
            }
            "apply" if is_mathml => self.apply(context, node, depth),
            "lambda" if is_mathml => self.lambda(context, node, depth),
            "semantics" if is_mathml => {
                // The reader takes the first part only, and this text may hold anything after it.
                if let Some(first) = node.first_element_child() {
                    self.node(context, first, depth + 1);
                }
            }
            _ => self.copy(context, node, depth),
        }
    }

    /// Writes an element as it is, with all that is in it.
    fn copy(&mut self, context: &Context<'a>, node: Node<'a, 'a>, depth: usize) {
        let item = Item { instance: context.instance, node };
        let name = node.tag_name().name();
        self.open(item, name);
        let namespace = node.tag_name().namespace();
        if node.parent().map(|p| p.tag_name().namespace()) != Some(namespace) {
            self.declare("xmlns", namespace.unwrap_or(""));
        }
        for attribute in node.attributes() {
            let at = super::item::value_span(self.source(item), attribute);
            let mut value = attribute.value().to_owned();
            if attribute.name() == "units" {
                let unit = self.names.unit(context.instance, value.trim());
                let seen = unit.map(|id| Seen { id, scale: Scale::default() });
                value = self.known(seen, context.instance, value.trim(), at).id;
            } else if attribute.namespace().is_some() {
                continue;
            }
            self.out.add(&format!(" {}=\"", attribute.name()));
            self.out.put_escaped(&value, at);
            self.out.add("\"");
        }
        self.out.add(">");
        node.children().for_each(|child| self.node(context, child, depth + 1));
        self.close(item, name);
    }

    /// Writes a `<ci>`; converted where it stands for a value and not for a function.
    fn id(&mut self, context: &Context<'a>, node: Node<'a, 'a>, depth: usize, is_value: bool) {
        let item = Item { instance: context.instance, node };
        let Some(id) = id_in(node) else { return self.copy(context, node, depth) };
        let id = id.as_str();
        let at = Span::new(self.source(item) as u32, node.range().start, node.range().end);
        let seen = match context.locals.get(id) {
            Some(Some(replaced)) => self.names.seen(*replaced),
            Some(None) => Ok(Seen { id: id.to_owned(), scale: Scale::default() }),
            None => self.names.id(context.instance, id),
        };
        let seen = self.known(seen, context.instance, id, at);
        let scale = if is_value { seen.scale } else { Scale::default() };
        self.scaled(&scale, |emitter| {
            emitter.open(item, "ci");
            emitter.out.add(">");
            emitter.out.put_escaped(&seen.id, at);
            emitter.close(item, "ci");
        });
    }

    fn apply(&mut self, context: &Context<'a>, node: Node<'a, 'a>, depth: usize) {
        let item = Item { instance: context.instance, node };
        let parts: Vec<Node<'a, 'a>> = node.children().filter(|c| c.is_element() || c.is_text()).collect();
        let elements: Vec<Node<'a, 'a>> = parts.iter().copied().filter(Node::is_element).collect();
        let head = elements.first().copied();
        let function = head.and_then(symbol);
        let time = self.names.time(context.instance).clone();
        let around = match (function, elements.get(1)) {
            (Some(Symbol::RateOf), Some(of)) => self.value_scale(context, *of).times(&time),
            _ => Scale::default(),
        };
        self.scaled(&around, |emitter| {
            emitter.open(item, "apply");
            emitter.out.add(">");
            for part in &parts {
                let is_head = Some(*part) == head;
                let is_delay = function == Some(Symbol::Delay) && Some(part) == elements.get(2);
                if part.has_tag_name((MATHML, "ci")) && (is_head || function == Some(Symbol::RateOf)) {
                    emitter.id(context, *part, depth + 1, false);
                } else if is_delay {
                    emitter.scaled(&time, |emitter| emitter.node(context, *part, depth + 1));
                } else if is_head && part.has_tag_name((MATHML, "csymbol")) {
                    emitter.copy(context, *part, depth + 1);
                } else {
                    emitter.node(context, *part, depth + 1);
                }
            }
            emitter.close(item, "apply");
        });
    }

    /// The factor of the value that a `<ci>` means; what is wrong with it is reported elsewhere.
    fn value_scale(&self, context: &Context<'a>, node: Node<'a, 'a>) -> Scale {
        let id = id_in(node).unwrap_or_default();
        if context.locals.contains_key(&id) {
            return Scale::default();
        }
        self.names.id(context.instance, &id).map_or(Scale::default(), |seen| seen.scale)
    }

    /// A function's arguments are names of its own.
    fn lambda(&mut self, context: &Context<'a>, node: Node<'a, 'a>, depth: usize) {
        let variables = node.children().filter(|c| c.has_tag_name((MATHML, "bvar")));
        let names = variables.filter_map(|v| v.first_element_child()).filter_map(id_in);
        let mut locals = context.locals.clone();
        locals.extend(names.map(|name| (name, None)));
        self.copy(&Context { instance: context.instance, locals }, node, depth);
    }
}

/// The symbol that an element is.
fn symbol(node: Node) -> Option<Symbol> {
    let is_symbol = node.has_tag_name((MATHML, "csymbol"));
    node.attribute("definitionURL").filter(|_| is_symbol).and_then(Symbol::of)
}

/// The id in a `<ci>`, as the reader takes it; none where it holds an element.
fn id_in(node: Node) -> Option<String> {
    if node.children().any(|c| c.is_element()) {
        return None;
    }
    let text: String = node.children().filter(|c| c.is_text()).filter_map(|c| c.text()).collect();
    Some(text.trim().to_owned())
}
