//! The search: integrate, look, integrate further.

use crate::linearise::{Linearisation, linearise, slope, triggers};
use crate::options::Options;
use crate::run::{Failure, Run, Save, Stats};
use crate::stepper::Stepper;
use crate::system::System;

use super::look::{Look, difference};
use super::newton::{Problem, Root, solve};
use super::reduce::{Factored, Reduction, broken};
use super::{Search, Spectrum, Stability, SteadyState, Unsteady, Way, oscillation};

/// How long an interval is in terms of what went before.
const GROW: f64 = 3.0;

/// How much nearer the run must have come since the last look.
const NEARER: f64 = 0.7;

/// After how many of a candidate's slowest decays it is looked at again.
const CONFIRM: f64 = 1.5;

/// Later times at which rates and triggers must be what they are now.
const LATER: u32 = 24;

/// A search under way.
pub(super) struct Seeker<'a> {
    system: &'a System,
    options: &'a Options,
    search: &'a Search,
    stepper: Stepper<'a>,
    stats: Stats,
    /// When anything last jumped.
    since: f64,
    /// Length of the first interval after that.
    first: f64,
    /// Mean step of the last interval.
    step: f64,
    /// The lowest value of each state so far.
    lowest: Vec<f64>,
    /// The largest size of each state so far.
    peak: Vec<f64>,
    /// Where Newton's method led at the last look, and how far that was.
    candidate: Option<(Vec<f64>, f64)>,
    /// The next interval, where a new candidate is to be confirmed.
    confirm: Option<f64>,
}

impl<'a> Seeker<'a> {
    /// Sets out.
    pub fn begin(system: &'a System, options: &'a Options, search: &'a Search) -> Result<Self, Unsteady> {
        let run = Run { save: Save::default().into(), measures: [].into(), ..search.run.clone() };
        let stepper = Stepper::begin(system, options, &run).map_err(Unsteady::Failed)?;
        let start = run.start;
        let lowest = stepper.states();
        let stats = Stats::default();
        let mut this = Self {
            system,
            options,
            search,
            stepper,
            stats,
            since: start,
            first: 0.0,
            step: 0.0,
            peak: lowest.iter().map(|y| y.abs()).collect(),
            lowest,
            candidate: None,
            confirm: None,
        };
        let at = this.linearise();
        if let Some(law) = broken(&search.laws, &at) {
            return Err(Unsteady::Law { law });
        }
        this.jumped(start);
        Ok(this)
    }

    /// The system near the state where the run is. Where lags make rates other than those of rest the
    /// larger ones count.
    fn linearise(&mut self) -> Linearisation {
        let y = self.stepper.states();
        let mut at = linearise(self.system, self.stepper.time(), &y, self.stepper.all_params());
        if self.system.lags.is_some() {
            for (f, real) in at.f.iter_mut().zip(self.stepper.rates()) {
                if real.abs() > f.abs() || real.is_nan() {
                    *f = real;
                }
            }
        }
        at
    }

    /// Something jumped at `t`: what was known of the approach is void.
    fn jumped(&mut self, t: f64) {
        self.since = t;
        self.candidate = None;
        self.confirm = None;
        let jacobian = self.linearise().jacobian;
        // What fast processes keep in equilibrium goes along with all else.
        let rows = (0..jacobian.nrows()).filter(|i| !self.system.is_fast(*i));
        let sizes = rows.flat_map(|i| jacobian.row(i).iter().map(|x| x.abs()).collect::<Vec<f64>>());
        let fastest = sizes.filter(|x| x.is_finite()).fold(0.0, f64::max);
        let whole = self.search.run.end - self.search.run.start;
        self.first = if fastest > 0.0 { (1.0 / fastest).min(whole) } else { 1e-9 * whole };
    }

    /// Integrates until a steady state is found or nothing is to be hoped for.
    pub fn seek(mut self) -> Result<SteadyState, Unsteady> {
        loop {
            let due = self.stepper.due();
            if due.is_infinite()
                && let Some(found) = self.look()
            {
                return Ok(found);
            }
            let t = self.stepper.time();
            if t >= self.search.run.end || self.stats.accepted + self.stats.rejected >= self.options.max_steps
            {
                return Err(self.diagnose());
            }
            let longest = self.first.max(GROW * (t - self.since));
            let span = self.confirm.take().map_or(longest, |c| c.min(longest)).max(1e-10 * t.abs());
            let next = (t + span).min(due).min(self.search.run.end);
            let done = self.stepper.advance_to(next);
            let reached = self.stepper.time();
            let stats = self.stepper.stats();
            self.step = (reached - t) / stats.accepted.max(1) as f64;
            self.stats = self.stats + stats;
            match done {
                Err(Failure::TooManySteps { .. } | Failure::ShortLag { .. }) => return Err(self.diagnose()),
                Err(failure) => return Err(Unsteady::Failed(failure)),
                Ok(()) => {}
            }
            for (i, y) in self.stepper.states().into_iter().enumerate() {
                self.lowest[i] = self.lowest[i].min(y);
                self.peak[i] = self.peak[i].max(y.abs());
            }
            if reached >= due || stats.events > 0 {
                self.jumped(reached);
            }
        }
    }

