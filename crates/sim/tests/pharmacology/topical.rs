//! Whole scenarios with sites, topical doses and doses that were not studied.

use std::collections::BTreeMap;

use jakstat_model::Diagnostic;
use jakstat_ode::solve;
use jakstat_sim::pharmacology::{Regimen, Route};
use jakstat_sim::{Experiment, Parts, Scenario, Variation};

use super::evaluate::close;
use super::fixtures::{compound, kinases, oral, reversible, small, sourced, targets};

fn site(rest: &str) -> String {
    let partition = sourced(2.0, "1");
    format!("[[pharmacokinetics.site]]\nid = \"s\"\npartition = {partition}\n{rest}\n")
}

fn topical() -> String {
    format!(
        "equilibration_rate = {}\ntopical = {{ absorption_rate = {}, fraction_absorbed = {}, volume = {} }}\n",
        sourced(0.05, "1/h"),
        sourced(0.3, "1/h"),
        sourced(0.2, "1"),
        sourced(4.0, "L")
    )
}

/// `c1` with these kinetics, given by `treatment`; kinase 1 works in the site.
fn experiment(kinetics: &str, treatment: &str, save: &str) -> Result<Experiment, Vec<Diagnostic>> {
    let scenario = format!(
        "title = \"t\"\nmodel = \"m\"\nsave = {save}\n[time]\nend = \"48 h\"\npoints = 2\n\
         [solver]\nrtol = 1e-10\natol = 1e-12\n[[treatment]]\n{treatment}\n"
    );
    let potency = reversible("kinase1", 10.0, "atp = \"Km\"");
    let parts = Parts {
        network: small(),
        compounds: BTreeMap::from([("c1".to_owned(), compound("c1", &format!("{potency}{kinetics}")))]),
        kinases: Some(kinases()),
        targets: Some(targets("site = \"s\"")),
        parameters: Vec::new(),
    };
    Experiment::new(&Scenario::read(&scenario).unwrap(), &parts, &Variation::default())
}

fn end(experiment: &Experiment) -> Vec<f64> {
    let run = experiment.run(1.0, &[], true);
    let solution = solve(experiment.model.system(), &experiment.options, &[run]).remove(0);
    assert_eq!(solution.failure, None);
    let width = experiment.model.system().outputs();
    solution.values[solution.values.len() - width..].to_vec()
}

fn warned(experiment: &Experiment) -> Vec<String> {
    experiment.warnings.iter().map(ToString::to_string).collect()
}

