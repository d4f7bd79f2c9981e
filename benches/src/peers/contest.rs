//! One model: reference, check, turns, errors.

use std::fs;
use std::path::Path;

use super::job::Job;
use super::ours::Ours;
use super::report::Row;
use super::tool::{Tool, Turn};
use super::{ATOL, Arguments, POINTS, RTOL, SAME};
use crate::Outcome;
use crate::accuracy::{Trajectories, largest, median};
use crate::cases::Case;

/// Somebody who takes turns.
enum Who<'j> {
    /// jakstat; true: on all cores.
    Ours(bool, &'j Ours<'j>),
    Tool(Tool),
}

struct Player<'j> {
    who: Who<'j>,
    /// Simulations of a turn.
    count: usize,
    turns: Vec<Turn>,
    /// Why it has left.
    left: Option<String>,
}

/// Holds the comparison on one model.
pub(super) fn hold(case: &Case, tools: &[&str], arguments: &Arguments) -> Outcome<Vec<Row>> {
    let job = Job::prepare(case, arguments.sets.unwrap_or(case.sets), arguments.seed)?;
    let (ids, sets) = (job.sets.ids.len(), job.sets.rows.len() - 1);
    println!("\n{}: {} states, {ids} parameters varied, {sets} sets", case.name, job.states.len());
    let reference = reference(&job)?;
    let ours = Ours::new(&job)?;
    let mut players = vec![Player::new(Who::Ours(false, &ours)), Player::new(Who::Ours(true, &ours))];
    let task = job.task("task", RTOL, ATOL)?;
    for script in tools {
        match Tool::start(script, &task) {
            Ok(tool) => players.push(Player::new(Who::Tool(tool))),
            Err(reason) => println!("  {script}: left out, {reason}"),
        }
    }
    for player in &mut players {
        if let Err(reason) = player.admit(&job, &reference, arguments) {
            println!("  {}: left out, {reason}", player.name());
            player.left = Some(reason.to_string());
        }
    }
    for round in 0..arguments.rounds {
        let many = players.len();
        for turn in 0..many {
            // Everybody begins a round once, lest a machine that changes speed favours one.
            players[(turn + round) % many].play();
        }
    }
    players.iter_mut().filter(|p| !p.turns.is_empty()).map(|p| p.row(&job, &reference)).collect()
}

/// Trajectories at tight tolerances, from CVODE; checked with LSODA where the model is small.
fn reference(job: &Job) -> Outcome<Trajectories> {
    let states = job.states.len();
    let file = job.folder.join(format!("reference-{:016x}.bin", job.fingerprint()?));
    if !file.exists() {
        let part = file.with_extension("part");
        let task = job.task("reference", 1e-11, 1e-14)?;
        Tool::start("cvode", &task)
            .and_then(|mut cvode| cvode.keep(job.sets.rows.len(), &part))
            .map_err(|reason| format!("no reference: CVODE: {reason}"))?;
        fs::rename(&part, &file)?;
    }
    let reference = Trajectories::read(&file, POINTS, states)?;
    let failed = reference.runs().filter(|run| run.iter().any(|x| x.is_nan())).count();
    if failed > 0 {
        println!("  reference: {failed} parameter sets cannot be solved at 1e-11 and are left out");
    }
    if states <= 100 {
        let task = job.task("second", 1e-11, 1e-14)?;
        let seen = Tool::start("numbalsoda", &task)
            .and_then(|mut lsoda| kept(&mut lsoda, 4, states, &job.folder.join("second.bin")));
        match seen {
            Ok(second) => {
                let off = largest(&second.errors(&reference, ATOL));
                println!("  reference: CVODE at 1e-11; LSODA at 1e-11 is {off:.0e} from it");
            }
            Err(reason) => println!("  reference: CVODE at 1e-11; not checked: {reason}"),
        }
    }
    Ok(reference)
}

fn kept(tool: &mut Tool, count: usize, states: usize, file: &Path) -> Outcome<Trajectories> {
    tool.keep(count, file)?;
    Ok(Trajectories::read(file, POINTS, states)?)
}

