//! Sums of small networks, as one would write them down.

use jakstat_model::{antimony, check};

use super::{LeftOut, Moieties};

fn moieties(text: &str) -> Moieties {
    let parsed = antimony::read("m", text, &|_| Err("no imports".into()));
    let network = check(parsed).unwrap_or_else(|failed| panic!("{:?}", failed.diagnostics)).network;
    Moieties::of(&network)
}

#[track_caller]
fn assert_sums(text: &str, wanted: &[&str]) -> Moieties {
    let found = moieties(text);
    let sums: Vec<String> = found.sums.iter().map(ToString::to_string).collect();
    assert_eq!((sums, found.incomplete), (wanted.iter().map(|s| (*s).to_owned()).collect(), false));
    found
}

#[test]
fn an_enzyme_and_its_complexes() {
    assert_sums(
        "E + S -> C; k*E*S; C -> E + P; k*C; P -> S; k*P; k = 1; E = 1; S = 1; C = 0; P = 0",
        &["E + C", "S + C + P"],
    );
}

#[test]
fn a_dimer_counts_twice() {
    assert_sums("2 A -> D; k*A^2; D -> 2 B; k*D; B -> A; k*B; k = 1; A = 1; B = 0; D = 0", &["A + 2*D + B"]);
    assert_sums("A -> 0.5 B; k*A; k = 1; A = 1; B = 0", &["A + 2*B"]);
    assert_sums("3 A -> 2 B; k*A; k = 1; A = 1; B = 0", &["2*A + 3*B"]);
}

#[test]
fn production_and_loss_conserve_nothing() {
    assert_sums("-> A; k; A -> B; k*A; B -> ; k*B; k = 1; A = 1; B = 0", &[]);
}

#[test]
fn a_difference_is_found_where_there_is_no_sum() {
    assert_sums("-> A + B; k; A + B -> ; k*A*B; k = 1; A = 1; B = 0", &["A - B"]);
    assert_sums(
        "-> A + B; k; C -> D; k*C; D + B -> C + B; k*D*B; k = 1; A = 1; B = 0; C = 1; D = 0",
        &["A - B", "C + D"],
    );
}

#[test]
fn boundary_and_unchanged_species_are_not_in_sums() {
    assert_sums("$X + A -> B; k*X*A; B -> A + $Y; k*B; k = 1; A = 1; B = 0; X = 1; Y = 1", &["A + B"]);
    // Made and used up in the same reaction: a sum of its own.
    assert_sums("E + A -> E + B; k*E*A; k = 1; A = 1; B = 0; E = 1", &["E", "A + B"]);
}

#[test]
fn what_reactions_do_not_tell_is_left_out_by_name() {
    let found =
        assert_sums("A -> n B; k*A; B -> C; k*B; n = 2; k = 1; A = 1; B = 0; C = 0; at time > 5: n = 3", &[]);
    assert_eq!(found.left_out, [("B".to_owned(), LeftOut::Stoichiometry)]);
    let found = assert_sums("A -> 3.14159265358979 B; k*A; k = 1; A = 1; B = 0", &[]);
    assert_eq!(found.left_out, [("B".to_owned(), LeftOut::Stoichiometry)]);
}

#[test]
fn sums_that_events_set_are_told() {
    let text = "A -> B; k*A; B -> A; k*B; C -> D; k*C; k = 1; A = 1; B = 0; C = 1; D = 0; \
                at time > 5: A = 2";
    let found = assert_sums(text, &["A + B", "C + D"]);
    assert_eq!(found.sums.iter().map(|m| m.set).collect::<Vec<_>>(), [true, false]);
}

/// Every weight is checked against every reaction, whatever the network.
#[test]
fn a_scaffold_with_many_states() {
    // Four sites, each free or bound by its own ligand: 16 states, 4 ligands.
    let name = |state: usize| format!("S{state}");
    let mut text = String::from("k = 1\n");
    for state in 0..16 {
        text += &format!("{} = 1\n", name(state));
        for site in (0..4).filter(|site| state & (1 << site) == 0) {
            text += &format!("L{site} + {} -> {}; k*L{site}\n", name(state), name(state | 1 << site));
        }
    }
    for site in 0..4 {
        text += &format!("L{site} = 1\n");
    }
    let found = moieties(&text);
    assert_eq!((found.sums.len(), found.incomplete), (5, false));
    let whole = found.sums.iter().find(|m| m.members.len() == 16).unwrap();
    assert!(whole.members.iter().all(|(id, weight)| id.starts_with('S') && *weight == 1));
    let with_ligand = found.sums.iter().filter(|m| m.members.len() == 9);
    assert_eq!(with_ligand.count(), 4, "{:?}", found.sums);
}
