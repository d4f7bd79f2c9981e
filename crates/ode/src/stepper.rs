//! One run that a host program moves along, piece by piece.

use crate::course::Course;
use crate::options::{Method, Options};
use crate::rosenbrock::{Lane, Lanes};
use crate::run::{BadInput, Failure, Run, Stats};
use crate::snapshot::{Reader, Snapshot, Words};
use crate::system::{System, Target};
use crate::tableau::RODAS5P;

/// First word of a snapshot; a change of what follows changes it.
const MARK: u64 = 0x6a61_6b73_7461_7403;

/// A run under way, advanced by its host with Rodas5P. All memory is its own and made once:
/// advancing a system without events allocates nothing. A clone goes its own way.
///
/// ```
/// use jakstat_ode::{Definition, Options, Stepper, System, Target, graph::Graph};
///
/// // dy/dt = -k y, y(0) = 1
/// let mut graph = Graph::new();
/// let (k, y, one, zero) = (graph.param(0), graph.state(0), graph.constant(1.0), graph.constant(0.0));
/// let decay = graph.mul(k, y);
/// let rhs = vec![graph.sub(zero, decay)];
/// let system = System::new(Definition {
///     graph, params: 1, initial: vec![one], rhs, outputs: vec![y], events: vec![],
/// });
/// let mut stepper = Stepper::new(&system, &Options::default(), vec![0.0], 0.0)?;
/// stepper.advance_to(5.0)?;
/// stepper.set(Target::Param(0), 1.0)?; // the decay begins
/// stepper.advance_to(7.0)?;
/// assert!((stepper.output(0) - (-2.0f64).exp()).abs() < 1e-6);
/// # Ok::<(), jakstat_ode::Failure>(())
/// ```
#[derive(Debug, Clone)]
pub struct Stepper<'a> {
    lanes: Lanes<'a, 8, f64>,
    lane: [Option<Lane<'a>>; 1],
    /// Something was set, or a run failed, since the last arrival.
    touched: bool,
}

impl<'a> Stepper<'a> {
    /// Sets out at `start` with these parameters and the system's initial states. What is due at
    /// the start is done.
    ///
    /// # Errors
    /// Parameters, tolerances or initial values that make no sense; a method other than `Auto` and
    /// `Rodas5P`, which are one here.
    pub fn new(system: &'a System, options: &Options, params: Vec<f64>, start: f64) -> Result<Self, Failure> {
        Self::begin(system, options, &Run::new(params, start, start))
    }

    /// Sets out on a run with its stops, up to whose end the stepper may be advanced.
    pub(crate) fn begin(system: &'a System, options: &Options, run: &Run) -> Result<Self, Failure> {
        options.check(system.states).map_err(bad)?;
        if !matches!(options.method, Method::Auto | Method::Rodas5P) {
            return Err(bad(BadInput::Method(options.method)));
        }
        let mut lanes = Lanes::new(&RODAS5P, system, options);
        let (course, y) = Course::begin(system, options, run)?;
        for (i, value) in y.iter().enumerate() {
            *lanes.state_mut(i, 0) = *value;
        }
        lanes.load_params(0, &course.params);
        Ok(Self { lanes, lane: [Some(Lane::new(0, course, run.start))], touched: false })
    }

    /// All states.
    pub(crate) fn states(&self) -> Vec<f64> {
        (0..self.lanes.system().states).map(|i| self.state(i)).collect()
    }

    /// Rates of change of all states now, with what lags show.
    pub(crate) fn rates(&mut self) -> Vec<f64> {
        let Self { lanes, lane: [lane], .. } = self;
        let lane = lane.as_mut().unwrap_or_else(|| unreachable!("a stepper keeps its lane"));
        let t = lane.t;
        lanes.with_states(|y| lane.course.rates(t, y))
    }

    /// All parameters, the hidden ones behind.
    pub(crate) fn all_params(&self) -> &[f64] {
        &self.lane().course.params
    }

    /// When the next stop, change of a condition on time or execution of an event that has fired is
    /// due; infinite where none is. Forgets the work of the last advance.
    pub(crate) fn due(&mut self) -> f64 {
        let lane = self.lane_mut();
        lane.course.extend(lane.t, f64::INFINITY);
        lane.course.target
    }

