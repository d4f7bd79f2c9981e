//! Attributes in the flat model: ids get their prefix, references what they mean there.

use roxmltree::{Attribute, Node};

use super::super::attributes::is_sid;
use super::super::codes;
use super::emit::Emitter;
use super::item::{Item, tag, value_span};
use super::names::{Refusal, Seen};
use crate::{Diagnostic, Span};

/// What an attribute holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// The element's own id.
    Own,
    /// The id of something else.
    Id,
    /// The id of a unit.
    Unit,
    /// Something that no other level names this way.
    Plain,
    /// A formula as text, which only Level 1 has.
    Text,
    /// Nothing that the flat model needs.
    Nothing,
}

fn role(node: Node, attribute: &str) -> Role {
    let element = node.tag_name().name();
    match attribute {
        "metaid" => Role::Nothing,
        "id" if matches!(element, "model" | "localParameter") => Role::Plain,
        "id" => Role::Own,
        "compartment" | "species" | "symbol" | "variable" => Role::Id,
        "conversionFactor" if element == "model" => Role::Nothing,
        "conversionFactor" => Role::Id,
        "formula" => Role::Text,
        "units" | "substanceUnits" | "timeUnits" | "volumeUnits" | "areaUnits" | "lengthUnits"
        | "extentUnits" => Role::Unit,
        _ => Role::Plain,
    }
}

impl<'a> Emitter<'_, '_, '_, 'a> {
    /// Writes the attributes of a core element.
    pub fn attributes(&mut self, item: Item<'a>) {
        for attribute in item.node.attributes().filter(|a| a.namespace().is_none()) {
            let Some(value) = self.flat_value(item, item.instance, attribute) else { continue };
            self.attribute(item, attribute.name(), &value, attribute);
        }
        self.inherited(item);
    }

    /// The value in the flat model; none where the attribute is left out.
    fn flat_value(
        &mut self,
        item: Item<'a>,
        instance: usize,
        attribute: Attribute<'a, 'a>,
    ) -> Option<String> {
        let value = attribute.value();
        let at = value_span(self.source(item), attribute);
        match role(item.node, attribute.name()) {
            Role::Own => {
                self.check_id(value, at);
                Some(self.names.own(item))
            }
            Role::Plain => Some(value.to_owned()),
            Role::Nothing => None,
            Role::Id => {
                let seen = self.names.id(instance, value);
                let seen = self.known(seen, instance, value, at);
                if attribute.name() == "conversionFactor" && !seen.scale.is_one() {
                    let message = format!("the conversion factor `{value}` is itself converted");
                    let help = "refer to a parameter that is not replaced with a factor";
                    let problem = Diagnostic::error(&codes::COMP_CONVERSION, message);
                    self.problems.push(problem.at(at).help(help));
                }
                Some(seen.id)
            }
            Role::Unit => {
                let unit = self.names.unit(instance, value);
                let seen = unit.map(|id| Seen { id, scale: Default::default() });
                Some(self.known(seen, instance, value, at).id)
            }
            Role::Text => {
                let message = "a formula as text is not supported in a model of submodels";
                let problem = Diagnostic::error(&codes::COMP_LEGACY, message).at(at);
                self.problems.push(problem.help("write it as `<math>`, as Level 3 does"));
                None
            }
        }
    }

    /// What a reference means; a bad one is reported, and keeps the name that only its copy knows.
    pub fn known(&mut self, seen: Result<Seen, Refusal>, instance: usize, id: &str, at: Span) -> Seen {
        self.check_id(id, at);
        seen.unwrap_or_else(|refusal| {
            self.problems.push(refusal.problem(id).at(at));
            Seen { id: self.names.prefixed(instance, id), scale: Default::default() }
        })
    }

    /// Reports what is no id. With a prefix before it the reader would not see that.
    fn check_id(&mut self, id: &str, at: Span) {
        if !is_sid(id) {
            let problem = Diagnostic::error(&codes::ID, format!("`{id}` is not an SBML id")).at(at);
            self.problems.push(problem.help("use letters, digits and `_`, not starting with a digit"));
        }
    }

    fn attribute(&mut self, item: Item, name: &str, value: &str, from: Attribute) {
        self.out.add(&format!(" {name}=\""));
        self.out.put_escaped(value, value_span(self.source(item), from));
        self.out.add("\"");
    }

    /// What the model around an element says for all of its kind: the flat model has one model only.
    fn inherited(&mut self, item: Item<'a>) {
        let node = item.node;
        let names: &[(&str, &str)] = match node.tag_name().name() {
            "species" => &[("conversionFactor", "conversionFactor"), ("substanceUnits", "substanceUnits")],
            "compartment" => {
                match node.attribute("spatialDimensions").map_or(3.0, |d| d.parse().unwrap_or(0.0)) {
                    3.0 => &[("volumeUnits", "units")],
                    2.0 => &[("areaUnits", "units")],
                    1.0 => &[("lengthUnits", "units")],
                    _ => &[],
                }
            }
            _ => &[],
        };
        let model = self.names.tree.instances[item.instance].model.node;
        for (of_model, own) in names {
            // The units of the main model hold for the flat one anyway.
            let is_said = node.has_attribute(*own) || item.instance == 0 && *own != "conversionFactor";
            let Some(attribute) = model.attribute_node(*of_model).filter(|_| !is_said) else { continue };
            let stand_in = Item { node: if *own == "conversionFactor" { node } else { model }, ..item };
            if let Some(value) = self.flat_value(stand_in, item.instance, attribute) {
                self.attribute(item, own, &value, attribute);
            }
        }
    }

    /// Refuses what only older levels have and what could not be renamed in a copy.
    pub fn refuse_old(&mut self, item: Item) {
        let message = format!("`{}` is not supported in a model of submodels", item.node.tag_name().name());
        let problem = Diagnostic::error(&codes::COMP_LEGACY, message);
        let at = tag(self.source(item), item.node);
        self.problems
            .push(problem.at(at).help("write it as Level 3 does: `species`, `assignmentRule`, `rateRule`"));
    }
}
