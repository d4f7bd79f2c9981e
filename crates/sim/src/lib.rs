//! Scenarios.

pub mod compile;
pub mod pharmacology;

pub use compile::{CompiledModel, Output, Request};
