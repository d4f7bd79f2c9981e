//! Submodels, imports, synonyms and deletions.
#![allow(clippy::unwrap_used, clippy::panic)]

use jakstat_model::network::Initial;
use jakstat_model::{Network, Parsed, antimony};

const BINDING: &str = "model binding(s, kon)\n J: s + e -> se; kon*s*e - koff*se\n\
                       s = 1; e = 2; se = 0; kon = 3; koff = 4\nend\n";

fn parse(text: &str) -> Parsed {
    let import = |path: &str| match path {
        "parts/binding.ant" => Ok(format!("import \"../common.ant\"\n{BINDING}")),
        "common.ant" => Ok("function twice(x) 2*x end".to_string()),
        other => Err(format!("there is no {other}")),
    };
    antimony::read("main.ant", text, &import)
}

fn read_with(text: &str, warnings: &[&str]) -> Network {
    let parsed = parse(text);
    let codes: Vec<_> = parsed.diagnostics.iter().map(|d| d.code.id).collect();
    assert_eq!(codes, warnings, "{:?}", parsed.diagnostics);
    assert!(parsed.is_ok());
    parsed.network
}

fn read(text: &str) -> Network {
    read_with(text, &[])
}

fn values(n: &Network) -> Vec<(&str, Option<f64>)> {
    n.parameters.iter().map(|p| (p.id.as_str(), p.value)).collect()
}

fn species(n: &Network) -> Vec<(&str, Initial)> {
    n.species.iter().map(|s| (s.id.as_str(), s.initial)).collect()
}

#[test]
fn copies_are_separate_and_arguments_connect() {
    let n = read(&format!(
        "{BINDING}model *m()\n A: binding(X, k)\n B: binding(X)\n k = 7; C: binding(Y, 9)\nend"
    ));
    let c = Initial::Concentration;
    assert_eq!(
        species(&n),
        [
            ("X", c(1.0)),
            ("A__e", c(2.0)),
            ("A__se", c(0.0)),
            ("B__e", c(2.0)),
            ("B__se", c(0.0)),
            ("Y", c(1.0)),
            ("C__e", c(2.0)),
            ("C__se", c(0.0)),
        ]
    );
    // The outer 7 replaces the inner 3; a number becomes the value of the submodel's own name.
    let expected =
        [("k", 7.0), ("A__koff", 4.0), ("B__kon", 3.0), ("B__koff", 4.0), ("C__kon", 9.0), ("C__koff", 4.0)];
    assert_eq!(values(&n), expected.map(|(id, v)| (id, Some(v))));
    assert_eq!(n.reactions[0].id, "A__J");
    assert_eq!(n.reactions[0].rate.as_ref().unwrap().ids(), ["k", "X", "A__e", "A__koff", "A__se"]);
}

#[test]
fn outer_statements_win_in_any_order() {
    let n = read(&format!(
        "{BINDING}model *m()\n A.e = 20; A.J = A.koff*A.se\n A: binding()\n A.koff := ; A.s = ; x = A.e*2\nend"
    ));
    let of = |id: &str| n.species.iter().find(|s| s.id == id).unwrap().initial;
    assert_eq!((of("A__e"), of("A__s")), (Initial::Concentration(20.0), Initial::Unset));
    assert_eq!(n.reactions[0].rate.as_ref().unwrap().ids(), ["A__koff", "A__se"]);
    assert_eq!(n.initial_assignments[0].value.ids(), ["A__e"]);
}

#[test]
fn synonyms_take_the_outer_name() {
    let n = read(&format!(
        "{BINDING}model *m()\n species S\n A: binding(); B: binding()\n A.s is S; B.s is S\n A.koff is B.koff\n\
         A.J is fast\n fast is \"Fast\"\nend"
    ));
    assert_eq!(n.species.iter().filter(|s| s.id.ends_with("__s")).count(), 0);
    assert!(n.parameters.iter().all(|p| p.id != "A__koff"));
    assert_eq!((n.reactions[0].id.as_str(), n.reactions[0].name.as_deref()), ("fast", Some("Fast")));
    let n = read("A -> B; k*A; k = 1; A is long_name; long_name = 10");
    assert_eq!(species(&n), [("long_name", Initial::Concentration(10.0)), ("B", Initial::Unset)]);
}

#[test]
fn differing_values_of_one_thing_are_told() {
    let text = "model a() x = 1; end\nmodel b() x = 2; end\nmodel *m()\n A: a(); B: b(); A.x is B.x\nend";
    assert_eq!(values(&read_with(text, &["A019"])), [("B__x", Some(2.0))]);
}

