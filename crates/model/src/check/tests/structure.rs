use super::fixture::{Model, add, id, mul, num, op};
use crate::network::{Initial, RuleKind};
use crate::{Expr, Op};

const REMOVE: &str = "    help: remove all but one of the definitions";

#[test]
fn one_definition_a_value() {
    let mut model = Model::decay();
    for name in ["a", "b", "c"] {
        model.variable(name, Some(1.0));
    }
    model.assign("a", num(1.0));
    model.assign("a", num(2.0));
    model.assign("b", num(1.0));
    model.rule(RuleKind::Rate, "b", num(1.0));
    model.initial("a", num(1.0));
    model.initial("c", num(1.0));
    model.initial("c", num(1.0));
    model.rule(RuleKind::Rate, "c", num(1.0));
    assert_eq!(
        model.says(),
        format!(
            "10:6 error[N009]: `a` has an assignment rule twice\n{REMOVE}\n\
             12:6 error[N009]: `b` has an assignment rule and a rate rule\n{REMOVE}\n\
             13:9 error[N009]: `a` has an initial assignment and an assignment rule\n{REMOVE}\n\
             15:9 error[N009]: `c` has an initial assignment twice\n{REMOVE}"
        )
    );
}

#[test]
fn constants_stay() {
    let mut model = Model::decay();
    model.assign("k1", num(1.0));
    model.event("E1", vec![("cell", num(2.0))]);
    model.species("X", Initial::Amount(1.0)).constant = true;
    model.reaction("R2", &["X"], &[], Some(id("k1")));
    assert_eq!(
        model.says(),
        "6:6 error[N010]: an assignment rule changes `k1`, which is constant\n\
         \u{20}   help: declare `k1` as not constant, or set something else\n\
         7:1 error[N010]: event `E1` changes `cell`, which is constant\n\
         \u{20}   help: declare `cell` as not constant, or set something else\n\
         9:5 error[N010]: reaction `R2` changes species `X`, which is constant\n\
         \u{20}   help: make `X` a boundary species, or declare it as not constant"
    );
}

#[test]
fn boundary_species_may_have_rules() {
    let mut model = Model::decay();
    model.network.species[0].boundary = true;
    model.assign("S1", Expr::Time);
    assert_eq!(model.says(), "");
}

#[test]
fn two_things_do_not_set_one_value() {
    let mut model = Model::decay();
    model.rule(RuleKind::Rate, "S1", num(1.0));
    model.variable("a", None);
    model.assign("a", num(1.0));
    model.event("E1", vec![("a", num(1.0)), ("S2", num(1.0)), ("S2", num(2.0))]);
    assert_eq!(
        model.says(),
        "6:6 error[N011]: species `S1` is set by a rate rule and changed by reaction `R1`\n\
         \u{20}   help: make it a boundary species (`$S1`) if the rule is meant\n\
         9:1 error[N011]: event `E1` sets `a`, which an assignment rule sets at all times\n\
         9:1 error[N011]: event `E1` sets `S2` twice"
    );
}

#[test]
fn targets_can_be_set() {
    let mut model = Model::decay();
    model.assign("R1", num(1.0));
    model.initial("nothing", num(1.0));
    model.event("E1", vec![("k2", num(1.0))]);
    model.event("E2", vec![]);
    model.network.parameters[0].constant = false;
    assert_eq!(
        model.says(),
        "6:6 error[N003]: an assignment rule sets `R1`, which is a reaction\n\
         \u{20}   help: species, compartments and parameters can be set\n\
         7:9 error[N002]: an initial assignment sets `nothing`, which does not exist\n\
         \u{20}   help: what can be set: `S1`, `S2`, `cell`, `k1`\n\
         8:1 error[N002]: event `E1` sets `k2`, which does not exist\n    help: did you mean `k1`?\n\
         9:1 warning[N016]: event `E2` sets nothing"
    );
}

const BREAK: &str = "    help: break the circle, or make one of the values a state with a rate rule";

