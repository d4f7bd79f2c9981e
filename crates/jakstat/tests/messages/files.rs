//! Mistakes with files and arguments.

use crate::said;

#[test]
fn file_that_does_not_exist() {
    said("file_that_does_not_exist", &[], "run sond.ant --until 10");
    said("folder_that_does_not_exist", &[], "run models/sound.ant --until 10");
}

#[test]
fn table_given_as_model() {
    said("table_given_as_model", &[("data.csv", "time,S1\n0,10\n1,9.5\n")], "run data.csv --until 10");
    let scenario = "model = \"data.csv\"\n[time]\nend = \"24 h\"\n";
    let files = [("data.csv", "time,S1\n0,10\n1,9.5\n"), ("scenario.toml", scenario)];
    said("table_named_as_model", &files, "run scenario.toml");
}

#[test]
fn scenario_given_as_study() {
    let scenario = "model = \"sound.ant\"\n[time]\nend = \"24 h\"\n";
    said("scenario_given_as_study", &[("scenario.toml", scenario)], "study scenario.toml");
    said("model_given_as_study", &[], "study sound.ant");
}

#[test]
fn study_given_as_scenario() {
    let study = "title = \"x\"\nscenarios = [\"scenario.toml\"]\n[[axis]]\nname = \"k1\"\nvalues = [1]\n";
    said("study_given_as_scenario", &[("study.toml", study)], "run study.toml");
}

#[test]
fn value_that_is_no_number() {
    said("value_that_is_no_number", &[], "run sound.ant --until 10 --set k1=fast");
}

#[test]
fn id_that_is_not_in_the_model() {
    said("id_that_is_not_in_the_model", &[], "run sound.ant --until 10 --set k3=1");
}
