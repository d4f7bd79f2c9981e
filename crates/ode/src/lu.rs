//! Sparse LU: one symbolic plan for all runs of a system, written as two programs.
//!
//! The pivots stay on the diagonal, in an order chosen once to keep fill low (Markowitz 1957). Rows
//! are factored from the left, so that each entry is one chain of fused multiply-subtracts.

use std::collections::BTreeSet;

use crate::code::{Code, Instruction, ONE, Op};
use crate::graph::{Binary, Unary};

/// How `M = J - D` is factored and solved with, where `D` is one number on the whole diagonal but for
/// the rows of algebraic states.
#[derive(Debug, Clone)]
pub(crate) struct LuPlan {
    /// Computes the entries of both factors from the elements of `J` and from `D`; its first results
    /// are the reciprocal pivots, by variable.
    pub factor: Code,
    /// Replaces a right side by the solution.
    pub solve: Code,
}

/// The slots that a plan works on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slots<'a> {
    /// Slot of each element of `J`.
    pub elements: &'a [u32],
    /// Slot of `D`.
    pub diagonal: u32,
    /// First of [`Pattern::entries`] slots for the factors.
    pub entries: u32,
    /// First slot of the right side.
    pub x: u32,
    /// Variables without `D`, rising.
    pub algebraic: &'a [usize],
}

/// The entries of the factors: rows and columns are numbered in pivot order.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    /// Pivot order: `order[k]` is the variable eliminated at step `k`.
    order: Vec<u32>,
    /// Columns of each row, rising.
    columns: Vec<Vec<u32>>,
    /// Number of entries of all rows before each row.
    starts: Vec<u32>,
}

impl Pattern {
    /// The pattern of an `n` by `n` matrix with the diagonal and `elements` (row, column), which need
    /// not be sorted, and of what fills in.
    pub fn new(n: usize, elements: &[(u32, u32)]) -> Self {
        let (order, rows) = eliminate(n, elements);
        let rank = ranks(&order);
        let columns: Vec<Vec<u32>> = order
            .iter()
            .map(|v| {
                let mut ranks: Vec<u32> = rows[*v as usize].iter().map(|c| rank[*c as usize]).collect();
                ranks.sort_unstable();
                ranks
            })
            .collect();
        let mut starts = vec![0];
        for row in &columns {
            starts.push(starts[starts.len() - 1] + row.len() as u32);
        }
        Self { order, columns, starts }
    }

    /// Number of entries, fill included.
    pub fn entries(&self) -> usize {
        self.columns.iter().map(Vec::len).sum()
    }

    fn entry(&self, row: u32, column: u32) -> Option<u32> {
        let i = self.columns[row as usize].binary_search(&column).ok()?;
        Some(self.starts[row as usize] + i as u32)
    }
}

fn ranks(order: &[u32]) -> Vec<u32> {
    let mut rank = vec![0; order.len()];
    for (k, v) in order.iter().enumerate() {
        rank[*v as usize] = k as u32;
    }
    rank
}

impl LuPlan {
    /// Writes the programs for a matrix of this pattern with `elements` at the `slots`.
    pub fn new(pattern: &Pattern, elements: &[(u32, u32)], slots: &Slots<'_>) -> Self {
        let rank = ranks(&pattern.order);
        let mut given = vec![None; pattern.entries()];
        for ((row, column), slot) in elements.iter().zip(slots.elements) {
            if let Some(entry) = pattern.entry(rank[*row as usize], rank[*column as usize]) {
                given[entry as usize] = Some(*slot);
            }
        }
        let mut writer =
            Writer { pattern, slots, given, place: vec![None; pattern.entries()], code: Vec::new() };
        for row in 0..pattern.order.len() as u32 {
            writer.factor_row(row);
        }
        let factor = std::mem::take(&mut writer.code);
        let n = rank.len();
        let mut results: Vec<u32> =
            rank.iter().map(|r| slots.entries + pattern.entry(*r, *r).unwrap_or(0)).collect();
        results.extend(factor.iter().map(|i| i.to).collect::<BTreeSet<u32>>());
        writer.solve();
        let solve = Code { instructions: writer.code, results: (slots.x..slots.x + n as u32).collect() };
        Self { factor: Code { instructions: factor, results }, solve }
    }
}

/// Writes the two programs.
struct Writer<'a> {
    pattern: &'a Pattern,
    slots: &'a Slots<'a>,
    /// Slot of the element of `J` at each entry.
    given: Vec<Option<u32>>,
    /// Slot of each entry of the factors, once computed; `None` stands for 0.
    place: Vec<Option<u32>>,
    code: Vec<Instruction>,
}