fn refused(kinetics: &str, treatment: &str) -> String {
    experiment(kinetics, treatment, "[\"A\"]").unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn regimens_can_be_topical() {
    let routes = |text: &str| -> Vec<Route> {
        Regimen::parse(text).unwrap().courses().iter().map(|c| c.route).collect()
    };
    assert_eq!(routes("30 mg BID x 4 topical then 4 mg QD"), [Route::Topical, Route::Oral]);
    let regimen = Regimen::parse("30 mg BID Topical").unwrap();
    assert!(regimen.has_topical() && !regimen.has_oral() && !regimen.has_intravenous());
    assert!(Regimen::parse("30 mg BID topical iv").is_err());
    let read = |text: &str| {
        let document = toml::de::DeTable::parse(text).unwrap();
        Regimen::from_toml(&document.get_ref()["r"])
    };
    let table = "r = { dose = \"30 mg\", every = \"12 h\", route = \"topical\" }";
    assert_eq!(read(table).unwrap(), regimen);
    let lasting = table.replace(" }", ", duration = \"1 h\" }");
    assert!(read(&lasting).unwrap_err()[0].to_string().contains("given for route `topical`"));
}

#[test]
fn topical_doses_go_on_the_site() {
    let bioavailability =
        format!("bioavailability = {}\nabsorption_lag = {}\n", sourced(0.5, "1"), sourced(1.0, "h"));
    let kinetics = oral(&(bioavailability + &site(&topical())));
    let ids = "[\"c1_on_s\", \"c1_in_s\", \"c1_free_s\", \"kinase1_free_s\", \"c1_depot\"]";
    let treatment = "compound = \"c1\"\nregimen = \"20 mg every 36 h topical\"";
    let experiment = experiment(&kinetics, treatment, ids).unwrap();
    assert_eq!(warned(&experiment), Vec::<String>::new());
    let minutes: Vec<f64> = vec![0.0, 36.0 * 60.0];
    assert_eq!(experiment.dose_times, minutes, "the lag is that of the gut");
    let values = end(&experiment);
    // 20 mg at 400 g/mol are 50 000 nmol; the doses are 48 h and 12 h old.
    let dose = 50_000.0;
    let (ka, keq): (f64, f64) = (0.3, 0.05);
    let both = |of: &dyn Fn(f64) -> f64| of(48.0) + of(12.0);
    close(values[0], both(&|t| dose * (-ka * t).exp()), 1e-8);
    let inside = both(&|t| 0.2 * dose * ka / (ka - keq) * ((-keq * t).exp() - (-ka * t).exp()));
    close(values[1], inside, 1e-8);
    assert!(values[2] > inside / 4.0, "plasma brings some more");
    close(values[3], 1.0 / (1.0 + values[2] / (10.0 * 101.0 / 2.0)), 1e-12);
    assert_eq!(values[4], 0.0);
}

#[test]
fn an_oral_dose_reaches_the_site_through_plasma() {
    let ids = "[\"c1_free\", \"c1_free_s\"]";
    let treatment = "compound = \"c1\"\nregimen = \"20 mg QD\"";
    let plain = experiment(&oral(&site("")), treatment, ids).unwrap();
    let values = end(&plain);
    close(values[1], 2.0 * values[0], 1e-12);
    assert_eq!(warned(&plain), Vec::<String>::new());
    // Numbers for doses on the site change nothing where there are none.
    let unused = experiment(&oral(&site(&topical())), treatment, "[\"c1_free\"]").unwrap();
    assert!(unused.network.kind("c1_on_s").is_none());
    close(end(&unused)[0], values[0], 1e-8);
    let unknown = experiment(&oral(""), treatment, "[\"c1_free\", \"kinase1_free_s\"]").unwrap();
    let values = end(&unknown);
    close(values[1], 1.0 / (1.0 + values[0] / 505.0), 1e-12);
    assert_eq!(
        warned(&unknown),
        [
            "warning[P048]: how `c1` gets into `s` is not known: its free concentration in plasma is used there"
        ]
    );
}

#[test]
fn a_constant_concentration_is_the_same_in_all_sites() {
    let treatment = "compound = \"c1\"\nconcentration = \"505 nM\"";
    let dish = experiment(&oral(&site(&topical())), treatment, "[\"kinase1_free_s\"]").unwrap();
    assert_eq!(warned(&dish), Vec::<String>::new());
    close(end(&dish)[0], 0.5, 1e-12);
}

#[test]
fn the_unknown_scale_of_plasma_and_unstudied_doses_are_told() {
    let kinetics = oral(&format!("studied = {{ from = \"10 mg\", to = \"0.1 g\" }}\n{}", site(&topical())));
    let warnings = |regimen: &str| {
        let treatment = format!("compound = \"c1\"\nregimen = \"{regimen}\"");
        warned(&experiment(&kinetics, &treatment, "[\"A\"]").unwrap())
    };
    assert_eq!(
        warnings("500 mg BID topical"),
        ["warning[P024]: the plasma level of `c1` after topical use is understated by its unknown \
             bioavailability by mouth: clearance and volumes are apparent"]
    );
    assert_eq!(warnings("10 mg QD x 3 then 100 mg QD"), Vec::<String>::new());
    assert_eq!(
        warnings("200 mg QD x 2 then 9 mg QD x 2 then 200 mg QD"),
        [
            "warning[P025]: a single dose of 9 mg of `c1` lies outside of what was studied, 10 to 100 mg",
            "warning[P025]: a single dose of 200 mg of `c1` lies outside of what was studied, 10 to 100 mg",
        ]
    );
}

#[test]
fn topical_doses_without_their_numbers_are_refused() {
    let treatment = "compound = \"c1\"\nregimen = \"20 mg QD topical\"";
    assert_eq!(
        refused(&oral(""), treatment),
        "error[P023]: `c1` has a topical dose, and none of its sites has `topical`"
    );
    let partial = format!("topical = {{ fraction_absorbed = {} }}", sourced(0.2, "1"));
    assert_eq!(
        refused(&oral(&site(&partial)), treatment),
        "error[P023]: a topical dose of `c1` needs `topical.absorption_rate`, `topical.volume`, \
         `equilibration_rate` of its site `s`"
    );
    let species = "species = \"A\"\nmolecular_weight = \"400 g/mol\"\nregimen = \"1 mg QD topical\"";
    assert_eq!(
        refused(&oral(""), species),
        "error[R006]: a topical dose into the species `A` is not supported"
    );
}
