//! Reads a study file.

use jakstat_model::{Diagnostic, Span};
use jakstat_sim::fields::{self, Fields, Problems, number_in, wrong_type};

use super::plot::{PlotSpec, plot};
use crate::codes;
use crate::design::{Axis, Range, Scale, Values};
use crate::sensitivity::{self, Sensitivity};
use crate::summary::{self, Summary};

/// A study as its file says it; files that it names are yet to be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    /// Title of figures and tables.
    pub title: String,
    /// Seed of everything that is drawn.
    pub seed: u64,
    /// Paths of the scenarios, from the study's folder.
    pub scenarios: Vec<String>,
    /// Axes in order; the first changes slowest.
    pub axes: Vec<AxisSpec>,
    /// What the rows come to.
    pub summaries: Vec<Summary>,
    /// Which parameters the outcomes depend on.
    pub sensitivities: Vec<Sensitivity>,
    /// Figures.
    pub plots: Vec<PlotSpec>,
}

/// One block of the design.
#[derive(Debug, Clone, PartialEq)]
pub enum AxisSpec {
    /// One axis, value by value.
    Values(Axis),
    /// Compounds, each with its own regimens: columns `compound` and `regimen`.
    Treatments(Treatments),
    /// A Latin hypercube of so many points.
    LatinHypercube(Vec<Range>, u64),
    /// A scrambled Sobol sequence of so many points.
    Sobol(Vec<Range>, u64),
    /// Saltelli's matrices of so many base rows.
    SobolIndices(Vec<Range>, u64),
    /// A CSV file of points, by its path from the study's folder.
    Table(String, Span),
    /// Virtual patients.
    Population(PopulationSpec),
}

/// Virtual patients of a study.
#[derive(Debug, Clone, PartialEq)]
pub struct PopulationSpec {
    /// Path of the population, from the study's folder.
    pub path: String,
    /// How many are enrolled.
    pub patients: u64,
    /// Where it is in the file.
    pub at: Span,
}

/// Compounds with their regimens.
#[derive(Debug, Clone, PartialEq)]
pub struct Treatments {
    /// These; none means all that have pharmacokinetics and regimens.
    pub compounds: Option<Vec<String>>,
    /// The first regimen of each only.
    pub first_only: bool,
    /// Where it is in the file.
    pub at: Span,
}

const KEYS: &[&str] = &["title", "seed", "scenarios", "axis", "summary", "sensitivity", "plot"];
const AXIS_KEYS: &[&str] = &[
    "name",
    "unit",
    "grid",
    "log",
    "values",
    "treatments",
    "first_regimen_only",
    "latin_hypercube",
    "sobol",
    "sobol_indices",
    "points",
    "table",
    "population",
    "patients",
];
const AXIS_KINDS: [&str; 9] = [
    "grid",
    "log",
    "values",
    "treatments",
    "latin_hypercube",
    "sobol",
    "sobol_indices",
    "table",
    "population",
];

impl Study {
    /// Reads a study file.
    ///
    /// # Errors
    /// Every problem, with its place in `text`.
    pub fn read(text: &str) -> Result<Self, Vec<Diagnostic>> {
        let document = fields::parse(text)?;
        let root = Fields::root(document.get_ref(), "the study");
        let mut problems = Vec::new();
        root.check_keys(KEYS, &mut problems);
        let title = root.require_text("title", "add `title = \"...\"`", &mut problems);
        root.require("scenarios", "add `scenarios = [\"scenario.toml\"]`", &mut problems);
        root.require("axis", "add an `[[axis]]`: what the runs differ in", &mut problems);
        let axes = root.tables("axis", "an axis", &mut problems);
        let plots = root.tables("plot", "a plot", &mut problems);
        let study = Self {
            title: title.unwrap_or_default(),
            seed: root.count("seed", &mut problems).unwrap_or(1),
            scenarios: root.texts("scenarios", &mut problems),
            axes: axes.iter().filter_map(|f| axis(f, &mut problems)).collect(),
            summaries: summary::read_all(&root, &mut problems),
            sensitivities: sensitivity::read_all(&root, &mut problems),
            plots: plots.iter().filter_map(|f| plot(f, &mut problems)).collect(),
        };
        fields::finish(Some(study), problems)
    }
}

