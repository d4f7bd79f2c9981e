//! Inhibitors laid over a network, against closed forms.

use jakstat_model::{Diagnostic, Network};
use jakstat_sim::pharmacology::{
    Compound, InhibitorInput, Targets, atp_shift, with_constant_concentration, with_occupancy,
    with_pharmacokinetics,
};

use super::evaluate::{State, check, close, derivatives, id_value, integrate};
use super::fixtures::{compound, covalent, kinases, oral, reversible, small, targets};

/// The small network with `compounds` at constant concentrations.
fn dish(compounds: &[&Compound], targets: &Targets) -> Result<(Network, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut network = small();
    let mut free = Vec::new();
    for compound in compounds {
        let (next, id) = with_constant_concentration(&network, compound).unwrap();
        network = next;
        free.push(id);
    }
    let inputs: Vec<InhibitorInput<'_>> = compounds
        .iter()
        .zip(&free)
        .map(|(compound, free)| InhibitorInput { compound, free, sites: &[] })
        .collect();
    with_occupancy(&network, targets, &kinases(), &inputs)
}

fn at(concentrations: &[(&str, f64)]) -> State {
    concentrations.iter().map(|(id, c)| ((*id).to_owned(), *c)).collect()
}

#[test]
fn occupancy_is_a_half_at_the_constant() {
    // ATP of the assay = ATP of the cell, so that the constant is the IC50.
    let atp = "atp = { value = 5, unit = \"mM\", status = \"assumed\", note = \"test\" }";
    let a = compound("compound-a", &reversible("kinase1", 20.0, atp));
    let (network, warnings) = dish(&[&a], &targets("")).unwrap();
    assert_eq!(warnings, []);
    for (c, free) in [(0.0, 1.0), (20.0, 0.5), (60.0, 0.25), (20.0 * 99.0, 0.01)] {
        let state = at(&[("compound_a_free", c)]);
        close(id_value(&network, "kinase1_free", &state), free, 1e-12);
        close(id_value(&network, "v1", &state), 3.0 * free, 1e-12);
        assert_eq!(id_value(&network, "v2", &state), 0.5);
    }
    assert_eq!(check(&network), Vec::<String>::new());
}

#[test]
fn inhibitors_compete_for_one_site() {
    let a = compound("compound-a", &reversible("kinase1", 20.0, ""));
    let b = compound("compound-b", &reversible("kinase1", 5.0, ""));
    let (network, warnings) = dish(&[&a, &b], &targets("")).unwrap();
    let state = at(&[("compound_a_free", 20.0), ("compound_b_free", 10.0)]);
    close(id_value(&network, "kinase1_free", &state), 1.0 / (1.0 + 1.0 + 2.0), 1e-12);
    assert_eq!(
        warnings[0].to_string(),
        "warning[P044]: the ATP in the assay of `compound-a` for `kinase1` is not known"
    );
    assert_eq!(warnings.len(), 2);
}

#[test]
fn atp_shifts_the_constant() {
    // Km 50 uM, cell 5 mM: 1 + 5000/50 = 101. Assay at 1 mM: 1 + 1000/50 = 21. Assay at Km: 2.
    close(atp_shift(1000.0, 5000.0, 50.0), 101.0 / 21.0, 1e-14);
    let table = [
        ("atp = { value = 1, unit = \"mM\", status = \"assumed\", note = \"test\" }", 10.0 * 101.0 / 21.0),
        ("atp = \"Km\"", 10.0 * 101.0 / 2.0),
        ("", 10.0),
    ];
    for (atp, expected) in table {
        let (network, _) =
            dish(&[&compound("compound-a", &reversible("kinase1", 10.0, atp))], &targets("")).unwrap();
        let constant = network.parameters.iter().find(|p| p.id == "compound_a_K_kinase1").unwrap();
        close(constant.value.unwrap(), expected, 1e-12);
        assert!(constant.constant);
        assert_eq!(network.unit_of("compound_a_K_kinase1"), network.unit_of("compound_a_free"));
    }
}

