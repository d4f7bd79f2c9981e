//! Elimination in whole numbers.

use super::stoichiometry::{gcd, reduce};

/// Rounds in which vectors of a basis are taken from each other.
const ROUNDS: usize = 8;

/// All weights `w` with `w * matrix = 0`, as a basis; none where numbers become too large.
pub(super) fn left_null_space(matrix: &[Vec<i128>]) -> Option<Vec<Vec<i128>>> {
    let height = matrix.len();
    let width = matrix.first().map_or(0, Vec::len);
    // Behind each row stands what it is made of.
    let mut rows: Vec<Vec<i128>> =
        matrix.iter().enumerate().map(|(i, row)| extended(row, i, height)).collect();
    for column in 0..width {
        let sparse = |row: &Vec<i128>| (row[column].abs(), row.iter().filter(|x| **x != 0).count());
        let candidates = (0..rows.len()).filter(|i| rows[*i][column] != 0);
        let Some(best) = candidates.min_by_key(|i| sparse(&rows[*i])) else { continue };
        let pivot = rows.swap_remove(best);
        for row in rows.iter_mut().filter(|row| row[column] != 0) {
            eliminate(row, &pivot, column)?;
        }
    }
    let mut basis: Vec<Vec<i128>> = rows.into_iter().map(|mut row| row.split_off(width)).collect();
    basis.iter_mut().for_each(|v| {
        reduce(v);
    });
    Some(basis)
}

pub(super) fn extended(row: &[i128], i: usize, height: usize) -> Vec<i128> {
    let unit = (0..height).map(|j| i128::from(i == j));
    row.iter().copied().chain(unit).collect()
}

/// Makes `row[column]` zero with `pivot`, and divides by what is common.
fn eliminate(row: &mut [i128], pivot: &[i128], column: usize) -> Option<()> {
    let common = gcd(row[column], pivot[column]);
    let (a, b) = (pivot[column] / common, row[column] / common);
    for (x, p) in row.iter_mut().zip(pivot) {
        *x = a.checked_mul(*x)?.checked_sub(b.checked_mul(*p)?)?;
    }
    reduce(row);
    Some(())
}

/// The first of `vectors` that do not follow from those before, at most `count`.
pub(super) fn independent(vectors: impl Iterator<Item = Vec<i128>>, count: usize) -> Vec<Vec<i128>> {
    let mut chosen = Vec::new();
    let mut echelon: Vec<(usize, Vec<i128>)> = Vec::new();
    for vector in vectors {
        if chosen.len() == count {
            break;
        }
        let mut rest = vector.clone();
        let reduced = echelon.iter().try_for_each(|(column, pivot)| {
            if rest[*column] == 0 { Some(()) } else { eliminate(&mut rest, pivot, *column) }
        });
        // What cannot be told for too large numbers is left out.
        if reduced.is_some()
            && let Some(column) = rest.iter().position(|x| *x != 0)
        {
            echelon.push((column, rest));
            chosen.push(vector);
        }
    }
    chosen
}

/// The basis with its vectors added to or taken from each other wherever that leaves fewer
/// negative weights or fewer species.
pub(super) fn simplified(mut basis: Vec<Vec<i128>>) -> Vec<Vec<i128>> {
    for _ in 0..ROUNDS {
        let mut better = false;
        for i in 0..basis.len() {
            for j in (0..basis.len()).filter(|j| *j != i) {
                for factor in [-1, 1] {
                    let mut sum: Vec<i128> =
                        basis[i].iter().zip(&basis[j]).map(|(a, b)| a.saturating_add(factor * b)).collect();
                    if reduce(&mut sum) && cost(&sum) < cost(&basis[i]) {
                        basis[i] = sum;
                        better = true;
                    }
                }
            }
        }
        if !better {
            break;
        }
    }
    basis
}

fn cost(v: &[i128]) -> (usize, usize, i128) {
    let negative = v.iter().filter(|x| **x < 0).count();
    let positive = v.iter().filter(|x| **x > 0).count();
    (negative.min(positive), negative + positive, v.iter().fold(0, |sum, x| sum.saturating_add(x.abs())))
}
