//! Virtual trials: populations, arms, screening and summaries, all in memory.

#![allow(clippy::unwrap_used)]

mod arms;
mod bench;
mod population;
mod screening;
mod summaries;
