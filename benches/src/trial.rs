//! A virtual trial: 52 weeks of twice-daily doses, signalling within minutes, organs over months.
//!
//! The network is a stand-in of the size that such a trial needs, generated here: a drug in three
//! compartments that inhibits ten receptors, each with two kinases, a transcription factor that
//! dimerises and a feedback, and slow cells that live on their signals. Its numbers are invented; what
//! is measured is what such a run costs.

use std::fmt::Write;
use std::time::Instant;

use clap::Args;

use jakstat_ode::{Action, Kind, Measure, Options, Run, Solution, Stop, Target, solve};
use jakstat_sim::{CompiledModel, Output};

use crate::accuracy::median;
use crate::sets::Sets;
use crate::{Outcome, engine};

/// Hours of the trial.
const END: f64 = 52.0 * 7.0 * 24.0;
/// Hours between two doses.
const INTERVAL: f64 = 12.0;
/// Receptors.
const RECEPTORS: usize = 10;
/// Slow cells, one feeding the next.
const CELLS: usize = 9;

/// What to measure.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Patients in a round.
    #[arg(default_value_t = 64)]
    patients: usize,
    /// Relative tolerance.
    #[arg(long, default_value_t = 1e-6)]
    rtol: f64,
    /// Absolute tolerance.
    #[arg(long, default_value_t = 1e-9)]
    atol: f64,
    /// Rounds, whose median counts.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
}

/// The network as Antimony; time in hours.
fn network() -> Outcome<String> {
    let mut text = String::from("model trial()\n");
    text += "gut = 0; plasma = 0; tissue = 0; dose = 1; ka = 1.1; ke = 0.23; kpt = 0.4; ktp = 0.3;\n";
    text += "absorb: gut -> plasma; ka*gut; remove: plasma -> ; ke*plasma;\n";
    text += "out: plasma -> tissue; kpt*plasma; back: tissue -> plasma; ktp*tissue;\n";
    for i in 0..RECEPTORS {
        // From most to least sensitive, each kinase pair with its own constants.
        let (first, second) = (0.05 * 1.6f64.powi(i as i32), 0.4 * 1.3f64.powi(i as i32));
        write!(
            text,
            "R{i} = 1; A{i} = 0.1; S{i} = 1; P{i} = 0.05; D{i} = 0.02; M{i} = 0.1; F{i} = 0.1;
             L{i} = 0.4; Ka{i} = {first}; Kb{i} = {second}; on{i} = 30; off{i} = 12; phos{i} = 40;
             dim{i} = 60; imp{i} = 18; exp{i} = 1.2; tr{i} = 0.9; syn{i} = 1.5; Ki{i} = 0.3;
             free{i} := 1/((1 + plasma/Ka{i})*(1 + plasma/Kb{i}));
             bind{i}: R{i} -> A{i}; on{i}*L{i}*free{i}*R{i}/(1 + F{i}/Ki{i});
             rest{i}: A{i} -> R{i}; off{i}*A{i};
             phosphorylate{i}: S{i} -> P{i}; phos{i}*free{i}*A{i}*S{i}/(0.5 + S{i});
             undo{i}: P{i} -> S{i}; 8*P{i};
             dimerise{i}: 2 P{i} -> D{i}; dim{i}*P{i}^2 - imp{i}*D{i};
             export{i}: D{i} -> 2 S{i}; exp{i}*D{i};
             write{i}: -> M{i}; tr{i}*D{i}/(0.05 + D{i}); fade{i}: M{i} -> ; 1.1*M{i};
             read{i}: -> F{i}; syn{i}*M{i}; clear{i}: F{i} -> ; 0.8*F{i};\n"
        )?;
    }
    for i in 0..CELLS {
        let input = if i == 0 { "1".to_owned() } else { format!("C{}", i - 1) };
        let signal = i % RECEPTORS;
        write!(
            text,
            "C{i} = 0.5; up{i} = {}; down{i} = {};
             grow{i}: -> C{i}; up{i}*{input}*D{signal}/(0.02 + D{signal}); die{i}: C{i} -> ; down{i}*C{i};\n",
            0.004 / (1.0 + i as f64),
            0.003 / (1.0 + i as f64)
        )?;
    }
    Ok(text + "end\n")
}

/// Prints simulations per second of one core.
///
/// # Errors
/// A patient whose run fails.
pub fn run(arguments: &Arguments) -> Outcome {
    let network = engine::read_text("trial.ant", &network()?)?;
    let last = format!("C{}", CELLS - 1);
    let outputs = [last.as_str(), "C0", "D0", "D9"].map(|id| Output::Value(id.to_owned()));
    let begun = Instant::now();
    let model = engine::compile(&network, outputs.to_vec())?;
    let compiled = begun.elapsed();
    let runs = patients(&model, arguments.patients)?;
    let options = Options { rtol: arguments.rtol, atol: vec![arguments.atol], ..Options::default() };
    println!(
        "{} states, {} doses in {} weeks, compiled in {:.1} ms",
        model.system().states(),
        runs[0].stops.len(),
        END / 168.0,
        compiled.as_secs_f64() * 1e3
    );
    let rates: Vec<f64> = (0..arguments.rounds)
        .map(|_| {
            let begun = Instant::now();
            let solutions = solve(model.system(), &options, &runs);
            let rate = runs.len() as f64 / begun.elapsed().as_secs_f64();
            told(&solutions, rate)
        })
        .collect::<Result<_, _>>()?;
    println!("median {:.1} patients/s on one core", median(&rates));
    Ok(())
}

/// Patients whose parameters lie within a factor of 3 of the typical ones.
fn patients(model: &CompiledModel, count: usize) -> Outcome<Vec<Run>> {
    let ids: Vec<String> = model.param_ids().map(str::to_owned).collect();
    let sets = Sets::draw(ids, &model.params(), count, 2);
    let Some(gut @ Target::State(_)) = model.target("gut") else { return Err("no gut".into()) };
    let dose = Action::Add(gut, 1.0);
    let doses = (0..(END / INTERVAL) as u32).map(|i| f64::from(i) * INTERVAL);
    let stops: Vec<Stop> = doses.map(|time| Stop { time, actions: vec![dose] }).collect();
    let at = |output, from| Measure { output, from, to: END, kind: Kind::Before };
    let over = |output, kind| Measure { output, from: 0.0, to: END, kind };
    let measures = vec![
        at(0, END / 2.0),
        at(0, END),
        at(1, END),
        over(1, Kind::Min),
        over(2, Kind::Integral),
        over(3, Kind::Integral),
    ];
    let template = {
        let mut run = Run::new(model.params(), 0.0, END);
        (run.stops, run.measures) = (stops.into(), measures.into());
        run
    };
    Ok(sets
        .round(count)
        .into_iter()
        .map(|row| {
            let mut run = template.clone();
            // Half-way between the typical patient and the drawn one: a trial, not a sweep.
            for (value, drawn) in run.params.iter_mut().zip(row) {
                *value = (*value * drawn).sqrt();
            }
            run
        })
        .collect())
}

fn told(solutions: &[Solution], rate: f64) -> Outcome<f64> {
    if let Some(failure) = solutions.iter().find_map(|s| s.failure.as_ref()) {
        return Err(format!("a patient failed: {failure}").into());
    }
    let steps: u64 = solutions.iter().map(|s| s.stats.accepted + s.stats.rejected).sum();
    println!("{rate:.1} patients/s, {:.0} steps each", steps as f64 / solutions.len() as f64);
    Ok(rate)
}