impl<'j> Player<'j> {
    fn new(who: Who<'j>) -> Self {
        Self { who, count: 0, turns: Vec::new(), left: None }
    }

    fn name(&self) -> String {
        match &self.who {
            Who::Ours(false, _) => "jakstat".into(),
            Who::Ours(true, _) => "jakstat, all cores".into(),
            Who::Tool(tool) => tool.name.clone(),
        }
    }

    fn run(&mut self, count: usize) -> Outcome<Turn> {
        match &mut self.who {
            Who::Ours(all_cores, ours) => Ok(ours.run(count, *all_cores)),
            Who::Tool(tool) => tool.run(count),
        }
    }

    fn keep(&mut self, count: usize, job: &Job) -> Outcome<Trajectories> {
        match &mut self.who {
            Who::Ours(_, ours) => Ok(ours.keep(count)),
            Who::Tool(tool) => {
                let file = job.folder.join(format!("{}.bin", tool.name));
                kept(tool, count, job.states.len(), &file)
            }
        }
    }

    /// Checks that it runs the same model and finds how many simulations its turn has.
    fn admit(&mut self, job: &Job, reference: &Trajectories, arguments: &Arguments) -> Outcome {
        let sets = job.sets.rows.len() - 1;
        let single = self.run(1)?.seconds;
        if single * arguments.rounds as f64 > arguments.patience {
            return Err(format!("one simulation takes {single:.1} s; --patience can be raised").into());
        }
        let checked = if single < 1.0 { 4.min(sets + 1) } else { 1 };
        let errors = self.keep(checked, job)?.errors(reference, ATOL);
        let off = largest(&errors);
        if off.is_infinite() {
            let failed = errors.iter().filter(|e| e.is_infinite()).count();
            return Err(format!("it fails on {failed} of the first {checked} parameter sets").into());
        }
        if off > SAME {
            return Err(format!("its trajectories are {off:.1e} off: it runs another model").into());
        }
        // The first run of all is slower: code and memory are touched for the first time.
        let warm = sets.min((0.2 * arguments.turn / single) as usize).max(1);
        let each = self.run(warm)?.seconds / warm as f64;
        let fit = (arguments.turn / each) as usize;
        let slow = (10.0 * arguments.turn / each) as usize;
        self.count = if slow >= sets { fit.div_ceil(sets).max(1) * sets } else { slow.max(1) };
        Ok(())
    }

    fn play(&mut self) {
        if self.left.is_some() {
            return;
        }
        match self.run(self.count) {
            Ok(turn) => self.turns.push(turn),
            Err(reason) => {
                println!("  {}: stopped, {reason}", self.name());
                self.left = Some(reason.to_string());
                self.turns.clear();
            }
        }
    }

    /// Its line of the table.
    fn row(&mut self, job: &Job, reference: &Trajectories) -> Outcome<Row> {
        let used = self.count.min(job.sets.rows.len() - 1);
        let errors = self.keep(used + 1, job)?.errors(reference, ATOL);
        let finite: Vec<f64> = errors.iter().copied().filter(|e| e.is_finite()).collect();
        let rates: Vec<f64> = self.turns.iter().map(|t| self.count as f64 / t.seconds).collect();
        let busy: Option<f64> = self.turns.iter().map(|t| t.busy).sum();
        let all = (self.count * self.turns.len()) as f64;
        let (version, remark) = match &self.who {
            Who::Ours(..) => (env!("CARGO_PKG_VERSION").into(), "auto".into()),
            Who::Tool(tool) => (tool.version.clone(), tool.remark.clone()),
        };
        Ok(Row {
            model: job.case.name.into(),
            states: job.states.len(),
            tool: self.name(),
            version,
            remark,
            rate: median(&rates),
            busy_rate: busy.filter(|seconds| *seconds > 0.0).map(|seconds| all / seconds),
            slowest: rates.iter().copied().fold(f64::INFINITY, f64::min),
            fastest: largest(&rates),
            rounds: rates.len(),
            simulations: self.count,
            sets: used,
            failed: self.turns.iter().map(|t| t.failed).max().unwrap_or(0),
            error_median: median(&finite),
            error_max: largest(&finite),
        })
    }
}
