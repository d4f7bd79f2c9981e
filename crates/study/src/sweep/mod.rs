//! Study files: which scenarios, over which values.
//!
//! ```text
//! study file --Study::read--> Study + Files --Sweep::new--> Sweep --rows--> Store
//! ```
//!
//! What a column of the design does follows from its name: `compound` and `regimen` replace those
//! of the first treatment, `dose_factor` multiplies every dose, `compound.CL` (or another suffix of
//! a pharmacokinetic parameter) multiplies that parameter of every compound `X` that the treatments
//! lay over the model, `X_CL`, active metabolites included, and every other column of numbers sets
//! the id of its name. A column of texts that is neither a compound nor a regimen is a label: it is
//! kept in the rows, can tell groups apart, and sets nothing.

mod files;
mod plan;
mod plot;
mod read;
mod role;
mod rows;
mod screening;
mod treatments;
mod variant;

pub use files::{Files, Loaded, LoadedPopulation};
pub use plan::Sweep;
pub use plot::{Lines, ObservedFile, Pair, PlotKind, PlotSpec, Through};
pub use read::{AxisSpec, PopulationSpec, Study, Treatments};
pub use variant::compound_ids;
