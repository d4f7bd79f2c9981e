//! Sobol indices of functions whose indices are known, from design points to intervals.

use std::f64::consts::PI;

use jakstat_study::design::{BASE, Block, Design, Point, SAMPLE, Value};
use jakstat_study::sensitivity::{SensitivityRow, sensitivities, sensitivity_table};
use jakstat_study::sweep::{AxisSpec, Study};
use jakstat_study::table::{Cell, Column, ColumnKind, FAILURE, Row, Schema};

use super::bench::study;

/// A study of `d` parameters x1, x2, ... and one outcome `y`.
fn planned(d: usize, ends: (f64, f64), n: u64, seed: u64, rest: &str) -> Study {
    let (from, to) = ends;
    let ranges: Vec<String> =
        (1..=d).map(|i| format!("{{ name = \"x{i}\", from = {from:?}, to = {to:?} }}")).collect();
    let ranges = ranges.join(", ");
    let text = format!("[[axis]]\npoints = {n}\nsobol_indices = [{ranges}]\n[[sensitivity]]\n{rest}");
    Study { seed, ..study(&text) }
}

fn design(study: &Study) -> Design {
    let [AxisSpec::SobolIndices(ranges, n)] = &study.axes[..] else { panic!("{:?}", study.axes) };
    Design::new(vec![Block::SobolIndices { ranges: ranges.clone(), n: *n }], study.seed).unwrap()
}

fn schema(design: &Design) -> Schema {
    let mut columns = design.columns().to_vec();
    columns.push(Column { name: "y".into(), unit: None, kind: ColumnKind::Number });
    columns.push(Column { name: FAILURE.into(), unit: None, kind: ColumnKind::Text });
    Schema::new(columns).unwrap()
}

fn row(point: &Point, f: &dyn Fn(&[f64]) -> f64) -> Row {
    let number = |value: &Value| match value {
        Value::Number(x) => Some(*x),
        _ => None,
    };
    let x: Vec<f64> = point.0.iter().filter_map(number).collect();
    let mut cells: Vec<Cell> = point.0.iter().cloned().map(Cell::from).collect();
    cells.extend([Cell::Number(f(&x)), Cell::Missing]);
    Row(cells)
}

fn rows(study: &Study, f: &dyn Fn(&[f64]) -> f64) -> (Schema, Vec<Row>) {
    let design = design(study);
    (schema(&design), (0..design.len()).map(|i| row(&design.point(i).unwrap(), f)).collect())
}

fn found(study: &Study, f: &dyn Fn(&[f64]) -> f64) -> Vec<SensitivityRow> {
    let (schema, rows) = rows(study, f);
    sensitivities(study, &schema, &rows).unwrap_or_else(|e| panic!("{e:?}"))
}

const Y: &str = "of = [\"y\"]";

/// T. Ishigami and T. Homma 1990, with a = 7 and b = 0.1, from -pi to pi.
fn ishigami(x: &[f64]) -> f64 {
    x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin()
}

fn ishigami_indices() -> [(&'static str, f64, f64); 3] {
    let (a, b) = (7.0f64, 0.1f64);
    let v1 = 0.5 * (1.0 + b * PI.powi(4) / 5.0).powi(2);
    let v2 = a * a / 8.0;
    let v13 = b * b * PI.powi(8) * (1.0 / 18.0 - 1.0 / 50.0);
    let v = v1 + v2 + v13;
    [("x1", v1 / v, (v1 + v13) / v), ("x2", v2 / v, v2 / v), ("x3", 0.0, v13 / v)]
}

#[test]
fn ishigami_has_its_indices() {
    let found = found(&planned(3, (-PI, PI), 4096, 1, Y), &ishigami);
    assert_eq!(found.len(), 3);
    for (row, (name, first, total)) in found.iter().zip(ishigami_indices()) {
        assert_eq!(row.parameter, name);
        let (f, t) = (row.first.unwrap(), row.total.unwrap());
        assert!((f.value - first).abs() < 0.01 && (t.value - total).abs() < 0.01, "{row:?}");
        for index in [f, t] {
            let (low, high) = index.interval.unwrap();
            assert!(low < index.value && index.value < high && high - low < 0.15, "{row:?}");
        }
        assert_eq!((row.base_rows, row.failed, row.missing, row.outside), (4096, 0, 0, 0));
        assert_eq!((&row.reason, row.of.as_str()), (&None, "y"));
    }
}

#[test]
fn the_g_function_has_its_indices() {
    let a = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];
    let g = |x: &[f64]| x.iter().zip(a).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product();
    let found = found(&planned(8, (0.0, 1.0), 4096, 3, Y), &g);
    let parts = a.map(|a| 1.0 / 3.0 / (1.0f64 + a).powi(2));
    let whole = parts.iter().map(|v| 1.0 + v).product::<f64>();
    for row in &found {
        let i: usize = row.parameter[1..].parse().unwrap();
        let part = parts[i - 1];
        let (first, total) = (part / (whole - 1.0), part / (1.0 + part) * whole / (whole - 1.0));
        let (f, t) = (row.first.unwrap().value, row.total.unwrap().value);
        assert!((f - first).abs() < 0.015 && (t - total).abs() < 0.015, "{row:?}");
    }
    let leading: Vec<&str> = found.iter().take(4).map(|row| row.parameter.as_str()).collect();
    assert_eq!(leading, ["x1", "x2", "x3", "x4"]);
}

