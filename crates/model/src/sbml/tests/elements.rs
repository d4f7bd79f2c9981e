//! Elements of a model, level by level.

use super::{codes, l1, l2, l3};
use crate::network::{Initial, RuleKind};
use crate::{Expr, Op, Parsed, Unit};

#[test]
fn level_2_has_defaults() {
    let parsed = l2(4, "<listOfCompartments><compartment id=\"c\"/><compartment id=\"p\" spatialDimensions=\"0\"/></listOfCompartments>
        <listOfSpecies><species id=\"S\" compartment=\"c\" initialConcentration=\"2\" substanceUnits=\"substance\"/><species id=\"P\" compartment=\"p\" initialAmount=\"1\"/></listOfSpecies>
        <listOfReactions><reaction id=\"r\"><listOfReactants><speciesReference species=\"S\"/></listOfReactants></reaction></listOfReactions>");
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let network = &parsed.network;
    assert_eq!((network.compartments[0].dimensions, network.compartments[0].size), (3.0, None));
    assert!(network.compartments[0].constant && !network.species[0].constant && !network.species[0].boundary);
    assert_eq!(network.species[0].initial, Initial::Concentration(2.0));
    assert!(!network.species[0].substance_only && network.species[1].substance_only);
    assert_eq!(network.reactions[0].reactants[0].stoichiometry, Expr::Num(1.0));
    assert!(network.reactions[0].reversible);
    assert_eq!(network.base_units.substance, Unit::builtin("mole"));
    assert_eq!(network.base_units.extent, Unit::builtin("mole"));
    assert_eq!(network.units.keys().collect::<Vec<_>>(), ["substance"]);
}

#[test]
fn level_1_uses_names_and_text_formulas() {
    let parsed = l1("<listOfCompartments><compartment name=\"c\"/></listOfCompartments>
        <listOfSpecies><specie name=\"S\" compartment=\"c\" initialAmount=\"1\"/></listOfSpecies>
        <listOfParameters><parameter name=\"k\" value=\"1\"/><parameter name=\"q\" value=\"1\"/></listOfParameters>
        <listOfRules><parameterRule name=\"k\" type=\"rate\" formula=\"-k\"/><specieConcentrationRule specie=\"S\" formula=\"sqr(k)\"/></listOfRules>
        <listOfReactions><reaction name=\"r\"><listOfProducts><specieReference specie=\"S\" stoichiometry=\"1\" denominator=\"2\"/></listOfProducts>
        <kineticLaw formula=\"q*S\"><listOfParameters><parameter name=\"q\" value=\"3\"/></listOfParameters></kineticLaw></reaction></listOfReactions>");
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let network = &parsed.network;
    assert_eq!((network.id.as_str(), network.name.as_deref()), ("m", None));
    assert_eq!(network.compartments[0].size, Some(1.0));
    assert_eq!(network.rules[0].kind, RuleKind::Rate);
    assert_eq!((network.rules[1].kind, network.rules[1].target.as_str()), (RuleKind::Assignment, "S"));
    assert_eq!(network.parameters.iter().map(|p| p.constant).collect::<Vec<_>>(), [false, true, true]);
    assert_eq!(network.reactions[0].products[0].stoichiometry, Expr::Num(0.5));
    let rate = Expr::binary(Op::Mul, Expr::id("r__q"), Expr::id("S"));
    assert_eq!(network.reactions[0].rate, Some(rate));
}

#[test]
fn local_parameters_shadow_and_get_free_ids() {
    let law = |list: &str, item: &str| {
        let math = "<m:apply><m:times/><m:ci>k</m:ci><m:ci>g</m:ci></m:apply>";
        format!(
            "<kineticLaw><m:math>{math}</m:math><{list}><{item} id=\"k\" value=\"5\"/></{list}></kineticLaw>"
        )
    };
    let parsed = l3(&format!(
        "<listOfParameters><parameter id=\"k\" value=\"1\" constant=\"true\"/><parameter id=\"g\" value=\"1\" constant=\"true\"/><parameter id=\"r__k\" value=\"1\" constant=\"true\"/></listOfParameters>
        <listOfReactions><reaction id=\"r\" reversible=\"false\">{}</reaction></listOfReactions>", law("listOfLocalParameters", "localParameter")
    ));
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let rate = Expr::binary(Op::Mul, Expr::id("r__k_2"), Expr::id("g"));
    assert_eq!(parsed.network.reactions[0].rate, Some(rate));
    assert_eq!(
        (parsed.network.parameters[3].id.as_str(), parsed.network.parameters[3].value),
        ("r__k_2", Some(5.0))
    );
    let parsed = l2(
        4,
        &format!(
            "<listOfReactions><reaction id=\"r\">{}</reaction></listOfReactions>",
            law("listOfParameters", "parameter")
        ),
    );
    assert_eq!(parsed.network.parameters[0].id, "r__k");
}

