//! The design for Sobol indices, and studies that use it.

use jakstat_study::codes;
use jakstat_study::design::{Axis, Block, Design, Range, SOBOL_MAX_RANGES, Scale, Value, Values};
use jakstat_study::sensitivity::{SensitivityRow, sensitivities};
use jakstat_study::sweep::Study;
use jakstat_study::table::ColumnKind;

use super::bench::*;

fn ranges(d: usize) -> Vec<Range> {
    let range = |i| Range { name: format!("x{i}"), unit: None, from: 0.0, to: 1.0, scale: Scale::Linear };
    (0..d).map(range).collect()
}

fn indices(d: usize, n: u64) -> Block {
    Block::SobolIndices { ranges: ranges(d), n }
}

fn numbers_of(values: &[Value]) -> Vec<f64> {
    let number = |value: &Value| match value {
        Value::Number(x) => *x,
        other => panic!("{other:?}"),
    };
    values.iter().map(number).collect()
}

#[test]
fn each_base_row_is_a_then_each_column_of_b_then_b() {
    let design = Design::new(vec![indices(3, 64)], 8).unwrap();
    assert_eq!(design.len(), 64 * 5);
    let columns: Vec<_> = design.columns().iter().map(|c| (c.name.as_str(), c.kind)).collect();
    let number = ColumnKind::Number;
    let marks = [("sample", ColumnKind::Text), ("base", ColumnKind::Integer)];
    assert_eq!(columns, [&[("x0", number), ("x1", number), ("x2", number)][..], &marks[..]].concat());
    let mut sums = [0.0; 6];
    for base in 0..64 {
        let runs: Vec<Vec<Value>> = (0..5).map(|run| design.point(base * 5 + run).unwrap().0).collect();
        let samples: Vec<&Value> = runs.iter().map(|run| &run[3]).collect();
        let want = ["A", "AB_x0", "AB_x1", "AB_x2", "B"].map(|s| Value::Text(s.into()));
        assert_eq!(samples, want.iter().collect::<Vec<_>>());
        assert!(runs.iter().all(|run| run[4] == Value::Integer(base as i64 + 1)));
        let x: Vec<Vec<f64>> = runs.iter().map(|run| numbers_of(&run[..3])).collect();
        for i in 0..3 {
            assert_ne!(x[0][i], x[4][i]);
            for run in 1..4 {
                assert_eq!(x[run][i], if run == i + 1 { x[4][i] } else { x[0][i] });
            }
            sums[i] += x[0][i];
            sums[3 + i] += x[4][i];
        }
    }
    // Both halves are balanced: one point in each of 64 strata.
    assert!(sums.iter().all(|sum| (sum / 64.0 - 0.5).abs() < 0.5 / 64.0), "{sums:?}");
}

#[test]
fn limits_of_the_block_are_errors() {
    let ids = |blocks: Vec<Block>| -> Vec<&str> {
        Design::new(blocks, 0).unwrap_err().iter().map(|problem| problem.code.id).collect()
    };
    let most = SOBOL_MAX_RANGES / 2;
    assert!(Design::new(vec![indices(most, 2)], 0).is_ok());
    assert_eq!(ids(vec![indices(most + 1, 2)]), [codes::TOO_MANY_RANGES.id]);
    assert_eq!(ids(vec![indices(2, 0)]), [codes::NO_POINTS.id]);
    assert_eq!(ids(vec![indices(0, 2)]), [codes::EMPTY_LIST.id]);
    assert_eq!(ids(vec![indices(2, u64::MAX)]), [codes::TOO_MANY_RUNS.id]);
    assert_eq!(ids(vec![indices(2, 4), indices(3, 4)]), [codes::BAD_SENSITIVITY.id]);
    let own = Axis { name: "base".into(), unit: None, values: Values::Numbers(vec![1.0]) };
    assert_eq!(ids(vec![indices(2, 4), Block::Axis(own)]), [codes::SAME_NAME.id]);
}

