//! The switches of a system, and how they stand in one run.

use crate::graph::{Graph, Node};
use crate::snapshot::{Reader, Words};
use crate::switch::{Kind, Reading};
use crate::tape::Tape;

/// What a switch reads, as formulas on time and on parameters, hidden ones of earlier switches among
/// them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Formulas {
    pub value: Node,
    pub slope: Node,
    pub magnitude: Node,
    pub divisor: Node,
}

#[derive(Debug, Clone)]
struct Switch {
    kind: Kind,
    /// Positions of the formulas on the tape: value, slope, magnitude, divisor.
    places: [usize; 4],
    /// How far the tape must have run.
    needs: usize,
    /// Whether rates read it.
    driving: bool,
}

/// All switches of a system. The value of number i is parameter `first + i`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Switches {
    first: usize,
    all: Vec<Switch>,
    tape: Tape,
}

impl Switches {
    /// None so far; their parameters are numbered from `first` on.
    pub fn new(first: usize) -> Self {
        Self { first, ..Self::default() }
    }

    /// Number of switches.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Adds a switch; gives its parameter.
    pub fn push(&mut self, graph: &Graph, kind: Kind, formulas: Formulas) -> usize {
        let Formulas { value, slope, magnitude, divisor } = formulas;
        let places = [value, slope, magnitude, divisor].map(|node| self.tape.write(graph, node));
        self.all.push(Switch { kind, places, needs: self.tape.len(), driving: false });
        self.first + self.all.len() - 1
    }

    /// Notes that rates read parameter `param`, if that is a switch.
    pub fn drives(&mut self, param: usize) {
        if let Some(switch) = param.checked_sub(self.first).and_then(|i| self.all.get_mut(i)) {
            switch.driving = true;
        }
    }

    /// All as plain numbers: equal where the same is computed.
    pub fn words(&self) -> impl Iterator<Item = u64> + '_ {
        let switches = self.all.iter().flat_map(|s| {
            let kind = match s.kind {
                Kind::Compare(op) => 2 * op as u64,
                Kind::Whole(op) => 2 * op as u64 + 1,
            };
            std::iter::once(kind).chain(s.places.map(|p| p as u64))
        });
        self.tape.words().chain(switches)
    }
}

/// How the switches of a system stand in one run.
#[derive(Debug, Clone)]
pub(crate) struct Switchboard<'a> {
    switches: &'a Switches,
    /// Values between the last stop and the next.
    standing: Vec<f64>,
    /// When each changes next.
    changes: Vec<f64>,
    /// When each changed last: rounding must not make it change again a moment later.
    changed: Vec<f64>,
    /// Scratch for the tape.
    values: Vec<f64>,
}

impl<'a> Switchboard<'a> {
    /// A board that was never looked at.
    pub fn new(switches: &'a Switches) -> Self {
        let n = switches.len();
        Self {
            switches,
            standing: vec![0.0; n],
            changes: vec![f64::NAN; n],
            changed: vec![f64::NAN; n],
            values: vec![0.0; switches.tape.len()],
        }
    }

    /// Number of switches.
    pub fn len(&self) -> usize {
        self.switches.len()
    }

    /// Sets the hidden parameters to what holds at `t` itself.
    pub fn show_at(&mut self, t: f64, params: &mut [f64]) {
        self.show(t, params, false);
    }

    /// Sets the hidden parameters to what holds just after `t`, until the next change; gives whether
    /// that is something new to rates.
    pub fn show_after(&mut self, t: f64, params: &mut [f64]) -> bool {
        self.show(t, params, true);
        let hidden = &params[self.switches.first..];
        let mut turned = false;
        for ((standing, now), switch) in self.standing.iter_mut().zip(hidden).zip(&self.switches.all) {
            turned |= switch.driving && standing.to_bits() != now.to_bits();
            *standing = *now;
        }
        turned
    }

    fn show(&mut self, t: f64, params: &mut [f64], after: bool) {
        let mut done = 0;
        for (i, switch) in self.switches.all.iter().enumerate() {
            self.switches.tape.run(done..switch.needs, t, params, &mut self.values);
            done = switch.needs;
            let [value, slope, magnitude, divisor] = switch.places.map(|place| self.values[place]);
            let look = switch.kind.look(t, Reading { value, slope, magnitude, divisor });
            let last = self.changed[i];
            let passed = look.here.is_some_and(|slack| last != t && (t - last).abs() <= slack);
            if after {
                self.changes[i] = look.next;
                if look.here.is_some() && !passed {
                    self.changed[i] = t;
                }
            }
            params[self.switches.first + i] = if after || passed { look.after } else { look.at };
        }
    }

    /// The next change after `t`, if there is one.
    pub fn next(&self, t: f64) -> Option<f64> {
        self.changes.iter().copied().filter(|c| *c > t).min_by(f64::total_cmp)
    }

    /// Everything that is not in the parameters, for a snapshot.
    pub fn store(&self, words: &mut Words) {
        for list in [&self.standing, &self.changes, &self.changed] {
            words.floats(list);
        }
    }

    /// Takes back what [`Switchboard::store`] wrote.
    pub fn restore(&mut self, words: &mut Reader<'_>) -> Option<()> {
        for list in [&mut self.standing, &mut self.changes, &mut self.changed] {
            for x in list {
                *x = words.float()?;
            }
        }
        Some(())
    }
}
