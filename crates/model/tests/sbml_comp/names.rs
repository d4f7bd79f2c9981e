//! What is in the flat model, and under which names.

use super::fixture::*;

#[test]
fn copies_have_the_names_of_their_submodels() {
    let inner = definition("inner", &parameters(&constant("k", 1.0)));
    let outer = definition("outer", &(parameters(&constant("k", 2.0)) + &submodels(&copy("B", "inner"))));
    let model = parameters(&constant("k", 3.0)) + &submodels(&(copy("A", "outer") + &copy("B", "inner")));
    let network = flat(&model, &(inner + &outer));
    assert_eq!(ids(&network), ["k", "A__k", "A__B__k", "B__k"]);
    assert_eq!(network.parameters[2].value, Some(1.0));
    assert_eq!(network.id, "top");
}

#[test]
fn a_prefix_that_is_taken_is_not_used() {
    let part = definition("part", &parameters(&constant("k", 1.0)));
    let model = parameters(&constant("A__k", 3.0)) + &submodels(&copy("A", "part"));
    assert_eq!(ids(&flat(&model, &part)), ["A__k", "A_2__k"]);
}

#[test]
fn deletions_take_away_whatever_has_a_name() {
    let rules = "<listOfRules><rateRule metaid=\"r\" variable=\"x\"><m:math><m:cn>1</m:cn></m:math></rateRule></listOfRules>";
    let part = definition("part", &(parameters(&parameter("x", 1.0, "")) + rules));
    let kept = flat(&submodels(&copy("A", "part")), &part);
    assert_eq!(kept.rules[0].target, "A__x");
    assert!(flat(&submodels(&deletion("A", "part", "c:metaIdRef=\"r\"")), &part).rules.is_empty());
    let both = refused(&submodels(&deletion("A", "part", "c:idRef=\"x\"")), &part);
    assert_eq!(both, [("S047".to_owned(), "x".to_owned())]);
}

#[test]
fn replacements_redirect_all_that_refers_to_them() {
    let rules = format!(
        "<listOfRules>{}{}</listOfRules>",
        rule("rateRule", "x", "<m:ci>y</m:ci>"),
        rule("assignmentRule", "y", "<m:apply><m:times/><m:ci>x</m:ci><m:cn>2</m:cn></m:apply>")
    );
    let ports = "<c:listOfPorts><c:port c:id=\"in\" c:idRef=\"x\"/></c:listOfPorts>";
    let list = parameter("x", 1.0, "") + &parameter("y", 0.0, "");
    let part = definition("part", &(parameters(&list) + &rules + ports));
    let with = |how: &str| {
        let list = constant("cf", 10.0) + &parameter("X", 5.0, &replaces(how));
        flat(&(parameters(&list) + &submodels(&copy("A", "part"))), &part)
    };
    for how in ["c:submodelRef=\"A\" c:idRef=\"x\"", "c:submodelRef=\"A\" c:portRef=\"in\""] {
        let network = with(how);
        assert_eq!(ids(&network), ["cf", "X", "A__y"]);
        assert_eq!(formula(&network, "X"), "A__y");
        assert_eq!(formula(&network, "A__y"), "Mul(X, 2)");
    }
    let scaled = with("c:submodelRef=\"A\" c:idRef=\"x\" c:conversionFactor=\"cf\"");
    assert_eq!(formula(&scaled, "X"), "Mul(A__y, cf)");
    assert_eq!(formula(&scaled, "A__y"), "Mul(Div(X, cf), 2)");
}

#[test]
fn what_replaces_from_inside_takes_the_name_outside() {
    let inner = definition("inner", &parameters(&parameter("x", 1.0, "")));
    let by = "<c:replacedBy c:submodelRef=\"B\" c:idRef=\"x\"/>";
    let outer =
        definition("outer", &(parameters(&parameter("y", 2.0, by)) + &submodels(&copy("B", "inner"))));
    let by = "<c:replacedBy c:submodelRef=\"A\" c:idRef=\"B\"><c:sBaseRef c:idRef=\"x\"/></c:replacedBy>";
    let rules = format!("<listOfRules>{}</listOfRules>", rule("rateRule", "z", "<m:ci>z</m:ci>"));
    let model = parameters(&parameter("z", 3.0, by)) + &rules + &submodels(&copy("A", "outer"));
    let network = flat(&model, &(inner + &outer));
    assert_eq!(ids(&network), ["z"]);
    assert_eq!(network.parameters[0].value, Some(1.0));
    assert_eq!(formula(&network, "z"), "z");
}

