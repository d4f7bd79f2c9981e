//! `jakstat convert` as a user meets it.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use jakstat::Trajectory;
use jakstat::load::{LoadedScenario, load_model, load_scenario, read_model};
use jakstat::model::network::Initial;
use jakstat::prelude::simulate;
use jakstat::sim::pharmacology::Compound;
use jakstat::sim::scenario::{Given, Rows};
use jakstat::sim::{Experiment, Output, Scenario, Variation};

fn models() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models")
}

fn convert(args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("jakstat").unwrap();
    command.arg("convert").args(args);
    command
}

fn said(command: &mut Command) -> String {
    String::from_utf8(command.assert().success().get_output().stdout.clone()).unwrap()
}

const DECAY: &str = "model *decay()
  unit substance = 1e-9 mole; unit time_unit = 3600 second; unit volume = litre
  compartment c = 2; c has litre
  species S in c; S = 3
  J: S -> ; k*S*c
  k = 0.1
end
";

#[test]
fn a_model_goes_there_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    fs::write(at("decay.ant"), DECAY).unwrap();
    convert(&[&at("decay.ant"), "-o", &at("decay.xml")]).assert().success();
    convert(&[&at("decay.xml"), "-o", &at("again.ant")]).assert().success();
    let [first, last] =
        ["decay.ant", "again.ant"].map(|name| load_model(Path::new(&at(name))).unwrap().network);
    assert_eq!(first.base_units, last.base_units);
    assert_eq!(first.species[0].initial, last.species[0].initial);
    assert_eq!(first.reactions[0].rate, last.reactions[0].rate);
    let text = fs::read_to_string(at("decay.xml")).unwrap();
    assert!(text.contains("<!-- Written by jakstat"), "{text}");
    assert!(fs::read_to_string(at("again.ant")).unwrap().starts_with("// Written by jakstat"));
}

#[test]
fn standard_output_is_sbml_unless_told_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("decay.ant").display().to_string();
    fs::write(&path, DECAY).unwrap();
    assert!(said(&mut convert(&[&path])).contains("<sbml "));
    // The command line is in the text, and two dashes would break a comment of XML.
    let text = said(&mut convert(&[&path, "--to", "sbml"]));
    assert!(read_model("decay.xml", &text).is_ok(), "{text}");
    assert!(said(&mut convert(&[&path, "--to", "antimony"])).contains("model *decay()"));
}

const WHOLE: &str = r#"<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"
    xmlns:comp="http://www.sbml.org/sbml/level3/version1/comp/version1" comp:required="true">
  <model id="whole"><comp:listOfSubmodels><comp:submodel comp:id="A" comp:modelRef="part"/></comp:listOfSubmodels></model>
  <comp:listOfExternalModelDefinitions>
    <comp:externalModelDefinition comp:id="part" comp:source="part.xml"/>
  </comp:listOfExternalModelDefinitions>
</sbml>"#;

const PART: &str = r#"<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2">
  <model><listOfParameters><parameter id="k" value="0.1" constant="true"/></listOfParameters></model>
</sbml>"#;

#[test]
fn submodels_from_files_beside_the_model_are_written_flat() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    fs::write(at("whole.xml"), WHOLE).unwrap();
    fs::write(at("part.xml"), PART).unwrap();
    convert(&[&at("whole.xml"), "-o", &at("flat.xml")]).assert().success();
    let text = fs::read_to_string(at("flat.xml")).unwrap();
    let flat = read_model("flat.xml", &text).unwrap();
    assert_eq!(flat.network.parameters[0].id, "A__k");
    let (whole, before) = (load_model(Path::new(&at("whole.xml"))).unwrap(), PART.replace("0.1", "abc"));
    assert!(whole.sources.0[1].name.ends_with("part.xml"));
    fs::write(at("part.xml"), before).unwrap();
    let errors = convert(&[&at("whole.xml")]).assert().code(1).get_output().stderr.clone();
    let errors = String::from_utf8(errors).unwrap();
    assert!(errors.contains("S009") && errors.contains("part.xml:2"), "{errors}");
}

#[test]
fn what_cannot_be_written_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("area.xml").display().to_string();
    let text = r#"<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2">
  <model id="area"><listOfCompartments>
    <compartment id="membrane" spatialDimensions="2" size="1" constant="true"/>
    <compartment id="in" spatialDimensions="3" size="1" constant="true"/>
  </listOfCompartments></model>
</sbml>"#;
    fs::write(&path, text).unwrap();
    let output = convert(&[&path, "-o", &path.replace(".xml", ".ant")]).assert().code(1).get_output().clone();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("A052") && errors.contains("membrane"), "{errors}");
    assert!(errors.contains("A050") && errors.contains("`in`"), "{errors}");
    assert!(!folder.path().join("area.ant").exists());
    let errors = convert(&[&path, "-o", "area.txt"]).assert().code(1).get_output().stderr.clone();
    assert!(String::from_utf8(errors).unwrap().contains("--to"));
}

