//! Virtual trials: populations, arms, screening, summaries and sensitivities, all in memory.

#![allow(clippy::unwrap_used)]

mod arms;
mod bench;
mod indices;
mod population;
mod screening;
mod sensitivity;
mod summaries;
