//! Delay differential equations: values that formulas read of the past.
//!
//! Each distinct `delay(x, tau)` of a definition is a *lag*: a formula `x` and how far it goes back.
//! The programs of a system read its value as one more input, beside states, parameters and time.
//!
//! # Method of steps
//! A run keeps its accepted steps: of each state that a lag reads the ends and the method's own
//! interpolant, and the parameters. A lag's value is its formula computed at `t - tau` from these,
//! lags that it reads in its turn included; so the order of accuracy is that of the interpolant,
//! whatever the formula. A step is at most as long as the shortest lag that rates read at its start,
//! so that its stages look at accepted steps only. Where a lag shrinks below that within the step, or
//! is 0 at its start and grows, the stages look into the step itself: it is repeated with what it gave
//! until that no longer changes. Lags that outputs and events alone read bound no
//! step, and may look into the step just taken. Before the start the formulas see the parameters
//! of the start, the time looked at, and the start values of states, those that follow time at that time. With a `tau` of exactly 0 a lag is its formula,
//! by a condition in the graph ([`crate::graph::Graph::delayed`]), so that the Jacobian is exact then.
//!
//! # Order
//! Rosenbrock methods need the exact Jacobian and time derivative. The derivative of `x(t - tau)` is
//! `x'(t - tau) (dt - dtau)`: the slope of the formula there is another input, computed from the
//! interpolant, and the rest is derived in the graph, for lags that depend on states too.
//!
//! # Breaks
//! The start, stops, events and switches break smoothness; lags of fixed lengths carry each break on,
//! one order smoother each time ([`breaks`]). Their times are ends of steps. Where lags depend on
//! states or time the error estimate alone finds them. At a break "before" and "after" differ: a step
//! looks at what came after at its start, and at what came before at its end.
//!
//! # Memory
//! Steps older than the longest lag are dropped where nothing can lengthen it.

mod breaks;
mod course;
mod history;
mod look;
mod plan;

use crate::code::interpret::Registers;
use crate::run::{Action, Failure, Run};
use crate::snapshot::{Reader, Words};
use crate::switchboard::Switchboard;
use crate::system::{System, Target};

use breaks::{Breaks, Carrier};
pub(crate) use history::Ends;
use history::{History, slack};
use look::Level;
pub(crate) use plan::LagPlan;

/// So many jumps before the start are told to the steps; of more the error estimate tells.
const MOST_BEFORE: usize = 1000;

/// Value and slope of a lag.
pub(crate) type Shown = [f64; 2];

/// Which side of a jump is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// What was before it.
    Before,
    /// What came after it.
    After,
}

/// What a reached break says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Jumps {
    /// Something shown jumps.
    pub shown: bool,
    /// Rates jump.
    pub rates: bool,
}

/// The lags of one run.
#[derive(Debug, Clone)]
pub(crate) struct Lags<'a> {
    plan: &'a LagPlan,
    states: usize,
    start: f64,
    start_states: Vec<f64>,
    /// Start values are those that the system's formulas give.
    follows_time: bool,
    /// Parameters before the start, the hidden ones as they would have been.
    start_params: Vec<f64>,
    start_board: Switchboard<'a>,
    history: History,
    breaks: Breaks,
    /// Now, and one for each lag in a row.
    levels: Vec<Level>,
    shown: Vec<Shown>,
    /// How far each goes back, as last computed.
    distances: Vec<f64>,
    /// Where each lag looked at the start of the step under way.
    from: Vec<f64>,
    /// Nothing that runs know of can change how far lags go back.
    bounded: bool,
    /// The last step kept is one that is tried.
    trying: bool,
    /// Which looked into itself.
    pub looked_ahead: bool,
    /// The longest step, and the lag that says so.
    longest: (f64, usize),
    /// Steps that a lag cut short.
    cut: u64,
    failure: Option<Failure>,
    /// What stood in the way of the step tried last.
    doubt: Option<Failure>,
}