fn axis(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<AxisSpec> {
    fields.check_keys(AXIS_KEYS, problems);
    let given: Vec<&str> = AXIS_KINDS.into_iter().filter(|k| fields.has(k)).collect();
    let [kind] = given[..] else {
        let message = format!("an axis has one of {}; this one has {}", AXIS_KINDS.join(", "), given.len());
        problems.push(
            Diagnostic::error(&codes::BAD_AXIS, message)
                .at(fields.place)
                .help("write one `[[axis]]` for each"),
        );
        return None;
    };
    match kind {
        "treatments" => treatments(fields, problems).map(AxisSpec::Treatments),
        "latin_hypercube" => sampled(fields, kind, problems).map(|(r, n)| AxisSpec::LatinHypercube(r, n)),
        "sobol" => sampled(fields, kind, problems).map(|(r, n)| AxisSpec::Sobol(r, n)),
        "sobol_indices" => sampled(fields, kind, problems).map(|(r, n)| AxisSpec::SobolIndices(r, n)),
        "table" => Some(AxisSpec::Table(fields.text("table", problems)?, fields.place_of("table"))),
        "population" => {
            fields.require("patients", "add `patients = 500`, how many are enrolled", problems);
            let (path, patients) = (fields.text("population", problems), fields.count("patients", problems));
            let at = fields.place_of("population");
            Some(AxisSpec::Population(PopulationSpec { path: path?, patients: patients?, at }))
        }
        _ => {
            let help = "`name` says what is varied: an id of a model, `dose_factor`, `compound`, `regimen` or a label";
            let name = fields.require_text("name", help, problems);
            let values = values(fields, kind, problems);
            Some(AxisSpec::Values(Axis { name: name?, unit: fields.text("unit", problems), values: values? }))
        }
    }
}

/// The ranges of a sampled axis and its number of points.
fn sampled(fields: &Fields<'_, '_>, kind: &str, problems: &mut Problems) -> Option<(Vec<Range>, u64)> {
    let help = match kind {
        "sobol_indices" => "add `points = 512`, the number of base rows: d + 2 runs each for d parameters",
        _ => "add `points = 1000`, the number of runs",
    };
    fields.require("points", help, problems);
    let points = fields.count("points", problems);
    let tables = fields.tables(kind, "a range", problems);
    Some((tables.iter().filter_map(|f| range(f, problems)).collect(), points?))
}

fn values(fields: &Fields<'_, '_>, kind: &str, problems: &mut Problems) -> Option<Values> {
    if kind == "values" {
        return list(fields, problems);
    }
    let what = if kind == "log" { "a logarithmic grid" } else { "a grid" };
    let grid = fields.table(if kind == "log" { "log" } else { "grid" }, what, problems)?;
    grid.check_keys(&["from", "to", "points"], problems);
    for key in ["from", "to", "points"] {
        grid.require(key, "a grid has `from`, `to` and `points`", problems);
    }
    let (from, to) = (grid.number("from", problems), grid.number("to", problems));
    let n = grid.count("points", problems)?;
    Some(if kind == "log" {
        Values::LogGrid { from: from?, to: to?, n }
    } else {
        Values::Grid { from: from?, to: to?, n }
    })
}

fn list(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Values> {
    let items = fields.list("values", problems);
    let numbers: Vec<f64> = items.iter().filter_map(|v| number_in(v.get_ref())).collect();
    let texts: Vec<String> = items.iter().filter_map(|v| v.get_ref().as_str().map(str::to_owned)).collect();
    if numbers.len() == items.len() {
        return Some(Values::Numbers(numbers));
    }
    if texts.len() == items.len() {
        return Some(Values::Texts(texts));
    }
    problems.push(wrong_type(fields.get("values")?, "values", "a list of numbers only or of texts only"));
    None
}

fn treatments(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Treatments> {
    let value = fields.get("treatments")?;
    let compounds = match value.get_ref().as_str() {
        Some("all") => None,
        Some(_) => {
            problems.push(wrong_type(value, "treatments", "\"all\" or a list of compounds"));
            return None;
        }
        None => Some(fields.texts("treatments", problems)),
    };
    let first_only = fields.get("first_regimen_only").and_then(|v| v.get_ref().as_bool()).unwrap_or(false);
    Some(Treatments { compounds, first_only, at: fields.place })
}

fn range(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Range> {
    fields.check_keys(&["name", "unit", "from", "to", "scale"], problems);
    let name = fields.require_text("name", "a range has `name`, `from` and `to`", problems);
    for key in ["from", "to"] {
        fields.require(key, "a range has `name`, `from` and `to`", problems);
    }
    let (from, to) = (fields.number("from", problems), fields.number("to", problems));
    let scale = fields.word("scale", &["linear", "log"], problems);
    let scale = if scale == Some(1) { Scale::Log } else { Scale::Linear };
    Some(Range { name: name?, unit: fields.text("unit", problems), from: from?, to: to?, scale })
}
