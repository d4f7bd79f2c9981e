use super::fixture::{Model, add, call, id, mul, num, op};
use crate::check::UnitPolicy;
use crate::network::{Initial, RuleKind};
use crate::{Expr, Op, Unit};

fn unit(text: &str) -> Unit {
    Unit::parse(text).expect("valid")
}

/// Lines 1 to 5 with units: nmol, L, h; `S1` is in nM and `k1` in 1/h.
fn model() -> Model {
    let mut model = Model::decay();
    let base = &mut model.network.base_units;
    (base.substance, base.volume, base.time) = (Some(unit("nmol")), Some(unit("L")), Some(unit("h")));
    for (name, text) in [("per_h", "1/h"), ("nM", "nM"), ("uM", "uM")] {
        model.network.units.insert(name.into(), unit(text));
    }
    model.network.parameters[0].unit = Some("per_h".into());
    model
}

fn with(model: &mut Model, id: &str, unit: &str) {
    let parameter = model.parameter(id, Some(2.0));
    parameter.unit = Some(unit.into());
    parameter.constant = false;
}

#[test]
fn units_that_fit_pass() {
    let mut m = model();
    with(&mut m, "Km", "nM");
    with(&mut m, "n", "dimensionless");
    m.network.parameters[2].constant = true;
    let hill = |x: Expr| op(Op::Pow, [x, id("n")]);
    let bound = op(Op::Div, [hill(id("S1")), add([hill(id("Km")), hill(id("S1"))])]);
    m.reaction("R2", &["S1"], &[], Some(mul([id("cell"), id("k1"), id("S1"), bound])));
    m.function("mm", &["v", "x", "k"], op(Op::Div, [mul([id("v"), id("x")]), add([id("k"), id("x")])]));
    let slow = mul([
        id("cell"),
        id("k1"),
        id("S1"),
        call("mm", [op(Op::Div, [num(1.0), id("Km")]), id("S1"), id("Km")]),
    ]);
    m.reaction("R3", &["S1"], &[], Some(mul([slow, id("Km")])));
    m.event("E1", vec![("S1", Expr::Quantity(5.0, "nM".into()))]).delay = Some(num(3.0));
    m.rule(RuleKind::Rate, "Km", op(Op::RateOf, [id("S2")]));
    let checked = m.check(UnitPolicy::Error);
    assert!(checked.is_ok(), "{}", checked.expect_err("failed"));
}

#[test]
fn terms_clash() {
    let mut m = model();
    with(&mut m, "a", "uM");
    m.assign("a", add([id("S1"), id("a_uM")]));
    with(&mut m, "a_uM", "uM");
    m.variable("b", None);
    m.assign("b", op(Op::Piecewise, [id("S1"), op(Op::Gt, [Expr::Time, id("k1")]), id("S2")]));
    assert_eq!(
        m.says(),
        "7:1 warning[N020]: in the assignment rule of `a`, terms of `+` have units `nM` and `uM`\n\
         \u{20}   help: 1 `nM` is 0.001 `uM`; nothing is converted by itself\n\
         10:1 warning[N020]: in the assignment rule of `b`, terms of `>` have units `h` and `1/h`"
    );
}

#[test]
fn a_rate_is_extent_per_time() {
    let mut m = model();
    m.reaction("R2", &["S1"], &["S2"], Some(mul([id("k1"), id("S1")])));
    m.reaction("R3", &["S1"], &["S2"], Some(id("S1")));
    assert_eq!(
        m.says(),
        "6:1 warning[N020]: the rate of reaction `R2` has unit `nM/h`, but `nmol/h` is needed\n\
         \u{20}   help: a rate is extent per time: multiply by the compartment `cell`\n\
         7:1 warning[N020]: the rate of reaction `R3` has unit `nM`, but `nmol/h` is needed\n\
         \u{20}   help: correct the unit of something in it, or the formula"
    );
}

