//! The order of pivots, and which entries the factors have.

/// The factors row by row: rows and columns are numbered in pivot order.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    /// Pivot order: `order[k]` is the variable eliminated at step `k`.
    pub order: Vec<u32>,
    /// Columns of each row, rising; the diagonal is among them.
    pub columns: Vec<Vec<u32>>,
    /// Number of entries of all rows before each row.
    pub starts: Vec<u32>,
}

impl Pattern {
    /// The pattern of an `n` by `n` matrix with the diagonal and `elements` (row, column), which need
    /// not be sorted, and of what fills in.
    pub fn new(n: usize, elements: &[(u32, u32)]) -> Self {
        let mut elimination = Elimination::new(n, elements);
        elimination.run();
        let Elimination { order, lower, mut open_rows, .. } = elimination;
        let rank = ranks(&order);
        let mut columns = lower;
        for (row, variable) in columns.iter_mut().zip(&order) {
            let right = std::mem::take(&mut open_rows[*variable as usize]);
            let known = row.len();
            row.extend(right.into_iter().map(|c| rank[c as usize]));
            row[known..].sort_unstable();
        }
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

    /// Position of an entry among all, if it is not always zero.
    pub fn entry(&self, row: u32, column: u32) -> Option<u32> {
        let i = self.columns[row as usize].binary_search(&column).ok()?;
        Some(self.starts[row as usize] + i as u32)
    }

    /// Step at which each variable is eliminated.
    pub fn ranks(&self) -> Vec<u32> {
        ranks(&self.order)
    }

    /// Positions of the diagonal entries among all, by variable.
    pub fn pivots(&self) -> impl Iterator<Item = u32> {
        self.ranks().into_iter().map(|rank| self.entry(rank, rank).unwrap_or(self.starts[rank as usize]))
    }

    /// Operations of one factorisation and one solution.
    pub fn operations(&self) -> usize {
        let right = |row: usize| self.columns[row].iter().rev().take_while(|c| **c as usize > row).count();
        let right: Vec<usize> = (0..self.columns.len()).map(right).collect();
        let left = |row: usize| self.columns[row].iter().take_while(move |c| (**c as usize) < row);
        let factor = |row: usize| left(row).map(|k| 1 + right[*k as usize]).sum::<usize>() + 2;
        (0..self.columns.len()).map(factor).sum::<usize>() + self.entries()
    }
}

fn ranks(order: &[u32]) -> Vec<u32> {
    let mut rank = vec![0; order.len()];
    for (k, v) in order.iter().enumerate() {
        rank[*v as usize] = k as u32;
    }
    rank
}

/// Symbolic elimination. Lists of variables rise.
struct Elimination {
    order: Vec<u32>,
    /// Steps that each row of the factors takes something from, by the step of the row.
    lower: Vec<Vec<u32>>,
    /// The same while the row is open, by variable.
    taken: Vec<Vec<u32>>,
    /// What is left of each row and column while pivots go away; of a pivot, what was left then.
    open_rows: Vec<Vec<u32>>,
    open_columns: Vec<Vec<u32>>,
    /// Variables yet to be eliminated.
    left: Vec<u32>,
    scratch: Vec<u32>,
}

impl Elimination {
    fn new(n: usize, elements: &[(u32, u32)]) -> Self {
        let mut open_rows: Vec<Vec<u32>> = (0..n as u32).map(|i| vec![i]).collect();
        let mut open_columns = open_rows.clone();
        for &(r, c) in elements {
            open_rows[r as usize].push(c);
            open_columns[c as usize].push(r);
        }
        for list in open_rows.iter_mut().chain(&mut open_columns) {
            list.sort_unstable();
            list.dedup();
        }
        Self {
            order: Vec::with_capacity(n),
            lower: Vec::with_capacity(n),
            taken: vec![Vec::new(); n],
            open_rows,
            open_columns,
            left: (0..n as u32).collect(),
            scratch: Vec::new(),
        }
    }

    /// Eliminates whatever makes the least fill at most, again and again.
    fn run(&mut self) {
        let cost = |this: &Self, v: u32| {
            (this.open_rows[v as usize].len() - 1) * (this.open_columns[v as usize].len() - 1)
        };
        while let Some((least, place)) =
            self.left.iter().enumerate().map(|(place, v)| (cost(self, *v), place)).min()
        {
            if least == (self.left.len() - 1).pow(2) {
                return self.finish_full();
            }
            let pivot = self.left.remove(place);
            self.eliminate(pivot);
        }
    }

