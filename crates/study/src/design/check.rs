//! Collects what is wrong with a design, so that the user sees all of it at once.

use crate::codes;
use jakstat_model::{Code, Diagnostic};
use std::collections::BTreeSet;

/// The most runs of a design: the largest whole number up to which a double counts exactly.
pub const MAX_RUNS: u64 = 1 << 53;

/// Problems so far and the names seen.
#[derive(Default)]
pub(super) struct Checks {
    problems: Vec<Diagnostic>,
    names: BTreeSet<String>,
    repeated: BTreeSet<String>,
}

impl Checks {
    pub(super) fn into_problems(self) -> Vec<Diagnostic> {
        self.problems
    }

    pub(super) fn add(&mut self, code: &'static Code, message: String, help: &str) {
        let problem = Diagnostic::error(code, message);
        self.problems.push(if help.is_empty() { problem } else { problem.help(help) });
    }

    pub(super) fn name(&mut self, name: &str) {
        if name.trim().is_empty() {
            self.add(&codes::NO_NAME, "an axis has no name".into(), "name the parameter that it sets");
        } else if !self.names.insert(name.to_string()) && self.repeated.insert(name.to_string()) {
            self.add(
                &codes::SAME_NAME,
                format!("`{name}` is varied by more than one axis"),
                "keep one of them; values that belong together go into a table",
            );
        }
    }

    pub(super) fn ends(&mut self, name: &str, from: f64, to: f64) {
        for (end, value) in [("from", from), ("to", to)] {
            if !value.is_finite() {
                self.add(&codes::NOT_FINITE, format!("`{end}` of `{name}` is {value}"), "");
            }
        }
        if from.is_finite() && to.is_finite() && from >= to {
            self.add(
                &codes::EMPTY_RANGE,
                format!("`{name}` goes from {from} to {to}"),
                "`from` must be less than `to`; a single value goes into a list",
            );
        }
    }

    pub(super) fn positive(&mut self, name: &str, from: f64) {
        if from <= 0.0 {
            self.add(
                &codes::LOG_OF_ZERO,
                format!("the logarithmic axis `{name}` starts at {from}"),
                "start above 0, and add 0 by a list where it is wanted",
            );
        }
    }

    pub(super) fn grid_points(&mut self, name: &str, n: u64) {
        match n {
            0 => self.no_points(&format!("the grid of `{name}`")),
            1 => self.add(
                &codes::ONE_POINT,
                format!("the grid of `{name}` has one point but two ends"),
                "give `n` of 2 or more, or a list with the one value",
            ),
            _ => {}
        }
    }

    pub(super) fn no_points(&mut self, what: &str) {
        self.add(&codes::NO_POINTS, format!("{what} has 0 points"), "give `n` of 1 or more");
    }

    pub(super) fn not_empty(&mut self, name: &str, empty: bool) {
        if empty {
            self.add(&codes::EMPTY_LIST, format!("the list of `{name}` is empty"), "give at least one value");
        }
    }
}

/// The length of a list as the type of run counts.
pub(super) fn count<T>(list: &[T]) -> u64 {
    list.len() as u64
}