#[test]
fn a_shared_reaction_and_an_exponent_multiply() {
    let both = reversible("kinase1", 10.0, "") + &reversible("kinase2", 30.0, "");
    let listed = targets("[[target]]\nkinase = \"kinase2\"\nreactions = [\"v1\", \"v2\"]\nexponent = 2\n");
    let (network, _) = dish(&[&compound("compound-a", &both)], &listed).unwrap();
    let state = at(&[("compound_a_free", 30.0)]);
    close(id_value(&network, "kinase1_free", &state), 0.25, 1e-12);
    close(id_value(&network, "kinase2_free", &state), 0.5, 1e-12);
    close(id_value(&network, "v1", &state), 3.0 * 0.25 * 0.25, 1e-12);
    close(id_value(&network, "v2", &state), 0.5 * 0.25, 1e-12);
    assert_eq!(check(&network), Vec::<String>::new());
}

#[test]
fn a_bound_has_no_effect_and_is_told() {
    let text =
        reversible("kinase1", 400.0, "").replace("note = \"test\"", "note = \"test\", relation = \">\"");
    let (network, warnings) = dish(&[&compound("compound-a", &text)], &targets("")).unwrap();
    assert_eq!(id_value(&network, "kinase1_free", &at(&[("compound_a_free", 1e6)])), 1.0);
    assert!(network.kind("compound_a_K_kinase1").is_none());
    let lines: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "warning[P043]: the IC50 of `compound-a` for `kinase1` is only a bound (>400 nM): no binding is assumed"
        ]
    );
}

#[test]
fn without_a_compound_everything_is_free() {
    let (network, warnings) = dish(&[], &targets("")).unwrap();
    assert_eq!((id_value(&network, "kinase1_free", &State::new()), warnings.len()), (1.0, 0));
    assert_eq!(check(&network), Vec::<String>::new());
    let bare = Network { base_units: jakstat_model::network::BaseUnits::default(), ..small() };
    assert!(with_occupancy(&bare, &targets(""), &kinases(), &[]).is_ok(), "a control needs no units");
}

#[test]
fn a_covalent_inhibitor_wears_the_kinase_down_to_the_balance_with_turnover() {
    let (kinact, constant, turnover) = (2.0, 100.0, 0.2);
    let a = compound("compound-a", &covalent("kinase1", kinact, constant));
    let (network, warnings) = dish(&[&a], &targets("")).unwrap();
    assert_eq!(warnings, []);
    assert_eq!(check(&network), Vec::<String>::new());
    let c = 50.0;
    let observed = kinact * c / (constant + c);
    let hours = 1.5;
    let end = integrate(&network, &at(&[("compound_a_free", c)]), hours * 60.0, 2000);
    let plateau = turnover / (turnover + observed);
    let exact = plateau + (1.0 - plateau) * (-(turnover + observed) * hours).exp();
    close(end["kinase1_active"], exact, 1e-9);
    close(id_value(&network, "kinase1_free", &end), exact / (1.0 + c / constant), 1e-9);
    // After washout only turnover restores it.
    let mut washed = end.clone();
    washed.insert("compound_a_free".into(), 0.0);
    let later = integrate(&network, &washed, 3.0 * 60.0, 2000);
    close(later["kinase1_active"], 1.0 - (1.0 - exact) * (-turnover * 3.0_f64).exp(), 1e-9);
}

#[test]
fn a_reversible_inhibitor_protects_and_covalent_ones_add() {
    let a = compound("compound-a", &covalent("kinase1", 2.0, 100.0));
    let b = compound("compound-b", &reversible("kinase1", 10.0, ""));
    let c = compound("compound-c", &covalent("kinase1", 4.0, 50.0));
    let loss = |compounds: &[&Compound], state: &State| {
        let (network, _) = dish(compounds, &targets("")).unwrap();
        -60.0 * derivatives(&network, state)["kinase1_active"]
    };
    // C / K_I = 1 for a, C / K_i = 3 for b: K_I is raised by 1 + 3.
    let state = at(&[("compound_a_free", 100.0), ("compound_b_free", 30.0)]);
    close(loss(&[&a, &b], &state), 2.0 * 100.0 / (100.0 * 4.0 + 100.0), 1e-12);
    // Two covalent ones: each also keeps the other off the site.
    let state = at(&[("compound_a_free", 100.0), ("compound_c_free", 100.0)]);
    close(loss(&[&a, &c], &state), (2.0 * 1.0 + 4.0 * 2.0) / (1.0 + 1.0 + 2.0), 1e-12);
}

