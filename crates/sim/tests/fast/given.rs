//! What is given to the species: start values, events, doses, changes.

use jakstat_ode::{Action, Stop};
use jakstat_sim::{CompiledModel, Request, Stepper};

use crate::{asked, close, compiled, network, options, request, rows, run_of, solved};

/// `B` is twice `A`; both in compartments of size 2.
const PAIR: &str = "compartment c = 2; species A in c = 3, B in c = 0; k = 2
    J: A -> B; k*A - B";

#[test]
fn start_values_are_totals() {
    let net = network(PAIR, &["J"]);
    let ask = Request { set: vec!["A".into(), "B".into()], ..request(&["A", "B"]) };
    let model = CompiledModel::new(&net, &ask).unwrap();
    let mut run = run_of(&model, Vec::new(), &[0.0, 1.0]);
    for (id, value) in [("A", 1.0), ("B", 8.0)] {
        run.params[model.param(id).unwrap()] = value;
    }
    close(&asked(&model, 2, &solved(&model, &run)), &[3.0, 6.0, 3.0, 6.0]);
}

#[test]
fn a_constant_that_changes_moves_the_equilibrium() {
    let ask = Request { inputs: vec!["k".into()], ..request(&["A", "B"]) };
    let model = CompiledModel::new(&network(PAIR, &["J"]), &ask).unwrap();
    let change = Stop { time: 1.0, actions: vec![Action::Set(model.target("k").unwrap(), 5.0)] };
    let found = asked(&model, 2, &solved(&model, &run_of(&model, vec![change], &[0.5, 1.0, 2.0])));
    close(&found, &[1.0, 2.0, 1.0, 2.0, 0.5, 2.5, 0.5, 2.5]);
}

#[test]
fn doses_add_to_the_total() {
    for (id, slow) in [("A", false), ("B", false), ("B", true)] {
        let text = if slow { format!("{PAIR}\n D: -> B; 0.6") } else { PAIR.to_owned() };
        let ask = Request { dosed: vec![id.into()], ..request(&["A", "B"]) };
        let model = CompiledModel::new(&network(&text, &["J"]), &ask).unwrap();
        let scale = model.dose_scale(id, 0.0, &model.params());
        let dose = Stop { time: 1.0, actions: vec![Action::Add(model.target(id).unwrap(), 12.0 * scale)] };
        let found = asked(&model, 2, &solved(&model, &run_of(&model, vec![dose], &[1.0, 2.0])));
        // Concentrations: a third of the total amount over the size is A.
        let a = |t: f64, dose: f64| (6.0 + dose + if slow { 0.6 * t } else { 0.0 }) / 6.0;
        let expected = [a(1.0, 0.0), a(1.0, 12.0), a(2.0, 12.0)];
        close(&found, &expected.map(|a| [a, 2.0 * a]).concat());
    }
}

#[test]
fn events_set_leading_and_following_species() {
    for (id, total) in [("A", 9.0), ("B", 8.0)] {
        let text = format!("{PAIR}; at time >= 1: {id} = 7");
        let found = rows(&network(&text, &["J"]), &["A", "B"], &[0.5, 2.0]);
        // Just before, A was 1 and B 2.
        close(&found, &[1.0, 2.0, total / 3.0, 2.0 * total / 3.0]);
    }
    // A second event at the same time sees the equilibrium that the first one leads to.
    let text = format!(
        "{PAIR}; seen = 0; at time >= 1, priority = 2: A = 7; at time >= 1, priority = 1, fromTrigger = false: seen = B"
    );
    close(&rows(&network(&text, &["J"]), &["seen"], &[2.0]), &[6.0]);
}

#[test]
fn a_trigger_sees_the_equilibrium() {
    let text = "compartment c = 1; species A in c = 2, B in c = 0; n = 0
        J: A -> B; A - B
        I: -> A; 1
        at B > 2, t0 = true: n = time";
    close(&rows(&network(text, &["J"]), &["n"], &[5.0]), &[2.0]);
}

#[test]
fn a_stoichiometry_that_an_event_sets() {
    let text = "compartment c = 1; species A in c = 5, B in c = 0; n = 1
        J: n A -> B; A
        at time >= 1: A = 5, n = 5";
    close(&rows(&network(text, &["J"]), &["A", "B"], &[0.5, 2.0]), &[0.0, 5.0, 0.0, 6.0]);
}

