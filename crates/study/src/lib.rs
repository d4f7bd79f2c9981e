//! Studies: one scenario, many runs.
//!
//! ```text
//! Design --point(i)--> compute --Row--> Store (blocks) --finish--> runs.csv, runs.parquet
//! ```
//!
//! - [`design`] says which values the runs take: grids, lists, tables, Latin hypercubes, Sobol
//!   points, crossed in any way. Point `i` is computed when asked for.
//! - [`table`] holds the results: columns with units, a row for each run, CSV and Parquet.
//! - [`store`] is the run folder. It survives a crash at any moment and can be resumed.
//! - [`run`] computes the missing blocks of a folder on many threads.
//!
//! Row `i` depends on the design, its number and the seed only, so the tables are the same bytes for
//! every number of threads and after every resume.
//!
//! ```
//! use jakstat_study::design::{Axis, Block, Design, Range, Scale, Value, Values};
//!
//! let dose = Axis {
//!     name: "dose".into(),
//!     unit: Some("nM".into()),
//!     values: Values::LogGrid { from: 1.0, to: 1000.0, n: 4 },
//! };
//! let rate = Range { name: "k".into(), unit: None, from: 0.1, to: 10.0, scale: Scale::Log };
//! let population = Block::LatinHypercube { ranges: vec![rate], n: 100 };
//! let design = Design::new(vec![Block::Axis(dose), population], 42).unwrap();
//!
//! assert_eq!(design.len(), 400);
//! let point = design.point(250).unwrap();
//! assert_eq!(point.0[0], Value::Number(100.0));
//! assert_eq!(point, design.point(250).unwrap());
//! ```

pub mod codes;
pub mod design;
mod error;
pub mod population;
mod runner;
pub mod store;
pub mod summary;
pub mod sweep;
pub mod table;

pub use codes::CODES;
pub use error::{Difference, StudyError};
pub use runner::{Finished, Progress, on_threads, run};
pub use store::{Manifest, Store};
