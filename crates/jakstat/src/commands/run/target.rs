//! What is run: a scenario or a plain model, with what the command line changes about it.

use jakstat::Problems;
use jakstat::codes;
use jakstat::load::{FileKind, LoadedScenario, Texts, load_model, load_scenario};
use jakstat::model::network::{Kind, RuleKind};
use jakstat::model::{Diagnostic, Network, Sources};
use jakstat::ode::Method;
use jakstat::sim::scenario::{Given, Rows, Setting};
use jakstat::sim::{Output, Scenario};

use super::Args;

/// Reads the target and applies the arguments.
pub fn load(args: &Args) -> Result<LoadedScenario, Problems> {
    let mut loaded = read(args)?;
    let mut problems = Vec::new();
    apply(args, &mut loaded, &mut problems);
    if problems.is_empty() {
        Ok(loaded)
    } else {
        Err(Problems { diagnostics: problems, ..Problems::default() })
    }
}

fn read(args: &Args) -> Result<LoadedScenario, Problems> {
    let path = &args.target;
    let kind = if path.is_dir() {
        FileKind::Model
    } else {
        let text = Texts::default().read(path)?;
        let sources = Sources::single(path.display().to_string(), text.as_str());
        FileKind::of(path, &text).map_err(|diagnostics| Problems { diagnostics, sources })?
    };
    match kind {
        FileKind::Model => {
            let model = load_model(path)?;
            let title = model.network.name.clone().unwrap_or_else(|| model.network.id.clone());
            let mut scenario = Scenario::plain(&model.name, 0.0, 100.0, 101);
            scenario.title = if title.is_empty() { model.name.clone() } else { title };
            scenario.save = everything(&model.network);
            Ok(LoadedScenario::plain(model, scenario))
        }
        FileKind::Scenario => {
            let mut loaded = load_scenario(path)?;
            if loaded.scenario.save.is_empty() {
                // Outcomes say what matters; their courses are what one wants to see.
                loaded.scenario.save =
                    loaded.scenario.outcomes.iter().map(|o| Output::Value(o.of.clone())).collect();
                unique(&mut loaded.scenario.save);
            }
            Ok(loaded)
        }
        other => {
            let message = format!("`{}` is a {} file, which cannot be run", path.display(), other.words());
            let help = match other {
                FileKind::Study => "use `jakstat study`",
                FileKind::Validation => "use `jakstat validate`",
                FileKind::Fit => "use `jakstat fit`",
                _ => "name a scenario or a model; `jakstat check` checks this one",
            };
            Err(Diagnostic::error(&codes::BAD_ARGUMENT, message).help(help).into())
        }
    }
}

/// All species as concentrations, and whatever else follows a rate rule.
fn everything(network: &Network) -> Vec<Output> {
    let species = network.species.iter().map(|s| s.id.clone());
    let rates = network.rules.iter().filter(|r| r.kind == RuleKind::Rate).map(|r| r.target.clone());
    let mut all: Vec<Output> = species.chain(rates).map(Output::Concentration).collect();
    unique(&mut all);
    all
}

fn apply(args: &Args, loaded: &mut LoadedScenario, problems: &mut Vec<Diagnostic>) {
    let scenario = &mut loaded.scenario;
    for (text, slot) in [(&args.from, &mut scenario.start), (&args.until, &mut scenario.end)] {
        if let Some(given) = text.as_ref().and_then(|t| keep(Given::parse(t), problems)) {
            *slot = given;
        }
    }
    if let Some(points) = args.points {
        scenario.rows = Rows::Points(points);
    }
    if let Some(name) = &args.method {
        let found = Method::NAMES.iter().find(|(n, _)| n == name);
        scenario.options.method = found.map_or(scenario.options.method, |(_, method)| *method);
    }
    scenario.options.estimate_error |= args.estimate_error;
    if let Some(rtol) = args.rtol.and_then(|x| tolerance("--rtol", x, problems)) {
        scenario.options.rtol = rtol;
    }
    if let Some(atol) = args.atol.and_then(|x| tolerance("--atol", x, problems)) {
        scenario.options.atol = vec![atol];
    }
    settings(args, scenario, problems);
    if !args.save.is_empty() {
        scenario.save = args.save.iter().map(|id| Output::Concentration(id.trim().to_owned())).collect();
        unique(&mut scenario.save);
    }
    for id in &args.amounts {
        let amount = Output::Amount(id.trim().to_owned());
        match scenario.save.iter_mut().find(|o| o.id() == id.trim()) {
            Some(saved) => *saved = amount,
            None => scenario.save.push(amount),
        }
    }
    scenario.sensitivities = args.sensitivity.iter().map(|id| id.trim().to_owned()).collect();
}

fn keep<T>(result: Result<T, Diagnostic>, problems: &mut Vec<Diagnostic>) -> Option<T> {
    result.map_err(|problem| problems.push(problem)).ok()
}

fn tolerance(name: &str, value: f64, problems: &mut Vec<Diagnostic>) -> Option<f64> {
    let good = value > 0.0 && value.is_finite();
    if !good {
        let message = format!("`{name}` is {value}, and a tolerance is above 0");
        problems.push(Diagnostic::error(&codes::BAD_ARGUMENT, message).help("1e-6 is usual"));
    }
    good.then_some(value)
}

fn settings(args: &Args, scenario: &mut Scenario, problems: &mut Vec<Diagnostic>) {
    let mut seen: Vec<&str> = Vec::new();
    for text in &args.set {
        let parts =
            text.split_once('=').map(|(id, value)| (id.trim(), value)).filter(|(id, _)| !id.is_empty());
        let Some((id, value)) = parts else {
            let message = format!("`--set {text}` does not say which value an id gets");
            problems.push(
                Diagnostic::error(&codes::BAD_ARGUMENT, message)
                    .help("write `--set ID=VALUE`, as in `--set k1=0.3`"),
            );
            continue;
        };
        if seen.contains(&id) {
            let message = format!("`{id}` is set twice");
            problems.push(Diagnostic::error(&codes::BAD_ARGUMENT, message).help("keep one `--set` of it"));
        }
        seen.push(id);
        if let Some(value) = keep(Given::parse(value), problems) {
            scenario.set.retain(|setting| setting.id != id);
            scenario.set.push(Setting { id: id.to_owned(), value });
        }
    }
}

/// Keeps the first of each id.
fn unique(outputs: &mut Vec<Output>) {
    let mut seen = std::collections::BTreeSet::new();
    outputs.retain(|output| seen.insert(output.id().to_owned()));
}

/// Only species have amounts.
pub fn check_amounts(args: &Args, network: &Network) -> Result<(), Problems> {
    let ids = args.amounts.iter().map(|id| id.trim());
    let diagnostics: Vec<Diagnostic> = ids
        .filter(|id| !matches!(network.kind(id), Some(Kind::Species(_))))
        .map(|id| {
            let message = format!("`{id}` is no species, so it has no amount");
            Diagnostic::error(&codes::BAD_ARGUMENT, message).help("name it in `--save`")
        })
        .collect();
    if diagnostics.is_empty() { Ok(()) } else { Err(Problems { diagnostics, ..Problems::default() }) }
}
