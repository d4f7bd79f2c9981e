//! `jakstat check`.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use jakstat::load::nearest as nearest_file;
use jakstat::load::{
    FileKind, LoadedModel, LoadedTopic, Texts, load_fit, load_model_with, load_population, load_scenario,
    load_study, load_validation,
};
use jakstat::model::check::UnitPolicy;
use jakstat::model::diagnostic::nearest;
use jakstat::model::{Diagnostic, Network, Sources};
use jakstat::sim::pharmacology::codes::UNKNOWN_KINASE;
use jakstat::sim::pharmacology::{Compound, Kinases, Potency, Targets};
use jakstat::sim::scenario::ParameterFile;
use jakstat::sim::{CompiledModel, Output, Request, Variation};
use jakstat::{Problems, render};
use serde::Serialize;

use super::Stop;
use super::console::Console;

/// Arguments of `jakstat check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jakstat check model.ant scenario.toml
  jakstat check models/compounds/*.toml --json
  jakstat check model.xml --units error

A scenario is checked with its model, compounds, kinases, targets and parameter files. A folder stands for its
`model.ant` or `model.xml`. Exit code 1 where some file has an error.")]
pub struct Args {
    /// Models (Antimony, SBML), scenarios, studies, compounds, kinases, targets, parameter files,
    /// populations, validations, fits.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What becomes of formulas whose units clash.
    #[arg(long, default_value = "warn")]
    units: Units,
    /// Print JSON: one object for each problem, then one for each file.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Units {
    /// The model cannot be used.
    Error,
    /// Tell.
    Warn,
    /// Do not look.
    Ignore,
}

impl From<Units> for UnitPolicy {
    fn from(units: Units) -> Self {
        match units {
            Units::Error => Self::Error,
            Units::Warn => Self::Warn,
            Units::Ignore => Self::Ignore,
        }
    }
}

/// What came of checking one file.
struct Checked {
    problems: Problems,
    /// What the file holds, in words.
    holds: String,
}

/// A checked file as JSON.
#[derive(Serialize)]
struct Summary<'a> {
    file: String,
    ok: bool,
    errors: usize,
    warnings: usize,
    holds: &'a str,
}

/// Checks every file and prints all problems.
pub fn command(args: &Args, console: &Console) -> Result<(), Stop> {
    let mut good = true;
    for path in &args.files {
        let checked = check(path, args.units.into());
        let (errors, warnings) = checked.problems.counts();
        good &= errors == 0;
        if args.json {
            console.print(&render::json_lines(&checked.problems))?;
            let file = path.display().to_string();
            let summary = Summary { file, ok: errors == 0, errors, warnings, holds: &checked.holds };
            console.print(&format!("{}\n", serde_json::to_string(&summary).unwrap_or_default()))?;
        } else {
            console.print_problems(&checked.problems)?;
            let verdict = verdict(errors, warnings);
            console.print(&format!("{}: {}: {verdict}\n", path.display(), checked.holds))?;
        }
    }
    if good { Ok(()) } else { Err(Stop::Told) }
}

fn verdict(errors: usize, warnings: usize) -> String {
    let warned = counted(warnings, "warning");
    match (errors, warnings) {
        (0, 0) => "ok".into(),
        (0, _) => format!("ok, {warned}"),
        (_, 0) => counted(errors, "error"),
        _ => format!("{}, {warned}", counted(errors, "error")),
    }
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn check(path: &Path, units: UnitPolicy) -> Checked {
    if path.is_dir() {
        return model(path, units);
    }
    let text = match Texts::default().read(path) {
        Ok(text) => text,
        Err(problem) => return Checked { problems: problem.into(), holds: "file".into() },
    };
    let sources = Sources::single(path.display().to_string(), text.as_str());
    let here = |found: Vec<Diagnostic>| Problems { diagnostics: found, sources: sources.clone() };
    let simple = |result: Result<String, Vec<Diagnostic>>, kind: FileKind| match result {
        Ok(holds) => Checked { problems: Problems::default(), holds },
        Err(found) => Checked { problems: here(found), holds: kind.words().into() },
    };
    match FileKind::of(path, &text) {
        Err(found) => Checked { problems: here(found), holds: "file".into() },
        Ok(FileKind::Model) => model(path, units),
        Ok(FileKind::Scenario) => scenario(path),
        Ok(FileKind::Study) => study(path),
        Ok(kind @ FileKind::Compound) => match Compound::read(&path.display().to_string(), &text) {
            Ok(read) => Checked { problems: here(unknown_kinases(&read, path)), holds: compound(&read) },
            Err(found) => simple(Err(found), kind),
        },
        Ok(kind @ FileKind::Kinases) => simple(Kinases::read(&text).map(|k| kinases(&k)), kind),
        Ok(kind @ FileKind::Targets) => simple(Targets::read(&text).map(|t| targets(&t)), kind),
        Ok(kind @ FileKind::Parameters) => simple(
            ParameterFile::read(&path.display().to_string(), &text)
                .map(|f| format!("parameter file, {}", counted(f.parameters.len(), "parameter"))),
            kind,
        ),
        Ok(kind) => loaded(path, kind),
    }
}

/// Files that are checked by loading what they name.
fn loaded(path: &Path, kind: FileKind) -> Checked {
    let result = match kind {
        FileKind::Population => load_population(path).map(|loaded| {
            let population = &loaded.population;
            let screened = if loaded.screening.is_some() { ", screened" } else { "" };
            let parameters = counted(population.parameters.len(), "parameter");
            format!("population `{}`, {parameters}{screened}", population.title)
        }),
        FileKind::Fit => load_fit(path).and_then(|loaded| {
            let problems = |diagnostics| Problems { diagnostics, sources: loaded.sources.clone() };
            loaded.fit().check().map_err(problems)?;
            let free = counted(loaded.file.parameters.len(), "free parameter");
            Ok(format!("fit `{}`, {free}, {}", loaded.file.title, observations(&loaded.topics)))
        }),
        _ => load_validation(path)
            .map(|loaded| format!("validation `{}`, {}", loaded.title, observations(&loaded.topics))),
    };
    match result {
        Ok(holds) => Checked { problems: Problems::default(), holds },
        Err(problems) => Checked { problems, holds: kind.words().into() },
    }
}

fn observations(topics: &[LoadedTopic]) -> String {
    counted(topics.iter().map(|t| t.observations.len()).sum(), "observation")
}

fn model(path: &Path, units: UnitPolicy) -> Checked {
    match load_model_with(path, units) {
        Ok(LoadedModel { network, warnings, sources, .. }) => {
            let outputs = network.species.iter().map(|s| Output::Value(s.id.clone())).collect();
            let request = Request { outputs, ..Request::default() };
            let mut diagnostics = warnings;
            diagnostics.extend(CompiledModel::new(&network, &request).err().into_iter().flatten());
            Checked { problems: Problems { diagnostics, sources }, holds: contents(&network) }
        }
        Err(problems) => Checked { problems, holds: "model".into() },
    }
}

fn scenario(path: &Path) -> Checked {
    let loaded = match load_scenario(path) {
        Ok(loaded) => loaded,
        Err(problems) => return Checked { problems, holds: "scenario".into() },
    };
    let mut problems = Problems { diagnostics: loaded.warnings.clone(), sources: loaded.sources.clone() };
    let holds = match loaded.experiment(&Variation::default()) {
        Ok(experiment) => {
            problems.diagnostics.extend(experiment.warnings);
            let outcomes = counted(experiment.columns.len(), "outcome");
            let doses = counted(experiment.dose_times.len(), "dose time");
            format!("scenario `{}`, {outcomes}, {doses}", loaded.scenario.title)
        }
        Err(found) => {
            problems.diagnostics.extend(found.diagnostics);
            "scenario".into()
        }
    };
    Checked { problems, holds }
}

fn study(path: &Path) -> Checked {
    let loaded = match load_study(path) {
        Ok(loaded) => loaded,
        Err(problems) => return Checked { problems, holds: "study".into() },
    };
    match loaded.sweep() {
        Ok(sweep) => {
            let problems =
                Problems { diagnostics: sweep.notices().to_vec(), sources: loaded.sources.clone() };
            let scenarios = counted(loaded.scenarios.len(), "scenario");
            let holds = format!("study `{}`, {scenarios}, {} runs", loaded.study.title, sweep.rows());
            Checked { problems, holds }
        }
        Err(problems) => Checked { problems, holds: "study".into() },
    }
}

fn contents(network: &Network) -> String {
    let lists = [
        (network.species.len(), "species", "species"),
        (network.reactions.len(), "reaction", "reactions"),
        (network.parameters.len(), "parameter", "parameters"),
        (network.compartments.len(), "compartment", "compartments"),
        (network.rules.len(), "rule", "rules"),
        (network.events.len(), "event", "events"),
    ];
    // Rules and events are rare; their absence needs no word.
    let shown = lists.iter().enumerate().filter(|(i, (n, ..))| *i < 2 || *n > 0);
    let words: Vec<String> =
        shown.map(|(_, (n, one, many))| format!("{n} {}", if *n == 1 { one } else { many })).collect();
    // The reader names a model that has no name of its own.
    let named = !matches!(network.id.as_str(), "" | "__main");
    let name = if named { format!("model `{}`", network.id) } else { "model".into() };
    format!("{name}, {}", words.join(", "))
}

fn compound(compound: &Compound) -> String {
    let kinetics = if compound.kinetics.is_some() { "with" } else { "no" };
    let regimens = counted(compound.regimens.len(), "regimen");
    let kinases: Vec<&str> = compound.potencies.iter().map(|p| p.kinase.as_str()).collect();
    let kinases = if kinases.is_empty() { "no kinase".into() } else { kinases.join(", ") };
    format!("compound `{}`, potency for {kinases}, {kinetics} pharmacokinetics, {regimens}", compound.id)
}

/// Potencies for kinases that the nearest kinase file, which a scenario would take, does not list.
fn unknown_kinases(compound: &Compound, path: &Path) -> Vec<Diagnostic> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let Some(file) = nearest_file(folder, "kinases.toml") else { return Vec::new() };
    let Some(kinases) = Texts::default().read(&file).ok().and_then(|text| Kinases::read(&text).ok()) else {
        return Vec::new();
    };
    let ids = || kinases.kinases.iter().map(|k| k.id.as_str());
    let unknown = compound.potencies.iter().filter(|p| kinases.get(&p.kinase).is_none());
    let warning = |potency: &Potency| {
        let message = format!("`{}` is no kinase of `{}`", potency.kinase, file.display());
        let known = ids().collect::<Vec<_>>().join(", ");
        let help = match nearest(&potency.kinase, ids()) {
            Some(near) => format!("did you mean `{near}`? It lists {known}"),
            None => format!("it lists {known}; add the kinase, or correct the id"),
        };
        Diagnostic::warning(&UNKNOWN_KINASE, message).at(potency.at).help(help)
    };
    unknown.map(warning).collect()
}

fn kinases(kinases: &Kinases) -> String {
    let ids: Vec<&str> = kinases.kinases.iter().map(|k| k.id.as_str()).collect();
    format!("kinases {}", ids.join(", "))
}

fn targets(targets: &Targets) -> String {
    let reactions: usize = targets.targets.iter().map(|t| t.reactions.len()).sum();
    let parameters: usize = targets.targets.iter().map(|t| t.parameters.len()).sum();
    let lists = [(reactions, "reaction"), (parameters, "parameter")];
    let shown: Vec<String> =
        lists.iter().filter(|(n, _)| *n > 0).map(|(n, noun)| counted(*n, noun)).collect();
    format!("targets of {}, {}", targets.kinases().join(", "), shown.join(", "))
}
