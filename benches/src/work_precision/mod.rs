//! `work-precision`: error against time of every method at tolerances from 1e-3 to 1e-10.

mod chart;
mod picture;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use jakstat_model::Network;
use jakstat_ode::{Method, Options, Solution};

use crate::Outcome;
use crate::accuracy::{Trajectories, largest, median};
use crate::cases::{Case, root};
use crate::engine::{self, Engine};
use crate::machine::Machine;
use crate::sets::Sets;
use chart::{Curve, Panel, Point};

/// What to measure.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Models, separated by commas.
    #[arg(long, value_delimiter = ',', default_values_t = ["boehm".to_owned(), "bachmann".to_owned()])]
    models: Vec<String>,
    /// Parameter sets of each model.
    #[arg(long, default_value_t = 64)]
    sets: usize,
    /// Seconds that each point is measured for, about.
    #[arg(long, default_value_t = 0.3)]
    turn: f64,
    /// Folder for `work-precision.csv`, `.svg` and `.png`; `benches/results` where nothing is said.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Times at which all states are kept, the start among them.
const POINTS: usize = 101;
/// Absolute tolerance, relative to the relative one: 1e-9 at 1e-6.
const ATOL: f64 = 1e-3;
/// Tolerances of the reference.
const TIGHT: (f64, f64) = (1e-12, 1e-15);
/// Steps after which a method for non-stiff systems has lost.
const MOST_STEPS: u64 = 100_000;

/// One method at one tolerance.
#[derive(Debug, Clone)]
struct Measured {
    model: &'static str,
    method: &'static str,
    rtol: f64,
    /// Of one simulation, in the fastest of several repeats: other work only ever adds time.
    seconds: f64,
    error_median: f64,
    error_max: f64,
    steps: f64,
    failed: usize,
}

/// Measures, writes the table and draws it.
///
/// # Errors
/// An unknown model, one that cannot be computed, files that cannot be written.
pub fn run(arguments: &Arguments) -> Outcome {
    let machine = Machine::here();
    println!("{}, one core, {}, revision {}", machine.cpu, machine.date, machine.revision);
    let mut rows = Vec::new();
    let mut panels = Vec::new();
    for name in &arguments.models {
        let case = Case::find(name)?;
        if !case.file().exists() {
            println!("{}: skipped, there is no {}", case.name, case.file().display());
            continue;
        }
        let (engine, sets) = engine_of(&case, arguments.sets)?;
        let measured = measure(&case, &engine, &sets, arguments)?;
        panels.push(panel(&case, engine.model.outputs().len(), &measured));
        rows.extend(measured);
    }
    if rows.is_empty() {
        return Err("nothing was measured".into());
    }
    let folder = arguments.out.clone().unwrap_or_else(|| root().join("benches/results"));
    std::fs::create_dir_all(&folder)?;
    write_table(&folder.join("work-precision.csv"), &machine, &rows)?;
    let foot = format!(
        "{} parameter sets within a factor of 3 of the published values, all states at {POINTS} times. \
         Error: median over sets of the largest relative error (floor: 1e-3 of each state's peak). \
         Absolute tolerance: 1e-3 of the relative one.",
        arguments.sets
    );
    let provenance =
        format!("{}, one core. jakstat {}, {}.", machine.cpu, machine.revision, &machine.date[..10]);
    let svg = chart::draw(
        "What a tolerance costs: error against time of each method",
        &panels,
        &[&foot, &provenance],
    );
    std::fs::write(folder.join("work-precision.svg"), &svg)?;
    std::fs::write(folder.join("work-precision.png"), picture::png(&svg, 2.0)?)?;
    println!("written to {}", folder.join("work-precision.{csv,svg,png}").display());
    Ok(())
}

/// A case with its condition set and its sets drawn, without any tool of others.
fn engine_of(case: &Case, sets: usize) -> Outcome<(Engine, Sets)> {
    let mut network = engine::read(&case.file())?;
    for (id, value) in case.condition {
        let found = network.parameters.iter_mut().find(|p| p.id == *id);
        found.ok_or_else(|| format!("no parameter `{id}`"))?.value = Some(*value);
    }
    let (ids, nominal) = varied(&network, case);
    let engine = Engine::new(&network, None, &ids, case.end, POINTS)?;
    Ok((engine, Sets::draw(ids, &nominal, sets, 1)))
}

/// Constant parameters other than zero that a rate or rule reads, those of the condition excepted.
fn varied(network: &Network, case: &Case) -> (Vec<String>, Vec<f64>) {
    let rates = network.reactions.iter().filter_map(|r| r.rate.as_ref());
    let formulas = rates.chain(network.rules.iter().map(|r| &r.value));
    let read: BTreeSet<&str> = formulas.flat_map(|f| f.ids()).collect();
    let fixed = |id: &str| case.condition.iter().any(|(c, _)| *c == id);
    let kinetic = |id: &str| read.contains(id) && !fixed(id);
    let chosen = network.parameters.iter().filter(|p| p.constant && kinetic(&p.id));
    chosen.filter_map(|p| p.value.filter(|v| *v != 0.0).map(|v| (p.id.clone(), v))).unzip()
}

