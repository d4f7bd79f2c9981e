//! What was observed beside what a study predicts.
//!
//! ```text
//! validation file --Validation::read--> Validation   which study answers which table of observations
//! CSV --read_observations--> Vec<Observation>        value, interval, role, source
//! bands of a fit --Bands::read--> Bands               how far the ensemble's predictions reach
//! Observation + Predictions --compare--> Comparison  predicted, inside or outside
//! ```

mod bands;
mod compare;
mod observed;
mod predictions;
mod read;

pub use bands::Bands;
pub use compare::{Comparison, Count, Verdict, compare, count};
pub use observed::{Observation, Role, read_observations};
pub use predictions::Predictions;
pub(crate) use read::read_topics;
pub use read::{Topic, Validation};
