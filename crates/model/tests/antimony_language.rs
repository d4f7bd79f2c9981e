//! What Antimony statements mean, as a network.
#![allow(clippy::unwrap_used, clippy::panic)]

use jakstat_model::network::{Initial, Kind, RuleKind};
use jakstat_model::{Expr, Network, Op, Parsed, Unit, antimony};

fn parse(text: &str) -> Parsed {
    antimony::read("model.ant", text, &|path| Err(format!("no file {path}")))
}

/// The network of a text without errors and with just these warnings.
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

fn initial(n: &Network, id: &str) -> Initial {
    n.species.iter().find(|s| s.id == id).unwrap().initial
}

#[test]
fn reactions_in_all_their_forms() {
    let n = read(
        "J0: 2 A + B -> C + $D; k1*A*B*E\n -> A; k2; B => \n\
         n C + C -> 0.5 D;; K = 3; J3: C -> ;; J3 = k1*C; species E; k1 = 1; k2 = 2; n = 3",
    );
    let r = &n.reactions;
    let ids: Vec<_> = r.iter().map(|r| r.id.as_str()).collect();
    assert_eq!(ids, ["J0", "_J0", "_J1", "_J2", "J3"]);
    let side = |side: &[jakstat_model::network::SpeciesReference]| {
        side.iter().map(|s| (s.species.clone(), s.stoichiometry.clone())).collect::<Vec<_>>()
    };
    assert_eq!(side(&r[0].reactants), [("A".into(), Expr::Num(2.0)), ("B".into(), Expr::Num(1.0))]);
    assert_eq!(r[0].modifiers, ["E"]);
    assert_eq!((r[0].reversible, r[2].reversible), (true, false));
    assert_eq!((r[1].reactants.len(), r[2].products.len(), r[2].rate.is_none()), (0, 0, true));
    assert_eq!(side(&r[3].reactants), [("C".into(), Expr::id("n")), ("C".into(), Expr::Num(1.0))]);
    assert_eq!(side(&r[3].products), [("D".into(), Expr::Num(0.5))]);
    assert_eq!(r[4].rate, Some(Expr::Op(Op::Mul, vec![Expr::id("k1"), Expr::id("C")])));
    assert!(matches!(n.kind("n"), Some(Kind::Parameter(_))));
    let boundary: Vec<_> = n.species.iter().filter(|s| s.boundary).map(|s| s.id.as_str()).collect();
    assert_eq!(boundary, ["D"]);
}

#[test]
fn interactions_add_modifiers() {
    let n = read("J: A -> B; k*A*M; k = 1; i1: M -| J; i2: N -o J; $P -( J");
    assert_eq!(n.reactions.len(), 1);
    assert_eq!(n.reactions[0].modifiers, ["M", "N", "P"]);
    assert_eq!(n.species.len(), 5);
}

#[test]
fn species_have_places_and_starts() {
    let n = read(
        "compartment c = 2, d; species A in c = 3, $B, C in d; C in c; d = 5\n\
         substanceOnly species S in c; S = 4; const species K = 1; var species V\n\
         A2 in c; species A2; A2 = 6/c; A3 = -1.5; species A3; F = 2*A; species F",
    );
    assert_eq!(initial(&n, "A"), Initial::Concentration(3.0));
    assert_eq!(initial(&n, "S"), Initial::Amount(4.0));
    assert_eq!(initial(&n, "A2"), Initial::Amount(6.0));
    assert_eq!(initial(&n, "A3"), Initial::Concentration(-1.5));
    assert_eq!(initial(&n, "F"), Initial::Unset);
    assert_eq!(n.initial_assignments.len(), 1);
    let places: Vec<_> =
        n.species.iter().map(|s| (s.id.as_str(), s.compartment.as_str(), s.boundary)).collect();
    let default = "default_compartment";
    assert_eq!(
        places,
        [
            ("A", "c", false),
            ("B", default, true),
            ("C", "c", false),
            ("S", "c", false),
            ("K", default, true),
            ("V", default, false),
            ("A2", "c", false),
            ("A3", default, false),
            ("F", default, false),
        ]
    );
    assert_eq!(n.compartments.iter().map(|c| c.size).collect::<Vec<_>>(), [Some(2.0), Some(5.0), Some(1.0)]);
}

