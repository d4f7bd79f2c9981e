use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> Unit {
    Unit::parse(text).unwrap_or_else(|e| panic!("{e}"))
}

fn refusal(text: &str) -> String {
    Unit::parse(text).expect_err(text).to_string()
}

#[test]
fn equal_units_have_equal_bits() {
    for (a, b) in [
        ("nM", "nmol/L"),
        ("ng/mL", "ug/L"),
        ("1/(nM*s)", "L/nmol/s"),
        ("1/nM/s", "nM^-1 s^-1"),
        ("mL/min/kg", "mL/(min*kg)"),
        ("h", "60 min"),
        ("week", "7 days"),
        ("\u{b5}g", "ug"),
        ("\u{3bc}M", "umol / L"),
        ("L/h", "litre/hour"),
        ("%", "0.01"),
        ("s**2", "s^2"),
        ("1/s", "s^(-1)"),
        ("g.mol^-1", "g/mol"),
        ("10^9/L", "1/nL"),
        ("kg", "kilogram"),
        ("milligram", "mg"),
        ("dL", "100 mL"),
        ("1", "dimensionless"),
        ("m^0.5 m^0.5", "m"),
    ] {
        assert_eq!(parse(a), parse(b), "{a} and {b}");
    }
}

#[test]
fn factors_are_right() {
    assert_eq!(parse("nM").factor, 1e-6);
    assert_eq!(parse("L").factor, 1e-3);
    assert_eq!(parse("mg").factor, 1e-6);
    assert_eq!(parse("year").factor, 31_557_600.0);
    assert_eq!(parse("10^9/L").factor, 1e12);
    assert_eq!(parse("5 mg").factor_to(&parse("g")), Some(0.005));
    assert_eq!(parse("mM").factor_to(&parse("mg/L")), None);
}

#[test]
fn refusals_name_what_is_wrong() {
    assert_eq!(
        refusal("nmoll/L"),
        "unknown unit `nmoll` in `nmoll/L`; did you mean `nmol`?; known are g, L, mol, M, m, s (each with k, d, \
         c, m, u, n, p or f before it), min, h, d, week, year, item, cells, %, dimensionless, and the unit names \
         of SBML"
    );
    assert_eq!(
        refusal("IU/L"),
        "`IU` in `IU/L` is an arbitrary unit of activity without a fixed conversion; give the mass or the amount \
         of substance"
    );
    assert_eq!(refusal("month"), "`month` in `month` has no fixed length; use days or weeks, such as `30 d`");
    assert_eq!(
        refusal("1/nM s"),
        "`1/nM s` has a space after a division, which can be read in two ways; write `a/(b*c)` or `a*c/b`"
    );
    assert_eq!(refusal("s^"), "`^` in `s^` needs a number after it, such as `s^-1`");
    assert_eq!(refusal("h-1"), "`-` in `h-1` has no meaning in a unit; write powers as `s^-1` or `1/s`");
    assert_eq!(refusal("(nM"), "a parenthesis in `(nM` has no partner");
    assert_eq!(refusal("nM)"), "a parenthesis in `nM)` has no partner");
    assert_eq!(refusal("mg//L"), "`/` in `mg//L` stands where a unit should");
    for text in ["", " ", "m2", "s 2", "mg/", "*", "0 mg", "1e999", "m^1e300 s^", "\u{e9}"] {
        assert!(Unit::parse(text).is_err(), "{text:?}");
    }
    assert!(matches!(Unit::parse(&"(".repeat(100_000)).unwrap_err().kind, UnitErrorKind::TooDeep));
}

#[test]
fn errors_point_at_the_offending_byte() {
    assert_eq!(Unit::parse("\u{b5}g/foo").unwrap_err().at, 4);
    assert_eq!(parse_quantity("5 mg/foo").unwrap_err().at, 5);
    assert_eq!(parse_quantity("5/foo").unwrap_err().at, 2);
}

#[test]
fn quantities() {
    for (text, value, unit) in [
        ("5 mg", 5.0, "mg"),
        ("12 h", 12.0, "h"),
        ("1.5e-3 mol/L", 1.5e-3, "mol/L"),
        ("10nM", 10.0, "nM"),
        ("-2.5 %", -2.5, "%"),
        ("2/h", 2.0, "1/h"),
        (" 3 ", 3.0, "1"),
        ("10^9/L", 1.0, "10^9/L"),
        ("4.5 10^9/L", 4.5, "10^9/L"),
        ("5*mg", 5.0, "mg"),
        ("0 nM", 0.0, "nM"),
        (".5 mg", 0.5, "mg"),
        ("2 1/h", 2.0, "1/h"),
    ] {
        assert_eq!(parse_quantity(text).unwrap_or_else(|e| panic!("{e}")), (value, parse(unit)), "{text}");
    }
}

#[test]
fn doubtful_quantities_are_refused() {
    for text in ["", "mg", "1 500 mg", "1,5 mg", "1e999 mg", "5 mgg", "inf mg", "nan", "--5 mg", "5 mg twice"]
    {
        assert!(parse_quantity(text).is_err(), "{text}");
    }
    assert_eq!(
        parse_quantity("mg").unwrap_err().to_string(),
        "`mg` in `mg` is not a number; write a number and a unit, such as `5 mg`"
    );
}

proptest! {
    #[test]
    fn what_is_shown_is_read_back(
        factor in 1e-20f64..1e20,
        exponents in proptest::array::uniform8(-6i8..=6),
    ) {
        let unit = Unit { factor, exponents: exponents.map(|e| f64::from(e) / 2.0) };
        prop_assert_eq!(parse(&unit.to_string()), unit);
    }

    #[test]
    fn products_of_symbols_are_read_back(
        a in 0usize..8, b in 0usize..8, c in 0usize..8, powers in proptest::array::uniform3(-2i8..=2),
    ) {
        let symbols = ["nM", "mL", "h", "kg", "umol", "min", "item", "mm"];
        let part = |i: usize, p: i8| parse(symbols[i]).powf(f64::from(p));
        let unit = part(a, powers[0]).times(part(b, powers[1])).times(part(c, powers[2]));
        let back = parse(&unit.to_string());
        prop_assert_eq!(back.exponents, unit.exponents);
        prop_assert!((back.factor / unit.factor - 1.0).abs() < 1e-12, "{} {}", back.factor, unit.factor);
    }

    #[test]
    fn any_text_is_answered(text in ".{0,24}") {
        let unit = Unit::parse(&text);
        let quantity = parse_quantity(&text);
        if let Err(e) = unit {
            prop_assert!(e.at <= text.len());
        }
        if let Err(e) = quantity {
            prop_assert!(e.at <= text.len());
        }
    }
}