#[test]
fn local_parameters_are_replaced_and_deleted_by_metaid() {
    let law = "<kineticLaw><m:math><m:apply><m:times/><m:ci>k</m:ci><m:ci>l</m:ci></m:apply></m:math>\
        <listOfLocalParameters><localParameter metaid=\"k_meta\" id=\"k\" value=\"2\"/>\
        <localParameter metaid=\"l_meta\" id=\"l\" value=\"3\"/></listOfLocalParameters></kineticLaw>";
    let reaction =
        format!("<listOfReactions><reaction id=\"J\" reversible=\"true\">{law}</reaction></listOfReactions>");
    let part = definition("part", &(parameters(&constant("l", 5.0)) + &reaction));
    let how = "c:submodelRef=\"A\" c:metaIdRef=\"k_meta\" c:conversionFactor=\"cf\"";
    let list = constant("cf", 10.0) + &parameter("K", 5.0, &replaces(how));
    let model = parameters(&list) + &submodels(&deletion("A", "part", "c:metaIdRef=\"l_meta\""));
    let network = flat(&model, &part);
    assert_eq!(ids(&network), ["cf", "K", "A__l"]);
    assert_eq!(shown(network.reactions[0].rate.as_ref().unwrap()), "Mul(Div(K, cf), A__l)");
    let untouched = flat(&submodels(&copy("A", "part")), &part);
    assert_eq!(ids(&untouched), ["A__l", "A__J__k", "A__J__l"]);
}

#[test]
fn functions_and_units_belong_to_their_copy() {
    let function = "<listOfFunctionDefinitions><functionDefinition id=\"f\"><m:math><m:lambda><m:bvar><m:ci>k</m:ci></m:bvar>\
        <m:apply><m:plus/><m:ci>k</m:ci><m:cn xmlns:s=\"http://www.sbml.org/sbml/level3/version2/core\" s:units=\"u\">1</m:cn>\
        </m:apply></m:lambda></m:math></functionDefinition></listOfFunctionDefinitions>";
    let units = "<listOfUnitDefinitions><unitDefinition id=\"u\"><listOfUnits><unit kind=\"mole\" exponent=\"1\" scale=\"-3\" \
        multiplier=\"1\"/></listOfUnits></unitDefinition></listOfUnitDefinitions>";
    let things = "<listOfCompartments><compartment id=\"V\" spatialDimensions=\"3\" size=\"1\" constant=\"true\"/></listOfCompartments>\
        <listOfSpecies><species id=\"S\" compartment=\"V\" initialAmount=\"1\" hasOnlySubstanceUnits=\"true\" \
        boundaryCondition=\"true\" constant=\"false\"/></listOfSpecies>";
    let call = "<m:apply><m:ci>f</m:ci><m:ci>k</m:ci></m:apply>";
    let rules = format!("<listOfRules>{}</listOfRules>", rule("assignmentRule", "x", call));
    let list = constant("k", 1.0) + "<parameter id=\"x\" units=\"second\" constant=\"false\"/>";
    let content = [function, units, things, &parameters(&list), &rules].concat();
    let part = definition("part\" substanceUnits=\"u\" volumeUnits=\"litre", &content);
    let how = replaces("c:submodelRef=\"A\" c:unitRef=\"u\"");
    let outer = format!(
        "<listOfUnitDefinitions><unitDefinition id=\"mine\">{how}<listOfUnits><unit kind=\"mole\" exponent=\"1\" \
         scale=\"-6\" multiplier=\"1\"/></listOfUnits></unitDefinition></listOfUnitDefinitions>"
    );
    for (outer, unit) in [(String::new(), "A__u"), (outer, "mine")] {
        let network = flat(&(outer + &submodels(&copy("A", "part"))), &part);
        assert_eq!(network.units.keys().collect::<Vec<_>>(), [unit]);
        assert_eq!(network.species[0].unit.as_deref(), Some(unit));
        assert_eq!(network.compartments[0].unit.as_deref(), Some("litre"));
        assert_eq!(network.parameters[1].unit.as_deref(), Some("second"));
        assert_eq!(shown(&network.functions[0].body), format!("Add(k, 1 {unit})"));
        assert_eq!(formula(&network, "A__x"), "A__f(A__k)");
    }
}
