//! Tissues in which a compound has a free concentration of its own, as its file gives them.

use jakstat_model::{Diagnostic, Span};

use super::codes;
use super::kinases::is_model_id;
use super::kinetics::{Kinetics, needs};
use super::sourced::{self, Sourced};
use crate::fields::{Fields, Problems, problem};
use crate::measure::Measure;

/// A tissue that a compound reaches from plasma, and perhaps from its surface.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// Letters, digits and `_`, not starting with a digit.
    pub id: String,
    /// Free concentration in the site over that in plasma at rest, above 0.
    pub partition: Sourced,
    /// How fast the site follows plasma; without it, at once.
    pub equilibration_rate: Option<Sourced>,
    /// Free part of what a topical dose brings into the site, above 0, at most 1; 1 unless given.
    pub fraction_unbound: Option<Sourced>,
    /// What is known of doses on its surface.
    pub topical: Option<Topical>,
    /// Where it is in its file.
    pub at: Span,
}

/// Uptake from the surface of a site. A topical dose needs all three numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Topical {
    /// Rate at which a dose leaves the surface.
    pub absorption_rate: Option<Sourced>,
    /// Part of it that enters the site, above 0, at most 1; the rest is lost.
    pub fraction_absorbed: Option<Sourced>,
    /// Volume of the site that it enters.
    pub volume: Option<Sourced>,
}

/// What a topical dose needs of a site beside its rate of equilibration.
pub(super) struct TopicalNumbers<'a> {
    pub absorption_rate: &'a Sourced,
    pub fraction_absorbed: &'a Sourced,
    pub volume: &'a Sourced,
}

const KEYS: &[&str] = &["id", "partition", "equilibration_rate", "fraction_unbound", "topical", "note"];
const TOPICAL_KEYS: &[&str] = &["absorption_rate", "fraction_absorbed", "volume", "note"];

impl Site {
    pub(super) fn from_fields(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Self> {
        fields.check_keys(KEYS, problems);
        let id = fields.require_text("id", "add `id = \"...\"`, as the targets name the site", problems);
        if let Some(id) = id.as_deref() {
            check_site_id(id, fields, "id", problems);
        }
        needs(fields, "fraction_unbound", "topical", problems);
        let partition = sourced::required(fields, "partition", &Measure::RATIO, problems);
        let topical = fields.table("topical", "the topical route", problems);
        Some(Self {
            equilibration_rate: sourced::optional(fields, "equilibration_rate", &Measure::RATE, problems),
            fraction_unbound: sourced::optional(fields, "fraction_unbound", &Measure::FRACTION, problems),
            topical: topical.map(|f| Topical::from_fields(&f, problems)),
            id: id?,
            partition: partition?,
            at: fields.place,
        })
    }

    /// The numbers that a topical dose of `compound` needs.
    ///
    /// # Errors
    /// Where some are missing; the message says which.
    pub(super) fn topical_numbers(&self, compound: &str) -> Result<TopicalNumbers<'_>, Diagnostic> {
        let topical = self.topical.as_ref();
        let rate = topical.and_then(|t| t.absorption_rate.as_ref());
        let fraction = topical.and_then(|t| t.fraction_absorbed.as_ref());
        let volume = topical.and_then(|t| t.volume.as_ref());
        match (rate, fraction, volume, &self.equilibration_rate) {
            (Some(absorption_rate), Some(fraction_absorbed), Some(volume), Some(_)) => {
                Ok(TopicalNumbers { absorption_rate, fraction_absorbed, volume })
            }
            _ => {
                let numbers = [
                    ("`topical.absorption_rate`", rate.is_none()),
                    ("`topical.fraction_absorbed`", fraction.is_none()),
                    ("`topical.volume`", volume.is_none()),
                    ("`equilibration_rate`", self.equilibration_rate.is_none()),
                ];
                let missing: Vec<&str> =
                    numbers.iter().filter(|(_, none)| *none).map(|(key, _)| *key).collect();
                let (list, id) = (missing.join(", "), &self.id);
                let message = format!("a topical dose of `{compound}` needs {list} of its site `{id}`");
                let help = "add what is missing to the site in the compound's file, each with its source";
                Err(Diagnostic::error(&codes::TOPICAL, message).help(help))
            }
        }
    }
}

impl Topical {
    fn from_fields(fields: &Fields<'_, '_>, problems: &mut Problems) -> Self {
        fields.check_keys(TOPICAL_KEYS, problems);
        Self {
            absorption_rate: sourced::optional(fields, "absorption_rate", &Measure::RATE, problems),
            fraction_absorbed: sourced::optional(fields, "fraction_absorbed", &Measure::FRACTION, problems),
            volume: sourced::optional(fields, "volume", &Measure::VOLUME, problems),
        }
    }
}

impl Kinetics {
    /// The site with this id.
    pub fn site(&self, id: &str) -> Option<&Site> {
        self.sites.iter().find(|site| site.id == id)
    }

    /// The site that topical doses of `compound` go on: the one that has `topical`.
    ///
    /// # Errors
    /// Where there is none.
    pub(crate) fn topical_site(&self, compound: &str) -> Result<&Site, Diagnostic> {
        self.sites.iter().find(|site| site.topical.is_some()).ok_or_else(|| {
            let message = format!("`{compound}` has a topical dose, and none of its sites has `topical`");
            let help = "add `[[pharmacokinetics.site]]` with `id`, `partition`, `equilibration_rate` and \
                        `topical = { absorption_rate = ..., fraction_absorbed = ..., volume = ... }`";
            Diagnostic::error(&codes::TOPICAL, message).help(help)
        })
    }
}

/// Reports a second site with uptake from its surface: a regimen does not say which is meant.
pub(super) fn check_topical(sites: &[Site], problems: &mut Problems) {
    for site in sites.iter().filter(|s| s.topical.is_some()).skip(1) {
        let message = format!("`{}` is the second site with `topical`", site.id);
        let help = "keep the one that doses go on";
        problems.push(problem(&codes::KEYS_CLASH, site.at, message, help));
    }
}

/// Reports a site's id that cannot be part of ids in the model.
pub(super) fn check_site_id(id: &str, fields: &Fields<'_, '_>, key: &str, problems: &mut Problems) {
    if !is_model_id(id) {
        let message = format!("the site's id `{id}` is not made of letters, digits and `_`");
        let help = "it becomes part of ids in the model, such as `K_free_ID`";
        problems.push(problem(&codes::BAD_ID, fields.place_of(key), message, help));
    }
}
