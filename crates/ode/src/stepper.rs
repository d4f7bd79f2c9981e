//! One run that a host program moves along, piece by piece.

use crate::course::Course;
use crate::options::Options;
use crate::rosenbrock::{Lane, Lanes};
use crate::run::{BadInput, Failure, Run};
use crate::snapshot::{Reader, Snapshot, Words};
use crate::system::{System, Target};
use crate::tableau::RODAS5P;

/// First word of a snapshot; a change of what follows changes it.
const MARK: u64 = 0x6a61_6b73_7461_7401;

/// A run under way, advanced by its host with Rodas5P. All memory is its own and made once: a step
/// of a system without events allocates nothing.
#[derive(Debug, Clone)]
pub struct Stepper<'a> {
    lanes: Lanes<'a, 8, 1>,
    lane: [Option<Lane<'a>>; 1],
    /// Something was set since the last advance.
    touched: bool,
}

impl<'a> Stepper<'a> {
    /// Sets out at `start` with these parameters and the system's initial states.
    ///
    /// # Errors
    /// Parameters, tolerances or initial values that make no sense.
    pub fn new(
        system: &'a System,
        options: &'a Options,
        params: Vec<f64>,
        start: f64,
    ) -> Result<Self, Failure> {
        options.check(system.states).map_err(|what| Failure::BadInput { what })?;
        let mut lanes = Lanes::new(&RODAS5P, system, options);
        let (course, y) = Course::begin(system, &Run::new(params, start, start))?;
        for (i, value) in y.iter().enumerate() {
            *lanes.state_mut(i, 0) = *value;
        }
        lanes.load_params(0, &course.params);
        Ok(Self { lanes, lane: [Some(Lane::new(0, course, start))], touched: false })
    }

    fn lane(&self) -> &Lane<'a> {
        // The lane is taken out within `advance_to` only.
        self.lane[0].as_ref().unwrap_or_else(|| unreachable!("the lane is put back"))
    }

    fn lane_mut(&mut self) -> &mut Lane<'a> {
        self.lane[0].as_mut().unwrap_or_else(|| unreachable!("the lane is put back"))
    }

    /// Where the run is.
    pub fn time(&self) -> f64 {
        self.lane().t
    }

    /// State `i`.
    pub fn state(&self, i: usize) -> f64 {
        self.lanes.states(0).nth(i).unwrap_or(f64::NAN)
    }

    /// Parameter `i`.
    pub fn param(&self, i: usize) -> f64 {
        self.lane().course.params.get(i).copied().unwrap_or(f64::NAN)
    }

    /// Value of output `i` now.
    pub fn output(&mut self, i: usize) -> f64 {
        let Self { lanes, lane, .. } = self;
        let Some(lane) = lane[0].as_mut() else { return f64::NAN };
        let t = lane.t;
        lanes.with_states(|y| lane.course.output(t, y, i))
    }

    /// Sets a state or parameter from now on; events see it on the next advance.
    ///
    /// # Errors
    /// A target that the system does not have, a value that is not finite.
    pub fn set(&mut self, target: Target, value: f64) -> Result<(), Failure> {
        let system = self.lanes.system();
        let what = match target {
            _ if !target.exists(system.states, system.params) => Some(BadInput::Target(target)),
            Target::Param(i) if !value.is_finite() => Some(BadInput::Param(i)),
            Target::State(state) if !value.is_finite() => {
                return Err(Failure::InitialValue { state, value });
            }
            _ => None,
        };
        if let Some(what) = what {
            return Err(Failure::BadInput { what });
        }
        match target {
            Target::State(i) => *self.lanes.state_mut(i, 0) = value,
            Target::Param(i) => self.lane_mut().course.params[i] = value,
        }
        self.touched = true;
        Ok(())
    }

    /// Integrates to `time`, not before where the run is. Where the time is reached already only
    /// what was set takes effect.
    ///
    /// # Errors
    /// A time that is past or not finite; whatever ends a run early. After a failure the run stays
    /// where it got to.
    pub fn advance_to(&mut self, time: f64) -> Result<(), Failure> {
        if !(time.is_finite() && time >= self.time()) {
            return Err(Failure::BadInput { what: BadInput::Interval });
        }
        let Self { lanes, lane: slot, touched } = self;
        let Some(lane) = slot[0].as_mut() else { return Ok(()) };
        lane.course.extend(lane.t, time);
        lane.course.stats = crate::run::Stats::default();
        if std::mem::take(touched) {
            lane.fresh = true;
            lanes.load_params(0, &lane.course.params);
            if let Some(Some(failure)) = lanes.arrive(0, lane) {
                return Err(failure);
            }
            lanes.load_params(0, &lane.course.params);
        }
        while slot[0].as_ref().is_some_and(|lane| lane.t < time) {
            let h = lanes.attempt(slot);
            let Some(lane) = slot[0].as_mut() else { break };
            match lanes.judge(0, lane, h[0]) {
                Some(Some(failure)) => return Err(failure),
                Some(None) => break,
                None => {}
            }
        }
        if let Some(lane) = slot[0].as_mut().filter(|lane| lane.course.changed) {
            lane.fresh = true;
            lanes.load_params(0, &lane.course.params);
        }
        Ok(())
    }

    /// The exact state of the run.
    pub fn save(&self) -> Snapshot {
        let lane = self.lane();
        let mut words = Words::default();
        let system = self.lanes.system();
        words.extend(
            [MARK, system.states as u64, system.params as u64, system.events.len() as u64].into_iter(),
        );
        words.float(lane.t);
        words.float(lane.h);
        let flags =
            u64::from(lane.fresh) | u64::from(lane.after_rejection) << 1 | u64::from(self.touched) << 2;
        words.push(flags);
        let states: Vec<f64> = self.lanes.states(0).collect();
        words.floats(&states);
        lane.course.store(&mut words);
        words.into()
    }

    /// Goes back to a saved state, of this stepper or of another of the same system: what follows has
    /// the bits that followed there.
    ///
    /// # Errors
    /// A snapshot of another system; nothing is changed then.
    pub fn load(&mut self, snapshot: &Snapshot) -> Result<(), Failure> {
        let mut copy = self.clone();
        let mut words = Reader::new(snapshot);
        let fits = copy.read(&mut words).is_some() && words.is_empty();
        if !fits {
            return Err(Failure::BadInput { what: BadInput::Length });
        }
        *self = copy;
        Ok(())
    }

    fn read(&mut self, words: &mut Reader<'_>) -> Option<()> {
        let system = self.lanes.system();
        for expected in [MARK, system.states as u64, system.params as u64, system.events.len() as u64] {
            if words.next()? != expected {
                return None;
            }
        }
        let (t, h, flags) = (words.float()?, words.float()?, words.next()?);
        for i in 0..system.states {
            *self.lanes.state_mut(i, 0) = words.float()?;
        }
        let lane = self.lane_mut();
        lane.course.restore(words)?;
        (lane.t, lane.h) = (t, h);
        (lane.fresh, lane.after_rejection) = (flags & 1 != 0, flags & 2 != 0);
        self.touched = flags & 4 != 0;
        let params = self.lane().course.params.clone();
        self.lanes.load_params(0, &params);
        Some(())
    }
}
