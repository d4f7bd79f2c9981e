//! The figure of a run: what happens over time, with the doses that cause it.

use jakstat_model::Unit;
use jakstat_report::{Axis, Caption, Doses, Panel, Provenance, Series, TimeCourse};
use jakstat_sim::Output;

use crate::trajectory::{Column, Trajectory};

/// Lines in one panel.
const MOST_SERIES: usize = 6;
/// Panels in one figure.
const MOST_PANELS: usize = 6;
/// Within a panel the largest peak is at most so many times the smallest: below, a line looks flat.
const MOST_SPREAD: f64 = 50.0;

/// The time courses of all columns of a run: values of one unit and similar size share a panel,
/// and more panels than fit make further figures. Values that are not finite are left out, and the
/// provenance says so. No figure where no column has a value.
pub fn time_courses(run: &Trajectory, caption: &Caption, provenance: &Provenance) -> Vec<TimeCourse> {
    let (unit, factor) = time_scale(run);
    let mut provenance = provenance.clone();
    let mut lines: Vec<Line> = Vec::new();
    for column in 0..run.columns.len() {
        let line = Line::new(run, column, factor);
        if line.left_out > 0 {
            let note = format!("{}: {} values that are not finite are not drawn", line.label, line.left_out);
            provenance.notes.push(note);
        }
        lines.extend(Some(line).filter(|l| !l.x.is_empty()));
    }
    let dose_times: Vec<f64> = run.dose_times.iter().map(|t| t * factor).collect();
    let doses = if dose_times.is_empty() {
        Vec::new()
    } else {
        vec![Doses { label: "dose".into(), times: dose_times }]
    };
    panels(lines)
        .chunks(MOST_PANELS)
        .map(|panels| TimeCourse {
            caption: caption.clone(),
            x: Axis::linear("time", unit),
            panels: panels.to_vec(),
            doses: doses.clone(),
            windows: Vec::new(),
            provenance: provenance.clone(),
        })
        .collect()
}

/// A line before it has a panel.
struct Line {
    label: String,
    quantity: &'static str,
    unit: String,
    x: Vec<f64>,
    y: Vec<f64>,
    peak: f64,
    left_out: usize,
}

impl Line {
    fn new(run: &Trajectory, column: usize, factor: f64) -> Self {
        let head = &run.columns[column];
        let all = run.times.iter().zip(run.column(column)).map(|(t, y)| (t * factor, y));
        let (x, y): (Vec<f64>, Vec<f64>) = all.filter(|(_, y)| y.is_finite()).unzip();
        Self {
            label: head.name(),
            quantity: quantity(head),
            unit: head.unit.map_or_else(String::new, unit_text),
            peak: y.iter().fold(0.0, |peak: f64, y| peak.max(y.abs())),
            left_out: run.times.len() - x.len(),
            x,
            y,
        }
    }

    fn fits_with(&self, first: &Self) -> bool {
        let same = self.unit == first.unit && self.quantity == first.quantity;
        same && (self.peak == 0.0 || first.peak <= MOST_SPREAD * self.peak)
    }
}

/// Lines in panels, the units in the order in which they first come, large values first.
fn panels(lines: Vec<Line>) -> Vec<Panel> {
    let mut kinds: Vec<(&'static str, String)> = Vec::new();
    for line in &lines {
        let kind = (line.quantity, line.unit.clone());
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let mut lines = lines;
    lines.sort_by(|a, b| b.peak.total_cmp(&a.peak));
    let mut panels = Vec::new();
    for (quantity, unit) in kinds {
        let mut group: Vec<&Line> = Vec::new();
        for line in lines.iter().filter(|l| l.quantity == quantity && l.unit == unit) {
            if group.len() == MOST_SERIES || group.first().is_some_and(|first| !line.fits_with(first)) {
                panels.push(panel(&group));
                group.clear();
            }
            group.push(line);
        }
        panels.push(panel(&group));
    }
    panels
}

fn panel(lines: &[&Line]) -> Panel {
    let (quantity, unit) = lines.first().map_or(("value", ""), |l| (l.quantity, l.unit.as_str()));
    let series = lines.iter().map(|line| Series {
        label: line.label.clone(),
        x: line.x.clone(),
        y: line.y.clone(),
        ..Series::default()
    });
    Panel { title: String::new(), y: Axis::linear(quantity, unit), series: series.collect() }
}

/// What a column holds, in a word.
fn quantity(column: &Column) -> &'static str {
    let molar = Unit::parse("mol/L").is_ok_and(|m| column.unit.is_some_and(|u| u.same_dimension(&m)));
    match column.output {
        _ if column.by.is_some() => "sensitivity",
        Output::Amount(_) => "amount",
        _ if molar => "concentration",
        _ => "value",
    }
}

/// A unit for an axis; nothing for a plain number.
fn unit_text(unit: Unit) -> String {
    if unit.same_as(&Unit::DIMENSIONLESS) { String::new() } else { unit.to_string() }
}

/// The unit in which the times of a run read best, and what to multiply them with.
pub(crate) fn time_scale(run: &Trajectory) -> (&'static str, f64) {
    const UNITS: [(&str, f64, f64); 4] =
        [("s", 1.0, 180.0), ("min", 60.0, 180.0), ("h", 3600.0, 96.0), ("d", 86_400.0, 70.0)];
    let second = Unit::builtin("second").and_then(|s| run.time_unit?.factor_to(&s));
    let Some(second) = second else { return ("", 1.0) };
    let ends = [run.times.first(), run.times.last()];
    let longest = ends.into_iter().flatten().fold(0.0, |most: f64, t| most.max(t.abs() * second));
    let fitting = UNITS.iter().find(|(_, size, most)| longest <= size * most);
    let (name, size) = fitting.map_or(("week", 604_800.0), |(name, size, _)| (*name, *size));
    (name, second / size)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(label: &str, unit: &str, peak: f64) -> Line {
        let (x, y) = (vec![0.0, 1.0], vec![0.0, peak]);
        Line { label: label.into(), quantity: "value", unit: unit.into(), x, y, peak, left_out: 0 }
    }

    #[test]
    fn panels_hold_one_unit_and_similar_sizes() {
        let lines = vec![
            line("a", "nM", 1.0),
            line("v", "nM/s", 1.0),
            line("b", "nM", 900.0),
            line("c", "nM", 100.0),
            line("zero", "nM", 0.0),
        ];
        let names: Vec<Vec<String>> =
            panels(lines).into_iter().map(|p| p.series.into_iter().map(|s| s.label).collect()).collect();
        assert_eq!(names, [vec!["b", "c"], vec!["a", "zero"], vec!["v"]]);
    }

    #[test]
    fn no_panel_is_crowded() {
        let lines = (0..14).map(|i| line(&format!("x{i}"), "", 1.0)).collect();
        let sizes: Vec<usize> = panels(lines).iter().map(|p| p.series.len()).collect();
        assert_eq!(sizes, [6, 6, 2]);
    }
}
