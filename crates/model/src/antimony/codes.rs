//! Kinds of problems that reading Antimony can meet.

use crate::Code;

macro_rules! codes {
    ($($name:ident $id:literal $title:literal $explain:literal;)*) => {
        $(pub(super) static $name: Code = Code { id: $id, title: $title, explain: $explain };)*
        /// Every code of this reader, in order.
        pub static CODES: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    UNKNOWN_CHARACTER "A001" "unknown character"
    "A character that means nothing in Antimony, such as a curly quotation mark, a Greek letter or `@`. Ids \
     are made of the letters a-z and A-Z, digits and `_`. Texts in double quotes may hold anything: keep the \
     pretty spelling there, as in `alpha is \"α\"`.";

    UNTERMINATED "A002" "text or comment without end"
    "A text that starts with `\"` must end with `\"` on the same line; a longer one stands between three \
     backticks on each side. A comment that starts with `/*` ends with `*/`. Everything up to the end of the \
     line (or of the file) was taken as part of it.";

    SYNTAX "A003" "statement that cannot be read"
    "The statement does not have the form of any Antimony statement from the marked place on. Statements end \
     with `;` or the end of the line. A reaction without rate needs its `;`, and a second one before another \
     statement on the same line: `A -> B;; k = 3`.";

    RESERVED "A004" "reserved word used as a name"
    "Words such as `species`, `in`, `at` or `end`, built-in functions such as `exp` and built-in constants \
     such as `time` or `pi` cannot be names of your own. Append an underscore, as libAntimony does: write \
     `time_` or `compartment_`.";

    UNSUPPORTED "A005" "construct that is not supported"
    "The text is Antimony, but says something that this program does not simulate: DNA strands, \
     distributions, uncertainty, flux balance, constraints, conversion factors, or an SBML file in an \
     `import`. Remove the statement, or write what it means with reactions, rules and events. It is refused \
     and not skipped, because skipping it could change the results.";

    UNBALANCED_END "A006" "model or function without `end`, or `end` without either"
    "A model is `model NAME ... end` and a function is `function NAME(a, b) FORMULA end`. Models do not nest: \
     to use one in another, define both side by side and write `A: NAME()`. Look upwards from the marked \
     place for the missing or superfluous `end`.";

    TOO_DEEP "A007" "formula nested too deeply"
    "Formulas may be nested 200 levels deep. Split the formula: give a part of it a name with an assignment \
     rule, such as `part := a/(b + c)`, and use that name.";

    ARGUMENTS "A008" "wrong number of arguments"
    "A built-in function was called with more or fewer arguments than it takes: `exp(x)`, `log(base, x)`, \
     `power(x, n)`, `root(n, x)`, `piecewise(value, condition, otherwise)`, `delay(x, t)`, `rateOf(x)`.";

    NATURAL_LOG "A009" "`log` of one argument is the natural logarithm"
    "In Antimony `log(x)` is the natural logarithm; in SBML's own formulas and in other programs it is the \
     decimal one. Write `ln(x)` or `log10(x)` so that every reader sees the same.";

    MIXED_LOGIC "A010" "`&&` and `||` mixed without parentheses"
    "In Antimony `&&` and `||` have the same precedence and are read from left to right, so `a || b && c` \
     means `(a || b) && c`, unlike in most languages. Write the parentheses.";

    UNIT_POWER "A011" "power of a number with unit"
    "`5 metre^2` is `(5 metre)^2`, which is 25 square metres, because the unit belongs to the number. Write the \
     parentheses if that is meant; else define a unit, `unit m2 = metre^2`, and write `5 m2`.";

    IMPORT "A012" "import that cannot be read"
    "`import \"FILE\"` reads models and functions from another file, as if its text stood there. The path is \
     relative to the file that holds the import. Check its spelling and that it lies in the model's folder.";

    IMPORT_CIRCLE "A013" "files that import each other"
    "A file imports itself, directly or through others. Move what both files need into a third file and import \
     that one from both.";

    UNKNOWN_MODULE "A014" "unknown model"
    "`A: NAME()` makes a copy of the model NAME as a part of this one, so there must be a `model NAME() ... \
     end` in this file or in an imported one. Names are case-sensitive.";

    MODULE_CIRCLE "A015" "model that contains itself"
    "A model holds a copy of itself, directly or through its submodels, so it would never end. Take out one of \
     the submodels that close the circle.";

    MODULE_ARGUMENTS "A016" "too many arguments for a model"
    "`A: NAME(x, y)` connects x and y to the names in the parentheses of `model NAME(a, b)`, in that order. \
     There may be fewer arguments than names, but not more.";

    UNKNOWN_PART "A017" "unknown part of a submodel"
    "`A.x` is the x within the submodel A: A must be declared in this model as `A: NAME()`, and x must occur \
     in the model NAME. To make a new name do not use a dot.";

    TWO_KINDS "A018" "one name for two kinds of things"
    "A name stands for one thing: a species, a compartment, a parameter, a reaction, an event or a submodel. \
     Whatever takes part in a reaction is a species, and whatever something is `in` is a compartment. \
     Rename one of the two.";

    SET_TWICE "A019" "value given twice"
    "Antimony is not a program: of two values for one name the last counts, everywhere and from the start. \
     Remove the one that is not meant. (A value that a model gives to a name in its submodel replaces the \
     submodel's own without this warning.)";

    TWO_RULES "A020" "two rules for one name"
    "A name can follow a formula (`x := f`) or a rate (`x' = f`), not both. To replace the rule of a submodel, \
     clear it first with an empty one: `A.x := ;`.";

    VALUE_AND_RULE "A021" "value beside an assignment rule"
    "`x := f` holds at all times, also at the start, so `x = v` has no effect. Remove one of the two. To \
     replace the rule of a submodel by a value, clear the rule first: `A.x := ; A.x = 3`.";

    UNKNOWN_UNIT "A022" "unknown unit"
    "A number is followed by a name that is no unit. Built in are the SI units of SBML such as `second`, \
     `mole`, `litre`, `gram`, `metre`, `item` and `dimensionless`; define others, such as `unit hour = 3600 \
     second` or `unit nM = 1e-9 mole / litre`. If a product was meant, write the `*`.";

    UNIT_FORMULA "A023" "formula that is no unit"
    "A unit is made of units and numbers with `*`, `/` and `^` and constant exponents, such as `unit rate = 1e-9 \
     mole / (litre * second)`. It may use other units, but not in a circle.";

    UNKNOWN_QUALIFIER "A024" "unknown annotation"
    "An annotation is a name, a qualifier and texts: `S1 identity \"https://identifiers.org/uniprot/P0\"`. The \
     qualifiers are those of BioModels (`identity`, `part`, `hypernym`, `description`, `property`, `taxon`, \
     `encoder`, `homolog`, ...), `notes`, `created`, `modified` and `creator1.name`.";

    DEFINED_TWICE "A025" "defined twice"
    "Two models, functions, reactions, events or submodels have the same name. Rename one; a copy-and-paste \
     often leaves the old label in front of a reaction.";

    BASE_UNITS "A026" "submodel counts in other units"
    "Submodel and model declare different units for substance, time, volume, area, length or extent. Their \
     numbers would be mixed without conversion. Bring the submodel to the units of the model.";

    DELETED_USE "A027" "deletion took other statements along"
    "`delete A.x` also removes reactions in which x takes part, and values, rules, rates and events whose \
     formula reads x. This names one of them. Give a new formula for it in the outer model if it is needed.";

    EVENT_OPTION "A028" "unknown or ill-formed option of an event"
    "Between trigger and colon an event takes `priority=FORMULA`, `t0=true/false`, `persistent=true/false` and \
     `fromTrigger=true/false`, separated by commas: `E: at 2 after x > 5, t0=false: y = 3`.";

    NUMBER_RANGE "A029" "number out of range"
    "The number is too large for a 64-bit floating-point number (about 1.8e308). Check its exponent.";

    INTERACTION "A030" "interaction without reaction"
    "`S -| J`, `S -o J` and `S -( J` say that the species S influences the reaction J. J must be the label of a \
     reaction: `J: A -> B; rate`.";

    CONST_CHANGED "A031" "constant that changes"
    "A name is declared `const`, but a rule or an event changes it. It is treated as variable. Remove the \
     `const`, or the rule or event.";

    AMOUNT_OVER_SIZE "A032" "amount divided by a compartment"
    "S is `substanceOnly`, so `S = 5/c` sets its *amount* to 5/c. Files made from SBML by libAntimony hold such \
     lines where the SBML meant the amount 5. Write `S = 5` for that.";

    FLAT_CLASH "A033" "two names become one"
    "The part x of the submodel A is called `A__x` after flattening, and the model already uses that name for \
     something else. Rename either of them.";

    NOTHING "A034" "no model in the text"
    "There is neither a statement nor a `model ... end` in the text or in what it imports, so there is nothing \
     to simulate.";

    NOT_DEFINED "A035" "reaction declared but not defined"
    "`reaction J` only announces a reaction: its participants must follow somewhere as `J: A -> B; rate`. \
     Add that line, or remove the announcement.";

    UNIT_TWICE "A036" "two different units for one thing"
    "A value is given in one unit and the name has another, or a unit is defined twice with different meaning. \
     Values are not converted. Use one unit.";

    TOO_MANY "A037" "too many submodels"
    "Submodels of submodels multiply: two copies on each of 14 levels are more than the 10000 that are \
     allowed. Look for a model that holds more copies of another than was meant.";
}

#[cfg(test)]
mod tests {
    use super::CODES;

    #[test]
    fn ids_are_in_order_without_gaps_and_explained() {
        for (i, code) in CODES.iter().enumerate() {
            assert_eq!(code.id, format!("A{:03}", i + 1));
            assert!(code.explain.len() > 80, "{} says too little", code.id);
        }
    }
}
