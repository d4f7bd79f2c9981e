//! What is written is read as the same network.

#![allow(clippy::print_stdout)]

mod corpus;
mod normal;

use crate::{Diagnostic, sbml};
use corpus::Model;
use normal::{Format, normal};

/// The first lines in which the two differ.
fn difference(before: &[String], after: &[String]) -> String {
    let lost = before.iter().filter(|line| !after.contains(line)).take(3).map(|line| format!("\n  - {line}"));
    let new = after.iter().filter(|line| !before.contains(line)).take(3).map(|line| format!("\n  + {line}"));
    lost.chain(new).collect()
}

fn in_words(problems: &[Diagnostic]) -> String {
    problems.iter().take(3).map(|p| format!("\n  {p}")).collect()
}

/// How writing and reading a model again went wrong, if it did.
fn through_sbml(model: &Model) -> Option<String> {
    let text = match sbml::write(&model.network) {
        Ok(text) => text,
        Err(problems) => return Some(format!("is not written:{}", in_words(&problems))),
    };
    let parsed = sbml::read(&model.name, &text);
    if !parsed.is_ok() {
        return Some(format!("is not read:{}", in_words(&parsed.diagnostics)));
    }
    let [before, after] = [&model.network, &parsed.network].map(|n| normal(n, Format::Sbml));
    (before != after).then(|| format!("changes:{}", difference(&before, &after)))
}

fn assert_all(models: &[Model], way: impl Fn(&Model) -> Option<String>) {
    let failures: Vec<String> =
        models.iter().filter_map(|m| Some(format!("{} {}", m.name, way(m)?))).collect();
    println!("{} of {} models come back", models.len() - failures.len(), models.len());
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), models.len(), failures.join("\n"));
}

#[test]
fn shipped_models_come_back_from_sbml() {
    assert_all(&corpus::shipped(), through_sbml);
}

#[test]
fn curated_models_come_back_from_sbml() {
    assert_all(&corpus::curated(), through_sbml);
}

#[test]
fn suite_comes_back_from_sbml() {
    assert_all(&corpus::suite(), through_sbml);
}
