//! `jakstat explain`.

use jakstat::codes;
use jakstat::model::diagnostic::nearest;
use jakstat::model::{Code, Diagnostic};

use super::Stop;
use super::console::Console;

/// Arguments of `jakstat explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jakstat explain N002
  jakstat explain          lists all codes")]
pub struct Args {
    /// Code of a problem, such as N002; without it, all codes are listed.
    code: Option<String>,
}

/// Longest line of an explanation.
const WIDTH: usize = 88;

/// Prints an explanation, or the list of all codes.
pub fn command(args: &Args, console: &Console) -> Result<(), Stop> {
    let all = codes::all();
    let Some(wanted) = &args.code else {
        let lines: String = all.iter().map(|c| format!("{}  {}\n", c.id, c.title)).collect();
        return Ok(console.print(&lines)?);
    };
    match all.iter().find(|c| c.id.eq_ignore_ascii_case(wanted.trim())) {
        Some(code) => {
            Ok(console.print(&format!("{}: {}\n\n{}\n", code.id, code.title, wrapped(code.explain)))?)
        }
        None => Err(unknown(wanted, &all).into()),
    }
}

fn unknown(wanted: &str, all: &[&'static Code]) -> Diagnostic {
    let problem = Diagnostic::error(&codes::UNKNOWN_CODE, format!("there is no code `{wanted}`"));
    let family: Vec<&str> = all
        .iter()
        .map(|c| c.id)
        .filter(|id| wanted.to_uppercase().starts_with(|c: char| id.starts_with(c)))
        .collect();
    match (nearest(wanted, all.iter().map(|c| c.id)), &family[..]) {
        (Some(near), []) => problem.help(format!("did you mean `{near}`?")),
        (_, [first, .., last]) => {
            let near = nearest(wanted, family.iter().copied()).unwrap_or(first);
            problem.help(format!("did you mean `{near}`? These go from {first} to {last}"))
        }
        _ => problem.help("`jakstat explain` lists all codes"),
    }
}

/// The text in lines of at most [`WIDTH`] characters, unless a word is longer.
fn wrapped(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}