impl<'a> Lags<'a> {
    /// The lags of a run that sets out from these states and parameters.
    pub fn new(system: &'a System, plan: &'a LagPlan, run: &Run, states: &[f64], params: &[f64]) -> Self {
        let decides = |target: &Target| match target {
            Target::Param(i) => plan.decisive.contains(i),
            Target::State(_) => false,
        };
        let by_stops = run.stops.iter().flat_map(|s| &s.actions);
        let mut by_stops = by_stops.map(|(Action::Add(target, _) | Action::Set(target, _))| target);
        let mut by_events = system.events.iter().flat_map(|e| &e.targets);
        let bounded = plan.fixed.iter().all(|f| *f)
            && plan.decisive.iter().all(|i| *i < system.params)
            && !by_stops.any(decides)
            && !by_events.any(decides);
        let level = Level { registers: Registers::new(&plan.programs), params: Vec::new() };
        let lags = plan.all.len();
        Self {
            plan,
            states: system.states,
            start: run.start,
            start_states: states.to_vec(),
            follows_time: run.states.is_none(),
            start_params: params.to_vec(),
            start_board: Switchboard::new(&system.switches),
            history: History::new(run.start, system.watched.clone()),
            breaks: Breaks::new(plan.depth),
            levels: vec![level; plan.depth + 1],
            shown: vec![[0.0; 2]; lags],
            distances: vec![0.0; lags],
            from: vec![f64::NEG_INFINITY; lags],
            bounded,
            trying: false,
            looked_ahead: false,
            longest: (f64::INFINITY, 0),
            cut: 0,
            failure: None,
            doubt: None,
        }
    }

    /// Shows all lags to the formulas in `registers`.
    pub fn show(
        &mut self,
        registers: &mut Registers<f64>,
        t: f64,
        (y, params): (&[f64], &[f64]),
        side: Side,
    ) {
        let plan = self.plan;
        self.look(&plan.all, t, (y, params), &|_, _| side, true);
        for (i, [value, slope]) in self.shown.iter().enumerate() {
            registers.set_lag(i, *value, *slope);
        }
    }

    /// What rates see at the start of a step.
    pub fn step_start(&mut self, t: f64, at: (&[f64], &[f64])) -> &[Shown] {
        let plan = self.plan;
        self.look(&plan.driving, t, at, &|_, _| Side::After, true);
        self.longest = (f64::INFINITY, 0);
        for &lag in &plan.driving {
            let distance = self.distances[lag];
            self.from[lag] = t - distance;
            if distance > 0.0 && distance < self.longest.0 {
                self.longest = (distance, lag);
            }
        }
        &self.shown
    }

    /// What rates see in a stage of the step under way.
    pub fn stage(&mut self, t: f64, at: (&[f64], &[f64])) -> &[Shown] {
        let plan = self.plan;
        let from = std::mem::take(&mut self.from);
        // Past where the step began to look a lag comes up to a break from before.
        let side = |lag: usize, s: f64| if s > from[lag] { Side::Before } else { Side::After };
        self.look(&plan.driving, t, at, &side, false);
        self.from = from;
        &self.shown
    }

    /// The longest step that may be taken from where the last one started.
    pub fn longest_step(&self) -> f64 {
        self.longest.0
    }

    /// A lag has cut a step short.
    pub fn note_cut(&mut self) {
        self.cut += 1;
    }

    /// The failure of `steps` steps that reached `t` only, where a lag made them short.
    pub fn too_short(&self, t: f64, steps: u64) -> Option<Failure> {
        let (value, lag) = self.longest;
        let to_blame = 2 * self.cut > steps || value <= slack(t);
        (to_blame && value.is_finite()).then_some(Failure::ShortLag { time: t, lag, value, steps })
    }

    /// Why lags ended the run, if they did.
    pub fn take_failure(&mut self) -> Option<Failure> {
        self.failure.take()
    }