#[test]
fn submodels_nest() {
    let n = read(&format!(
        "{BINDING}model pair(p)\n L: binding(p); R: binding(p); L.koff is R.koff\nend\n\
         model *m()\n U: pair(q); V: pair(q); U.R.koff = 5; y = V.L.e\nend"
    ));
    assert_eq!(
        n.reactions.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(),
        ["U__L__J", "U__R__J", "V__L__J", "V__R__J"]
    );
    assert_eq!(values(&n).into_iter().find(|(id, _)| *id == "U__R__koff").unwrap().1, Some(5.0));
    assert_eq!(n.initial_assignments[0].value.ids(), ["V__L__e"]);
    assert!(n.species.iter().any(|s| s.id == "q"));
}

#[test]
fn submodels_have_compartments_and_units() {
    let n = read(
        "model a()\n unit u = 2 mole; A -> ; k; k = 1 u\nend\n\
         model *m()\n unit u = 3 mole; compartment c = 4; X: a() in c; Y in d: a(); k = 1 u; d = 1\nend",
    );
    let places: Vec<_> = n.species.iter().map(|s| s.compartment.as_str()).collect();
    assert_eq!(places, ["c", "d"]);
    let units: Vec<_> =
        n.parameters.iter().map(|p| (p.id.as_str(), n.units[p.unit.as_ref().unwrap()].factor)).collect();
    assert_eq!(units, [("X__k", 2.0), ("Y__k", 2.0), ("k", 3.0)]);
}

#[test]
fn deletions_take_along_what_needs_the_deleted() {
    let n = read_with(
        &format!(
            "{BINDING}model *m()\n A: binding(); B: binding(); delete A.J, B\n x = A.koff\n y := A.J\n\
             C: binding(); delete C.se; E: at C.se > 1: x = 2\nend"
        ),
        &["A027"; 3],
    );
    assert!(n.reactions.is_empty() && n.rules.is_empty() && n.events.is_empty());
    let ids: Vec<_> = n.species.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids, ["A__s", "A__e", "A__se", "C__s", "C__e"]);
    assert!(n.parameters.iter().all(|p| !p.id.starts_with("B__")));
}

#[test]
fn imports_bring_models_and_functions() {
    let n = read("import \"parts/binding.ant\"\nimport \"common.ant\";\nA: binding(S); y := twice(S)");
    assert_eq!((n.id.as_str(), n.reactions.len(), n.functions.len()), ("__main", 1, 1));
    assert_eq!(parse("import \"parts/binding.ant\"").network.id, "binding");
}

#[test]
fn places_in_imported_files_are_theirs() {
    let import = |_: &str| Ok("model a()\n x = 1 +\nend".to_string());
    let parsed = antimony::read("main.ant", "import \"a.ant\"\nA: a()", &import);
    let place = parsed.diagnostics[0].place.unwrap();
    assert_eq!(parsed.sources.0[place.source as usize].name, "a.ant");
    assert_eq!(parsed.sources.line_column(place).0, 2);
}

#[test]
fn faults_of_modules_are_told() {
    let codes = |text: &str| parse(text).diagnostics.iter().map(|d| d.code.id).collect::<Vec<_>>();
    assert_eq!(codes("A: nothing()"), ["A014"]);
    assert_eq!(codes("model a() B: b(); end\nmodel b() A: a(); end"), ["A015"]);
    assert_eq!(codes("model a(x) y = x; end\nA: a(p, q)"), ["A016"]);
    assert_eq!(codes("model a(x) y = x; end\nA: a(p); z = A.w"), ["A017"]);
    assert_eq!(codes("z = A.w"), ["A017"]);
    assert_eq!(codes("model a(x) y = x; end\nA: a(p); A = 3"), ["A018"]);
    assert_eq!(codes("model a() x = 1; end\nA: a(); A: a()"), ["A025"]);
    assert_eq!(codes("model a() x = 1; end\nmodel a() x = 2; end"), ["A025"]);
    assert_eq!(codes("model a() x = 1; end\nA: a(); A__x = 3"), ["A033"]);
    assert_eq!(codes("model a() x := time; end\nA: a(); A.x = 3"), ["A021"]);
    assert_eq!(codes("model a() x' = time; end\nA: a(); A.x := 3"), ["A020"]);
    let time = "model a() unit time_unit = 60 second; x = 1; end\n";
    assert_eq!(codes(&format!("{time}unit time_unit = second; A: a()")), ["A026"]);
    assert_eq!(codes("import \"nowhere\"\nx = 1"), ["A012"]);
    let doubling: String =
        (1..20).map(|i| format!("model m{i}() A: m{0}(); B: m{0}(); end\n", i - 1)).collect();
    assert_eq!(codes(&format!("model m0() x = 1; end\n{doubling}"))[0], "A037");
}

#[test]
fn misspelt_parts_are_suggested() {
    let parsed = parse(&format!("{BINDING}A: binding(); x = A.kof"));
    assert_eq!(parsed.diagnostics[0].help.as_deref(), Some("did you mean `koff`?"));
    let place = parsed.diagnostics[0].place.unwrap();
    assert_eq!(parsed.sources.text(place), "A.kof");
}
