//! The solution of a run that ended, or that never began.

use crate::course::Course;
use crate::run::{Failure, Run, Solution, Stats};

impl Course<'_> {
    /// Ends the run.
    pub fn finish(mut self, time: f64, states: Vec<f64>, failure: Option<Failure>) -> Solution {
        self.params.truncate(self.system.params);
        if failure.is_some() {
            // A measure that saw a part of its window only must not look like a result.
            for (measure, value) in self.measures.iter().zip(&mut self.measured) {
                let seen = if measure.is_point() { measure.from } else { measure.to };
                if seen >= time {
                    *value = f64::NAN;
                }
            }
        }
        Solution {
            failure,
            time,
            states,
            params: self.params,
            times: self.times,
            values: self.values,
            measured: self.measured,
            stats: self.stats,
            error: None,
        }
    }
}

/// The solution of a run that could not begin.
pub(crate) fn never_began(run: &Run, failure: Failure) -> Solution {
    Solution {
        failure: Some(failure),
        time: run.start,
        states: Vec::new(),
        params: run.params.clone(),
        times: Vec::new(),
        values: Vec::new(),
        measured: vec![f64::NAN; run.measures.len()],
        stats: Stats::default(),
        error: None,
    }
}
