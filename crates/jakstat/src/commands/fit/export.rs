//! What a fit leaves behind.

use std::collections::BTreeMap;
use std::path::Path;

use jakstat::load::LoadedFit;
use jakstat::report::{Cell, Heading, Table, significant};
use jakstat::study::fit::{Fit, Trial, ensemble};
use jakstat::study::validation::{Comparison, Role};

const FILES: [&str; 4] = ["best.toml", "trials.csv", "ensemble.csv", "bands.csv"];

/// Whether a file of this name may be replaced.
pub fn is_ours(name: &str) -> bool {
    FILES.contains(&name)
}

/// All files by name.
pub fn files(loaded: &LoadedFit, fit: &Fit, trials: &[Trial]) -> BTreeMap<String, Vec<u8>> {
    let members = members(loaded, trials);
    let contents = [
        best(loaded, fit, trials, &members),
        sets(fit, trials, 0..trials.len()).csv(),
        sets(fit, trials, members.iter().copied()).csv(),
        bands(loaded, trials, &members).csv(),
    ];
    FILES.iter().zip(contents).map(|(name, text)| ((*name).to_owned(), text.into_bytes())).collect()
}

/// What is printed at the end.
pub fn report(loaded: &LoadedFit, fit: &Fit, trials: &[Trial], folder: &Path) -> String {
    let members = members(loaded, trials);
    let Some(first) = members.first() else { return String::new() };
    let best = &trials[*first];
    let rows = best.comparisons.iter().flatten().filter(|c| c.observation.role == Role::Fit).count();
    let mut table =
        Table::new(["parameter", "unit", "start", "best", "ensemble"].map(|n| Heading::new(n, "")).into());
    for (i, parameter) in fit.parameters.iter().enumerate() {
        let (low, high) = span(members.iter().map(|m| trials[*m].values[i]));
        let row = vec![
            Cell::Text(parameter.range.name.clone()),
            Cell::Text(parameter.range.unit.clone().unwrap_or_default()),
            parameter.start.into(),
            best.values[i].into(),
            Cell::Text(format!("{} to {}", significant(low, 3), significant(high, 3))),
        ];
        // Five cells under five names.
        let _ = table.push(row);
    }
    format!(
        "{}: cost {} over {rows} observations after {} sets (start {}); {} sets within {} of it\n\n{}\nFiles: {}\n",
        loaded.file.title,
        significant(best.cost, 4),
        trials.len(),
        significant(trials[0].cost, 4),
        members.len(),
        loaded.file.within,
        table.plain(4),
        FILES.map(|name| folder.join(name).display().to_string()).join(", "),
    )
}

fn members(loaded: &LoadedFit, trials: &[Trial]) -> Vec<usize> {
    ensemble(trials, loaded.file.within, loaded.file.members)
}

fn span(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
}

/// The best set as a parameter file.
fn best(loaded: &LoadedFit, fit: &Fit, trials: &[Trial], members: &[usize]) -> String {
    let Some(best) = members.first().map(|m| &trials[*m]) else { return String::new() };
    let quoted = |text: &str| toml_text(text);
    let mut text = format!("title = {}\n", quoted(&format!("{}: best set", loaded.file.title)));
    for (i, parameter) in fit.parameters.iter().enumerate() {
        let (low, high) = span(members.iter().map(|m| trials[*m].values[i]));
        let range = &parameter.range;
        text.push_str(&format!(
            "\n[[parameter]]\nid = {}\nvalue = {}\nunit = {}\nstatus = \"fitted\"\nsource = {}\nnote = {}\n",
            quoted(&range.name),
            significant(best.values[i], 5),
            quoted(range.unit.as_deref().unwrap_or("1")),
            quoted(&format!("jakstat fit {}, cost {}", loaded.name, significant(best.cost, 4))),
            quoted(&format!(
                "{} sets that fit about equally have {} to {}; searched from {} to {}",
                members.len(),
                significant(low, 3),
                significant(high, 3),
                range.from,
                range.to
            )),
        ));
    }
    text
}

/// A basic string of TOML.
fn toml_text(text: &str) -> String {
    let escaped: String = text
        .chars()
        .flat_map(|c| match c {
            '"' | '\\' => vec!['\\', c],
            c if c.is_control() => vec![' '],
            c => vec![c],
        })
        .collect();
    format!("\"{escaped}\"")
}

/// Sets of parameters with their cost.
fn sets(fit: &Fit, trials: &[Trial], chosen: impl Iterator<Item = usize>) -> Table {
    let mut headings = vec![Heading::new("set", ""), Heading::new("cost", "")];
    headings.extend(
        fit.parameters
            .iter()
            .map(|p| Heading::new(p.range.name.clone(), p.range.unit.clone().unwrap_or_default())),
    );
    let mut table = Table::new(headings);
    for i in chosen {
        let trial = &trials[i];
        let mut row = vec![Cell::Count(i as u64 + 1), trial.cost.into()];
        row.extend(trial.values.iter().map(|x| Cell::Number(*x)));
        // A cell for each heading.
        let _ = table.push(row);
    }
    table
}

/// The name of a study's file, as observations have it.
fn stem(study: &str) -> String {
    Path::new(study).file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The range of predictions of the ensemble.
fn bands(loaded: &LoadedFit, trials: &[Trial], members: &[usize]) -> Table {
    let names = ["study", "row", "column", "low", "best", "high"];
    let mut table = Table::new(names.map(|name| Heading::new(name, "")).into());
    for (t, topic) in loaded.topics.iter().enumerate() {
        for (n, observation) in topic.observations.iter().enumerate() {
            let of = |m: &usize| -> Option<&Comparison> { trials[*m].comparisons.get(t)?.get(n) };
            let predicted: Vec<f64> = members.iter().filter_map(|m| of(m)?.predicted).collect();
            let Some(best) = predicted.first() else { continue };
            let (low, high) = span(predicted.iter().copied());
            let text = |text: &str| Cell::Text(text.to_owned());
            let row = vec![
                text(&stem(&topic.topic.study)),
                text(&observation.row),
                text(&observation.column),
                low.into(),
                (*best).into(),
                high.into(),
            ];
            // Six cells under six names.
            let _ = table.push(row);
        }
    }
    table
}
