//! Models: what is accepted compiles and runs, or says why not.

use jakstat::load::{LoadedModel, LoadedScenario, read_model};
use jakstat::model::{antimony, sbml};
use jakstat::prelude::*;

use super::{refused, shown, text};

/// Steps of a run, so that none is long.
pub const STEPS: u64 = 200;

/// An Antimony model.
pub fn antimony(bytes: &[u8]) {
    text(bytes).into_iter().for_each(|text| model("model.ant", text));
}

/// An SBML model.
pub fn sbml(bytes: &[u8]) {
    text(bytes).into_iter().for_each(|text| model("model.xml", text));
}

/// A formula in MathML, as the rate of a reaction and as the trigger of an event.
pub fn mathml(bytes: &[u8]) {
    let Some(formula) = text(bytes) else { return };
    let math = format!("<math xmlns=\"http://www.w3.org/1998/Math/MathML\">{formula}</math>");
    model("model.xml", &AROUND.replace("FORMULA", &math));
}

const AROUND: &str = r#"<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"><model id="m">
<listOfCompartments><compartment id="c" size="2" constant="true"/></listOfCompartments>
<listOfSpecies>
<species id="S" compartment="c" initialConcentration="1" hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/>
<species id="P" compartment="c" initialConcentration="0" hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/>
</listOfSpecies>
<listOfParameters><parameter id="k" value="0.5" constant="true"/><parameter id="y" constant="false" value="1"/></listOfParameters>
<listOfReactions><reaction id="J" reversible="false">
<listOfReactants><speciesReference species="S" stoichiometry="1" constant="true"/></listOfReactants>
<listOfProducts><speciesReference species="P" stoichiometry="1" constant="true"/></listOfProducts>
<kineticLaw>FORMULA</kineticLaw></reaction></listOfReactions>
<listOfEvents><event useValuesFromTriggerTime="true"><trigger initialValue="true" persistent="true">FORMULA</trigger>
<listOfEventAssignments><eventAssignment variable="y">FORMULA</eventAssignment></listOfEventAssignments></event></listOfEvents>
</model></sbml>"#;

fn model(name: &str, text: &str) {
    match read_model(name, text) {
        Err(problems) => refused(&problems),
        Ok(model) => {
            shown(&Problems { diagnostics: model.warnings.clone(), sources: model.sources.clone() });
            written(&model);
            run(model);
        }
    }
}

/// What is written is a model again.
fn written(model: &LoadedModel) {
    for (name, text) in
        [("again.xml", sbml::write(&model.network)), ("again.ant", antimony::write(&model.network))]
    {
        match text {
            Err(diagnostics) => refused(&Problems { diagnostics, ..Problems::default() }),
            Ok(text) => {
                let again = read_model(name, &text);
                assert!(again.is_ok(), "what was written is refused: {}\n{text}", again.unwrap_err());
            }
        }
    }
}

/// A short run has finite values or a reason.
fn run(model: LoadedModel) {
    let mut scenario = Scenario::plain("fuzzed", 0.0, 1.0, 3);
    scenario.options.max_steps = STEPS;
    match LoadedScenario::plain(model, scenario).experiment(&Variation::default()) {
        Err(problems) => refused(&problems),
        Ok(experiment) => finite(&experiment),
    }
}

/// Runs once: rows are finite, or the run says why it ended.
pub fn finite(experiment: &Experiment) {
    match simulate(experiment) {
        Err(failed) => assert!(!failed.message.is_empty()),
        Ok(run) => {
            for column in 0..run.columns.len() {
                let values = run.column(column);
                assert!(values.iter().all(|x| x.is_finite()), "{}: {values:?}", run.columns[column].name());
            }
        }
    }
}
