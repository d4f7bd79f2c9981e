//! Fit files.

use jakstat_model::Diagnostic;
use jakstat_sim::fields::{self, Fields, Problems};

use super::search::{Method, Search};
use crate::codes;
use crate::design::{Range, Scale};
use crate::validation::{Topic, read_topics};

/// What is fitted to what, as a file says it.
#[derive(Debug, Clone, PartialEq)]
pub struct FitFile {
    /// Title.
    pub title: String,
    /// Parts of the cost.
    pub topics: Vec<Topic>,
    /// What is free.
    pub parameters: Vec<FreeParameter>,
    /// How to search.
    pub search: Search,
    /// Sets up to this much above the best cost count as fitting equally well.
    pub within: f64,
    /// So many of them are kept.
    pub members: usize,
    /// So many sets are drawn around the best one after the search.
    pub samples: usize,
}

/// A parameter that the search may choose.
#[derive(Debug, Clone, PartialEq)]
pub struct FreeParameter {
    /// Its id, unit, bounds and scale.
    pub range: Range,
    /// Where the search starts, in the same unit.
    pub start: f64,
}

impl FreeParameter {
    /// Place of the start in the range, 0 to 1.
    pub fn start_share(&self) -> f64 {
        self.range.share(self.start)
    }
}

impl FitFile {
    /// Reads a fit file.
    ///
    /// # Errors
    /// Every problem, with its place in `text`.
    pub fn read(text: &str) -> Result<Self, Vec<Diagnostic>> {
        let document = fields::parse(text)?;
        let root = Fields::root(document.get_ref(), "the fit");
        let mut problems = Vec::new();
        root.check_keys(&["title", "seed", "topic", "parameter", "search", "ensemble"], &mut problems);
        let title = root.require_text("title", "add `title = \"...\"`", &mut problems);
        root.require("parameter", "add `[[parameter]]` with `id`, `from`, `to` and `start`", &mut problems);
        let tables = root.tables("parameter", "a free parameter", &mut problems);
        let parameters: Vec<_> = tables.iter().filter_map(|f| parameter(f, &mut problems)).collect();
        report_repeats(&parameters, &root, &mut problems);
        let search = read_search(&root, &mut problems);
        let kept = root.table("ensemble", "the ensemble", &mut problems);
        let (mut within, mut members, mut samples) = (4.0, 20, 0);
        if let Some(kept) = kept {
            kept.check_keys(&["within", "members", "samples"], &mut problems);
            within = kept.number("within", &mut problems).unwrap_or(within);
            let mut count = |key: &str, other: usize| {
                kept.count(key, &mut problems).map_or(other, |n| usize::try_from(n).unwrap_or(other))
            };
            (members, samples) = (count("members", members), count("samples", samples));
        }
        let topics = read_topics(&root, &mut problems);
        let file = title.map(|title| Self { title, topics, parameters, search, within, members, samples });
        fields::finish(file, problems)
    }
}

fn parameter(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<FreeParameter> {
    fields.check_keys(&["id", "unit", "from", "to", "scale", "start", "note"], problems);
    let help = "a free parameter has `id`, `from`, `to` and `start`";
    let id = fields.require_text("id", help, problems);
    for key in ["from", "to", "start"] {
        fields.require(key, help, problems);
    }
    let [from, to, start] = ["from", "to", "start"].map(|key| fields.number(key, problems));
    let scale = if fields.word("scale", &["linear", "log"], problems) == Some(1) {
        Scale::Log
    } else {
        Scale::Linear
    };
    let (id, from, to, start) = (id?, from?, to?, start?);
    let wrong = if from >= to {
        Some(format!("the range of `{id}` from {from} to {to} is empty"))
    } else if scale == Scale::Log && from <= 0.0 {
        Some(format!("the range of `{id}` begins at {from}, which has no logarithm"))
    } else if !(from..=to).contains(&start) {
        Some(format!("the start of `{id}`, {start}, is not between {from} and {to}"))
    } else {
        None
    };
    if let Some(message) = wrong {
        let help = "give `from < start < to`, above 0 on a logarithmic scale";
        problems.push(Diagnostic::error(&codes::BAD_FIT, message).at(fields.place).help(help));
        return None;
    }
    let unit = fields.text("unit", problems);
    Some(FreeParameter { range: Range { name: id, unit, from, to, scale }, start })
}

fn report_repeats(parameters: &[FreeParameter], root: &Fields<'_, '_>, problems: &mut Problems) {
    for (i, parameter) in parameters.iter().enumerate() {
        let name = &parameter.range.name;
        if parameters[..i].iter().any(|p| p.range.name == *name) {
            let message = format!("`{name}` is free twice");
            let place = root.place_of("parameter");
            problems.push(Diagnostic::error(&codes::BAD_FIT, message).at(place).help("keep one of them"));
        }
    }
}

fn read_search(root: &Fields<'_, '_>, problems: &mut Problems) -> Search {
    let mut search = Search { seed: root.count("seed", problems).unwrap_or(1), ..Search::default() };
    let Some(fields) = root.table("search", "the search", problems) else { return search };
    fields.check_keys(&["method", "evaluations", "spread", "generation"], problems);
    search.method = fields.word("method", &Method::WORDS, problems).map_or(search.method, |i| Method::ALL[i]);
    if let Some(n) = fields.count("evaluations", problems) {
        search.evaluations = usize::try_from(n).unwrap_or(usize::MAX);
    }
    search.generation = fields.count("generation", problems).and_then(|n| usize::try_from(n).ok());
    if let Some(spread) = fields.number("spread", problems) {
        if spread > 0.0 && spread <= 1.0 {
            search.spread = spread;
        } else {
            let message = format!("`spread` is {spread}");
            let help = "it is a share of each range, above 0 and at most 1; 0.2 is usual";
            problems
                .push(Diagnostic::error(&codes::BAD_FIT, message).at(fields.place_of("spread")).help(help));
        }
    }
    search
}
