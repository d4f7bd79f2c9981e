//! The queue of events of one run, after SBML Level 3 Version 2 section 4.11.

use crate::code::interpret::Registers;
use crate::consistent::Accuracy;
use crate::lag::{Lags, Side};
use crate::run::Failure;
use crate::snapshot::{Reader, Words};
use crate::switchboard::Switchboard;
use crate::system::{EventPlan, FIRST_EVENT, RHS, System, TRIGGERS, Target};

/// Events that may execute at one time before the run counts as stuck.
const MOST_AT_ONCE: usize = 10_000;

/// An event that fires again within this fraction of the time, so often in a row, never stops.
const HURRY: f64 = 1e-12;
const MOST_IN_HURRY: u32 = 50;

/// An event that has fired and waits for its time.
#[derive(Debug, Clone)]
struct Pending {
    time: f64,
    event: usize,
    values: Option<Vec<f64>>,
}

/// Triggers as they were last seen, and events that wait.
#[derive(Debug, Clone, Default)]
pub(crate) struct Queue {
    held: Vec<bool>,
    pending: Vec<Pending>,
    /// When each trigger was last located in a step, and how often in a row it was in a hurry.
    recent: Vec<(f64, u32)>,
    /// Triggers just located that may not quite be true yet.
    settling: Vec<usize>,
    settle_until: f64,
    /// Events executed so far.
    pub executed: u64,
}

impl Queue {
    pub fn new(system: &System) -> Self {
        Self {
            held: system.events.iter().map(|e| e.initial_value).collect(),
            recent: vec![(f64::NEG_INFINITY, 0); system.events.len()],
            settle_until: f64::NEG_INFINITY,
            ..Self::default()
        }
    }

    /// Everything in the queue, for a snapshot.
    pub fn store(&self, words: &mut Words) {
        words.extend(self.held.iter().map(|h| u64::from(*h)));
        for (time, count) in &self.recent {
            words.float(*time);
            words.push(u64::from(*count));
        }
        words.float(self.settle_until);
        words.push(self.settling.len() as u64);
        words.extend(self.settling.iter().map(|e| *e as u64));
        words.push(self.pending.len() as u64);
        for pending in &self.pending {
            words.float(pending.time);
            words.push(pending.event as u64);
            words.push(pending.values.as_ref().map_or(0, |v| v.len() as u64 + 1));
            words.floats(pending.values.as_deref().unwrap_or_default());
        }
    }

    /// Takes back what [`Queue::store`] wrote.
    pub fn restore(&mut self, system: &System, words: &mut Reader<'_>) -> Option<()> {
        let events = self.held.len();
        let event = |word: u64| usize::try_from(word).ok().filter(|e| *e < events);
        for held in &mut self.held {
            *held = words.flag()?;
        }
        for (time, count) in &mut self.recent {
            *time = words.float()?;
            *count = u32::try_from(words.next()?).ok()?;
        }
        self.settle_until = words.float()?;
        self.settling.clear();
        for _ in 0..words.next()? {
            self.settling.push(event(words.next()?)?);
        }
        self.pending.clear();
        for _ in 0..words.next()? {
            let (time, event) = (words.finite()?, event(words.next()?)?);
            let plan = &system.events[event];
            let values = match (words.next()?, plan.from_trigger) {
                (0, false) => None,
                (n, true) if n == plan.targets.len() as u64 + 1 => {
                    Some((1..n).map(|_| words.float()).collect::<Option<Vec<f64>>>()?)
                }
                _ => return None,
            };
            self.pending.push(Pending { time, event, values });
        }
        Some(())
    }