const AXIS: &str = "\
[[axis]]
points = 64
sobol_indices = [
    { name = \"k\", unit = \"1/h\", from = 0.05, to = 0.5, scale = \"log\" },
    { name = \"gain\", from = 20, to = 80 },
]
";

const DOSES: &str = "[[axis]]\nname = \"lost\"\nvalues = [0.1, 0.6]\n";

fn planned(rest: &str) -> Study {
    study(&format!("{AXIS}{rest}"))
}

fn found(study: &Study) -> Vec<SensitivityRow> {
    let sweep = sweep(study, &decay());
    let rows = sweep.rows_in_memory(Some(1)).unwrap();
    assert_eq!(rows, sweep.rows_in_memory(Some(3)).unwrap());
    sensitivities(study, sweep.schema(), &rows).unwrap()
}

/// `S_end` depends on k alone, `score` on gain alone: all of it or nothing.
#[test]
fn a_study_finds_what_its_outcomes_depend_on() {
    let found = found(&planned("[[sensitivity]]\nof = [\"S_end\", \"score\"]\n"));
    let values: Vec<(&str, &str, f64)> =
        found.iter().map(|r| (r.of.as_str(), r.parameter.as_str(), r.total.unwrap().value)).collect();
    let names: Vec<(&str, &str)> = values.iter().map(|(of, parameter, _)| (*of, *parameter)).collect();
    assert_eq!(names, [("S_end", "k"), ("S_end", "gain"), ("score", "gain"), ("score", "k")]);
    assert!((values[0].2 - 1.0).abs() < 0.1 && (values[2].2 - 1.0).abs() < 0.1, "{values:?}");
    assert!(values[1].2.abs() < 1e-12 && values[3].2.abs() < 1e-12, "{values:?}");
    assert!(found.iter().all(|row| row.base_rows == 64));
}

#[test]
fn other_axes_make_groups_or_are_chosen_from() {
    let grouped = found(&planned(&format!("{DOSES}[[sensitivity]]\nof = [\"score\"]\nby = [\"lost\"]\n")));
    assert_eq!(grouped.len(), 4);
    assert_eq!(grouped[0].group, [("lost".to_owned(), jakstat_study::table::Cell::Number(0.1))]);
    let rest = "[[sensitivity]]\nof = [\"score\"]\namong = \"lost < 0.5\"\n";
    let chosen = found(&planned(&format!("{DOSES}{rest}")));
    assert_eq!((chosen.len(), chosen[0].base_rows, chosen[0].outside), (2, 64, 0));
    assert_eq!((chosen[0].first, chosen[0].total), (grouped[0].first, grouped[0].total));
    let both = "[[sensitivity]]\nof = [\"score\"]\namong = \"lost < 5\"\n";
    let both = found(&planned(&format!("{DOSES}{both}")));
    assert!(both[0].total.is_none() && both[0].reason.as_deref().unwrap().contains("several runs"));
}

/// The columns that say where a run belongs set nothing, even where the model has such an id.
#[test]
fn a_model_may_have_ids_called_sample_and_base() {
    let model = format!("{DECAY}sample = 3; base = 4\nsample has dimensionless; base has dimensionless\n");
    let mut files = decay();
    files.scenarios = vec![loaded(&model, SCENARIO, Vec::new())];
    let study = planned("[[sensitivity]]\nof = [\"S_end\"]\n");
    assert_eq!(sweep(&study, &files).rows(), 64 * 4);
}

#[test]
fn sensitivities_that_do_not_fit_are_refused_when_the_study_is_planned() {
    let one = "[[axis]]\nname = \"k\"\nvalues = [1.0]\n[[sensitivity]]\nof = [\"score\"]\n";
    for (study, code, words) in [
        (study(one), "Y092", "no axis is `sobol_indices`"),
        (
            planned("[[sensitivity]]\nof = [\"scor\"]\n"),
            "Y091",
            "sensitivity of `scor`: the table has no column",
        ),
        (planned("[[sensitivity]]\nof = [\"sample\"]\n"), "Y091", "`sample` holds texts"),
        (planned("[[sensitivity]]\nof = [\"f(score)\"]\n"), "Y092", "no function `f`"),
        (planned("[[sensitivity]]\nof = [\"score\"]\namong = \"x > 1\"\n"), "Y091", "no column `x`"),
        (planned("[[sensitivity]]\nof = [\"score\"]\nby = [\"arm\"]\n"), "Y091", "no column `arm`"),
        (planned("[[sensitivity]]\nof = [\"score\"]\nby = [\"k\"]\n"), "Y092", "by the column `k`"),
        (planned(&format!("{DOSES}[[sensitivity]]\nof = [\"score\"]\n")), "Y092", "differ in `lost` too"),
    ] {
        let problems = refused(&study, &decay());
        assert_eq!((problems.len(), problems[0].code.id), (1, code), "{words}: {problems:?}");
        assert!(problems[0].message.contains(words), "{words}: {problems:?}");
        assert!(problems[0].place.is_some() && problems[0].help.is_some());
    }
    let twice = planned(&AXIS.replace("\"k\"", "\"lost\"").replace("1/h", "1").replace("\"gain\"", "\"S\""));
    let problems = refused(&twice, &decay());
    assert_eq!((problems.len(), problems[0].code.id), (1, "Y092"), "{problems:?}");
    assert!(problems[0].message.contains("2 axes are `sobol_indices`"));
}

#[test]
fn sensitivities_that_cannot_be_read_are_refused() {
    for (rest, words) in [
        ("", "`of` is missing"),
        ("of = []", "names no outcome"),
        ("of = \"score\"", "`of`"),
        ("of = [\"score +\"]", "expected a formula"),
        ("of = [\"score\", \"score\"]", "`score` twice"),
        ("of = [\"score\"]\nwhere = \"x\"", "unknown key `where`"),
    ] {
        let text = format!("title = \"t\"\nscenarios = [\"s\"]\n{AXIS}[[sensitivity]]\n{rest}\n");
        let problems = Study::read(&text).unwrap_err();
        assert_eq!(problems.len(), 1, "{rest}: {problems:?}");
        assert!(problems[0].message.contains(words), "{rest}: {problems:?}");
        assert!(problems[0].place.is_some());
    }
    let text = AXIS.replace("points = 64\n", "");
    let problems = Study::read(&format!("title = \"t\"\nscenarios = [\"s\"]\n{text}")).unwrap_err();
    assert!(problems[0].help.as_deref().unwrap().contains("base rows"), "{problems:?}");
}
