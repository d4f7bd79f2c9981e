//! Why unit text could not be read.

use std::fmt;

use super::symbols::VALID;

/// Unit text that could not be read, and where in it reading stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitError {
    /// The whole text.
    pub text: String,
    /// First byte of the offending part.
    pub at: usize,
    /// What is wrong there.
    pub kind: UnitErrorKind,
}

/// What can be wrong with unit text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitErrorKind {
    /// No such symbol.
    Unknown {
        /// As it was written.
        symbol: String,
        /// A symbol like it.
        nearest: Option<String>,
    },
    /// A unit of activity (`IU`), which is no fixed amount of anything.
    Arbitrary(String),
    /// A time of no fixed length (`month`).
    NotFixed(String),
    /// Something else stands where a unit must stand; empty at the end of the text.
    NoUnit(String),
    /// A quantity does not begin with a number.
    NoNumber(String),
    /// `^` without a number after it.
    NoExponent,
    /// A character that no unit text has.
    Unexpected(char),
    /// `a/b c`: it could mean `a/(b*c)` or `a*c/b`.
    Ambiguous,
    /// `(` without `)`, or the other way round.
    Parenthesis,
    /// Parentheses nested too deeply.
    TooDeep,
    /// The number or the unit's factor is zero, infinite or too small to hold.
    OutOfRange,
}

impl fmt::Display for UnitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = &self.text;
        match &self.kind {
            UnitErrorKind::Unknown { symbol, nearest } => {
                write!(f, "unknown unit `{symbol}` in `{text}`")?;
                if let Some(near) = nearest {
                    write!(f, "; did you mean `{near}`?")?;
                }
                write!(f, "; known are {VALID}")
            }
            UnitErrorKind::Arbitrary(symbol) => write!(
                f,
                "`{symbol}` in `{text}` is an arbitrary unit of activity without a fixed conversion; \
                 give the mass or the amount of substance"
            ),
            UnitErrorKind::NotFixed(symbol) => {
                write!(f, "`{symbol}` in `{text}` has no fixed length; use days or weeks, such as `30 d`")
            }
            UnitErrorKind::NoUnit(found) if found.is_empty() => {
                write!(f, "`{text}` ends where a unit should stand; known are {VALID}")
            }
            UnitErrorKind::NoUnit(found) => write!(f, "`{found}` in `{text}` stands where a unit should"),
            UnitErrorKind::NoNumber(found) if found.is_empty() => {
                write!(f, "`{text}` is not a quantity; write a number and a unit, such as `5 mg`")
            }
            UnitErrorKind::NoNumber(found) => {
                write!(f, "`{found}` in `{text}` is not a number; write a number and a unit, such as `5 mg`")
            }
            UnitErrorKind::NoExponent => write!(f, "`^` in `{text}` needs a number after it, such as `s^-1`"),
            UnitErrorKind::Unexpected(c) => {
                write!(f, "`{c}` in `{text}` has no meaning in a unit; write powers as `s^-1` or `1/s`")
            }
            UnitErrorKind::Ambiguous => write!(
                f,
                "`{text}` has a space after a division, which can be read in two ways; \
                 write `a/(b*c)` or `a*c/b`"
            ),
            UnitErrorKind::Parenthesis => write!(f, "a parenthesis in `{text}` has no partner"),
            UnitErrorKind::TooDeep => write!(f, "parentheses in the unit are nested too deeply"),
            UnitErrorKind::OutOfRange => {
                write!(f, "`{text}` is zero, infinite or out of range as a quantity or unit")
            }
        }
    }
}

impl std::error::Error for UnitError {}
