//! The symbols that unit text may use.

use super::{BASE, Unit, UnitErrorKind};
use crate::diagnostic::nearest;

/// A unit whose factor is kept as `mantissa * 10^tens`, so that `nM` and `nmol/L` give the same bits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scaled {
    mantissa: f64,
    tens: i32,
    exponents: [f64; 8],
}

impl Scaled {
    const ONE: Self = Self::new(1.0, 0, [0.0; 8]);

    const fn new(mantissa: f64, tens: i32, exponents: [f64; 8]) -> Self {
        Self { mantissa, tens, exponents }
    }

    /// A plain number; powers of ten stay exact.
    pub(super) fn number(value: f64) -> Self {
        let tens = if value > 0.0 { value.log10().round() as i32 } else { 0 };
        if power_of_ten(tens) == value {
            Self { tens, ..Self::ONE }
        } else {
            Self { mantissa: value, ..Self::ONE }
        }
    }

    pub(super) fn times(self, other: Self) -> Self {
        Self {
            mantissa: self.mantissa * other.mantissa,
            tens: self.tens.saturating_add(other.tens),
            exponents: std::array::from_fn(|i| self.exponents[i] + other.exponents[i]),
        }
    }

    pub(super) fn power(self, exponent: f64) -> Self {
        let exponents = self.exponents.map(|e| e * exponent);
        if exponent.fract() == 0.0 && exponent.abs() <= 64.0 {
            let tens = self.tens.saturating_mul(exponent as i32);
            Self { mantissa: self.mantissa.powf(exponent), tens, exponents }
        } else {
            Self { mantissa: self.unit().factor.powf(exponent), tens: 0, exponents }
        }
    }

    pub(super) fn unit(self) -> Unit {
        let factor = match self.tens {
            t @ 0..=22 => self.mantissa * power_of_ten(t),
            t @ -22..0 => self.mantissa / power_of_ten(-t),
            t => self.mantissa * power_of_ten(t),
        };
        // A sum of exponents may leave -0.0, which would print as a sign.
        Unit { factor, exponents: self.exponents.map(|e| e + 0.0) }
    }
}

/// `10^tens`, correctly rounded.
fn power_of_ten(tens: i32) -> f64 {
    format!("1e{tens}").parse().unwrap_or(f64::NAN)
}

const fn base(index: usize, power: f64) -> [f64; 8] {
    let mut exponents = [0.0; 8];
    exponents[index] = power;
    exponents
}

const LITRE: [f64; 8] = base(0, 3.0);
const SECOND: [f64; 8] = base(2, 1.0);
const ITEM: [f64; 8] = base(7, 1.0);
const MOLAR: [f64; 8] = [-3.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0];
const NONE: [f64; 8] = [0.0; 8];

/// SI prefixes: short, long, power of ten.
const PREFIXES: [(&[&str], &str, i32); 8] = [
    (&["k"], "kilo", 3),
    (&["d"], "deci", -1),
    (&["c"], "centi", -2),
    (&["m"], "milli", -3),
    (&["u", "\u{b5}", "\u{3bc}"], "micro", -6),
    (&["n"], "nano", -9),
    (&["p"], "pico", -12),
    (&["f"], "femto", -15),
];

/// Units that take a prefix: symbols, words, and the unit itself.
const PREFIXED: [(&[&str], &[&str], Scaled); 6] = [
    (&["g"], &["gram", "grams"], Scaled::new(1.0, -3, base(1, 1.0))),
    (&["L", "l"], &["litre", "litres", "liter", "liters"], Scaled::new(1.0, -3, LITRE)),
    (&["mol"], &["mole", "moles"], Scaled::new(1.0, 0, base(5, 1.0))),
    (&["M"], &["molar"], Scaled::new(1.0, 3, MOLAR)),
    (&["m"], &["metre", "metres", "meter", "meters"], Scaled::new(1.0, 0, base(0, 1.0))),
    (&["s"], &["second", "seconds"], Scaled::new(1.0, 0, SECOND)),
];

