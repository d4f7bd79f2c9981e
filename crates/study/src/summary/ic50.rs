//! The dose of half effect of a group of rows.

use std::collections::BTreeMap;

use jakstat_sim::dose_response::half_effect;

use super::statistic::mean;

/// The dose at which the effect, in percent, passes 50 upwards; linear in the logarithm of the dose
/// between neighbours, and missing outside of them. Effects of the same dose are averaged; a dose
/// of 0 has no logarithm and is left out.
pub(super) fn ic50(points: &[(f64, f64)]) -> Option<f64> {
    let mut by_dose: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
    for (dose, effect) in points.iter().filter(|(dose, _)| *dose > 0.0 && dose.is_finite()) {
        // The bits of positive numbers have their order.
        by_dose.entry(dose.to_bits()).or_default().push(*effect);
    }
    let doses: Vec<f64> = by_dose.keys().map(|bits| f64::from_bits(*bits)).collect();
    let effects: Vec<f64> = by_dose.values().filter_map(|effects| mean(effects)).collect();
    half_effect(&doses, &effects, 50.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_lies_between_neighbours_and_nowhere_else() {
        let points = [(10.0, 75.0), (0.0, 3.0), (1.0, 20.0), (1.0, 30.0), (0.1, 5.0)];
        // From (1, 25) to (10, 75): half way in the logarithm.
        assert!((ic50(&points).unwrap() - 10f64.sqrt()).abs() < 1e-12);
        assert_eq!(ic50(&points[1..]), None);
        assert_eq!(ic50(&points[..1]), None);
        assert_eq!(ic50(&[]), None);
    }
}
