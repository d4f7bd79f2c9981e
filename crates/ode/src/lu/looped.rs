//! Factors and solution as loops over lists of entries, for matrices whose straight-line programs
//! would not fit.
//!
//! Rows are factored one after the other in a row of their own, open at every column: each row above
//! that the row has an entry for is taken from it. An entry sees its products in the order in which the
//! straight-line program computes them, and they are fused alike, so both give the same bits. Of the
//! rows in the full block at the end only what stands to the left of it is taken this way.

use std::ops::Range;

use crate::code::{SIGN, ZERO};
use crate::lu::block::{self, Block};
use crate::lu::{Pattern, Slots};
use crate::machine::widest;
use crate::value::Value;

/// The lists that the loops go through.
#[derive(Debug, Clone)]
pub(crate) struct Looped {
    /// In pivot order.
    rows: Vec<Row>,
    /// Variable of the column of each entry.
    columns: Vec<u32>,
    /// Slot of the element of `J` at each entry; one that holds 0 where there is none.
    given: Vec<u32>,
    /// Row of each variable.
    ranks: Vec<u32>,
    /// Where the entries in the full block at the end begin, in each of its rows.
    block: Vec<usize>,
    /// First slot of the entries, row by row; behind them a slot for each variable to work in.
    entries: u32,
    /// Slot of `D`.
    diagonal: u32,
    /// First slot of the right side.
    x: u32,
}

/// One row of both factors: its entries are numbered from `begin` to `end`, left of the diagonal those
/// of the lower factor, then the reciprocal pivot.
#[derive(Debug, Clone, Copy)]
struct Row {
    variable: u32,
    begin: u32,
    pivot: u32,
    end: u32,
    /// Whether `D` stands in it.
    shifted: bool,
}

impl Looped {
    /// Plans for a matrix of this pattern with `elements` at the `slots`.
    pub fn new(pattern: &Pattern, elements: &[(u32, u32)], slots: &Slots<'_>) -> Self {
        let ranks = pattern.ranks();
        let mut given = vec![ZERO; pattern.entries()];
        for (i, pivot) in pattern.pivots().enumerate() {
            if slots.algebraic.binary_search(&i).is_err() {
                // Less `D`, this is the negative of `D` to the last bit.
                given[pivot as usize] = SIGN;
            }
        }
        for ((row, column), slot) in elements.iter().zip(slots.elements) {
            if let Some(entry) = pattern.entry(ranks[*row as usize], ranks[*column as usize]) {
                given[entry as usize] = *slot;
            }
        }
        let row = |(k, variable): (usize, &u32)| Row {
            variable: *variable,
            begin: pattern.starts[k],
            pivot: pattern.entry(k as u32, k as u32).unwrap_or(pattern.starts[k]),
            end: pattern.starts[k + 1],
            shifted: slots.algebraic.binary_search(&(*variable as usize)).is_err(),
        };
        let block = block::size(&pattern.columns);
        let first = pattern.starts.len() - block;
        Self {
            rows: pattern.order.iter().enumerate().map(row).collect(),
            block: pattern.starts[first..].iter().map(|end| *end as usize - block).collect(),
            columns: pattern.columns.iter().flatten().map(|c| pattern.order[*c as usize]).collect(),
            given,
            ranks,
            entries: slots.entries,
            diagonal: slots.diagonal,
            x: slots.x,
        }
    }

    /// How many slots the loops need from the first of the entries on.
    pub fn slots(&self) -> usize {
        self.columns.len() + self.rows.len()
    }

