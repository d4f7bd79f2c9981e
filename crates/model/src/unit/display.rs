//! Shows units in the symbols that people use, where there are some.

use std::fmt;
use std::sync::OnceLock;

use super::{BASE, Unit};

/// What may stand alone or before a `/`, the most usual first.
const ABOVE: [&str; 47] = [
    "1", "nM", "uM", "mM", "pM", "M", "fM", "s", "min", "h", "d", "week", "year", "ms", "ng", "ug", "mg",
    "g", "kg", "pg", "nmol", "umol", "mmol", "pmol", "mol", "fmol", "kmol", "mL", "L", "uL", "dL", "nL",
    "pL", "fL", "m", "dm", "cm", "mm", "um", "nm", "item", "%", "g/mol", "10^9", "10^6", "10^3", "K",
];
/// What may stand after a `/`, alone or with a time.
const BELOW: [&str; 37] = [
    "s", "min", "h", "d", "week", "year", "mL", "L", "dL", "uL", "kg", "g", "mg", "mol", "mmol", "umol",
    "nmol", "pmol", "nM", "uM", "mM", "pM", "M", "item", "m^2", "cm^2", "mm^2", "um^2", "pL", "fL", "m^3",
    "m", "dm", "cm", "mm", "um", "nm",
];
const TIMES: usize = 6;

type Named = (&'static str, Unit);

fn read(symbols: &[&'static str]) -> Vec<Named> {
    symbols.iter().filter_map(|s| Unit::parse(s).ok().map(|u| (*s, u))).collect()
}

fn above() -> &'static [Named] {
    static UNITS: OnceLock<Vec<Named>> = OnceLock::new();
    UNITS.get_or_init(|| read(&ABOVE))
}

fn below() -> &'static [Named] {
    static UNITS: OnceLock<Vec<Named>> = OnceLock::new();
    UNITS.get_or_init(|| read(&BELOW))
}

fn same(a: &Unit, b: &Unit) -> bool {
    a.exponents == b.exponents && (a.factor - b.factor).abs() <= 1e-13 * a.factor.abs()
}

/// Whether `unit` is `above/below`, and no dimension cancels: nobody writes `mM/pmol` for `1/nL`.
fn is_quotient(unit: &Unit, above: &Unit, below: &Unit) -> bool {
    let cancels = above.exponents.iter().zip(below.exponents).any(|(a, b)| a * b > 0.0);
    !cancels && same(unit, &above.per(*below))
}

/// `unit` in one, two or three symbols.
fn named(unit: &Unit) -> Option<String> {
    if let Some((name, _)) = above().iter().find(|(_, u)| same(unit, u)) {
        return Some(if *name == "1" { "dimensionless".into() } else { (*name).into() });
    }
    for (top, u) in above() {
        if let Some((bottom, _)) = below().iter().find(|(_, b)| is_quotient(unit, u, b)) {
            return Some(format!("{top}/{bottom}"));
        }
    }
    squared(unit).or_else(|| two_below(unit))
}

/// Areas, volumes of a length, and other small powers of one symbol.
fn squared(unit: &Unit) -> Option<String> {
    let power = |p: i32| {
        above()
            .iter()
            .skip(1)
            .find(|(n, u)| !n.contains(['^', '/', '%']) && same(unit, &u.powf(f64::from(p))))
            .map(|(n, _)| (n, p))
    };
    [2, 3].into_iter().find_map(power).map(|(name, p)| format!("{name}^{p}"))
}

fn two_below(unit: &Unit) -> Option<String> {
    let times = below().get(..TIMES)?;
    for (top, u) in above() {
        for (time, t) in times {
            let per_time = u.per(*t);
            if let Some((other, _)) = below().iter().find(|(_, b)| is_quotient(unit, &per_time, b)) {
                let one = *top == "1";
                return Some(if one {
                    format!("1/({other}*{time})")
                } else {
                    format!("{top}/{time}/{other}")
                });
            }
        }
    }
    None
}

impl fmt::Display for Unit {
    /// Text that [`Unit::parse`] reads back: `nM/s` where symbols fit, else base dimensions.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = named(self) {
            return f.write_str(&name);
        }
        let mut parts = Vec::new();
        // Products of powers of ten are off in the last digit, which means nothing to a reader.
        let rounded = format!("{:.13e}", self.factor).parse().unwrap_or(self.factor);
        let is_round = format!("{rounded:e}").len() < format!("{:e}", self.factor).len().saturating_sub(6);
        let factor = if is_round { rounded } else { self.factor };
        if factor != 1.0 {
            parts.push(format!("{factor:?}").trim_end_matches(".0").to_string());
        }
        for (symbol, exponent) in BASE.iter().zip(self.exponents) {
            match exponent {
                0.0 => {}
                1.0 => parts.push((*symbol).to_string()),
                e => parts.push(format!("{symbol}^{e}")),
            }
        }
        if parts.is_empty() {
            parts.push("dimensionless".into());
        }
        f.write_str(&parts.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        Unit::parse(text).unwrap().to_string()
    }

    #[test]
    fn every_symbol_of_the_lists_is_read() {
        assert_eq!(above().len(), ABOVE.len());
        assert_eq!(below().len(), BELOW.len());
        assert!(below().iter().take(TIMES).all(|(_, u)| u.exponents[2] == 1.0));
    }

    #[test]
    fn common_units_are_shown_as_people_write_them() {
        for text in [
            "nM",
            "1/s",
            "1/h",
            "mg",
            "ng/mL",
            "L/h",
            "mL/min/kg",
            "g/mol",
            "1/(nM*s)",
            "nM/s",
            "%",
            "mm",
            "10^9/L",
            "umol/L/h",
            "dimensionless",
            "item",
            "m^2",
            "week",
            "mm/d",
        ] {
            let expected = text.replace("umol/L/h", "uM/h");
            assert_eq!(shown(text), expected);
        }
        assert_eq!(shown("nmol/L"), "nM");
        assert_eq!(Unit::builtin("litre").unwrap().to_string(), "L");
        assert_eq!(Unit::builtin("pascal").unwrap().to_string(), "m^-1 kg s^-2");
        assert_eq!(Unit::DIMENSIONLESS.scaled(1e-6).to_string(), "1e-6");
        assert_eq!(Unit::DIMENSIONLESS.scaled(3.0).to_string(), "3");
    }
}
