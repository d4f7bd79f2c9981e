//! Regimens: what they list, in the corners too.

use jakstat_model::Unit;
use jakstat_sim::pharmacology::{Course, Dose, Regimen, Repeat, Route, dose_amount, infusion_steps};

use super::evaluate::close;

fn plan(text: &str, end_h: f64) -> Vec<(f64, f64)> {
    let doses = Regimen::parse(text).unwrap().doses(0.0, end_h, 0.0).unwrap();
    doses.iter().map(|d| (d.time_h, d.amount_mg)).collect()
}

/// A regimen, the end of the run in hours, and the doses: hours and milligrams.
type Listed = (&'static str, f64, &'static [(f64, f64)]);

#[test]
fn one_line_regimens_list_their_doses() {
    let table: &[Listed] = &[
        ("4 mg", 48.0, &[(0.0, 4.0)]),
        ("4 mg once", 48.0, &[(0.0, 4.0)]),
        ("4 mg QD", 48.0, &[(0.0, 4.0), (24.0, 4.0)]),
        ("4mg qd", 25.0, &[(0.0, 4.0), (24.0, 4.0)]),
        ("5 mg BID", 24.0, &[(0.0, 5.0), (12.0, 5.0)]),
        ("5 mg TID", 24.0, &[(0.0, 5.0), (8.0, 5.0), (16.0, 5.0)]),
        ("5 mg QID", 13.0, &[(0.0, 5.0), (6.0, 5.0), (12.0, 5.0)]),
        ("5 mg QOD", 96.0, &[(0.0, 5.0), (48.0, 5.0)]),
        ("5 mg QW", 336.0, &[(0.0, 5.0), (168.0, 5.0)]),
        ("5 mg q2w", 673.0, &[(0.0, 5.0), (336.0, 5.0), (672.0, 5.0)]),
        ("5 mg q12h", 13.0, &[(0.0, 5.0), (12.0, 5.0)]),
        ("5 mg every 1 d", 48.0, &[(0.0, 5.0), (24.0, 5.0)]),
        ("500 ug QD", 24.0, &[(0.0, 0.5)]),
        ("5 mg QD from 1 week", 200.0, &[(168.0, 5.0), (192.0, 5.0)]),
        ("5 mg QD for 2 d from 1 week", 400.0, &[(168.0, 5.0), (192.0, 5.0)]),
        ("5 mg QD until 48 h", 400.0, &[(0.0, 5.0), (24.0, 5.0)]),
        ("8 mg QD x 2 then 4 mg BID", 72.0, &[(0.0, 8.0), (24.0, 8.0), (48.0, 4.0), (60.0, 4.0)]),
        (
            "8 mg QD x2 then 4 mg QD x 1 then 2 mg QD",
            96.0,
            &[(0.0, 8.0), (24.0, 8.0), (48.0, 4.0), (72.0, 2.0)],
        ),
        (
            "4 mg QD until 36 h then 4 mg QD from 60 h",
            96.0,
            &[(0.0, 4.0), (24.0, 4.0), (60.0, 4.0), (84.0, 4.0)],
        ),
        ("8 mg then 4 mg QD from 12 h", 40.0, &[(0.0, 8.0), (12.0, 4.0), (36.0, 4.0)]),
        ("8 mg iv then 4 mg QD from 0 h", 40.0, &[(0.0, 8.0), (0.0, 4.0), (24.0, 4.0)]),
    ];
    for (text, end_h, expected) in table {
        let doses = plan(text, *end_h);
        assert_eq!(doses.len(), expected.len(), "{text}: {doses:?}");
        for ((t, mg), (t0, mg0)) in doses.iter().zip(*expected) {
            assert!((t - t0).abs() < 1e-9 && (mg - mg0).abs() < 1e-12, "{text}: {doses:?}");
        }
    }
}

#[test]
fn a_dose_at_the_stop_or_at_the_end_is_not_given() {
    assert_eq!(plan("4 mg QD until 48 h", 1000.0).len(), 2);
    assert_eq!(plan("4 mg QD", 48.0).len(), 2);
    assert_eq!(plan("4 mg QD", 48.001).len(), 3);
    assert_eq!(plan("4 mg QD", 0.0), []);
    // 3 * 0.1 is above 0.3 by rounding, and 7 * 0.1 + ... below: neither may add or lose a dose.
    assert_eq!(plan("4 mg every 0.1 h until 0.3 h", 9.0).len(), 3);
    assert_eq!(plan("4 mg every 0.1 h until 0.7 h", 9.0).len(), 7);
    assert_eq!(plan("4 mg every 0.7 h", 4.9).len(), 7);
}