#[test]
fn kinetics_and_occupancy_join() {
    let a = compound("compound-a", &(oral("") + &reversible("kinase1", 20.0, "")));
    let (network, pk) = with_pharmacokinetics(&small(), &a, None).unwrap();
    let inputs = [InhibitorInput { compound: &a, free: &pk.free[0], sites: &[] }];
    let (network, _) = with_occupancy(&network, &targets(""), &kinases(), &inputs).unwrap();
    // 1200 nmol in 30 L, half of it unbound: 20 nM.
    close(id_value(&network, "kinase1_free", &at(&[("compound_a_central", 1200.0)])), 0.5, 1e-12);
    assert_eq!(check(&network), Vec::<String>::new());
}

#[test]
fn what_does_not_fit_is_refused_all_at_once() {
    let listed = targets(
        "[[target]]\nkinase = \"kinase2\"\nreactions = [\"v3\"]\n[[target]]\nkinase = \"kinase\"\nreactions = [\"other\"]\n",
    );
    let a = compound("compound-a", &covalent("kinase2", 1.0, 1.0));
    let problems = dish(&[&a], &listed).unwrap_err();
    let lines: Vec<String> =
        problems.iter().map(|p| format!("{p} / {}", p.help.as_deref().unwrap())).collect();
    assert_eq!(
        lines,
        [
            "error[P042]: the potency of `compound-a` for kinase `kinase1` is not known / add `[[potency]]` with \
             `kinase = \"kinase1\"`; where the compound was found inactive, give the highest concentration tested \
             with `relation = \">\"`",
            "error[P045]: `compound-a` binds `kinase2` for good, whose turnover is not known / add `turnover` to \
             the kinase `kinase2`",
            "error[P040]: the targets name the kinase `kinase`, which is not described / did you mean `kinase1`? \
             described are: kinase1, kinase2",
            "error[P041]: the model has no reaction `v3`, which the targets list for `kinase2` / did you mean `v1`?",
            "error[P041]: the model has no reaction `other`, which the targets list for `kinase` / the ids of \
             reactions are their labels in the model's text",
        ]
    );
}

#[test]
fn concentrations_rates_and_ids_are_checked() {
    let a = compound("compound-a", &reversible("kinase1", 10.0, ""));
    let lay = |network: &Network, free: &str| {
        let inputs = [InhibitorInput { compound: &a, free, sites: &[] }];
        with_occupancy(network, &targets(""), &kinases(), &inputs).unwrap_err()[0].to_string()
    };
    assert_eq!(
        lay(&small(), "nowhere"),
        "error[P047]: the model has no concentration `nowhere` for `compound-a`"
    );
    assert_eq!(lay(&small(), "v2"), "error[P047]: the model has no concentration `v2` for `compound-a`");
    assert_eq!(lay(&small(), "k1"), "error[P047]: `k1` of `compound-a` is in `L/min` and not in `nM`");
    let mut unrated = small();
    unrated.reactions[0].rate = None;
    assert_eq!(lay(&unrated, "A"), "error[P046]: reaction `v1`, a target of `kinase1`, has no rate");
    let mut fast = small();
    fast.reactions[0].fast = true;
    assert_eq!(
        lay(&fast, "A"),
        "error[P052]: reaction `v1`, a target of `kinase1`, is fast: slowing it changes nothing"
    );
    let mut taken = small();
    taken.parameters[1].id = "kinase1_free".into();
    assert_eq!(lay(&taken, "A"), "error[P031]: the model already has `kinase1_free`");
    let mut timeless = small();
    timeless.base_units.time = None;
    let c = compound("compound-c", &covalent("kinase1", 1.0, 1.0));
    let inputs = [InhibitorInput { compound: &c, free: "A", sites: &[] }];
    let problems = with_occupancy(&timeless, &targets(""), &kinases(), &inputs).unwrap_err();
    assert_eq!(problems[0].to_string(), "error[P030]: the model does not say its time unit");
}