#[test]
fn circles_are_named() {
    let mut model = Model::decay();
    for name in ["a", "b", "c", "d"] {
        model.variable(name, None);
    }
    model.assign("a", add([id("b"), num(1.0)]));
    model.assign("b", id("c"));
    model.initial("c", id("a"));
    model.assign("d", mul([id("d"), num(2.0)]));
    assert_eq!(
        model.says(),
        format!(
            "10:6 error[N012]: `a` is defined by itself: a -> b -> c -> a\n{BREAK}\n\
             13:6 error[N012]: `d` is defined by itself: d -> d\n{BREAK}"
        )
    );
}

#[test]
fn circles_go_through_rates_and_compartments() {
    let mut model = Model::decay();
    model.variable("a", None);
    model.assign("a", id("R2"));
    model.reaction("R2", &["S1"], &[], Some(id("a")));
    model.network.compartments[0].constant = false;
    model.assign("cell", id("S1"));
    model.variable("x", Some(1.0));
    model.variable("y", None);
    model.rule(RuleKind::Rate, "x", id("y"));
    model.assign("y", op(Op::RateOf, [id("x")]));
    assert_eq!(
        model.says(),
        format!(
            "8:1 error[N012]: `R2` is defined by itself: R2 -> a -> R2\n{BREAK}\n\
             9:6 error[N012]: `cell` is defined by itself: cell -> S1 -> cell\n{BREAK}\n\
             13:6 error[N012]: `y` is defined by itself: y -> rateOf(x) -> y\n{BREAK}"
        )
    );
}

#[test]
fn a_state_breaks_a_circle() {
    let mut model = Model::decay();
    model.variable("x", Some(1.0));
    model.variable("y", None);
    model.rule(RuleKind::Rate, "x", id("y"));
    model.assign("y", mul([id("x"), id("S1"), id("R1")]));
    assert_eq!(model.says(), "");
}

#[test]
fn long_chains_are_followed_to_the_end() {
    let mut model = Model::empty();
    let count = 20_000;
    for i in 0..count {
        model.variable(&format!("p{i}"), None);
        model.assign(&format!("p{i}"), id(&format!("p{}", (i + 1) % count)));
    }
    let said = model.says();
    assert!(said.contains("error[N012]: `p0` is defined by itself: p0 -> p1 -> p2"), "{}", &said[..200]);
    assert_eq!(said.matches("error").count(), 1);
}

#[test]
fn reactions_have_rates() {
    let mut model = Model::decay();
    model.reaction("R2", &["S1"], &["S2"], None);
    model.species("X", Initial::Amount(1.0)).boundary = true;
    model.reaction("R3", &["X"], &[], None);
    model.reaction("R4", &["X"], &[], None);
    model.variable("a", None);
    model.assign("a", id("R4"));
    assert_eq!(
        model.says(),
        "6:1 error[N013]: reaction `R2` changes `S1` but has no rate\n\
         \u{20}   help: give it a rate, such as `R2: A -> B; k*A`\n\
         9:1 error[N013]: reaction `R4` is read by a formula but has no rate\n\
         \u{20}   help: give it a rate, such as `R4: A -> B; k*A`"
    );
}

#[test]
fn delays_look_back() {
    let mut model = Model::decay();
    let back = op(Op::Delay, [id("S1"), num(1.0)]);
    let ahead = op(Op::Delay, [id("S1"), op(Op::Neg, [num(2.0)])]);
    model.reaction("R2", &["S1"], &[], Some(mul([back, ahead])));
    assert_eq!(
        model.says(),
        "6:1 error[N023]: the rate of reaction `R2` has a `delay` of -2, which looks into the future\n\
         \u{20}   help: `delay(x, 2)` is the value that `x` had 2 units of time ago"
    );
}

#[test]
fn a_species_may_stand_twice_in_a_reaction() {
    let mut model = Model::decay();
    model.reaction("R2", &["S1", "S1"], &["S1"], Some(id("k1")));
    assert_eq!(model.says(), "");
}
