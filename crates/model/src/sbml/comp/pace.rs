//! Warns where a submodel counts time or extent otherwise than the model around it, and no factor
//! says how to convert.

use std::collections::BTreeMap;

use super::super::codes;
use super::item::{attribute, label, tag};
use super::names::Names;
use crate::{Diagnostic, Unit};

/// What is counted, the attribute of the model with its unit, the factor of the submodel.
const COUNTED: [(&str, &str, &str); 2] =
    [("time", "timeUnits", "timeConversionFactor"), ("extent", "extentUnits", "extentConversionFactor")];

/// The warnings; `units` are those of the flat model.
pub(super) fn check(names: &Names, units: &BTreeMap<String, Unit>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let unit = |instance: usize, name: &str| {
        let id = names.tree.instances[instance].model.node.attribute(name)?;
        let id = names.unit(instance, id).ok()?;
        units.get(&id).copied().or_else(|| Unit::builtin(&id))
    };
    for (index, copy) in names.tree.instances.iter().enumerate() {
        let Some((outer, submodel)) = copy.parent else { continue };
        for (noun, name, factor) in COUNTED {
            let (Some(inside), Some(outside)) = (unit(index, name), unit(outer, name)) else { continue };
            if inside.same_as(&outside) || attribute(submodel, factor).is_some() || names.is_dropped(index) {
                continue;
            }
            let message =
                format!("{} counts {noun} in another unit than the model around it", label(submodel));
            let at = tag(names.tree.source(outer), submodel);
            let help =
                format!("give the submodel a `comp:{factor}`; without one the numbers are taken as they are");
            problems.push(Diagnostic::warning(&codes::COMP_PACE, message).at(at).help(help));
        }
    }
    problems
}
