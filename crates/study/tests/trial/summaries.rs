//! Summaries against numbers computed by hand.

use jakstat_study::summary::{SummaryRow, summarise, summary_table};
use jakstat_study::sweep::Study;
use jakstat_study::table::{Cell, Column, ColumnKind, FAILURE, Row, Schema};

use super::bench::*;

fn schema() -> Schema {
    let column =
        |name: &str, unit: Option<&str>, kind| Column { name: name.into(), unit: unit.map(Into::into), kind };
    Schema::new(vec![
        column("arm", None, ColumnKind::Text),
        column("dose", Some("nM"), ColumnKind::Number),
        column("x", Some("h"), ColumnKind::Number),
        column("patient", None, ColumnKind::Integer),
        column(FAILURE, None, ColumnKind::Text),
    ])
    .unwrap()
}

fn row(arm: &str, dose: f64, x: Option<f64>, patient: i64) -> Row {
    let x = x.map_or(Cell::Missing, Cell::Number);
    Row(vec![Cell::Text(arm.into()), Cell::Number(dose), x, Cell::Integer(patient), Cell::Missing])
}

fn failed(arm: &str) -> Row {
    let mut row = row(arm, 1.0, None, 9);
    row.0[4] = Cell::Text("no".into());
    row
}

/// Arm b comes first; one of its runs failed, and one has no x.
fn rows() -> Vec<Row> {
    let mut rows: Vec<Row> =
        [10.0, 20.0, 30.0, 40.0].iter().zip(1..).map(|(x, i)| row("b", 1.0, Some(*x), i)).collect();
    rows.extend([failed("b"), row("b", 1.0, None, 5)]);
    rows.extend([row("a", 2.0, Some(15.0), 1), row("a", 2.0, Some(25.0), 2)]);
    rows
}

fn planned(summaries: &str) -> Study {
    study(&format!("[[axis]]\nname = \"k\"\nvalues = [1.0]\n{summaries}"))
}

fn of(summaries: &str, rows: &[Row]) -> Vec<SummaryRow> {
    summarise(&planned(summaries), &schema(), rows).unwrap_or_else(|e| panic!("{e:?}"))
}

fn summary(rest: &str) -> String {
    format!("[[summary]]\nname = \"s\"\n{rest}\n")
}

#[test]
fn shares_of_groups_in_the_order_of_the_rows() {
    let found = of(&summary("statistic = \"share\"\nof = \"x <= 20\"\nby = [\"arm\"]"), &rows());
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].group, [("arm".to_owned(), Cell::Text("b".into()))]);
    // A patient without x is no success: 2 of 5.
    assert_eq!((found[0].value, found[0].n, found[0].missing, found[0].failed), (Some(40.0), 5, 0, 1));
    // Wilson's interval of 2 in 5, from its formula: 11.76 to 76.93 %.
    assert!(
        (found[0].low.unwrap() - 11.762).abs() < 1e-3 && (found[0].high.unwrap() - 76.928).abs() < 1e-3,
        "{found:?}"
    );
    assert_eq!((found[1].value, found[1].n, found[1].failed), (Some(50.0), 2, 0));
    assert_eq!(found[0].unit.as_deref(), Some("%"));
}

#[test]
fn an_error_of_reading_makes_successes_probable() {
    let one = |rest: &str| of(&summary(&format!("statistic = \"share\"\n{rest}")), &rows()).remove(0);
    let found = one("of = \"x <= 20\"\nerror = 10\nby = [\"arm\"]");
    // Normal distribution function at 1, 0, -1 and -2, and nothing for the patient without x.
    let expected = 100.0 * (0.841_344_75 + 0.5 + 0.158_655_25 + 0.022_750_13) / 5.0;
    assert!((found.value.unwrap() - expected).abs() < 1e-5 && found.n == 5, "{found:?}");
    let other_way = one("of = \"20 > x\"\nerror = 10\nby = [\"arm\"]");
    assert_eq!(found.value, other_way.value);
}

