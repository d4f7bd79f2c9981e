//! Figures of lines, trade-offs and validations: what they show of a study, and what they refuse.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use jakstat_report::*;
use jakstat_study::summary::{SummaryRow, summarise};
use jakstat_study::sweep::Study;
use jakstat_study::table::{self, Column, ColumnKind, Row, RunTable, Schema};
use jakstat_study::validation::{Observation, read_observations};

const HEAD: &str = "\
title = \"Trial\"
scenarios = [\"s.toml\"]
axis = [{ name = \"arm\", values = [\"A\", \"B\"] }]
[[summary]]
name = \"early\"
statistic = \"share\"
of = \"y4 <= 20\"
by = [\"arm\", \"dose\"]
[[summary]]
name = \"late\"
statistic = \"share\"
of = \"y8 <= 20\"
by = [\"arm\", \"dose\"]
[[summary]]
name = \"cost\"
statistic = \"mean\"
of = \"harm\"
by = [\"arm\", \"dose\"]
[[summary]]
name = \"arm_cost\"
statistic = \"mean\"
of = \"harm\"
by = [\"arm\"]
";

const OBSERVED: &str = "\
study,row,column,observed,low,high,unit,interval,role,source,doi,status,note
trial,A,early,40,20,60,percent,published,fit,Paper,,read,
trial,A,late,55,,,percent,,test,Paper,,read,
trial,B,late,,10,,percent,bound,test,Paper,,read,
trial,C,late,5,1,9,percent,published,test,Paper,,read,
";

/// Two arms at two doses with four patients each; the responders are 1, 2, 3, ... of 4.
fn runs() -> RunTable {
    let column =
        |name: &str, unit: Option<&str>, kind| Column { name: name.into(), unit: unit.map(Into::into), kind };
    let schema = Schema::new(vec![
        column("arm", None, ColumnKind::Text),
        column("dose", Some("mg"), ColumnKind::Number),
        column("y4", Some("points"), ColumnKind::Number),
        column("y8", Some("points"), ColumnKind::Number),
        column("harm", Some("g/dL"), ColumnKind::Number),
    ])
    .unwrap();
    let mut rows = Vec::new();
    for (a, arm) in ["A", "B"].into_iter().enumerate() {
        for (d, dose) in [10.0, 5.0].into_iter().enumerate() {
            for patient in 0..4 {
                let score = |responders: usize| if patient < responders { 10.0 } else { 50.0 };
                let harm = a as f64 + dose / 10.0 + 0.1 * patient as f64;
                let numbers = [dose, score(2 - d), score(3 - d + a), harm];
                let cells =
                    std::iter::once(table::Cell::Text(arm.into())).chain(numbers.map(table::Cell::Number));
                rows.push(Row(cells.collect()));
            }
        }
    }
    RunTable { schema, provenance: serde_json::Value::Null, rows }
}

fn draw(plot: &str) -> Result<Box<dyn Figure>, PlotFault> {
    let text = format!("{HEAD}[[plot]]\nname = \"p\"\n{plot}");
    let study = Study::read(&text).unwrap_or_else(|problems| panic!("{problems:?}"));
    let runs = runs();
    let summaries: Vec<SummaryRow> = summarise(&study, &runs.schema, &runs.rows).unwrap();
    let seen: Vec<Observation> = read_observations(OBSERVED, "trial").unwrap();
    let observed = BTreeMap::from([("seen.csv".to_owned(), seen)]);
    let results =
        StudyResults { title: &study.title, runs: &runs, summaries: &summaries, observed: &observed };
    figure(&study.plots[0], &results, &Provenance::default()).map_err(|e| e.fault)
}

fn csv(plot: &str) -> String {
    let figure = draw(plot).unwrap_or_else(|e| panic!("{e}"));
    let svg = figure.svg().unwrap_or_else(|e| panic!("{e}"));
    assert!(!svg.contains("NaN"), "{plot}");
    figure.table().unwrap().csv()
}

/// Lines of a table without the intervals.
fn short(csv: &str, columns: &[usize]) -> Vec<String> {
    let pick = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        columns.iter().map(|i| cells[*i]).collect::<Vec<_>>().join(" ")
    };
    csv.lines().skip(1).map(pick).collect()
}

const TIMES: &str = "\
kind = \"lines\"
points = [[4, \"early\"], [8, \"late\"]]
by = \"arm\"
x_label = \"time (weeks)\"
y_label = \"responders\"
";

#[test]
fn lines_go_through_named_summaries_with_what_was_observed() {
    let plot = format!("{TIMES}only = {{ dose = [\"10\"] }}\nobserved = \"seen.csv\"\n");
    let csv = csv(&plot);
    assert!(csv.starts_with("panel,kind,label,time (weeks),value,low,high,unit\n"), "{csv}");
    let want = [
        "line A 4 50 %",
        "line A 8 75 %",
        "line B 4 50 %",
        "line B 8 100 %",
        "points A 4 40 %",
        "points A 8 55 %",
    ];
    assert_eq!(short(&csv, &[1, 2, 3, 4, 7]), want);
    // Wilson's interval of 2 in 4 is 15.00 to 85.00; an observation keeps its own.
    let cells: Vec<&str> = csv.lines().nth(1).unwrap().split(',').collect();
    let ends = [cells[5], cells[6]].map(|c| c.parse::<f64>().unwrap());
    assert!((ends[0] - 15.0039).abs() < 1e-3 && (ends[1] - 84.9961).abs() < 1e-3, "{ends:?}");
    assert!(csv.contains("points,A,4,40,20,60,%") && csv.contains("points,A,8,55,,,%"), "{csv}");
    let notes = draw(&plot).unwrap().provenance().notes.join("; ");
    assert!(notes.contains("seen.csv") && notes.contains("B, late: only a bound"), "{notes}");
}

#[test]
fn lines_go_along_a_column_and_several_outcomes() {
    let one = csv("kind = \"lines\"\nx = \"dose\"\ny = \"early\"\nby = \"arm\"\ny_from = 0\ny_to = 100\n");
    // Sorted by dose, though the rows are not.
    assert_eq!(short(&one, &[2, 3, 4]), ["A 5 25", "A 10 50", "B 5 25", "B 10 50"]);
    let two = "kind = \"lines\"\nx = \"dose\"\nx_scale = \"log\"\ny = [\"early\", \"late\"]\ny_label = \"share\"\nonly = { arm = [\"A\"] }\n";
    assert_eq!(short(&csv(two), &[2, 3, 4]), ["early 5 25", "early 10 50", "late 5 50", "late 10 75"]);
    let both = csv("kind = \"lines\"\nx = \"dose\"\ny = [\"early\", \"late\"]\nby = \"arm\"\n");
    assert!(both.contains("\"A, early\"") && both.contains("\"B, late\""), "{both}");
}

#[test]
fn lines_that_cannot_be_drawn_say_why() {
    let fault = |plot: &str| draw(plot).err().unwrap();
    // All four patients of a group at one dose.
    let rows = fault("kind = \"lines\"\nx = \"dose\"\ny = \"harm\"\nby = \"arm\"\n");
    assert_eq!(rows, PlotFault::SeveralAt { line: "A".into(), x: 5.0, values: 4 });
    assert!(matches!(fault(TIMES), PlotFault::SeveralAt { x: 4.0, values: 2, .. }));
    let many = "kind = \"lines\"\nx = \"dose\"\ny = \"harm\"\nby = \"harm\"\n";
    assert_eq!(fault(many), PlotFault::TooManyLines { lines: 16, most: 7 });
    let units = "kind = \"lines\"\nx = \"dose\"\ny = [\"early\", \"cost\"]\nonly = { arm = [\"A\"] }\n";
    assert_eq!(fault(units), PlotFault::MixedUnits { units: vec!["%".into(), "g/dL".into()] });
    let group = fault("kind = \"lines\"\nx = \"dose\"\ny = \"arm_cost\"\nby = \"arm\"\n");
    assert!(
        matches!(&group, PlotFault::NotGrouped { summary, column, .. } if summary == "arm_cost" && column == "dose")
    );
    let unknown = fault("kind = \"lines\"\nx = \"dose\"\ny = \"earl\"\nby = \"arm\"\n");
    assert!(matches!(&unknown, PlotFault::NoColumn { columns, .. } if columns.contains(&"early".to_owned())));
    let texts = fault("kind = \"lines\"\nx = \"arm\"\ny = \"early\"\nby = \"dose\"\n");
    assert_eq!(texts, PlotFault::NotNumbers { column: "arm".into() });
    let none =
        fault(&format!("{TIMES}only = {{ dose = [\"10\"], arm = [\"B\"] }}\nobserved = \"seen.csv\"\n"));
    assert_eq!(none, PlotFault::NothingObserved { path: "seen.csv".into() });
    assert!(matches!(fault(&format!("{TIMES}only = {{ dose = [\"11\"] }}\n")), PlotFault::NoRows));
}

#[test]
fn summaries_against_each_other_are_ordered_by_the_other_group() {
    let plot = "kind = \"target_plane\"\nx = \"late\"\ny = \"cost\"\nby = \"arm\"\nx_label = \"gain\"\n";
    let table = csv(plot);
    let head =
        "path,dose (mg),gain (%),\"gain, low\",\"gain, high\",cost (g/dL),\"cost, low\",\"cost, high\"";
    assert_eq!(table.lines().next(), Some(head));
    let points: Vec<Vec<f64>> = short(&table, &[1, 2, 5])
        .iter()
        .map(|line| line.split(' ').map(|cell| cell.parse().unwrap()).collect())
        .collect();
    let want = [[5.0, 50.0, 0.65], [10.0, 75.0, 1.15], [5.0, 75.0, 1.65], [10.0, 100.0, 2.15]];
    assert!(
        points.iter().flatten().zip(want.as_flattened()).all(|(a, b)| (a - b).abs() < 1e-12),
        "{points:?}"
    );
    let fault = |plot: &str| draw(plot).err().unwrap();
    let mixed = fault("kind = \"target_plane\"\nx = \"late\"\ny = \"harm\"\nby = \"arm\"\n");
    assert_eq!(mixed, PlotFault::NoSummary { column: "harm".into() });
    let groups = fault("kind = \"target_plane\"\nx = \"late\"\ny = \"arm_cost\"\nby = \"arm\"\n");
    assert!(matches!(groups, PlotFault::OtherGroups { .. }));
    assert_eq!(fault("kind = \"target_plane\"\nx = \"late\"\ny = \"cost\"\n"), PlotFault::NoBy);
}

fn row(label: &str, [observed, predicted]: [f64; 2], ends: [Option<f64>; 2]) -> PredictedRow {
    let [low, high] = ends;
    PredictedRow { label: label.into(), observed, predicted, low, high, ..PredictedRow::default() }
}

fn topic(fold: bool, rows: Vec<PredictedRow>) -> ObservedPredicted {
    let topics = vec![PredictedTopic { title: "T".into(), fold, rows }];
    observed_predicted(Caption::new("C", ""), topics, Provenance::default())
}

/// Centres of all circles of the given radius and fill, in pixels.
fn discs(svg: &str, radius: &str, fill: &str) -> Vec<[f64; 2]> {
    let document = roxmltree::Document::parse(svg).unwrap();
    let is = |n: &roxmltree::Node, name: &str, value: &str| n.attribute(name) == Some(value);
    let circles = document.descendants().filter(|n| n.has_tag_name("circle"));
    let centre = |n: roxmltree::Node, name: &str| n.attribute(name).unwrap().parse::<f64>().unwrap() / 10.0;
    circles
        .filter(|n| is(n, "r", radius) && is(n, "fill", fill))
        .map(|n| [centre(n, "cx"), centre(n, "cy")])
        .collect()
}

#[test]
fn dots_lie_where_observed_and_predicted_say() {
    let both = [Some(0.0), Some(20.0)];
    let rows = vec![
        row("a", [0.0, 0.0], both),
        row("b", [10.0, 10.0], both),
        row("c", [10.0, 0.0], both),
        row("d", [0.0, 30.0], both),
    ];
    let svg = topic(false, rows).svg().unwrap();
    // The sign in the key is the first of each colour.
    let inside = discs(&svg, "37", "#0072B2");
    let outside = discs(&svg, "37", "#D55E00");
    assert_eq!((inside.len(), outside.len()), (3 + 2, 1 + 1));
    let [a, b, c] = [inside[2], inside[3], inside[4]];
    assert!((b[0] - a[0] + b[1] - a[1]).abs() < 0.2, "both axes have the same scale: {a:?} {b:?}");
    assert!(b[0] > a[0] && c[0] == a[0] && c[1] == b[1], "observed is upward: {a:?} {b:?} {c:?}");
    assert!((outside[1][0] - a[0] - 3.0 * (b[0] - a[0])).abs() < 0.3);
    assert!(svg.contains(">3 of 4 inside</text>") && svg.contains(">d</text>"));
    assert!(!svg.contains("2-fold"));
}

#[test]
fn ratios_are_counted_and_what_has_no_logarithm_is_named() {
    let none = [None, None];
    let rows = vec![
        row("twice", [1.0, 2.0], none),
        row("a third", [3.0, 1.0], none),
        row("far", [1.0, 30.0], [None, Some(3.0)]),
        row("zero", [0.0, 3.0], none),
    ];
    let figure = topic(true, rows);
    let svg = figure.svg().unwrap();
    for words in
        ["0 of 1 inside; 1 within 2-fold, 2 within 3-fold", "1 not above 0 are not shown", "far", "3-fold"]
    {
        assert!(svg.contains(&format!(">{words}</text>")), "{words}");
    }
    let table = figure.table().unwrap().csv();
    assert_eq!(table.lines().count(), 5);
    assert!(table.contains("T,far,,1,,3,30,predicted,no\n"), "{table}");
}

#[test]
fn units_have_squares_of_their_own_and_faults_are_gathered() {
    let mut rows = vec![row("a", [1.0, 2.0], [None; 2]), row("b", [1.0, 2.0], [None; 2])];
    rows[1].unit = "nM".into();
    let svg = topic(false, rows).svg().unwrap();
    assert!(svg.contains(">observed (nM)</text>") && svg.contains(">observed</text>"));
    let mut bad = topic(false, vec![row("a", [f64::NAN, 1.0], [Some(f64::INFINITY), None])]);
    bad.topics.push(PredictedTopic { title: "empty".into(), ..PredictedTopic::default() });
    let problems = bad.svg().unwrap_err().problems;
    assert!(matches!(&problems[0], Problem::NonFinite { list: "observed", index: 0, .. }));
    assert!(matches!(&problems[1], Problem::NonFinite { list: "low", .. }));
    assert_eq!(problems[2], Problem::EmptySeries { label: "empty".into() });
    // Nothing that a logarithmic axis can show.
    assert!(topic(true, vec![row("a", [0.0, 1.0], [None; 2])]).svg().unwrap().contains("1 not above 0"));
}
