//! A compound: what it weighs, what it binds, how it moves through the body.

use jakstat_model::{Diagnostic, Span};

use super::codes;
use super::kinetics::Kinetics;
use super::potency::Potency;
use super::regimen_file::NamedRegimen;
use super::sourced::{self, Sourced};
use crate::fields::{self, Fields, Problems, problem};
use crate::measure::Measure;

/// What a compound file says.
#[derive(Debug, Clone, PartialEq)]
pub struct Compound {
    /// `a-z`, `0-9` and `-`; the stem of the file's name.
    pub id: String,
    /// Name, for people.
    pub name: String,
    /// Other names.
    pub synonyms: Vec<String>,
    /// Selectivity in words.
    pub selectivity: Option<String>,
    /// The compound whose potencies were taken over.
    pub surrogate: Option<String>,
    /// Remarks.
    pub note: Option<String>,
    /// Mass of one mole.
    pub molecular_weight: Sourced,
    /// Fraction of the plasma concentration that is not bound to protein, above 0, at most 1; where
    /// it is not known, a dose cannot be turned into a free concentration.
    pub fraction_unbound: Option<Sourced>,
    /// Potency for each kinase that was measured; each kinase once.
    pub potencies: Vec<Potency>,
    /// Absorption, distribution and elimination, where known.
    pub kinetics: Option<Kinetics>,
    /// Regimens in use; names are unique.
    pub regimens: Vec<NamedRegimen>,
}

const KEYS: &[&str] = &[
    "id",
    "name",
    "synonyms",
    "selectivity",
    "surrogate",
    "note",
    "molecular_weight",
    "fraction_unbound",
    "potency",
    "pharmacokinetics",
    "regimen",
];

impl Compound {
    /// Reads the compound file `text`; `name` is its path, as the user knows it.
    ///
    /// # Errors
    /// Every problem, in order of place. Places are in `text`.
    pub fn read(name: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let document = fields::parse(text)?;
        let fields = Fields::root(document.get_ref(), "the compound");
        let mut problems = Vec::new();
        let compound = read(&fields, name, &mut problems);
        fields::finish(compound, problems)
    }

    /// The id as it begins the ids of a model: `-` becomes `_`, and a leading digit is preceded by `_`.
    pub fn prefix(&self) -> String {
        let id = self.id.replace('-', "_");
        if id.starts_with(|c: char| c.is_ascii_digit()) { format!("_{id}") } else { id }
    }

    /// The potency for `kinase`, if it was measured.
    pub fn potency(&self, kinase: &str) -> Option<&Potency> {
        self.potencies.iter().find(|p| p.kinase == kinase)
    }

    /// The regimen with this name.
    pub fn regimen(&self, name: &str) -> Option<&NamedRegimen> {
        self.regimens.iter().find(|r| r.name == name)
    }
}

fn read(fields: &Fields<'_, '_>, name: &str, problems: &mut Problems) -> Option<Compound> {
    fields.check_keys(KEYS, problems);
    let id = id(fields, name, problems);
    let label = fields.require_text("name", "add `name = \"...\"`, the name for people", problems);
    let molecular_weight = sourced::required(fields, "molecular_weight", &Measure::MOLAR_MASS, problems);
    let fraction_unbound = sourced::optional(fields, "fraction_unbound", &Measure::FRACTION, problems);
    let potencies = read_all(fields, "potency", "a potency", Potency::from_fields, problems);
    let kinetics = fields
        .table("pharmacokinetics", "the pharmacokinetics", problems)
        .and_then(|f| Kinetics::from_fields(&f, problems));
    let regimens = read_all(fields, "regimen", "a regimen", NamedRegimen::from_fields, problems);
    report_repeats(potencies.iter().map(|p| (p.kinase.as_str(), p.at)), "a potency for", problems);
    report_repeats(regimens.iter().map(|r| (r.name.as_str(), r.at)), "a regimen named", problems);
    Some(Compound {
        synonyms: fields.texts("synonyms", problems),
        selectivity: fields.text("selectivity", problems),
        surrogate: fields.text("surrogate", problems),
        note: fields.text("note", problems),
        id: id?,
        name: label?,
        molecular_weight: molecular_weight?,
        fraction_unbound,
        potencies,
        kinetics,
        regimens,
    })
}

fn read_all<T>(
    fields: &Fields<'_, '_>,
    key: &str,
    what: &'static str,
    read: impl Fn(&Fields<'_, '_>, &mut Problems) -> Option<T>,
    problems: &mut Problems,
) -> Vec<T> {
    let tables = fields.tables(key, what, problems);
    tables.iter().filter_map(|f| read(f, problems)).collect()
}

fn id(fields: &Fields<'_, '_>, file: &str, problems: &mut Problems) -> Option<String> {
    let id = fields.require_text("id", "add `id = \"...\"`, the file's name without `.toml`", problems)?;
    let place = fields.place_of("id");
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.is_empty() || !id.chars().all(allowed) {
        let message = format!("the compound's id `{id}` is not made of a-z, 0-9 and `-`");
        problems.push(problem(&codes::BAD_ID, place, message, "use lower case and `-` in place of blanks"));
    }
    let file = file.rsplit(['/', '\\']).next().unwrap_or(file);
    if let Some(stem) = file.strip_suffix(".toml").filter(|stem| *stem != id) {
        let message = format!("the compound's id `{id}` is not its file's name `{stem}`");
        problems.push(problem(&codes::BAD_ID, place, message, "rename the file or change the id"));
    }
    Some(id)
}

/// Reports every name that was there before.
pub(crate) fn report_repeats<'a>(
    names: impl Iterator<Item = (&'a str, Span)>,
    what: &str,
    problems: &mut Problems,
) {
    let mut seen = std::collections::BTreeSet::new();
    for (name, at) in names {
        if !seen.insert(name) {
            let message = format!("{what} `{name}` is given twice");
            problems.push(problem(&codes::DUPLICATE, at, message, "keep the one that is meant"));
        }
    }
}
