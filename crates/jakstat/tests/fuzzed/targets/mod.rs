//! What must hold for any bytes: no panic, an answer soon, and an error where something is refused.
//!
//! The same functions run under a fuzzer (folder `fuzz`) and, on seeds and their mutations, as plain
//! tests.

mod models;
mod results;
mod toml_files;

pub use results::{manifest as run_of_seeds, rows as rows_of_seeds};

use jakstat::model::{Diagnostic, Sources};
use jakstat::{Problems, render};

/// Takes any bytes, and panics where it finds a fault.
pub type Target = fn(&[u8]);

/// Names, which are those of the folders with seeds, and targets.
pub const TARGETS: [(&str, Target); 5] = [
    ("antimony", models::antimony),
    ("sbml", models::sbml),
    ("mathml", models::mathml),
    ("toml", toml_files::toml),
    ("results", results::results),
];

/// Runs the target of this name.
///
/// # Panics
/// Where there is none, or where it finds a fault.
pub fn run(name: &str, bytes: &[u8]) {
    let (_, target) = TARGETS.iter().find(|(other, _)| *other == name).expect("a known target");
    target(bytes);
}

/// Bytes as the command would get them from a text file. Others are refused before any reader.
fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

/// Something was refused: some problem is an error, and all can be shown.
fn refused(problems: &Problems) {
    assert!(problems.has_errors(), "refused without an error: {problems}");
    shown(problems);
}

/// [`refused`], for problems of one text.
fn refused_in(text: &str, diagnostics: Vec<Diagnostic>) {
    refused(&Problems { diagnostics, sources: Sources::single("file", text) });
}

/// Every problem has words and a place between characters of its text.
fn shown(problems: &Problems) {
    for problem in &problems.diagnostics {
        assert!(!problem.message.is_empty() && !problem.code.id.is_empty());
        let Some(place) = problem.place else { continue };
        let source = problems.sources.0.get(place.source as usize).expect("a place in no text");
        let part = source.text.get(place.start as usize..place.end as usize);
        assert!(part.is_some(), "{problem}: no place {place:?}");
    }
    let lines = render::json_lines(problems).lines().count();
    assert_eq!(lines, problems.diagnostics.len());
    assert_eq!(render::text(problems, false).is_empty(), problems.diagnostics.is_empty());
}
