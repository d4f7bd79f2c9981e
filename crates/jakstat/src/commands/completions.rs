//! `jakstat completions`.

use clap_complete::Shell;

use super::Stop;
use super::console::Console;

/// Arguments of `jakstat completions`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jakstat completions bash > ~/.local/share/bash-completion/completions/jakstat
  jakstat completions zsh > ~/.zfunc/_jakstat
  jakstat completions fish > ~/.config/fish/completions/jakstat.fish")]
pub struct Args {
    /// The shell.
    shell: Shell,
}

/// Prints completions.
pub fn command(args: &Args, mut cli: clap::Command, console: &Console) -> Result<(), Stop> {
    // The generator panics where it cannot write, so it writes to memory.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut cli, "jakstat", &mut script);
    console.print(&String::from_utf8_lossy(&script))?;
    Ok(())
}
