//! `jakstat list models`.

use std::path::Path;

use jakstat::Problems;
use jakstat::load::{FileKind, Texts, load_model, models_in, toml_files};
use jakstat::report::{Cell, Heading, Table};
use jakstat::sim::pharmacology::Targets;

use crate::commands::Stop;
use crate::commands::console::Console;

/// A line for each model folder: its size, the kinases that compounds can act on, its scenarios.
/// Models with errors are told and left out.
pub fn list(folder: &Path, console: &Console) -> Result<String, Stop> {
    let names = ["model", "species", "reactions", "targets", "scenarios"];
    let mut table = Table::new(names.map(|n| Heading::new(n, "")).into());
    let mut problems = Problems::default();
    for path in models_in(folder) {
        match load_model(&path) {
            Ok(model) => {
                let network = &model.network;
                // As many cells as there are headings.
                let _ = table.push(vec![
                    path.display().to_string().into(),
                    Cell::Count(network.species.len() as u64),
                    Cell::Count(network.reactions.len() as u64),
                    kinases(&path).into(),
                    scenarios(&path).join(", ").into(),
                ]);
            }
            Err(found) => problems.add(found.diagnostics, found.sources),
        }
    }
    if problems.has_errors() {
        console.problems(&problems);
        console.print(&table.plain(3))?;
        return Err(Stop::Told);
    }
    Ok(table.plain(3))
}

fn kinases(folder: &Path) -> String {
    let path = folder.join("targets.toml");
    if !path.is_file() {
        return "none".into();
    }
    let targets = Texts::default().read(&path).ok().and_then(|text| Targets::read(&text).ok());
    targets.map_or_else(|| "unreadable; see `jakstat check`".into(), |t| t.kinases().join(", "))
}

fn scenarios(folder: &Path) -> Vec<String> {
    let is_scenario = |path: &Path| {
        let text = Texts::default().read(path).ok();
        text.is_some_and(|text| FileKind::of(path, &text) == Ok(FileKind::Scenario))
    };
    let files = toml_files(folder).into_iter().filter(|path| is_scenario(path));
    files.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect()
}
