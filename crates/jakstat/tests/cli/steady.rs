//! `jakstat steady`.

use crate::bench::{Bench, DECAY};

/// Exchange between two forms, one of them made and lost by an enzyme.
const EXCHANGE: &str = "\
unit time_unit = second
unit substance = 1e-9 mole
unit volume = litre
unit nM = 1e-9 mole / litre
compartment cell = 2
species A in cell = 8, B in cell = 0, X in cell = 0
J1: A -> B; cell*2*A
J2: B -> A; cell*6*B
J3: -> X; cell*k*B
J4: X -> ; cell*0.5*X
k = 1
";

#[test]
fn values_sums_and_stability_are_shown() {
    let bench = Bench::with(&[("exchange.ant", EXCHANGE)]);
    let said = bench.say("steady exchange.ant");
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{said:?}");
    let line = |start: &str| {
        let line = said.out.lines().find(|l| l.trim_start().starts_with(start));
        line.unwrap_or_else(|| panic!("no {start} in\n{}", said.out)).split_whitespace().collect::<Vec<_>>()
    };
    assert_eq!(line("A ")[..2], ["A", "6"]);
    assert_eq!(line("X ")[..2], ["X", "4"]);
    assert_eq!(line("A + B")[..6], ["A", "+", "B", "=", "8", "nM"]);
    assert!(said.out.contains("found by Newton's method in "), "{}", said.out);
    assert!(said.out.contains("\nstable: small pushes die out\n"), "{}", said.out);
    assert_eq!(line("-0.5"), ["-0.5", "0", "2"]);
    assert_eq!(line("-8"), ["-8", "0", "0.125"]);
}

#[test]
fn csv_holds_the_values() {
    let bench = Bench::with(&[("exchange.ant", EXCHANGE)]);
    let said = bench.say("steady exchange.ant --set k=3 --save X,J3 --amounts A --csv -");
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let rows: Vec<Vec<&str>> = said.out.lines().map(|l| l.split(',').collect()).collect();
    let value = |row: usize| rows[row][1].parse::<f64>().unwrap();
    assert_eq!(rows[0], ["id", "value", "unit"]);
    assert_eq!((rows[1][0], rows[2][0], rows[3][0], rows.len()), ("X", "J3", "A", 4));
    for (row, wanted) in [(1, 12.0), (2, 12.0), (3, 12.0)] {
        assert!((value(row) - wanted).abs() < 1e-6, "{rows:?}");
    }
    let said = bench.say("steady exchange.ant --csv steady.csv");
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (0, "", "wrote steady.csv\n"));
    assert_eq!(bench.read("steady.csv"), bench.say("steady exchange.ant --csv -").out);
}

#[test]
fn no_steady_state_has_exit_code_2_and_writes_nothing() {
    let bench = Bench::with(&[
        ("clock.ant", "x = 1; y = 1\nx' = 1 + x^2*y - 4*x\ny' = 3*x - x^2*y\n"),
        ("grows.ant", "-> S; 2; S = 0\n"),
        ("decay.ant", DECAY),
    ]);
    let clock = bench.say("steady clock.ant --set x=1.1 --at-most 1e4 --csv out.csv");
    assert_eq!((clock.code, clock.out.as_str()), (2, ""), "{clock:?}");
    assert!(clock.err.contains("no steady state of `clock.ant` was found"), "{}", clock.err);
    assert!(clock.err.contains("goes up and down without end, with a period of about 7."), "{}", clock.err);
    let grows = bench.say("steady grows.ant");
    assert_eq!(grows.code, 2);
    assert!(grows.err.contains("`S` still changes by 2 per unit of time"), "{}", grows.err);
    assert_eq!(bench.names("."), ["clock.ant", "decay.ant", "grows.ant"]);

    let short = bench.say("steady decay.ant --at-most 1");
    assert_eq!(short.code, 2, "{short:?}");
    let wrong = bench.say("steady decay.ant --at-most 1nM");
    assert_eq!(wrong.code, 1, "{wrong:?}");
    let wrong = bench.say("steady decay.ant --at-most -1");
    assert_eq!(wrong.code, 1, "{wrong:?}");
    assert!(wrong.err.contains("`--at-most -1` is before time 0"), "{}", wrong.err);
    let unknown = bench.say("steady decay.ant --set kk=1");
    assert_eq!(unknown.code, 1, "{unknown:?}");
    let minutes = bench.say("steady decay.ant --at-most 10min");
    assert_eq!(minutes.code, 0, "{minutes:?}");
}

/// Where the run stands on an unstable point it is said so.
#[test]
fn an_unstable_point_is_named() {
    let bench = Bench::with(&[("clock.ant", "x = 1; y = 3\nx' = 1 + x^2*y - 4*x\ny' = 3*x - x^2*y\n")]);
    let said = bench.say("steady clock.ant");
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.out.contains("UNSTABLE") && said.out.contains("at rest at time 0"), "{}", said.out);
}

/// Changes and constant concentrations of a scenario count: rest comes after the last change.
#[test]
fn a_scenario_comes_to_rest_after_its_changes() {
    let scenario = "\
model = \"exchange.ant\"
title = \"exchange\"
save = [\"X\"]
[time]
end = 50
points = 2
[[change]]
at = 40
id = \"k\"
value = 5
";
    let bench = Bench::with(&[("exchange.ant", EXCHANGE), ("scenario.toml", scenario)]);
    let said = bench.say("steady scenario.toml --csv -");
    assert_eq!(said.code, 0, "{said:?}");
    let value: f64 = said.out.lines().nth(1).unwrap().split(',').nth(1).unwrap().parse().unwrap();
    assert!((value - 20.0).abs() < 1e-6, "{}", said.out);
    let early = bench.say("steady scenario.toml --at-most 30");
    assert_eq!(early.code, 1, "{early:?}");
}
