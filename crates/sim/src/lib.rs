//! From a network to outcomes: scenarios, doses, occupancy, runs.
//!
//! ```text
//! Network --CompiledModel::new--> CompiledModel        (what each id is while time runs)
//! Scenario + Parts --Experiment::new--> Experiment     (treatments laid over, compiled)
//! Experiment --run--> Run --solve--> Solution --outcomes--> numbers
//! ```
//! A host program that moves a model along itself uses a [`Stepper`].
//!
//! Nothing here opens a file or knows a biological name: models, compounds, kinases and targets are
//! data that the caller has read.

pub mod compile;
pub mod dose_response;
mod failure;
pub mod fields;
pub mod measure;
pub mod moieties;
pub mod pharmacology;
pub mod scenario;
pub mod steady;
mod stepper;

pub use compile::{CompiledModel, Output, Request};
pub use scenario::{Experiment, Parts, Scenario, Variation};
pub use steady::Steady;
pub use stepper::{Input, Reading, Stepper, StepperError};
