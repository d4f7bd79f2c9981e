//! What kind of thing a key of a file measures, and in which range it lies.

use jakstat_model::Unit;

/// Exponents of length, mass, time and amount of substance; the rest are zero.
const fn unit(factor: f64, length: f64, mass: f64, time: f64, amount: f64) -> Unit {
    Unit { factor, exponents: [length, mass, time, 0.0, 0.0, amount, 0.0, 0.0] }
}

/// One hour, the time in which regimens are counted.
pub const HOUR: Unit = unit(3600.0, 0.0, 0.0, 1.0, 0.0);
/// One milligram, the mass in which doses are counted.
pub const MILLIGRAM: Unit = unit(1e-6, 0.0, 1.0, 0.0, 0.0);
/// One gram per mole.
pub const GRAM_PER_MOLE: Unit = unit(1e-3, 0.0, 1.0, 0.0, -1.0);
/// One nanomole per litre.
pub const NANOMOLAR: Unit = unit(1e-6, -3.0, 0.0, 0.0, 1.0);
/// One mole.
pub const MOLE: Unit = unit(1.0, 0.0, 0.0, 0.0, 1.0);
const LITRE: Unit = unit(1e-3, 3.0, 0.0, 0.0, 0.0);
const PER_HOUR: Unit = unit(1.0 / 3600.0, 0.0, 0.0, -1.0, 0.0);
const LITRE_PER_HOUR: Unit = unit(1e-3 / 3600.0, 3.0, 0.0, -1.0, 0.0);

/// Where a number may lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// Above zero.
    Positive,
    /// Zero or above.
    NonNegative,
    /// Above 0, at most 1.
    Fraction,
    /// From 0 to 1, both included.
    FractionOrZero,
}

impl Range {
    /// Whether `value` lies in the range; never for a value that is not finite.
    pub fn holds(self, value: f64) -> bool {
        value.is_finite()
            && match self {
                Self::Positive => value > 0.0,
                Self::NonNegative => value >= 0.0,
                Self::Fraction => value > 0.0 && value <= 1.0,
                Self::FractionOrZero => (0.0..=1.0).contains(&value),
            }
    }

    /// The range in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Positive => "above 0",
            Self::NonNegative => "0 or above",
            Self::Fraction => "above 0 and at most 1",
            Self::FractionOrZero => "from 0 to 1",
        }
    }
}

/// A kind of quantity.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    /// In words, with article: "a clearance".
    pub what: &'static str,
    /// A unit of this kind as one writes it.
    pub example: &'static str,
    /// That unit.
    pub unit: Unit,
    /// Where the number may lie, in any unit (no unit here has an offset).
    pub range: Range,
}

impl Measure {
    const fn positive(what: &'static str, example: &'static str, unit: Unit) -> Self {
        Self { what, example, unit, range: Range::Positive }
    }

    /// Grams per mole.
    pub const MOLAR_MASS: Self = Self::positive("a molar mass", "g/mol", GRAM_PER_MOLE);
    /// Amount per volume.
    pub const CONCENTRATION: Self = Self::positive("a molar concentration", "nM", NANOMOLAR);
    /// Per time.
    pub const RATE: Self = Self::positive("a rate", "1/h", PER_HOUR);
    /// Volume per time.
    pub const CLEARANCE: Self = Self::positive("a volume per time", "L/h", LITRE_PER_HOUR);
    /// Volume.
    pub const VOLUME: Self = Self::positive("a volume", "L", LITRE);
    /// Mass, above zero.
    pub const MASS: Self = Self::positive("a mass", "mg", MILLIGRAM);
    /// A length of time, above zero.
    pub const INTERVAL: Self = Self::positive("a time", "h", HOUR);
    /// A time, zero or later.
    pub const TIME: Self = Self { range: Range::NonNegative, ..Self::INTERVAL };
    /// One thing over another of its kind, above zero.
    pub const RATIO: Self = Self::positive("a number without unit", "1", Unit::DIMENSIONLESS);
    /// Part of a whole, above zero.
    pub const FRACTION: Self = Self {
        what: "a number without unit",
        example: "1",
        unit: Unit::DIMENSIONLESS,
        range: Range::Fraction,
    };
    /// Part of a whole, zero included.
    pub const FRACTION_OR_ZERO: Self = Self { range: Range::FractionOrZero, ..Self::FRACTION };
    /// Amount of substance.
    pub const SUBSTANCE: Self = Self::positive("an amount of substance", "mole", MOLE);
}
