//! What a scenario can get wrong.

use jakstat_model::Code;

/// A value is no number and no quantity.
pub static BAD_VALUE: Code = Code {
    id: "R001",
    title: "value cannot be read",
    explain: "A value is a plain number, which counts in the model's own unit, or a text with a unit, such as `\"10 nM\"` or `\"14 d\"`. With a unit the value is converted; without, it is taken as it is.",
};

/// The units of a value and of what it is given to differ in kind.
pub static UNIT_CLASH: Code = Code {
    id: "R002",
    title: "unit does not fit",
    explain: "The value has a unit of another kind than the thing that it is given to, such as a mass for a concentration. Give it in a unit of the right kind. A dose in mg becomes an amount of substance by `molecular_weight`.",
};

/// The model does not say in which unit something counts.
pub static NO_UNIT: Code = Code {
    id: "R003",
    title: "model does not say its unit",
    explain: "A value with a unit can only be converted where the model says its own. In Antimony: `unit time_unit = 60 second`, `unit substance = 1e-9 mole`, `unit volume = litre`, `k has per_minute`. Or give the value as a plain number in whatever the model counts in.",
};

/// Times that make no sense together.
pub static TIMES: Code = Code {
    id: "R004",
    title: "times do not fit",
    explain: "A run goes from `start` to a later `end`. Windows of outcomes, times to save at, doses and changes lie within, and a window ends after it begins.",
};

/// Something is missing that the rest needs.
pub static INCOMPLETE: Code = Code {
    id: "R005",
    title: "scenario is incomplete",
    explain: "One part of the scenario needs another that is not there: a treatment with a compound needs the compound's file, the kinases and the targets of the model; a regimen needs a compound or a species with a molecular weight; relative outcomes need a treatment.",
};

/// Two keys exclude each other.
pub static CLASH: Code = Code {
    id: "R006",
    title: "keys exclude each other",
    explain: "Two keys say two things about one matter, such as a regimen and a constant concentration of the same compound. Keep the one that is meant.",
};

/// A name is not known.
pub static UNKNOWN_NAME: Code = Code {
    id: "R007",
    title: "unknown name",
    explain: "A compound, a regimen or an outcome is named that does not exist. The help line lists what there is.",
};

/// A parameter file gives a number to something that is not there.
pub static UNKNOWN_PARAMETER: Code = Code {
    id: "R008",
    title: "parameter is not in the model",
    explain: "A parameter file gives a number to an id that the model does not have, with its treatments laid over. Ids are compared letter by letter; `jakstat list MODEL` shows those of the model. A number that belongs to a compound, such as `drug_CL`, is only there where the scenario gives that compound: keep such numbers in a file of their own. Example: `id = \"k1\"` for the parameter `k1` of the model.",
};

/// All codes of this module.
pub static CODES: &[&Code] =
    &[&BAD_VALUE, &UNIT_CLASH, &NO_UNIT, &TIMES, &INCOMPLETE, &CLASH, &UNKNOWN_NAME, &UNKNOWN_PARAMETER];
