//! Virtual populations: how the parameters of patients are spread, and who is enrolled.
//!
//! ```text
//! population file --Population::read--> Population --candidates--> Candidates --(screening)--> Patients
//! ```
//!
//! ```toml
//! title = "Adults with severe disease"
//! [[parameter]]
//! id = "gain"                 # id of a model, `dose_factor`, or a factor such as `compound.CL`
//! unit = "1"                  # optional: checked and converted as the unit of an axis
//! distribution = { kind = "lognormal", median = 66.0, sd = 0.67 }   # sd of the natural logarithm
//! status = "fitted"           # read, recalled, derived, fitted or assumed
//! source = "..."
//! note = "..."                # optional
//! # other kinds: { kind = "normal", mean, sd }, { kind = "logit_normal", median, sd } (sd of the
//! # logit), { kind = "uniform", from, to }, { kind = "quantiles", at = [0, 0.5, 1], values = [...] }
//!
//! [[correlation]]             # of the normal scores; pairs that are not named have none
//! between = ["gain", "lost"]
//! value = 0.62
//! status = "read"
//! source = "..."
//!
//! [screen]                    # optional: who is enrolled
//! scenario = "screening.toml" # path from the population's folder
//! keep = [{ outcome = "score", at_least = 50 }, { outcome = "rate", at_most = 0.35 }]
//! ```
//!
//! A candidate is drawn in three steps: uniform numbers from the seed and the candidate's number
//! alone, normal scores from these (the inverse normal distribution, then the Cholesky factor of
//! the correlations: a Gaussian copula), and values from the scores through each parameter's own
//! distribution. So more patients never change the earlier ones. The uniform numbers are scrambled
//! Sobol points; with more parameters than
//! [`SOBOL_MAX_RANGES`](crate::design::SOBOL_MAX_RANGES) they are hashes for all parameters.
//!
//! Candidates 1, 2, 3, ... run through the screening scenario with their parameters and with every
//! axis of the study that has a single number; those who satisfy all criteria are enrolled until
//! there are enough. The column `patient` holds the candidate's number, so `jakstat run SCENARIO
//! --population FILE --patient N` runs the same one again.
//!
//! A factor is not kept in bounds: a `compound.F` that takes a fraction above 1 is a fault of the
//! distribution (`quantiles` has ends).

mod candidates;
mod correlation;
mod distribution;
mod path;
mod patients;
mod read;
mod screen;

pub use candidates::Candidates;
pub use correlation::Correlation;
pub use distribution::Distribution;
pub use patients::{PATIENT, Patients};
pub use screen::{Criterion, Screen};

use jakstat_model::{Diagnostic, Span};
use jakstat_sim::pharmacology::Status;

use crate::codes;

/// Where a number of a population comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// How it got here.
    pub status: Status,
    /// Publication or data set.
    pub source: String,
    /// Remarks.
    pub note: Option<String>,
}

/// One parameter that differs between patients.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// An id of a model, `dose_factor`, or `compound.SUFFIX`.
    pub id: String,
    /// The unit of its values; none means the model's own.
    pub unit: Option<String>,
    /// How its values are spread.
    pub distribution: Distribution,
    /// Where that comes from.
    pub origin: Origin,
    /// Where it is in its file.
    pub at: Span,
}

/// How the parameters of patients are spread.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    /// Who they are, in words.
    pub title: String,
    /// What differs between them; each id once.
    pub parameters: Vec<Parameter>,
    /// Correlations between them; pairs that are not named have none.
    pub correlations: Vec<Correlation>,
    /// Who is enrolled; all where there is none.
    pub screen: Option<Screen>,
}

impl Population {
    /// Everything that is wrong with its numbers; places are in its file.
    ///
    /// # Errors
    /// A parameter twice or none at all, a distribution that cannot be, a correlation outside of -1
    /// to 1 or of unknown parameters, correlations that no population can have at once.
    pub fn check(&self) -> Result<(), Vec<Diagnostic>> {
        let mut problems = Vec::new();
        if self.parameters.is_empty() {
            let problem = Diagnostic::error(&codes::BAD_POPULATION, "the population has no parameter");
            problems.push(problem.help("add a `[[parameter]]`: what the patients differ in"));
        }
        for (i, parameter) in self.parameters.iter().enumerate() {
            parameter.check(&self.parameters[..i], &mut problems);
        }
        correlation::check(self, &mut problems);
        path::check(self, &mut problems);
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// The position of a parameter.
    fn position(&self, id: &str) -> Option<usize> {
        self.parameters.iter().position(|p| p.id == id)
    }
}

impl Parameter {
    fn check(&self, before: &[Self], problems: &mut Vec<Diagnostic>) {
        let mut add = |message: String, help: &str| {
            problems.push(Diagnostic::error(&codes::BAD_POPULATION, message).at(self.at).help(help));
        };
        let id = &self.id;
        if before.iter().any(|p| p.id == *id) {
            add(format!("the parameter `{id}` is there twice"), "keep one of them");
        }
        if matches!(id.as_str(), "" | "compound" | "regimen" | PATIENT) {
            let help = "name an id of a model, `dose_factor`, or a factor such as `compound.CL`";
            add(format!("`{id}` is no number that a population can spread"), help);
        }
        for (fault, help) in self.distribution.faults() {
            problems.push(
                Diagnostic::error(&codes::BAD_DISTRIBUTION, format!("`{id}`: {fault}"))
                    .at(self.at)
                    .help(help),
            );
        }
    }
}
