//! `jakstat run` and `check` of a scenario.

use crate::bench::{Bench, DECAY, numbers};

const COMPOUND: &str = r#"
id = "c1"
name = "Compound 1"
molecular_weight = { value = 400, unit = "g/mol", status = "read", source = "label" }
fraction_unbound = { value = 0.5, unit = "1", status = "recalled", source = "label" }
[[potency]]
kinase = "kinase1"
ic50 = { value = 10, unit = "nM", status = "read", source = "assay" }
atp = { value = 1, unit = "mM", status = "assumed", source = "usual" }
[[regimen]]
name = "low"
dose = "1 mg"
every = "24 h"
source = "label"
[pharmacokinetics]
absorption_rate = { value = 1, unit = "1/h", status = "read", source = "label" }
clearance = { value = 10, unit = "L/h", status = "read", source = "label" }
central_volume = { value = 50, unit = "L", status = "read", source = "label" }
"#;

const KINASES: &str = r#"
[cell]
atp = { value = 1, unit = "mM", status = "assumed", source = "usual" }
[[kinase]]
id = "kinase1"
atp_km = { value = 20, unit = "uM", status = "read", source = "assay" }
"#;

const TARGETS: &str = "source = \"by definition\"\n[[target]]\nkinase = \"kinase1\"\nreactions = [\"J\"]\n";

const DISH: &str = r#"
title = "in a dish"
model = "model.ant"
[time]
end = "30 s"
points = 4
[[treatment]]
compound = "c1"
concentration = "10 nM"
[[outcome]]
name = "end"
of = "S1"
kind = "value"
at = "30 s"
[[outcome]]
name = "rate_inhibition"
of = "kinase1_free"
kind = "mean"
relative = "inhibition"
[solver]
rtol = 1e-9
"#;

fn bench(scenario: &str) -> Bench {
    Bench::with(&[
        ("models/m/model.ant", DECAY),
        ("models/m/targets.toml", TARGETS),
        ("models/m/scenario.toml", scenario),
        ("models/kinases.toml", KINASES),
        ("models/compounds/c1.toml", COMPOUND),
    ])
}

#[test]
fn a_compound_at_its_ic50_halves_the_rate() {
    let said = bench(DISH).say("run models/m/scenario.toml --csv -");
    let (names, rows) = numbers(&said.out);
    assert_eq!(names, ["time", "S1", "kinase1_free"]);
    assert_eq!(rows.len(), 4);
    for row in rows {
        assert!((row[1] - 10.0 * (-0.05 * row[0]).exp()).abs() < 1e-7, "{row:?}");
        assert!((row[2] - 0.5).abs() < 1e-12);
    }
}

#[test]
fn outcomes_are_printed_and_written() {
    let bench = bench(DISH);
    let said = bench.say("run models/m/scenario.toml -o out");
    assert_eq!(said.code, 0, "{}", said.err);
    let table: Vec<&str> = said.out.lines().collect();
    assert_eq!(table[1..3], ["outcome           value  unit", "───────────────  ──────  ────"]);
    assert_eq!(table[3..], ["end              2.2313  nM", "rate_inhibition      50  %"]);
    assert!(bench.read("out/outcomes.csv").starts_with("outcome,value,unit\nend,2.2313"));
    let provenance = bench.read("out/provenance.json");
    assert!(provenance.contains("\"scenario\": \"models/m/scenario.toml\""), "{provenance}");
    assert!(provenance.contains("auto, rtol 1e-9"), "{provenance}");
}

#[test]
fn the_command_line_overrides_the_scenario() {
    let bench = bench(DISH);
    let said = bench.say("run models/m/scenario.toml --set S1=20 --until 60 --points 2 --save S1 --csv -");
    let (_, rows) = numbers(&said.out);
    assert_eq!(rows[1][0], 60.0);
    assert!((rows[1][1] - 20.0 * (-3.0f64).exp()).abs() < 1e-6);
}

#[test]
fn the_hash_follows_every_text() {
    let hash = |bench: &Bench| {
        assert_eq!(bench.say("run models/m/scenario.toml -o out").code, 0);
        let provenance: serde_json::Value = serde_json::from_str(&bench.read("out/provenance.json")).unwrap();
        provenance["model_hash"].as_str().unwrap().to_owned()
    };
    let first = bench(DISH);
    let same = hash(&first);
    assert_eq!(same, hash(&bench(DISH)));
    for file in ["m/model.ant", "m/targets.toml", "m/scenario.toml", "kinases.toml", "compounds/c1.toml"] {
        let other = bench(DISH);
        let path = other.path().join("models").join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        let comment = if file.ends_with("ant") { "// new\n" } else { "# new\n" };
        std::fs::write(&path, format!("{text}{comment}")).unwrap();
        assert_ne!(same, hash(&other), "{file}");
    }
}

#[test]
fn doses_are_marked_in_the_figure() {
    let dosed = DISH.replace("concentration = \"10 nM\"", "regimen = \"low\"").replace("30 s", "2 d");
    let bench = bench(&dosed);
    let said = bench.say("run models/m/scenario.toml -o out");
    assert_eq!(said.code, 0, "{}", said.err);
    let svg = bench.read("out/time-course.svg");
    assert!(svg.contains(">dose<") && svg.contains(">time (h)<"), "no marks");
}

