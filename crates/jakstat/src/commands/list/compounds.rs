//! `jakstat list compounds`.

use std::path::Path;

use jakstat::Problems;
use jakstat::load::{Texts, toml_files};
use jakstat::model::Sources;
use jakstat::report::{Cell, Heading, Table};
use jakstat::sim::pharmacology::{AssayAtp, Binding, Compound, Kinetics, Potency, Sourced, Status};

use crate::commands::Stop;
use crate::commands::console::Console;

/// How numbers got into the files, as columns.
const STATUSES: [Status; 5] =
    [Status::Read, Status::Recalled, Status::Derived, Status::Assumed, Status::Fitted];

/// A line for each compound: what it can be used for and how its numbers got there. Files with
/// errors are told and left out.
pub fn list(folder: &Path, console: &Console) -> Result<String, Stop> {
    let names = ["compound", "potency", "dosing", "regimens"].map(|n| Heading::new(n, ""));
    let counts = STATUSES.iter().map(|s| Heading::new(s.to_string(), ""));
    let mut table = Table::new(names.into_iter().chain(counts).collect());
    let mut problems = Problems::default();
    for path in toml_files(folder) {
        let text = Texts::default().read(&path)?;
        let name = path.display().to_string();
        match Compound::read(&name, &text) {
            // As many cells as there are headings.
            Ok(compound) => drop(table.push(cells(&compound))),
            Err(found) => problems.add(found, Sources::single(name, text)),
        }
    }
    if problems.has_errors() {
        console.problems(&problems);
        console.print(&table.plain(3))?;
        return Err(Stop::Told);
    }
    Ok(format!("{}\nnumbers by how they got there: {}\n", table.plain(3), STATUSES_HELP))
}

const STATUSES_HELP: &str =
    "read in the named source, recalled from it, derived from others, assumed, fitted";

fn cells(compound: &Compound) -> Vec<Cell> {
    let potencies: Vec<String> = compound.potencies.iter().map(potency).collect();
    let regimens: Vec<&str> = compound.regimens.iter().map(|r| r.name.as_str()).collect();
    let mut cells: Vec<Cell> = vec![
        compound.id.as_str().into(),
        potencies.join(", ").into(),
        dosing(compound).into(),
        regimens.join("; ").into(),
    ];
    let sourced = numbers(compound);
    let count = |status: Status| sourced.iter().filter(|s| s.status == status).count() as u64;
    cells.extend(STATUSES.into_iter().map(|status| Cell::Count(count(status))));
    cells
}

fn potency(potency: &Potency) -> String {
    match &potency.binding {
        Binding::Reversible { ic50 } => {
            let sign = if ic50.is_bound() { ">" } else { "" };
            format!("{} {sign}{} {}", potency.kinase, ic50.value, ic50.unit_text)
        }
        Binding::Covalent { .. } => format!("{} covalent", potency.kinase),
    }
}

/// Whether a dose can be turned into a free concentration.
fn dosing(compound: &Compound) -> String {
    match (&compound.kinetics, &compound.fraction_unbound) {
        (None, _) => "no: no pharmacokinetics".into(),
        (_, None) => "no: free fraction unknown".into(),
        (Some(kinetics), _) => routes(kinetics).into(),
    }
}

fn routes(kinetics: &Kinetics) -> &'static str {
    match (&kinetics.absorption_rate, kinetics.is_apparent()) {
        (None, _) => "intravenous",
        (Some(_), true) => "oral",
        (Some(_), false) => "oral, intravenous",
    }
}

/// Every number of a compound.
fn numbers(compound: &Compound) -> Vec<&Sourced> {
    let mut all = vec![&compound.molecular_weight];
    all.extend(&compound.fraction_unbound);
    for potency in &compound.potencies {
        match &potency.binding {
            Binding::Reversible { ic50 } => all.push(ic50),
            Binding::Covalent { inactivation_rate, inactivation_constant } => {
                all.extend([inactivation_rate, inactivation_constant]);
            }
        }
        if let Some(AssayAtp::Concentration(atp)) = &potency.atp {
            all.push(atp);
        }
    }
    if let Some(k) = &compound.kinetics {
        all.extend([&k.clearance, &k.central_volume]);
        all.extend([&k.absorption_rate, &k.absorption_lag, &k.bioavailability].into_iter().flatten());
        all.extend(k.peripheral.iter().flat_map(|p| [&p.clearance, &p.volume]));
        all.extend(k.metabolite.iter().flat_map(|m| [&m.fraction_formed, &m.clearance, &m.volume]));
    }
    all
}
