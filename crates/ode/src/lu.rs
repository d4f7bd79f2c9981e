//! Sparse LU over lanes: one symbolic plan for all runs of a system.
//!
//! The pivots stay on the diagonal, in an order chosen once to keep fill low (Markowitz 1957). Rows
//! are factored from the left, so that each entry is one sum of products.

use std::collections::BTreeSet;

use crate::simd::each;

/// Where everything of `W = L U` stands and in which order it is computed.
///
/// `W` is kept as one list of entries (its own and the fill); rows and columns are numbered in
/// pivot order.
#[derive(Debug, Clone)]
pub struct LuPlan {
    size: usize,
    entries: usize,
    /// Pivot order: `order[k]` is the variable eliminated at step `k`.
    order: Vec<u32>,
    /// Entry of each given Jacobian element.
    scatter: Vec<u32>,
    /// Entry of the diagonal of each variable.
    diagonal: Vec<u32>,
    /// Entries in order of computation.
    steps: Vec<Step>,
    /// Entries whose products are summed, for `steps`.
    pairs: Vec<(u32, u32)>,
    /// For each row in pivot order: `(entry, variable)` left of the diagonal.
    lower: Ranges,
    /// For each row in pivot order: `(entry, variable)` right of the diagonal.
    upper: Ranges,
}

#[derive(Debug, Clone, Copy)]
struct Step {
    entry: u32,
    pairs: (u32, u32),
    finish: Finish,
}

#[derive(Debug, Clone, Copy)]
enum Finish {
    /// Right of the diagonal: the sum as it is.
    Upper,
    /// On the diagonal: kept as its reciprocal.
    Pivot,
    /// Left of the diagonal: times the reciprocal pivot in this entry.
    Lower(u32),
}

#[derive(Debug, Clone, Default)]
struct Ranges {
    starts: Vec<u32>,
    items: Vec<(u32, u32)>,
}

impl Ranges {
    fn row(&self, k: usize) -> &[(u32, u32)] {
        &self.items[self.starts[k] as usize..self.starts[k + 1] as usize]
    }
}

impl LuPlan {
    /// Plans for an `n` by `n` matrix with the diagonal and `elements` (row, column), which need
    /// not be sorted.
    pub fn new(n: usize, elements: &[(u32, u32)]) -> Self {
        let (order, rows) = eliminate(n, elements);
        let mut rank = vec![0; n];
        for (k, v) in order.iter().enumerate() {
            rank[*v as usize] = k;
        }
        // Columns of each row, in pivot order.
        let columns: Vec<Vec<usize>> = order
            .iter()
            .map(|v| {
                let mut ranks: Vec<usize> = rows[*v as usize].iter().map(|c| rank[*c as usize]).collect();
                ranks.sort_unstable();
                ranks
            })
            .collect();
        let starts: Vec<usize> = columns
            .iter()
            .scan(0, |total, c| {
                *total += c.len();
                Some(*total - c.len())
            })
            .collect();
        let entry = |row: usize, column: usize| {
            columns[row].binary_search(&column).ok().map(|i| (starts[row] + i) as u32)
        };
        let diagonal = (0..n).map(|v| entry(rank[v], rank[v]).unwrap_or(0)).collect();
        let scatter =
            elements.iter().map(|(r, c)| entry(rank[*r as usize], rank[*c as usize]).unwrap_or(0)).collect();
        let mut plan = Self {
            size: n,
            entries: columns.iter().map(Vec::len).sum(),
            order,
            scatter,
            diagonal,
            steps: Vec::new(),
            pairs: Vec::new(),
            lower: Ranges { starts: vec![0], items: Vec::new() },
            upper: Ranges { starts: vec![0], items: Vec::new() },
        };
        plan.schedule(&columns, &entry);
        plan
    }

    fn schedule(&mut self, columns: &[Vec<usize>], entry: &dyn Fn(usize, usize) -> Option<u32>) {
        for (row, row_columns) in columns.iter().enumerate() {
            for &column in row_columns {
                let Some(here) = entry(row, column) else { continue };
                let from = self.pairs.len() as u32;
                let summed = row_columns.iter().take_while(|k| **k < row.min(column));
                self.pairs.extend(summed.filter_map(|&k| Some((entry(row, k)?, entry(k, column)?))));
                let finish = match column.cmp(&row) {
                    std::cmp::Ordering::Less => Finish::Lower(entry(column, column).unwrap_or(0)),
                    std::cmp::Ordering::Equal => Finish::Pivot,
                    std::cmp::Ordering::Greater => Finish::Upper,
                };
                self.steps.push(Step { entry: here, pairs: (from, self.pairs.len() as u32), finish });
                let variable = self.order[column];
                match finish {
                    Finish::Lower(_) => self.lower.items.push((here, variable)),
                    Finish::Upper => self.upper.items.push((here, variable)),
                    Finish::Pivot => {}
                }
            }
            self.lower.starts.push(self.lower.items.len() as u32);
            self.upper.starts.push(self.upper.items.len() as u32);
        }
    }

    /// Number of entries to keep, fill included.
    pub fn entries(&self) -> usize {
        self.entries
    }

    /// Entry of Jacobian element number `i` as given to [`LuPlan::new`].
    #[inline(always)]
    pub fn element(&self, i: usize) -> usize {
        self.scatter[i] as usize
    }

    /// Entry of the diagonal of variable `i`.
    #[inline(always)]
    pub fn diagonal(&self, i: usize) -> usize {
        self.diagonal[i] as usize
    }

