//! Benchmarks of jakstat: throughput, comparison with its peers, work against precision.
//!
//! See `README.md` for how to run them and how to read what they print.

pub mod accuracy;
pub mod cases;
pub mod engine;
pub mod machine;
pub mod peers;
pub mod sets;
pub mod throughput;
pub mod trial;
pub mod work_precision;

/// What a command gives: nothing, or a sentence that says what went wrong.
pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;
