//! Every problem of a text is reported, with its code and line, and the rest is still read.
#![allow(clippy::unwrap_used)]

use jakstat_model::{Parsed, antimony};

fn parse(text: &str) -> Parsed {
    antimony::read("model.ant", text, &|path| Err(format!("no file {path}")))
}

/// Code and line of each problem.
fn problems(text: &str) -> Vec<(&'static str, usize)> {
    let parsed = parse(text);
    let line = |d: &jakstat_model::Diagnostic| d.place.map_or(0, |p| parsed.sources.line_column(p).0);
    parsed.diagnostics.iter().map(|d| (d.code.id, line(d))).collect()
}

#[test]
fn several_errors_are_all_reported_with_their_lines() {
    let text = "model *m()\n\
                J0: A -> -> B; k1*A\n\
                J1: B -> C; k2*(B\n\
                k1 = 0.1\n\
                k2 = exp(1, 2)\n\
                species model\n\
                x = 3 furlong\n\
                E: at x > 1, later=3: x = 2\n\
                y = 4 5\n\
                dna: --P--G--\n\
                A = 1; B = 0 C = 3\n\
                z := § + 1\n\
                end\n";
    let mut found = problems(text);
    found.sort_by_key(|(_, line)| *line);
    let expected = [
        ("A003", 2),
        ("A003", 3),
        ("A008", 5),
        ("A004", 6),
        ("A022", 7),
        ("A028", 8),
        ("A003", 9),
        ("A005", 10),
        ("A003", 11),
        ("A001", 12),
    ];
    // The open parenthesis of line 3 is told where it is, though line 4 is where it cannot go on.
    assert_eq!(found, expected);
    let network = parse(text).network;
    assert!(
        network.parameters.iter().any(|p| p.id == "k1" && p.value == Some(0.1)),
        "line 4 is read all the same"
    );
    assert!(network.species.is_empty() || network.species.iter().all(|s| s.id != "model"));
}

#[test]
fn one_broken_statement_gives_one_problem() {
    for (text, expected) in [
        ("x = \ny = ) 3\nz = 1", vec![("A003", 2)]),
        ("x = (1 + 2\ny = 3\nz = x", vec![("A003", 1)]),
        ("J: A -> -> B; k*A*(2 + )\nk = 1", vec![("A003", 1)]),
        ("J: A -> B; k*A +; k = 1", vec![("A003", 1)]),
        ("A -> B; k = 1", vec![("A003", 1)]),
        ("x = 1 y = 2\nz = 3", vec![("A003", 1)]),
        ("S1 == 3", vec![("A005", 1)]),
        ("x\ny = 1", vec![("A003", 1)]),
        ("model m()\n x = 1\n", vec![("A006", 1)]),
        ("model m()\n x = 1\nmodel n()\n y = 1\nend", vec![("A006", 1)]),
        ("x = 1\nend\ny = 2", vec![("A006", 2)]),
        ("function f(x)\n x^2\ny = 3", vec![("A006", 1)]),
        ("function exp(x) x end\ny = 3", vec![("A004", 1)]),
        ("x = \"text\ny = 1", vec![("A002", 1), ("A003", 1)]),
        ("/* x = 1\ny = 2", vec![("A002", 1)]),
        ("x identiti \"a\"; x = 1", vec![("A024", 1)]),
        ("x.sboTerm = much; x = 1", vec![("A003", 1)]),
        ("at x > 3 y = 2; x = 1", vec![("A003", 1)]),
        ("at x > 3, t0=1: y = 2\nx = 1", vec![("A028", 1)]),
        ("1 = x - 2", vec![("A003", 1)]),
        ("time = 3", vec![("A004", 1)]),
        ("sin = 3", vec![("A004", 1)]),
        ("x = 1e400", vec![("A029", 1)]),
        ("", vec![("A034", 0)]),
    ] {
        let found: Vec<_> = problems(text);
        assert_eq!(found, expected, "{text:?}");
    }
}

#[test]
fn constructs_that_are_not_supported_are_named() {
    for (text, word) in [
        ("--P1--G1--", "DNA"),
        ("d: P1--G1", "DNA"),
        ("gene G", "DNA"),
        ("var operator P", "DNA"),
        ("G: A -> B; ... * 2", "upstream"),
        ("maximize J", "flux balance"),
        ("o: minimize J", "flux balance"),
        ("constraint: x > 3", "constraint"),
        ("0 <= J0", "constraint"),
        ("-10 <= J0", "constraint"),
        ("x != 3", "constraint"),
        ("x.mean = 3", "uncertainty"),
        ("x.range = {1, 2}", "uncertainty"),
        ("x = normal(0, 1)", "normal"),
        ("A.x * f is y", "conversion factor"),
        ("x is y / f", "conversion factor"),
        ("model m() x = 1; end\nA: m(), timeconv=60", "conversion factor"),
    ] {
        let parsed = parse(text);
        let found = parsed.diagnostics.iter().find(|d| d.code.id == "A005");
        assert!(found.is_some_and(|d| d.message.contains(word)), "{text}: {:?}", parsed.diagnostics);
    }
    let parsed =
        antimony::read("m", "import \"a.xml\"\nx = 1", &|_| Ok("<?xml version='1.0'?><sbml/>".into()));
    assert_eq!(parsed.diagnostics[0].code.id, "A005");
}

#[test]
fn contradictions_are_found() {
    for (text, expected) in [
        ("J: A -> B; k\nspecies J", vec![("A018", 2)]),
        ("A -> B; k\nx in A", vec![("A018", 2)]),
        ("J: A -> B; k\nJ: B -> C; k", vec![("A025", 2)]),
        ("E: at x > 1: x = 0\nE: at x > 2: x = 0", vec![("A025", 2)]),
        ("x := 1\nx' = 2", vec![("A020", 2)]),
        ("J: A -> B; k\nJ' = 3", vec![("A018", 2)]),
        ("E: at x > 1: x = 0\nE = 3", vec![("A018", 2)]),
        ("reaction J", vec![("A035", 1)]),
        ("i: A -| J; x = 1", vec![("A030", 1)]),
        ("unit a = 2 mole\nunit a = 3 mole\nx = 1 a", vec![("A036", 2)]),
        ("x has mole\nx = 3 litre", vec![("A036", 2)]),
        ("unit a = b; unit b = a; x = 1 a", vec![("A023", 1), ("A023", 1), ("A022", 1)]),
        ("x has mole + litre", vec![("A023", 1)]),
    ] {
        assert_eq!(problems(text), expected, "{text:?}");
    }
}

#[test]
fn help_says_what_to_write() {
    let help = |text: &str| parse(text).diagnostics[0].help.clone().unwrap_or_default();
    assert_eq!(help("species = 3"), "");
    assert_eq!(help("species at"), "call it `at_`");
    assert_eq!(help("unit nM = 1e-9 mole/litre; x = 3 nN"), "did you mean `nM`?");
    assert!(help("A -> B; k = 1").contains("second `;`"));
    assert!(help("model cell() x = 1; end\nA: cel()").contains("`cell`"));
    assert!(help("x identify \"a\"").contains("`identity`"));
}

#[test]
fn deep_formulas_are_refused_and_do_not_overflow() {
    let deep = format!("x = {}1{}", "(".repeat(100_000), ")".repeat(100_000));
    assert_eq!(problems(&deep), [("A007", 1)]);
    let long = format!("x = {}", vec!["a"; 20_000].join(" - "));
    assert_eq!(problems(&long), []);
}
