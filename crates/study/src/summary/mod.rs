//! Summaries: what the rows of a study come to.
//!
//! A summary evaluates a formula on each row and takes a statistic of it in each group: the share
//! of rows where a condition holds, a mean, a quantile, an IC50. Rows of failed runs are left out
//! and counted. A missing number makes every formula that needs it missing, conditions too: a
//! condition that is missing does not hold, so a patient without outcome never counts as success.

//!
//! ```toml
//! [[summary]]
//! name = "responders at week 24"
//! statistic = "share"         # share (percent), mean, median, sd, min, max, quantile, count, ic50
//! of = "score_24 <= 20"       # a condition for a share, else a number; columns by name
//! among = "score_52 <= 20"    # optional: only these rows count
//! by = ["arm"]                # optional: groups
//! # error = 4                 # of a share, optional: standard deviation of the error of reading
//! # quantile = 0.9            # of a quantile
//! # along = "dose_factor"     # of an ic50: the column with the dose; `of` is a percentage
//! # unit = "nM"               # of an ic50, optional: where it differs from the column's
//! ```
//!
//! Shares have Wilson's 95 % interval and means the normal one, both from the number of rows: they
//! say how far more virtual patients could move the value, not how sure the model is.

mod evaluate;
mod ic50;
mod interval;
mod read;
mod rows;
mod statistic;
mod table;

pub use read::Summary;
pub use rows::{SummaryRow, summarise};
pub use statistic::Statistic;
pub use table::summary_table;

pub(crate) use evaluate::{Asker, faults, unknown, value};
pub(crate) use read::{check, parse, read_all};
pub(crate) use rows::groups;
pub(crate) use statistic::quantile;