#[test]
fn numbers_of_all_rows() {
    let one = |rest: &str| of(&summary(rest), &rows()).remove(0);
    let mean = one("statistic = \"mean\"\nof = \"x\"");
    // (10 + 20 + 30 + 40 + 15 + 25) / 6; squares about it add up to 583.33.
    assert!((mean.value.unwrap() - 140.0 / 6.0).abs() < 1e-12);
    let half = 1.959_963_984_540_054 * (583.333_333_333_333_3f64 / 5.0 / 6.0).sqrt();
    assert!(
        (mean.high.unwrap() - 140.0 / 6.0 - half).abs() < 1e-9
            && (mean.low.unwrap() - 140.0 / 6.0 + half).abs() < 1e-9
    );
    assert_eq!((mean.n, mean.missing, mean.failed, mean.unit.as_deref()), (6, 1, 1, Some("h")));
    for (rest, value) in [
        ("statistic = \"median\"\nof = \"x\"", 22.5),
        ("statistic = \"min\"\nof = \"x + 1\"", 11.0),
        ("statistic = \"max\"\nof = \"x\"\namong = \"patient < 4\"", 30.0),
        ("statistic = \"quantile\"\nquantile = 0.1\nof = \"x\"", 12.5),
        ("statistic = \"count\"\nof = \"x\"", 6.0),
        ("statistic = \"count\"", 7.0),
        ("statistic = \"count\"\namong = \"x > 20\"", 3.0),
        ("statistic = \"sd\"\nof = \"x\"", (583.333_333_333_333_3f64 / 5.0).sqrt()),
    ] {
        assert!((one(rest).value.unwrap() - value).abs() < 1e-12, "{rest}: {:?}", one(rest));
    }
    assert_eq!(one("statistic = \"median\"\nof = \"x\"").low, None);
}

#[test]
fn nobody_is_a_missing_value() {
    for statistic in ["share", "mean", "median", "sd", "min", "max"] {
        let found =
            of(&summary(&format!("statistic = \"{statistic}\"\nof = \"x\"\namong = \"x > 1000\"")), &rows());
        assert_eq!(
            (found[0].value, found[0].low, found[0].n, found[0].failed),
            (None, None, 0, 1),
            "{statistic}"
        );
    }
    let none = of(&summary("statistic = \"share\"\nof = \"x > 1\""), &[]);
    assert_eq!((none.len(), none[0].value), (1, None));
    assert_eq!(of(&summary("statistic = \"share\"\nof = \"x > 1\"\nby = [\"arm\"]"), &[]), []);
    let only_failed = of(&summary("statistic = \"mean\"\nof = \"x\"\nby = [\"arm\"]"), &[failed("c")]);
    assert_eq!((only_failed[0].value, only_failed[0].failed), (None, 1));
}

#[test]
fn the_dose_of_half_effect_between_neighbours() {
    let curve: Vec<Row> = [(0.0, 0.0), (1.0, 10.0), (10.0, 40.0), (100.0, 60.0), (1000.0, 90.0)]
        .map(|(d, x)| row("a", d, Some(x), 1))
        .into();
    let plain = of(&summary("statistic = \"ic50\"\nof = \"x\"\nalong = \"dose\"\nby = [\"arm\"]"), &curve);
    assert!((plain[0].value.unwrap() - 10f64.powf(1.5)).abs() < 1e-9);
    assert_eq!((plain[0].unit.as_deref(), plain[0].n), (Some("nM"), 5));
    let micro = of(&summary("statistic = \"ic50\"\nof = \"x\"\nalong = \"dose\"\nunit = \"uM\""), &curve);
    assert!((micro[0].value.unwrap() - 10f64.powf(1.5) / 1000.0).abs() < 1e-12);
    let outside =
        of(&summary("statistic = \"ic50\"\nof = \"x\"\nalong = \"dose\"\namong = \"dose < 50\""), &curve);
    assert_eq!((outside[0].value, outside[0].n), (None, 3));
}

