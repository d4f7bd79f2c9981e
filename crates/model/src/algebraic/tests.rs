//! Rules of small networks, by what they read.

use super::*;
use crate::Expr;
use crate::network::{Event, Parameter, Rule};

/// A network of rules `0 = sum of ids`; an id with `!` in front has a number, one with `#` is constant.
fn network(rules: &[&str]) -> Network {
    let mut network = Network::default();
    for rule in rules {
        let ids: Vec<&str> = rule.split(' ').collect();
        let read: Vec<Expr> = ids.iter().map(|id| Expr::id(id.trim_start_matches(['!', '#']))).collect();
        let value = Expr::Op(crate::Op::Add, read);
        network.rules.push(Rule { kind: RuleKind::Algebraic, target: String::new(), value, at: None });
        for id in ids {
            let name = id.trim_start_matches(['!', '#']).to_owned();
            if network.parameters.iter().all(|p| p.id != name) {
                let (constant, value) = (id.starts_with('#'), (name != id).then_some(1.0));
                network.parameters.push(Parameter {
                    id: name,
                    name: None,
                    value,
                    unit: None,
                    constant,
                    at: None,
                });
            }
        }
    }
    network
}

fn shown(network: &Network) -> String {
    match blocks(network) {
        Ok(blocks) => blocks
            .iter()
            .map(|b| format!("{:?} {}", b.rules, b.determines.join(" ")))
            .collect::<Vec<_>>()
            .join("; "),
        Err(conflicts) => format!("{conflicts:?}"),
    }
}

#[test]
fn each_rule_has_its_own_value_and_blocks_come_in_order() {
    assert_eq!(shown(&network(&["a #k"])), "[0] a");
    assert_eq!(shown(&network(&["a b", "b #k"])), "[1] b; [0] a");
    assert_eq!(shown(&network(&["a b", "b a"])), "[0, 1] a b");
    assert_eq!(shown(&network(&["c b", "a b", "b a"])), "[1, 2] a b; [0] c");
    // `a` must leave the first rule to `b`, which has no other.
    assert_eq!(shown(&network(&["a b", "a"])), "[1] a; [0] b");
}

#[test]
fn a_value_without_number_is_taken_first() {
    assert_eq!(shown(&network(&["!a b"])), "[0] b");
    // With one rule each of two values with numbers may follow: `b` is determined in any case.
    let values = ["a", "c"].map(str::to_owned).to_vec();
    let ambiguous = vec![Conflict::Ambiguous { rules: vec![0, 1], values }];
    assert_eq!(blocks(&network(&["!a b", "b !c #k"])), Err(ambiguous));
}

#[test]
fn too_many_rules_and_too_many_values_are_conflicts() {
    let over = vec![Conflict::Over { rules: vec![0], values: vec![] }];
    assert_eq!(blocks(&network(&["#k"])), Err(over));
    let over = vec![Conflict::Over { rules: vec![0, 1], values: vec!["a".into()] }];
    assert_eq!(blocks(&network(&["a #k", "a", "!b"])), Err(over));
    let ambiguous = vec![Conflict::Ambiguous { rules: vec![0], values: vec!["a".into(), "b".into()] }];
    assert_eq!(blocks(&network(&["!a !b"])), Err(ambiguous));
    // One of `a`, `b` with the first rule, then `c`: three values for two rules.
    let values = ["a", "b", "c"].map(str::to_owned).to_vec();
    let ambiguous = vec![Conflict::Ambiguous { rules: vec![0, 1], values }];
    assert_eq!(blocks(&network(&["a b", "b c"])), Err(ambiguous));
}

#[test]
fn what_events_set_is_given() {
    let mut network = network(&["!a !b"]);
    network.events.push(Event {
        id: "E1".into(),
        name: None,
        trigger: Expr::Num(0.0),
        initial_value: true,
        persistent: true,
        delay: None,
        priority: None,
        from_trigger: true,
        assignments: vec![("b".into(), Expr::Num(1.0))],
        at: None,
    });
    assert_eq!(shown(&network), "[0] a");
}

#[test]
fn what_an_assignment_rule_reads_can_be_determined_through_it() {
    let mut network = network(&["y #k"]);
    let parameter = Parameter { id: "x".into(), ..network.parameters[1].clone() };
    network.parameters.push(Parameter { constant: false, ..parameter });
    let value = Expr::id("x");
    network.rules.push(Rule { kind: RuleKind::Assignment, target: "y".into(), value, at: None });
    assert_eq!(shown(&network), "[0] x");
}
