//! A run as plain numbers, and back.

use crate::course::Course;
use crate::snapshot::{Reader, Words};

impl Course<'_> {
    /// Everything that the rest of the run depends on beside time and states.
    pub fn store(&self, words: &mut Words) {
        words.floats(&self.params);
        self.board.store(words);
        words.push(u64::from(self.just_fired));
        self.queue.store(words);
        if let Some(lags) = &self.lags {
            lags.store(words);
        }
    }

    /// Takes back what [`Course::store`] wrote.
    pub fn restore(&mut self, words: &mut Reader<'_>) -> Option<()> {
        let (given, hidden) = self.params.split_at_mut(self.system.params);
        for param in given {
            *param = words.finite()?;
        }
        for param in hidden {
            *param = words.float()?;
        }
        self.board.restore(words)?;
        self.just_fired = words.flag()?;
        self.queue.restore(self.system, words)?;
        if let Some(lags) = &mut self.lags {
            lags.restore(words)?;
        }
        self.changed = false;
        // Triggers may be looked at before anything is due, and read parameters.
        self.registers.set_params(&self.system.scalar, &self.params);
        Some(())
    }
}
