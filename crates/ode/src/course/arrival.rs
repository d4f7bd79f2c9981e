//! What is due at the target of a step: stops, events, switches, and where to go from there.

use std::sync::Arc;

use crate::course::{Course, Flow, show};
use crate::events::{Located, Values};
use crate::lag::{Jumps, Side};
use crate::measure::Kind;
use crate::run::{Action, Failure};

impl Course<'_> {
    /// Does what is due at the target.
    pub fn arrive(&mut self, t: f64, y: &mut [f64]) -> Result<Flow, Failure> {
        if std::mem::take(&mut self.unsettled) {
            self.board.show_at(t, &mut self.params);
            self.settle(t, y)?;
        }
        if self.goes_on(t, y) {
            return Ok(Flow::Go);
        }
        self.registers.set_time(t);
        self.load(t, y, Side::Before);
        let mut located = Located { triggers: std::mem::take(&mut self.located), ..Located::default() };
        located.triggers.extend(self.queue.settling(t));
        if !located.triggers.is_empty() {
            located.states = y.to_vec();
            located.params.clone_from(&self.params);
        }
        let saving = self.save.times.get(self.next_save) == Some(&t);
        let rows = self.times.len();
        if saving && self.save.both_sides && t > self.start {
            self.keep(t);
        }
        let jumps = self.lags.as_mut().map_or(Jumps::default(), |lags| lags.reach(t));
        self.look_back(t, y)?;
        let first_stop = self.next_stop;
        let stopped = self.stop(t, y)?;
        let (params, board, lags) = (&mut self.params, &mut self.board, &mut self.lags);
        let mut values = Values { states: y, params, board, accuracy: &self.accuracy, lags };
        let fired = !self.system.events.is_empty()
            && self.queue.execute(self.system, t, &mut self.registers, &mut values, &located)?;
        self.just_fired = fired;
        let switched = self.switch(t);
        if switched {
            self.settle(t, y)?;
        }
        let jumped = stopped || fired || switched;
        self.look_back(t, y)?;
        if let Some(lags) = &mut self.lags {
            lags.set_out(t, jumped);
        }
        let changed = jumped || jumps.rates;
        self.changed = changed;
        let stop_alone = stopped && self.next_stop == first_stop + 1 && !fired && !switched;
        self.kind = stop_alone.then(|| self.kind_of(first_stop));
        if saving {
            if !changed && !jumps.shown {
                self.times.truncate(rows);
                self.values.truncate(rows * self.system.outputs);
            }
            self.keep(t);
            self.next_save += 1;
        }
        self.stats.events = self.queue.executed;
        if t >= self.end {
            self.measure_points(Kind::After, t, y);
            return Ok(Flow::Done);
        }
        self.aim(t);
        Ok(if changed { Flow::Restart } else { Flow::Go })
    }

    /// Shows the formulas the states `y` at `t`, and on this side of a jump what is past.
    fn load(&mut self, t: f64, y: &mut [f64], side: Side) {
        let (params, board, lags) = (&mut self.params, &mut self.board, &mut self.lags);
        let mut values = Values { states: y, params, board, accuracy: &self.accuracy, lags };
        values.load(self.system, t, &mut self.registers, side);
    }

    /// Shows the formulas what is past after what jumps at `t`.
    fn look_back(&mut self, t: f64, y: &[f64]) -> Result<(), Failure> {
        show(&mut self.lags, &mut self.registers, t, (y, &self.params), Side::After);
        self.lags.as_mut().and_then(|lags| lags.take_failure()).map_or(Ok(()), Err)
    }

    /// Applies the stops at `t`.
    fn stop(&mut self, t: f64, y: &mut [f64]) -> Result<bool, Failure> {
        let stops = Arc::clone(&self.stops);
        let (params, board, lags) = (&mut self.params, &mut self.board, &mut self.lags);
        let mut values = Values { states: y, params, board, accuracy: &self.accuracy, lags };
        let mut changed = false;
        while let Some(stop) = stops.get(self.next_stop).filter(|s| s.time <= t) {
            for action in &stop.actions {
                match *action {
                    Action::Add(target, amount) => *values.slot(target) += amount,
                    Action::Set(target, value) => *values.slot(target) = value,
                }
            }
            changed |= !stop.actions.is_empty();
            self.next_stop += 1;
        }
        if changed {
            values.load(self.system, t, &mut self.registers, Side::After);
            values.settle(self.system, t, &mut self.registers)?;
        }
        Ok(changed)
    }

    /// The kind of stop `index`: the place of its first like in a list of kinds.
    fn kind_of(&mut self, index: usize) -> usize {
        let changes = |stop: usize| self.stops[stop].actions.iter().map(Action::target);
        let known = self.kinds.iter().position(|like| changes(*like).eq(changes(index)));
        known.unwrap_or_else(|| {
            self.kinds.push(index);
            self.kinds.len() - 1
        })
    }

    /// Sets the hidden parameters to what holds just after `t`; gives whether rates change by it.
    fn switch(&mut self, t: f64) -> bool {
        if self.board.len() == 0 {
            return false;
        }
        let turned = self.board.show_after(t, &mut self.params);
        self.registers.set_params(&self.system.scalar, &self.params);
        turned
    }

    pub(super) fn aim(&mut self, t: f64) {
        let stop = self.stops.get(self.next_stop).map(|s| s.time);
        let due = [stop, self.board.next(t), self.queue.next()];
        self.target = due.into_iter().flatten().fold(self.end, f64::min);
        if let Some(next) = self.lags.as_ref().and_then(|lags| lags.next_break()) {
            // Of two that mean the same time the other one is exact.
            if next < self.target * (1.0 - f64::EPSILON) {
                self.target = next;
            }
        }
    }
}