#[test]
fn a_year_of_doses_does_not_drift() {
    let doses = plan("4 mg every 8 h", 365.0 * 24.0);
    assert_eq!(doses.len(), 3 * 365);
    assert_eq!(doses.last().unwrap().0, 364.0 * 24.0 + 16.0);
}

#[test]
fn a_run_may_start_before_time_zero_and_doses_not_before_the_run() {
    let regimen = Regimen::parse("4 mg QD").unwrap();
    assert_eq!(regimen.doses(-100.0, 24.0, 0.0).unwrap().len(), 1);
    let problems = regimen.doses(12.0, 48.0, 0.0).unwrap_err();
    assert_eq!(problems[0].to_string(), "error[P021]: course 1 begins at 0 h, before the run starts at 12 h");
}

#[test]
fn the_lag_moves_oral_doses_only() {
    let regimen = Regimen::parse("8 mg iv then 4 mg QD from 0 h").unwrap();
    let doses = regimen.doses(0.0, 24.5, 0.25).unwrap();
    let times: Vec<f64> = doses.iter().map(|d| d.time_h).collect();
    assert_eq!(times, [0.0, 0.25, 24.25]);
    // A dose that begins to act after the end is not listed.
    assert_eq!(regimen.doses(0.0, 24.25, 0.25).unwrap().len(), 2);
    assert!(regimen.doses(0.0, 24.0, -1.0).is_err() && regimen.doses(0.0, f64::NAN, 0.0).is_err());
}

#[test]
fn routes_are_read() {
    let route = |text: &str| Regimen::parse(text).unwrap().courses()[0].route;
    assert_eq!(route("4 mg QD"), Route::Oral);
    assert_eq!(route("4 mg QD IV"), Route::Bolus);
    assert_eq!(route("4 mg q12h over 90 min x 3"), Route::Infusion { duration_h: 1.5 });
}

#[test]
fn overlapping_infusions_add_up_and_end_at_exactly_zero() {
    let infusion = |time_h: f64, mg: f64, duration_h: f64| Dose {
        time_h,
        amount_mg: mg,
        route: Route::Infusion { duration_h },
    };
    let oral = Dose { time_h: 1.0, amount_mg: 9.0, route: Route::Oral };
    let doses = [
        infusion(0.0, 0.3, 3.0),
        oral,
        infusion(2.0, 0.1, 1.0),
        infusion(4.0, 5.0, 1.0),
        infusion(5.0, 5.0, 1.0),
    ];
    let steps: Vec<(f64, f64)> = infusion_steps(&doses).iter().map(|s| (s.time_h, s.rate_mg_per_h)).collect();
    assert_eq!(steps.len(), 5, "the two equal infusions in a row make one: {steps:?}");
    for ((t, rate), (t0, rate0)) in
        steps.iter().zip([(0.0, 0.1), (2.0, 0.2), (3.0, 0.0), (4.0, 5.0), (6.0, 0.0)])
    {
        assert!(*t == t0 && (rate - rate0).abs() < 1e-15, "{steps:?}");
    }
    assert_eq!((steps[2].1, steps[4].1), (0.0, 0.0));
}

#[test]
fn a_continuous_infusion_has_no_gap_where_doses_meet() {
    // 0.1 h steps: the end of one and the start of the next differ in the last bit.
    let doses = Regimen::parse("1 mg every 0.1 h x 50 over 0.1 h").unwrap().doses(0.0, 100.0, 0.0).unwrap();
    let steps = infusion_steps(&doses);
    let rates: Vec<f64> = steps.iter().map(|s| s.rate_mg_per_h).collect();
    assert_eq!(rates, [10.0, 0.0]);
    close(steps[1].time_h, 5.0, 1e-12);
}

#[test]
fn milligrams_become_moles() {
    let nmol = Unit::parse("nmol").unwrap();
    // 4 mg / (400 g/mol) = 0.01 mmol.
    close(dose_amount(4.0, 400.0, &nmol).unwrap(), 10_000.0, 1e-14);
    close(dose_amount(4.0, 371.42, &nmol).unwrap(), 10_769.479_295, 1e-9);
    close(dose_amount(4.0, 400.0, &Unit::parse("mol").unwrap()).unwrap(), 1e-5, 1e-14);
    let error = dose_amount(4.0, 400.0, &Unit::builtin("item").unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "`item` is no unit of substance such as the nanomole");
}

