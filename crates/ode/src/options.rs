//! How to integrate.

use crate::run::BadInput;

/// Which method integrates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// [`Method::Rodas4P2`] where the relative tolerance is 1e-4 or looser, else
    /// [`Method::Rodas5P`]: the two cross there on signalling models.
    #[default]
    Auto,
    /// Rosenbrock, order 5: stiff systems.
    Rodas5P,
    /// Rosenbrock, order 4: stiff systems at loose tolerances.
    Rodas4P2,
    /// Dormand and Prince, order 5(4): non-stiff systems.
    Dopri5,
    /// Dormand and Prince, order 8(5,3): non-stiff systems at tight tolerances.
    Dop853,
}

impl Method {
    /// All methods by the name that a user types.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("auto", Self::Auto),
        ("rodas5p", Self::Rodas5P),
        ("rodas4p2", Self::Rodas4P2),
        ("dopri5", Self::Dopri5),
        ("dop853", Self::Dop853),
    ];

    /// The name that a user types.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, m)| *m == self).map_or("auto", |(name, _)| name)
    }
}

/// How to integrate.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Method.
    pub method: Method,
    /// Relative tolerance of the error of one step.
    pub rtol: f64,
    /// Absolute tolerance for each state, in its unit; a single one holds for all.
    pub atol: Vec<f64>,
    /// Steps, kept or not, after which a run fails.
    pub max_steps: u64,
    /// Largest step, if there is one.
    pub max_step: f64,
    /// Whether each run is integrated a second time, more tightly, to tell its global error.
    pub estimate_error: bool,
}

impl Default for Options {
    /// `rtol` 1e-6, `atol` 1e-12, at most 1,000,000 steps of any size.
    fn default() -> Self {
        Self {
            method: Method::Auto,
            rtol: 1e-6,
            atol: vec![1e-12],
            max_steps: 1_000_000,
            max_step: f64::INFINITY,
            estimate_error: false,
        }
    }
}

impl Options {
    /// The method, [`Method::Auto`] decided.
    pub(crate) fn chosen(&self) -> Method {
        match self.method {
            Method::Auto if self.rtol >= 1e-4 => Method::Rodas4P2,
            Method::Auto => Method::Rodas5P,
            method => method,
        }
    }

    /// Absolute tolerance of state `i`.
    #[inline(always)]
    pub(crate) fn atol(&self, i: usize) -> f64 {
        if self.atol.len() == 1 { self.atol[0] } else { self.atol[i] }
    }

    /// Says which number makes no sense for `states` states.
    pub(crate) fn check(&self, states: usize) -> Result<(), BadInput> {
        let positive = |x: f64| if x > 0.0 && x.is_finite() { Ok(()) } else { Err(BadInput::Tolerance(x)) };
        positive(self.rtol)?;
        for atol in &self.atol {
            positive(*atol)?;
        }
        if self.max_step.is_nan() || self.max_step <= 0.0 {
            return Err(BadInput::Tolerance(self.max_step));
        }
        if self.atol.len() == 1 || self.atol.len() == states { Ok(()) } else { Err(BadInput::Length) }
    }
}
