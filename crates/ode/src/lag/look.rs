//! Looking back: what each lag shows at one time.

use crate::code::compile::Programs;
use crate::code::interpret::Registers;
use crate::run::Failure;

use super::history::{Place, slack};
use super::plan::{by, past};
use super::{Lags, Shown, Side};

/// Why a lag has no value.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Blind {
    /// It would go forward, or nowhere that is known.
    Distance,
    /// It looks at what is not yet.
    Ahead,
    /// It looks at what was dropped.
    Forgotten,
}

/// Inputs of the programs at one time: now, or where a lag looks.
#[derive(Debug, Clone)]
pub(super) struct Level {
    pub registers: Registers<f64>,
    pub params: Vec<f64>,
}

impl Lags<'_> {
    /// Looks through the lags `which` at `t`. A lag without a value is a failure where the state is an
    /// accepted one.
    pub(super) fn look(
        &mut self,
        which: &[usize],
        t: f64,
        (y, params): (&[f64], &[f64]),
        side: &dyn Fn(usize, f64) -> Side,
        accepted: bool,
    ) {
        self.levels[0].states(self.states).0.copy_from_slice(y);
        self.levels[0].set(&self.plan.programs, t, params);
        for &lag in which {
            let distance = self.distance(lag, 0);
            self.distances[lag] = distance;
            let s = t - distance;
            let seen = self.seen(lag, t, distance, side(lag, s), 0);
            self.shown[lag] = seen.unwrap_or([f64::NAN; 2]);
            if let Err(blind) = seen {
                let to = if accepted { &mut self.failure } else { &mut self.doubt };
                to.get_or_insert_with(|| failure(blind, t, lag, distance));
            }
            let [value, slope] = self.shown[lag];
            self.levels[0].registers.set_lag(lag, value, slope);
        }
    }

    /// How far `lag` goes back from level `level`.
    fn distance(&mut self, lag: usize, level: usize) -> f64 {
        let registers = &mut self.levels[level].registers;
        registers.run(&self.plan.programs, by(lag));
        registers.result(&self.plan.programs, by(lag), 0)
    }

    /// What `lag` shows at level `level`, whose time is `t`.
    fn seen(&mut self, lag: usize, t: f64, distance: f64, side: Side, level: usize) -> Result<Shown, Blind> {
        if !(distance >= 0.0 && distance.is_finite()) {
            return Err(Blind::Distance);
        }
        let (s, near, next) = (t - distance, slack(t.abs() + distance), level + 1);
        match self.history.locate(s, side == Side::After, near) {
            // The formula itself is read then.
            _ if distance == 0.0 && self.plan.fixed[lag] => return Ok([0.0; 2]),
            Place::Ahead if distance == 0.0 => return Ok([0.0; 2]),
            Place::Ahead => return Err(Blind::Ahead),
            Place::Forgotten => return Err(Blind::Forgotten),
            Place::Before => {
                // A jump is seen from the side that is meant.
                let aside = if side == Side::After { 8.0 * near } else { -8.0 * near };
                self.show_before(s, aside, next);
                self.levels[next].registers.set_started(0.0);
            }
            Place::Within(step, x) => {
                self.looked_ahead |= self.trying && self.history.is_last(step);
                let (y, slopes) = self.levels[next].states(self.states);
                self.history.read(step, x, y, slopes);
                self.levels[next].set(&self.plan.programs, s, self.history.params(step));
                self.levels[next].registers.set_started(1.0);
            }
        }
        let plan = self.plan;
        for &inner in &plan.needs[lag] {
            let distance = self.distance(inner, next);
            let [value, slope] = self.seen(inner, s, distance, side, next)?;
            self.levels[next].registers.set_lag(inner, value, slope);
        }
        let registers = &mut self.levels[next].registers;
        registers.run(&plan.programs, past(lag));
        Ok([0, 1].map(|i| registers.result(&plan.programs, past(lag), i)))
    }

    /// Puts in place what was at `s` before the start; steps of time stand as a moment `aside` of it.
    fn show_before(&mut self, s: f64, aside: f64, level: usize) {
        self.start_board.show_at(s + aside, &mut self.start_params);
        let level = &mut self.levels[level];
        level.set(&self.plan.programs, s, &self.start_params);
        match self.plan.before.filter(|_| self.follows_time) {
            Some(program) => {
                level.registers.run(&self.plan.programs, program);
                let values: Vec<f64> = level.registers.results(&self.plan.programs, program).collect();
                level.registers.set_states(&values);
            }
            None => {
                let (y, slopes) = level.states(self.states);
                y.copy_from_slice(&self.start_states);
                slopes.fill(0.0);
            }
        }
    }
}

impl Level {
    /// Room for `n` states, and for their slopes.
    fn states(&mut self, n: usize) -> (&mut [f64], &mut [f64]) {
        self.registers.states_mut().split_at_mut(n)
    }

    /// Puts time and parameters in place.
    fn set(&mut self, programs: &Programs, t: f64, params: &[f64]) {
        if self.params != params {
            self.params.clear();
            self.params.extend_from_slice(params);
            self.registers.set_params(programs, params);
        }
        self.registers.set_time(t);
    }
}

fn failure(blind: Blind, time: f64, lag: usize, value: f64) -> Failure {
    match blind {
        // What is not yet is only seen by a lag that changes within its step.
        Blind::Distance | Blind::Ahead => Failure::Lag { time, lag, value },
        Blind::Forgotten => Failure::Forgotten { time, lag, value },
    }
}
