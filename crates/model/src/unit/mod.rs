//! Units of measurement at run time.
//!
//! ```
//! use jakstat_model::unit::{Unit, parse_quantity};
//!
//! let (dose, unit) = parse_quantity("5 mg").unwrap();
//! let gram = Unit::parse("g").unwrap();
//! assert_eq!(dose * unit.factor_to(&gram).unwrap(), 0.005);
//! assert_eq!(Unit::parse("1/(nM*s)").unwrap().to_string(), "1/(nM*s)");
//! assert!(Unit::parse("IU/L").is_err());
//! ```

mod display;
mod error;
mod parse;
mod resolve;
mod symbols;

pub use error::{UnitError, UnitErrorKind};
pub use parse::parse_quantity;

/// A unit: a factor times powers of base dimensions.
///
/// `item` counts things and is kept apart from `mole`, as in SBML.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    /// How many coherent base units it is: 0.001 for the litre (in cubic metres).
    pub factor: f64,
    /// Exponents of [`BASE`], in that order.
    pub exponents: [f64; 8],
}

/// Symbols of the base dimensions, in the order of [`Unit::exponents`].
pub const BASE: [&str; 8] = ["m", "kg", "s", "A", "K", "mol", "cd", "item"];

impl Unit {
    /// The number 1.
    pub const DIMENSIONLESS: Self = Self { factor: 1.0, exponents: [0.0; 8] };

    /// Product.
    pub fn times(self, other: Self) -> Self {
        Self {
            factor: self.factor * other.factor,
            exponents: std::array::from_fn(|i| self.exponents[i] + other.exponents[i]),
        }
    }

    /// Power.
    pub fn powf(self, exponent: f64) -> Self {
        Self { factor: self.factor.powf(exponent), exponents: self.exponents.map(|e| e * exponent) }
    }

    /// Quotient.
    pub fn per(self, other: Self) -> Self {
        self.times(other.powf(-1.0))
    }

    /// A multiple of the unit.
    pub fn scaled(self, factor: f64) -> Self {
        Self { factor: self.factor * factor, ..self }
    }

    /// Whether both measure the same thing.
    pub fn same_dimension(&self, other: &Self) -> bool {
        self.exponents == other.exponents
    }

    /// Whether both are the same unit, rounding of the factor (1 part in 10^9) apart.
    pub fn same_as(&self, other: &Self) -> bool {
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(b.abs());
        let powers = self.exponents.iter().zip(other.exponents);
        near(self.factor, other.factor) && powers.into_iter().all(|(a, b)| (a - b).abs() <= 1e-9)
    }

    /// What to multiply a value in `self` with to have it in `other`; `None` where they measure
    /// different things.
    pub fn factor_to(&self, other: &Self) -> Option<f64> {
        self.same_dimension(other).then(|| decimal(self.factor / other.factor))
    }

    /// A unit by the name that SBML and Antimony build in (`second`, `litre`, `mole`, ...).
    pub fn builtin(name: &str) -> Option<Self> {
        let base = |i: usize, factor: f64| {
            let mut exponents = [0.0; 8];
            exponents[i] = 1.0;
            Self { factor, exponents }
        };
        let with = |factor: f64, powers: &[(usize, f64)]| {
            let mut exponents = [0.0; 8];
            for (i, e) in powers {
                exponents[*i] = *e;
            }
            Self { factor, exponents }
        };
        Some(match name {
            "dimensionless" | "radian" | "steradian" => Self::DIMENSIONLESS,
            "avogadro" => Self::DIMENSIONLESS.scaled(6.022_140_76e23),
            "item" => base(7, 1.0),
            "metre" | "meter" => base(0, 1.0),
            "kilogram" => base(1, 1.0),
            "gram" => base(1, 1e-3),
            "second" => base(2, 1.0),
            "ampere" => base(3, 1.0),
            "kelvin" => base(4, 1.0),
            "mole" => base(5, 1.0),
            "candela" | "lumen" => base(6, 1.0),
            "litre" | "liter" => with(1e-3, &[(0, 3.0)]),
            "hertz" | "becquerel" => with(1.0, &[(2, -1.0)]),
            "newton" => with(1.0, &[(1, 1.0), (0, 1.0), (2, -2.0)]),
            "pascal" => with(1.0, &[(1, 1.0), (0, -1.0), (2, -2.0)]),
            "joule" => with(1.0, &[(1, 1.0), (0, 2.0), (2, -2.0)]),
            "watt" => with(1.0, &[(1, 1.0), (0, 2.0), (2, -3.0)]),
            "coulomb" => with(1.0, &[(3, 1.0), (2, 1.0)]),
            "volt" => with(1.0, &[(1, 1.0), (0, 2.0), (2, -3.0), (3, -1.0)]),
            "ohm" => with(1.0, &[(1, 1.0), (0, 2.0), (2, -3.0), (3, -2.0)]),
            "siemens" => with(1.0, &[(1, -1.0), (0, -2.0), (2, 3.0), (3, 2.0)]),
            "farad" => with(1.0, &[(1, -1.0), (0, -2.0), (2, 4.0), (3, 2.0)]),
            "henry" => with(1.0, &[(1, 1.0), (0, 2.0), (2, -2.0), (3, -2.0)]),
            "weber" => with(1.0, &[(1, 1.0), (0, 2.0), (2, -2.0), (3, -1.0)]),
            "tesla" => with(1.0, &[(1, 1.0), (2, -2.0), (3, -1.0)]),
            "lux" => with(1.0, &[(6, 1.0), (0, -2.0)]),
            "gray" | "sievert" => with(1.0, &[(0, 2.0), (2, -2.0)]),
            "katal" => with(1.0, &[(5, 1.0), (2, -1.0)]),
            _ => return None,
        })
    }
}

/// The quotient of two decimal factors is mostly a whole number or one over a whole number, which the
/// last bit of a division hides: 1e-3 over 1e-6 must be 1000.
fn decimal(quotient: f64) -> f64 {
    let snap = |x: f64| (x >= 1.0 && (x - x.round()).abs() <= 4.0 * f64::EPSILON * x).then(|| x.round());
    snap(quotient).or_else(|| snap(1.0 / quotient).map(|n| 1.0 / n)).unwrap_or(quotient)
}
