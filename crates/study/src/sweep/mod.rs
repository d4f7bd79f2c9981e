//! Study files: which scenarios, over which values.
//!
//! ```text
//! study file --Study::read--> Study + loaded scenarios --Sweep::new--> Sweep --rows--> Store
//! ```

mod plan;
mod read;
mod rows;

pub use plan::{Loaded, Sweep};
pub use read::{AxisSpec, PlotKind, PlotSpec, Study, Treatments};
