//! Sums of states that stay constant, and what is left without them.

use nalgebra::{DMatrix, DVector, FullPivLU};

use crate::linearise::Linearisation;

/// What part of a law's largest weight counts as rounding.
const ROUNDING: f64 = 1e-9;

/// Pivots that differ by more than this, for each row, are a singular matrix with its rounding.
const SINGULAR: f64 = 64.0 * f64::EPSILON;

/// Independent conservation laws, each solved for one state: the dependent one.
#[derive(Debug, Clone)]
pub(super) struct Reduction {
    /// Row after row; 1 at the row's own dependent state and 0 at those of others.
    laws: Vec<Vec<f64>>,
    /// The dependent state of each law.
    dependent: Vec<usize>,
    /// All other states.
    independent: Vec<usize>,
    /// Positions among these of states that have an equation in place of a derivative.
    algebraic: Vec<usize>,
}

impl Reduction {
    /// Solves `laws` for as many states, of large share where `scale` is the size of each state.
    /// Laws that follow from others are left out.
    pub fn new(laws: impl IntoIterator<Item = Vec<f64>>, scale: &[f64]) -> Self {
        let mut this =
            Self { laws: Vec::new(), dependent: Vec::new(), independent: Vec::new(), algebraic: Vec::new() };
        for law in laws {
            this.add(law, scale);
        }
        this.independent = (0..scale.len()).filter(|i| !this.dependent.contains(i)).collect();
        this
    }

    /// The same where some states have an equation in place of a derivative; no law reads these.
    pub fn with_algebraic(mut self, states: &[usize]) -> Self {
        let among = |p: &usize| states.contains(&self.independent[*p]);
        self.algebraic = (0..self.independent.len()).filter(among).collect();
        self
    }

    fn add(&mut self, mut law: Vec<f64>, scale: &[f64]) {
        let size = largest(&law, scale).map_or(0.0, |(_, size)| size);
        for (known, pivot) in self.laws.iter().zip(&self.dependent) {
            subtract(&mut law, known, *pivot);
        }
        let Some((pivot, left)) = largest(&law, scale) else { return };
        if left <= ROUNDING * size {
            return;
        }
        let weight = law[pivot];
        law.iter_mut().for_each(|w| *w /= weight);
        for known in &mut self.laws {
            subtract(known, &law, pivot);
        }
        self.laws.push(law);
        self.dependent.push(pivot);
    }

    /// The right-hand side with each dependent row replaced by what its law lacks to that of `start`.
    pub fn residual(&self, f: &[f64], y: &[f64], start: &[f64]) -> DVector<f64> {
        let mut residual = DVector::from_column_slice(f);
        for (law, pivot) in self.laws.iter().zip(&self.dependent) {
            residual[*pivot] = law.iter().zip(y.iter().zip(start)).map(|(w, (y, y0))| w * (y - y0)).sum();
        }
        residual
    }

    /// Jacobian of [`Reduction::residual`].
    pub fn matrix(&self, jacobian: &DMatrix<f64>) -> DMatrix<f64> {
        let mut matrix = jacobian.clone();
        for (law, pivot) in self.laws.iter().zip(&self.dependent) {
            for (column, weight) in law.iter().enumerate() {
                matrix[(*pivot, column)] = *weight;
            }
        }
        matrix
    }