    /// Triggers located a moment before `t` that may still be just short of true: an arrival here
    /// must not take that for a fall.
    pub fn settling(&self, t: f64) -> impl Iterator<Item = usize> + '_ {
        self.settling.iter().copied().filter(move |event| t <= self.settle_until && self.held[*event])
    }

    /// Until when triggers that are about to be located may be short of true.
    pub fn settle_until(&mut self, t: f64) {
        self.settle_until = t;
    }

    /// Something was set: what a trigger that reads it says of itself is right.
    pub fn unsettle(&mut self, system: &System, target: Target) {
        self.settling.retain(|event| !system.events[*event].reads.contains(&target));
    }

    /// When the next event executes that has already fired.
    pub fn next(&self) -> Option<f64> {
        self.pending.iter().map(|p| p.time).min_by(f64::total_cmp)
    }

    /// Whether a trigger that did not hold holds in the state of `registers`.
    pub fn rises(&self, system: &System, registers: &mut Registers<f64>) -> bool {
        registers.run(&system.scalar, TRIGGERS);
        (0..self.held.len()).any(|i| !self.held[i] && registers.result(&system.scalar, TRIGGERS, i) != 0.0)
    }

    /// The triggers that [`Queue::rises`] speaks of.
    pub fn rising(&self, system: &System, registers: &mut Registers<f64>) -> Vec<usize> {
        registers.run(&system.scalar, TRIGGERS);
        (0..self.held.len())
            .filter(|i| !self.held[*i] && registers.result(&system.scalar, TRIGGERS, *i) != 0.0)
            .collect()
    }

    /// Whether one of `triggers` holds in the state of `registers`.
    pub fn any_holds(&self, system: &System, registers: &mut Registers<f64>, triggers: &[usize]) -> bool {
        registers.run(&system.scalar, TRIGGERS);
        triggers.iter().any(|i| registers.result(&system.scalar, TRIGGERS, *i) != 0.0)
    }

    /// Whether comparison `i` of those that triggers are made of holds in the state of `registers`.
    pub fn compares(&self, system: &System, registers: &mut Registers<f64>, i: usize) -> bool {
        registers.run(&system.scalar, TRIGGERS);
        registers.result(&system.scalar, TRIGGERS, self.held.len() + i) != 0.0
    }

    /// Notes triggers that no longer hold at `t`, so that they can rise again. `close` to the last
    /// events those still settle that were located there.
    pub fn release(&mut self, system: &System, registers: &mut Registers<f64>, t: f64, close: bool) {
        registers.run(&system.scalar, TRIGGERS);
        if !close && t > self.settle_until {
            self.settling.clear();
        }
        for i in 0..self.held.len() {
            let settles = self.settling.contains(&i);
            if self.held[i] && !settles && registers.result(&system.scalar, TRIGGERS, i) == 0.0 {
                self.fall(system, i);
            }
        }
    }

    /// A trigger no longer holds: what it fired and is not persistent is off, for good.
    fn fall(&mut self, system: &System, event: usize) {
        self.held[event] = false;
        if !system.events[event].persistent {
            self.pending.retain(|p| p.event != event);
        }
    }

    /// Executes everything that is due at `t`. `located` are triggers that were located at `t`.
    ///
    /// Gives whether anything changed.
    pub fn execute(
        &mut self,
        system: &System,
        t: f64,
        registers: &mut Registers<f64>,
        state: &mut Values<'_, '_>,
        located: &Located,
    ) -> Result<bool, Failure> {
        let before = self.executed;
        self.fire(system, t, registers, state, located)?;
        for count in 0.. {
            let Some(next) = self.pick(system, t, registers)? else { break };
            let event = self.pending[next].event;
            if count >= MOST_AT_ONCE {
                return Err(Failure::EndlessEvents { time: t, event });
            }
            self.assign(system, t, registers, state, next)?;
            self.fire(system, t, registers, state, located)?;
        }
        if self.executed != before {
            self.notice_rest(system, t, registers, state, located)?;
        }
        self.settling =
            located.triggers.iter().copied().filter(|e| located.counts(system, state, *e)).collect();
        Ok(self.executed != before)
    }

    /// Puts events whose trigger rises into the queue.
    fn fire(
        &mut self,
        system: &System,
        t: f64,
        registers: &mut Registers<f64>,
        state: &Values<'_, '_>,
        located: &Located,
    ) -> Result<(), Failure> {
        registers.run(&system.scalar, TRIGGERS);
        let holds: Vec<bool> =
            (0..self.held.len()).map(|i| registers.result(&system.scalar, TRIGGERS, i) != 0.0).collect();
        for (event, holds) in holds.into_iter().enumerate() {
            let holds = holds || located.counts(system, state, event);
            if holds && !self.held[event] {
                self.notice_hurry(t, event, located)?;
                self.push(system, t, registers, event)?;
                self.held[event] = true;
            } else if !holds {
                self.fall(system, event);
            }
        }
        Ok(())
    }

    /// Fails where an event fires at shorter and shorter intervals, as a ball that comes to rest: time
    /// would not go on.
    fn notice_hurry(&mut self, t: f64, event: usize, located: &Located) -> Result<(), Failure> {
        if located.triggers.contains(&event) {
            let (last, count) = &mut self.recent[event];
            *count = if t - *last <= HURRY * t.abs() { *count + 1 } else { 0 };
            *last = t;
            if *count >= MOST_IN_HURRY {
                return Err(Failure::EndlessEvents { time: t, event });
            }
        }
        Ok(())
    }

    /// Fails where an event in a hurry leaves its trigger true, but about to fall: what follows is too
    /// short to be seen, and the event would never fire again.
    fn notice_rest(
        &self,
        system: &System,
        t: f64,
        registers: &mut Registers<f64>,
        state: &mut Values<'_, '_>,
        located: &Located,
    ) -> Result<(), Failure> {
        let hurries = |event: &&usize| self.held[**event] && self.recent[**event].1 > 0;
        let Some(&event) = located.triggers.iter().find(hurries) else { return Ok(()) };
        registers.run(&system.scalar, RHS);
        let ahead = 16.0 * f64::EPSILON * t.abs();
        let slopes = registers.results(&system.scalar, RHS);
        let soon: Vec<f64> = state.states.iter().zip(slopes).map(|(y, f)| y + ahead * f).collect();
        registers.set_states(&soon);
        registers.set_time(t + ahead);
        let holds = self.any_holds(system, registers, &[event]);
        registers.set_time(t);
        state.load(system, t, registers, Side::After);
        if holds { Ok(()) } else { Err(Failure::EndlessEvents { time: t, event }) }
    }

    fn push(
        &mut self,
        system: &System,
        t: f64,
        registers: &mut Registers<f64>,
        event: usize,
    ) -> Result<(), Failure> {
        let plan = &system.events[event];
        let values = values(system, registers, event);
        let delay = if plan.delayed { values[0] } else { 0.0 };
        if !(delay >= 0.0 && delay.is_finite()) {
            return Err(Failure::EventValue { time: t, event, value: delay });
        }
        let values = plan.from_trigger.then(|| values[2..2 + plan.targets.len()].to_vec());
        self.pending.push(Pending { time: t + delay, event, values });
        Ok(())
    }

    /// The due event with the highest priority. Equals are drawn by lot, as SBML has it; without a
    /// priority the one goes first that fired first.
    fn pick(
        &self,
        system: &System,
        t: f64,
        registers: &mut Registers<f64>,
    ) -> Result<Option<usize>, Failure> {
        let (mut best, mut equals) = (None, Vec::new());
        for (i, pending) in self.pending.iter().enumerate().filter(|(_, p)| p.time <= t) {
            let EventPlan { prioritised, .. } = system.events[pending.event];
            let priority =
                if prioritised { values(system, registers, pending.event)[1] } else { f64::NEG_INFINITY };
            if priority.is_nan() {
                return Err(Failure::EventValue { time: t, event: pending.event, value: priority });
            }
            if best.is_none_or(|b| priority > b) {
                best = Some(priority);
                equals.clear();
            }
            if best == Some(priority) && (equals.is_empty() || prioritised) {
                equals.push(i);
            }
        }
        Ok(if equals.is_empty() { None } else { Some(equals[lot(t, equals.len())]) })
    }

    /// Executes a pending event; one that fails has done nothing and stays pending.
    fn assign(
        &mut self,
        system: &System,
        t: f64,
        registers: &mut Registers<f64>,
        state: &mut Values<'_, '_>,
        pending: usize,
    ) -> Result<(), Failure> {
        let Pending { event, values: stored, .. } = &self.pending[pending];
        let event = *event;
        let mut now = values(system, registers, event).split_off(2);
        let targets = &system.events[event].targets;
        let scales = now.split_off(targets.len());
        let mut values = stored.clone().unwrap_or(now);
        for (scale, i) in scales.iter().zip(&system.events[event].scaled) {
            values[*i] *= scale;
        }
        if let Some(value) = values.iter().copied().find(|value| !value.is_finite()) {
            return Err(Failure::EventValue { time: t, event, value });
        }
        self.pending.remove(pending);
        for (target, value) in targets.iter().zip(values) {
            *state.slot(*target) = value;
        }
        state.load(system, t, registers, Side::After);
        state.settle(system, t, registers)?;
        self.executed += 1;
        Ok(())
    }
}

