//! Compounds: what they bind, how they move through the body, and what they do to a network.
//!
//! ```text
//! compound file --Compound::read--> Compound    kinase file --Kinases::read--> Kinases
//! targets file --Targets::read--> Targets       "4 mg QD" --Regimen::parse--> Regimen --doses--> [Dose]
//!
//! Network --with_pharmacokinetics--> Network (doses in, free concentration out)
//! Network --with_site--> Network (free concentration in a tissue; doses on it)
//! Network --with_occupancy--> Network (free concentration in, slower reactions out)
//! ```
//! Every step is pure: text or a network in, a value or all problems out. Numbers carry their unit
//! and source ([`Sourced`]) and become ordinary parameters of the network, in the network's own
//! units, so that a run can set them and a study can vary them.
//!
//! ```
//! use jakstat_sim::pharmacology::Regimen;
//!
//! let regimen = Regimen::parse("200 mg QD x 2 then 50 mg BID").unwrap();
//! let doses = regimen.doses(0.0, 72.0, 0.0).unwrap();
//! let plan: Vec<(f64, f64)> = doses.iter().map(|d| (d.time_h, d.amount_mg)).collect();
//! assert_eq!(plan, [(0.0, 200.0), (24.0, 200.0), (48.0, 50.0), (60.0, 50.0)]);
//! ```

mod amount;
pub mod atp;
pub mod codes;
mod compound;
pub mod distribution;
pub(crate) mod inhibition;
mod kinases;
mod kinetics;
pub mod occupancy;
mod overlay;
pub mod pharmacokinetics;
mod potency;
pub mod regimen;
mod regimen_file;
mod regimen_text;
mod site;
pub(crate) mod sourced;
mod targets;
mod untreated;

pub use amount::{NotSubstance, RateStep, dose_amount, infusion_steps};
pub use atp::atp_shift;
pub use codes::CODES;
pub use compound::Compound;
pub use distribution::{SiteSpecies, with_site};
pub use kinases::{Kinase, Kinases};
pub use kinetics::{Kinetics, Metabolite, Peripheral, Studied};
pub use occupancy::{InhibitorInput, with_occupancy};
pub use pharmacokinetics::{PkSpecies, with_constant_concentration, with_pharmacokinetics};
pub use potency::{AssayAtp, Binding, Potency};
pub use regimen::{Course, Dose, Regimen, Repeat, Route};
pub use regimen_file::NamedRegimen;
pub use site::{Site, Topical};
pub use sourced::{Relation, Sourced, Status, UnitMismatch};
pub use targets::{Target, Targets};
