//! Files that are wrong: every problem at once, each with its place.

use jakstat_model::{Diagnostic, Sources};
use jakstat_sim::pharmacology::{Compound, Kinases, Regimen, Targets};

use super::fixtures::{compound_text, oral, reversible, sourced};

/// `line:column message [help]` of each problem.
fn lines(text: &str, problems: &[Diagnostic]) -> Vec<String> {
    let sources = Sources::single("test", text);
    let line = |p: &Diagnostic| {
        let (line, column) = p.place.map_or((0, 0), |at| sources.line_column(at));
        format!("{line}:{column} {p} [{}]", p.help.as_deref().unwrap_or(""))
    };
    problems.iter().map(line).collect()
}

fn compound_lines(text: &str) -> Vec<String> {
    lines(text, &Compound::read("compound-a.toml", text).unwrap_err())
}

#[test]
fn all_problems_of_a_compound_come_at_once() {
    let text = r#"id = "Compound A"
name = 3
molecular_wieght = { value = 400, unit = "g/mol", status = "read", source = "x" }
fraction_unbound = { value = 50, unit = "1", status = "red", source = "x" }
[[potency]]
kinase = "kinase1"
ic50 = { value = 1, unit = "ng/mL", status = "read", source = "x" }
[pharmacokinetics]
clearance = { value = 4, unit = "mg", status = "read", source = "x" }
central_volume = { value = "4", unit = "L", status = "read", source = " " }
peripheral_volume = { value = 4, unit = "L", status = "assumed", source = "" }
"#;
    let keys = "the compound may hold: id, name, synonyms, selectivity, surrogate, note, molecular_weight, \
                fraction_unbound, potency, pharmacokinetics, regimen";
    let expected = [
        "1:1 error[P003]: `molecular_weight` is missing in the compound [add `molecular_weight = { value = ..., unit = \"g/mol\", status = \"read\", source = \"...\" }`]".to_owned(),
        "1:6 error[P012]: the compound's id `Compound A` is not made of a-z, 0-9 and `-` [use lower case and `-` in place of blanks]".into(),
        "1:6 error[P012]: the compound's id `Compound A` is not its file's name `compound-a` [rename the file or change the id]".into(),
        "2:8 error[P004]: `name` must be text in quotes, not a whole number []".into(),
        format!("3:1 error[P002]: unknown key `molecular_wieght` in the compound [did you mean `molecular_weight`? {keys}]"),
        "4:30 error[P007]: `fraction_unbound` is 50, which is not above 0 and at most 1 []".into(),
        "4:55 error[P009]: unknown status `red` [did you mean `read`? `status` is one of: read, recalled, derived, assumed, fitted]".into(),
        "7:28 error[P006]: `ic50` must be a molar concentration, and `ng/mL` is none [give it in `nM` or another unit of that kind]".into(),
        "9:33 error[P006]: `clearance` must be a volume per time, and `mg` is none [give it in `L/h` or another unit of that kind]".into(),
        "10:18 error[P008]: `central_volume` is read but names no source [give `source = \"Author year journal\"`]".into(),
        "10:28 error[P004]: `value` must be a number, not text []".into(),
        "11:21 error[P011]: `peripheral_volume` is given without `intercompartmental_clearance` [add `intercompartmental_clearance` or remove `peripheral_volume`]".into(),
        "11:21 error[P008]: `peripheral_volume` is assumed but names no source [give the reason in `source` or `note`]".into(),
    ];
    assert_eq!(compound_lines(text), expected);
}

#[test]
fn text_that_is_not_toml_is_refused_with_its_places() {
    let found = compound_lines("id = \nname = \"x\"\nnote = 'y\n");
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("1:6 error[P001]: not TOML: "), "{found:?}");
    assert!(found[1].starts_with("3:"), "{found:?}");
}

#[test]
fn potencies_are_checked() {
    let twice =
        compound_text("compound-a", &(reversible("kinase1", 1.0, "") + &reversible("kinase1", 2.0, "")));
    assert_eq!(
        compound_lines(&twice),
        ["9:1 error[P010]: a potency for `kinase1` is given twice [keep the one that is meant]"]
    );
    let text = compound_text("compound-a", &reversible("kinase1", -1.0, "atp = \"km\"\nkind = \"covalant\""));
    assert_eq!(
        compound_lines(&text),
        [
            "7:18 error[P007]: `ic50` is -1, which is not above 0 []",
            "8:7 error[P009]: `atp` is `km` [write `atp = \"Km\"` or a concentration with unit and source]",
            "9:8 error[P009]: unknown kind `covalant` [did you mean `covalent`? `kind` is one of: reversible, covalent]",
        ]
    );
    let mixed = compound_text("compound-a", &reversible("kinase1", 1.0, "kind = \"covalent\""));
    assert_eq!(compound_lines(&mixed).len(), 3, "an IC50 is unknown there, and both constants are missing");
}

#[test]
fn numbers_that_are_not_finite_or_only_bounds_are_refused() {
    let inf = sourced(1.0, "L/h").replace("1.0", "inf");
    let bound = sourced(3.0, "L").replace("note", "relation = \">\", note");
    let text = compound_text(
        "compound-a",
        &format!("[pharmacokinetics]\nclearance = {inf}\ncentral_volume = {bound}"),
    );
    assert_eq!(
        compound_lines(&text),
        [
            "6:23 error[P007]: `clearance` is inf, which is not above 0 []",
            "7:18 error[P011]: `central_volume` cannot be a bound [only `ic50` may have `relation = \">\"`]",
        ]
    );
}