/// A nominal 95 % that takes Sobol points for independent covers at least that often.
#[test]
fn intervals_hold_the_truth() {
    let (mut hits, mut all) = (0, 0);
    for seed in 0..40 {
        let found = found(&planned(3, (-PI, PI), 256, seed, Y), &ishigami);
        for (name, first, total) in ishigami_indices() {
            let row = found.iter().find(|row| row.parameter == name).unwrap();
            for (index, truth) in [(row.first, first), (row.total, total)] {
                let (low, high) = index.unwrap().interval.unwrap();
                hits += i32::from(low <= truth && truth <= high);
                all += 1;
            }
        }
    }
    assert!(f64::from(hits) > 0.94 * f64::from(all), "{hits} of {all}");
}

/// The mean of an outcome says nothing about its indices, and must not add noise.
#[test]
fn a_large_mean_changes_nothing() {
    let study = planned(3, (-PI, PI), 256, 5, "of = [\"y\", \"y + 10000\", \"-3*y\"]");
    let found = found(&study, &ishigami);
    for i in 0..3 {
        for other in [3, 6] {
            let (one, same) = (&found[i], &found[i + other]);
            assert_eq!(one.parameter, same.parameter);
            assert!((one.first.unwrap().value - same.first.unwrap().value).abs() < 1e-8);
            assert!((one.total.unwrap().value - same.total.unwrap().value).abs() < 1e-8);
        }
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let study = planned(3, (-PI, PI), 128, 5, Y);
    let (schema, rows) = rows(&study, &ishigami);
    let on = |threads| {
        let found = jakstat_study::on_threads(Some(threads), || sensitivities(&study, &schema, &rows));
        format!("{:?}", found.unwrap().unwrap())
    };
    assert_eq!(on(1), on(3));
    let other = Study { seed: 6, ..study.clone() };
    assert_ne!(on(1), format!("{:?}", sensitivities(&other, &schema, &rows).unwrap()));
}

/// Sets the outcome and the failure of the run `sample` of base row `base`.
fn change(schema: &Schema, rows: &mut [Row], base: i64, sample: &str, y: Cell, failure: Cell) {
    let at = |name: &str| schema.columns().iter().position(|c| c.name == name).unwrap();
    let is = |row: &&mut Row| {
        row.0[at(BASE)] == Cell::Integer(base) && row.0[at(SAMPLE)] == Cell::Text(sample.into())
    };
    let row = rows.iter_mut().find(is).unwrap();
    (row.0[at("y")], row.0[at(FAILURE)]) = (y, failure);
}

#[test]
fn a_failed_run_drops_its_base_row_only() {
    let study = planned(3, (-PI, PI), 64, 2, Y);
    let (schema, whole) = rows(&study, &ishigami);
    let mut rows = whole.clone();
    change(&schema, &mut rows, 7, "AB_x2", Cell::Missing, Cell::Text("no".into()));
    change(&schema, &mut rows, 7, "A", Cell::Missing, Cell::Missing);
    change(&schema, &mut rows, 20, "B", Cell::Missing, Cell::Missing);
    let holes = sensitivities(&study, &schema, &rows).unwrap();
    assert_eq!((holes[0].base_rows, holes[0].failed, holes[0].missing, holes[0].outside), (62, 1, 1, 0));
    // The same as if the two had never been there.
    let base = schema.columns().iter().position(|c| c.name == BASE).unwrap();
    let rest: Vec<Row> = whole
        .iter()
        .filter(|row| ![Cell::Integer(7), Cell::Integer(20)].contains(&row.0[base]))
        .cloned()
        .collect();
    let without = sensitivities(&study, &schema, &rest).unwrap();
    for (a, b) in holes.iter().zip(&without) {
        assert_eq!((a.first, a.total, a.base_rows), (b.first, b.total, b.base_rows));
    }
    assert_ne!(holes[0].first, sensitivities(&study, &schema, &whole).unwrap()[0].first);
}

#[test]
fn a_condition_leaves_base_rows_out() {
    let study = planned(3, (-PI, PI), 64, 2, "of = [\"y\"]\namong = \"base <= 48 && y < 1000\"");
    let (schema, mut rows) = rows(&study, &ishigami);
    let here = sensitivities(&study, &schema, &rows).unwrap();
    assert_eq!((here[0].base_rows, here[0].outside), (48, 16));
    assert_eq!(here[0].among.as_deref(), Some("base <= 48 && y < 1000"));
    // Of failed runs: one that would not have counted anyway, and one that might have.
    change(&schema, &mut rows, 60, "A", Cell::Missing, Cell::Text("no".into()));
    change(&schema, &mut rows, 3, "A", Cell::Missing, Cell::Text("no".into()));
    let here = sensitivities(&study, &schema, &rows).unwrap();
    assert_eq!((here[0].base_rows, here[0].failed, here[0].outside), (47, 1, 16));
}

#[test]
fn what_has_no_indices_is_missing_with_a_reason() {
    let reason = |n: u64, f: &dyn Fn(&[f64]) -> f64| {
        let found = found(&planned(2, (0.0, 1.0), n, 1, Y), f);
        assert!(found.iter().all(|row| row.first.is_none() && row.total.is_none()), "{found:?}");
        let names: Vec<&str> = found.iter().map(|row| row.parameter.as_str()).collect();
        assert_eq!(names, ["x1", "x2"]);
        let (schema, cells) =
            sensitivity_table(&schema(&design(&planned(2, (0.0, 1.0), n, 1, Y))), &found).unwrap();
        let first = schema.columns().iter().position(|c| c.name == "first").unwrap();
        assert_eq!(cells[0].0[first], Cell::Missing);
        found[0].reason.clone().unwrap()
    };
    assert_eq!(reason(16, &|_| 2.5), "the value is the same in all runs: 2.5");
    assert_eq!(reason(16, &|x| 1.0 + 1e-16 * x[0]), "the value is the same in all runs: 1");
    assert_eq!(reason(16, &|_| f64::NAN), "0 base rows are left, and indices need 2");
    assert_eq!(reason(1, &|x| x[0]), "1 base rows are left, and indices need 2");
    // Two base rows have indices, yet half of their resamples hold one of them twice.
    let few = found(&planned(2, (0.0, 1.0), 4, 1, Y), &|x| f64::from(u8::from(x[0] + x[1] > 1.6)));
    let intervals = few.iter().filter_map(|row| row.total).filter(|index| index.interval.is_some()).count();
    assert!(intervals == 0 && few[0].reason.as_deref().is_some_and(|r| !r.is_empty()), "{few:?}");
}

#[test]
fn the_table_fits_its_schema() {
    let study = planned(2, (0.0, 1.0), 32, 1, "of = [\"y\", \"2*y\"]");
    let found = found(&study, &|x| x[0] + 0.1 * x[1]);
    let (schema, rows) = sensitivity_table(&schema(&design(&study)), &found).unwrap();
    let names: Vec<&str> = schema.columns().iter().map(|c| c.name.as_str()).collect();
    let numbers = ["first", "first_low", "first_high", "total", "total_low", "total_high"];
    let rest = ["base_rows", "failed", "missing", "outside", "reason"];
    assert_eq!(names, [&["of", "among", "parameter"][..], &numbers[..], &rest[..]].concat());
    assert_eq!(rows.len(), 4);
    assert!(rows.iter().all(|row| schema.check(0, row).is_ok()));
}

#[test]
fn rows_of_another_study_are_refused() {
    let study = planned(2, (0.0, 1.0), 4, 1, Y);
    let (schema, rows) = rows(&planned(3, (0.0, 1.0), 4, 1, Y), &|x| x[0]);
    let problems = sensitivities(&study, &schema, &rows).unwrap_err();
    assert_eq!((problems.len(), problems[0].code.id), (4, "Y092"));
    assert!(problems[0].message.starts_with("row 4: "), "{problems:?}");
}
