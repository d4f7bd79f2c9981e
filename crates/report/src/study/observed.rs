//! Observations as dots in the colours of their lines.

use jakstat_study::sweep::ObservedFile;
use jakstat_study::validation::Observation;

use super::PlotError;
use super::error::PlotFault;
use super::lines::Line;
use super::rows::Rows;
use crate::provenance::Provenance;
use crate::time_course::{Band, Mark, Series};

/// Dots with interval bars, and dots without, for each line that was observed.
pub(super) fn dots(
    rows: &Rows<'_>,
    file: &ObservedFile,
    points: &[(f64, String)],
    lines: &[Line],
    provenance: &mut Provenance,
) -> Result<Vec<Series>, PlotError> {
    let all = rows.results.observed.get(&file.path).map_or(&[] as &[Observation], Vec::as_slice);
    provenance.notes.push(format!("dots: observed, `{}`", file.path));
    let mut found = Vec::new();
    for line in lines {
        let mut with = empty(&line.label, true);
        let mut without = empty(&line.label, false);
        for observation in all.iter().filter(|o| o.row == line.label) {
            for (x, _) in points.iter().filter(|(_, name)| *name == observation.column) {
                if !add(&mut with, &mut without, *x, observation) {
                    let Observation { row, column, .. } = observation;
                    provenance.notes.push(format!("{row}, {column}: only a bound was observed, not drawn"));
                }
            }
        }
        found.extend([with, without].into_iter().filter(|series| !series.x.is_empty()));
    }
    let path = file.path.clone();
    if found.is_empty() { Err(rows.fault(PlotFault::NothingObserved { path })) } else { Ok(found) }
}

fn empty(label: &str, bars: bool) -> Series {
    let band = bars.then(Band::default);
    Series { label: label.to_owned(), band, mark: Mark::Points, ..Series::default() }
}

/// Adds an observation to those with or without interval; false where it has no value.
fn add(with: &mut Series, without: &mut Series, x: f64, observation: &Observation) -> bool {
    let Some(value) = observation.value else { return false };
    let series = match (observation.low.zip(observation.high), with.band.as_mut()) {
        (Some((low, high)), Some(band)) => {
            band.low.push(low);
            band.high.push(high);
            with
        }
        _ => without,
    };
    series.x.push(x);
    series.y.push(value);
    true
}