    /// Jacobian of the independent states, the others following by their laws and equations; not a
    /// number where the equations do not tell them.
    pub fn reduced(&self, jacobian: &DMatrix<f64>) -> DMatrix<f64> {
        let n = self.independent.len();
        let whole = DMatrix::from_fn(n, n, |a, b| {
            let (row, column) = (self.independent[a], self.independent[b]);
            let through = self.laws.iter().zip(&self.dependent);
            jacobian[(row, column)]
                - through.map(|(law, pivot)| jacobian[(row, *pivot)] * law[column]).sum::<f64>()
        });
        if self.algebraic.is_empty() {
            return whole;
        }
        let moving: Vec<usize> = (0..n).filter(|p| !self.algebraic.contains(p)).collect();
        let block = |rows: &[usize], columns: &[usize]| {
            DMatrix::from_fn(rows.len(), columns.len(), |i, j| whole[(rows[i], columns[j])])
        };
        let follows = block(&self.algebraic, &self.algebraic).lu().solve(&block(&self.algebraic, &moving));
        match follows {
            Some(follows) => block(&moving, &moving) - block(&moving, &self.algebraic) * follows,
            None => DMatrix::from_element(moving.len(), moving.len(), f64::NAN),
        }
    }
}

/// Takes the state `pivot` out of `law` with `other`, in which it has weight 1.
fn subtract(law: &mut [f64], other: &[f64], pivot: usize) {
    let factor = law[pivot];
    if factor != 0.0 {
        law.iter_mut().zip(other).for_each(|(w, o)| *w -= factor * o);
        law[pivot] = 0.0;
    }
}

/// The state with the largest share in a law, and that share.
fn largest(law: &[f64], scale: &[f64]) -> Option<(usize, f64)> {
    let share = law.iter().zip(scale).map(|(w, s)| (w * s).abs()).enumerate();
    share.filter(|(_, s)| *s > 0.0).max_by(|a, b| a.1.total_cmp(&b.1))
}

/// Which law does not hold near a point, if one does not: `law * jacobian` or `law * f` is not 0.
pub(super) fn broken(laws: &[Vec<f64>], at: &Linearisation) -> Option<usize> {
    laws.iter().position(|law| {
        let n = law.len();
        let slopes: Vec<(f64, f64)> = (0..n).map(|j| weighed(law, |i| at.jacobian[(i, j)])).collect();
        let largest = slopes.iter().map(|(_, size)| *size).fold(0.0, f64::max);
        if largest == 0.0 {
            // Rates that nothing changes.
            let (sum, size) = weighed(law, |i| at.f[i]);
            return sum.abs() > ROUNDING * size;
        }
        // What cancels within one entry leaves its rounding behind.
        slopes.iter().any(|(sum, size)| sum.abs() > ROUNDING * size + 64.0 * f64::EPSILON * largest)
    })
}

/// The sum over a law, and what it would be without signs; what is not finite is left out.
fn weighed(law: &[f64], entry: impl Fn(usize) -> f64) -> (f64, f64) {
    let terms = law.iter().enumerate().map(|(i, w)| w * entry(i)).filter(|x| x.is_finite());
    terms.fold((0.0, 0.0), |(sum, size), x| (sum + x, size + x.abs()))
}

/// A matrix, scaled and factored with full pivoting.
pub(super) struct Factored {
    lu: FullPivLU<f64, nalgebra::Dyn, nalgebra::Dyn>,
    rows: Vec<f64>,
    columns: Vec<f64>,
}

impl Factored {
    /// None where the matrix is singular within rounding or not finite. `scale` is the size of each
    /// unknown.
    pub fn new(mut matrix: DMatrix<f64>, scale: &[f64]) -> Option<Self> {
        for (j, s) in scale.iter().enumerate() {
            matrix.column_mut(j).scale_mut(*s);
        }
        let mut rows = Vec::with_capacity(scale.len());
        for i in 0..scale.len() {
            let size = matrix.row(i).amax();
            if !(size > 0.0 && size.is_finite()) || matrix.row(i).iter().any(|x| x.is_nan()) {
                return None;
            }
            matrix.row_mut(i).scale_mut(1.0 / size);
            rows.push(1.0 / size);
        }
        let lu = FullPivLU::new(matrix);
        let pivots = lu.u().diagonal().abs();
        let regular = scale.is_empty() || pivots.min() > SINGULAR * scale.len() as f64 * pivots.max();
        regular.then(|| Self { lu, rows, columns: scale.to_vec() })
    }