fn measure(case: &Case, engine: &Engine, sets: &Sets, arguments: &Arguments) -> Outcome<Vec<Measured>> {
    let rows = sets.round(arguments.sets);
    let states = engine.model.outputs().len();
    println!("\n{}: {states} states", case.name);
    let solve = |method, rtol, atol, max_steps| {
        let options = Options { method, rtol, atol: vec![atol], max_steps, ..Options::default() };
        engine.solve(&options, &rows)
    };
    let reference = trajectories(&solve(Method::Rodas5P, TIGHT.0, TIGHT.1, u64::MAX), states);
    let second = trajectories(&solve(Method::Rodas4P2, 1e-10, 1e-13, u64::MAX), states);
    let off = median(&second.errors(&reference, TIGHT.1 * 1e3));
    println!("  reference: rodas5p at {:e}; rodas4p2 at 1e-10 is {off:.0e} from it", TIGHT.0);
    let mut measured = Vec::new();
    for (name, method) in Method::NAMES {
        for exponent in 3..=10 {
            let rtol = 10_f64.powi(-exponent);
            let begun = Instant::now();
            let mut solutions = solve(method, rtol, rtol * ATOL, MOST_STEPS);
            let first = begun.elapsed().as_secs_f64();
            let failed = solutions.iter().filter(|s| s.failure.is_some()).count();
            let mut times = Vec::new();
            if failed == 0 {
                let turns = ((arguments.turn / first) as usize).clamp(5, 500);
                for _ in 0..turns {
                    let begun = Instant::now();
                    solutions = solve(method, rtol, rtol * ATOL, MOST_STEPS);
                    times.push(begun.elapsed().as_secs_f64() / rows.len() as f64);
                }
            }
            let errors = trajectories(&solutions, states).errors(&reference, rtol * ATOL);
            let steps: u64 = solutions.iter().map(|s| s.stats.accepted + s.stats.rejected).sum();
            let row = Measured {
                model: case.name,
                method: name,
                rtol,
                seconds: times.iter().copied().fold(f64::INFINITY, f64::min),
                error_median: median(&errors),
                error_max: largest(&errors),
                steps: steps as f64 / rows.len() as f64,
                failed,
            };
            print_row(&row, solutions.iter().find_map(|s| s.failure.as_ref()).map(ToString::to_string));
            measured.push(row);
        }
    }
    Ok(measured)
}

fn print_row(row: &Measured, failure: Option<String>) {
    let Measured { method, rtol, failed, .. } = row;
    if let Some(why) = failure {
        println!("  {method:<9} {rtol:>6.0e}  {failed} runs failed: {why}");
    } else {
        println!(
            "  {method:<9} {rtol:>6.0e} {:>10.1} us {:>9.1e} {:>9.1e} {:>7.0} steps",
            row.seconds * 1e6,
            row.error_median,
            row.error_max,
            row.steps
        );
    }
}

fn trajectories(solutions: &[Solution], states: usize) -> Trajectories {
    let mut values = Vec::new();
    for solution in solutions {
        if solution.failure.is_none() {
            values.extend(&solution.values);
        } else {
            values.extend(std::iter::repeat_n(f64::NAN, POINTS * states));
        }
    }
    Trajectories { points: POINTS, states, values }
}

fn panel(case: &Case, states: usize, measured: &[Measured]) -> Panel {
    let curve = |name: &'static str| {
        let good = measured.iter().filter(|m| m.method == name && m.failed == 0 && m.error_median > 0.0);
        let points =
            good.map(|m| Point { x: m.seconds * 1e6, y: m.error_median, tolerance: m.rtol }).collect();
        Curve { name: name.into(), points }
    };
    let title = format!("{} ({states} states)", case.title);
    Panel { title, curves: Method::NAMES.map(|(n, _)| curve(n)).into() }
}

fn write_table(path: &Path, machine: &Machine, rows: &[Measured]) -> Outcome {
    let mut text = String::from(
        "date,revision,cpu,model,method,rtol,atol,us_per_simulation,error_median,error_max,steps,failed\n",
    );
    for row in rows {
        writeln!(
            text,
            "{},{},{},{},{},{:e},{:e},{:.3},{:.3e},{:.3e},{:.1},{}",
            machine.date,
            machine.revision,
            machine.cpu.replace(',', " "),
            row.model,
            row.method,
            row.rtol,
            row.rtol * ATOL,
            row.seconds * 1e6,
            row.error_median,
            row.error_max,
            row.steps,
            row.failed
        )?;
    }
    std::fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()).into())
}
