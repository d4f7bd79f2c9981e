//! The codes of the problems that checking finds.

use crate::Code;

/// Every code of this module, in order.
pub static CODES: &[&Code] = &[
    &DUPLICATE_ID,
    &UNKNOWN_NAME,
    &WRONG_KIND,
    &UNKNOWN_FUNCTION,
    &WRONG_ARGUMENTS,
    &RECURSIVE_FUNCTION,
    &NO_VALUE,
    &UNUSED,
    &DEFINED_TWICE,
    &CONSTANT_CHANGED,
    &CHANGED_TWICE,
    &CIRCULAR,
    &NO_RATE,
    &BAD_NUMBER,
    &NEGATIVE,
    &IDLE_EVENT,
    &OVERDETERMINED,
    &UNDEFINED_UNIT,
    &UNIT_CLASH,
    &AMBIGUOUS_RULE,
    &CHOSEN_VALUE,
    &FORWARD_DELAY,
];

/// `N001`
pub static DUPLICATE_ID: Code = Code {
    id: "N001",
    title: "one id for two things",
    explain: "Compartments, species, parameters, reactions, events and functions share one set of names, so that \
        a formula that says `k1` can mean one thing only. Rename one of the two and the formulas that mean it.",
};

/// `N002`
pub static UNKNOWN_NAME: Code = Code {
    id: "N002",
    title: "unknown name",
    explain: "A formula, reaction, rule or event names something that the model does not have. Most often this is \
        a slip of the pen; names are case-sensitive. Correct the name, or declare what it stands for, such as \
        `k1 = 0.5`. The body of a function sees its own arguments and nothing else: hand in what it needs as \
        one more argument.",
};

/// `N003`
pub static WRONG_KIND: Code = Code {
    id: "N003",
    title: "name of the wrong kind of thing",
    explain: "The name exists, but stands for something that cannot be used there: reactions turn species into \
        species, species are in compartments, rules and events set species, compartments and parameters, and a \
        conversion factor is a constant parameter. A function must be called, as in `f(x)`.",
};

/// `N004`
pub static UNKNOWN_FUNCTION: Code = Code {
    id: "N004",
    title: "unknown function",
    explain: "A formula calls a function that is neither built in nor defined by the model. Correct its name or \
        define it, in Antimony with `function f(x, y) x*y end` before the model.",
};

/// `N005`
pub static WRONG_ARGUMENTS: Code = Code {
    id: "N005",
    title: "wrong arguments",
    explain: "A function or operation is given more or fewer arguments than it takes, or `rateOf` is given \
        something else than one name. Arguments are told apart by commas: `pow(x, 2)` has two.",
};

/// `N006`
pub static RECURSIVE_FUNCTION: Code = Code {
    id: "N006",
    title: "function calls itself",
    explain: "A function calls itself, at once or by way of others. Its value would never be reached, because \
        functions are replaced by their bodies before the model is simulated. Write the formula out.",
};

/// `N007`
pub static NO_VALUE: Code = Code {
    id: "N007",
    title: "no value",
    explain: "Something is used that has no value at the start: no number, no initial assignment and no \
        assignment rule. No default is filled in, because a silent 0 or 1 gives a curve that looks right and is \
        not. Give it a number, as in `k1 = 0.5`. In Antimony a name that is used and never declared counts \
        as a parameter without value, so a misspelt name shows up here too.",
};

/// `N008`
pub static UNUSED: Code = Code {
    id: "N008",
    title: "declared, without value and not used",
    explain: "Nothing in the model reads this, and it has no value. The model runs without it. Remove it, or give \
        it a value if something is still to be written that uses it.",
};

/// `N009`
pub static DEFINED_TWICE: Code = Code {
    id: "N009",
    title: "two definitions of one value",
    explain: "A value may have one rule, and beside a rate rule one initial assignment. An assignment rule \
        already tells the value at the start. With two definitions the result would depend on which of \
        them is taken. Remove all but one.",
};

/// `N010`
pub static CONSTANT_CHANGED: Code = Code {
    id: "N010",
    title: "a constant is changed",
    explain: "A rule, an event or a reaction changes what is declared constant. Either the declaration is wrong \
        (in Antimony, drop `const` or `$`; in SBML, set `constant=\"false\"`), or the wrong thing is changed.",
};

/// `N011`
pub static CHANGED_TWICE: Code = Code {
    id: "N011",
    title: "two things set one value",
    explain: "A species that reactions change has a rule too, an event sets what an assignment rule sets at all \
        times, or one event sets a value twice. Which one holds cannot be told. Make the species a boundary \
        species (`$S1` in Antimony) if the rule is meant, or remove the rule if the reactions are.",
};

