//! One try of a step in every lane.

use crate::kernel::{FACTOR, JACOBIAN, RIGHT_SIDE, SOLVE, STAGE};
use crate::rosenbrock::control::smallest_step;
use crate::rosenbrock::dense::Reading;
use crate::rosenbrock::lagged::Moment;
use crate::rosenbrock::pivoting::Pivoted;
use crate::rosenbrock::{Lane, Lanes};
use crate::value::Value;

/// Safety factor of the step control.
const SAFETY: f64 = 0.9;

/// How far below the diagonal of `I/(γ h)` a pivot may lie: beyond that most of its digits are lost.
const MOST_GROWTH: f64 = 1e10;

/// Steps that were tried.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attempt<V> {
    pub h: V,
    /// Errors in units of the tolerance.
    pub error: V,
    /// By what the step should change for an error just below the tolerance.
    pub factor: V,
}

impl<'a, const S: usize, V: Value> Lanes<'a, S, V> {
    /// One step in every lane, from `y` to `y1`.
    pub(super) fn attempt(&mut self, lanes: &mut [Option<Lane<'a>>]) -> Attempt<V> {
        crate::machine::widest(
            #[inline(always)]
            || self.attempt_in_place(lanes),
        )
    }

    #[inline(always)]
    fn attempt_in_place(&mut self, lanes: &mut [Option<Lane<'a>>]) -> Attempt<V> {
        let t = V::from_fn(|l| lanes[l].as_ref().map_or(0.0, |lane| lane.t));
        if self.system.lags.is_some() {
            self.look_back(lanes, t, Moment::Start);
        }
        self.linearise(t);
        let mut h = V::splat(1.0);
        for (l, lane) in lanes.iter_mut().enumerate() {
            if let Some(lane) = lane {
                let left = lane.course.target - lane.t;
                if lane.fresh {
                    // A guess from a state next to 0, or up to a stop next by, may be lost in the time.
                    lane.h = self.first_step(l, left).max(2.0 * smallest_step(lane.t));
                    lane.fresh = false;
                }
                *h.lane_mut(l) = clip(lane.h.min(self.options.max_step), left);
                let longest = lane.course.longest_step();
                if h.lane(l) > longest {
                    *h.lane_mut(l) = clip(longest, left);
                    lane.course.note_cut();
                }
            }
        }
        let sound = self.factor(h);
        self.pivoted.clear();
        for (l, lane) in lanes.iter().enumerate() {
            if lane.as_ref().is_some_and(|lane| lane.cautious) {
                self.pivoted.push(Pivoted::new(self.system, &self.registers, l));
            }
        }
        if self.system.lags.is_some() {
            self.stages_with_lags(lanes, t, h);
        } else {
            self.stages(lanes, t, h);
        }
        self.dense_ready = Reading::Nothing;
        let mut error = self.errors();
        for (l, lane) in lanes.iter().enumerate() {
            if sound.lane(l) == 0.0 && lane.as_ref().is_some_and(|lane| !lane.cautious) {
                *error.lane_mut(l) = f64::NAN;
            }
        }
        let factor = error.reciprocal_root(self.tableau.order).map(|x| SAFETY * x);
        Attempt { h, error, factor }
    }

    /// Right-hand side, its time derivative and the Jacobian.
    #[inline(always)]
    fn linearise(&mut self, t: V) {
        let kernel = &self.system.kernel;
        self.registers.set_time(t);
        self.registers.slots[kernel.y as usize..][..self.y.len()].copy_from_slice(&self.y);
        kernel.run(JACOBIAN, &mut self.registers);
        for slot in &mut self.registers.slots[kernel.ft as usize..][..kernel.timed.len()] {
            *slot = slot.map(finite_or_zero);
        }
    }

    /// Both factors of `J - I/(γ h)`; not 0 for lanes where no pivot has lost its digits.
    #[inline(always)]
    fn factor(&mut self, h: V) -> V {
        let kernel = &self.system.kernel;
        let gamma = self.tableau.gamma;
        let diagonal = h.map(|h| 1.0 / (gamma * h));
        self.registers.slots[kernel.diagonal as usize] = diagonal;
        kernel.run(FACTOR, &mut self.registers);
        // A slope that is infinite makes a reciprocal pivot 0, and a stage 0 without an error.
        let mut sound = V::splat(1.0);
        let mut algebraic = kernel.algebraic.iter().peekable();
        let mut fast = kernel.fast.iter().peekable();
        for (state, slot) in kernel.pivots.iter().enumerate() {
            let size = self.registers.slots[*slot as usize].map(f64::abs);
            // The rows of algebraic states have nothing but their slopes.
            let against = match algebraic.next_if(|(i, _)| *i == state) {
                Some((_, slopes)) => self.largest(slopes),
                None => match fast.next_if(|(i, _)| *i == state) {
                    Some((_, slopes)) => self.largest(slopes).zip(diagonal, f64::max),
                    None => diagonal,
                },
            };
            let grown = size.zip(against, |r, d| r * d);
            sound = V::from_fn(|l| {
                let good = size.lane(l) > 0.0 && grown.lane(l) < MOST_GROWTH;
                if good { sound.lane(l) } else { 0.0 }
            });
        }
        sound
    }

    /// The largest size of the values in some slots.
    fn largest(&self, slots: &[u32]) -> V {
        slots.iter().fold(V::default(), |most, slot| {
            most.zip(
                self.registers.slots[*slot as usize],
                |most, x| if x.abs() > most { x.abs() } else { most },
            )
        })
    }

    #[inline(always)]
    pub(super) fn stages(&mut self, lanes: &mut [Option<Lane<'a>>], t: V, h: V) {
        let (kernel, tableau) = (&self.system.kernel, self.tableau);
        let over_h = h.map(|h| 1.0 / h);
        for stage in 0..S {
            match stage {
                0 => self.first_right_side(),
                1 => self.combine::<1>(over_h),
                2 => self.combine::<2>(over_h),
                3 => self.combine::<3>(over_h),
                4 => self.combine::<4>(over_h),
                5 => self.combine::<5>(over_h),
                6 => self.combine::<6>(over_h),
                7 => self.combine::<7>(over_h),
                _ => unreachable!("no method has more stages"),
            }
            if stage > 0 {
                // What has no derivative has no share in the sum of stages.
                for (state, _) in &kernel.algebraic {
                    self.registers.slots[kernel.x as usize + state] = V::default();
                }
            }
            let d = tableau.d[stage];
            if d != 0.0 {
                let scale = h.map(|h| -h * d);
                for (state, ft) in kernel.timed.iter().zip(kernel.ft as usize..) {
                    let x = (kernel.x + state) as usize;
                    self.registers.slots[x] =
                        self.registers.slots[ft].mul_add(scale, self.registers.slots[x]);
                }
            }
            let time = V::splat(tableau.times[stage]);
            let time = time.mul_add(h, t);
            self.registers.set_time(time);
            if stage > 0 && self.system.lags.is_some() {
                self.look_back(lanes, time, Moment::Stage);
            }
            if !self.pivoted.is_empty() {
                if stage > 0 {
                    kernel.run(RIGHT_SIDE, &mut self.registers);
                }
                self.solve_pivoted();
            } else {
                kernel.run(if stage > 0 { STAGE } else { SOLVE }, &mut self.registers);
            }
        }
        // Stiffly accurate: the last argument plus the last stage is the solution.
        let n = self.y.len();
        let (argument, last) = self.registers.slots[kernel.y as usize..][..2 * n].split_at(n);
        for i in 0..n {
            self.k[i][S - 1] = last[i];
            self.y1[i] = argument[i].zip(last[i], |y, k| y + k);
        }
    }

    /// The right side of the first stage: the right-hand side, which is there already.
    #[inline(always)]
    fn first_right_side(&mut self) {
        let (kernel, n) = (&self.system.kernel, self.y.len());
        for i in 0..n {
            let f0 = self.registers.slots[kernel.f0 as usize + i];
            self.registers.slots[kernel.x as usize + i] = f0.map(|f| -f);
        }
    }

    /// Keeps stage `I - 1`; makes the argument of stage `I` and what stands beside the right-hand
    /// side there, all with their signs turned.
    #[inline(always)]
    fn combine<const I: usize>(&mut self, over_h: V) {
        let n = self.y.len();
        let (a, c): ([f64; I], [f64; I]) =
            (std::array::from_fn(|j| self.tableau.a[I][j]), std::array::from_fn(|j| self.tableau.c[I][j]));
        // Late stages go on from the argument of the one before.
        let goes_on = I > 1 && (0..I - 1).all(|j| self.tableau.a[I - 1][j] == a[j]);
        let minus = over_h.map(|x| -x);
        let (arguments, sides) =
            self.registers.slots[self.system.kernel.y as usize..][..2 * n].split_at_mut(n);
        let rows = self.k.iter_mut().zip(&self.y).zip(arguments).zip(sides);
        for (((k, y), argument), side) in rows {
            let last = *side;
            k[I - 1] = last;
            let mut sum = last.map(|k| c[I - 1] * k);
            let mut at = if goes_on { *argument } else { *y };
            for j in 0..I - 1 {
                if !goes_on {
                    at = k[j].mul_add(V::splat(a[j]), at);
                }
                sum = k[j].mul_add(V::splat(c[j]), sum);
            }
            *argument = last.mul_add(V::splat(a[I - 1]), at);
            *side = sum.zip(minus, |sum, minus| sum * minus);
        }
    }

    /// Solves the linear systems with row exchanges where a lane needs them, else as always.
    fn solve_pivoted(&mut self) {
        let kernel = &self.system.kernel;
        let x = kernel.x as usize;
        let n = self.y.len();
        for pivoted in &mut self.pivoted {
            pivoted.read(&self.registers.slots[x..][..n]);
        }
        kernel.run(SOLVE, &mut self.registers);
        for pivoted in &self.pivoted {
            pivoted.write(&mut self.registers.slots[x..][..n]);
        }
    }

    /// Error of the step in each lane, in units of the tolerance: root mean square over states.
    #[inline(always)]
    fn errors(&self) -> V {
        let n = self.y.len();
        let mut sum = V::default();
        for i in 0..n {
            let scaled = self.scaled_errors(i);
            sum = scaled.mul_add(scaled, sum);
        }
        // A perfect step must not ask for an infinite one. `f64::max` would hide not-a-number.
        sum.map(|sum| {
            let error = (sum / n.max(1) as f64).sqrt();
            if error < 1e-10 { 1e-10 } else { error }
        })
    }

    #[inline(always)]
    fn scaled_errors(&self, i: usize) -> V {
        let (y, y1, k) = (self.y[i], self.y1[i], self.k[i][S - 1]);
        let (atol, rtol) = (self.atol[i], self.options.rtol);
        let size = V::from_fn(|l| {
            let (y, y1) = (y.lane(l).abs(), y1.lane(l).abs());
            if y1 > y { y1 } else { y }
        });
        let scale = size.map(|size| rtol.mul_add(size, atol));
        let error = k.zip(scale, |k, scale| k / scale);
        // An end that is infinite or no number must not make the error vanish.
        y1.mul_add(V::splat(0.0), error)
    }

    /// The state with the largest error in lane `l`.
    pub(super) fn worst(&self, l: usize) -> usize {
        let key = |i: &usize| {
            let error = self.scaled_errors(*i).lane(l).abs();
            if error.is_nan() { f64::INFINITY } else { error }
        };
        (0..self.y.len()).max_by(|a, b| key(a).total_cmp(&key(b))).unwrap_or(0)
    }

    /// A first step from the size of the state and of its derivative (Hairer, Nørsett & Wanner,
    /// Solving ODEs I, II.4, first guess).
    fn first_step(&self, l: usize, span: f64) -> f64 {
        let n = self.y.len().max(1) as f64;
        let (mut d0, mut d1) = (0.0, 0.0);
        for (i, (y, f0)) in self.y.iter().zip(self.f0()).enumerate() {
            // What is in equilibrium says nothing about the pace.
            if self.system.is_fast(i) {
                continue;
            }
            let scale = self.atol[i] + self.options.rtol * y.lane(l).abs();
            d0 += (y.lane(l) / scale).powi(2);
            d1 += (f0.lane(l) / scale).powi(2);
        }
        let (d0, d1) = ((d0 / n).sqrt(), (d1 / n).sqrt());
        let guess = if d0 < 1e-5 || d1 < 1e-5 || !d1.is_finite() { 1e-6 * span } else { 0.01 * d0 / d1 };
        guess.min(span)
    }

    /// The right-hand side at the start of the step.
    pub(super) fn f0(&self) -> &[V] {
        &self.registers.slots[self.system.kernel.f0 as usize..][..self.y.len()]
    }
}

/// The step within what is left to the target: all of it where it fits, half of it where the rest
/// would be a scrap.
fn clip(h: f64, left: f64) -> f64 {
    if h >= left * (1.0 - 1e-10) {
        left
    } else if h > 0.5 * left {
        0.5 * left
    } else {
        h
    }
}

/// With an infinite slope the state would stand still without an error. With 0 instead the error
/// estimate does its work.
#[inline(always)]
pub(super) fn finite_or_zero(x: f64) -> f64 {
    if x.is_finite() { x } else { 0.0 }
}
