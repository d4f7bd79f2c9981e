//! The command as a user meets it.

mod bad_input;
mod bench;
mod check;
mod list;
mod population;
mod run;
mod scenario;
mod sensitivity;
mod steady;
