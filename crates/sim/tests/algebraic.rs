//! Values that algebraic rules determine, against answers known in closed form.

#![allow(clippy::unwrap_used)]

use jakstat_model::{Network, antimony, check, sbml};
use jakstat_ode::steady::Stability;
use jakstat_ode::{Method, Options, Run, Save, Solution, solve};
use jakstat_sim::{CompiledModel, Output, Request};

fn network(text: &str) -> Network {
    let parsed = antimony::read("model", text, &|_| Err("no imports".into()));
    check(parsed).map_err(|failed| failed.to_string()).unwrap().network
}

fn request(outputs: &[&str]) -> Request {
    Request { outputs: outputs.iter().map(|o| Output::Value((*o).into())).collect(), ..Request::default() }
}

fn compiled(text: &str, outputs: &[&str]) -> CompiledModel {
    CompiledModel::new(&network(text), &request(outputs)).unwrap()
}

/// Codes and messages of what compiling refuses.
fn refused(text: &str, request: &Request) -> Vec<String> {
    let problems = CompiledModel::new(&network(text), request).unwrap_err();
    problems.iter().map(|p| format!("{} {}", p.code.id, p.message)).collect()
}

fn options(method: Method) -> Options {
    Options { method, rtol: 1e-9, atol: vec![1e-13], ..Options::default() }
}

fn run(model: &CompiledModel, method: Method, times: &[f64]) -> Solution {
    let save = Save { times: times.to_vec(), both_sides: true };
    let run = Run { save: save.into(), ..Run::new(model.params(), 0.0, times[times.len() - 1]) };
    let solution = solve(model.system(), &options(method), &[run]).remove(0);
    assert_eq!(solution.failure.as_ref().map(|f| model.explain(f)), None);
    solution
}

/// Rows of what was asked for.
fn rows(text: &str, outputs: &[&str], times: &[f64]) -> Vec<Vec<f64>> {
    let model = compiled(text, outputs);
    let solution = run(&model, Method::Auto, times);
    solution.values.chunks(model.system().outputs()).map(|row| row[..outputs.len()].to_vec()).collect()
}

#[track_caller]
fn close(found: &[f64], expected: &[f64]) {
    let same = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-8 * b.abs().max(1e-3);
    assert!(
        found.len() == expected.len() && found.iter().zip(expected).all(same),
        "{found:?}, not {expected:?}"
    );
}

/// `A` decays, `B` is what is left of a total.
const TOTAL: &str = "
    compartment c = 1; species A in c = 3; species B in c
    const T = 5, k = 0.4
    A -> ; k*A
    0 = A + B - T";

#[test]
fn a_conserved_total() {
    for method in [Method::Auto, Method::Rodas4P2, Method::Dopri5, Method::Dop853] {
        let model = compiled(TOTAL, &["A", "B"]);
        let solution = run(&model, method, &[0.0, 1.0, 4.0]);
        let expected: Vec<f64> =
            [0.0, 1.0, 4.0f64].map(|t| 3.0 * (-0.4 * t).exp()).iter().flat_map(|a| [*a, 5.0 - a]).collect();
        close(&solution.values, &expected);
    }
}

#[test]
fn sensitivities_of_a_determined_value_are_exact() {
    let ask = Request { sensitivities: vec!["k".into(), "T".into()], ..request(&["B"]) };
    let model = CompiledModel::new(&network(TOTAL), &ask).unwrap();
    let solution = run(&model, Method::Auto, &[2.0]);
    let (k, t) = (0.4f64, 2.0);
    close(&solution.values, &[5.0 - 3.0 * (-k * t).exp(), 3.0 * t * (-k * t).exp(), 1.0]);
    let ask = Request { sensitivities: vec!["B".into()], ..request(&["A"]) };
    let said = refused(TOTAL, &ask);
    assert_eq!(said, ["C006 there is no sensitivity to `B`: an algebraic rule computes it"]);
}

#[test]
fn rules_that_need_each_other_are_solved_together() {
    // x + y = a and k x - y = 1; then z from both; listed the other way round.
    let text = "
        a' = 1; a = 2; const k = 3; var x, y, z
        0 = z - x*k - y
        0 = k*x - y - 1
        0 = x + y - a";
    let rows = rows(text, &["x", "y", "z"], &[0.0, 2.0]);
    let expected = |a: f64| {
        let x = (a + 1.0) / 4.0;
        [x, a - x, 3.0 * x + a - x]
    };
    close(&rows[0], &expected(2.0));
    close(&rows[1], &expected(4.0));
}

#[test]
fn a_value_may_stand_in_assignment_rules_and_rates_only() {
    let text = "
        compartment c = 1; species A in c = 1; const k = 2, T = 7; var x
        y := x + 1; r: -> A; k*x
        0 = y + r - T";
    // x + 1 + 2 x = 7.
    let rows = rows(text, &["x", "y", "r", "A"], &[0.0, 1.0]);
    close(&rows[1], &[2.0, 3.0, 4.0, 5.0]);
}

