//! The table of compounds and their regimens.

use std::collections::BTreeMap;

use jakstat_model::Diagnostic;

use super::files::Loaded;
use super::read::Treatments;
use crate::codes;
use crate::design::Points;

/// The table of compounds and their regimens.
pub(super) fn treatments(
    wanted: &Treatments,
    scenarios: &[Loaded],
    notices: &mut Vec<Diagnostic>,
) -> Result<Points, Vec<Diagnostic>> {
    let known: BTreeMap<_, _> = scenarios.iter().flat_map(|s| &s.parts.compounds).collect();
    let names: Vec<String> = match &wanted.compounds {
        Some(names) => names.clone(),
        None => known.keys().map(|id| (*id).clone()).collect(),
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut problems = Vec::new();
    let mut write = |cells: [&str; 2]| writer.write_record(cells).is_ok();
    write(["compound", "regimen"]);
    for name in names {
        let Some(compound) = known.get(&name) else {
            let all: Vec<&str> = known.keys().map(|id| id.as_str()).collect();
            let problem = Diagnostic::error(&codes::BAD_AXIS, format!("there is no compound `{name}`"));
            problems.push(problem.at(wanted.at).help(format!("there are: {}", all.join(", "))));
            continue;
        };
        let lacks = match (&compound.kinetics, compound.regimens.is_empty(), &compound.fraction_unbound) {
            (None, ..) => Some("no pharmacokinetics"),
            (_, true, _) => Some("no regimen"),
            (_, _, None) => Some("no free fraction"),
            _ => None,
        };
        match (lacks, &wanted.compounds) {
            (None, _) => {
                let count = if wanted.first_only { 1 } else { usize::MAX };
                for regimen in compound.regimens.iter().take(count) {
                    write([&name, &regimen.name]);
                }
            }
            (Some(what), None) => {
                notices.push(Diagnostic::warning(
                    &codes::LEFT_OUT,
                    format!("compound `{name}` is left out: its file has {what}"),
                ));
            }
            (Some(what), Some(_)) => {
                let problem = Diagnostic::error(
                    &codes::LEFT_OUT,
                    format!("compound `{name}` cannot be dosed: its file has {what}"),
                );
                problems.push(problem.at(wanted.at).help("complete its file, or take it off the list"));
            }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    Points::from_csv(&String::from_utf8_lossy(&bytes))
}
