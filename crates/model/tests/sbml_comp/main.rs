//! Submodels: what is in the flat model, and what is refused where.

mod conversion;
mod damage;
mod files;
mod fixture;
mod names;
mod refused;
