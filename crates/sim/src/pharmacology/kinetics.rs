//! A compound's absorption, distribution and elimination, as its file gives them.

use super::codes;
use super::compound::report_repeats;
use super::site::{Site, check_topical};
use super::sourced::{self, Sourced};
use crate::fields::{Fields, Problems, problem};
use crate::measure::Measure;

/// Linear kinetics: first-order absorption, one or two compartments.
#[derive(Debug, Clone, PartialEq)]
pub struct Kinetics {
    /// First-order rate of absorption; without it, the compound cannot be given by mouth.
    pub absorption_rate: Option<Sourced>,
    /// Time from an oral dose to the start of its absorption.
    pub absorption_lag: Option<Sourced>,
    /// Clearance: absolute, or CL/F where [`Kinetics::is_apparent`].
    pub clearance: Sourced,
    /// Volume of the central compartment (V/F where apparent).
    pub central_volume: Sourced,
    /// Second compartment, if there is one.
    pub peripheral: Option<Peripheral>,
    /// Fraction of an oral dose that reaches the circulation, above 0, at most 1.
    pub bioavailability: Option<Sourced>,
    /// Active metabolite.
    pub metabolite: Option<Metabolite>,
    /// Tissues with a free concentration of their own; ids are unique.
    pub sites: Vec<Site>,
    /// Single doses whose kinetics were studied.
    pub studied: Option<Studied>,
    /// Whom the numbers describe.
    pub population: Option<String>,
}

/// The single doses that the numbers stand on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Studied {
    /// Smallest dose in milligrams, above 0.
    pub from_mg: f64,
    /// Largest dose in milligrams.
    pub to_mg: f64,
}

/// Second compartment.
#[derive(Debug, Clone, PartialEq)]
pub struct Peripheral {
    /// Clearance between the compartments (`Q`).
    pub clearance: Sourced,
    /// Its volume.
    pub volume: Sourced,
}

/// An active metabolite, described from the side of its parent.
#[derive(Debug, Clone, PartialEq)]
pub struct Metabolite {
    /// Id of its own compound file.
    pub compound: String,
    /// Moles formed for each mole of parent that is cleared, from 0 to 1.
    pub fraction_formed: Sourced,
    /// Its clearance.
    pub clearance: Sourced,
    /// Its volume.
    pub volume: Sourced,
}

const KEYS: &[&str] = &[
    "absorption_rate",
    "absorption_lag",
    "clearance",
    "central_volume",
    "intercompartmental_clearance",
    "peripheral_volume",
    "bioavailability",
    "population",
    "metabolite",
    "site",
    "studied",
    "note",
];
const METABOLITE_KEYS: &[&str] = &["compound", "fraction_formed", "clearance", "volume", "note"];

impl Kinetics {
    /// Whether clearance and volume are divided by an unknown bioavailability.
    ///
    /// That is so where the compound is absorbed and no bioavailability is given. A dose into the
    /// vein then has no known scale.
    pub fn is_apparent(&self) -> bool {
        self.absorption_rate.is_some() && self.bioavailability.is_none()
    }

    pub(crate) fn from_fields(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Self> {
        fields.check_keys(KEYS, problems);
        for key in ["absorption_lag", "bioavailability"] {
            needs(fields, key, "absorption_rate", problems);
        }
        needs(fields, "peripheral_volume", "intercompartmental_clearance", problems);
        needs(fields, "intercompartmental_clearance", "peripheral_volume", problems);
        let clearance = sourced::required(fields, "clearance", &Measure::CLEARANCE, problems);
        let central_volume = sourced::required(fields, "central_volume", &Measure::VOLUME, problems);
        let exchange =
            sourced::optional(fields, "intercompartmental_clearance", &Measure::CLEARANCE, problems);
        let volume = sourced::optional(fields, "peripheral_volume", &Measure::VOLUME, problems);
        let metabolite = fields
            .table("metabolite", "the metabolite", problems)
            .map(|f| Metabolite::from_fields(&f, problems));
        let tables = fields.tables("site", "a site", problems);
        let sites: Vec<Site> = tables.iter().filter_map(|f| Site::from_fields(f, problems)).collect();
        report_repeats(sites.iter().map(|s| (s.id.as_str(), s.at)), "the site", problems);
        check_topical(&sites, problems);
        let studied = fields.table("studied", "the studied doses", problems);
        Some(Self {
            absorption_rate: sourced::optional(fields, "absorption_rate", &Measure::RATE, problems),
            absorption_lag: sourced::optional(fields, "absorption_lag", &Measure::TIME, problems),
            clearance: clearance?,
            central_volume: central_volume?,
            peripheral: exchange.zip(volume).map(|(clearance, volume)| Peripheral { clearance, volume }),
            bioavailability: sourced::optional(fields, "bioavailability", &Measure::FRACTION, problems),
            metabolite: metabolite.flatten(),
            sites,
            studied: studied.and_then(|f| Studied::from_fields(&f, problems)),
            population: fields.text("population", problems),
        })
    }
}

impl Metabolite {
    fn from_fields(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Self> {
        fields.check_keys(METABOLITE_KEYS, problems);
        let compound =
            fields.require_text("compound", "add `compound = \"...\"`, the metabolite's id", problems);
        let formed = sourced::required(fields, "fraction_formed", &Measure::FRACTION_OR_ZERO, problems);
        let clearance = sourced::required(fields, "clearance", &Measure::CLEARANCE, problems);
        let volume = sourced::required(fields, "volume", &Measure::VOLUME, problems);
        Some(Self { compound: compound?, fraction_formed: formed?, clearance: clearance?, volume: volume? })
    }
}

impl Studied {
    fn from_fields(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Self> {
        fields.check_keys(&["from", "to"], problems);
        let help = "write `studied = { from = \"10 mg\", to = \"200 mg\" }`, single doses";
        for key in ["from", "to"] {
            fields.require(key, help, problems);
        }
        let from = fields.quantity("from", &Measure::MASS, problems);
        let to = fields.quantity("to", &Measure::MASS, problems);
        let (from_mg, to_mg) = (from?, to?);
        if from_mg > to_mg {
            let message = format!("the studied doses go from {from_mg} mg down to {to_mg} mg");
            problems.push(problem(&codes::OUT_OF_RANGE, fields.place, message, help));
        }
        Some(Self { from_mg, to_mg })
    }

    /// Whether a single dose of `mg` milligrams lies within, up to rounding.
    pub fn holds(&self, mg: f64) -> bool {
        mg >= self.from_mg * (1.0 - 1e-9) && mg <= self.to_mg * (1.0 + 1e-9)
    }
}

/// Reports `key` where it stands without `other`.
pub(super) fn needs(fields: &Fields<'_, '_>, key: &str, other: &str, problems: &mut Problems) {
    if fields.has(key) && !fields.has(other) {
        let message = format!("`{key}` is given without `{other}`");
        let help = format!("add `{other}` or remove `{key}`");
        problems.push(problem(&codes::KEYS_CLASH, fields.place_of(key), message, &help));
    }
}
