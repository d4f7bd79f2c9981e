use super::fixture::{Model, add, call, id, mul, num, op};
use crate::Op;
use crate::network::Initial;

#[test]
fn one_id_for_two_things() {
    let mut model = Model::decay();
    model.parameter("S1", Some(1.0));
    model.parameter("k1", Some(1.0));
    model.function("cell", &[], num(1.0));
    let help = "    help: rename one of the two and the formulas that mean it";
    assert_eq!(
        model.says(),
        format!(
            "1:13 error[N001]: `cell` is both a function and a compartment\n{help}\n\
             6:1 error[N001]: `S1` is both a species and a parameter\n{help}\n\
             7:1 error[N001]: `k1` is declared twice as a parameter\n{help}"
        )
    );
}

#[test]
fn an_unknown_name_is_reported_once_a_formula() {
    let mut model = Model::decay();
    model.reaction("R2", &["S2"], &[], Some(mul([id("alpha"), id("S2"), id("alpha"), id("k11")])));
    assert_eq!(
        model.says(),
        "6:1 error[N002]: the rate of reaction `R2` reads `alpha`, which does not exist\n\
         \u{20}   help: names that exist: `R1`, `R2`, `S1`, `S2`, `cell`, `k1`\n\
         6:1 error[N002]: the rate of reaction `R2` reads `k11`, which does not exist\n    help: did you mean `k1`?"
    );
}

#[test]
fn compartments_and_members_of_reactions_must_exist() {
    let mut model = Model::decay();
    model.species("S3", Initial::Amount(1.0)).compartment = "cel".into();
    model.reaction("R2", &["S3"], &["k1", "S4"], Some(id("k1"))).modifiers = vec!["R1".into()];
    assert_eq!(
        model.says(),
        "6:1 error[N002]: species `S3` names `cel`, which does not exist\n    help: did you mean `cell`?\n\
         7:1 error[N003]: reaction `R2` names `R1`, which is a reaction and not a species\n\
         7:11 error[N003]: reaction `R2` names `k1`, which is a parameter and not a species\n\
         7:16 error[N002]: reaction `R2` names `S4`, which does not exist\n    help: did you mean `S1`?"
    );
}

#[test]
fn conversion_factors_are_constant_parameters() {
    let mut model = Model::decay();
    model.variable("f", Some(2.0));
    model.species("S3", Initial::Amount(1.0)).conversion_factor = Some("f".into());
    model.species("S4", Initial::Amount(1.0)).conversion_factor = Some("S1".into());
    assert_eq!(
        model.says(),
        "7:1 error[N003]: the conversion factor `f` of species `S3` is not constant\n\
         8:1 error[N003]: the conversion factor of species `S4` names `S1`, which is a species and not a parameter"
    );
}

#[test]
fn functions_and_events_have_no_value() {
    let mut model = Model::decay();
    model.function("f", &["x"], id("x"));
    model.event("E1", vec![("S1", add([id("f"), id("E1")]))]);
    assert_eq!(
        model.says(),
        "7:1 error[N003]: the value of `S1` in event `E1` reads `E1`, which is an event and has no value\n\
         \u{20}   help: read something that the event sets\n\
         7:1 error[N003]: the value of `S1` in event `E1` reads `f`, which is a function and has no value\n\
         \u{20}   help: call it: `f(...)`"
    );
}

#[test]
fn functions_see_their_arguments_only() {
    let mut model = Model::decay();
    model.function("f", &["x", "Km"], mul([id("x"), id("k1"), id("km")]));
    assert_eq!(
        model.says(),
        "6:10 error[N002]: function `f` reads `k1`, which is not one of its arguments\n\
         \u{20}   help: a function sees its arguments only: hand in `k1` as one more\n\
         6:10 error[N002]: function `f` reads `km`, which is not one of its arguments\n    help: did you mean `Km`?"
            .replace("6:10", "6:1")
    );
}

#[test]
fn calls_fit_their_functions() {
    let mut model = Model::decay();
    model.function("mm", &["x", "Km"], op(Op::Div, [id("x"), id("Km")]));
    let rate = add([call("m", [id("S1")]), call("mm", [id("S1")]), call("k1", [])]);
    model.reaction("R2", &["S1"], &[], Some(rate));
    assert_eq!(
        model.says(),
        "7:1 error[N004]: the rate of reaction `R2` calls `m`, which does not exist\n    help: did you mean `mm`?\n\
         7:1 error[N005]: the rate of reaction `R2` gives `mm` 1 argument, but it takes 2\n\
         \u{20}   help: its arguments are `mm(x, Km)`\n\
         7:1 error[N004]: the rate of reaction `R2` calls `k1`, which is a parameter and not a function\n\
         \u{20}   help: functions of the model: `mm`"
    );
}

#[test]
fn operations_get_the_arguments_that_they_take() {
    let mut model = Model::decay();
    let rate = add([
        op(Op::Exp, []),
        op(Op::Pow, [id("S1")]),
        op(Op::Max, []),
        op(Op::RateOf, [add([id("S2"), num(1.0)])]),
        op(Op::RateOf, [id("S2")]),
    ]);
    model.reaction("R2", &["S1"], &[], Some(rate));
    assert_eq!(
        model.says(),
        "6:1 error[N005]: the rate of reaction `R2` gives `exp` 0 arguments, but it takes 1\n\
         6:1 error[N005]: the rate of reaction `R2` gives `^` 1 argument, but it takes 2\n\
         6:1 error[N005]: the rate of reaction `R2` gives `max` 0 arguments, but it takes 1 or more\n\
         6:1 error[N005]: the rate of reaction `R2` gives `rateOf` a formula, but it takes one name\n\
         \u{20}   help: give the formula a name with an assignment rule, and take the rate of that"
    );
}

#[test]
fn functions_do_not_call_themselves() {
    let mut model = Model::decay();
    model.function("f", &["x"], call("g", [id("x")]));
    model.function("g", &["x"], call("f", [id("x")]));
    model.function("h", &["x", "x"], call("g", [id("x")]));
    model.reaction("R2", &["S1"], &[], Some(call("h", [id("S1"), num(1.0)])));
    assert_eq!(
        model.says(),
        "6:10 error[N006]: function `f` calls itself: f -> g -> f\n\
         \u{20}   help: write the formula out; functions cannot repeat\n\
         8:12 error[N001]: function `h` has two arguments `x`"
    );
}