/// The run of a text that is a whole treated model.
fn rerun(name: &str, text: &str, like: &Experiment) -> Trajectory {
    let model = read_model(name, text).unwrap_or_else(|problems| panic!("{problems}"));
    let run = like.run(1.0, &[], true);
    let mut scenario = Scenario::plain(name, run.start, run.end, 0);
    let given = |t: &f64| Given { value: *t, unit: None, at: None };
    scenario.rows = Rows::At(run.save.times.iter().map(given).collect());
    scenario.save = like.saved().to_vec();
    scenario.options = like.options.clone();
    scenario.options.atol = vec![1e-14];
    let experiment = LoadedScenario::plain(model, scenario).experiment(&Variation::default()).unwrap();
    simulate(&experiment).unwrap()
}

/// Writes a scenario with a model, in files of a folder.
fn scenario(folder: &Path, model: &str, scenario: &str) -> PathBuf {
    fs::write(folder.join("model.ant"), model).unwrap();
    let path = folder.join("scenario.toml");
    fs::write(&path, scenario).unwrap();
    path
}

/// Boli, changes, a value and a concentration that are set, all at awkward times.
const TREATED: &str = r#"
title = "all that a scenario can do"
model = "model.ant"
[time]
start = "1 h"
end = "9 h"
points = 30
[set]
k = 0.2
S = "4 nM"
[[change]]
at = "5 h"
id = "S"
value = "1 nM"
[[change]]
at = "2.5 h"
id = "k"
value = 0.4
[[treatment]]
species = "S"
molecular_weight = "500 g/mol"
regimen = "0.001 mg iv from 1 h then 0.001 mg iv from 5 h"
"#;

#[test]
fn a_scenario_is_one_model_that_runs_alike() {
    let folder = tempfile::tempdir().unwrap();
    let path = scenario(folder.path(), DECAY, TREATED);
    let mut loaded = load_scenario(&path).unwrap_or_else(|problems| panic!("{problems}"));
    loaded.scenario.save = vec![Output::Concentration("S".into()), Output::Value("k".into())];
    loaded.scenario.options.rtol = 1e-10;
    loaded.scenario.options.atol = vec![1e-14];
    let experiment = loaded.experiment(&Variation::default()).unwrap();
    let network = experiment.as_network();
    // Two doses and two changes, of which one dose and one change are at one time.
    assert_eq!(network.events.len(), 3);
    assert_eq!(network.species[0].initial, Initial::Concentration(4.0));
    let ours = simulate(&experiment).unwrap();
    for (name, language) in [("treated.xml", "sbml"), ("treated.ant", "antimony")] {
        let text = said(&mut convert(&[&path.display().to_string(), "--to", language]));
        let theirs = rerun(name, &text, &experiment);
        assert_eq!(theirs.times, ours.times);
        for row in 0..ours.times.len() {
            for column in 0..2 {
                let (a, b) = (ours.value(row, column), theirs.value(row, column));
                assert!((a - b).abs() <= 1e-9 * a.abs(), "{name}, row {row}: {a} and {b}");
            }
        }
    }
}

#[test]
fn an_infusion_is_a_rate_that_events_set() {
    let path = models().join("ifng-stat1-yamada2003/oral-inhibitor.toml");
    let mut loaded = load_scenario(&path).unwrap_or_else(|problems| panic!("{problems}"));
    loaded.scenario.outcomes.clear();
    loaded.scenario.end = Given::parse("52 h").unwrap();
    loaded.scenario.rows = Rows::Points(41);
    loaded.scenario.options.rtol = 1e-9;
    loaded.scenario.options.atol = vec![1e-14];
    let absolute = |c: &Compound| c.kinetics.as_ref().is_some_and(|k| !k.is_apparent());
    let compound = loaded.parts.compounds.values().find(|c| absolute(c)).map(|c| c.id.clone());
    assert!(compound.is_some(), "no compound can be given into a vein");
    let regimen = Some("4 mg q12h over 3 h".into());
    let variation = Variation { compound, regimen, ..Variation::default() };
    let experiment = loaded.experiment(&variation).unwrap_or_else(|problems| panic!("{problems}"));
    let network = experiment.as_network();
    assert!(network.events.len() >= 8, "{}", network.events.len());
    let ours = simulate(&experiment).unwrap();
    let theirs = rerun("infused.xml", &jakstat::model::sbml::write(&network).unwrap(), &experiment);
    let largest = |column| (0..41).map(|row| ours.value(row, column).abs()).fold(0.0, f64::max);
    for column in 0..experiment.saved().len() {
        for row in 0..41 {
            let (a, b) = (ours.value(row, column), theirs.value(row, column));
            assert!((a - b).abs() <= 1e-6 * largest(column), "{column} {row}: {a} and {b}");
        }
    }
}

#[test]
fn shipped_scenarios_are_written_in_both_languages() {
    for name in ["ifng-stat1-yamada2003", "epo-stat5-bachmann2011"] {
        let path = models().join(name).join("oral-inhibitor.toml").display().to_string();
        for (language, ending) in [("sbml", "xml"), ("antimony", "ant")] {
            let text = said(&mut convert(&[&path, "--to", language]));
            let model = read_model(&format!("{name}.{ending}"), &text).unwrap_or_else(|p| panic!("{p}"));
            // One dose a day from the first to the last day but one.
            assert_eq!(model.network.events.len(), 35, "{name} {language}");
        }
    }
}