#[test]
fn targets_and_delays_need_their_units() {
    let mut m = model();
    with(&mut m, "a", "uM");
    with(&mut m, "b", "nM");
    with(&mut m, "c", "nM");
    m.assign("a", id("S1"));
    m.rule(RuleKind::Rate, "b", id("S1"));
    m.initial("S2", id("a"));
    m.event("E1", vec![("c", id("k1"))]).delay = Some(Expr::Quantity(5.0, "second".into()));
    assert_eq!(
        m.says(),
        "9:1 warning[N020]: the assignment rule of `a` has unit `nM`, but `uM` is needed\n\
         \u{20}   help: 1 `nM` is 0.001 `uM`; nothing is converted by itself\n\
         10:1 warning[N020]: the rate rule of `b` has unit `nM`, but `nM/h` is needed\n\
         \u{20}   help: correct the unit of something in it, or the formula\n\
         11:1 warning[N020]: the initial assignment of `S2` has unit `uM`, but `nM` is needed\n\
         \u{20}   help: 1 `uM` is 1000 `nM`; nothing is converted by itself\n\
         12:1 warning[N020]: the delay of event `E1` has unit `s`, but `h` is needed\n\
         \u{20}   help: 1 `s` is 0.000277778 `h`; nothing is converted by itself\n\
         12:1 warning[N020]: the value of `c` in event `E1` has unit `1/h`, but `nM` is needed\n\
         \u{20}   help: correct the unit of something in it, or the formula"
    );
}

#[test]
fn pure_numbers_are_asked_for() {
    let mut m = model();
    m.variable("a", None);
    m.assign("a", op(Op::Exp, [id("S1")]));
    m.variable("b", None);
    m.assign("b", op(Op::Pow, [id("S1"), id("k1")]));
    m.function("f", &["x"], op(Op::Ln, [id("x")]));
    m.variable("c", None);
    m.assign("c", call("f", [id("S1")]));
    let help = "    help: divide by a reference value of the same unit";
    assert_eq!(
        m.says(),
        format!(
            "7:1 warning[N020]: in the assignment rule of `a`, `exp` is taken of unit `nM`, but needs a pure number\n\
             {help}\n\
             9:1 warning[N020]: in the assignment rule of `b`, an exponent has unit `1/h`, but must be a pure number\n\
             {help}\n\
             12:1 warning[N020]: in the assignment rule of `c`, `ln` is taken of unit `nM`, but needs a pure number\n\
             {help}"
        )
    );
}

#[test]
fn the_policy_tells_what_becomes_of_a_clash() {
    let clashing = || {
        let mut m = model();
        m.reaction("R2", &["S1"], &[], Some(id("S1")));
        m
    };
    assert!(clashing().check(UnitPolicy::Error).is_err());
    assert_eq!(clashing().check(UnitPolicy::Warn).expect("warned").warnings.len(), 1);
    assert_eq!(clashing().check(UnitPolicy::Ignore).expect("ignored").warnings.len(), 0);
}

#[test]
fn units_are_defined() {
    let mut m = model();
    m.species("S3", Initial::Amount(1.0)).unit = Some("pmol".into());
    m.parameter("a", Some(1.0)).unit = Some("per_hh".into());
    m.assign("S3", Expr::Quantity(3.0, "zorkmid".into()));
    assert_eq!(
        m.says(),
        "6:1 error[N019]: the unit `pmol` of species `S3` is not defined\n\
         \u{20}   help: define it: `unit pmol = 1e-12 mole`\n\
         7:1 error[N019]: the unit `per_hh` of parameter `a` is not defined\n    help: did you mean `per_h`?\n\
         8:1 error[N019]: the unit `zorkmid` of `3` in the assignment rule of `S3` is not defined\n\
         \u{20}   help: units of the model: `nM`, `per_h`, `uM`"
    );
}

#[test]
fn a_model_without_units_gets_no_word() {
    let mut m = Model::decay();
    m.reaction("R2", &["S1"], &[], Some(add([id("S1"), Expr::Time, id("cell"), op(Op::Exp, [id("k1")])])));
    assert_eq!(m.says(), "");
}

#[test]
fn functions_that_call_functions_many_times_end() {
    let mut m = model();
    m.function("f0", &["x"], id("x"));
    for i in 1..60 {
        let inner = || call(&format!("f{}", i - 1), [id("x")]);
        m.function(&format!("f{i}"), &["x"], add([inner(), inner()]));
    }
    m.variable("a", None);
    m.assign("a", call("f59", [id("S1")]));
    assert_eq!(m.says(), "");
}
