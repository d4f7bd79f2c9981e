//! Mistakes in scenarios, studies and compounds.

use crate::said;

const COMPOUND: &str = r#"id = "c1"
name = "Compound 1"
molecular_weight = { value = 400, unit = "g/mol", status = "read", source = "label" }
fraction_unbound = { value = 0.5, unit = "1", status = "recalled", source = "label" }
[[potency]]
kinase = "kinase1"
ic50 = { value = 10, unit = "nM", status = "read", source = "assay" }
atp = { value = 1, unit = "mM", status = "assumed", source = "usual" }
[pharmacokinetics]
absorption_rate = { value = 1, unit = "1/h", status = "read", source = "label" }
clearance = { value = 10, unit = "L/h", status = "read", source = "label" }
central_volume = { value = 50, unit = "L", status = "read", source = "label" }
"#;

const KINASES: &str = r#"[cell]
atp = { value = 1, unit = "mM", status = "assumed", source = "usual" }
[[kinase]]
id = "kinase1"
atp_km = { value = 20, unit = "uM", status = "read", source = "assay" }
"#;

const TARGETS: &str = "source = \"by definition\"\n[[target]]\nkinase = \"kinase1\"\nreactions = [\"v1\"]\n";

/// A run of a scenario of the sound model with these lines.
#[track_caller]
fn scenario(name: &str, lines: &str) {
    dosed(name, lines, COMPOUND);
}

/// [`scenario`], with this compound in place of the sound one.
#[track_caller]
fn dosed(name: &str, lines: &str, compound: &str) {
    let text = format!("model = \"sound.ant\"\n{lines}\n");
    let files = [
        ("scenario.toml", text.as_str()),
        ("compounds/c1.toml", compound),
        ("kinases.toml", KINASES),
        ("targets.toml", TARGETS),
    ];
    said(name, &files, "run scenario.toml");
}

/// A study of the sound model with this axis.
#[track_caller]
fn study(name: &str, axis: &str) {
    let scenario = "model = \"sound.ant\"\n[time]\nend = \"24 h\"\n\
                    [[outcome]]\nname = \"peak\"\nof = \"S2\"\nkind = \"max\"\n";
    let study = format!("title = \"doses\"\nscenarios = [\"scenario.toml\"]\n[[axis]]\n{axis}\n");
    said(name, &[("scenario.toml", scenario), ("study.toml", &study)], "study study.toml");
}

#[test]
fn missing_unit_of_a_dose() {
    let lines = "[time]\nend = \"24 h\"\n[[treatment]]\ncompound = \"c1\"\nregimen = \"4 QD\"";
    scenario("missing_unit_of_a_dose", lines);
}

#[test]
fn missing_unit_in_a_compound() {
    let lines = "[time]\nend = \"24 h\"\n[[treatment]]\ncompound = \"c1\"\nregimen = \"4 mg QD\"";
    dosed("missing_unit_in_a_compound", lines, &COMPOUND.replace("10, unit = \"nM\"", "10"));
}

#[test]
fn unit_in_the_wrong_case() {
    scenario("unit_in_the_wrong_case", "[time]\nend = \"24 h\"\n[set]\nS1 = \"10 nm\"");
}

#[test]
fn unit_of_another_kind() {
    scenario("unit_of_another_kind", "[time]\nend = \"24 mg\"");
}

#[test]
fn unknown_compound() {
    let lines = "[time]\nend = \"24 h\"\n[[treatment]]\ncompound = \"c2\"\nregimen = \"4 mg QD\"";
    scenario("unknown_compound", lines);
}

#[test]
fn unknown_key() {
    scenario(
        "unknown_key",
        "[time]\nend = \"24 h\"\n[[outcom]]\nname = \"peak\"\nof = \"S1\"\nkind = \"max\"",
    );
}

#[test]
fn misspelt_kinase_in_a_compound() {
    let lines = "[time]\nend = \"24 h\"\n[[treatment]]\ncompound = \"c1\"\nregimen = \"4 mg QD\"";
    dosed("misspelt_kinase_in_a_compound", lines, &COMPOUND.replace("kinase1", "kinase_1"));
}

#[test]
fn wrong_type() {
    scenario("wrong_type", "[time]\nend = \"24 h\"\npoints = \"many\"");
    scenario("wrong_type_of_a_table", "time = 24");
    scenario(
        "one_bracket_too_few",
        "[time]\nend = \"24 h\"\n[outcome]\nname = \"peak\"\nof = \"S1\"\nkind = \"max\"",
    );
}

#[test]
fn broken_toml() {
    scenario("broken_toml", "[time]\nend = 24 h");
}

#[test]
fn logarithmic_axis_that_goes_down() {
    study("logarithmic_axis_that_goes_down", "name = \"k1\"\nlog = { from = 10, to = 0.1, points = 5 }");
    study("logarithmic_axis_from_zero", "name = \"k1\"\nlog = { from = 0, to = 10, points = 5 }");
}

#[test]
fn axis_of_an_unknown_id() {
    study("axis_of_an_unknown_id", "name = \"k3\"\nvalues = [0.1, 1]");
}
