//! The full block in which large matrices with much fill end: it is factored in tiles.
//!
//! A tile of four rows and four columns takes all products that its entries have in common in one go,
//! so that what is read serves four times. Each entry still sees its products in their order.

use crate::value::Value;

/// Rows and columns of a tile.
const TILE: usize = 4;

/// Rows that are worked on together: they and a column of tiles fit a core's own cache.
const BAND: usize = 4 * TILE;

/// Smallest number of rows worth a block of its own.
const LEAST: usize = 2 * TILE;

/// How many of the last rows have all of the last columns, by `columns` of each row: a multiple of
/// [`TILE`], 0 where there are few.
pub(super) fn size(columns: &[Vec<u32>]) -> usize {
    let n = columns.len();
    // Row and column `n - size - 1` are full from the diagonal on: so many entries behind it in the
    // row, and it is in all rows below.
    let fits = |size: usize| {
        let step = n - size - 1;
        let right = columns[step].iter().rev().take_while(|c| **c as usize > step).count();
        let all_below = columns[step + 1..].iter().all(|row| row.binary_search(&(step as u32)).is_ok());
        right == size && all_below
    };
    let size = (0..n).take_while(|size| fits(*size)).count();
    if size < LEAST { 0 } else { size - size % TILE }
}

/// Where the block stands: its rows begin at `starts` among the factors.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block<'a> {
    pub starts: &'a [usize],
}

type Tile<V> = [[V; TILE]; TILE];

impl Block<'_> {
    /// Factors the block in place, with reciprocal pivots. Down a band first: what stands above a tile
    /// is far apart in memory, and serves the whole band while it is near.
    #[inline(always)]
    pub fn factor<V: Value>(self, factors: &mut [V]) {
        let size = self.starts.len();
        for band in (0..size).step_by(BAND) {
            for column in (0..size).step_by(TILE) {
                for row in (band..size.min(band + BAND)).step_by(TILE) {
                    self.factor_tile(factors, row, column);
                }
            }
        }
    }

    #[inline(always)]
    fn factor_tile<V: Value>(self, factors: &mut [V], row: usize, column: usize) {
        let mut tile = self.read(factors, row, column);
        self.take_products(factors, row, column, &mut tile);
        if column < row {
            finish_lower(&mut tile, &self.read(factors, column, column));
        } else if column == row {
            finish_diagonal(&mut tile);
        } else {
            finish_upper(&mut tile, &self.read(factors, row, row));
        }
        for (start, values) in self.starts[row..][..TILE].iter().zip(tile) {
            factors[start + column..][..TILE].copy_from_slice(&values);
        }
    }

    #[inline(always)]
    fn read<V: Value>(self, factors: &[V], row: usize, column: usize) -> Tile<V> {
        let mut tile = [[V::default(); TILE]; TILE];
        for (start, values) in self.starts[row..][..TILE].iter().zip(&mut tile) {
            values.copy_from_slice(&factors[start + column..][..TILE]);
        }
        tile
    }

    /// The products with whole tiles above and to the left.
    #[inline(always)]
    fn take_products<V: Value>(self, factors: &[V], row: usize, column: usize, tile: &mut Tile<V>) {
        let count = row.min(column);
        let left: [&[V]; TILE] = std::array::from_fn(|i| &factors[self.starts[row + i]..][..count]);
        for (k, start) in self.starts[..count].iter().enumerate() {
            let above = &factors[start + column..][..TILE];
            for i in 0..TILE {
                let minus = left[i][k].map(|x| -x);
                for j in 0..TILE {
                    tile[i][j] = minus.mul_add(above[j], tile[i][j]);
                }
            }
        }
    }
}

/// Entries of the lower factor, from the pivots and the upper factor in the `diagonal` tile above.
#[inline(always)]
fn finish_lower<V: Value>(tile: &mut Tile<V>, diagonal: &Tile<V>) {
    for row in tile {
        for j in 0..TILE {
            for k in 0..j {
                row[j] = row[k].map(|x| -x).mul_add(diagonal[k][j], row[j]);
            }
            row[j] = row[j].zip(diagonal[j][j], |x, r| x * r);
        }
    }
}

/// Both factors and the reciprocal pivots of a tile on the diagonal.
#[inline(always)]
fn finish_diagonal<V: Value>(tile: &mut Tile<V>) {
    for i in 0..TILE {
        for j in 0..TILE {
            for k in 0..i.min(j) {
                tile[i][j] = tile[i][k].map(|x| -x).mul_add(tile[k][j], tile[i][j]);
            }
            if j < i {
                tile[i][j] = tile[i][j].zip(tile[j][j], |x, r| x * r);
            } else if j == i {
                tile[i][i] = tile[i][i].map(|x| 1.0 / x);
            }
        }
    }
}

/// Entries of the upper factor, from the lower factor in the `diagonal` tile to the left.
#[inline(always)]
fn finish_upper<V: Value>(tile: &mut Tile<V>, diagonal: &Tile<V>) {
    for (i, left) in diagonal.iter().enumerate() {
        let (above, rows) = tile.split_at_mut(i);
        for (factor, above) in left.iter().zip(above) {
            let minus = factor.map(|x| -x);
            for (to, above) in rows[0].iter_mut().zip(above) {
                *to = minus.mul_add(*above, *to);
            }
        }
    }
}
