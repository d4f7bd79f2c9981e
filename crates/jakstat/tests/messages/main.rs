//! The most likely mistakes, and exactly what is read on standard error: what is wrong, where, and
//! what to do.
//!
//! Every message is a file in `snapshots`. After a message was changed on purpose, write them anew with
//! `INSTA_UPDATE=always cargo test -p jakstat --test messages` and read the difference as a user would.

#![allow(clippy::unwrap_used)]

#[path = "../cli/bench.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod bench;

mod files;
mod models;
mod scenarios;

use bench::Bench;

/// A sound model in hours and nM, for scenarios to name.
const MODEL: &str = "\
unit time_unit = 3600 second
unit substance = 1e-9 mole
unit volume = litre
unit nM = 1e-9 mole / litre
unit per_h = 1 / (3600 second)
compartment cell = 2
species S1 in cell, S2 in cell
v1: S1 -> S2; cell*k1*S1
v2: S2 -> S1; cell*k2*S2
S1 = 10; S2 = 0
k1 = 0.3; k1 has per_h
k2 = 0.1; k2 has per_h
";

/// Runs the command in a folder with these files and the sound model, expects the exit code 1, no result
/// and these words on standard error.
#[track_caller]
fn said(name: &str, files: &[(&str, &str)], arguments: &str) {
    let bench = Bench::with(&[files, &[("sound.ant", MODEL)]].concat());
    let said = bench.say(arguments);
    assert_eq!((said.code, said.out.as_str()), (1, ""), "{said:?}");
    insta::with_settings!({ description => format!("jakstat {arguments}"), omit_expression => true }, {
        insta::assert_snapshot!(name, said.err);
    });
}
