use super::fixture::{Model, id, mul, num};
use crate::Expr;
use crate::network::{Initial, RuleKind};

#[test]
fn what_is_used_has_a_value() {
    let mut model = Model::decay();
    model.parameter("k2", None);
    model.species("X", Initial::Unset);
    model.compartment("nucleus", None);
    model.species("S3", Initial::Amount(1.0)).compartment = "nucleus".into();
    model.reaction("R2", &["X"], &[], Some(mul([id("k2"), id("k2"), id("S3")])));
    assert_eq!(
        model.says(),
        "6:1 error[N007]: `k2` is used but has no value\n\
         \u{20}   help: did you mean `k1`? If not, give it a value, such as `k2 = 1`\n\
         7:9 error[N007]: species `X` is used but has no value at the start\n\
         \u{20}   help: give it a value, such as `X = 0`\n\
         8:13 error[N007]: compartment `nucleus` is used but has no size\n\
         \u{20}   help: give it a value, such as `nucleus = 1`"
    );
}

#[test]
fn a_state_of_a_rate_rule_needs_a_start() {
    let mut model = Model::empty();
    model.variable("x", None);
    model.rule(RuleKind::Rate, "x", num(1.0));
    model.network.parameters[0].at = None;
    assert_eq!(
        model.says(),
        "2:6 error[N007]: `x` is used but has no value\n    help: give it a value, such as `x = 1`"
    );
}

#[test]
fn values_come_from_rules_and_initial_assignments_too() {
    let mut model = Model::decay();
    model.variable("a", None);
    model.assign("a", num(1.0));
    model.parameter("b", None);
    model.initial("b", id("a"));
    model.reaction("R2", &["S2"], &[], Some(mul([id("a"), id("b")])));
    assert_eq!(model.says(), "");
}

#[test]
fn what_is_not_used_may_lack_a_value() {
    let mut model = Model::decay();
    model.parameter("spare", None);
    model.species("X", Initial::Unset);
    model.compartment("outside", None);
    assert_eq!(
        model.says(),
        "6:1 warning[N008]: parameter `spare` has no value and is not used\n\
         \u{20}   help: remove it, or give it a value\n\
         7:9 warning[N008]: species `X` has no value and is not used\n    help: remove it, or give it a value\n\
         8:13 warning[N008]: compartment `outside` has no value and is not used\n\
         \u{20}   help: remove it, or give it a value"
    );
}

#[test]
fn numbers_are_in_range() {
    let mut model = Model::decay();
    model.compartment("c", Some(0.0));
    model.compartment("membrane", Some(0.0)).dimensions = 0.0;
    model.species("X", Initial::Amount(f64::INFINITY));
    model.species("Y", Initial::Amount(-1.0));
    model.parameter("k2", Some(f64::NAN));
    let reaction = model.reaction("R2", &["S1"], &["S2"], Some(id("k2")));
    reaction.reactants[0].stoichiometry = num(f64::INFINITY);
    reaction.products[0].stoichiometry = Expr::unary(crate::Op::Neg, num(1.0));
    assert_eq!(
        model.says(),
        "6:13 error[N014]: the size of compartment `c` is 0; it must be above 0 and finite\n\
         8:9 error[N014]: species `X` starts at inf; it must start at a finite number\n\
         9:9 warning[N015]: species `Y` starts at -1, which is below 0\n\
         10:1 error[N014]: the value of `k2` is not a number\n\
         11:5 error[N014]: the stoichiometry of `S1` in reaction `R2` is inf; it must be finite\n\
         11:11 warning[N015]: the stoichiometry of `S2` in reaction `R2` is -1, which is below 0\n\
         \u{20}   help: put `S2` on the other side of the reaction"
    );
}