    fn lane(&self) -> &Lane<'a> {
        self.lane[0].as_ref().unwrap_or_else(|| unreachable!("a stepper keeps its lane"))
    }

    fn lane_mut(&mut self) -> &mut Lane<'a> {
        self.lane[0].as_mut().unwrap_or_else(|| unreachable!("a stepper keeps its lane"))
    }

    /// Where the run is.
    pub fn time(&self) -> f64 {
        self.lane().t
    }

    /// State `i`.
    ///
    /// # Panics
    /// Where the system has no such state.
    pub fn state(&self, i: usize) -> f64 {
        self.lanes.state(i, 0)
    }

    /// Parameter `i`.
    ///
    /// # Panics
    /// Where the system has no such parameter.
    pub fn param(&self, i: usize) -> f64 {
        assert!(i < self.lanes.system().params, "parameter {i} of {}", self.lanes.system().params);
        self.lane().course.params[i]
    }

    /// Value of output `i` now, with all that was set.
    ///
    /// # Panics
    /// Where the system has no such output.
    pub fn output(&mut self, i: usize) -> f64 {
        let Self { lanes, lane: [lane], touched } = self;
        let lane = lane.as_mut().unwrap_or_else(|| unreachable!("a stepper keeps its lane"));
        let t = lane.t;
        lanes.with_states(|y| lane.course.output(t, y, i, *touched))
    }

    /// Work of the last advance.
    pub fn stats(&self) -> Stats {
        self.lane().course.stats
    }

    /// Sets a state or parameter from now on; events see it on the next advance.
    ///
    /// # Errors
    /// A target that the system does not have, a value that is not finite; nothing is set then.
    pub fn set(&mut self, target: Target, value: f64) -> Result<(), Failure> {
        let system = self.lanes.system();
        if !target.exists(system.states, system.params) {
            return Err(bad(BadInput::Target(target)));
        }
        match target {
            Target::State(i) if !value.is_finite() => return Err(bad(BadInput::State(i))),
            Target::Param(i) if !value.is_finite() => return Err(bad(BadInput::Param(i))),
            Target::State(i) => *self.lanes.state_mut(i, 0) = value,
            Target::Param(i) => self.lane_mut().course.params[i] = value,
        }
        self.lane_mut().course.set(target);
        self.touched = true;
        Ok(())
    }

    /// Integrates to `time`, not before where the run is. Where the time is reached already only
    /// what was set takes effect.
    ///
    /// # Errors
    /// A time that is past or not finite, with which nothing changes; whatever ends a run early.
    /// After that the run stands where it got to, and can be advanced again: with other values, or,
    /// where the limit of steps ended it, just so.
    pub fn advance_to(&mut self, time: f64) -> Result<(), Failure> {
        if !(time.is_finite() && time >= self.time()) {
            return Err(bad(BadInput::Interval));
        }
        let done = self.advance(time);
        let Self { lanes, lane: [lane], touched } = self;
        if let Some(lane) = lane
            && (done.is_err() || std::mem::take(&mut lane.course.changed))
        {
            lane.restart();
            lanes.load_params(0, &lane.course.params);
        }
        *touched = done.is_err();
        done
    }

    fn advance(&mut self, time: f64) -> Result<(), Failure> {
        let Self { lanes, lane: slot, touched } = self;
        if let [Some(lane)] = slot {
            lane.course.extend(lane.t, time);
            if *touched {
                arrive_again(lanes, lane)?;
            }
        }
        while let [Some(Lane { t, .. })] = slot
            && *t < time
        {
            let [end, ..] = lanes.advance(slot);
            if let Some(Some(failure)) = end {
                return Err(failure);
            }
        }
        Ok(())
    }

    /// The exact state of the run.
    pub fn save(&self) -> Snapshot {
        let lane = self.lane();
        let mut words = Words::default();
        words.extend(self.head().into_iter());
        words.float(lane.t);
        words.float(lane.h);
        words.float(lane.crossed.0);
        words.push(u64::from(lane.crossed.1));
        words.extend([lane.fresh, lane.after_rejection, self.touched].into_iter().map(u64::from));
        for i in 0..self.lanes.system().states {
            words.float(self.state(i));
        }
        lane.course.store(&mut words);
        words.into()
    }

    /// What a snapshot must begin with.
    fn head(&self) -> [u64; 5] {
        let system = self.lanes.system();
        let counts = [system.states, system.params, system.events.len()].map(|n| n as u64);
        [MARK, system.fingerprint(), counts[0], counts[1], counts[2]]
    }

    /// Goes back to a saved state, of this stepper or of another of the same system: what follows has
    /// the bits that followed there, given the same options.
    ///
    /// # Errors
    /// A snapshot that is damaged or of another system; nothing is changed then.
    pub fn load(&mut self, snapshot: &Snapshot) -> Result<(), Failure> {
        let mut copy = self.clone();
        let mut words = Reader::new(snapshot);
        let fits = copy.read(&mut words).is_some() && words.is_empty();
        if !fits {
            return Err(bad(BadInput::Snapshot));
        }
        *self = copy;
        Ok(())
    }

    fn read(&mut self, words: &mut Reader<'_>) -> Option<()> {
        for expected in self.head() {
            if words.next()? != expected {
                return None;
            }
        }
        let (t, h) = (words.finite()?, words.finite()?);
        let crossed = (words.finite()?, u32::try_from(words.next()?).ok()?);
        let (fresh, after_rejection, touched) = (words.flag()?, words.flag()?, words.flag()?);
        for i in 0..self.lanes.system().states {
            *self.lanes.state_mut(i, 0) = words.finite()?;
        }
        let Self { lanes, lane: [lane], .. } = self;
        let lane = lane.as_mut()?;
        lane.course.restore(words)?;
        lanes.load_params(0, &lane.course.params);
        (lane.t, lane.h, lane.fresh, lane.after_rejection) = (t, h, fresh, after_rejection);
        lane.crossed = crossed;
        self.touched = touched;
        Some(())
    }
}

/// Something was set where the run is: events and conditions look at it anew.
fn arrive_again<'a>(lanes: &mut Lanes<'a, 8, f64>, lane: &mut Lane<'a>) -> Result<(), Failure> {
    lane.restart();
    lane.course.unsettle();
    if let Some(Some(failure)) = lanes.arrive(0, lane) {
        return Err(failure);
    }
    lanes.load_params(0, &lane.course.params);
    Ok(())
}

fn bad(what: BadInput) -> Failure {
    Failure::BadInput { what }
}
