//! What each stage takes: parse, compile, one run, one step of a host, a study of 1,000 runs.
//!
//! ```sh
//! cargo bench -p jakstat-benches --bench stages -- [FILTER]
//! ```

use std::hint::black_box;
use std::path::PathBuf;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};

use jakstat_benches::cases::{Case, root};
use jakstat_benches::engine::{self, Engine};
use jakstat_benches::sets::Sets;
use jakstat_model::Network;
use jakstat_ode::Options;
use jakstat_sim::Stepper;

/// A model file with the end of its run in the model's unit of time.
struct Model {
    name: &'static str,
    file: PathBuf,
    end: f64,
}

fn models() -> [Model; 2] {
    let boehm = Case::find("boehm").map(|c| c.file()).unwrap_or_default();
    [
        Model { name: "bachmann", file: root().join("models/epo-stat5-bachmann2011/model.ant"), end: 240.0 },
        Model { name: "boehm", file: boehm, end: 240.0 },
    ]
}

fn stages(criterion: &mut Criterion) {
    for model in models() {
        let Ok(text) = std::fs::read_to_string(&model.file) else {
            eprintln!("{}: skipped, there is no {}", model.name, model.file.display());
            continue;
        };
        let mut group = criterion.benchmark_group(model.name);
        group.warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3)).sample_size(30);
        if let Err(reason) = measure(&mut group, &model, &text) {
            eprintln!("{}: {reason}", model.name);
        }
        group.finish();
    }
}

fn measure(group: &mut BenchmarkGroup<'_, WallTime>, model: &Model, text: &str) -> jakstat_benches::Outcome {
    let name = model.file.display().to_string();
    let network = engine::read_text(&name, text)?;
    let options = engine::options(1e-6, 1e-9);

    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("parse", |b| b.iter(|| engine::read_text(&name, black_box(text))));
    group.throughput(Throughput::Elements(1));
    group.bench_function("compile", |b| b.iter(|| engine::compile(black_box(&network), Vec::new())));

    let (ids, nominal) = constants(&network)?;
    let engine = Engine::new(&network, None, &ids, model.end, 101)?;
    let sets = Sets::draw(ids, &nominal, 1000, 1);
    group.bench_function("run", |b| b.iter(|| engine.solve(&options, &[black_box(sets.rows[0].as_slice())])));

    let stepper = Stepper::new(&engine.model, &options, 0.0)?;
    group.bench_function("step", |b| {
        // From the middle of the run, as far as a host goes at a time: a hundredth of it.
        let mut begun = stepper.clone();
        let _ = begun.advance_to(0.5 * model.end);
        let next = 0.51 * model.end;
        b.iter_batched_ref(|| begun.clone(), |s| s.advance_to(black_box(next)), BatchSize::SmallInput);
    });

    study(group, &engine, &sets, &options);
    Ok(())
}

/// The numbers of a study: 1,000 rows on all cores, all states at 101 times; no tables are written.
fn study(group: &mut BenchmarkGroup<'_, WallTime>, engine: &Engine, sets: &Sets, options: &Options) {
    let rows = sets.round(1000);
    group.throughput(Throughput::Elements(rows.len() as u64)).sample_size(10);
    group.bench_function("study", |b| b.iter(|| engine.solve_on_all_cores(options, black_box(&rows))));
}

/// Constant parameters other than zero that a rate reads, with their values.
fn constants(network: &Network) -> jakstat_benches::Outcome<(Vec<String>, Vec<f64>)> {
    let model = engine::compile(network, Vec::new())?;
    let values = model.params();
    let read =
        |id: &str| network.reactions.iter().filter_map(|r| r.rate.as_ref()).any(|r| r.ids().contains(&id));
    let chosen = network.parameters.iter().filter(|p| p.constant && read(&p.id));
    let slots = chosen.filter_map(|p| model.param(&p.id).map(|slot| (p.id.clone(), values[slot])));
    Ok(slots.filter(|(_, value)| *value != 0.0).unzip())
}

criterion_group!(benches, stages);
criterion_main!(benches);
