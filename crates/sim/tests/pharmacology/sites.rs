//! Compounds in tissues and doses on them, against closed forms and the balance of amounts.

use jakstat_model::Network;
use jakstat_model::network::{Initial, Species, SpeciesReference};
use jakstat_model::{Diagnostic, Expr};
use jakstat_sim::pharmacology::{
    Compound, InhibitorInput, Targets, with_constant_concentration, with_occupancy, with_pharmacokinetics,
    with_site,
};

use super::evaluate::{State, check, close, derivatives, id_value, integrate};
use super::fixtures::{
    compound, compound_text, covalent, kinases, oral, reversible, small, sourced, targets,
};

/// A site `s` with partition 2 and `rest`.
fn site(rest: &str) -> String {
    format!("[[pharmacokinetics.site]]\nid = \"s\"\npartition = {}\n{rest}\n", sourced(2.0, "1"))
}

fn rate() -> String {
    format!("equilibration_rate = {}\n", sourced(0.05, "1/h"))
}

/// Uptake at 0.3 /h, 0.2 of it into 4 L, of which 0.25 is unbound.
fn topical() -> String {
    format!(
        "{}fraction_unbound = {}\ntopical = {{ absorption_rate = {}, fraction_absorbed = {}, volume = {} }}\n",
        rate(),
        sourced(0.25, "1"),
        sourced(0.3, "1/h"),
        sourced(0.2, "1"),
        sourced(4.0, "L")
    )
}

/// The small network with a compound and its site.
fn laid(kinetics: &str, on: bool) -> Network {
    let a = compound("compound-a", kinetics);
    let (network, _) = with_pharmacokinetics(&small(), &a, None).unwrap();
    let site = a.kinetics.as_ref().unwrap().site("s").unwrap();
    let (network, species) = with_site(&network, &a, site, on).unwrap();
    assert_eq!(species.free, "compound_a_free_s");
    assert_eq!(species.on.as_deref(), on.then_some("compound_a_on_s"));
    assert_eq!(check(&network), Vec::<String>::new());
    network
}

fn start(id: &str, amount: f64) -> State {
    State::from([(id.to_owned(), amount)])
}

#[test]
fn without_a_rate_the_site_is_a_multiple_of_plasma() {
    let network = laid(&oral(&site("")), false);
    let (ka, ke): (f64, f64) = (1.2, 0.2);
    for hours in [0.5, 3.0] {
        let end = integrate(&network, &start("compound_a_depot", 10_000.0), hours * 60.0, 3000);
        let free = 0.5 * 10_000.0 / 30.0 * ka / (ka - ke) * ((-ke * hours).exp() - (-ka * hours).exp());
        close(id_value(&network, "compound_a_free_s", &end), 2.0 * free, 1e-9);
    }
}

#[test]
fn with_a_rate_the_site_follows_plasma() {
    let network = laid(&oral(&site(&rate())), false);
    let (ke, keq): (f64, f64) = (0.2, 0.05);
    for hours in [1.0, 12.0, 60.0] {
        let end = integrate(&network, &start("compound_a_central", 6000.0), hours * 60.0, 3000);
        let free = 0.5 * 6000.0 / 30.0;
        let exact = 2.0 * free * keq / (ke - keq) * ((-keq * hours).exp() - (-ke * hours).exp());
        close(id_value(&network, "compound_a_free_s", &end), exact, 1e-9);
        // What the site takes is not missed in plasma.
        close(id_value(&network, "compound_a_free", &end), free * (-ke * hours).exp(), 1e-9);
    }
}

/// The network with a species that takes what each of the reactions loses.
fn with_sinks(mut network: Network, reactions: &[&str]) -> Network {
    for id in reactions {
        let sink = format!("sink_{id}");
        network.species.push(Species {
            id: sink.clone(),
            name: None,
            compartment: "cell".into(),
            initial: Initial::Amount(0.0),
            substance_only: true,
            boundary: false,
            constant: false,
            unit: None,
            conversion_factor: None,
            at: None,
        });
        let reaction = network.reactions.iter_mut().find(|r| r.id == *id).unwrap();
        assert!(reaction.products.is_empty(), "{id} loses nothing");
        reaction.products.push(SpeciesReference { species: sink, stoichiometry: Expr::Num(1.0) });
    }
    network
}

