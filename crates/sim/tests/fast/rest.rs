//! Steady states and conserved sums.

use jakstat_ode::Run;
use jakstat_ode::steady::Stability;

use crate::{close, compiled, network, options};

#[test]
fn a_steady_state_keeps_the_sums() {
    // A, B and C are 1 : 2 : 6 and 4.5 in sum; E + X is 3.
    let text = "compartment c = 2; species A in c = 0.5, B in c = 4, C in c = 0, E in c = 1, X in c = 2
        J: A -> B; 2*A - B
        L: B -> C; 3*B - C
        S: E -> X; 0.1*(E - 2*X)";
    for fast in [&["J"][..], &["J", "L"], &["L", "S"], &["J", "L", "S"]] {
        let model = compiled(&network(text, fast), &["A", "B", "C", "E", "X"]);
        let run = Run::new(model.params(), 0.0, 1e6);
        for steady in [model.steady_state(&options(), &run), model.integrate_to_rest(&options(), &run)] {
            let steady = steady.map_err(|why| model.explain_unsteady(&why)).unwrap();
            close(&steady.state.outputs[..5], &[0.5, 1.0, 3.0, 2.0, 1.0]);
            let totals: Vec<(String, f64)> =
                steady.conserved.iter().map(|c| (c.moiety.to_string(), c.total)).collect();
            let names: Vec<&str> = totals.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, ["A + B + C", "E + X"]);
            close(&totals.iter().map(|(_, total)| *total).collect::<Vec<f64>>(), &[4.5, 3.0]);
        }
    }
}

#[test]
fn a_turnover_comes_to_rest() {
    let text = "compartment c = 1; species A in c = 0, B in c = 0
        I: -> A; 1
        J: A -> B; 2*A - B
        D: B -> ; 0.25*B";
    let model = compiled(&network(text, &["J"]), &["A", "B"]);
    let steady = model.steady_state(&options(), &Run::new(model.params(), 0.0, 1e6));
    let steady = steady.map_err(|why| model.explain_unsteady(&why)).unwrap();
    close(&steady.state.outputs[..2], &[2.0, 4.0]);
    assert_eq!(steady.state.spectrum.stability, Stability::Stable);
    // What is slow tells how fast: -0.25 * 2/3.
    assert_eq!(steady.state.spectrum.eigenvalues.len(), 1);
    close(&[steady.state.spectrum.eigenvalues[0].real], &[-0.25 * 2.0 / 3.0]);
    assert!(steady.conserved.is_empty());
}

#[test]
fn what_is_switched_off_is_not_at_rest() {
    let text = "compartment c = 1; species A in c = 0, B in c = 4; k = 0
        J: A => B; k*A
        S: B => A; 0.5";
    let model = compiled(&network(text, &["J"]), &["A", "B"]);
    let why = model.steady_state(&options(), &Run::new(model.params(), 0.0, 100.0)).unwrap_err();
    let said = model.explain_unsteady(&why);
    assert!(said.contains("still changes by"), "{said}");
}