/// A number below `n`, as good as random: the same for the same time.
fn lot(t: f64, n: usize) -> usize {
    // The finaliser of SplitMix64 (Steele, Lea & Flood 2014).
    let mut x = t.to_bits().wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((x ^ (x >> 31)) % n as u64) as usize
}

/// Triggers that were seen to rise inside a step, and the numbers with which their time was reached.
///
/// The step that ends there may leave such a trigger just short of true. It counts as true all the
/// same, until something it reads is changed: then what it says of itself is right.
#[derive(Debug, Default)]
pub(crate) struct Located {
    pub triggers: Vec<usize>,
    pub states: Vec<f64>,
    pub params: Vec<f64>,
}

impl Located {
    fn counts(&self, system: &System, now: &Values<'_, '_>, event: usize) -> bool {
        self.triggers.contains(&event)
            && system.events[event].reads.iter().all(|target| match *target {
                Target::State(i) => self.states[i] == now.states[i],
                Target::Param(i) => self.params[i] == now.params[i],
            })
    }
}

/// Delay, priority and assigned values of an event, now.
fn values(system: &System, registers: &mut Registers<f64>, event: usize) -> Vec<f64> {
    let program = FIRST_EVENT + event;
    registers.run(&system.scalar, program);
    (0..system.scalar.outputs(program)).map(|i| registers.result(&system.scalar, program, i)).collect()
}