#[test]
fn a_topical_dose_is_on_the_site_in_it_in_the_body_lost_or_eliminated() {
    let peripheral = format!(
        "intercompartmental_clearance = {}\nperipheral_volume = {}\n",
        sourced(3.0, "L/h"),
        sourced(12.0, "L")
    );
    let network = laid(&oral(&(peripheral + &site(&topical()))), true);
    let losses = ["compound_a_loss_s", "compound_a_elimination"];
    let network = with_sinks(network, &losses);
    let dose = 5000.0;
    for hours in [0.1, 2.0, 24.0, 60.0] {
        let end = integrate(&network, &start("compound_a_on_s", dose), hours * 60.0, 4000);
        let parts = ["on_s", "in_s", "central", "peripheral"].map(|p| end[&format!("compound_a_{p}")]);
        let lost = losses.map(|id| end[&format!("sink_{id}")]);
        close(parts.iter().chain(&lost).sum(), dose, 1e-9);
        assert!(parts.iter().chain(&lost).all(|x| *x > 0.0), "{parts:?} {lost:?}");
        let (ka, keq): (f64, f64) = (0.3, 0.05);
        close(parts[0], dose * (-ka * hours).exp(), 1e-8);
        close(lost[0], 0.8 * dose * (1.0 - (-ka * hours).exp()), 1e-8);
        let inside = 0.2 * dose * ka / (ka - keq) * ((-keq * hours).exp() - (-ka * hours).exp());
        close(parts[1], inside, 1e-8);
    }
}

#[test]
fn the_site_holds_what_entered_and_what_plasma_brings() {
    let network = laid(&oral(&site(&topical())), true);
    let both = start("compound_a_on_s", 5000.0);
    let end = integrate(&network, &both, 600.0, 3000);
    // The same course in plasma alone: from the site's amount into the central one, by hand.
    let (ka, keq, ke): (f64, f64, f64) = (0.3, 0.05, 0.2);
    let t: f64 = 10.0;
    let e = |k: f64| (-k * t).exp();
    let inside = |k: f64| e(keq) - k; // in = b (exp(-keq t) - exp(-ka t))
    let b = 0.2 * 5000.0 * ka / (ka - keq);
    close(end["compound_a_in_s"], b * inside(e(ka)), 1e-9);
    // central' = keq in - ke central
    let answer = |k: f64| (e(k) - e(ke)) / (ke - k);
    let central = keq * b * (answer(keq) - answer(ka));
    close(end["compound_a_central"], central, 1e-9);
    // effect' = keq (2 fu central / V - effect): exponentials again, with t exp(-keq t) from keq.
    let drive = 2.0 * 0.5 / 30.0 * keq;
    let follow = |k: f64| (e(k) - e(keq)) / (keq - k);
    let a1 = keq * b / (ke - keq);
    let a2 = keq * b / (ke - ka);
    let effect = drive * (a1 * (t * e(keq) - follow(ke)) - a2 * (follow(ka) - follow(ke)));
    close(id_value(&network, "compound_a_free_s", &end), effect + 0.25 * end["compound_a_in_s"] / 4.0, 1e-9);
}

/// Targets of kinase 1: `v1` in plasma, `v2` in the site.
fn two_places() -> Targets {
    targets("[[target]]\nkinase = \"kinase1\"\nsite = \"s\"\nreactions = [\"v2\"]\n")
}

/// [`small`] with a compound at constant concentrations in plasma and, where `apart`, in the site.
fn dish(a: &Compound, apart: bool) -> (Network, Vec<Diagnostic>) {
    let (network, free) = with_constant_concentration(&small(), a).unwrap();
    let other = compound("level", "");
    let (network, level) = with_constant_concentration(&network, &other).unwrap();
    let sites = if apart { vec![("s".to_owned(), level)] } else { Vec::new() };
    let inputs = [InhibitorInput { compound: a, free: &free, sites: &sites }];
    with_occupancy(&network, &two_places(), &kinases(), &inputs).unwrap()
}

