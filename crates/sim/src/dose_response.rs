//! Numbers that sum up a dose-response curve.

/// The dose or concentration at which the effect first crosses `level` upwards, between the points
/// of a curve: linear in the effect and in the logarithm of the dose.
///
/// With an effect in percent inhibition and `level` 50 this is the absolute IC50 (of an effect in
/// percent of the largest one, the EC50). `doses` rise and are above zero. `None` where the curve
/// does not cross: nothing is extrapolated.
///
/// ```
/// use jakstat_sim::dose_response::half_effect;
///
/// let doses: Vec<f64> = (0..9).map(|i| 10f64.powi(i - 4)).collect();
/// let inhibition: Vec<f64> = doses.iter().map(|c| 100.0 * c / (c + 1.0)).collect();
/// assert!((half_effect(&doses, &inhibition, 50.0).unwrap() - 1.0).abs() < 1e-12);
/// assert_eq!(half_effect(&doses[..3], &inhibition[..3], 50.0), None);
/// ```
pub fn half_effect(doses: &[f64], effects: &[f64], level: f64) -> Option<f64> {
    let points: Vec<(f64, f64)> = doses.iter().copied().zip(effects.iter().copied()).collect();
    if let Some((dose, _)) = points.first().filter(|(_, effect)| *effect == level) {
        return Some(*dose);
    }
    let pair = points.windows(2).find(|w| w[0].1 < level && w[1].1 >= level)?;
    let ((d0, e0), (d1, e1)) = (pair[0], pair[1]);
    let part = (level - e0) / (e1 - e0);
    Some((d0.ln() + part * (d1.ln() - d0.ln())).exp())
}
