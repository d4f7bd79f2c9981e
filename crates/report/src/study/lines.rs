//! Outcomes or summaries along a number, a line for each group or outcome.

use jakstat_study::design::Scale;
use jakstat_study::sweep::{Lines, Through};

use super::PlotError;
use super::error::PlotFault;
use super::observed;
use super::quantity::{Quantity, Value};
use super::rows::Rows;
use crate::axis::{Axis, Fit, Scale as Spacing};
use crate::provenance::Provenance;
use crate::time_course::{Band, Mark, Panel, Series, TimeCourse};

/// As many as there are colours.
const MOST: usize = 7;

/// One line before it is drawn.
pub(super) struct Line {
    pub label: String,
    points: Vec<Point>,
    /// Values that there are not.
    missing: usize,
}

struct Point {
    x: f64,
    y: f64,
    interval: Option<[f64; 2]>,
}

pub(super) fn figure(
    rows: &Rows<'_>,
    lines: &Lines,
    provenance: &Provenance,
) -> Result<TimeCourse, PlotError> {
    let mut provenance = provenance.clone();
    let mut axes = Axes::default();
    let mut all = match &lines.through {
        Through::Column { x, y } => along(rows, x, y, &mut axes)?,
        Through::Points(points) => through(rows, points, &mut axes)?,
    };
    all.retain(|line| {
        note(line, &mut provenance);
        !line.points.is_empty()
    });
    if all.is_empty() {
        return Err(rows.fault(PlotFault::NoRows));
    }
    if all.len() > MOST {
        return Err(rows.fault(PlotFault::TooManyLines { lines: all.len(), most: MOST }));
    }
    for line in &mut all {
        line.points.sort_by(|a, b| a.x.total_cmp(&b.x));
        check_single(rows, line)?;
    }
    let unit = axes.y_unit(rows)?;
    let dots = match (&lines.observed, &lines.through) {
        (Some(file), Through::Points(points)) => observed::dots(rows, file, points, &all, &mut provenance)?,
        _ => Vec::new(),
    };
    let series: Vec<Series> = all.into_iter().map(Line::series).chain(dots).collect();
    let mut y = Axis::linear(rows.plot.y_label.clone().unwrap_or(axes.y_name), unit);
    y.range = range(lines, &y, &series);
    let x_label = rows.plot.x_label.clone().unwrap_or(axes.x_name);
    let x = match axes.x_unit {
        Some(unit) => Axis::linear(x_label, unit),
        None => split_unit(&x_label),
    };
    let scale = if lines.x_scale == Scale::Log { Spacing::Log } else { Spacing::Linear };
    Ok(TimeCourse {
        caption: rows.caption(),
        x: Axis { scale, ..x },
        panels: vec![Panel { title: String::new(), y, series }],
        provenance,
        ..TimeCourse::default()
    })
}

/// Names and units that the axes have of themselves.
#[derive(Default)]
struct Axes {
    x_name: String,
    x_unit: Option<String>,
    y_name: String,
    y_units: Vec<Option<String>>,
}

impl Axes {
    fn add(&mut self, quantity: &Quantity<'_>) {
        let separator = if self.y_name.is_empty() { "" } else { ", " };
        self.y_name.push_str(separator);
        self.y_name.push_str(quantity.name);
        let unit = quantity.unit.map(str::to_owned);
        if !self.y_units.contains(&unit) {
            self.y_units.push(unit);
        }
    }

    /// The unit of all values; empty where one has none.
    fn y_unit(&self, rows: &Rows<'_>) -> Result<String, PlotError> {
        let known: Vec<String> = self.y_units.iter().flatten().cloned().collect();
        match known.as_slice() {
            [_, _, ..] => Err(rows.fault(PlotFault::MixedUnits { units: known })),
            [unit] if self.y_units.len() == 1 => Ok(unit.clone()),
            _ => Ok(String::new()),
        }
    }
}

