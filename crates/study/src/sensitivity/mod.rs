//! Global sensitivity: which parameters an outcome depends on over the whole of their ranges.
//!
//! ```toml
//! [[axis]]
//! points = 512                  # base rows, best a power of two; (d + 2) runs each for d parameters
//! sobol_indices = [
//!     { name = "k1", unit = "1/h", from = 0.1, to = 10, scale = "log" },
//!     { name = "k2", from = 0, to = 1 },
//! ]
//!
//! [[sensitivity]]
//! of = ["score_24", "ln(cmax / auc)"]   # outcomes, or formulas over the columns
//! # among = "dose_factor == 1"          # optional: only these runs count
//! # by = ["arm"]                        # where other axes vary too: indices for each of their values
//! ```
//!
//! The first-order index of a parameter is the share of the outcome's variance that vanishes on
//! average when the parameter is known; the total index is the share that is left when all others
//! are known, so a parameter with a total index of 0 does nothing. The parameters are uniform and
//! independent over their ranges (in the logarithm where the scale says so).
//!
//! A base row counts only with all of its runs. Those with a run that failed, that has no value or
//! that does not satisfy `among` are left out and counted. A condition on outcomes in `among` thus
//! bends the ranges; one on other axes does not.
//!
//! The 95 % intervals are the percentiles of 500 resamples of base rows. They take base rows for
//! independent draws; Sobol points are spread better than that, so the intervals are rather too wide.

mod base;
mod bootstrap;
mod indices;
mod read;
mod rows;
mod table;

pub use read::Sensitivity;
pub use rows::{Index, SensitivityRow, sensitivities};
pub use table::sensitivity_table;

pub(crate) use read::{check, check_groups, read_all};