#[test]
fn a_scenario_is_checked_with_all_its_files() {
    let good = bench(DISH);
    let said = good.say("check models/m/scenario.toml");
    assert_eq!(said.out, "models/m/scenario.toml: scenario `in a dish`, 2 outcomes, 0 dose times: ok\n");

    std::fs::write(good.path().join("models/compounds/c1.toml"), COMPOUND.replace("ic50", "ic5")).unwrap();
    std::fs::write(good.path().join("models/kinases.toml"), KINASES.replace("uM", "mg")).unwrap();
    let said = good.say("check models/m/scenario.toml");
    assert!(said.out.contains("--> models/compounds/c1.toml:8:1"), "{}", said.out);
    assert!(said.out.contains("--> models/kinases.toml:6:"), "{}", said.out);
    assert_eq!(said.code, 1);
}

#[test]
fn files_that_a_treatment_needs_are_named_with_their_paths() {
    let lonely = Bench::with(&[("m/model.ant", DECAY), ("m/scenario.toml", DISH)]);
    let said = lonely.say("run m/scenario.toml");
    assert_eq!(said.code, 1);
    for path in ["`m/targets.toml`", "`m/kinases.toml`", "`m/compounds`"] {
        assert!(said.err.contains(&format!("there is no {path}")), "{path}: {}", said.err);
    }
}

#[test]
fn every_kind_of_file_is_checked() {
    let bench = bench(DISH);
    let said = bench.say("check models/kinases.toml models/compounds/c1.toml models/m/targets.toml");
    let wanted = [
        "models/kinases.toml: kinases kinase1: ok",
        "models/compounds/c1.toml: compound `c1`, potency for kinase1, with pharmacokinetics, 1 regimen: ok",
        "models/m/targets.toml: targets of kinase1, 1 reaction: ok",
    ];
    assert_eq!(said.out.lines().collect::<Vec<_>>(), wanted);
}

const ACTIVE: &str = "
unit time_unit = second; unit volume = litre; unit substance = 1e-9 mole
compartment c = 1; species S1 in c = 10; k = 0.1; act = 1
J: S1 -> ; c*k*act*S1
";

fn active(parameters: &str, targets: &str, scenario: &str) -> Bench {
    let targets = format!("source = \"x\"\n[[target]]\nkinase = \"kinase1\"\nparameters = [\"{targets}\"]\n");
    let scenario = DISH.replace("model = \"model.ant\"", &format!("model = \"model.ant\"\n{scenario}"));
    Bench::with(&[
        ("models/m/model.ant", ACTIVE),
        ("models/m/targets.toml", &targets),
        ("models/m/scenario.toml", &scenario),
        ("models/m/fitted.toml", parameters),
        ("models/kinases.toml", KINASES),
        ("models/compounds/c1.toml", COMPOUND),
    ])
}

const FITTED: &str = "title = \"t\"\n[[parameter]]\nid = \"act\"\nvalue = 0.5\nunit = \"1\"\nstatus = \"fitted\"\nsource = \"x\"\n";

#[test]
fn a_parameter_file_gives_numbers_and_changes_the_hash() {
    let bench = active(FITTED, "act", "parameters = [\"fitted.toml\"]");
    let (_, rows) = numbers(&bench.say("run models/m/scenario.toml --save act,act_base --csv -").out);
    assert!(rows.iter().all(|row| (row[1] - 0.25).abs() < 1e-12 && row[2] == 0.5), "{rows:?}");
    let (_, rows) = numbers(&bench.say("run models/m/scenario.toml --set act=1 --save act --csv -").out);
    assert!(rows.iter().all(|row| (row[1] - 0.5).abs() < 1e-12), "{rows:?}");
    let said = bench.say("check models/m/scenario.toml models/m/fitted.toml");
    assert_eq!(said.code, 0, "{}", said.out);
    assert!(said.out.ends_with("models/m/fitted.toml: parameter file, 1 parameter: ok\n"), "{}", said.out);
    let hash = |bench: &Bench| {
        assert_eq!(bench.say("run models/m/scenario.toml -o out").code, 0);
        let text = std::fs::read_to_string(bench.path().join("out/provenance.json")).unwrap_or_default();
        assert!(
            !text.is_empty(),
            "{:?}",
            std::fs::read_dir(bench.path().join("out")).unwrap().collect::<Vec<_>>()
        );
        text
    };
    let before = hash(&bench);
    std::fs::write(
        bench.path().join("models/m/fitted.toml"),
        FITTED.replace("source = \"x\"", "source = \"y\""),
    )
    .unwrap();
    assert_ne!(before, hash(&bench));
}

#[test]
fn problems_of_parameter_files_and_targets_show_their_lines() {
    let bench = active(&FITTED.replace("\"act\"", "\"acd\""), "act", "parameters = [\"fitted.toml\"]");
    let said = bench.say("check models/m/scenario.toml");
    assert_eq!(said.code, 1);
    assert!(
        said.out.contains("error[R008]: `acd`") && said.out.contains("--> models/m/fitted.toml:2:1"),
        "{}",
        said.out
    );
    let bench = active(FITTED, "k2", "");
    let said = bench.say("run models/m/scenario.toml");
    assert_eq!(said.code, 1);
    assert!(
        said.err.contains("error[P050]") && said.err.contains("--> models/m/targets.toml:2:1"),
        "{}",
        said.err
    );
    let bench = active(FITTED, "act", "parameters = [\"fited.toml\"]");
    let said = bench.say("check models/m/scenario.toml");
    assert!(said.out.contains("did you mean `models/m/fitted.toml`?"), "{}", said.out);
}
