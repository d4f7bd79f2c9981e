//! Rows of outputs at asked times. Steps hold different numbers of them in different lanes, so they
//! are gathered from all lanes and computed as many at a time as there are lanes.

use crate::kernel::{Kernel, LANE_OUTPUTS};
use crate::machine::Permuted;
use crate::rosenbrock::control::Fate;
use crate::rosenbrock::dense::{Reading, between, fraction};
use crate::rosenbrock::{Lane, Lanes};
use crate::value::{LANES, Value};

/// A row to compute.
#[derive(Debug, Clone, Copy)]
pub(super) struct Due {
    lane: usize,
    t: f64,
    /// How far through its step.
    x: f64,
}

impl<'a, const S: usize, V: Value> Lanes<'a, S, V> {
    /// Keeps the rows that are due in the steps that stand.
    pub(super) fn save(&mut self, lanes: &mut [Option<Lane<'a>>], fates: &[Fate]) {
        self.due.clear();
        for (l, lane) in lanes.iter().enumerate() {
            if let (Some(lane), Fate::Kept(t1)) = (lane, fates[l]) {
                let row = |t: &f64| Due { lane: l, t: *t, x: fraction(*t, lane.t, t1) };
                self.due.extend(lane.course.due(t1).iter().map(row));
            }
        }
        if self.due.is_empty() {
            return;
        }
        self.prepare_dense(Reading::Everything);
        let kernel = &self.system.kernel;
        for rows in self.due.chunks(V::LANES) {
            let row = |l: usize| rows.get(l).unwrap_or(&rows[0]);
            let from: [usize; LANES] = std::array::from_fn(|l| row(l).lane);
            self.row_registers.set_time(V::from_fn(|l| row(l).t));
            V::permuted(
                &from,
                Gather {
                    x: V::from_fn(|l| row(l).x),
                    kernel,
                    watched: &self.system.watched,
                    ends: (&self.y, &self.y1),
                    dense: &self.dense,
                    slots: &self.registers.slots,
                    to: &mut self.row_registers.slots,
                },
            );
            kernel.run(LANE_OUTPUTS, &mut self.row_registers);
            let stride = self.rows.len() / V::LANES;
            let slots = &kernel.programs.codes[LANE_OUTPUTS].results;
            V::transpose(&self.row_registers.slots, slots, &mut self.rows, stride);
            for (l, row) in rows.iter().enumerate() {
                if let Some(lane) = &mut lanes[row.lane] {
                    lane.course.keep_due(row.t, &self.rows[l * stride..][..slots.len()]);
                }
            }
        }
    }
}

/// Brings together what the outputs of some rows are computed from.
struct Gather<'b, V> {
    x: V,
    kernel: &'b Kernel,
    watched: &'b [u32],
    ends: (&'b [V], &'b [V]),
    dense: &'b [[V; 3]],
    slots: &'b [V],
    to: &'b mut [V],
}

impl<V: Value> Permuted<V> for Gather<'_, V> {
    #[inline(always)]
    fn run(self, permute: impl Fn(&V) -> V) {
        let (y, y1) = self.ends;
        for (state, [a, b, c]) in self.watched.iter().zip(self.dense) {
            let i = *state as usize;
            let sums = [permute(a), permute(b), permute(c)];
            self.to[self.kernel.y as usize + i] = between(self.x, permute(&y[i]), permute(&y1[i]), &sums);
        }
        for slot in &self.kernel.output_inputs {
            self.to[*slot as usize] = permute(&self.slots[*slot as usize]);
        }
    }
}
