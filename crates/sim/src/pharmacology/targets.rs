//! Which reactions and parameters of a network follow which kinase.

use jakstat_model::{Diagnostic, Span};

use super::codes;
use super::site::check_site_id;
use crate::fields::{self, Fields, Problems, out_of_range, problem};
use crate::measure::Measure;

/// What the targets file beside a network says.
#[derive(Debug, Clone, PartialEq)]
pub struct Targets {
    /// Why these reactions.
    pub source: String,
    /// The targets; no reaction and no parameter is listed twice for one kinase.
    pub targets: Vec<Target>,
}

/// Reactions and parameters that are proportional to a power of a kinase's free fraction.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Id of the kinase.
    pub kinase: String,
    /// The tissue whose free concentration counts; plasma where it is not said.
    pub site: Option<String>,
    /// Ids of reactions of the network, whose rates are multiplied.
    pub reactions: Vec<String>,
    /// Ids of parameters of the network without unit that state the activity of the kinase. There is
    /// at least one reaction or parameter.
    pub parameters: Vec<String>,
    /// How many copies of the kinase act in the step, above 0; 1 unless given.
    pub exponent: f64,
    /// Remarks.
    pub note: Option<String>,
    /// Where it is in its file.
    pub at: Span,
}

impl Target {
    /// Id of the free fraction that it follows.
    pub(crate) fn free_id(&self) -> String {
        free_id(&self.kinase, self.site.as_deref())
    }
}

/// Id of the free fraction of a kinase in plasma or in a site.
pub(crate) fn free_id(kinase: &str, site: Option<&str>) -> String {
    match site {
        Some(site) => format!("{kinase}_free_{site}"),
        None => format!("{kinase}_free"),
    }
}

impl Targets {
    /// Reads the targets file `text`.
    ///
    /// # Errors
    /// Every problem, in order of place. Places are in `text`.
    pub fn read(text: &str) -> Result<Self, Vec<Diagnostic>> {
        let document = fields::parse(text)?;
        let fields = Fields::root(document.get_ref(), "the targets file");
        let mut problems = Vec::new();
        let targets = read(&fields, &mut problems);
        fields::finish(targets, problems)
    }

    /// The same targets with their places in text number `source`, for a caller that shows several.
    #[must_use]
    pub fn in_source(mut self, source: u32) -> Self {
        for target in &mut self.targets {
            target.at.source = source;
        }
        self
    }

    /// Ids of the targeted kinases, each once, in order of the file.
    pub fn kinases(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        for target in &self.targets {
            if !ids.contains(&target.kinase.as_str()) {
                ids.push(&target.kinase);
            }
        }
        ids
    }

    /// Kinases with the site where they are targeted, `None` for plasma; each pair once, in order of
    /// the file.
    pub(crate) fn places(&self) -> Vec<(&str, Option<&str>)> {
        let mut places: Vec<(&str, Option<&str>)> = Vec::new();
        for target in &self.targets {
            let place = (target.kinase.as_str(), target.site.as_deref());
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }

    /// Ids of the sites where kinases are targeted, each once, in order of the file.
    pub fn sites(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        for site in self.targets.iter().filter_map(|t| t.site.as_deref()) {
            if !ids.contains(&site) {
                ids.push(site);
            }
        }
        ids
    }
}

fn read(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Targets> {
    fields.check_keys(&["source", "target", "note"], problems);
    let source = fields.require_text("source", "add `source = \"...\"`: why these reactions", problems);
    fields.require("target", "add `[[target]]` with `kinase` and `reactions` or `parameters`", problems);
    let tables = fields.tables("target", "a target", problems);
    let targets: Vec<Target> = tables.iter().filter_map(|f| target(f, problems)).collect();
    report_repeats(&targets, problems);
    Some(Targets { source: source?, targets })
}

fn target(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Target> {
    fields.check_keys(&["kinase", "site", "reactions", "parameters", "exponent", "note"], problems);
    let kinase = fields.require_text("kinase", "add `kinase = \"...\"`", problems);
    if !fields.has("parameters") {
        let help = "add `reactions = [\"...\"]`, the ids of reactions that the kinase catalyses, or \
                    `parameters = [\"...\"]`, those that state its activity";
        fields.require("reactions", help, problems);
    }
    let (reactions, parameters) =
        (listed(fields, "reactions", problems), listed(fields, "parameters", problems));
    let exponent = fields.number("exponent", problems).unwrap_or(1.0);
    if !Measure::INTERVAL.range.holds(exponent) {
        let problem = out_of_range("exponent", &exponent.to_string(), &Measure::INTERVAL);
        problems.push(problem.at(fields.place_of("exponent")));
    }
    let site = fields.text("site", problems);
    if let Some(site) = site.as_deref() {
        check_site_id(site, fields, "site", problems);
    }
    let note = fields.text("note", problems);
    Some(Target { site, kinase: kinase?, reactions, parameters, exponent, note, at: fields.place })
}

/// The ids under `key`; a list that is there is not empty.
fn listed(fields: &Fields<'_, '_>, key: &'static str, problems: &mut Problems) -> Vec<String> {
    let ids = fields.texts(key, problems);
    if fields.has(key) && ids.is_empty() {
        let help = format!("add `{key} = [\"...\"]`, ids of the model that follow the kinase");
        problems.push(problem(
            &codes::OUT_OF_RANGE,
            fields.place_of(key),
            format!("`{key}` is empty"),
            &help,
        ));
    }
    ids
}

fn report_repeats(targets: &[Target], problems: &mut Problems) {
    let mut seen = std::collections::BTreeSet::new();
    for target in targets {
        let reactions = target.reactions.iter().map(|id| ("reaction", id));
        let parameters = target.parameters.iter().map(|id| ("parameter", id));
        for (what, id) in reactions.chain(parameters) {
            if !seen.insert((&target.kinase, id)) {
                let message = format!("{what} `{id}` is listed twice for kinase `{}`", target.kinase);
                let help = "where two copies of the kinase act, write `exponent = 2`";
                problems.push(problem(&codes::DUPLICATE, target.at, message, help));
            }
        }
    }
}
