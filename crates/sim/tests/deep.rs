//! Models that are deep or large: long chains compile on a small stack, and what would take for ever is
//! refused.
#![allow(clippy::unwrap_used, clippy::panic)]

use jakstat_model::{Network, antimony, check};
use jakstat_ode::{Options, Run, solve};
use jakstat_sim::{CompiledModel, Output, Request};

fn network(text: &str) -> Network {
    check(antimony::read("m", text, &|_| Err("none".into()))).unwrap().network
}

/// Compiles with the stack of a worker thread, 2 MB; the first error where it is refused.
fn compile(text: &str, output: &str) -> Result<CompiledModel, String> {
    let (text, output) = (text.to_owned(), output.to_owned());
    let work = move || {
        let request = Request { outputs: vec![Output::Value(output)], ..Request::default() };
        CompiledModel::new(&network(&text), &request).map_err(|problems| problems[0].to_string())
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(work).unwrap().join().unwrap()
}

#[test]
fn a_chain_of_rules_may_be_as_long_as_the_model() {
    let n = 5_000;
    let chain: String = (1..n).map(|i| format!("a{i} := a{} + 1\n", i - 1)).collect();
    // Read from its far end first.
    let text = format!("J: S -> ; k*S*a{0}/a{0}; S = 1; k = 1; a0 = 1\n{chain}", n - 1);
    let last = format!("a{}", n - 1);
    let model = compile(&text, &last).unwrap();
    let run = Run {
        save: std::sync::Arc::new(jakstat_ode::Save { times: vec![1.0], both_sides: false }),
        ..Run::new(model.params(), 0.0, 1.0)
    };
    let solution = solve(model.system(), &Options::default(), &[run]).remove(0);
    assert_eq!(solution.failure, None);
    assert_eq!(solution.values[0], n as f64);
}

#[test]
fn functions_that_double_are_refused() {
    let doubling = |n: usize| -> String {
        let functions = (1..n).map(|i| format!("function f{i}(x) f{0}(x) + f{0}(2*x) end\n", i - 1));
        format!("function f0(x) x end\n{}k := f{}(1)\nS' = k; S = 0\n", functions.collect::<String>(), n - 1)
    };
    assert!(compile(&doubling(8), "S").is_ok());
    let refused = compile(&doubling(60), "S").unwrap_err();
    assert_eq!(refused, "error[C010]: functions come to more than 1000000 calls");
    let chain: String = (1..2_000).map(|i| format!("function f{i}(x) f{}(x) + 1 end\n", i - 1)).collect();
    let refused =
        compile(&format!("function f0(x) x end\n{chain}k := f1999(1)\nS' = k; S = 0\n"), "S").unwrap_err();
    assert_eq!(refused, "error[C010]: formulas and functions are nested more than 1000 levels deep");
}

#[test]
fn more_states_than_can_be_compiled_are_refused() {
    let text: String = (0..60_000).map(|i| format!("S{i}' = 1; S{i} = 0\n")).collect();
    let refused = compile(&text, "S1").unwrap_err();
    assert_eq!(refused, "error[C010]: 60000 states are more than the 50000 that can be compiled");
}