    /// The steady state that the run has reached or is bound for.
    fn look(&mut self) -> Option<SteadyState> {
        let at = self.linearise();
        if at.f.iter().any(|f| !f.is_finite()) {
            return None;
        }
        let (t, y) = (self.stepper.time(), self.stepper.states());
        let params = self.stepper.all_params().to_vec();
        let reduction = self.reduction(&at, &y);
        let (system, options, peak) = (self.system, self.options, &self.peak.clone());
        let problem = Problem { system, options, t, params: &params, reduction: &reduction, start: &y, peak };
        let step = problem.step(&y);
        let look = Look { problem, at: &at, y: &y, elapsed: t - self.since, step };
        let (y, way, spectrum) = match look.arrived() {
            Some(spectrum) => (y.clone(), Way::Integrated, spectrum),
            None if self.search.newton && self.system.lags.is_none() => {
                let (root, spectrum) = self.bound_for(&look)?;
                (root.y, Way::Newton { iterations: root.iterations }, spectrum)
            }
            None => return None,
        };
        let factored = problem.step(&y).map(|(factored, _)| factored);
        if self.told_by_clock(&problem, &y, factored.as_ref()).is_some() {
            return None;
        }
        Some(self.finish(&problem, y, way, spectrum))
    }

    /// The given laws, and one for each state that nothing changes at all.
    fn reduction(&self, at: &Linearisation, y: &[f64]) -> Reduction {
        let scale = |i: usize| y[i].abs() + self.options.atol(i) / self.options.rtol;
        let scales: Vec<f64> = (0..y.len()).map(scale).collect();
        let still = |at: &Linearisation, i: usize| at.f[i] == 0.0 && at.jacobian.row(i).amax() == 0.0;
        // A product of two zeros stands still for now only: look from beside as well.
        let aside: Vec<f64> = y.iter().zip(&scales).map(|(y, s)| y + 0.01 * s).collect();
        let aside = linearise(self.system, self.stepper.time(), &aside, self.stepper.all_params());
        let frozen = (0..y.len()).filter(|i| still(at, *i) && still(&aside, *i));
        let units = frozen.map(|i| (0..y.len()).map(|j| f64::from(u8::from(i == j))).collect::<Vec<f64>>());
        let laws = units.chain(self.search.laws.iter().cloned());
        Reduction::new(laws, &scales).with_algebraic(&self.system.implicit)
    }

    /// Where Newton's method leads, if the run is bound for it.
    fn bound_for(&mut self, look: &Look<'_>) -> Option<(Root, Spectrum)> {
        let last = self.candidate.take();
        let mut root = solve(&look.problem, look.y)?;
        let distance = look.distance(&root.y);
        self.candidate = Some((root.y.clone(), distance));
        let at = linearise(self.system, look.problem.t, &root.y, look.problem.params);
        let spectrum = Spectrum::of(look.problem.reduction.reduced(&at.jacobian));
        if spectrum.stability != Stability::Stable {
            return None;
        }
        let same = |last: &Vec<f64>| look.problem.norm(&difference(&root.y, last), &root.y) <= 2.0;
        let Some((_, last_distance)) = last.filter(|(last, _)| same(last)) else {
            self.confirm = Some(CONFIRM * spectrum.slowest());
            return None;
        };
        let bound = distance <= (NEARER * last_distance).max(1.0)
            && look.follows_linear(&root.y, distance)?
            && self.keeps_sign(look, &mut root.y)
            && look.no_trigger_turns(&root.y);
        bound.then_some((root, spectrum))
    }

    /// Whether nothing is negative at `root` that never was; zeros with their rounding become zeros.
    fn keeps_sign(&self, look: &Look<'_>, root: &mut [f64]) -> bool {
        for (i, y) in root.iter_mut().enumerate() {
            let rounding = look.problem.options.rtol * look.problem.floor(i);
            if *y < 0.0 && self.lowest[i] >= -rounding {
                if *y < -rounding {
                    return false;
                }
                *y = 0.0;
            }
        }
        true
    }

