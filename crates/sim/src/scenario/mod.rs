//! Scenarios: what is done to a model, and what one wants to know.
//!
//! ```text
//! scenario file --Scenario::read--> Scenario + Parts (network, parameter files, compounds, kinases, targets)
//!   --Experiment::new--> Experiment (compiled) --run--> Run --solve--> Solution --outcomes--> numbers
//! ```

mod as_network;
mod codes;
mod dosing;
mod experiment;
mod given;
mod outcome;
mod parameters;
mod read;
mod timing;
mod treated;

pub use codes::CODES;
pub use experiment::{Experiment, Parts, Variation};
pub use given::Given;
pub use outcome::{Measured, Outcome, Relative};
pub use parameters::{ParameterFile, SourcedParameter};
pub use read::{Change, Exposure, Rows, Scenario, Setting, Subject, Treatment};
