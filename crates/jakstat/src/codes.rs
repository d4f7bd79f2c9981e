//! The codes of problems with files and arguments, and the list of all codes of all parts.

use jakstat_model::Code;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $id:literal $title:literal $explain:literal)*) => {
        $($(#[$doc])* pub static $name: Code = Code { id: $id, title: $title, explain: $explain };)*
        /// Every code of this part, in order of id.
        pub static CODES: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    /// A file cannot be read.
    NO_FILE "J001" "file cannot be read"
    "A file that was named, or that another file names, is not there or cannot be read as text. The message \
     gives the path that was tried. Paths inside a scenario count from the scenario's own folder, those of \
     an `import` from the file that imports. Texts are UTF-8; a file of a spreadsheet or a compressed file \
     is none."
    /// A TOML file of no known kind.
    UNKNOWN_KIND "J002" "kind of file not recognised"
    "A TOML file is told by its keys: a scenario has `model` and `[time]`, a study `scenarios` and \
     `[[axis]]`, a compound `molecular_weight` and `[[potency]]`, the kinases `[cell]` and `[[kinase]]`, the \
     targets `[[target]]`, a parameter file `[[parameter]]`. This file has none of them. Files with \
     other endings are read as models, SBML where the text begins with `<` and Antimony otherwise, unless the \
     ending is that of a table, a figure or an archive: name the model itself, such as `model.ant`."
    /// A folder without model.
    NO_MODEL "J003" "folder holds no model"
    "A folder stands for the model in it: `model.ant`, or else `model.xml`. This folder has neither. Name the \
     file itself, such as `jakstat run folder/network.ant`, or rename it."
    /// A file that the scenario's treatments need.
    NOT_FOUND_NEAR "J004" "file needed by a treatment not found"
    "A treatment with a compound needs the compound's file, the kinases and the targets of the model. They \
     are looked for like this: `targets.toml` beside the model; `kinases.toml` and the folder `compounds` in \
     the scenario's folder, then in the folders above it. Put the file there, or name it in the scenario: \
     `compounds = \"../my-compounds\"`, `kinases = \"../kinases.toml\"`, `targets = \"targets.toml\"`."
    /// An argument that cannot be used.
    BAD_ARGUMENT "J005" "argument cannot be used"
    "An argument of the command line does not have the form that it needs. `--set` takes `ID=VALUE`, with a \
     plain number in the model's own unit or a number with a unit in quotes: `--set k1=0.3`, \
     `--set \"S1=10 nM\"`. `--save` and `--amounts` take ids with commas between them. Nothing was run."
    /// A folder that must not be overwritten.
    FOREIGN_FOLDER "J006" "folder holds other files"
    "Results are written only into a new or empty folder, or into one that holds nothing but the results of \
     an earlier `jakstat run`, which are replaced. So nothing of yours is ever overwritten or mixed up. \
     Choose a folder that does not exist yet: it is made."
    /// The system refused to write.
    CANNOT_WRITE "J007" "file cannot be written"
    "The operating system refused to write; its own words follow the path. Check that the folder exists and \
     may be written and that the disk is not full. Files get their names only once they are whole, so a \
     failure leaves no half-written result behind."
    /// A figure cannot be drawn.
    NO_FIGURE "J008" "figure cannot be drawn"
    "The run went well, and its figure cannot be drawn, mostly because a title holds a character that the \
     built-in font lacks. The message says what. Change the title in the scenario, or write the numbers only: \
     `--csv FILE`."
    /// A run did not reach its end.
    RUN_FAILED "J009" "run failed"
    "The input is in order, and the numbers are not: a value grew without bound, a formula divided by zero, \
     or the step limit was reached. The message names the id and the time. Look at that id shortly before that \
     time (`--until`, `--save`); stiff models need `--method auto`. The exit code is 2, while that of wrong \
     input is 1."
    /// No such code.
    UNKNOWN_CODE "J010" "no such code"
    "Codes of problems are a letter and three digits, such as `N002`. `jakstat explain` without a code lists \
     all of them with their titles."
    /// Nothing to list.
    NOTHING_FOUND "J011" "nothing to list"
    "`jakstat list compounds` and `jakstat list models` look for the folders `compounds` and `models` in the \
     working folder and the folders above it, the compounds also inside `models`. Name the folder yourself: \
     `jakstat list compounds --in path/to/compounds`."
    /// A study was stopped.
    INTERRUPTED "J012" "study stopped"
    "The study was stopped with Ctrl-C. Blocks of runs that were finished are kept in the folder, and those in \
     work are finished first. The same command with `--resume` computes the rest; the tables are then the same \
     bytes as without the stop."
    /// A model does not come to rest.
    NO_STEADY_STATE "J013" "no steady state found"
    "The input is in order, and the model did not come to rest: something oscillates or grows, rates depend on \
     time itself, events fire again and again, or the time was too short. The message says which. A slow model \
     is given more time with `--at-most 1e12`; one that oscillates or is driven by time has no steady state, \
     and `jakstat run` shows what it does. The exit code is 2."
}

/// Every code of every part, in order of id.
pub fn all() -> Vec<&'static Code> {
    let parts: [&[&Code]; 10] = [
        jakstat_model::antimony::CODES,
        jakstat_model::antimony::WRITE_CODES,
        jakstat_model::sbml::codes::CODES,
        jakstat_model::sbml::WRITE_CODES,
        jakstat_model::check::codes::CODES,
        jakstat_sim::compile::CODES,
        jakstat_sim::pharmacology::CODES,
        jakstat_sim::scenario::CODES,
        jakstat_study::CODES,
        CODES,
    ];
    let mut all: Vec<&'static Code> = parts.into_iter().flatten().copied().collect();
    all.sort_by_key(|c| c.id);
    all
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_two_codes_share_an_id() {
        let all = super::all();
        assert!(all.windows(2).all(|pair| pair[0].id < pair[1].id));
        assert!(all.len() > 80, "{} codes", all.len());
    }
}
