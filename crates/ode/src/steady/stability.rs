//! Whether a system returns to a steady state after a small push.

use nalgebra::linalg::{Schur, balancing::balance_parlett_reinsch};
use nalgebra::{Complex, DMatrix};

/// Real parts within so many roundings of the largest eigenvalue, times the size, tell nothing.
const ROUNDINGS: f64 = 16.0;

/// Rounds of the eigenvalue iteration for each state, many times what it ever takes.
const ROUNDS: usize = 200;

/// What small pushes away from a steady state do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stability {
    /// They die out.
    Stable,
    /// Some grow.
    Unstable,
    /// Some neither grow nor die out, within rounding.
    Marginal,
    /// Not to be told: the Jacobian is not finite there.
    Unknown,
    /// Not to be told: rates read the past, and lags alone can make a system swing.
    Lagged,
}

/// An eigenvalue of the Jacobian, in 1 over the system's unit of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Eigenvalue {
    /// Rate of growth; negative where a push dies out.
    pub real: f64,
    /// Angular frequency; 0 where a push does not oscillate.
    pub imaginary: f64,
}

impl Eigenvalue {
    /// Time in which a push along it changes by a factor of e; infinite where it does not.
    pub fn time(&self) -> f64 {
        1.0 / self.real.abs()
    }

    fn size(&self) -> f64 {
        self.real.hypot(self.imaginary)
    }
}

/// Stability with what it was told by.
#[derive(Debug, Clone, PartialEq)]
pub struct Spectrum {
    /// The verdict.
    pub stability: Stability,
    /// Eigenvalues of the Jacobian without its conserved directions, the largest real part first.
    pub eigenvalues: Vec<Eigenvalue>,
}

impl Spectrum {
    /// The spectrum of a Jacobian without conserved directions.
    pub(super) fn of(jacobian: DMatrix<f64>) -> Self {
        let size = jacobian.nrows();
        let Some(mut eigenvalues) = eigenvalues(jacobian) else {
            return Self { stability: Stability::Unknown, eigenvalues: Vec::new() };
        };
        let largest = eigenvalues.iter().map(|e| e.value.size()).fold(0.0, f64::max);
        let rounding = ROUNDINGS * f64::EPSILON * size as f64 * largest;
        let sure = |e: &Found| e.value.real.abs() > if e.of_inverse { f64::MIN_POSITIVE } else { rounding };
        let stability = if eigenvalues.iter().any(|e| e.value.real > 0.0 && sure(e)) {
            Stability::Unstable
        } else if eigenvalues.iter().all(sure) {
            Stability::Stable
        } else {
            Stability::Marginal
        };
        eigenvalues.sort_by(|a, b| b.value.real.total_cmp(&a.value.real));
        Self { stability, eigenvalues: eigenvalues.iter().map(|e| e.value).collect() }
    }

    /// The longest time in which a push dies out or grows, of those that can be told from rounding.
    pub(super) fn slowest(&self) -> f64 {
        let largest = self.eigenvalues.iter().map(Eigenvalue::size).fold(0.0, f64::max);
        let rounding = ROUNDINGS * f64::EPSILON * self.eigenvalues.len() as f64 * largest;
        self.eigenvalues.iter().filter(|e| e.real.abs() > rounding).map(Eigenvalue::time).fold(0.0, f64::max)
    }
}

#[derive(Debug, Clone, Copy)]
struct Found {
    value: Eigenvalue,
    /// Told by the inverse matrix, to which small eigenvalues are large.
    of_inverse: bool,
}

/// All eigenvalues. Those much smaller than the largest drown in its rounding, so the small half is
/// taken from the inverse, where there is one.
fn eigenvalues(mut jacobian: DMatrix<f64>) -> Option<Vec<Found>> {
    if jacobian.iter().any(|x| !x.is_finite()) {
        return None;
    }
    if jacobian.is_empty() {
        return Some(Vec::new());
    }
    balance_parlett_reinsch(&mut jacobian);
    let mut values = plain(&jacobian)?;
    let inverse = super::reduce::Factored::new(jacobian.clone(), &vec![1.0; jacobian.nrows()])
        .and_then(|factored| factored.inverse())
        .and_then(|inverse| plain(&inverse));
    let mut small: Vec<Complex<f64>> = inverse.into_iter().flatten().map(|m| 1.0 / m).collect();
    let by_size = |a: &Complex<f64>, b: &Complex<f64>| b.norm().total_cmp(&a.norm());
    values.sort_by(by_size);
    small.sort_by(by_size);
    let largest = values.first().map_or(0.0, |v| v.norm());
    let middle = small.last().map_or(0.0, |s| (largest * s.norm()).sqrt());
    let merged = values.iter().enumerate().map(|(i, value)| {
        let (value, of_inverse) = match small.get(i) {
            Some(exact) if value.norm() < middle => (exact, true),
            _ => (value, false),
        };
        Found { value: Eigenvalue { real: value.re, imaginary: value.im }, of_inverse }
    });
    Some(merged.collect())
}

fn plain(matrix: &DMatrix<f64>) -> Option<Vec<Complex<f64>>> {
    let rounds = ROUNDS * matrix.nrows();
    let schur = Schur::try_new(matrix.clone(), f64::EPSILON, rounds)?;
    let values: Vec<_> = schur.complex_eigenvalues().iter().copied().collect();
    values.iter().all(|v| v.re.is_finite() && v.im.is_finite()).then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spectrum(n: usize, entries: &[f64]) -> Spectrum {
        Spectrum::of(DMatrix::from_row_slice(n, n, entries))
    }

    #[test]
    fn signs_of_real_parts_decide() {
        assert_eq!(spectrum(2, &[-1.0, 5.0, 0.0, -2.0]).stability, Stability::Stable);
        assert_eq!(spectrum(2, &[1.0, 5.0, 0.0, -2.0]).stability, Stability::Unstable);
        assert_eq!(spectrum(2, &[0.0, 1.0, -1.0, 0.0]).stability, Stability::Marginal);
        assert_eq!(spectrum(2, &[-1.0, 1.0, 1.0, -1.0]).stability, Stability::Marginal);
        assert_eq!(spectrum(1, &[f64::NAN]).stability, Stability::Unknown);
        assert_eq!(spectrum(0, &[]).stability, Stability::Stable);
    }

    #[test]
    fn the_largest_real_part_comes_first() {
        let focus = spectrum(3, &[-0.5, 2.0, 0.0, -2.0, -0.5, 0.0, 0.0, 0.0, -3.0]);
        let [a, b, c] = focus.eigenvalues[..] else { panic!("{focus:?}") };
        assert!((a.real + 0.5).abs() < 1e-12 && (b.real + 0.5).abs() < 1e-12 && (c.real + 3.0).abs() < 1e-12);
        assert!((a.imaginary.abs() - 2.0).abs() < 1e-12 && a.imaginary == -b.imaginary);
        assert!((c.time() - 1.0 / 3.0).abs() < 1e-12);
    }

    /// Fast exchange hides a slow loss from the eigenvalues of the matrix itself.
    #[test]
    fn slow_modes_beside_fast_ones_are_told() {
        let graded = spectrum(2, &[-1e9, 1.0, 1e9, -1.000_001]);
        assert_eq!(graded.stability, Stability::Stable);
        assert!((graded.eigenvalues[0].real + 1e-6).abs() < 1e-9, "{graded:?}");
    }
}