#[test]
fn rules_hold_right_after_events_and_in_what_events_read() {
    let text = "
        compartment c = 1; species A in c = 1; const T = 10; p = 2; q = 0; w = 0; var x
        0 = x + p*A - T
        A' = 1
        E1: at (time >= 1): p = 3, A = 1
        E2: at (x <= 6.5): q = time
        E3: at (p > 2.5): w = x";
    // x = 10 - 2(1 + t) up to 1, then 7 - 3(t - 1).
    let rows = rows(text, &["x", "A", "q", "w"], &[0.0, 0.5, 0.9, 2.0]);
    close(&rows[0], &[8.0, 1.0, 0.0, 0.0]);
    close(&rows[1], &[7.0, 1.5, 0.0, 0.0]);
    close(&rows[2], &[6.2, 1.9, 0.75, 0.0]);
    close(&rows[3], &[4.0, 2.0, 1.0 + 0.5 / 3.0, 7.0]);
}

#[test]
fn initial_assignments_read_what_rules_determine() {
    let text = "
        compartment c = 1; species A in c; var x = 99; const k = 3
        A = 2*x; 0 = x - k; A -> ; A";
    let rows = rows(text, &["A", "x"], &[0.0, 1.0]);
    close(&rows[0], &[6.0, 3.0]);
    close(&rows[1], &[6.0 * (-1f64).exp(), 3.0]);
}

#[test]
fn the_size_of_a_compartment_can_be_determined() {
    // Amounts 2 and 1; the compartment grows: concentrations fall, amounts react.
    let text = "
        var compartment c; species A in c, B in c
        A = 2/c; B = 1/c
        const k = 0.5
        A -> B; k*A*c
        0 = c - 1 - time";
    let network = network(text);
    let outputs =
        vec![Output::Amount("A".into()), Output::Concentration("A".into()), Output::Value("c".into())];
    let model = CompiledModel::new(&network, &Request { outputs, ..Request::default() }).unwrap();
    let solution = run(&model, Method::Auto, &[0.0, 3.0]);
    let width = model.system().outputs();
    let left = 2.0 * (-1.5f64).exp();
    close(&solution.values[..3], &[2.0, 2.0, 1.0]);
    close(&solution.values[width..width + 3], &[left, left / 4.0, 4.0]);
}

#[test]
fn a_determined_species_is_a_concentration_where_formulas_read_one() {
    let text = "
        compartment c = 4; species A in c = 3; substanceOnly species N in c
        const T = 5; species B in c
        0 = A + B - T
        0 = N - A*c
        A -> ; 0.1*A*c";
    let model = CompiledModel::new(
        &network(text),
        &Request {
            outputs: vec![
                Output::Amount("B".into()),
                Output::Amount("N".into()),
                Output::Concentration("N".into()),
            ],
            ..Request::default()
        },
    )
    .unwrap();
    let solution = run(&model, Method::Auto, &[0.0]);
    close(&solution.values[..3], &[8.0, 12.0, 3.0]);
}

#[test]
fn what_a_rule_determines_cannot_be_set() {
    let ask = Request { set: vec!["B".into()], ..request(&["A"]) };
    assert_eq!(refused(TOTAL, &ask), ["C002 `B` cannot be set: an algebraic rule computes it"]);
}

#[test]
fn rules_without_one_solution_are_refused() {
    let text = "a' = 1; a = 1; var x, y; 0 = x + y - a; 0 = 2*x + 2*y - 3*a";
    let said = refused(text, &request(&["a"]));
    assert_eq!(said, ["C008 algebraic rules for `x`, `y` are fulfilled by no value or by any"]);
}

/// Production at 2, loss of half of what `x` says: at rest `A = 4 x`, with `x^2 + x = A/2` and so `x = 1`.
#[test]
fn steady_states_fulfil_algebraic_rules() {
    let text = "
        compartment c = 1; species A in c = 0.3; const v = 2; x = 0.2; var B
        -> A; v
        A -> ; A*x/2
        0 = x^2 + x - A/2
        0 = A + B - 10";
    let model = compiled(text, &["A", "x", "B"]);
    let run = Run::new(model.params(), 0.0, 1e4);
    let found = model.steady_state(&options(Method::Auto), &run).unwrap().state;
    close(&found.outputs[..3], &[4.0, 1.0, 6.0]);
    // One direction: the slope of 2 - A x/2 with x' = 1/(2 (2 x + 1)).
    assert_eq!(found.spectrum.eigenvalues.len(), 1);
    close(&[found.spectrum.eigenvalues[0].real], &[-0.5 - 2.0 / 6.0]);
    assert_eq!(found.spectrum.stability, Stability::Stable);
}

/// Ligand and receptor that bind at once, the total of the ligand rising: `C` in closed form.
const BINDING: &str = "
    compartment c = 1; species L in c = 1, R in c = 1, C in c = 0
    const K = 0.5, total_R = 2; total_L = 1; total_L' = 0.7
    0 = L*R - K*C
    0 = total_L - L - C
    0 = total_R - R - C
    E1: at (time >= 1): total_L = 3";

