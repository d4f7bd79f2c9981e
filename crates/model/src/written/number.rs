//! Numbers as text that gives the same bits when it is read.

/// The shortest decimal text of a finite number: `0.1`, `60`, `1e-9`.
pub(crate) fn decimal(x: f64) -> String {
    let text = format!("{x:?}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_bits() {
        for x in [0.1, 60.0, 1e-9, -0.0, 1.0 / 3.0, 5e-324, f64::MAX, 6.022_140_76e23, 123_456_789.0] {
            assert_eq!(decimal(x).parse::<f64>().map(f64::to_bits), Ok(x.to_bits()), "{x}");
        }
        assert_eq!(decimal(60.0), "60");
        assert_eq!(decimal(1e-9), "1e-9");
    }
}
