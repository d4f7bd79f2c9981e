//! Scenario files.

use jakstat_model::{Diagnostic, Span};
use jakstat_ode::{Method, Options};

use super::codes;
use super::given::Given;
use super::outcome::{Measured, Outcome, Relative};
use crate::compile::Output;
use crate::fields::{self, Fields, Problems};
use crate::pharmacology::Regimen;

/// A scenario as its file says it; files that it names are yet to be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Title of figures and tables.
    pub title: String,
    /// Path of the model, from the scenario's folder.
    pub model: String,
    /// Path of the targets; `targets.toml` beside the model unless given.
    pub targets: Option<String>,
    /// Path of the kinases.
    pub kinases: Option<String>,
    /// Path of the folder of compounds.
    pub compounds: Option<String>,
    /// Paths of parameter files, from the scenario's folder. A later one wins over an earlier one, and
    /// [`Scenario::set`] over all.
    pub parameters: Vec<String>,
    /// First time.
    pub start: Given,
    /// Last time.
    pub end: Given,
    /// Which times are kept as rows.
    pub rows: Rows,
    /// Values that differ from the model's.
    pub set: Vec<Setting>,
    /// Changes while time runs.
    pub changes: Vec<Change>,
    /// What is given to the model.
    pub treatments: Vec<Treatment>,
    /// What to keep; all species unless given. A file names ids and means what formulas mean by
    /// them.
    pub save: Vec<Output>,
    /// Ids by whose start values all that is kept is derived; not part of scenario files.
    pub sensitivities: Vec<String>,
    /// What one wants to know.
    pub outcomes: Vec<Outcome>,
    /// How to integrate. The absolute tolerance is in the terms that formulas mean; amounts of a dosed
    /// compound count in units of its largest single dose.
    pub options: Options,
}

/// Which times are kept.
#[derive(Debug, Clone, PartialEq)]
pub enum Rows {
    /// So many, at equal distances, both ends included.
    Points(u64),
    /// One at each multiple of this after the start, and the end.
    Every(Given),
    /// These.
    At(Vec<Given>),
}

/// A start value that differs from the model's.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Id in the model, pharmacokinetics and occupancy included.
    pub id: String,
    /// Its value.
    pub value: Given,
}

/// A change of a value while time runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// When.
    pub at: Given,
    /// Id.
    pub id: String,
    /// New value.
    pub value: Given,
}

/// What is given.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    /// A compound, by id.
    Compound(String),
    /// A species of the model; a regimen in milligrams needs its molecular weight in g/mol.
    Species {
        /// Id.
        id: String,
        /// Grams per mole.
        molecular_weight: Option<f64>,
    },
}

/// How a compound is there.
#[derive(Debug, Clone, PartialEq)]
pub enum Exposure {
    /// Doses, by the name of one of the compound's regimens.
    Named(String),
    /// Doses.
    Regimen(Regimen),
    /// A constant free concentration, as in a dish.
    Concentration(Given),
}

/// One treatment.
#[derive(Debug, Clone, PartialEq)]
pub struct Treatment {
    /// What.
    pub subject: Subject,
    /// How.
    pub exposure: Exposure,
    /// Where it is in the file.
    pub at: Option<Span>,
    /// Where its compound or species is named.
    pub subject_at: Option<Span>,
    /// Where its regimen or concentration is.
    pub exposure_at: Option<Span>,
}

const KEYS: &[&str] = &[
    "title",
    "model",
    "targets",
    "kinases",
    "compounds",
    "parameters",
    "time",
    "set",
    "change",
    "treatment",
    "save",
    "outcome",
    "solver",
];

impl Scenario {
    /// A plain run of a model: all species from `start` to `end` at `points` times.
    pub fn plain(model: impl Into<String>, start: f64, end: f64, points: u64) -> Self {
        let number = |value| Given { value, unit: None, at: None };
        let model = model.into();
        Self {
            title: model.clone(),
            model,
            targets: None,
            kinases: None,
            compounds: None,
            parameters: Vec::new(),
            start: number(start),
            end: number(end),
            rows: Rows::Points(points),
            set: Vec::new(),
            changes: Vec::new(),
            treatments: Vec::new(),
            save: Vec::new(),
            sensitivities: Vec::new(),
            outcomes: Vec::new(),
            options: Options::default(),
        }
    }

    /// Reads a scenario file.
    ///
    /// # Errors
    /// Every problem, with its place in `text`.
    pub fn read(text: &str) -> Result<Self, Vec<Diagnostic>> {
        let document = fields::parse(text)?;
        let root = Fields::root(document.get_ref(), "the scenario");
        let mut problems = Vec::new();
        let scenario = read(&root, &mut problems);
        fields::finish(scenario, problems)
    }
}

