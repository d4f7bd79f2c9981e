//! Outcome against dose, a curve for each compound or other text.

use jakstat_sim::dose_response::half_effect;
use jakstat_study::sweep::Pair;

use super::PlotError;
use super::rows::{Rows, is_log};
use crate::dose_response::{Curve, DoseResponse, Exposure, Half};
use crate::provenance::Provenance;

pub(super) fn figure(
    rows: &Rows<'_>,
    pair: &Pair,
    provenance: &Provenance,
) -> Result<DoseResponse, PlotError> {
    let plot = rows.plot;
    let (x, y) = (rows.numbers(&pair.x)?, rows.numbers(&pair.y)?);
    let regimens = if rows.has("regimen") { Some(rows.texts("regimen")?) } else { None };
    let mut curves = Vec::new();
    for (label, members) in rows.groups(rows.by()?)? {
        // Multiples of one regimen make a curve; those of another would run beside it.
        let first = regimens.as_ref().map(|r| r[members[0]].clone());
        let same = |i: &&usize| regimens.as_ref().is_none_or(|r| Some(&r[**i]) == first.as_ref());
        let mut points: Vec<(f64, f64)> =
            members.iter().filter(same).filter_map(|i| Some((x[*i]?, y[*i]?))).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        points.dedup_by(|a, b| a.0 == b.0);
        if points.len() < 2 {
            continue;
        }
        let (xs, ys): (Vec<f64>, Vec<f64>) = points.into_iter().unzip();
        let half = half_effect(&xs, &ys, 50.0).map(|value| Half { name: "IC50".into(), value });
        let at_clinic = pair.x == "dose_factor" && xs[0] <= 1.0 && xs[xs.len() - 1] >= 1.0;
        let clinical = first.filter(|_| at_clinic).map(|regimen| Exposure { label: regimen, x: 1.0 });
        let label = match &clinical {
            Some(exposure) => format!("{label}, {}", exposure.label),
            None => label,
        };
        curves.push(Curve { label, half, clinical: Vec::new(), points: Vec::new(), x: xs, y: ys });
    }
    let all: Vec<f64> = curves.iter().flat_map(|c| c.x.iter().copied()).collect();
    Ok(DoseResponse {
        caption: rows.caption(),
        x: rows.axis(&pair.x, plot.x_label.as_ref(), is_log(&all)),
        y: rows.axis(&pair.y, plot.y_label.as_ref(), false),
        curves,
        provenance: provenance.clone(),
    })
}
