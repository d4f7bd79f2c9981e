//! Time, extent and species: what is converted between a submodel and the model around it.

use jakstat_model::{Network, sbml};

use super::fixture::*;

#[test]
fn time_and_extent_are_converted() {
    let copies = "<c:submodel c:id=\"A\" c:modelRef=\"part\" c:timeConversionFactor=\"t\" c:extentConversionFactor=\"e\"/>";
    let model = parameters(&(constant("t", 60.0) + &constant("e", 2.0))) + &submodels(copies);
    let network = flat(&model, &timed());
    assert_eq!(shown(network.reactions[0].rate.as_ref().unwrap()), "Div(Mul(Div(time, t), e), t)");
    assert_eq!(formula(&network, "A__p"), "Div(Mul(A__J, t), e)");
    assert_eq!(formula(&network, "A__q"), "Mul(RateOf(A__S), t)");
    assert_eq!(formula(&network, "A__r"), "Div(1, t)");
    assert_eq!(formula(&network, "A__s"), "Delay(A__r, Mul(3, t))");
    assert_eq!(shown(network.events[0].delay.as_ref().unwrap()), "Mul(4, t)");
}

#[test]
fn a_conversion_factor_of_a_model_is_that_of_its_species_only() {
    let things = "<listOfCompartments><compartment id=\"V\" size=\"1\" constant=\"true\"/></listOfCompartments>\
        <listOfSpecies><species id=\"S\" compartment=\"V\" initialAmount=\"1\" hasOnlySubstanceUnits=\"true\" \
        boundaryCondition=\"false\" constant=\"false\"/></listOfSpecies>";
    let scaled = definition("scaled\" conversionFactor=\"c", &(parameters(&constant("c", 2.0)) + things));
    let plain = definition("plain", things);
    let model = things.to_owned()
        + &parameters(&constant("c", 3.0))
        + &submodels(&(copy("A", "scaled") + &copy("B", "plain")));
    let text = document(&model, &definitions(&(scaled + &plain)))
        .replace("<model ", "<model conversionFactor=\"c\" ");
    let parsed = read(&text);
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let factors: Vec<_> = parsed.network.species.iter().map(|s| s.conversion_factor.as_deref()).collect();
    assert_eq!(factors, [Some("c"), Some("A__c"), None]);
    assert_eq!(parsed.network.conversion_factor, None);
}

#[test]
fn a_flat_model_is_written_without_submodels() {
    let parsed = read(&everything());
    assert!(parsed.is_ok(), "{:#?}", parsed.diagnostics);
    let text = sbml::write(&parsed.network).unwrap();
    assert!(!text.contains("comp/version1"));
    let again = read(&text);
    assert!(again.is_ok(), "{:#?}", again.diagnostics);
    let facts = |network: &Network| {
        let rules: Vec<_> =
            network.rules.iter().map(|r| (r.kind, r.target.clone(), shown(&r.value))).collect();
        let rates: Vec<_> =
            network.reactions.iter().map(|r| (r.id.clone(), r.rate.as_ref().map(shown))).collect();
        let values: Vec<_> = network.parameters.iter().map(|p| (p.id.clone(), p.value)).collect();
        (rules, rates, values)
    };
    assert_eq!(facts(&parsed.network), facts(&again.network));
    assert_eq!(formula(&parsed.network, "P"), "Mul(Div(Mul(A__J, t), e), cf)");
    assert_eq!(formula(&parsed.network, "R"), "Div(1, t)");
}

#[test]
fn other_units_of_time_without_a_factor_are_warned_of() {
    let hour = "<listOfUnitDefinitions><unitDefinition id=\"u\"><listOfUnits><unit kind=\"second\" exponent=\"1\" scale=\"0\" \
        multiplier=\"3600\"/></listOfUnits></unitDefinition></listOfUnitDefinitions>";
    let part = definition("part\" timeUnits=\"u", hour);
    let with = |units: &str, submodel: &str| {
        let model = parameters(&constant("f", 3600.0)) + &submodels(submodel);
        let text = document(&model, &definitions(&part)).replace("<model ", &format!("<model {units} "));
        let parsed = read(&text);
        assert!(parsed.is_ok());
        problems(&parsed).into_iter().map(|(code, at)| format!("{code} {at}")).collect::<Vec<_>>()
    };
    let seconds = "timeUnits=\"second\"";
    assert_eq!(with(seconds, &copy("A", "part")), ["S039 c:submodel"]);
    assert_eq!(with("", &copy("A", "part")), [""; 0]);
    let converted = "<c:submodel c:id=\"A\" c:modelRef=\"part\" c:timeConversionFactor=\"f\"/>";
    assert_eq!(with(seconds, converted), [""; 0]);
}
