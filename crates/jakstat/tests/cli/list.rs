//! `jakstat list`.

use crate::bench::{Bench, DECAY};

#[test]
fn ids_have_values_and_units() {
    let bench = Bench::with(&[("decay.ant", DECAY)]);
    let said = bench.say("list decay.ant");
    let wanted = [
        "id    kind         at time 0  unit              name",
        "────  ───────────  ─────────  ──────  ────────  ────",
        "S1    species             10  nM",
        "S2    species              0  nM",
        "k     parameter          0.1  1/s     constant",
        "cell  compartment          2  L       constant",
        "J     reaction             2  nmol/s  computed",
    ];
    assert_eq!(said.out.lines().collect::<Vec<_>>(), wanted);
    let species = bench.say("list decay.ant --kind species").out;
    assert_eq!(species.lines().count(), 4);
}

#[test]
fn compounds_say_what_they_can_be_used_for() {
    let compound = r#"
id = "c1"
name = "Compound 1"
molecular_weight = { value = 400, unit = "g/mol", status = "read", source = "label" }
[[potency]]
kinase = "kinase1"
ic50 = { value = 10, unit = "nM", relation = ">", status = "recalled", source = "assay" }
"#;
    let bench = Bench::with(&[("models/compounds/c1.toml", compound)]);
    let said = bench.say("list compounds");
    let line = said.out.lines().find(|l| l.starts_with("c1 ")).unwrap();
    let words: Vec<&str> = line.split("  ").map(str::trim).filter(|w| !w.is_empty()).collect();
    assert_eq!(words, ["c1", "kinase1 >10 nM", "no: no pharmacokinetics", "1", "1", "0", "0", "0"]);

    std::fs::write(bench.path().join("models/compounds/c2.toml"), compound).unwrap();
    let said = bench.say("list compounds");
    assert_eq!(said.code, 1);
    assert!(said.err.contains("`c1` is not its file's name `c2`") && said.out.contains("\nc1 "), "{said:?}");
}

#[test]
fn models_say_how_large_they_are() {
    let bench = Bench::with(&[("models/m/model.ant", DECAY), ("models/m/s.toml", "model = \"model.ant\"\n")]);
    let said = bench.say("list models");
    let line = said.out.lines().last().unwrap();
    assert_eq!(line.split_whitespace().collect::<Vec<_>>()[1..], ["2", "1", "none", "s.toml"], "{line}");
}

#[test]
fn a_missing_folder_is_named() {
    let said = Bench::with(&[]).say("list models --in nowhere");
    assert_eq!(said.code, 1);
    assert!(said.err.contains("`nowhere`"), "{}", said.err);
}
