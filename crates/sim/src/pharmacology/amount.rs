//! From milligrams to what a network counts in, and from infusions to rates.

use std::fmt;

use jakstat_model::Unit;

use super::regimen::{Dose, Route};
use crate::measure::{GRAM_PER_MOLE, MILLIGRAM};

/// The amount unit is not one of substance (moles).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NotSubstance(pub Unit);

impl fmt::Display for NotSubstance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no unit of substance such as the nanomole", self.0)
    }
}

impl std::error::Error for NotSubstance {}

/// How many `substance` units a dose of `mg` milligrams is, at `molecular_weight` grams per mole.
///
/// # Errors
/// Where `substance` does not measure moles.
pub fn dose_amount(mg: f64, molecular_weight: f64, substance: &Unit) -> Result<f64, NotSubstance> {
    let moles = MILLIGRAM.per(GRAM_PER_MOLE);
    let factor = moles.factor_to(substance).ok_or(NotSubstance(*substance))?;
    Ok(mg / molecular_weight * factor)
}

/// A change of the rate at which a compound is infused.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateStep {
    /// From this time on, in hours.
    pub time_h: f64,
    /// Sum of all running infusions, in milligrams per hour.
    pub rate_mg_per_h: f64,
}

/// The infusion rate as a function of time: one step wherever it changes, in order of time.
///
/// Infusions that overlap add up. Where one ends as the next begins there is one step. Each rate is
/// summed anew over the running infusions, so that the rate after the last one is exactly 0.
pub fn infusion_steps(doses: &[Dose]) -> Vec<RateStep> {
    let infusions: Vec<(f64, f64, f64)> = doses
        .iter()
        .filter_map(|d| match d.route {
            Route::Infusion { duration_h } => {
                Some((d.time_h, d.time_h + duration_h, d.amount_mg / duration_h))
            }
            Route::Oral | Route::Bolus | Route::Topical => None,
        })
        .collect();
    let mut times: Vec<f64> = infusions.iter().flat_map(|(start, end, _)| [*start, *end]).collect();
    times.sort_by(f64::total_cmp);
    // Two times that differ by rounding only are one: a repeat of `every` against `start + duration`.
    times.dedup_by(|later, earlier| *later - *earlier <= 1e-9 * later.abs().max(1.0));
    let running = |t: f64| {
        let slack = 1e-9 * t.abs().max(1.0);
        infusions.iter().filter(move |(start, end, _)| *start <= t + slack && t + slack < *end)
    };
    let steps = times.iter().map(|&t| RateStep { time_h: t, rate_mg_per_h: running(t).map(|i| i.2).sum() });
    let mut steps: Vec<RateStep> = steps.collect();
    steps.dedup_by(|later, earlier| later.rate_mg_per_h == earlier.rate_mg_per_h);
    steps
}
