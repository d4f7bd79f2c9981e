//! 95 % intervals from the number of rows.

/// The two-sided 95 % point of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Wilson's interval for a share of `hits` in `n` rows, both between 0 and 1; none of no rows.
///
/// Source: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212.
pub(super) fn wilson(hits: f64, n: u64) -> Option<(f64, f64)> {
    if n == 0 {
        return None;
    }
    let n = n as f64;
    let share = hits / n;
    let centre = share + Z * Z / (2.0 * n);
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + Z * Z / n;
    Some((((centre - half) / whole).max(0.0), ((centre + half) / whole).min(1.0)))
}

/// The interval of a mean by the normal distribution; none of fewer than two rows.
pub(super) fn of_mean(mean: f64, sd: Option<f64>, n: u64) -> Option<(f64, f64)> {
    let half = Z * sd? / (n as f64).sqrt();
    Some((mean - half, mean + half))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_those_of_the_books() {
        // R 4: prop.test(81, 263, correct = FALSE)$conf.int, the example of Newcombe 1998.
        let (low, high) = wilson(81.0, 263).unwrap();
        assert!((low - 0.2553).abs() < 5e-5 && (high - 0.3662).abs() < 5e-5, "{low} {high}");
        // Newcombe 1998, table I: 0 of 20.
        let (low, high) = wilson(0.0, 20).unwrap();
        assert!(low == 0.0 && (high - 0.1611).abs() < 5e-5, "{low} {high}");
        assert_eq!((wilson(0.0, 0), of_mean(1.0, None, 1)), (None, None));
        let (low, high) = of_mean(10.0, Some(2.0), 16).unwrap();
        assert!((low - 9.020_018).abs() < 1e-6 && (high - 10.979_982).abs() < 1e-6);
    }
}