#[test]
fn each_place_has_its_own_free_fraction() {
    let a = compound("compound-a", &reversible("kinase1", 20.0, ""));
    let (network, warnings) = dish(&a, true);
    assert_eq!(check(&network), Vec::<String>::new());
    let state = State::from([("compound_a_free".into(), 20.0), ("level_free".into(), 60.0)]);
    close(id_value(&network, "kinase1_free", &state), 0.5, 1e-12);
    close(id_value(&network, "kinase1_free_s", &state), 0.25, 1e-12);
    close(id_value(&network, "v1", &state), 3.0 * 0.5, 1e-12);
    close(id_value(&network, "v2", &state), 0.5 * 0.25, 1e-12);
    assert_eq!(warnings.len(), 1, "the unknown ATP is told once: {warnings:?}");
}

#[test]
fn a_site_that_is_not_described_is_like_plasma_and_is_told() {
    let a = compound("compound-a", &reversible("kinase1", 20.0, "atp = \"Km\""));
    let (network, warnings) = dish(&a, false);
    let state = State::from([("compound_a_free".into(), 300.0), ("level_free".into(), 60.0)]);
    assert_eq!(id_value(&network, "kinase1_free", &state), id_value(&network, "kinase1_free_s", &state));
    let lines: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "warning[P048]: how `compound-a` gets into `s` is not known: its free concentration in plasma is used there"
        ]
    );
}

#[test]
fn a_covalent_inhibitor_wears_the_kinase_down_in_each_place() {
    let (kinact, constant, turnover) = (2.0, 100.0, 0.2);
    let a = compound("compound-a", &covalent("kinase1", kinact, constant));
    let (network, _) = dish(&a, true);
    assert_eq!(check(&network), Vec::<String>::new());
    let state = State::from([("compound_a_free".into(), 10.0), ("level_free".into(), 300.0)]);
    let end = integrate(&network, &state, 200.0 * 60.0, 20_000);
    for (active, c) in [("kinase1_active", 10.0), ("kinase1_active_s", 300.0)] {
        let loss = kinact * c / (constant + c);
        close(end[active], turnover / (turnover + loss), 1e-9);
    }
    let slopes = derivatives(&network, &state);
    close(slopes["kinase1_active_s"], -kinact * 300.0 / 400.0 / 60.0, 1e-12);
}

/// `line: problem` of each problem of a compound file with these kinetics.
fn problems(kinetics: &str) -> Vec<String> {
    let text = compound_text("compound-a", kinetics);
    let found = Compound::read("compound-a.toml", &text).unwrap_err();
    assert!(found.iter().all(|p| p.place.is_some()));
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn sites_are_checked() {
    let bad = site(&format!("fraction_unbound = {}\n", sourced(0.5, "1"))).replace("\"s\"", "\"the skin\"");
    assert_eq!(
        problems(&oral(&bad)),
        [
            "error[P012]: the site's id `the skin` is not made of letters, digits and `_`",
            "error[P011]: `fraction_unbound` is given without `topical`",
        ]
    );
    let twice = site(&topical()) + &site(&topical());
    assert_eq!(
        problems(&oral(&twice)),
        ["error[P010]: the site `s` is given twice", "error[P011]: `s` is the second site with `topical`",]
    );
    let missing = "[[pharmacokinetics.site]]\nid = \"s\"\ntopical = { rate = 1 }\n";
    assert_eq!(
        problems(&oral(missing)),
        [
            "error[P003]: `partition` is missing in a site",
            "error[P002]: unknown key `rate` in the topical route",
        ]
    );
    let text = "source = \"x\"\n[[target]]\nkinase = \"k\"\nsite = \"1\"\nreactions = [\"v\"]\n";
    assert_eq!(Targets::read(text).unwrap_err()[0].code.id, "P012");
}

#[test]
fn studied_doses_are_checked() {
    let lines = problems(&oral("studied = { from = \"20 mg\", to = \"10 mg\" }"));
    assert_eq!(lines, ["error[P007]: the studied doses go from 20 mg down to 10 mg"]);
    let lines = problems(&oral("studied = { from = \"20 nM\", upto = \"10 mg\" }"));
    assert_eq!(lines.len(), 3, "{lines:?}");
}
