//! A model inside a host program, which moves it along and changes its inputs.

mod error;
#[cfg(test)]
mod tests;

use jakstat_model::diagnostic::nearest;
use jakstat_ode::{Failure, Options, Snapshot, Stats, Target};

pub use error::StepperError;

use crate::CompiledModel;

/// Something of a model that a host sets; from [`Stepper::input`]. Good for every stepper of the same
/// model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Input {
    model: u64,
    target: Target,
    /// Output that holds the size of the compartment to multiply a concentration with.
    size: Option<usize>,
}

/// Something of a model that a host reads; from [`Stepper::reading`]. Good for every stepper of the
/// same model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    model: u64,
    output: usize,
}

/// A run of a model that a host moves along, with Rodas5P.
///
/// Ids are looked up once; then a host sets inputs, advances and reads, and where the model has no
/// events nothing of this allocates. Values and times are in the model's units. A clone is a run of
/// its own: a host that needs a thousand makes one and copies it.
///
/// ```
/// use jakstat_model::{antimony, check};
/// use jakstat_ode::Options;
/// use jakstat_sim::{CompiledModel, Output, Request, Stepper};
///
/// let text = "J: S1 -> S2; k*signal*S1 \n S1 = 10; S2 = 0; k = 0.1; signal = 0";
/// let parsed = antimony::read("m", text, &|_| Err("no imports".into()));
/// let network = check(parsed).map_err(|_| "not a model")?.network;
/// let request = Request {
///     outputs: vec![Output::Value("S2".into())],
///     inputs: vec!["signal".into()],
///     ..Request::default()
/// };
/// let model = CompiledModel::new(&network, &request).map_err(|_| "not to be computed")?;
///
/// let mut stepper = Stepper::new(&model, &Options::default(), 0.0)?;
/// let (signal, s2) = (stepper.input("signal")?, stepper.reading("S2")?);
/// let saved = stepper.save();
/// for minute in 1..=10 {
///     stepper.set(signal, 1.0)?; // what the host found out meanwhile
///     stepper.advance_to(f64::from(minute))?;
/// }
/// assert!((stepper.read(s2) - 10.0 * (1.0 - (-1.0f64).exp())).abs() < 1e-4);
/// stepper.load(&saved)?; // back to the start
/// assert_eq!((stepper.time(), stepper.read(s2)), (0.0, 0.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Stepper<'m> {
    model: &'m CompiledModel,
    inner: jakstat_ode::Stepper<'m>,
}

impl<'m> Stepper<'m> {
    /// Sets out at `start`, in the model's unit of time, with the model's own values. A single
    /// absolute tolerance is taken for concentrations, as [`CompiledModel::tolerances`] says.
    ///
    /// # Errors
    /// Values that are missing in the model, options that make no sense, a method other than `auto`
    /// and `rodas5p`, which are one here.
    pub fn new(model: &'m CompiledModel, options: &Options, start: f64) -> Result<Self, StepperError> {
        let params = model.params();
        let mut options = options.clone();
        if let [atol] = options.atol[..] {
            options.atol = model.tolerances(atol, start, &params);
        }
        let inner = jakstat_ode::Stepper::new(model.system(), &options, params, start);
        Ok(Self { model, inner: inner.map_err(|failure| failed(model, failure))? })
    }

    /// The input `id`, one of those that the model was compiled with.
    ///
    /// # Errors
    /// No such input, with the nearest.
    pub fn input(&self, id: &str) -> Result<Input, StepperError> {
        let inputs = self.model.inputs();
        match self.model.target(id) {
            Some(target) if inputs.iter().any(|i| i == id) => {
                Ok(Input { model: self.mark(), target, size: self.model.input_size(id) })
            }
            target => Err(StepperError::Input {
                id: id.to_owned(),
                near: nearest(id, inputs.iter().map(String::as_str)).map(str::to_owned),
                inputs: inputs.to_vec(),
                settable: target.is_some(),
            }),
        }
    }

    /// The first of the outputs that the model was compiled with that reads `id`; a derivative is
    /// called `d(ID)/d(PARAMETER)`.
    ///
    /// # Errors
    /// No such output, with the nearest.
    pub fn reading(&self, id: &str) -> Result<Reading, StepperError> {
        let ids = self.model.output_names();
        match ids.iter().position(|i| i == id) {
            Some(output) => Ok(Reading { model: self.mark(), output }),
            None => Err(StepperError::Reading {
                id: id.to_owned(),
                near: nearest(id, ids.iter().map(String::as_str)).map(str::to_owned),
                outputs: ids,
            }),
        }
    }

    /// Where the run is.
    pub fn time(&self) -> f64 {
        self.inner.time()
    }

    /// Work of the last advance.
    pub fn stats(&self) -> Stats {
        self.inner.stats()
    }

    /// Sets an input from now on, to what formulas mean by its id. Events see it on the next advance.
    ///
    /// # Errors
    /// A value that is not finite, an input of another model; nothing is set then.
    pub fn set(&mut self, input: Input, value: f64) -> Result<(), StepperError> {
        if input.model != self.mark() {
            return Err(StepperError::OtherModel);
        }
        if !value.is_finite() {
            return Err(StepperError::NotFinite { id: self.id_of(input.target), value });
        }
        let size = input.size.map_or(1.0, |output| self.inner.output(output));
        let also = self.model.zeroed_with(input.target).map(|target| (target, 0.0));
        for (target, value) in std::iter::once((input.target, value * size)).chain(also) {
            self.inner.set(target, value).map_err(|failure| failed(self.model, failure))?;
        }
        Ok(())
    }

    /// The value of a reading now, with all that was set.
    ///
    /// # Panics
    /// With a reading of another model.
    pub fn read(&mut self, reading: Reading) -> f64 {
        assert_eq!(reading.model, self.mark(), "the reading is of another model");
        self.inner.output(reading.output)
    }

    /// Integrates to `time`, not before where the run is. Where the time is reached already only
    /// what was set takes effect.
    ///
    /// # Errors
    /// A time that is past or not finite, with which nothing changes; whatever ends a run early, in
    /// the model's words. After that the run stands where it got to, and can be advanced again.
    pub fn advance_to(&mut self, time: f64) -> Result<(), StepperError> {
        let now = self.time();
        if !(time.is_finite() && time >= now) {
            return Err(StepperError::Time { time, now });
        }
        self.inner.advance_to(time).map_err(|failure| failed(self.model, failure))
    }

    /// The exact state of the run.
    pub fn save(&self) -> Snapshot {
        self.inner.save()
    }

    /// Goes back to a saved state, of this stepper or of another of the same model: what follows has
    /// the bits that followed there, given the same options.
    ///
    /// # Errors
    /// A snapshot that is damaged or of another model; nothing is changed then.
    pub fn load(&mut self, snapshot: &Snapshot) -> Result<(), StepperError> {
        self.inner.load(snapshot).map_err(|_| StepperError::Snapshot)
    }

    fn mark(&self) -> u64 {
        self.model.system().fingerprint()
    }

    fn id_of(&self, target: Target) -> String {
        let same = |id: &&String| self.model.target(id) == Some(target);
        self.model.inputs().iter().find(same).cloned().unwrap_or_default()
    }
}

fn failed(model: &CompiledModel, failure: Failure) -> StepperError {
    StepperError::Failed { message: model.explain(&failure), failure }
}
