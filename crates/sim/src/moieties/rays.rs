//! Sums with weights of one sign.

use super::basis::extended;
use super::stoichiometry::reduce;

/// More vectors, or pairs of them in one step, than this are not worth it.
const MOST_VECTORS: usize = 400;
const MOST_PAIRS: usize = 10_000;

/// All `w >= 0` with `w * matrix = 0` that have no smaller set of members in them; none where they
/// are too many or numbers become too large.
pub(super) fn non_negative(matrix: &[Vec<i128>]) -> Option<Vec<Vec<i128>>> {
    let height = matrix.len();
    let width = matrix.first().map_or(0, Vec::len);
    let mut rows: Vec<Vec<i128>> =
        matrix.iter().enumerate().map(|(i, row)| extended(row, i, height)).collect();
    let mut columns: Vec<usize> = (0..width).collect();
    while let Some((place, _)) = columns.iter().enumerate().min_by_key(|(_, c)| pairs(&rows, **c)) {
        let column = columns.swap_remove(place);
        if pairs(&rows, column) > MOST_PAIRS {
            return None;
        }
        rows = without(rows, column, width)?;
        if rows.len() > MOST_VECTORS.max(height) {
            return None;
        }
    }
    Some(rows.into_iter().map(|mut row| row.split_off(width)).collect())
}

fn pairs(rows: &[Vec<i128>], column: usize) -> usize {
    let positive = rows.iter().filter(|r| r[column] > 0).count();
    let negative = rows.iter().filter(|r| r[column] < 0).count();
    positive * negative
}

/// Rows that are zero in `column`, and all sums of two that become so without having another's
/// members among theirs.
fn without(rows: Vec<Vec<i128>>, column: usize, width: usize) -> Option<Vec<Vec<i128>>> {
    let (mut kept, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row[column] == 0);
    let mut sums = Vec::new();
    for a in others.iter().filter(|row| row[column] > 0) {
        for b in others.iter().filter(|row| row[column] < 0) {
            sums.push(cancelled(a, b, column)?);
        }
    }
    // A sum with few members can only hide others, so the smallest come first.
    sums.sort_by_cached_key(|sum| sum[width..].iter().filter(|x| **x != 0).count());
    let mut members: Vec<Vec<bool>> = kept.iter().map(|row| support(&row[width..])).collect();
    for sum in sums {
        let own = support(&sum[width..]);
        if !members.iter().any(|other| within(other, &own)) {
            members.push(own);
            kept.push(sum);
        }
    }
    Some(kept)
}

/// The sum of positive multiples of two rows that is zero in `column`.
fn cancelled(a: &[i128], b: &[i128], column: usize) -> Option<Vec<i128>> {
    let (by_a, by_b) = (b[column].checked_neg()?, a[column]);
    let terms = a.iter().zip(b);
    let mut sum: Vec<i128> = terms
        .map(|(a, b)| by_a.checked_mul(*a)?.checked_add(by_b.checked_mul(*b)?))
        .collect::<Option<_>>()?;
    let positive = sum.iter().rev().find(|x| **x != 0).is_none_or(|x| *x > 0);
    reduce(&mut sum);
    // Reducing makes the first entry positive; here the weights must stay so.
    let still = sum.iter().rev().find(|x| **x != 0).is_none_or(|x| *x > 0);
    if positive != still {
        sum.iter_mut().for_each(|x| *x = -*x);
    }
    Some(sum)
}

fn support(weights: &[i128]) -> Vec<bool> {
    weights.iter().map(|x| *x != 0).collect()
}

fn within(small: &[bool], large: &[bool]) -> bool {
    small.iter().zip(large).all(|(s, l)| !s || *l)
}