/// The numbers that stops and events change.
pub(crate) struct Values<'a, 'b> {
    pub states: &'a mut [f64],
    pub params: &'a mut [f64],
    pub board: &'a mut Switchboard<'b>,
    /// How near algebraic states come to their equations.
    pub accuracy: &'a Accuracy,
    pub lags: &'a mut Option<Box<Lags<'b>>>,
}

impl Values<'_, '_> {
    pub fn slot(&mut self, target: Target) -> &mut f64 {
        match target {
            Target::State(i) => &mut self.states[i],
            Target::Param(i) => &mut self.params[i],
        }
    }

    /// Makes algebraic states fit what was changed, and shows them to the formulas.
    pub fn settle(&mut self, system: &System, t: f64, registers: &mut Registers<f64>) -> Result<(), Failure> {
        if !system.implicit.is_empty() {
            self.accuracy.settle(system, t, self.states, self.params)?;
            registers.set_states(self.states);
        }
        Ok(())
    }

    /// Shows the numbers to the formulas, as they are at `t`, and what is past on this side of a jump.
    pub fn load(&mut self, system: &System, t: f64, registers: &mut Registers<f64>, side: Side) {
        self.board.show_at(t, self.params);
        registers.set_params(&system.scalar, self.params);
        registers.set_states(self.states);
        if let Some(lags) = self.lags {
            lags.show(registers, t, (self.states, self.params), side);
        }
    }
}
