//! Summaries: what the rows of a study come to.
//!
//! A summary evaluates a formula on each row and takes a statistic of it in each group: the share
//! of rows where a condition holds, a mean, a quantile, an IC50. Rows of failed runs are left out
//! and counted. A missing number makes every formula that needs it missing, conditions too: a
//! condition that is missing does not hold, so a patient without outcome never counts as success.

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

pub(crate) use read::{check, read_all};