    /// Everything as plain numbers.
    pub fn words(&self) -> impl Iterator<Item = u64> + '_ {
        let rows = self.rows.iter().flat_map(|r| [r.variable, r.end, u32::from(r.shifted)]);
        rows.chain(self.columns.iter().copied()).chain(self.given.iter().copied()).map(u64::from)
    }

    /// Computes both factors.
    pub fn factor<V: Value>(&self, slots: &mut [V]) {
        widest(
            #[inline(always)]
            || self.factor_rows(slots),
        );
    }

    /// Replaces the right side by the solution.
    pub fn solve<V: Value>(&self, slots: &mut [V]) {
        widest(
            #[inline(always)]
            || self.solve_rows(slots),
        );
    }

    #[inline(always)]
    fn factor_rows<V: Value>(&self, slots: &mut [V]) {
        let (inputs, factors) = slots.split_at_mut(self.entries as usize);
        let (factors, open) = factors.split_at_mut(self.columns.len());
        let (rows, block_rows) = self.rows.split_at(self.rows.len() - self.block.len());
        for row in rows {
            let pivot = row.pivot as usize;
            self.open_row(row, inputs, open);
            self.take_rows_above(row.begin as usize..pivot, factors, open);
            self.close_row(pivot..row.end as usize, factors, open);
            factors[pivot] = factors[pivot].map(|x| 1.0 / x);
        }
        for (row, block) in block_rows.iter().zip(&self.block) {
            self.open_row(row, inputs, open);
            self.take_rows_above(row.begin as usize..*block, factors, open);
            self.close_row(*block..row.end as usize, factors, open);
        }
        Block { starts: &self.block }.factor(factors);
    }

    /// Brings a row of `J - D` into `open`.
    #[inline(always)]
    fn open_row<V: Value>(&self, row: &Row, inputs: &[V], open: &mut [V]) {
        let entries = row.begin as usize..row.end as usize;
        for (column, given) in self.columns[entries.clone()].iter().zip(&self.given[entries]) {
            open[*column as usize] = inputs[*given as usize];
        }
        if row.shifted {
            let own = &mut open[row.variable as usize];
            *own = own.zip(inputs[self.diagonal as usize], |j, d| j - d);
        }
    }

    /// Takes from the row in `open` the rows above that it has these entries for; writes its part of
    /// the lower factor.
    #[inline(always)]
    fn take_rows_above<V: Value>(&self, entries: Range<usize>, factors: &mut [V], open: &mut [V]) {
        for entry in entries {
            let column = self.columns[entry] as usize;
            let above = &self.rows[self.ranks[column] as usize];
            let factor = open[column].zip(factors[above.pivot as usize], |x, r| x * r);
            factors[entry] = factor;
            let minus = factor.map(|x| -x);
            let right = above.pivot as usize + 1..above.end as usize;
            for (column, entry) in self.columns[right.clone()].iter().zip(&factors[right]) {
                let to = &mut open[*column as usize];
                *to = minus.mul_add(*entry, *to);
            }
        }
    }

    /// Writes the rest of the row in `open`.
    #[inline(always)]
    fn close_row<V: Value>(&self, entries: Range<usize>, factors: &mut [V], open: &[V]) {
        for (column, entry) in self.columns[entries.clone()].iter().zip(&mut factors[entries]) {
            *entry = open[*column as usize];
        }
    }

    #[inline(always)]
    fn solve_rows<V: Value>(&self, slots: &mut [V]) {
        let (inputs, factors) = slots.split_at_mut(self.entries as usize);
        let x = &mut inputs[self.x as usize..][..self.rows.len()];
        for row in &self.rows {
            let sum = self.reduced(x, factors, row.variable, row.begin as usize..row.pivot as usize);
            x[row.variable as usize] = sum;
        }
        for row in self.rows.iter().rev() {
            let sum = self.reduced(x, factors, row.variable, row.pivot as usize + 1..row.end as usize);
            x[row.variable as usize] = sum.zip(factors[row.pivot as usize], |x, r| x * r);
        }
    }

    /// The right side of a row less the products of these of its entries.
    #[inline(always)]
    fn reduced<V: Value>(&self, x: &[V], factors: &[V], row: u32, entries: Range<usize>) -> V {
        let mut sum = x[row as usize];
        for (column, entry) in self.columns[entries.clone()].iter().zip(&factors[entries]) {
            sum = entry.map(|x| -x).mul_add(x[*column as usize], sum);
        }
        sum
    }
}
