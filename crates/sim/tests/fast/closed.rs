//! Answers known in closed form.

use crate::{close, network, rows};

const TIMES: [f64; 3] = [0.0, 0.7, 3.0];

/// `f` of each time.
fn at(f: impl Fn(f64) -> Vec<f64>) -> Vec<f64> {
    TIMES.iter().flat_map(|t| f(*t)).collect()
}

#[test]
fn an_equilibrium_with_a_drain() {
    let text = "compartment c = 1; species A in c = 3, B in c = 1, C in c = 0; k1 = 2; k2 = 0.5; k = 0.4
        J: A -> B; k1*A - k2*B
        D: B -> C; k*B";
    // B is 4/5 of A + B.
    let total = |t: f64| 4.0 * (-0.4 * 0.8 * t).exp();
    let expected = at(|t| vec![0.2 * total(t), 0.8 * total(t), 4.0 - total(t)]);
    close(&rows(&network(text, &["J"]), &["A", "B", "C"], &TIMES), &expected);
}

#[test]
fn amounts_are_kept_between_compartments() {
    // Equal concentrations in 2 and 5; E counts its amount.
    let text = "compartment c = 2, d = 5; species A in c = 3, B in d = 0; substanceOnly species E in d = 4
        k = 0.3
        J: A -> B; A - B
        L: B -> E; B - E/d
        D: B -> ; k*B*d";
    let total = |t: f64| 10.0 * (-0.3 * 5.0 / 12.0 * t).exp();
    let expected = at(|t| {
        let level = total(t) / 12.0;
        vec![level, level, 5.0 * level]
    });
    close(&rows(&network(text, &["J", "L"]), &["A", "B", "E"], &TIMES), &expected);
}

#[test]
fn a_chain_and_a_circle() {
    let text = "compartment c = 1; species A in c = 1, B in c = 2, C in c = 6; k = 0.5
        J: A -> B; 2*A - B
        L: B -> C; 3*B - C
        M: C -> A; 10*C - 60*A
        D: C -> ; k*C";
    let total = |t: f64| 9.0 * (-0.5 * 6.0 / 9.0 * t).exp();
    let expected = at(|t| [1.0, 2.0, 6.0].map(|part| part / 9.0 * total(t)).to_vec());
    for fast in [&["J", "L"][..], &["J", "L", "M"], &["M", "J"], &["L", "M"]] {
        // Where two are fast the third, an ordinary reaction, is in equilibrium with them.
        close(&rows(&network(text, fast), &["A", "B", "C"], &TIMES), &expected);
    }
}

#[test]
fn a_circle_that_is_driven_has_a_flow_at_rest() {
    // Each turns over at 1, so that all are alike, and none of the rates is 0.
    let text = "compartment c = 1; species A in c = 3, B in c = 0, C in c = 0
        J: A -> B; A
        L: B -> C; B
        M: C -> A; C";
    close(&rows(&network(text, &["J", "L", "M"]), &["A", "B", "C"], &TIMES), &[1.0; 9]);
}

#[test]
fn two_of_one_kind_bind() {
    let text = "compartment c = 1; species A in c = 0, D in c = 1; k = 0.6
        J: 2 A -> D; 4*A^2 - D
        I: -> A; k";
    let expected = at(|t| {
        let total = 2.0 + 0.6 * t;
        let a = ((1.0 + 32.0 * total).sqrt() - 1.0) / 16.0;
        vec![a, 4.0 * a * a]
    });
    close(&rows(&network(text, &["J"]), &["A", "D"], &TIMES), &expected);
}

#[test]
fn fractions_count() {
    // A + B/1.5 is kept.
    let text = "compartment c = 1; species A in c = 4, B in c = 0; k = 0.2
        J: A -> 1.5 B; A - B
        D: A -> ; k*A";
    let total = |t: f64| 4.0 * (-0.2 / (1.0 + 1.0 / 1.5) * t).exp();
    let expected = at(|t| vec![total(t) / (1.0 + 1.0 / 1.5); 2]);
    close(&rows(&network(text, &["J"]), &["A", "B"], &TIMES), &expected);
}

