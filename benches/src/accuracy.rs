//! How far trajectories are from a reference.

/// Trajectories of several runs: run after run, time after time, state after state.
#[derive(Debug, Clone)]
pub struct Trajectories {
    /// Times of each run.
    pub points: usize,
    /// States at each time.
    pub states: usize,
    /// All values; not a number throughout a run that failed.
    pub values: Vec<f64>,
}

impl Trajectories {
    /// Reads what a tool has written.
    ///
    /// # Errors
    /// A file that cannot be read or has no whole number of runs.
    pub fn read(path: &std::path::Path, points: usize, states: usize) -> Result<Self, String> {
        let bytes = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
        let values: Vec<f64> = bytes
            .chunks_exact(8)
            .map(|b| f64::from_le_bytes([b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]]))
            .collect();
        if values.is_empty() || !values.len().is_multiple_of(points * states) {
            return Err(format!("{}: {} numbers are no whole runs", path.display(), values.len()));
        }
        Ok(Self { points, states, values })
    }

    /// Run after run.
    pub fn runs(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks_exact(self.points * self.states)
    }

    /// Error of each run against the run of the same number in `reference`: the largest over all times
    /// and states of |difference| / max(|reference|, 1e-3 of the state's peak in that run). A state whose
    /// peak is below `least` is left out. A run that failed has an infinite error; the reference's
    /// failures are left out.
    pub fn errors(&self, reference: &Self, least: f64) -> Vec<f64> {
        self.runs()
            .zip(reference.runs())
            .filter(|(_, wanted)| wanted.iter().all(|x| x.is_finite()))
            .map(|(run, wanted)| error(run, wanted, self.states, least))
            .collect()
    }
}

fn error(run: &[f64], wanted: &[f64], states: usize, least: f64) -> f64 {
    let mut peaks = vec![0.0_f64; states];
    for row in wanted.chunks_exact(states) {
        for (peak, value) in peaks.iter_mut().zip(row) {
            *peak = peak.max(value.abs());
        }
    }
    let mut worst = 0.0_f64;
    for (row, wanted) in run.chunks_exact(states).zip(wanted.chunks_exact(states)) {
        for ((value, wanted), peak) in row.iter().zip(wanted).zip(&peaks) {
            if *peak > least {
                let error = (value - wanted).abs() / wanted.abs().max(1e-3 * peak);
                worst = worst.max(if error.is_nan() { f64::INFINITY } else { error });
            }
        }
    }
    worst
}

/// Median; the mean of the middle two of an even number. Not a number for nothing.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => sorted[n / 2],
        n => 0.5 * (sorted[n / 2 - 1] + sorted[n / 2]),
    }
}

/// Largest; 0 for nothing.
pub fn largest(values: &[f64]) -> f64 {
    values.iter().copied().fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64]) -> Trajectories {
        Trajectories { points: 2, states: 2, values: values.to_vec() }
    }

    #[test]
    fn the_error_is_relative_above_the_floor() {
        let reference = of(&[100.0, 1.0, 0.0, 1.0]);
        // 0.01 against the floor 0.1 of the first state is more than 1e-3 of the second.
        let errors = of(&[100.0, 1.001, 0.01, 1.0]).errors(&reference, 1e-9);
        assert!((errors[0] - 0.1).abs() < 1e-12, "{errors:?}");
    }

    #[test]
    fn what_is_nothing_is_left_out_and_failures_count() {
        let reference = of(&[1e-12, 1.0, 0.0, 1.0]);
        assert_eq!(of(&[5.0, 1.0, 5.0, 1.0]).errors(&reference, 1e-9), [0.0]);
        assert_eq!(of(&[f64::NAN; 4]).errors(&reference, 1e-9), [f64::INFINITY]);
        assert!(of(&[0.0; 4]).errors(&of(&[f64::NAN; 4]), 1e-9).is_empty());
    }

    #[test]
    fn the_median_of_an_even_number_is_between() {
        assert_eq!(median(&[4.0, 1.0, 3.0, 2.0]), 2.5);
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
    }
}
