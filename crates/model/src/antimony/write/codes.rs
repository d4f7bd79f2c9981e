//! Kinds of problem that writing Antimony can meet.

use crate::Code;

/// Every code of this module, in order of id.
pub static CODES: &[&Code] = &[&RESERVED, &CONVERSION, &DIMENSIONS, &TEXT, &TOO_DEEP, &UNIT, &FAST];

/// An id that is a word of the language.
pub static RESERVED: Code = Code {
    id: "A050",
    title: "id that Antimony cannot hold",
    explain: "The id is a word of Antimony (`at`, `in`, `unit`, `time`), one of its functions (`exp`, `log`) or \
              not made of letters, digits and `_`. SBML allows most of these, so models from SBML can have \
              them. Rename it in the model, for example `in` to `in_`, or write SBML.",
};

/// A conversion factor.
pub static CONVERSION: Code = Code {
    id: "A051",
    title: "conversion factor",
    explain: "The model or one of its species has a conversion factor from extent to substance, which the \
              Antimony read here does not have. Multiply the rates with it and remove it, or write SBML.",
};

/// A compartment that is no volume.
pub static DIMENSIONS: Code = Code {
    id: "A052",
    title: "compartment that is no volume",
    explain: "Compartments in Antimony have three dimensions. This one is a membrane, a line or a point, which \
              decides over the unit of its size. Write SBML, or make it a volume with a unit of its own where \
              that is what you mean.",
};

/// A text that no quotation marks can hold.
pub static TEXT: Code = Code {
    id: "A053",
    title: "text that Antimony cannot hold",
    explain: "Texts in Antimony stand between quotation marks on one line, or between three backticks, and \
              there is no way to write the marks themselves. This text has both in it. Remove the backticks.",
};

/// A formula that is nested too deep.
pub static TOO_DEEP: Code = Code {
    id: "A054",
    title: "formula nested too deep to be written",
    explain: "The formula has more levels than Antimony text is read with (200). Give parts of it names by \
              assignment rules, or write SBML, which is read with 400 levels.",
};

/// A unit that is no multiple.
pub static UNIT: Code = Code {
    id: "A055",
    title: "unit that Antimony cannot hold",
    explain: "The factor of a unit, or one of its exponents, is zero, infinite or not a number, so it is no \
              unit that could be defined. Define it anew from base units, such as \
              `unit nM = 1e-9 mole / litre`.",
};

/// A fast reaction.
pub static FAST: Code = Code {
    id: "A056",
    title: "fast reaction",
    explain: "The reaction is fast: it is in equilibrium at all times, as SBML up to Level 3 Version 1 can say. \
              Antimony has no word for that, and as an ordinary reaction it would give other numbers. Keep \
              the SBML, or make the reaction an ordinary one with large rate constants.",
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