#[test]
fn courses_are_checked() {
    let course =
        |start_h: f64, repeat: Repeat| Course { amount_mg: 1.0, route: Route::Oral, start_h, repeat };
    let message = |courses: Vec<Course>| Regimen::new(courses).unwrap_err()[0].message.clone();
    let open = Repeat::Open { every_h: 24.0 };
    assert_eq!(message(vec![]), "the regimen has no course");
    assert_eq!(
        message(vec![course(0.0, open), course(48.0, open)]),
        "course 1 has no end, and course 2 follows it"
    );
    assert_eq!(
        message(vec![course(0.0, Repeat::Times { every_h: 24.0, count: 3 }), course(48.0, open)]),
        "course 2 begins at 48 h, and course 1 goes on to 48 h"
    );
    assert_eq!(
        message(vec![course(5.0, Repeat::Until { every_h: 24.0, stop_h: 5.0 })]),
        "course 1 stops at 5 h and starts at 5 h"
    );
    assert_eq!(
        message(vec![course(0.0, Repeat::Open { every_h: 0.0 })]),
        "course 1 has no interval above zero"
    );
    assert_eq!(message(vec![course(0.0, Repeat::Times { every_h: 1.0, count: 0 })]), "course 1 has no dose");
    assert_eq!(message(vec![course(f64::NAN, open)]), "course 1 has no time of start");
    let infusion = Course { route: Route::Infusion { duration_h: 0.0 }, ..course(0.0, open) };
    assert_eq!(message(vec![infusion]), "course 1 has an infusion without duration");
    let nothing = Course { amount_mg: 0.0, ..course(0.0, open) };
    assert_eq!(message(vec![nothing]), "course 1 has a dose of 0 mg");
    // A course may begin where the one before stops, or within the last interval of counted doses.
    assert!(
        Regimen::new(vec![course(0.0, Repeat::Until { every_h: 24.0, stop_h: 48.0 }), course(48.0, open)])
            .is_ok()
    );
    assert!(
        Regimen::new(vec![course(0.0, Repeat::Times { every_h: 24.0, count: 3 }), course(50.0, open)])
            .is_ok()
    );
    let many = Regimen::new(vec![course(0.0, Repeat::Open { every_h: 1e-9 })]).unwrap();
    assert_eq!(
        many.doses(0.0, 24.0, 0.0).unwrap_err()[0].message,
        "course 1 has more than a million doses before 24 h"
    );
}

#[test]
fn what_is_no_regimen_is_refused_with_the_place() {
    let message = |text: &str| Regimen::parse(text).unwrap_err()[0].to_string();
    let table = [
        ("4 mg QX", "error[P020]: cannot read the regimen `4 mg QX` at `QX`: expected `then` or the end"),
        ("", "error[P020]: cannot read the regimen `` at its end: expected a dose such as `4 mg`"),
        ("daily", "error[P020]: cannot read the regimen `daily` at `daily`: expected a dose such as `4 mg`"),
        (
            "4 mg QD then",
            "error[P020]: cannot read the regimen `4 mg QD then` at its end: expected a dose such as `4 mg`",
        ),
        (
            "4 mg QD x many",
            "error[P020]: cannot read the regimen `4 mg QD x many` at `many`: expected a number of doses",
        ),
        (
            "4 mg QD for ever",
            "error[P020]: cannot read the regimen `4 mg QD for ever` at `ever`: expected a time such as `24 h`",
        ),
        ("4 mg then 2 mg QD", "error[P020]: it is not clear when `2 mg` begins"),
        ("4 mg x 3", "error[P020]: a single dose has no `x`, `for` or `until`"),
        ("4 mg QD x 3 until 4 d", "error[P020]: a course has two ends, two starts or two routes"),
        ("4 h QD", "error[P006]: `dose` must be a mass, and `4 h` is none"),
        ("4 mg QD until 4 mg", "error[P006]: `until` must be a time, and `4 mg` is none"),
        ("-4 mg QD", "error[P007]: `dose` is -4 mg, which is not above 0"),
        ("4 mg QD then 2 mg QD from 1 d", "error[P021]: course 1 has no end, and course 2 follows it"),
        ("4 mg QD x 0", "error[P021]: course 1 has no dose"),
    ];
    for (text, expected) in table {
        assert_eq!(message(text), expected);
    }
    assert!(message("4 foo QD").starts_with("error[P005]: `dose` cannot be read: "));
}