    /// Factors `w` in place; pivots are kept as reciprocals.
    #[inline(always)]
    pub fn factor<const L: usize>(&self, w: &mut [[f64; L]]) {
        for step in &self.steps {
            let mut sum = w[step.entry as usize];
            for (l, u) in &self.pairs[step.pairs.0 as usize..step.pairs.1 as usize] {
                let (l, u) = (&w[*l as usize], &w[*u as usize]);
                for i in 0..L {
                    sum[i] -= l[i] * u[i];
                }
            }
            match step.finish {
                Finish::Upper => {}
                Finish::Pivot => sum = each(|i| 1.0 / sum[i]),
                Finish::Lower(pivot) => {
                    let pivot = &w[pivot as usize];
                    for i in 0..L {
                        sum[i] *= pivot[i];
                    }
                }
            }
            w[step.entry as usize] = sum;
        }
    }

    /// Solves `W x = b` in place with a factored `w`.
    #[inline(always)]
    pub fn solve<const L: usize>(&self, w: &[[f64; L]], x: &mut [[f64; L]]) {
        for k in 0..self.size {
            let row = self.lower.row(k);
            if !row.is_empty() {
                let v = self.order[k] as usize;
                x[v] = reduce(w, x, x[v], row);
            }
        }
        for k in (0..self.size).rev() {
            let v = self.order[k] as usize;
            let sum = reduce(w, x, x[v], self.upper.row(k));
            let pivot = &w[self.diagonal[v] as usize];
            x[v] = each(|i| sum[i] * pivot[i]);
        }
    }
}

#[inline(always)]
fn reduce<const L: usize>(w: &[[f64; L]], x: &[[f64; L]], start: [f64; L], row: &[(u32, u32)]) -> [f64; L] {
    let mut sum = start;
    for (entry, variable) in row {
        let (a, b) = (&w[*entry as usize], &x[*variable as usize]);
        for i in 0..L {
            sum[i] -= a[i] * b[i];
        }
    }
    sum
}

/// Symbolic elimination: the order of pivots, and the columns of each row with fill.
fn eliminate(n: usize, elements: &[(u32, u32)]) -> (Vec<u32>, Vec<BTreeSet<u32>>) {
    let mut rows: Vec<BTreeSet<u32>> = (0..n).map(|i| BTreeSet::from([i as u32])).collect();
    let mut columns = rows.clone();
    for &(r, c) in elements {
        rows[r as usize].insert(c);
        columns[c as usize].insert(r);
    }
    // What is left of each row and column while pivots go away.
    let (mut open_rows, mut open_columns) = (rows.clone(), columns);
    let mut left: BTreeSet<u32> = (0..n as u32).collect();
    let mut order = Vec::with_capacity(n);
    while let Some(pivot) = left
        .iter()
        .copied()
        .min_by_key(|v| ((open_rows[*v as usize].len() - 1) * (open_columns[*v as usize].len() - 1), *v))
    {
        left.remove(&pivot);
        order.push(pivot);
        let right: Vec<u32> = open_rows[pivot as usize].iter().copied().filter(|c| *c != pivot).collect();
        let below: Vec<u32> = open_columns[pivot as usize].iter().copied().filter(|r| *r != pivot).collect();
        for &r in &below {
            open_rows[r as usize].remove(&pivot);
            for &c in &right {
                if rows[r as usize].insert(c) {
                    open_rows[r as usize].insert(c);
                    open_columns[c as usize].insert(r);
                }
            }
        }
        for &c in &right {
            open_columns[c as usize].remove(&pivot);
        }
    }
    (order, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{DMatrix, DVector};
    use proptest::prelude::*;

    proptest! {
        /// Against nalgebra's dense LU, two lanes with different numbers.
        #[test]
        fn solves_what_dense_lu_solves(n in 1usize..12, seed in any::<u64>()) {
            let mut state = seed | 1;
            let mut random = || {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                (state >> 33) as f64 / f64::from(1u32 << 31)
            };
            let elements: Vec<(u32, u32)> = (0..n as u32)
                .flat_map(|r| (0..n as u32).map(move |c| (r, c)))
                .filter(|(r, c)| r != c && random() < 0.3)
                .collect();
            let plan = LuPlan::new(n, &elements);
            let mut w = vec![[0.0; 2]; plan.entries()];
            let mut dense = [DMatrix::<f64>::zeros(n, n), DMatrix::<f64>::zeros(n, n)];
            for (i, (r, c)) in elements.iter().enumerate() {
                for lane in 0..2 {
                    let value = random() - 0.5;
                    w[plan.element(i)][lane] = value;
                    dense[lane][(*r as usize, *c as usize)] = value;
                }
            }
            for v in 0..n {
                for lane in 0..2 {
                    let value = n as f64 + random();
                    w[plan.diagonal(v)][lane] = value;
                    dense[lane][(v, v)] = value;
                }
            }
            let b: Vec<[f64; 2]> = (0..n).map(|_| [random(), random()]).collect();
            let mut x = b.clone();
            plan.factor(&mut w);
            plan.solve(&w, &mut x);
            for lane in 0..2 {
                let rhs = DVector::from_iterator(n, b.iter().map(|b| b[lane]));
                let expected = dense[lane].clone().lu().solve(&rhs).unwrap();
                for v in 0..n {
                    prop_assert!((x[v][lane] - expected[v]).abs() < 1e-12);
                }
            }
        }
    }

    #[test]
    fn an_arrow_has_no_fill() {
        let elements: Vec<(u32, u32)> = (1..20).flat_map(|i| [(0, i), (i, 0)]).collect();
        let plan = LuPlan::new(20, &elements);
        assert_eq!(plan.entries(), 20 + elements.len());
    }
}
