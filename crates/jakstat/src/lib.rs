//! jakstat: a model is text, a scenario says what is done to it, a study repeats it for many
//! parameter sets at once, and an outcome is what you wanted to know.
//!
//! This crate joins the parts. [`load`] is the only place that opens files; everything else takes
//! values and gives values.
//!
//! ```
//! use jakstat::prelude::*;
//!
//! let text = "J: S1 -> S2; k*S1 \n S1 = 10; S2 = 0; k = 0.1";
//! let model = read_model("decay.ant", text)?; // of a file: load_model(path)
//! let scenario = Scenario::plain("decay", 0.0, 10.0, 11);
//! let experiment = LoadedScenario::plain(model, scenario).experiment(&Variation::default())?;
//! let run = simulate(&experiment)?;
//! println!("S1 at {} is {}", run.times[10], run.value(10, 0));
//! # assert!((run.value(10, 0) - 10.0 * (-1.0f64).exp()).abs() < 1e-5);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A scenario file is run the same way: `load_scenario(path)?.experiment(&Variation::default())?`.

pub mod codes;
pub mod figure;
pub mod load;
mod problems;
pub mod render;
mod trajectory;

pub use jakstat_model as model;
pub use jakstat_ode as ode;
pub use jakstat_report as report;
pub use jakstat_sim as sim;
pub use jakstat_study as study;

pub use problems::Problems;
pub use trajectory::{Column, OutcomeValue, RunFailed, Trajectory, simulate};

/// What most programs need: `use jakstat::prelude::*`.
pub mod prelude {
    pub use crate::load::{LoadedModel, LoadedScenario, load_model, load_scenario, read_model};
    pub use crate::model::{Diagnostic, Network, Unit};
    pub use crate::ode::{Method, Options, Run, Solution, solve};
    pub use crate::report::{Figure, Provenance, Table};
    pub use crate::sim::{CompiledModel, Experiment, Output, Parts, Request, Scenario, Stepper, Variation};
    pub use crate::{Problems, RunFailed, Trajectory, simulate};
}

/// Holds the Rust of the project's README to what compiles.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Readme;
