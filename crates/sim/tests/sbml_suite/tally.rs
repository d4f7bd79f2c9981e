//! How many model files pass, which are refused for what, and what went wrong.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rayon::prelude::*;

use crate::case::{Case, name};
use crate::verdict::{Verdict, judge};

/// Verdicts over some model files.
#[derive(Default)]
pub struct Tally {
    /// Files whose every value is right.
    pub pass: usize,
    /// Files that are refused.
    pub refused: usize,
    /// Of these, how many for each construct: code and title. A file may have several.
    pub constructs: BTreeMap<(&'static str, &'static str), usize>,
    /// Files with wrong values or a run that failed, with the reason.
    pub faults: Vec<String>,
}

impl Tally {
    /// Runs all files, in parallel; verdicts are in their order.
    pub fn of(files: &[(&Case, &PathBuf)]) -> Self {
        let verdicts: Vec<Verdict> = files.par_iter().map(|(case, file)| judge(case, file)).collect();
        let mut tally = Self::default();
        for ((case, file), verdict) in files.iter().zip(verdicts) {
            match verdict {
                Verdict::Pass => tally.pass += 1,
                Verdict::Refused(codes) => {
                    tally.refused += 1;
                    for code in codes {
                        *tally.constructs.entry(code).or_default() += 1;
                    }
                }
                Verdict::Fault(why) => {
                    tally.faults.push(format!("{} ({}): {why}", name(file), case.tags.join(", ")));
                }
            }
        }
        tally
    }

    /// How many files are refused for the construct with this code.
    pub fn refused_for(&self, code: &(&'static str, &'static str)) -> usize {
        self.constructs.get(code).copied().unwrap_or(0)
    }
}