#[test]
fn a_reaction_is_switched_off_and_on() {
    let text = "compartment c = 1; species A in c = 0, B in c = 4; k = 0
        J: A => B; k*A
        S: B => A; 0.5
        at time >= 1: k = 1
        at time >= 2: k = 0";
    let found = rows(&network(text, &["J"]), &["A", "B"], &[0.5, 1.5, 3.0]);
    close(&found, &[0.25, 3.75, 0.0, 4.0, 0.5, 3.5]);
}

#[test]
fn an_equilibrium_jumps_with_a_state() {
    // The sign of x tells which way the reaction goes; it turns at ln 2.
    let text = "compartment c = 1; species A in c = 1, B in c = 2, C in c = 0; x = 1; x' = -x - 1
        J: A -> B; piecewise(x*A, x > 0, x*B)
        S: B => C; B";
    let found = rows(&network(text, &["J"]), &["A", "B", "C"], &[0.5, 3.0]);
    let (half, two) = (3.0 * (-0.5f64).exp(), 1.5);
    close(&found, &[0.0, half, 3.0 - half, two, 0.0, two]);
}

#[test]
fn of_two_equilibria_the_one_ahead_counts() {
    let text = |k: f64, b: f64| {
        format!("compartment c = 1; species A in c = 5, B in c = {b}; k = {k}\n J: A -> B; k*A*B")
    };
    let found = |k: f64, b: f64| rows(&network(&text(k, b), &["J"]), &["A", "B"], &[1.0]);
    close(&found(1.0, 5.0), &[0.0, 10.0]);
    close(&found(-1.0, 5.0), &[10.0, 0.0]);
    // Also from next to the other one.
    close(&found(1.0, 1e-9), &[0.0, 5.0]);
    // Where it rests, it stays.
    close(&found(1.0, 0.0), &[5.0, 0.0]);
}

#[test]
fn what_looks_back_sees_the_start_as_it_was_given() {
    let text = format!("{PAIR}; S: B => ; 2*B\n p := delay(A, 1); q := delay(B, 1)");
    let found = rows(&network(&text, &["J"]), &["p", "q"], &[0.5, 1.5]);
    let a = (-2.0 / 3.0 * 0.5f64).exp();
    close(&found, &[3.0, 0.0, a, 2.0 * a]);
}

#[test]
fn a_host_sets_what_it_likes() {
    let text = format!("{PAIR}; S: B => ; 2*B");
    let inputs = vec!["A".into(), "B".into()];
    let model =
        CompiledModel::new(&network(&text, &["J"]), &Request { inputs, ..request(&["A", "B"]) }).unwrap();
    let mut stepper = Stepper::new(&model, &options(), 0.0).unwrap();
    let [a, b] = ["A", "B"].map(|id| stepper.reading(id).unwrap());
    let decayed = |t: f64| (-2.0 / 3.0 * t).exp();
    close(&[stepper.read(a), stepper.read(b)], &[1.0, 2.0]);
    stepper.advance_to(1.0).unwrap();
    close(&[stepper.read(a), stepper.read(b)], &[decayed(1.0), 2.0 * decayed(1.0)]);
    let input = stepper.input("B").unwrap();
    stepper.set(input, 8.0).unwrap();
    let kept = stepper.save();
    stepper.advance_to(2.0).unwrap();
    let total = (8.0 + decayed(1.0)) * decayed(1.0);
    close(&[stepper.read(a), stepper.read(b)], &[total / 3.0, 2.0 * total / 3.0]);
    let ended = [stepper.read(a), stepper.read(b)];
    stepper.load(&kept).unwrap();
    stepper.advance_to(2.0).unwrap();
    assert_eq!([stepper.read(a), stepper.read(b)], ended);
}

#[test]
fn a_run_can_go_on_from_its_states() {
    let text = format!("{PAIR}; S: B => ; 2*B");
    let model = compiled(&network(&text, &["J"]), &["A", "B"]);
    let whole = solved(&model, &run_of(&model, Vec::new(), &[1.0, 2.0]));
    let half = solved(&model, &run_of(&model, Vec::new(), &[1.0]));
    let mut rest = run_of(&model, Vec::new(), &[2.0]);
    (rest.start, rest.states) = (1.0, Some(half.states));
    close(&asked(&model, 2, &solved(&model, &rest)), &asked(&model, 2, &whole)[2..]);
}