#[test]
fn what_is_consumed_one_way_is_gone() {
    let text = "compartment c = 1; species A in c = 2, B in c = 1; k = 0.5; i = 0.3
        J: A => B; A
        I: -> A; i
        D: B => ; k*B";
    let expected = at(|t| vec![0.0, 0.6 + 2.4 * (-0.5 * t).exp()]);
    close(&rows(&network(text, &["J"]), &["A", "B"], &TIMES), &expected);
    // Also where the last of it takes long.
    let text = text.replace("A => B; A", "2 A => B; A^2");
    let expected = at(|t| vec![0.0, 0.3 + 1.7 * (-0.5 * t).exp()]);
    close(&rows(&network(&text, &["J"]), &["A", "B"], &TIMES), &expected);
}

#[test]
fn a_boundary_species_holds_the_other() {
    let text = "compartment c = 1; species $X in c = 5, A in c = 0, P in c = 0
        J: X -> A; 2*X - A
        D: A -> P; 0.1*A
        X = 5; X' = 1";
    let expected = at(|t| vec![2.0 * (5.0 + t), 0.2 * (5.0 * t + t * t / 2.0)]);
    close(&rows(&network(text, &["J"]), &["A", "P"], &TIMES), &expected);
}

#[test]
fn a_compartment_that_grows() {
    // Amounts: A + B = 6 is kept while c grows; equal concentrations.
    let text = "compartment c = 1, d = 2; species A in c = 6, B in d = 0
        c' = 0.5
        J: A -> B; A - B";
    let expected = at(|t| vec![6.0 / (3.0 + 0.5 * t); 2]);
    close(&rows(&network(text, &["J"]), &["A", "B"], &TIMES), &expected);
}

#[test]
fn conversion_factors_count() {
    let text = "compartment c = 1; species A in c = 4, B in c = 0; k = 0.2; f = 3; g = 2
        J: A -> B; A - B
        D: A -> ; k*A";
    let mut net = network(text, &["J"]);
    net.conversion_factor = Some("f".into());
    // A/3 + B/3 in extents, less 0.2 A.
    let total = |t: f64| 4.0 * (-0.2 * 3.0 / 2.0 * t).exp();
    close(&rows(&net, &["A", "B"], &TIMES), &at(|t| vec![total(t) / 2.0; 2]));
    net.species[1].conversion_factor = Some("g".into());
    // A/3 + B/2.
    let total = |t: f64| 4.0 / 3.0 * (-0.2 / (1.0 / 3.0 + 0.5) * t).exp();
    close(&rows(&net, &["A", "B"], &TIMES), &at(|t| vec![total(t) / (1.0 / 3.0 + 0.5); 2]));
}

#[test]
fn the_speed_of_what_is_fast_does_not_count() {
    let text = |k: f64| {
        format!(
            "compartment c = 1; species A in c = 3e-9, B in c = 1e-9, AB in c = 0; k = {k:e}
            J: A + B -> AB; k*(A*B - 1e-9*AB)
            D: AB -> ; 0.1*AB"
        )
    };
    let [slow, quick] = [1e-3, 1e9].map(|k| rows(&network(&text(k), &["J"]), &["A", "B", "AB"], &TIMES));
    let scaled = |rows: Vec<f64>| rows.iter().map(|x| x * 1e9).collect::<Vec<f64>>();
    let (slow, quick) = (scaled(slow), scaled(quick));
    crate::within(&slow, &quick, 1e-3);
    // A*B = 1e-9 AB of 3 and 1: AB = (5 - sqrt 13)/2.
    let ab = (5.0 - 13.0f64.sqrt()) / 2.0;
    close(&quick[..3], &[3.0 - ab, 1.0 - ab, ab]);
}