fn bound(ligand: f64) -> [f64; 3] {
    let sum: f64 = ligand + 2.0 + 0.5;
    let c = (sum - (sum * sum - 8.0 * ligand).sqrt()) / 2.0;
    [ligand - c, 2.0 - c, c]
}

#[test]
fn rules_that_are_not_linear_are_solved_while_time_runs() {
    let times = [0.0, 0.5, 0.99, 1.01, 3.0];
    for method in [Method::Auto, Method::Rodas4P2] {
        let model = compiled(BINDING, &["L", "R", "C"]);
        let solution = run(&model, method, &times);
        for (t, row) in times.iter().zip(solution.values.chunks(3)) {
            let ligand = if *t < 1.0 { 1.0 + 0.7 * t } else { 3.0 + 0.7 * (t - 1.0) };
            assert!(row.iter().zip(bound(ligand)).all(|(a, b)| (a - b).abs() < 1e-7), "{t}: {row:?}");
        }
    }
}

#[test]
fn a_rate_follows_a_rule_that_is_not_linear_and_the_value_given_tells_the_root() {
    // x^2 = A with x below 0: A' = x, so x' = 1/2.
    let text = "
        compartment c = 2; species A in c = 4; x = START; A' = x
        0 = x^2 - A";
    let model = compiled(&text.replace("START", "-1"), &["x", "A"]);
    close(&run(&model, Method::Auto, &[0.0, 1.0]).values, &[-2.0, 4.0, -1.5, 2.25]);
    let model = compiled(&text.replace("START", "7"), &["x", "A"]);
    close(&run(&model, Method::Auto, &[0.0, 1.0]).values, &[2.0, 4.0, 2.5, 6.25]);
}

#[test]
fn a_linear_rule_may_read_one_that_is_not() {
    let text = "
        a' = -1; a = 9; x = 1; var y; const T = 5
        0 = y + 2*x - T
        0 = x*x - a";
    let rows = rows(text, &["x", "y"], &[0.0, 5.0]);
    close(&rows[0], &[3.0, -1.0]);
    close(&rows[1], &[2.0, 1.0]);
}

#[test]
fn what_cannot_be_had_of_rules_that_are_not_linear_is_refused() {
    let text = "a' = 1; a = 2; x = 1; 0 = x^2 - a";
    let model = compiled(text, &["x"]);
    let run = Run::new(model.params(), 0.0, 1.0).save_at([1.0]);
    let failed = |method| {
        let solution = solve(model.system(), &options(method), std::slice::from_ref(&run)).remove(0);
        model.explain(&solution.failure.unwrap())
    };
    assert!(
        failed(Method::Dopri5).starts_with("the method `dopri5` cannot integrate a system with algebraic")
    );

    let ask = Request { sensitivities: vec!["a".into()], ..request(&["x"]) };
    let said = "C006 sensitivities cannot be computed: an algebraic rule is solved for `x` while time runs";
    assert_eq!(refused(text, &ask), [said]);
    let said = refused(&text.replace("x = 1", "var x"), &request(&["x"]));
    assert_eq!(said, ["C009 `x` needs a value to begin the search for its own with"]);
    let reads = format!("{text}; b = 2*x; b' = 1");
    let said = refused(&reads, &request(&["b"]));
    assert_eq!(said, ["C009 something at the start reads `x`, which is solved for after that"]);
    let ask = Request { inputs: vec!["x".into()], ..request(&["x"]) };
    assert_eq!(refused(text, &ask), ["C002 `x` cannot be set: an algebraic rule computes it"]);
    let said = refused(&format!("{text}; v := rateOf(x)"), &request(&["v"]));
    assert_eq!(said, ["C004 `rateOf(x)` cannot be computed"]);
}

#[test]
fn a_rule_without_solution_fails_by_name() {
    let text = "a' = -1; a = 1; x = 1; 0 = x^2 - a";
    let model = compiled(&text.replace("a = 1", "a = -1"), &["x"]);
    let run = Run::new(model.params(), 0.0, 2.0);
    let failure = solve(model.system(), &options(Method::Auto), &[run]).remove(0).failure.unwrap();
    let said = model.explain(&failure);
    assert!(said.starts_with("no value of `x` fulfils its algebraic rule at time 0"), "{said}");
}

#[test]
fn written_models_keep_their_algebraic_rules() {
    let network = network(TOTAL);
    let text = sbml::write(&network).unwrap();
    let again = check(sbml::read("written", &text)).unwrap().network;
    let texts = antimony::write(&network).unwrap();
    for other in [again, self::network(&texts)] {
        assert_eq!(jakstat_model::algebraic::blocks(&other), jakstat_model::algebraic::blocks(&network));
        let model = CompiledModel::new(&other, &request(&["B"])).unwrap();
        close(&run(&model, Method::Auto, &[2.0]).values, &[5.0 - 3.0 * (-0.8f64).exp()]);
    }
}