#[test]
fn a_summary_of_a_planned_study() {
    let files = with_population(decay(), super::population::TWO);
    let text = format!("{}{}", trial(64), summary("statistic = \"share\"\nof = \"score >= 40\""));
    let study = study(&text);
    let sweep = sweep(&study, &files);
    let rows = sweep.rows_in_memory(None).unwrap();
    let found = summarise(&study, sweep.schema(), &rows).unwrap();
    let hits = numbers(&sweep, &rows, "score").iter().filter(|s| **s >= 40.0).count();
    assert_eq!(found[0].value, Some(100.0 * hits as f64 / 64.0));
    let (schema, cells) = summary_table(sweep.schema(), &found).unwrap();
    assert!(cells.iter().all(|row| schema.check(0, row).is_ok()));
    let names: Vec<&str> = schema.columns().iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["summary", "value", "low", "high", "unit", "n", "missing", "failed"]);
}

#[test]
fn summaries_that_do_not_fit_are_refused_when_the_study_is_planned() {
    for (rest, code, words) in [
        ("statistic = \"mean\"\nof = \"scor\"", "Y091", "no column `scor`"),
        ("statistic = \"mean\"\nof = \"failure\"", "Y091", "`failure` holds texts"),
        ("statistic = \"mean\"\nof = \"score\"\nby = [\"arm\"]", "Y091", "no column `arm`"),
        ("statistic = \"mean\"\nof = \"f(score)\"", "Y090", "no function `f`"),
        ("statistic = \"mean\"\nof = \"score + 5 mM\"", "Y090", "the unit `mM`"),
        ("statistic = \"mean\"\nof = \"score\"\nby = [\"failure\"]", "Y090", "`failure`"),
        ("statistic = \"ic50\"\nof = \"score\"\nalong = \"dose\"", "Y091", "no column `dose`"),
        (
            "statistic = \"ic50\"\nof = \"score\"\nalong = \"k\"\nunit = \"mg\"",
            "Y090",
            "no unit to convert from",
        ),
    ] {
        let problems = refused(&planned(&summary(rest)), &decay());
        assert_eq!((problems.len(), problems[0].code.id), (1, code), "{rest}: {problems:?}");
        assert!(problems[0].message.contains(words), "{rest}: {problems:?}");
        assert!(problems[0].place.is_some() && problems[0].help.is_some());
    }
    let help = refused(&planned(&summary("statistic = \"mean\"\nof = \"scor\"")), &decay())[0].help.clone();
    assert_eq!(help.as_deref(), Some("did you mean `score`? columns: k, S_end, score, steps"));
}

#[test]
fn summaries_that_cannot_be_read_are_refused() {
    for (rest, words) in [
        ("statistic = \"share\"\nof = \"x <=\"", "`of`: expected a formula"),
        ("statistic = \"share\"\nof = \"x <= 20)\"", "the end of the formula"),
        ("statistic = \"mean\"", "`of` is missing"),
        ("statistic = \"avg\"\nof = \"x\"", "unknown statistic `avg`"),
        ("statistic = \"quantile\"\nof = \"x\"", "`quantile` is missing"),
        ("statistic = \"quantile\"\nof = \"x\"\nquantile = 90", "not from 0 to 1"),
        ("statistic = \"mean\"\nof = \"x\"\nquantile = 0.9", "belongs to the statistic `quantile`"),
        ("statistic = \"mean\"\nof = \"x\"\nerror = 4", "belongs to the statistic `share`"),
        ("statistic = \"share\"\nof = \"x <= 20 && k > 1\"\nerror = 4", "belongs to one comparison"),
        ("statistic = \"share\"\nof = \"x <= 20\"\nerror = -4", "`error` is -4"),
        ("statistic = \"ic50\"\nof = \"x\"", "`along` is missing"),
        (
            "statistic = \"count\"\n[[summary]]\nname = \"s\"\nstatistic = \"count\"",
            "two summaries are called `s`",
        ),
        ("statistic = \"count\"\nwhere = \"x\"", "unknown key `where`"),
    ] {
        let text = format!(
            "title = \"t\"\nscenarios = [\"s\"]\n[[axis]]\nname = \"k\"\nvalues = [1]\n{}",
            summary(rest)
        );
        let problems = Study::read(&text).unwrap_err();
        assert_eq!(problems.len(), 1, "{rest}: {problems:?}");
        assert!(problems[0].message.contains(words), "{rest}: {problems:?}");
        assert!(problems[0].place.is_some());
    }
}