#[test]
fn reactions_place_their_species() {
    let n = read("J0: A -> B; k in c; J1 in d: B -> C; k; C -> E; k; species E; A in e; k = 1");
    let places: Vec<_> = n.species.iter().map(|s| s.compartment.as_str()).collect();
    assert_eq!(places, ["e", "d", "d", "default_compartment"]);
}

#[test]
fn what_changes_is_not_constant() {
    let n = read(
        "a = 1; b := 2*a; c' = a; c = 0; var d = 4; const e = 5; f = 6; at time > 1: f = 7\n\
         compartment g = 1, h = 1; h' = 1; 0 = i - a",
    );
    let constant: Vec<_> = n.parameters.iter().filter(|p| p.constant).map(|p| p.id.as_str()).collect();
    assert_eq!(constant, ["e"]);
    assert_eq!(n.compartments.iter().map(|c| c.constant).collect::<Vec<_>>(), [true, false]);
    let kinds: Vec<_> = n.rules.iter().map(|r| (r.target.as_str(), r.kind)).collect();
    let (assignment, rate) = (RuleKind::Assignment, RuleKind::Rate);
    assert_eq!(kinds, [("h", rate), ("b", assignment), ("c", rate), ("", RuleKind::Algebraic)]);
}

#[test]
fn species_with_rules_are_boundary() {
    let n = read("species A, B, C; A := 2; B' = 1; B = 0; var C; C' = 1; C = 0");
    assert_eq!(n.species.iter().map(|s| s.boundary).collect::<Vec<_>>(), [true, true, false]);
}

#[test]
fn events_and_their_options() {
    let n = read(
        "x = 1; y = 2; at x > 5: y = 3\n\
         E: at 2*y after (x > 5 && y < 3), priority=4, persistent=false, t0=false, fromTrigger=false:\n\
           y = 3,\n x = y + 1\n\
         F: at time >= 3, t0=true:",
    );
    let [a, e, f] = &n.events[..] else { panic!("{:?}", n.events) };
    assert_eq!((a.id.as_str(), a.initial_value, a.persistent, a.from_trigger), ("_E0", true, true, true));
    assert_eq!((a.delay.is_none(), a.priority.is_none()), (true, true));
    assert_eq!((e.initial_value, e.persistent, e.from_trigger), (false, false, false));
    assert_eq!(e.delay, Some(Expr::Op(Op::Mul, vec![2.0.into(), Expr::id("y")])));
    assert_eq!(e.priority, Some(4.0.into()));
    assert!(matches!(&e.trigger, Expr::Op(Op::And, args) if args.len() == 2));
    assert_eq!(e.assignments.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["y", "x"]);
    assert!(f.assignments.is_empty() && f.initial_value);
}

#[test]
fn undeclared_names_are_parameters_without_value() {
    let n = read("J: A -> ; k*A*exp(-q*time)");
    let parameters: Vec<_> = n.parameters.iter().map(|p| (p.id.as_str(), p.value)).collect();
    assert_eq!(parameters, [("k", None), ("q", None)]);
}

#[test]
fn functions_are_kept() {
    let n = read("function f(x, y)\n x^y\nend\nfunction g(z) f(z, 2)*2; end\n a := g(time) + f(2, 3)");
    assert_eq!(n.functions.len(), 2);
    assert_eq!(n.function("f").unwrap().args, ["x", "y"]);
    assert_eq!(n.functions[1].body.ids(), ["z"]);
    assert_eq!(n.parameters.len(), 1);
}