    fn eliminate(&mut self, pivot: u32) {
        let step = self.pivot(pivot);
        let mut right = self.open_rows[pivot as usize].clone();
        right.retain(|c| *c != pivot);
        let mut below = std::mem::take(&mut self.open_columns[pivot as usize]);
        below.retain(|r| *r != pivot);
        for &r in &below {
            self.taken[r as usize].push(step);
            unite(&mut self.open_rows[r as usize], &right, pivot, &mut self.scratch);
        }
        for &c in &right {
            unite(&mut self.open_columns[c as usize], &below, pivot, &mut self.scratch);
        }
    }

    /// Every variable left is in every row and column left: nothing more can fill in.
    fn finish_full(&mut self) {
        for (i, variable) in std::mem::take(&mut self.left).into_iter().enumerate() {
            let step = self.pivot(variable);
            self.lower[step as usize].extend(step - i as u32..step);
            self.open_rows[variable as usize].drain(..i);
        }
    }

    /// Gives `variable` its place in the order.
    fn pivot(&mut self, variable: u32) -> u32 {
        self.order.push(variable);
        self.lower.push(std::mem::take(&mut self.taken[variable as usize]));
        self.order.len() as u32 - 1
    }
}

/// Puts `more` into `list`, and takes `without` out. Both rise.
fn unite(list: &mut Vec<u32>, more: &[u32], without: u32, scratch: &mut Vec<u32>) {
    scratch.clear();
    let mut more = more.iter().copied().peekable();
    for &own in list.iter().filter(|v| **v != without) {
        while let Some(other) = more.next_if(|v| *v <= own) {
            if other < own {
                scratch.push(other);
            }
        }
        scratch.push(own);
    }
    scratch.extend(more);
    std::mem::swap(list, scratch);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use proptest::prelude::*;

    /// The definition, word for word: the least fill at most, of equals the first; what fills in.
    fn by_the_book(n: usize, elements: &[(u32, u32)]) -> (Vec<u32>, BTreeSet<(u32, u32)>) {
        let mut all: BTreeSet<(u32, u32)> = elements.iter().copied().collect();
        all.extend((0..n as u32).map(|i| (i, i)));
        let mut open = all.clone();
        let mut order = Vec::new();
        for _ in 0..n {
            let fill = |v: u32| {
                let row = open.iter().filter(|(r, _)| *r == v).count();
                (row - 1) * (open.iter().filter(|(_, c)| *c == v).count() - 1)
            };
            let left = (0..n as u32).filter(|v| !order.contains(v));
            let Some(pivot) = left.min_by_key(|v| (fill(*v), *v)) else { break };
            order.push(pivot);
            let right: Vec<u32> = open.iter().filter(|(r, _)| *r == pivot).map(|(_, c)| *c).collect();
            let below: Vec<u32> = open.iter().filter(|(_, c)| *c == pivot).map(|(r, _)| *r).collect();
            let fill = below.iter().flat_map(|r| right.iter().map(|c| (*r, *c)));
            open.extend(fill);
            all.extend(&open);
            open.retain(|(r, c)| *r != pivot && *c != pivot);
        }
        (order, all)
    }

    proptest! {
        #[test]
        fn the_order_is_that_of_the_definition(
            (n, elements) in (1usize..14).prop_flat_map(|n| {
                let variable = 0..n as u32;
                (Just(n), prop::collection::vec((variable.clone(), variable), 0..3 * n))
            }),
        ) {
            let pattern = Pattern::new(n, &elements);
            let (order, entries) = by_the_book(n, &elements);
            prop_assert_eq!(&pattern.order, &order);
            let mut found = BTreeSet::new();
            for (row, columns) in pattern.columns.iter().enumerate() {
                prop_assert!(columns.is_sorted_by(|a, b| a < b));
                found.extend(columns.iter().map(|c| (order[row], order[*c as usize])));
            }
            prop_assert_eq!(found, entries);
        }
    }

    #[test]
    fn an_arrow_has_no_fill() {
        let elements: Vec<(u32, u32)> = (1..20).flat_map(|i| [(0, i), (i, 0)]).collect();
        assert_eq!(Pattern::new(20, &elements).entries(), 20 + elements.len());
    }
}
