//! What the steps of a run tell its lags, and are told by them.

use crate::course::{Course, Dense, Verdict};
use crate::lag::{Ends, Shown};
use crate::run::Failure;

impl Course<'_> {
    /// What rates see of the past at the start of a step from `t`.
    pub fn step_start(&mut self, t: f64, y: &[f64]) -> &[Shown] {
        let params = &self.params;
        self.lags.as_mut().map_or(&[], |lags| lags.step_start(t, (y, params)))
    }

    /// What rates see of the past in a stage of the step under way.
    pub fn stage(&mut self, t: f64, y: &[f64]) -> &[Shown] {
        let params = &self.params;
        self.lags.as_mut().map_or(&[], |lags| lags.stage(t, (y, params)))
    }

    /// The longest step that may be taken from where the last one started.
    pub fn longest_step(&self) -> f64 {
        self.lags.as_ref().map_or(f64::INFINITY, |lags| lags.longest_step())
    }

    /// The step under way looked at what is not yet.
    pub fn looked_ahead(&self) -> bool {
        self.lags.as_ref().is_some_and(|lags| lags.looked_ahead)
    }

    /// A lag has cut a step short.
    pub fn note_cut(&mut self) {
        if let Some(lags) = &mut self.lags {
            lags.note_cut();
        }
    }

    /// A step is tried, of which lags see `ends` should they look into it.
    pub fn try_step(&mut self, (t0, t1): (f64, f64), ends: Vec<Ends>) {
        if let Some(lags) = &mut self.lags {
            lags.push(t0, t1, &self.params, ends);
        }
    }

    /// The step is tried again, with better `ends`.
    pub fn retry_step(&mut self, ends: Vec<Ends>) {
        if let Some(lags) = &mut self.lags {
            lags.retry(ends);
        }
    }

    /// Forgets the step just tried.
    pub fn forget_step(&mut self) {
        if let Some(lags) = &mut self.lags {
            lags.pop();
        }
    }

    /// Takes in a finished step of a system with lags, of which `ends` tells what they may look at.
    pub fn step_with_lags(&mut self, t0: f64, t1: f64, ends: Vec<Ends>, dense: &mut dyn Dense) -> Verdict {
        if let Some(lags) = &mut self.lags {
            lags.finish(t1, ends);
        }
        self.step(t0, t1, dense)
    }

    /// Why lags end the run at `t`, if they do: where steps have become too `many`, or too `small`.
    pub fn lag_failure(&mut self, t: f64, many: bool, small: bool) -> Option<Failure> {
        let steps = self.stats.accepted + self.stats.rejected;
        let lags = self.lags.as_mut()?;
        let failure = lags.take_failure();
        failure
            .or_else(|| lags.too_short(t, steps).filter(|_| many))
            .or_else(|| lags.doubt().filter(|_| small))
    }
}
