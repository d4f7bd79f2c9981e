//! What happens over time: lines, bands and observed points, with the doses that cause it.

mod dodge;
mod draw;

use crate::axis::Axis;
use crate::check;
use crate::error::{FigureError, Problem};
use crate::figure::{Caption, Figure, finish};
use crate::provenance::Provenance;
use crate::table::{Cell, Heading, Table};

/// Values over time, or along another quantity, in one panel or several below each other, which share the time axis.
///
/// A series keeps its colour in every panel that has one of the same label. Labels stand beside
/// the ends of the lines where there is room, otherwise in a legend.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TimeCourse {
    /// Words above the figure.
    pub caption: Caption,
    /// The time axis; fits data and doses unless it has a range.
    pub x: Axis,
    /// At least one.
    pub panels: Vec<Panel>,
    /// Times of doses, marked along the bottom.
    pub doses: Vec<Doses>,
    /// Spans of time that are shaded.
    pub windows: Vec<Window>,
    /// Where the numbers come from.
    pub provenance: Provenance,
}

/// One box of a [`TimeCourse`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Panel {
    /// Words above the box; empty for none.
    pub title: String,
    /// The y axis.
    pub y: Axis,
    /// What is drawn; at least one.
    pub series: Vec<Series>,
}

/// Values of one quantity over time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Series {
    /// Name for the reader. Line and points of the same label share colour and label.
    pub label: String,
    /// Times, in the unit of the x axis.
    pub x: Vec<f64>,
    /// Values, in the unit of the panel's y axis; as many as `x`.
    pub y: Vec<f64>,
    /// Lower and upper end of a band (of points: error bars), as many values as `x` in each.
    pub band: Option<Band>,
    /// Line or points.
    pub mark: Mark,
}

/// A band around a series, such as 5 to 95 % of subjects.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Band {
    /// Lower ends.
    pub low: Vec<f64>,
    /// Upper ends.
    pub high: Vec<f64>,
}

/// How a series is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mark {
    /// A line from point to point, as of a simulation.
    #[default]
    Line,
    /// Single points, as of observations.
    Points,
}

/// Doses that share a label.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Doses {
    /// What is given, such as "dose" or "15 mg".
    pub label: String,
    /// When, in the unit of the x axis.
    pub times: Vec<f64>,
}

/// A shaded span of time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Window {
    /// Words above it.
    pub label: String,
    /// Start, in the unit of the x axis.
    pub from: f64,
    /// End.
    pub to: f64,
}

impl Figure for TimeCourse {
    fn svg(&self) -> Result<String, FigureError> {
        let canvas = self.draw()?;
        finish(&canvas, &self.caption, &self.description(), &self.provenance)
    }

    fn table(&self) -> Result<Table, FigureError> {
        self.check()?;
        let heads = [("panel", ""), ("kind", ""), ("label", ""), (&self.x.label, &self.x.unit)];
        let mut headings: Vec<Heading> = heads.iter().map(|(n, u)| Heading::new(*n, *u)).collect();
        headings.extend(["value", "low", "high", "unit"].map(|n| Heading::new(n, "")));
        let mut table = Table::new(headings);
        for panel in &self.panels {
            for series in &panel.series {
                add_series(&mut table, panel, series);
            }
        }
        for doses in &self.doses {
            for time in &doses.times {
                table.add(mark_row("dose", &doses.label, *time));
            }
        }
        for window in &self.windows {
            table.add(mark_row("window start", &window.label, window.from));
            table.add(mark_row("window end", &window.label, window.to));
        }
        Ok(table)
    }

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}

fn add_series(table: &mut Table, panel: &Panel, series: &Series) {
    let kind = if series.mark == Mark::Line { "line" } else { "points" };
    for (i, (x, y)) in series.x.iter().zip(&series.y).enumerate() {
        let end = |f: fn(&Band) -> &Vec<f64>| Cell::from(series.band.as_ref().map(|b| f(b)[i]));
        table.add([
            panel_name(panel).into(),
            kind.into(),
            series.label.as_str().into(),
            (*x).into(),
            (*y).into(),
            end(|b| &b.low),
            end(|b| &b.high),
            panel.y.unit.as_str().into(),
        ]);
    }
}

fn mark_row(kind: &str, label: &str, time: f64) -> [Cell; 8] {
    let missing = || Cell::Missing;
    [missing(), kind.into(), label.into(), time.into(), missing(), missing(), missing(), missing()]
}

fn panel_name(panel: &Panel) -> &str {
    if panel.title.is_empty() { &panel.y.label } else { &panel.title }
}

impl TimeCourse {
    fn description(&self) -> String {
        let panels: Vec<String> = self
            .panels
            .iter()
            .map(|p| {
                let labels: Vec<&str> = p.series.iter().map(|s| s.label.as_str()).collect();
                format!("{}: {}", p.y.title(), labels.join(", "))
            })
            .collect();
        format!("Time course over {}. {}.", self.x.title(), panels.join(". "))
    }

    fn check(&self) -> Result<(), FigureError> {
        let mut problems = Vec::new();
        self.x.check(&mut problems);
        if self.panels.is_empty() {
            problems.push(Problem::NothingToDraw { what: "panels" });
        }
        for panel in &self.panels {
            panel.y.check(&mut problems);
            if panel.series.is_empty() {
                problems.push(Problem::NothingToDraw { what: "series" });
            }
            // Points of one label may be in two series: with intervals and without.
            let kinds = [(Mark::Line, false), (Mark::Points, true), (Mark::Points, false)];
            for (mark, bars) in kinds {
                let same = |s: &&Series| s.mark == mark && (mark == Mark::Line || s.band.is_some() == bars);
                check::unique(&mut problems, panel.series.iter().filter(same).map(|s| s.label.as_str()));
            }
            for series in &panel.series {
                self.check_series(&mut problems, panel, series);
            }
        }
        for doses in &self.doses {
            if doses.times.is_empty() {
                problems.push(Problem::EmptySeries { label: doses.label.clone() });
            }
            check::values(&mut problems, &doses.label, "times", &doses.times, &self.x);
        }
        for window in &self.windows {
            let ends = [window.from, window.to];
            check::values(&mut problems, &window.label, "from, to", &ends, &self.x);
            check::increasing(&mut problems, &window.label, "from, to", &ends);
        }
        FigureError::check(problems)
    }

    fn check_series(&self, problems: &mut Vec<Problem>, panel: &Panel, series: &Series) {
        let (label, n) = (series.label.as_str(), series.x.len());
        check::lengths(problems, label, ("x", n), ("y", series.y.len()));
        check::values(problems, label, "x", &series.x, &self.x);
        check::values(problems, label, "y", &series.y, &panel.y);
        if let Some(band) = &series.band {
            for (list, values) in [("low", &band.low), ("high", &band.high)] {
                if values.len() != n {
                    check::lengths(problems, label, ("x", n), (list, values.len()));
                }
                check::values(problems, label, list, values, &panel.y);
            }
        }
    }

    /// Labels in the order in which they first come.
    fn labels(&self) -> Vec<&str> {
        let mut labels: Vec<&str> = Vec::new();
        for series in self.panels.iter().flat_map(|p| &p.series) {
            if !labels.contains(&series.label.as_str()) {
                labels.push(&series.label);
            }
        }
        labels
    }
}
