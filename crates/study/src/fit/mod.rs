//! Choosing parameters so that studies meet what was observed.
//!
//! ```text
//! fit file --FitFile::read--> FitFile    free parameters, their ranges, topics, how to search
//! FitFile + studies --Fit--> search      downhill or CMA-ES; every set that was tried is kept
//! best set --neighbours--> sets drawn around it, tried too
//! trials --ensemble--> sets that fit about equally well
//! ```
//! The cost of a set is the sum of squared residuals over the observations whose role is `fit`, each
//! in standard deviations of its observation. Patients are drawn from the same numbers for every set,
//! so that two sets differ by their parameters alone.

mod ensemble;
mod file;
mod local;
mod neighbours;
mod problem;
mod search;

pub use ensemble::ensemble;
pub use file::{FitFile, FreeParameter};
pub use neighbours::neighbours;
pub use problem::{Compared, Fit, FitTopic, Trial};
pub use search::{Method, Search, search};
