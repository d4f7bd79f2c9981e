//! Pharmacokinetics as part of a network, against closed forms.

use jakstat_model::{Expr, Network, Unit};
use jakstat_sim::pharmacology::{
    Compound, PkSpecies, Regimen, with_constant_concentration, with_pharmacokinetics,
};

use super::evaluate::{State, check, close, derivatives, id_value, integrate};
use super::fixtures::{compound, network, oral, small, sourced};

fn peripheral() -> String {
    format!(
        "intercompartmental_clearance = {}\nperipheral_volume = {}\n",
        sourced(3.0, "L/h"),
        sourced(12.0, "L")
    )
}

fn metabolite() -> String {
    format!(
        "[pharmacokinetics.metabolite]\ncompound = \"compound-m\"\nfraction_formed = {}\nclearance = {}\nvolume = {}\n",
        sourced(0.75, "1"),
        sourced(2.0, "L/h"),
        sourced(40.0, "L")
    )
}

/// All parts at once: two compartments, bioavailability, lag and a metabolite.
fn full() -> (Network, PkSpecies) {
    let rest = format!(
        "bioavailability = {}\nabsorption_lag = {}\n{}{}",
        sourced(0.8, "1"),
        sourced(15.0, "min"),
        peripheral(),
        metabolite()
    );
    let parent = compound("compound-a", &oral(&rest));
    with_pharmacokinetics(&small(), &parent, Some(&compound("compound-m", ""))).unwrap()
}

fn with(id: &str, amount: f64) -> State {
    State::from([(id.to_owned(), amount)])
}

#[test]
fn an_oral_dose_follows_the_bateman_function() {
    let (network, pk) = with_pharmacokinetics(&small(), &compound("compound-a", &oral("")), None).unwrap();
    assert_eq!(pk.depot.as_deref(), Some("compound_a_depot"));
    assert!(pk.apparent && pk.lag_h == 0.0 && pk.molecular_weight == 400.0);
    let (dose, ka, ke, v): (f64, f64, f64, f64) = (10_000.0, 1.2, 6.0 / 30.0, 30.0);
    for hours in [0.5, 2.0, 8.0] {
        let end = integrate(&network, &with("compound_a_depot", dose), hours * 60.0, 4000);
        let exact = dose / v * ka / (ka - ke) * ((-ke * hours).exp() - (-ka * hours).exp());
        close(id_value(&network, "compound_a_plasma", &end), exact, 1e-9);
        close(id_value(&network, "compound_a_free", &end), 0.5 * exact, 1e-9);
    }
}

#[test]
fn a_bolus_in_two_compartments_is_two_exponentials() {
    let (network, pk) =
        with_pharmacokinetics(&small(), &compound("compound-a", &oral(&peripheral())), None).unwrap();
    assert_eq!(pk.peripheral.as_deref(), Some("compound_a_peripheral"));
    let (k10, k12, k21): (f64, f64, f64) = (6.0 / 30.0, 3.0 / 30.0, 3.0 / 12.0);
    let (sum, root) = (k10 + k12 + k21, ((k10 + k12 + k21).powi(2) - 4.0 * k10 * k21).sqrt());
    let (alpha, beta) = ((sum + root) / 2.0, (sum - root) / 2.0);
    let (dose, hours) = (6000.0, 5.0);
    let end = integrate(&network, &with(&pk.central, dose), hours * 60.0, 4000);
    let exact = dose / 30.0 / (alpha - beta)
        * ((alpha - k21) * (-alpha * hours).exp() + (k21 - beta) * (-beta * hours).exp());
    close(id_value(&network, &pk.plasma[0], &end), exact, 1e-9);
}

#[test]
fn an_infusion_goes_to_its_plateau() {
    let (network, pk) = with_pharmacokinetics(&small(), &compound("compound-a", &oral("")), None).unwrap();
    assert_eq!(pk.input, "compound_a_input");
    let per_minute = 50.0;
    let end = integrate(&network, &with(&pk.input, per_minute), 3.0 * 60.0, 2000);
    let exact = per_minute * 60.0 / 6.0 * (1.0 - (-0.2_f64 * 3.0).exp());
    close(id_value(&network, &pk.plasma[0], &end), exact, 1e-9);
}