#[test]
fn units_are_resolved_and_named() {
    let n = read(
        "unit substance = 1e-9 mole; unit volume = litre; unit time_unit = 3600 seconds\n\
         unit nM = 1e-9 mole / litre; k = 3 nM; k2 has mole/litre; compartment c = 2 volume\n\
         species A in c = 5 nM; A2 has nM; species A2 in c; substanceOnly species S = 2 substance; t := 2 nM + k",
    );
    assert_eq!(n.base_units.time, Unit::builtin("second").map(|s| s.scaled(3600.0)));
    assert_eq!(n.base_units.substance, Unit::builtin("mole").map(|m| m.scaled(1e-9)));
    assert_eq!(n.base_units.area, None);
    let unit = |id: &str| n.parameters.iter().find(|p| p.id == id).unwrap().unit.as_deref();
    assert_eq!((unit("k"), unit("k2"), unit("t")), (Some("nM"), Some("mole_per_litre"), None));
    assert_eq!(n.units["mole_per_litre"].factor, 1000.0);
    assert_eq!(n.compartments[0].unit.as_deref(), Some("volume"));
    // The unit of a concentration is turned into that of the amount.
    let species: Vec<_> = n.species.iter().map(|s| s.unit.as_deref()).collect();
    assert_eq!(species, [Some("substance"); 3]);
    assert_eq!(n.rules[0].value.children()[0], Expr::Quantity(2.0, "nM".into()));
}

#[test]
fn names_and_annotations_stay_with_what_they_are_about() {
    let n = read(
        "function f(x) 2*x end\nf is \"twice\"\nmodel *m(a)\n A -> ; k*A; k = 1\n\
         A is \"Alpha α\"; A identity \"u:1\",\n \"u:2\"\n A.sboTerm = SBO:0000247; k.sboTerm = 2\n\
         model notes ```two\nlines```; A creator1.email \"x@y\"\nend\nm is \"The model\"\nm taxon \"t:9\"",
    );
    assert_eq!((n.id.as_str(), n.name.as_deref()), ("m", Some("The model")));
    assert_eq!(n.species[0].name.as_deref(), Some("Alpha α"));
    let pair = |a: &str, b: &str| (a.to_string(), b.to_string());
    let a = [
        pair("identity", "u:1"),
        pair("identity", "u:2"),
        pair("sboTerm", "247"),
        pair("creator1.email", "x@y"),
    ];
    assert_eq!(n.annotations["A"], a);
    assert_eq!(n.annotations["m"], [pair("notes", "two\nlines"), pair("taxon", "t:9")]);
    assert_eq!(n.annotations["f"], [pair("name", "twice")]);
    assert!(n.parameters.iter().all(|p| p.id == "k"));
}

#[test]
fn doubtful_statements_are_read_with_a_warning() {
    let n = read_with("k = 1; k = 2", &["A019"]);
    assert_eq!(n.parameters[0].value, Some(2.0));
    let n = read_with("x = 1; x := time", &["A021"]);
    assert_eq!((n.parameters[0].value, n.rules.len()), (None, 1));
    let n = read_with("const x = 1; at time > 1: x = 2", &["A031"]);
    assert!(!n.parameters[0].constant);
    let n = read_with("compartment c = 2; substanceOnly species S in c; S = 5/c", &["A032"]);
    assert_eq!(n.initial_assignments.len(), 1);
    read_with("x = log(3)", &["A009"]);
}

#[test]
fn items_know_their_statements() {
    let text =
        "# first\nspecies A in c = 1;\nJ: A -> ; k*A\n  k = 2; compartment c = 1\nE: at A > 3: k = 1\nz := k";
    let parsed = parse(text);
    let n = &parsed.network;
    let at = |span: Option<jakstat_model::Span>| parsed.sources.text(span.unwrap());
    assert_eq!(at(n.species[0].at), "species A in c = 1");
    assert_eq!(at(n.reactions[0].at), "J: A -> ; k*A");
    assert_eq!(at(n.parameters[0].at), "k = 2");
    assert_eq!(at(n.compartments[0].at), "compartment c = 1");
    assert_eq!(at(n.events[0].at), "E: at A > 3: k = 1");
    assert_eq!(at(n.rules[0].at), "z := k");
}

#[test]
fn lines_may_continue() {
    let n =
        read("x := piecewise(1, // one\n  time > 2,\n  0)\ny = 1 + \\\n 2\nspecies A,\n  B\nz = (1 +\n 2)");
    assert_eq!((n.parameters.len(), n.species.len()), (3, 2));
}
