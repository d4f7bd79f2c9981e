//! What compiling can refuse.

use jakstat_model::Code;

/// An id that was asked for does not exist.
pub static UNKNOWN: Code = Code {
    id: "C001",
    title: "unknown id",
    explain: "Something to save, set, dose or derive by is not in the model. Ids are compared letter by letter; `jakstat list MODEL` shows all of them. Example: `--save Sig` in a model that has `Sig5`.",
};

/// An id that was asked for cannot be set.
pub static NOT_SETTABLE: Code = Code {
    id: "C002",
    title: "value cannot be set",
    explain: "The id is computed by an assignment rule or is a reaction, so a value given to it would be overwritten at once. Set one of the values in its formula, or remove the rule.",
};

/// Definitions need each other.
pub static CIRCLE: Code = Code {
    id: "C003",
    title: "circular definition",
    explain: "The value of an id needs its own value first, through assignment rules, initial assignments or rates. Break the circle: replace one of the formulas by a number, or make one variable a state with a rate rule.",
};

/// `rateOf` of something that has no rate of its own.
pub static RATE_OF: Code = Code {
    id: "C004",
    title: "rateOf cannot be computed",
    explain: "`rateOf(x)` is supported where `x` is changed by reactions or by a rate rule, or is constant. It is not supported where `x` is computed by an assignment rule. Write the derivative as a formula.",
};

/// A construct that slipped through the checks.
pub static UNSUPPORTED: Code = Code {
    id: "C005",
    title: "construct not supported",
    explain: "The model uses a construct of its language that this simulator does not compute. It refuses rather than leave it out: a result without it would be wrong. The message names the construct.",
};

/// There is no exact sensitivity.
pub static NO_SENSITIVITY: Code = Code {
    id: "C006",
    title: "sensitivity cannot be computed",
    explain: "Sensitivities are exact derivatives of the run by values that a run starts from and keeps: parameters, sizes, start values of species. They are refused where they would be wrong: for a value that a rule computes or that an event, a dose or a change sets; and where the time of an event or of a jump in a formula follows the value. Conditions on time and on other parameters are fine, and so are `min`, `max` and `abs`. Example: write `max(S1 - limit, 0)` for `piecewise(S1 - limit, S1 > limit, 0)`; or compare two runs, `--set k1=1` and `--set k1=1.001`.",
};

/// Something to read has no value.
pub static NO_VALUE: Code = Code {
    id: "C007",
    title: "what is to be saved has no value",
    explain: "The model declares this without a value and reads it nowhere, so it runs without one; but there is nothing to save or measure. No number is made up for it. Give it a value in the model, such as `k1 = 0.5`, set it with `--set k1=0.5`, or do not save it. The concentration of a species in a compartment without size is such a case too: save its amount.",
};

/// Algebraic rules do not determine their values.
pub static NOT_DETERMINED: Code = Code {
    id: "C008",
    title: "algebraic rules do not determine their values",
    explain: "Algebraic rules (`0 = formula`) must have one solution for the values that they determine. Here some value drops out, as `x` does of `0 = x - x + A`, or one rule follows from the others or contradicts them, as `0 = x + y - A` and `0 = 2*x + 2*y - B`. Correct the rules, or remove the one that says nothing new.",
};

/// An algebraic rule is not linear in what it determines.
pub static NOT_LINEAR: Code = Code {
    id: "C009",
    title: "algebraic rule not linear in what it determines",
    explain: "An algebraic rule (`0 = formula`) that is linear in what it determines, as `0 = A + B - T`, is solved once and for all. Another, as `0 = x^2 + x - A`, is solved while time runs, by Newton's method from the value that the model gives, which tells which of several solutions is meant: so it must give one. What such a rule determines cannot be read by initial assignments or be the size of a compartment whose species start with an amount, and such a model has no sensitivities and no explicit methods. Where that is needed, solve the rule by hand and write an assignment rule, such as `x := (sqrt(1 + 4*A) - 1)/2`.",
};

/// More than can be compiled.
pub static TOO_LARGE: Code = Code {
    id: "C010",
    title: "formulas too large",
    explain: "Functions are written out wherever they are called, and their formulas are nested too deeply, or come to too many calls. Give a part of the formula a name with an assignment rule, such as `part := f(f(x))`: a rule is worked out once, however often it is read, and chains of rules may be as long as the model.",
};

/// A fast reaction in a role that it cannot have.
pub static FAST: Code = Code {
    id: "C011",
    title: "fast reaction that cannot be computed",
    explain: "Fast reactions (`fast=\"true\"` in SBML before Level 3 Version 2) are in equilibrium at all times: what they change rests where their rates are 0, and their totals, as `A + B` of `A -> B`, follow all other reactions. So they have no speed that a formula could read; their stoichiometries must stay what they are between events; and nothing but reactions, events and doses may change their species. Where one of these is needed, set `fast=\"false\"` and give the reaction large rate constants.",
};

/// All codes of this module.
pub static CODES: &[&Code] = &[
    &UNKNOWN,
    &NOT_SETTABLE,
    &CIRCLE,
    &RATE_OF,
    &UNSUPPORTED,
    &NO_SENSITIVITY,
    &NO_VALUE,
    &NOT_DETERMINED,
    &NOT_LINEAR,
    &TOO_LARGE,
    &FAST,
];
