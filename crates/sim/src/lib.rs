//! From a network to outcomes: scenarios, doses, occupancy, runs.
//!
//! ```text
//! Network --CompiledModel::new--> CompiledModel        (what each id is while time runs)
//! Scenario + Parts --Experiment::new--> Experiment     (treatments laid over, compiled)
//! Experiment --run--> Run --solve--> Solution --outcomes--> numbers
//! ```
//! Nothing here opens a file or knows a biological name: models, compounds, kinases and targets are
//! data that the caller has read.

pub mod compile;
pub mod dose_response;
mod failure;
pub mod fields;
pub mod measure;
pub mod pharmacology;
pub mod scenario;

pub use compile::{CompiledModel, Output, Request};
pub use scenario::{Experiment, Parts, Scenario, Variation};