/// `N012`
pub static CIRCULAR: Code = Code {
    id: "N012",
    title: "circular definition",
    explain: "The value of something is needed to compute that same value, by way of assignment rules, initial \
        assignments, rates of reactions or the size of a compartment. The message names the circle. Break it by \
        solving the equations by hand, or make one of the values a state with a rate rule (`x' = ...`).",
};

/// `N013`
pub static NO_RATE: Code = Code {
    id: "N013",
    title: "reaction without rate",
    explain: "A reaction changes species, or is read by a formula, but has no rate. Give it one after the \
        reaction: `R1: A -> B; k1*A`. A reaction that is only drawn can be removed.",
};

/// `N014`
pub static BAD_NUMBER: Code = Code {
    id: "N014",
    title: "number out of range",
    explain: "A compartment size must be above 0, since amounts are divided by it. Values at the start must be numbers, not \
        `NaN`; those of species, compartments and stoichiometries must be finite too. A parameter that nothing \
        reads may be `NaN`, with a warning: write a number, such as `k1 = 0.5`, or remove it.",
};

/// `N015`
pub static NEGATIVE: Code = Code {
    id: "N015",
    title: "number below zero",
    explain: "An amount or concentration below zero has no physical meaning, but some published models use \
        species for shifted quantities such as a voltage. Check the sign; a parameter with a rate rule is the \
        better place for a quantity that can be negative. A negative stoichiometry is computed as it stands, \
        but hides what is consumed: write the species on the other side of the reaction.",
};

/// `N016`
pub static IDLE_EVENT: Code = Code {
    id: "N016",
    title: "event without effect",
    explain: "The event sets nothing, so it cannot change the course of the model. Give it an assignment, as in \
        `E1: at time > 5: S1 = 10`, or remove it.",
};

/// `N017`
pub static OVERDETERMINED: Code = Code {
    id: "N017",
    title: "algebraic rules without values to determine",
    explain: "An algebraic rule (`0 = formula`) determines one of the values in its formula, and each rule its \
        own: not a constant, not what an assignment or rate rule sets, not a species that reactions change. Here \
        there are more rules than such values. Example: with `const T` and reactions that change `A` and `B`, \
        nothing is left for `0 = A + B - T` to determine; declare `T` as not constant if it is meant to follow, \
        or remove the rule.",
};

/// `N019`
pub static UNDEFINED_UNIT: Code = Code {
    id: "N019",
    title: "undefined unit",
    explain: "A value has a unit that is neither built in (`second`, `litre`, `mole`, ...) nor defined by the \
        model. Define it, in Antimony with `unit nM = 1e-9 mole / litre`, or correct its name.",
};

/// `N020`
pub static UNIT_CLASH: Code = Code {
    id: "N020",
    title: "units do not fit",
    explain: "A formula adds or compares values of different units, takes a function such as `exp` of a value \
        that is not a pure number, or gives another unit than its place needs: the rate of a reaction is extent \
        per time (not concentration per time: multiply by the compartment), the value of a rate rule is the \
        target's unit per time. Numbers without unit fit everywhere. The values are computed as they are \
        written; nothing is converted. Correct the formula or the declared units.",
};

/// `N021`
pub static AMBIGUOUS_RULE: Code = Code {
    id: "N021",
    title: "what algebraic rules determine cannot be told",
    explain: "An algebraic rule (`0 = formula`) determines one of the values in its formula that nothing else \
        determines. There are more of these than rules. A value without number is taken before one that has a \
        number, a boundary species comes after these, and what events set comes last; here that does not \
        tell. Declare what keeps its value as constant: for `0 = A + B - T`, write `const B, T` in \
        Antimony, or `constant=\"true\"` in SBML.",
};

/// `N022`
pub static CHOSEN_VALUE: Code = Code {
    id: "N022",
    title: "algebraic rule taken to determine another value than a boundary species",
    explain: "The rule (`0 = formula`) could determine a boundary species as well as another value: nothing \
        else determines either. A boundary species is taken to be held from outside, so the rule determines \
        the other. If that is what is meant, declare the boundary species as constant, which ends the doubt; if the \
        boundary species is to follow, declare the other value as constant.",
};

/// `N023`
pub static FORWARD_DELAY: Code = Code {
    id: "N023",
    title: "delay of less than nothing",
    explain: "`delay(x, tau)` is the value that `x` had `tau` units of time ago, so `tau` is 0 or more; a negative \
        one would ask for a value that is not known yet. Write `delay(x, 2)` for the value 2 units ago. A `tau` \
        that is a formula is looked at while the model runs, which fails where it becomes negative.",
};

#[cfg(test)]
mod tests {
    use super::CODES;

    #[test]
    fn ids_rise_and_are_explained() {
        assert!(CODES.windows(2).all(|pair| pair[0].id < pair[1].id));
        for code in CODES {
            assert!(code.id.starts_with('N'), "{}", code.id);
            assert!(code.explain.len() > 80 && code.explain.ends_with('.'), "{}", code.id);
        }
    }
}