fn read(root: &Fields<'_, '_>, problems: &mut Problems) -> Option<Scenario> {
    root.check_keys(KEYS, problems);
    let model = root.require_text("model", "add `model = \"path/to/model.ant\"`", problems);
    let time = root.table("time", "the times", problems);
    if time.is_none() && !root.has("time") {
        root.require("time", "add `[time]` with `end = \"14 d\"`", problems);
    }
    let (start, end, rows) = time.map_or((None, None, Rows::Points(101)), |t| times(&t, problems));
    let set = root.table("set", "the settings", problems).map_or(Vec::new(), |t| settings(&t, problems));
    let changes = root.tables("change", "a change", problems);
    let treatments = root.tables("treatment", "a treatment", problems);
    let outcomes = root.tables("outcome", "an outcome", problems);
    let solver = root.table("solver", "the solver", problems);
    let title = root.text("title", problems);
    let scenario = Scenario {
        targets: root.text("targets", problems),
        kinases: root.text("kinases", problems),
        compounds: root.text("compounds", problems),
        parameters: root.texts("parameters", problems),
        rows,
        set,
        changes: changes.iter().filter_map(|f| change(f, problems)).collect(),
        treatments: treatments.iter().filter_map(|f| treatment(f, problems)).collect(),
        save: root.texts("save", problems).into_iter().map(Output::Value).collect(),
        sensitivities: Vec::new(),
        outcomes: outcomes.iter().filter_map(|f| outcome(f, problems)).collect(),
        options: solver.map_or_else(Options::default, |f| options(&f, problems)),
        title: title.or_else(|| model.clone())?,
        model: model?,
        start: start.unwrap_or(Given { value: 0.0, unit: None, at: None }),
        end: end?,
    };
    report_repeats(&scenario.outcomes, root, problems);
    Some(scenario)
}

fn report_repeats(outcomes: &[Outcome], root: &Fields<'_, '_>, problems: &mut Problems) {
    for (i, outcome) in outcomes.iter().enumerate() {
        if outcomes[..i].iter().any(|o| o.name == outcome.name) {
            let message = format!("two outcomes are called `{}`", outcome.name);
            problems.push(
                Diagnostic::error(&codes::CLASH, message).at(root.place_of("outcome")).help("rename one"),
            );
        }
    }
}

fn times(fields: &Fields<'_, '_>, problems: &mut Problems) -> (Option<Given>, Option<Given>, Rows) {
    fields.check_keys(&["start", "end", "points", "every", "at"], problems);
    fields.require("end", "add `end = \"14 d\"`", problems);
    let given: Vec<&str> = ["points", "every", "at"].into_iter().filter(|k| fields.has(k)).collect();
    if let [first, second, ..] = given[..] {
        let message = format!("`{first}` and `{second}` both say which rows to keep");
        problems.push(
            Diagnostic::error(&codes::CLASH, message).at(fields.place_of(second)).help("keep one of them"),
        );
    }
    let rows = if let Some(step) = Given::field(fields, "every", problems) {
        Rows::Every(step)
    } else if fields.has("at") {
        let list = fields.list("at", problems);
        Rows::At(list.into_iter().filter_map(|v| Given::from_toml(v, "at", problems)).collect())
    } else {
        Rows::Points(fields.count("points", problems).unwrap_or(101))
    };
    (Given::field(fields, "start", problems), Given::field(fields, "end", problems), rows)
}

fn settings(fields: &Fields<'_, '_>, problems: &mut Problems) -> Vec<Setting> {
    let keys: Vec<&str> = fields.keys().collect();
    keys.into_iter()
        .filter_map(|id| Some(Setting { id: id.to_owned(), value: Given::field(fields, id, problems)? }))
        .collect()
}