#[test]
fn absorption_keys_need_each_other() {
    let rest = oral(&format!("bioavailability = {}", sourced(0.5, "1")));
    let text = compound_text("compound-a", &rest.replace("absorption_rate", "absorbtion_rate"));
    let found = compound_lines(&text);
    assert!(
        found[0].contains(
            "unknown key `absorbtion_rate` in the pharmacokinetics [did you mean `absorption_rate`?"
        )
    );
    assert!(found[1].contains("`bioavailability` is given without `absorption_rate`"));
    assert_eq!(found.len(), 2);
}

#[test]
fn kinases_are_checked() {
    let text = "[[kinase]]\nid = \"kinase-1\"\natp_km = 5\n[[kinase]]\nid = \"k\"\n";
    assert_eq!(
        lines(text, &Kinases::read(text).unwrap_err()),
        [
            "1:1 error[P003]: `cell` is missing in the kinase file [add `[cell]` with `atp = { value = ..., unit = \"mM\", ... }`]",
            "2:6 error[P012]: the kinase's id `kinase-1` is not made of letters, digits and `_` [it becomes part of ids in the model, such as `ID_free`]",
            "3:10 error[P004]: `atp_km` must be a table, not a whole number []",
            "4:1 error[P003]: `atp_km` is missing in a kinase [add `atp_km = { value = ..., unit = \"nM\", status = \"read\", source = \"...\" }`]",
        ]
    );
}

#[test]
fn targets_are_checked() {
    let text = "[[target]]\nkinase = \"k\"\nreactions = [\"v1\", \"v1\"]\nexponent = 0\n\
                [[target]]\nkinase = \"k\"\nreactions = []\n[[target]]\nkinase = \"k\"\nreactions = \"v1\"\n";
    assert_eq!(
        lines(text, &Targets::read(text).unwrap_err()),
        [
            "1:1 error[P003]: `source` is missing in the targets file [add `source = \"...\"`: why these reactions]",
            "1:1 error[P010]: reaction `v1` is listed twice for kinase `k` [where two copies of the kinase act, write `exponent = 2`]",
            "4:12 error[P007]: `exponent` is 0, which is not above 0 []",
            "7:13 error[P007]: `reactions` is empty [add `reactions = [\"...\"]`, ids of the model that follow the kinase]",
            "10:13 error[P004]: `reactions` must be a list, not text []",
            "10:13 error[P007]: `reactions` is empty [add `reactions = [\"...\"]`, ids of the model that follow the kinase]",
        ]
    );
}

#[test]
fn regimen_tables_are_checked() {
    let check = |text: &str| {
        let document = toml::de::DeTable::parse(text).unwrap();
        lines(text, &Regimen::from_toml(&document.get_ref()["r"]).unwrap_err())
    };
    assert_eq!(
        check("r = \"4 mg QX\""),
        [
            "1:5 error[P020]: cannot read the regimen `4 mg QX` at `QX`: expected `then` or the end [write it as in \
          `4 mg QD`, `5 mg BID`, `10 mg q12h`, `200 mg QD x 28 then 50 mg QD`, `4 mg QD until 36 week then 4 mg QD \
          from 52 week`]"
        ]
    );
    assert_eq!(check("r = 4"), ["1:5 error[P004]: `the regimen` must be a table, not a whole number []"]);
    assert_eq!(
        check("[r]\nevery = \"24 h\"\nstop = \"4 week\"\ncount = 3\nduration = \"1 h\"\nrestart = \"3 d\""),
        [
            "1:1 error[P003]: `dose` is missing in the regimen [add `dose = \"4 mg\"`]",
            "4:9 error[P011]: `stop` and `count` are both given [keep one of them: both end the course]",
            "5:12 error[P011]: `duration` is given for route `oral` [write `route = \"infusion\"` or remove `duration`]",
        ]
    );
    assert_eq!(
        check("[r]\ndose = \"4 mg\"\nroute = \"infusion\"\ncount = 3"),
        [
            "1:1 error[P003]: `duration` is missing in the regimen [an infusion has a `duration`, such as `duration = \"2 h\"`]",
            "4:9 error[P011]: `count` is given without `every` [add `every`, such as `every = \"24 h\"`]",
        ]
    );
    assert_eq!(
        check("[r]\ndose = \"4 mg\"\nevery = \"24 h\"\nrestart = \"3 d\"\nrout = \"oral\""),
        [
            "4:11 error[P011]: `restart` is given without an end before it [add `stop` or `count`, or remove `restart`]",
            "5:1 error[P002]: unknown key `rout` in the regimen [did you mean `route`? the regimen may hold: dose, \
             every, route, duration, start, stop, count, restart, loading, courses]",
        ]
    );
    assert_eq!(
        check("[r]\ndose = \"4 mg\"\nevery = \"24 h\"\nstop = \"3 d\"\nrestart = \"2 d\""),
        [
            "1:1 error[P021]: course 2 begins at 48 h, and course 1 goes on to 72 h [end a course with `stop` or \
          `count` (in one line: `until`, `x`) before the next begins]"
        ]
    );
    assert_eq!(
        check("[r]\nstart = \"1 d\"\ncourses = [{ dose = \"4 mg\" }, { dose = \"2 mg\", every = \"8 h\" }]"),
        [
            "2:9 error[P011]: `start` stands beside `courses` [give it in the course that it belongs to]",
            "3:31 error[P021]: it is not clear when the course begins [add `start`, or end the course before it with `stop` or `count`]",
        ]
    );
}
