//! Factors and solution as straight-line programs: an instruction for every operation.
//!
//! Nothing is looked up while such a program runs, and machine code keeps in registers what is read
//! again; but it grows with the number of operations, not of entries.

use std::collections::BTreeSet;

use crate::code::{Code, Instruction, ONE, Op, ZERO};
use crate::graph::{Binary, Unary};
use crate::lu::{Pattern, Slots};

/// The programs that factor `J - D` and solve with it.
#[derive(Debug, Clone)]
pub(crate) struct Straight {
    /// Computes the entries of both factors from the elements of `J` and from `D`; its first results
    /// are the reciprocal pivots, by variable.
    pub factor: Code,
    /// Replaces a right side by the solution.
    pub solve: Code,
}

impl Straight {
    /// Writes the programs for a matrix of this pattern with `elements` at the `slots`.
    pub fn new(pattern: &Pattern, elements: &[(u32, u32)], slots: &Slots<'_>) -> Self {
        let rank = pattern.ranks();
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
        let mut results: Vec<u32> = pattern.pivots().map(|entry| slots.entries + entry).collect();
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
                    let so_far = sum.unwrap_or(ZERO);
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
                None if column == row => Some(self.emit(Op::Binary(Binary::Div), own, &[ONE, ZERO])),
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
