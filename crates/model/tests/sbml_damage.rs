//! Damaged documents: reading never panics, and every problem has a place inside the text.

use jakstat_model::{Parsed, sbml};
use proptest::prelude::*;

/// A document that uses most of Level 3 Version 2.
const DOCUMENT: &str = r##"<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2">
  <model id="m" name="Größe" timeUnits="minute" extentUnits="mole" conversionFactor="one">
    <listOfFunctionDefinitions><functionDefinition id="f"><math xmlns="http://www.w3.org/1998/Math/MathML">
      <lambda><bvar><ci>x</ci></bvar><apply><power/><ci>x</ci><cn type="integer">2</cn></apply></lambda>
    </math></functionDefinition></listOfFunctionDefinitions>
    <listOfUnitDefinitions><unitDefinition id="minute"><listOfUnits>
      <unit kind="second" exponent="1" scale="0" multiplier="60"/></listOfUnits></unitDefinition></listOfUnitDefinitions>
    <listOfCompartments><compartment id="c" size="1" spatialDimensions="3" constant="true"/></listOfCompartments>
    <listOfSpecies><species id="S" compartment="c" initialAmount="1" hasOnlySubstanceUnits="false"
      boundaryCondition="false" constant="false" sboTerm="SBO:0000247"/></listOfSpecies>
    <listOfParameters><parameter id="one" value="1" constant="true"/><parameter id="y" constant="false"/></listOfParameters>
    <listOfInitialAssignments><initialAssignment symbol="y"><math xmlns="http://www.w3.org/1998/Math/MathML">
      <piecewise><piece><cn type="e-notation">1<sep/>-3</cn><apply><lt/><ci>S</ci><cn>1</cn></apply></piece>
      <otherwise><infinity/></otherwise></piecewise></math></initialAssignment></listOfInitialAssignments>
    <listOfRules><rateRule variable="y"><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><root/><degree><cn>3</cn></degree>
      <csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time">t</csymbol></apply></math></rateRule></listOfRules>
    <listOfReactions><reaction id="r" reversible="false"><listOfReactants>
      <speciesReference id="n" species="S" stoichiometry="2" constant="true"/></listOfReactants>
      <kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><ci>k</ci><ci>n</ci><apply><ci>f</ci><ci>S</ci></apply></apply></math>
      <listOfLocalParameters><localParameter id="k" value="0.1"/></listOfLocalParameters></kineticLaw></reaction></listOfReactions>
    <listOfEvents><event id="e" useValuesFromTriggerTime="true"><trigger initialValue="true" persistent="true">
      <math xmlns="http://www.w3.org/1998/Math/MathML"><apply><gt/><ci>y</ci><cn>2</cn></apply></math></trigger>
      <listOfEventAssignments><eventAssignment variable="S"><math xmlns="http://www.w3.org/1998/Math/MathML"><cn>0</cn></math></eventAssignment>
      </listOfEventAssignments></event></listOfEvents>
  </model>
</sbml>
"##;

/// Level 1 has a reader of formulas of its own.
const LEVEL_1: &str = r#"<sbml xmlns="http://www.sbml.org/sbml/level1" level="1" version="2"><model name="m">
  <listOfParameters><parameter name="k" value="1"/></listOfParameters>
  <listOfRules><parameterRule name="k" type="rate" formula="-k * (1.5e-3 + pow(k, 2)) / sqrt(2 ^ k) - log10(k)"/></listOfRules>
</model></sbml>"#;

/// Bytes at which a character starts, and the end.
fn starts(text: &str) -> Vec<usize> {
    text.char_indices().map(|(i, _)| i).chain([text.len()]).collect()
}

/// Words of the text: names, values and numbers.
fn words(text: &str) -> Vec<(usize, &str)> {
    let split = text.split(|c: char| !c.is_alphanumeric());
    split.filter(|w| !w.is_empty()).map(|w| (w.as_ptr() as usize - text.as_ptr() as usize, w)).collect()
}

fn assert_places(parsed: &Parsed) {
    let text = &parsed.sources.0[0].text;
    for problem in &parsed.diagnostics {
        let place = problem.place.expect("a problem without a place");
        assert!(text.get(place.start as usize..place.end as usize).is_some(), "{problem}: {place:?}");
        assert!(problem.help.is_some(), "{problem}");
    }
}

#[test]
fn undamaged_documents_have_no_problem() {
    for text in [DOCUMENT, LEVEL_1] {
        let parsed = sbml::read("m.xml", text);
        assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn deletions_never_panic(at in any::<prop::sample::Index>(), length in 1usize..40, old in any::<bool>()) {
        let text = if old { LEVEL_1 } else { DOCUMENT };
        let starts = starts(text);
        let first = at.index(starts.len());
        let last = (first + length).min(starts.len() - 1);
        let damaged = format!("{}{}", &text[..starts[first]], &text[starts[last]..]);
        assert_places(&sbml::read("m.xml", &damaged));
    }

    #[test]
    fn exchanged_words_never_panic(from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(), old in any::<bool>()) {
        let text = if old { LEVEL_1 } else { DOCUMENT };
        let words = words(text);
        let (start, word) = words[to.index(words.len())];
        let other = words[from.index(words.len())].1;
        let damaged = format!("{}{other}{}", &text[..start], &text[start + word.len()..]);
        assert_places(&sbml::read("m.xml", &damaged));
    }

    #[test]
    fn any_formula_text_is_read_or_refused(formula in "[-+*/^(), a-z0-9.e]{0,30}") {
        let text = LEVEL_1.replace("-k * (1.5e-3 + pow(k, 2)) / sqrt(2 ^ k) - log10(k)", &formula);
        let parsed = sbml::read("m.xml", &text);
        assert_places(&parsed);
        prop_assert_eq!(parsed.network.rules.len(), 1);
    }
}
