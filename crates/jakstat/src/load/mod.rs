//! Files in, values out: the only place that opens files for reading.
//!
//! ```text
//! path --load_model--> LoadedModel
//! path --load_scenario--> LoadedScenario --experiment--> Experiment
//! path --load_study--> LoadedStudy --sweep--> Sweep
//! path --load_population--> LoadedPopulation
//! path --load_validation--> LoadedValidation --fit--> Fit --compare--> comparisons
//! path --load_fit--> LoadedFit --fit--> Fit --trial--> Trial
//! ```
//! Everything that was read enters one hash, so that a result can say from which texts it came.

mod folder;
mod kind;
mod model;
mod population;
mod scenario;
mod study;
mod texts;
mod validation;

pub use folder::{models_in, nearest, toml_files};
pub use kind::FileKind;
pub use model::{LoadedModel, load_model, load_model_with, read_model};
pub use population::{LoadedPopulation, load_population};
pub use scenario::{LoadedScenario, load_scenario};
pub use study::{LoadedStudy, load_study};
pub use texts::Texts;
pub use validation::{LoadedFit, LoadedTopic, LoadedValidation, load_fit, load_validation};