/// Each outcome along the column `x`.
fn along<'a>(rows: &Rows<'a>, x: &str, y: &'a [String], axes: &mut Axes) -> Result<Vec<Line>, PlotError> {
    let columns = rows.results.runs.schema.columns();
    axes.x_name = x.to_owned();
    axes.x_unit = columns.iter().find(|c| c.name == x).and_then(|c| c.unit.clone());
    let mut lines = Vec::new();
    for name in y {
        let quantity = rows.quantity(name)?;
        axes.add(&quantity);
        let places = quantity.numbers(x)?;
        for (value, place) in quantity.values.iter().zip(places) {
            let label = match (group(rows, &quantity, value)?, y.len()) {
                (Some(group), 1) => group,
                (Some(group), _) => format!("{group}, {name}"),
                (None, _) => name.clone(),
            };
            add(&mut lines, label, place, value);
        }
    }
    Ok(lines)
}

/// Named quantities, each at its place.
fn through<'a>(
    rows: &Rows<'a>,
    points: &'a [(f64, String)],
    axes: &mut Axes,
) -> Result<Vec<Line>, PlotError> {
    let mut lines = Vec::new();
    for (place, name) in points {
        let quantity = rows.quantity(name)?;
        axes.add(&quantity);
        for value in &quantity.values {
            let only = rows.plot.y_label.clone().unwrap_or_default();
            let label = group(rows, &quantity, value)?.unwrap_or(only);
            add(&mut lines, label, Some(*place), value);
        }
    }
    Ok(lines)
}

/// Which line a value belongs to.
fn group(rows: &Rows<'_>, quantity: &Quantity<'_>, value: &Value<'_>) -> Result<Option<String>, PlotError> {
    let Some(by) = &rows.plot.by else { return Ok(None) };
    quantity.has(by)?;
    Ok(value.text(by))
}

fn add(lines: &mut Vec<Line>, label: String, place: Option<f64>, value: &Value<'_>) {
    let i = lines.iter().position(|line| line.label == label).unwrap_or(lines.len());
    if i == lines.len() {
        lines.push(Line { label, points: Vec::new(), missing: 0 });
    }
    match place.zip(value.value) {
        Some((x, y)) => lines[i].points.push(Point { x, y, interval: value.interval }),
        None => lines[i].missing += 1,
    }
}

/// A line has one value at each place.
fn check_single(rows: &Rows<'_>, line: &Line) -> Result<(), PlotError> {
    let Some(pair) = line.points.windows(2).find(|pair| pair[0].x == pair[1].x) else { return Ok(()) };
    let x = pair[0].x;
    let values = line.points.iter().filter(|p| p.x == x).count();
    Err(rows.fault(PlotFault::SeveralAt { line: line.label.clone(), x, values }))
}

/// Says what the picture does not show.
fn note(line: &Line, provenance: &mut Provenance) {
    if line.missing > 0 {
        provenance
            .notes
            .push(format!("{}: {} values that are missing are not drawn", line.label, line.missing));
    }
    let without = line.points.iter().filter(|p| p.interval.is_none()).count();
    if without > 0 && without < line.points.len() {
        provenance.notes.push(format!("{}: no band, since {without} values have no interval", line.label));
    }
}

impl Line {
    fn series(self) -> Series {
        let ends: Option<Vec<[f64; 2]>> = self.points.iter().map(|p| p.interval).collect();
        let band = ends.map(|ends| Band {
            low: ends.iter().map(|e| e[0]).collect(),
            high: ends.iter().map(|e| e[1]).collect(),
        });
        let (x, y) = self.points.iter().map(|p| (p.x, p.y)).unzip();
        Series { label: self.label, x, y, band, mark: Mark::Line }
    }
}

/// The ends that were asked for; one that was not fits the data.
fn range(lines: &Lines, y: &Axis, series: &[Series]) -> Option<[f64; 2]> {
    if lines.y_from.is_none() && lines.y_to.is_none() {
        return None;
    }
    let mut values: Vec<f64> = series.iter().flat_map(|s| s.y.iter().copied()).collect();
    for band in series.iter().filter_map(|s| s.band.as_ref()) {
        values.extend(band.low.iter().chain(&band.high));
    }
    let fit = y.domain(&values, Fit::Loose).unwrap_or([f64::NAN; 2]);
    Some([lines.y_from.unwrap_or(fit[0]), lines.y_to.unwrap_or(fit[1])])
}

/// `time (weeks)` as label and unit: weeks have ticks of their own.
fn split_unit(label: &str) -> Axis {
    let parts = label.strip_suffix(')').and_then(|rest| rest.rsplit_once(" ("));
    match parts {
        Some((label, unit)) => Axis::linear(label, unit),
        None => Axis::linear(label, ""),
    }
}
