//! Validation files.

use jakstat_model::{Diagnostic, Span};
use jakstat_sim::fields::{self, Fields, Problems};

/// Which studies answer which observations, as a file says it.
#[derive(Debug, Clone, PartialEq)]
pub struct Validation {
    /// Title of the table.
    pub title: String,
    /// Its parts.
    pub topics: Vec<Topic>,
}

/// One part: a table of observations and the study that predicts them.
#[derive(Debug, Clone, PartialEq)]
pub struct Topic {
    /// Heading.
    pub title: String,
    /// What a reader should know beside it: what it rests on, which part was fitted.
    pub note: Option<String>,
    /// Path of the study, from the file's folder.
    pub study: String,
    /// Path of the observations.
    pub observed: String,
    /// Column of the study that holds what observations call `row`.
    pub label: String,
    /// Compare by ratio: counts within 2-fold and 3-fold are of interest.
    pub fold: bool,
    /// Path of the bands that a fit gave for this study: they are shown beside predictions.
    pub bands: Option<String>,
    /// Where it is in the file.
    pub at: Span,
}

impl Validation {
    /// Reads a validation file.
    ///
    /// # Errors
    /// Every problem, with its place in `text`.
    pub fn read(text: &str) -> Result<Self, Vec<Diagnostic>> {
        let document = fields::parse(text)?;
        let root = Fields::root(document.get_ref(), "the validation");
        let mut problems = Vec::new();
        root.check_keys(&["title", "topic"], &mut problems);
        let title = root.require_text("title", "add `title = \"...\"`", &mut problems);
        let topics = read_topics(&root, &mut problems);
        fields::finish(title.map(|title| Self { title, topics }), problems)
    }
}

/// The `[[topic]]` tables of a file.
pub(crate) fn read_topics(root: &Fields<'_, '_>, problems: &mut Problems) -> Vec<Topic> {
    root.require("topic", "add `[[topic]]` with `study` and `observed`", problems);
    root.tables("topic", "a topic", problems).iter().filter_map(|f| topic(f, problems)).collect()
}

fn topic(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Topic> {
    fields.check_keys(&["title", "note", "study", "observed", "label", "fold", "bands"], problems);
    let help = "a topic has `title`, `study`, `observed` and `label`";
    let mut need = |key: &str| fields.require_text(key, help, problems);
    let (title, study, observed, label) = (need("title"), need("study"), need("observed"), need("label"));
    let fold = match fields.get("fold") {
        None => false,
        Some(value) => value.get_ref().as_bool().unwrap_or_else(|| {
            problems.push(fields::wrong_type(value, "fold", "true or false"));
            false
        }),
    };
    Some(Topic {
        title: title?,
        note: fields.text("note", problems),
        study: study?,
        observed: observed?,
        label: label?,
        fold,
        bands: fields.text("bands", problems),
        at: fields.place,
    })
}
