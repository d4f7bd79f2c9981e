//! What fast reactions cannot be or be asked for.

use jakstat_model::{Network, check, sbml};
use jakstat_ode::{Method, Options, Run, solve};
use jakstat_sim::{CompiledModel, Output, Request};

use crate::{compiled, network, options, request};

fn said(network: &Network, request: &Request) -> Vec<String> {
    let problems = CompiledModel::new(network, request).unwrap_err();
    assert!(problems.iter().all(|p| p.help.is_some()), "{problems:?}");
    problems.iter().map(|p| format!("{} {}", p.code.id, p.message)).collect()
}

/// `A` and `B` in equilibrium, and more.
fn pair(more: &str) -> Network {
    let text = "compartment c = 1; species A in c = 3, B in c = 0; J: A -> B; A - B";
    network(&format!("{text}\n{more}"), &["J"])
}

#[test]
fn formulas_do_not_read_a_speed_without_end() {
    let told = ["C011 the rate of the fast reaction `J` cannot be read: it has no finite speed"];
    assert_eq!(said(&pair("x := 2*J"), &request(&["x"])), told);
    assert_eq!(said(&pair(""), &request(&["J"])), told);
    let told = ["C004 `rateOf(B)` cannot be computed: fast reactions change `B`"];
    assert_eq!(said(&pair("x := rateOf(B)"), &request(&["x"])), told);
}

#[test]
fn stoichiometries_stay() {
    let text = "compartment c = 1; species A in c = 3, B in c = 0; n := 1 + time; J: n A -> B; A - B";
    let told = ["C011 the stoichiometry of `A` in the fast reaction `J` changes with time"];
    assert_eq!(said(&network(text, &["J"]), &request(&["A"])), told);
}

#[test]
fn there_are_no_sensitivities() {
    let ask = Request { sensitivities: vec!["k".into()], ..request(&["A"]) };
    let told =
        ["C006 sensitivities cannot be computed: the fast reaction `J` is in equilibrium at all times"];
    assert_eq!(said(&pair("k = 1; D: B -> ; k*B"), &ask), told);
}

#[test]
fn a_reaction_without_rate_is_none() {
    let mut net = pair("");
    net.reactions[0].rate = None;
    assert_eq!(said(&net, &request(&["A"])), ["C011 the fast reaction `J` has no rate"]);
}

#[test]
fn only_methods_for_stiff_systems() {
    let model = compiled(&pair(""), &["A"]);
    for method in [Method::Dopri5, Method::Dop853] {
        let run = Run::new(model.params(), 0.0, 1.0);
        let solution = solve(model.system(), &Options { method, ..options() }, &[run]).remove(0);
        let failure = solution.failure.map(|f| model.explain(&f)).unwrap_or_default();
        assert!(failure.contains("cannot integrate a system with algebraic equations"), "{failure}");
    }
}

#[test]
fn a_fast_reaction_does_not_look_back() {
    let text = "compartment c = 1; species A in c = 3, B in c = 0; J: A -> B; A - delay(B, 1)";
    let told = ["C011 the rate of a fast reaction that changes `A` reads `delay(B, 1)`"];
    assert_eq!(said(&network(text, &["J"]), &request(&["A"])), told);
}

#[test]
fn what_runs_away_has_no_equilibrium() {
    for rate in ["-A", "1", "-A*A", "-exp(A)"] {
        let text = format!("compartment c = 1; species A in c = 3, B in c = 20; J: A -> B; {rate}");
        let model = compiled(&network(&text, &["J"]), &["A"]);
        let solution = solve(model.system(), &options(), &[Run::new(model.params(), 0.0, 1.0)]).remove(0);
        let said = solution.failure.map(|f| model.explain(&f)).unwrap_or_default();
        let told = "the fast reactions that change `A` do not come to rest at time 0; ";
        assert!(said.starts_with(told), "{rate}: {said}");
    }
}

#[test]
fn a_file_with_a_fast_reaction_is_read_and_not_written_as_another() {
    let text = r#"<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"><model id="m">
      <listOfCompartments><compartment id="c" size="1" constant="true"/></listOfCompartments>
      <listOfSpecies>
        <species id="A" compartment="c" initialAmount="1" hasOnlySubstanceUnits="true" boundaryCondition="false" constant="false"/>
      </listOfSpecies>
      <listOfReactions><reaction id="J" reversible="false" fast="true">
        <listOfReactants><speciesReference species="A" stoichiometry="1" constant="true"/></listOfReactants>
        <kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML"><ci>A</ci></math></kineticLaw>
      </reaction></listOfReactions>
    </model></sbml>"#;
    let checked = check(sbml::read("m.xml", text)).map_err(|failed| failed.to_string()).unwrap();
    assert!(checked.network.reactions[0].fast);
    let outputs = vec![Output::Amount("A".into())];
    let model = CompiledModel::new(&checked.network, &Request { outputs, ..Request::default() }).unwrap();
    let run = Run::new(model.params(), 0.0, 1.0).save_at(vec![0.0]);
    let solution = solve(model.system(), &options(), &[run]).remove(0);
    assert!(solution.values[0].abs() < 1e-15, "{:?}", solution.values);
    let codes = |found: Vec<jakstat_model::Diagnostic>| found.iter().map(|p| p.code.id).collect::<Vec<_>>();
    assert_eq!(codes(sbml::write(&checked.network).unwrap_err()), ["S054"]);
    assert_eq!(codes(jakstat_model::antimony::write(&checked.network).unwrap_err()), ["A056"]);
}