/// A reaction whose one product has these attributes and this rate.
fn with_product(attributes: &str, rate: &str) -> Parsed {
    l3(&format!("<listOfReactions><reaction id=\"r\" reversible=\"false\"><listOfProducts><speciesReference species=\"S\" constant=\"false\" {attributes}/></listOfProducts>
        <kineticLaw><m:math><m:ci>{rate}</m:ci></m:math></kineticLaw></reaction></listOfReactions>"))
}

#[test]
fn named_stoichiometries_become_parameters_when_named() {
    let parsed = with_product("id=\"n\" stoichiometry=\"2\"", "n");
    assert!(parsed.diagnostics.is_empty());
    assert_eq!(parsed.network.reactions[0].products[0].stoichiometry, Expr::id("n"));
    assert_eq!(
        (parsed.network.parameters[0].value, parsed.network.parameters[0].constant),
        (Some(2.0), false)
    );
    let parsed = with_product("id=\"n\" stoichiometry=\"2\"", "k");
    assert_eq!(parsed.network.reactions[0].products[0].stoichiometry, Expr::Num(2.0));
    assert!(parsed.network.parameters.is_empty());
    assert_eq!(codes(&with_product("id=\"n\"", "k")), ["S037"]);
    assert_eq!(codes(&with_product("", "k")), ["S037"]);
    assert_eq!(codes(&with_product("id=\"n\"", "n")), [""; 0]);
}

#[test]
fn level_2_stoichiometry_can_be_a_formula() {
    let parsed = l2(
        1,
        "<listOfReactions><reaction id=\"r\"><listOfReactants><speciesReference species=\"S\"><stoichiometryMath><m:math><m:ci>q</m:ci></m:math></stoichiometryMath></speciesReference></listOfReactants></reaction></listOfReactions>",
    );
    assert!(parsed.diagnostics.is_empty());
    assert_eq!(parsed.network.reactions[0].reactants[0].stoichiometry, Expr::id("q"));
}

#[test]
fn events_of_each_level() {
    let event = |attributes: &str, trigger: &str| {
        format!("<listOfEvents><event {attributes}><trigger {trigger}><m:math><m:true/></m:math></trigger>
        <listOfEventAssignments><eventAssignment variable=\"x\"><m:math><m:cn>1</m:cn></m:math></eventAssignment></listOfEventAssignments></event></listOfEvents>")
    };
    let parsed = l2(4, &event("", ""));
    assert!(parsed.diagnostics.is_empty());
    let first = &parsed.network.events[0];
    assert_eq!(
        (first.id.as_str(), first.initial_value, first.persistent, first.from_trigger),
        ("event_1", true, true, true)
    );
    assert_eq!(first.assignments, [("x".to_owned(), Expr::Num(1.0))]);
    let parsed =
        l3(&event("id=\"E\" useValuesFromTriggerTime=\"0\"", "initialValue=\"false\" persistent=\"false\""));
    let first = &parsed.network.events[0];
    assert_eq!(
        (first.id.as_str(), first.initial_value, first.persistent, first.from_trigger),
        ("E", false, false, false)
    );
    assert_eq!(codes(&l3(&event("id=\"E\"", ""))), ["S008"; 3]);
}

#[test]
fn units_are_multiplied_out() {
    let unit = |parts: &str| {
        format!(
            "<listOfUnitDefinitions><unitDefinition id=\"u\"><listOfUnits>{parts}</listOfUnits></unitDefinition></listOfUnitDefinitions>"
        )
    };
    let parsed = l2(
        4,
        &unit(
            "<unit kind=\"mole\" scale=\"-9\"/><unit kind=\"litre\" exponent=\"-1\"/><unit kind=\"second\" multiplier=\"60\" exponent=\"-1\"/>",
        ),
    );
    let found = parsed.network.units["u"];
    assert!((found.factor - 1e-6 / 60.0).abs() < 1e-18, "{}", found.factor);
    assert_eq!(found.exponents, [-3.0, 0.0, -1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
    assert_eq!(
        codes(&l2(
            1,
            &unit("<unit kind=\"Celsius\"/><unit kind=\"kelvin\" offset=\"1\"/><unit kind=\"hour\"/>")
        )),
        ["S031", "S031", "S032"]
    );
    let redefined = "<listOfUnitDefinitions><unitDefinition id=\"time\"><listOfUnits><unit kind=\"second\" multiplier=\"60\"/></listOfUnits></unitDefinition></listOfUnitDefinitions>";
    assert_eq!(l2(4, redefined).network.base_units.time.unwrap().factor, 60.0);
}

#[test]
fn annotations_are_kept() {
    let parsed = l3("<listOfParameters><parameter id=\"k\" metaid=\"a\" sboTerm=\"SBO:0000002\" constant=\"true\"><annotation>
        <r:RDF xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:b=\"http://biomodels.net/biology-qualifiers/\">
        <r:Description r:about=\"#a\"><b:is><r:Bag><r:li r:resource=\"urn:x\"/></r:Bag></b:is></r:Description></r:RDF></annotation></parameter></listOfParameters>");
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let expected =
        [("sboTerm".to_owned(), "SBO:0000002".to_owned()), ("bqbiol:is".to_owned(), "urn:x".to_owned())];
    assert_eq!(parsed.network.annotations["k"], expected);
}
