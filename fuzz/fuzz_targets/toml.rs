#![no_main]
#![allow(dead_code, reason = "each program runs one of the targets")]

#[path = "../../crates/jakstat/tests/fuzzed/targets/mod.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::run("toml", bytes));