#[test]
fn numbers_come_in_the_units_of_the_network() {
    let value =
        |network: &Network, id: &str| network.parameters.iter().find(|p| p.id == id).unwrap().value.unwrap();
    let (minutes, _) = full();
    close(value(&minutes, "compound_a_CL"), 0.1, 1e-12);
    close(value(&minutes, "compound_a_ka"), 0.02, 1e-12);
    let seconds = network(Unit::parse("mol").unwrap(), Unit::parse("s").unwrap());
    let (seconds, _) = with_pharmacokinetics(&seconds, &compound("compound-a", &oral("")), None).unwrap();
    close(value(&seconds, "compound_a_CL"), 6.0 / 3600.0, 1e-12);
    close(value(&seconds, "compound_a_V"), 30.0, 1e-12);
    assert_eq!(
        seconds.unit_of("compound_a_CL"),
        Some(Unit::parse("L").unwrap().per(Unit::parse("s").unwrap()))
    );
    assert!(seconds.unit_of("compound_a_free").unwrap().same_as(&Unit::parse("M").unwrap()));
}

#[test]
fn no_substance_appears_or_vanishes_but_through_the_named_flows() {
    let (network, pk) = full();
    assert_eq!((pk.lag_h, pk.apparent), (0.25, false));
    assert_eq!(pk.free, ["compound_a_free", "compound_m_free"]);
    let state = State::from(
        [("depot", 900.0), ("central", 500.0), ("peripheral", 70.0), ("input", 11.0)]
            .map(|(suffix, amount)| (format!("compound_a_{suffix}"), amount)),
    );
    let mut state = state;
    state.insert("compound_m_central".into(), 80.0);
    let change = derivatives(&network, &state);
    let total: f64 = change.iter().filter(|(id, _)| id.starts_with("compound_")).map(|(_, rate)| rate).sum();
    let flow = |id: &str| id_value(&network, id, &state);
    let out = flow("compound_a_elimination") + flow("compound_a_first_pass") + flow("compound_m_elimination");
    close(total, flow("compound_a_infusion") - out, 1e-12);
    // Every flow moves one for one: coefficients are 1, and inner flows cancel.
    for reaction in network.reactions.iter().filter(|r| r.id.starts_with("compound_")) {
        let all = reaction.reactants.iter().chain(&reaction.products);
        assert!(all.clone().all(|s| s.stoichiometry == Expr::Num(1.0)), "{}", reaction.id);
        let outside = ["infusion", "elimination", "first_pass"].iter().any(|f| reaction.id.ends_with(f));
        assert_eq!(all.count(), if outside { 1 } else { 2 }, "{}", reaction.id);
    }
}

#[test]
fn bioavailability_scales_the_exposure_and_the_metabolite_its_own() {
    // Areas under the curve after everything is gone: F D / CL, and fm F D / CL_m.
    let (network, _) = full();
    let mut with_area = network.clone();
    for (area, plasma) in [("area_a", "compound_a_plasma"), ("area_m", "compound_m_plasma")] {
        let mut parameter = network.parameters[0].clone();
        (parameter.id, parameter.value, parameter.constant) = (area.into(), Some(0.0), false);
        with_area.parameters.push(parameter);
        let (kind, target) = (jakstat_model::network::RuleKind::Rate, area.to_owned());
        with_area.rules.push(jakstat_model::network::Rule {
            kind,
            target,
            value: Expr::id(plasma),
            at: None,
        });
    }
    let end = integrate(&with_area, &with("compound_a_depot", 10_000.0), 60.0 * 1000.0, 20_000);
    close(end["area_a"] / 60.0, 0.8 * 10_000.0 / 6.0, 1e-6);
    close(end["area_m"] / 60.0, 0.75 * 0.8 * 10_000.0 / 2.0, 1e-6);
}

#[test]
fn the_network_passes_the_checks_of_the_model() {
    let before = check(&small());
    assert_eq!(before, Vec::<String>::new(), "the fixture itself is sound");
    assert_eq!(check(&full().0), Vec::<String>::new());
    let (dish, _) = with_constant_concentration(&small(), &compound("compound-a", "")).unwrap();
    assert_eq!(check(&dish), Vec::<String>::new());
    let (plain, _) = with_pharmacokinetics(&small(), &compound("compound-a", &oral("")), None).unwrap();
    assert_eq!(check(&plain), Vec::<String>::new());
}

#[test]
fn the_rest_of_the_network_stays_as_it_was() {
    let before = small();
    let (after, _) = full();
    assert_eq!(after.reactions[..2], before.reactions[..]);
    assert_eq!(after.species[..2], before.species[..]);
    assert_eq!(after.parameters[..2], before.parameters[..]);
    assert_eq!(after.base_units, before.base_units);
}

