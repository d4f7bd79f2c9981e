//! The rows that a run keeps.

use crate::course::{Course, Dense, Verdict};
use crate::system::OUTPUTS;

impl Course<'_> {
    /// Takes in a finished step that ended at `t1`, as one method at a time shows it.
    pub fn step(&mut self, t0: f64, t1: f64, dense: &mut dyn Dense) -> Verdict {
        let verdict = self.locate(t0, t1, dense);
        if verdict == Verdict::Keep {
            while let Some(&t) = self.due(t1).first() {
                self.read(t, dense);
                self.keep(t);
                self.next_save += 1;
            }
            self.measure(t0, t1, dense, None);
        }
        verdict
    }

    /// The times of rows to keep in a step up to `t1`. A row at the target itself is kept on arrival.
    pub fn due(&self, t1: f64) -> &[f64] {
        let left = &self.save.times[self.next_save..];
        let count = left.iter().take_while(|t| **t < t1 || (**t == t1 && t1 < self.target)).count();
        &left[..count]
    }

    /// Keeps the next row that is due.
    #[inline(always)]
    pub fn keep_due(&mut self, t: f64, outputs: &[f64]) {
        self.times.push(t);
        self.values.extend_from_slice(outputs);
        self.next_save += 1;
    }

    /// Keeps the outputs of the state in the registers.
    pub(super) fn keep(&mut self, t: f64) {
        self.registers.run(&self.system.scalar, OUTPUTS);
        self.times.push(t);
        self.values.extend(self.registers.results(&self.system.scalar, OUTPUTS));
    }
}
