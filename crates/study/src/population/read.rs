//! Population files.

use jakstat_model::Diagnostic;
use jakstat_sim::fields::{self, Fields, Problems, number_in, wrong_type};
use jakstat_sim::pharmacology::Status;

use super::{Correlation, Criterion, Distribution, Origin, Parameter, Population, Screen};
use crate::codes;

const STATUS: [(&str, Status); 5] = [
    ("read", Status::Read),
    ("recalled", Status::Recalled),
    ("derived", Status::Derived),
    ("fitted", Status::Fitted),
    ("assumed", Status::Assumed),
];

const KINDS: [&str; 5] = ["lognormal", "normal", "logit_normal", "uniform", "quantiles"];

impl Population {
    /// Reads a population file.
    ///
    /// # Errors
    /// Every problem, with its place in `text`; those of [`Population::check`] among them.
    pub fn read(text: &str) -> Result<Self, Vec<Diagnostic>> {
        let document = fields::parse(text)?;
        let root = Fields::root(document.get_ref(), "the population");
        let mut problems = Vec::new();
        root.check_keys(&["title", "parameter", "correlation", "screen"], &mut problems);
        let title = root.require_text("title", "add `title = \"...\"`: who they are", &mut problems);
        root.require("parameter", "add a `[[parameter]]`: what the patients differ in", &mut problems);
        let parameters = root.tables("parameter", "a parameter", &mut problems);
        let correlations = root.tables("correlation", "a correlation", &mut problems);
        let screen = root.table("screen", "the screening", &mut problems);
        let population = Self {
            title: title.unwrap_or_default(),
            parameters: parameters.iter().filter_map(|f| parameter(f, &mut problems)).collect(),
            correlations: correlations.iter().filter_map(|f| correlation(f, &mut problems)).collect(),
            screen: screen.and_then(|f| read_screen(&f, &mut problems)),
        };
        // Numbers are judged together only where all of them were understood.
        if problems.is_empty()
            && let Err(found) = population.check()
        {
            problems = found;
        }
        fields::finish(Some(population), problems)
    }
}