#[test]
fn units_keep_clear_of_names_in_the_model() {
    let mut taken = small();
    taken.units.insert("per_time".into(), Unit::DIMENSIONLESS);
    let (after, _) = with_pharmacokinetics(&taken, &compound("compound-a", &oral("")), None).unwrap();
    assert_eq!(after.units["per_time"], Unit::DIMENSIONLESS);
    assert!(after.unit_of("compound_a_ka").unwrap().same_as(&Unit::parse("1/min").unwrap()));
    assert_eq!(check(&after), Vec::<String>::new());
}

#[test]
fn a_network_without_units_is_refused() {
    let mut bare = small();
    (bare.base_units.time, bare.base_units.volume, bare.base_units.substance) = (None, None, None);
    let problems = with_pharmacokinetics(&bare, &compound("compound-a", &oral("")), None).unwrap_err();
    let lines: Vec<String> =
        problems.iter().map(|p| format!("{p} / {}", p.help.as_deref().unwrap())).collect();
    let tail = "to the model, with the unit that its numbers are in";
    assert_eq!(
        lines,
        [
            format!(
                "error[P030]: the model does not say its substance unit / add `unit substance = 1e-9 mole` {tail}"
            ),
            format!("error[P030]: the model does not say its volume unit / add `unit volume = litre` {tail}"),
            format!(
                "error[P030]: the model does not say its time unit / add `unit time_unit = 60 second` {tail}"
            ),
        ]
    );
    let mut items = small();
    items.base_units.substance = Unit::builtin("item");
    let problems = with_constant_concentration(&items, &compound("compound-a", "")).unwrap_err();
    assert_eq!(
        problems[0].to_string(),
        "error[P030]: the model's substance unit `item` is not an amount of substance"
    );
}

#[test]
fn what_cannot_be_laid_over_is_refused() {
    let first = |network: &Network, rest: &str, metabolite: Option<&str>| {
        let metabolite = metabolite.map(|id| compound(id, ""));
        let result = with_pharmacokinetics(network, &compound("compound-a", rest), metabolite.as_ref());
        result.unwrap_err()[0].to_string()
    };
    assert_eq!(first(&small(), "", None), "error[P033]: compound `compound-a` has no pharmacokinetics");
    assert_eq!(
        first(&small(), &oral(&metabolite()), None),
        "error[P032]: `compound-a` forms the active metabolite `compound-m`, which is missing"
    );
    assert_eq!(
        first(&small(), &oral(&metabolite()), Some("compound-x")),
        "error[P032]: `compound-a` forms the metabolite `compound-m`, not `compound-x`"
    );
    assert_eq!(
        first(&small(), &oral(""), Some("compound-x")),
        "error[P032]: `compound-a` names no metabolite, and `compound-x` was given as one"
    );
    let unknown = Compound { fraction_unbound: None, ..compound("compound-a", &oral("")) };
    assert_eq!(
        with_pharmacokinetics(&small(), &unknown, None).unwrap_err()[0].to_string(),
        "error[P035]: the free fraction of `compound-a` is not known"
    );
    let (once, _) = with_pharmacokinetics(&small(), &compound("compound-a", &oral("")), None).unwrap();
    assert_eq!(first(&once, &oral(""), None), "error[P031]: the model already has `compound_a_CL`");
    let mut extents = small();
    extents.base_units.extent = Some(Unit::parse("mol").unwrap());
    assert_eq!(
        first(&extents, &oral(""), None),
        "error[P034]: the model's reactions are not counted in its substance unit"
    );
}

#[test]
fn routes_need_their_parameters() {
    let lay = |rest: &str| with_pharmacokinetics(&small(), &compound("compound-a", rest), None).unwrap().1;
    let intravenous = format!(
        "[pharmacokinetics]\nclearance = {}\ncentral_volume = {}\n",
        sourced(6.0, "L/h"),
        sourced(30.0, "L")
    );
    let (oral_only, both, iv_only) =
        (lay(&oral("")), lay(&oral(&format!("bioavailability = {}", sourced(0.5, "1")))), lay(&intravenous));
    let (by_mouth, drip) = (Regimen::parse("4 mg QD").unwrap(), Regimen::parse("4 mg over 1 h").unwrap());
    assert!(oral_only.check_routes(&by_mouth).is_ok() && both.check_routes(&by_mouth).is_ok());
    assert!(both.check_routes(&drip).is_ok() && iv_only.check_routes(&drip).is_ok());
    assert_eq!(
        oral_only.check_routes(&drip).unwrap_err()[0].to_string(),
        "error[P022]: `compound-a` has a dose into the vein, but its clearance and volume are apparent"
    );
    assert_eq!(
        iv_only.check_routes(&by_mouth).unwrap_err()[0].to_string(),
        "error[P022]: `compound-a` has an oral dose but no `absorption_rate`"
    );
}
