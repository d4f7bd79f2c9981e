//! `jakstat list MODEL`.

use std::path::Path;

use clap::ValueEnum;
use jakstat::load::{LoadedScenario, load_model};
use jakstat::model::Network;
use jakstat::model::network::RuleKind;
use jakstat::report::{Cell, Heading, Table};
use jakstat::sim::{Output, Scenario, Variation};
use jakstat::{Trajectory, simulate};

use crate::commands::Stop;

/// What an id stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum IdKind {
    /// Species: concentrations, or amounts where formulas mean these.
    Species,
    /// Parameters.
    Parameter,
    /// Compartments: sizes.
    Compartment,
    /// Reactions: rates.
    Reaction,
    /// Events.
    Event,
}

impl IdKind {
    fn word(self) -> &'static str {
        match self {
            Self::Species => "species",
            Self::Parameter => "parameter",
            Self::Compartment => "compartment",
            Self::Reaction => "reaction",
            Self::Event => "event",
        }
    }
}

struct Line<'n> {
    id: &'n str,
    kind: IdKind,
    name: Option<&'n str>,
    /// Whether a value can be given to it.
    how: &'static str,
}

/// A line for each id, with its value at time 0 as formulas read it.
pub fn list(path: &Path, kind: Option<IdKind>) -> Result<String, Stop> {
    let model = load_model(path)?;
    let network = model.network.clone();
    let values = at_start(LoadedScenario::plain(model, Scenario::plain("", 0.0, 0.0, 1)), &network);
    let names = ["id", "kind", "at time 0", "unit", "", "name"];
    let mut table = Table::new(names.map(|n| Heading::new(n, "")).into());
    for line in lines(&network).into_iter().filter(|l| kind.is_none_or(|k| k == l.kind)) {
        let value = values.as_ref().and_then(|run| Some(run.value(0, run.position(line.id)?)));
        let unit = network.unit_of(line.id).map(|u| u.to_string());
        // As many cells as there are headings.
        let _ = table.push(vec![
            line.id.into(),
            line.kind.word().into(),
            value.map_or(Cell::Text(String::new()), Cell::Number),
            unit.unwrap_or_default().into(),
            line.how.into(),
            line.name.unwrap_or_default().into(),
        ]);
    }
    Ok(table.plain(6))
}

/// The values at time 0; none where the model cannot be started.
fn at_start(mut loaded: LoadedScenario, network: &Network) -> Option<Trajectory> {
    // What is fast has no rate to show.
    let has_value = |id: &&str| !network.reactions.iter().any(|r| r.fast && r.id == **id);
    let ids = network.kinds().into_keys().filter(has_value);
    loaded.scenario.save = ids.map(|id| Output::Value(id.to_owned())).collect();
    simulate(&loaded.experiment(&Variation::default()).ok()?).ok()
}

fn lines(network: &Network) -> Vec<Line<'_>> {
    let how = |id: &str, constant: bool| match network.rule(id).map(|r| r.kind) {
        Some(RuleKind::Assignment) => "computed",
        Some(_) => "variable",
        None if constant => "constant",
        None => "",
    };
    let species = network.species.iter().map(|s| Line {
        id: &s.id,
        kind: IdKind::Species,
        name: s.name.as_deref(),
        how: if s.boundary && !s.constant { "boundary" } else { how(&s.id, s.constant) },
    });
    let parameters = network.parameters.iter().map(|p| Line {
        id: &p.id,
        kind: IdKind::Parameter,
        name: p.name.as_deref(),
        how: how(&p.id, p.constant),
    });
    let compartments = network.compartments.iter().map(|c| Line {
        id: &c.id,
        kind: IdKind::Compartment,
        name: c.name.as_deref(),
        how: how(&c.id, c.constant),
    });
    let reactions = network.reactions.iter().map(|r| Line {
        id: &r.id,
        kind: IdKind::Reaction,
        name: r.name.as_deref(),
        how: if r.fast { "fast" } else { "computed" },
    });
    let events = network.events.iter().map(|e| Line {
        id: &e.id,
        kind: IdKind::Event,
        name: e.name.as_deref(),
        how: "",
    });
    species.chain(parameters).chain(compartments).chain(reactions).chain(events).collect()
}
