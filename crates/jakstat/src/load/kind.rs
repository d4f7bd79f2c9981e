//! Which kind of file a text is.

use std::path::Path;

use jakstat_model::Diagnostic;
use jakstat_sim::fields::{self, Fields};

use crate::codes;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A network in Antimony or SBML.
    Model,
    /// A scenario.
    Scenario,
    /// A study.
    Study,
    /// A compound.
    Compound,
    /// The kinases.
    Kinases,
    /// The targets of a model.
    Targets,
    /// Numbers for the parameters of a model.
    Parameters,
    /// Virtual patients.
    Population,
    /// Observations and the studies that predict them.
    Validation,
    /// Parameters to be chosen so that studies meet observations.
    Fit,
}

/// Keys that only one kind of file has. The first kind with a key that is there is taken.
const MARKS: [(FileKind, &[&str]); 6] = [
    (FileKind::Study, &["scenarios", "axis", "plot"]),
    (FileKind::Compound, &["molecular_weight", "potency", "pharmacokinetics", "fraction_unbound"]),
    (FileKind::Kinases, &["kinase", "cell"]),
    (FileKind::Targets, &["target"]),
    (FileKind::Scenario, &["model", "time", "treatment", "outcome"]),
    (FileKind::Parameters, &["parameter"]),
];

impl FileKind {
    /// Tells a file by its ending and, for `.toml`, by its keys.
    ///
    /// # Errors
    /// TOML that breaks the grammar, or has no key of any kind. Places are in `text`.
    pub fn of(path: &Path, text: &str) -> Result<Self, Vec<Diagnostic>> {
        if path.extension().is_none_or(|e| e != "toml") {
            return Ok(Self::Model);
        }
        let document = fields::parse(text)?;
        let root = Fields::root(document.get_ref(), "the file");
        if let Some(kind) = by_tables(&root) {
            return Ok(kind);
        }
        let found = MARKS.iter().find(|(_, keys)| keys.iter().any(|key| root.has(key)));
        found.map(|(kind, _)| *kind).ok_or_else(|| {
            let message = format!("`{}` is no kind of file that is known here", path.display());
            let help = "a scenario has `model`, a study `scenarios`, a compound `molecular_weight`, the \
                        kinases `kinase`, the targets `target`, a parameter file or population `parameter`, a validation or fit `topic`";
            vec![Diagnostic::error(&codes::UNKNOWN_KIND, message).help(help)]
        })
    }

    /// The kind in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Scenario => "scenario",
            Self::Study => "study",
            Self::Compound => "compound",
            Self::Kinases => "kinases",
            Self::Targets => "targets",
            Self::Parameters => "parameter file",
            Self::Population => "population",
            Self::Validation => "validation",
            Self::Fit => "fit",
        }
    }
}

/// The kinds that share the key `parameter` with others.
fn by_tables(root: &Fields<'_, '_>) -> Option<FileKind> {
    let parameters = root.tables("parameter", "a parameter", &mut Vec::new());
    match (root.has("topic"), parameters.first()) {
        (true, Some(_)) => Some(FileKind::Fit),
        (true, None) => Some(FileKind::Validation),
        (false, Some(first)) if first.has("distribution") => Some(FileKind::Population),
        _ => None,
    }
}
