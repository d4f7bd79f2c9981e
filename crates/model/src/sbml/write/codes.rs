//! Kinds of problem that writing SBML can meet.

use crate::Code;

/// Every code of this module, in order of id.
pub static CODES: &[&Code] = &[&ID, &CHARACTER, &NUMBER_WITH_UNIT, &DIMENSION, &FAST];

/// An id that SBML cannot hold.
pub static ID: Code = Code {
    id: "S050",
    title: "id that SBML cannot hold",
    explain: "Ids in SBML are made of the letters a to z and A to Z, digits and `_`, and do not start with a \
              digit. The network has another id, so the model cannot be written. Rename it where it is \
              made, for example `k-1` to `k_1`, and the formulas that mean it.",
};

/// A character that XML cannot hold.
pub static CHARACTER: Code = Code {
    id: "S051",
    title: "text that XML cannot hold",
    explain: "A name or an annotation has a control character in it, which XML 1.0 cannot hold in any form. \
              Mostly it came in by copying from a terminal or a document. Type the text anew.",
};

/// An infinite number with a unit.
pub static NUMBER_WITH_UNIT: Code = Code {
    id: "S052",
    title: "infinity with a unit",
    explain: "A formula has an infinite number, or one that is not a number, with a unit beside it. SBML \
              writes these as `<infinity/>` and `<notanumber/>`, which bear no unit. Remove the unit from \
              that number, or name it: a parameter may be infinite and have a unit.",
};

/// A unit without finite factor.
pub static DIMENSION: Code = Code {
    id: "S053",
    title: "unit that SBML cannot hold",
    explain: "The factor of a unit, or one of its exponents, is zero, infinite or not a number, so it is no \
              unit that SBML could define. Define it anew from base units, such as \
              `unit nM = 1e-9 mole / litre`.",
};

/// A fast reaction.
pub static FAST: Code = Code {
    id: "S054",
    title: "fast reaction, which this level of SBML lacks",
    explain: "The reaction is fast: it is in equilibrium at all times. SBML had that up to Level 3 Version 1 \
              (`fast=\"true\"`); Version 2, which is written, has no such reactions, and as an ordinary one it \
              would give other numbers. Keep the file that it was read from, or make the reaction an \
              ordinary one with large rate constants.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_rise_and_every_code_is_explained() {
        assert!(CODES.windows(2).all(|w| w[0].id < w[1].id));
        assert!(CODES.iter().all(|c| c.explain.len() > 80 && !c.explain.contains("  ")));
    }
}
