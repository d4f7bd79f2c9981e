//! Kinase activity as a parameter of the model, and what an inhibitor makes of it.

use jakstat_model::network::{Event, Initial, InitialAssignment, Parameter, Rule, RuleKind};
use jakstat_model::{Diagnostic, Expr, Network, Op};
use jakstat_sim::pharmacology::{
    Compound, InhibitorInput, Targets, with_constant_concentration, with_occupancy,
};

use super::evaluate::{State, check, close, id_value};
use super::fixtures::{compound, kinases, reversible, small};

fn parameter(id: &str, value: Option<f64>, unit: Option<&str>) -> Parameter {
    let unit = unit.map(str::to_owned);
    Parameter { id: id.into(), name: None, value, unit, constant: true, at: None }
}

fn assignment(target: &str, value: Expr) -> InitialAssignment {
    InitialAssignment { target: target.into(), value, at: None }
}

/// [`small`] with the activities `act1` = 0.8 and `act2` = `2 * act1` at the start; `speed` follows
/// `act1`, and `B` starts at `speed`.
fn active() -> Network {
    let mut network = small();
    network.parameters.push(parameter("act1", Some(0.8), Some("dimensionless")));
    network.parameters.push(parameter("act2", None, None));
    network.parameters.push(Parameter { constant: false, ..parameter("speed", None, None) });
    let twice = |id: &str| Expr::binary(Op::Mul, Expr::Num(2.0), Expr::id(id));
    network.initial_assignments.push(assignment("act2", twice("act1")));
    network.initial_assignments.push(assignment("B", Expr::id("speed")));
    network.species[1].initial = Initial::Unset;
    let (kind, target) = (RuleKind::Assignment, "speed".to_owned());
    network.rules.push(Rule { kind, target, value: twice("act1"), at: None });
    network
}

fn targets(rest: &str) -> Targets {
    Targets::read(&format!("source = \"test\"\n[[target]]\nkinase = \"kinase1\"\n{rest}\n")).unwrap()
}

fn dish(network: &Network, compounds: &[&Compound], targets: &Targets) -> Result<Network, Vec<Diagnostic>> {
    let mut network = network.clone();
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
    with_occupancy(&network, targets, &kinases(), &inputs).map(|(network, _)| network)
}

#[test]
fn a_parameter_is_its_number_times_the_free_fractions() {
    let a = compound("compound-a", &(reversible("kinase1", 10.0, "") + &reversible("kinase2", 30.0, "")));
    let listed = targets(
        "parameters = [\"act1\", \"act2\"]\n[[target]]\nkinase = \"kinase2\"\nparameters = [\"act1\"]\nexponent = 2",
    );
    let network = dish(&active(), &[&a], &listed).unwrap();
    assert_eq!(check(&network), Vec::<String>::new());
    let at = |c: f64| State::from([("compound_a_free".to_owned(), c)]);
    let value = |id: &str, c: f64| id_value(&network, id, &at(c));
    close(value("act1", 0.0), 0.8, 1e-15);
    close(value("act1", 30.0), 0.8 * 0.25 * 0.25, 1e-15);
    close(value("speed", 30.0), 1.6 * 0.25 * 0.25, 1e-15);
    // The initial assignment has moved to the number, and reads the other number.
    close(value("act2_base", 30.0), 1.6, 1e-15);
    close(value("act2", 30.0), 1.6 * 0.25, 1e-15);
    // The start does not follow the treatment, though the rule does.
    close(value("B", 30.0), 1.6, 1e-15);
    assert!(network.parameters.iter().any(|p| p.id == "act1_base" && p.constant));
    assert_eq!(network.unit_of("act1_base"), network.unit_of("act1"));
}

#[test]
fn without_a_compound_parameters_stay_as_they_are() {
    let network = dish(&active(), &[], &targets("parameters = [\"act1\"]")).unwrap();
    let plain = active();
    assert_eq!((&network.parameters[..5], &network.rules[..1]), (&plain.parameters[..5], &plain.rules[..1]));
    assert_eq!(network.initial_assignments, plain.initial_assignments);
    assert!(network.kind("act1_base").is_none());
}

#[test]
fn what_cannot_follow_a_kinase_is_refused_with_its_place() {
    let mut network = active();
    network.parameters.push(parameter("act3", Some(1.0), None));
    network.events.push(Event {
        id: "off".into(),
        name: None,
        trigger: Expr::Num(0.0),
        initial_value: true,
        persistent: true,
        delay: None,
        priority: None,
        from_trigger: true,
        assignments: vec![("act3".into(), Expr::Num(0.0))],
        at: None,
    });
    let a = compound("compound-a", &reversible("kinase1", 10.0, ""));
    let listed = targets("parameters = [\"act\", \"A\", \"k1\", \"speed\", \"act3\"]");
    let problems = dish(&network, &[&a], &listed).unwrap_err();
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "error[P050]: the model has no parameter `act`, which the targets list for `kinase1`",
            "error[P050]: `A`, a target of `kinase1`, is no parameter of the model",
            "error[P051]: parameter `k1`, a target of `kinase1`, is in `L/min` and not a pure number",
            "error[P051]: parameter `speed`, a target of `kinase1`, is set by a rule",
            "error[P051]: parameter `act3`, a target of `kinase1`, is set by the event `off`",
        ]
    );
    assert!(problems.iter().all(|p| p.place == Some(listed.targets[0].at)));
    assert_eq!(problems[0].help.as_deref(), Some("did you mean `act1`?"));
    network.parameters.push(parameter("act1_base", Some(1.0), None));
    let taken = dish(&network, &[&a], &targets("parameters = [\"act1\"]")).unwrap_err();
    assert_eq!(taken[0].to_string(), "error[P031]: the model already has `act1_base`");
}

/// Its value without treatment cannot be written out, so it must not be taken for one.
#[test]
fn a_start_that_reads_what_an_algebraic_rule_makes_of_an_activity_is_refused() {
    let a = compound("compound-a", &reversible("kinase1", 10.0, ""));
    let mut network = active();
    let speed = network.rules.iter_mut().find(|r| r.target == "speed").unwrap();
    let value = Expr::binary(Op::Sub, speed.value.clone(), Expr::id("speed"));
    *speed = Rule { kind: RuleKind::Algebraic, target: String::new(), value, at: None };
    let problems = dish(&network, &[&a], &targets("parameters = [\"act1\"]")).unwrap_err();
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "error[P051]: an initial assignment reads `speed`, which an algebraic rule determines from an activity"
        ]
    );
    network.initial_assignments.retain(|a| a.target != "B");
    network.species[1].initial = Initial::Amount(1.0);
    assert!(dish(&network, &[&a], &targets("parameters = [\"act1\"]")).is_ok());
}