fn parameter(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Parameter> {
    fields.check_keys(&["id", "unit", "distribution", "status", "source", "note"], problems);
    let help = "`id` says what differs: an id of a model, or a factor such as `compound.CL`";
    let id = fields.require_text("id", help, problems);
    let help = "add `distribution = { kind = \"lognormal\", median = ..., sd = ... }`";
    fields.require("distribution", help, problems);
    let distribution = fields.table("distribution", "a distribution", problems);
    let distribution = distribution.and_then(|f| read_distribution(&f, problems));
    let origin = origin(fields, problems);
    Some(Parameter {
        id: id?,
        unit: fields.text("unit", problems),
        distribution: distribution?,
        origin: origin?,
        at: fields.place,
    })
}

fn origin(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Origin> {
    let words = STATUS.map(|(word, _)| word);
    let help = format!("`status` is one of: {}", words.join(", "));
    fields.require("status", &help, problems);
    let status = fields.word("status", &words, problems);
    let help = "say where it comes from: `source = \"...\"`";
    let source = fields.require_text("source", help, problems);
    if source.as_ref().is_some_and(|s| s.trim().is_empty()) {
        let problem = Diagnostic::error(&codes::BAD_POPULATION, format!("{} names no source", fields.what));
        problems.push(problem.at(fields.place_of("source")).help(help));
    }
    let note = fields.text("note", problems);
    Some(Origin { status: STATUS[status?].1, source: source?, note })
}

fn read_distribution(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Distribution> {
    fields.require("kind", &format!("`kind` is one of: {}", KINDS.join(", ")), problems);
    let kind = fields.word("kind", &KINDS, problems)?;
    let keys: &[&str] = match kind {
        0 | 2 => &["median", "sd"],
        1 => &["mean", "sd"],
        3 => &["from", "to"],
        _ => &["at", "values"],
    };
    let known: Vec<&str> = std::iter::once("kind").chain(keys.iter().copied()).collect();
    fields.check_keys(&known, problems);
    for key in keys {
        fields.require(
            key,
            &format!("a distribution `{}` has {}", KINDS[kind], keys.join(" and ")),
            problems,
        );
    }
    if kind == 4 {
        let (at, values) = (numbers(fields, "at", problems), numbers(fields, "values", problems));
        return Some(Distribution::Quantiles { at: at?, values: values? });
    }
    let (first, second) = (fields.number(keys[0], problems), fields.number(keys[1], problems));
    let (first, second) = (first?, second?);
    Some(match kind {
        0 => Distribution::LogNormal { median: first, sd: second },
        1 => Distribution::Normal { mean: first, sd: second },
        2 => Distribution::LogitNormal { median: first, sd: second },
        _ => Distribution::Uniform { from: first, to: second },
    })
}

fn numbers(fields: &Fields<'_, '_>, key: &str, problems: &mut Problems) -> Option<Vec<f64>> {
    fields.get(key)?;
    let items = fields.list(key, problems);
    let mut all = Vec::new();
    for item in &items {
        match number_in(item.get_ref()) {
            Some(number) => all.push(number),
            None => problems.push(wrong_type(item, key, "a list of numbers")),
        }
    }
    (all.len() == items.len() && !items.is_empty()).then_some(all).or_else(|| {
        if items.is_empty() {
            let problem = Diagnostic::error(&codes::BAD_DISTRIBUTION, format!("`{key}` is an empty list"));
            problems.push(problem.at(fields.place_of(key)).help("give two numbers or more"));
        }
        None
    })
}

fn correlation(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Correlation> {
    fields.check_keys(&["between", "value", "status", "source", "note"], problems);
    for key in ["between", "value"] {
        fields.require(key, "a correlation has `between = [\"a\", \"b\"]` and `value`", problems);
    }
    let between = fields.texts("between", problems);
    let value = fields.number("value", problems);
    let origin = origin(fields, problems);
    match &between[..] {
        [a, b] => {
            let between = (a.clone(), b.clone());
            Some(Correlation { between, value: value?, origin: origin?, at: fields.place })
        }
        _ => {
            if fields.has("between") {
                let message =
                    format!("a correlation is between two parameters, and {} are named", between.len());
                let problem =
                    Diagnostic::error(&codes::BAD_CORRELATION, message).at(fields.place_of("between"));
                problems.push(problem.help("write `between = [\"a\", \"b\"]`"));
            }
            None
        }
    }
}

fn read_screen(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Screen> {
    fields.check_keys(&["scenario", "keep"], problems);
    let scenario = fields.require_text("scenario", "add `scenario = \"screening.toml\"`", problems);
    let help = "add `keep = [{ outcome = \"...\", at_least = ... }]`";
    fields.require("keep", help, problems);
    let keep = fields.tables("keep", "a criterion", problems);
    if keep.is_empty() && fields.get("keep").is_some_and(|v| v.get_ref().is_array()) {
        let problem = Diagnostic::error(&codes::BAD_SCREEN, "the screening has no criterion");
        problems.push(problem.at(fields.place_of("keep")).help(help));
    }
    let keep: Vec<Criterion> = keep.iter().filter_map(|f| criterion(f, problems)).collect();
    Some(Screen { scenario: scenario?, keep, at: fields.place })
}

fn criterion(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Criterion> {
    fields.check_keys(&["outcome", "at_least", "at_most"], problems);
    let help = "`outcome` is an outcome of the screening scenario";
    let outcome = fields.require_text("outcome", help, problems);
    let (at_least, at_most) = (fields.number("at_least", problems), fields.number("at_most", problems));
    let criterion = Criterion { outcome: outcome?, at_least, at_most, at: fields.place };
    let nobody = matches!((at_least, at_most), (Some(least), Some(most)) if least > most)
        || [at_least, at_most].into_iter().flatten().any(f64::is_nan);
    if nobody || (at_least.is_none() && at_most.is_none()) {
        let message = if nobody {
            format!("nobody can satisfy `{criterion}`")
        } else {
            format!("the criterion on `{}` has no bound", criterion.outcome)
        };
        let problem = Diagnostic::error(&codes::BAD_SCREEN, message).at(fields.place);
        problems.push(problem.help("give `at_least`, `at_most` or both, the lesser first"));
    }
    Some(criterion)
}
