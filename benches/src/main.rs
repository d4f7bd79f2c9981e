//! The command `jakstat-benches`.

use clap::{Parser, Subcommand};

use jakstat_benches::{Outcome, peers, throughput, trial, work_precision};

/// Measures jakstat, alone and beside its peers.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Simulations per second of one core.
    Throughput(throughput::Arguments),
    /// jakstat beside libRoadRunner, AMICI, COPASI, LSODA, CVODE and diffsol.
    Peers(peers::Arguments),
    /// A year of twice-daily doses in a network of signals and organs.
    Trial(trial::Arguments),
    /// Error against time of every method.
    WorkPrecision(work_precision::Arguments),
}

fn main() -> Outcome {
    match Cli::parse().command {
        Command::Throughput(arguments) => throughput::run(&arguments),
        Command::Peers(arguments) => peers::run(&arguments),
        Command::Trial(arguments) => trial::run(&arguments),
        Command::WorkPrecision(arguments) => work_precision::run(&arguments),
    }
}
