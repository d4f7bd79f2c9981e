//! Screening: which candidates of a population are enrolled.

use std::collections::BTreeSet;

use jakstat_model::{Diagnostic, Span};
use rayon::prelude::*;

use super::files::LoadedPopulation;
use super::role::Role;
use super::variant::{Variant, number};
use crate::codes;
use crate::design::{Design, Point, Value};
use crate::population::{Criterion, Patients};

/// Candidates for each patient wanted, at most.
const MOST_CANDIDATES: u64 = 50;

/// Candidates that run side by side: enough to fill the lanes of the solver.
const COMPANY: u64 = 64;

/// The screening of one population axis, compiled.
#[derive(Debug)]
pub(super) struct Screening {
    variant: Variant,
    /// Criteria, each with the position of its outcome.
    keep: Vec<(usize, Criterion)>,
    /// Values of all columns of the design; those of the population are filled in.
    template: Vec<Value>,
    /// Column of the dose factor, where it is known for a candidate.
    dose_factor: Option<usize>,
    /// First column of the population.
    first: usize,
    /// Name of the scenario.
    scenario: String,
}

/// How a screening went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Enrolled {
    /// Numbers of the candidates (from 0) that are enrolled.
    pub numbers: Vec<u64>,
    /// How many were looked at.
    pub candidates: u64,
    /// How many each criterion excluded, in the order of the file; a candidate may count at several.
    pub excluded: Vec<(String, u64)>,
}

impl Enrolled {
    /// `500 of 973 candidates enrolled; X at least 50 excluded 402`.
    pub(super) fn words(&self) -> String {
        let Self { numbers, candidates, excluded } = self;
        let parts: Vec<String> =
            excluded.iter().map(|(criterion, count)| format!("{criterion} excluded {count}")).collect();
        format!("{} of {candidates} candidates enrolled; {}", numbers.len(), parts.join(", "))
    }
}

impl Screening {
    /// Compiles the screening of the population in block `block` of the design, with the columns of
    /// the population and those that have one number for all runs. Columns that it uses are added
    /// to `used`. None where nobody is screened.
    ///
    /// # Errors
    /// A scenario that does not fit, an outcome that it lacks.
    pub(super) fn new(
        loaded: &LoadedPopulation,
        design: &Design,
        block: usize,
        roles: &[Role],
        at: Span,
        used: &mut BTreeSet<usize>,
    ) -> Result<Option<Self>, Vec<Diagnostic>> {
        let (Some(screen), Some(scenario)) = (&loaded.population.screen, &loaded.screening) else {
            return Ok(None);
        };
        let own = design.columns_of(block);
        let fixed = design.is_fixed();
        let is_known = |i: &usize| own.contains(i) || fixed.get(*i).copied().unwrap_or(false);
        let wanted: Vec<(usize, Role)> =
            roles.iter().cloned().enumerate().filter(|(i, _)| is_known(i)).collect();
        // Other places are in other texts than the study's.
        let place = |problems: Vec<Diagnostic>| problems.into_iter().map(|p| p.at(at)).collect::<Vec<_>>();
        let variant =
            Variant::new(scenario, &(None, None), design.columns(), &wanted, used).map_err(place)?;
        let keep = criteria(&screen.keep, &variant, &scenario.name).map_err(place)?;
        let dose_factor = wanted.iter().find(|(_, role)| *role == Role::DoseFactor).map(|(i, _)| *i);
        let template = design.point(0).unwrap_or_default().0;
        let scenario = scenario.name.clone();
        Ok(Some(Self { variant, keep, template, dose_factor, first: own.start, scenario }))
    }

    /// Takes the bounds of `keep`, which must name the same outcomes in the same order; else nothing
    /// changes and the answer is no.
    pub(super) fn set_bounds(&mut self, keep: &[Criterion]) -> bool {
        let same = keep.len() == self.keep.len()
            && keep.iter().zip(&self.keep).all(|(new, (_, old))| new.outcome == old.outcome);
        if same {
            self.keep.iter_mut().zip(keep).for_each(|((_, old), new)| *old = new.clone());
        }
        same
    }