impl Writer<'_> {
    fn factor_row(&mut self, row: u32) {
        let pattern = self.pattern;
        let columns = &pattern.columns[row as usize];
        for (i, &column) in columns.iter().enumerate() {
            let entry = pattern.starts[row as usize] + i as u32;
            let own = self.slots.entries + entry;
            let mut sum = self.given[entry as usize];
            let variable = pattern.order[row as usize] as usize;
            if column == row && self.slots.algebraic.binary_search(&variable).is_err() {
                sum = Some(match sum {
                    Some(j) => self.emit(Op::Binary(Binary::Sub), own, &[j, self.slots.diagonal]),
                    None => self.emit(Op::Unary(Unary::Neg), own, &[self.slots.diagonal]),
                });
            }
            for &k in columns.iter().take_while(|k| **k < row.min(column)) {
                let left = pattern.entry(row, k).and_then(|e| self.place[e as usize]);
                let above = pattern.entry(k, column).and_then(|e| self.place[e as usize]);
                if let (Some(l), Some(u)) = (left, above) {
                    let so_far = sum.unwrap_or(crate::code::ZERO);
                    sum = Some(self.emit(Op::NegMulAdd, own, &[l, u, so_far]));
                }
            }
            self.place[entry as usize] = match sum {
                Some(sum) if column < row => {
                    let pivot = pattern.entry(column, column).unwrap_or(0) + self.slots.entries;
                    Some(self.emit(Op::Binary(Binary::Mul), own, &[sum, pivot]))
                }
                Some(sum) if column == row => Some(self.emit(Op::Binary(Binary::Div), own, &[ONE, sum])),
                // The reciprocal is infinite, which makes the factors unsound: rows are exchanged.
                None if column == row => {
                    Some(self.emit(Op::Binary(Binary::Div), own, &[ONE, crate::code::ZERO]))
                }
                sum => sum,
            };
        }
    }

    fn solve(&mut self) {
        let pattern = self.pattern;
        let n = pattern.order.len() as u32;
        for row in 0..n {
            self.reduce(row, |column| column < row);
        }
        for row in (0..n).rev() {
            self.reduce(row, |column| column > row);
            let x = self.x(row);
            let pivot = self.slots.entries + pattern.entry(row, row).unwrap_or(0);
            self.emit(Op::Binary(Binary::Mul), x, &[x, pivot]);
        }
    }

    /// Takes the products of the row's entries in `which` columns from its right side.
    fn reduce(&mut self, row: u32, which: impl Fn(u32) -> bool) {
        let pattern = self.pattern;
        let x = self.x(row);
        for (i, &column) in pattern.columns[row as usize].iter().enumerate().filter(|(_, c)| which(**c)) {
            if let Some(entry) = self.place[pattern.starts[row as usize] as usize + i] {
                let other = self.x(column);
                self.emit(Op::NegMulAdd, x, &[entry, other, x]);
            }
        }
    }

    fn x(&self, row: u32) -> u32 {
        self.slots.x + self.pattern.order[row as usize]
    }

    fn emit(&mut self, op: Op, to: u32, operands: &[u32]) -> u32 {
        self.code.push(Instruction::new(op, to, operands));
        to
    }
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
    use crate::code::interpret::execute;
    use crate::code::{SIGN, ZERO};
    use nalgebra::{DMatrix, DVector};
    use proptest::prelude::*;

    /// A file of slots with `J` at 10, `D` before it, then the factors, then the right side.
    fn plan(n: usize, elements: &[(u32, u32)], algebraic: &[usize]) -> (LuPlan, u32, usize) {
        let pattern = Pattern::new(n, elements);
        let slots: Vec<u32> = (10..10 + elements.len() as u32).collect();
        let entries = 10 + elements.len() as u32;
        let x = entries + pattern.entries() as u32;
        let plan =
            LuPlan::new(&pattern, elements, &Slots { elements: &slots, diagonal: 9, entries, x, algebraic });
        (plan, x, x as usize + n)
    }

    proptest! {
        /// Against nalgebra's dense LU.
        #[test]
        fn solves_what_dense_lu_solves(n in 1usize..12, seed in any::<u64>()) {
            let mut state = seed | 1;
            let mut random = || {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                (state >> 33) as f64 / f64::from(1u32 << 31)
            };
            let algebraic: Vec<usize> = (0..n).filter(|_| random() < 0.3).collect();
            let elements: Vec<(u32, u32)> = (0..n as u32)
                .flat_map(|r| (0..n as u32).map(move |c| (r, c)))
                .filter(|(r, c)| random() < 0.3 || (r == c && algebraic.contains(&(*r as usize))))
                .collect();
            let (plan, x, width) = plan(n, &elements, &algebraic);
            let mut slots = vec![0.0; width];
            slots[ZERO as usize] = 0.0;
            slots[ONE as usize] = 1.0;
            slots[SIGN as usize] = -0.0;
            slots[9] = n as f64 + 1.0;
            let mut dense = DMatrix::<f64>::identity(n, n) * -slots[9];
            algebraic.iter().for_each(|i| dense[(*i, *i)] = 0.0);
            for (i, (r, c)) in elements.iter().enumerate() {
                slots[10 + i] = random() - 0.5;
                if r == c && algebraic.contains(&(*r as usize)) {
                    slots[10 + i] += n as f64;
                }
                dense[(*r as usize, *c as usize)] += slots[10 + i];
            }
            let b: Vec<f64> = (0..n).map(|_| random()).collect();
            slots[x as usize..].copy_from_slice(&b);
            execute(&plan.factor, &mut slots);
            execute(&plan.solve, &mut slots);
            let expected = dense.lu().solve(&DVector::from_vec(b)).unwrap();
            for v in 0..n {
                prop_assert!((slots[x as usize + v] - expected[v]).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn an_arrow_has_no_fill() {
        let elements: Vec<(u32, u32)> = (1..20).flat_map(|i| [(0, i), (i, 0)]).collect();
        assert_eq!(Pattern::new(20, &elements).entries(), 20 + elements.len());
    }
}