    /// Why `y` is no steady state though nothing changes at present: a later time is told from now.
    fn told_by_clock(
        &self,
        problem: &Problem<'_>,
        y: &[f64],
        factored: Option<&Factored>,
    ) -> Option<Unsteady> {
        let (time, params) = (problem.t, problem.params);
        let now = slope(self.system, time, y, params);
        let mut held = triggers(self.system, time, y, params);
        for later in self.later() {
            let then = difference(&slope(self.system, later, y, params), &now);
            let moved = match factored {
                Some(factored) => factored
                    .solve(&problem.reduction.residual(&then, y, y))
                    .unwrap_or_else(|| vec![f64::NAN; y.len()]),
                None => then.iter().map(|f| f * (later - time)).collect(),
            };
            if !problem.is_small(&moved, y) {
                let scale = problem.scale(y);
                let state = position_of_largest(moved.iter().zip(&scale).map(|(x, s)| x.abs() / s));
                return Some(Unsteady::TimeDependent { time, state });
            }
            let holds = triggers(self.system, later, y, params);
            if let Some(event) = held.iter().zip(&holds).position(|(before, then)| *then && !before) {
                return Some(Unsteady::Trigger { time, event });
            }
            held = holds;
        }
        None
    }

    /// Later times, near ones and far ones, at no regular distance.
    fn later(&self) -> impl Iterator<Item = f64> {
        let t = self.stepper.time();
        let near = 0.1 * (t - self.since).max(self.first);
        let far = (self.search.run.end - t).max(100.0 * near);
        let ratio = (far / near).max(1.0).powf(1.0 / f64::from(LATER));
        // The golden ratio's fractions keep times off any period.
        (0..=LATER).map(move |k| t + near * ratio.powi(k as i32) * (1.0 + (f64::from(k) * 0.618_034).fract()))
    }

    fn finish(&self, problem: &Problem<'_>, y: Vec<f64>, way: Way, spectrum: Spectrum) -> SteadyState {
        let f = problem.rates(&linearise(self.system, problem.t, &y, problem.params));
        let scale = problem.scale(&y);
        let params = problem.params[..self.system.params].to_vec();
        let spectrum = match self.system.lags {
            Some(_) => Spectrum { stability: Stability::Lagged, eigenvalues: Vec::new() },
            None => spectrum,
        };
        SteadyState {
            way,
            time: problem.t,
            outputs: self.system.evaluate(problem.t, &y, problem.params),
            residual: f.iter().zip(&scale).map(|(f, s)| f.abs() / s).fold(0.0, f64::max),
            states: y,
            params,
            spectrum,
            stats: self.stats,
        }
    }

    /// Why the search ends here without a steady state.
    fn diagnose(mut self) -> Unsteady {
        let time = self.stepper.time();
        let next = self.stepper.due();
        if next.is_finite() {
            return Unsteady::Due { time, next };
        }
        let (at, y) = (self.linearise(), self.stepper.states());
        let params = self.stepper.all_params().to_vec();
        let reduction = self.reduction(&at, &y);
        let (system, options, peak) = (self.system, self.options, &self.peak);
        let (params, reduction) = (&params[..], &reduction);
        let problem = Problem { system, options, t: time, params, reduction, start: &y, peak };
        let factored = problem.step(&y).map(|(factored, _)| factored);
        if let Some(told) = self.told_by_clock(&problem, &y, factored.as_ref()) {
            return told;
        }
        let start = self.search.run.start;
        if self.stats.events > 1 && self.since - start > 0.5 * (time - start) {
            return Unsteady::Firing { time, events: self.stats.events };
        }
        let floor: Vec<f64> = (0..y.len()).map(|i| problem.floor(i)).collect();
        if let Some((state, period)) = oscillation::find(self.stepper, self.step, &floor) {
            return Unsteady::Oscillating { time, state, period };
        }
        let scale = problem.scale(&y);
        let rates = problem.rates(&at);
        let state = position_of_largest(rates.iter().zip(&scale).map(|(f, s)| f.abs() / s));
        let out_of_steps = time < self.search.run.end;
        let rate = rates.get(state).copied().unwrap_or_default();
        Unsteady::Changing { time, state, rate, out_of_steps }
    }
}

fn position_of_largest(values: impl Iterator<Item = f64>) -> usize {
    values.enumerate().max_by(|a, b| a.1.total_cmp(&b.1)).map_or(0, |(i, _)| i)
}