fn change(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Change> {
    fields.check_keys(&["at", "id", "value"], problems);
    for key in ["at", "value"] {
        fields.require(key, "a change has `at`, `id` and `value`", problems);
    }
    let id = fields.require_text("id", "a change has `at`, `id` and `value`", problems);
    let (at, value) = (Given::field(fields, "at", problems), Given::field(fields, "value", problems));
    Some(Change { at: at?, id: id?, value: value? })
}

fn treatment(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Treatment> {
    fields.check_keys(&["compound", "species", "molecular_weight", "regimen", "concentration"], problems);
    let clash = |a: &str, b: &str, problems: &mut Problems| {
        if fields.has(a) == fields.has(b) {
            let word = if fields.has(a) { "not both" } else { "and has neither" };
            let message = format!("a treatment has `{a}` or `{b}`, {word}");
            problems.push(
                Diagnostic::error(&codes::CLASH, message)
                    .at(fields.place)
                    .help(format!("give one of `{a}` and `{b}`")),
            );
        }
    };
    clash("compound", "species", problems);
    clash("regimen", "concentration", problems);
    let compound = fields.text("compound", problems);
    let species = fields.text("species", problems);
    let weight = fields.quantity("molecular_weight", &crate::measure::Measure::MOLAR_MASS, problems);
    let subject = match (compound, species) {
        (Some(id), _) => Subject::Compound(id),
        (None, Some(id)) => Subject::Species { id, molecular_weight: weight },
        _ => return None,
    };
    let exposure = exposure(fields, &subject, problems)?;
    let first =
        |keys: [&str; 2]| keys.into_iter().find(|key| fields.has(key)).map(|key| fields.place_of(key));
    Some(Treatment {
        subject,
        exposure,
        at: Some(fields.place),
        subject_at: first(["compound", "species"]),
        exposure_at: first(["regimen", "concentration"]),
    })
}

fn exposure(fields: &Fields<'_, '_>, subject: &Subject, problems: &mut Problems) -> Option<Exposure> {
    if let Some(concentration) = Given::field(fields, "concentration", problems) {
        return Some(Exposure::Concentration(concentration));
    }
    let value = fields.get("regimen")?;
    // The name of one of the compound's own regimens comes before the short form: they are looked
    // up once the compound is read.
    if let (Some(text), Subject::Compound(_)) = (value.get_ref().as_str(), subject) {
        return Some(Exposure::Named(text.to_owned()));
    }
    Regimen::from_toml(value).map_err(|p| problems.extend(p)).ok().map(Exposure::Regimen)
}

fn outcome(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Outcome> {
    fields.check_keys(&["name", "of", "kind", "at", "from", "to", "level", "relative"], problems);
    let name = fields.require_text("name", "add `name = \"...\"`, a column of the table", problems);
    let of = fields.require_text("of", "add `of = \"ID\"`, what the outcome is taken of", problems);
    fields.require("kind", &format!("`kind` is one of: {}", Measured::WORDS.join(", ")), problems);
    let kind = fields.word("kind", &Measured::WORDS, problems);
    let relative = fields.word("relative", &Relative::WORDS, problems);
    let (at, level) = (Given::field(fields, "at", problems), Given::field(fields, "level", problems));
    let (from, to) = (Given::field(fields, "from", problems), Given::field(fields, "to", problems));
    let mut needs = |key: &str, wanted: bool| {
        if fields.has(key) != wanted {
            let word = if wanted { "needs" } else { "takes no" };
            let message = format!("outcome `{}` {word} `{key}`", name.as_deref().unwrap_or("?"));
            problems.push(
                Diagnostic::error(&codes::INCOMPLETE, message)
                    .at(fields.place)
                    .help("`at` goes with `value`, `level` with `time_*` and `first_*`"),
            );
        }
    };
    let kind = kind?;
    needs("at", kind == 0);
    needs("level", kind >= 5);
    let measured = match kind {
        0 => Measured::Value(at?),
        1 => Measured::Mean,
        2 => Measured::Min,
        3 => Measured::Max,
        4 => Measured::Auc,
        5 => Measured::TimeAbove(level?),
        6 => Measured::TimeBelow(level?),
        7 => Measured::FirstAbove(level?),
        _ => Measured::FirstBelow(level?),
    };
    let relative = [Relative::Absolute, Relative::Inhibition, Relative::Percent][relative.unwrap_or(0)];
    let place = Some(fields.place_of("of"));
    Some(Outcome { name: name?, of: of?, measured, from, to, relative, at: place })
}

fn options(fields: &Fields<'_, '_>, problems: &mut Problems) -> Options {
    fields.check_keys(&["method", "rtol", "atol", "max_steps"], problems);
    let names: Vec<&str> = Method::NAMES.iter().map(|(n, _)| *n).collect();
    let mut options = Options::default();
    if let Some(i) = fields.word("method", &names, problems) {
        options.method = Method::NAMES[i].1;
    }
    for key in ["rtol", "atol"] {
        let Some(value) = fields.number(key, problems) else { continue };
        if !(value > 0.0 && value.is_finite()) {
            let message = format!("`{key}` is {value}, which is not above 0");
            problems.push(
                Diagnostic::error(&codes::BAD_VALUE, message).at(fields.place_of(key)).help("1e-6 is usual"),
            );
        } else if key == "rtol" {
            options.rtol = value;
        } else {
            options.atol = vec![value];
        }
    }
    options.max_steps = fields.count("max_steps", problems).unwrap_or(options.max_steps);
    options
}
