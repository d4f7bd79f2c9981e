//! The shipped models: machine code, the interpreter and a run alone give the same bits.

use std::path::Path;

use jakstat_model::{antimony, check};
use jakstat_ode::{Options, Run, Solution, solve};
use jakstat_sim::{CompiledModel, Output, Request};

fn compiled(name: &str) -> (CompiledModel, Vec<usize>) {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let path = if name.ends_with(".ant") { models.join(name) } else { models.join(name).join("model.ant") };
    let text = std::fs::read_to_string(&path).expect("a shipped model");
    let beside = |import: &str| {
        std::fs::read_to_string(path.with_file_name(import)).map_err(|problem| problem.to_string())
    };
    let parsed = antimony::read(name, &text, &beside);
    let network = check(parsed).expect("a shipped model is right").network;
    let states = CompiledModel::new(&network, &Request::default()).expect("compiles").state_ids().to_vec();
    let outputs = states.into_iter().map(Output::Value).collect();
    let model = CompiledModel::new(&network, &Request { outputs, ..Request::default() }).expect("compiles");
    let varied = network.parameters.iter().filter_map(|p| model.param(&p.id)).collect();
    (model, varied)
}

fn bits(solution: &Solution) -> Vec<u64> {
    solution.states.iter().chain(&solution.values).map(|x| x.to_bits()).collect()
}

/// What the published values take, from 0 to 60, at the default tolerances: a change here is a
/// change of the method or of the order of operations, and wants a reason.
#[test]
fn counters() {
    let work = ["ifng-stat1-yamada2003", "epo-stat5-bachmann2011"].map(|name| {
        let (model, _) = compiled(name);
        let run = Run::new(model.params(), 0.0, 60.0);
        let stats = solve(model.system(), &Options::default(), &[run])[0].stats;
        (name, stats.accepted, stats.rejected)
    });
    assert_eq!(work, [("ifng-stat1-yamada2003", 95, 2), ("epo-stat5-bachmann2011", 96, 1)]);
}

#[test]
fn shipped_models_give_the_same_bits() {
    for name in [
        "ifng-stat1-yamada2003",
        "epo-stat5-bachmann2011",
        "alopecia/follicle.ant",
        "alopecia/blood.ant",
        "alopecia/signals.ant",
    ] {
        let (model, varied) = compiled(name);
        let runs: Vec<Run> = (0..19u32)
            .map(|i| {
                let mut params = model.params();
                for (k, slot) in varied.iter().enumerate() {
                    params[*slot] *= 1.0 + 0.5 * f64::sin(f64::from(i * 31 + k as u32));
                }
                Run::new(params, 0.0, 50.0).save_at([0.0, 1.0, 7.5, 30.0])
            })
            .collect();
        let options = Options::default();
        let native = solve(model.system(), &options, &runs);
        let interpreted = solve(&model.system().clone().interpreted(), &options, &runs);
        for (i, (a, b)) in native.iter().zip(&interpreted).enumerate() {
            assert_eq!(a.failure, None, "{name} run {i}");
            assert_eq!((bits(a), a.stats), (bits(b), b.stats), "{name} run {i}");
        }
        let alone = solve(model.system(), &options, &runs[5..6]);
        assert_eq!(bits(&alone[0]), bits(&native[5]), "{name} alone");
    }
}