    /// What stood in the way of the step tried last, if lags did.
    pub fn doubt(&self) -> Option<Failure> {
        self.doubt.clone()
    }

    /// A step is tried, in which the states that [`System::watched`] lists may have these ends.
    pub fn push(&mut self, from: f64, to: f64, params: &[f64], ends: Vec<Ends>) {
        if self.bounded {
            let reach = if self.plan.depth > 1 {
                self.distances.iter().sum()
            } else {
                self.distances.iter().copied().fold(0.0, f64::max)
            };
            let oldest = from - reach - slack(from.abs() + reach);
            self.history.drop_before(oldest);
            self.breaks.drop_before(oldest);
        }
        self.history.push(from, to, params, ends);
        (self.trying, self.looked_ahead) = (true, false);
        self.doubt = None;
    }

    /// The step is tried again with better `ends`.
    pub fn retry(&mut self, ends: Vec<Ends>) {
        self.history.replace(None, ends);
        self.looked_ahead = false;
    }

    /// The step is finished, with these ends.
    pub fn finish(&mut self, to: f64, ends: Vec<Ends>) {
        self.history.replace(Some(to), ends);
        self.trying = false;
    }

    /// Forgets the step tried last.
    pub fn pop(&mut self) {
        self.history.pop();
        self.trying = false;
    }

    /// The next time that must be the end of a step.
    pub fn next_break(&self) -> Option<f64> {
        self.breaks.next()
    }

    /// Which jumps lags carry to `t`.
    pub fn reach(&mut self, t: f64) -> Jumps {
        let reached = self.breaks.reach(t);
        Jumps { shown: reached.jump, rates: reached.driven }
    }

    /// The run goes on from `t`, where things may have `jumped`.
    pub fn set_out(&mut self, t: f64, jumped: bool) {
        let plan = self.plan;
        let carriers = plan.all.iter().map(|lag| {
            let by = if plan.fixed[*lag] { self.distances[*lag] } else { 0.0 };
            Carrier { by, feeds: plan.feeds[*lag] }
        });
        let carriers: Vec<Carrier> = carriers.collect();
        self.breaks.set_carriers(t, &carriers);
        if t == self.start && self.history.is_empty() {
            self.mark_jumps_before();
        }
        if jumped {
            self.breaks.mark(t, 0);
        } else if t == self.start {
            self.breaks.mark(t, u32::from(!self.plan.marks_start));
        }
    }

    /// Step functions of time jump before the start too.
    fn mark_jumps_before(&mut self) {
        let reach: f64 = self.distances.iter().filter(|d| d.is_finite()).sum();
        let (mut board, mut params) = (self.start_board.clone(), self.start_params.clone());
        let mut t = self.start - reach;
        for _ in 0..MOST_BEFORE {
            board.show_after(t, &mut params);
            match board.next(t).filter(|next| *next < self.start) {
                Some(next) => t = next,
                None => break,
            }
            self.breaks.mark_before(self.start, t);
        }
    }

    /// Steps are counted anew.
    pub fn count_anew(&mut self) {
        self.cut = 0;
    }

    /// Everything, for a snapshot.
    pub fn store(&self, words: &mut Words) {
        words.float(self.start);
        words.floats(&self.start_states);
        words.floats(&self.start_params);
        words.floats(&self.distances);
        words.push(self.cut);
        words.push(u64::from(self.bounded));
        self.history.store(words);
        self.breaks.store(words);
    }

    /// Takes back what [`Lags::store`] wrote.
    pub fn restore(&mut self, words: &mut Reader<'_>) -> Option<()> {
        self.start = words.finite()?;
        for list in [&mut self.start_states, &mut self.start_params, &mut self.distances] {
            for x in list {
                *x = words.float()?;
            }
        }
        self.cut = words.next()?;
        self.bounded = words.flag()?;
        self.history.restore(self.start_params.len(), words)?;
        self.breaks.restore(words)
    }
}
