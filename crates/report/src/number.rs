//! Numbers for people: few digits, no noise.

/// `value` to `digits` significant digits, without trailing zeros after the point.
///
/// Values below 1e-4 or from 1e6 on are written as `1.2e-7`. `-0` is `0`.
pub fn significant(value: f64, digits: usize) -> String {
    let plain = |v: f64| trim(&round_to(v, digits));
    match parts(value, digits) {
        None => plain(value),
        Some((mantissa, exponent)) => format!("{mantissa}e{exponent}"),
    }
}

/// As [`significant`], in typography for figures: a true minus sign and `1.2×10⁻⁷`.
pub(crate) fn pretty(value: f64, digits: usize) -> String {
    match parts(value, digits) {
        None => trim(&round_to(value, digits)).replace('-', "−"),
        Some((mantissa, exponent)) => power(&mantissa, exponent),
    }
}

/// `value` with a fixed number of `decimals` and a true minus sign.
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let is_zero = !text.contains(|c: char| ('1'..='9').contains(&c));
    if is_zero { text.replace('-', "") } else { text.replace('-', "−") }
}

/// `mantissa × 10^exponent`; the mantissa 1 is left out.
pub(crate) fn power(mantissa: &str, exponent: i32) -> String {
    let raised: String = exponent.to_string().chars().map(superscript).collect();
    match mantissa {
        "1" => format!("10{raised}"),
        "-1" => format!("−10{raised}"),
        m => format!("{}×10{raised}", m.replace('-', "−")),
    }
}

/// Shortest text that reads back as the same number; `1e-7` style outside of 1e-5 ..= 1e15.
pub(crate) fn exact(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 || !value.is_finite() || (1e-5..=1e15).contains(&size) {
        format!("{value}")
    } else {
        format!("{value:e}")
    }
}

/// Mantissa and exponent where plain digits would be hard to read.
fn parts(value: f64, digits: usize) -> Option<(String, i32)> {
    if value == 0.0 || !value.is_finite() {
        return None;
    }
    let text = format!("{value:.*e}", digits.max(1) - 1);
    let (mantissa, exponent) = text.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    (!(-4..6).contains(&exponent)).then(|| (trim(mantissa), exponent))
}

/// Plain digits; the number is rounded to `digits` significant ones.
fn round_to(value: f64, digits: usize) -> String {
    if value == 0.0 {
        return "0".into();
    }
    if !value.is_finite() {
        return format!("{value}");
    }
    let scientific = format!("{value:.*e}", digits.max(1) - 1);
    let exponent: i32 = scientific.split_once('e').and_then(|(_, e)| e.parse().ok()).unwrap_or(0);
    let decimals = (digits as i32 - 1 - exponent).max(0) as usize;
    // Through the rounded value, so that 12345 to two digits is 12000.
    let rounded: f64 = scientific.parse().unwrap_or(value);
    format!("{rounded:.decimals$}")
}

/// Without zeros at the end of the decimals.
fn trim(text: &str) -> String {
    let short = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    if short == "-0" { "0".into() } else { short.into() }
}

fn superscript(c: char) -> char {
    match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' | '4'..='9' => char::from_u32(0x2070 + c as u32 - '0' as u32).unwrap_or(c),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn significant_digits_without_noise() {
        let cases = [
            (0.1 + 0.2, 3, "0.3"),
            (1234.5678, 3, "1230"),
            (99.96, 3, "100"),
            (0.000_123_4, 2, "0.00012"),
            (0.000_012_34, 2, "1.2e-5"),
            (2_500_000.0, 3, "2.5e6"),
            (999_999.9, 3, "1e6"),
            (-0.0, 3, "0"),
            (-41.0, 4, "-41"),
            (f64::NAN, 3, "NaN"),
            (f64::NEG_INFINITY, 3, "-inf"),
        ];
        for (value, digits, want) in cases {
            assert_eq!(significant(value, digits), want, "{value}");
        }
    }

    #[test]
    fn figures_use_real_signs() {
        assert_eq!(pretty(-1.25e-7, 3), "−1.25×10⁻⁷");
        assert_eq!(pretty(1e9, 3), "10⁹");
        assert_eq!(fixed(-0.001, 1), "0.0");
        assert_eq!(fixed(-2.5, 1), "−2.5");
    }

    #[test]
    fn exact_reads_back() {
        for v in [1e-300, 1.0 / 3.0, 5e-324, 1e22, -7.25, 0.0, 1e-5] {
            assert_eq!(exact(v).parse::<f64>().unwrap().to_bits(), v.to_bits());
        }
        assert_eq!(exact(1e-7), "1e-7");
    }
}
