//! One outcome over two axes.

use jakstat_study::sweep::Pair;

use super::PlotError;
use super::rows::{Rows, is_log};
use crate::heat_map::HeatMap;
use crate::provenance::Provenance;

pub(super) fn figure(rows: &Rows<'_>, pair: &Pair, provenance: &Provenance) -> Result<HeatMap, PlotError> {
    let (plot, value) = (rows.plot, rows.by()?);
    let (x, y, z) = (rows.numbers(&pair.x)?, rows.numbers(&pair.y)?, rows.numbers(value)?);
    let (xs, ys) = (steps(&x), steps(&y));
    let mut values = vec![vec![None; xs.len()]; ys.len()];
    for ((x, y), z) in x.iter().zip(&y).zip(z) {
        let column = x.and_then(|x| xs.iter().position(|v| *v == x));
        let row = y.and_then(|y| ys.iter().position(|v| *v == y));
        if let (Some(column), Some(row)) = (column, row) {
            values[row][column] = z;
        }
    }
    Ok(HeatMap {
        caption: rows.caption(),
        x: rows.axis(&pair.x, plot.x_label.as_ref(), is_log(&xs)),
        y: rows.axis(&pair.y, plot.y_label.as_ref(), is_log(&ys)),
        value: rows.axis(value, None, false),
        xs,
        ys,
        values,
        missing: "no result".into(),
        provenance: provenance.clone(),
        ..HeatMap::default()
    })
}

/// The values that occur, rising.
fn steps(values: &[Option<f64>]) -> Vec<f64> {
    let mut steps: Vec<f64> = values.iter().flatten().copied().collect();
    steps.sort_by(f64::total_cmp);
    steps.dedup();
    steps
}
