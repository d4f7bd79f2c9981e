//! What is written is read as the same network.

#![allow(clippy::print_stdout)]

mod corpus;
mod normal;
mod peers;

use crate::{Diagnostic, antimony, sbml};
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

/// How writing and reading a model again went wrong, if it did.
fn through_antimony(model: &Model) -> Option<String> {
    let text = match antimony::write(&model.network) {
        Ok(text) => text,
        // What Antimony cannot say is told by name; that it is not said is right.
        Err(problems) if problems.iter().all(|p| UNSAID.contains(&p.code.id)) => return None,
        Err(problems) => return Some(format!("is not written:{}", in_words(&problems))),
    };
    let parsed = antimony::read(&model.name, &text, &|path| Err(format!("no file {path}")));
    if !parsed.is_ok() {
        return Some(format!("is not read:{}\n{text}", in_words(&parsed.diagnostics)));
    }
    let [before, after] = [&model.network, &parsed.network].map(|n| normal(n, Format::Antimony));
    (before != after).then(|| format!("changes:{}", difference(&before, &after)))
}

/// Reserved ids, conversion factors, areas.
const UNSAID: [&str; 3] = ["A050", "A051", "A052"];

#[test]
fn shipped_models_come_back_from_antimony() {
    let models = corpus::shipped();
    assert!(models.iter().all(|m| antimony::write(&m.network).is_ok()));
    assert_all(&models, through_antimony);
}

#[test]
fn curated_models_come_back_from_antimony() {
    let models = corpus::curated();
    assert!(models.iter().all(|m| antimony::write(&m.network).is_ok()));
    assert_all(&models, through_antimony);
}

#[test]
fn suite_comes_back_from_antimony() {
    let models = corpus::suite();
    let unsaid = models.iter().filter(|m| antimony::write(&m.network).is_err()).count();
    println!("{unsaid} of {} have what Antimony cannot say", models.len());
    assert_all(&models, through_antimony);
}
