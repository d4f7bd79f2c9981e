//! The problems of designs, tables and run folders.

use jakstat_model::Code;

/// Every code of this part, for `explain`.
pub static CODES: &[&Code] = &[
    &EMPTY_LIST,
    &EMPTY_RANGE,
    &LOG_OF_ZERO,
    &SAME_NAME,
    &NO_POINTS,
    &TOO_MANY_RUNS,
    &NOT_FINITE,
    &NO_NAME,
    &TOO_MANY_RANGES,
    &ONE_POINT,
    &BAD_CSV,
    &RAGGED,
    &EMPTY_CELL,
    &MIXED_COLUMN,
    &BAD_COLUMNS,
    &NOT_A_TABLE,
    &IO,
    &LOCKED,
    &NOT_OURS,
    &NEEDS_RESUME,
    &DIFFERENT_RUN,
    &DAMAGED,
    &IN_THE_WAY,
    &BAD_ROWS,
    &NO_THREADS,
    &BLOCKS_AGAIN,
    &NO_LOCKS,
    &LEFT_ALONE,
    &BAD_AXIS,
    &LEFT_OUT,
    &BAD_POPULATION,
    &BAD_DISTRIBUTION,
    &BAD_CORRELATION,
    &BAD_SCREEN,
    &NOT_ENROLLED,
    &ENROLLED,
    &BAD_PATH,
    &BAD_SUMMARY,
    &NO_COLUMN,
    &BAD_SENSITIVITY,
    &BAD_OBSERVATION,
    &BAD_PLOT,
    &BAD_FIT,
];

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $id:literal $title:literal $explain:literal)*) => {
        $($(#[$doc])* pub static $name: Code = Code { id: $id, title: $title, explain: $explain };)*
    };
}

codes! {
    /// An axis that cannot be made sense of.
    BAD_AXIS "Y070" "axis cannot be used"
    "An `[[axis]]` has exactly one of `grid`, `log`, `values`, `treatments`, `latin_hypercube`, `sobol`, \
     `sobol_indices`, `table` and `population`. Its `name` says what is varied: an id of a model (with the parameters that a \
     compound brings, such as `drug_CL`), `dose_factor`, which multiplies every dose, `compound.CL`, which \
     multiplies the clearance of whichever compound is given, `compound` or `regimen`. An axis of texts with \
     any other name is a label that only tells rows apart. Example: `[[axis]]`, `name = \"k1\"`, \
     `log = { from = 0.1, to = 10, points = 9 }`."
    /// A compound that cannot be dosed.
    LEFT_OUT "Y071" "compound left out"
    "A study over all compounds takes those that can be dosed: with pharmacokinetics, a free fraction and a \
     regimen in their file. The others are named and left out. A compound that is on a list must be complete."
    /// A population that cannot be made sense of.
    BAD_POPULATION "Y080" "population cannot be used"
    "A population file has a `title` and a `[[parameter]]` for each thing in which patients differ: its `id`, \
     once in the file, its `distribution`, and where that comes from (`status` and `source`). What is the same \
     in all patients belongs in the scenario. Compounds and regimens are no numbers: give them by an axis of \
     their own. Two numbers must not share a path such as `gain.sd`: rename a parameter that is called `sd`."
    /// A distribution that cannot be.
    BAD_DISTRIBUTION "Y081" "distribution cannot be"
    "A distribution is one of `lognormal` (median above 0, sd of the natural logarithm), `normal` (mean, sd), \
     `logit_normal` (median between 0 and 1, sd of the logit), `uniform` (from less than to) and `quantiles` \
     (`at` from 0 to 1 and ascending, `values` that never fall). A standard deviation is above 0. Example: \
     `distribution = { kind = \"lognormal\", median = 66.0, sd = 0.67 }`; a coefficient of variation of 30 % is \
     `sd = 0.294`."
    /// Correlations that cannot be.
    BAD_CORRELATION "Y082" "correlation cannot be"
    "A correlation is between two different parameters of the population, is there once for each pair, and \
     lies between -1 and 1. All together must be possible: if A goes with B and B with C, then A cannot go \
     against C (0.9, 0.9 and -0.9). The matrix of all correlations then has an eigenvalue of 0 or less. Bring \
     the pairs that the message names nearer to 0; pairs that are not named count as 0, so a missing one may \
     be the cause."
    /// A criterion that cannot be used.
    BAD_SCREEN "Y083" "criterion of screening cannot be used"
    "Each entry of `keep` names an outcome of the screening scenario and a bound: \
     `keep = [{ outcome = \"score\", at_least = 50 }]`. Bounds are in the outcome's own unit and belong to the \
     range. Where both are given, `at_least` must not be above `at_most`."
    /// Too few candidates pass.
    NOT_ENROLLED "Y084" "too few patients enrolled"
    "At most 50 candidates are looked at for each patient that is wanted, so that a screening that nearly \
     nobody passes does not run forever. The message says how many passed and which criterion excluded most. \
     Loosen it, or move the population so that more candidates are like the patients of the trial. A \
     screening run that fails stops the screening too: leaving it out would bend the population."
    /// How many were enrolled.
    ENROLLED "Y085" "patients enrolled"
    "How many candidates were looked at until enough were enrolled, and how many each criterion excluded; one \
     who fails two criteria counts at both. A small share of enrolled candidates is no fault in itself, yet it \
     says that the enrolled differ from the population that the file describes."
    /// No number of a population.
    BAD_PATH "Y086" "no such number of the population"
    "Numbers of a population are named by path: `gain.median`, `gain.sd`, `gain.mean`, `gain.from`, `gain.to`, \
     `gain.values.0` for those of parameter `gain`, by the kind of its distribution, and `gain.lost` for the \
     correlation of two parameters that the file correlates. A correlation that is to be set must be in the \
     file; `value = 0` will do."
    /// A summary that cannot be used.
    BAD_SUMMARY "Y090" "summary cannot be used"
    "A `[[summary]]` has a `name`, a `statistic` and a formula `of` over the columns of the table: \
     `statistic = \"share\"` with a condition (`of = \"x <= 20\"`), or `mean`, `median`, `sd`, `min`, `max`, \
     `quantile` (with `quantile = 0.9`), `count` and `ic50` (with `along = \"dose_factor\"`) with a number. \
     `among` is a condition that rows must satisfy to count, `by` a list of columns that make groups. Formulas \
     have the syntax of Antimony."
    /// A column that is not there.
    NO_COLUMN "Y091" "no such column"
    "A summary or a sensitivity reads the columns of the table of runs: the axes and the outcomes of all scenarios, by their \
     names, and `steps`. The message lists those that fit. Texts such as a label can make groups (`by`), but \
     not enter a formula."
    /// A sensitivity that cannot be computed.
    BAD_SENSITIVITY "Y092" "sensitivity cannot be computed"
    "A `[[sensitivity]]` has `of`, a list of outcomes or formulas over the columns, and optionally `among`, a \
     condition that runs must satisfy, and `by`, columns that make groups. It needs one `[[axis]]` (and no \
     second) such as `points = 512`, `sobol_indices = [{ name = \"k1\", from = 0.1, to = 10, scale = \"log\" }]`: \
     512 base rows of d + 2 runs for d parameters. Where other axes vary too, give their columns in `by` for \
     indices at each of their values, or choose one value by `among = \"dose_factor == 1\"`."
    /// A row of a table of observations that cannot be used.
    BAD_OBSERVATION "Y100" "observation cannot be used"
    "A table of observations has the columns `study, row, column, observed, low, high, unit, interval, role, \
     source, doi, status, note`. `study` is the name of the study's file without ending, `row` the text in the \
     study's label column and `column` one of its summaries or outcomes. `observed`, `low` and `high` are numbers \
     or empty; a row to be fitted has all three. `role` is `fit` or `test`. A number without source or status is \
     refused."
    /// A plot that cannot be made sense of.
    BAD_PLOT "Y097" "plot cannot be drawn like this"
    "A plot of the kind `lines` goes either through an outcome or summary `y` along a column `x`, or through \
     named summaries: `points = [[4, \"share_wk4\"], [8, \"share_wk8\"]]`. With `points` it has `x_label`, \
     `y_label` and mostly `by`, the column whose values are the lines; only then can it have \
     `observed = \"observed.csv\"`, numbers that are drawn as dots. `y_from` is below `y_to`."
    /// A fit file that contradicts itself.
    BAD_FIT "Y101" "fit cannot be begun"
    "A free parameter has an `id` of a model, a range `from` `to`, a `start` between them and optionally `unit` and \
     `scale = \"log\"`; each id once. `[search]` may hold `evaluations`, `spread` (the first step as a share of each \
     range) and `generation`; `[ensemble]` `within` and `members`."
    /// A list of values without values.
    EMPTY_LIST "Y001" "empty list"
    "An axis that lists its values, or a sampled block that lists its ranges, must have at least one. \
     Write `values = [1.0]` for a single value, or take the axis out."
    /// `from` is not less than `to`.
    EMPTY_RANGE "Y002" "range without width"
    "A grid or a sampled range goes from a smaller to a greater number. Swap the ends where they are the \
     wrong way round. A parameter that is to stay at one value belongs in a list, `values = [2.5]`, or in \
     the scenario."
    /// A logarithmic axis that starts at zero or below.
    LOG_OF_ZERO "Y003" "logarithm of zero"
    "A logarithmic axis steps by equal ratios, which cannot start from 0 or a negative number. Start at the \
     smallest value that matters, such as `from = 0.01`. For a dose axis that must hold 0 as well, list the \
     values."
    /// Two axes of one name.
    SAME_NAME "Y004" "axis twice"
    "Two axes of a design set the same thing, so one would silently win. Keep one. Values that belong \
     together (dose 10 with schedule A, dose 20 with schedule B) go into one table, a line for each pair."
    /// Nothing to run.
    NO_POINTS "Y005" "no points"
    "A design needs at least one axis, and each part of it at least one point; otherwise there is nothing \
     to run. Give `n = 100` or so to a sampled block, and at least one line below the names to a table."
    /// More runs than can be numbered.
    TOO_MANY_RUNS "Y006" "too many runs"
    "The axes of a design are crossed: ten axes of fifty values are 50^10 runs. At most 2^53 runs can be \
     numbered exactly, and no machine would finish them. Use a Sobol or Latin hypercube block over the same \
     ranges: its number of points does not grow with the number of ranges."
    /// NaN or infinity.
    NOT_FINITE "Y007" "number not finite"
    "A design sets parameters, and a parameter must be a finite number. `nan` in a table mostly stands for \
     a value that was not measured: leave that line out or decide on a value. Infinity has no use as an end \
     of a range; give the largest value that makes sense."
    /// A name or text that is empty.
    NO_NAME "Y008" "empty name"
    "Every axis and every column has a name, which says what it sets, and a text value must not be empty. \
     In a table look for a comma too many at the end of the first line."
    /// More ranges than the Sobol sequence has dimensions here.
    TOO_MANY_RANGES "Y009" "too many ranges for Sobol"
    "Sobol points need a table of direction numbers for each range, and their advantage fades with many \
     ranges; `sobol_indices` takes two for each. Use a Latin hypercube block, which takes any number, or screen \
     first and keep the parameters that matter."
    /// A grid with two ends and one point.
    ONE_POINT "Y010" "grid of one point"
    "A grid includes both of its ends, so it has two points or more. With one point it would be \
     unclear which end is meant. For one value write a list, `values = [2.5]`."
    /// Text that is not comma separated.
    BAD_CSV "Y020" "not comma separated"
    "A table is read as UTF-8 text with commas between the fields, a point as the decimal mark and quotes \
     around fields that hold a comma. Spreadsheets in some languages write semicolons: choose \
     `CSV UTF-8 (comma delimited)` when saving."
    /// A line with another number of fields.
    RAGGED "Y021" "ragged line"
    "Every line of a table must have as many fields as there are names in the first line. A missing field \
     would move all values after it to the wrong column. Look for a comma inside a text without quotes, or a \
     decimal comma: write `\"a, b\"` and `0.5`."
    /// A cell without a value in a table of points.
    EMPTY_CELL "Y022" "empty cell"
    "A table of points sets every column in every run; no default is filled in. Write the value that the run \
     should use, or leave the line out."
    /// Numbers and texts in one column.
    MIXED_COLUMN "Y023" "mixed column"
    "A column of a table holds numbers or names, not both. One odd cell among numbers is mostly a slip such \
     as `1,5`, `<0.1` or `1O`. If the column holds names, give each a letter: `p1`, `p2`."
    /// Columns without names or with the same one.
    BAD_COLUMNS "Y030" "columns of a table"
    "The table of a study has a column for each axis and each outcome, and each needs its own name. Rename \
     an outcome that is called like an axis."
    /// A text that is not a table of runs.
    NOT_A_TABLE "Y031" "not a table of runs"
    "A table of runs starts with three comment lines that hold the format, the provenance and the columns \
     with their units. This one lacks them, or was changed afterwards. Use the file as it was written; a \
     spreadsheet drops or alters such lines when it saves."
    /// The system refused.
    IO "Y040" "file cannot be used"
    "The operating system refused to read or write the file; its own words follow the path. Check that the \
     disk is not full (`df -h`), that the folder may be written, and the quota. What was finished so far is \
     safe: run the same command with `--resume` afterwards."
    /// Another process works on the folder.
    LOCKED "Y041" "folder in use"
    "Another process is running in this folder. Two would overwrite each other. Wait for it, stop it, or \
     choose another folder. The lock goes with its process: after a crash there is nothing to clean up."
    /// A folder of something else.
    NOT_OURS "Y042" "folder of something else"
    "A run is written only into a new or empty folder, or into one that holds the same run already, so that \
     it never mixes with or overwrites other files. Choose a folder that does not exist yet: it is made."
    /// The folder holds a run and no resume was asked for.
    NEEDS_RESUME "Y043" "folder holds a run"
    "The folder holds a run, finished or not. To go on with it, or to check that it is complete, repeat the \
     command with `--resume`. To run afresh, choose another folder or remove this one yourself."
    /// Resume of another run.
    DIFFERENT_RUN "Y044" "folder holds another run"
    "Rows of different models, scenarios, designs, seeds or program versions must not end in one table. The \
     message lists what differs. Choose another folder, or go back to the files and the version with which \
     the run was started."
    /// A file of the run folder was changed.
    DAMAGED "Y045" "run folder damaged"
    "A file of the run folder is missing, cut short or not as it was written, and it is not one that can be \
     computed again by itself. Put the original back, or remove the folder and run again: the same input \
     gives the same bytes."
    /// A foreign file has the name of an output.
    IN_THE_WAY "Y046" "file in the way"
    "A file that this run did not write has the name of one of its outputs. It is not overwritten. Move it \
     out of the folder, then repeat the command with `--resume`."
    /// The computation gave rows that do not fit.
    BAD_ROWS "Y047" "rows do not fit"
    "The computation gave other rows than the table has columns and the block has runs. This is a fault of \
     the program, not of the study: please report it with the study."
    /// Zero threads.
    NO_THREADS "Y048" "no threads"
    "At least one thread is needed. Leave `--threads` out to use every core. If the system itself refuses to \
     start threads, look at its limit on processes (`ulimit -u`)."
    /// Blocks that are computed again.
    BLOCKS_AGAIN "Y060" "blocks computed again"
    "Some finished parts of the run were cut short, changed or from another run, mostly after a power loss or \
     a copy that was broken off. They are computed again; the result is the same as without the damage."
    /// The file system has no locks.
    NO_LOCKS "Y061" "no file locks"
    "The file system cannot lock files, so nothing stops a second process from working in the same folder. \
     Make sure yourself that only one does; some network file systems offer locks as a mount option."
    /// Files in the blocks folder that are not part of the run.
    LEFT_ALONE "Y062" "files left alone"
    "The `blocks` folder holds files that are not part of this run. They are neither used nor removed. Move \
     them elsewhere if they matter to you."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_listed_once_and_explained() {
        let ids: std::collections::BTreeSet<&str> = CODES.iter().map(|code| code.id).collect();
        assert_eq!(ids.len(), CODES.len());
        let defined = include_str!("codes.rs").matches("\n    /// ").count();
        assert_eq!(defined, CODES.len());
        assert!(CODES.iter().all(|code| code.explain.len() > 120 && code.explain.ends_with('.')));
    }
}