    /// Looks at candidates 0, 1, 2, ... until `patients` are enrolled.
    ///
    /// # Errors
    /// More than 50 candidates for each patient, or a run that fails.
    pub(super) fn enrol(&self, patients: &Patients, wanted: u64, at: Span) -> Result<Enrolled, Diagnostic> {
        let most = wanted.saturating_mul(MOST_CANDIDATES);
        let excluded = self.keep.iter().map(|(_, criterion)| (criterion.to_string(), 0)).collect();
        let mut so_far = Enrolled { numbers: Vec::new(), candidates: 0, excluded };
        while so_far.candidates < most {
            // How far it looks ahead changes nothing but the time.
            let left = wanted - so_far.numbers.len() as u64;
            let start = so_far.candidates;
            let end = most.min(start + (2 * left).clamp(2 * COMPANY, 64 * COMPANY));
            let groups: Vec<u64> = (start..end).step_by(COMPANY as usize).collect();
            let runs: Vec<Vec<Result<Vec<f64>, String>>> =
                groups.par_iter().map(|from| self.group(patients, *from, end.min(from + COMPANY))).collect();
            for result in runs.into_iter().flatten() {
                let number = so_far.candidates;
                let outcomes = result.map_err(|why| self.failed(&so_far, &why, at))?;
                so_far.candidates += 1;
                let mut is_kept = true;
                for ((outcome, criterion), (_, count)) in self.keep.iter().zip(&mut so_far.excluded) {
                    if !criterion.holds(outcomes.get(*outcome).copied().unwrap_or(f64::NAN)) {
                        is_kept = false;
                        *count += 1;
                    }
                }
                if is_kept {
                    so_far.numbers.push(number);
                    if so_far.numbers.len() as u64 == wanted {
                        return Ok(so_far);
                    }
                }
            }
        }
        Err(too_few(&so_far, wanted, at))
    }

    /// Runs the candidates `from..to`.
    fn group(&self, patients: &Patients, from: u64, to: u64) -> Vec<Result<Vec<f64>, String>> {
        let points: Vec<Point> = (from..to)
            .map(|candidate| {
                let mut values = self.template.clone();
                for (slot, value) in values.iter_mut().skip(self.first).zip(patients.candidate(candidate)) {
                    *slot = value;
                }
                Point(values)
            })
            .collect();
        let with_dose: Vec<(&Point, f64)> = points
            .iter()
            .map(|point| {
                let factor = self.dose_factor.and_then(|i| point.0.get(i)).and_then(number);
                (point, factor.unwrap_or(1.0))
            })
            .collect();
        self.variant.run(&with_dose).into_iter().map(|ran| ran.outcomes).collect()
    }

    fn failed(&self, so_far: &Enrolled, why: &str, at: Span) -> Diagnostic {
        let message = format!(
            "the screening run of candidate {} in `{}` failed: {why}; until then {}",
            so_far.candidates + 1,
            self.scenario,
            so_far.words()
        );
        let help =
            "narrow the distributions, or look at it: `jakstat run SCENARIO --population FILE --patient N`";
        Diagnostic::error(&codes::NOT_ENROLLED, message).at(at).help(help)
    }
}

/// Criteria with the positions of their outcomes.
fn criteria(
    keep: &[Criterion],
    variant: &Variant,
    scenario: &str,
) -> Result<Vec<(usize, Criterion)>, Vec<Diagnostic>> {
    let names: Vec<&str> = variant.experiment.columns.iter().map(|(name, _)| name.as_str()).collect();
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for criterion in keep {
        match names.iter().position(|name| *name == criterion.outcome) {
            Some(i) => found.push((i, criterion.clone())),
            None => {
                let outcome = &criterion.outcome;
                let message = format!("the screening scenario `{scenario}` has no outcome `{outcome}`");
                let help = format!("it has: {}", names.join(", "));
                problems.push(Diagnostic::error(&codes::BAD_SCREEN, message).help(help));
            }
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

fn too_few(so_far: &Enrolled, wanted: u64, at: Span) -> Diagnostic {
    let Enrolled { numbers, candidates, excluded } = so_far;
    let worst = excluded.iter().max_by_key(|(_, count)| *count);
    let most =
        worst.map_or(String::new(), |(criterion, count)| format!("; `{criterion}` excluded most, {count}"));
    let message = format!(
        "{} of {candidates} candidates pass the screening, and {wanted} patients are wanted{most}",
        numbers.len()
    );
    let help = "loosen the criteria of `[screen]`, or move the population towards them";
    Diagnostic::error(&codes::NOT_ENROLLED, message).at(at).help(help)
}
