//! Checks a network that was read: names, functions, values, rules, circles, units.
//!
//! Each file holds one kind of check: a function from the model to its problems. All of them run,
//! whatever the others find, so that one pass shows everything.
//!
//! ```
//! use jakstat_model::{Parsed, Sources, check};
//! use jakstat_model::network::{Network, Parameter};
//!
//! let k1 = Parameter {
//!     id: "k1".into(), name: None, value: Some(f64::NAN), unit: None, constant: true, at: None,
//! };
//! let network =
//!     Network { parameters: vec![k1], conversion_factor: Some("k1".into()), ..Network::default() };
//! let failed = check(Parsed { network, diagnostics: vec![], sources: Sources::default() }).unwrap_err();
//! assert_eq!(failed.to_string(), "error[N014]: the value of `k1` is not a number");
//! ```

mod algebraic;
mod arity;
pub mod codes;
mod cycles;
mod delays;
mod formula;
mod functions;
mod model;
mod names;
mod numbers;
mod reactions;
mod rules;
mod units;
mod values;

use std::fmt;

use crate::{Diagnostic, Network, Parsed, Sources};
use model::Model;

/// What becomes of a clash of units.
///
/// A unit that the model does not define is an error under each policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UnitPolicy {
    /// The model cannot be used.
    Error,
    /// The user is told.
    #[default]
    Warn,
    /// Formulas are not looked at.
    Ignore,
}

/// A network without errors.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The network, safe to compile.
    pub network: Network,
    /// What the user should know of, in order of place.
    pub warnings: Vec<Diagnostic>,
    /// The texts that the places point into.
    pub sources: Sources,
}

/// Why a network cannot be used.
#[derive(Debug, Clone)]
pub struct Failed {
    /// Every problem, warnings included, in order of place. At least one is an error.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the places point into.
    pub sources: Sources,
}

impl fmt::Display for Failed {
    /// One line a problem, with its place; help is left to programs that can show the text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.diagnostics.iter().enumerate() {
            f.write_str(if i > 0 { "\n" } else { "" })?;
            if let Some(place) = problem.place {
                let name = self.sources.0.get(place.source as usize).map_or("", |s| &s.name);
                let (line, column) = self.sources.line_column(place);
                write!(f, "{name}:{line}:{column}: ")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Failed {}

/// The network, where nothing that was read or checked is an error; all problems in any case.
///
/// Clashes of units are warnings; see [`check_with`].
///
/// # Errors
/// Every problem, in order of place.
pub fn check(parsed: Parsed) -> Result<Checked, Failed> {
    check_with(parsed, UnitPolicy::default())
}

/// [`check`] with a say in what becomes of clashes of units.
///
/// # Errors
/// Every problem, in order of place.
pub fn check_with(parsed: Parsed, units: UnitPolicy) -> Result<Checked, Failed> {
    let Parsed { network, mut diagnostics, sources } = parsed;
    diagnostics.extend(problems(&network, &sources, units));
    // Stable: problems of one place, and those without one, stay in the order of the checks.
    diagnostics.sort_by_key(|d| (d.place.is_none(), d.place));
    if diagnostics.iter().any(Diagnostic::is_error) {
        Err(Failed { diagnostics, sources })
    } else {
        Ok(Checked { network, warnings: diagnostics, sources })
    }
}

fn problems(network: &Network, sources: &Sources, policy: UnitPolicy) -> Vec<Diagnostic> {
    let model = Model::new(network, sources);
    let mut problems = names::problems(&model);
    problems.extend(functions::problems(&model));
    problems.extend(arity::problems(&model));
    problems.extend(values::problems(&model));
    problems.extend(numbers::problems(&model));
    problems.extend(rules::problems(&model));
    problems.extend(reactions::problems(&model));
    problems.extend(cycles::problems(&model));
    problems.extend(algebraic::problems(&model));
    problems.extend(delays::problems(&model));
    problems.extend(units::problems(&model, policy));
    problems
}

#[cfg(test)]
mod tests;
