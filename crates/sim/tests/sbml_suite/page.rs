//! The counts in the page on SBML, `crates/model/README.md`, are those of the run.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::tally::Tally;

const BEGIN: &str = "<!-- counts of crates/sim/tests/sbml_suite -->";
const END: &str = "<!-- end of counts -->";

/// The part of the page that holds counts.
fn counts(newest: &Tally, older: &Tally, fluxes: &Tally) -> String {
    let row = |what: &str, tally: &Tally| {
        format!("| {what} | {} | {} | {} |\n", tally.pass, tally.refused, tally.faults.len())
    };
    let mut text = "| model files | pass | refused | wrong |\n|---|---|---|---|\n".to_owned();
    text += &row("time courses, newest level of each case", newest);
    text += &row("the same cases in older levels", older);
    text += &row("steady states of flux balances", fluxes);
    text += "\n| code | refused construct | newest | older | flux balances |\n|---|---|---|---|---|\n";
    let all = [newest, older, fluxes];
    let constructs: BTreeSet<_> = all.iter().flat_map(|t| t.constructs.keys()).collect();
    for construct @ (code, title) in constructs {
        let cells = all.map(|t| t.refused_for(construct).to_string());
        text += &format!("| {code} | {title} | {} |\n", cells.join(" | "));
    }
    text
}

/// Compares the page with the run; the message holds what the page should.
pub fn check(newest: &Tally, older: &Tally, fluxes: &Tally) -> Result<(), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../model/README.md");
    let page = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let inside = page.split_once(BEGIN).and_then(|(_, rest)| rest.split_once(END));
    let expected = counts(newest, older, fluxes);
    match inside {
        Some((inside, _)) if inside.trim() == expected.trim() => Ok(()),
        Some(_) => Err(format!("the counts in {} are to be:\n{expected}", path.display())),
        None => Err(format!("{} lacks `{BEGIN}` or `{END}`", path.display())),
    }
}
