//! Times at which a run is not smooth, and where lags carry them.
//!
//! A jump in a state comes back as a jump in what a lag shows of it, and so in a rate; there the
//! state has a bend, later a bend in its slope, and so on: each time around it is smoother by one
//! order, until the method no longer feels it.

use super::history::slack;
use crate::snapshot::{Reader, Words};

/// Bends in derivatives beyond this one a method of order 5 does not feel.
const SMOOTH: u32 = 5;

/// A time at which a lag looks at something that is not smooth.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Break {
    time: f64,
    /// How often lags have carried it so far.
    rounds: u32,
    /// What the lag shows jumps.
    jump: bool,
    /// Rates or other lags feel it.
    feeds: bool,
}

/// What is to be told of a time that was reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Reached {
    /// A lag jumps here.
    pub jump: bool,
    /// A lag that rates read jumps here.
    pub driven: bool,
}

/// What a lag of a fixed length does to breaks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Carrier {
    pub by: f64,
    pub feeds: bool,
}

/// Breaks of one run.
#[derive(Debug, Clone, Default)]
pub(super) struct Breaks {
    /// Lags in a row: looking through several smooths nothing.
    depth: u32,
    carriers: Vec<Carrier>,
    /// Past ones, with the rounds they have made.
    known: Vec<(f64, u32)>,
    /// Those to come, in order of time.
    due: Vec<Break>,
}

impl Breaks {
    /// None so far.
    pub fn new(depth: usize) -> Self {
        Self { depth: depth as u32, ..Self::default() }
    }

    /// Lags have these lengths from `t` on.
    pub fn set_carriers(&mut self, t: f64, carriers: &[Carrier]) {
        if self.carriers != carriers {
            self.carriers = carriers.to_vec();
            self.due.clear();
            for (time, rounds) in self.known.clone() {
                self.carry(t, time, rounds);
            }
        }
    }

    /// Something is not smooth at `t`; `rounds` is 0 where states or parameters jump.
    pub fn mark(&mut self, t: f64, rounds: u32) {
        match self.known.last_mut() {
            Some((last, known)) if *last == t => {
                if *known <= rounds {
                    return;
                }
                *known = rounds;
            }
            _ => self.known.push((t, rounds)),
        }
        self.carry(t, t, rounds);
    }

    /// Things jump at `time`, before the start at `start`.
    pub fn mark_before(&mut self, start: f64, time: f64) {
        self.known.push((time, 0));
        self.carry(start, time, 0);
    }

    /// Puts on the list where lags will look at `time` after `t`.
    fn carry(&mut self, t: f64, time: f64, rounds: u32) {
        if rounds >= SMOOTH * self.depth {
            return;
        }
        for i in 0..self.carriers.len() {
            let Carrier { by, feeds } = self.carriers[i];
            let new = Break { time: time + by, rounds: rounds + 1, jump: rounds < self.depth, feeds };
            if by > 0.0 && new.time > t + slack(new.time) {
                self.insert(new);
            }
        }
    }

    fn insert(&mut self, new: Break) {
        let near = slack(new.time);
        let at = self.due.partition_point(|b| b.time < new.time - near);
        match self.due.get_mut(at) {
            Some(same) if same.time <= new.time + near => {
                same.rounds = same.rounds.min(new.rounds);
                same.jump |= new.jump;
                same.feeds |= new.feeds;
            }
            _ => self.due.insert(at, new),
        }
    }

    /// The next one.
    pub fn next(&self) -> Option<f64> {
        self.due.first().map(|b| b.time)
    }

    /// Goes on to `t`.
    pub fn reach(&mut self, t: f64) -> Reached {
        let mut reached = Reached::default();
        while let Some(&first) = self.due.first().filter(|b| b.time <= t + slack(t)) {
            self.due.remove(0);
            reached.jump |= first.jump;
            reached.driven |= first.jump && first.feeds;
            if first.feeds {
                self.mark(t, first.rounds);
            }
        }
        reached
    }

    /// Drops past ones before `t`.
    pub fn drop_before(&mut self, t: f64) {
        self.known.retain(|(time, _)| *time >= t);
    }

    /// Everything, for a snapshot.
    pub fn store(&self, words: &mut Words) {
        words.push(self.known.len() as u64);
        for (time, rounds) in &self.known {
            words.float(*time);
            words.push(u64::from(*rounds));
        }
        words.push(self.due.len() as u64);
        for b in &self.due {
            words.float(b.time);
            words.extend([u64::from(b.rounds), u64::from(b.jump), u64::from(b.feeds)].into_iter());
        }
        words.push(self.carriers.len() as u64);
        for carrier in &self.carriers {
            words.float(carrier.by);
            words.push(u64::from(carrier.feeds));
        }
    }

    /// Takes back what [`Breaks::store`] wrote.
    pub fn restore(&mut self, words: &mut Reader<'_>) -> Option<()> {
        let rounds = |word: u64| u32::try_from(word).ok();
        self.known.clear();
        for _ in 0..words.next()? {
            self.known.push((words.finite()?, rounds(words.next()?)?));
        }
        self.due.clear();
        for _ in 0..words.next()? {
            let (time, rounds) = (words.finite()?, rounds(words.next()?)?);
            self.due.push(Break { time, rounds, jump: words.flag()?, feeds: words.flag()? });
        }
        self.carriers.clear();
        for _ in 0..words.next()? {
            self.carriers.push(Carrier { by: words.finite()?, feeds: words.flag()? });
        }
        Some(())
    }
}
