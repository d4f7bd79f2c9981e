use super::fixture::{Model, add, id, mul, num};
use crate::network::{Initial, RuleKind};

/// `decay` with a rule on lines 6 and on.
fn model(rules: &[&[&str]]) -> Model {
    let mut model = Model::decay();
    for rule in rules {
        let sum = rule.iter().map(|i| id(i)).reduce(|a, b| add([a, b])).expect("not empty");
        model.rule(RuleKind::Algebraic, "", sum);
    }
    model
}

#[test]
fn a_value_that_a_rule_determines_needs_no_number() {
    let mut model = model(&[&["S1", "S2", "total"]]);
    model.variable("total", None);
    model.reaction("R2", &["S1"], &[], Some(mul([id("k1"), id("total")])));
    assert_eq!(model.says(), "");
    let mut other = self::model(&[&["S1", "total"]]);
    other.variable("total", None);
    other.parameter("lost", None);
    other.reaction("R2", &["S1"], &[], Some(mul([id("lost"), id("S1")])));
    assert_eq!(
        other.says(),
        "8:1 error[N007]: `lost` is used but has no value\n    help: give it a value, such as `lost = 1`"
    );
}

#[test]
fn every_rule_needs_a_value_to_determine() {
    let mut model = model(&[&["S1", "S2", "k1"], &["x", "k1"], &["x", "k1"]]);
    model.variable("x", None);
    assert_eq!(
        model.says(),
        "6:1 error[N017]: the algebraic rule determines nothing: what it reads is constant or determined otherwise\n\
         \u{20}   help: declare one of `k1` as not constant (in Antimony `var`)\n\
         7:1 error[N017]: the algebraic rules in lines 7, 8 are 2 equations for one value only: `x`\n\
         \u{20}   help: remove a rule, or declare one more value in them as not constant"
    );
}

#[test]
fn what_a_rule_determines_must_be_clear() {
    let mut model = model(&[&["x", "y", "k1"]]);
    model.variable("x", Some(1.0));
    model.variable("y", Some(1.0));
    assert_eq!(
        model.says(),
        "6:1 error[N021]: it cannot be told which of `x`, `y` the algebraic rule determines\n\
         \u{20}   help: declare those that keep their value as constant (in Antimony `const`)"
    );
}

#[test]
fn a_boundary_species_is_held() {
    let mut model = model(&[&["X", "Y"]]);
    model.species("X", Initial::Amount(1.0));
    model.species("Y", Initial::Amount(1.0)).boundary = true;
    assert_eq!(
        model.says(),
        "6:1 warning[N022]: an algebraic rule is taken to determine `X`, and not the boundary species `Y`\n\
         \u{20}   help: declare `Y` as constant if that is meant, else `X`"
    );
}

#[test]
fn events_do_not_set_what_a_rule_determines() {
    let mut model = model(&[&["x", "k1"]]);
    model.variable("x", None);
    model.event("E1", vec![("x", num(1.0))]);
    assert_eq!(
        model.says(),
        "8:1 error[N011]: event `E1` sets `x`, which an algebraic rule determines at all times"
    );
}