    /// The inverse matrix.
    pub fn inverse(&self) -> Option<DMatrix<f64>> {
        let n = self.rows.len();
        let columns = (0..n).map(|j| {
            let unit = DVector::from_fn(n, |i, _| f64::from(u8::from(i == j)));
            self.solve(&unit).map(DVector::from_vec)
        });
        Some(DMatrix::from_columns(&columns.collect::<Option<Vec<_>>>()?))
    }

    /// The solution of `matrix * x = right`.
    pub fn solve(&self, right: &DVector<f64>) -> Option<Vec<f64>> {
        if self.rows.is_empty() {
            return Some(Vec::new());
        }
        let scaled = DVector::from_iterator(right.len(), right.iter().zip(&self.rows).map(|(b, r)| b * r));
        let x = self.lu.solve(&scaled)?;
        let x: Vec<f64> = x.iter().zip(&self.columns).map(|(x, s)| x * s).collect();
        x.iter().all(|x| x.is_finite()).then_some(x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn laws_that_follow_from_others_are_left_out() {
        let laws = [vec![1.0, 1.0, 0.0, 0.0], vec![0.0, 1.0, 1.0, 0.0], vec![1.0, 2.0, 1.0, 0.0]];
        let reduction = Reduction::new(laws, &[1.0; 4]);
        assert_eq!(reduction.dependent.len(), 2);
        assert_eq!(reduction.independent.len(), 2);
        for (i, law) in reduction.laws.iter().enumerate() {
            for (j, pivot) in reduction.dependent.iter().enumerate() {
                assert_eq!(law[*pivot], f64::from(u8::from(i == j)));
            }
        }
    }

    /// a <-> b with rates 2 and 1 relaxes with rate 3 once the sum is taken out.
    #[test]
    fn a_conserved_direction_is_taken_out() {
        let jacobian = DMatrix::from_row_slice(2, 2, &[-2.0, 1.0, 2.0, -1.0]);
        let reduction = Reduction::new([vec![1.0, 1.0]], &[1.0, 1.0]);
        assert_eq!(reduction.reduced(&jacobian)[(0, 0)], -3.0);
        assert!(Factored::new(jacobian.clone(), &[1.0, 1.0]).is_none(), "singular with it");
        let factored = Factored::new(reduction.matrix(&jacobian), &[1.0, 1.0]).unwrap();
        let right = reduction.residual(&[-6.0, 6.0], &[3.0, 0.0], &[3.0, 0.0]);
        let step = factored.solve(&right).unwrap();
        assert!((step[0] - 2.0).abs() < 1e-12 && (step[1] + 2.0).abs() < 1e-12, "{step:?}");
    }

    /// y' = z - 3 y with 0 = y - 2 z: y' = -2.5 y.
    #[test]
    fn what_an_equation_tells_is_taken_out() {
        let jacobian = DMatrix::from_row_slice(2, 2, &[-3.0, 1.0, 1.0, -2.0]);
        let reduction = Reduction::new([], &[1.0, 1.0]).with_algebraic(&[1]);
        assert_eq!(reduction.reduced(&jacobian), DMatrix::from_element(1, 1, -2.5));
        let singular = DMatrix::from_row_slice(2, 2, &[-3.0, 1.0, 1.0, 0.0]);
        assert!(reduction.reduced(&singular)[(0, 0)].is_nan());
    }

    #[test]
    fn a_law_that_does_not_hold_is_found() {
        let jacobian = DMatrix::from_row_slice(2, 2, &[-2.0, 1.0, 2.0, -1.0]);
        let at = Linearisation { f: vec![-6.0, 6.0], jacobian };
        assert_eq!(broken(&[vec![1.0, 1.0]], &at), None);
        assert_eq!(broken(&[vec![1.0, 1.0], vec![1.0, 2.0]], &at), Some(1));
    }
}
