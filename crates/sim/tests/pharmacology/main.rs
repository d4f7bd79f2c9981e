//! Compounds, regimens and what they do to a network, against closed forms.
#![allow(clippy::unwrap_used)]

mod activity;
mod courses;
mod evaluate;
mod files;
mod fixtures;
mod infusions;
mod kinetics;
mod messages;
mod occupancy;
mod regimens;
mod sensitivity;
mod shipped;
mod sites;
mod topical;
