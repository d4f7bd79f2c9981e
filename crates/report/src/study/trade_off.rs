//! One summary against another, a path for each group.

use jakstat_study::sweep::Pair;
use jakstat_study::table::Cell;

use super::PlotError;
use super::error::PlotFault;
use super::quantity::{Quantity, Value};
use super::rows::{Rows, number};
use crate::axis::Axis;
use crate::number::pretty;
use crate::provenance::Provenance;
use crate::trade_off::{Outcome, Path, TradeOff};

/// A point with what orders it along its path.
type Ordered = (Option<f64>, Outcome);

pub(super) fn figure<'a>(
    rows: &Rows<'a>,
    pair: &'a Pair,
    provenance: &Provenance,
) -> Result<TradeOff, PlotError> {
    for name in [&pair.x, &pair.y] {
        if !rows.has_summary(name) {
            return Err(rows.fault(PlotFault::NoSummary { column: name.clone() }));
        }
    }
    let (x, y, by) = (rows.quantity(&pair.x)?, rows.quantity(&pair.y)?, rows.by()?);
    check_groups(rows, &x, &y)?;
    x.has(by)?;
    let order = order(rows, &x, by)?;
    let mut provenance = provenance.clone();
    let mut paths: Vec<(String, Vec<Ordered>)> = Vec::new();
    for value in &x.values {
        let label = value.text(by).unwrap_or_default();
        let same = |other: &&Value<'_>| x.columns.iter().all(|c| other.text(c) == value.text(c));
        let other = y.values.iter().find(same);
        let i = paths.iter().position(|(name, _)| *name == label).unwrap_or(paths.len());
        if i == paths.len() {
            paths.push((label.clone(), Vec::new()));
        }
        let cell = order.and_then(|column| value.cell(column));
        let place = cell.and_then(|c| number(c).flatten());
        match other.and_then(|other| Some((value.value?, other.value?, other.interval))) {
            Some((on_x, on_y, y_interval)) => {
                let label = cell.map_or(String::new(), shown);
                let outcome = Outcome { label, x: on_x, y: on_y, x_interval: value.interval, y_interval };
                paths[i].1.push((place, outcome));
            }
            None => provenance.notes.push(format!("{label}: a group without value is not drawn")),
        }
    }
    for (_, outcomes) in &mut paths {
        outcomes.sort_by(|a, b| a.0.unwrap_or(0.0).total_cmp(&b.0.unwrap_or(0.0)));
    }
    paths.retain(|(_, outcomes)| !outcomes.is_empty());
    let points = |outcomes: Vec<(Option<f64>, Outcome)>| outcomes.into_iter().map(|(_, o)| o).collect();
    Ok(TradeOff {
        caption: rows.caption(),
        x: axis(&x, rows.plot.x_label.as_ref()),
        y: axis(&y, rows.plot.y_label.as_ref()),
        order: order.map_or(String::new(), |column| rows.axis(column, None, false).title()),
        paths: paths.into_iter().map(|(label, p)| Path { label, points: points(p) }).collect(),
        provenance,
    })
}

fn check_groups(rows: &Rows<'_>, x: &Quantity<'_>, y: &Quantity<'_>) -> Result<(), PlotError> {
    let names = |q: &Quantity<'_>| -> Vec<String> {
        let mut names: Vec<String> = q.columns.iter().map(|c| (*c).to_owned()).collect();
        names.sort();
        names
    };
    let (x, y) = (names(x), names(y));
    if x == y { Ok(()) } else { Err(rows.fault(PlotFault::OtherGroups { x, y })) }
}

/// The column along which a path goes: the one beside `by` that differs between groups.
fn order<'a>(rows: &Rows<'_>, x: &Quantity<'a>, by: &str) -> Result<Option<&'a str>, PlotError> {
    let differs = |column: &&str| {
        let first = x.values.first().and_then(|v| v.text(column));
        x.values.iter().any(|v| v.text(column) != first)
    };
    let rest: Vec<&str> = x.columns.iter().copied().filter(|c| *c != by).filter(differs).collect();
    match rest[..] {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        _ => Err(rows.fault(PlotFault::NoOrder { columns: rest.iter().map(|c| (*c).to_owned()).collect() })),
    }
}

fn shown(cell: &Cell) -> String {
    number(cell).flatten().map_or_else(|| super::rows::text(cell), |x| pretty(x, 3))
}

fn axis(quantity: &Quantity<'_>, label: Option<&String>) -> Axis {
    let label = label.cloned().unwrap_or_else(|| quantity.name.to_owned());
    Axis::linear(label, quantity.unit.unwrap_or_default())
}
