//! Off-target against on-target, a trace for each compound.

use jakstat_study::sweep::Pair;

use super::PlotError;
use super::rows::Rows;
use crate::provenance::Provenance;
use crate::target_plane::{ClinicalDose, Compound, Corner, TargetPlane};

pub(super) fn figure(
    rows: &Rows<'_>,
    pair: &Pair,
    provenance: &Provenance,
) -> Result<TargetPlane, PlotError> {
    let plot = rows.plot;
    let (on, off) = (rows.numbers(&pair.x)?, rows.numbers(&pair.y)?);
    let regimens = if rows.has("regimen") { Some(rows.texts("regimen")?) } else { None };
    let factors = if rows.has("dose_factor") { Some(rows.numbers("dose_factor")?) } else { None };
    let mut compounds = Vec::new();
    for (label, members) in rows.groups(rows.by()?)? {
        let first = regimens.as_ref().map(|r| &r[members[0]]);
        let mut trace: Vec<(f64, [f64; 2])> = Vec::new();
        let mut clinical = Vec::new();
        for &i in &members {
            let (Some(on), Some(off)) = (on[i], off[i]) else { continue };
            let factor = factors.as_ref().and_then(|f| f[i]);
            let regimen = regimens.as_ref().map(|r| &r[i]);
            if regimen == first {
                trace.push((factor.unwrap_or(trace.len() as f64), [on, off]));
            }
            // Each regimen is marked; the first one carries its name, so that words do not hide data.
            if factor == Some(1.0) {
                let label = regimen.filter(|r| Some(*r) == first).cloned().unwrap_or_default();
                clinical.push(ClinicalDose { label, on, off });
            }
        }
        trace.sort_by(|a, b| a.0.total_cmp(&b.0));
        compounds.push(Compound { label, trace: trace.into_iter().map(|(_, p)| p).collect(), clinical });
    }
    Ok(TargetPlane {
        caption: rows.caption(),
        on_target: plot.x_label.clone().unwrap_or_else(|| pair.x.clone()),
        off_target: plot.y_label.clone().unwrap_or_else(|| pair.y.clone()),
        range: Some([0.0, 100.0]),
        compounds,
        corner: Some(Corner { label: "wanted".into(), on_from: 50.0, off_to: 20.0 }),
        provenance: provenance.clone(),
    })
}
