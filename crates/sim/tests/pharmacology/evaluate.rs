//! A small evaluator of networks, for closed forms: the operations that pharmacology writes.

use std::collections::BTreeMap;

use jakstat_model::network::{Initial, Kind, RuleKind};
use jakstat_model::{Expr, Network, Op, Parsed, Sources};

/// Values of species (amounts) and of parameters that a test sets.
pub type State = BTreeMap<String, f64>;

/// The value of `formula` in `state`; what is not there comes from the network.
pub fn value(network: &Network, formula: &Expr, state: &State) -> f64 {
    match formula {
        Expr::Num(x) => *x,
        Expr::Id(id) => id_value(network, id, state),
        Expr::Op(op, args) => {
            let args: Vec<f64> = args.iter().map(|a| value(network, a, state)).collect();
            match op {
                Op::Add => args.iter().sum(),
                Op::Mul => args.iter().product(),
                Op::Sub => args[0] - args[1],
                Op::Div => args[0] / args[1],
                Op::Pow => args[0].powf(args[1]),
                other => panic!("{other:?} is not written by pharmacology"),
            }
        }
        other => panic!("{other:?} is not written by pharmacology"),
    }
}

/// The value of `id` in `state`.
pub fn id_value(network: &Network, id: &str, state: &State) -> f64 {
    if let Some(x) = state.get(id) {
        return *x;
    }
    if let Some(rule) = network.rule(id).filter(|r| r.kind == RuleKind::Assignment) {
        return value(network, &rule.value, state);
    }
    if let Some(start) = network.initial_assignments.iter().find(|a| a.target == id) {
        return value(network, &start.value, state);
    }
    match network.kind(id).unwrap_or_else(|| panic!("no `{id}`")) {
        Kind::Parameter(i) => network.parameters[i].value.unwrap(),
        Kind::Compartment(i) => network.compartments[i].size.unwrap(),
        Kind::Species(i) => match network.species[i].initial {
            Initial::Amount(x) | Initial::Concentration(x) => x,
            Initial::Unset => panic!("`{id}` is not set"),
        },
        Kind::Reaction(i) => value(network, network.reactions[i].rate.as_ref().unwrap(), state),
    }
}

/// Rates of change of all species (as amounts) and rate-rule variables.
pub fn derivatives(network: &Network, state: &State) -> State {
    let mut rates: State = network.species.iter().map(|s| (s.id.clone(), 0.0)).collect();
    for reaction in &network.reactions {
        let rate = value(network, reaction.rate.as_ref().unwrap(), state);
        for (side, sign) in [(&reaction.reactants, -1.0), (&reaction.products, 1.0)] {
            for s in side {
                *rates.get_mut(&s.species).unwrap() += sign * rate * value(network, &s.stoichiometry, state);
            }
        }
    }
    for rule in network.rules.iter().filter(|r| r.kind == RuleKind::Rate) {
        rates.insert(rule.target.clone(), value(network, &rule.value, state));
    }
    rates
}

/// The state after `time`, by the classical fourth-order Runge-Kutta method with `steps` steps.
///
/// Parameters that `state` sets stay as they are.
pub fn integrate(network: &Network, state: &State, time: f64, steps: usize) -> State {
    let h = time / steps as f64;
    let moved = |state: &State, slope: &State, h: f64| {
        let mut next = state.clone();
        for (id, rate) in slope {
            *next.get_mut(id).unwrap() += h * rate;
        }
        next
    };
    let mut now = state.clone();
    for id in derivatives(network, state).into_keys() {
        let start = id_value(network, &id, state);
        now.insert(id, start);
    }
    for _ in 0..steps {
        let k1 = derivatives(network, &now);
        let k2 = derivatives(network, &moved(&now, &k1, h / 2.0));
        let k3 = derivatives(network, &moved(&now, &k2, h / 2.0));
        let k4 = derivatives(network, &moved(&now, &k3, h));
        let mean = k1.iter().map(|(id, k)| (id.clone(), (k + 2.0 * k2[id] + 2.0 * k3[id] + k4[id]) / 6.0));
        now = moved(&now, &mean.collect(), h);
    }
    now
}

/// Panics unless `a` and `b` agree to `tolerance`, relative to the larger.
#[track_caller]
pub fn close(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance * a.abs().max(b.abs()), "{a} and {b} differ");
}

/// What the model crate's checks say of a network that was put together here.
pub fn check(network: &Network) -> Vec<String> {
    let parsed = Parsed { network: network.clone(), diagnostics: Vec::new(), sources: Sources::default() };
    let found = match jakstat_model::check(parsed) {
        Ok(checked) => checked.warnings,
        Err(failed) => failed.diagnostics,
    };
    found.iter().map(ToString::to_string).collect()
}
