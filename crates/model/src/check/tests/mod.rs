//! Every code, with the whole text that the user sees.

mod algebraic;
mod fixture;
mod names;
mod structure;
mod units;
mod values;

use super::*;
use fixture::{Model, id, mul, num, render};

#[test]
fn a_sound_model_passes_without_a_word() {
    let checked = Model::decay().check(UnitPolicy::Error).expect("sound");
    assert_eq!(checked.warnings, vec![]);
    assert_eq!(checked.network.species.len(), 2);
}

#[test]
fn problems_of_reading_and_checking_are_reported_together_in_order_of_place() {
    let mut model = Model::decay();
    model.reaction("R2", &["S9"], &[], Some(mul([id("k1"), id("S9")])));
    let mut parsed = model.parsed();
    let first = crate::Span::new(0, 0, 4);
    parsed.diagnostics.push(Diagnostic::warning(&codes::UNUSED, "from the reader").at(first));
    let failed = check(parsed).expect_err("S9");
    assert_eq!(
        render(&failed.diagnostics, &failed.sources),
        "1:1 warning[N008]: from the reader\n\
         6:5 error[N002]: the rate of reaction `R2` reads `S9`, which does not exist\n    help: did you mean `S1`?\n\
         6:5 error[N002]: reaction `R2` names `S9`, which does not exist\n    help: did you mean `S1`?"
    );
}

#[test]
fn a_failure_shows_one_line_a_problem() {
    let mut model = Model::decay();
    model.parameter("k9", Some(f64::NAN));
    model.reaction("R2", &["S1"], &["S2"], Some(id("k9")));
    model.network.conversion_factor = Some("k".into());
    let failed = model.check(UnitPolicy::Warn).expect_err("two errors");
    assert_eq!(
        failed.to_string(),
        "model:6:1: error[N014]: the value of `k9` is not a number\n\
         error[N002]: the conversion factor of the model names `k`, which does not exist"
    );
}

#[test]
fn every_code_is_raised_by_some_test() {
    let tests = [
        include_str!("algebraic.rs"),
        include_str!("mod.rs"),
        include_str!("names.rs"),
        include_str!("structure.rs"),
        include_str!("units.rs"),
        include_str!("values.rs"),
    ];
    for code in codes::CODES {
        assert!(tests.iter().any(|t| t.contains(&format!("[{}]", code.id))), "{}", code.id);
    }
}

#[test]
fn numbers_are_checked_where_they_count() {
    let mut model = Model::decay();
    model.parameter("x", Some(f64::NAN));
    model.initial("x", num(1.0));
    model.parameter("never", Some(f64::INFINITY));
    model.parameter("unread", Some(f64::NAN));
    let checked = model.check(UnitPolicy::Warn).expect("nothing reads what is not a number");
    let warnings: Vec<String> = checked.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(warnings, ["warning[N014]: the value of `unread` is not a number"]);
}
