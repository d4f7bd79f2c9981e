//! The table of a comparison.

use std::fmt::Write as _;
use std::path::Path;

use crate::Outcome;
use crate::machine::Machine;

/// One tool on one model.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub model: String,
    pub states: usize,
    pub tool: String,
    pub version: String,
    pub remark: String,
    /// Simulations per second: median, least and most over the rounds.
    pub rate: f64,
    pub slowest: f64,
    pub fastest: f64,
    /// Over all rounds, for each second of the processor; `None` where several cores took part.
    pub busy_rate: Option<f64>,
    pub rounds: usize,
    /// Simulations of a round.
    pub simulations: usize,
    /// Different parameter sets among them.
    pub sets: usize,
    /// Simulations of a round that failed, at most.
    pub failed: usize,
    /// Error reached over parameter sets.
    pub error_median: f64,
    pub error_max: f64,
}

impl Row {
    /// How many times faster `ours` is: by processor time where both have it.
    fn behind(&self, ours: &Self) -> f64 {
        match (ours.busy_rate, self.busy_rate) {
            (Some(ours), Some(theirs)) => ours / theirs,
            _ => ours.rate / self.rate,
        }
    }
}

/// Prints the rows of one model, fastest first, with the ratio to jakstat on one core.
pub(super) fn print(rows: &[Row]) {
    let ours = rows.iter().find(|r| r.tool == "jakstat");
    let mut sorted: Vec<&Row> = rows.iter().collect();
    sorted.sort_by(|a, b| b.rate.total_cmp(&a.rate));
    println!(
        "  {:<19} {:<9} {:<15} {:>14} {:>10} {:>12} {:>10} {:>9} {:>7}",
        "tool", "version", "solver", "simulations/s", "per CPU s", "jakstat is", "error", "worst", "failed"
    );
    for row in sorted {
        let ratio = ours.map_or(f64::NAN, |ours| row.behind(ours));
        let times = format!("{ratio:.*}x", if ratio < 10.0 { 2 } else { 0 });
        let note = if row.simulations < 8 || row.sets < row.simulations.min(8) {
            format!("  ({} sets only)", row.sets)
        } else {
            String::new()
        };
        println!(
            "  {:<19} {:<9} {:<15} {:>14} {:>10} {:>12} {:>10.1e} {:>9.1e} {:>7}{note}",
            row.tool,
            row.version,
            row.remark,
            figure(row.rate),
            row.busy_rate.map_or("-".into(), figure),
            times,
            row.error_median,
            row.error_max,
            row.failed,
        );
    }
    if let Some(load) = Machine::load() {
        println!("  load over the last minute: {load:.1}; above 2 something else was busy too");
    }
}

/// Writes all rows as CSV.
pub(super) fn write(path: &Path, machine: &Machine, rows: &[Row]) -> Outcome {
    let mut text = String::from(
        "date,revision,cpu,cores,model,states,tool,version,solver,simulations_per_s,slowest,fastest,\
         simulations_per_cpu_s,jakstat_is_times_faster,rounds,simulations_per_round,sets,failed,\
         error_median,error_max\n",
    );
    for row in rows {
        let ours = rows.iter().find(|r| r.model == row.model && r.tool == "jakstat");
        let ratio = ours.map_or(f64::NAN, |ours| row.behind(ours));
        let busy = row.busy_rate.map_or(String::new(), |rate| format!("{rate:.4}"));
        writeln!(
            text,
            "{},{},{},{},{},{},{},{},{},{:.4},{:.4},{:.4},{busy},{ratio:.4},{},{},{},{},{:.3e},{:.3e}",
            machine.date,
            machine.revision,
            quoted(&machine.cpu),
            machine.cores,
            row.model,
            row.states,
            quoted(&row.tool),
            row.version,
            quoted(&row.remark),
            row.rate,
            row.slowest,
            row.fastest,
            row.rounds,
            row.simulations,
            row.sets,
            row.failed,
            row.error_median,
            row.error_max,
        )?;
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))?;
    println!("\nwritten to {}", path.display());
    Ok(())
}

fn figure(rate: f64) -> String {
    format!("{rate:.*}", if rate < 100.0 { 2 } else { 0 })
}

fn quoted(text: &str) -> String {
    if text.contains(',') { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
