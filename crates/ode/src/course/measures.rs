//! What a run measures on its way.

use std::sync::Arc;

use crate::course::{Course, Dense, inside, show};
use crate::lag::Side;
use crate::measure::Kind;
use crate::system::OUTPUTS;

impl Course<'_> {
    /// Whether a measure looks into a step from `t0` to `t1`.
    pub fn measures_in(&self, t0: f64, t1: f64) -> bool {
        self.measures.iter().any(|m| m.wants(t0, t1))
    }

    /// Shows a finished step to the measures. `sampled` gives an output at the points where measures
    /// look into a whole step, if that was computed already.
    pub fn measure(
        &mut self,
        t0: f64,
        t1: f64,
        dense: &mut dyn Dense,
        sampled: Option<&dyn Fn(usize) -> [f64; 5]>,
    ) {
        let measures = Arc::clone(&self.measures);
        for (i, measure) in measures.iter().enumerate().filter(|(_, m)| m.wants(t0, t1)) {
            let (system, registers, buffer) = (self.system, &mut self.registers, &mut self.buffer);
            let (lags, params) = (&mut self.lags, &self.params);
            let mut at = |t: f64| {
                dense.fill(t, &system.watched, buffer);
                registers.set_states(buffer);
                registers.set_time(t);
                show(lags, registers, t, (buffer, params), inside(t, t1));
                registers.run(&system.scalar, OUTPUTS);
                registers.result(&system.scalar, OUTPUTS, measure.output)
            };
            let whole = sampled.filter(|_| measure.covers(t0, t1)).map(|sampled| sampled(measure.output));
            measure.update(&mut self.measured[i], t0, t1, whole.as_ref(), &mut at);
        }
    }

    pub(super) fn measure_points(&mut self, kind: Kind, t: f64, y: &[f64]) {
        let measures = Arc::clone(&self.measures);
        for (i, measure) in measures.iter().enumerate() {
            if measure.kind == kind && measure.from == t {
                self.registers.set_params(&self.system.scalar, &self.params);
                self.registers.set_states(y);
                self.registers.set_time(t);
                let side = if kind == Kind::Before { Side::Before } else { Side::After };
                show(&mut self.lags, &mut self.registers, t, (y, &self.params), side);
                self.registers.run(&self.system.scalar, OUTPUTS);
                self.measured[i] = self.registers.result(&self.system.scalar, OUTPUTS, measure.output);
            }
        }
    }
}