/// Units that take no prefix. A year is 365.25 days.
const PLAIN: [(&[&str], Scaled); 13] = [
    (&["sec", "secs"], Scaled::new(1.0, 0, SECOND)),
    (&["min", "mins", "minute", "minutes"], Scaled::new(6.0, 1, SECOND)),
    (&["h", "hr", "hrs", "hour", "hours"], Scaled::new(36.0, 2, SECOND)),
    (&["d", "day", "days"], Scaled::new(864.0, 2, SECOND)),
    (&["wk", "wks", "week", "weeks"], Scaled::new(6048.0, 2, SECOND)),
    (&["yr", "yrs", "year", "years"], Scaled::new(315_576.0, 2, SECOND)),
    (&["mcg"], Scaled::new(1.0, -9, base(1, 1.0))),
    (&["item", "items", "cell", "cells", "molecule", "molecules"], Scaled::new(1.0, 0, ITEM)),
    (&["%", "percent"], Scaled::new(1.0, -2, NONE)),
    (&["kg"], Scaled::new(1.0, 0, base(1, 1.0))),
    (&["A"], Scaled::new(1.0, 0, base(3, 1.0))),
    (&["K"], Scaled::new(1.0, 0, base(4, 1.0))),
    (&["cd"], Scaled::new(1.0, 0, base(6, 1.0))),
];

/// Units of activity: how much substance they are differs from product to product.
const ARBITRARY: [&str; 7] = ["U", "IU", "mU", "mIU", "kU", "kIU", "uIU"];
const NOT_FIXED: [&str; 4] = ["month", "months", "mo", "mos"];

/// What `symbol` stands for, or why it stands for nothing.
pub(super) fn find(symbol: &str) -> Result<Scaled, UnitErrorKind> {
    if ARBITRARY.contains(&symbol) {
        return Err(UnitErrorKind::Arbitrary(symbol.into()));
    }
    if NOT_FIXED.contains(&symbol) {
        return Err(UnitErrorKind::NotFixed(symbol.into()));
    }
    plain(symbol).or_else(|| prefixed(symbol)).or_else(|| builtin(symbol)).ok_or_else(|| {
        let known = all();
        let nearest = nearest(symbol, known.iter().map(String::as_str)).map(str::to_string);
        UnitErrorKind::Unknown { symbol: symbol.into(), nearest }
    })
}

fn plain(symbol: &str) -> Option<Scaled> {
    PLAIN.iter().find(|(names, _)| names.contains(&symbol)).map(|(_, unit)| *unit)
}

fn prefixed(symbol: &str) -> Option<Scaled> {
    let exact = |text: &str| PREFIXED.iter().find(|(short, _, _)| short.contains(&text)).map(|p| p.2);
    let word = |text: &str| PREFIXED.iter().find(|(_, long, _)| long.contains(&text)).map(|p| p.2);
    let with_prefix = |(short, long, tens): &(&[&str], &str, i32)| {
        let symbols = short.iter().filter_map(|p| symbol.strip_prefix(p)).find_map(exact);
        let found = symbols.or_else(|| symbol.strip_prefix(long).and_then(word))?;
        Some(Scaled { tens: found.tens + tens, ..found })
    };
    exact(symbol).or_else(|| word(symbol)).or_else(|| PREFIXES.iter().find_map(with_prefix))
}

fn builtin(symbol: &str) -> Option<Scaled> {
    Unit::builtin(symbol).map(|u| Scaled::new(u.factor, 0, u.exponents))
}

/// Every symbol that is short enough to be meant by a slip of the finger.
fn all() -> Vec<String> {
    let mut names: Vec<String> = vec!["dimensionless".into()];
    names.extend(PLAIN.iter().flat_map(|(n, _)| n.iter().map(|s| s.to_string())));
    for (short, long, _) in PREFIXED {
        names.extend(short.iter().chain(long).map(|s| s.to_string()));
        let prefixes = PREFIXES.iter().flat_map(|(p, _, _)| p.iter().take(1));
        names.extend(prefixes.map(|p| format!("{p}{}", short[0])));
    }
    names.extend(BASE.iter().map(|s| s.to_string()));
    names
}

/// The valid symbols in one line, for messages.
pub(super) const VALID: &str = "g, L, mol, M, m, s (each with k, d, c, m, u, n, p or f before it), min, h, d, \
     week, year, item, cells, %, dimensionless, and the unit names of SBML";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_symbol_is_found() {
        for name in all() {
            assert!(find(&name).is_ok(), "{name}");
        }
    }

    #[test]
    fn prefixes_do_not_shadow_whole_symbols() {
        assert_eq!(find("min").unwrap().unit().factor, 60.0);
        assert_eq!(find("cd").unwrap().unit().exponents[6], 1.0);
        assert_eq!(find("d").unwrap().unit().factor, 86_400.0);
        assert_eq!(find("mM").unwrap().unit().factor, 1.0);
        assert_eq!(find("\u{b5}g").unwrap().unit(), find("mcg").unwrap().unit());
    }
}
